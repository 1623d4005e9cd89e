"""Which addresses a connection may talk to. Tokens go to the vendor's hosts, or to one that ops named."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from urllib.parse import urlsplit

from advocacy_sync.kernel.errors import ConfigError

__all__ = ["check_url", "is_loopback"]


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_url(url: str, vendor: Sequence[str], allow_host: str | None, setting: str) -> str:
    """The URL as scheme, host and port, without a path.

    `vendor` are the vendor's domains (subdomains included), `allow_host` one more host name.
    Raises ConfigError for other hosts, for a scheme other than https (http: loopback only), for
    credentials in the URL. `setting` names where the URL came from, for the message.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".").lower()
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        raise ConfigError(f"{setting} must be an address such as https://host.example, without user or password")
    if parts.scheme == "http" and not is_loopback(host):
        raise ConfigError(f"{setting}: plain http is accepted for this machine only; use https for {host}")
    known = any(host == domain or host.endswith(f".{domain}") for domain in vendor)
    if not known and host != (allow_host or "").lower():
        raise ConfigError(f"{setting}: {host} is not one of the vendor's hosts; if it is meant, set allow_host: {host}")
    return f"{parts.scheme}://{parts.netloc}"

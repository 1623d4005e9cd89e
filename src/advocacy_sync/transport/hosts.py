"""Which addresses a connection may talk to. Tokens go to the vendor's hosts, or to one that ops named."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from urllib.parse import SplitResult, urlsplit

from advocacy_sync.kernel.errors import ConfigError

__all__ = ["check_url", "is_loopback"]

# Names and addresses. Libraries disagree on where the host ends when a backslash or percent sign stands in it.
_HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+")


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

    `vendor` are the vendor's domains (subdomains included), `allow_host` one more host name; all names
    of this machine are one.
    Raises ConfigError for other hosts, for a scheme other than https (http: loopback only), for
    credentials in the URL. `setting` names where the URL came from, for the message.
    """
    parts, host = _parts(url)
    if parts is None or parts.scheme not in ("http", "https") or parts.username is not None:
        raise ConfigError(f"{setting} must be an address such as https://host.example, without user or password")
    if parts.scheme == "http" and not is_loopback(host):
        raise ConfigError(f"{setting}: plain http is accepted for this machine only; use https for {host}")
    known = any(host == domain or host.endswith(f".{domain}") for domain in vendor)
    allowed = (allow_host or "").lower()
    same = host == allowed or (is_loopback(host) and is_loopback(allowed))
    if not known and not same:
        raise ConfigError(f"{setting}: {host} is not one of the vendor's hosts; if it is meant, set allow_host: {host}")
    return f"{parts.scheme}://{parts.netloc}"


def _parts(url: str) -> tuple[SplitResult | None, str]:
    """The URL's parts and host; None for parts in which two readers could see two hosts."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".").lower()
        _ = parts.port  # raises ValueError when it is no port
    except ValueError:
        return None, ""
    return (parts if _HOST.fullmatch(host) else None), host

"""The webhook journal: what HubSpot would have pushed, in files that are asked for, oldest first.

Webhooks journal guide (2026-03): an app's own token (client credentials), an entry names the file after
an offset by a signed address, files are kept three days and an offset older than that answers 404. Needs
an app with a journal subscription; hints as from a webhook, and polling stays the truth.
"""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import orjson

from advocacy_sync.kernel.errors import ConfigError, ConflictError, FatalError, RetryableError
from advocacy_sync.kernel.secret import Secret
from advocacy_sync.ports.crm import ConnectionSettings, Hint, HintKind
from advocacy_sync.transport.body import Deadline
from advocacy_sync.transport.hosts import is_loopback
from advocacy_sync.transport.retry import RetryPolicy, retrying

from .object_types import object_name
from .paths import journal
from .sdk import Carrier, Client, Refused
from .webhook import instant_of, record_id

__all__ = ["Journal", "OffsetGone", "hints_of"]

SCOPE = "developer.webhooks_journal.read"
LARGEST_FILE = 64 * 2**20  # bytes

_KINDS: Mapping[str, HintKind] = {
    "CREATE": "changed",
    "UPDATE": "changed",
    "SNAPSHOT": "changed",
    "DELETE": "deleted",
    "GDPR_DELETE": "deleted",
    "MERGE": "merged",
    "RESTORE": "restored",
    "ASSOCIATION_ADDED": "association",
    "ASSOCIATION_REMOVED": "association",
}


class OffsetGone(ConflictError):
    """The journal no longer holds what follows the offset: read what changed, and begin with no offset."""


class Journal:
    """The journal of one account. Raises ConfigError for a connection without an app of its own."""

    def __init__(
        self, settings: ConnectionSettings, policy: RetryPolicy | None = None, carrier: Carrier | None = None
    ) -> None:
        names = ("client_id", "client_secret")
        if not all(name in settings.secrets for name in names):
            raise ConfigError("the webhook journal needs client_id and client_secret of an app; connect through one")
        secrets = {**{name: settings.secrets[name] for name in names}, "scope": Secret(SCOPE)}
        self._settings, self._policy, self._carrier = settings, policy or RetryPolicy(), carrier
        self._client = Client(replace(settings, auth="client_credentials", secrets=secrets), policy, carrier)

    def after(self, offset: str | None, portal: str = "") -> Iterator[tuple[list[Hint], str]]:
        """Hints of one file after the other, each with the offset to go on from; ends at the newest.

        Without an offset it begins with the oldest file. `portal`: the account's id, if the app is installed
        in several. Raises OffsetGone, and what calls raise.
        """
        while found := self._next(offset, portal):
            hints, following = found
            if following == offset:
                raise RetryableError("HubSpot's journal leads no further, though it says that there is more")
            offset = following
            yield hints, offset

    def _next(self, offset: str | None, portal: str) -> tuple[list[Hint], str] | None:
        """The file after an offset; its address ends soon, so that a failed download begins with a new one."""

        def once() -> tuple[list[Hint], str] | None:
            entry = self._entry(offset, portal)
            if not entry:
                return None
            return hints_of(self._file(str(entry["url"]))), str(entry["currentOffset"])

        return retrying(once, self._policy, self._settings.timing)

    def _entry(self, offset: str | None, portal: str) -> dict[str, Any]:
        base = journal(self._settings.api_version)
        path = f"{base}/offset/{quote(offset, safe='')}/next" if offset else f"{base}/earliest"
        query = {"installPortalId": portal} if portal else None
        try:
            entry = self._client.call("GET", path, "the webhook journal", query=query, holds="url", or_nothing=True)
        except Refused as error:
            if error.status != 404:
                raise
            if offset is None:
                return {}  # nothing has been written yet
            raise OffsetGone("HubSpot's webhook journal no longer has what follows the offset; poll instead") from None
        if entry and "currentOffset" not in entry:
            raise RetryableError("HubSpot's entry of the webhook journal names no offset")
        return entry

    def _file(self, url: str) -> bytes:
        """What lies at a signed address, which needs no token and is given none."""
        self._check(url)
        limits, deadline = self._settings.timeouts, Deadline(self._settings.timeouts.total, self._settings.timing)
        timeout = httpx.Timeout(limits.total, connect=limits.connect, read=limits.read)
        ca_file = self._settings.ca_file
        verify = ssl.create_default_context(cafile=ca_file) if ca_file else True
        transport = self._carrier.login if self._carrier else None
        content = bytearray()
        try:
            with (
                httpx.Client(timeout=timeout, verify=verify, trust_env=False, transport=transport) as http,
                http.stream("GET", url) as response,
            ):
                if response.status_code != 200:
                    raise RetryableError(f"a file of HubSpot's webhook journal answered {response.status_code}")
                for part in response.iter_bytes():
                    content += part
                    deadline.check()
                    if len(content) > LARGEST_FILE:
                        raise FatalError("a file of HubSpot's webhook journal is larger than 64 MB; poll instead")
        except httpx.HTTPError as error:
            why = type(error).__name__
            raise RetryableError(f"a file of HubSpot's webhook journal could not be read ({why})") from None
        return bytes(content)

    def _check(self, url: str) -> None:
        """The address comes from HubSpot and lies with a storage service, so any public host will do."""
        parts, base = urlsplit(url), urlsplit(self._settings.base_url)
        if (parts.scheme, parts.netloc) == (base.scheme, base.netloc):
            return
        if parts.scheme != "https" or _private(parts.hostname or "localhost"):
            raise FatalError("HubSpot's webhook journal names an address that is no public one over https")


def _private(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return is_loopback(host)


def hints_of(content: bytes) -> list[Hint]:
    """Rows that a file names, each once per kind and instant. Raises RetryableError for what is no such file."""
    try:
        told = orjson.loads(content)
    except orjson.JSONDecodeError:
        told = None
    events = told.get("journalEvents") if isinstance(told, dict) else None
    if not isinstance(events, list):
        raise RetryableError("a file of HubSpot's webhook journal holds no events")
    found = [hint for event in events if isinstance(event, dict) for hint in _hints(event)]
    return list(dict.fromkeys(found))


def _hints(event: Mapping[str, Any]) -> Iterator[Hint]:
    kind = _KINDS.get(str(event.get("action") or ""))
    if kind is None:
        return
    at = instant_of(event.get("occurredAt"))
    sides = ("fromObject", "toObject") if kind == "association" else ("object",)
    for side in sides:
        where, record = str(event.get(f"{side}TypeId") or ""), record_id(event.get(f"{side}Id"))
        if where and record:
            yield Hint(object=object_name(where), id=record, kind=kind, occurred_at=at)

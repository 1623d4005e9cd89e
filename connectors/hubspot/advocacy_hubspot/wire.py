"""HubSpot's values as ours: everything is text on the wire, the property's type says what it means.

One clock for every row: its `updatedAt`, an archived one's too. Archiving moves another one
(`archivedAt`), and restoring moves it back without touching the first, so a tombstone that wore the
later stamp would make the restored record look old.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from advocacy_sync.kernel.errors import RetryableError
from advocacy_sync.kernel.ids import ConnectionName, ExternalId, SourceKey
from advocacy_sync.kernel.money import Money
from advocacy_sync.kernel.number import canonical_number
from advocacy_sync.ports.crm import Value
from advocacy_sync.records.schema import FieldType, ObjectSchema
from advocacy_sync.records.source_row import SourceRow

__all__ = ["Decoder", "absorbed", "encode", "merged_properties", "owner_row", "parse_instant", "seen", "stamp_property"]

EPOCH = datetime.fromtimestamp(0, UTC)
_CANONICAL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z").fullmatch
_INTEGER = re.compile(r"-?[1-9][0-9]{0,30}").fullmatch
_BOOLEANS = {"true": True, "false": False}
_MERGED, _MERGED_CONTACTS = "hs_merged_object_ids", "hs_calculated_merged_vids"


def stamp_property(object_type: str) -> str:
    """The property that moves when a record is changed."""
    return "lastmodifieddate" if object_type == "contacts" else "hs_lastmodifieddate"


def merged_properties(schema: ObjectSchema) -> tuple[str, ...]:
    """Properties of the portal that tell which records went into one by merging."""
    return tuple(name for name in (_MERGED, _MERGED_CONTACTS) if name in schema.fields)


# -- values ----------------------------------------------------------------------------------------


def parse_instant(text: str) -> datetime:
    """ISO 8601 (in UTC if it says nothing else) or epoch milliseconds. Raises ValueError for anything else."""
    if text[4:5] != "-" and text.lstrip("-").isdigit():
        return EPOCH + timedelta(milliseconds=int(text))
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is UTC:
        return instant
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def _iso(text: str) -> str:
    if _CANONICAL(text):
        return text
    try:
        instant = parse_instant(text)
    except (ValueError, OverflowError):
        return text
    return f"{instant.isoformat(timespec='milliseconds')[:-6]}Z"


def _day(text: str) -> str:
    """Date properties are midnight UTC: the day is the UTC day, whatever the portal's zone."""
    return text if len(text) == 10 and not text.isdigit() else _iso(text)[:10]


def _boolean(text: str) -> Any:
    return _BOOLEANS.get(text.lower(), text)


def _number(text: str) -> str:
    return text if _INTEGER(text) else canonical_number(text)


_DECODERS: dict[FieldType, Callable[[str], Any]] = {
    "boolean": _boolean,
    "date": _day,
    "datetime": _iso,
    "number": _number,
}


# -- rows ------------------------------------------------------------------------------------------


class Decoder:
    """Records of one object as source rows with the named properties, and nothing that came besides."""

    def __init__(self, connection: ConnectionName, schema: ObjectSchema, names: Sequence[str]) -> None:
        self._connection, self._object = connection, schema.name
        self._stamp = stamp_property(schema.name)
        known = {name: schema.fields.get(name) for name in dict.fromkeys(names)}
        decoders = {name: _DECODERS.get(field.type) if field else None for name, field in known.items()}
        self._plain = [name for name, decode in decoders.items() if decode is None]
        self._decoded = [(name, decode) for name, decode in decoders.items() if decode is not None]

    def row(
        self, raw: Mapping[str, Any], joined: Mapping[str, Any] | None = None, also: Sequence[str] = ()
    ) -> SourceRow:
        """A record, with what the room joined to it. `also`: ids that answered with this record."""
        held = raw.get("properties") or {}
        record = str(raw["id"])
        payload: dict[str, Any] = {"id": record}
        for name in self._plain:
            if name in held:
                value = held[name]
                payload[name] = None if value == "" else value  # a cleared value comes as either (CS-55)
        for name, decode in self._decoded:
            if name in held:
                value = held[name]
                payload[name] = None if value is None or value == "" else decode(str(value))
        if joined:
            payload.update(joined)
        return SourceRow(
            key=SourceKey(self._connection, self._object, ExternalId(record)),
            payload=payload,
            stamp=self._instant(raw, held),
            deleted=bool(raw.get("archived")),
            absorbed=absorbed(record, held, also),
        )

    def _instant(self, raw: Mapping[str, Any], held: Mapping[str, Any]) -> datetime:
        text = raw.get("updatedAt") or held.get(self._stamp) or raw.get("archivedAt")
        return _stamp(self._object, str(raw["id"]), text)


def absorbed(record: str, held: Mapping[str, Any], also: Sequence[str] = ()) -> tuple[str, ...]:
    """Ids of the records that went into this one: `1;2`, and of contacts `1:when;2:when`."""
    told = [held.get(_MERGED), held.get(_MERGED_CONTACTS)]
    if not also and not told[0] and not told[1]:
        return ()
    parts = [part.partition(":")[0].strip() for text in told if text for part in str(text).split(";")]
    ids = dict.fromkeys([*parts, *also])
    return tuple(one for one in ids if one and one != record)


def owner_row(connection: ConnectionName, raw: Mapping[str, Any]) -> SourceRow:
    """An owner: no CRM object, so it has no properties but members."""
    name = " ".join(part for part in (raw.get("firstName"), raw.get("lastName")) if part)
    payload = {
        "id": str(raw["id"]),
        "email": raw.get("email") or None,
        "fullName": name or None,
        "active": not raw.get("archived", False),
    }
    return SourceRow(
        key=SourceKey(connection, "owners", ExternalId(str(raw["id"]))),
        payload=payload,
        stamp=_stamp("owners", str(raw["id"]), raw.get("updatedAt")),
    )


def _stamp(object_type: str, record: str, text: Any) -> datetime:
    """The time of change. One that makes no sense must not look like an old one."""
    try:
        return parse_instant(str(text)) if text else EPOCH
    except (ValueError, OverflowError):
        raise RetryableError(f"HubSpot gave {object_type} {record} with a time of change that is none") from None


# -- writing ---------------------------------------------------------------------------------------


def encode(value: Any) -> str:
    """A value as `seen` gives it, for a write: text; "" clears, null would be ignored."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def seen(value: Value) -> Any:
    """A value as a read of the property that holds it gives it."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Money):
        return canonical_number(value.text())
    if isinstance(value, int):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value or None

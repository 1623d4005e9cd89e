"""Webhooks as hints: whether a delivery is HubSpot's, and what it says has changed. Pure, no SDK.

Signature version 3 (Validating requests): base64 of HMAC-SHA256, keyed with the app's client secret,
over method, URI, raw body and timestamp, the URI with a listed few of its escapes undone. Versions 1
and 2 sign no time, so that they could be replayed: they are refused (CS-90).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson

from advocacy_sync.kernel.secret import Secret
from advocacy_sync.ports.crm import Hint, HintKind

from .object_types import object_name
from .wire import EPOCH, parse_instant

__all__ = ["SIGNATURE", "STAMP", "hints", "instant_of", "record_id", "signature", "verify"]

SIGNATURE, STAMP = "x-hubspot-signature-v3", "x-hubspot-request-timestamp"
TOLERANCE = timedelta(minutes=5)  # either way: a stamp from the future is a replay prepared
_ESCAPED = {f"%{ord(sign):02X}": sign for sign in ":/?@!$'()*,;"}
_ESCAPES = re.compile("|".join(_ESCAPED), re.IGNORECASE)

_KINDS: Mapping[str, HintKind] = {
    "creation": "changed",
    "propertyChange": "changed",
    "deletion": "deleted",
    "privacyDeletion": "deleted",
    "merge": "merged",
    "restore": "restored",
    "associationChange": "association",
}


# -- is it HubSpot's -------------------------------------------------------------------------------


def verify(
    method: str, url: str, *, body: bytes, headers: Sequence[tuple[str, str]], secret: Secret, now: datetime
) -> str | None:
    """Why a delivery is not to be believed; None when it is HubSpot's own and fresh."""
    given, stamps = ([value for name, value in headers if name.lower() == wanted] for wanted in (SIGNATURE, STAMP))
    if len(given) != 1 or len(stamps) != 1:
        return "it does not carry exactly one signature of version 3 and one timestamp"
    if not secret.reveal():
        return "there is no client secret to check the signature with"
    if not _fresh(stamps[0], now):
        return "its timestamp is more than five minutes from now"
    wanted = signature(method, url, body=body, stamp=stamps[0], secret=secret)
    if not hmac.compare_digest(wanted.encode(), given[0].encode("utf-8", "surrogateescape")):
        return "its signature is another one; is the public address of the webhook the one that HubSpot calls?"
    return None


def signature(method: str, url: str, *, body: bytes, stamp: str, secret: Secret) -> str:
    """The signature that HubSpot gives a delivery."""
    uri = _ESCAPES.sub(lambda found: _ESCAPED[found.group().upper()], url)
    signed = f"{method.upper()}{uri}".encode() + body + stamp.encode()
    return base64.b64encode(hmac.new(secret.reveal().encode(), signed, hashlib.sha256).digest()).decode()


def _fresh(stamp: str, now: datetime) -> bool:
    """Stamps are epoch milliseconds."""
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 16):
        return False
    return abs(now - (EPOCH + timedelta(milliseconds=int(stamp)))) <= TOLERANCE


# -- what it says ----------------------------------------------------------------------------------


def hints(body: bytes) -> list[Hint]:
    """Rows that a delivery names, each once per kind and instant. What cannot be understood is left out."""
    try:
        events = orjson.loads(body)
    except orjson.JSONDecodeError:
        return []
    told = events if isinstance(events, list) else [events]
    found = [hint for event in told if isinstance(event, dict) for hint in _hints(event)]
    return list(dict.fromkeys(found))


def _hints(event: Mapping[str, Any]) -> Iterator[Hint]:
    told = str(event.get("subscriptionType") or event.get("eventType") or "")
    name, _, what = told.rpartition(".")
    kind = _KINDS.get(what)
    if kind is None:
        return
    at = instant_of(event.get("occurredAt"))
    for where, record in _ends(event) if kind == "association" else _records(event, name):
        if where and record:
            yield Hint(object=where, id=record, kind=kind, occurred_at=at)


def _records(event: Mapping[str, Any], name: str) -> Iterator[tuple[str, str]]:
    """The record, and of a merge all that took part; newer subscriptions say `object` and name the type by id."""
    told = str(event.get("objectTypeId") or "") if name == "object" else name
    merged = event.get("mergedObjectIds")
    ids = [event.get("newObjectId"), event.get("objectId"), event.get("primaryObjectId")]
    for record in dict.fromkeys(map(record_id, [*ids, *(merged if isinstance(merged, list) else ())])):
        yield object_name(told), record


def _ends(event: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Both ends of an association, of types as in CONTACT_TO_COMPANY, or given by id."""
    start, _, end = str(event.get("associationType") or "").partition("_TO_")
    for told, given, record in (
        (start, event.get("fromObjectTypeId"), event.get("fromObjectId")),
        (end, event.get("toObjectTypeId"), event.get("toObjectId")),
    ):
        yield object_name(str(given or told)), record_id(record)


def record_id(told: Any) -> str:
    """A record's id as text; nothing for what is none."""
    text = str(told) if isinstance(told, str | int) and not isinstance(told, bool) else ""
    return text if text.isascii() and text.isdigit() else ""


def instant_of(told: Any) -> datetime:
    """Milliseconds or ISO 8601; the epoch for anything else, as a hint without a time is one all the same."""
    try:
        return parse_instant(str(told))
    except (ValueError, OverflowError):
        return EPOCH

"""The webhook journal: files of what happened, in the order of time, read by offset for three days.

A file holds what one request, or one act of people, did to the object types that are subscribed to. Files
live in memory: after a restart their offsets are unknown, as after three days. The vendor's reference does
not list the names inside an event: those of records are taken from published clients of the API, those of
associations from the webhooks of version 3.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from advocacy_sync.sandbox.state import Row, State
from advocacy_sync.sandbox.watch import Moment

from .catalog import Catalog
from .instants import iso

__all__ = ["ACTIONS", "SUBSCRIPTIONS", "ChangeJournal", "File", "signature"]

SUBSCRIPTIONS = "journal_subscriptions"
ACTIONS = {
    "OBJECT": ("CREATE", "UPDATE", "DELETE", "MERGE", "RESTORE"),
    "ASSOCIATION": ("ASSOCIATION_ADDED", "ASSOCIATION_REMOVED"),
    "GDPR_PRIVACY_DELETION": ("GDPR_DELETE",),
}
KEPT = timedelta(days=3)
Event = dict[str, Any]


@dataclass
class File:
    offset: str
    published: datetime
    events: list[Event] = field(default_factory=list)


class ChangeJournal:
    """Watches the writes of a portal and keeps those that a subscription asks for."""

    def __init__(self, state: State, catalog: Catalog, portal_id: int) -> None:
        self._state, self._catalog, self._portal_id = state, catalog, portal_id
        self._files: OrderedDict[str, File] = OrderedDict()
        self._open: tuple[Moment, File] | None = None
        self._number = 0

    # reading

    def earliest(self, now: datetime) -> File | None:
        self._forget(now)
        return next(iter(self._files.values()), None)

    def latest(self, now: datetime) -> File | None:
        self._forget(now)
        return next(reversed(self._files.values()), None)

    def behind(self, offset: str, now: datetime) -> File | None:
        """The file after this one, None when there is none yet. Raises KeyError for an unknown offset."""
        self._forget(now)
        offsets = list(self._files)
        place = offsets.index(offset) if offset in self._files else None
        if place is None:
            raise KeyError(offset)
        return self._files[offsets[place + 1]] if place + 1 < len(offsets) else None

    def file(self, offset: str) -> File | None:
        return self._files.get(offset)

    def _forget(self, now: datetime) -> None:
        for offset, file in list(self._files.items()):
            if file.published + KEPT > now:
                break
            del self._files[offset]
        self._open = None  # whoever reads ends the file that is being written

    # writing

    def wrote(self, moment: Moment, object_name: str, key: str, old: Row | None, new: Row | None) -> None:
        made = self._association(object_name, key, old, new) if "/" in object_name else self._object(
            object_name, key, old, new
        )  # fmt: skip
        kept = [event for event in made if self._wanted(event)]
        if not kept:
            return
        file = self._file(moment)
        for event in kept:
            if event["action"] == "MERGE":
                gone = set(event["mergedObjectIds"])
                file.events = [e for e in file.events if not (e["action"] == "DELETE" and e["objectId"] in gone)]
            file.events.append({**event, "occurredAt": iso(moment.now)})

    def undone(self, count: int) -> None:
        """HubSpot has no transactions to take back."""

    def _file(self, moment: Moment) -> File:
        if self._open is None or self._open[0] != moment:
            self._number += 1
            digest = hashlib.blake2b(f"{self._portal_id}/{self._number}".encode(), digest_size=16).digest()
            file = File(str(UUID(bytes=digest, version=4)), moment.now)
            self._files[file.offset] = file
            self._open = moment, file
        return self._open[1]

    def _object(self, name: str, key: str, old: Row | None, new: Row | None) -> list[Event]:
        event: Event = {
            "type": "OBJECT",
            "portalId": self._portal_id,
            "objectTypeId": self._catalog.type_of(name).type_id,
            "objectId": int(key),
        }
        if new is None:
            return [{**event, "type": "GDPR_PRIVACY_DELETION", "action": "GDPR_DELETE"}]
        before = old["properties"] if old else {}
        changes = {name: value for name, value in new["properties"].items() if before.get(name) != value}
        if old is None:
            merged = (new["properties"].get("hs_merged_object_ids") or "").split(";")
            if merged != [""]:
                return [{**event, "action": "MERGE", "mergedObjectIds": [int(one) for one in merged]}]
            return [{**event, "action": "CREATE", "propertyChanges": changes}]
        if old["archived"] != new["archived"]:
            return [{**event, "action": "DELETE" if new["archived"] else "RESTORE"}]
        return [{**event, "action": "UPDATE", "propertyChanges": changes}]

    def _association(self, pair: str, key: str, old: Row | None, new: Row | None) -> list[Event]:
        (start, end), (from_id, to_id) = pair.split("/"), key.split("/")
        types = [self._catalog.type_of(name).type_id for name in (start, end)]
        if (old is None) == (new is None):
            return []
        action = "ASSOCIATION_ADDED" if new else "ASSOCIATION_REMOVED"
        ends = list(zip(types, (int(from_id), int(to_id)), strict=True))
        return [
            {
                "type": "ASSOCIATION",
                "portalId": self._portal_id,
                "action": action,
                "fromObjectTypeId": here[0],
                "fromObjectId": here[1],
                "toObjectTypeId": there[0],
                "toObjectId": there[1],
            }
            for here, there in (ends, ends[::-1])
        ]

    def _wanted(self, event: Event) -> bool:
        """Whether a subscription asks for it; of its property changes only those that are asked for stay."""
        for row in self._state.table(SUBSCRIPTIONS).values():
            if row["subscriptionType"] != event["type"] or event["action"] not in row["actions"]:
                continue
            if row["objectTypeId"] != event.get("objectTypeId", event.get("fromObjectTypeId")):
                continue
            if row["objectIds"] and event.get("objectId", event.get("fromObjectId")) not in row["objectIds"]:
                continue
            others = row["associatedObjectTypeIds"]
            if others and event.get("toObjectTypeId") not in others:
                continue
            changes = event.get("propertyChanges")
            if changes is None:
                return True
            event["propertyChanges"] = {name: changes[name] for name in row["properties"] or [] if name in changes}
            return event["action"] == "CREATE" or bool(event["propertyChanges"])
        return False


def signature(secret: str, offset: str, expires: int) -> str:
    """What makes a link to a file good until it expires."""
    return hmac.new(secret.encode(), f"{offset}/{expires}".encode(), hashlib.sha256).hexdigest()

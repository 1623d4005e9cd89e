"""Creating, changing, archiving and merging one record, with everything that a write is checked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from advocacy_sync.sandbox.state import Row

from .derived import Deriver
from .faults import Fault, conflict, invalid, invalid_values, missing_properties, not_found
from .portal import Portal
from .primary import settle_primary
from .records import Records
from .schema import ObjectType
from .value_rules import broken, normalized
from .values import Refused, checked

__all__ = ["Writer"]

Values = dict[str, str | None]

LONGEST_HISTORY = 20

# Pipeline and stage properties of the types that have pipelines.
PIPELINED = {
    "0-3": ("pipeline", "dealstage"),
    "0-5": ("hs_pipeline", "hs_pipeline_stage"),
    "0-136": ("hs_pipeline", "hs_pipeline_stage"),
}

_CREATED_WITH: dict[str, Values] = {
    "0-1": {"lifecyclestage": "lead", "hs_marketable_status": "false", "hs_is_unworked": "true"},
    "0-2": {"lifecyclestage": "lead"},
    "0-27": {"hs_task_status": "NOT_STARTED", "hs_task_type": "TODO", "hs_task_priority": "NONE"},
}


@dataclass(frozen=True)
class Writer:
    """Writes records of one type at one instant (`stamp`, as HubSpot writes instants)."""

    portal: Portal
    kind: ObjectType
    stamp: str

    @property
    def records(self) -> Records:
        return self.portal.records(self.kind)

    def new(self, given: Mapping[str, Any]) -> Values:
        """What a creation would store. Faults when it would be refused; writes nothing."""
        self._refuse_read_only()
        wanted = self._checked(given)
        missing = [name for name in self.kind.required if not wanted.get(name)]
        if missing:
            raise missing_properties(self.kind.kind, missing)
        self._refuse_taken(wanted, self.records.new_id())
        values = {**_CREATED_WITH.get(self.kind.type_id, {}), **self._pipeline(wanted, {}), **_present(wanted)}
        self._obey("", values)
        return {**values, **self._altered(values)}

    def create(self, wanted: Values) -> Row:
        """A record of values that `new` has let through."""
        key = self.records.new_id()
        values: Values = {
            **wanted,
            "hs_object_id": key,
            self.kind.created: self.stamp,
            self.kind.modified: self.stamp,
            "hs_object_source": "INTEGRATION",
            "hs_object_source_label": "INTEGRATION",
            "hs_object_source_id": str(self.portal.settings.app_id),
        }
        values.update(_present(Deriver(self.portal, self.kind).of(values)))
        row = {"id": key, "properties": values, "createdAt": self.stamp, "updatedAt": self.stamp, "archived": False}
        self.records.put(row)
        return row

    def changes(self, row: Row, given: Mapping[str, Any]) -> Values:
        """What an update would change. Faults when it would be refused; writes nothing."""
        self._refuse_read_only()
        wanted = self._checked(given)
        self._refuse_taken(wanted, row["id"])
        changes = {**wanted, **self._pipeline(wanted, row["properties"])}
        self._obey(row["id"], {**row["properties"], **changes})
        return {**changes, **self._altered({**row["properties"], **changes})}

    def update(self, row: Row, changes: Values) -> Row:
        """Store changes that `changes` has let through."""
        values: Values = {**row["properties"], **changes, self.kind.modified: self.stamp}
        values.update(Deriver(self.portal, self.kind).of(values))
        changed = {**row, "properties": values, "updatedAt": self.stamp, "history": self._history(row, changes)}
        self.records.put(changed)
        return changed

    def archive(self, row: Row) -> None:
        self._refuse_read_only()
        self.records.put({**row, "archived": True, "archivedAt": self.stamp, "updatedAt": self.stamp})
        start = (self.kind.type_id, int(row["id"]))
        others = self.portal.links.all_of(start)
        self.portal.links.drop_record(start)
        for other, _ in others:
            settle_primary(self.portal, start, other)

    def merge(self, winner: Row, loser: Row) -> Row:
        """A new record out of two; both are archived, and their ids answer with the new one."""
        if winner["id"] == loser["id"]:
            raise invalid("Cannot merge an object with itself.")
        key = self.records.new_id()
        values: Values = {**loser["properties"], **_present(winner["properties"])}
        values["hs_object_id"] = key
        values["hs_merged_object_ids"] = ";".join(_ancestors(winner, loser))
        values[self.kind.created] = min(winner["createdAt"], loser["createdAt"])
        values[self.kind.modified] = self.stamp
        if self.kind.type_id == "0-1":
            values.update(_merged_contact(winner, loser, self.stamp))
        values.update(Deriver(self.portal, self.kind).of(values))
        for old in (winner, loser):
            self.records.put({**old, "archived": True, "archivedAt": self.stamp, "updatedAt": self.stamp})
        row = {
            "id": key,
            "properties": values,
            "createdAt": values[self.kind.created],
            "updatedAt": self.stamp,
            "archived": False,
        }
        self.records.put(row)
        for old in (winner, loser):
            self.portal.links.move((self.kind.type_id, int(old["id"])), (self.kind.type_id, int(key)))
            self.records.merged(old["id"], key)
        return row

    def find(self, key: Any, id_property: str | None = None, *, archived: bool = False) -> Row:
        """The record that an id, or the value of a unique property, names. Faults when there is none."""
        row = self.look(key, id_property)
        if row is None or row["archived"] != archived:
            raise not_found()
        return row

    def look(self, key: Any, id_property: str | None = None) -> Row | None:
        if id_property in (None, "", "hs_object_id"):
            return self.records.get(str(key))
        found = self.portal.catalog.writable(self.kind, str(id_property))
        if found is None or not found["hasUniqueValue"]:
            raise invalid(f"{id_property} is not a unique property of {self.kind.plural}; it cannot be an idProperty")
        return self.records.by_value(str(id_property), str(key))

    def _refuse_read_only(self) -> None:
        if self.kind.read_only:
            raise invalid(f"Objects of type {self.kind.kind} cannot be created or changed through the API")

    def _obey(self, key: str, values: Values) -> None:
        """The portal's own rules have the last word on a record."""
        automation = self.portal.automation
        refusal = automation.refuse(self.kind.plural, key, values) if automation else None
        if refusal is None:
            return
        code = refusal.code or "VALIDATION_ERROR"
        if refusal.fields:
            problems = [(name, code, refusal.message) for name in refusal.fields]
            fault = invalid_values(problems, self.portal.settings.portal_id)
        else:
            fault = Fault(400, refusal.message, code)
        fault.whole = refusal.whole
        raise fault

    def _altered(self, values: Values) -> Values:
        automation = self.portal.automation
        found = automation.alter(self.kind.plural, values) if automation else {}
        return {name: None if value is None else str(value) for name, value in found.items()}

    def _checked(self, given: Mapping[str, Any]) -> Values:
        options = self.portal.allowed
        wanted, problems = checked(
            self.portal.catalog, self.kind, given, lambda found: options(self.kind, found), self._ruled
        )
        if problems:
            raise invalid_values(problems, self.portal.settings.portal_id)
        return wanted

    def _ruled(self, name: str, value: str) -> str:
        """The value, if it keeps the validation rules of its property. Raises Refused."""
        for rule in self.portal.rules(self.kind, name):
            value = normalized(rule, value)
            wrong = broken(rule, value, datetime.fromisoformat(self.stamp))
            if wrong is not None:
                raise Refused(*wrong)
        return value

    def _refuse_taken(self, wanted: Values, key: str) -> None:
        for name in self.portal.catalog.unique_names(self.kind):
            value = wanted.get(name)
            other = self.records.by_value(name, value) if value else None
            if other is None or other["id"] == key:
                continue
            if name == "email":
                raise conflict(f"Contact already exists. Existing ID: {other['id']}")
            place = f"portalId={self.portal.settings.portal_id}, objectTypeId={self.kind.type_id}"
            coordinates = f"PropertyValueCoordinates{{{place}, propertyName={name}, value={value}}}"
            raise invalid(f"Cannot set {coordinates} on {key}. {other['id']} already has that value.")

    def _pipeline(self, wanted: Values, held: Mapping[str, str | None]) -> Values:
        """The pipeline that goes with a stage: the given one, the one held, else the default."""
        names = PIPELINED.get(self.kind.type_id)
        pipelines = self.portal.pipelines(self.kind)
        if names is None or not pipelines or not {*names} & {*wanted}:
            return {}
        pipeline = wanted.get(names[0]) or held.get(names[0]) or next(iter(pipelines))
        stage = wanted.get(names[1]) or held.get(names[1])
        stages = [one["id"] for one in pipelines.get(pipeline, {"stages": []})["stages"]]
        if stage is not None and stage not in stages:
            message = f"{stage} was not one of the allowed options: [{', '.join(stages)}]"
            raise invalid_values([(names[1], "INVALID_OPTION", message)], self.portal.settings.portal_id)
        return {names[0]: pipeline}

    def _history(self, row: Row, changes: Values) -> dict[str, list[dict[str, Any]]]:
        kept = dict(row.get("history", {}))
        held = row["properties"]
        source = {"sourceType": "INTEGRATION", "sourceId": str(self.portal.settings.app_id)}
        for name, value in changes.items():
            was = held.get(name)
            if was == value:
                continue
            first = [] if was is None else [{"value": was, "timestamp": row["createdAt"], "sourceType": "IMPORT"}]
            entry = {"value": value or "", "timestamp": self.stamp, **source}
            kept[name] = [entry, *kept.get(name, first)][:LONGEST_HISTORY]
        return kept


def _present(values: Mapping[str, str | None]) -> Values:
    return {name: value for name, value in values.items() if value is not None}


def _ancestors(*rows: Row) -> list[str]:
    """Ids of the merged records and of those that these came from, in the order of their number."""
    before = [old for row in rows for old in (row["properties"].get("hs_merged_object_ids") or "").split(";") if old]
    return sorted({*before, *(row["id"] for row in rows)}, key=int)


def _merged_contact(winner: Row, loser: Row, stamp: str) -> Values:
    emails = [row["properties"].get("email") for row in (winner, loser)]
    extra = emails[1] if all(emails) else None
    others = [row["properties"].get("hs_additional_emails") for row in (winner, loser)]
    vids = ";".join(f"{row['id']}:{stamp}" for row in (winner, loser))
    return {
        "hs_additional_emails": ";".join(part for part in (extra, *others) if part) or None,
        "hs_calculated_merged_vids": vids,
    }

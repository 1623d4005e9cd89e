"""Custom fields and objects: org state like the rows, kept in tables of their own."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import Any

from advocacy_sync.sandbox.salesforce.founding import FOUNDED
from advocacy_sync.sandbox.salesforce.ids import record_id
from advocacy_sync.sandbox.salesforce.schema import Field, Schema, SObject
from advocacy_sync.sandbox.salesforce.standard import MULTI_CURRENCY, OBJECTS, PICKLISTS
from advocacy_sync.sandbox.salesforce.tables import read_objects
from advocacy_sync.sandbox.state import State

__all__ = ["Definition", "Definitions", "standard_schema"]

CUSTOM_FIELD = "00N"
FIELDS, OBJECT_ROWS, CHANGED = "@field", "@object", "@changed"
CURRENCIES = ("CurrencyType", "DatedConversionRate")
CUSTOM = """
{name} {prefix} {label}/{plural}
  @id
  @owner
  @deleted
  Name | string(80) | {label} Name | {rights}
  @audit
  LastActivityDate | date | Last Activity | ro
  @viewed
"""


def standard_schema(*, multi_currency: bool) -> Schema:
    objects = _standard()
    if not multi_currency:
        return Schema(one for one in objects if one.name not in CURRENCIES)
    currency = Field(
        name="CurrencyIsoCode", label="Currency ISO Code", type="picklist", length=3, restricted=True, defaulted=True,
        picklist=tuple(PICKLISTS["Currency"]), default="USD",
    )  # fmt: skip
    return Schema(one.with_fields([currency]) if one.name in MULTI_CURRENCY else one for one in objects)


@cache
def _standard() -> tuple[SObject, ...]:
    return tuple(read_objects(OBJECTS, PICKLISTS))


@dataclass(frozen=True, slots=True)
class Definition:
    """A custom field of an object. `metadata`: as it was given, if it was made by the Tooling API."""

    id: str
    object: str
    field: Field
    metadata: dict[str, Any] | None


def _definition(row: dict[str, Any]) -> Definition:
    return Definition(
        record_id(CUSTOM_FIELD, row.get("number", 0)), row["object"], Field(**row["field"]), row.get("metadata")
    )


class Definitions:
    """Keeps the schema in step with the state's tables of custom objects and fields."""

    def __init__(self, state: State, schema: Schema) -> None:
        self._state, self._schema = state, schema
        self._known, self._dirty = (0, 0), False
        self._hidden: tuple[int, ...] = (0, 0, 0, 0)

    @property
    def changed(self) -> datetime:
        """When the schema was last changed: what a conditional describe is measured against."""
        row = self._state.get(CHANGED, "schema")
        return datetime.fromisoformat(row["at"]) if row else FOUNDED

    def add_object(self, name: str, label: str, plural: str, auto_number: str | None) -> None:
        number = len(self._state.table(OBJECT_ROWS))
        row = {"name": name, "label": label, "plural": plural, "auto_number": auto_number, "prefix": f"a{number:02d}"}
        self._state.put(OBJECT_ROWS, name, row)
        self._apply()

    def add_field(self, object_name: str, field: Field, metadata: dict[str, Any] | None = None) -> Definition:
        """With `metadata` it is made by the Tooling API, and so seen by nobody whom no permission set grants it."""
        if object_name not in self._schema.objects:
            raise ValueError(f"no object {object_name!r}")
        key = f"{object_name}.{field.name}"
        old = self._state.get(FIELDS, key) or {}
        number = old.get("number") or 1 + max((row.get("number", 0) for row in self._rows()), default=0)
        kept = metadata if metadata is not None else old.get("metadata")
        row = {"object": object_name, "field": asdict(field), "number": number, "metadata": kept}
        self._state.put(FIELDS, key, row)
        self._apply()
        return _definition(row)

    def custom_fields(self) -> list[Definition]:
        """Every custom field, in the order in which they were made."""
        return [_definition(row) for row in self._rows() if row["field"]["name"].endswith("__c")]

    def governed(self) -> list[tuple[str, str]]:
        """Object and name of the fields that are seen only where a permission set grants them."""
        return [(row["object"], row["field"]["name"]) for row in self._rows() if row.get("metadata") is not None]

    def _rows(self) -> list[dict[str, Any]]:
        return list(self._state.table(FIELDS).values())

    def remove_field(self, object_name: str, name: str) -> None:
        """Takes a field off an object; what rows hold of it stays, unseen."""
        self._state.drop(FIELDS, f"{object_name}.{name}")
        self._schema.put(self._schema.objects[object_name].without(name))
        self._known, self._dirty = self._sizes(), True

    def sync(self, now: datetime) -> None:
        """Takes in rows that came to the tables from a journal, and dates what changed since the last call."""
        if self._sizes() != self._known:
            self._apply()
        hidden = (
            *map(len, (self._schema.hidden, self._schema.ungranted, self._schema.unwritable)),
            len(self._schema.hidden_objects),
        )
        if self._dirty or hidden != self._hidden:
            self._state.put(CHANGED, "schema", {"at": now.isoformat()})
            self._dirty, self._hidden = False, hidden

    def _sizes(self) -> tuple[int, int]:
        return len(self._state.table(OBJECT_ROWS)), len(self._state.table(FIELDS))

    def _apply(self) -> None:
        for row in self._state.table(OBJECT_ROWS).values():
            if row["name"] not in self._schema.objects:
                self._schema.put(_custom(row))
        for row in self._state.table(FIELDS).values():
            sobject = self._schema.objects[row["object"]]
            self._schema.put(sobject.with_fields([Field(**row["field"])]))
        self._known, self._dirty = self._sizes(), True


def _custom(row: dict[str, Any]) -> SObject:
    auto = row["auto_number"]
    rights = f"ro name auto={auto.replace(' ', '_')}" if auto else "name"
    (made,) = read_objects(CUSTOM.format(**row, rights=rights), PICKLISTS)
    return made

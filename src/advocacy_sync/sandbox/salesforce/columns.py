"""From a path in SOQL (`Account.Owner.Name`) to the field it means and a function that reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from advocacy_sync.sandbox.salesforce.faults import Fault
from advocacy_sync.sandbox.salesforce.schema import Field, SObject
from advocacy_sync.sandbox.salesforce.soql_ast import Call, Path
from advocacy_sync.sandbox.salesforce.soql_tokens import fault_at
from advocacy_sync.sandbox.salesforce.store import Store
from advocacy_sync.sandbox.state import Row

__all__ = ["Column", "Columns", "compound"]

DEEPEST = 5
ADVICE = (
    "If you are attempting to use a custom {what}, be sure to append the '{suffix}' after the {noun} name. "
    "Please reference your WSDL or the describe call for the appropriate names."
)
PARTS = ("City", "Country", "GeocodeAccuracy", "Latitude", "Longitude", "PostalCode", "State", "Street")

# What can be asked of a parent that may be one of several objects (object reference, "Name").
NAME = SObject(
    name="Name",
    prefix="",
    label="Name",
    plural="Names",
    fields={
        name: Field(name=name, type=kind, length=255)
        for name, kind in {
            "Id": "id", "Name": "string", "FirstName": "string", "LastName": "string", "Type": "picklist",
            "Email": "email", "Phone": "phone", "Title": "string", "Alias": "string", "Username": "string",
            "IsActive": "boolean", "ProfileId": "string", "UserRoleId": "string",
        }.items()
    },
)  # fmt: skip


def _day(text: str) -> date:
    return date.fromisoformat(text[:10])


# Functions of one value: what they give, and of what type it is.
FUNCTIONS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "CALENDAR_YEAR": ("int", lambda text: _day(text).year),
    "CALENDAR_QUARTER": ("int", lambda text: (_day(text).month + 2) // 3),
    "CALENDAR_MONTH": ("int", lambda text: _day(text).month),
    "FISCAL_YEAR": ("int", lambda text: _day(text).year),
    "FISCAL_QUARTER": ("int", lambda text: (_day(text).month + 2) // 3),
    "FISCAL_MONTH": ("int", lambda text: _day(text).month),
    "DAY_IN_MONTH": ("int", lambda text: _day(text).day),
    "DAY_IN_WEEK": ("int", lambda text: _day(text).isoweekday() % 7 + 1),
    "DAY_IN_YEAR": ("int", lambda text: _day(text).timetuple().tm_yday),
    "WEEK_IN_MONTH": ("int", lambda text: (_day(text).day + 6) // 7),
    "WEEK_IN_YEAR": ("int", lambda text: (_day(text).timetuple().tm_yday + 6) // 7),
    "DAY_ONLY": ("date", lambda text: text[:10]),
    "HOUR_IN_DAY": ("int", lambda text: int(text[11:13])),
    "CONVERTTIMEZONE": ("datetime", lambda text: text),
    "CONVERTCURRENCY": ("currency", lambda value: value),
    "TOLABEL": ("string", lambda value: value),
    "FORMAT": ("string", lambda value: f"{value:,.2f}" if isinstance(value, float) else str(value)),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A field reached from the rows of an object. `hops` are the relationships on the way."""

    sobject: SObject
    field: Field
    hops: tuple[str, ...]
    read: Callable[[Row], Any]

    @property
    def name(self) -> str:
        return ".".join((*self.hops, self.field.name))

    @property
    def stored(self) -> bool:
        """Whether reading it is a plain look into the row."""
        late = self.field.type == "boolean" and self.field.custom  # rows older than the field don't hold it
        return not (self.hops or self.field.formula or late or self.field.type in {"address", "location"})


class Columns:
    """Resolves the paths of one statement."""

    def __init__(self, store: Store, soql: str) -> None:
        self.store, self.schema, self._soql = store, store.schema, soql

    def fault(self, at: int, message: str, code: str = "INVALID_FIELD") -> Fault:
        return fault_at(self._soql, at, message, code)

    def of(self, sobject: SObject, operand: Path | Call, alias: str | None = None) -> Column:
        if isinstance(operand, Path):
            return self._path(sobject, operand, alias)
        if operand.argument is None or operand.name not in FUNCTIONS:
            raise self.fault(operand.at, f"Invalid function: {operand.name}", "MALFORMED_QUERY")
        inner = self.of(sobject, operand.argument, alias)
        kind, function = FUNCTIONS[operand.name]
        read = inner.read
        field = Field(name=inner.field.name, type=kind, length=255)
        return Column(sobject, field, inner.hops, lambda row: None if (v := read(row)) is None else function(v))

    def _path(self, sobject: SObject, path: Path, alias: str | None) -> Column:
        *hops, leaf = self._unaliased(sobject, path.names, alias)
        if len(hops) > DEEPEST:
            raise self.fault(path.at, f"SOQL statements cannot query more than {DEEPEST} levels of relationships")
        parent: Callable[[Row], Row | None] | None = None
        names: list[str] = []
        for hop in hops:
            reference = self.schema.reference(sobject, hop)
            if reference is None:
                raise self.fault(path.at, f"Didn't understand relationship '{hop}' in field path. " + ADVICE.format(
                    what="relationship", suffix="__r", noun="custom relationship"))  # fmt: skip
            names.append(str(reference.relationship_name))
            parent, sobject = self.hop(reference, parent)
        field = self.schema.field(sobject, leaf) if sobject is not NAME else NAME.by_lower.get(leaf.lower())
        if field is None:
            raise self._no_column(path, leaf, sobject)
        return Column(sobject, field, tuple(names), _through(parent, self.reader(sobject, field)))

    def _unaliased(self, sobject: SObject, names: tuple[str, ...], alias: str | None) -> tuple[str, ...]:
        first = names[0].lower()
        own = {alias.lower()} if alias else set()
        if len(names) > 1 and (
            first in own or (first == sobject.name.lower() and not self.schema.reference(sobject, first))
        ):
            return names[1:]
        return names

    def _no_column(self, path: Path, leaf: str, sobject: SObject) -> Fault:
        advice = ADVICE.format(what="field", suffix="__c", noun="custom field")
        return self.fault(path.at, f"No such column '{leaf}' on entity '{sobject.name}'. {advice}")

    def hop(
        self, reference: Field, before: Callable[[Row], Row | None] | None = None
    ) -> tuple[Callable[[Row], Row | None], SObject]:
        """How to get to the parent row, and what object it is."""
        key, store = reference.name, self.store
        if len(reference.reference_to) > 1:

            def step(row: Row) -> Row | None:
                found = store.by_id(row.get(key))
                if found is None:
                    return None
                sobject, parent = found
                # Objects without a Name are called by the field that stands for it (CaseNumber, Subject).
                title = next((parent.get(f.name) for f in sobject.fields.values() if f.name_field), None)
                return {**parent, "Type": sobject.name, "Name": title}

            target = NAME
        else:
            target = self.schema.objects[reference.reference_to[0]]
            table = store.rows(target.name)

            def step(row: Row) -> Row | None:
                return table.get(row.get(key) or "")

        return (step if before is None else _through(before, step)), target

    def reader(self, sobject: SObject, field: Field) -> Callable[[Row], Any]:
        name = field.name
        if field.type == "address":
            return lambda row: compound(row, name.removesuffix("Address"))
        if field.formula and field.formula.replace(".", "").replace("_", "").isalnum():
            return self._path(sobject, Path(tuple(field.formula.split("."))), None).read
        if field.type == "boolean":
            default = bool(field.default)
            return lambda row: row.get(name, default)
        return lambda row: row.get(name)


def _through(parent: Callable[[Row], Row | None] | None, read: Callable[[Row], Any]) -> Callable[[Row], Any]:
    if parent is None:
        return read
    return lambda row: None if (found := parent(row)) is None else read(found)


def compound(row: Row, prefix: str) -> dict[str, Any] | None:
    """An address made of its parts, null when all of them are."""
    value = {part[0].lower() + part[1:]: row.get(prefix + part) for part in PARTS}
    return value if any(part is not None for part in value.values()) else None

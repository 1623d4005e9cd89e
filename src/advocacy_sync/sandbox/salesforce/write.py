"""Creates, changes and deletes rows as the vendor does: rights, required fields, keys, stamps, rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from advocacy_sync.sandbox.salesforce.dates import instant
from advocacy_sync.sandbox.salesforce.faults import Fault, bad_field
from advocacy_sync.sandbox.salesforce.ids import to18
from advocacy_sync.sandbox.salesforce.permissions import granted
from advocacy_sync.sandbox.salesforce.rules import consequences, derive
from advocacy_sync.sandbox.salesforce.schema import Field, SObject
from advocacy_sync.sandbox.salesforce.store import Store
from advocacy_sync.sandbox.salesforce.values import accepted
from advocacy_sync.sandbox.state import Row

__all__ = ["Ambiguous", "WholeBatch", "Writer", "auto_name"]

MASTER = "MasterRecordId"
VALIDATION = "FIELD_CUSTOM_VALIDATION_EXCEPTION"


class Ambiguous(Fault):
    """Several rows carry the same external id."""

    def __init__(self, field: Field, ids: list[str]) -> None:
        words = f"{field.name}: more than one record found for external id field: [{', '.join(ids)}]"
        super().__init__("DUPLICATE_EXTERNAL_ID", words, [], 300)
        self.ids = ids


class WholeBatch(Fault):
    """A refusal that takes the other rows of the batch with it, as an unhandled trigger error does."""


@dataclass(frozen=True)
class Writer:
    store: Store
    user: str
    now: datetime

    @cached_property
    def stamp(self) -> str:
        return instant(self.now.replace(microsecond=0))

    # one row

    def insert(self, sobject: SObject, body: dict[str, Any]) -> str:
        if not sobject.flag("createable"):
            raise Fault("INVALID_TYPE_FOR_OPERATION", f"entity type cannot be inserted: {sobject.label}")
        values = self._values(sobject, body, creating=True)
        row = {**sobject.booleans, **self._defaults(sobject, values), **_present(values)}
        self._require(sobject, row, values, creating=True)
        row |= granted(self.store, self.user, sobject, row)
        self._obey(sobject, "", row)
        row["Id"] = self.store.next_id(sobject)
        self._audit(sobject, row, creating=True)
        self._number(sobject, row)
        self._unique(sobject, row, values)
        self._put(sobject, row, None)
        return str(row["Id"])

    def update(self, sobject: SObject, id: str, body: dict[str, Any]) -> None:
        if not sobject.flag("updateable"):
            raise Fault("INVALID_TYPE_FOR_OPERATION", f"entity type cannot be updated: {sobject.label}")
        old = self.living(sobject, id)
        values = self._values(sobject, body, creating=False)
        self._require(sobject, old, values, creating=False)
        row = {key: value for key, value in old.items() if key not in values} | _present(values)
        row |= granted(self.store, self.user, sobject, row)
        self._obey(sobject, old["Id"], row)
        self._audit(sobject, row, creating=False)
        self._unique(sobject, row, values)
        self._put(sobject, row, old)

    def delete(self, sobject: SObject, id: str) -> None:
        """Moves a row to the recycle bin, and with it the children that cannot do without it."""
        if not sobject.flag("deletable"):
            raise Fault("INVALID_TYPE_FOR_OPERATION", f"entity type cannot be deleted: {sobject.label}")
        row = self.living(sobject, id)
        if "IsDeleted" not in sobject.fields:
            self.store.drop(sobject.name, row["Id"])
            return
        self._bin(sobject, row, deleted=True)
        for child, reference in list(self.store.schema.children(sobject)):
            if reference.cascade_delete and "IsDeleted" in child.fields:
                for below in self.store.matching(child.name, reference, row["Id"]):
                    if not below.get("IsDeleted"):
                        self._bin(child, below, deleted=True)

    def undelete(self, sobject: SObject, id: str) -> None:
        """Brings a row back under the same id; its stamp moves."""
        row = self.store.get(sobject.name, to18(id))
        if row is None or not row.get("IsDeleted"):
            raise Fault("UNDELETE_FAILED", "Entity is not in the recycle bin")
        self._bin(sobject, row, deleted=False)

    def hard_delete(self, sobject: SObject, id: str) -> None:
        row = self._existing(sobject, id)
        self.store.drop(sobject.name, row["Id"])

    def upsert(self, sobject: SObject, field: Field, value: Any, body: dict[str, Any]) -> tuple[str, bool]:
        """The row's id, and whether it is new."""
        row = self.by_key(sobject, field, value)
        if row is not None:
            self.update(sobject, row["Id"], body)
            return str(row["Id"]), False
        if field.name == "Id":
            raise Fault("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", [])
        return self.insert(sobject, {field.name: value, **body}), True

    def merge(self, sobject: SObject, winner: str, losers: list[str], *, stamps: bool = False) -> None:
        """The losers are deleted and name their winner; children move over, with a new stamp if `stamps`."""
        kept = self.living(sobject, winner)
        for id in losers:
            lost = self.living(sobject, id)
            for child, reference in list(self.store.schema.children(sobject)):
                if reference.name == MASTER:
                    continue  # an earlier loser goes on naming the record that it was merged into
                stamp = {"SystemModstamp": self.stamp} if stamps and "SystemModstamp" in child.fields else {}
                for below in self.store.matching(child.name, reference, lost["Id"]):
                    self.store.put(child.name, {**below, reference.name: kept["Id"], **stamp})
            self._bin(sobject, {**lost, MASTER: kept["Id"]}, deleted=True)
        self.update(sobject, winner, {})

    def by_key(self, sobject: SObject, field: Field, value: Any) -> Row | None:
        """The living row with this external id. Raises `Ambiguous` when there are several."""
        if field.name == "Id":
            try:
                row = self.store.get(sobject.name, to18(str(value)))
            except ValueError:
                raise Fault(
                    "MALFORMED_ID", f"{sobject.label} ID: id value of incorrect type: {value}", ["Id"]
                ) from None
            return row if row and not row.get("IsDeleted") else None
        stored = accepted(field, value, self.store)
        if stored is None:
            raise Fault("MISSING_ARGUMENT", f"{field.name} not specified", [])
        rows = [row for row in self.store.matching(sobject.name, field, stored) if not row.get("IsDeleted")]
        if len(rows) > 1:
            raise Ambiguous(field, [row["Id"] for row in rows])
        return rows[0] if rows else None

    def living(self, sobject: SObject, id: str) -> Row:
        row = self._existing(sobject, id)
        if row.get("IsDeleted"):
            raise Fault("ENTITY_IS_DELETED", "entity is deleted", [])
        return row

    def _existing(self, sobject: SObject, id: str) -> Row:
        try:
            whole = to18(id)
        except ValueError:
            whole = ""
        if self.store.schema.of_id(whole) is not sobject:
            raise Fault("MALFORMED_ID", f"{sobject.label} ID: id value of incorrect type: {id}", ["Id"])
        row = self.store.get(sobject.name, whole)
        if row is None:
            raise Fault("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", [], 404)
        if not self.store.shared(sobject.name, row["Id"]):
            raise Fault("INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id", [])
        return row

    # the parts of a write

    def _values(self, sobject: SObject, body: dict[str, Any], *, creating: bool) -> Row:
        """Stored values by field name, null for what is to be emptied."""
        values: Row = {}
        refused = []
        for key, value in body.items():
            if key.lower() == "attributes":
                continue
            field = self.store.schema.field(sobject, key)
            if field is None:
                reference, id = self._parent(sobject, key, value)
                values[reference.name] = id
                continue
            if not (field.createable if creating else field.updateable):
                refused.append(field.name)
                continue
            values[field.name] = accepted(field, value, self.store)
        self._active(sobject, values)
        if refused:
            words = (
                f"Unable to create/update fields: {', '.join(refused)}. Please check the security settings of this "
                "field and verify that it is read/write for your profile or permission set."
            )
            raise Fault("INVALID_FIELD_FOR_INSERT_UPDATE", words, refused)
        return values

    def _active(self, sobject: SObject, values: Row) -> None:
        owner = self.store.get("User", values.get("OwnerId"))
        if owner is not None and not owner.get("IsActive", True):
            words = f"operation performed with inactive user [{owner['Id'][:15]}] as owner of {sobject.label.lower()}"
            raise Fault("INACTIVE_OWNER_OR_USER", words, ["OwnerId"])

    def _parent(self, sobject: SObject, key: str, value: Any) -> tuple[Field, str | None]:
        """A parent named by its external id: `"Account": {"Ext__c": "A1"}`."""
        reference = self.store.schema.reference(sobject, key)
        if reference is None:
            raise bad_field(key, sobject.name)
        if value is None:
            return reference, None
        named = {k: v for k, v in value.items() if k.lower() != "attributes"} if isinstance(value, dict) else {}
        if len(named) != 1:
            raise Fault(
                "INVALID_FIELD",
                f"Cannot deserialize foreign key reference {key}: exactly one external id field is wanted",
            )
        (name, wanted), parent = next(iter(named.items())), self.store.schema.objects[reference.reference_to[0]]
        field = self.store.schema.field(parent, name)
        if field is None or not (field.key or field.name == "Id"):
            raise Fault(
                "INVALID_FIELD", f"Field name provided, {name} is not an External ID or indexed field for {parent.name}"
            )
        row = self.by_key(parent, field, wanted)
        if row is None:
            words = f"Foreign key external ID: {str(wanted).lower()} not found for field {name} in entity {parent.name}"
            raise Fault("INVALID_FIELD", words, [])
        return reference, str(row["Id"])

    def _defaults(self, sobject: SObject, values: Row) -> Row:
        made = {f.name: f.default for f in sobject.fields.values() if f.default is not None and f.type != "boolean"}
        if "OwnerId" in sobject.fields:
            made["OwnerId"] = self.user
        return {name: value for name, value in made.items() if values.get(name) is None}

    def _require(self, sobject: SObject, row: Row, values: Row, *, creating: bool) -> None:
        fields = sobject.fields
        if creating:
            missing = [name for name, field in fields.items() if field.required and row.get(name) is None]
        else:
            # Of a change only what it empties is looked at; booleans cannot be empty.
            missing = [name for name, value in values.items() if value is None and not fields[name].nillable]
        if missing:
            raise Fault("REQUIRED_FIELD_MISSING", f"Required fields are missing: [{', '.join(missing)}]", missing)

    def _obey(self, sobject: SObject, id: str, row: Row) -> None:
        """The org's own rules have the last word on a row."""
        if self.store.automation is None:
            return
        refusal = self.store.automation.refuse(sobject.name, id, row)
        if refusal is not None:
            kind = WholeBatch if refusal.whole else Fault
            raise kind(refusal.code or VALIDATION, refusal.message, list(refusal.fields))

    def _altered(self, sobject: SObject, row: Row) -> None:
        if self.store.automation is None:
            return
        for name, value in self.store.automation.alter(sobject.name, row).items():
            if value is None:
                row.pop(name, None)
            else:
                row[name] = value

    def _audit(self, sobject: SObject, row: Row, *, creating: bool) -> None:
        audit = {"LastModifiedDate": self.stamp, "LastModifiedById": self.user, "SystemModstamp": self.stamp}
        if creating:
            audit |= {"CreatedDate": self.stamp, "CreatedById": self.user}
        row.update({name: value for name, value in audit.items() if name in sobject.fields})

    def _number(self, sobject: SObject, row: Row) -> None:
        for field in sobject.fields.values():
            if field.auto_number:
                row[field.name] = auto_name(field.auto_number, self.store.number(f"{sobject.name}.{field.name}"))

    def _unique(self, sobject: SObject, row: Row, values: Row) -> None:
        for name, value in values.items():
            if not sobject.fields[name].unique or value is None:
                continue
            for other in self.store.matching(sobject.name, sobject.fields[name], value):
                if other["Id"] != row["Id"] and not other.get("IsDeleted"):
                    words = f"duplicate value found: {name} duplicates value on record with id: {other['Id'][:15]}"
                    raise Fault("DUPLICATE_VALUE", words, [])

    def _put(self, sobject: SObject, row: Row, old: Row | None) -> None:
        self._altered(sobject, row)
        derive(self.store, sobject.name, row, old)
        self.store.put(sobject.name, row)
        for name, made in consequences(sobject.name, row, old):
            other = self.store.schema.objects[name]
            self.store.put(name, {**made, "Id": self.store.next_id(other)})

    def _bin(self, sobject: SObject, row: Row, *, deleted: bool) -> None:
        stamps: Row = {name: self.stamp for name in ("LastModifiedDate", "SystemModstamp") if name in sobject.fields}
        self.store.put(sobject.name, {**row, "IsDeleted": deleted, **stamps})


def _present(values: Row) -> Row:
    return {name: value for name, value in values.items() if value is not None}


def auto_name(pattern: str, number: int) -> str:
    """`{00000000}` and `RA-{0000}`: the number in as many digits as the braces hold."""
    before, _, rest = pattern.partition("{")
    digits, _, after = rest.partition("}")
    return f"{before}{number:0{len(digits)}d}{after}"

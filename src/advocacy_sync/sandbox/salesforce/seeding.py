"""Puts many rows into the org at once, unchecked: for demos, tests and benchmarks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from advocacy_sync.sandbox.salesforce.dates import instant, read_instant
from advocacy_sync.sandbox.salesforce.founding import INTEGRATION
from advocacy_sync.sandbox.salesforce.ids import number_of, to18
from advocacy_sync.sandbox.salesforce.rules import DERIVED, derive
from advocacy_sync.sandbox.salesforce.schema import SObject
from advocacy_sync.sandbox.salesforce.store import Store
from advocacy_sync.sandbox.salesforce.write import auto_name
from advocacy_sync.sandbox.state import Row

__all__ = ["load"]


def load(store: Store, object_name: str, rows: Iterable[dict[str, Any]], now: datetime) -> int:
    sobject = store.schema.objects.get(object_name)
    if sobject is None:
        raise ValueError(f"no object {object_name!r}: add_object makes custom ones")
    usual = _usual(sobject, instant(now.replace(microsecond=0)))
    forms = _forms(sobject)
    numbered = [field for field in sobject.fields.values() if field.auto_number]
    count, highest = 0, ""
    for given in rows:
        row = _row(store, sobject, given, usual, forms)
        for field in numbered:
            if field.name not in row:
                row[field.name] = auto_name(str(field.auto_number), store.number(f"{object_name}.{field.name}"))
        highest = max(highest, row["Id"])
        store.fill(object_name, row)
        count += 1
    if highest:
        store.number(sobject.prefix, number_of(highest))
    return count


def _usual(sobject: SObject, stamp: str) -> Row:
    """What a row holds when it doesn't say otherwise."""
    audit = {
        "OwnerId": INTEGRATION, "CreatedDate": stamp, "CreatedById": INTEGRATION, "LastModifiedDate": stamp,
        "LastModifiedById": INTEGRATION, "SystemModstamp": stamp,
    }  # fmt: skip
    defaults = {f.name: f.default for f in sobject.fields.values() if f.default is not None and f.type != "boolean"}
    return {**sobject.booleans, **defaults, **{key: value for key, value in audit.items() if key in sobject.fields}}


def _forms(sobject: SObject) -> dict[str, Callable[[Any], Any] | None]:
    """How a given value of each field becomes the stored one; None where it is taken as it is."""
    kinds: dict[str, Callable[[Any], Any]] = {
        "id": _id, "reference": _id, "datetime": _instant, "double": float, "currency": float, "percent": float,
        "int": int, "date": str,
    }  # fmt: skip
    return {field.name: kinds.get(field.type) for field in sobject.fields.values() if field.type != "address"}


def _id(value: str) -> str:
    return value if len(value) == 18 else to18(value)


def _instant(value: Any) -> str:
    if isinstance(value, datetime):
        return instant(value)
    if len(value) == 28 and value.endswith("+0000"):
        return str(value)
    if len(value) == 20 and value[19] == "Z":
        return f"{value[:19]}.000+0000"
    return read_instant(value)


def _row(
    store: Store, sobject: SObject, given: dict[str, Any], usual: Row, forms: dict[str, Callable[[Any], Any] | None]
) -> Row:
    row = dict(usual)
    for name, value in given.items():
        if name not in forms:
            raise ValueError(f"{sobject.name} has no field {name!r}")
        if value is None or value == "":
            row.pop(name, None)
            continue
        form = forms[name]
        row[name] = value if form is None else form(value)
    _stamp(row, given)
    if "Id" not in row:
        row["Id"] = store.next_id(sobject)
    if sobject.name in DERIVED:
        said = {name: row[name] for name in given if name in row}
        derive(store, sobject.name, row, None)
        row.update(said)
    return row


def _stamp(row: Row, given: dict[str, Any]) -> None:
    """A row that only says when it was last changed was created no later and is stamped then."""
    if "LastModifiedDate" in given and "SystemModstamp" not in given and "SystemModstamp" in row:
        row["SystemModstamp"] = row["LastModifiedDate"]
    if "SystemModstamp" in given and "LastModifiedDate" not in given and "LastModifiedDate" in row:
        row["LastModifiedDate"] = row["SystemModstamp"]
    stamp = row.get("SystemModstamp")
    if stamp and "CreatedDate" in row and "CreatedDate" not in given:
        row["CreatedDate"] = min(row["CreatedDate"], stamp)

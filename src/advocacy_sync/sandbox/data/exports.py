"""A folder of CSV exports, one file for each object, as an administrator downloads them.

`Account.csv`, `Contact.csv`, … have the org's API names as headers, `companies.csv`, `contacts.csv`,
… the portal's internal property names. Unknown `…__c` columns become text fields; any other unknown
column is an error. `associated_company_id` and its like hold ids, separated by semicolons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path
from typing import Any

from advocacy_sync.sandbox.data.fields import (
    HUBSPOT_PROPERTIES,
    SALESFORCE_FIELDS,
    Specification,
    merged,
    text_field,
)
from advocacy_sync.sandbox.data.maven import load_maven
from advocacy_sync.sandbox.data.portal import Association
from advocacy_sync.sandbox.data.programme import EXTRA_VALUES
from advocacy_sync.sandbox.data.reading import DataError, Reader
from advocacy_sync.sandbox.data.sheets import MAVEN_FILES
from advocacy_sync.sandbox.data.world import DEFAULT_AS_OF, World
from advocacy_sync.sandbox.hubspot.catalog import standard_properties
from advocacy_sync.sandbox.hubspot.schema import STANDARD_TYPES, ObjectType
from advocacy_sync.sandbox.salesforce.dates import read_date, read_instant
from advocacy_sync.sandbox.salesforce.definitions import standard_schema
from advocacy_sync.sandbox.salesforce.ids import to18
from advocacy_sync.sandbox.salesforce.schema import Field, SObject
from advocacy_sync.sandbox.state import Row

__all__ = ["load_data", "load_exports"]

BOOLEANS = {"true": True, "false": False, "1": True, "0": False}
ASSOCIATED = {f"associated_{kind.singular}_id": kind.plural for kind in STANDARD_TYPES}
STAMPS = ("CreatedDate", "LastModifiedDate", "SystemModstamp", "createdAt", "updatedAt")


def load_data(folder: Path, seed: int) -> World:
    """The Maven dataset if its files are there, else a folder of exports. Raises DataError."""
    if all((folder / name).is_file() for name in MAVEN_FILES):
        return load_maven(folder, seed)
    return load_exports(folder)


def load_exports(folder: Path) -> World:
    """Raises DataError with file and line, or file and column, of what does not fit."""
    objects = {f"{name}.csv": found for name, found in standard_schema(multi_currency=False).objects.items()}
    kinds = {f"{kind.plural}.csv": kind for kind in STANDARD_TYPES}
    files = sorted(path.name for path in folder.glob("*.csv"))
    if not files:
        raise DataError(f"{folder}: there is no CSV file")
    for name in files:
        if name not in objects and name not in kinds:
            raise DataError(f"{name}: no object of this name; say Account.csv or companies.csv")
    reader = Reader(folder)
    fields: dict[str, list[Specification]] = {}
    salesforce = {objects[name].name: _rows(reader, name, objects[name], fields) for name in files if name in objects}
    associations: list[Association] = []
    hubspot = {kinds[name].plural: _records(reader, name, kinds[name], associations) for name in files if name in kinds}
    reader.finish()
    return World(
        as_of=_day_after([*salesforce.values(), *hubspot.values()]),
        salesforce=salesforce,
        hubspot=hubspot,
        associations=associations,
        fields=merged(SALESFORCE_FIELDS, fields),
        values=dict(EXTRA_VALUES),
    )


def _rows(reader: Reader, file: str, sobject: SObject, custom: dict[str, list[Specification]]) -> list[Row]:
    """The rows of an org's object; columns that only this folder knows are added to `custom`."""
    known = sobject.with_fields(Field(**one) for one in SALESFORCE_FIELDS.get(sobject.name, ()))
    readers: dict[str, tuple[str, Callable[[str], Any]]] = {}
    for column in reader.columns(file):
        field = known.by_lower.get(column.lower())
        if field is None and column.endswith("__c"):
            specification = text_field(column)
            custom.setdefault(sobject.name, []).append(specification)
            field = Field(**specification)
        if field is None or field.type in ("address", "location"):
            raise DataError(f"{file}: column {column!r} is no field of {sobject.name}")
        readers[column] = (field.name, READ.get(field.type, str))
    return reader.read(file, partial(_row, readers))


def _row(readers: dict[str, tuple[str, Callable[[str], Any]]], cells: dict[str, str]) -> Row:
    row: Row = {}
    for column, text in cells.items():
        name, read = readers[column]
        try:
            if text:
                row[name] = read(text)
        except ValueError as wrong:
            raise ValueError(f"{column}: {wrong}") from None
    return row


def _boolean(text: str) -> bool:
    if text.lower() not in BOOLEANS:
        raise ValueError(f"{text!r} is neither true nor false")
    return BOOLEANS[text.lower()]


def _amount(text: str) -> int | float:
    """A number as the CRM would hold it: whole ones digit by digit, none that is not finite."""
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(f"{text!r} is not a finite number")
    return int(number) if number == number.to_integral_value() and number.adjusted() < 18 else float(number)


def _number(text: str) -> int | float:
    try:
        return _amount(text)
    except InvalidOperation:
        raise ValueError(f"{text!r} is not a number") from None


READ: dict[str, Callable[[str], Any]] = {
    "boolean": _boolean,
    "int": lambda text: int(float(text)),
    "double": _number,
    "currency": _number,
    "percent": _number,
    "date": read_date,
    "datetime": read_instant,
    "id": to18,
    "reference": to18,
}


def _records(reader: Reader, file: str, kind: ObjectType, associations: list[Association]) -> list[Row]:
    """The records of a portal's type; what they are associated with is added to `associations`."""
    custom = {one["name"] for one in HUBSPOT_PROPERTIES.get(kind.plural, ())}
    columns = reader.columns(file)
    for column in columns:
        if column not in {"id", *ASSOCIATED, *custom} and column not in standard_properties(kind):
            raise DataError(f"{file}: column {column!r} is no property of {kind.plural}")
    if not {"id", "hs_object_id"} & set(columns):
        raise DataError(f"{file}: no column id or hs_object_id")
    made = reader.read(file, partial(_record, kind))
    for record, partners in made:
        associations += [(kind.plural, record["id"], other, id, None) for other, id in partners]
    return [record for record, _ in made]


def _record(kind: ObjectType, cells: dict[str, str]) -> tuple[Row, list[tuple[str, str]]]:
    partners = [
        (other, id.strip())
        for column, other in ASSOCIATED.items()
        for id in cells.get(column, "").split(";")
        if id.strip()
    ]
    record: Row = {"id": cells.get("id") or cells.get("hs_object_id")}
    if not str(record["id"]).isdigit():
        raise ValueError(f"the id {record['id']!r} is no number")
    for stamp, column in (("createdAt", kind.created), ("updatedAt", kind.modified)):
        if cells.get(column):
            record[stamp] = _instant(cells[column])
    apart = {"id", *kind.stamps, *ASSOCIATED}
    record["properties"] = {name: text or None for name, text in cells.items() if name not in apart}
    return record, partners


def _instant(text: str) -> str:
    """A portal writes an instant as ISO text or as milliseconds since 1970."""
    if text.isdigit():
        return datetime.fromtimestamp(int(text) / 1000, UTC).isoformat(timespec="milliseconds")[:23] + "Z"
    return read_instant(text)[:-5] + "Z"


def _day_after(tables: Iterable[list[Row]]) -> datetime:
    """Midnight after the last creation or change in the files."""
    last = max((str(row[name]) for rows in tables for row in rows for name in STAMPS if name in row), default="")
    if not last:
        return DEFAULT_AS_OF
    return datetime.combine(datetime.fromisoformat(last).date() + timedelta(days=1), time(), UTC)

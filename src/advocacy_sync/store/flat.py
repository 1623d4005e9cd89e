"""Canonical records to table rows and back; and to JSON text and back, for `link.fields`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import orjson

from advocacy_sync.kernel.money import Money
from advocacy_sync.records.catalogue import RECORDS, FieldShape, shapes

__all__ = ["from_json", "from_row", "to_json", "to_row"]


def to_row(kind: str, record: Any) -> dict[str, Any]:
    """Column values by name; money becomes two columns."""
    row: dict[str, Any] = {"id": record.id}
    for name, shape in shapes(kind).items():
        value = getattr(record, name)
        if shape.shape == "money":
            row[f"{name}_minor"] = value.minor if value else None
            row["currency"] = value.currency if value else None
        else:
            row[name] = value.value if shape.enum and value is not None else value
    return row


def from_row(kind: str, row: Mapping[str, Any]) -> Any:
    values = {name: _value(name, shape, row) for name, shape in shapes(kind).items()}
    return _make(kind, row["id"], values)


def _value(name: str, shape: FieldShape, row: Mapping[str, Any]) -> Any:
    if shape.shape == "money":
        minor = row[f"{name}_minor"]
        return None if minor is None else Money(minor, row["currency"])
    return row[name]


def to_json(kind: str, record: Any) -> str:
    """Fields that say something, in a fixed order."""
    values = {name: getattr(record, name) for name in shapes(kind)}
    said = {name: value for name, value in values.items() if value is not None}
    return orjson.dumps(said, option=orjson.OPT_SORT_KEYS).decode()


def from_json(kind: str, record_id: str, text: str) -> Any:
    said = orjson.loads(text)
    return _make(kind, record_id, {name: _parse(shapes(kind)[name], value) for name, value in said.items()})


def _parse(shape: FieldShape, value: Any) -> Any:
    if shape.shape == "instant":
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if shape.shape == "day" else value


def _make(kind: str, record_id: str, values: dict[str, Any]) -> Any:
    for name, shape in shapes(kind).items():
        if shape.enum is not None and values.get(name) is not None:
            values[name] = shape.enum(values[name])
    return RECORDS[kind](id=record_id, **values)

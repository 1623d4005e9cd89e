"""Turns rows into the records of an answer: JSON objects for REST, flat columns for Bulk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from advocacy_sync.sandbox.salesforce.columns import NAME, Columns
from advocacy_sync.sandbox.salesforce.schema import SObject
from advocacy_sync.sandbox.salesforce.soql_ast import Call, Path
from advocacy_sync.sandbox.state import Row

__all__ = ["Shape", "record"]

Render = Callable[[Row], dict[str, Any]]


@dataclass
class Shape:
    """What of an object is asked for: its own columns, and shapes of its parents."""

    sobject: SObject
    own: dict[str, Callable[[Row], Any] | None] = field(default_factory=dict)
    parents: dict[str, tuple[Callable[[Row], Row | None], Shape]] = field(default_factory=dict)

    def add(self, columns: Columns, operand: Path | Call, names: tuple[str, ...]) -> bool:
        """Takes in one selected field; False when it was there already."""
        if len(names) > 1:
            return self._parent(columns, operand, names)
        column = columns.of(self.sobject, _moved(operand, names))
        label = operand.alias or column.field.name
        fresh = label not in self.own
        self.own.setdefault(label, None if column.stored and label == column.field.name else column.read)
        return fresh

    def _parent(self, columns: Columns, operand: Path | Call, names: tuple[str, ...]) -> bool:
        reference = columns.schema.reference(self.sobject, names[0])
        if reference is None or self.sobject is NAME:
            columns.of(self.sobject, Path(names, operand.at))  # raises the vendor's fault
            raise AssertionError("an unknown relationship was resolved")
        name = str(reference.relationship_name)
        if name not in self.parents:
            step, target = columns.hop(reference)
            self.parents[name] = (step, Shape(target))
            self.own.setdefault(name, None)
        return self.parents[name][1].add(columns, operand, names[1:])

    def render(self, base: str) -> Render:
        """The function that makes the JSON object of a row. `base` is `/services/data/vXX.0`."""
        urls = f"{base}/sobjects/{self.sobject.name}/"
        name = self.sobject.name
        parents = {label: (step, shape.render(base)) for label, (step, shape) in self.parents.items()}
        reads = [(label, read) for label, read in self.own.items()]
        plain = [label for label, _ in reads]
        special = [(label, read) for label, read in reads if read is not None]
        if self.sobject is NAME:
            return _polymorphic(base, plain)

        def render(row: Row) -> dict[str, Any]:
            get = row.get
            # One literal is measurably quicker than filling a dict, and this runs once per row.
            made = {"attributes": {"type": name, "url": urls + row["Id"]}, **{label: get(label) for label in plain}}
            for label, read in special:
                made[label] = read(row)
            for label, (step, below) in parents.items():
                found = step(row)
                made[label] = None if found is None else below(found)
            return made

        return render


def _moved(operand: Path | Call, names: tuple[str, ...]) -> Path | Call:
    """The operand as seen from the object at which its path ends."""
    if isinstance(operand, Path):
        return Path(names, operand.at)
    inner = None if operand.argument is None else _moved(operand.argument, names)
    return replace(operand, argument=inner)


def _polymorphic(base: str, names: list[str]) -> Render:
    def render(row: Row) -> dict[str, Any]:
        kind = row["Type"]
        url = f"{base}/sobjects/{kind}/{row['Id']}"
        return {"attributes": {"type": kind, "url": url}, **{name: row.get(name) for name in names}}

    return render


def record(columns: Columns, sobject: SObject, names: list[str], base: str) -> Render:
    """The record of single-row reads: the named fields in the order of describe."""
    shape = Shape(sobject)
    for name in names:
        shape.add(columns, Path((name,)), (name,))
    return shape.render(base)

"""A CRM whose shape can be changed, in memory: it makes what it is told, refuses and loses what it is told to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from advocacy_sync.ports.crm import Built, BuiltAs, FieldFound, Grant, Surrounding
from advocacy_sync.records.crm_fields import FieldKind, FieldSpec, Group
from advocacy_sync.records.schema import FieldSchema, FieldType

__all__ = ["FakeSchema"]

_TYPES: dict[FieldKind, FieldType] = {
    "text": "text",
    "long_text": "text",
    "picklist": "picklist",
    "number": "number",
    "money": "currency",
    "date": "date",
    "checkbox": "boolean",
    "lookup": "reference",
}


@dataclass
class FakeSchema:
    """`objects`: fields by object. `granted`: what the user sees; None: all. Marks: fields made here are ours."""

    objects: dict[str, dict[str, FieldSchema]] = field(default_factory=dict)
    ours: set[tuple[str, str]] = field(default_factory=set)
    granted: set[tuple[str, str]] | None = None
    grouped: bool = True
    lacking: tuple[str, ...] = ()
    refuses: dict[str, str] = field(default_factory=dict)
    loses: set[str] = field(default_factory=set)  # the answers of these are lost, the fields are made
    drops: set[str] = field(default_factory=set)  # the answers of these are lost, and nothing is made
    quicker: set[str] = field(default_factory=set)  # somebody else makes these first
    made: list[str] = field(default_factory=list)

    def find(self, object_name: str, names: Sequence[str]) -> Mapping[str, FieldFound] | None:
        fields = self.objects.get(object_name)
        if fields is None:
            return None
        seen = {name for name in fields if self._sees(object_name, name)}
        return {
            name: FieldFound(schema=one, visible=name in seen)
            for name, one in fields.items()
            if name in seen or name in names
        }

    def _sees(self, object_name: str, name: str) -> bool:
        return self.granted is None or (object_name, name) in self.granted

    def owns(self, object_name: str, name: str) -> bool:
        return (object_name, name) in self.ours

    def surroundings(self, _: Group, grants: Sequence[Grant]) -> list[Surrounding]:
        found = []
        if not self.grouped and any(grant.new for grant in grants):
            found.append(Surrounding("", ("group",), "a group", first=True))
        unseen = [grant for grant in grants if not self._sees(grant.object, grant.field)]
        return found + [
            Surrounding(one.object, ("grant", one.object, one.field), f"a right to {one.field}") for one in unseen
        ]

    def provide(self, _: Group, missing: Surrounding) -> Built:
        self.made.append(missing.text)
        if missing.key == ("group",):
            self.grouped = True
        elif self.granted is not None:
            self.granted.add((missing.key[1], missing.key[2]))
        return Built(BuiltAs.MADE)

    def create(self, spec: FieldSpec) -> Built:
        self.made.append(spec.name)
        if spec.name in self.refuses:
            return Built(BuiltAs.REFUSED, self.refuses[spec.name], "SAID_NO")
        if spec.name in self.drops:
            return Built(BuiltAs.UNKNOWN, "the answer was lost")
        one = FieldSchema(
            name=spec.name,
            label=spec.label,
            type=_TYPES[spec.kind],
            length=spec.length,
            precision=spec.digits,
            scale=spec.scale if spec.digits else None,
            options=tuple(spec.options),
            restricted=bool(spec.options),
        )
        self.objects[spec.object][spec.name] = one
        self.ours.add((spec.object, spec.name))
        if spec.name in self.quicker:
            return Built(BuiltAs.THERE)
        return Built(BuiltAs.UNKNOWN, "the answer was lost") if spec.name in self.loses else Built(BuiltAs.MADE)

    def widen(self, spec: FieldSpec) -> Built:
        self.made.append(f"{spec.name} wider")
        old = self.objects[spec.object][spec.name]
        options = tuple(dict.fromkeys([*old.options, *spec.options]))
        self.objects[spec.object][spec.name] = replace(old, length=spec.length or old.length, options=options)
        return Built(BuiltAs.MADE)

    def lacks(self) -> tuple[str, ...]:
        return self.lacking

    def limits(self) -> tuple[str, ...]:
        return ("It does not sing.",)

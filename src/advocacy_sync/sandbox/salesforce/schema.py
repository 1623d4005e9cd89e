"""What an org's objects and fields are: the facts that describe shows and that reads and writes obey."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

__all__ = ["COMPOUND", "NUMERIC", "TEXT", "Field", "SObject", "Schema"]

NUMERIC = frozenset({"int", "double", "currency", "percent", "long"})
COMPOUND = frozenset({"address", "location"})
TEXT = frozenset(
    {"string", "picklist", "multipicklist", "combobox", "email", "phone", "url", "textarea", "encryptedstring"}
)
LONGEST_FILTERABLE = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field. `default` is what an insert without the field stores; `formula` is a plain path
    (`Account.Name`) whose value is read through when the field is read, and so moves no stamp."""

    name: str
    label: str = ""
    type: str = "string"
    length: int = 0
    precision: int = 0
    scale: int = 0
    nillable: bool = True
    createable: bool = True
    updateable: bool = True
    unique: bool = False
    case_sensitive: bool = False
    external_id: bool = False
    id_lookup: bool = False
    picklist: tuple[str, ...] = ()
    inactive: tuple[str, ...] = ()
    restricted: bool = False
    reference_to: tuple[str, ...] = ()
    relationship_name: str | None = None
    child_relationship: str | None = None
    cascade_delete: bool = False
    calculated: bool = False
    formula: str | None = None
    auto_number: str | None = None
    default: Any = None
    defaulted: bool = False
    name_field: bool = False
    compound: str | None = None
    html: bool = False
    help_text: str | None = None

    @property
    def custom(self) -> bool:
        return self.name.endswith("__c")

    @property
    def required(self) -> bool:
        """Whether an insert must bring it."""
        return self.createable and not self.nillable and not self.defaulted and self.type != "boolean"

    @property
    def filterable(self) -> bool:
        return not (self.type == "textarea" and self.length > LONGEST_FILTERABLE) and self.type not in COMPOUND

    @property
    def key(self) -> bool:
        """Whether rows can be looked up by it."""
        return self.external_id or self.id_lookup or self.unique

    def __post_init__(self) -> None:
        for name in ("picklist", "inactive", "reference_to"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        if not self.label:
            object.__setattr__(self, "label", self.name.removesuffix("__c").replace("_", " "))
        if self.type == "reference" and self.relationship_name is None:
            relation = self.name.replace("__c", "__r") if self.custom else self.name.removesuffix("Id")
            object.__setattr__(self, "relationship_name", relation)


@dataclass(frozen=True, kw_only=True)
class SObject:
    """One object with its fields in the order of describe. `flags` are describe's booleans that
    differ from the usual."""

    name: str
    prefix: str
    label: str
    plural: str
    fields: dict[str, Field] = field(default_factory=dict)
    flags: dict[str, bool] = field(default_factory=dict)

    @cached_property
    def by_lower(self) -> dict[str, Field]:
        return {name.lower(): field for name, field in self.fields.items()}

    @cached_property
    def by_relationship(self) -> dict[str, Field]:
        return {f.relationship_name.lower(): f for f in self.fields.values() if f.relationship_name}

    @cached_property
    def booleans(self) -> dict[str, Any]:
        """What a stored row holds when nobody said anything: booleans are never null."""
        return {f.name: bool(f.default) for f in self.fields.values() if f.type == "boolean" and not f.formula}

    @property
    def custom(self) -> bool:
        return self.name.endswith("__c")

    def flag(self, name: str, usual: bool = True) -> bool:
        return self.flags.get(name, usual)

    def without(self, name: str) -> SObject:
        fields = {key: value for key, value in self.fields.items() if key != name}
        return replace(self, fields=fields)

    def with_fields(self, more: Iterable[Field]) -> SObject:
        fields = {**self.fields, **{f.name: f for f in more}}
        return SObject(
            name=self.name, prefix=self.prefix, label=self.label, plural=self.plural, fields=fields, flags=self.flags
        )


class Schema:
    """All objects of the org, and what field-level security hides from the integration user."""

    def __init__(self, objects: Iterable[SObject]) -> None:
        self.objects = {sobject.name: sobject for sobject in objects}
        self.hidden: set[tuple[str, str]] = set()
        self.ungranted: set[tuple[str, str]] = set()  # fields that no permission set of the user grants
        self.unwritable: set[tuple[str, str]] = set()  # fields that the user's permission sets grant for reading only
        self.hidden_objects: set[str] = set()
        self._index()

    def put(self, sobject: SObject) -> None:
        self.objects[sobject.name] = sobject
        self._index()

    def find(self, name: str) -> SObject | None:
        found = self._by_lower.get(name.lower())
        return None if found is None or found.name in self.hidden_objects else found

    def of_id(self, id: str) -> SObject | None:
        return self._by_prefix.get(id[:3])

    def field(self, sobject: SObject, name: str) -> Field | None:
        """The field of that name, whatever its case, if the user may see it."""
        found = sobject.by_lower.get(name.lower())
        return self._as_granted(sobject, found) if found and self.shows(sobject, found) else None

    def shows(self, sobject: SObject, field: Field) -> bool:
        place = (sobject.name, field.name)
        return place not in self.hidden and place not in self.ungranted

    def _as_granted(self, sobject: SObject, field: Field) -> Field:
        if not self.unwritable or (sobject.name, field.name) not in self.unwritable:
            return field
        return replace(field, createable=False, updateable=False)

    def reference(self, sobject: SObject, relationship: str) -> Field | None:
        found = sobject.by_relationship.get(relationship.lower())
        return found if found and self.shows(sobject, found) else None

    def visible(self, sobject: SObject) -> list[Field]:
        return [self._as_granted(sobject, f) for f in sobject.fields.values() if self.shows(sobject, f)]

    def children(self, parent: SObject) -> Iterator[tuple[SObject, Field]]:
        """Fields of other objects that point at this one."""
        for child, field_ in self._children.get(parent.name, ()):
            if self.shows(child, field_):
                yield child, field_

    def child(self, parent: SObject, relationship: str) -> tuple[SObject, Field] | None:
        for child, field_ in self.children(parent):
            if (field_.child_relationship or "").lower() == relationship.lower():
                return child, field_
        return None

    def _index(self) -> None:
        self._by_lower = {name.lower(): sobject for name, sobject in self.objects.items()}
        self._by_prefix = {sobject.prefix: sobject for sobject in self.objects.values() if sobject.prefix}
        self._children: dict[str, list[tuple[SObject, Field]]] = {}
        for sobject in self.objects.values():
            for field_ in sobject.fields.values():
                for parent in field_.reference_to:
                    self._children.setdefault(parent, []).append((sobject, field_))

"""The catalogue of CRM fields that are ours to ask for: what we write, and what people fill in for us.

The shape of `mappings/catalogue.yaml`, what is wrong with one, and whether a field that a CRM already has will do.
Limits of names and texts are those of the narrower CRM (Salesforce: custom field names, labels and help).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from advocacy_sync.kernel.finding import Finding, Place

from .catalogue import RECORDS, Shape, shapes
from .pushed import PUSHED
from .schema import FieldSchema, FieldType

__all__ = [
    "Direction",
    "FieldCatalogue",
    "FieldEntry",
    "FieldKind",
    "FieldSpec",
    "Group",
    "bears_mark",
    "check_catalogue",
    "described",
    "misfits",
]

FieldKind = Literal["text", "long_text", "picklist", "number", "money", "date", "checkbox", "lookup"]
Direction = Literal["pushed", "filled_in"]
LONGEST_NAME, LONGEST_LABEL, LONGEST_HELP = 43, 40, 255  # a name with its `__c`
LONGEST_TEXT, LONGEST_LONG_TEXT, MOST_DIGITS = 255, 131_072, 18
Where = Callable[..., Place]

# As what types of field a CRM may show each kind, where nobody says otherwise.
_KINDS: dict[FieldKind, frozenset[FieldType]] = {
    "text": frozenset({"text", "picklist"}),
    "long_text": frozenset({"text"}),
    "picklist": frozenset({"picklist", "text"}),
    "number": frozenset({"integer", "number"}),
    "money": frozenset({"currency", "number"}),
    "date": frozenset({"date"}),
    "checkbox": frozenset({"boolean"}),
    "lookup": frozenset({"reference"}),
}
# What a mapping can read of a field that people fill in, if an organisation has one of its own.
_READABLE: dict[FieldKind, frozenset[FieldType]] = {
    **_KINDS,
    "text": frozenset({"text", "picklist", "multipicklist", "email", "phone", "url", "other"}),
    "number": frozenset({"integer", "number", "currency", "text", "picklist"}),
    "date": frozenset({"date", "datetime", "text"}),
    "checkbox": frozenset({"boolean", "picklist", "text"}),
    "lookup": frozenset({"reference", "id", "text"}),
}
_SHAPES: dict[FieldKind, frozenset[Shape]] = {
    "text": frozenset({"text", "choice"}),
    "long_text": frozenset({"text"}),
    "picklist": frozenset({"text", "choice"}),
    "number": frozenset({"integer"}),
    "money": frozenset({"money"}),
    "date": frozenset({"day", "instant"}),
    "checkbox": frozenset({"boolean"}),
    "lookup": frozenset({"reference"}),
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Group(_Strict):
    """Under which our fields stand together, where a CRM groups fields."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    label: str


class FieldEntry(_Strict):
    """One field. Without a producer or a reader it is planned, and left alone."""

    value: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    object: str
    direction: Direction
    producer: str | None = None  # pushed: which of records/pushed.py computes it
    reads: str | None = None  # filled_in: the canonical field that a mapping reads it into, as record.field
    names: dict[str, str]  # by CRM
    label: Annotated[str, Field(min_length=1, max_length=LONGEST_LABEL)]
    type: FieldKind
    length: Annotated[int, Field(ge=1, le=LONGEST_LONG_TEXT)] | None = None  # text, long_text
    digits: Annotated[int, Field(ge=1, le=MOST_DIGITS)] | None = None  # number, money: in all
    scale: Annotated[int, Field(ge=0, le=MOST_DIGITS)] = 0  # number, money: of them behind the point
    options: dict[str, str] = {}  # picklist: the value as it is kept, and as it is shown
    to: str | None = None  # lookup: the object of the catalogue that it leads to
    help: Annotated[str, Field(min_length=1, max_length=LONGEST_HELP)]

    @property
    def planned(self) -> bool:
        return self.producer is None and self.reads is None

    @property
    def fits(self) -> frozenset[FieldType]:
        """The types of an existing field that will do."""
        if self.producer is not None and self.producer in PUSHED:
            return PUSHED[self.producer].fits
        return _READABLE[self.type]


class FieldCatalogue(_Strict):
    version: str
    group: Group
    objects: dict[str, dict[str, str]]  # what each CRM calls an object
    fields: list[FieldEntry]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """A field as one CRM is to make it. `object`, `name` and `to` are the CRM's names; `pushed`: we write it, and
    people should not. `group` holds it, where the CRM groups fields."""

    value: str
    object: str
    name: str
    label: str
    kind: FieldKind
    pushed: bool
    help: str
    length: int | None = None
    digits: int | None = None
    scale: int = 0
    options: Mapping[str, str] = field(default_factory=dict)
    to: str | None = None
    group: Group


# What the description of a field of ours ends in, wherever it was made: nothing else marks it as ours.
_WRITTEN, _READ = "Written by advocacy-sync; do not change it by hand.", "Read by advocacy-sync."


def described(spec: FieldSpec) -> str:
    """What a field's description says: its help, and whose it is."""
    return f"{spec.help} {_WRITTEN if spec.pushed else _READ}"


def bears_mark(description: str | None) -> bool:
    return (description or "").rstrip().endswith((_WRITTEN, _READ))


# -- the file --------------------------------------------------------------------------------------


def check_catalogue(catalogue: FieldCatalogue, where: Where) -> list[Finding]:
    """What is wrong with a catalogue that has the right shape."""
    findings = [found for number, one in enumerate(catalogue.fields) for found in _wrong(catalogue, number, one, where)]
    seen: set[tuple[str, ...]] = set()
    for number, one in enumerate(catalogue.fields):
        keys = [("value", one.value), *(("name", crm, one.object, name) for crm, name in one.names.items())]
        for key in keys:
            if key in seen:
                findings.append(_finding("catalogue.twice", f"{key[-1]!r} stands twice", where("fields", number)))
            seen.add(key)
    return findings


def _wrong(catalogue: FieldCatalogue, number: int, one: FieldEntry, where: Where) -> Iterator[Finding]:
    def found(code: str, message: str, *part: str) -> Finding:
        return _finding(f"catalogue.{code}", f"{one.value}: {message}", where("fields", number, *part))

    crms = catalogue.objects.get(one.object)
    if crms is None:
        yield found("object", f"there is no object {one.object!r}", "object")
    for crm, name in one.names.items():
        if crms is not None and crm not in crms:
            yield found("crm", f"{one.object} has no name in {crm}", "names", crm)
        if len(name) > LONGEST_NAME:
            yield found("name", f"{name!r} is longer than {LONGEST_NAME} characters", "names", crm)
    if one.direction == "pushed" and one.reads is not None:
        yield found("direction", "what we write is read by no mapping", "reads")
    if one.direction == "filled_in" and one.producer is not None:
        yield found("direction", "what people fill in has no producer", "producer")
    yield from _shaped(one, found)
    if one.producer is not None:
        yield from _produced(one, found)
    if one.reads is not None:
        yield from _read(one, found)
    if (one.type == "lookup") != (one.to is not None) or (one.to is not None and one.to not in catalogue.objects):
        yield found("lookup", "a lookup, and nothing else, names the object that it leads to", "to")


def _shaped(one: FieldEntry, found: Callable[..., Finding]) -> Iterator[Finding]:
    text, number = one.type in ("text", "long_text"), one.type in ("number", "money")
    if text != (one.length is not None):
        yield found("length", "texts, and nothing else, have a length", "length")
    if one.type == "text" and (one.length or 0) > LONGEST_TEXT:
        yield found("length", f"a text holds at most {LONGEST_TEXT} characters; use long_text", "length")
    if number != (one.digits is not None) or one.scale >= max(one.digits or 0, 1):
        yield found(
            "digits", "numbers and money, and nothing else, have digits, some of them before the point", "digits"
        )
    if (one.type == "picklist") != bool(one.options):
        yield found("options", "picklists, and nothing else, have options", "options")


def _produced(one: FieldEntry, found: Callable[..., Finding]) -> Iterator[Finding]:
    pushed = PUSHED.get(one.producer or "")
    if pushed is None:
        yield found("producer", f"nothing we compute is called {one.producer!r}", "producer")
        return
    if pushed.record != one.object:
        yield found("producer", f"{one.producer} belongs to {pushed.record}", "producer")
    if pushed.shape not in _SHAPES[one.type] or not _KINDS[one.type] & pushed.fits:
        yield found("producer", f"{one.producer} is of shape {pushed.shape}, which a {one.type} cannot hold", "type")


def _read(one: FieldEntry, found: Callable[..., Finding]) -> Iterator[Finding]:
    record, _, name = (one.reads or "").partition(".")
    shape = shapes(record).get(name) if record in RECORDS else None
    if shape is None:
        yield found("reads", f"there is no canonical field {one.reads!r}", "reads")
    elif shape.shape not in _SHAPES[one.type]:
        yield found("reads", f"{one.reads} is of shape {shape.shape}, which a {one.type} does not give", "type")


def _finding(code: str, message: str, place: Place) -> Finding:
    return Finding(code=code, message=message, place=place)


# -- a field that is there -------------------------------------------------------------------------


def misfits(spec: FieldSpec, fits: frozenset[FieldType], found: FieldSchema) -> list[str]:
    """Why a field will not do, in words; empty when it will. What a CRM does not state is no misfit.

    `fits`: the types that will do. Whether the connected user may write the field is not asked here.
    """
    if found.type not in fits:
        return [f"it is of type {found.type}, and {' or '.join(sorted(fits))} is needed"]
    if spec.pushed and found.calculated:
        return ["the CRM works its value out, nobody can write it"]
    return list(_narrower(spec, found))


def _narrower(spec: FieldSpec, found: FieldSchema) -> Iterator[str]:
    if not spec.pushed:  # people fill in what it holds
        return
    if spec.length is not None and found.length is not None and found.length < spec.length and not found.restricted:
        yield f"it holds {found.length} characters, {spec.length} are needed"
    missing = [value for value in spec.options if value not in found.options]
    if found.restricted and missing:
        yield f"it lacks the values {', '.join(missing)}"
    elif found.restricted and not spec.options:
        yield "it takes listed values only, and ours are free text"
    if spec.digits is not None and found.precision:
        before, has = spec.digits - spec.scale, found.precision - (found.scale or 0)
        if has < min(before, _ENOUGH):
            yield f"it holds {has} digits before the point, {before} are needed"
        if (found.scale or 0) < spec.scale:
            yield f"it holds {found.scale or 0} digits behind the point, {spec.scale} are needed"


_ENOUGH = 9  # digits before the point of a field that somebody made narrower than ours would be

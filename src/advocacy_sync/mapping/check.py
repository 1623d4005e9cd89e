"""A mapping file against the canonical records and against what the CRM says of its object."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from advocacy_sync.kernel.finding import Finding, Place, Severity, brief
from advocacy_sync.records.catalogue import RECORDS, FieldShape, Shape, shapes
from advocacy_sync.records.pushed import PUSHED
from advocacy_sync.records.schema import FieldSchema, FieldType, ObjectSchema

from .document import FieldMapping, MappingDocument, TransformName
from .inbound import default_transform
from .language import known_locale
from .renamed import likely

__all__ = ["check_document", "check_schema", "did_you_mean", "usable_push"]

Where = Callable[..., Place]

_TEXTUAL: frozenset[FieldType] = frozenset(
    {"text", "picklist", "multipicklist", "email", "phone", "url", "id", "other"}
)
_NUMERIC: frozenset[FieldType] = frozenset({"integer", "number", "currency"})
_TIMES: frozenset[FieldType] = frozenset({"date", "datetime"})
# What a transform can read, by the CRM's type; text-like transforms read everything.
_READS: dict[TransformName, frozenset[FieldType]] = {
    "integer": _NUMERIC | {"text", "picklist"},
    "boolean": frozenset({"boolean", "picklist", "text"}),
    "instant": _TIMES | {"text"},
    "moment": _TIMES | {"text"},
    "earliest": _TIMES | {"text"},
    "day": _TIMES | {"text"},
    "money": _NUMERIC | {"text"},
    "reference": frozenset({"reference", "id", "text", "picklist", "integer", "number", "other"}),
    **dict.fromkeys(("email", "domain", "url", "phone", "country", "given_name", "family_name"), _TEXTUAL),
    "salesforce_id": frozenset({"reference", "id", "text", "other"}),
}
_WORDS: frozenset[Shape] = frozenset({"text", "choice", "boolean"})
# Which shapes of field a transform's value fits.
_YIELDS: dict[TransformName, frozenset[Shape]] = {
    "text": _WORDS,
    "choice": _WORDS,
    "phrase": _WORDS,
    "choices": frozenset({"text"}),
    "integer": frozenset({"integer"}),
    "boolean": frozenset({"boolean"}),
    "case_closed": frozenset({"boolean"}),
    "instant": frozenset({"instant"}),
    "earliest": frozenset({"instant"}),
    "moment": frozenset({"instant"}),
    "day": frozenset({"day"}),
    "money": frozenset({"money"}),
    "reference": frozenset({"reference"}),
    "salesforce_id": frozenset({"reference", "text"}),
    "deal_status": frozenset({"choice"}),
    **dict.fromkeys(
        ("email", "domain", "url", "phone", "cross_id", "country", "join", "given_name", "family_name"),
        frozenset[Shape]({"text"}),
    ),
}


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A remedy that names the closest known name, or nothing."""
    folded = {candidate.casefold(): candidate for candidate in known}
    close = difflib.get_close_matches(name.casefold(), list(folded), n=1, cutoff=0.6)
    return f"Did you mean {folded[close[0]]!r}?" if close else ""


def check_document(document: MappingDocument, where: Where) -> list[Finding]:
    """What is wrong with a file on its own: record kinds, canonical fields, missing choices."""
    return list(_document_findings(document, where))


def _document_findings(document: MappingDocument, where: Where) -> Iterator[Finding]:
    for index, record in enumerate(document.records):
        at = ("records", index)
        if record.record not in RECORDS:
            yield _finding("mapping.record", f"there is no record {record.record!r}", where(*at, "record"),
                           did_you_mean(record.record, RECORDS))  # fmt: skip
            continue
        if record.omit:
            text = "'omit' leaves out a record of the packaged file, and this file is laid over none"
            yield _finding("mapping.overlay", text, where(*at, "omit"), "Take the record away.")
        known = shapes(record.record)
        for name, part in record.fields.items():
            spot = where(*at, "fields", name)
            if name not in known:
                text = f"{record.record} has no field {name!r}"
                yield _finding("mapping.canonical", text, spot, did_you_mean(name, known))
            else:
                yield from _field_findings(part, known[name], spot)
        missing = [name for name, shape in known.items() if shape.required and name not in record.fields]
        for name in missing:
            text = f"{record.record} needs a source for {name!r}"
            yield _finding("mapping.required", text, where(*at, "fields"), "Add it under fields.")
    for name in document.push:
        if name not in PUSHED:
            text = f"nothing we compute is called {name!r}"
            yield _finding("mapping.push", text, where("push", name), did_you_mean(name, PUSHED))
    yield from _target_findings(document, where)


def _target_findings(document: MappingDocument, where: Where) -> Iterator[Finding]:
    """A field that people fill in is never written, and no field takes two values."""
    read = {
        source: f"{record.record}.{name}"
        for record in document.records
        for name, part in record.fields.items()
        for source in (*part.from_, part.else_, part.currency)
        if source is not None
    }
    taken: dict[str, str] = {}
    for name, line in document.push.items():
        spot = where("push", name)
        if not line.field.strip():
            yield _finding("mapping.push_target", "names no field", spot, "Name the CRM field that takes the value.")
        elif line.field in read:
            text = f"{line.field} is what {read[line.field]} is read from: what people fill in is never written"
            yield _finding("mapping.push_target", text, spot, "Name a field that only we write; 'crm plan' makes it.")
        elif line.field in taken:
            text = f"{line.field} takes {taken[line.field]} already"
            yield _finding("mapping.push_target", text, spot, "Name a field of its own.")
        taken.setdefault(line.field, name)


def _field_findings(part: FieldMapping, shape: FieldShape, spot: Place) -> Iterator[Finding]:
    transform = default_transform(part, shape)
    if not part.from_ and part.constant is None:
        yield _finding("mapping.source", "has neither 'from' nor 'constant'", spot, "Name the CRM field under 'from'.")
    if part.from_ and part.constant is not None:
        yield _finding("mapping.source", "has both 'from' and 'constant'", spot, "Leave one of them out.")
    for source in (*part.from_, part.else_ or "x", part.currency or "x"):
        if not all(step.strip() for step in source.split(".")):
            yield _finding("mapping.source", f"{source!r} is no field and no path", spot, "Name the CRM field.")
    if part.currency == "":
        yield _finding("mapping.source", "names no currency field", spot, "Name it, or leave 'currency' out.")
    if part.constant is None and shape.shape == "reference" and not part.to:
        yield _finding("mapping.reference", "does not say whose id it is", spot, "Add 'to: <object>'.")
    if transform == "deal_status" and len(part.from_) != 2:
        yield _finding("mapping.source", "deal_status reads two fields: closed, won", spot, "Give both under 'from'.")
    if part.constant is None and shape.shape not in _YIELDS[transform]:
        fitting = " or ".join(sorted(name for name, fits in _YIELDS.items() if shape.shape in fits))
        text = f"{shape.name} is of shape {shape.shape}, which {transform} does not give"
        yield _finding("mapping.transform", text, spot, f"Use {fitting}.")
    if part.constant is not None and not _fits(part.constant, shape.shape):
        yield _finding("mapping.constant", f"{part.constant!r} is no {shape.shape}", spot)
    if part.locale is not None and not known_locale(part.locale):
        yield _finding("mapping.locale", f"there is no locale {part.locale!r}", spot, "Use one such as de or fr_CH.")
    if part.zone is not None and not _is_zone(part.zone):
        yield _finding("mapping.zone", f"there is no time zone {part.zone!r}", spot, "Use one such as Europe/Berlin.")
    if part.unmapped == "keep" and shape.choices:
        text = f"{shape.name} takes nothing but {', '.join(shape.choices)}: other values cannot be kept"
        yield _finding("mapping.choice", text, spot, "Use 'unmapped: empty', or a default.")
    said = [value for value in (part.default, part.constant) if isinstance(value, str)]
    for value in [*part.map.values(), *part.phrases.values(), *said] if shape.choices else []:
        if value not in shape.choices:
            remedy = did_you_mean(value, shape.choices) or f"One of {', '.join(shape.choices)}."
            yield _finding("mapping.choice", f"{value!r} is no {shape.name}", spot, remedy)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _fits(constant: str | bool | int, shape: Shape) -> bool:
    if isinstance(constant, bool):
        return shape == "boolean"
    return shape in _WORDS | {"reference"} if isinstance(constant, str) else shape == "integer"


def check_schema(
    document: MappingDocument, schema: ObjectSchema, where: Where, known: Callable[[str], bool] = lambda _: False
) -> list[Finding]:
    """The file against the live object. `known` says which sources the connector itself adds.

    A missing source of an optional field is a notice, of another one an error; so is a pushed field
    that is missing or that the connected user may not write.
    """
    findings: list[Finding] = []
    for index, record in enumerate(document.records):
        shaped = shapes(record.record)
        for name, part in record.fields.items():
            spot = where("records", index, "fields", name)
            transform = default_transform(part, shaped[name])
            for source in [
                *part.from_,
                *([part.else_] if part.else_ else []),
            ]:  # a currency field is missing wherever an org has one currency: no finding
                if not known(source) and not source.startswith("each."):
                    optional = part.optional or len(part.from_) > 1
                    findings += _source_findings(source, schema, transform, spot, optional=optional, values=part.map)
            if part.currency and not known(part.currency):
                findings += _currency_findings(part.currency, schema, spot)
        asked = record.when.from_ if record.when and not record.when.except_ else ""
        if asked and not known(asked) and not asked.startswith("each."):
            spot = where("records", index, "when")
            spare = any(part.optional for part in record.fields.values())
            for one in _source_findings(asked, schema, None, spot, optional=True):
                text = f"{one.message}: no {record.record} is made of this object"
                findings.append(_finding(one.code, text, spot, one.remedy, "notice" if spare else "warning"))
        if record.each and not known(record.each):
            findings += _source_findings(record.each, schema, None, where("records", index, "each"))
    for name, line in document.push.items():
        findings += _push_findings(name, line.field, schema, where("push", name))
    return findings


def _source_findings(
    source: str,
    schema: ObjectSchema,
    transform: TransformName | None,
    spot: Place,
    *,
    optional: bool = False,
    values: Iterable[str] = (),
) -> Iterator[Finding]:
    head, _, rest = source.partition(".")
    if rest:
        through = {field.relationship for field in schema.fields.values() if field.relationship}
        if head not in through:
            yield _missing(schema, head, did_you_mean(head, through), spot, optional=optional)
        return
    field = schema.fields.get(source)
    if field is None:
        types = _READS.get(transform, frozenset()) if transform else frozenset[FieldType]()
        yield _missing(schema, source, likely(source, schema.fields, types, values), spot, optional=optional)
    elif transform in _READS and field.type not in _READS[transform]:
        text = f"{schema.name}.{source} is of type {field.type}, which {transform} cannot read"
        yield _finding("mapping.type", text, spot, f"Use another transform, or a {_some(_READS[transform])} field.")


def _currency_findings(source: str, schema: ObjectSchema, spot: Place) -> Iterator[Finding]:
    """An org with one currency has no such field; one that has a similar field was meant otherwise."""
    if "." in source or source in schema.fields:
        return
    close = difflib.get_close_matches(source, schema.fields, n=1, cutoff=0.85)
    if close:
        text = f"{schema.name} has no field {source!r}: amounts count in the connection's currency"
        yield _finding("mapping.currency", text, spot, f"Did you mean {close[0]!r}?", "warning")


def _missing(schema: ObjectSchema, name: str, remedy: str, spot: Place, *, optional: bool) -> Finding:
    text = f"{schema.name} has no field {name!r} that the connected user may read"
    severity: Severity = "notice" if optional else "error"
    return _finding("mapping.field", text, spot, remedy, severity)


def _push_findings(name: str, target: str, schema: ObjectSchema, spot: Place) -> Iterator[Finding]:
    field = schema.fields.get(target)
    if field is None:
        fits = PUSHED[name].fits if name in PUSHED else ()
        remedy = likely(target, schema.fields, fits) or "Create it ('crm plan' shows how), or leave the line out."
        yield _finding("mapping.push_field", f"{schema.name} has no field {target!r}", spot, remedy)
    elif not field.updateable:
        text = f"the connected user may not write {schema.name}.{target}"
        yield _finding("mapping.push_right", text, spot, "Grant edit access, or leave the line out.")
    elif name in PUSHED and field.type not in PUSHED[name].fits:
        text = f"{schema.name}.{target} is of type {field.type}, which cannot hold {name}"
        yield _finding("mapping.push_type", text, spot, f"Use a {_some(PUSHED[name].fits)} field.")


def usable_push(document: MappingDocument, schema: ObjectSchema) -> dict[str, FieldSchema]:
    """The pushed fields that can be written as things stand; the others are findings."""
    return {
        name: schema.fields[line.field]
        for name, line in document.push.items()
        if name in PUSHED and not list(_push_findings(name, line.field, schema, Place("")))
    }


def _some(types: Iterable[FieldType]) -> str:
    return " or ".join(sorted(types))


def _finding(code: str, message: str, place: Place, remedy: str = "", severity: Severity = "error") -> Finding:
    return Finding(code=code, message=brief(message), place=place, remedy=brief(remedy), severity=severity)

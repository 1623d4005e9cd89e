"""What a mapping does with an object that works, but not as its author may think: values of a picklist that the map
does not name, names that the picklist does not have, texts that are longer than their field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from advocacy_sync.kernel.finding import Finding, Place, Severity, brief
from advocacy_sync.records.catalogue import RECORDS, shapes
from advocacy_sync.records.kinds import AdvocateStatus
from advocacy_sync.records.pushed import CODES
from advocacy_sync.records.schema import FieldSchema, ObjectSchema

from .document import FieldMapping, MappingDocument, TransformName, When
from .inbound import default_transform

__all__ = ["advise", "longest_texts"]

Where = Callable[..., Place]

LISTED = 10
# Our own maps name every value that orgs come with, or mean the rest by their default (whatever is not done is
# planned); only where that default tells nothing has an org values of its own that somebody should name.
UNTOLD = "unknown"
# Salesforce: 40 for the first name, 80 for the last; three of them with their counts, and how many more there are.
_LONGEST_NAME, _TOP = 40 + 1 + 80, 3
_GONE = "Nothing to do, unless it was renamed."
_BY_MAP: frozenset[TransformName] = frozenset({"choice", "choices", "boolean", "phrase"})


def longest_texts(labels: Iterable[str], facts: Iterable[str]) -> dict[str, int]:
    """The most characters that each pushed text can have: `labels` of the signal rules, `facts` that go stale."""
    day = len(" · as of 2026-01-01")
    return {
        "advocate_status": max(len(status.value) for status in AdvocateStatus),
        "signals": len("; ".join(labels)) + day,
        "staleness": len("; ".join(f"{fact} since 2026-01-01" for fact in facts)) + day,
        "request_state": len("Closed on 2026-01-01: the deal is lost"),
        "nomination_state": len("Closed on 2026-01-01: this person must not be asked"),
        **dict.fromkeys(CODES.values(), len("AS-7K3Q9F2MXR")),
        "top_advocates": len(", ".join(["x" * _LONGEST_NAME + " (999)"] * _TOP) + " and 999 more") + day,
    }


def advise(
    document: MappingDocument,
    schema: ObjectSchema,
    where: Where,
    known: Callable[[str], bool] = lambda _: False,
    longest: Mapping[str, int] | None = None,
    *,
    packaged: Callable[[Place], bool] = lambda _: False,
) -> list[Finding]:
    """Warnings and notices beside what `check_schema` finds; no error. `known`: sources that the connector adds;
    `packaged`: whether a spot is of a file of ours, whose maps name what other orgs have."""
    found: list[Finding] = []
    for index, record in enumerate(document.records):
        if record.record not in RECORDS:
            continue
        shaped = shapes(record.record)
        for name, part in record.fields.items():
            if name in shaped and part.constant is None:
                transform = default_transform(part, shaped[name])
                fields = [schema.fields[one] for one in part.from_ if one in schema.fields and not known(one)]
                at = ("records", index, "fields", name)
                own = [value for value in part.map if not packaged(where(*at, "map", value))]
                found += _picklists(part, transform, fields, schema, where(*at), own=own, packaged=packaged)
        spot = where("records", index, "when")
        if record.when is not None and record.when.from_ in schema.fields and not packaged(spot):
            found += _condition(record.when, schema.fields[record.when.from_], schema, spot)
    for value, line in document.push.items():
        target = schema.fields.get(line.field)
        if target is not None:
            spot = where("push", value)
            found += _too_long(value, target, (longest or {}).get(value), schema, spot, shorten=line.shorten)
            found += _refused(value, target, schema, spot)
    return found


def _picklists(
    part: FieldMapping,
    transform: TransformName,
    fields: list[FieldSchema],
    schema: ObjectSchema,
    spot: Place,
    *,
    own: list[str],
    packaged: Callable[[Place], bool],
) -> Iterator[Finding]:
    """`own`: the values of the map that the organisation has written itself."""
    if transform not in _BY_MAP or (transform == "boolean" and not part.map):
        return
    lists = [field for field in fields if field.options]
    every = bool(lists) and len(lists) == len(part.from_)
    told = "unmapped" in part.model_fields_set and part.default is None
    if transform == "phrase":
        told = told or not every  # another source may tell
    for field in lists if not told else []:
        unnamed = [option for option in field.options if not _named(option, part)]
        if unnamed and part.default is None:
            yield _unnamed(f"{schema.name}.{field.name}", unnamed, transform, spot)
        elif unnamed and (not packaged(spot) or (field.restricted and part.default == UNTOLD)):
            yield _by_default(f"{schema.name}.{field.name}", unnamed, str(part.default), spot)
    gone = _absent(own, lists) if every else []
    if gone:
        text = f"{_of(schema, lists)} has no value {_some(gone)}, which the map names"
        yield _finding("mapping.option_gone", text, "notice", spot, _GONE)


def _named(option: str, part: FieldMapping) -> bool:
    text = option.casefold()
    return any(text == said.casefold() for said in part.map) or any(said.casefold() in text for said in part.phrases)


def _unnamed(whose: str, options: list[str], transform: TransformName, spot: Place) -> Finding:
    """Of a value without a name `phrase` makes no record, on purpose; the others say that it is a problem."""
    text = f"{whose} has values that the map does not name: {_some(options)}"
    if transform == "phrase":
        remedy = "Rows with them yield no record; name them under map if they should."
        return _finding("mapping.option_unnamed", text, "notice", spot, remedy)
    remedy = "Name them under map, or say what they are by default or unmapped."
    return _finding("mapping.option_unnamed", text, "warning", spot, remedy)


def _by_default(whose: str, options: list[str], default: str, spot: Place) -> Finding:
    text = f"{whose} has values that the map does not name, of which the default makes {default!r}: {_some(options)}"
    remedy = "Nothing to do, unless one of them means something else: name that one under map."
    return _finding("mapping.option_unnamed", text, "notice", spot, remedy)


def _condition(when: When, field: FieldSchema, schema: ObjectSchema, spot: Place) -> Iterator[Finding]:
    gone = _absent([*(when.in_ or []), *(when.except_ or [])], [field]) if field.options else []
    if gone:
        text = f"{schema.name}.{field.name} has no value {_some(gone)}, which the condition names"
        yield _finding("mapping.option_gone", text, "notice", spot, _GONE)


def _absent(said: Iterable[str], fields: Iterable[FieldSchema]) -> list[str]:
    options = {option.casefold() for field in fields for option in field.options}
    return [one for one in said if one.casefold() not in options]


def _too_long(
    value: str, field: FieldSchema, most: int | None, schema: ObjectSchema, spot: Place, *, shorten: bool
) -> Iterator[Finding]:
    if field.type == "text" and field.length is not None and most is not None and most > field.length and not shorten:
        text = f"{schema.name}.{field.name} holds {field.length} characters, and {value} can have {most}"
        remedy = "Lengthen the field, or set 'shorten: true'; longer values are refused."
        yield _finding("mapping.push_length", text, "warning", spot, remedy)


def _refused(value: str, field: FieldSchema, schema: ObjectSchema, spot: Place) -> Iterator[Finding]:
    """What we write into a restricted picklist has to be among its values."""
    if value == "advocate_status" and field.type == "picklist" and field.restricted:
        lacking = [status.value for status in AdvocateStatus if status.value not in field.options]
        if lacking:
            text = f"the picklist {schema.name}.{field.name} does not take {_some(lacking)}, which {value} can be"
            yield _finding("mapping.push_option", text, "warning", spot, "Add the values, or use a text field.")


def _of(schema: ObjectSchema, fields: list[FieldSchema]) -> str:
    return " or ".join(f"{schema.name}.{field.name}" for field in fields)


def _some(words: list[str]) -> str:
    """Up to ten of them, quoted."""
    shown = ", ".join(repr(brief(word)) for word in words[:LISTED])
    return shown + (f" and {len(words) - LISTED} more" if len(words) > LISTED else "")


def _finding(code: str, message: str, severity: Severity, place: Place, remedy: str) -> Finding:
    return Finding(code=code, message=brief(message), severity=severity, place=place, remedy=brief(remedy))

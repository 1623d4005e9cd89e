"""What an org changed of its objects since it was last described, and which lines of a mapping that breaks."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from advocacy_sync.kernel.finding import Finding, Place, Severity
from advocacy_sync.records.pushed import CHOICES
from advocacy_sync.records.schema import FieldSchema, ObjectSchema

from .document import FieldMapping, MappingDocument, RecordMapping, When

__all__ = ["FieldChange", "diff", "impact", "in_words", "stands"]

Kind = Literal[
    "added", "removed", "retyped", "unlinked", "shortened", "rescaled", "option_removed", "option_added",
    "read_only", "writable",
]  # fmt: skip
# What can no longer be read or written as it was; the rest is told and breaks nothing.
_BREAKS_READING: frozenset[Kind] = frozenset({"removed", "retyped", "unlinked"})
_BREAKS_PUSHING: frozenset[Kind] = frozenset({"removed", "retyped", "shortened", "rescaled", "read_only"})


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One change of one field; `before` and `after` in words, empty for nothing."""

    field: str
    change: Kind
    before: str = ""
    after: str = ""


def diff(old: ObjectSchema, new: ObjectSchema) -> list[FieldChange]:
    """Every change that a mapping or a push may feel, by field name.

    A field that is gone may have been deleted, renamed, or hidden from the connected user: the CRM
    does not say which. A likely new name is named in `after`.
    """
    changes = [FieldChange(name, "added", "", new.fields[name].type) for name in new.fields if name not in old.fields]
    for name, before in old.fields.items():
        after = new.fields.get(name)
        if after is None:
            changes.append(FieldChange(name, "removed", before.type, _renamed(before, old, new)))
            changes += _unlinked(before, "")
        else:
            changes += _changed(before, after)
    return sorted(changes, key=lambda one: (one.field, one.change, one.before, one.after))


def _renamed(gone: FieldSchema, old: ObjectSchema, new: ObjectSchema) -> str:
    """A new field of the same type whose name or label is close, if there is one."""
    fresh = [one for name, one in new.fields.items() if name not in old.fields and one.type == gone.type]
    by_text = {text.casefold(): one.name for one in fresh for text in (one.name, one.label)}
    same = next((one.name for one in fresh if one.label.casefold() == gone.label.casefold()), "")
    close = difflib.get_close_matches(gone.name.casefold(), list(by_text), n=1, cutoff=0.7)
    return same or (by_text[close[0]] if close else "")


def _unlinked(before: FieldSchema, now: str) -> list[FieldChange]:
    """That a path (`Owner.Name`) no longer goes through the field by the name it had."""
    gone = before.relationship is not None and before.relationship != now
    return [FieldChange(before.name, "unlinked", before.relationship or "", now)] if gone else []


def _changed(before: FieldSchema, after: FieldSchema) -> Iterator[FieldChange]:
    name = before.name
    if before.type != after.type:
        yield FieldChange(name, "retyped", before.type, after.type)
    yield from _unlinked(before, after.relationship or "")
    if after.length is not None and (before.length is None or after.length < before.length):
        yield FieldChange(name, "shortened", str(before.length or "unbounded"), str(after.length))
    if (before.precision, before.scale) != (after.precision, after.scale):
        yield FieldChange(name, "rescaled", _digits(before), _digits(after))
    if before.updateable != after.updateable:
        yield FieldChange(name, "writable" if after.updateable else "read_only")
    for option in before.options:
        if option not in after.options:
            yield FieldChange(name, "option_removed", option)
    for option in after.options:
        if option not in before.options:
            yield FieldChange(name, "option_added", "", option)


def _digits(field: FieldSchema) -> str:
    return (
        f"{field.precision if field.precision is not None else '?'}.{field.scale if field.scale is not None else '?'}"
    )


def stands(change: FieldChange, schema: ObjectSchema) -> bool:
    """Whether the object still is as the change left it: what was undone since breaks nothing any more."""
    field = schema.fields.get(change.field)
    if field is None:
        return change.change in ("removed", "unlinked")
    now: dict[Kind, bool] = {
        "removed": False,
        "added": True,
        "retyped": field.type == change.after,
        "unlinked": (field.relationship or "") == change.after,
        "shortened": str(field.length) == change.after,
        "rescaled": _digits(field) == change.after,
        "read_only": not field.updateable,
        "writable": field.updateable,
        "option_removed": change.before not in field.options,
        "option_added": change.after in field.options,
    }
    return now[change.change]


def in_words(change: FieldChange) -> str:
    """What was changed, as a sentence without its subject."""
    words = {
        "added": f"is new, of type {change.after}",
        "writable": "can be written by the connected user now",
        "option_added": f"offers {change.after!r} now",
    }
    return words.get(change.change) or _words(change)


def impact(
    changes: list[FieldChange],
    document: MappingDocument,
    where: Callable[..., Place],
    rules: Mapping[str, Sequence[str]] = MappingProxyType({}),
    *,
    schema: ObjectSchema | None = None,
) -> list[Finding]:
    """One finding for each line that a change touches: an error where it breaks the line, else a notice.

    `rules`: by canonical field (`opportunity.amount`) the names of what rests on it. `schema`: the object as it is
    now, which tells whether a picklist takes nothing but its options; without it none is said to.
    """
    found: list[Finding] = []
    for change in changes:
        for index, record in enumerate(document.records):
            found += _making(change, changes, record, document, where, index=index)
            for name, part in record.fields.items():
                if any(_touches(change, source) for source in _sources(part)):
                    spot = where("records", index, "fields", name)
                    canonical = f"{record.record}.{name}"
                    found += _inbound(change, canonical, part, document, spot, rules=rules.get(canonical, ()))
        for value, line in document.push.items():
            if line.field == change.field and _stops(change, value, schema):
                text = f"{document.object}.{change.field} {_words(change)}; {value} can no longer be pushed as it was"
                found.append(_finding(text, "error", where("push", value), change))
    return found


def _sources(part: FieldMapping) -> list[str]:
    return [*part.from_, *([part.else_] if part.else_ else []), *([part.currency] if part.currency else [])]


def _touches(change: FieldChange, source: str) -> bool:
    """Whether a source is the field, or a path through it; the entries of a list are no fields of the object."""
    head, _, rest = source.partition(".")
    if change.change == "unlinked":
        return bool(rest) and head == change.before
    return source == change.field


def _stops(change: FieldChange, value: str, schema: ObjectSchema | None) -> bool:
    if change.change == "option_removed":
        field = schema.fields.get(change.field) if schema is not None else None
        return field is not None and field.restricted and change.before in CHOICES.get(value, ())
    return change.change in _BREAKS_PUSHING


def _making(
    change: FieldChange,
    changes: list[FieldChange],
    record: RecordMapping,
    document: MappingDocument,
    where: Callable[..., Place],
    *,
    index: int,
) -> Iterator[Finding]:
    """What a change does to whether the record is made at all."""
    place, breaks = f"{document.object}.{change.field}", change.change in _BREAKS_READING
    if record.each is not None and breaks and _touches(change, record.each):
        text = f"{place} {_words(change)}; its entries make {record.record}: none is made any more"
        yield _finding(text, "warning", where("records", index, "each"), change)
    when = record.when
    if when is None or not _touches(change, when.from_):
        return
    spot = where("records", index, "when")
    if breaks:
        then = _then(change, when, record.record)
        text = f"{place} {_words(change)}; it tells which rows make {record.record}: {then}"
        yield _finding(text, "warning", spot, change)
    elif change.change == "option_removed" and _asks_for(when, change.before):
        fresh = [one.after for one in changes if (one.field, one.change) == (change.field, "option_added")]
        maybe = f" (renamed to {fresh[0]!r}?)" if len(fresh) == 1 and not _asks_for(when, fresh[0]) else ""
        then = "rows that hold another value instead " + ("now make one" if when.except_ is not None else "make none")
        text = f"{place} {in_words(change)}{maybe}, by which rows are told that make {record.record}: {then}"
        yield _finding(text, "warning", spot, change, "Name its successor under when, if it has one.")


def _then(change: FieldChange, when: When, record: str) -> str:
    if change.change == "retyped":
        return f"rows whose values no longer fit {'now make one' if when.except_ is not None else 'make none'}"
    return f"every row now makes {record}" if when.except_ is not None else f"no {record} is made any more"


def _asks_for(when: When, option: str) -> bool:
    text = option.casefold()
    if text in {said.casefold() for said in [*(when.in_ or []), *(when.except_ or [])]}:
        return True
    patterns = (".*".join(map(re.escape, one.casefold().split("*"))) for one in when.like or [])
    return any(re.fullmatch(pattern, text, re.DOTALL) for pattern in patterns)


def _inbound(
    change: FieldChange,
    canonical: str,
    part: FieldMapping,
    document: MappingDocument,
    spot: Place,
    *,
    rules: Sequence[str],
) -> Iterator[Finding]:
    place = f"{document.object}.{change.field}"
    if change.change in _BREAKS_READING:
        kept = "values that no longer fit are rejected" if change.change == "retyped" else "its last values are kept"
        starved = rules if len(part.from_) == 1 else ()  # else it is fed by another field
        severity: Severity = "notice" if (part.optional or len(part.from_) > 1) and not starved else "warning"
        rest = f". On it rest: {', '.join(starved)}" if starved else ""
        yield _finding(f"{place} {_words(change)}; {canonical} reads it: {kept}{rest}", severity, spot, change)
    elif change.change == "option_added" and (part.map or part.phrases) and not _named(change.after, part):
        text = f"{place} has a new value {change.after!r}, which the map of {canonical} does not name"
        yield _finding(text, "notice" if part.default is not None else "warning", spot, change)


def _named(option: str, part: FieldMapping) -> bool:
    return option.casefold() in {said.casefold() for said in [*part.map, *part.phrases]}


def _words(change: FieldChange) -> str:
    maybe = f" (renamed to {change.after}?)" if change.after else ""
    words: dict[str, str] = {
        "removed": f"is no longer shown to the connected user: deleted, renamed or hidden{maybe}",
        "retyped": f"is now of type {change.after}, it was {change.before}",
        "unlinked": f"is no longer the lookup through which {change.before}.… is read",
        "option_removed": f"no longer offers {change.before!r}",
        "shortened": f"now holds {change.after} characters, it held {change.before}",
        "rescaled": f"now has {change.after} digits, it had {change.before}",
        "read_only": "can no longer be written by the connected user",
    }
    return words[change.change]


_REMEDIES: dict[Any, str] = {
    "removed": "Grant read access again, or name its successor in the mapping.",
    "retyped": "Use a transform that reads the new type, or name another field.",
    "unlinked": "Grant read access to the lookup again, or read the path through its successor.",
    "option_removed": "Put the value back, or push to a text field.",
    "shortened": "Lengthen the field again, or push to another one.",
    "rescaled": "Check that the values still fit.",
    "read_only": "Grant edit access again, or leave the line out.",
    "option_added": "Name it under map.",
}


def _finding(text: str, severity: Severity, place: Place, change: FieldChange, remedy: str = "") -> Finding:
    remedy = remedy or _REMEDIES[change.change]
    return Finding(code=f"drift.{change.change}", message=text, severity=severity, place=place, remedy=remedy)

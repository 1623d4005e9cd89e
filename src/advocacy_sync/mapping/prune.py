"""A mapping reduced to what the org has: a missing field costs itself, not its object."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b

from advocacy_sync.records.catalogue import RECORDS, shapes

from .document import FieldMapping, MappingDocument, RecordMapping

__all__ = ["prune", "version"]

Has = Callable[[str], bool]


def prune(document: MappingDocument, has: Has) -> MappingDocument:
    """The document without the sources that `has` denies, the fields that lost all of theirs, and the
    records that lost a field they cannot do without."""
    records = [record for record in (_record(record, has) for record in document.records) if record is not None]
    return document.model_copy(update={"records": records})


def _record(record: RecordMapping, has: Has) -> RecordMapping | None:
    when = record.when
    if when and when.except_ and not _readable(when.from_, has):
        when = None
    if record.record not in RECORDS or (when and not _readable(when.from_, has)):
        return None
    if record.each and not has(record.each):
        return None
    known = shapes(record.record)
    fields = {name: _field(part, has) for name, part in record.fields.items() if name in known}
    left = {name: part for name, part in fields.items() if part is not None}
    if any(shape.required and name not in left for name, shape in known.items()):
        return None
    return record.model_copy(update={"fields": left, "when": when})


def _field(part: FieldMapping, has: Has) -> FieldMapping | None:
    if part.constant is not None:
        return part
    left = [source for source in part.from_ if _readable(source, has)]
    # A transform that reads all its sources together can do with none missing.
    otherwise = part.else_ if part.else_ and has(part.else_) else None
    if not left and otherwise:
        left, otherwise = [otherwise], None
    if not left or (part.transform == "deal_status" and len(left) < len(part.from_)):
        return None
    currency = part.currency if part.currency and has(part.currency) else None
    return part.model_copy(update={"from_": left, "currency": currency, "else_": otherwise})


def _readable(source: str, has: Has) -> bool:
    """Whether a source is there; `each.…` is part of its list."""
    return source.startswith("each.") or has(source)


def version(document: MappingDocument) -> str:
    """A fingerprint of what a document makes of a row: 16 hexadecimal digits. What is pushed is no part of it."""
    made = document.model_dump_json(by_alias=True, exclude_defaults=True, include={"records"})
    return blake2b(made.encode(), digest_size=8).hexdigest()

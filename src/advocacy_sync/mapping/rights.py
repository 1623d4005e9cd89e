"""The rights that a mapping needs of the user we connect as, what of them is missing, and what the user may edit
though nothing is pushed there. Names of objects and fields, never a value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from advocacy_sync.kernel.finding import Finding, brief
from advocacy_sync.records.schema import ObjectSchema

from .document import MappingDocument
from .inbound import sources

__all__ = ["Rights", "excess", "rights"]

LISTED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """`reads`, `edits`: what is needed, as the mapping names it (a path goes through its lookup); `unseen`: what of it
    the user does not see, or what does not exist; `no_edit`: what the user may not write; `more`: what the user may
    edit and need not. None: the CRM does not say field by field what a user may do."""

    object: str
    reads: tuple[str, ...]
    edits: tuple[str, ...]
    unseen: tuple[str, ...]
    no_edit: tuple[str, ...] | None
    more: tuple[str, ...] | None


def rights(
    document: MappingDocument,
    schema: ObjectSchema,
    known: Callable[[str], bool] = lambda _: False,
    *,
    by_field: bool = True,
) -> Rights:
    """`known`: sources that the connector adds; `by_field`: whether the CRM tells rights field by field."""
    through = {field.relationship for field in schema.fields.values() if field.relationship}

    def there(name: str) -> bool:
        head, _, rest = name.partition(".")
        return known(name) or (head in through if rest else name in schema.fields)

    edits = tuple(dict.fromkeys(line.field for line in document.push.values()))
    spare = _currencies(document)  # missing wherever an org has one currency
    wanted = dict.fromkeys([*sources(document), *edits])
    reads = tuple(name for name in wanted if name not in spare or there(name))
    writable = {name for name, field in schema.fields.items() if field.updateable}
    return Rights(
        object=schema.name,
        reads=reads,
        edits=edits,
        unseen=tuple(name for name in reads if not there(name)),
        no_edit=tuple(name for name in edits if name not in writable) if by_field else None,
        more=tuple(sorted(writable - set(edits))) if by_field else None,
    )


def _currencies(document: MappingDocument) -> set[str]:
    return {part.currency for record in document.records for part in record.fields.values() if part.currency}


def excess(whose: str, found: Sequence[Rights]) -> list[Finding]:
    """One notice if the user may edit more than the mappings push to."""
    more = {one.object: len(one.more) for one in found if one.more}
    if not more:
        return []
    counts = ", ".join(f"{name} {count}" for name, count in more.items())
    text = f"the connected user may edit fields to which nothing is pushed: {counts}"
    remedy = "Take rights away that no other integration needs; --rights lists the fields."
    return [Finding(code="mapping.rights_excess", message=brief(text), severity="notice", subject=whose, remedy=remedy)]

"""Fields that change without moving their row's stamp: a pull by stamps never sees it (CS-06).

Formulas and roll-ups are flagged in the describe; what a parent holds changes with the parent. A lookup
is moved by a merge of what it names, and cleared by its deletion, without a write of the row. A few
standard fields behave so without being flagged (CS-07): a contract line's Status follows the calendar
(help, "Contract Line Item Fields"), and the Last Viewed and Last Referenced dates are the user's own.
"""

from __future__ import annotations

from advocacy_sync.records.schema import ObjectSchema

__all__ = ["is_quiet"]

_EVERYWHERE = frozenset({"LastReferencedDate", "LastViewedDate"})
_BY_OBJECT = {"ContractLineItem": frozenset({"Status"})}


def is_quiet(schema: ObjectSchema, source: str) -> bool:
    """Whether the value of a source path may change while the row's stamp stays."""
    if "." in source:
        return True
    field = schema.fields.get(source)
    if field is None:
        return False
    known = _EVERYWHERE | _BY_OBJECT.get(schema.name, frozenset())
    return field.calculated or field.type == "reference" or source in known

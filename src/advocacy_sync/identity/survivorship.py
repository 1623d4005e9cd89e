"""What a canonical record says when several sources speak of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, TypeVar

from advocacy_sync.kernel.ids import RecordId

__all__ = ["survive"]

R = TypeVar("R")

_ANY = frozenset({"email_opt_out", "do_not_ask", "nominated"})  # one "yes" is enough: consent errs to caution
_LATEST = frozenset({"verified_on"})


def survive(record_id: RecordId, members: Sequence[R]) -> R:
    """The canonical record of a group, its members in order of preference.

    A field is the first member's that has it; a refusal or nomination holds if any says so; the
    latest verification counts.
    """
    first = members[0]
    if len(members) == 1:
        return first if getattr(first, "id", None) == record_id else dataclasses.replace(first, id=record_id)  # type: ignore[type-var]
    values = {field.name: _value(field.name, members) for field in dataclasses.fields(first)}  # type: ignore[arg-type]
    return type(first)(**{**values, "id": record_id})


def _value(name: str, members: Sequence[Any]) -> Any:
    found = [value for value in (getattr(member, name) for member in members) if value is not None]
    if not found:
        return None
    if name in _ANY:
        return any(found)
    return max(found) if name in _LATEST else found[0]

"""Which field of an object may be the one that a mapping misses: by its name, its label, or the values it takes."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Mapping

from advocacy_sync.records.schema import FieldSchema, FieldType

__all__ = ["likely"]

CLOSE = 0.75
FEWEST_VALUES, SHARE_OF_VALUES = 2, 0.6
_SUFFIX = re.compile(r"__(?:c|r|pc)$")
_PACKAGE = re.compile(r"^[a-z][a-z0-9]*__(?=.)")  # the namespace of a managed package
_OURS = "advocacy"
FEWEST_WORDS = 2


def likely(
    name: str, fields: Mapping[str, FieldSchema], types: Collection[FieldType] = (), values: Iterable[str] = ()
) -> str:
    """A remedy that names a field, or nothing. `types`: what the mapping can use, those come first; `values`: what
    the mapping knows of the missing field's picklist."""
    plain = _plain(name)
    words = {plain, _without_ours(name)} - {""}
    same = next((one for one in fields.values() if {_plain(one.name), _plain(one.label)} & words), None)
    if same is not None:
        return _renamed(same, "looks like it")
    fitting = [one for one in fields.values() if not types or one.type in types]
    close = _closest(plain, fitting, by_label=False) or _closest(plain, fields.values(), by_label=False)
    if close is not None:
        return f"Did you mean {close.name!r}?"
    labelled = _closest(plain, fitting, by_label=True)
    if labelled is not None:
        return _renamed(labelled, "looks like it")
    alike = _of_values({value.casefold() for value in values}, fitting)
    return _renamed(alike, "has the values that the map names") if alike is not None else ""


def _plain(text: str) -> str:
    """The letters and digits of a name or label, without what CRMs put before and behind it."""
    bare = _PACKAGE.sub("", _SUFFIX.sub("", text.casefold()))
    return "".join(sign for sign in bare if sign.isalnum())


def _without_ours(name: str) -> str:
    """The same without the word that stands before names of ours, if more than one is left: `NPS_Score` tells a field,
    `Status` does not."""
    words = [part for part in _SUFFIX.sub("", name.casefold()).split("_") if part]
    return "".join(words[1:]) if words[:1] == [_OURS] and len(words) > FEWEST_WORDS else ""


def _closest(plain: str, fields: Iterable[FieldSchema], *, by_label: bool) -> FieldSchema | None:
    likeness = [(_likeness(plain, _plain(one.label if by_label else one.name)), one) for one in fields]
    most, best = max(likeness, key=lambda pair: pair[0], default=(0.0, None))
    return best if most >= CLOSE else None


def _likeness(one: str, other: str) -> float:
    """From 0 to 1. What stands before all names of ours makes no two of them alike."""
    if one.startswith(_OURS) and other.startswith(_OURS):
        one, other = one.removeprefix(_OURS), other.removeprefix(_OURS)
    return difflib.SequenceMatcher(None, one, other).ratio()


def _of_values(values: Collection[str], fields: Iterable[FieldSchema]) -> FieldSchema | None:
    best, most = None, 0
    for field in fields:
        shared = sum(option.casefold() in values for option in field.options)
        if shared >= max(FEWEST_VALUES, SHARE_OF_VALUES * len(field.options)) and shared > most:
            best, most = field, shared
    return best


def _renamed(field: FieldSchema, why: str) -> str:
    label = f" (label {field.label!r})" if field.label != field.name else ""
    return f"Renamed? {field.name}{label} {why}."

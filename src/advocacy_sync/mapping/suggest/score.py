"""How likely it is that a column is a canonical field: the evidence as log-odds, each piece with its words.

Nothing here compares columns with each other: that is done where they are assigned.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from .choices import choice_of
from .columns import Column
from .cues import CUES, OWN_NOUNS, Cue
from .tokens import Reading, fold, read, squash
from .values import Profile, profile
from .vocabulary import CHOICES
from .words import BROADER

__all__ = ["Candidate", "Sheet", "candidates"]

ENOUGH_ROWS, MANY_ROWS = 3, 10
_STANDARD, _STAND_IN = 5.0, 1.2
_HOPELESS = -4.0
_AGAINST, _SOFTER, _STALE = 0.4, 0.6, 0.12
_SOFT = frozenset(
    {"REPORTED", "TIER", "LEVEL", "NUMBER", "PROJECT"}
)  # leftovers that may be an organisation's own way of speaking
_WIDER_TRUST = {"PRICE": 0.55, "REVENUE": 0.6}  # how far a narrower word says the wider one
# A text's likeness as log-odds, between which lines are drawn.
_CURVE = ((0.0, -6.5), (0.12, -4.0), (0.3, -2.0), (0.5, -0.3), (0.7, 1.1), (0.85, 2.1), (1.0, 3.3))
_OPAQUE, _ONLY, _TELLING = -3.6, 0.8, 3.1
# A reference that names one of these leads to somebody else.
_STRANGER_WORDS = "PARTNER COMPETITOR SUPPLIER LEAD ASSISTANT PARENT CREATOR MODIFIED EXECUTIVE MANAGER OTHER OWNER"
_STRANGERS = frozenset(_STRANGER_WORDS.split())
# In the help of a field, without spaces: nobody is to use it any more.
_STALE_SIGNS = (
    "deprecated",
    "donotuse",
    "obsolete",
    "nolongerused",
    "notused",
    "veraltet",
    "nichtverwenden",
    "obsolet",
    "nepasutiliser",
    "nousar",
    "nietgebruiken",
    "nichtmehrverwendet",
    "notinuse",
    "legacyfield",
    "retired",
)
_SORT_WORDS = {
    "email": "e-mail addresses",
    "domain": "web domains",
    "phone": "phone numbers",
    "country": "countries",
    "industry": "industries",
    "title": "job titles",
    "company": "company names",
    "first_name": "first names",
    "stage": "sales stages",
    "date": "dates",
    "boolean": "yes or no",
    "number": "numbers",
    "score": "0 to 10",
    "id_account": "account ids",
    "id_contact": "contact ids",
    "id_opportunity": "opportunity ids",
    "id_user": "user ids",
    "id_campaign": "campaign ids",
    "opportunity.kind": "kinds of deal",
    "opportunity.status": "open, won or lost",
    "activity.kind": "acts of advocacy",
    "activity.status": "planned, done or cancelled",
    "support_case.priority": "priorities",
    "person": "names",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is known of one object's columns: their readings, and profiles where samples show them."""

    columns: Mapping[str, Column]
    profiles: Mapping[str, Profile]
    common: frozenset[str]
    prefix: str  # what the organisation puts before its own names
    standard: Mapping[str, tuple[str, ...]]  # canonical → the vendor's own fields for it
    nouns: frozenset[str] = frozenset()  # what the object's own name says


@dataclass(slots=True)
class Candidate:
    """A column for a canonical field, with log-odds and what speaks for and against it."""

    canonical: str
    source: str
    odds: float
    notes: list[str] = field(default_factory=list)
    filled: float | None = None  # share of the sampled rows; None: no samples of it
    unused: int = 0  # in how many rows it is empty, of a field that people would fill in; 0: it is not, or who knows
    vendor: bool = False
    standard: bool = False
    stands_in: bool = False  # the vendor's own, too, for want of the standard one


def candidates(sheet: Sheet, canonical: str) -> list[Candidate]:
    """The columns that may be the canonical field, in the order of the columns."""
    cue = CUES[canonical]
    only = _only_reference(sheet, cue)
    found = []
    for column in sheet.columns.values():
        candidate = _judged(sheet, cue, column, only=column.name == only)
        if candidate is not None and candidate.odds > _HOPELESS:
            found.append(candidate)
    return found


def _only_reference(sheet: Sheet, cue: Cue) -> str | None:
    """The one column that leads to such an object and to no other, where that tells enough."""
    if not cue.only:
        return None
    leading = [
        column.name
        for column in sheet.columns.values()
        if column.references and {target.casefold() for target in column.references} <= cue.targets
    ]
    return leading[0] if len(leading) == 1 else None


def _judged(sheet: Sheet, cue: Cue, column: Column, *, only: bool) -> Candidate | None:
    seen = sheet.profiles.get(column.name)
    names = sheet.standard.get(cue.canonical, ())
    rank = names.index(column.name) if column.name in names else None
    typed = _type_odds(cue, column, seen, standard=rank is not None)
    if typed is None:
        return None
    judged = Candidate(cue.canonical, column.name, typed, vendor=column.vendor, standard=rank == 0)
    judged.stands_in = bool(rank)
    odds, opaque = _text_odds(sheet, cue, column, judged.notes, rank, only=only)
    judged.odds += odds
    if judged.odds <= _HOPELESS - 4:
        return None
    if typed >= 0.4:
        judged.notes.append(f"type {column.type} fits")
    elif typed < -1:
        judged.notes.append(f"type {column.type} fits badly")
    if column.calculated and rank is None:
        judged.odds -= 1.6
        judged.notes.append("but it is calculated")
    if opaque and _told_by_values(cue, column, seen):
        judged.odds += _TELLING
    judged.odds += _value_odds(cue, column, seen, judged.notes, standard=rank == 0)
    if seen is not None and seen.rows >= ENOUGH_ROWS:
        judged.filled = seen.filled
        judged.unused = seen.rows if seen.filled == 0 and seen.rows >= MANY_ROWS and not cue.sparse else 0
    return judged


# --- types ----------------------------------------------------------------------------------------


def _type_odds(cue: Cue, column: Column, seen: Profile | None, *, standard: bool) -> float | None:
    """What the type adds; None where it cannot hold such a value."""
    odds = cue.types.get(column.type)
    if odds is None:
        return 0.0 if standard and column.type == "other" else None
    if cue.targets and column.type == "reference":
        odds = _target_odds(cue, column)
        return None if odds is None else max(odds, 0.0) if standard else odds
    if column.percent:
        return None
    if column.long:
        odds += cue.long
    text = column.type == "text"
    if text and odds < 0 and seen is not None and seen.values and not cue.targets:
        odds /= 3  # the values tell better than a type that takes anything
    return max(odds, 0.0) if standard else odds


def _target_odds(cue: Cue, column: Column) -> float | None:
    """Where the reference leads: the right object speaks for it; another one ends it."""
    leads = {target.casefold() for target in column.references}
    if not leads:
        return -0.5
    if leads & cue.targets:
        return 1.0 if len(leads) == 1 or leads <= cue.targets else 0.5
    return None


def _told_by_values(cue: Cue, column: Column, seen: Profile | None) -> bool:
    """Whether several values are choices of ours: a vocabulary so much its own needs no name."""
    values = seen.values if seen is not None and seen.values else [label for _, label in column.options]
    choices = cue.canonical in CHOICES and len(values) >= 3
    return choices and len({found[0] for value in values if (found := choice_of(cue.canonical, value))}) >= 2 and (
        profile(values).share(cue.canonical) >= 0.75
    )  # fmt: skip


# --- names and labels -----------------------------------------------------------------------------


def _text_odds(
    sheet: Sheet, cue: Cue, column: Column, notes: list[str], rank: int | None, *, only: bool
) -> tuple[float, bool]:
    """What name and label add, and whether neither says anything."""
    bare = column.name if column.vendor else column.name[len(_shared(column.name, sheet.prefix)) :]
    name, label = read(bare, sheet.common), read(column.label, sheet.common)
    stale = name.stale or label.stale or bool(column.help and _told_stale(column.help))
    if stale and rank is None:
        notes.append("but it is named as an old copy")
    own = OWN_NOUNS[cue.canonical.partition(".")[0]] | sheet.nouns
    dated = column.type in ("date", "datetime")
    by_name, by_label = _likeness(cue, own, name, dated=dated), _likeness(cue, own, label, dated=dated)
    likeness, opaque = _together(column, cue.vocabulary | own, _Said(name, by_name), _Said(label, by_label), notes)
    odds = _OPAQUE if opaque else _curve(likeness * (_STALE if stale else 1.0))
    if rank is not None:
        notes.insert(0, "the CRM's own field for it" if rank == 0 else "one of the CRM's own fields for it")
        base = _STANDARD if rank == 0 else min(_STAND_IN, odds) if rank > 1 else _STAND_IN - 0.3 * rank
        unlike = rank == 0 and label.telling and by_label < 0.3 and squash(column.label) != squash(column.name)
        odds = base - (1.5 if unlike else 0.0)
    elif only and not stale and not _STRANGERS & (set(name.concepts) | set(label.concepts)):
        odds = max(odds, _ONLY)
        notes.append(f"the only reference to {' or '.join(column.references)}")
    elif column.vendor and likeness < 0.95:
        odds -= 1.2  # the vendor has a field of its own for it; its others are something else
    return odds, opaque


def _shared(name: str, prefix: str) -> str:
    return prefix if prefix and name.startswith(prefix) and len(name) > len(prefix) + 1 else ""


def _told_stale(text: str) -> bool:
    words = re.findall(r"[a-z]+", fold(text).lower())
    run = "".join(words)
    return any(sign in run for sign in _STALE_SIGNS)


def _likeness(cue: Cue, own: frozenset[str], text: Reading, *, dated: bool) -> float:
    """How well a text says the canonical field, 0 to 1. Of a date's name the word itself may be left out."""
    if not text.concepts:
        return 0.0
    said = set(text.concepts)
    general = said | {wider for concept in said for wider in _broader(concept)} | ({"DATE"} if dated else set())
    wider_trust = min((_WIDER_TRUST.get(concept, 0.9) for concept in said), default=0.9)
    best = 0.0
    for wanted, weight in cue.readings:
        if wanted <= general:
            rest = said - wanted - own - cue.allow - {concept for concept in said if wanted & set(_broader(concept))}
            trust = min((text.concepts.get(concept, wider_trust) for concept in wanted), default=1.0)
            best = max(best, weight * trust * math.prod(_SOFTER if one in _SOFT else _AGAINST for one in rest))
    return best * (1.0, 0.66, 0.5)[min(text.unknown, 2)]


def _broader(concept: str) -> tuple[str, ...]:
    return BROADER.get(concept, ())


@dataclass(frozen=True, slots=True)
class _Said:
    """A text as it was read, and how well it says the canonical field."""

    reading: Reading
    likeness: float

    @property
    def telling(self) -> bool:
        return self.reading.telling


_SILENT = _Said(Reading({}, 0, False), 0.0)


def _together(
    column: Column, fitting: frozenset[str], name: _Said, label: _Said, notes: list[str]
) -> tuple[float, bool]:
    """One likeness of both texts, and whether neither says anything."""
    if _derived(column):
        name = label
    # What only says a part of it contradicts nothing.
    name, label = (
        _SILENT if text.likeness < 0.1 and fitting.issuperset(text.reading.concepts) else text for text in (name, label)
    )
    if not name.telling and not label.telling:
        return 0.0, True
    if not label.telling or not name.telling:
        which, text, likeness = (
            ("name", column.name, name.likeness) if name.telling else ("label", column.label, label.likeness)
        )
        if likeness >= 0.3:
            notes.append(f"{which} '{text}' says so")
        return likeness * 0.96, False
    if name.likeness >= 0.1 and label.likeness >= 0.1:
        likeness = math.sqrt(name.likeness * label.likeness)
        if likeness >= 0.3:
            notes.append("name and label say so" if column.label != column.name else "its name says so")
        return likeness, False
    if label.likeness >= 0.3:
        notes.append(f"label '{column.label}' says so, the name does not")
    elif name.likeness >= 0.3:
        notes.append(f"name says so, label '{column.label}' does not")
    return max(0.68 * label.likeness, 0.5 * name.likeness), False


def _derived(column: Column) -> bool:
    """Whether the name was made of the label by the CRM, which drops letters beyond ASCII: it says nothing more."""
    if column.label.isascii():
        return False
    made = re.sub(r"[^0-9A-Za-z]+", "_", column.label).strip("_").casefold()
    return column.name.casefold().removesuffix("__c").endswith(made)


def _curve(likeness: float) -> float:
    for (low, at_low), (high, at_high) in pairwise(_CURVE):
        if likeness <= high:
            return at_low + (at_high - at_low) * (likeness - low) / (high - low)
    return _CURVE[-1][1]


# --- values ---------------------------------------------------------------------------------------


def _value_odds(cue: Cue, column: Column, seen: Profile | None, notes: list[str], *, standard: bool) -> float:
    """What the samples say, or the picklist's own values where there are none."""
    if seen is None or seen.rows < ENOUGH_ROWS or not seen.values:
        told = [label for _, label in column.options] if len(column.options) >= 2 else []
        odds = _sense(cue, profile(told), 0.75, notes, "options") if told else 0.0
        return odds + _emptiness(cue, seen, notes)
    few = min(1.0, 0.4 + 0.12 * len(seen.values)) if cue.types.get("boolean") is None else 1.0
    odds = _sense(cue, seen, few, notes, "samples")
    if seen.distinct * seen.filled * seen.rows <= 1.01 and seen.filled * seen.rows >= 8 and _varies(cue, column):
        odds -= 1.5
        notes.append("but all samples are the same")
    if standard:
        odds = max(odds, -4.0)
    return odds + _emptiness(cue, seen, notes)


def _varies(cue: Cue, column: Column) -> bool:
    return column.type != "boolean" and "boolean" not in cue.types and cue.canonical.rpartition(".")[2] not in _CONSTANT


_CONSTANT = frozenset({"country", "owner", "status", "kind", "industry", "role"})


def _sense(cue: Cue, seen: Profile, weight: float, notes: list[str], what: str) -> float:
    total = 0.0
    for sort, all_of_it, none_of_it in cue.senses:
        share = seen.share(sort)
        part = min(1.0, max(0.0, (share - 0.1) / (0.35 if sort in ("company", "first_name") else 0.6)))
        total += weight * (none_of_it + (all_of_it - none_of_it) * part)
        if sort in _SORT_WORDS and all_of_it > 0 and share >= 0.4:
            notes.append(f"{share:.0%} of its {what} are {_SORT_WORDS[sort]}")
    return total


def _emptiness(cue: Cue, seen: Profile | None, notes: list[str]) -> float:
    if seen is None or seen.rows < ENOUGH_ROWS:
        return 0.0
    if seen.filled == 0:
        many = seen.rows >= MANY_ROWS
        notes.append(f"but it is empty in all {seen.rows} sampled rows" if many else "but no sample holds a value")
        return -0.4 if cue.sparse else -2.2
    if seen.filled < 0.9:
        notes.append(f"{seen.filled:.0%} of the samples are filled")
    return 0.0 if cue.sparse else max(-1.0, 0.4 * math.log(max(seen.filled, 0.05)))

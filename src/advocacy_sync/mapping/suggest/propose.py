"""A described object and samples of its rows, turned into suggestions: which records it yields, and from what.

The vendors' objects are known by name. An organisation's own is what most of its fields say, with a
word from its name.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from advocacy_sync.records.catalogue import shapes

from .assign import SURE, Suggestion, assign, pooled
from .columns import Column, Described
from .cues import CUES
from .score import Sheet, candidates
from .standard import RECORDS_OF, STANDARD, object_key
from .tokens import common_prefix, common_words, read, tokens
from .values import profile

__all__ = ["Proposal", "propose", "similar"]

_ACT = ("activity", "participant", "activity_opportunity")
# What an object of the organisation's own may be, by a word in its name, and the fields that it must then have.
_GUESSES: tuple[tuple[tuple[str, ...], frozenset[str], tuple[str, ...]], ...] = (
    (
        _ACT,
        frozenset({"ACTIVITY", "REFERENCE", "CALL", "VISIT", "ADVOCATE", "EVENT", "MEETING"}),
        ("activity.occurred_at",),
    ),
    (("survey_answer",), frozenset({"SURVEY", "NPS", "ANSWER"}), ("survey_answer.score",)),
    (("support_case",), frozenset({"CASE", "SUPPORT"}), ("support_case.priority",)),
    (("opportunity_role",), frozenset({"ROLE"}), ("opportunity_role.opportunity", "opportunity_role.contact")),
    (("audience",), frozenset({"MEMBER", "CAMPAIGN"}), ("audience.activity", "audience.contact")),
    (("opportunity",), frozenset({"OPP", "QUOTE", "CONTRACT"}), ("opportunity.stage",)),
    (("contact",), frozenset({"CONTACT"}), ("contact.last_name",)),
    (("account",), frozenset({"ACCOUNT"}), ("account.name",)),
    (("owner",), frozenset({"OWNER", "USER"}), ("owner.email",)),
)
_NOUNS = frozenset[str]().union(*(words for _, words, _ in _GUESSES))
_SIMILAR = -2.5  # log-odds
_EXTRA = {"survey_answer": ("survey_answer.score",)}  # a record beside the main one, made only if this is sure


@dataclass(frozen=True, slots=True)
class Proposal:
    """`records`: the kinds that the rows yield. `suggestions`: the best first within each canonical field."""

    crm: str
    described: Described
    records: tuple[str, ...]
    suggestions: tuple[Suggestion, ...]
    key: str | None  # the vendor's object, None for an organisation's own
    rows: int
    values: Mapping[str, Mapping[str, int]]  # of columns that were sampled, the first that differ, how often each


def propose(crm: str, described: Described, samples: Mapping[str, Sequence[str]] | None = None) -> Proposal:
    """Suggestions for an object. `samples`: column name (or label) → cells, as text."""
    cells = _by_name(described.columns, samples or {})
    key = object_key(crm, described.name)
    sheet = _sheet(crm, key, described, cells)
    if key is not None:
        records, suggestions = _known(sheet, RECORDS_OF[crm][key])
    else:
        records, suggestions = _guessed(sheet)
    rows = max((len(column) for column in cells.values()), default=0)
    values = {name: {value: seen.counts[value] for value in seen.values} for name, seen in sheet.profiles.items()}
    return Proposal(crm, described, records, tuple(suggestions), key, rows, values)


def similar(crm: str, described: Described, canonical: str, besides: Collection[str]) -> str:
    """The field that says most that it is the canonical one, by description alone and but for these; empty: none does.

    HubSpot's `hs_…` are left out: it fills most of them itself.
    """
    if canonical not in CUES:
        return ""
    sheet = _sheet(crm, object_key(crm, described.name), described, {})
    found = [one for one in candidates(sheet, canonical) if one.source not in besides and one.odds > _SIMILAR]
    meant = [one for one in found if not (one.stands_in or (crm == "hubspot" and one.source.startswith("hs_")))]
    best = max(meant, key=lambda one: (one.odds, one.source), default=None)
    return best.source if best is not None else ""


def _by_name(columns: Sequence[Column], samples: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    names = {column.name: column.name for column in columns}
    folded = {column.name.casefold(): column.name for column in columns}
    labels = {column.label.casefold(): column.name for column in reversed(columns)}
    found: dict[str, Sequence[str]] = {}
    for header, cells in samples.items():
        bare = header.strip()
        name = names.get(bare) or folded.get(bare.casefold()) or labels.get(bare.casefold())
        if name is not None:
            found.setdefault(name, cells)
    return found


def _sheet(crm: str, key: str | None, described: Described, cells: Mapping[str, Sequence[str]]) -> Sheet:
    own = [column for column in described.columns if not column.vendor]
    texts = [tokens(column.name) for column in own] if len(own) > 2 else []
    standard = STANDARD[crm].get(key, {}) if key else {}
    named = frozenset(read(described.name).concepts) | frozenset(read(described.label).concepts)
    return Sheet(
        columns={column.name: column for column in described.columns},
        profiles={name: profile(column) for name, column in cells.items()},
        common=common_words(texts) if texts else frozenset(),
        prefix=common_prefix([column.name for column in own]),
        standard=standard,
        nouns=named & _NOUNS if key is None else frozenset(),
    )


def _fields(records: Sequence[str]) -> list[str]:
    return [f"{record}.{name}" for record in records for name in shapes(record) if f"{record}.{name}" in CUES]


def _suggest(sheet: Sheet, records: Sequence[str]) -> list[Suggestion]:
    fields = [canonical for canonical in _fields(records) if not _by_nature(sheet, canonical, records)]
    return assign({canonical: candidates(sheet, canonical) for canonical in fields}, fields)


def _by_nature(sheet: Sheet, canonical: str, records: Sequence[str]) -> bool:
    """Whether a row is itself what the field refers to, so that no column is looked for."""
    if canonical in ("participant.activity", "activity_opportunity.activity"):
        return "activity" in records
    return canonical == "survey_answer.contact" and "contact" in records and bool(sheet.standard)


def _known(sheet: Sheet, records: tuple[str, ...]) -> tuple[tuple[str, ...], list[Suggestion]]:
    suggestions = _suggest(sheet, records)
    first = pooled(suggestions)
    missing = {
        record
        for record in records[1:]
        if record in _EXTRA and not all(name in first and first[name].confidence >= SURE for name in _EXTRA[record])
    }
    kept = tuple(record for record in records if record not in missing)
    return kept, [one for one in suggestions if one.canonical.partition(".")[0] in kept]


def _guessed(sheet: Sheet) -> tuple[tuple[str, ...], list[Suggestion]]:
    best: tuple[float, tuple[str, ...], list[Suggestion]] | None = None
    for records, words, needed in _GUESSES:
        suggestions = _suggest(sheet, records)
        first = pooled(suggestions)
        wanted = [name for name in _fields(records) if not name.endswith(".activity") or records == ("audience",)]
        sure = sum(first[name].confidence for name in wanted if name in first and first[name].confidence >= 0.5)
        weight = sure / len(wanted) + (0.6 if words & sheet.nouns else 0.0)
        weight += 0.3 * all(name in first and first[name].confidence >= 0.5 for name in needed)
        if best is None or weight > best[0] + 1e-9:
            best = (weight, records, suggestions)
    assert best is not None
    _, records, suggestions = best
    return records, suggestions

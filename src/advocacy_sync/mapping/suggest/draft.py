"""A proposal as the draft of a mapping file, with what speaks for each line, for a person to read and mend.

Lines of which we are not sure are comments, and so is a record that lacks what it cannot do without: a
draft loads as it stands. Over a packaged file it says only fields, the rest stays as there.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from advocacy_sync.records.catalogue import shapes

from .assign import SURE, Suggestion, pooled
from .choices import choice_of
from .lines import Line, line_of, structural
from .propose import Proposal
from .standard import STANDARD
from .yaml import comment, flow, scalar

__all__ = ["Draft", "draft", "file_name"]

# What HubSpot's properties repeat of associations and stages.
_REPEATED = frozenset(
    {"contact.account", "opportunity.account", "opportunity.status", "support_case.closed", "survey_answer.contact"}
)
_EACH = {"participant": "associations.contacts", "activity_opportunity": "associations.deals"}


@dataclass(slots=True)
class Draft:
    """The file's text, and what a person has to decide before it does its work."""

    text: str
    decide: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Record:
    kind: str
    lines: list[str] = field(default_factory=list)
    decide: list[str] = field(default_factory=list)


def file_name(name: str) -> str:
    """The file of an object.

    >>> file_name("Reference_Activity__c"), file_name("OpportunityContactRole"), file_name("deals")
    ('reference_activity.yaml', 'opportunity_contact_role.yaml', 'deals.yaml')
    """
    bare = name[:-3] if name.casefold().endswith("__c") else name
    out: list[str] = []
    for at, char in enumerate(bare):
        if char.isupper() and at and bare[at - 1].islower():
            out.append("_")
        out.append(char.lower() if char.isalnum() else "_")
    return "_".join(part for part in "".join(out).split("_") if part) + ".yaml"


def draft(proposal: Proposal, *, over: bool) -> Draft:
    """The draft. `over`: a packaged file of the same name lies beneath, whose fields hold where this says nothing."""
    first = pooled(proposal.suggestions)
    records = [_record(proposal, kind, first, over=over and _packaged(proposal, kind)) for kind in proposal.records]
    result = Draft("")
    lines = _head(proposal, over=over)
    body: list[str] = []
    for record in records:
        result.decide += record.decide
        shut = bool(record.decide)
        if shut:
            body += [
                f"  {comment('Left out until this is decided:')}",
                *(f"  {comment('- ' + what)}" for what in record.decide),
            ]
        body += [f"  # {line}" if shut else f"  {line}" for line in record.lines]
    live = any(not line.lstrip().startswith("#") for line in body)
    lines += ["records:" if live else "records: []", *body]
    result.text = "\n".join(line.rstrip() for line in lines) + "\n"
    return result


def _head(proposal: Proposal, *, over: bool) -> list[str]:
    seen = f"{len(proposal.described.columns)} fields" + (
        f", {proposal.rows} sampled rows" if proposal.rows else ", no samples"
    )
    lines = [
        comment(f"Draft for {proposal.described.name} ({proposal.crm}), from {seen}. Read it before it runs."),
        "# Behind each line stands how sure it is (0 to 1) and why; lines below 0.8 are comments.",
    ]
    if over:
        lines += [
            "# It is laid over the packaged file of the same name: what is not said here stays as there, and a",
            "# field without a value is not mapped.",
        ]
    return [*lines, f"object: {scalar(proposal.described.name)}"]


def _record(proposal: Proposal, kind: str, first: dict[str, Suggestion], *, over: bool) -> _Record:
    record = _Record(kind, [f"- record: {kind}"])
    beside = kind in _EACH and "activity" in proposal.records
    if beside and not over:
        record.lines.append("  with: activity")
        if proposal.crm == "hubspot":
            record.lines.append(f"  each: {_EACH[kind]}")
    if kind == "survey_answer" and len(proposal.records) > 1:
        score = first["survey_answer.score"].source
        record.lines.append(f"  when: {flow({'from': score})}")
    record.lines.append("  fields:")
    for name, shape in shapes(kind).items():
        canonical = f"{kind}.{name}"
        found = first.get(canonical)
        written = _field(proposal, canonical, found, over=over)
        record.lines += [f"    {line}" for line in written.lines]
        if shape.required and not written.active:
            record.decide.append(f"{canonical}: {_question(canonical, found)}")
    if not any(not line.lstrip().startswith("#") for line in record.lines[record.lines.index("  fields:") + 1 :]):
        record.lines[record.lines.index("  fields:")] = "  fields: {}"
    if over:
        record.decide = []
    return record


def _packaged(proposal: Proposal, kind: str) -> bool:
    """Whether the packaged file makes such a record, too."""
    known = STANDARD[proposal.crm].get(proposal.key or "", {})
    return kind in _EACH or any(canonical.startswith(f"{kind}.") for canonical in known)


def _question(canonical: str, found: Suggestion | None) -> str:
    if found is not None:
        return f"is it {found.source}? ({found.confidence:.2f})"
    return f"which field says it? No field of this object looks like {canonical.rpartition('.')[2].replace('_', ' ')}."


@dataclass(slots=True)
class _Written:
    lines: list[str]
    active: bool


def _field(proposal: Proposal, canonical: str, found: Suggestion | None, *, over: bool) -> _Written:
    name = canonical.partition(".")[2]
    if found is not None and found.confidence >= SURE and not _better_by_nature(proposal, canonical):
        line = line_of(proposal, canonical, found.source)
        if over and found.source == next(iter(_usual(proposal, canonical)), None):
            return _Written(_as_packaged(name, line, found), True)
        return _Written(_rendered(name, line, [f"{found.confidence:.2f}: {found.reason}", *line.said]), True)
    natural = structural(proposal, canonical)
    if natural is not None:
        return _Written([] if over else _rendered(name, natural, natural.said), True)
    fallback = None if over else _fallback(proposal, canonical)
    if fallback is not None:
        return _Written(_rendered(name, fallback, fallback.said), True)
    lines: list[str] = []
    if found is not None:
        line = line_of(proposal, canonical, found.source)
        weak = _rendered(name, line, [f"{found.confidence:.2f}: {found.reason}"])
        lines = [text if text.startswith("#") else f"# {text}" for text in weak]
    elif over and _gone(proposal, canonical):
        lines = [f"{name}:  # this org has no field for it"]
    return _Written(lines, False)


def _usual(proposal: Proposal, canonical: str) -> tuple[str, ...]:
    return STANDARD[proposal.crm].get(proposal.key or "", {}).get(canonical, ())


def _as_packaged(name: str, line: Line, found: Suggestion) -> list[str]:
    """The packaged file reads this field already, often with others beside it: only the org's values are added."""
    mapped = line.parts.get("map")
    said = f"{found.confidence:.2f}: {name} from {found.source}, as packaged: {found.reason}"
    if not mapped and not line.unmapped:
        return [comment(said)]
    added = Line({"map": mapped} if mapped else {}, [], line.unmapped)
    return (
        _rendered(name, added, [said]) if mapped else [comment(said), comment(f"unmapped: {', '.join(line.unmapped)}")]
    )


def _better_by_nature(proposal: Proposal, canonical: str) -> bool:
    """HubSpot keeps who belongs to what in associations; a property that repeats it may lag behind."""
    repeated = canonical in _REPEATED
    return repeated and proposal.crm == "hubspot" and structural(proposal, canonical) is not None


def _gone(proposal: Proposal, canonical: str) -> bool:
    """Whether the packaged file reads a field that this org does not have, of a record that can do without it."""
    record, _, name = canonical.partition(".")
    names = _usual(proposal, canonical)
    there = {column.name for column in proposal.described.columns}
    own = any(part.casefold().startswith("advocacy_") for part in names)
    return bool(names) and not own and not there & set(names) and not shapes(record)[name].required


def _fallback(proposal: Proposal, canonical: str) -> Line | None:
    """What is true of most orgs where no field says it; a person confirms."""
    if canonical == "activity.status":
        return Line({"constant": "completed"}, ["no field says it: every row counts as done; please confirm"])
    if canonical == "activity.kind":
        said = choice_of(canonical, proposal.described.label) or choice_of(canonical, proposal.described.name)
        return Line({"constant": said[0]}, ["by the object's name; please confirm"]) if said and said[1] else None
    if canonical == "opportunity.created_at":
        there = {column.name for column in proposal.described.columns}
        stamp = next((name for name in ("CreatedDate", "createdate", "hs_createdate") if name in there), None)
        return Line({"from": stamp}, ["when the row was made"]) if stamp else None
    if canonical == "opportunity.status":
        stage = pooled(proposal.suggestions).get("opportunity.stage")
        line = line_of(proposal, canonical, stage.source) if stage and stage.confidence >= SURE else None
        if line is not None and "map" in line.parts:
            line.said.append("by the stage; please confirm")
            return line
    return None


def _rendered(name: str, line: Line, said: list[str]) -> list[str]:
    why = "; ".join(part for part in said if part)
    lines = [comment(why)] if why else []
    lines.append(f"{name}: {flow(line.parts)}")
    if line.unmapped:
        lines.append(comment(f"unmapped: {', '.join(line.unmapped)}"))
    return lines

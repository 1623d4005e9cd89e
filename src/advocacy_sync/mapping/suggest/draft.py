"""A proposal as the draft of a mapping file, with what speaks for each line, for a person to read and mend.

Lines of which we are not sure are comments, and so is a record that lacks what it cannot do without: a
draft loads as it stands, and with any of its lines uncommented. Over a packaged file it says only fields, the
rest stays as there; what that file says of a value, the draft says, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from advocacy_sync.mapping.document import FieldMapping, MappingDocument, RecordMapping
from advocacy_sync.records.catalogue import shapes

from .assign import SURE, Suggestion, pooled
from .choices import choice_of
from .lines import Line, line_of, structural
from .propose import Proposal
from .standard import STANDARD
from .yaml import Value, comment, flow, scalar

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
    lines: list[str]
    decide: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the lines of one record are made of. `ours`: the packaged file's record; `over`: it lies beneath."""

    proposal: Proposal
    kind: str
    first: Mapping[str, Suggestion]
    ours: RecordMapping | None
    over: bool

    def packaged(self, name: str) -> FieldMapping | None:
        return self.ours.fields.get(name) if self.ours is not None else None

    def line(self, canonical: str, source: str) -> Line:
        said = self.packaged(canonical.partition(".")[2])
        return line_of(self.proposal, canonical, source, said.map if said is not None else {})


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


def draft(proposal: Proposal, packaged: MappingDocument | None = None, *, over: bool) -> Draft:
    """The draft. `packaged`: our mapping of the object; `over`: it lies beneath, and holds where this says nothing."""
    first = pooled(proposal.suggestions)
    ours = {record.record: record for record in reversed(packaged.records if packaged else ())}
    made = [_Asked(proposal, kind, first, ours.get(kind), over=over and kind in ours) for kind in proposal.records]
    beside = {kind for kind in _EACH if over and kind not in ours}  # which our file does not make of such rows
    records = [record for one in made if one.kind not in beside and (record := _record(one)) is not None]
    live = any(not record.decide for record in records)
    body = [line for record in records for line in _block(record, live=live)]
    lines = [*_head(proposal, over=over), "records:" if live else "# records:" if body else "records: []", *body]
    text = "\n".join(line.rstrip() for line in lines) + "\n"
    return Draft(text, [what for record in records for what in record.decide])


def _block(record: _Record, *, live: bool) -> list[str]:
    """A record's lines: comments where it is left out, which can be uncommented together."""
    if not record.decide:
        return [f"  {line}" for line in record.lines]
    why = [comment("Left out until this is decided:"), *(comment(f"- {what}") for what in record.decide)]
    before = "  # " if live else "#   "
    return [*(f"  {line}" for line in why), *(f"{before}{line}" for line in record.lines)]


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


def _record(asked: _Asked) -> _Record | None:
    """The record's lines; None where over a packaged file there is nothing to say of it."""
    proposal, kind, over = asked.proposal, asked.kind, asked.over
    record = _Record([f"- record: {kind}"])
    if kind in _EACH and "activity" in proposal.records and not over:
        record.lines.append("  with: activity")
        if proposal.crm == "hubspot":
            record.lines.append(f"  each: {_EACH[kind]}")
    if kind == "survey_answer" and len(proposal.records) > 1:
        score = asked.first["survey_answer.score"].source
        record.lines.append(f"  when: {flow({'from': score})}")
    written = {name: _field(asked, f"{kind}.{name}") for name in shapes(kind)}
    if over:
        if not any(one.lines for one in written.values()):
            return None
        _keep_one(asked, written)
    else:
        for name, shape in shapes(kind).items():
            if shape.required and not written[name].active:
                found = asked.first.get(f"{kind}.{name}")
                record.decide.append(f"{kind}.{name}: {_question(f'{kind}.{name}', found)}")
    lines = [line for one in written.values() for line in one.lines]
    bare = not any(_is_live(line) for line in lines)
    record.lines += ["  fields: {}" if bare and not lines else "  fields:", *(f"    {line}" for line in lines)]
    return record


def _is_live(line: str) -> bool:
    return not line.startswith("#")


def _keep_one(asked: _Asked, written: dict[str, _Written]) -> None:
    """Of a record whose lines are all comments one line as packaged, which changes nothing: beneath an empty map none
    of the others could be uncommented."""
    if any(_is_live(line) for one in written.values() for line in one.lines) or asked.ours is None:
        return
    kept = sorted(asked.ours.fields, key=lambda name: (written[name].weak, not written[name].active))
    for name in kept[:1]:
        same = asked.ours.fields[name]
        source: Value = same.from_[0] if len(same.from_) == 1 else same.from_
        parts: dict[str, Value] = {"from": source} if same.from_ else {"constant": same.constant or ""}
        line = f"{name}: {flow(parts)}"
        prose = [text for text in written[name].lines if not text.startswith(f"# {name}: {{")]
        written[name] = _Written([*prose, line], True)


def _question(canonical: str, found: Suggestion | None) -> str:
    if found is not None:
        return f"is it {found.source}? ({found.confidence:.2f})"
    return f"which field says it? No field of this object looks like {canonical.rpartition('.')[2].replace('_', ' ')}."


@dataclass(slots=True)
class _Written:
    """`active`: the field is mapped, by a line or as packaged; `weak`: a line of it is a comment."""

    lines: list[str]
    active: bool
    weak: bool = False


def _field(asked: _Asked, canonical: str) -> _Written:
    proposal, over = asked.proposal, asked.over
    name, found = canonical.partition(".")[2], asked.first.get(canonical)
    sure = found is not None and found.confidence >= SURE
    by_nature = _better_by_nature(proposal, canonical)
    if found is not None and sure and not by_nature:
        line = asked.line(canonical, found.source)
        if over and found.source == next(iter(_usual(proposal, canonical)), None):
            return _Written(_as_packaged(asked, name, line, found), True)
        return _Written(_rendered(name, line, [f"{found.confidence:.2f}: {found.reason}", *line.said]), True)
    natural = structural(proposal, canonical)
    if natural is not None:
        if found is not None and sure and by_nature:
            natural.said.append(f"{found.source} ({found.confidence:.2f}) repeats it, and may lag behind")
        elif over:
            return _Written([], True)
        return _Written(_rendered(name, natural, natural.said), True)
    fallback = None if over else _fallback(asked, canonical)
    if fallback is not None:
        return _Written(_rendered(name, fallback, fallback.said), True)
    if found is not None:
        weak = _rendered(name, asked.line(canonical, found.source), [f"{found.confidence:.2f}: {found.reason}"])
        return _Written([text if text.startswith("#") else f"# {text}" for text in weak], False, weak=True)
    lines = [f"{name}:  # this org has no field for it"] if over and _gone(asked, canonical) else []
    return _Written(lines, False)


def _usual(proposal: Proposal, canonical: str) -> tuple[str, ...]:
    return STANDARD[proposal.crm].get(proposal.key or "", {}).get(canonical, ())


def _as_packaged(asked: _Asked, name: str, line: Line, found: Suggestion) -> list[str]:
    """The packaged file reads this field already, often with others beside it: only the org's values are added."""
    known = asked.packaged(name)
    named = {value.casefold() for value in known.map} if known is not None else set()
    mapped = line.parts.get("map")
    more = {value: ours for value, ours in mapped.items() if value.casefold() not in named} if isinstance(
        mapped, Mapping
    ) else {}  # fmt: skip
    said = f"{found.confidence:.2f}: {name} from {found.source}, as packaged: {found.reason}"
    if more:
        return _rendered(name, Line({"map": more}, [], line.unmapped), [said])
    return [comment(said), *([comment(f"unmapped: {', '.join(line.unmapped)}")] if line.unmapped else [])]


def _better_by_nature(proposal: Proposal, canonical: str) -> bool:
    """HubSpot keeps who belongs to what in associations; a property that repeats it may lag behind."""
    repeated = canonical in _REPEATED
    return repeated and proposal.crm == "hubspot" and structural(proposal, canonical) is not None


def _gone(asked: _Asked, canonical: str) -> bool:
    """Whether the packaged file reads a field that this org does not have, of a record that can do without it."""
    record, _, name = canonical.partition(".")
    names = _usual(asked.proposal, canonical)
    there = {column.name for column in asked.proposal.described.columns}
    own = any(part.casefold().startswith("advocacy_") for part in names)
    read = asked.packaged(name) is not None
    return read and bool(names) and not own and not there & set(names) and not shapes(record)[name].required


def _fallback(asked: _Asked, canonical: str) -> Line | None:
    """What is true of most orgs where no field says it; a person confirms."""
    described = asked.proposal.described
    if canonical == "activity.status":
        return Line({"constant": "completed"}, ["no field says it: every row counts as done; please confirm"])
    if canonical == "activity.kind":
        said = choice_of(canonical, described.label) or choice_of(canonical, described.name)
        return Line({"constant": said[0]}, ["by the object's name; please confirm"]) if said and said[1] else None
    if canonical == "opportunity.created_at":
        there = {column.name for column in described.columns}
        stamp = next((name for name in ("CreatedDate", "createdate", "hs_createdate") if name in there), None)
        return Line({"from": stamp}, ["when the row was made"]) if stamp else None
    if canonical == "opportunity.status":
        stage = asked.first.get("opportunity.stage")
        line = asked.line(canonical, stage.source) if stage and stage.confidence >= SURE else None
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

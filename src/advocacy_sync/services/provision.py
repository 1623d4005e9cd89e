"""Making the CRM fields that we need: what is wanted, what is there, what to do about the difference.

Wanted is what the catalogue lists and a mapping uses. A field that a mapping names in the place of ours is taken as
it is. Nothing is ever removed, renamed or narrowed, and only a field that bears our mark is widened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.kernel.finding import Finding, Place
from advocacy_sync.ports.crm import Built, BuiltAs, CrmSchema, FieldFound, Grant, Surrounding
from advocacy_sync.ports.store import Decision
from advocacy_sync.records.crm_fields import FieldCatalogue, FieldEntry, FieldSpec, misfits

from .connected import Connected, MappingFile
from .cycle import Programme

__all__ = ["Done", "FieldPlan", "ProvisionPlan", "ProvisionReport", "Wish", "apply_plans", "plan_fields", "wishes"]

# create: it is missing; widen: ours, and too narrow; fits; adopt: the mapping names it, and it will do; misfit: it
# will not; missing: the mapping names a field that is not there; left_out: no mapping uses it.
Action = Literal["create", "widen", "fits", "adopt", "misfit", "missing", "left_out"]
_READY = frozenset({"fits", "adopt", "create", "widen"})
_LETTERS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Wish:
    """A field that the catalogue lists for a CRM, as the mappings want it. `adopted`: under a name that is not the
    catalogue's; `place`: where the mapping says so, None if none does."""

    entry: FieldEntry
    spec: FieldSpec
    adopted: bool = False
    place: Place | None = None


@dataclass(frozen=True)
class FieldPlan:
    wish: Wish
    action: Action
    why: str = ""
    visible: bool = True


@dataclass
class ProvisionPlan:
    """What is to be done in one CRM. `limits`: what this CRM does not offer, in sentences."""

    connection: str
    fields: list[FieldPlan] = field(default_factory=list)
    surroundings: list[Surrounding] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    limits: tuple[str, ...] = ()
    planned: int = 0  # fields of the catalogue that nothing computes or reads yet

    @property
    def changes(self) -> int:
        return len(self.surroundings) + sum(one.action in ("create", "widen") for one in self.fields)

    @property
    def green(self) -> bool:
        return not any(found.severity == "error" for found in self.findings)


@dataclass(frozen=True)
class Done:
    """One thing that was made, or was not."""

    object: str
    what: str
    built: Built


@dataclass
class ProvisionReport:
    connection: str
    done: list[Done] = field(default_factory=list)
    after: ProvisionPlan | None = None  # what is left to do, as the CRM was found afterwards

    @property
    def green(self) -> bool:
        refused = any(one.built.outcome in (BuiltAs.REFUSED, BuiltAs.UNKNOWN) for one in self.done)
        return not refused and (self.after is None or (self.after.green and not self.after.changes))

    @property
    def later(self) -> bool:
        """Whether nothing but lost answers stands in the way."""
        outcomes = {one.built.outcome for one in self.done}
        told = self.after is None or self.after.green
        return told and BuiltAs.UNKNOWN in outcomes and BuiltAs.REFUSED not in outcomes


# -- what is wanted --------------------------------------------------------------------------------


def wishes(catalogue: FieldCatalogue, crm: str, files: Sequence[MappingFile]) -> list[Wish]:
    """The fields of the catalogue that this CRM has and something computes or reads."""
    entries = [one for one in catalogue.fields if crm in one.names and not one.planned]
    return [_wish(catalogue, crm, one, files) for one in entries]


def _wish(catalogue: FieldCatalogue, crm: str, entry: FieldEntry, files: Sequence[MappingFile]) -> Wish:
    spec = FieldSpec(
        value=entry.value,
        object=catalogue.objects[entry.object][crm],
        name=entry.names[crm],
        label=entry.label,
        kind=entry.type,
        pushed=entry.direction == "pushed",
        help=entry.help,
        length=entry.length,
        digits=entry.digits,
        scale=entry.scale,
        options=entry.options,
        to=catalogue.objects[entry.to][crm] if entry.to else None,
        group=catalogue.group,
    )
    found = list(_taken(entry, files) if entry.producer else _read(entry, spec, files))
    if not found:
        return Wish(entry, spec)
    own = next((one for one in found if one[:2] == (spec.object, spec.name)), None)
    if own is not None:
        return Wish(entry, spec, place=own[3])
    # The mapping names another field: texts that it cuts to fit need no length.
    object_name, name, cut, place = found[0]
    return Wish(entry, replace(spec, object=object_name, name=name, length=None if cut else spec.length), True, place)


Taken = tuple[str, str, bool, Place]  # object, field, whether texts are cut to fit, where the mapping says so


def _taken(entry: FieldEntry, files: Sequence[MappingFile]) -> Iterator[Taken]:
    for file in files:
        line = file.document.push.get(entry.producer or "")
        if line is not None:
            yield file.document.object, line.field, line.shorten, file.place("push", entry.producer)


def _read(entry: FieldEntry, spec: FieldSpec, files: Sequence[MappingFile]) -> Iterator[Taken]:
    kind, _, name = (entry.reads or "").partition(".")
    for file in (one for one in files if one.document.object == spec.object):
        for number, record in enumerate(file.document.records):
            part = record.fields.get(name) if record.record == kind else None
            for source in part.from_ if part is not None else ():
                yield file.document.object, source, True, file.place("records", number, "fields", name)


# -- what is there ---------------------------------------------------------------------------------


def plan_fields(connection: Connected, catalogue: FieldCatalogue) -> ProvisionPlan:
    """What would be made in the CRM of one connection. Nothing is written."""
    schema = _schema(connection)
    wanted = wishes(catalogue, connection.crm, connection.files)
    plan = ProvisionPlan(str(connection.name), limits=schema.limits())
    plan.planned = sum(one.planned and connection.crm in one.names for one in catalogue.fields)
    used = [wish for wish in wanted if wish.place is not None]
    names: dict[str, list[str]] = {}
    for wish in used:
        names.setdefault(wish.spec.object, []).append(wish.spec.name)
    found = {object_name: schema.find(object_name, asked) for object_name, asked in names.items()}
    for wish in wanted:
        plan.fields.append(_planned(schema, wish, found.get(wish.spec.object)))
    plan.surroundings = schema.surroundings(catalogue.group, _grants(plan.fields))
    granted = bool(plan.surroundings)
    for step in plan.fields:
        plan.findings += _findings(step, found.get(step.wish.spec.object), granted=granted)
    return plan


def _schema(connection: Connected) -> CrmSchema:
    if connection.session.schema is None:
        raise ConfigError(f"the connector for {connection.crm} cannot make fields; make them by hand")
    return connection.session.schema


def _planned(schema: CrmSchema, wish: Wish, found: Mapping[str, FieldFound] | None) -> FieldPlan:
    spec = wish.spec
    if wish.place is None:
        return FieldPlan(wish, "left_out", "no mapping uses it")
    if found is None:
        return FieldPlan(wish, "missing", f"there is no object {spec.object} that the connected user may see")
    there = found.get(spec.name)
    if there is None:
        if wish.adopted:
            return FieldPlan(wish, "missing", f"the mapping names {spec.name}, which is not there")
        return FieldPlan(wish, "create", _described(spec))
    wrong = misfits(spec, wish.entry.fits, there.schema)
    if not wrong:
        return FieldPlan(wish, "adopt" if wish.adopted else "fits", visible=there.visible)
    typed = there.schema.type in wish.entry.fits and not there.schema.calculated
    if typed and not wish.adopted and schema.owns(spec.object, spec.name):
        return FieldPlan(wish, "widen", "; ".join(wrong), there.visible)
    return FieldPlan(wish, "misfit", "; ".join(wrong), there.visible)


def _described(spec: FieldSpec) -> str:
    """The field in words: `text (255)`."""
    size = spec.length if spec.length is not None else f"{spec.digits}, {spec.scale}" if spec.digits else ""
    size = ", ".join(spec.options.values()) or size or (spec.to or "")
    return f"{spec.kind.replace('_', ' ')} ({size})" if size else spec.kind


def _grants(fields: Sequence[FieldPlan]) -> list[Grant]:
    return [
        Grant(one.wish.spec.object, one.wish.spec.name, one.wish.spec.pushed, one.action == "create")
        for one in fields
        if one.action in _READY
    ]


def _findings(step: FieldPlan, found: Mapping[str, FieldFound] | None, *, granted: bool) -> Iterator[Finding]:
    """`granted`: rights are going to be granted that may let the user see what it does not."""
    spec, where = step.wish.spec, step.wish.place
    name = f"{spec.object}.{spec.name}"
    if step.action == "misfit":
        text = f"{name} is there and will not do for {spec.value}: {step.why}"
        remedy = "Change it in the CRM, or name another field in a mapping of your own."
        yield Finding(code="crm.misfit", message=text, place=where, remedy=remedy)
    elif step.action == "missing":
        remedy = "Make it, grant access to it, or leave the line out: only fields of the catalogue are made."
        yield Finding(code="crm.missing", message=f"{name}: {step.why}", place=where, remedy=remedy)
    elif step.action in ("fits", "adopt") and not step.visible and not granted:
        text = f"{name} is there, and the connected user does not see it in spite of its permission set"
        yield Finding(
            code="crm.unseen", message=text, place=where, remedy="Look for what mutes it in the CRM's set-up."
        )
    elif step.action == "create":
        for twin in _alike(step.wish, found or {}):
            text = f"{spec.object}.{twin} looks like what {spec.name} is for"
            remedy = f"To use it, name it for {spec.value} in a mapping of your own before you apply."
            yield Finding(code="crm.alike", message=text, severity="notice", place=where, remedy=remedy)


def _alike(wish: Wish, found: Mapping[str, FieldFound]) -> Iterator[str]:
    """Fields of the same label or name, marks and case aside, that could hold the value."""
    known = {_letters(wish.spec.label), _letters(wish.spec.name)}
    for name, one in found.items():
        alike = {_letters(one.schema.label), _letters(name)} & known
        if alike and not misfits(wish.spec, wish.entry.fits, one.schema):
            yield name


def _letters(text: str) -> str:
    return _LETTERS.sub("", text.lower().removesuffix("__c"))


# -- making it -------------------------------------------------------------------------------------


def apply_plans(
    programme: Programme, catalogue: FieldCatalogue, plans: Sequence[ProvisionPlan]
) -> list[ProvisionReport]:
    """Make what the plans say is missing, and look again. Kept as a run, with what was made as its decisions.

    Raises ConfigError when a user may not change the CRM's shape; what was made before that is kept in the run.
    """
    by_name = {str(one.name): one for one in programme.connections}
    reports = []
    with programme.job("crm apply") as ended:
        for plan in plans:
            connection = by_name[plan.connection]
            report = ProvisionReport(plan.connection)
            reports.append(report)
            try:
                if plan.changes:
                    _Making(_schema(connection), catalogue, report).make(plan)
                report.after = plan_fields(connection, catalogue) if plan.changes else plan
            finally:
                with ended.store.begin() as work:
                    work.runs.decide(ended.run, [_decision(plan.connection, one) for one in report.done])
                    connection.book(work, ended.run, programme.clock.now())
        ended.green = all(report.green for report in reports)
        ended.later = all(report.green or report.later for report in reports)
        made = sum(one.built.outcome is BuiltAs.MADE for report in reports for one in report.done)
        ended.note = f"{made} made"
    return reports


def _decision(connection: str, done: Done) -> Decision:
    reason = done.built.message or done.built.outcome.value
    return Decision(connection=connection, object=done.object, what=done.what, chosen=done.built.outcome, reason=reason)


@dataclass(frozen=True)
class _Making:
    schema: CrmSchema
    catalogue: FieldCatalogue
    report: ProvisionReport

    def make(self, plan: ProvisionPlan) -> None:
        lacking = self.schema.lacks()
        if lacking:
            raise ConfigError(
                f"{plan.connection}: the connected user lacks {' and '.join(lacking)}, which making fields takes. "
                "Grant it for as long as this takes, or let an administrator make them (docs/crm-setup.md)"
            )
        for missing in plan.surroundings:
            if missing.first:
                self._note(missing.object, missing.text, self.schema.provide(self.catalogue.group, missing))
        for step in plan.fields:
            spec = step.wish.spec
            if step.action == "create":
                self._note(spec.object, f"{spec.name}, {_described(spec)}", self.schema.create(spec))
            elif step.action == "widen":
                self._note(spec.object, f"{spec.name} widened: {step.why}", self.schema.widen(spec))
        for missing in self.schema.surroundings(self.catalogue.group, self._there(_grants(plan.fields))):
            if not missing.first:
                self._note(missing.object, missing.text, self.schema.provide(self.catalogue.group, missing))

    def _there(self, grants: Sequence[Grant]) -> list[Grant]:
        """The grants whose field is there by now: one that was refused can be granted to nobody."""
        names: dict[str, list[str]] = {}
        for grant in grants:
            names.setdefault(grant.object, []).append(grant.field)
        found = {name: self.schema.find(name, asked) or {} for name, asked in names.items()}
        return [grant for grant in grants if grant.field in found[grant.object]]

    def _note(self, object_name: str, what: str, built: Built) -> None:
        self.report.done.append(Done(object_name, what, built))

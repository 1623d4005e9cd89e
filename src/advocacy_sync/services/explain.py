"""Why a CRM field holds what it holds: what we wrote and when, what we want now, and what that rests on.

Told from the store alone: no call is made. Asked for by the CRM's id of a row, or by the code beside our values.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.kernel.ids import ConnectionName, ExternalId, SourceKey, parse_source_key
from advocacy_sync.mapping.check import did_you_mean
from advocacy_sync.mapping.values import whole_salesforce_id
from advocacy_sync.ports.store import Intent, Origin, PushedValue, Store, Traced, UnitOfWork
from advocacy_sync.records.pushed import PUSHED
from advocacy_sync.records.source_row import SourceRow
from advocacy_sync.writeback.codes import code_of, is_code, normal
from advocacy_sync.writeback.wanted import Wanted

from .connected import Connected, ObjectPlan, Target, fit
from .grounds import GROUNDS, GroundName, Grounds, Line, named
from .occasion import Occasion
from .plan import NOTHING, PushRules, draft, fitted, wish
from .wishes import wishes
from .world import Records

__all__ = ["Asked", "Explained", "Explanation", "Wish", "Write", "explain"]


SHORT_ID = 15  # characters of an id as Salesforce shows it in older places


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A row by the CRM's id, with its object before it where several share it (`Contact/003…`), or a code alone.
    `field`: only this one, by the CRM's name or by ours."""

    connection: str
    id: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One value of a plan, and how it ended. Values as the wire has them."""

    plan: int
    plan_kind: str
    sha256: str
    planned_at: datetime
    outcome: str
    run: int | None
    settled_at: datetime | None
    before: Any
    after: Any
    replaced: Any
    reason: str
    rule: str
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What we want now. `state`: in_place, or why it is not: planned (the next push writes it), held, rejected, kept
    (another's value counts), unmapped (no line pushes it any more)."""

    value: Any
    reason: str
    state: str
    code: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One field. `stands`: what we last saw there; `written`: what we wrote last, None if never (`written_at`)."""

    value: str
    field: str
    stands: Any
    written: Any
    written_at: datetime | None
    wish: Wish
    writes: tuple[Write, ...]
    grounds: tuple[GroundName, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One row of a CRM. `record`: the canonical one that its values speak of; `sources`: the rows behind every record
    that is named; `unread`: objects that were not read to their end of late, for which no push would run."""

    connection: str
    object: str
    id: str
    code: str
    kind: str
    record: str
    seen_at: datetime
    deleted: bool
    values: tuple[Explained, ...]
    grounds: Mapping[str, tuple[Line, ...]]
    sources: tuple[Origin, ...]
    unread: tuple[str, ...] = ()


def explain(
    store: Store,
    connections: Sequence[Connected],
    rules: PushRules,
    occasion: Occasion,
    asked: Asked,
    *,
    unread: Sequence[str] = (),
) -> list[Explanation]:
    """What is asked for; several only where rows share a code. `connections`: as the store knows them; `unread`:
    objects that were not read to their end of late.

    Raises ConfigError that says what can be asked, if it is none of what we have pushed to.
    """
    with store.begin() as work:
        keys = _rows_of_code(work, asked) if not asked.id else [_row(work, connections, asked)]
    return [_Explaining(store, connections, rules, occasion, asked.field, key, tuple(unread)).explain() for key in keys]


# -- which row is meant ----------------------------------------------------------------------------


def _rows_of_code(work: UnitOfWork, asked: Asked) -> list[str]:
    if not is_code(asked.connection):
        raise ConfigError(
            f"{asked.connection!r} is no code such as AS-7K3Q9F2MXR; ask by a code from the CRM, "
            "or by a connection and the CRM's id: 'advocacy-sync explain CONNECTION ID'"
        )
    code = normal(asked.connection)
    found = [key for key in work.traces.pushed() if code_of(key) == code]
    if not found:
        raise ConfigError(f"none of the rows that we have written to has the code {code}; ask by connection and id")
    return found


def _row(work: UnitOfWork, connections: Sequence[Connected], asked: Asked) -> str:
    by_name = {str(one.name): one for one in connections}
    connection = by_name.get(asked.connection)
    if connection is None:
        known = did_you_mean(asked.connection, by_name) or f"There are {', '.join(by_name)}."
        raise ConfigError(f"there is no connection {asked.connection!r}. {known}")
    pushing = [file.document.object for file in connection.files if file.document.push]
    others = [file.document.object for file in connection.files if not file.document.push]
    found = _kept(work, connection, pushing, asked.id) or _kept(work, connection, others, asked.id)
    if not found:
        raise ConfigError(
            f"no row {asked.id} of {connection.name} is kept; ask for one of {', '.join(pushing) or 'no object'}, "
            "by the id that the CRM shows in the row's address"
        )
    if len(found) > 1:
        names = " or ".join("/".join(parse_source_key(key)[1:]) for key in found)
        raise ConfigError(f"several objects of {connection.name} have a row {asked.id}: say {names}")
    return found[0]


def _kept(work: UnitOfWork, connection: Connected, objects: Sequence[str], asked: str) -> list[str]:
    keys = [str(key) for key in _keys(connection, objects, asked)]
    kept = work.sources.stored(keys)
    return [key for key in keys if key in kept]


def _keys(connection: Connected, objects: Sequence[str], asked: str) -> Iterator[SourceKey]:
    head, slash, rest = asked.partition("/")
    narrowed = [name for name in objects if slash and name.casefold() == head.casefold()]
    external_id = rest if narrowed else asked
    short = len(external_id) == SHORT_ID and not external_id.isdigit()
    whole = (whole_salesforce_id(external_id) or external_id) if short else external_id
    for name in narrowed or objects:
        yield SourceKey(ConnectionName(connection.name), name, ExternalId(whole))


# -- one row ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Explaining:
    store: Store
    connections: Sequence[Connected]
    rules: PushRules
    occasion: Occasion
    field: str
    key: str
    unread: tuple[str, ...]

    def explain(self) -> Explanation:
        key = parse_source_key(self.key)
        connection = next((one for one in self.connections if one.name == key.connection), None)
        if connection is None:
            raise ConfigError(f"{self.key} belongs to a connection that the settings do not have")
        connection = replace(connection, files=tuple(f for f in connection.files if f.document.object == key.object))
        plan = fit(connection, connection.files[0])[0] if connection.files else None
        intents = draft(self.store, [connection], self.rules, self.occasion, noted=False, only=[self.key]).intents
        with self.store.begin() as work:
            traced, standing = work.traces.of_row(self.key)
            row = work.sources.stored([self.key]).get(self.key)
            names = self._asked_for(traced, standing, plan)
            if row is None:
                raise ConfigError(f"{self.key} is not kept any more")
            today = self.occasion.now.astimezone(self.occasion.zone).date()
            told = _Row(row, connection, plan, traced, standing, {one.field: one for one in intents}, today)
            return self._explained(work, Records(work), told, names)

    def _asked_for(
        self, traced: Sequence[Traced], standing: Mapping[str, PushedValue], plan: ObjectPlan | None
    ) -> dict[str, str]:
        """The value of each field that we have pushed to this row, or of the one that is asked for, by field."""
        lines = {target.field.name: name for name, target in plan.push.items()} if plan is not None else {}
        known = {one.intent.field: one.intent.value for one in reversed(traced)}
        known |= {field: lines[field] for field in standing if field in lines and field not in known}
        if not known:
            pushed = ", ".join(f"{name} ({field})" for field, name in lines.items()) or "nothing"
            raise ConfigError(f"nothing was ever planned for {self.key}; to its object we push {pushed}")
        if not self.field:
            return known
        found = {field: name for field, name in known.items() if self.field.casefold() in (field.casefold(), name)}
        if not found:
            shown = ", ".join(f"{name} ({field})" for field, name in known.items())
            raise ConfigError(f"{self.field} was never pushed to {self.key}; ask for one of {shown}")
        return found

    def _explained(self, work: UnitOfWork, records: Records, told: _Row, names: Mapping[str, str]) -> Explanation:
        kind = PUSHED[next(iter(names.values()))].record
        record = records.canonical(kind, self.key)
        wants = wishes(work, records, self.rules, self.occasion)
        wanted = wants[kind].get(record, {})
        values = tuple(told.value(field, name, wanted) for field, name in names.items())
        grounds = Grounds(work, records, self.occasion, self.rules, record)
        asked = dict.fromkeys(ground for one in values for ground in one.grounds)
        lines: dict[str, tuple[Line, ...]] = {ground: tuple(grounds.of(ground)) for ground in asked}
        ids = {record, *named([line for found in lines.values() for line in found])}
        return Explanation(
            connection=told.row.key.connection,
            object=told.row.key.object,
            id=told.row.key.external_id,
            code=code_of(self.key),
            kind=kind,
            record=record,
            seen_at=told.row.stamp,
            deleted=told.row.deleted,
            values=values,
            grounds=lines,
            sources=tuple(work.traces.origins(_standing(records, ids))),
            unread=self.unread,
        )


def _standing(records: Records, ids: Collection[str]) -> set[str]:
    """The ids under which records of any kind stand today."""
    found = set(ids)
    for kind in ("account", "contact", "opportunity", "activity"):
        found = {records.canonical(kind, one) for one in found}
    return found


@dataclass(frozen=True)
class _Row:
    """What is known of a row. `intents`: what the next plan would say of it, by field."""

    row: SourceRow
    connection: Connected
    plan: ObjectPlan | None
    traced: Sequence[Traced]
    standing: Mapping[str, PushedValue]
    intents: Mapping[str, Intent]
    today: date

    def value(self, field: str, name: str, wanted: Mapping[str, Wanted]) -> Explained:
        ours = self.standing.get(field)
        written = ours is not None and ours.written_at is not None
        return Explained(
            value=name,
            field=field,
            stands=self.row.payload.get(field),
            written=ours.written if ours is not None and written else None,
            written_at=ours.written_at if ours is not None else None,
            wish=self._wish(field, name, wanted),
            writes=tuple(_write(one) for one in self.traced if one.intent.field == field),
            grounds=GROUNDS[name],
        )

    def _wish(self, field: str, name: str, wanted: Mapping[str, Wanted]) -> Wish:
        target = self.plan.push.get(name) if self.plan is not None else None
        want = wish(wanted, name, str(self.row.key), self.plan.push if self.plan is not None else ())
        reason = want.reason if want is not None else NOTHING
        if target is None or target.field.name != field:
            return Wish(value=None, reason=reason, state="unmapped", why="no mapping line pushes it there any more")
        intent = self.intents.get(field)
        if intent is not None:
            return Wish(
                value=intent.after, reason=intent.reason, state=intent.outcome, code=intent.code, why=intent.message
            )
        return self._quiet(target, want, reason)

    def _quiet(self, target: Target, want: Wanted | None, reason: str) -> Wish:
        """What the next plan would leave alone: it is in place, or somebody else's value counts."""
        stands = self.row.payload.get(target.field.name)
        value = self._wire(target, want, stands)
        if value == stands:
            return Wish(value=value, reason=reason, state="in_place")
        if self.row.deleted:
            return Wish(value=value, reason=reason, state="kept", why="the CRM has deleted the row")
        why = f"by the rule {target.rule} what stands there counts"
        return Wish(value=value, reason=reason, state="kept", code=target.rule, why=why)

    def _wire(self, target: Target, want: Wanted | None, stands: Any) -> Any:
        ours = self.standing.get(target.field.name)
        seen = [*((ours.wanted, ours.written) if ours is not None else ()), stands]
        return self.connection.session.writer.wire(fitted(target, want, self.today, seen))


def _write(one: Traced) -> Write:
    intent, plan = one.intent, one.plan
    return Write(
        plan=plan.id,
        plan_kind=plan.kind,
        sha256=plan.sha256,
        planned_at=plan.created_at,
        outcome=intent.outcome,
        run=intent.run,
        settled_at=one.settled_at,
        before=intent.before,
        after=intent.after,
        replaced=intent.replaced,
        reason=intent.reason,
        rule=intent.rule,
        code=intent.code,
        message=intent.message,
    )

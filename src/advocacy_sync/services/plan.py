"""Plan a push: the smallest change from what the CRMs hold to what they should hold, row by row, with reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import orjson

from advocacy_sync.kernel.errors import AdvocacyError, RetryableError
from advocacy_sync.kernel.finding import Finding
from advocacy_sync.kernel.ids import RunId
from advocacy_sync.ports.store import Failure, Intent, Plan, PushedValue, Store, UnitOfWork
from advocacy_sync.records.pushed import CODES, PUSHED
from advocacy_sync.writeback.codes import code_of
from advocacy_sync.writeback.dating import dated
from advocacy_sync.writeback.failing import due
from advocacy_sync.writeback.fuse import Extent, Limits, blown
from advocacy_sync.writeback.preflight import misfit
from advocacy_sync.writeback.rules import Standing, decide
from advocacy_sync.writeback.seal import seal
from advocacy_sync.writeback.wanted import Wanted, clip

from .connected import Connected, ObjectPlan, Target, fit, unheard
from .drift import look
from .occasion import Occasion
from .pin import OtherOrg, pin
from .wishes import Values, WishRules, wishes
from .world import Records

__all__ = ["NOTHING", "Draft", "PushRules", "draft", "fitted", "save", "sealed", "wish"]

NOTHING = "nothing to say any more"
_OF_ACCOUNTS = frozenset({"contact", "opportunity"})


@dataclass(frozen=True)
class PushRules(WishRules):
    """What is wished, and how far a push may go."""

    release: bool = False  # values that the rule `hold` keeps back, or that were rolled back, are planned, too
    limits: Limits = field(default_factory=Limits)


@dataclass
class Draft:
    """A plan before it is stored. `held_for`: why it needs an approval; `wishes`: what we want since now; `later`:
    a CRM was away that may be there again, and nothing is planned for it."""

    intents: list[Intent] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    held_for: list[str] = field(default_factory=list)
    cost: int = 0
    wishes: list[PushedValue] = field(default_factory=list)
    later: bool = False


def draft(
    store: Store,
    connections: Sequence[Connected],
    rules: PushRules,
    occasion: Occasion,
    *,
    noted: bool = True,
    only: Collection[str] | None = None,
) -> Draft:
    """Every value whose wanted state differs from what the CRM was last seen to hold. Nothing is sent.

    `noted`: what the orgs have changed of their fields is kept with the run of the occasion; `only`: values of
    these rows.
    """
    made = Draft()
    connections = [connection for connection in connections if _there(store, connection, occasion, made, noted)]
    extents: list[Extent] = []
    with store.begin() as work:
        records = Records(work)
        wanted = wishes(work, records, rules, occasion)
        failures = {(one.source_key, one.field): one for one in work.failures.all()}
        today = occasion.now.astimezone(occasion.zone).date()
        for connection in connections:
            for file in connection.files:
                plan, found = fit(connection, file)
                made.findings += [one for one in found if one.code.startswith("mapping.push")]
                if plan is not None and plan.push:
                    object_draft = _ObjectDraft(
                        work, records, connection, plan, failures, occasion.now, today, made, rules.release, only
                    )
                    extents.append(object_draft.draft(wanted))
    made.held_for = [*blown(rules.limits, extents), *_slips(store, connections)]
    made.findings += _waiting(made.intents)
    return made


def _slips(store: Store, connections: Sequence[Connected]) -> list[str]:
    """Mappings that name fields which the org does not have and never had: what follows from them may be wrong."""
    found = []
    for connection in connections:
        with store.begin() as work:
            standing = work.checkpoints.standing(connection.name)
        for file in connection.files:
            state = standing.get((file.document.object, "changes"))
            names = unheard(connection, file, {*state.sources, *state.lost} if state else ())
            if names and state is not None:
                found.append(
                    f"{connection.name} {file.document.object} has no {', '.join(names)}, which its mapping reads"
                )
    return found


def _there(store: Store, connection: Connected, occasion: Occasion, made: Draft, noted: bool) -> bool:
    """Whether the org can be planned for; one that is away does not keep the others from being written."""
    try:
        pin(store, connection, occasion.now)
        connection.session.reader.refresh()
        for file in connection.files:
            fit(connection, file)  # describes its object: what fails later fails here
            if noted:
                found = look(store, occasion.run, occasion.now, connection, file)
                made.findings += [one for one in found if one.severity == "error"]
    except OtherOrg:
        raise
    except AdvocacyError as error:
        made.later = made.later or isinstance(error, RetryableError)
        text = f"nothing is planned for it: {error}"
        made.findings.append(Finding(code="push.away", message=text, subject=str(connection.name)))
        return False
    return True


def sealed(kind: str, intents: Sequence[Intent]) -> str:
    """The SHA-256 of what a plan says; how its values ended is no part of it."""
    return seal(
        kind,
        [
            {
                "record": one.source_key,
                "field": one.field,
                "value": one.value,
                "before": one.before,
                "after": one.after,
                "reason": one.reason,
                "rule": one.rule,
                "held": one.outcome == "held",
            }
            for one in intents
        ],
    )


def save(store: Store, run: RunId, made: Draft, now: datetime, kind: str = "push") -> Plan:
    """Store a draft as a plan: open, or held until somebody approves it."""
    plan = Plan(
        id=0,
        run=run,
        created_at=now,
        status="held" if made.held_for else "open",
        kind=kind,
        cost=made.cost,
        sha256=sealed(kind, made.intents),
        note="; ".join(made.held_for),
    )
    with store.begin() as work:
        work.pushes.supersede()
        number = work.pushes.open_plan(plan, made.intents)
        work.pushes.put_values(made.wishes)
    return replace(plan, id=number)


# --- one object -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _ObjectDraft:
    """The values of one object of one connection, as they are added to a draft."""

    work: UnitOfWork
    records: Records
    connection: Connected
    plan: ObjectPlan
    failures: Mapping[tuple[str, str], Failure]
    now: datetime
    today: date
    made: Draft
    release: bool
    only: Collection[str] | None

    def draft(self, wanted: Values) -> Extent:
        """Add the object's intents and what they cost; how far they reach."""
        extent = Extent(f"{self.connection.name} {self.plan.object}")
        known = self.work.pushes.values(self.connection.name, self.plan.object)
        begun = len(self.made.intents)
        records: dict[str, set[str]] = defaultdict(set)
        for row, changed_at, payload in self.work.sources.standing(self.connection.name, self.plan.object, self.only):
            for name, target in self.plan.push.items():
                if target.field.name not in payload:
                    continue  # not read yet: nothing is written blindly
                before, kind = payload[target.field.name], PUSHED[name].record
                record = self.records.canonical(kind, row)
                want = wish(wanted[kind].get(record, {}), name, row, self.plan.push)
                if want is None and before is None and target.rule != "newest":
                    continue  # of most rows there is nothing to say
                intent = Intent(
                    id=None,
                    source_key=row,
                    field=target.field.name,
                    value=name,
                    before=before,
                    after=self._after(target, want, self._seen(row, target.field.name, before, known)),
                    reason=want.reason if want else NOTHING,
                    rule=target.rule,
                    parent=record,
                )
                standing = self._standing(intent, known, changed_at)
                _measure(extent, intent, standing.now)
                if intent.after != intent.before:
                    records[kind].add(record)
                    self._add(intent, target, standing, known.get((row, target.field.name)), extent)
        self._lock(begun, records)
        self.made.cost += self.connection.session.writer.cost(len(extent.rows)) if extent.rows else 0
        return extent

    def _lock(self, begun: int, records: Mapping[str, Collection[str]]) -> None:
        """Each new intent's parent: the account with which the CRM locks its record, or the row itself."""
        accounts = {
            one.id: one.account
            for kind in records.keys() & _OF_ACCOUNTS
            for one in self.records.stream(kind, records[kind])
        }
        for place in range(begun, len(self.made.intents)):
            intent = self.made.intents[place]
            parent = accounts.get(intent.parent) or intent.source_key
            self.made.intents[place] = replace(intent, parent=parent)

    def _after(self, target: Target, want: Wanted | None, seen: Sequence[Any]) -> Any:
        """What the field should hold, as the wire has it."""
        return self.connection.session.writer.wire(fitted(target, want, self.today, seen))

    def _seen(self, row: str, name: str, before: Any, known: Mapping[tuple[str, str], PushedValue]) -> list[Any]:
        """What we wrote or wished in a field, what was taken back, what stands there, and what was refused."""
        ours, failed = known.get((row, name)), self.failures.get((row, name))
        mine = [ours.wanted, ours.written, orjson.loads(ours.withdrawn or "null")] if ours is not None else []
        return [*mine, before, failed.after if failed is not None else None]

    def _standing(self, intent: Intent, known: Mapping[tuple[str, str], PushedValue], changed_at: datetime) -> Standing:
        """What we know of the field; and since when we want what we want, if that decides."""
        key = (intent.source_key, intent.field)
        before = known.get(key)
        if intent.rule == "newest" and (before is None or before.wanted_at is None or before.wanted != intent.after):
            before = replace(
                before or PushedValue(source_key=key[0], field=key[1]), wanted=intent.after, wanted_at=self.now
            )
            self.made.wishes.append(before)
        if before is None:
            return Standing(intent.before, changed_at=changed_at)
        written = before.written_at is not None
        return Standing(intent.before, before.written, written, changed_at, before.wanted_at)

    def _add(
        self, intent: Intent, target: Target, standing: Standing, known: PushedValue | None, extent: Extent
    ) -> None:
        """The intent as it stands: to be written, refused in advance, or held, with the reason."""
        verdict = decide(target.rule, standing, intent.after)
        withdrawn = known is not None and known.withdrawn == orjson.dumps(intent.after).decode()
        failed = self.failures.get((intent.source_key, intent.field))
        wrong = misfit(target.field, intent.after)
        if verdict == "keep":
            return
        if verdict == "hold" and not self.release:
            intent = _held(
                intent, "hold", "somebody else's value stands there; 'push plan --release' plans ours over it"
            )
        elif withdrawn and not self.release:
            intent = _held(intent, "withdrawn", "this value was rolled back; 'push plan --release' plans it again")
        elif failed is not None and failed.after == intent.after and not self._again(failed):
            intent = _held(intent, failed.code, f"refused {failed.tries} times: {failed.message}")
        elif wrong is not None:
            intent = replace(intent, outcome="rejected", code=wrong[0], message=wrong[1])
        else:
            extent.rows.add(intent.source_key)
            _measure_change(extent, intent)
        self.made.intents.append(intent)

    def _again(self, failed: Failure) -> bool:
        when = due(failed.tries, failed.last_at)
        return not failed.given_up and when is not None and when <= self.now


def fitted(target: Target, want: Wanted | None, today: date, seen: Sequence[Any]) -> Any:
    """A wanted value as the field takes it: words with their day and, where the line says so, cut to its length.
    `seen`: values from which words may keep their day."""
    value, length = want.value if want else None, target.field.length
    if want is not None and want.dated:
        value = dated(want.value, today, length, seen, shorten=target.shorten)
    return clip(value, length) if target.shorten else value


def wish(wanted: Mapping[str, Wanted], name: str, row: str, pushed: Collection[str]) -> Wanted | None:
    """What is wanted of a value; the code of the row stands where another value that is pushed there does."""
    if name not in CODES.values():
        return wanted.get(name)
    beside = any(other in wanted for other in pushed)
    return Wanted(code_of(row), "leads to the grounds of the values beside it") if beside else None


def _held(intent: Intent, code: str, message: str) -> Intent:
    return replace(intent, outcome="held", code=code, message=message)


def _measure(extent: Extent, intent: Intent, standing: Any) -> None:
    if standing is None:
        return
    extent.standing += 1
    if PUSHED[intent.value].shape == "money":
        extent.money += abs(_amount(standing))


def _measure_change(extent: Extent, intent: Intent) -> None:
    if intent.before is None:
        return
    extent.replaced += 1
    if PUSHED[intent.value].shape == "money":
        extent.money_changed += abs(_amount(intent.after) - _amount(intent.before))


def _amount(value: Any) -> Decimal:
    try:
        found = Decimal(str(value)) if value is not None else Decimal(0)
    except InvalidOperation:
        return Decimal(0)
    return found if found.is_finite() else Decimal(0)


def _waiting(intents: Sequence[Intent]) -> Iterator[Finding]:
    """What is not written though it is wanted, in one line a cause."""
    held: dict[str, int] = defaultdict(int)
    for intent in intents:
        if intent.outcome == "held":
            held[intent.code] += 1
    for code, count in sorted(held.items()):
        remedy = "'advocacy-sync push failures' shows them." if code not in ("hold", "withdrawn") else ""
        yield Finding(
            code="push.held", message=f"{count} values are held back ({code})", severity="warning", remedy=remedy
        )

"""A machine that misbehaves by a plan: the same `handle`, so sockets, adapters and tests take it as it is.

The same plan and the same requests at the same instants give the same faults. What was injected is logged
in `fired`. After `heal` the machine behaves; rows that are late still come when they come.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import TypeVar

import orjson

from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.sandbox.faults.acting import act, unable
from advocacy_sync.sandbox.faults.answers import ANSWERS, maintenance, named, with_retry_after
from advocacy_sync.sandbox.faults.lateness import draw_veils
from advocacy_sync.sandbox.faults.lines import BEFORE, broken
from advocacy_sync.sandbox.faults.matching import Watchman
from advocacy_sync.sandbox.faults.pages import Shelf, torn
from advocacy_sync.sandbox.faults.plan import (
    Alter,
    Answer,
    Clock,
    Do,
    Job,
    Late,
    Line,
    Lock,
    Pages,
    Plan,
    Quota,
    Refuse,
    Rule,
)
from advocacy_sync.sandbox.faults.rules import RowRule, Rules
from advocacy_sync.sandbox.hubspot.faults import Fault as HubspotFault
from advocacy_sync.sandbox.hubspot.machine import HubspotMachine
from advocacy_sync.sandbox.salesforce.faults import Fault as SalesforceFault
from advocacy_sync.sandbox.salesforce.machine import SalesforceMachine
from advocacy_sync.sandbox.wire import Machine, Request, Response

__all__ = ["Faulty", "Fired"]

W = TypeVar("W")
ENDINGS = {"stuck": "InProgress", "aborted": "Aborted", "failed": "Failed", "vanished": "Vanished", "shuffled": ""}
REVOKING = frozenset({"session_expired", "bulk_session_expired"})


@dataclass(frozen=True, slots=True)
class Fired:
    """One fault that was injected: by which rule of the plan, into which call, about which rows."""

    request: int
    at: datetime
    rule: str
    kind: str
    call: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Call:
    """One call to which rules apply. `now` is the CRM's clock, which may be wrong."""

    request: Request
    now: datetime
    due: Sequence[Watchman]

    def of(self, kind: type[W]) -> list[tuple[Watchman, W]]:
        return [(one, one.rule.what) for one in self.due if isinstance(one.rule.what, kind)]


class Faulty:
    """Raises ConfigError for a rule that names a CRM and asks of it what it cannot do."""

    def __init__(self, machine: Machine, plan: Plan) -> None:
        self.machine, self.plan = machine, plan
        self.crm = str(getattr(machine, "crm", ""))
        self.fired: list[Fired] = []
        self.requests = 0
        self._healed = False
        self._shelf = Shelf(self.crm)
        mine = [
            Watchman(rule, place, plan.seed)
            for place, rule in enumerate(plan.rules)
            if rule.when.crm in ("", self.crm) and self._able(rule)
        ]
        late = [(one, one.rule.what) for one in mine if isinstance(one.rule.what, Late)]
        self._watchmen = [one for one in mine if not isinstance(one.rule.what, Late)]
        if late:
            draw_veils(self._known, late, plan.seed, lambda: self._healed)

    def heal(self) -> None:
        """No more faults from now on."""
        self._healed = True

    def handle(self, request: Request, now: datetime) -> Response:
        self.requests += 1
        due = [] if self._healed else [one for one in self._watchmen if one.due(request, now)]
        if not due:
            return self._ask(request, now)
        return self._misbehave(_Call(request, now, due))

    def _ask(self, request: Request, now: datetime) -> Response:
        return self._shelf.take(request) or self.machine.handle(request, now)

    # one call

    def _misbehave(self, call: _Call) -> Response:
        clocks = call.of(Clock)
        for one, clock in clocks:
            self._note(one, call)
            call = replace(call, now=call.now + timedelta(seconds=clock.ahead))
        for one, do in call.of(Do):
            ids = self._act(one, do, call)
            if ids is not None:
                self._note(one, call, tuple(ids))
        for one, quota in call.of(Quota):
            self._note(one, call)
            self._known.eat_quota(quota.calls, call.now)
        response = self._instead(call) or self._answered(call)
        for one, line in call.of(Line):
            if line.kind not in BEFORE:
                self._note(one, call)
                response = broken(line, response)
        if clocks:
            response = replace(response, headers={"Date": format_datetime(call.now, usegmt=True), **response.headers})
        return response

    def _act(self, one: Watchman, do: Do, call: _Call) -> list[str] | None:
        """The ids that people worked on; None when the CRM did not let them, a row being gone, say."""
        try:
            return act(self._known, do, one.rule.when.at or call.now, self.plan.seed + one.matched)
        except (SalesforceFault, HubspotFault):
            return None
        except (ValueError, KeyError) as error:
            raise ConfigError(f"{_name(one)} of the fault plan cannot {do.action}: {error}") from None

    def _instead(self, call: _Call) -> Response | None:
        """What is answered by somebody else than the CRM, which never sees the request."""
        for one, line in call.of(Line):
            if line.kind in BEFORE:
                self._note(one, call)
                return maintenance(line.status) if line.kind == "html" else Response(503, line="reset")
        for one, answer in call.of(Answer):
            if not answer.took_effect:
                return self._said(one, answer, call)
        return None

    def _answered(self, call: _Call) -> Response:
        response = self._under_rules(call)
        for one, answer in call.of(Answer):
            response = self._said(one, answer, call)
        for one, pages in call.of(Pages):
            made = torn(pages, self._shelf, (call.request, response), lambda asked: self._ask(asked, call.now))
            if made is not None:
                self._note(one, call)
                response = made
        for one, job in call.of(Job):
            self._disturb(one, job, call, response)
        return response

    def _under_rules(self, call: _Call) -> Response:
        found: list[tuple[Watchman, RowRule]] = [*call.of(Refuse), *call.of(Lock), *call.of(Alter)]
        rows = [(what, self._hit(one, call)) for one, what in found]
        if rows:
            self._known.obey(Rules(self.plan.seed, rows))
        try:
            response = self._ask(call.request, call.now)
            if any(line.kind == "twice" for _, line in call.of(Line)):
                self._ask(call.request, call.now)
        finally:
            if rows:
                self._known.obey(None)
        return response

    def _hit(self, one: Watchman, call: _Call) -> Callable[[], None]:
        """A rule about rows has fired when it hits the first row of a call."""
        hits: list[int] = []

        def hit() -> None:
            if not hits:
                self._note(one, call)
            hits.append(1)

        return hit

    def _said(self, one: Watchman, answer: Answer, call: _Call) -> Response:
        self._note(one, call)
        if answer.name in REVOKING:
            self._known.expire_sessions()
        response = named(self.crm, answer.name, call.request, call.now, answer.to)
        response = replace(response, status=answer.status or response.status)
        return with_retry_after(response, answer.retry_after, answer.retry_after_date, call.now)

    def _disturb(self, one: Watchman, job: Job, call: _Call, response: Response) -> None:
        made = call.request.method == "POST" and "jobs" in call.request.segments and response.status == 200
        if made and isinstance(self.machine, SalesforceMachine):
            self._note(one, call)
            shuffle = self.plan.seed if job.kind == "shuffled" else None
            id = str(orjson.loads(response.body)["id"])
            self.machine.disturb_job(id, ENDINGS[job.kind], rows=job.rows, shuffle=shuffle)

    def _note(self, one: Watchman, call: _Call, ids: tuple[str, ...] = ()) -> None:
        one.fired += 1
        words = f"{call.request.method} {call.request.raw_path}"
        self.fired.append(Fired(self.requests, call.now, _name(one), one.rule.kind, words, ids))

    # what this machine can do

    @property
    def _known(self) -> SalesforceMachine | HubspotMachine:
        if not isinstance(self.machine, SalesforceMachine | HubspotMachine):
            raise ConfigError(f"{type(self.machine).__name__} takes faults of the line only")
        return self.machine

    def _able(self, rule: Rule) -> bool:
        """Whether the rule is for this CRM. One that names the CRM must be."""
        what, word = rule.what, ""
        if isinstance(what, Answer) and not what.name.isdigit() and what.name not in ANSWERS[self.crm]:
            word = what.name
        elif isinstance(what, Do) and unable(self._known, what):
            word = what.action
        elif isinstance(what, Job) and self.crm != "salesforce":
            word = what.kind
        if word and rule.when.crm:
            raise ConfigError(f"{rule.when.crm} has no such fault: {rule.kind} {word}")
        return not word


def _name(one: Watchman) -> str:
    return one.rule.name or f"rule {one.place + 1}"

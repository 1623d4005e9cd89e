"""The sandbox's machines as stages: in this process, every call recorded, faults by the sandbox's plans."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from advocacy_sync.sandbox.faults.faulty import Faulty
from advocacy_sync.sandbox.faults.plan import Answer, Clock, Line, Pages, Plan, Refuse, Rule, What, When
from advocacy_sync.sandbox.wire import Machine, Request, Response
from advocacy_sync.testing.subject import Call, CallKind, Fault, NotApplicable
from testing.twisting import TWISTS, Twister

__all__ = ["Recorder", "Where", "names"]

Where = Mapping[str, When]
_LINES = {"reset_before", "reset_after", "cut", "hang", "drip", "empty", "html"}
_PAGES = {
    "short_page": "short",
    "empty_page": "empty",
    "repeated_page": "repeated",
    "missing_page": "missing",
    "lossy_page": "lossy",
    "endless_pages": "endless",
    "shuffled_page": "shuffled",
    "reordered_pages": "reordered",
}
_ANSWERS = {
    "server_error": "500",
    "away": "503",
    "quota_spent": "daily_limit",
    "session_expired": "session_expired",
    "refused": "403",
    "redirect": "redirect",
}
AHEAD = 600.0  # seconds


def names(first: int, count: int) -> list[str]:
    return [f"R{number}" for number in range(first, first + count)]


@dataclass
class Recorder:
    """A machine that keeps what it is asked. `where`: which calls a fault is about; `kind`: what a call is for."""

    machine: Machine
    where: Where
    kind: Callable[[Request], CallKind]
    busy: str  # the vendor's word for too many calls at a time
    calls: list[Call] = field(default_factory=list)
    faulty: Faulty | None = None
    twisted: list[Twister] = field(default_factory=list)

    def handle(self, request: Request, now: datetime) -> Response:
        host = request.base_url.partition("://")[2]
        text = f"{request.target}\n{request.body.decode('utf-8', 'replace')}"
        self.calls.append(Call(kind=self.kind(request), host=host, headers=request.headers, text=text))
        return self._outermost.handle(request, now)

    @property
    def _outermost(self) -> Machine:
        return self.twisted[-1] if self.twisted else self.faulty or self.machine

    def fail(self, faults: Sequence[Fault]) -> None:
        plain = [fault for fault in faults if fault.kind not in TWISTS]
        rules = tuple(Rule(what=self._what(fault), when=self._when(fault)) for fault in plain)
        self.faulty = Faulty(self.machine, Plan(rules=rules)) if rules else None
        self.twisted = []
        for fault in faults:
            if fault.kind in TWISTS:
                self.twisted.append(Twister(self._outermost, fault, self._when(fault)))

    def hits(self) -> int:
        return (len(self.faulty.fired) if self.faulty else 0) + sum(one.hits for one in self.twisted)

    def _when(self, fault: Fault) -> When:
        found = self.where["write" if fault.kind.startswith("refuse_") else fault.on]
        times = None if fault.kind in ("clock_ahead", "refuse_row", "refuse_batch") else fault.times
        return When(method=found.method, path=found.path, from_=fault.skip + 1, times=times)

    def _what(self, fault: Fault) -> What:
        if fault.kind in _LINES:
            return Line(kind=fault.kind, seconds=20.0)
        if fault.kind in _PAGES:
            return Pages(kind=_PAGES[fault.kind], rows=fault.rows, cursors="new")
        if fault.kind in _ANSWERS:
            return Answer(name=_ANSWERS[fault.kind], retry_after=fault.retry_after)
        if fault.kind == "busy":
            return Answer(name=self.busy, retry_after=fault.retry_after)
        if fault.kind == "clock_ahead":
            return Clock(ahead=AHEAD)
        if fault.kind in ("refuse_row", "refuse_batch"):
            return Refuse(ids=(fault.id,), whole=fault.kind == "refuse_batch")
        raise NotApplicable(f"the sandbox has no fault {fault.kind}")

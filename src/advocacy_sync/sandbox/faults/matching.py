"""Whether a rule is about a call: filters, counts, chance by the seed, and how often it may still fire."""

from __future__ import annotations

import re
from datetime import datetime
from fnmatch import translate
from urllib.parse import unquote_plus

from advocacy_sync.sandbox.chance import chance
from advocacy_sync.sandbox.faults.plan import Rule
from advocacy_sync.sandbox.wire import Request

__all__ = ["Watchman"]


class Watchman:
    """One rule and its counters. `place` is the rule's place in the plan: two equal rules draw apart."""

    def __init__(self, rule: Rule, place: int, seed: int) -> None:
        self.rule, self.place, self._seed = rule, place, seed
        self.matched = 0
        self.fired = 0
        when = rule.when
        self._methods = frozenset(method.upper() for method in when.method)
        self._path = re.compile(translate(when.path)).match if when.path else None
        self._body = re.compile(translate(when.body)).match if when.body else None

    def due(self, request: Request, now: datetime) -> bool:
        """Whether the rule is about this call. A call that passes the filters is counted."""
        if self.spent or not self.open(now) or not self._filtered(request):
            return False
        self.matched += 1
        when, number = self.rule.when, self.matched
        if when.at is not None:
            return True
        if number < when.from_ or (when.until is not None and number >= when.until):
            return False
        if when.calls and number not in when.calls:
            return False
        if (number - when.from_ + 1) % when.every:
            return False
        return when.probability >= 1 or chance(self._seed, self.place, number) < when.probability

    @property
    def spent(self) -> bool:
        times = 1 if self.rule.when.at is not None else self.rule.when.times
        return times is not None and self.fired >= times

    def open(self, now: datetime) -> bool:
        """Whether the instant is one of the rule's."""
        when = self.rule.when
        start = when.at or when.after
        return not ((start is not None and now < start) or (when.before is not None and now >= when.before))

    def _filtered(self, request: Request) -> bool:
        if self._methods and request.method not in self._methods:
            return False
        if self._path and not (self._path(request.raw_path) or self._path(unquote_plus(request.target))):
            return False
        return not self._body or bool(self._body(request.body.decode("utf-8", "replace")))

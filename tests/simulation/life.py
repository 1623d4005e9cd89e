"""A process that dies: at the n-th call or commit, before it or after it, and then does nothing more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any

from advocacy_sync.sandbox.wire import Machine, Request, Response
from advocacy_sync.store.unit_of_work import SqlStore, SqlUnitOfWork

__all__ = ["Death", "Life", "Mortal", "MortalStore"]


class Death(BaseException):
    """What SIGKILL would do: no handler gets to write anything any more."""


@dataclass
class Life:
    """`last`: the number of the point at which it ends, None for old age. `journal`: called with every event."""

    last: int | None = None
    points: int = 0
    dead: bool = False
    events: Any = field(default_factory=lambda: blake2b(digest_size=16))

    def note(self, *parts: object) -> None:
        self.events.update(repr(parts).encode())

    def pass_point(self) -> None:
        """One more point at which it could end. Raises Death there, and at every point after."""
        self.points += 1
        if self.dead or self.points == self.last:
            self.dead = True
            raise Death

    def check(self) -> None:
        if self.dead:
            raise Death


@dataclass
class Mortal:
    """A machine whose client may die before the request goes out, or after it took effect."""

    machine: Machine
    life: Callable[[], Life]

    def handle(self, request: Request, now: datetime) -> Response:
        life = self.life()
        life.pass_point()
        response = self.machine.handle(request, now)
        life.note(request.method, request.target, request.body, response.status, response.line, now)
        life.pass_point()
        return response


@dataclass
class MortalStore:
    """A store whose user may die before a commit, or after it."""

    store: SqlStore
    life: Life

    @contextmanager
    def begin(self) -> Iterator[SqlUnitOfWork]:
        self.life.check()
        with self.store.begin() as work:
            yield work
            self.life.pass_point()
        self.life.note("commit")
        self.life.pass_point()

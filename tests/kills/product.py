"""One cycle of the product in a child process, which is killed at a given point or moment, or lives."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from advocacy_sync import compose
from advocacy_sync.cli.demo import local_settings
from advocacy_sync.kernel.clock import FixedClock
from advocacy_sync.ports.crm import Change, CrmSession, Receipt
from advocacy_sync.services.cycle import Programme
from advocacy_sync.store.unit_of_work import SqlStore, SqlUnitOfWork
from simulation.scenery import OBJECTS

__all__ = ["fork_cycle", "remember_files"]


def remember_files() -> None:
    """Mapping and rule files are read once, by the parent of all children."""
    for name in ("load_mappings", "load_rules"):
        setattr(compose, name, cache(getattr(compose, name)))
    for crm in OBJECTS:
        compose.load_mappings(crm, None)
    compose.load_rules(None)


@dataclass
class Fate:
    """Counts points, before and after each commit and each write to a CRM, and ends the process at one."""

    last: int | None
    points: int = 0

    def pass_point(self) -> None:
        self.points += 1
        if self.points == self.last:
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class FatedStore:
    store: SqlStore
    fate: Fate

    @contextmanager
    def begin(self) -> Iterator[SqlUnitOfWork]:
        with self.store.begin() as work:
            yield work
            self.fate.pass_point()
        self.fate.pass_point()


@dataclass
class FatedWriter:
    writer: Any
    fate: Fate

    def __getattr__(self, name: str) -> Any:
        return getattr(self.writer, name)

    def write(self, object_name: str, changes: Sequence[Change]) -> list[Receipt]:
        self.fate.pass_point()
        receipts: list[Receipt] = self.writer.write(object_name, changes)
        self.fate.pass_point()
        return receipts


def fork_cycle(addresses: dict[str, str], store_url: str, as_of: datetime, last: int | None = None) -> tuple[int, int]:
    """(process id, reading end of a pipe) of a child that runs one cycle and dies at its `last`-th point."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    os.close(reading)
    try:
        fate = Fate(last)
        green = cycle(addresses, store_url, as_of, fate)
        os.write(writing, str(fate.points).encode())
        os._exit(0 if green else 1)
    except BaseException as error:  # the child must not go on as its parent
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
        os._exit(2)


def cycle(addresses: dict[str, str], store_url: str, as_of: datetime, fate: Fate) -> bool:
    """Pull, flag, attribute, push; whether all was green."""
    made = _programme(addresses, store_url, as_of, fate)
    pulled = made.pull().pulled.green
    flagged = made.flag().green
    made.attribute()
    return pulled and flagged and made.push().green


def _programme(addresses: dict[str, str], store_url: str, as_of: datetime, fate: Fate) -> Programme:
    told = {
        "currency": "USD",
        "salesforce": {
            "url": addresses["salesforce"],
            "client_id": "sandbox-client",
            "client_secret": "sandbox-secret",
        },
        "hubspot": {"url": addresses["hubspot"], "token": "pat-na1-sandbox"},
    }
    made = compose.build(local_settings(told, store_url), FixedClock(as_of))
    assert isinstance(made.store, SqlStore)
    connections = [
        replace(
            one,
            session=CrmSession(one.session.reader, FatedWriter(one.session.writer, fate)),
            files=tuple(file for file in one.files if file.document.object in OBJECTS[one.crm]),
        )
        for one in made.connections
    ]
    return replace(made, store=FatedStore(made.store, fate), connections=connections)

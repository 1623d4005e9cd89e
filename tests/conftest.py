"""Stores on both databases, migrated and empty, one per test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from advocacy_sync.services.proof import broken
from advocacy_sync.store.unit_of_work import SqlStore
from databases import Server, running_server, sqlite_store


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    with running_server() as server:
        yield server


def _checked(request: pytest.FixtureRequest, *stores: SqlStore) -> None:
    """The checker, after every test that writes to a store: a test says `unsound` if it breaks one on purpose."""
    if request.node.get_closest_marker("unsound") is None:
        assert [text for store in stores for text in broken(store)] == []


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    """A test that takes this runs once on each database."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            made = stack.enter_context(sqlite_store(tmp_path))
        else:
            server: Server = request.getfixturevalue("postgresql")
            made = stack.enter_context(server.store())
        yield made
        _checked(request, made)


@dataclass(frozen=True)
class Twins:
    sqlite: SqlStore
    postgresql: SqlStore

    def __iter__(self) -> Iterator[SqlStore]:
        return iter((self.sqlite, self.postgresql))


@pytest.fixture
def twins(request: pytest.FixtureRequest, postgresql: Server, tmp_path: Path) -> Iterator[Twins]:
    """One store of each kind."""
    with sqlite_store(tmp_path) as one, postgresql.store() as other:
        yield Twins(one, other)
        _checked(request, one, other)


@pytest.fixture
def light(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    """For what does not depend on the database: the embedded one."""
    with sqlite_store(tmp_path) as store:
        yield store
        _checked(request, store)

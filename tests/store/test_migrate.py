"""The migrations: repeatable, in step with the tables, and asked for where they have not run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, inspect, text

from advocacy_sync.kernel.errors import ConfigError, RetryableError
from advocacy_sync.ports.store import Checkpoint
from advocacy_sync.store import migrate
from advocacy_sync.store.engine import HEAD, open_engine, require_version, schema_version
from advocacy_sync.store.migrate import upgrade
from advocacy_sync.store.schema import metadata
from advocacy_sync.store.unit_of_work import SqlStore
from databases import Server
from store.builders import T0


def test_the_version_that_the_program_writes_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_migrations_make_exactly_the_tables_that_the_program_knows(store: SqlStore) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_upgrading_again_changes_nothing_and_keeps_what_is_stored(store: SqlStore) -> None:
    insert = text("INSERT INTO connection VALUES ('org', 'salesforce', '00D', '2026-01-01 00:00:00')")
    with store.engine.begin() as connection:
        connection.execute(insert)
        before = sorted(inspect(connection).get_table_names())
    upgrade(store.engine)
    with store.engine.begin() as connection:
        assert sorted(inspect(connection).get_table_names()) == before
        assert connection.execute(text("SELECT org_id FROM connection")).scalar_one() == "00D"
    assert schema_version(store.engine) == HEAD


def test_a_store_at_the_newest_version_is_accepted(store: SqlStore) -> None:
    require_version(store.engine)


def test_an_old_store_is_refused_with_the_advice(store: SqlStore) -> None:
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    with pytest.raises(ConfigError, match=r"is at version 0000, .* needs .*'advocacy-sync store upgrade'"):
        require_version(store.engine)


def test_an_empty_sqlite_store_is_refused_with_the_advice(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    with pytest.raises(ConfigError, match=r"is empty, .*'advocacy-sync store upgrade'"):
        require_version(engine)
    engine.dispose()


def test_an_empty_postgresql_store_is_refused_with_the_advice(postgresql: Server) -> None:
    with postgresql.database() as url:
        engine = open_engine(url)
        with pytest.raises(ConfigError, match=r"is empty, .*'advocacy-sync store upgrade'"):
            require_version(engine)
        engine.dispose()


@pytest.mark.parametrize("url", ["", "mysql://host/db", "advocacy.db", "postgresql://host/db", "oracle+none://x"])
def test_an_address_that_is_neither_database_is_refused_with_both_forms(url: str) -> None:
    with pytest.raises(ConfigError, match=r"sqlite:///advocacy\.db or postgresql\+psycopg://"):
        open_engine(url)


@pytest.mark.parametrize("ask", [schema_version, upgrade])
def test_an_address_that_nobody_answers_at_says_nothing_of_its_password(ask: Callable[[Engine], object]) -> None:
    engine = open_engine("postgresql+psycopg://user:opensesame@127.0.0.1:1/nothing")
    with pytest.raises(RetryableError) as caught:
        ask(engine)
    assert "cannot be reached" in str(caught.value)
    assert "opensesame" not in str(caught.value)


def test_sqlite_keeps_a_write_ahead_log_and_syncs_fully(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'new.db'}")
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar_one() == 2
    engine.dispose()


# --- from the first released version --------------------------------------------------------------

FIRST: dict[str, dict[str, Any]] = {
    "account": {"id": "org/Account/1", "name": "Zoë"},
    "activity": {"id": "org/Act/1", "kind": "quote", "status": "completed", "occurred_at": T0},
    "activity_opportunity": {"id": "org/Act/1", "activity": "org/Act/1", "opportunity": "org/Deal/1"},
    "advocate": {"id": "org/Contact/1", "contact": "org/Contact/1", "status": "candidate", "since": T0, "reason": "r"},
    "audience": {"id": "org/Act/1/2", "activity": "org/Act/1", "contact": "org/Contact/1"},
    "checkpoint": {
        "connection": "org", "object": "Deal", "bound": T0, "window_end": T0, "cursor": "c", "mapping": "m",
        "completed_at": T0,
    },
    "connection": {"name": "org", "crm": "salesforce", "org_id": "00D", "first_seen": T0},
    "intent": {
        "id": 1, "plan": 1, "source_key": "org/Deal/1", "field": "F", "value": "v", "before": "null",
        "after": '"7.00"', "reason": "r", "outcome": "applied", "message": "", "settled_at": T0,
    },
    "plan": {"id": 1, "run": 1, "created_at": T0, "status": "open"},
    "run": {"id": 1, "job": "pull", "started_at": T0, "status": "running", "note": ""},
    "source_row": {
        "key": "org/Deal/1", "connection": "org", "object": "Deal", "external_id": "1", "payload": "{}",
        "digest": "0" * 32, "stamp": T0, "deleted": False, "mapping": "m", "outcome": "inserted", "first_run": 1,
        "last_run": 1,
    },
}  # fmt: skip
DULL: dict[type, object] = {str: "x", int: 1, bool: False, datetime: T0, date: T0.date()}


@pytest.fixture(params=["sqlite", "postgresql"])
def first(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A store of the first version with a row in every table."""
    with ExitStack() as stack:
        url = f"sqlite:///{tmp_path / 'first.db'}"
        if request.param == "postgresql":
            server: Server = request.getfixturevalue("postgresql")
            url = stack.enter_context(server.database())
        engine = open_engine(url)
        stack.callback(engine.dispose)
        upgrade(engine, "0001")
        tables = MetaData()
        tables.reflect(engine)
        with engine.begin() as connection:
            for name, table in tables.tables.items():
                if name != "alembic_version":
                    usual = {one.name: DULL[one.type.python_type] for one in table.c if not one.nullable}
                    connection.execute(table.insert().values({**usual, **FIRST.get(name, {})}))
        yield engine


def contents(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        return {
            name: [dict(row._mapping) for row in connection.execute(table.select())]
            for name, table in tables.tables.items()
            if name != "alembic_version"
        }


def test_every_value_of_the_first_version_is_there_after_the_upgrade(first: Engine) -> None:
    before = contents(first)
    assert all(len(found) == 1 for found in before.values())
    upgrade(first)
    after = contents(first)
    changed = {"checkpoint": {"bound", "window_end", "cursor", "mapping"}, "plan": {"status"}}
    for name, [row] in before.items():
        kept = {column: value for column, value in row.items() if column not in changed.get(name, ())}
        [found] = after[name]
        assert {column: found[column] for column in kept} == kept, name
    assert schema_version(first) == HEAD


def test_an_upgraded_store_has_the_tables_of_a_new_one(first: Engine) -> None:
    upgrade(first)
    with first.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
        for name, table in metadata.tables.items():
            assert inspect(connection).get_pk_constraint(name)["constrained_columns"] == [
                column.name for column in table.primary_key
            ], name


def test_an_upgraded_store_is_read_by_the_program(first: Engine) -> None:
    upgrade(first)
    with SqlStore(first).begin() as work:
        assert work.checkpoints.get("org", "Deal") == Checkpoint(completed_at=T0)  # everything is read once more
        [intent] = work.pushes.intents(1)
        assert (intent.before, intent.after, intent.outcome, intent.rule) == (None, "7.00", "applied", "owned")
        plan = work.pushes.newest()
        assert plan is not None
        assert (plan.status, plan.kind) == ("applied", "push")  # what it saw is too long ago to be written
        assert work.runs.orphans(1) == [1]
        assert next(iter(work.records.all("account"))).name == "Zoë"
        work.checkpoints.put("org", "Deal", "audit", Checkpoint())


def test_an_upgrade_that_fails_half_way_leaves_the_first_version(
    first: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(first)
    real = Operations.batch_alter_table

    def break_off(self: Operations, name: str, *words: Any, **more: Any) -> Any:
        if name == "intent":
            raise RuntimeError("power cut")
        return real(self, name, *words, **more)

    monkeypatch.setattr(Operations, "batch_alter_table", break_off)
    with pytest.raises(RuntimeError, match="power cut"):
        upgrade(first)
    monkeypatch.undo()
    assert schema_version(first) == "0001"
    assert contents(first) == before
    upgrade(first)
    assert schema_version(first) == HEAD

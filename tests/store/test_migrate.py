"""The migrations: repeatable, in step with the tables, and asked for where they have not run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from advocacy_sync.kernel.errors import ConfigError, RetryableError
from advocacy_sync.store import migrate
from advocacy_sync.store.engine import HEAD, open_engine, require_version, schema_version
from advocacy_sync.store.migrate import upgrade
from advocacy_sync.store.schema import metadata
from advocacy_sync.store.unit_of_work import SqlStore
from databases import Server


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

"""One transaction, one commit: all of a block or nothing, on either database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from advocacy_sync.kernel.errors import RetryableError
from advocacy_sync.kernel.ids import RunId
from advocacy_sync.kernel.money import Money
from advocacy_sync.ports.store import Checkpoint, Intent, Outcome, Plan, PushedValue
from advocacy_sync.store.unit_of_work import SqlStore
from conftest import Twins
from dump import everything, rows
from store.builders import RUN, T0, account, all_of, contact, day, deal, hours, problem, put, role, source, written


def test_what_a_block_wrote_is_there_for_the_next(store: SqlStore) -> None:
    with store.begin() as work:
        run = work.runs.start("pull", T0)
    with store.begin() as work:
        assert work.runs.get(run) is not None


def test_nothing_is_committed_before_the_block_ends(store: SqlStore) -> None:
    with store.begin() as work:
        work.runs.start("pull", T0)
        if store.engine.dialect.name == "postgresql":  # SQLite lets a reader see only what is committed, by design
            assert rows(store, "run") == []
    assert len(rows(store, "run")) == 1


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt, RetryableError])
def test_an_error_leaves_nothing_of_the_block(store: SqlStore, failure: type[BaseException]) -> None:
    before = everything(store)

    def write_and_fail() -> None:
        with store.begin() as work:
            work.runs.start("pull", T0)
            work.runs.pin("org", "salesforce", "00D", T0)
            raise failure("half way")

    with pytest.raises(failure):
        write_and_fail()
    assert everything(store) == before


def test_a_store_that_breaks_off_says_so_without_quoting_values(light: SqlStore) -> None:
    with light.engine.begin() as connection:
        connection.execute(text("DROP TABLE connection"))
    with pytest.raises(RetryableError) as caught, light.begin() as work:
        work.runs.pin("org", "salesforce", "opensesame", T0)
    assert "nothing of it was kept" in str(caught.value)
    assert "opensesame" not in str(caught.value)


def test_writers_that_read_first_wait_for_each_other(store: SqlStore) -> None:  # B-07
    """On SQLite a transaction that began by reading cannot write any more once another one has."""

    def count(connection: str) -> None:
        for _ in range(25):
            with store.begin() as work:
                work.runs.count(run, connection, "Deal", {"replayed": 1})

    with store.begin() as work:
        run = work.runs.start("pull", T0)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(count, ["a", "b", "c", "d"]))
    assert [row["count"] for row in rows(store, "run_outcome")] == [25] * 4


zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
instants = st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=zones)  # noqa: DTZ001


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(instant=instants)
def test_instants_come_back_aware_and_in_utc(store: SqlStore, instant: datetime) -> None:
    with store.begin() as work:
        run = work.runs.start("pull", instant)
    with store.begin() as work:
        found = work.runs.get(run)
    assert found is not None
    assert found.started_at == instant
    assert found.started_at.utcoffset() == timedelta(0)


def test_a_deal_comes_back_with_every_field(store: SqlStore) -> None:
    one = deal(
        "1",
        amount=2**63 - 1,
        account="org/Account/1",
        name="Zoë \U0001f600",
        close_date=day("2026-02-28"),
        owner="org/User/1",
    )
    put(store, written(source("Deal", "1"), ("opportunity", one)))
    assert all_of(store, "opportunity") == [one]


def test_no_amount_is_not_an_amount_of_nothing(store: SqlStore) -> None:
    put(
        store,
        written(source("Deal", "1"), ("opportunity", deal("1", amount=None))),
        written(source("Deal", "2"), ("opportunity", deal("2", amount=0))),
    )
    assert [found.amount for found in all_of(store, "opportunity")] == [None, Money(0, "USD")]


# --- both databases -------------------------------------------------------------------------------


def _story(store: SqlStore) -> None:
    """A bit of everything that a store is asked to do."""
    with store.begin() as work:
        run = work.runs.start("pull", T0)
        work.runs.pin("org", "salesforce", "00D", T0)
    put(
        store,
        written(source("Account", "1", Name="Ärger \x00"), ("account", account("1", domain="acme.example"))),
        written(
            source("Contact", "1"), ("contact", contact("1", account="org/Account/1", verified_on=day("2026-01-05")))
        ),
        written(source("Deal", "1"), ("opportunity", deal("1")), ("opportunity_role", role("1", "1"))),
        written(source("Deal", "2"), outcome=Outcome.REJECTED, problems=[problem("amount")]),
        run=run,
    )
    put(
        store,
        written(source("Deal", "1", n="2"), ("opportunity", deal("1", amount=7)), known=True, read_at=T0 + hours(1)),
    )
    put(store, written(source("Deal", "2", deleted=True), known=True, outcome=Outcome.TOMBSTONE))
    with store.begin() as work:
        work.identity.rekey("contact", {"org/Contact/1": ["id:1", "email:a@b.example"]})
        work.checkpoints.put("org", "Deal", "changes", Checkpoint(bound=T0, sources=("Name",), completed_at=T0))
        work.runs.count(run, "org", "Deal", {"seen": 2, "inserted": 1, "rejected": 1, "stale": 0})
        work.ledger.post([_entry(run)])
        intent = Intent(id=None, source_key="org/Deal/1", field="F", value="v", before=None, after="é", reason="r")
        made = Plan(id=0, run=run, created_at=T0, status="open", kind="push", cost=3, sha256="0" * 64)
        plan = work.pushes.open_plan(made, [intent])
        work.pushes.mark(plan, "applied")
        work.pushes.put_values([PushedValue(source_key="org/Deal/1", field="F", written="é", written_at=T0)])
        work.runs.finish(run, "green", "", T0 + hours(1))


def _entry(run: RunId) -> dict[str, object]:
    nothing = dict.fromkeys(("activity", "contact", "account", "activity_kind", "reverses"))
    return {
        **nothing, "run": run, "posted_at": T0, "opportunity": "org/Deal/1", "amount_minor": 7, "currency": "USD",
        "weight": "1", "model": "linear", "model_version": "1", "inputs": "0" * 32, "reason": "posted",
    }  # fmt: skip


@pytest.mark.unsound
def test_both_databases_hold_the_same_after_the_same(twins: Twins) -> None:
    for one in twins:
        _story(one)
    assert everything(twins.sqlite) == everything(twins.postgresql)


def test_records_are_read_in_the_same_order_on_both_databases(twins: Twins) -> None:
    awkward = ["a", "B", "_", "-", "é", "Z", "10", "9", "a b", "aB"]
    for one in twins:
        put(
            one,
            *[written(source("Account", name), ("account", account(name)), read_at=T0) for name in awkward],
            run=RUN,
        )
    found = [[record.id for record in all_of(one, "account")] for one in twins]
    assert found[0] == found[1]

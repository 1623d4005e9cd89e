"""Many rows at once: few go statement by statement, many by COPY where there is one, and the rows are the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from advocacy_sync.ports.store import Outcome, Written
from advocacy_sync.records.kinds import DealKind, DealStatus
from advocacy_sync.store.bulk import COPY_FROM, among, insert_new, upsert, write
from advocacy_sync.store.schema import lease, source_row
from advocacy_sync.store.unit_of_work import SqlStore
from conftest import Twins
from dump import canonical, rows
from store.builders import T0, all_of, contact, day, deal, hours, put, source, written

SIZES = [1, COPY_FROM - 1, COPY_FROM, COPY_FROM * 3]


def leases(size: int, holder: str) -> list[dict[str, Any]]:
    return [{"name": f"l{number:05}", "holder": holder, "fence": number, "until": T0} for number in range(size)]


def holders(store: SqlStore) -> list[str]:
    return [row["holder"] for row in rows(store, "lease")]


@pytest.mark.parametrize("size", SIZES)
def test_rows_are_inserted_then_overwritten_but_for_what_is_kept(store: SqlStore, size: int) -> None:
    with store.engine.begin() as connection:
        upsert(connection, lease, leases(size, "first"))
        upsert(
            connection, lease, [{**row, "fence": 7, "until": T0 + hours(1)} for row in leases(size, "x")], ["holder"]
        )
    assert holders(store) == ["first"] * size
    assert {(row["fence"], row["until"]) for row in rows(store, "lease")} == {(7, T0 + hours(1))}


@pytest.mark.parametrize("size", SIZES)
def test_rows_that_are_there_are_left_alone_by_those_that_are_only_to_be_added(store: SqlStore, size: int) -> None:
    with store.engine.begin() as connection:
        insert_new(connection, lease, leases(1, "first"))
        insert_new(connection, lease, leases(size, "second"))
    assert holders(store) == ["first"] + ["second"] * (size - 1)


@pytest.mark.parametrize("size", SIZES)
def test_any_number_of_keys_is_looked_up_at_once(store: SqlStore, size: int) -> None:
    with store.engine.begin() as connection:
        upsert(connection, lease, leases(size + 1, "held"))
        keys = [f"l{number:05}" for number in range(size)]
        query = select(lease.c.name).where(among(connection, lease.c.name, [*keys, 'no "such" key', "ü"]))
        assert sorted(connection.execute(query).scalars()) == keys
        assert connection.execute(select(lease.c.name).where(among(connection, lease.c.name, []))).all() == []


def test_rows_called_fresh_that_are_there_fail_as_every_fault_of_the_database_does(twins: Twins) -> None:
    store = twins.postgresql  # SQLite has no way of its own for fresh rows
    held = [tuple(row.values()) for row in leases(COPY_FROM, "first")]
    for _ in range(2):
        with store.engine.begin() as connection:
            write(connection, lease, tuple(leases(1, "")[0]), held)
    with pytest.raises(DBAPIError), store.engine.begin() as connection:
        write(connection, lease, tuple(leases(1, "")[0]), held, fresh=True)


def deals(numbers: Sequence[int], **more: Any) -> list[Written]:
    known = bool(more.pop("known", False))
    outcome = Outcome.UPDATED if known else Outcome.INSERTED
    at = T0 + hours(1) if known else T0
    return [
        written(
            source("Deal", str(number), at=at, said=repr(more)),
            ("opportunity", deal(str(number), close_date=day("2026-04-01"), kind=DealKind.RENEWAL, **more)),
            known=known,
            outcome=outcome,
            read_at=at,
        )
        for number in numbers
    ]


def test_a_large_page_of_deals_opens_their_history_and_the_next_one_goes_on_with_it(twins: Twins) -> None:
    numbers = range(COPY_FROM * 2)
    for store in twins:
        put(store, *deals(numbers))
        put(store, *deals(numbers[::2], known=True, status=DealStatus.WON, amount=None))
        open_ = [row for row in rows(store, "opportunity_version") if row["known_to"] is None]
        assert len(open_) == len(numbers)
        assert len(rows(store, "opportunity_version")) == len(numbers) * 3 // 2
    assert canonical(twins.sqlite) == canonical(twins.postgresql)


def test_a_page_of_new_and_known_rows_is_the_same_on_both_databases(twins: Twins) -> None:
    people = [written(source("Contact", str(n)), ("contact", contact(str(n), email="a@b.example"))) for n in range(450)]
    again = [replace(one, known=True, outcome=Outcome.UPDATED) for one in people[:225]]
    for store in twins:
        put(store, *people[:225])
        put(store, *again, *people[225:])
    assert canonical(twins.sqlite) == canonical(twins.postgresql)


def test_new_records_that_nobody_else_speaks_of_stand_for_themselves(store: SqlStore) -> None:
    people = [written(source("Contact", str(n)), ("contact", contact(str(n), title="CFO"))) for n in range(3)]
    with store.begin() as work:
        lone = {"org/Contact/0": ["id:0", "email:a@b.example"], "org/Contact/1": []}
        work.sources.put(1, "m1", people, lone=lone)  # type: ignore[arg-type]
    assert all_of(store, "contact") == [contact("0", title="CFO"), contact("1", title="CFO")]
    with store.begin() as work:
        assert [member.id for member in work.identity.dirty("contact", 10)] == ["org/Contact/2"]
        assert work.identity.taken("contact", ["email:a@b.example", "id:0", "id:1"]) == {"email:a@b.example", "id:0"}
        assert work.identity.taken("account", ["id:0"]) == work.identity.taken("contact", []) == set()


def test_a_stamp_is_read_as_it_was_written_whatever_the_number_of_rows(store: SqlStore) -> None:
    for size in (1, COPY_FROM):
        put(store, *[written(source("Thing", f"{size}-{n}", at=T0 + hours(n / 3600))) for n in range(size)])
    with store.engine.connect() as connection:
        stamps = connection.execute(select(source_row.c.stamp).order_by(source_row.c.stamp)).scalars().all()
    assert stamps == [T0, *(T0 + hours(n / 3600) for n in range(COPY_FROM))]

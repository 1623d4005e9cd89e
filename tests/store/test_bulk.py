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


# --- what a page never is, and a large org is -----------------------------------------------------

MANY = 70_000  # more than either database takes parameters in one statement (32,766; 65,535)
ODD = (
    "tab\tnew\nline\r\nend", "\\", "\\N", "\\.", "\\t", "\\.\nrest", "'quoted' \"twice\"", "a,b;c^d", "", " ", "NULL",
    "null", "Zoë, 東京, \U0001f600", "e\u0301", "\u200f\u2028\ufeff", "\x01\x1f\x7f", "%s ? :name $1 {}",
)  # fmt: skip


def test_thousands_of_wide_rows_come_back_as_they_were_on_both_databases(twins: Twins) -> None:
    """More parameters than a statement takes, and rows of many pages of the database."""
    people = [
        written(
            source(
                "Contact", f"{n:05}", note=f"{n} " + ODD[n % len(ODD)] * 20, wide="é" * (40_000 if n % 50 == 0 else 10)
            ),
            (
                "contact",
                contact(
                    f"{n:05}", first_name=ODD[n % len(ODD)] or None, email=f"p{n}@b.example", do_not_ask=n % 2 == 0
                ),
            ),
        )
        for n in range(6_000)
    ]
    for store in twins:
        put(store, *people)
        put(store, *[replace(one, known=True, outcome=Outcome.UPDATED) for one in people])
        with store.begin() as work:
            kept = work.sources.stored([str(one.row.key) for one in people])
            members = {member.id: member.record for member in work.identity.dirty("contact", len(people))}
        assert [kept[str(one.row.key)].payload for one in people] == [one.row.payload for one in people]
        assert [members[f"org/Contact/{n:05}"] for n in range(len(people))] == [one.records[0][1] for one in people]


@pytest.mark.parametrize("size", [len(ODD), COPY_FROM])
def test_text_means_nothing_to_the_way_it_takes(store: SqlStore, size: int) -> None:
    """A tab, a newline, a backslash and `\\N` are what COPY itself is made of; keys may hold them, too."""
    texts = [f"{ODD[n % len(ODD)]}{n // len(ODD) or ''}" for n in range(size)]
    wanted = {f"{n} {text}": text for n, text in enumerate(texts)}
    made = [{"name": name, "holder": text, "fence": 0, "until": T0} for name, text in wanted.items()]
    with store.engine.begin() as connection:
        insert_new(connection, lease, made)
        upsert(connection, lease, [{**row, "fence": 1} for row in made])
    assert {row["name"]: row["holder"] for row in rows(store, "lease")} == wanted
    assert {row["fence"] for row in rows(store, "lease")} == {1}
    with store.engine.connect() as connection:
        found = connection.execute(select(lease.c.name).where(among(connection, lease.c.name, [*wanted, "\\N"])))
        assert set(found.scalars()) == set(wanted)


@pytest.mark.parametrize("size", SIZES)
def test_a_nul_in_what_a_crm_says_is_kept_in_the_row(store: SqlStore, size: int) -> None:
    """PostgreSQL has no text with a NUL; JSON says it in other words."""
    put(store, *[written(source("Thing", f"{n:04}", said=f"a\x00b{n}")) for n in range(size)])
    with store.begin() as work:
        kept = [payload["said"] for _, _, payload in work.sources.standing("org", "Thing")]
    assert kept == [f"a\x00b{n}" for n in range(size)]


@pytest.mark.parametrize("size", SIZES)
def test_a_nul_that_the_database_refuses_is_said_as_every_fault_of_it_and_nothing_stays(
    twins: Twins, size: int
) -> None:
    store = twins.postgresql
    made = [*leases(size, "held"), {"name": "nul", "holder": "a\x00b", "fence": 0, "until": T0}]
    for way in (upsert, insert_new):
        with pytest.raises(DBAPIError), store.engine.begin() as connection:
            way(connection, lease, made)
        assert rows(store, "lease") == []
    with store.engine.begin() as connection:  # and the connection is as good as before
        upsert(connection, lease, leases(size, "held"))
    assert holders(store) == ["held"] * size


@pytest.mark.parametrize("size", SIZES)
def test_of_rows_to_be_added_that_come_twice_the_first_stays(store: SqlStore, size: int) -> None:
    with store.engine.begin() as connection:
        insert_new(connection, lease, [*leases(size, "first"), *leases(size, "second")])
    assert holders(store) == ["first"] * size


def test_rows_with_other_columns_follow_in_the_same_transaction(store: SqlStore) -> None:
    """What is copied goes through a table of the transaction's own, which the first statement leaves behind empty."""
    count = COPY_FROM * 2
    turned = [dict(reversed(row.items())) | {"holder": "third"} for row in leases(count, "")]
    with store.engine.begin() as connection:
        upsert(connection, lease, leases(count, "first"))
        insert_new(connection, lease, leases(count + 1, "second"))
        upsert(connection, lease, turned, ["fence"])
    assert holders(store) == ["third"] * count + ["second"]
    assert [row["fence"] for row in rows(store, "lease")] == list(range(count + 1))


def test_more_keys_than_a_statement_takes_parameters_are_looked_up_at_once(store: SqlStore) -> None:
    put(store, *[written(source("Contact", str(n)), ("contact", contact(str(n)))) for n in range(3)])
    keys = [f"org/Contact/{n}" for n in range(MANY, -1, -1)]
    wanted = {"org/Contact/0", "org/Contact/1", "org/Contact/2"}
    with store.begin() as work:
        work.identity.rekey("contact", {key: [f"email:{key}"] for key in wanted})
        assert set(work.sources.known(keys)) == set(work.sources.stored(keys)) == wanted
        assert set(work.identity.groups("contact", keys)) == wanted
        assert work.identity.taken("contact", [f"email:{key}" for key in keys]) == {f"email:{key}" for key in wanted}
        assert set(work.identity.holders("contact", [f"email:{key}" for key in keys])) == {
            f"email:{key}" for key in wanted
        }
        work.sources.touch(9, keys)  # type: ignore[arg-type]
        work.identity.settle("contact", [], keys, keys)
        assert work.identity.dirty("contact", 10) == []
        work.identity.settle("contact", [contact(str(n)) for n in range(3)], [], [])  # as the checker wants it
    assert {row["last_run"] for row in rows(store, "source_row")} == {9}


def test_thousands_of_keys_of_one_record_and_of_records_with_one_key(store: SqlStore) -> None:
    put(store, *[written(source("Contact", f"{n:04}"), ("contact", contact(f"{n:04}"))) for n in range(2_000)])
    own = [f"email:{n}@b.example" for n in range(3_000)]
    with store.begin() as work:
        members = [member.id for member in work.identity.dirty("contact", 5_000)]
        work.identity.rekey("contact", {members[0]: [*own, *own], **{member: ["email:all"] for member in members[1:]}})
        assert work.identity.taken("contact", own) == set(own)
        assert {key: len(held) for key, held in work.identity.holders("contact", [*own, "email:all"]).items()} == {
            **dict.fromkeys(own, 1), "email:all": 1_999,
        }  # fmt: skip
        work.identity.rekey("contact", {member: [] for member in members})
        assert work.identity.taken("contact", [*own, "email:all"]) == set()

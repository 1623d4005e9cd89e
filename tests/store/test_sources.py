"""Source rows: kept byte for byte, their records replaced with them, their troubles listed."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advocacy_sync.kernel.ids import RunId
from advocacy_sync.ports.store import Outcome
from advocacy_sync.store.sources import digest
from advocacy_sync.store.unit_of_work import SqlStore
from dump import rows
from store.builders import MAPPING, RUN, T0, all_of, contact, deal, hours, ids, problem, put, role, source, written

AWKWARD: dict[str, Any] = {
    "plain": "Zoë, 東京, \U0001f600, \N{RIGHT-TO-LEFT MARK}",
    "control": "tab\tnew\nline\x00nul\x7f",
    "separator": "\u2028",
    "quotes": "\"'\\",
    "empty": "",
    "none": None,
    "amount": "1054.50",
    "nested": {"b": [1, True, None], "a": {}},
    "": "no name",
}


def stored(store: SqlStore, object_name: str = "Deal") -> dict[str, dict[str, Any]]:
    with store.begin() as work:
        return {key.rpartition("/")[2]: payload for key, _, payload in work.sources.standing("org", object_name)}


def test_a_payload_comes_back_as_it_was_read(store: SqlStore) -> None:
    put(store, written(source("Deal", "1", **AWKWARD)))
    assert stored(store) == {"1": AWKWARD}


def test_the_stored_text_is_the_canonical_json_of_the_payload(store: SqlStore) -> None:
    put(store, written(source("Deal", "1", b="2", a="Zoë")))
    assert rows(store, "source_row")[0]["payload"] == '{"a":"Zoë","b":"2"}'


def test_a_lone_surrogate_is_replaced_because_no_database_can_hold_it(store: SqlStore) -> None:
    put(store, written(source("Deal", "1", name="broken \ud83d text", list=["\udc00"])))
    assert stored(store) == {"1": {"name": "broken ? text", "list": ["?"]}}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(payload=st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), json_values, max_size=4))
def test_equal_payloads_have_equal_fingerprints_whatever_their_order(payload: dict[str, Any]) -> None:
    row = source("Deal", "1")
    turned = dict(reversed(payload.items()))
    one, other = (digest(type(row)(key=row.key, payload=each, stamp=T0)) for each in (payload, turned))
    assert one == other
    assert orjson.loads(one[0]) == payload


def test_a_tombstone_has_another_fingerprint_than_the_row_it_ends() -> None:
    assert digest(source("Deal", "1", a="1"))[1] != digest(source("Deal", "1", a="1", deleted=True))[1]


def test_known_rows_are_found_by_key_and_others_are_not(store: SqlStore) -> None:
    row = source("Deal", "1", at=T0 + hours(1), a="1")
    put(store, written(row))
    with store.begin() as work:
        known = work.sources.known(["org/Deal/1", "org/Deal/2"])
    assert set(known) == {"org/Deal/1"}
    assert (known["org/Deal/1"].digest, known["org/Deal/1"].stamp) == (digest(row)[1], T0 + hours(1))
    assert known["org/Deal/1"].mapping == MAPPING


def test_more_keys_than_one_statement_takes_are_all_found(store: SqlStore) -> None:
    many = [written(source("Deal", str(number))) for number in range(1_203)]
    put(store, *many)
    with store.begin() as work:
        assert len(work.sources.known([str(one.row.key) for one in many])) == 1_203
        work.sources.touch(RunId(9), [str(one.row.key) for one in many])
        assert work.sources.count("org", "Deal") == 1_203
    assert {row["last_run"] for row in rows(store, "source_row")} == {9}


def test_writing_a_row_again_keeps_the_run_that_first_saw_it(store: SqlStore) -> None:
    put(store, written(source("Deal", "1", a="1")), run=RunId(1))
    put(store, written(source("Deal", "1", a="2"), known=True, outcome=Outcome.UPDATED), run=RunId(2))
    [row] = rows(store, "source_row")
    assert (row["first_run"], row["last_run"], row["outcome"]) == (1, 2, "updated")
    assert stored(store) == {"1": {"a": "2"}}


def test_deleted_rows_are_counted_but_give_no_payload(store: SqlStore) -> None:
    put(store, written(source("Deal", "1")), written(source("Deal", "2", deleted=True), outcome=Outcome.TOMBSTONE))
    assert list(stored(store)) == ["1"]
    with store.begin() as work:
        assert work.sources.count("org", "Deal") == 2


def test_a_read_back_is_laid_over_the_stored_row(store: SqlStore) -> None:
    put(store, written(source("Deal", "1", a="1", b="2")))
    seen = source("Deal", "1", at=T0 + hours(2), b="3")
    with store.begin() as work:
        work.sources.patch(RunId(2), [seen])
        known = work.sources.known(["org/Deal/1"])["org/Deal/1"]
    assert stored(store) == {"1": {"a": "1", "b": "3"}}
    assert known.digest == digest(source("Deal", "1", a="1", b="3"))[1]
    assert known.stamp == T0 + hours(2)


def test_a_read_back_never_takes_the_place_of_a_tombstone(store: SqlStore) -> None:
    put(store, written(source("Deal", "1", a="1")))
    before = rows(store, "source_row")
    gone = source("Deal", "1", at=T0 + hours(2), deleted=True)
    with store.begin() as work:
        work.sources.patch(RunId(2), [gone])
    assert rows(store, "source_row") == before  # the pull, which takes its records away, finds it unknown


def test_a_read_back_of_a_row_that_is_not_stored_stores_nothing(store: SqlStore) -> None:
    with store.begin() as work:
        work.sources.patch(RUN, [source("Deal", "1", a="1")])
    assert rows(store, "source_row") == []


# --- quarantine -----------------------------------------------------------------------------------


def quarantined(store: SqlStore) -> list[tuple[str, str]]:
    return [(row["source_key"], row["field"]) for row in rows(store, "quarantine")]


def test_the_quarantine_of_a_row_is_replaced_when_the_row_changes(store: SqlStore) -> None:
    rejected = Outcome.REJECTED
    put(
        store,
        written(source("Deal", "1", a="x"), outcome=rejected, problems=[problem("amount"), problem("stage")]),
        written(source("Deal", "2", a="x"), outcome=rejected, problems=[problem("amount")]),
    )
    put(store, written(source("Deal", "1", a="y"), known=True, outcome=rejected, problems=[problem("status")]))
    assert sorted(quarantined(store)) == [("org/Deal/1", "status"), ("org/Deal/2", "amount")]
    put(store, written(source("Deal", "1", a="z"), ("opportunity", deal()), known=True, outcome=Outcome.UPDATED))
    assert quarantined(store) == [("org/Deal/2", "amount")]


def test_what_cost_a_row_is_listed_before_what_cost_a_field(store: SqlStore) -> None:
    put(store, written(source("Deal", "1"), problems=[problem("owner", fatal=False), problem("amount")]))
    with store.begin() as work:
        found = [one["field"] for one in work.sources.problems(10)]
        assert found == ["amount", "owner"]
        assert len(work.sources.problems(1)) == 1


def test_a_rejected_row_leaves_what_was_known_of_it(store: SqlStore) -> None:
    put(store, written(source("Deal", "1", a="1"), ("opportunity", deal(amount=5))))
    put(
        store,
        written(source("Deal", "1", a="x"), known=True, outcome=Outcome.REJECTED, problems=[problem("amount")]),
    )
    [left] = all_of(store, "opportunity")
    assert left.amount.minor == 5
    assert quarantined(store) == [("org/Deal/1", "amount")]


# --- records of a row -----------------------------------------------------------------------------


def test_records_that_a_changed_row_no_longer_yields_are_removed(store: SqlStore) -> None:
    first, second = ("opportunity_role", role("1", "7")), ("opportunity_role", role("1", "8"))
    put(store, written(source("Deal", "1", n="1"), ("opportunity", deal()), first, second))
    put(
        store, written(source("Deal", "1", n="2"), ("opportunity", deal()), second, known=True, outcome=Outcome.UPDATED)
    )
    assert ids(all_of(store, "opportunity_role")) == ["org/Deal/1/8"]
    assert ids(all_of(store, "opportunity")) == ["org/Deal/1"]


def test_a_tombstone_removes_every_record_of_its_row(store: SqlStore) -> None:
    put(store, written(source("Deal", "1"), ("opportunity", deal()), ("opportunity_role", role("1", "7"))))
    put(store, written(source("Deal", "1", deleted=True), known=True, outcome=Outcome.TOMBSTONE))
    assert (all_of(store, "opportunity"), all_of(store, "opportunity_role")) == ([], [])
    assert rows(store, "link") == []


@pytest.mark.parametrize("before", [Outcome.REJECTED, Outcome.SKIPPED, Outcome.TOMBSTONE])
def test_a_record_that_came_late_leaves_with_its_row_all_the_same(store: SqlStore, before: Outcome) -> None:
    deleted = before is Outcome.TOMBSTONE
    put(store, written(source("Deal", "1", n="1", deleted=deleted), outcome=before))
    put(store, written(source("Deal", "1", n="2"), ("opportunity", deal()), known=True, outcome=Outcome.UPDATED))
    assert ids(all_of(store, "opportunity")) == ["org/Deal/1"]
    put(store, written(source("Deal", "1", n="3", deleted=True), known=True, outcome=Outcome.TOMBSTONE))
    assert all_of(store, "opportunity") == []


def test_a_contact_stands_until_the_last_row_that_speaks_of_it_is_gone(store: SqlStore) -> None:
    put(store, written(source("Contact", "1"), ("contact", contact("1"))))
    put(store, written(source("Contact", "2"), ("contact", contact("2"))))
    with store.begin() as work:
        work.identity.assign("contact", {"org/Contact/2": "org/Contact/1"})
        work.identity.settle("contact", [contact("1")], ["org/Contact/2"], ["org/Contact/1", "org/Contact/2"])
    put(store, written(source("Contact", "1", deleted=True), known=True, outcome=Outcome.TOMBSTONE))
    assert ids(all_of(store, "contact")) == ["org/Contact/1"]
    with store.begin() as work:
        assert [member.id for member in work.identity.dirty("contact", 10)] == ["org/Contact/2"]
    put(store, written(source("Contact", "2", deleted=True), known=True, outcome=Outcome.TOMBSTONE))
    assert all_of(store, "contact") == []

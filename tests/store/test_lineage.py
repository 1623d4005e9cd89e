"""Lineage: steps are kept, chains are followed, and what lives again has gone nowhere (CS-15, D-10)."""

from __future__ import annotations

from datetime import datetime

import pytest

from advocacy_sync.kernel.ids import RunId
from advocacy_sync.ports.store import Edge
from advocacy_sync.store.unit_of_work import SqlStore
from dump import rows
from store.builders import RUN, T0, hours


def key(name: str) -> str:
    return f"org/Contact/{name}"


def learn(store: SqlStore, *steps: tuple[str, str], at: datetime = T0, run: int = RUN) -> None:
    with store.begin() as work:
        work.lineage.put(RunId(run), [Edge(key(gone), key(heir), at) for gone, heir in steps])


def heirs(store: SqlStore) -> dict[str, str]:
    with store.begin() as work:
        return {gone.rpartition("/")[2]: heir.rpartition("/")[2] for gone, heir in work.lineage.heirs().items()}


def test_a_chain_of_merges_leads_to_its_end(store: SqlStore) -> None:
    learn(store, ("a", "b"), ("b", "c"), ("x", "c"))
    assert heirs(store) == {"a": "c", "b": "c", "x": "c"}


def test_it_does_not_matter_in_which_order_the_steps_were_learnt(store: SqlStore) -> None:
    learn(store, ("b", "c"))
    learn(store, ("a", "b"))
    assert heirs(store) == {"a": "c", "b": "c"}


def test_a_step_that_is_known_is_not_learnt_anew(store: SqlStore) -> None:
    learn(store, ("a", "b"), run=1)
    learn(store, ("a", "b"), ("c", "b"), at=T0 + hours(1), run=2)
    assert [(row["source_key"], row["run"], row["merged_at"]) for row in rows(store, "lineage")] == [
        (key("a"), 1, T0),
        (key("c"), 2, T0 + hours(1)),
    ]


def test_a_step_is_to_be_followed_until_it_was(store: SqlStore) -> None:
    learn(store, ("a", "b"), ("c", "b"))
    with store.begin() as work:
        assert work.lineage.unfollowed("org") == [key("a"), key("c")]
        assert work.lineage.unfollowed("or") == []
        work.lineage.followed([key("a")])
    learn(store, ("a", "b"), ("d", "b"))
    with store.begin() as work:
        assert work.lineage.unfollowed("org") == [key("c"), key("d")]
        work.lineage.followed([key("c"), key("d")])
    learn(store, ("c", "a"))  # elsewhere than was thought
    with store.begin() as work:
        assert work.lineage.unfollowed("org") == [key("c")]


def test_a_row_that_went_elsewhere_than_was_thought_leads_there(store: SqlStore) -> None:
    learn(store, ("a", "b"))
    learn(store, ("a", "c"))
    assert heirs(store) == {"a": "c"}


def test_a_row_does_not_go_into_itself(store: SqlStore) -> None:
    learn(store, ("a", "a"))
    assert heirs(store) == {}


@pytest.mark.unsound
def test_a_circle_leads_nowhere_and_ends(store: SqlStore) -> None:
    learn(store, ("a", "b"), ("b", "a"), ("x", "a"), ("y", "z"))
    assert heirs(store) == {"y": "z"}


@pytest.mark.parametrize(("seconds", "left"), [(-1, {"a": "b"}), (0, {"a": "b"}), (1, {})])
def test_only_a_row_that_was_changed_after_it_went_has_come_back(
    store: SqlStore, seconds: int, left: dict[str, str]
) -> None:
    learn(store, ("a", "b"))
    with store.begin() as work:
        work.lineage.revive({key("a"): T0 + hours(seconds / 3600), key("b"): T0 + hours(9)})
    assert heirs(store) == left


def test_more_rows_than_one_statement_takes_are_followed(store: SqlStore) -> None:
    learn(store, *[(str(number), "end") for number in range(1_201)])
    assert set(heirs(store).values()) == {"end"}
    with store.begin() as work:
        work.lineage.revive({key(str(number)): T0 + hours(1) for number in range(1_201)})
    assert heirs(store) == {}

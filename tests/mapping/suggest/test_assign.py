"""One column for one field, and what is left over as alternatives that are never sure."""

from __future__ import annotations

import pytest

from advocacy_sync.mapping.suggest.assign import SURE, assign, pooled
from advocacy_sync.mapping.suggest.score import Candidate


def candidate(canonical: str, source: str, odds: float, filled: float | None = None) -> Candidate:
    return Candidate(canonical, source, odds, filled=filled)


def found(*candidates: Candidate) -> dict[str, list[Candidate]]:
    fields: dict[str, list[Candidate]] = {}
    for one in candidates:
        fields.setdefault(one.canonical, []).append(one)
    return fields


def test_a_column_goes_to_the_field_that_it_fits_best() -> None:
    both = found(candidate("a", "X", 5.0), candidate("b", "X", 3.0), candidate("b", "Y", 1.0))
    assert {one.canonical: one.source for one in assign(both, ["a", "b"])} == {"a": "X", "b": "Y"}


def test_two_that_are_alike_are_both_doubtful() -> None:
    first = assign(found(candidate("a", "X", 4.0), candidate("a", "Y", 3.9)), ["a"])[0]
    assert (first.source, first.confidence < SURE) == ("X", True)


def test_alternatives_follow_and_are_never_sure() -> None:
    sources = [
        (one.source, one.confidence) for one in assign(found(candidate("a", "X", 4.0), candidate("a", "Y", 3.0)), ["a"])
    ]
    assert [source for source, _ in sources] == ["X", "Y"]
    assert sources[1][1] < min(SURE, sources[0][1])


def test_the_column_that_people_fill_in_goes_before_the_empty_one() -> None:
    two = found(candidate("a", "X", 5.0, filled=0.0), candidate("a", "Y", 4.0, filled=0.9))
    assert pooled(assign(two, ["a"]))["a"].source == "Y"


def test_an_empty_column_without_a_rival_keeps_its_place() -> None:
    assert assign(found(candidate("a", "X", 3.0, filled=0.0)), ["a"])[0].confidence > SURE


def unused(source: str, odds: float) -> Candidate:
    return Candidate("a", source, odds, filled=0.0, unused=30, standard=True)


def test_a_column_that_nobody_fills_in_is_not_sure() -> None:
    assert assign(found(unused("X", 9.0)), ["a"])[0].confidence < SURE


def test_what_resembles_an_unused_column_of_the_vendor_and_is_filled_goes_before_it_with_the_reason() -> None:
    first, *_ = assign(found(unused("X", 6.0), candidate("a", "Y", -1.0, filled=0.9)), ["a"])
    assert first.source == "Y"
    assert "X, the CRM's own field, is empty in all 30 sampled rows" in first.reason


def test_of_two_that_stand_in_for_an_unused_column_neither_is_sure() -> None:
    rivals = [candidate("a", source, 0.0, filled=0.9) for source in ("Y", "Z")]
    assert assign(found(unused("X", 6.0), *rivals), ["a"])[0].confidence < SURE


def own(odds: float, filled: float | None = None) -> Candidate:
    return Candidate("a", "X", odds, filled=filled, standard=True)


@pytest.mark.parametrize("filled", [None, 0.9])
@pytest.mark.parametrize("count", [1, 2, 20, 200])
def test_the_vendor_s_own_field_stays_sure_among_however_many_that_only_resemble_it(
    count: int, filled: float | None
) -> None:
    rivals = [candidate("a", f"Y{number}", 4.0, filled=filled) for number in range(count)]
    first = assign(found(own(6.0, filled), *rivals), ["a"])[0]
    assert (first.source, first.confidence) == ("X", 0.88)


def test_a_rival_as_good_as_the_vendor_s_own_field_leaves_both_doubtful_and_two_leave_it_more_so() -> None:
    one = assign(found(own(6.0), candidate("a", "Y", 5.9)), ["a"])[0]
    two = assign(found(own(6.0), candidate("a", "Y", 5.9), candidate("a", "Z", 5.9)), ["a"])[0]
    assert two.confidence < one.confidence < 0.6


def test_look_alikes_of_a_column_that_hardly_anybody_fills_in_count_each() -> None:
    rivals = [candidate("a", f"Y{number}", 0.4, filled=0.05) for number in range(20)]
    assert assign(found(own(3.0, 0.05), *rivals), ["a"])[0].confidence < SURE


def test_look_alikes_where_the_vendor_has_no_field_of_its_own_count_each() -> None:
    rivals = [candidate("a", f"Y{number}", 4.0) for number in range(20)]
    assert [
        one.source for one in assign(found(candidate("a", "X", 6.0), *rivals), ["a"]) if one.confidence >= SURE
    ] == []


def test_what_is_as_good_as_nothing_is_not_said() -> None:
    assert assign(found(candidate("a", "X", -3.9)), ["a"]) == []


def test_a_stage_may_tell_the_status_too() -> None:
    both = found(candidate("opportunity.stage", "S", 5.0), candidate("opportunity.status", "S", 1.0))
    assert {one.canonical for one in assign(both, ["opportunity.stage", "opportunity.status"])} == set(both)


def test_the_order_of_the_candidates_changes_nothing() -> None:
    parts = [candidate("a", "X", 2.0), candidate("a", "Y", 2.0), candidate("b", "X", 2.0), candidate("b", "Z", 1.0)]
    assert assign(found(*parts), ["a", "b"]) == assign(found(*reversed(parts)), ["a", "b"])

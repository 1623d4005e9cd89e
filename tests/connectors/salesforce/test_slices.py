"""A page of Bulk results in slices, resumed behind a mark or from its beginning."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from advocacy_salesforce import cells
from advocacy_salesforce.slices import Mark, slices
from advocacy_sync.kernel.ids import ConnectionName, ExternalId, SourceKey
from advocacy_sync.records.source_row import SourceRow


def table(ids: Sequence[str]) -> cells.Table:
    return cells.read(b"".join(cells.line([id], "^") for id in ["Id", *ids]), "^")


def decode(line: list[str]) -> SourceRow:
    key = SourceKey(ConnectionName("acme"), "Account", ExternalId(line[0]))
    return SourceRow(key=key, payload={}, stamp=datetime(2026, 1, 5, tzinfo=UTC))


def given_ids(ids: Sequence[str], size: int, mark: Mark) -> list[str]:
    return [row.key.external_id for part in slices(table(ids), decode, size, mark) for row in part.rows]


pages = st.lists(st.integers(0, 99).map(str), unique=True, max_size=12)


@given(pages, st.integers(1, 5), st.integers(1, 5))
def test_each_mark_goes_on_behind_its_slice_with_any_size(ids: list[str], size: int, other: int) -> None:
    before: list[str] = []
    for part in slices(table(ids), decode, size, Mark()):
        before += [row.key.external_id for row in part.rows]
        if part.mark is not None:
            rest = given_ids(ids, size, Mark.of(part.mark.members()))
            assert before + rest == ids
            assert set(before + given_ids(ids, other, part.mark)) == set(ids)
    assert before == ids


@given(pages, st.integers(1, 5), st.randoms())
def test_a_page_in_another_order_is_given_whole(ids: list[str], size: int, random: Random) -> None:
    turned = list(ids)
    random.shuffle(turned)
    for part in slices(table(ids), decode, size, Mark()):
        if part.mark is not None:
            kept = part.mark.rows
            found = set(ids[:kept]) | set(given_ids(turned, size, part.mark))
            assert found == set(ids)

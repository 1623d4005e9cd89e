"""A remote id never travels without its connection's name."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy_sync.kernel.ids import ConnectionName, ExternalId, SourceKey, parse_source_key

NAMES = st.text(st.characters(exclude_characters="/", exclude_categories=["Cs"]), min_size=1, max_size=12)


@settings(max_examples=80, deadline=None)
@given(NAMES, NAMES, st.text(max_size=20))
def test_a_source_key_reads_back_from_its_text(connection: str, kind: str, external: str) -> None:
    key = SourceKey(ConnectionName(connection), kind, ExternalId(external))
    assert parse_source_key(str(key)) == key
    assert key.record_id == str(key)


def test_slashes_stay_in_the_external_id() -> None:
    assert parse_source_key("acme/deals/7/12").external_id == "7/12"


@pytest.mark.parametrize("text", ["", "acme", "acme/deals"])
def test_fewer_than_three_parts_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_source_key(text)

"""Record ids and their checksum."""

from __future__ import annotations

import pytest

from advocacy_sync.sandbox.salesforce.ids import number_of, record_id, to18


@pytest.mark.parametrize(
    ("id15", "id18"), [("001D000000IqhSL", "001D000000IqhSLIAZ"), ("0015g00000ABcDe", "0015g00000ABcDeAAL")]
)
def test_fifteen_characters_get_the_vendors_checksum(id15: str, id18: str) -> None:
    assert to18(id15) == id18 == to18(id18)


def test_an_id_that_lost_its_case_is_restored_from_its_checksum() -> None:
    assert to18("001d000000iqhsliaz") == "001D000000IqhSLIAZ"


def test_ids_sort_as_they_were_numbered() -> None:
    ids = [record_id("001", number) for number in (1, 2, 61, 62, 63, 3844, 10**9)]
    assert ids == sorted(ids)
    assert [number_of(id) for id in ids] == [1, 2, 61, 62, 63, 3844, 10**9]


@pytest.mark.parametrize("text", ["", "x", "001D000000IqhS", "001D000000IqhSLIA!", "001D000000IqhSL999"])
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        to18(text)

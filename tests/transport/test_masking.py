"""What a vendor says of a value it refused is told without the value."""

from __future__ import annotations

from advocacy_sync.transport.masking import masked


def test_a_value_that_is_quoted_is_masked_wherever_it_stands() -> None:
    said = "Jane Doe (2), Joe Roe: 'Jane Doe (2)' is too long for Jane Doe (2)."
    assert masked(said, ["Jane Doe (2)"]) == "…, Joe Roe: '…' is too long for …."


def test_a_part_of_a_longer_word_is_left_as_it_is() -> None:
    assert masked("Only Marketing may make candidates", ["candidate"]) == "Only Marketing may make candidates"
    assert masked("candidate: not allowed", ["candidate"]) == "…: not allowed"


def test_the_longer_of_two_values_goes_first_and_short_ones_stay() -> None:
    assert masked("no: Ann Ek; Ann Ek, Bo", ["Ann Ek", "Ann Ek; Ann Ek", "Bo", None, True, 12]) == "no: …, Bo"

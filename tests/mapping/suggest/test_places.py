"""Countries by name and code."""

from __future__ import annotations

from advocacy_sync.mapping.suggest.places import CODES, COUNTRIES


def test_names_are_folded_and_codes_have_two_or_three_letters() -> None:
    assert [name for name in COUNTRIES if not name.isascii() or name != name.lower()] == []
    assert {len(code) for code in CODES} == {2, 3}


def test_a_country_is_known_in_the_languages_of_its_neighbours() -> None:
    assert {"germany", "deutschland", "allemagne", "alemania", "duitsland", "germania", "alemanha"} <= COUNTRIES

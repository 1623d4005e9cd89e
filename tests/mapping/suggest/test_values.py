"""What values look like."""

from __future__ import annotations

import pytest

from advocacy_sync.mapping.suggest.values import LOOKED_AT, SORTS, profile


@pytest.mark.parametrize(
    ("sort", "yes", "no"),
    [
        ("email", ["a.b@c.de", "A@B.COM"], ["a@b", "a b@c.de", "www.c.de"]),
        ("domain", ["acme.com", "https://www.acme.co.uk/"], ["https://linkedin.com/company/x", "a@b.de", "acme"]),
        ("phone", ["+49 30 123456", "(415) 555-0100", "030/445566"], ["1234567", "2024-01-01", "12"]),
        ("date", ["2024-01-31", "31.01.2024", "2024-01-31T10:00:00Z"], ["2024-13-01", "9999-01-01", "0300"]),
        ("country", ["Deutschland", "DE", "USA", "Pays-Bas", "Spain"], ["Berlin", "Industrie", "X"]),
        ("industry", ["Maschinenbau", "COMPUTER_SOFTWARE", "Oil & Gas (energy)"], ["Germany", "A"]),
        ("title", ["Leiter Einkauf", "VP Sales", "Vertriebsleiter"], ["Anna", "Berlin"]),
        ("id_account", ["0015g00000AbCdE", "0015g00000AbCdEFGH"], ["0035g00000AbCdE", "001"]),
        ("id_contact", ["0035g00000AbCdE"], ["0015g00000AbCdE"]),
        ("score", ["0", "10", "9.0"], ["11", "-1", "9.5"]),
        ("boolean", ["true", "Ja", "0"], ["maybe"]),
        ("currency", ["EUR", "usd"], ["EU"]),
        ("first_name", ["Anna", "Jean-Pierre", "Élise"], ["Schmidt", "GmbH"]),
        ("number", ["12", "1,234.50", "-3"], ["12a", "a"]),
        ("stage", ["Closed Won", "closedwon", "Verhandlung"], ["Germany"]),
        ("company", ["Acme GmbH", "Blue Inc."], ["Anna"]),
    ],
)  # fmt: skip
def test_a_sort_is_told_from_what_is_like_it(sort: str, yes: list[str], no: list[str]) -> None:
    assert [value for value in yes if not SORTS[sort](value)] == []
    assert [value for value in no if SORTS[sort](value)] == []


def test_empty_cells_count_as_such_however_they_are_written() -> None:
    seen = profile(["a", "", " ", "null", "N/A", "b", "b", "-"])
    assert (seen.rows, seen.filled, seen.values) == (8, 3 / 8, ["a", "b"])


def test_only_the_first_different_values_are_looked_at() -> None:
    assert len(profile([str(number) for number in range(5 * LOOKED_AT)]).values) == LOOKED_AT


def test_a_column_without_a_cell_has_a_profile() -> None:
    assert profile([]).share("email") == 0.0

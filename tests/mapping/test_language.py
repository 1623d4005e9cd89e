"""Countries, numbers and names as people write them in their own language."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy_sync.mapping.language import country_code, decimal_text, known_locale, name_parts


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Germany", "DE"),
        ("deutschland", "DE"),
        ("Allemagne", "DE"),
        ("DEU", "DE"),
        ("de", "DE"),
        ("276", "DE"),
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("UK", "GB"),
        ("Great Britain", "GB"),
        ("Côte d’Ivoire", "CI"),
        ("Cote d'Ivoire", "CI"),
        ("Österreich", "AT"),
        ("Pays-Bas", "NL"),
        ("Türkiye", "TR"),
        ("日本", "JP"),
        ("Czech Republic", "CZ"),
    ],
)
def test_a_country_is_known_by_code_and_by_name(text: str, code: str) -> None:
    assert country_code(text) == code


# What English speakers write, and what Salesforce calls them in its own picklist of countries.
WRITTEN = """
TR Turkey; HK Hong Kong; MO Macau; PS Palestine; SZ Swaziland; TL East Timor; BS The Bahamas; BS Bahamas, The;
BA Bosnia and Herzegovina; BA Bosnia & Herzegovina; TT Trinidad and Tobago; SK Slovak Republic; SA KSA;
US United States (US); US United States (USA); LC Saint Lucia; LC St. Lucia; DE Federal Republic of Germany;
KR Korea, Republic of; KP Korea, Democratic People's Republic of; IR Iran, Islamic Republic of;
TZ Tanzania, United Republic of; MD Moldova, Republic of; BO Bolivia, Plurinational State of;
VE Venezuela, Bolivarian Republic of; TW Taiwan, Province of China; TW Taiwan; CN China;
MK Macedonia, the former Yugoslav Republic of; LA Lao People's Democratic Republic; SY Syrian Arab Republic;
CD Congo, the Democratic Republic of the; CG Republic of the Congo; VI Virgin Islands, U.S.;
VC Saint Vincent and the Grenadines;
VA Holy See (Vatican City State); FK Falkland Islands (Malvinas); XK XK
"""


@pytest.mark.parametrize("line", WRITTEN.strip().replace("\n", " ").split("; "))
def test_a_country_is_known_by_what_people_and_crms_call_it(line: str) -> None:
    code, _, text = line.strip().partition(" ")
    assert country_code(text) == code


@pytest.mark.parametrize("code", ["XA", "XB", "QO", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"])
def test_a_code_of_no_country_is_none(code: str) -> None:
    assert country_code(code) is None


@pytest.mark.parametrize(
    "text", ["Korea (PRK)", "Congo (US)", "A (US)" * 3000, "State of Georgia", "Paris, France", "the", ", ,"]
)
def test_what_contradicts_itself_or_lies_in_a_country_is_none(text: str) -> None:
    assert country_code(text) is None


@pytest.mark.parametrize("text", ["", "Narnia", "XX", "EU", "ZZ", "Congo", "YUG", "Bavaria", "?", "12"])
def test_what_names_no_country_or_several_is_none(text: str) -> None:
    assert country_code(text) is None


@pytest.mark.parametrize(
    ("text", "locale", "plain"),
    [
        ("1.234,56", "de", "1234.56"),
        ("1,234.56", "en", "1234.56"),
        ("1 234,56", "fr", "1234.56"),
        ("1'234.56", "de_CH", "1234.56"),
        ("1'234.56", "fr_CH", "1234.56"),
        ("1’234.56", "fr_CH", "1234.56"),
        ("1 234,56", "fr_CH", "1234.56"),
        ("12,34", "de", "12.34"),
        ("-5", "de", "-5"),
        (" 7 ", "en", "7"),
    ],
)
def test_a_number_is_read_as_the_locale_writes_it(text: str, locale: str, plain: str) -> None:
    assert decimal_text(text, locale) == plain


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("1,234.56", "de"),
        ("1.23", "de"),
        ("1e5", "en"),
        ("NaN", "en"),
        ("", "de"),
        ("12 EUR", "de"),
        ("1'234.56", "fr"),
    ],
)
def test_a_number_that_the_locale_does_not_write_so_is_none(text: str, locale: str) -> None:
    assert decimal_text(text, locale) is None


def test_locales_are_known() -> None:
    assert known_locale("de")
    assert known_locale("fr_CH")
    assert not known_locale("klingon")
    assert not known_locale("")


@pytest.mark.parametrize(
    ("text", "given", "family"),
    [
        ("Ada Lovelace", "Ada", "Lovelace"),
        ("Ludwig van Beethoven", "Ludwig", "van Beethoven"),
        ("Beethoven, Ludwig van", "Ludwig", "van Beethoven"),
        ("Dr. Ada Lovelace, PhD", "Ada", "Lovelace"),
        ("Martin King Jr.", "Martin", "King"),
        ("Maria del Carmen Garcia", "Maria del Carmen", "Garcia"),
        ("Prince", None, "Prince"),
        ("Lee,", None, "Lee"),
        ("Mr. X", None, "X"),
        ("", None, None),
        (",", None, None),
    ],
)
def test_a_full_name_is_taken_apart(text: str, given: str | None, family: str | None) -> None:
    assert name_parts(text) == (given, family)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_whatever_the_text_they_give_what_they_promise_or_nothing(text: str) -> None:
    code = country_code(text)
    assert code is None or re.fullmatch("[A-Z]{2}", code)
    number = decimal_text(text, "de")
    assert number is None or Decimal(number).is_finite()
    assert all(part is None or part.strip() == part != "" for part in name_parts(text))

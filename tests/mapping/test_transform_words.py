"""Picklists, phrases, e-mail addresses, domains and phone numbers."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from advocacy_sync.mapping.document import FieldMapping, TransformName
from advocacy_sync.mapping.transforms import TRANSFORMS, Settings
from advocacy_sync.mapping.values import Problem

KINDS = {"New Business": "new", "Renewal": "renewal", "TITLE İ": "expansion", "Straße": "street"}
PHRASES = {"reference call": "reference_call", "case study": "case_study", "study": "other", "c++ talk": "event_talk"}


def read(transform: TransformName, value: Any, region: str | None = None, **field: Any) -> Any:
    return TRANSFORMS[transform](value, FieldMapping(**field), Settings("USD", ZoneInfo("UTC"), region))


@pytest.mark.parametrize(
    ("value", "ours"),
    [
        ("New Business", "new"),
        ("new business", "new"),
        (" RENEWAL ", "renewal"),
        ("title i̇", "expansion"),
        ("STRASSE", "street"),
    ],
)
def test_a_picklist_value_is_found_without_regard_to_case(value: str, ours: str) -> None:
    assert read("choice", value, map=KINDS) == ours


def test_an_unmapped_picklist_value_is_the_default_else_a_problem() -> None:
    assert read("choice", "Other", map=KINDS, default="unknown") == "unknown"
    assert read("choice", "Other", map=KINDS) == Problem("value.choice", "is a value that the map does not name")
    assert read("choice", None, map=KINDS, default="unknown") == "unknown"
    assert read("choice", "", map=KINDS) is None


def test_a_dotless_or_dotted_i_is_another_letter() -> None:
    assert isinstance(read("choice", "TITLE I", map=KINDS), Problem)
    assert isinstance(read("choice", "tıtle i̇", map=KINDS), Problem)


@pytest.mark.parametrize(
    ("value", "ours"),
    [
        ("Reference Call with Acme", "reference_call"),
        ("re: REFERENCE CALL", "reference_call"),
        ("(case study)", "case_study"),
        ("our study", "other"),
        ("the C++ talk, finally", "event_talk"),
        ("case studying", None),
        ("preference call", None),
        ("reference calls", None),
        ("reference  call", None),
        ("reference_call", None),
        ("", None),
    ],
)
def test_a_phrase_counts_as_whole_words_only(value: str, ours: str | None) -> None:
    assert read("phrase", value, phrases=PHRASES) == ours


def test_the_longest_phrase_counts_and_the_whole_value_before_any_phrase() -> None:
    assert read("phrase", "case study", phrases=PHRASES) == "case_study"
    assert read("phrase", "Case Study", map={"case study": "quote"}, phrases=PHRASES) == "quote"


def test_of_several_sources_the_first_that_tells_counts() -> None:
    assert read("phrase", ("Call", None, "case study", "reference call"), phrases=PHRASES) == "case_study"
    assert read("phrase", ("Call", None), phrases=PHRASES, default="other") == "other"


def test_without_words_a_phrase_finds_nothing() -> None:
    assert read("phrase", "anything at all") is None


@pytest.mark.parametrize(
    ("value", "email"),
    [
        (" Jane.Doe+crm@ACME.example ", "jane.doe+crm@acme.example"),
        ("a@b.co", "a@b.co"),
        ("o'neill@acme.com", "o'neill@acme.com"),
        ("jörg@acme.com", "jörg@acme.com"),
        ("x@bücher.de", "x@bücher.de"),
        ("a.b.c@x-y.sub.com", "a.b.c@x-y.sub.com"),
    ],
)
def test_forms_of_an_email_address(value: str, email: str) -> None:
    assert read("email", value) == email


@pytest.mark.parametrize(
    "value",
    [
        "jane",
        "jane@",
        "@acme.com",
        "a b@acme.com",
        "a@b@c.com",
        "a@acme",
        "a@b..com",
        12,
        "a..b@c.com",
        ".a@c.com",
        "a.@c.com",
        "a@-c.com",
        "a@c-.com",
    ],
)
def test_what_is_no_email_address_is_a_problem(value: Any) -> None:
    assert read("email", value) == Problem("value.email", "is not an e-mail address")


@pytest.mark.parametrize(
    ("value", "domain"),
    [
        ("https://www.Acme.com/about?x=1", "acme.com"),
        ("acme.com", "acme.com"),
        ("HTTP://ACME.COM:8080", "acme.com"),
        ("www.acme.co.uk.", "acme.co.uk"),
        ("jane@acme.com", "acme.com"),
        ("mailto:jane@acme.com", "acme.com"),
        ("//acme.com#top", "acme.com"),
        ("https://user:pw@shop.acme.com/", "shop.acme.com"),
        ("bücher.de", "xn--bcher-kva.de"),
        ("my_host.acme.com", "my_host.acme.com"),
    ],
)
def test_forms_of_a_domain(value: str, domain: str) -> None:
    assert read("domain", value) == domain


@pytest.mark.parametrize(
    "value",
    [
        "acme",
        "n/a",
        "http://",
        "acme .com",
        "..",
        ".acme.com",
        "a..b",
        "x" * 64 + ".com",
        "https://[::1]/",
        "-",
        "N.V.",
        "1.5",
        "10.0.0.1",
    ],
)
def test_what_holds_no_domain_is_a_problem(value: str) -> None:
    assert read("domain", value) == Problem("value.domain", "holds no domain")


@pytest.mark.parametrize(
    ("value", "region", "phone"),
    [
        ("+49 30 1234567", None, "+49301234567"),
        ("+49301234567", None, "+49301234567"),
        ("030 / 1234567", "DE", "+49301234567"),
        ("(415) 555-2671", "US", "+14155552671"),
        ("+1614555123412", None, "+1614555123412"),
        ("0049 30 1234567", "DE", "+49301234567"),
        ("Tel. 030 1234567", "DE", "+49301234567"),
        ("030 1234567 ext. 12", "DE", "+49301234567"),
        ("1-800-FLOWERS", "US", "+18003569377"),
    ],
)
def test_forms_of_a_phone_number(value: str, region: str | None, phone: str) -> None:
    assert read("phone", value, region) == phone


@pytest.mark.parametrize("value", ["030 1234567", "call me", "12", "+"])
def test_a_number_without_a_country_is_a_problem(value: str) -> None:
    assert isinstance(read("phone", value), Problem)


@pytest.mark.parametrize("value", ["12", "call 0800-REPLAY", "+49 12", "+1 555 0100", "0" * 17])
def test_what_no_phone_of_its_country_can_be_is_a_problem(value: str) -> None:
    found = read("phone", value, "DE")
    assert isinstance(found, Problem)
    assert found.code == "value.phone"


def test_what_becomes_of_a_value_that_the_map_does_not_name() -> None:
    assert read("choice", "Other", map=KINDS, unmapped="keep") == "Other"
    assert read("choice", "Other", map=KINDS, unmapped="empty") is None
    assert read("choice", "renewal", map=KINDS, unmapped="empty") == "renewal"
    assert read("choice", "Other", map=KINDS, unmapped="keep", default="unknown") == "unknown"


@pytest.mark.parametrize(
    ("value", "ours"),
    [
        ("New Business;Renewal", "new; renewal"),
        (" renewal ; RENEWAL;", "renewal"),
        (["Renewal", "New Business"], "renewal; new"),
        (None, None),
        (";", None),
    ],
)
def test_several_choices_are_read_one_by_one(value: Any, ours: str | None) -> None:
    assert read("choices", value, map=KINDS) == ours


def test_one_unmapped_choice_of_several_is_a_problem_or_kept() -> None:
    assert isinstance(read("choices", "Renewal;Other", map=KINDS), Problem)
    assert read("choices", "Renewal;Other", map=KINDS, unmapped="keep") == "renewal; Other"
    assert read("choices", "Renewal;Other", map=KINDS, unmapped="empty") == "renewal"


@pytest.mark.parametrize(
    ("value", "ours"),
    [
        ("Example.com/a/", "https://example.com/a"),
        ("HTTP://Example.com:8080?q=1", "http://example.com:8080?q=1"),
        ("  https://example.com  ", "https://example.com"),
        (None, None),
    ],
)
def test_a_web_address_is_normalised(value: Any, ours: str | None) -> None:
    assert read("url", value) == ours


@pytest.mark.parametrize(
    "value", ["n/a", "mailto:a@b.c", "ftp://example.com", "http://[", "a b.com", "http://x.y:99999"]
)
def test_what_is_no_web_address_is_a_problem(value: str) -> None:
    assert read("url", value) == Problem("value.url", "is no web address")


def test_a_country_is_its_code_or_a_problem() -> None:
    assert read("country", " Germany ") == "DE"
    assert read("country", "Narnia") == Problem("value.country", "is no country that we know")
    assert read("country", "") is None


def test_names_are_joined_and_taken_apart() -> None:
    assert read("join", (" Ada ", None, "Lovelace")) == "Ada Lovelace"
    assert read("join", (None, "")) is None
    assert read("given_name", "Lovelace, Ada") == "Ada"
    assert read("family_name", "Ada Lovelace") == "Lovelace"
    assert read("family_name", None) is None


def test_a_salesforce_id_has_eighteen_characters() -> None:
    assert read("salesforce_id", "001D000000IqhSL") == "001D000000IqhSLIAZ"
    assert read("salesforce_id", "001D000000IqhSLIAZ") == "001D000000IqhSLIAZ"
    assert read("salesforce_id", "001d") == Problem("value.salesforce_id", "is no Salesforce id")
    assert read("salesforce_id", None) is None


def test_a_number_is_read_in_the_field_s_locale() -> None:
    assert read("integer", "1.234", locale="de") == 1234
    assert read("money", "1.234,56", locale="de").minor == 123456
    assert isinstance(read("money", "1,234.56", locale="de"), Problem)
    assert read("money", "1'234.56", locale="fr_CH").minor == 123456


def test_a_number_that_is_no_text_has_no_locale() -> None:
    assert read("money", 1234.56, locale="de").minor == 123456
    assert read("money", (1.23, "EUR"), locale="de").minor == 123
    assert isinstance(read("integer", 1.234, locale="de"), Problem)
    assert read("integer", 1234.0, locale="de") == 1234

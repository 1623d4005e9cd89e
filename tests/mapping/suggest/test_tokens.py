"""Names in any notation, language and state as concepts."""

from __future__ import annotations

import pytest

from advocacy_sync.mapping.suggest.tokens import common_prefix, common_words, read, squash, tokens


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Acme_Cls_Dt__c", {"CLOSE", "DATE"}),
        ("closedate", {"CLOSE", "DATE"}),
        ("Abschlussdatum", {"CLOSE", "DATE"}),
        ("Date de clôture", {"CLOSE", "DATE"}),
        ("voraussichtliches Abschlußdatum", {"EXPECTED", "CLOSE", "DATE"}),
        ("OppAmt", {"OPP", "AMOUNT"}),
        ("Kunden-Website", {"ACCOUNT", "WEB"}),
        ("Indstry__c", {"INDUSTRY"}),
        ("Contry", {"COUNTRY"}),
        ("Cntry", {"COUNTRY"}),
        ("ns1__Job_Title__c", {"TITLE"}),
        ("E-Mail-Adresse", {"EMAIL"}),
        ("Do Not Use as Reference", {"DONOT", "REFERENCE"}),
        ("Telephone2", {"PHONE", "OTHER"}),
    ],
)
def test_a_name_is_read_as_what_it_says(text: str, wanted: set[str]) -> None:
    assert set(read(text).concepts) == wanted


@pytest.mark.parametrize(
    "text",
    ["Old_Website__c", "Website (Legacy)", "Ancien nom", "Land (alt)", "DO NOT USE - Industry", "Amount_Previous"],
)
def test_an_old_copy_is_known_by_its_name(text: str) -> None:
    assert read(text).stale


def test_words_that_nobody_knows_are_counted() -> None:
    assert read("Qrx Zpl Website").unknown == 2
    assert not read("Qrx 12").telling


def test_what_all_names_share_tells_none_apart() -> None:
    names = [tokens(name) for name in ("Acme_Website", "Acme_Land", "Acme_Phone", "Acme_Stage", "Acme_Qrx", "Name")]
    assert "acme" in common_words(names)
    assert read("Acme_Website", common_words(names)).unknown == 0


def test_a_prefix_is_what_most_names_begin_with() -> None:
    names = ["acmname", "acmphone", "acmland", "acmtitle", "acmwert", "other"]
    assert common_prefix(names) == "acm"
    assert common_prefix(["name", "phone", "land"]) == ""


def test_squashing_leaves_notation_behind() -> None:
    assert squash("Close_Date__c") == squash("Close Date") == squash("closeDate") == "closedate"

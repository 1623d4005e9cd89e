"""By what records may be recognised in another CRM."""

from __future__ import annotations

import pytest

from advocacy_sync.identity.keys import keys
from advocacy_sync.kernel.ids import RecordId
from advocacy_sync.records.account import Account
from advocacy_sync.records.contact import Contact
from advocacy_sync.records.owner import Owner

SALESFORCE = RecordId("sf/Account/0015g00000XyZabAAA")
HUBSPOT = RecordId("hs/companies/4711")


def account(id: RecordId, **known: str) -> Account:
    return Account(id=id, name="Acme", **known)  # type: ignore[arg-type]


def test_a_company_is_known_by_its_id_a_foreign_id_and_its_domain_strongest_first() -> None:
    found = keys(account(RecordId("hs/companies/x9"), cross_id="0015g00000XyZab", domain="acme.com"))
    assert found == ["id:x9", "id:0015g00000XyZab", "domain:acme.com"]


def test_a_salesforce_id_counts_by_its_first_15_characters_case_kept() -> None:
    assert keys(account(SALESFORCE)) == ["id:0015g00000XyZab"]


def test_a_cross_id_finds_the_record_that_has_it() -> None:
    assert set(keys(account(SALESFORCE))) & set(keys(account(HUBSPOT, cross_id="0015g00000XyZab")))


def test_a_plain_number_is_no_key_of_its_own() -> None:
    assert keys(account(HUBSPOT)) == []


@pytest.mark.parametrize("domain", ["gmail.com", "linkedin.com", "example.com"])
def test_a_domain_that_many_share_recognises_nobody(domain: str) -> None:
    assert keys(account(HUBSPOT, domain=domain)) == []


def test_a_person_is_known_by_address_even_at_a_shared_domain() -> None:
    person = Contact(id=RecordId("hs/contacts/7"), email="jane@gmail.com", cross_id="0035g00000AbCde")
    assert keys(person) == ["id:0035g00000AbCde", "email:jane@gmail.com"]
    assert keys(Contact(id=RecordId("hs/contacts/7"))) == []


def test_a_colleague_is_known_by_address_only() -> None:
    assert keys(Owner(id=RecordId("sf/User/0055g00000XyZabAAA"), email="al@us.com")) == ["email:al@us.com"]
    assert keys(Owner(id=RecordId("sf/User/0055g00000XyZabAAA"))) == []

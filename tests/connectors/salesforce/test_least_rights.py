"""Each source of the shipped mappings is known to be grantable or not: what is not known would be left out silently."""

from __future__ import annotations

import pytest

from advocacy_salesforce.least_rights import GRANTABLE, NOT_GRANTED, readable
from advocacy_sync.compose import load_mappings
from advocacy_sync.mapping.inbound import sources

FILES = load_mappings("salesforce", None)[0]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.document.object)
def test_each_source_that_the_shipped_mappings_read_is_classified(file: object) -> None:
    document = file.document  # type: ignore[attr-defined]
    granted = set(GRANTABLE.get(document.object, ()))
    known = granted | NOT_GRANTED["*"] | NOT_GRANTED.get(document.object, frozenset())
    plain = [name for name in sources(document) if "." not in name and not name.endswith("__c")]
    assert [name for name in plain if name not in known] == []
    assert not granted & NOT_GRANTED.get(document.object, frozenset())


def test_parts_of_an_address_are_granted_together_and_custom_fields_by_their_name() -> None:
    assert readable("Account", ["BillingCountry", "BillingCity", "Name", "X__c", "Parent.Name"]) == [
        "Account.BillingAddress",
        "Account.X__c",
    ]

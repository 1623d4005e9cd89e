"""A person: how they are named, and what they have said about being asked."""

from __future__ import annotations

import pytest

from advocacy_sync.kernel.ids import RecordId
from advocacy_sync.records.contact import Contact
from advocacy_sync.records.kinds import Consent


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [("Jane", "Doe", "Jane Doe"), (None, "Doe", "Doe"), ("Jane", None, "Jane"), (None, None, "(no name)")],
)
def test_a_name_is_what_there_is_of_it(first: str | None, last: str | None, name: str) -> None:
    assert Contact(id=RecordId("c"), first_name=first, last_name=last).name == name


def test_either_refusal_withdraws_consent_and_silence_is_not_consent() -> None:
    assert Contact(id=RecordId("c"), email_opt_out=True).consent is Consent.WITHDRAWN
    assert Contact(id=RecordId("c"), do_not_ask=True).consent is Consent.WITHDRAWN
    assert Contact(id=RecordId("c")).consent is Consent.UNKNOWN

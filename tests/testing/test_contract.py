"""The contract, asked of both rooms on the sandbox's CRMs, of Salesforce's by REST and by Bulk."""

from __future__ import annotations

import pytest

from advocacy_sync.testing.check import Check, ask
from advocacy_sync.testing.kit import CHECKS
from advocacy_sync.testing.subject import Subject
from testing.hubspot import SUBJECT as HUBSPOT
from testing.salesforce import BY_BULK
from testing.salesforce import SUBJECT as SALESFORCE


@pytest.mark.parametrize("check", CHECKS, ids=str)
@pytest.mark.parametrize("subject", [SALESFORCE, BY_BULK, HUBSPOT], ids=["salesforce", "bulk", "hubspot"])
def test_the_room_keeps_its_promise(subject: Subject, check: Check) -> None:
    verdict = ask(check, subject)
    if verdict.outcome == "skipped":
        pytest.skip(verdict.reason)
    assert verdict.outcome == "kept", f"{check.promise}: {verdict.reason}"

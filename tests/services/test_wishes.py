"""What the fields should hold, by the store: only of records that something is to be said of, under ids of today."""

from __future__ import annotations

from typing import Any

from advocacy_sync.kernel.ids import RunId
from advocacy_sync.kernel.money import Money
from advocacy_sync.services.occasion import Occasion
from advocacy_sync.services.wishes import WishRules, evidence_of, wishes
from advocacy_sync.services.world import Records
from advocacy_sync.store.unit_of_work import SqlStore
from services.company import NOW, ZONE, Company, company

OCCASION = Occasion(RunId(0), NOW, ZONE)


def wanted(at: Company) -> dict[str, dict[str, dict[str, Any]]]:
    """Plain values by kind, record and value."""
    with at.store.begin() as work:
        found = wishes(work, Records(work), WishRules({"a": "A"}, at.programme().eligibility.version), OCCASION)
    return {
        kind: {record: {name: one.value for name, one in values.items()} for record, values in records.items()}
        for kind, records in found.items()
    }


def test_records_of_which_nothing_is_to_be_said_are_left_out(store: SqlStore) -> None:
    at = company(store)
    at.judged()
    found = wanted(at)
    assert set(found["opportunity"]) == {"org/Deal/won"}
    assert set(found["contact"]) == {"org/Contact/ann", "org/Contact/cy"}
    assert found["account"] == {"org/Account/fan": {"referenceable_advocates": 2}}


def test_a_deal_wants_what_verdicts_and_ledger_say(light: SqlStore) -> None:
    at = company(light)
    at.judged()
    deal = wanted(at)["opportunity"]["org/Deal/won"]
    assert deal["advocate_touches"] == 3
    assert deal["influenced_revenue"] == deal["attributed_revenue"] == Money(10_001, "USD")


def test_verdicts_of_other_rules_do_not_count(light: SqlStore) -> None:
    at = company(light)
    at.judged()
    with light.begin() as work:
        found = wishes(work, Records(work), WishRules({}, "other rules"), OCCASION)
    assert "advocate_touches" not in found["opportunity"].get("org/Deal/won", {})


def test_a_box_that_is_ticked_says_how_it_stands(light: SqlStore) -> None:
    at = company(light)
    at.crm.edit("Deal", "open", Wanted=True)
    at.judged()
    found = wanted(at)
    assert found["opportunity"]["org/Deal/open"] == {"request_state": "Open since 2026-03-02"}
    assert found["contact"]["org/Contact/cy"]["nomination_state"] == "Open since 2026-03-02"


def test_people_that_a_merge_made_one_want_one_value(light: SqlStore) -> None:
    at = company(light)
    at.judged()
    at.crm.merge("Contact", "ann", "cy")
    at.judged()
    found = wanted(at)
    assert set(found["contact"]) == {"org/Contact/ann"}
    assert found["opportunity"]["org/Deal/won"]["top_advocates"] == "Ann Ek (3)"


def test_evidence_is_that_of_the_people_asked_for(light: SqlStore) -> None:
    at = company(light)
    at.judged()
    with light.begin() as work:
        records = Records(work)
        evidence = evidence_of(records, list(records.stream("contact", ["org/Contact/ann"])))
        assert {one.contact for one in evidence.participants} == {"org/Contact/ann"}
        assert {one.id for one in evidence.activities} == {"org/Act/call", "org/Act/quote"}
        assert not list(evidence.surveys)
        assert not list(evidence.opportunities)

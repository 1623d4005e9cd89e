"""The made-up company: the same for the same seed, consistent, and rich in every kind of signal."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import UTC, datetime
from functools import cache
from typing import Any

import orjson
import pytest

from advocacy_sync.sandbox.data.advocacy import ADVOCACY_EVENTS, ADVOCACY_TASKS
from advocacy_sync.sandbox.data.generator import generate
from advocacy_sync.sandbox.data.words import HUBSPOT_INDUSTRIES
from advocacy_sync.sandbox.data.world import World
from advocacy_sync.sandbox.hubspot.standard import OPTION_SETS

AS_OF = datetime(2026, 3, 1, tzinfo=UTC)
NINETY_DAYS_AGO, SIXTY_DAYS_AGO, YEAR_AGO = "2025-12-01", "2025-12-31", "2025-03-01"
TALKS = ("Event Talk", "Webinar")
DOZENS = 24


@cache
def demo() -> World:
    return generate(200, 7, AS_OF)


def rows(name: str) -> list[dict[str, Any]]:
    return demo().salesforce[name]


def won() -> dict[str, dict[str, Any]]:
    return {row["Id"]: row for row in rows("Opportunity") if row["IsWon"]}


def acts() -> list[dict[str, Any]]:
    kinds = {*ADVOCACY_TASKS, *ADVOCACY_EVENTS}
    return [row for row in rows("Task") + rows("Event") if row["Type"] in kinds]


def account_of(name: str) -> dict[str, str]:
    return {row["Id"]: row["AccountId"] for row in rows(name)}


def test_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    def text(seed: int) -> bytes:
        world = generate(30, seed, AS_OF)
        return orjson.dumps([world.salesforce, world.hubspot, world.associations, world.owners])

    assert text(7) == text(7)
    assert text(7) != text(8)


@pytest.mark.parametrize("size", [1, 2, 7, 60])
def test_any_size_has_four_contacts_and_three_opportunities_for_each_account(size: int) -> None:
    world = generate(size, 3, AS_OF)
    assert len(world.salesforce["Account"]) == size
    assert len(world.salesforce["Contact"]) == 4 * size
    assert len(world.salesforce["Opportunity"]) == 3 * size


def test_every_reference_points_at_a_row_that_exists() -> None:
    known = {row["Id"] for table in demo().salesforce.values() for row in table}
    for table in demo().salesforce.values():
        for row in table:
            for name, value in row.items():
                if value and (name.endswith("Id") or name == "Advocacy_Advocate__c"):
                    assert value in known, (name, value)


def test_ids_are_given_once() -> None:
    for table in [*demo().salesforce.values()]:
        assert len({row["Id"] for row in table}) == len(table)
    for records in demo().hubspot.values():
        assert len({record["id"] for record in records}) == len(records)


def test_nothing_is_changed_before_it_was_created_or_after_the_instant_of_the_world() -> None:
    for table in demo().salesforce.values():
        for row in table:
            assert row["CreatedDate"] <= row["LastModifiedDate"] <= row["SystemModstamp"] < "2026-03-01"
    for records in demo().hubspot.values():
        for record in records:
            assert record["createdAt"] <= record["updatedAt"] < "2026-03-01"


def test_closed_deals_closed_in_the_past_and_open_ones_close_in_the_future() -> None:
    for row in rows("Opportunity"):
        assert (row["CloseDate"] < "2026-03-01") == row["IsClosed"]
        assert row["CreatedDate"][:10] <= row["CloseDate"]


def test_there_are_dozens_of_recent_promoters() -> None:
    scores = [row for row in rows("Contact") if row.get("Advocacy_NPS_Score__c", 0) >= 9]
    assert sum(row["Advocacy_NPS_Date__c"] >= NINETY_DAYS_AGO for row in scores) >= DOZENS


def test_there_are_dozens_of_renewals_and_expansions_won_within_ninety_days() -> None:
    kinds = Counter(row["Type"] for row in won().values() if row["CloseDate"] >= NINETY_DAYS_AGO)
    assert kinds["Renewal"] >= DOZENS
    assert kinds["Existing Customer - Upgrade"] >= DOZENS


def test_there_are_dozens_of_urgent_cases_resolved_within_sixty_days_and_some_open_escalations() -> None:
    urgent = [row for row in rows("Case") if row["IsClosed"] and row["Priority"] == "High"]
    assert sum(row["ClosedDate"] >= SIXTY_DAYS_AGO for row in urgent) >= DOZENS
    assert sum(row["IsEscalated"] and not row["IsClosed"] for row in rows("Case")) >= 3


def test_there_are_dozens_of_people_with_a_part_in_several_won_deals() -> None:
    parts: dict[str, set[str]] = defaultdict(set)
    for row in rows("OpportunityContactRole"):
        if row["OpportunityId"] in won() and row["Role"] != "Reference":
            parts[row["ContactId"]].add(row["OpportunityId"])
    assert sum(len(deals) > 1 for deals in parts.values()) >= DOZENS


def test_there_are_dozens_of_nominations_mostly_with_a_reason() -> None:
    nominated = [row for row in rows("Contact") if row["Advocacy_Nominate__c"]]
    assert len(nominated) >= DOZENS
    assert len(nominated) / 2 < sum("Advocacy_Nomination_Reason__c" in row for row in nominated) < len(nominated)


def test_there_are_dozens_of_speakers_with_two_talks_in_a_year() -> None:
    talks = Counter(row["WhoId"] for row in rows("Event") if row["Type"] in TALKS and row["ActivityDate"] >= YEAR_AGO)
    assert sum(count > 1 for count in talks.values()) >= DOZENS


def test_there_are_hundreds_of_completed_acts_on_won_deals() -> None:
    assert sum(row["WhatId"] in won() and row.get("Status", "Completed") == "Completed" for row in acts()) >= 200


def test_acts_come_in_every_kind_and_ordinary_tasks_outnumber_them() -> None:
    assert {row["Type"] for row in acts()} == {*ADVOCACY_TASKS, *ADVOCACY_EVENTS}
    assert sum(row["Type"] in ADVOCACY_TASKS for row in rows("Task")) < len(rows("Task")) / 2


def test_some_acts_are_late_some_old_some_unlinked_some_open_and_some_self_references() -> None:
    deals = {row["Id"]: row for row in rows("Opportunity")}
    contacts, buyers = account_of("Contact"), account_of("Opportunity")
    linked = [row for row in acts() if row["WhatId"]]
    assert len(linked) < len(acts())
    assert any(row["ActivityDate"] > deals[row["WhatId"]]["CloseDate"] for row in linked)
    assert any(row["ActivityDate"] < deals[row["WhatId"]]["CreatedDate"][:10] for row in linked)
    assert any(contacts[row["WhoId"]] == buyers[row["WhatId"]] for row in linked)
    assert any(row.get("Status") == "Not Started" for row in linked)


def test_reference_roles_belong_to_people_of_another_account() -> None:
    contacts, buyers = account_of("Contact"), account_of("Opportunity")
    references = [row for row in rows("OpportunityContactRole") if row["Role"] == "Reference"]
    assert references
    assert all(contacts[row["ContactId"]] != buyers[row["OpportunityId"]] for row in references)


def test_campaigns_name_their_advocate_and_their_members_have_parts_in_deals() -> None:
    assert {row["Type"] for row in rows("Campaign")} == {"Webinar", "Event", "Customer Story"}
    assert all(row["Advocacy_Advocate__c"] for row in rows("Campaign"))
    holders = {row["ContactId"] for row in rows("OpportunityContactRole")}
    assert {row["ContactId"] for row in rows("CampaignMember")} <= holders


def test_there_is_a_little_dirt_of_each_kind() -> None:
    people, firms = rows("Contact"), rows("Account")
    assert any(row["Email"] is None for row in people)
    assert any(row["Email"] and row["Email"] != row["Email"].lower() for row in people)
    assert max(Counter(row["Email"] for row in people if row["Email"]).values()) > 1
    assert any(row["Name"] != row["Name"].strip() for row in firms)
    assert any(row["ParentId"] for row in firms)
    assert any(row["Amount"] is None for row in rows("Opportunity"))
    assert any(not row["IsActive"] for row in rows("User"))
    assert 0.01 < sum(row["HasOptedOutOfEmail"] for row in people) / len(people) < 0.08


def test_amounts_have_cents_and_no_more() -> None:
    for row in rows("Opportunity"):
        if row["Amount"] is not None:
            assert re.fullmatch(r"\d+\.\d\d?", repr(row["Amount"]))


def test_the_portal_shares_part_of_the_accounts_and_has_some_of_its_own() -> None:
    companies = demo().hubspot["companies"]
    linked = [row for row in companies if row["properties"]["salesforceaccountid"]]
    websites = [row["Website"] for row in rows("Account")]
    shared = [row for row in companies if any(row["properties"]["domain"] in site for site in websites)]
    assert 0.5 < len(shared) / 200 < 0.75
    assert len(shared) < len(companies)
    assert 0.3 < len(linked) / len(shared) < 0.7
    emails = {row["Email"].lower() for row in rows("Contact") if row["Email"]}
    shared_people = [row for row in demo().hubspot["contacts"] if row["properties"]["email"].lower() in emails]
    assert 200 < len(shared_people) < len(demo().hubspot["contacts"])


def test_portal_contacts_have_each_address_once() -> None:
    addresses = [row["properties"]["email"].lower() for row in demo().hubspot["contacts"]]
    assert len(set(addresses)) == len(addresses)


def test_portal_deals_are_partly_those_of_the_org() -> None:
    of_org = {row["Name"] for row in rows("Opportunity")}
    deals = demo().hubspot["deals"]
    assert len(deals) == 40
    assert 5 < sum(row["properties"]["dealname"] in of_org for row in deals) < 35


def test_portal_associations_join_records_that_exist() -> None:
    known = {(name, row["id"]) for name, records in demo().hubspot.items() for row in records}
    for from_type, from_id, to_type, to_id, _ in demo().associations:
        assert (from_type, from_id) in known
        assert (to_type, to_id) in known
    assert any(label == "Reference" for *_, label in demo().associations)


def test_portal_industries_are_options_of_the_vendor() -> None:
    options = {option.partition("=")[0] for option in OPTION_SETS["industry"]}
    assert set(HUBSPOT_INDUSTRIES.values()) <= options

"""The Maven CRM dataset as an org: kept to the letter, completed by rows and values that are marked."""

from __future__ import annotations

import os
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from advocacy_sync.sandbox.data.exports import load_data
from advocacy_sync.sandbox.data.maven import load_maven
from advocacy_sync.sandbox.data.reading import DataError
from advocacy_sync.sandbox.data.world import World

Deals = dict[str, dict[str, Any]]


def deals(world: World) -> Deals:
    return {row["Dataset_Id__c"]: row for row in world.salesforce["Opportunity"]}


def accounts(world: World) -> dict[str, dict[str, Any]]:
    return {row["Name"]: row for row in world.salesforce["Account"]}


def test_the_instant_is_the_day_after_the_last_date(maven: Path) -> None:
    assert load_maven(maven, 7).as_of == datetime(2017, 12, 31, tzinfo=UTC)


def test_accounts_keep_misspellings_and_get_parents_and_full_revenue(maven: Path) -> None:
    found = accounts(load_maven(maven, 7))
    assert found["Anker Works"]["Industry"] == "softwear"
    assert found["Birkholm"]["BillingCountry"] == "Swedn"
    assert found["Anker Works"]["AnnualRevenue"] == 730_250_000.0
    assert found["Cordway"]["ParentId"] == found["Anker Works"]["Id"]
    assert found["Anker Works"]["ParentId"] is None


def test_every_opportunity_is_there_with_stage_amount_and_dates_as_given(maven: Path) -> None:
    found = deals(load_maven(maven, 7))
    assert len(found) == 9
    won, lost = found["D0000001"], found["D0000004"]
    assert (won["StageName"], won["IsWon"], won["IsClosed"], won["Probability"]) == ("Closed Won", True, True, 100.0)
    assert (won["Amount"], won["CloseDate"], won["CreatedDate"][:10]) == (1234.0, "2017-02-03", "2016-09-05")
    assert (lost["StageName"], lost["Amount"], lost["IsClosed"], lost["IsWon"]) == ("Closed Lost", 0.0, True, False)
    assert found["D0000009"]["Amount"] == 3900.5
    assert found["D0000002"]["Product__c"] == "AXPro"
    assert not any(won[mark] for mark in ("Generated_Close_Date__c", "Generated_Created_Date__c"))


def test_open_deals_keep_their_own_stage_names_and_have_no_amount(maven: Path) -> None:
    found = deals(load_maven(maven, 7))
    assert {found[id]["StageName"] for id in ("D0000005", "D0000006")} == {"Engaging"}
    assert {found[id]["StageName"] for id in ("D0000007", "D0000008")} == {"Prospecting"}
    assert all(found[id]["Amount"] is None for id in ("D0000005", "D0000008"))


def test_dates_that_the_vendor_requires_and_the_data_lack_are_made_up_and_marked(maven: Path) -> None:
    found = deals(load_maven(maven, 7))
    engaging, prospecting = found["D0000006"], found["D0000008"]
    assert engaging["Generated_Close_Date__c"]
    assert engaging["CloseDate"] > "2017-12-31"
    assert not engaging["Generated_Created_Date__c"]
    assert prospecting["Generated_Created_Date__c"]
    assert prospecting["CreatedDate"] < "2017-12-31"


def test_deals_without_an_account_stay_without_one(maven: Path) -> None:
    found = deals(load_maven(maven, 7))
    assert found["D0000005"]["AccountId"] is None
    assert found["D0000005"]["Type"] is None


def test_the_kind_of_sale_follows_from_what_the_account_had_bought(maven: Path) -> None:
    found = deals(load_maven(maven, 7))
    kinds = [found[f"D000000{number}"]["Type"] for number in (1, 2, 3)]
    assert kinds == ["New Customer", "Existing Customer - Upgrade", "Renewal"]
    assert found["D0000003"]["Generated_Type__c"]


def test_agents_have_their_manager_and_office(maven: Path) -> None:
    users = {row["Name"]: row for row in load_maven(maven, 7).salesforce["User"]}
    assert users["Nora Lind"]["ManagerId"] == users["Max Ober"]["Id"]
    assert users["Uma Raj"]["Division"] == "West"
    assert deals(load_maven(maven, 7))["D0000001"]["OwnerId"] == users["Nora Lind"]["Id"]


def test_rows_that_the_dataset_does_not_have_are_marked_as_generated(maven: Path) -> None:
    world = load_maven(maven, 7)
    marked = ("Contact", "OpportunityContactRole", "Task", "Event", "Campaign", "CampaignMember", "Case")
    for name in marked:
        assert world.salesforce[name], name
        assert all(row["Generated__c"] for row in world.salesforce[name]), name
        assert any(one["name"] == "Generated__c" for one in world.fields[name])
    for name in ("Account", "Opportunity", "User", "Product2"):
        assert not any("Generated__c" in row for row in world.salesforce[name])
    assert all(row["properties"]["generated"] == "true" for records in world.hubspot.values() for row in records)
    assert "deals" not in world.hubspot


def test_stages_of_the_org_are_those_of_the_dataset(maven: Path) -> None:
    names = [stage[0] for stage in load_maven(maven, 7).stages]
    assert names == ["Prospecting", "Engaging", "Closed Won", "Closed Lost"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Won,2016-09-05", "Gone,2016-09-05", r"sales_pipeline\.csv:2: deal_stage 'Gone' is none of"),
        ("2017-02-03,1234", "2017-02-03,many", r"sales_pipeline\.csv:2: could not convert string to float"),
        (",Lost,2017-01-05", ",Lost,", r"sales_pipeline\.csv:5: a deal that is Lost needs"),
        ("Ida Bo,AXPro,Cordway", "Bo Ida,AXPro,Cordway", r"sales_pipeline\.csv:10: no sales agent 'Bo Ida'"),
        ("AX Basic,Birkholm", "AX Basic,Birkhol", r"sales_pipeline\.csv:5: no account 'Birkhol'"),
        ("D0000001,Nora", "D0000001;Nora", r"sales_pipeline\.csv:2: the row has another number of cells"),
    ],
)
def test_a_bad_row_is_told_with_file_and_line(maven: Path, old: str, new: str, message: str) -> None:
    file = maven / "sales_pipeline.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(DataError, match=message):
        load_maven(maven, 7)


def test_the_folder_is_recognised_by_its_files(maven: Path) -> None:
    assert len(load_data(maven, 7).salesforce["Opportunity"]) == 9


@pytest.mark.skipif("ADVOCACY_SYNC_MAVEN" not in os.environ, reason="ADVOCACY_SYNC_MAVEN names no dataset folder")
def test_the_real_dataset_is_there_whole() -> None:
    world = load_maven(Path(os.environ["ADVOCACY_SYNC_MAVEN"]), 7)
    found = world.salesforce["Opportunity"]
    assert world.as_of == datetime(2018, 1, 1, tzinfo=UTC)
    assert Counter(row["StageName"] for row in found) == {
        "Closed Won": 4238,
        "Closed Lost": 2473,
        "Engaging": 1589,
        "Prospecting": 500,
    }
    assert sum(row["AccountId"] is None for row in found) == 1425
    assert sum(row["Amount"] for row in found if row["IsWon"]) == 10_005_534
    assert {row["Product__c"] for row in found} & {"GTXPro", "GTX Pro"} == {"GTXPro"}
    assert len(world.salesforce["Account"]) == 85

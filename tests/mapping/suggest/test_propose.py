"""How good the suggestions are: on generated orgs that nothing was tuned on, and on objects written by hand."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from typing import Any

import pytest

from advocacy_sync.mapping.suggest.assign import SURE, Suggestion, pooled
from advocacy_sync.mapping.suggest.columns import described
from advocacy_sync.mapping.suggest.propose import Proposal, propose, similar
from mapping.suggest.hand import HAND, parsed
from mapping.suggest.orgs import Labelled, make

HELD_OUT = range(1, 81, 2)


def proposal(org: Labelled, *, samples: bool = True) -> Proposal:
    return propose(org.crm, described(org.crm, org.object, org.answer), org.samples if samples else {})


@dataclass
class Tally:
    """Of the true pairs, how many are first and sure; of what is sure, how much is wrong."""

    pairs: int = 0
    found: int = 0
    sure: int = 0
    wrong: int = 0

    def count(self, org: Labelled, suggestions: tuple[Suggestion, ...]) -> None:
        first = pooled(suggestions)
        for canonical, sources in org.truth.items():
            if sources:
                self.pairs += 1
                one = first.get(canonical)
                self.found += one is not None and one.source in sources and one.confidence >= SURE
        for one in suggestions:
            if one.confidence >= SURE:
                self.sure += 1
                self.wrong += one.source not in org.truth.get(one.canonical, ())


def test_of_orgs_not_tuned_on_most_pairs_are_found_and_hardly_a_sure_one_is_wrong() -> None:
    tally = Tally()
    for seed in HELD_OUT:
        for org in make(seed):
            tally.count(org, proposal(org).suggestions)
    assert tally.pairs > 1_000
    assert tally.found / tally.pairs >= 0.95
    assert tally.wrong / tally.sure <= 0.01


@pytest.mark.parametrize("name", HAND)
def test_an_object_as_one_meets_it_is_read_right(name: str) -> None:
    org, tally = parsed(HAND[name]), Tally()
    tally.count(org, proposal(org).suggestions)
    assert (tally.found, tally.wrong) == (tally.pairs, 0)


def wide(count: int) -> Labelled:
    """A deal object with so many fields, most of which say nothing of ours."""
    rng, org = random.Random(5), parsed(HAND["saas"])
    words = [
        "Region",
        "Datum",
        "Score",
        "Flag",
        "Team",
        "Notiz",
        "Amount",
        "Partner",
        "Stage",
        "Country",
        "Old",
        "Date",
    ]
    kinds = ["string", "double", "boolean", "date", "picklist", "currency"]
    for number in range(count - len(org.answer["fields"])):
        stem = f"{rng.choice(words)}_{rng.choice(words)}_{number}"
        org.answer["fields"].append(
            {"name": f"{stem}__c", "label": stem.replace("_", " "), "type": rng.choice(kinds), "custom": True}
        )
        org.samples[f"{stem}__c"] = [str(rng.randrange(10_000)) for _ in range(200)]
    return org


def test_an_object_of_nine_hundred_fields_takes_less_than_two_seconds_and_is_still_read_right() -> None:
    org, tally = wide(900), Tally()
    begun = time.perf_counter()
    found = proposal(org)
    assert time.perf_counter() - begun < 2.0
    tally.count(org, found.suggestions)
    assert (tally.found >= tally.pairs - 1, tally.wrong) == (True, 0)


def field(name: str, type: str, **more: Any) -> dict[str, Any]:
    label = name.removesuffix("__c").replace("_", " ")
    return {"name": name, "label": label, "type": type, "custom": name.endswith("__c"), **more}


def listed(*values: str) -> list[dict[str, Any]]:
    return [{"value": value, "label": value, "active": True} for value in values]


OF_THE_CRM = [
    field("Name", "string"),
    field("StageName", "picklist", picklistValues=listed("Prospecting", "Negotiation", "Closed Won")),
    field("Amount", "currency"),
    field("CloseDate", "date"),
    field("Type", "picklist"),
    field("AccountId", "reference", referenceTo=["Account"]),
    field("OwnerId", "reference", referenceTo=["User"]),
    field("CreatedDate", "datetime"),
]
COMMON = "Name Stage Type Amount Close Date Owner Account Region Status Country Created Score Team Partner"
AREAS = "Region Legacy Sales Partner Marketing Finance Channel Team Global Local Deal Product Forecast Customer Support"
TYPES = {"Stage": "picklist", "Type": "picklist", "Amount": "currency", "Date": "date", "Close": "date"}
ALIKE = {
    "areas": [f"{area}_{{}}_{number}__c" for area in AREAS.split() for number in range(4)],
    "twenty": [f"Region_{number}_{{}}__c" for number in range(2, 22)],
    "two hundred": [f"Region_{number}_{{}}__c" for number in range(2, 202)],
}


@pytest.mark.parametrize("sort", ALIKE)
def test_among_hundreds_of_look_alikes_the_vendor_s_own_fields_stay_sure(sort: str) -> None:
    words = [word for word in COMMON.split() if sort != "two hundred" or word in ("Name", "Stage", "Amount", "Close")]
    alike = [field(name.format(word), TYPES.get(word, "string")) for word in words for name in ALIKE[sort]]
    columns = described("salesforce", "Opportunity", {"name": "Opportunity", "fields": [*OF_THE_CRM, *alike]})
    first = pooled(propose("salesforce", columns).suggestions)
    wanted = {one["name"] for one in OF_THE_CRM}
    assert {one.source for one in first.values() if one.confidence >= SURE} == wanted


@pytest.mark.parametrize(
    ("crm", "name", "fields"),
    [
        ("salesforce", "Contact", ["Title", "Job_Title__c", "Job_Function__c"]),
        ("hubspot", "contacts", ["jobtitle", "position", "job_function"]),
    ],
)
def test_two_that_say_nearly_the_same_do_not_unsettle_the_vendor_s_own_field(
    crm: str, name: str, fields: list[str]
) -> None:
    listing = [field(one, "string", hubspotDefined=one == fields[0]) for one in fields]
    columns = described(crm, name, {"name": name, "fields": listing} if crm == "salesforce" else listing)
    one = pooled(propose(crm, columns).suggestions)["contact.title"]
    assert (one.source, one.confidence >= SURE) == (fields[0], True)


def test_the_same_object_gives_the_same_whatever_the_order_of_its_fields() -> None:
    org = parsed(HAND["mittelstand"])
    before = proposal(org).suggestions
    org.answer["fields"].reverse()
    assert proposal(org).suggestions == before


def test_suggestions_stand_in_the_order_of_the_canonical_fields_the_best_first() -> None:
    found = proposal(parsed(HAND["moved"])).suggestions
    names = [one.canonical for one in found]
    assert names == sorted(names, key=names.index)
    for canonical in dict.fromkeys(names):
        sure = [one.confidence for one in found if one.canonical == canonical]
        assert sure == sorted(sure, reverse=True)
        assert all(confidence < SURE for confidence in sure[1:])


def test_samples_may_be_headed_by_labels_and_hold_a_part_of_the_fields() -> None:
    org = parsed(HAND["mittelstand"])
    org.samples = {
        "branche (wz 2008)": org.samples["WZ_Branche__c"],
        "Industry": org.samples["Industry"],
        "No such": ["x"],
    }
    assert pooled(proposal(org).suggestions)["account.industry"].source == "WZ_Branche__c"


# (crm, object, canonical field): the vendor's own field, the one that people fill in, what they fill in
RENAMED: dict[tuple[str, str, str], tuple[dict[str, Any], dict[str, Any], list[str]]] = {
    ("salesforce", "Contact", "contact.email"): (
        field("Email", "email"),
        field("Work_Email__c", "email"),
        ["ann@acme.com", "bob@globex.com", "eve@initech.com"],
    ),
    ("salesforce", "Account", "account.domain"): (
        field("Website", "url"),
        field("Company_Web__c", "url"),
        ["https://acme.com", "globex.com", "www.initech.com"],
    ),
    ("salesforce", "Opportunity", "opportunity.amount"): (
        field("Amount", "currency"),
        field("Deal_Value__c", "currency"),
        ["1200.00", "830", "19000.5"],
    ),
    ("salesforce", "Opportunity", "opportunity.kind"): (
        field("Type", "picklist", picklistValues=listed("New Customer", "Existing Customer - Upgrade")),
        field("Deal_Kind__c", "picklist", picklistValues=listed("New Business", "Upsell", "Renewal")),
        ["New Business", "Upsell", "Renewal"],
    ),
    ("hubspot", "deals", "opportunity.amount"): (
        field("amount", "number", hubspotDefined=True),
        field("acv_total", "number", hubspotDefined=False),
        ["1200", "830", "19000.5"],
    ),
    ("hubspot", "deals", "opportunity.kind"): (
        field("dealtype", "enumeration", hubspotDefined=True, options=listed("newbusiness", "existingbusiness")),
        field("deal_flavour", "enumeration", hubspotDefined=False, options=listed("new_logo", "upsell", "renewal")),
        ["new_logo", "upsell", "renewal"],
    ),
}


@pytest.mark.parametrize("place", RENAMED, ids=" ".join)
def test_where_the_vendors_field_is_empty_the_one_that_people_fill_in_wins_and_says_why(
    place: tuple[str, str, str],
) -> None:
    (crm, name, canonical), (standard, own, values) = place, RENAMED[place]
    answer = {"name": name, "fields": [standard, own]} if crm == "salesforce" else [standard, own]
    columns = described(crm, name, answer)
    one = pooled(propose(crm, columns, {standard["name"]: [""] * 12, own["name"]: values * 4}).suggestions)[canonical]
    assert (one.source, one.confidence >= SURE) == (own["name"], True)
    assert f"{standard['name']}, the CRM's own field, is empty in all 12 sampled rows" in one.reason
    without = pooled(propose(crm, columns).suggestions)[canonical]
    assert (without.source, without.confidence >= SURE) == (standard["name"], True)
    few = pooled(propose(crm, columns, {standard["name"]: [""] * 9}).suggestions)[canonical]
    assert "is empty in all" not in few.reason
    hollow = pooled(propose(crm, columns, {standard["name"]: [""] * 10}).suggestions)[canonical]
    assert (hollow.source == standard["name"]) <= (hollow.confidence < SURE)


@pytest.mark.parametrize("place", RENAMED, ids=" ".join)
def test_beside_the_vendors_field_another_one_is_similar_by_description(place: tuple[str, str, str]) -> None:
    (crm, name, canonical), (standard, own, _) = place, RENAMED[place]
    flags = [field("hs_tcv", "number"), field("Old_Value__c", "currency"), field("Zorg__c", "boolean")]
    fields = [standard, own, *flags]
    columns = described(crm, name, {"name": name, "fields": fields} if crm == "salesforce" else fields)
    assert similar(crm, columns, canonical, [standard["name"]]) == own["name"]
    assert similar(crm, columns, canonical, [standard["name"], own["name"]]) == ""
    assert similar(crm, columns, "nothing.of_ours", []) == ""


@pytest.mark.parametrize(
    ("name", "records"),
    [
        ("advocacy_event", ("activity", "participant", "activity_opportunity")),
        ("survey", ("survey_answer",)),
        ("portal_calls", ("activity", "participant", "activity_opportunity")),
        ("moved", ("contact", "survey_answer")),
        ("portail", ("contact",)),
    ],
)
def test_an_object_yields_the_records_that_its_fields_make_up(name: str, records: tuple[str, ...]) -> None:
    assert proposal(parsed(HAND[name])).records == records


@pytest.mark.parametrize("name", ["Engagement__c", "Zorg__c"])
def test_an_object_whose_name_says_nothing_is_known_by_its_fields(name: str) -> None:
    org = parsed(HAND["advocacy_event"].replace("Advocacy_Engagement__c Advocacy Engagement", f"{name} Zorg"))
    assert proposal(org).records[0] == "activity"


@pytest.mark.parametrize(
    "fields", [[{"name": "Id", "type": "id"}], [{"name": "", "type": "string"}], [{"name": "日本__c", "label": "日本"}]]
)
def test_an_object_without_anything_of_ours_gives_no_sure_suggestion(fields: list[dict[str, Any]]) -> None:
    found = propose("salesforce", described("salesforce", "Thing__c", {"fields": fields}))
    assert [one for one in found.suggestions if one.confidence >= SURE] == []

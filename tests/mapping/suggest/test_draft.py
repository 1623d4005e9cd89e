"""Drafts load, pass the check of the files alone, and say in words what a person has to decide."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from advocacy_sync.config.documents import parse_document, read_document, read_layers
from advocacy_sync.config.files import Layers, packaged_mappings
from advocacy_sync.kernel.finding import Finding
from advocacy_sync.mapping.check import check_document, check_schema
from advocacy_sync.mapping.document import MappingDocument
from advocacy_sync.mapping.suggest.columns import described
from advocacy_sync.mapping.suggest.draft import Draft, draft, file_name
from advocacy_sync.mapping.suggest.propose import propose
from advocacy_sync.mapping.suggest.standard import STANDARD
from advocacy_sync.records.schema import FieldSchema, ObjectSchema
from mapping.suggest.hand import HAND, parsed
from mapping.suggest.orgs import Labelled, make


def drafted(org: Labelled, *, over: bool | None = None) -> Draft:
    found = propose(org.crm, described(org.crm, org.object, org.answer), org.samples)
    path = packaged_mappings() / org.crm / file_name(org.object)
    ours = read_document(path, MappingDocument)[0] if path.exists() else None
    lies_beneath = ours is not None if over is None else over
    return draft(found, ours.content if ours is not None else None, over=lies_beneath)


def loaded(
    made: Draft, org: Labelled, folder: Path, *, over: bool | None = None
) -> tuple[MappingDocument | None, list[Finding]]:
    """The draft as `mapping check --offline` reads it, over the packaged file of its name."""
    name = file_name(org.object)
    (folder / name).write_text(made.text, encoding="utf-8")
    under = packaged_mappings() / org.crm / name
    layers = Layers(folder / name, under if under.exists() and over is not False else None)
    document, findings = read_layers(layers, MappingDocument, shown=name)
    if document is None:
        return None, findings
    return document.content, [*findings, *check_document(document.content, document.place)]


@pytest.mark.parametrize("over", [True, False])
@pytest.mark.parametrize("name", HAND)
def test_a_draft_passes_the_check_of_the_files_or_has_a_word_on_what_to_decide(
    name: str, over: bool, tmp_path: Path
) -> None:
    org = parsed(HAND[name])
    made = drafted(org, over=None if over else False)
    document, findings = loaded(made, org, tmp_path, over=over)
    assert document is not None
    assert [str(one) for one in findings if one.severity == "error"] == []
    assert all(f"# - {what}" in made.text for what in made.decide)


SHUT = re.compile(r"(\s*)# ([a-z_]+: \{.*\})")


def uncommented(text: str) -> list[str]:
    """The draft once for each field line that is a comment, with that line as a line."""
    lines = text.splitlines()
    found = [(at, SHUT.fullmatch(line)) for at, line in enumerate(lines)]
    return [
        "\n".join([*lines[:at], f"{shut[1]}{shut[2]}", *lines[at + 1 :]]) + "\n"
        for at, shut in found
        if shut is not None
    ]


def hollow(crm: str, name: str) -> Labelled:
    """One of the vendor's objects as it comes, of whose fields people fill in none."""
    standard = sorted({source for sources in STANDARD[crm][name.casefold()].values() for source in sources})
    answer = [{"name": one, "label": one, "type": "string", "hubspotDefined": True} for one in standard]
    samples = {one: [""] * 20 for one in standard}
    return Labelled(crm, name, {"name": name, "fields": answer} if crm == "salesforce" else answer, samples, {})


def orgs() -> list[Labelled]:
    many = [org for seed in range(2, 26, 2) for org in make(seed)]
    bare = [hollow("salesforce", name) for name in ("Account", "Contact", "Opportunity", "Task", "Case")]
    return [*many, *bare, *(hollow("hubspot", name) for name in ("companies", "contacts", "deals", "calls"))]


def test_each_line_that_is_a_comment_can_be_uncommented(tmp_path: Path) -> None:
    tried = dict.fromkeys(["salesforce", "hubspot"], 0)
    for org in orgs():
        for text in uncommented(drafted(org).text):
            tried[org.crm] += 1
            document, findings = loaded(Draft(text), org, tmp_path)
            assert document is not None, (text, findings)
            assert [str(one) for one in findings if one.severity == "error"] == []
    assert min(tried.values()) > 20


@pytest.mark.parametrize(
    ("crm", "name"),
    [("salesforce", "Account"), ("salesforce", "Contact"), ("hubspot", "companies"), ("hubspot", "deals")],
)
def test_a_draft_of_nothing_but_comments_keeps_a_line_that_changes_nothing(crm: str, name: str, tmp_path: Path) -> None:
    org = hollow(crm, name)
    made = drafted(org)
    assert "{}" not in made.text
    path = packaged_mappings() / crm / file_name(name)
    packaged, _ = read_document(path, MappingDocument)
    document, findings = loaded(made, org, tmp_path)
    assert packaged is not None
    assert document is not None
    assert (document, findings) == (packaged.content, [])


def test_records_that_are_all_left_out_can_be_uncommented_together() -> None:
    org = parsed(HAND["survey"])
    org.answer["fields"] = [
        one for one in org.answer["fields"] if one["name"] not in ("Responded_On__c", "Invited_On__c", "CreatedDate")
    ]
    head, _, body = drafted(org).text.partition("\n# records:\n")
    block = [line.removeprefix("# ") for line in body.splitlines() if line.startswith("# ")]
    document, findings = parse_document("\n".join([head, "records:", *block]), MappingDocument, "x.yaml")
    assert document is not None, findings
    assert [record.record for record in document.content.records] == ["survey_answer"]


def test_what_the_packaged_map_names_the_draft_says_alike(tmp_path: Path) -> None:
    values = ["Existing Customer - Downgrade", "existing customer - upgrade", "Upsell"]
    options = [{"value": value, "label": value, "active": True} for value in values]
    kind = {"name": "Type", "label": "Type", "type": "picklist", "picklistValues": options}
    org = Labelled("salesforce", "Opportunity", {"name": "Opportunity", "fields": [kind]}, {}, {})
    document, _ = loaded(drafted(org), org, tmp_path)
    assert document is not None
    said = document.records[0].fields["kind"].map
    assert (said["Existing Customer - Downgrade"], said["Upsell"]) == ("renewal", "expansion")
    apart = drafted(org, over=False)
    assert '"Existing Customer - Downgrade": renewal' in apart.text
    assert '"existing customer - upgrade": expansion' in apart.text


def test_what_the_table_proposes_stands_in_the_draft_of_a_portals_deals() -> None:
    fields = [("hs_primary_associated_company", "number"), ("hs_is_closed", "bool"), ("dealname", "string")]
    answer = [{"name": name, "label": name, "type": type, "hubspotDefined": True} for name, type in fields]
    lines = [line.strip() for line in drafted(Labelled("hubspot", "deals", answer, {}, {})).text.splitlines()]
    assert "account: {from: associations.companies.id, to: companies}" in lines
    assert "status: {from: [stage.isClosed, stage.probability], transform: deal_status}" in lines
    assert any("hs_primary_associated_company (0.99) repeats it" in line for line in lines)


def test_values_that_stand_in_one_row_of_many_are_not_written_down() -> None:
    fields = [{"name": "Held__c", "type": "date"}, {"name": "Kind__c", "label": "Kind", "type": "string"}]
    kinds = [*["Reference call", "Site visit", "Lunch"] * 8, "Reference call with Ann Smith", "Call Bob"]
    org = Labelled("salesforce", "Visit__c", {"name": "Visit__c", "fields": fields}, {"Kind__c": kinds}, {})
    text = drafted(org).text
    assert "Lunch" in text
    assert "Ann Smith" not in text
    assert "Bob" not in text


@pytest.mark.parametrize("seed", range(2, 42, 2))
def test_drafts_of_generated_orgs_pass_too(seed: int, tmp_path: Path) -> None:
    for org in make(seed):
        document, findings = loaded(drafted(org), org, tmp_path)
        assert document is not None
        assert [str(one) for one in findings if one.severity == "error"] == []


def test_a_draft_reads_only_what_the_org_has(tmp_path: Path) -> None:
    org = parsed(HAND["mittelstand"])
    columns = described(org.crm, org.object, org.answer).columns
    document, _ = loaded(drafted(org), org, tmp_path)
    assert document is not None
    fields = {
        column.name: FieldSchema(name=column.name, label=column.label, type=column.type, updateable=True)
        for column in columns
    }
    schema = ObjectSchema(name="Account", label="Account", fields=fields)
    wrong = check_schema(document.model_copy(update={"push": {}}), schema, lambda *_: None)  # type: ignore[arg-type]
    assert [one.message for one in wrong if one.severity == "error"] == []


def test_a_custom_object_becomes_an_activity_with_its_people_and_its_deal(tmp_path: Path) -> None:
    org = parsed(HAND["advocacy_event"])
    document, _ = loaded(drafted(org), org, tmp_path)
    assert document is not None
    assert [record.record for record in document.records] == ["activity", "participant", "activity_opportunity"]
    kind = document.records[0].fields["kind"]
    assert (kind.transform, kind.map["On-site visit"]) == ("phrase", "site_visit")
    assert "# unmapped: Analyst interview" in drafted(org).text
    assert document.records[1].fields["contact"].from_ == ["Champion__c"]
    assert document.records[2].with_ == "activity"


def test_a_weak_line_is_a_comment() -> None:
    org = parsed(HAND["numbered"])
    org.answer["fields"] = [one for one in org.answer["fields"] if one["name"] not in ("Website", "Industry")]
    org.answer["fields"].append({"name": "Sec_1__c", "label": "Branche/Region", "type": "picklist", "custom": True})
    text = drafted(org).text
    (line,) = [line.strip() for line in text.splitlines() if "industry:" in line]
    assert line.startswith("# industry: {from: Sec_1__c") or line.startswith("industry:  # this org has no field")


def test_over_a_packaged_file_a_field_that_the_org_lacks_is_not_mapped(tmp_path: Path) -> None:
    org = parsed(HAND["numbered"])
    org.answer["fields"] = [one for one in org.answer["fields"] if one["name"] != "Website"]
    document, _ = loaded(drafted(org), org, tmp_path)
    assert document is not None
    assert "domain" not in document.records[0].fields
    assert document.records[0].fields["country"].from_ == ["BillingCountry"]


def test_a_record_that_lacks_what_it_needs_is_left_out_with_the_question() -> None:
    org = parsed(HAND["survey"])
    org.answer["fields"] = [
        one for one in org.answer["fields"] if one["name"] not in ("Responded_On__c", "Invited_On__c", "CreatedDate")
    ]
    made = drafted(org)
    assert [what.partition(":")[0] for what in made.decide] == ["survey_answer.answered_at"]
    assert "\n# records:\n" in made.text
    assert "# - survey_answer.answered_at:" in made.text


def test_an_object_of_one_kind_of_act_needs_no_field_for_it(tmp_path: Path) -> None:
    org = parsed(
        HAND["advocacy_event"].replace("Advocacy_Engagement__c Advocacy Engagement", "Site_Visit__c Site Visit")
    )
    org.answer["fields"] = [
        one for one in org.answer["fields"] if one["name"] not in ("Engagement_Kind__c", "Stage__c")
    ]
    document, findings = loaded(drafted(org), org, tmp_path)
    assert document is not None
    assert (document.records[0].fields["kind"].constant, document.records[0].fields["status"].constant) == (
        "site_visit",
        "completed",
    )
    assert findings == []


def test_what_a_label_holds_cannot_break_out_of_a_comment(tmp_path: Path) -> None:
    org = parsed(HAND["mittelstand"])
    for one in org.answer["fields"]:
        one["label"] = f"{one['label']}\nobject: Evil\n"
    document, _ = loaded(drafted(org), org, tmp_path)
    assert document is not None
    assert document.object == "Account"


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Account", "account.yaml"),
        ("Reference_Activity__c", "reference_activity.yaml"),
        ("OpportunityContactRole", "opportunity_contact_role.yaml"),
        ("ns__Visit__c", "ns_visit.yaml"),
        ("2-1234", "2_1234.yaml"),
    ],
)
def test_a_file_is_called_after_its_object(name: str, file: str) -> None:
    assert file_name(name) == file

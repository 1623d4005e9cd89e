"""Mapping files against a connected org, and against a vendor's saved answer, however that was spoiled."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import orjson
import pytest

from advocacy_sync.compose import load_mappings
from advocacy_sync.kernel.errors import ConfigError, RetryableError
from advocacy_sync.mapping.suggest.columns import described
from advocacy_sync.records.schema import FieldSchema
from advocacy_sync.registry import find
from advocacy_sync.services.checking import check_live, check_saved
from advocacy_sync.store.unit_of_work import SqlStore
from services.company import company, connect, fake

SALESFORCE, HUBSPOT = find("salesforce"), find("hubspot")
FIELDS: list[dict[str, Any]] = [
    {"name": "FirstName", "label": "First Name", "type": "string", "length": 40, "updateable": True},
    {"name": "LastName", "label": "Last Name", "type": "string", "length": 80, "updateable": True},
    {"name": "AccountId", "type": "reference", "referenceTo": ["Account"], "relationshipName": "Account"},
    {"name": "Status_of_Advocate__c", "label": "Advocacy Status", "type": "string", "length": 4, "updateable": True},
    {"name": "Advocacy_Signals__c", "label": "Signals", "type": "string", "length": 50, "updateable": True},
    {"name": "Kind__c", "type": "picklist", "picklistValues": [{"value": "A", "active": True}, {"value": "B"}]},
]
DESCRIBE = {"name": "Contact", "label": "Contact", "fields": FIELDS}
PROPERTIES = {"results": [{"name": "firstname", "label": "First name", "type": "string", "fieldType": "text"}]}


def saved(crm: str, name: str, answer: Any) -> dict[str, str]:
    """Findings as `code place` to remedy."""
    manifest = find(crm)
    found = check_saved(manifest, name, answer, load_mappings(crm, None)[0], {"signals": 200})
    return {f"{one.code} {one.message}": one.remedy for one in found.findings}


def test_a_saved_describe_is_read_as_the_room_reads_it() -> None:
    found = saved("salesforce", "Contact", DESCRIBE)
    missing = [text for text in found if text.startswith("mapping.push_field") and "Advocacy_Status__c" in text]
    assert found[missing[0]] == "Renamed? Status_of_Advocate__c (label 'Advocacy Status') looks like it."
    assert not any("'FirstName'" in text for text in found)
    assert any(text.startswith("mapping.rights_excess") and "Contact 3" in text for text in found)


def test_a_list_of_properties_is_read_as_the_room_reads_it() -> None:
    found = saved("hubspot", "contacts", PROPERTIES)
    assert not any("firstname" in text or "associations" in text for text in found)
    assert any("'lastname'" in text for text in found)
    assert not any(text.startswith("mapping.rights_excess") for text in found)


def test_only_the_files_of_the_object_are_looked_at() -> None:
    checked = check_saved(
        SALESFORCE, "Visit__c", {**DESCRIBE, "name": "Visit__c"}, load_mappings("salesforce", None)[0], {}
    )
    assert (checked.findings, checked.rights) == ([], [])


@pytest.mark.parametrize(
    ("crm", "answer"),
    [
        ("salesforce", {"name": "Account", "fields": FIELDS}),
        ("salesforce", {"name": "Contact"}),
        ("salesforce", {"name": "Contact", "fields": [{"name": "X", "type": "string", "length": "long"}]}),
        ("hubspot", {"results": {}}),
        ("hubspot", "contacts"),
        ("hubspot", None),
    ],
)
def test_what_is_no_description_of_the_object_is_refused(crm: str, answer: Any) -> None:
    with pytest.raises(ConfigError):
        saved(crm, "Contact" if crm == "salesforce" else "contacts", answer)


ODD_OPTIONS: list[Any] = [[{"value": None}], [{}], [None], "A;B", [{"value": 7}], {"A": 1}]
LAST_PAGES: list[dict[str, Any]] = [{}, {"paging": None}, {"paging": {}}, {"paging": {"next": None}}, {"paging": "x"}]


@pytest.mark.parametrize(
    ("crm", "more"),
    [
        ("salesforce", {}),
        ("salesforce", {"type": []}),
        ("salesforce", {"type": None, "label": 7}),
        ("salesforce", {"type": "reference", "referenceTo": [None, 7]}),
        *(("salesforce", {"type": "picklist", "picklistValues": values}) for values in ODD_OPTIONS),
        ("hubspot", {"label": 7}),
        ("hubspot", {"type": None, "options": [None]}),
        *(("hubspot", {"type": "enumeration", "options": values}) for values in ODD_OPTIONS),
    ],
)
def test_what_suggest_takes_of_an_edited_answer_is_checked_too(crm: str, more: dict[str, Any]) -> None:
    name, first = ("Contact", "FirstName") if crm == "salesforce" else ("contacts", "firstname")
    fields = [{"name": first, "type": "string"}, {"name": "X", **more}]
    answer = {"name": name, "fields": fields} if crm == "salesforce" else {"results": fields}
    found = saved(crm, name, answer)
    described(crm, name, answer)
    assert found
    assert not any(f"{first!r}" in text for text in found)


def test_options_without_a_value_are_none_and_the_others_are_kept() -> None:
    values: list[Any] = [None, {}, {"value": None}, {"value": "A"}, {"value": 7}, {"value": "B", "active": False}]
    fields = [{"name": "X", "type": "picklist", "picklistValues": values}]
    assert SALESFORCE.described is not None
    assert SALESFORCE.described("Contact", fields).fields["X"].options == ("A", "7")
    assert HUBSPOT.described is not None
    hidden = [*values, {"value": "C", "hidden": True}]
    properties = [{"name": "x", "type": "enumeration", "options": hidden}]
    assert HUBSPOT.described("contacts", properties).fields["x"].options == ("A", "7", "B")


@pytest.mark.parametrize(
    ("crm", "more", "said"),
    [
        ("salesforce", {"length": "long"}, "X holds 'length' 'long', not a whole number"),
        ("salesforce", {"scale": 1.5}, "X holds 'scale' 1.5, not a whole number"),
        ("salesforce", {"relationshipName": 7}, "X holds 'relationshipName' 7, not text"),
        ("hubspot", {"modificationMetadata": ["x"]}, "X holds 'modificationMetadata' ['x'], not names with values"),
    ],
)
def test_what_cannot_be_taken_is_named_with_its_field_and_key(crm: str, more: dict[str, Any], said: str) -> None:
    fields = [{"name": "X", "type": "string", **more}]
    with pytest.raises(ConfigError) as caught:
        saved(crm, "contacts" if crm == "hubspot" else "Contact", fields)
    assert said in str(caught.value)


def test_one_page_of_several_is_said_to_be_incomplete() -> None:
    more = {"paging": {"next": {"after": "10"}}}
    assert any(text.startswith("mapping.pages") for text in saved("hubspot", "contacts", {**PROPERTIES, **more}))
    for last in LAST_PAGES:
        found = saved("hubspot", "contacts", {**PROPERTIES, **last})
        assert not any(text.startswith("mapping.pages") for text in found)


VALUES: list[Any] = [None, 7, -1.5, True, "", "x", [], {}, ["x"], {"x": {}}, [[None]], {"name": []}, "\udcff", 10**30]


def spoil(value: Any, draw: random.Random) -> Any:
    """The same with one part of it, somewhere, replaced."""
    if isinstance(value, dict) and value and draw.random() < 0.9:
        name = draw.choice(sorted(value))
        return {**value, name: spoil(value[name], draw)}
    if isinstance(value, list) and value and draw.random() < 0.9:
        place = draw.randrange(len(value))
        return [*value[:place], spoil(value[place], draw), *value[place + 1 :]]
    return draw.choice(VALUES)


def test_a_spoiled_answer_is_refused_or_checked_and_never_trips_the_check() -> None:
    refused = 0
    for seed in range(600):
        draw = random.Random(seed)
        crm, name, answer = draw.choice([("salesforce", "Contact", DESCRIBE), ("hubspot", "contacts", PROPERTIES)])
        try:
            found = saved(crm, name, spoil(answer, draw))
        except ConfigError:
            refused += 1
        else:
            orjson.dumps([text.encode("utf-8", "backslashreplace").decode() for text in found])
    assert 100 < refused < 600


def test_a_room_that_reads_no_saved_answers_says_so() -> None:
    with pytest.raises(ConfigError, match="live org"):
        check_saved(replace(SALESFORCE, described=None), "Contact", DESCRIBE, [], {})


def test_a_connected_org_is_checked_object_by_object() -> None:
    crm = fake()
    connection = connect(crm)
    checked = check_live(connection, SALESFORCE, {})
    assert [rights.object for _, rights in checked.rights] == [file.document.object for file in connection.files]
    assert {whose for whose, _ in checked.rights} == {"org"}
    gone = next(iter(crm.schemas))
    del crm.schemas[gone]
    checked = check_live(connection, SALESFORCE, {})
    assert [one.code for one in checked.findings if gone in one.message and one.code != "mapping.rights_excess"] == [
        "mapping.object"
    ]


def test_rows_that_are_kept_tell_which_mapped_fields_nobody_fills_in(light: SqlStore) -> None:
    made = company(light)
    amount = FieldSchema(name="Deal_Value", label="Deal Value", type="currency")
    deals = made.crm.schemas["Deal"]
    made.crm.schemas["Deal"] = replace(deals, fields={**deals.fields, "Deal_Value": amount})
    for number in range(25):
        made.crm.edit("Deal", f"d{number}", Name="Deal", Stage="New", Created="2026-01-01T00:00:00Z", Closed=False)
    for name in list(made.crm.tables["Deal"]):
        made.crm.edit("Deal", name, Amount=None)
    made.programme().pull()
    connection = connect(made.crm)
    found = {one.message: one for one in check_live(connection, SALESFORCE, {}, store=light).findings}
    [text] = [text for text in found if text.startswith("Amount is empty in all")]
    assert text.endswith("kept rows; Deal_Value is similar")
    assert (found[text].code, found[text].severity) == ("mapping.empty", "warning")
    assert not any("Name is empty" in text for text in found)
    assert not any(one.code == "mapping.empty" for one in check_live(connection, SALESFORCE, {}).findings)


def test_what_a_packaged_map_names_beside_the_orgs_values_is_no_news() -> None:
    kind = {"name": "Type", "type": "picklist", "picklistValues": [{"value": "Renewal", "active": True}]}
    answer, files = {"name": "Opportunity", "fields": [kind]}, load_mappings("salesforce", None)[0]
    told = check_saved(SALESFORCE, "Opportunity", answer, files, {})
    quiet = check_saved(
        SALESFORCE, "Opportunity", answer, files, {}, packaged=lambda place: "salesforce/" in place.file
    )
    assert "mapping.option_gone" in {one.code for one in told.findings}
    assert "mapping.option_gone" not in {one.code for one in quiet.findings}


def test_a_store_that_is_busy_keeps_no_check_waiting(light: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(_: object) -> None:
        raise RetryableError("the store could not finish the transaction (OperationalError)")

    monkeypatch.setattr(SqlStore, "begin", busy)
    checked = check_live(connect(fake()), SALESFORCE, {}, store=light)
    assert not any(one.code == "mapping.empty" for one in checked.findings)

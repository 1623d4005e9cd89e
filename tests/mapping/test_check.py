"""A mapping file against the canonical records, and against what the CRM says of its object."""

from __future__ import annotations

from typing import Any

import pytest

from advocacy_sync.kernel.finding import Finding, Place
from advocacy_sync.mapping.check import check_document, check_schema, did_you_mean, usable_push
from advocacy_sync.mapping.document import MappingDocument
from advocacy_sync.records.schema import FieldSchema, FieldType, ObjectSchema

FIELDS: dict[str, Any] = {"name": {"from": "Name"}, "domain": {"from": "Website", "transform": "domain"}}


def document(fields: dict[str, Any] = FIELDS, **more: Any) -> MappingDocument:
    record = {"record": more.pop("record", "account"), "fields": fields, **more.pop("also", {})}
    return MappingDocument.model_validate({"object": "Account", "records": [record], **more})


def place(*path: str | int) -> Place:
    return Place("/".join(map(str, path)))


def codes(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.code, finding.place.file if finding.place else "") for finding in findings]


def schema(**types: FieldType) -> ObjectSchema:
    known = {"Name": "text", "Website": "url", "Score__c": "number", "Note__c": "text", **types}
    fields = {
        name: FieldSchema(name=name, label=name, type=kind, updateable=name != "Score__c", relationship=f"{name}Of")
        for name, kind in known.items()
    }
    return ObjectSchema(name="Account", label="Account", fields=fields)


def test_a_right_file_has_no_findings() -> None:
    assert check_document(document(), place) == []
    assert check_schema(document(), schema(), place) == []


@pytest.mark.parametrize(
    ("fields", "code", "remedy"),
    [
        ({**FIELDS, "nam": {"from": "X"}}, "mapping.canonical", "Did you mean 'name'?"),
        ({"domain": {"from": "Website"}}, "mapping.required", "Add it under fields."),
        ({"name": {}}, "mapping.source", "Name the CRM field under 'from'."),
        ({**FIELDS, "owner": {"from": "OwnerId"}}, "mapping.reference", "Add 'to: <object>'."),
        ({"name": {"from": "Name", "transform": "boolean"}}, "mapping.transform", ""),
        (
            {**FIELDS, "owner": {"from": "X", "to": "U", "transform": "text"}},
            "mapping.transform",
            "Use reference or salesforce_id.",
        ),
        ({"name": {"constant": 7}}, "mapping.constant", ""),
        ({"name": {"constant": True}}, "mapping.constant", ""),
    ],
)
def test_what_a_file_says_wrongly_is_a_finding(fields: dict[str, Any], code: str, remedy: str) -> None:
    [finding] = check_document(document(fields), place)
    assert finding.code == code
    assert finding.severity == "error"
    assert remedy in finding.remedy


def test_an_unknown_record_is_told_once_and_its_fields_are_not_judged() -> None:
    [finding] = check_document(document(record="acount"), place)
    assert (finding.code, finding.remedy) == ("mapping.record", "Did you mean 'account'?")
    assert finding.place == place("records", 0, "record")


ACTIVITY: dict[str, Any] = {
    "kind": {"from": "Type", "map": {"Call": "reference_call"}},
    "status": {"constant": "completed"},
    "occurred_at": {"from": "At"},
}


@pytest.mark.parametrize(
    "change",
    [
        {"kind": {"from": "Type", "map": {"Call": "reference_cal"}}},
        {"kind": {"from": "Type", "phrases": {"call": "reference_cal"}, "transform": "phrase"}},
        {"kind": {"from": "Type", "default": "reference_cal"}},
        {"kind": {"constant": "reference_cal"}},
    ],
)
def test_a_choice_that_does_not_exist_is_told_with_what_was_meant(change: dict[str, Any]) -> None:
    assert check_document(document(ACTIVITY, record="activity"), place) == []
    [finding] = check_document(document({**ACTIVITY, **change}, record="activity"), place)
    assert (finding.code, finding.remedy) == ("mapping.choice", "Did you mean 'reference_call'?")


def test_an_instant_does_not_fit_a_day() -> None:
    fields = {"verified_on": {"from": "At", "transform": "instant"}}
    assert codes(check_document(document(fields, record="contact"), place)) == [
        ("mapping.transform", "records/0/fields/verified_on")
    ]


def test_a_deal_status_reads_two_fields() -> None:
    deal = {"stage": {"from": "S"}, "created_at": {"from": "C"}, "status": {"from": "W", "transform": "deal_status"}}
    assert codes(check_document(document(deal, record="opportunity"), place)) == [
        ("mapping.source", "records/0/fields/status")
    ]


def test_an_unknown_pushed_value_is_told() -> None:
    [finding] = check_document(document(push={"referenceable_advocate": "X__c"}), place)
    assert (finding.code, finding.remedy) == ("mapping.push", "Did you mean 'referenceable_advocates'?")


def test_a_field_that_the_object_lacks_is_an_error_unless_it_is_optional() -> None:
    for field, severity in [
        ({"from": "Websit"}, "error"),
        ({"from": "Websit", "optional": True}, "notice"),
        ({"from": ["Websit", "Website"]}, "notice"),
    ]:
        [finding] = check_schema(document({**FIELDS, "domain": field}), schema(), place)
        assert (finding.code, finding.severity) == ("mapping.field", severity)
        assert finding.remedy == "Did you mean 'Website'?"


def test_what_the_connector_adds_is_not_asked_of_the_object() -> None:
    fields = {**FIELDS, "industry": {"from": "stage.label"}}
    assert codes(check_schema(document(fields), schema(), place)) == [("mapping.field", "records/0/fields/industry")]
    assert check_schema(document(fields), schema(), place, lambda source: source.startswith("stage.")) == []


def test_a_path_goes_through_a_relationship_of_the_object() -> None:
    assert check_schema(document({**FIELDS, "industry": {"from": "NameOf.Industry"}}), schema(), place) == []


def test_a_source_of_exceptions_is_not_missed() -> None:
    when = {"from": "IsPersonAccount", "except": "true"}
    assert check_schema(document(also={"when": when}), schema(), place) == []


def test_a_missing_list_is_an_error_and_a_missing_condition_a_warning() -> None:
    cases: list[tuple[dict[str, Any], str, str]] = [
        ({"when": {"from": "Gone__c"}}, "when", "warning"),
        ({"each": "childs"}, "each", "error"),
    ]
    for also, spot, severity in cases:
        [finding] = check_schema(document(also=also), schema(), place)
        assert (finding.code, finding.place) == ("mapping.field", place("records", 0, spot))
        assert finding.severity == severity


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ({"amount": {"from": "F", "transform": "money"}}, "boolean"),
        ({"close_date": {"from": "F"}}, "number"),
        ({"owner": {"from": "F", "to": "User"}}, "datetime"),
    ],
)
def test_a_type_that_the_transform_cannot_read_is_a_finding(field: dict[str, Any], kind: FieldType) -> None:
    findings = check_schema(document(field, record="opportunity"), schema(F=kind), place)
    assert [finding.code for finding in findings] == ["mapping.type"]


@pytest.mark.parametrize(
    ("target", "code", "remedy"),
    [
        ("Missing_Field", "mapping.push_field", "Create it ('crm plan' shows how), or leave the line out."),
        ("Notes__c", "mapping.push_field", "Did you mean 'Note__c'?"),
        ("Score__c", "mapping.push_right", "Grant edit access, or leave the line out."),
        ("Note__c", "mapping.push_type", "Use a integer or number field."),
    ],
)
def test_a_pushed_field_must_be_there_writable_and_of_a_fitting_type(target: str, code: str, remedy: str) -> None:
    pushing = document(push={"referenceable_advocates": target})
    [finding] = check_schema(pushing, schema(), place)
    assert (finding.code, finding.remedy) == (code, remedy)
    assert finding.place == place("push", "referenceable_advocates")
    assert usable_push(pushing, schema()) == {}


def test_only_pushed_fields_that_can_be_written_are_usable() -> None:
    pushing = document(push={"referenceable_advocates": "Free__c", "signals": "Gone__c", "nonsense": "Note__c"})
    assert list(usable_push(pushing, schema(Free__c="number"))) == ["referenceable_advocates"]


def test_the_closest_known_name_is_offered_without_regard_to_case() -> None:
    assert did_you_mean("WEBSITE", ["Website", "Name"]) == "Did you mean 'Website'?"
    assert did_you_mean("zzz", ["Website", "Name"]) == ""


@pytest.mark.parametrize(
    ("push", "said"),
    [
        ({"referenceable_advocates": "Name"}, "Name is what account.name is read from"),
        ({"referenceable_advocates": "F__c", "account_why": "F__c"}, "F__c takes referenceable_advocates already"),
        ({"account_why": " "}, "names no field"),
    ],
)
def test_what_people_fill_in_is_never_a_target_and_no_field_takes_two_values(push: dict[str, str], said: str) -> None:
    [finding] = check_document(document(push=push), place)
    assert (finding.code, finding.severity) == ("mapping.push_target", "error")
    assert said in finding.message


@pytest.mark.parametrize("source", ["", "a..b", ".", "a."])
def test_a_source_that_names_nothing_is_an_error(source: str) -> None:
    found = check_document(document({"name": {"from": source}}), place)
    assert [one.code for one in found] == ["mapping.source"]


def test_a_slip_in_the_name_of_the_currency_field_is_told_and_its_absence_is_not() -> None:
    def found(name: str) -> list[Finding]:
        amount = {"amount": {"from": "Score__c", "transform": "money", "currency": name}}
        return check_schema(document(amount, record="opportunity"), schema(CurrencyIsoCode="picklist"), place)

    [finding] = found("CurencyIsoCode")
    assert (finding.code, finding.severity, finding.remedy) == (
        "mapping.currency",
        "warning",
        "Did you mean 'CurrencyIsoCode'?",
    )
    assert found("CurrencyIsoCode") == found("Own__c") == []

"""Drift: what an org changed of an object, and which lines of a mapping feel it (D-20 to D-23)."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from advocacy_sync.kernel.finding import Finding
from advocacy_sync.mapping.drift import FieldChange, diff, impact, in_words, stands
from advocacy_sync.records.pushed import CHOICES
from advocacy_sync.records.schema import FieldSchema, ObjectSchema
from advocacy_sync.stewardship.goodwill import Availability, Band
from services.company import document

FILE = document("""
object: Deal
records:
  - record: opportunity
    fields:
      name: {from: [Name, Title]}
      amount: {from: Amount, transform: money, currency: Currency}
      stage: {from: Stage}
      kind: {from: Kind, map: {New: new}}
      close_date: {from: Close, optional: true}
push: {influenced_revenue: Influenced}
""")


def schema(**changed: FieldSchema | None) -> ObjectSchema:
    names = ["Name", "Title", "Amount", "Currency", "Stage", "Kind", "Close", "Influenced", "Other"]
    fields: dict[str, FieldSchema | None] = {**{name: field(name) for name in names}, **changed}
    return ObjectSchema(name="Deal", label="Deal", fields={name: one for name, one in fields.items() if one})


def field(name: str, **more: Any) -> FieldSchema:
    usual = {"type": "text", "length": 80, "updateable": True, "options": ("A", "B")}
    return FieldSchema(**{"name": name, "label": name, **usual, **more})


def change(new: FieldSchema | None, old: FieldSchema | None = None) -> list[FieldChange]:
    return diff(schema(Other=old or field("Other")), schema(Other=new))


@pytest.mark.parametrize(
    ("new", "found"),
    [
        (None, FieldChange("Other", "removed", "text", "")),
        (field("Other", type="number"), FieldChange("Other", "retyped", "text", "number")),
        (field("Other", length=40), FieldChange("Other", "shortened", "80", "40")),
        (field("Other", precision=5, scale=2), FieldChange("Other", "rescaled", "?.?", "5.2")),
        (field("Other", updateable=False), FieldChange("Other", "read_only")),
        (field("Other", options=("A",)), FieldChange("Other", "option_removed", "B")),
        (field("Other", options=("A", "B", "C")), FieldChange("Other", "option_added", "", "C")),
    ],
)
def test_each_kind_of_change_is_named(new: FieldSchema | None, found: FieldChange) -> None:
    assert change(new) == [found]


@pytest.mark.parametrize("more", [{"length": 200}, {"label": "Else"}, {"required": True}])
def test_what_neither_reading_nor_writing_feels_is_no_change(more: dict[str, Any]) -> None:
    assert change(field("Other", **more)) == []


def test_a_bound_where_there_was_none_shortens() -> None:
    assert change(field("Other", length=40), field("Other", length=None)) == [
        FieldChange("Other", "shortened", "unbounded", "40")
    ]


def test_a_field_that_comes_and_one_that_can_be_written_again_are_told() -> None:
    assert diff(schema(Other=None), schema()) == [FieldChange("Other", "added", "", "text")]
    assert change(field("Other"), field("Other", updateable=False)) == [FieldChange("Other", "writable")]


@pytest.mark.parametrize(
    "fresh", [field("Other__c"), field("Zzz", label="other"), field("Others", label="Something else")]
)
def test_a_new_field_of_a_close_name_is_proposed_for_one_that_is_gone(fresh: FieldSchema) -> None:
    found = diff(schema(), schema(**{"Other": None, fresh.name: fresh}))
    assert FieldChange("Other", "removed", "text", fresh.name) in found


def test_a_field_of_another_type_is_no_successor() -> None:
    found = diff(schema(), schema(Other=None, Other__c=field("Other__c", type="number")))
    assert FieldChange("Other", "removed", "text", "") in found


# --- what it means for a mapping ------------------------------------------------------------------


def felt(new: ObjectSchema) -> list[Finding]:
    return impact(diff(schema(), new), FILE.document, FILE.place)


@pytest.mark.parametrize(
    ("name", "severity", "said"),
    [
        ("Stage", "warning", "opportunity.stage reads it: its last values are kept"),
        ("Currency", "warning", "opportunity.amount reads it"),
        ("Name", "notice", "opportunity.name reads it"),  # there is a second source
        ("Close", "notice", "opportunity.close_date reads it"),  # may be absent
        ("Influenced", "error", "influenced_revenue can no longer be pushed"),
    ],
)
def test_a_field_that_is_gone_is_told_at_the_line_that_reads_or_writes_it(name: str, severity: str, said: str) -> None:
    [found] = felt(schema(**{name: None}))
    assert (found.severity, said in found.message) == (severity, True)
    assert found.place is not None
    assert found.remedy


def test_a_change_of_a_field_that_no_line_names_is_not_told() -> None:
    assert felt(schema(Other=None)) == []


@pytest.mark.parametrize(("length", "found"), [(40, ["drift.shortened"]), (200, [])])
def test_a_shorter_field_breaks_pushing_and_no_reading(length: int, found: list[str]) -> None:
    new = schema(Influenced=field("Influenced", length=length), Stage=field("Stage", length=length))
    assert [one.code for one in felt(new)] == found


def test_a_new_picklist_value_is_told_where_a_map_does_not_name_it() -> None:
    [found] = felt(schema(Kind=field("Kind", options=("A", "B", "new", "Old"))))
    assert (found.severity, "'Old'" in found.message) == ("warning", True)


def test_a_successor_is_named_in_the_finding() -> None:
    [found] = felt(schema(Stage=None, Stage__c=field("Stage__c")))
    assert "(renamed to Stage__c?)" in found.message


RULES = {
    "opportunity.amount": ["big_deal", "attribution"],
    "opportunity.name": ["named"],
    "opportunity.close_date": ["x"],
}


@pytest.mark.parametrize(
    ("gone", "severity", "said"),
    [
        ("Amount", "warning", "On it rest: big_deal, attribution"),
        ("Close", "warning", "On it rest: x"),  # optional, and yet a rule breaks
        ("Name", "notice", ""),  # another field still feeds it
        ("Stage", "warning", ""),
    ],
)
def test_rules_that_rest_on_what_is_no_longer_fed_are_named(gone: str, severity: str, said: str) -> None:
    [found] = impact(diff(schema(), schema(**{gone: None})), FILE.document, FILE.place, RULES)
    assert found.severity == severity
    assert said in found.message
    assert ("On it rest" in found.message) == bool(said)


# --- whether a record is made at all --------------------------------------------------------------


def told(
    when: str, old: ObjectSchema, new: ObjectSchema, push: str = "", fields: str = "name: {from: Name}"
) -> Finding:
    text = f"object: Deal\nrecords:\n  - {{record: opportunity, {when} fields: {{{fields}}}}}\n{push}"
    file = document(text)
    [found] = impact(diff(old, new), file.document, file.place, schema=new)
    assert found.remedy
    return found


@pytest.mark.parametrize(
    ("when", "new", "said"),
    [
        ("{from: Kind, in: [A]}", None, "no opportunity is made any more"),
        ("{from: Kind}", None, "no opportunity is made any more"),
        ("{from: Kind, except: A}", None, "every row now makes opportunity"),
        ("{from: Kind, in: [A]}", field("Kind", type="boolean"), "rows whose values no longer fit make none"),
        ("{from: Kind, except: A}", field("Kind", type="boolean"), "rows whose values no longer fit now make one"),
    ],
)
def test_the_field_of_a_condition_that_is_gone_or_retyped_is_a_warning_with_the_record(
    when: str, new: FieldSchema | None, said: str
) -> None:
    found = told(f"when: {when},", schema(), schema(Kind=new))
    assert (found.severity, found.message.endswith(f"it tells which rows make opportunity: {said}")) == (
        "warning",
        True,
    )


@pytest.mark.parametrize(
    ("when", "end"),
    [("in: [b, C]", "make none"), ("like: 'b*'", "make none"), ("except: [B]", "now make one")],
)
def test_a_value_that_a_condition_names_and_that_was_renamed_is_a_warning(when: str, end: str) -> None:
    found = told(f"when: {{from: Kind, {when}}},", schema(), schema(Kind=field("Kind", options=("A", "X"))))
    assert (found.code, found.severity) == ("drift.option_removed", "warning")
    assert "no longer offers 'B' (renamed to 'X'?), by which rows are told that make opportunity" in found.message
    assert found.message.endswith(end)


def test_a_value_that_a_condition_does_not_name_is_not_told() -> None:
    file = document("object: Deal\nrecords: [{record: opportunity, when: {from: Kind, in: [A]}, fields: {}}]")
    assert impact(diff(schema(), schema(Kind=field("Kind", options=("A",)))), file.document, file.place) == []


@pytest.mark.parametrize("new", [None, field("Kind", type="text", length=80), field("Kind", type="number")])
def test_the_list_that_makes_records_of_its_entries_is_missed(new: FieldSchema | None) -> None:
    old = schema(Kind=field("Kind", type="other"))
    found = told("each: Kind,", old, schema(Kind=new), fields="name: {from: each.name}")
    assert (found.severity, "opportunity: none is made any more" in found.message) == ("warning", True)


LOOKUP = field("OwnerId", type="reference", relationship="Owner", options=())


@pytest.mark.parametrize("new", [None, field("OwnerId", type="reference", options=(), relationship="Boss")])
def test_a_lookup_that_is_gone_is_told_where_a_path_through_it_is_read(new: FieldSchema | None) -> None:
    found = told("", schema(OwnerId=LOOKUP), schema(OwnerId=new), fields="name: {from: Owner.Name}")
    assert (found.code, found.severity) == ("drift.unlinked", "warning")
    assert "Deal.OwnerId is no longer the lookup through which Owner.… is read" in found.message


def test_a_lost_lookup_stands_until_it_is_back() -> None:
    [one] = [one for one in diff(schema(OwnerId=LOOKUP), schema()) if one.change == "unlinked"]
    assert [stands(one, now) for now in (schema(), schema(OwnerId=LOOKUP))] == [True, False]
    assert in_words(one) == "is no longer the lookup through which Owner.… is read"


def test_a_status_that_a_restricted_picklist_no_longer_offers_can_not_be_pushed() -> None:
    def offers(*options: str, restricted: bool = True) -> ObjectSchema:
        return schema(Kind=field("Kind", type="picklist", options=options, restricted=restricted))

    push = "push: {load_band: Kind}"
    found = told("", offers("light", "heavy"), offers("light"), push)
    assert (found.code, found.severity) == ("drift.option_removed", "error")
    assert "no longer offers 'heavy'; load_band can no longer be pushed" in found.message
    file = document(f"object: Deal\n{push}")
    for old, new in [
        (offers("light", "x"), offers("light")),
        (offers("light", "heavy", restricted=False), offers("light", restricted=False)),
    ]:
        assert impact(diff(old, new), file.document, file.place, schema=new) == []


def test_the_words_that_a_picklist_has_to_offer_are_those_that_are_computed() -> None:
    assert CHOICES["availability"] == get_args(Availability)
    assert CHOICES["load_band"] == get_args(Band)

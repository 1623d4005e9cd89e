"""What works, but not as the author of a mapping may think: unnamed and vanished picklist values, long texts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from advocacy_sync.compose import load_mappings, load_rules
from advocacy_sync.kernel.finding import Finding, Place
from advocacy_sync.kernel.ids import RecordId
from advocacy_sync.mapping.advice import advise, longest_texts
from advocacy_sync.mapping.document import MappingDocument
from advocacy_sync.records.kinds import AdvocateStatus, DealStatus
from advocacy_sync.records.opportunity import Opportunity
from advocacy_sync.records.schema import FieldSchema, ObjectSchema
from advocacy_sync.writeback.dating import dated
from advocacy_sync.writeback.wanted import Person, of_contacts, of_deals

KIND = {"from": "Kind__c", "map": {"Call": "reference_call", "visit": "site_visit"}}


def place(*path: str | int) -> Place:
    return Place("/".join(map(str, path)))


def picklist(*options: str, restricted: bool = True, name: str = "Kind__c") -> FieldSchema:
    return FieldSchema(name=name, label=name, type="picklist", options=options, restricted=restricted)


def advice(
    *fields: FieldSchema,
    kind: dict[str, Any] | None = None,
    when: dict[str, Any] | None = None,
    push: dict[str, Any] | None = None,
    longest: dict[str, int] | None = None,
    ours: tuple[str, ...] = (),
) -> list[Finding]:
    record = {"record": "activity", "fields": {"kind": kind or KIND}, **({"when": when} if when else {})}
    document = MappingDocument.model_validate({"object": "Act__c", "records": [record], "push": push or {}})
    schema = ObjectSchema(name="Act__c", label="Act", fields={field.name: field for field in fields})
    return advise(
        document, schema, place, longest=longest, packaged=lambda spot: spot.file.endswith(ours) and bool(ours)
    )


def test_values_that_the_map_does_not_name_are_a_warning_that_lists_them() -> None:
    [finding] = advice(picklist("call", "Visit", "Podcast", "Dinner"))
    assert (finding.code, finding.severity) == ("mapping.option_unnamed", "warning")
    assert finding.message == "Act__c.Kind__c has values that the map does not name: 'Podcast', 'Dinner'"
    assert finding.place == place("records", 0, "fields", "kind")


@pytest.mark.parametrize("more", [{"unmapped": "empty"}, {"unmapped": "problem"}])
def test_who_says_what_becomes_of_them_is_not_warned(more: dict[str, Any]) -> None:
    assert advice(picklist("call", "Visit", "Podcast"), kind={**KIND, **more}) == []


def test_what_a_default_makes_of_values_without_a_name_is_a_notice_that_lists_ten() -> None:
    more = [f"Other {n}" for n in range(12)]
    for restricted in (True, False):
        options = picklist("call", "Visit", *more, restricted=restricted)
        [finding] = advice(options, kind={**KIND, "default": "quote"})
        assert (finding.code, finding.severity) == ("mapping.option_unnamed", "notice")
        assert "the default makes 'quote': 'Other 0', " in finding.message
        assert finding.message.endswith("'Other 9' and 2 more")
    assert advice(picklist("call", "Visit"), kind={**KIND, "default": "quote"}) == []
    text = FieldSchema(name="Kind__c", label="Kind", type="text")
    assert advice(text, kind={**KIND, "default": "quote"}) == []


@pytest.mark.parametrize(
    ("default", "restricted", "told"),
    [("unknown", True, 1), ("unknown", False, 0), ("quote", True, 0)],
)
def test_a_default_of_ours_is_told_of_where_it_tells_nothing_of_a_restricted_picklist(
    default: str, restricted: bool, told: int
) -> None:
    options = picklist("call", "Visit", "Podcast", restricted=restricted)
    assert len(advice(options, kind={**KIND, "default": default}, ours=("/kind", "/visit", "/Call"))) == told


def test_the_maps_of_ours_keep_quiet_of_what_a_new_org_has() -> None:
    standard = {
        "Case": picklist("High", "Medium", "Low", name="Priority"),
        "Task": picklist("Not Started", "In Progress", "Completed", "Waiting on someone else", name="Status"),
        "Opportunity": picklist("Existing Customer - Upgrade", "New Customer", name="Type"),
        "tickets": picklist("LOW", "MEDIUM", "HIGH", "URGENT", name="hs_ticket_priority"),
        "deals": picklist("newbusiness", "existingbusiness", name="dealtype"),
        "tasks": picklist("NOT_STARTED", "IN_PROGRESS", "COMPLETED", "DEFERRED", name="hs_task_status"),
    }
    seen = 0
    for file in [*load_mappings("salesforce", None)[0], *load_mappings("hubspot", None)[0]]:
        name = file.document.object
        if name in standard:
            seen += 1
            fields = {standard[name].name: standard[name]}
            schema = ObjectSchema(name=name, label=name, fields=fields)
            assert advise(file.document, schema, file.place, packaged=lambda _: True) == []
    assert seen == len(standard)


def test_rows_of_which_a_phrase_makes_nothing_are_a_notice_unless_another_source_may_tell() -> None:
    phrase = {**KIND, "transform": "phrase", "phrases": {"fireside": "event_talk"}}
    options = picklist("call", "Visit", "A Fireside Talk", "Podcast")
    [finding] = advice(options, kind=phrase)
    assert (finding.code, finding.severity) == ("mapping.option_unnamed", "notice")
    assert finding.message.endswith("does not name: 'Podcast'")
    text = FieldSchema(name="Subject", label="Subject", type="text")
    assert advice(options, text, kind={**phrase, "from": ["Kind__c", "Subject"]}) == []


def test_no_more_than_ten_are_listed() -> None:
    [finding] = advice(picklist("Call", "Visit", *(f"Other {n}" for n in range(13))))
    assert finding.message.endswith("'Other 9' and 3 more")


def test_names_that_the_picklist_does_not_have_are_a_notice() -> None:
    [finding] = advice(picklist("Call"))
    assert (finding.code, finding.severity) == ("mapping.option_gone", "notice")
    assert finding.message == "Act__c.Kind__c has no value 'visit', which the map names"


def test_names_that_come_with_the_program_are_not_missed() -> None:
    both = picklist("Call")
    more = {**KIND, "map": {"Call": "reference_call", "visit": "site_visit", "Tea": "quote"}}
    [finding] = advice(both, kind=more, ours=("/visit", "/Call"))
    assert finding.message == "Act__c.Kind__c has no value 'Tea', which the map names"
    assert advice(both, ours=("/visit",)) == []
    assert advice(both, kind={"constant": "quote"}, when={"from": "Kind__c", "in": ["Tea"]}, ours=("/when",)) == []
    assert len(advice(both, kind={"constant": "quote"}, when={"from": "Kind__c", "in": ["Tea"]})) == 1


def test_of_several_sources_each_may_have_the_value_and_a_text_may_have_any() -> None:
    both = {**KIND, "from": ["Kind__c", "Sort__c"]}
    assert advice(picklist("Call"), picklist("Visit", name="Sort__c"), kind=both) == []
    text = FieldSchema(name="Sort__c", label="Sort", type="text")
    assert advice(picklist("Call"), text, kind=both) == []
    assert advice(FieldSchema(name="Kind__c", label="Kind", type="text")) == []


def test_a_condition_on_a_value_that_does_not_exist_is_a_notice() -> None:
    fields = picklist("Call", "Visit"), picklist("Open", "Done", name="State__c")
    assert advice(*fields, when={"from": "State__c", "in": ["done"]}) == []
    [finding] = advice(*fields, when={"from": "State__c", "in": ["done", "Held"]})
    assert (finding.code, finding.place) == ("mapping.option_gone", place("records", 0, "when"))
    assert "'Held'" in finding.message


def test_a_field_that_is_shorter_than_the_text_is_a_warning_unless_it_is_shortened() -> None:
    short = FieldSchema(name="S__c", label="S", type="text", length=100)
    fields = picklist("Call", "Visit"), short
    longest = {"signals": 101, "staleness": 100}
    [finding] = advice(*fields, push={"signals": "S__c"}, longest=longest)
    assert (finding.code, finding.severity, finding.place) == (
        "mapping.push_length",
        "warning",
        place("push", "signals"),
    )
    assert finding.message == "Act__c.S__c holds 100 characters, and signals can have 101"
    assert advice(*fields, push={"signals": {"field": "S__c", "shorten": True}}, longest=longest) == []
    assert advice(*fields, push={"staleness": "S__c"}, longest=longest) == []
    assert advice(*fields, push={"signals": "S__c"}) == []


def test_a_restricted_picklist_has_to_take_what_we_write() -> None:
    fields = picklist("Call", "Visit"), picklist("new", name="P__c")
    [finding] = advice(*fields, push={"advocate_status": "P__c"})
    assert (finding.code, finding.severity) == ("mapping.push_option", "warning")
    assert all(repr(status.value) in finding.message for status in AdvocateStatus)
    every = picklist(*(status.value for status in AdvocateStatus), name="P__c")
    assert advice(fields[0], every, push={"advocate_status": "P__c"}) == []
    assert advice(fields[0], picklist("x", name="P__c", restricted=False), push={"advocate_status": "P__c"}) == []


def written(words: str) -> str:
    """The words as they stand in a field that is long enough."""
    return dated(words, date(2026, 3, 2), None, [], shorten=False)


def test_no_text_that_we_write_is_longer_than_we_say() -> None:
    rules = load_rules(None)
    labels = [rule.label for rule in rules.signals.rules.rules]
    longest = longest_texts(labels, rules.staleness.facts)
    now = datetime(2026, 3, 2, tzinfo=UTC)
    for status in AdvocateStatus:
        person = Person(status.value, [(1, label) for label in labels], [(fact, now) for fact in rules.staleness.facts])
        values = of_contacts({"c": person}, {}, UTC)["c"]
        assert len(values["advocate_status"].value) <= longest["advocate_status"]
        assert len(written(values["signals"].value)) == longest["signals"]
        assert len(written(values["staleness"].value)) == longest["staleness"]


def test_the_longest_list_of_top_advocates_fits_what_we_say() -> None:
    names = {str(n): "f" * 40 + " " + "l" * 80 for n in range(1_002)}
    now = datetime(2026, 3, 2, tzinfo=UTC)
    people = [*names, *(str(n) for n in range(3) for _ in range(998))]
    touches = [{"contact": name, "activity": str(n), "occurred_at": now} for n, name in enumerate(people)]
    deal = Opportunity(id=RecordId("d"), account=None, name="D", stage="S", status=DealStatus.OPEN, created_at=now)
    [values] = of_deals([deal], {"d": touches}, names, UTC).values()
    assert len(written(values["top_advocates"].value)) == longest_texts([], [])["top_advocates"]

"""Mapped fields that nobody fills in, by the rows that are kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from advocacy_sync.kernel.finding import Finding, Place
from advocacy_sync.kernel.ids import ConnectionName, ExternalId, SourceKey
from advocacy_sync.mapping.document import MappingDocument
from advocacy_sync.mapping.inbound import Mapper
from advocacy_sync.mapping.transforms import Settings
from advocacy_sync.mapping.unfilled import FEWEST, unfilled
from advocacy_sync.records.source_row import SourceRow

ORG, NOW = ConnectionName("org"), datetime(2026, 3, 2, tzinfo=UTC)
FIELDS: dict[str, Any] = {"name": {"from": "Name"}, "domain": {"from": ["Website", "Domain"], "transform": "domain"}}
BOTH = {"Name": "Acme", "Website": None, "Domain": ""}


def found(
    *payloads: dict[str, Any],
    fields: dict[str, Any] | None = None,
    record: dict[str, Any] | None = None,
    lacks: str = "",
    similar: str = "",
) -> list[Finding]:
    made = {"record": "account", "fields": fields or FIELDS, **(record or {})}
    document = MappingDocument.model_validate({"object": "Account", "records": [made]})
    rows = [
        SourceRow(key=SourceKey(ORG, "Account", ExternalId(str(n))), payload=payload, stamp=NOW)
        for n, payload in enumerate(payloads)
    ]
    return unfilled(
        Mapper(document, ORG, Settings("USD", ZoneInfo("UTC"))),
        rows,
        lambda *path: Place("/".join(map(str, path))),
        lambda source: source != lacks,
        lambda canonical: similar if canonical == "account.domain" else "",
    )


def test_a_field_that_is_empty_in_all_rows_is_a_warning_that_names_what_is_similar() -> None:
    [finding] = found(*[BOTH] * FEWEST, similar="Company_Web__c")
    assert (finding.code, finding.severity) == ("mapping.empty", "warning")
    assert finding.message == "Website and Domain are empty in all 20 kept rows; Company_Web__c is similar"
    assert finding.place == Place("records/0/fields/domain")


def test_a_source_that_the_org_lacks_is_not_named() -> None:
    [finding] = found(*[BOTH] * FEWEST, lacks="Domain")
    assert finding.message == "Website is empty in all 20 kept rows"


@pytest.mark.parametrize(
    "rows",
    [
        [BOTH] * (FEWEST - 1),
        [*[BOTH] * 50, {**BOTH, "Domain": "acme.com"}],
        [{"Name": "Acme", "Website": None}] * 50,
    ],
    ids=["too few", "one is filled", "a source has not been read yet"],
)
def test_what_is_not_known_to_be_empty_is_not_told(rows: list[dict[str, Any]]) -> None:
    assert found(*rows) == []


@pytest.mark.parametrize(
    "domain",
    [{"from": "Website", "transform": "domain", "optional": True}, {"constant": "acme.com"}],
    ids=["optional", "constant"],
)
def test_what_may_be_empty_or_has_no_source_is_not_told(domain: dict[str, Any]) -> None:
    assert found(*[BOTH] * 50, fields={"name": {"from": "Name"}, "domain": domain}) == []


def test_only_rows_that_become_the_record_count() -> None:
    when = {"when": {"from": "Type", "in": ["Customer"]}}
    others = [{**BOTH, "Type": "Press"}] * 50
    assert found(*others, record=when) == []
    assert found(*others, {**BOTH, "Type": "Customer", "Website": "acme.com"}, record=when) == []
    assert len(found(*others, *[{**BOTH, "Type": "Customer"}] * FEWEST, record=when)) == 1


def test_what_is_mostly_empty_where_nothing_is_amiss_is_a_notice() -> None:
    parent = {"name": {"from": "Name"}, "parent": {"from": "ParentId", "to": "Account"}}
    [finding] = found(*[{"Name": "Acme", "ParentId": None}] * FEWEST, fields=parent)
    assert finding.severity == "notice"


def test_false_and_nought_are_values() -> None:
    rows = [{"Name": "Acme", "Website": 0, "Domain": False}] * 50
    assert found(*rows) == []


def test_a_path_through_a_parent_is_read_like_a_field() -> None:
    path = {"name": {"from": "Parent.Name"}}
    [finding] = found(*[{"Parent": {"Name": None}}] * FEWEST, fields=path)
    assert finding.message.startswith("Parent.Name is empty")
    assert found(*[{"Parent": None}] * 50, {"Parent": {"Name": "Acme"}}, fields=path) == []


def test_entries_of_a_list_are_looked_at_each() -> None:
    role = {"opportunity": {"from": "Id", "to": "Deal"}, "contact": {"from": "each.id", "to": "Contact"},
            "role": {"from": "each.label"}}  # fmt: skip
    shaped = {"record": "opportunity_role", "each": "roles"}
    bare = [{"Id": "1", "roles": [{"id": "2", "label": None}]}] * FEWEST
    [finding] = found(*bare, fields=role, record=shaped)
    assert finding.message == "each.label is empty in all 20 kept rows"
    assert found(*[{"Id": "1", "roles": []}] * 50, fields=role, record=shaped) == []

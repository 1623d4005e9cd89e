"""How a mapping comes to its values, and which few rows show most of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from advocacy_sync.kernel.ids import ConnectionName, ExternalId, SourceKey
from advocacy_sync.mapping.document import MappingDocument
from advocacy_sync.mapping.inbound import Mapper
from advocacy_sync.mapping.trace import FieldTrace, most_diverse, trace
from advocacy_sync.mapping.transforms import Settings
from advocacy_sync.records.kinds import DealKind
from advocacy_sync.records.source_row import SourceRow

DEAL: dict[str, Any] = {
    "object": "Opportunity",
    "records": [
        {
            "record": "opportunity",
            "fields": {
                "account": {"from": "AccountId", "to": "Account", "prefix": "001"},
                "amount": {"from": "Amount", "transform": "money", "currency": "Iso", "locale": "de"},
                "stage": {"from": ["Label", "Stage"]},
                "status": {"from": ["IsClosed", "IsWon"], "transform": "deal_status"},
                "kind": {"from": "Type", "map": {"Renewal": "renewal"}, "default": "unknown"},
                "created_at": {"from": "Created", "zone": "Europe/Berlin"},
                "name": {"constant": "A deal"},
            },
        },
        {
            "record": "opportunity_role",
            "each": "Roles",
            "fields": {
                "opportunity": {"from": "Id", "to": "Opportunity"},
                "contact": {"from": "each.ContactId", "to": "Contact"},
            },
        },
    ],
}
WON = {"Id": "7", "Stage": "Won", "IsClosed": True, "IsWon": True, "Created": "2026-01-01T00:00:00"}


def mapper() -> Mapper:
    return Mapper(MappingDocument.model_validate(DEAL), ConnectionName("acme"), Settings("USD", ZoneInfo("UTC")))


def row(number: str = "7", **values: Any) -> SourceRow:
    key = SourceKey(ConnectionName("acme"), "Opportunity", ExternalId(number))
    return SourceRow(key=key, payload={**WON, "Id": number, **values}, stamp=datetime(2026, 1, 1, tzinfo=UTC))


def traced(**values: Any) -> dict[str, FieldTrace]:
    return {f"{one.record}.{one.field}": one for one in trace(mapper(), row(**values))}


def test_raw_values_steps_and_value_stand_side_by_side() -> None:
    found = traced(Amount="1.234,56", Iso="EUR", Type="renewal", AccountId="001x")
    amount, kind = found["opportunity.amount"], found["opportunity.kind"]
    assert amount.raw == {"Amount": "1.234,56", "Iso": "EUR"}
    assert amount.chain == "Amount → money as de writes it in the currency of Iso"
    assert (amount.value.minor, amount.value.currency, amount.problem) == (123456, "EUR", "")
    assert (kind.value, kind.chain) == (DealKind.RENEWAL, "Type → choice by 1 values else unknown")
    assert found["opportunity.account"].chain == "AccountId → reference → the Account, ids that begin with 001"
    assert found["opportunity.stage"].chain == "first of Label, Stage → text"
    assert found["opportunity.status"].chain == "IsClosed, IsWon → deal_status"
    assert found["opportunity.created_at"].chain == "Created → instant in Europe/Berlin"
    assert found["opportunity.name"].chain == "always A deal"
    assert all(one.made for one in found.values())


def test_a_problem_is_told_beside_the_raw_value_and_the_record_is_not_made() -> None:
    found = traced(Amount="a lot", IsClosed=None)
    assert found["opportunity.amount"].problem.startswith("value.money: ")
    assert found["opportunity.amount"].raw["Amount"] == "a lot"
    assert not found["opportunity.amount"].made
    assert found["opportunity.status"].problem.startswith("value.deal_status: ")


def test_a_needed_value_that_is_missing_is_told() -> None:
    assert traced(Created=None)["opportunity.created_at"].problem == "value.missing: is empty but needed"


def test_each_entry_of_a_list_is_shown() -> None:
    roles = [{"id": "a", "ContactId": "003a"}, {"id": "b", "ContactId": "003b"}]
    found = [one for one in trace(mapper(), row(Roles=roles)) if one.field == "contact"]
    assert [(one.record_id, one.value) for one in found] == [
        ("acme/Opportunity/7/a", "acme/Contact/003a"),
        ("acme/Opportunity/7/b", "acme/Contact/003b"),
    ]


def test_the_few_rows_that_show_most_are_chosen_in_their_order() -> None:
    usual = [row(str(number)) for number in range(20)]
    bad, renewal = row("bad", Amount="a lot"), row("renewal", Type="Renewal", Amount="5")
    chosen = most_diverse(mapper(), [*usual, bad, renewal], 3)
    assert {one.key.external_id for one in chosen} >= {"bad", "renewal"}
    assert [one.key.external_id for one in most_diverse(mapper(), usual, 2)] == ["0", "1"]
    assert most_diverse(mapper(), [], 3) == []

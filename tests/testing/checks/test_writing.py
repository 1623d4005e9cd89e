"""Rooms that write otherwise than they should, or say otherwise than they did, are found out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from advocacy_sync.kernel.money import Money
from advocacy_sync.ports.crm import Change, PushOutcome, Receipt, Value
from testing.spoilt import HUBSPOT, SALESFORCE, OverWriter, catches

APPLIED, REJECTED, UNKNOWN = PushOutcome.APPLIED, PushOutcome.REJECTED, PushOutcome.UNKNOWN


class Twice(OverWriter):
    def write(self, object_name: str, changes: Sequence[Change]) -> list[Receipt]:
        self.below.write(object_name, changes)
        return super().write(object_name, changes)


class NoneIsNothing(OverWriter):
    def change(self, change: Change) -> Change:
        kept = {name: value for name, value in change.values.items() if value is not None}
        return replace(change, values=kept or {"Note__c": "kept"})


class WholeRows(OverWriter):
    def change(self, change: Change) -> Change:
        return replace(change, values={"Note__c": None, "Count__c": None, "Day__c": None, **change.values})


class EmptyIsNone(OverWriter):
    def change(self, change: Change) -> Change:
        return replace(change, values={name: None if v in (False, "0") else v for name, v in change.values.items()})


class Strips(OverWriter):
    def change(self, change: Change) -> Change:
        made = {name: value.lstrip("0") if isinstance(value, str) else value for name, value in change.values.items()}
        return replace(change, values=made)


class Shouts(OverWriter):
    def change(self, change: Change) -> Change:
        made = {name: value.upper() if isinstance(value, str) else value for name, value in change.values.items()}
        return replace(change, values=made)


class NaIsNone(OverWriter):
    def change(self, change: Change) -> Change:
        return replace(change, values={name: None if v == "#N/A" else v for name, v in change.values.items()})


class Floats(OverWriter):
    def wire(self, value: Value) -> Any:
        return f"{float(value.text()):.5g}" if isinstance(value, Money) else self.below.wire(value)


class Padded(OverWriter):
    def wire(self, value: Value) -> Any:
        return value.text() if isinstance(value, Money) else self.below.wire(value)


class Backwards(OverWriter):
    def receipts(self, receipts: list[Receipt], changes: Sequence[Change]) -> list[Receipt]:
        return receipts[::-1]


class OnePerRow(OverWriter):
    def receipts(self, receipts: list[Receipt], changes: Sequence[Change]) -> list[Receipt]:
        return list({receipt.key: receipt for receipt in receipts}.values())


class WrongRow(OverWriter):
    """Errors by their place in another order than the rows'."""

    def receipts(self, receipts: list[Receipt], changes: Sequence[Change]) -> list[Receipt]:
        turned = [*receipts[1:], *receipts[:1]]
        return [replace(other, key=change.key) for other, change in zip(turned, changes, strict=True)]


class AllOrNothing(OverWriter):
    def receipts(self, receipts: list[Receipt], changes: Sequence[Change]) -> list[Receipt]:
        bad = [receipt for receipt in receipts if receipt.outcome is REJECTED]
        return [replace(bad[0], key=receipt.key) for receipt in receipts] if bad else receipts


class AlwaysGood(OverWriter):
    def receipts(self, receipts: list[Receipt], changes: Sequence[Change]) -> list[Receipt]:
        return [Receipt(key=receipt.key, outcome=APPLIED) for receipt in receipts]


class Reasonless(OverWriter):
    def receipts(self, receipts: list[Receipt], changes: Sequence[Change]) -> list[Receipt]:
        return [replace(receipt, message="") for receipt in receipts]


class Codeless(OverWriter):
    def receipts(self, receipts: list[Receipt], changes: Sequence[Change]) -> list[Receipt]:
        return [replace(receipt, code="") for receipt in receipts]


class Quotes(OverWriter):
    def receipts(self, receipts: list[Receipt], changes: Sequence[Change]) -> list[Receipt]:
        told = zip(receipts, changes, strict=True)
        return [replace(receipt, message=f"{receipt.message}: {dict(change.values)}") for receipt, change in told]


class Doubtful(OverWriter):
    def receipts(self, receipts: list[Receipt], changes: Sequence[Change]) -> list[Receipt]:
        return [replace(one, outcome=UNKNOWN) if one.outcome is REJECTED else one for one in receipts]


class OneByOne(OverWriter):
    """A call a row."""

    def write(self, object_name: str, changes: Sequence[Change]) -> list[Receipt]:
        return [receipt for change in changes for receipt in self.below.write(object_name, [change])]


class Chatty(OverWriter):
    def write(self, object_name: str, changes: Sequence[Change]) -> list[Receipt]:
        if changes:
            return super().write(object_name, changes)
        path = "/crm/objects/2026-03/contacts/batch/update"
        self.below._client.call("POST", path, "nothing", body={"inputs": []})
        return []


class NoBatch(OverWriter):
    def batch(self, waiting: int) -> int:
        return 1_000


class GivesUp(OverWriter):
    """A call that is refused whole costs all its rows."""

    def receipts(self, receipts: list[Receipt], changes: Sequence[Change]) -> list[Receipt]:
        bad = any(receipt.outcome is REJECTED for receipt in receipts)
        return [replace(receipt, outcome=REJECTED, message="refused") for receipt in receipts] if bad else receipts


@pytest.mark.parametrize(
    ("check", "writer"),
    [
        ("values_are_read_as_wired", Shouts),
        ("none_clears_and_absent_stays", NoneIsNothing),
        ("none_clears_and_absent_stays", WholeRows),
        ("false_and_nought_are_values", EmptyIsNone),
        ("texts_arrive_unchanged", Strips),
        ("texts_arrive_unchanged", NaIsNone),
        ("amounts_are_exact", Floats),
        ("wire_gives_what_reads_give", Padded),
        ("receipts_stand_in_order", Backwards),
        ("receipts_stand_in_order", Twice),
        ("two_changes_of_a_row_both_count", OnePerRow),
        ("bad_values_harm_no_other", WrongRow),
        ("bad_values_harm_no_other", AllOrNothing),
        ("bad_values_harm_no_other", AlwaysGood),
        ("bad_values_harm_no_other", Reasonless),
        ("bad_values_harm_no_other", Codeless),
        ("rejections_quote_no_value", Quotes),
        ("unknown_rows_are_rejected", Doubtful),
        ("refused_rows_are_the_only_ones", WrongRow),
        ("unwritable_fields_are_rejected", AlwaysGood),
        ("batches_and_costs_are_sane", NoBatch),
        ("costs_are_kept", OneByOne),
    ],
)
def test_a_writer_with_a_fault_is_found_out(check: str, writer: type[OverWriter]) -> None:
    catches(check, writer=writer)


@pytest.mark.parametrize(
    ("check", "writer"), [("a_row_that_spoils_calls_is_found", GivesUp), ("no_changes_are_no_calls", Chatty)]
)
def test_a_writer_of_another_room_with_a_fault_is_found_out(check: str, writer: type[OverWriter]) -> None:
    catches(check, subject=HUBSPOT, writer=writer)


def test_a_writer_that_sends_too_many_rows_a_call_is_found_out() -> None:
    subject = replace(SALESFORCE, thing=replace(SALESFORCE.thing, batch=50))
    from advocacy_sync.testing.check import ask
    from advocacy_sync.testing.kit import named

    assert ask(named("calls_carry_a_batch_at_most"), subject).outcome == "broken"

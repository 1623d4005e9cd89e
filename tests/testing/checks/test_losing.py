"""Rooms that lie about lost answers, or write twice, are found out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from advocacy_sync.ports.crm import NOT_SENT, Change, PushOutcome, Receipt
from testing.spoilt import OverWriter, catches

UNKNOWN, APPLIED, REJECTED = PushOutcome.UNKNOWN, PushOutcome.APPLIED, PushOutcome.REJECTED


class TriesAgain(OverWriter):
    """Sends once more what may have been done."""

    def write(self, object_name: str, changes: Sequence[Change]) -> list[Receipt]:
        done = {receipt.key: receipt for receipt in self.below.write(object_name, changes)}
        doubtful = [change for change in changes if done[change.key].outcome is UNKNOWN]
        done |= {receipt.key: receipt for receipt in self.below.write(object_name, doubtful)}
        return [done[change.key] for change in changes]


class Says(OverWriter):
    """Says something certain of what nobody knows."""

    outcome, code = APPLIED, ""

    def receipts(self, receipts: list[Receipt], changes: Sequence[Change]) -> list[Receipt]:
        certain = [one.outcome is not UNKNOWN and one.code != NOT_SENT for one in receipts]
        made = [replace(one, outcome=self.outcome, code=self.code) for one in receipts]
        return [one if sure else other for one, other, sure in zip(receipts, made, certain, strict=True)]


class SaysRejected(Says):
    outcome = REJECTED


class SaysNotSent(Says):
    outcome, code = REJECTED, NOT_SENT


class DoubtsAll(OverWriter):
    """One lost answer puts all rows in doubt."""

    def receipts(self, receipts: list[Receipt], changes: Sequence[Change]) -> list[Receipt]:
        doubt = any(receipt.outcome is UNKNOWN for receipt in receipts)
        return [replace(receipt, outcome=UNKNOWN) for receipt in receipts] if doubt else receipts


class Reasonless(OverWriter):
    def receipts(self, receipts: list[Receipt], changes: Sequence[Change]) -> list[Receipt]:
        return [replace(receipt, message="") for receipt in receipts]


@pytest.mark.parametrize(
    "check",
    ["lost_answers_are_unknown", "half_answers_are_unknown", "late_answers_are_unknown", "empty_answers_are_unknown"],
)
@pytest.mark.parametrize("writer", [TriesAgain, Says, SaysRejected, SaysNotSent])
def test_a_writer_that_mistakes_a_lost_answer_is_found_out(check: str, writer: type[OverWriter]) -> None:
    catches(check, writer=writer)


@pytest.mark.parametrize(
    ("check", "writer"),
    [
        ("pages_in_place_of_answers_make_no_liar", Says),
        ("server_errors_make_no_liar", Says),
        ("absence_makes_no_liar", Says),
        ("broken_lines_make_no_liar", Says),
        ("busy_crms_make_no_liar", Says),
        ("missing_rights_reject", Reasonless),
        ("other_calls_are_not_in_doubt", DoubtsAll),
        ("other_calls_are_not_in_doubt", SaysRejected),
    ],
)
def test_a_writer_whose_receipts_lie_is_found_out(check: str, writer: type[OverWriter]) -> None:
    catches(check, writer=writer)

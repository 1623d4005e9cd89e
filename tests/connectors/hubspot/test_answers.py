"""What an answer says of each record."""

from __future__ import annotations

from typing import Any

import pytest

from advocacy_hubspot.answers import Said, receipts_of, refused
from advocacy_sync.kernel.ids import ConnectionName, ExternalId, SourceKey
from advocacy_sync.ports.crm import Change, PushOutcome


def change(id: str, **values: Any) -> Change:
    return Change(key=SourceKey(ConnectionName("acme"), "contacts", ExternalId(id)), values=values)


def outcomes(body: dict[str, Any], *ids: str) -> list[tuple[str, str, str]]:
    receipts = receipts_of([change(id) for id in ids], {"results": [], **body})
    return [(receipt.outcome.value, receipt.code, receipt.message) for receipt in receipts]


def test_results_and_errors_are_tied_to_their_records() -> None:
    """CS-66, CS-72: by trace id, by record id, whatever the status."""
    body = {
        "results": [{"id": "1"}, {"id": "99", "objectWriteTraceId": "2"}],
        "errors": [
            {"category": "VALIDATION_ERROR", "message": "m", "context": {"objectWriteTraceId": ["3"]}},
            {"code": "GONE", "message": "n", "context": {"ids": ["4", "5"]}},
            {"message": "nobody is named"},
            "odd",
        ],
    }
    assert outcomes(body, "1", "2", "3", "4", "5", "6") == [
        ("applied", "", ""),
        ("applied", "", ""),  # merged meanwhile: the trace says which it was
        ("rejected", "VALIDATION_ERROR", "m"),
        ("rejected", "GONE", "n"),
        ("rejected", "GONE", "n"),
        ("unknown", "", "the answer says nothing of this record"),
    ]


def test_an_error_inside_another_is_found_and_says_it_more_exactly() -> None:
    inner = {"code": "INVALID_INTEGER", "message": "inner", "context": {"id": "1"}}
    body = {"errors": [{"category": "X", "message": "outer", "context": {"ids": ["1", "2"]}, "errors": [inner]}]}
    assert outcomes(body, "1", "2") == [("rejected", "INVALID_INTEGER", "inner"), ("rejected", "X", "outer")]


@pytest.mark.parametrize("errors", [5, "text", {"message": "m"}, [None, 5]])
def test_errors_of_an_unexpected_shape_say_nothing(errors: Any) -> None:
    """C-07: the write has been done, and its results must not be lost over them."""
    assert outcomes({"results": [{"id": "1"}], "errors": errors}, "1", "2") == [
        ("applied", "", ""),
        ("unknown", "", "the answer says nothing of this record"),
    ]


def test_a_record_both_done_and_refused_counts_as_refused() -> None:
    body = {"results": [{"id": "1"}], "errors": [{"message": "m", "context": {"ids": ["1"]}}]}
    assert outcomes(body, "1") == [("rejected", "", "m")]


@pytest.mark.parametrize(
    ("error", "locked"),
    [
        ({"category": "LOCKED"}, True),
        ({"category": "OBJECT_LOCKED"}, True),
        ({"status": 423}, True),
        ({"status": "423"}, True),
        ({"category": "VALIDATION_ERROR", "status": "error"}, False),
        ({"category": "BLOCKED"}, False),
    ],
)
def test_a_lock_is_known_by_its_category_or_status(error: dict[str, Any], *, locked: bool) -> None:
    (receipt,) = receipts_of([change("1")], {"results": [], "errors": [{**error, "context": {"ids": ["1"]}}]})
    assert Said("", receipt.code).locked is locked


def test_a_value_is_left_out_of_the_words_that_quote_it() -> None:
    told = Said('"Ann Lee" and 12 and true are wrong for Ann', "X")
    receipt = refused(change("1", a="Ann Lee", b="12", c=True, d=None, e="Ann"), told)
    assert receipt.message == '"…" and 12 and true are wrong for …'
    assert receipt.outcome is PushOutcome.REJECTED

"""Rooms that spend what is not theirs, or wait wrongly, are found out."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from advocacy_sync.ports.crm import Change, ConnectionSettings, Page, PushOutcome, ReadRequest, Receipt
from advocacy_sync.transport.budget import Budget, QuotaSpent
from testing.spoilt import HUBSPOT, OverReader, OverWriter, Spoilt, catches


def own_budget(settings: ConnectionSettings) -> ConnectionSettings:
    return replace(settings, budget=Budget())


def restless(settings: ConnectionSettings) -> ConnectionSettings:
    return replace(settings, timing=replace(settings.timing, sleep=lambda _: None))


def machine_clock(settings: ConnectionSettings) -> ConnectionSettings:
    return replace(settings, timing=replace(settings.timing, sleep=lambda _: time.sleep(0)))


class Unknown(OverWriter):
    """Calls everything unknown that did not succeed."""

    def write(self, object_name: str, changes: Sequence[Change]) -> list[Receipt]:
        try:
            done = super().write(object_name, changes)
        except QuotaSpent:
            return [Receipt(key=change.key, outcome=PushOutcome.UNKNOWN, message="?") for change in changes]
        lost = [replace(one, outcome=PushOutcome.UNKNOWN, code="") for one in done]
        return [two if one.outcome is PushOutcome.REJECTED else one for one, two in zip(done, lost, strict=True)]


class Hammers(OverReader):
    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        for _ in range(5):
            try:
                yield from self.below.pages(request, cursor)
            except QuotaSpent:
                continue
            return
        yield from self.below.pages(request, cursor)


class EndsEarly(OverReader):
    """A run without quota is a run that has read all."""

    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        try:
            yield from self.below.pages(request, cursor)
        except QuotaSpent:
            yield Page((), None)


@pytest.mark.parametrize("check", ["every_call_is_admitted", "readings_are_noted", "spent_budgets_stop_reads"])
def test_a_room_that_does_not_ask_the_budget_is_found_out(check: str) -> None:
    catches(check, settle=own_budget)


def test_a_room_that_writes_without_asking_is_found_out() -> None:
    catches("spent_budgets_write_nothing", settle=own_budget)
    catches("budgets_may_end_between_calls", settle=own_budget)


@pytest.mark.parametrize(
    "check", ["spent_budgets_write_nothing", "budgets_may_end_between_calls", "spent_days_write_nothing"]
)
def test_a_room_that_calls_unknown_what_was_not_sent_is_found_out(check: str) -> None:
    catches(check, writer=Unknown)


def test_a_room_that_takes_a_spent_quota_for_the_end_is_found_out() -> None:
    catches("stopped_reads_resume", subject=HUBSPOT, reader=EndsEarly)
    catches("spent_days_stop_reads", reader=EndsEarly)


def test_a_room_that_asks_a_spent_crm_again_is_found_out() -> None:
    catches("spent_days_stop_reads", reader=Hammers)


@pytest.mark.parametrize("check", ["retry_after_is_obeyed", "retry_after_may_be_a_date", "waiting_is_by_the_timing"])
def test_a_room_that_does_not_wait_is_found_out(check: str) -> None:
    catches(check, settle=restless)


def test_a_room_that_sleeps_by_the_machine_is_found_out() -> None:
    catches("waiting_is_by_the_timing", settle=machine_clock)


def test_a_room_that_waits_for_days_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    from advocacy_sync.testing.check import ask
    from advocacy_sync.testing.kit import named

    monkeypatch.setattr(
        "advocacy_salesforce.sdk.retry_after", lambda told, _: float(told) if told and told.isdigit() else None
    )
    monkeypatch.setattr("advocacy_sync.transport.retry.RetryPolicy.wait", lambda _, __, after, ___: after or 1.0)
    verdict = ask(named("absurd_retry_after_is_bounded"), Spoilt())
    assert verdict.outcome == "broken"

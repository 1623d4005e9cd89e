"""The quota as the header tells it (CS-40)."""

from __future__ import annotations

import pytest

from advocacy_salesforce.quota import reading
from advocacy_sync.transport.budget import Budget, Reading
from rooms import Heard
from vendor import given, logged_in, vendor


@pytest.mark.parametrize(
    "header",
    [
        "api-usage=18/5000",
        " api-usage=18/5000 ",
        "api-usage=18/5000; per-app-api-usage=17/250(appName=sample-connected-app)",
        "per-app-api-usage=17/250(appName=api-usage); api-usage=18/5000",
        "api-usage = 18 / 5000",
    ],
)
def test_the_orgs_calls_are_read_wherever_they_stand(header: str) -> None:
    assert reading(header) == Reading(5000, 4982)


@pytest.mark.parametrize(
    "header", [None, "", "per-app-api-usage=17/250(appName=x)", "api-usage=", "api-usage=1/0", "my-api-usage=1/2"]
)
def test_what_does_not_tell_is_no_reading(header: str | None) -> None:
    assert reading(header) is None


def test_more_calls_than_there_were_leave_none() -> None:
    assert reading("api-usage=12/10") == Reading(10, 0)


def test_every_answer_tells_the_budget_refusals_too() -> None:
    budget = Budget()
    with vendor() as (org, _):
        given(org, "GET", "query", {}, headers={"Sforce-Limit-Info": "api-usage=18/5000"})
        given(org, "GET", "query", b"", 404, headers={"Sforce-Limit-Info": "api-usage=90/5000"})
        client, _ = logged_in(budget=budget)
        client.call("GET", "query?q=x", "a query")
        assert budget.reading == Reading(5000, 4982)
        with pytest.raises(Exception, match="no API there"):
            client.call("GET", "query?q=x", "a query")
        assert budget.reading == Reading(5000, 4910)
    assert budget.take() == {"other": 2}


def test_an_answer_without_the_quota_is_told_once_and_again_after_one_with() -> None:
    heard = Heard()
    with vendor() as (org, _):
        for headers in ({}, {}, {"Sforce-Limit-Info": "api-usage=18/5000"}, {}):
            given(org, "GET", "query", {}, headers=headers)
        client, _ = logged_in(events=heard)
        for _ in range(4):
            client.call("GET", "query?q=x", "a query")
    assert heard.named("quota_unread") == [{"connection": "acme"}] * 2

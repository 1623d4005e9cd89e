"""Below the portal's limits by waiting: the burst as the portal states it, searches in a bucket of their own."""

from __future__ import annotations

from datetime import datetime

import pytest

from advocacy_hubspot.limits import Limits, daily
from advocacy_sync.sandbox.hubspot.machine import HubspotMachine
from advocacy_sync.sandbox.hubspot.portal import Settings
from advocacy_sync.sandbox.state import State
from advocacy_sync.transport.budget import Reading
from portal import VERSION, Watch, open_room
from rooms import NOW


def stated(most: int, left: int | None = None, milliseconds: int = 10_000) -> dict[str, str]:
    told = {
        "X-HubSpot-RateLimit-Max": str(most),
        "X-HubSpot-RateLimit-Interval-Milliseconds": str(milliseconds),
    }
    return told if left is None else told | {"X-HubSpot-RateLimit-Remaining": str(left)}


def waited(limits: Limits, watch: Watch, calls: int, *, search: bool = False) -> float:
    before = watch.at
    for _ in range(calls):
        limits.wait(search=search)
    return watch.at - before


def test_a_hundred_calls_in_ten_seconds_until_the_portal_says_more() -> None:
    watch = Watch()
    limits = Limits(watch.timing)
    assert waited(limits, watch, 100) == 0
    assert not limits.free()
    assert waited(limits, watch, 1) == 10.0


def test_searches_wait_in_a_bucket_of_their_own() -> None:
    """CS-64: four a second, beside the burst."""
    watch = Watch()
    limits = Limits(watch.timing)
    assert waited(limits, watch, 4, search=True) == 0
    assert (limits.free(), limits.free(search=True)) == (True, False)
    assert waited(limits, watch, 4, search=True) == 1.0


@pytest.mark.parametrize(("most", "milliseconds", "wait"), [(190, 10_000, 0), (50, 10_000, 10.0), (50, 2_000, 2.0)])
def test_the_limit_follows_what_the_portal_states(most: int, milliseconds: int, wait: float) -> None:
    watch = Watch()
    limits = Limits(watch.timing)
    limits.note(stated(most, milliseconds=milliseconds))
    assert waited(limits, watch, 51) == wait


def test_what_is_left_counts_the_calls_of_others() -> None:
    watch = Watch()
    limits = Limits(watch.timing)
    assert waited(limits, watch, 10) == 0
    limits.note(stated(190, left=3))  # somebody else made the others
    assert waited(limits, watch, 2) == 0
    assert not limits.free()
    assert waited(limits, watch, 1) == 10.0


@pytest.mark.parametrize("told", [{}, {"X-HubSpot-RateLimit-Max": "many"}, {"X-HubSpot-RateLimit-Remaining": "0"}])
def test_what_says_nothing_of_the_burst_changes_nothing(told: dict[str, str]) -> None:
    watch = Watch()
    limits = Limits(watch.timing)
    limits.note(told)
    assert waited(limits, watch, 100) == 0


@pytest.mark.parametrize(
    ("told", "reading"),
    [
        ({"X-HubSpot-RateLimit-Daily": "250000", "X-HubSpot-RateLimit-Daily-Remaining": "7"}, Reading(250_000, 7, NOW)),
        ({"X-HubSpot-RateLimit-Daily": "250000"}, None),
        ({"X-HubSpot-RateLimit-Daily": "", "X-HubSpot-RateLimit-Daily-Remaining": "x"}, None),
        ({}, None),
    ],
)
def test_the_day_is_read_where_it_is_stated(told: dict[str, str], reading: Reading | None) -> None:
    assert daily(told, NOW) == reading


def test_a_portal_that_enforces_its_limits_never_has_to_refuse() -> None:
    """C-01: calls in ten seconds never above the limit, searches in a second neither."""
    watch = Watch()
    machine = HubspotMachine(State(), Settings(burst_limit=120, search_limit=4))
    statuses = []

    class Timed:
        """The portal in the room's time."""

        def handle(self, request: object, _: datetime) -> object:
            moment = watch.timing.monotonic()
            answer = machine.handle(request, NOW.fromtimestamp(NOW.timestamp() + moment, NOW.tzinfo))  # type: ignore[arg-type]
            statuses.append(answer.status)
            return answer

    with open_room(Timed(), timing=watch.timing) as room:  # type: ignore[arg-type]
        for number in range(300):
            room.client.call("GET", f"/crm/objects/{VERSION}/contacts", "a list")
            if number % 20 == 0:
                body = {"filterGroups": [], "limit": 1}
                for _ in range(5):
                    room.client.call("POST", f"/crm/objects/{VERSION}/contacts/search", "a search", body=body)
    assert set(statuses) == {200}
    assert watch.at >= 20.0  # 300 calls at 120 in ten seconds

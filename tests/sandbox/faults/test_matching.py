"""Which calls a rule is about: filters, counts, chance, instants."""

from __future__ import annotations

from datetime import timedelta

import pytest

from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.sandbox.faults.faulty import Faulty
from advocacy_sync.sandbox.faults.plan import Answer, Do, Job, Late, Line, Rule, When
from advocacy_sync.sandbox.hubspot.machine import HubspotMachine
from advocacy_sync.sandbox.salesforce.machine import SalesforceMachine
from advocacy_sync.sandbox.state import State
from advocacy_sync.sandbox.wire import Request, Response
from sandbox.faults.crms import NOW, Client, hubspot, plan, salesforce

AWAY = Answer(name="503")


def hits(client: Client, count: int, method: str = "GET", target: str = "limits") -> list[int]:
    """The numbers of the calls, counted from 1, that got the fault."""
    return [number for number in range(1, count + 1) if client.raw(method, target).status == 503]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (When(), [1, 2, 3, 4, 5, 6]),
        (When(calls=(2, 5)), [2, 5]),
        (When(every=3), [3, 6]),
        (When(from_=2, until=5), [2, 3, 4]),
        (When(from_=2, every=2), [3, 5]),
        (When(times=2), [1, 2]),
        (When(probability=0.0), []),
        (When(method=("get",), path="*/limits"), [1, 2, 3, 4, 5, 6]),
        (When(method=("POST",)), []),
        (When(path="*/sobjects*"), []),
        (When(crm="hubspot"), []),
        (When(before=NOW), []),
        (When(after=NOW + timedelta(seconds=1)), []),
        (When(at=NOW - timedelta(hours=1)), [1]),
    ],
)
def test_a_rule_fires_when_it_says(when: When, expected: list[int]) -> None:
    assert hits(salesforce(Rule(when=when, what=AWAY)), 6) == expected


def test_the_path_may_be_matched_with_the_decoded_query_and_the_body_too() -> None:
    rule = Rule(when=When(path="*q=SELECT * FROM Contact*"), what=AWAY)
    org = salesforce(rule)
    assert [org.raw("GET", f"query?q=SELECT+Id+FROM+{name}").status for name in ("Account", "Contact")] == [200, 503]
    portal = hubspot(Rule(when=When(body='*"city"*'), what=AWAY))
    bodies = ({"properties": {"city": "Bonn"}}, {"properties": {"zip": "1"}})
    assert [portal.raw("PATCH", "/crm/v3/objects/contacts/1", body).status for body in bodies] == [503, 200]


def test_chance_is_the_seeds() -> None:
    def drawn(seed: int) -> list[int]:
        return hits(salesforce(Rule(when=When(probability=0.4), what=AWAY), seed=seed), 40)

    assert drawn(7) == drawn(7)
    assert drawn(7) != drawn(8)
    assert 5 < len(drawn(7)) < 30


def test_a_rule_at_an_instant_fires_once_at_the_first_call_from_then_on() -> None:
    org = salesforce(Rule(when=When(at=NOW + timedelta(seconds=5)), what=AWAY))
    assert hits(org, 2) == []
    org.wait(9)
    assert hits(org, 2) == [1]


def test_what_was_injected_is_logged_with_its_rule_and_call() -> None:
    org = salesforce(Rule(name="away", when=When(calls=(2,)), what=AWAY))
    hits(org, 3)
    (fired,) = org.machine.fired
    assert (fired.request, fired.at, fired.rule, fired.kind) == (2, NOW, "away", "answer")
    assert fired.call == "GET /services/data/v60.0/limits"


def test_a_healed_machine_behaves() -> None:
    org = salesforce(Rule(what=AWAY))
    assert hits(org, 1) == [1]
    org.machine.heal()
    assert hits(org, 3) == []


def test_a_rule_for_the_other_crm_is_passed_over_and_one_that_names_this_crm_is_refused() -> None:
    everywhere = plan(
        Rule(what=Job(kind="stuck")), Rule(what=Answer(name="burst_limit")), Rule(what=Do(action="associate"))
    )
    Faulty(SalesforceMachine(State()), everywhere)
    Faulty(HubspotMachine(State()), everywhere)
    wrong: list[tuple[SalesforceMachine | HubspotMachine, Job | Answer | Do]] = [
        (HubspotMachine(State()), Job(kind="stuck")),
        (SalesforceMachine(State()), Answer(name="burst_limit")),
        (HubspotMachine(State()), Do(action="hide_rows")),
    ]
    for machine, what in wrong:
        with pytest.raises(ConfigError, match=f"{machine.crm} has no such fault"):
            Faulty(machine, plan(Rule(when=When(crm=machine.crm), what=what)))


def test_any_machine_takes_faults_of_the_line_and_only_a_crm_takes_others() -> None:
    class Echo:
        def handle(self, request: Request, now: object) -> Response:
            return Response(200, request.body)

    reset = Faulty(Echo(), plan(Rule(what=Line(kind="reset_after")))).handle(Request("GET", "/"), NOW)
    assert reset.line == "reset"
    with pytest.raises(ConfigError, match="Echo takes faults of the line only"):
        Faulty(Echo(), plan(Rule(what=Late(seconds=1))))

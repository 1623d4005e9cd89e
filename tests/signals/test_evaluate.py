"""Conditions to verdicts: the shipped rules on made-up facts, suppressors, and what is wrong with a rule."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from advocacy_sync.config.documents import read_document
from advocacy_sync.config.files import rule_file
from advocacy_sync.kernel.finding import Finding, Place
from advocacy_sync.signals.document import SignalRules
from advocacy_sync.signals.evaluate import Compiled, Nomination, compile_rules, nominate
from advocacy_sync.signals.facts import CATALOGUE, Facts

CALM: dict[str, Any] = {
    "contact.nominated": False,
    "contact.consent_withdrawn": False,
    "account.open_escalations": 0,
    "asks.open": 0,
}


@cache
def shipped_rules() -> SignalRules:
    document, findings = read_document(rule_file("signals.yaml", None), SignalRules)
    assert document is not None, findings
    return document.content


def place(section: str, index: int) -> Place:
    return Place(section, index + 1)


def compiled(rules: SignalRules) -> Compiled:
    found, findings = compile_rules(rules, place)
    assert found is not None, findings
    return found


def known(**values: Any) -> Facts:
    """`survey__score=9` is the fact `survey.score`."""
    facts = Facts()
    for name, value in {**CALM, **{name.replace("__", "."): value for name, value in values.items()}}.items():
        facts.set(name, value, f"record of {name}")
    return facts


def verdicts(**values: Any) -> list[Nomination]:
    return nominate(compiled(shipped_rules()), known(**values))


@pytest.mark.parametrize(
    ("rule", "holding", "failing"),
    [
        ("survey_promoter", [(9, 180), (10, 0)], [(8, 1), (9, 181)]),
        ("renewal_or_expansion", [(90, 1), (0, 3)], [(91, 1), (10, 0)]),
        ("resolved_case", [(60,), (0,)], [(61,)]),
        ("repeat_sponsor", [(2,), (5,)], [(1,), (0,)]),
        ("nominated", [(True,)], [(False,)]),
        ("repeat_speaker", [(2,)], [(1,)]),
    ],
)
def test_a_shipped_rule_holds_up_to_its_bounds_and_not_beyond(
    rule: str, holding: list[tuple[Any, ...]], failing: list[tuple[Any, ...]]
) -> None:
    needs = next(one.needs for one in shipped_rules().rules if one.name == rule)
    for values, expected in [*((one, [rule]) for one in holding), *((one, []) for one in failing)]:
        names = {need.replace(".", "__"): value for need, value in zip(needs, values, strict=True)}
        assert [one.rule.name for one in verdicts(**names)] == expected


def test_every_shipped_rule_is_tried_above() -> None:
    assert {rule.name for rule in shipped_rules().rules} == {
        "survey_promoter", "renewal_or_expansion", "resolved_case", "repeat_sponsor", "nominated", "repeat_speaker",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("against", "suppressor"),
    [
        ({"contact__consent_withdrawn": True}, "opted_out"),
        ({"account__open_escalations": 1}, "open_escalation"),
        ({"asks__open": 1}, "already_asked"),
        ({"contact__consent_withdrawn": True, "asks__open": 1}, "opted_out"),
    ],
)
def test_a_suppressor_wins_over_every_rule_and_is_named(against: dict[str, Any], suppressor: str) -> None:
    found = verdicts(contact__nominated=True, talks__in_last_year=3, **against)
    assert len(found) == 2
    assert {one.suppressed_by for one in found} == {suppressor}


def test_without_a_suppressor_a_verdict_is_free_and_names_the_records_behind_it() -> None:
    [found] = verdicts(survey__score=10, survey__days_ago=3)
    assert found.suppressed_by is None
    assert found.evidence == ("record of survey.days_ago", "record of survey.score")


def test_an_unknown_fact_leaves_its_rule_undecided_and_counted() -> None:
    program = compiled(shipped_rules())
    assert nominate(program, known()) == []
    assert program.undecided["survey_promoter"] == 1
    assert nominate(program, known(survey__score=9)) == []
    assert program.undecided["survey_promoter"] == 2
    assert "nominated" not in program.undecided
    assert not program.failed


def one_rule(when: str, *needs: str, **more: Any) -> SignalRules:
    rule = {"name": "it", "label": "It", "weight": 1, "when": when, "needs": list(needs)}
    return SignalRules.model_validate({"version": "1", "rules": [rule], **more})


def findings(rules: SignalRules) -> list[Finding]:
    found, wrong = compile_rules(rules, place)
    assert (found is None) == bool(wrong)
    return wrong


@pytest.mark.parametrize("when", ["survey.score >=", "((", "", "survey.score = 9", "1" * 400])
def test_broken_syntax_is_a_finding_at_its_place(when: str) -> None:
    [finding] = findings(one_rule(when, "survey.score"))
    assert finding.code == "rule.syntax"
    assert finding.place == Place("rules", 1)
    assert "\n" not in finding.message


def test_an_unknown_fact_under_needs_is_told_with_what_was_meant() -> None:
    [finding] = findings(one_rule("survey.score > 8", "survey.scoer"))
    assert (finding.code, finding.remedy) == ("rule.fact", "Did you mean 'survey.score'?")


@pytest.mark.parametrize("when", ["survey.scoer > 8", "survey.score > 8 && survey.days > 1", "has(survey.scoer)"])
def test_an_unknown_fact_in_a_condition_is_told(when: str) -> None:
    [finding] = findings(one_rule(when, "survey.score"))
    assert finding.code == "rule.fact"
    assert "Did you mean 'survey." in finding.remedy


def test_a_fact_in_quotes_is_no_fact() -> None:
    assert findings(one_rule("survey.score > 8 && 'survey.scoer' != \"survey.x\"", "survey.score")) == []


def test_a_group_of_which_no_fact_is_declared_is_told() -> None:
    [finding] = findings(one_rule("survey.score > 8 && asks.open == 0", "survey.score"))
    assert finding.code == "rule.undeclared"
    assert "asks" in finding.message


def test_two_rules_of_one_name_are_told() -> None:
    suppress = [{"name": "it", "when": "asks.open > 0", "needs": ["asks.open"]}]
    assert [one.code for one in findings(one_rule("survey.score > 8", "survey.score", suppress=suppress))] == [
        "rule.twice"
    ]


@pytest.mark.parametrize(
    "when",
    [
        "survey.score / 0 > 1",
        "survey.score + 9223372036854775807 > 1",
        "[1, 2][survey.score] > 1",
        "survey.score > 'x'",
        "timestamp('x') > timestamp('y') && survey.score > 1",
    ],
)
def test_a_condition_that_fails_on_a_person_does_not_hold_and_is_counted(when: str) -> None:
    program = compiled(one_rule(when, "survey.score"))
    assert nominate(program, known(survey__score=9)) == []
    assert program.failed["it"] == 1


@pytest.mark.parametrize("when", ["survey.score", "'yes'", "1"])
def test_only_true_holds(when: str) -> None:
    assert nominate(compiled(one_rule(when, "survey.score")), known(survey__score=9)) == []


def test_a_fact_that_is_used_but_not_known_leaves_the_rule_undecided() -> None:
    program = compiled(one_rule("survey.score > 8 && survey.days_ago < 9", "survey.score"))
    assert nominate(program, known(survey__score=9)) == []
    assert program.undecided["it"] == 1


def test_every_fact_of_the_catalogue_can_be_declared_and_used() -> None:
    for fact in CATALOGUE:
        assert findings(one_rule(f"has({fact})", fact)) == []


def test_a_function_that_cel_does_not_have_is_found_when_rules_are_read() -> None:
    rule = {"name": "odd", "label": "Odd", "weight": 1, "needs": ["survey.score"], "when": "nosuch(survey.score)"}
    rules = SignalRules.model_validate({"version": "1", "rules": [rule]})
    compiled, findings = compile_rules(rules, lambda *_: Place("rules.yaml", 3, 1))
    assert compiled is None
    assert [(found.code, found.place) for found in findings] == [("rule.function", Place("rules.yaml", 3, 1))]

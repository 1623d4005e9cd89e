"""Conditions to verdicts: compiled once, evaluated per person; unknown facts leave a rule undecided."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from advocacy_sync.kernel.finding import Finding, Place

from .document import Condition, Rule, SignalRules
from .facts import CATALOGUE, Facts

__all__ = ["Compiled", "Nomination", "compile_rules", "nominate"]

_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'" + r'|"(?:[^"\\]|\\.)*"')
_FACT = re.compile(r"(?<![\w.])[a-z]+\.[a-z_]+\b(?!\s*\()")


@dataclass(frozen=True)
class Compiled:
    """Rules with their programs; `undecided` and `failed` count persons per rule as they are evaluated."""

    rules: SignalRules
    programs: dict[str, Any]
    undecided: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Nomination:
    """A rule that holds for a person, with the records behind it, or what suppresses it."""

    rule: Rule
    evidence: tuple[str, ...]
    suppressed_by: str | None = None


# The standard functions and macros of CEL (its language definition, list of standard definitions).
_FUNCTIONS = frozenset(
    {
        "all", "bool", "bytes", "contains", "double", "duration", "endsWith", "exists", "exists_one", "filter",
        "has", "int", "map", "matches", "max", "min", "size", "startsWith", "string", "timestamp", "type", "uint",
    }
)  # fmt: skip


def compile_rules(rules: SignalRules, place: Callable[..., Place]) -> tuple[Compiled | None, list[Finding]]:
    """The rules ready to run, or what is wrong with them: syntax, unknown facts, facts not declared."""
    import cel  # half a second to import: only when rules are run

    findings: list[Finding] = []
    programs: dict[str, Any] = {}
    seen: set[str] = set()
    for section, conditions in (("suppress", rules.suppress), ("rules", rules.rules)):
        for index, condition in enumerate(conditions):
            spot = place(section, index)
            if condition.name in seen:
                findings.append(_finding("rule.twice", f"there are two rules called {condition.name!r}", spot))
            seen.add(condition.name)
            findings += _check_facts(condition, spot)
            try:
                program = programs[condition.name] = cel.compile(condition.when)
            except ValueError as error:
                reason = str(error).splitlines()[0]
                findings.append(_finding("rule.syntax", f"{condition.name}: {reason}", spot))
                continue
            groups = {need.split(".")[0] for need in condition.needs}
            for group in sorted(set(program.variables()) - groups):
                text = f"{condition.name} speaks of {group!r}, of which no fact stands under needs"
                findings.append(_finding("rule.undeclared", text, spot, "Add the fact to needs."))
            for name in sorted(set(program.functions()) - _FUNCTIONS):
                if not name.startswith(("_", "@", "!", "-")):  # operators
                    text = f"{condition.name} calls {name!r}, which is no function of CEL"
                    findings.append(_finding("rule.function", text, spot, "See docs/rules.md."))
    return (None if findings else Compiled(rules, programs)), findings


def _check_facts(condition: Condition, spot: Place) -> list[Finding]:
    """Names under `needs`, and in the condition itself, that are no facts."""
    import difflib

    groups = {fact.split(".")[0] for fact in CATALOGUE}
    spoken = [name for name in _FACT.findall(_QUOTED.sub("''", condition.when)) if name.split(".")[0] in groups]
    found = []
    for name in dict.fromkeys([*condition.needs, *spoken]):
        if name not in CATALOGUE:
            close = difflib.get_close_matches(name, CATALOGUE, n=1)
            remedy = f"Did you mean {close[0]!r}?" if close else "See docs/rules.md for the facts."
            text = f"{condition.name} speaks of {name!r}, which is no fact"
            found.append(_finding("rule.fact", text, spot, remedy))
    return found


def nominate(compiled: Compiled, facts: Facts) -> list[Nomination]:
    """The rules that hold for one person, suppressed ones marked with the first suppressor that holds."""
    holding = [rule for rule in compiled.rules.rules if _holds(compiled, rule, facts)]
    if not holding:
        return []
    suppressor = next((rule.name for rule in compiled.rules.suppress if _holds(compiled, rule, facts)), None)
    return [Nomination(rule, _evidence(rule, facts), suppressor) for rule in holding]


def _holds(compiled: Compiled, condition: Condition, facts: Facts) -> bool:
    if any(facts.get(need) is None for need in condition.needs):
        compiled.undecided[condition.name] += 1
        return False
    try:
        return compiled.programs[condition.name].execute(facts.values) is True
    except KeyError:  # a fact that the condition uses without having declared it
        compiled.undecided[condition.name] += 1
        return False
    except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError):
        compiled.failed[condition.name] += 1
        return False


def _evidence(rule: Rule, facts: Facts) -> tuple[str, ...]:
    records: Sequence[str] = [record for need in rule.needs for record in facts.evidence.get(need, ())]
    return tuple(sorted(set(records)))


def _finding(code: str, message: str, place: Place, remedy: str = "") -> Finding:
    return Finding(code=code, message=message, place=place, remedy=remedy)

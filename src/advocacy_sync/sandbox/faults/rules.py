"""Refusals, locks and alterations of a plan as the org's own automation, for the rows of one call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Any

from advocacy_sync.sandbox.automation import Refusal
from advocacy_sync.sandbox.chance import chance
from advocacy_sync.sandbox.faults.plan import Alter, Lock, Refuse

__all__ = ["RowRule", "Rules"]

RowRule = Refuse | Lock | Alter
Hit = Callable[[], None]
LOCKED = "UNABLE_TO_LOCK_ROW"


class Rules:
    """The rules that hold for this call; each is told when it has hit a row."""

    def __init__(self, seed: int, rules: Iterable[tuple[RowRule, Hit]]) -> None:
        self._seed, self._rules = seed, list(rules)

    def refuse(self, object_name: str, key: str, row: Mapping[str, Any]) -> Refusal | None:
        for rule, hit in self._rules:
            found = None
            if rule.object in ("", object_name):
                if isinstance(rule, Refuse):
                    found = self._refused(rule, key, row)
                elif isinstance(rule, Lock):
                    found = self._locked(rule, row)
            if found is not None:
                hit()
                return found
        return None

    def alter(self, object_name: str, row: Mapping[str, Any]) -> Mapping[str, Any]:
        made: dict[str, Any] = {}
        for rule, hit in self._rules:
            if isinstance(rule, Alter) and rule.object in ("", object_name) and rule.field in row:
                was = made.get(rule.field, row[rule.field])
                value = _altered(rule, was)
                if value != was:
                    made[rule.field] = value
                    hit()
        return made

    def _refused(self, rule: Refuse, key: str, row: Mapping[str, Any]) -> Refusal | None:
        if rule.ids and key not in rule.ids:
            return None
        if rule.field and (rule.field not in row or (rule.equals and str(row[rule.field]) not in rule.equals)):
            return None
        drawn_for = key or repr(sorted((name, str(value)) for name, value in row.items()))
        if rule.share < 1 and chance(self._seed, "refuse", drawn_for) >= rule.share:
            return None
        return Refusal(rule.code, rule.message, (rule.field,) if rule.field else (), rule.whole)

    def _locked(self, rule: Lock, row: Mapping[str, Any]) -> Refusal | None:
        parent = row.get(rule.parent)
        if parent is None or chance(self._seed, "lock", parent) >= rule.share:
            return None
        words = f"unable to obtain exclusive access to this record or 1 records: {parent}"
        return Refusal(LOCKED, words)


def _altered(rule: Alter, value: Any) -> Any:
    if value is None or rule.how == "clear":
        return None
    if rule.how == "set":
        return rule.value
    if rule.how == "upper":
        return str(value).upper()
    if rule.how == "cut":
        return str(value)[: rule.digits]
    try:
        rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-rule.digits), ROUND_HALF_EVEN)
    except InvalidOperation:
        return value
    return f"{rounded:f}" if isinstance(value, str) else float(rounded)

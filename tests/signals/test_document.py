"""The shape of the file of signal rules."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from advocacy_sync.signals.document import LONGEST_CONDITION, SignalRules

RULE: dict[str, Any] = {"name": "it", "label": "It", "weight": 1, "when": "asks.open > 0", "needs": ["asks.open"]}


def rules(**change: Any) -> SignalRules:
    return SignalRules.model_validate({"version": "1", "rules": [{**RULE, **change}]})


def test_a_rule_is_read_with_its_defaults() -> None:
    assert rules().cool_down_days == 90
    assert rules().suppress == []


@pytest.mark.parametrize(
    "change",
    [
        {"weight": 0},
        {"weight": 101},
        {"needs": []},
        {"name": "Not A Name"},
        {"when": "x" * (LONGEST_CONDITION + 1)},
        {"wehn": "x"},
    ],
)
def test_what_no_rule_can_be_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        rules(**change)


@pytest.mark.parametrize("change", [{"rules": []}, {"cool_down_days": -1}, {"cool_down_days": 10**9}, {"x": 1}])
def test_what_no_file_can_be_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SignalRules.model_validate({"version": "1", "rules": [RULE], **change})

"""What makes no sense is said in words, without the values."""

from __future__ import annotations

from typing import Any

import pytest

from advocacy_sync.kernel.errors import ConfigError, RetryableError
from advocacy_sync.transport.sense import making_sense

ODD: Any = {"when": "Ann Lee"}


def read(how: str) -> None:
    with making_sense("Vendor", "contacts"):
        match how:
            case "lacking":
                ODD["updatedAt"]
            case "odd key":
                ODD["Ann Lee's"]
            case "value":
                float(ODD["when"])
            case "type":
                ODD["when"] - 5
            case "attribute":
                ODD["when"].get("x")


@pytest.mark.parametrize("how", ["lacking", "odd key", "value", "type", "attribute"])
def test_an_odd_answer_is_said_in_words_with_its_object_and_the_place_but_no_value(how: str) -> None:
    """C-07, CS-91."""
    with pytest.raises(
        RetryableError, match=r"^Vendor's answer about contacts makes no sense: .*test_sense\.py:\d+\)$"
    ) as told:
        read(how)
    assert "Ann" not in str(told.value)
    assert ("it lacks updatedAt" in str(told.value)) is (how == "lacking")


@pytest.mark.parametrize("error", [ConfigError("grant it"), RetryableError("busy"), KeyboardInterrupt()])
def test_what_is_said_in_words_already_passes(error: BaseException) -> None:
    with pytest.raises(type(error)) as told, making_sense("Vendor", "contacts"):
        raise error
    assert told.value is error

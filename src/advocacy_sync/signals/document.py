"""The shape of `rules/signals.yaml`."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Condition", "Rule", "SignalRules"]

LONGEST_CONDITION = 2_000


class Condition(BaseModel):
    """A CEL condition over declared facts. `needs`: those without which it cannot be decided."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    when: Annotated[str, Field(max_length=LONGEST_CONDITION)]
    needs: Annotated[list[str], Field(min_length=1)]


class Rule(Condition):
    label: str
    weight: Annotated[int, Field(ge=1, le=100)]


class SignalRules(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    version: str
    cool_down_days: Annotated[int, Field(ge=0, le=36_500)] = 90
    suppress: list[Condition] = []
    rules: Annotated[list[Rule], Field(min_length=1)]
    sponsor_roles: list[str] = []

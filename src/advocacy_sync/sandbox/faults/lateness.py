"""How late a row that was written shows, as the `late` rules of a plan say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from advocacy_sync.sandbox.chance import chance, heavy_tailed
from advocacy_sync.sandbox.faults.matching import Watchman
from advocacy_sync.sandbox.faults.plan import Late
from advocacy_sync.sandbox.hubspot.machine import HubspotMachine
from advocacy_sync.sandbox.salesforce.machine import SalesforceMachine

__all__ = ["LateRule", "draw_veils"]

LateRule = tuple[Watchman, Late]


def draw_veils(
    machine: SalesforceMachine | HubspotMachine, rules: Sequence[LateRule], seed: int, healed: Callable[[], bool]
) -> None:
    """Veils over all queries and, where rules are about searches only, over those."""

    def lag(chosen: Sequence[LateRule]) -> Callable[[str, str, datetime], float]:
        def seconds(object_name: str, key: str, at: datetime) -> float:
            return 0.0 if healed() else max(_seconds(rule, seed, object_name, key, at) for rule in chosen)

        return seconds

    wide = [rule for rule in rules if not rule[1].searches_only]
    if len(wide) < len(rules):
        machine.draw_veil(lag(rules), searches_only=True)
    if wide:
        machine.draw_veil(lag(wide))


def _seconds(rule: LateRule, seed: int, object_name: str, key: str, at: datetime) -> float:
    watchman, late = rule
    drawn_for = (watchman.place, object_name, key, at)
    if late.object not in ("", object_name) or not watchman.open(at):
        return 0.0
    if chance(seed, *drawn_for) >= watchman.rule.when.probability:
        return 0.0
    watchman.fired += 1
    if late.up_to is None:
        return late.seconds
    return heavy_tailed(chance(seed, "lag", *drawn_for), late.seconds, late.up_to)

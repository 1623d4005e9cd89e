"""The stage that a deal stands in."""

from __future__ import annotations

from advocacy_hubspot.stages import Stages
from portal import VERSION, Portal, inside

PIPELINES = f"/crm/pipelines/{VERSION}/deals"


def portal(*loads: list[str]) -> Portal:
    machine = Portal()
    for names in loads:
        stages = [{"id": name, "label": name.title(), "metadata": {"isClosed": "true"}} for name in names]
        machine.given(PIPELINES, {"results": [{"id": "default", "stages": stages}, {"id": "other"}]})
    return machine


def test_a_stage_is_its_label_with_what_the_pipeline_says_of_it() -> None:
    stages = Stages(inside(portal(["won"])).client, VERSION)
    assert stages.of("deals", {"dealstage": "won"}) == {"label": "Won", "isClosed": "true"}
    assert stages.of("deals", {"dealstage": None}) == stages.of("deals", {}) == {}


def test_a_stage_made_since_is_loaded_once_and_one_that_is_gone_is_not_looked_for_again() -> None:
    machine = portal(["won"], ["won", "new"])
    stages = Stages(inside(machine).client, VERSION)
    found = [stages.of("deals", {"dealstage": one}).get("label") for one in ("won", "new", "gone", "gone")]
    assert found == ["Won", "New", None, None]
    assert len(machine.asked) == 3


def test_what_was_loaded_is_forgotten_on_demand() -> None:
    machine = portal(["won"], ["other"])
    stages = Stages(inside(machine).client, VERSION)
    stages.of("deals", {"dealstage": "won"})
    stages.forget()
    assert stages.of("deals", {"dealstage": "won"}) == {}

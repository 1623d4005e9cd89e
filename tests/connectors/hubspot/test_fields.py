"""Properties are made with all that the API asks for, once, and what it says is taken for what it means."""

from __future__ import annotations

from typing import Any

import pytest

from advocacy_hubspot.fields import Fields
from advocacy_sync.kernel.errors import ConfigError, RetryableError
from advocacy_sync.ports.crm import Built, BuiltAs, Grant, Surrounding
from advocacy_sync.records.crm_fields import FieldSpec, Group, bears_mark
from advocacy_sync.sandbox.wire import Response, json_response
from portal import VERSION, Portal, definition, open_room

GROUP = Group(name="advocacy_sync", label="Advocacy")
PATH = f"/crm/properties/{VERSION}/contacts"


def spec(**given: Any) -> FieldSpec:
    usual: dict[str, Any] = {"value": "v", "object": "contacts", "name": "advocacy_v", "label": "V", "kind": "text"}
    return FieldSpec(**{**usual, "pushed": True, "help": "Help.", "length": 40, "group": GROUP, **given})


def refusal(status: int, category: str, **more: Any) -> Response:
    return json_response({"status": "error", "category": category, "message": "said the portal", **more}, status)


@pytest.mark.parametrize(
    ("given", "kind", "shown"),
    [
        ({}, "string", "text"),
        ({"kind": "long_text"}, "string", "textarea"),
        ({"kind": "number"}, "number", "number"),
        ({"kind": "money"}, "number", "number"),
        ({"kind": "date"}, "date", "date"),
        ({"kind": "checkbox"}, "bool", "booleancheckbox"),
        ({"kind": "picklist", "options": {"a": "A"}}, "enumeration", "select"),
    ],
)
def test_a_property_is_made_whole_and_in_our_group(given: dict[str, Any], kind: str, shown: str) -> None:
    portal = Portal()
    portal.given(PATH, json_response({"name": "advocacy_v"}, 201))
    with open_room(portal) as room:
        assert Fields(room.client, VERSION).create(spec(**given)) == Built(BuiltAs.MADE)
    (body,) = portal.bodies(PATH)
    assert (body["type"], body["fieldType"], body["groupName"]) == (kind, shown, "advocacy_sync")
    assert (body["hasUniqueValue"], body["formField"], body["hidden"]) == (False, False, False)
    assert bears_mark(body["description"])
    assert [one["value"] for one in body["options"]] == {"bool": ["true", "false"], "enumeration": ["a"]}.get(kind, [])
    assert "modificationMetadata" not in body  # told by the portal, taken from nobody


def test_a_kind_that_the_portal_does_not_have_is_refused_without_a_call() -> None:
    portal = Portal()
    with open_room(portal) as room:
        assert Fields(room.client, VERSION).create(spec(kind="lookup")).outcome is BuiltAs.REFUSED
    assert portal.asked == []


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (refusal(409, "CONFLICT"), BuiltAs.THERE),
        (refusal(400, "VALIDATION_ERROR"), BuiltAs.REFUSED),
        (refusal(500, "INTERNAL_ERROR"), BuiltAs.UNKNOWN),
        (json_response({}, 201), BuiltAs.UNKNOWN),  # a success that says nothing
    ],
)
def test_what_the_portal_says_is_taken_for_what_it_means_and_nothing_is_sent_twice(
    answer: Response, outcome: BuiltAs
) -> None:
    portal = Portal()
    portal.given(PATH, answer)
    with open_room(portal) as room:
        assert Fields(room.client, VERSION).create(spec()).outcome is outcome
    assert len(portal.asked) == 1


def test_a_missing_scope_is_named_with_what_to_do() -> None:
    portal = Portal()
    portal.given(PATH, refusal(403, "MISSING_SCOPES"))
    with (
        open_room(portal) as room,
        pytest.raises(ConfigError, match=r"the scope crm\.schemas\.contacts\.write: give it"),
    ):
        Fields(room.client, VERSION).create(spec())


def test_what_was_never_sent_for_the_pace_is_no_unknown() -> None:
    portal = Portal()
    portal.given(PATH, json_response({"status": "error", "message": "slow", "policyName": "DAILY"}, 429))
    with open_room(portal) as room, pytest.raises(RetryableError):
        Fields(room.client, VERSION).create(spec())


def test_options_are_added_behind_those_that_are_there() -> None:
    portal = Portal()
    there = definition("advocacy_v", "enumeration", options=[{"label": "Old", "value": "old", "displayOrder": 0}])
    portal.described(there)
    portal.given(f"{PATH}/advocacy_v", {"name": "advocacy_v"})
    with open_room(portal) as room:
        made = Fields(room.client, VERSION).widen(spec(kind="picklist", options={"old": "New name", "new": "New"}))
    assert made.outcome is BuiltAs.MADE
    (body,) = portal.bodies(f"{PATH}/advocacy_v")
    assert [(one["value"], one["label"]) for one in body["options"]] == [("old", "Old"), ("new", "New")]


def test_a_property_is_ours_by_its_mark_alone() -> None:
    portal = Portal()
    mark = "Help. Written by advocacy-sync; do not change it by hand."
    portal.described(definition("ours", description=mark), definition("theirs", groupName="advocacy_sync"))
    with open_room(portal) as room:
        fields = Fields(room.client, VERSION)
        assert [fields.owns("contacts", name) for name in ("ours", "theirs", "nobodys")] == [True, False, False]


def test_the_group_is_wanted_where_a_property_is_to_be_made_and_it_is_not_there() -> None:
    portal = Portal()
    portal.given(f"{PATH}/groups", {"results": [{"name": "advocacy_sync", "archived": True}, {"name": "other"}]})
    grants = [Grant("contacts", "a", True, new=True), Grant("deals", "b", True)]
    with open_room(portal) as room:
        fields = Fields(room.client, VERSION)
        (missing,) = fields.surroundings(GROUP, grants)
        assert (missing.object, missing.first) == ("contacts", True)
        portal.answers[f"{PATH}/groups"] = [json_response({"name": "advocacy_sync"}, 201)]
        assert fields.provide(GROUP, missing).outcome is BuiltAs.MADE
    assert portal.asked[-1].json() == {"name": "advocacy_sync", "label": "Advocacy", "displayOrder": -1}


def test_properties_are_found_archived_ones_are_not_and_a_hidden_object_is_none() -> None:
    portal = Portal()
    portal.described(definition("a"), definition("gone", archived=True))
    portal.given(f"/crm/properties/{VERSION}/deals", refusal(403, "MISSING_SCOPES"))
    with open_room(portal) as room:
        fields = Fields(room.client, VERSION)
        found = fields.find("contacts", ["a", "gone"])
        assert found is not None
        assert list(found) == ["a"]
        assert fields.find("deals", ["b"]) is None


def test_what_the_portal_does_not_offer_is_said() -> None:
    portal = Portal()
    with open_room(portal) as room:
        fields = Fields(room.client, VERSION)
        assert any("read-only" in limit for limit in fields.limits())
        assert fields.lacks() == ()
        assert fields.surroundings(GROUP, []) == list[Surrounding]()

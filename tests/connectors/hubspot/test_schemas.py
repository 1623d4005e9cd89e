"""What the portal says of its objects, and what it may keep to itself."""

from __future__ import annotations

import pytest

from advocacy_hubspot.schemas import Schemas
from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.records.schema import ValueRule
from advocacy_sync.sandbox.wire import Response, json_response
from portal import VERSION, Portal, Room, definition, inside
from rooms import Heard

RULES = f"/crm/property-validations/{VERSION}/0-1"


def schemas(machine: Portal) -> tuple[Schemas, Room]:
    room = inside(machine)
    return Schemas(room.client, room.client._settings.name, VERSION, room.heard), room


def contacts(*answers: Response | dict[str, object]) -> Portal:
    machine = Portal()
    machine.described(definition("zip"), definition("age", "number"))
    machine.given(RULES, *answers)
    return machine


def test_an_object_is_described_once_until_it_is_forgotten() -> None:
    machine = contacts()
    known, _ = schemas(machine)
    assert known.of("contacts") is known.of("contacts")
    known.forget()
    known.of("contacts")
    assert len(machine.asked) == 2


def test_rules_are_read_in_one_call_when_somebody_looks_at_them() -> None:
    rule = {"ruleType": "MAX_LENGTH", "ruleArguments": ["5"]}
    machine = contacts({"results": [{"propertyName": "zip", "propertyValidationRules": [rule]}]})
    known, _ = schemas(machine)
    fields = known.of("contacts").fields
    assert (fields["zip"].updateable, len(machine.asked)) == (True, 1)
    assert (fields["zip"].rules, fields["age"].rules) == ((ValueRule("max_length", "5"),), ())
    assert [request.raw_path for request in machine.asked[1:]] == [RULES]


@pytest.mark.parametrize("status", [400, 403, 404, 429, 503])
def test_a_portal_that_gives_no_rules_is_fine_and_is_asked_once(status: int) -> None:
    machine = contacts(json_response({"message": "no"}, status))
    known, room = schemas(machine)
    fields = known.of("contacts").fields
    assert fields["zip"].rules == fields["age"].rules == ()
    assert len(machine.asked) == 2
    assert [one["object"] for one in room.heard.named("rules_hidden")] == ["contacts"]


def test_owners_need_no_call() -> None:
    machine = Portal()
    known, _ = schemas(machine)
    assert list(known.of("owners").fields) == ["id", "email", "fullName", "active"]
    assert machine.asked == []


def test_what_the_token_may_not_see_is_none() -> None:
    machine = Portal()
    machine.given(f"/crm/properties/{VERSION}/deals", json_response({"category": "MISSING_SCOPES"}, 403))
    known, room = schemas(machine)
    assert (known.find("deals"), known.find("unheard_of")) == (None, None)
    with pytest.raises(ConfigError, match="no object deals"):
        known.of("deals")
    heard: Heard = room.heard
    assert [one["object"] for one in heard.named("object_hidden")] == ["deals", "unheard_of"]

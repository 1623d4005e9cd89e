"""The effect log: each write that took effect, once, with its instant and its request."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from advocacy_sync.sandbox.faults.plan import Answer, Line, Rule, When
from sandbox.faults.crms import CONTACTS, NOW, account, hubspot, salesforce

ROW: dict[str, Any] = {"attributes": {"type": "Account"}}


def test_every_field_that_a_write_changed_is_an_effect() -> None:
    org = salesforce(rows=1)
    org.names()
    effects = org.inner.log_effects()
    org.wait(5)
    org.call("PATCH", f"sobjects/Account/{account(1)}", {"Name": "B", "Site": "x"})
    (name,) = effects.of("Account", "Name")
    assert (name.key, name.value, name.at, name.request) == (account(1), "B", NOW + timedelta(seconds=5), 2)
    assert {"Name", "Site", "SystemModstamp", "LastModifiedDate"} <= {one.field for one in effects.of("Account")}
    assert "BillingCity" not in {one.field for one in effects}


def test_a_value_written_twice_is_two_writes_cs_70() -> None:
    org = salesforce(rows=1)
    effects = org.inner.log_effects()
    for _ in range(2):
        org.wait(1)
        org.call("PATCH", f"sobjects/Account/{account(1)}", {"Name": "B"})
    assert len(effects.of("Account", "Name")) == 1
    assert [one.write for one in effects.of("Account", "SystemModstamp")] == [1, 2]


def test_what_is_taken_back_was_no_effect() -> None:
    org = salesforce(rows=2)
    effects = org.inner.log_effects()
    rows = [{**ROW, "Id": account(1), "Name": "Z"}, {**ROW, "Id": account(2), "Nope": 1}]
    org.call("PATCH", "composite/sobjects", {"records": rows})
    assert [one.key for one in effects.of("Account", "Name")] == [account(1)]
    org.call("PATCH", "composite/sobjects", {"allOrNone": True, "records": [{**rows[0], "Name": "Y"}, rows[1]]})
    assert [one.value for one in effects.of("Account", "Name")] == ["Z"]
    assert org.names() == ["Z", "A2"]


def test_a_lost_answer_has_an_effect_and_a_lost_request_has_none_c_08() -> None:
    for kind, count in (("reset_before", 0), ("reset_after", 1)):
        org = salesforce(Rule(what=Line(kind=kind)), rows=1)
        effects = org.inner.log_effects()
        assert org.raw("PATCH", f"sobjects/Account/{account(1)}", {"Name": "B"}).line == "reset"
        assert len(effects.of("Account", "Name")) == count


def test_a_request_delivered_twice_has_two_effects_and_one_answer_c_09() -> None:
    portal = hubspot(Rule(when=When(method=("POST",)), what=Line(kind="twice")))
    effects = portal.inner.log_effects()
    status, made = portal.call("POST", CONTACTS, {"properties": {"city": "Bonn"}})
    assert status == 201
    keys = [one.key for one in effects.of("contacts", "city")]
    assert (len(keys), keys[0]) == (2, made["id"])


def test_people_and_deletions_are_in_the_log() -> None:
    org = salesforce(rows=2)
    effects = org.inner.log_effects()
    people = org.inner.people(NOW)
    people.edit("Account", [account(1)], {"Name": "B"})
    people.hard_delete("Account", [account(2)])
    assert [(one.key, one.field, one.value, one.request) for one in effects if one.field in ("Name", "")] == [
        (account(1), "Name", "B", 0),
        (account(2), "", None, 0),
    ]


def test_associations_are_effects_of_their_pair() -> None:
    portal = hubspot(rows=1)
    effects = portal.inner.log_effects()
    portal.call("PUT", f"{CONTACTS}/1/associations/default/companies/9001".replace("v3", "v4"))
    (tied,) = [one for one in effects if one.object_name == "contacts/companies"]
    assert (tied.key, tied.field, tied.value) == ("1/9001", "types", [1, 279])
    assert [one.value for one in effects.of("contacts", "associatedcompanyid")] == ["9001"]


def test_only_the_latest_writes_may_be_kept() -> None:
    org = salesforce(rows=1)
    effects = org.inner.log_effects(limit=2)
    for name in "BCD":
        org.call("PATCH", f"sobjects/Account/{account(1)}", {"Name": name})
    assert [one.value for one in effects.of("Account", "Name")] == ["C", "D"]
    effects.clear()
    assert list(effects) == []


def test_a_refused_call_has_no_effect() -> None:
    org = salesforce(Rule(what=Answer(name="503")), rows=1)
    effects = org.inner.log_effects()
    assert org.raw("PATCH", f"sobjects/Account/{account(1)}", {"Name": "B"}).status == 503
    assert list(effects) == []

"""Faults that come of several parts at once, and the proof that no row of the fault matrix was forgotten."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from advocacy_sync.sandbox.faults.plan import Answer, Do, Late, Line, Pages, Rule, When
from sandbox.faults.crms import CONTACTS, NOW, account, hubspot, salesforce

# Rows that a CRM, the network towards it or its clock can cause. C-03 (no connection, DNS) and C-04 (TLS) are
# about what comes before any answer: whoever tests a client for them needs no CRM.
ROWS = (
    *(f"c_{n:02d}" for n in (1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17)),
    *(f"d_{n:02d}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29)),
    *(f"f{n}" for n in (1, 2, 3, 15, 16)),
    "e_06",
)


def test_every_row_has_a_test_that_names_it() -> None:
    names = " ".join(
        name
        for path in Path(__file__).parents[1].rglob("test_*.py")
        for name in re.findall(r"def (test_\w+)", path.read_text(encoding="utf-8"))
    )
    assert [row for row in ROWS if not re.search(rf"_{row}(_|\b)", names)] == []


def test_records_move_while_a_search_is_paged_c_12() -> None:
    gone = Do(action="delete", object="contacts", ids=("1",))
    portal = hubspot(Rule(when=When(path="*/search", calls=(2,)), what=gone), rows=6)
    found = [row["id"] for row in portal.searched({"propertyName": "email", "operator": "HAS_PROPERTY"})]
    assert found == ["1", "2", "4", "5", "6"]  # offsets shifted: 3 slipped through


def test_records_that_come_while_a_query_is_paged_are_not_in_its_snapshot_c_12() -> None:
    moved = Do(action="edit", object="Account", ids=(account(210),), fields={"Name": "moved"})
    org = salesforce(Rule(when=When(path="*/query/*", calls=(1,)), what=moved), rows=250)
    org.headers = {"sforce-query-options": "batchSize=200"}
    assert "moved" not in org.names()
    assert "moved" in org.names()


def test_a_lost_answer_and_its_retry_meet_as_a_duplicate_d_05() -> None:
    org = salesforce(Rule(when=When(method=("POST",), times=1), what=Line(kind="reset_after")))
    effects = org.inner.log_effects()
    row = {"Name": "New", "Ext__c": "e1"}
    assert org.raw("POST", "sobjects/Account", row).line == "reset"
    status, body = org.call("POST", "sobjects/Account", row)
    assert (status, body[0]["errorCode"]) == (400, "DUPLICATE_VALUE")
    assert len(effects.of("Account", "Ext__c")) == 1
    portal = hubspot(Rule(when=When(method=("POST",), times=1), what=Line(kind="reset_after")))
    contact = {"properties": {"email": "new@acme.example"}}
    portal.raw("POST", CONTACTS, contact)
    assert portal.call("POST", CONTACTS, contact)[0] == 409


def test_somebody_edits_while_a_push_is_on_its_way_d_12() -> None:
    human = Do(action="edit", object="Account", ids=(account(1),), fields={"Name": "human"})
    org = salesforce(Rule(when=When(method=("PATCH",), calls=(1,)), what=human), rows=1)
    effects = org.inner.log_effects()
    since = {"if-unmodified-since": "Sun, 04 Jan 2026 12:00:00 GMT"}
    assert org.raw("PATCH", f"sobjects/Account/{account(1)}", {"Name": "ours"}, **since).status == 412
    assert [(one.value, one.request) for one in effects.of("Account", "Name")] == [("human", 0)]


def test_our_own_write_comes_back_under_our_name_d_13() -> None:
    org = salesforce(rows=1)
    org.raw("PATCH", f"sobjects/Account/{account(1)}", {"Name": "ours"})
    org.inner.people(NOW).edit("Account", [account(1)], {"Site": "x"})
    (row,) = org.query("SELECT LastModifiedById FROM Account")
    theirs = row["LastModifiedById"]
    org.raw("PATCH", f"sobjects/Account/{account(1)}", {"Name": "ours again"})
    (row,) = org.query("SELECT LastModifiedById FROM Account")
    assert row["LastModifiedById"] != theirs


def test_a_retired_version_is_gone_d_24() -> None:
    for client, target in (
        (salesforce(Rule(what=Answer(name="410"))), "limits"),
        (hubspot(Rule(what=Answer(name="410"))), CONTACTS),
    ):
        status, body = client.call("GET", target)
        assert status == 410
        assert body


def test_more_records_than_a_search_gives_may_share_a_stamp_f3() -> None:
    portal = hubspot(rows=10_050)
    portal.inner.people(NOW).edit("contacts", portal.inner.people(NOW).living("contacts"), {"city": "Bonn"})
    body: dict[str, Any] = {
        "filterGroups": [{"filters": [{"propertyName": "city", "operator": "EQ", "value": "Bonn"}]}]
    }
    body |= {"limit": 100, "after": "9900", "properties": ["lastmodifieddate"]}
    status, page = portal.call("POST", f"{CONTACTS}/search", body)
    assert (status, page["total"]) == (200, 10_050)
    assert {row["properties"]["lastmodifieddate"] for row in page["results"]} == {"2026-01-05T12:00:00.000Z"}
    assert portal.call("POST", f"{CONTACTS}/search", {**body, "after": "10000"})[0] == 400


def test_a_merge_is_forgotten_with_the_recycle_bin_f16() -> None:
    merge = Do(action="merge", object="Account", ids=(account(1), account(2)))
    org = salesforce(
        Rule(when=When(calls=(1,)), what=merge), Rule(when=When(calls=(2,)), what=Do(action="empty_bin")), rows=2
    )
    soql = "SELECT Id FROM Account WHERE MasterRecordId != null"
    assert [len(org.query(soql, "queryAll")) for _ in range(2)] == [1, 0]


def test_a_stamp_may_go_backwards_for_whoever_reads_on_d_28() -> None:
    """Two rows, the earlier written one shows after the later one."""
    org = salesforce(Rule(what=Late(seconds=60, object="Account")), rows=0)
    org.call("POST", "sobjects/Account", {"Name": "first"})
    org.wait(30)
    org.machine.heal()
    org.call("POST", "sobjects/Account", {"Name": "second"})
    assert org.names() == ["second"]
    org.wait(30)
    stamps = org.query("SELECT Name, SystemModstamp FROM Account ORDER BY SystemModstamp")
    assert [row["Name"] for row in stamps] == ["first", "second"]


def test_several_rules_may_hit_one_call() -> None:
    both = salesforce(
        Rule(what=Pages(kind="total", by=1)),
        Rule(what=Line(kind="bom")),
        Rule(what=Do(action="delete", object="Account", pick=1)),
    )
    response = both.raw("GET", "query?q=SELECT+Id+FROM+Account")
    assert response.body.startswith(b'\xef\xbb\xbf{"totalSize":5')
    assert both.fired == ["do", "pages", "line"]


def test_the_same_plan_and_the_same_calls_give_the_same_faults() -> None:
    away, lost = Answer(name="503", retry_after="1"), Line(kind="reset_after")
    rules = (
        Rule(when=When(probability=0.2), what=away),
        Rule(when=When(probability=0.2), what=lost),
        Rule(when=When(probability=0.3), what=Pages(kind="shuffled")),
        Rule(what=Late(seconds=3, up_to=60)),
        Rule(when=When(probability=0.1), what=Do(action="edit", object="Account", pick=2, fields={"Site": "x"})),
    )

    def day(seed: int) -> list[Any]:
        org = salesforce(*rules, rows=30, seed=seed)
        told: list[Any] = []
        for number in range(60):
            org.wait(1)
            org.raw("PATCH", f"sobjects/Account/{account(number % 30 + 1)}", {"Name": f"N{number}"})
            told.append(org.raw("GET", "query?q=SELECT+Id,Name,Site+FROM+Account+ORDER+BY+SystemModstamp"))
        return [*told, *org.machine.fired]

    assert day(7) == day(7)
    assert day(7) != day(8)

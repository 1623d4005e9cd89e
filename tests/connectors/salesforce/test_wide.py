"""Objects with more fields than one query takes: CS-19, CS-37."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
import requests

from advocacy_salesforce import wide as width
from advocacy_salesforce.columns import Columns
from advocacy_salesforce.query import Queries
from advocacy_salesforce.wide import Parts, Wide
from advocacy_sync.kernel.errors import FatalError, RetryableError
from advocacy_sync.records.schema import ObjectSchema
from rooms import Heard
from vendor import API, Vendor, given, logged_in, page, refusal, vendor

IDS = [f"001A{number:011}AAA" for number in range(1, 6)]
KEYS = ("Id", "SystemModstamp", "IsDeleted")
NAMES = tuple(f"F{number}" for number in range(7))
Edit = Callable[[int, dict[str, Any]], None]  # what happens to a record at the n-th call


def answering(
    org: Vendor, most: int, edit: Edit = lambda _, __: None, *, gone: Collection[str] = frozenset()
) -> list[str]:
    """An org that takes so many fields a query and gives each row what was asked for; the queries it took."""
    taken: list[str] = []

    def answer(request: requests.PreparedRequest) -> tuple[int, dict[str, str], bytes]:
        soql = parse_qs(urlsplit(str(request.url)).query)["q"][0]
        fields = soql.removeprefix("SELECT ").partition(" FROM ")[0].split(", ")
        if len(fields) - len(KEYS) > most:
            return 400, {}, orjson.dumps(refusal("QUERY_TOO_COMPLICATED"))
        taken.append(soql)
        records = [
            {"Id": id, "SystemModstamp": "1", "IsDeleted": False} | {name: f"{id[14]}{name}" for name in fields[3:]}
            for id in re.findall("'([^']+)'", soql)
            if id not in gone
        ]
        for record in records:
            edit(len(taken), record)
        return 200, {}, orjson.dumps({"totalSize": len(records), "done": True, "records": records})

    org.add_callback("GET", re.compile(re.escape(f"{API}/queryAll")), answer)
    return taken


def wide(events: Heard | None = None, parts: Parts | None = None) -> Wide:
    asked = Columns(
        "Account", ObjectSchema(name="Account", label="", fields={}), "SystemModstamp", KEYS, (*KEYS, *NAMES), False
    )
    return Wide(Queries(logged_in()[0]), parts or Parts(), asked, events or Heard())


def whole(ids: list[str]) -> list[dict[str, Any]]:
    return [
        {"Id": id, "SystemModstamp": "1", "IsDeleted": False, **{name: f"{id[14]}{name}" for name in NAMES}}
        for id in ids
    ]


@pytest.mark.parametrize("most", [1, 2, 3, 7])
def test_parts_make_whole_rows_and_what_fits_is_remembered(most: int) -> None:
    parts = Parts()
    with vendor(["one", "two"]) as (org, _):
        taken = answering(org, most)
        assert wide(parts=parts).rows(IDS[:2]) == whole(IDS[:2])
        before = len(org.calls)
        assert wide(parts=parts).rows(IDS[2:]) == whole(IDS[2:])
        assert len(org.calls) - before == len(taken) // 2  # nothing refused any more


def test_rows_come_in_the_order_asked_each_once() -> None:
    with vendor() as (org, _):
        answering(org, 9)
        assert [row["Id"] for row in wide().rows([IDS[2], IDS[0], IDS[2]])] == [IDS[2], IDS[0]]


def test_one_field_that_is_too_much_is_an_error() -> None:
    with vendor() as (org, _):
        answering(org, 0)
        with pytest.raises(FatalError, match="QUERY_TOO_COMPLICATED"):
            wide().rows(IDS)


def test_names_too_long_for_one_query_are_parted_without_asking() -> None:
    parts = Parts()
    names = [f"N{number:03}" + "x" * 996 for number in range(100)]
    first = parts.first("Account", names)
    assert 50 < len(first) < 100
    assert parts.first("Account", ["x" * 100_000]) == ("x" * 100_000,)


def test_a_row_that_changes_between_two_parts_is_read_anew_by_itself() -> None:
    """CS-19: the other rows are not read again."""

    def edit(call: int, record: dict[str, Any]) -> None:
        if record["Id"] == IDS[1] and call >= 2:
            record["SystemModstamp"] = "2"

    with vendor() as (org, _):
        taken = answering(org, 4, edit)
        rows = wide().rows(IDS[:3])
        assert [row["SystemModstamp"] for row in rows] == ["1", "2", "1"]
        assert rows[1] == {**whole(IDS[1:2])[0], "SystemModstamp": "2"}
        assert all("'" + IDS[0] not in soql for soql in taken if soql.count("'") == 2)


def test_a_row_that_changes_at_every_look_is_left_for_a_later_window() -> None:
    heard = Heard()

    def edit(call: int, record: dict[str, Any]) -> None:
        if record["Id"] == IDS[1]:
            record["SystemModstamp"] = str(call)

    with vendor() as (org, _):
        answering(org, 4, edit)
        assert [row["Id"] for row in wide(heard).rows(IDS[:3])] == [IDS[0], IDS[2]]
    assert heard.named("row_moving") == [{"object": "Account", "id": IDS[1]}]


def test_a_row_that_vanishes_between_two_parts_is_gone() -> None:
    gone = set[str]()

    def edit(call: int, _: dict[str, Any]) -> None:
        gone.add(IDS[1])

    with vendor() as (org, _):
        answering(org, 4, edit, gone=gone)
        assert [row["Id"] for row in wide().rows(IDS[:3])] == [IDS[0], IDS[2]]


def test_records_are_completed_with_what_they_lack() -> None:
    with vendor() as (org, _):
        taken = answering(org, 9)
        records = [{name: row[name] for name in (*KEYS, "F0", "F1")} for row in whole(IDS)]
        assert wide().completed(records, ("F0", "F1")) == whole(IDS)
        assert len(taken) == 1
        assert wide().completed(whole(IDS), NAMES) == whole(IDS)
        assert len(taken) == 1


def test_values_of_one_parent_in_two_parts_are_joined() -> None:
    joined = width._merged({"Owner": {"Name": "A"}, "X": 1}, {"Owner": {"Email": "e"}, "X": 1})
    assert joined == {"Owner": {"Name": "A", "Email": "e"}, "X": 1}


def test_ids_are_cut_by_the_length_of_the_query(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(width, "LONGEST_SOQL", 200)
    with vendor() as (org, _):
        taken = answering(org, 9)
        assert wide().rows(IDS) == whole(IDS)
        assert all(len(soql) <= 200 for soql in taken)
        assert len(taken) > 1


def test_an_answer_with_fewer_rows_than_it_says_is_asked_for_again() -> None:
    """What is missing would be taken for deleted."""
    with vendor() as (org, _):
        given(org, "GET", "queryAll", page(IDS[:1], total=2))
        given(org, "GET", "queryAll", page(IDS[:2], total=2))
        assert [row["Id"] for row in wide().rows(IDS[:2])] == IDS[:2]


def test_an_answer_that_stays_short_is_an_error() -> None:
    with vendor() as (org, _):
        given(org, "GET", "queryAll", page(IDS[:1], total=2))
        with pytest.raises(RetryableError, match="1 of 2 rows"):
            wide().rows(IDS[:2])


def test_pages_of_named_rows_are_followed_and_a_dead_locator_is_begun_anew() -> None:
    with vendor() as (org, _):
        given(org, "GET", "queryAll", page(IDS[:1], "/services/data/v67.0/query/01g-1", total=2))
        given(org, "GET", "query/01g-1", refusal("INVALID_QUERY_LOCATOR"), 400)
        given(org, "GET", "query/01g-1", page(IDS[1:2], total=2))
        assert [row["Id"] for row in wide().rows(IDS[:2])] == IDS[:2]
        assert len(org.calls) == 4

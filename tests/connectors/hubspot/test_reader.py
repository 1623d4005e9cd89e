"""Reading a portal: lists, changes, joined stages, what is hidden."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from advocacy_hubspot import listing
from advocacy_hubspot.tally import LAG_SECONDS
from advocacy_sync.kernel.errors import ConfigError, FatalError, RetryableError
from advocacy_sync.kernel.timespan import Span
from advocacy_sync.ports.crm import ReadRequest
from advocacy_sync.sandbox.hubspot.instants import iso
from advocacy_sync.sandbox.hubspot.writing import Writer
from advocacy_sync.sandbox.wire import json_response
from portal import VERSION, Portal, Room, contacts, definition, inside, open_room
from rooms import AT_ONCE, NOW

LIST = f"/crm/objects/{VERSION}/contacts"
BATCH = f"{LIST}/batch/read"
OWNERS = f"/crm/owners/{VERSION}"


def everything(*sources: str, object_type: str = "contacts") -> ReadRequest:
    return ReadRequest(object=object_type, sources=sources, span=Span(None, None))


def page(ids: list[str], after: str | None = None, **properties: Any) -> dict[str, Any]:
    rows = [{"id": id, "properties": properties, "updatedAt": "2026-01-05T12:00:00.000Z"} for id in ids]
    return {"results": rows, **({"paging": {"next": {"after": after}}} if after else {})}


def portal(*pages: dict[str, Any]) -> Portal:
    made = Portal()
    made.described(definition("email"), definition("lastmodifieddate", "datetime"))
    made.given(LIST, *pages)
    return made


def test_an_empty_page_in_the_middle_is_not_the_end() -> None:
    machine = portal(page(["1"], "a"), page([], "b"), page(["2"]))
    with open_room(machine) as room:
        pages = list(room.reader.pages(everything("email")))
    assert [[row.key.external_id for row in one.rows] for one in pages] == [["1"], [], ["2"], []]
    assert [one.cursor is None for one in pages] == [False, False, False, True]
    assert machine.calls(LIST)[0].query == {"limit": "100", "properties": "email,lastmodifieddate"}
    assert [request.query.get("after") for request in machine.calls(LIST)] == [None, "a", "b"]


@pytest.mark.parametrize("cursors", [["a", "a"], ["a", "b", "a"]])
def test_a_cursor_that_comes_again_is_an_error(cursors: list[str]) -> None:
    with (
        open_room(portal(*(page(["1"], after) for after in cursors))) as room,
        pytest.raises(RetryableError, match="same page"),
    ):
        list(room.reader.pages(everything()))


def test_a_list_is_resumed_at_its_cursor() -> None:
    machine = portal(page(["2"]))
    with open_room(machine) as room:
        list(room.reader.pages(everything(), '{"after": "a"}'))
    assert machine.calls(LIST)[0].query["after"] == "a"


def test_a_row_holds_what_was_asked_for_and_nothing_that_came_besides() -> None:
    machine = portal(
        page(["1"], email="", lastmodifieddate="2026-01-05T12:00:00Z", createdate="2020", hs_object_id="1")
    )
    with open_room(machine) as room:
        (row,), _ = [one.rows for one in room.reader.pages(everything("email", "gone"))]
    assert row.payload == {"id": "1", "email": None, "lastmodifieddate": "2026-01-05T12:00:00.000Z"}
    assert row.stamp == NOW


def test_names_too_many_for_an_address_go_by_list_of_ids_and_batch_read() -> None:
    names = [f"property_with_a_long_name_{number:04}" for number in range(300)]
    machine = Portal()
    machine.described(*(definition(name) for name in names))
    machine.given(LIST, page(["1", "2"]))
    machine.given(BATCH, page(["2", "1"]))
    with open_room(machine) as room:
        only, _ = room.reader.pages(everything(*names))
    assert sorted(row.key.external_id for row in only.rows) == ["1", "2"]
    assert "properties" not in machine.calls(LIST)[0].query
    (body,) = machine.bodies(BATCH)
    assert (body["inputs"], len(body["properties"])) == ([{"id": "1"}, {"id": "2"}], 301)
    assert room.heard.named("read_route")[0]["route"] == "list of ids, then batch read"


def test_rows_by_id_take_what_exists_from_a_partial_answer() -> None:
    machine = portal()
    errors = {"numErrors": 1, "errors": [{"category": "OBJECT_NOT_FOUND", "context": {"ids": ["2"]}}]}
    machine.given(BATCH, json_response({**page(["1"], email="a@b.example"), **errors}, 207))
    with open_room(machine) as room:
        rows = room.reader.read("contacts", ["1", "2"], ["email"])
    assert [(row.key.external_id, row.payload["email"]) for row in rows] == [("1", "a@b.example")]


def test_many_ids_are_read_a_hundred_at_a_time() -> None:
    machine = portal()
    machine.given(BATCH, lambda request: json_response(page([one["id"] for one in request.json()["inputs"]])))
    with open_room(machine) as room:
        room.reader.read("contacts", [str(number) for number in range(201)], ["email"])
    assert [len(body["inputs"]) for body in machine.bodies(BATCH)] == [100, 100, 1]


def test_an_object_that_the_token_may_not_see_is_hidden_and_told() -> None:
    machine = Portal()
    refused = {"status": "error", "message": "requires scopes", "category": "MISSING_SCOPES"}
    machine.given(f"/crm/properties/{VERSION}/deals", json_response(refused, 403))
    with open_room(machine) as room:
        assert room.reader.describe("deals") is None
        assert room.reader.describe("unheard_of") is None
        with pytest.raises(ConfigError, match="no object deals"):
            list(room.reader.pages(everything(object_type="deals")))
    told = room.heard.named("object_hidden")
    assert [one["object"] for one in told] == ["deals", "unheard_of"]
    assert "MISSING_SCOPES" in told[0]["reason"]


def test_a_refused_token_is_no_hidden_object() -> None:
    machine = Portal()
    machine.given(f"/crm/properties/{VERSION}/deals", json_response({"category": "INVALID_AUTHENTICATION"}, 401))
    with open_room(machine) as room, pytest.raises(ConfigError, match="refused the token"):
        room.reader.describe("deals")


def test_owners_come_in_one_page_with_those_who_left() -> None:
    machine = Portal()
    ann = {"id": "1", "email": "ann@acme.example", "firstName": "Ann", "lastName": "Lee", "archived": False}
    bob = {"id": "2", "email": "", "firstName": "Bob", "archived": False}
    carl = {"id": "3", "archived": True, "updatedAt": "2026-01-05T12:00:00Z"}
    machine.given(
        OWNERS, {"results": [ann], "paging": {"next": {"after": "x"}}}, {"results": [bob]}, {"results": [carl]}
    )
    with open_room(machine) as room:
        (only,) = room.reader.pages(everything("id", "email", object_type="owners"))
    assert only.cursor is None
    assert [row.payload for row in only.rows] == [
        {"id": "1", "email": "ann@acme.example", "fullName": "Ann Lee", "active": True},
        {"id": "2", "email": None, "fullName": "Bob", "active": True},
        {"id": "3", "email": None, "fullName": None, "active": False},
    ]
    assert [request.query["archived"] for request in machine.calls(OWNERS)] == ["false", "false", "true"]


def test_owners_whose_cursor_comes_again_are_an_error() -> None:
    machine = Portal()
    machine.given(OWNERS, {"results": [{"id": "1"}], "paging": {"next": {"after": "x"}}})
    with open_room(machine) as room, pytest.raises(RetryableError, match="same page of owners"):
        list(room.reader.pages(everything(object_type="owners")))


def test_a_deal_carries_its_stage() -> None:
    machine = Portal()
    machine.described(definition("dealstage"), object_type="deals")
    held = ["won", "gone", "gone", None]
    deals = [{"id": str(n), "properties": {"dealstage": stage}} for n, stage in enumerate(held)]
    machine.given(f"/crm/objects/{VERSION}/deals", {"results": deals})
    stages = [{"id": "won", "label": "Closed won", "metadata": {"probability": "1.0", "isClosed": "true"}}]
    machine.given(f"/crm/pipelines/{VERSION}/deals", {"results": [{"id": "default", "stages": stages}]})
    with open_room(machine) as room:
        only, _ = room.reader.pages(everything("stage.label", object_type="deals"))
    assert [row.payload["stage"] for row in only.rows] == [
        {"label": "Closed won", "probability": "1.0", "isClosed": "true"},
        {},
        {},
        {},
    ]
    assert len(machine.calls(f"/crm/pipelines/{VERSION}/deals")) == 2  # once more for "gone"


def test_a_stage_made_since_the_pipelines_were_read_is_found() -> None:
    machine = Portal()
    machine.described(definition("dealstage"), object_type="deals")
    deals = [{"id": str(n), "properties": {"dealstage": stage}} for n, stage in enumerate(["won", "new"])]
    machine.given(f"/crm/objects/{VERSION}/deals", {"results": deals})
    for names in (["won"], ["won", "new"], ["won"]):
        stages = [{"id": name, "label": name} for name in names]
        machine.given(f"/crm/pipelines/{VERSION}/deals", {"results": [{"id": "default", "stages": stages}]})
    with open_room(machine) as room:
        labels = [row.payload["stage"] for one in room.reader.pages(staged()) for row in one.rows]
        room.reader.refresh()
        later = [row.payload["stage"] for one in room.reader.pages(staged()) for row in one.rows]
    assert labels == [{"label": "won"}, {"label": "new"}]
    assert later == [{"label": "won"}, {}]


def staged() -> ReadRequest:
    return everything("stage.label", object_type="deals")


@pytest.mark.parametrize("version", [VERSION, "v3"])
def test_a_portal_is_read_whole_and_by_changes_in_both_forms_of_the_api(version: str) -> None:
    machine = contacts(250)
    with open_room(machine, api_version=version) as room:
        assert room.reader.org().id == "24681357"
        request = everything("email", "associations.companies")
        rows = [row for one in room.reader.pages(request) for row in one.rows]
        span = Span(NOW - timedelta(minutes=5), None)
        request = ReadRequest(object="contacts", sources=request.sources, span=span)
        changed = [row for one in room.reader.pages(request) for row in one.rows]
    assert len({row.key for row in rows}) == len(rows) == 250
    assert {row.key: row for row in changed} == {row.key: row for row in rows}
    (company,) = rows[0].payload["associations"]["companies"]
    assert (company["id"], company["labels"]) == ("9001", ["Primary"])


def test_a_list_asks_for_as_many_rows_as_the_vendor_gives() -> None:
    assert listing.ROWS_A_PAGE == 100
    with open_room(contacts(101)) as room:
        assert [len(one.rows) for one in room.reader.pages(everything("email"))] == [100, 1, 0]


def test_the_time_is_the_portals() -> None:
    with open_room(contacts(0)) as room:
        room.reader.org()
        assert timedelta(0) <= room.reader.now() - datetime(2026, 1, 5, 12, tzinfo=UTC) < timedelta(minutes=1)


# -- by id -----------------------------------------------------------------------------------------


def by_id(*ids: str, sources: tuple[str, ...] = ("email",)) -> ReadRequest:
    return ReadRequest(object="contacts", sources=sources, ids=ids)


def test_rows_by_id_come_with_what_a_window_would_bring() -> None:
    machine = contacts(250)
    room = inside(machine)
    sources = ("email", "associations.companies")
    everyone = {row.key: row for one in room.reader.pages(everything(*sources)) for row in one.rows}
    wanted = [str(number) for number in range(1, 252)]  # the last is nobody's
    pages = list(room.reader.pages(by_id(*wanted, sources=sources)))
    assert [len(one.rows) for one in pages] == [100, 100, 50]
    assert {row.key: row for one in pages for row in one.rows} == everyone
    assert [one.cursor is None for one in pages] == [False, False, True]


def test_a_read_by_id_is_resumed_at_its_cursor() -> None:
    room = inside(contacts(250))
    request = by_id(*(str(number) for number in range(1, 251)))
    first, *rest = room.reader.pages(request)
    assert list(room.reader.pages(request, first.cursor)) == rest


def test_no_ids_are_no_rows_and_no_call() -> None:
    room = inside(contacts(1))
    room.reader.describe("contacts")
    before = room.reader.calls()
    (only,) = room.reader.pages(by_id())
    assert (only.rows, only.cursor, room.reader.calls()) == ((), None, before)


def test_owners_are_found_by_id_too() -> None:
    machine = Portal()
    machine.given(OWNERS, {"results": [{"id": "1"}, {"id": "2"}]}, {"results": []})
    request = ReadRequest(object="owners", sources=("id",), ids=("2", "9"))
    (only,) = inside(machine).reader.pages(request)
    assert [row.key.external_id for row in only.rows] == ["2"]


@pytest.mark.parametrize("way", ["whole", "by id", "read back"])
def test_a_merged_record_says_what_went_into_it_whichever_way_it_is_read(way: str) -> None:
    """D-09, D-10, CS-15: the new record names the old ones, also those that they had absorbed."""
    machine = contacts(4)
    kind = machine.portal.catalog.type_of("contacts")
    writing = Writer(machine.portal, kind, iso(NOW))
    first = writing.merge(writing.find("1"), writing.find("2"))
    second = writing.merge(writing.find("3"), first)
    room = inside(machine)
    if way == "whole":
        rows = [row for one in room.reader.pages(everything("email")) for row in one.rows]
    elif way == "by id":
        rows = [row for one in room.reader.pages(by_id("1", "2", "4")) for row in one.rows]
    else:
        rows = room.reader.read("contacts", ["1", "2", "4"], ["email"])
    living = {str(row.key.external_id): row for row in rows if not row.deleted}
    assert set(living) == {"4", second["id"]}
    assert set(living[second["id"]].absorbed) == {"1", "2", "3", first["id"]}
    assert living["4"].absorbed == ()
    assert not any(name.startswith("hs_") for row in living.values() for name in row.payload)


def test_ids_that_the_portal_says_nothing_of_are_told() -> None:
    """CS-94."""
    machine = portal()
    machine.given(BATCH, page(["1"]), page([]))
    room = inside(machine)
    assert len(room.reader.read("contacts", ["1", "2"], ["email"])) == 1
    assert room.heard.named("ids_unanswered") == [{"connection": "acme", "object": "contacts", "count": 1}]


@pytest.mark.parametrize("way", ["by id", "changes"])
def test_records_that_the_portal_keeps_back_are_named_by_the_page_and_told(way: str) -> None:
    """CS-94: they are not gone, and are to be read again."""
    machine = portal()
    kept = {"category": "INTERNAL_ERROR", "context": {"ids": ["2"]}}
    machine.given(BATCH, json_response({**page(["1"]), "errors": [kept]}, 207))
    machine.given(f"{LIST}/search", {**page(["1", "2"]), "total": 2})
    room = inside(machine)
    request = by_id("1", "2") if way == "by id" else changes()
    first, *_ = room.reader.pages(request)
    assert ([row.key.external_id for row in first.rows], first.unread) == (["1"], ("2",))
    (told,) = room.heard.named("ids_kept_back")
    assert (told["object"], told["count"], told["reason"]) == ("contacts", 1, "INTERNAL_ERROR")
    with pytest.raises(RetryableError, match="keeps back 1 of 2 contacts"):
        room.reader.read("contacts", ["1", "2"], ["email"])


# -- what may be missing ---------------------------------------------------------------------------


def changes() -> ReadRequest:
    return ReadRequest(object="contacts", sources=("email",), span=Span(NOW - timedelta(minutes=5), None))


def test_a_search_that_gives_fewer_records_than_it_counts_puts_its_pages_in_doubt() -> None:
    """C-13, I12."""
    machine = portal()
    machine.given(f"{LIST}/search", {**page(["1"]), "total": 30})
    machine.given(BATCH, page(["1"]))
    room = inside(machine)
    pages = list(room.reader.pages(changes()))
    assert [one.doubt for one in pages if one.doubt] == [
        "HubSpot's search says that 30 contacts have changed, and gave 1"
    ]
    assert room.heard.named("search_short") == [{"connection": "acme", "object": "contacts", "counted": 30, "came": 1}]


def counted(machine: Portal, *totals: int) -> None:
    machine.given(f"{LIST}/search", *({"results": [], "total": total} for total in totals))


def listed(machine: Portal) -> tuple[list[str], Room]:
    """What the pages of a whole read doubt, each without a doubt left out."""
    room = inside(machine)
    return [one.doubt for one in room.reader.pages(everything("email")) if one.doubt], room


def test_a_list_that_gives_fewer_records_than_the_search_counts_is_in_doubt() -> None:
    """C-13, I12: a list states no total."""
    machine = portal(page(["1", "2"], "a"), page(["3"]))
    counted(machine, 5, 4, 4)
    doubts, room = listed(machine)
    assert doubts == ["HubSpot's list gave 3 contacts, and its search counts 4"]
    assert room.watch.slept == [LAG_SECONDS]
    assert room.heard.named("list_short") == [{"connection": "acme", "object": "contacts", "counted": 4, "came": 3}]


@pytest.mark.parametrize(
    ("totals", "asked"),
    [
        ([3], 1),  # as many
        ([2], 1),  # made meanwhile
        ([5, 3], 2),  # deleted meanwhile
        ([5, 4, 3], 3),  # deleted, and the index is late
    ],
)
def test_a_list_that_gives_as_many_as_either_count_is_in_no_doubt(totals: list[int], asked: int) -> None:
    machine = portal(page(["1", "2"], "a"), page(["3"]))
    counted(machine, *totals)
    doubts, _ = listed(machine)
    assert (doubts, len(machine.bodies(f"{LIST}/search"))) == ([], asked)


def test_a_page_that_comes_twice_does_not_hide_one_that_is_missing() -> None:
    machine = portal(page(["1", "2"], "a"), page(["1", "2"], "b"), page(["5"]))
    counted(machine, 5)
    assert listed(machine)[0] == ["HubSpot's list gave 3 contacts, and its search counts 5"]


def test_a_portal_that_cannot_count_puts_nothing_in_doubt() -> None:
    doubts, room = listed(portal(page(["1"])))
    assert doubts == []
    assert len(room.heard.named("not_counted")) == 1


def test_a_list_that_is_resumed_is_counted_from_its_beginning() -> None:
    machine = portal(page(["1", "2"], "a"), page(["3"]), page(["3"]))
    counted(machine, 4)
    first, *_ = inside(machine).reader.pages(everything("email"))
    (last, _) = inside(machine).reader.pages(everything("email"), first.cursor)
    assert last.doubt == "HubSpot's list gave 3 contacts, and its search counts 4"


def test_a_kept_cursor_that_is_refused_makes_the_list_begin_anew_and_count_anew() -> None:
    """C-16."""
    refused = json_response({"category": "VALIDATION_ERROR", "message": "no valid cursor"}, 400)
    machine = portal(page(["1", "2"], "a"), page(["9"]))
    machine.answers[LIST].insert(0, refused)
    counted(machine, 3)
    room = inside(machine)
    cursor = json.dumps({"part": "live", "after": "x", "given": 700, "counted": 701})
    pages = list(room.reader.pages(everything("email"), cursor))
    assert [row.key.external_id for one in pages for row in one.rows] == ["1", "2", "9"]
    assert [one.doubt for one in pages] == ["", "", ""]
    assert "no valid cursor" in room.heard.named("cursor_gone")[0]["reason"]


@pytest.mark.parametrize("status", [403, 404])
def test_another_refusal_behind_a_kept_cursor_is_no_dead_cursor(status: int) -> None:
    machine = portal()
    machine.given(LIST, json_response({"message": "no"}, status))
    with pytest.raises((ConfigError, FatalError)):
        list(inside(machine).reader.pages(everything("email"), '{"after": "x"}'))


# -- what makes no sense ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        {"results": None},
        {"results": {}},
        {"results": ["text"]},
        {"results": [{"properties": {}}]},
        {"results": [{"id": "1", "properties": {}, "updatedAt": "soon"}]},
        {"results": [{"id": "1", "properties": ["odd"]}]},
        {"results": [{"id": "1"}], "paging": "odd"},
        {"results": [{"id": "1", "properties": {"hs_merged_object_ids": {}}, "updatedAt": []}], "paging": {"next": 1}},
    ],
)
def test_an_answer_that_makes_no_sense_fails_its_object_in_words(answer: dict[str, Any]) -> None:
    """C-07, I12: never a traceback, never an empty result."""
    machine = portal()
    machine.given(LIST, answer)
    with pytest.raises(RetryableError, match="contacts"):
        list(inside(machine, AT_ONCE).reader.pages(everything("email")))


@pytest.mark.parametrize("definitions", [None, [None], [{"label": "x"}], [{"name": "x", "options": [{}]}]])
def test_definitions_that_make_no_sense_fail_their_object_in_words(definitions: Any) -> None:
    machine = Portal()
    machine.given(f"/crm/properties/{VERSION}/contacts", {"results": definitions})
    with pytest.raises(RetryableError, match="properties of contacts"):
        inside(machine).reader.describe("contacts")


@pytest.mark.parametrize("account", [{"portalId": None}, {"portalId": {}}])
def test_an_account_that_makes_no_sense_is_said_in_words(account: dict[str, Any]) -> None:
    machine = Portal()
    machine.given(f"/account-info/{VERSION}/details", account)
    with pytest.raises(RetryableError, match="account"):
        inside(machine).reader.org()


# -- quiet -----------------------------------------------------------------------------------------


def test_quiet_is_what_changes_without_the_stamp() -> None:
    """CS-54, CS-57: calculated properties, associations, stages."""
    machine = Portal()
    machine.described(definition("amount"), definition("score", "number", calculated=True), object_type="deals")
    room = inside(machine)
    sources = ("id", "amount", "score", "associations.contacts", "stage.label", "gone")
    assert room.reader.quiet("deals", sources) == ("score", "associations.contacts", "stage.label")
    assert room.reader.quiet("owners", ("email",)) == ()
    assert room.reader.quiet("unheard_of", ("x",)) == ()


def test_there_is_nothing_to_tidy() -> None:
    machine = Portal()
    inside(machine).reader.tidy(["{}"])
    assert machine.asked == []

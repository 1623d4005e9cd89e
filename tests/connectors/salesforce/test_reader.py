"""Reading an org: describes, windows by REST and Bulk, rows by id."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from advocacy_salesforce import reader as reading
from advocacy_salesforce import window as windows
from advocacy_salesforce.bulk import ROWS_A_PAGE
from advocacy_sync.kernel.errors import ConfigError, RetryableError
from advocacy_sync.kernel.timespan import Span
from advocacy_sync.ports.crm import Page, ReadRequest
from advocacy_sync.transport.budget import Budget, QuotaSpent, Reading
from rooms import Heard
from vendor import API, JOB, Vendor, described, given, logged_in, page, refusal, sent, vendor

IDS = ["001A00000000001AAA", "001A00000000002AAA", "001A00000000003AAA", "001A00000000004AAA"]
LOCATOR = "query/0r8xx4i0NJEnSyLAQJ"
EARLIER = datetime(2026, 1, 5, 11, 55, tzinfo=UTC)


def after(rows: int) -> str:
    """The path of the page behind so many rows, as the vendor writes it."""
    return f"/services/data/v67.0/{LOCATOR}-{rows}"


def everything(*sources: str) -> ReadRequest:
    return ReadRequest(object="Account", sources=sources, span=Span(None, None))


def counted(org: Vendor, rows: int, resource: str = "queryAll") -> None:
    given(org, "GET", resource, {"totalSize": rows, "done": True, "records": []})


def asked(org: Vendor, number: int) -> tuple[str, str]:
    """Resource and SOQL of one call."""
    parts = urlsplit(str(org.calls[number].request.url))
    return parts.path.rpartition("/")[2], parse_qs(parts.query).get("q", [""])[0]


@pytest.fixture
def four_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "BULK_FROM", len(IDS))


def ids(pages: list[Page]) -> list[list[str]]:
    return [[str(row.key.external_id) for row in page.rows] for page in pages]


def test_pages_are_followed_by_the_path_that_the_vendor_gives() -> None:
    """CS-39."""
    with vendor() as (org, _):
        described(org, "Account", ["Name"])
        counted(org, 4)
        given(org, "GET", "queryAll", page(IDS[:1], after(1), total=4, Name="short"))
        given(org, "GET", f"{LOCATOR}-1", page(IDS[1:], total=4, Name="rest"))
        pages = list(logged_in()[1].pages(everything("Name")))
        assert ids(pages) == [IDS[:1], IDS[1:]]
        assert org.calls[3].request.url == f"https://acme.my.salesforce.com{after(1)}"
        assert asked(org, 2) == (
            "queryAll",
            "SELECT Id, SystemModstamp, IsDeleted, Name FROM Account ORDER BY SystemModstamp, Id LIMIT 2000",
        )
        assert (pages[1].cursor, pages[1].total) == (None, 4)
        assert len(org.calls) == 4


def test_an_object_without_rows_costs_one_count() -> None:
    with vendor() as (org, _):
        described(org, "Account", [])
        counted(org, 0)
        assert list(logged_in()[1].pages(everything())) == [Page((), None, 0)]
        assert len(org.calls) == 2


def cursor_behind(id: str) -> str:
    return json.dumps({"stamp": "2026-01-05T12:00:00.000Z", "id": id})


@pytest.mark.parametrize("begun", [False, True])
def test_a_window_that_gives_fewer_rows_than_were_counted_is_read_anew_from_where_it_began(*, begun: bool) -> None:
    """C-13, I12: a page that says it is the last one, and of how many rows, may lie in both."""
    start = cursor_behind(IDS[0]) if begun else None
    heard = Heard()
    with vendor() as (org, _):
        described(org, "Account", [])
        counted(org, 3)
        given(org, "GET", "queryAll", page(IDS[1:3]))
        counted(org, 5)
        pages: list[Page] = []
        with pytest.raises(RetryableError, match="gave 2 rows of Account, and counts 3"):
            pages.extend(logged_in(events=heard)[1].pages(everything(), start))
        assert asked(org, 1)[1] == asked(org, 3)[1]
    (only,) = pages
    assert (only.rows, only.cursor) == ((), start or "{}")


def test_rows_that_were_deleted_for_good_since_they_were_counted_are_not_missing() -> None:
    with vendor() as (org, _):
        described(org, "Account", [])
        counted(org, 4)
        given(org, "GET", "queryAll", page(IDS[:3]))
        counted(org, 3)
        (only,) = logged_in()[1].pages(everything())
        assert (ids([only]), only.cursor) == ([IDS[:3]], None)


def test_rows_that_were_made_since_they_were_counted_are_given_and_cost_no_call() -> None:
    with vendor() as (org, _):
        described(org, "Account", [])
        counted(org, 3)
        given(org, "GET", "queryAll", page(IDS))
        assert ids(list(logged_in()[1].pages(everything()))) == [IDS]
        assert len(org.calls) == 3


def test_rows_of_several_queries_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "ROWS_A_QUERY", 2)
    with vendor() as (org, _):
        described(org, "Account", [])
        counted(org, 3)
        given(org, "GET", "queryAll", page(IDS[:2]))
        given(org, "GET", "queryAll", page(IDS[2:3]))
        assert ids(list(logged_in()[1].pages(everything()))) == [IDS[:2], IDS[2:3]]
        assert len(org.calls) == 4


ODD_ROWS: list[dict[str, Any]] = [
    {"Id": None},
    {"Id": 5},
    {"SystemModstamp": None},
    {"SystemModstamp": "soon"},
    {"SystemModstamp": 5},
]


@pytest.mark.parametrize("odd", ODD_ROWS, ids=str)
def test_a_row_that_makes_no_sense_fails_its_object_in_words(odd: dict[str, Any]) -> None:
    """C-07, I12: never a traceback, and no query made of nonsense."""
    with vendor() as (org, _):
        described(org, "Account", [])
        counted(org, 1)
        given(org, "GET", "queryAll", page(IDS[:1], **odd))
        with pytest.raises(RetryableError, match="Account"):
            list(logged_in()[1].pages(everything()))


@pytest.mark.parametrize("rows", [[5], [{}], [{"Id": IDS[0], "SystemModstamp": "soon"}]])
def test_a_row_by_id_that_makes_no_sense_is_said_in_words(rows: Any) -> None:
    with vendor() as (org, _):
        described(org, "Account", [])
        given(org, "POST", "composite/sobjects/Account", rows)
        with pytest.raises(RetryableError, match="Account"):
            logged_in()[1].read("Account", IDS[:1], [])


@pytest.mark.parametrize(
    "answer",
    [
        b"null",
        {"name": "Account", "fields": None},
        {"name": "Account", "fields": [None]},
        {"name": "Account", "fields": [{"name": "Id"}]},
        {"name": "Account", "fields": [{"name": "Id", "type": "id", "picklistValues": [{}]}]},
    ],
)
def test_a_description_that_makes_no_sense_is_said_in_words(answer: Any) -> None:
    with vendor() as (org, _):
        given(org, "GET", "sobjects/Account/describe", answer)
        with pytest.raises(RetryableError, match=r"description of Account|no object"):
            logged_in()[1].describe("Account")


@pytest.mark.parametrize("row", [{}, {"Id": None, "Name": "Acme"}, {"Id": "00D"}])
def test_an_org_that_makes_no_sense_is_said_in_words(row: dict[str, Any]) -> None:
    with vendor() as (org, _):
        given(org, "GET", "query", {"totalSize": 1, "done": True, "records": [row]})
        with pytest.raises(RetryableError, match="the org"):
            logged_in()[1].org()


def test_an_empty_page_in_the_middle_is_not_the_end_and_keeps_the_cursor() -> None:
    with vendor() as (org, _):
        described(org, "Account", [])
        counted(org, 2)
        given(org, "GET", "queryAll", page(IDS[2:3], after(1)))
        given(org, "GET", f"{LOCATOR}-1", page([], "/services/data/v67.0/query/0r8other-1"))
        given(org, "GET", "query/0r8other-1", page(IDS[3:], total=2))
        pages = list(logged_in()[1].pages(everything(), cursor_behind(IDS[1])))
        assert ids(pages) == [IDS[2:3], [], IDS[3:]]
        assert pages[0].cursor == pages[1].cursor == cursor_behind(IDS[1])


def test_an_empty_first_page_that_goes_on_is_resumed_at_the_beginning() -> None:
    with vendor() as (org, _):
        described(org, "Account", [])
        counted(org, 4)
        given(org, "GET", "queryAll", page([], after(0)))
        room = logged_in()[1]
        first = next(room.pages(everything()))
        assert first.cursor is not None
        next(room.pages(everything(), first.cursor))
        assert asked(org, 2)[1].startswith("SELECT Id")
        assert "WHERE" not in asked(org, 2)[1]


def test_a_cursor_goes_on_behind_its_stamp_and_id() -> None:
    with vendor() as (org, _):
        described(org, "Account", [])
        counted(org, 2)
        given(org, "GET", "queryAll", page(IDS[2:]))
        assert ids(list(logged_in()[1].pages(everything(), cursor_behind(IDS[1])))) == [IDS[2:]]
        where = (
            " WHERE SystemModstamp >= 2026-01-05T12:00:00.000Z AND "
            f"(SystemModstamp > 2026-01-05T12:00:00.000Z OR Id > '{IDS[1]}')"
        )
        assert asked(org, 1)[1] == f"SELECT COUNT() FROM Account{where}"
        assert where in asked(org, 2)[1]


def test_an_object_without_a_clock_is_read_by_id_and_resumed_behind_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "ROWS_A_QUERY", 1)
    with vendor() as (org, _):
        fields = [{"name": "Id", "type": "id"}, {"name": "Label", "type": "string"}]
        given(org, "GET", "sobjects/Plain/describe", {"name": "Plain", "fields": fields})
        counted(org, 2, "query")
        given(org, "GET", "query", {"totalSize": 1, "done": True, "records": [{"Id": IDS[0]}]})
        request = ReadRequest(object="Plain", sources=("Label",), span=Span(EARLIER, None))
        room = logged_in()[1]
        cursor = next(room.pages(request)).cursor
        next(room.pages(request, cursor))
        assert asked(org, 2) == ("query", "SELECT Id, Label FROM Plain ORDER BY Id LIMIT 1")
        assert asked(org, 4) == ("query", f"SELECT Id, Label FROM Plain WHERE Id > '{IDS[0]}' ORDER BY Id LIMIT 1")


@pytest.mark.parametrize("start", [None, EARLIER])
def test_tombstones_come_by_query_all_in_whole_reads_and_in_changes(start: datetime | None) -> None:
    with vendor() as (org, _):
        described(org, "Account", [])
        counted(org, 1)
        given(org, "GET", "queryAll", page(IDS[:1], IsDeleted=True))
        request = ReadRequest(object="Account", sources=(), span=Span(start, None))
        ((row,),) = [page.rows for page in logged_in()[1].pages(request)]
        assert row.deleted
        assert ("WHERE SystemModstamp >= 2026-01-05T11:55:00.000Z" in asked(org, 1)[1]) is (start is not None)


def test_an_object_that_the_org_does_not_show_is_none() -> None:
    with vendor() as (org, _):
        given(org, "GET", "sobjects/Nope__c/describe", refusal("NOT_FOUND"), 404)
        room = logged_in()[1]
        assert room.describe("Nope__c") is None
        assert room.describe("Nope__c") is None
        assert len(org.calls) == 1
        with pytest.raises(ConfigError, match="no object Nope__c"):
            next(room.pages(ReadRequest(object="Nope__c", sources=(), span=Span(None, None))))


def test_a_describe_that_is_refused_is_no_missing_object() -> None:
    with vendor() as (org, _):
        given(org, "GET", "sobjects/Account/describe", refusal("API_DISABLED_FOR_ORG"), 403)
        with pytest.raises(ConfigError, match="API_DISABLED_FOR_ORG"):
            logged_in()[1].describe("Account")


def test_sources_that_the_org_does_not_have_are_not_asked_for() -> None:
    with vendor() as (org, _):
        described(org, "Account", ["Name", "OwnerId"])
        described(org, "User", ["Name"])
        counted(org, 1)
        given(org, "GET", "queryAll", page(IDS[:1]))
        list(logged_in()[1].pages(everything("Name", "Gone__c", "Owner.Name", "Nobody.Name", "Name")))
        assert "SELECT Id, SystemModstamp, IsDeleted, Name, Owner.Name FROM Account" in asked(org, 3)[1]


def long_names() -> list[str]:
    return [f"Field_with_a_long_name_{number:04}__c" for number in range(500)]


def test_a_query_too_long_for_an_address_travels_in_a_composite_body() -> None:
    with vendor() as (org, _):
        described(org, "Account", long_names())
        counted(org, 1)
        inner = {"httpStatusCode": 200, "body": page(IDS[:1]), "referenceId": "q"}
        given(org, "POST", "composite", {"compositeResponse": [inner]})
        assert ids(list(logged_in()[1].pages(everything(*long_names())))) == [IDS[:1]]
        (part,) = sent(org, 2)["compositeRequest"]
        assert part["method"] == "GET"
        assert part["url"].startswith("/services/data/v67.0/queryAll?q=SELECT%20Id")
        assert all(len(str(call.request.url)) < 16_000 for call in org.calls)


def test_a_refusal_inside_a_composite_answer_is_a_refusal() -> None:
    with vendor() as (org, _):
        described(org, "Account", long_names())
        counted(org, 1)
        inner = {"httpStatusCode": 400, "body": refusal("INVALID_FIELD", "a\nNo such column 'X'"), "referenceId": "q"}
        given(org, "POST", "composite", {"compositeResponse": [inner]})
        with pytest.raises(ConfigError, match="INVALID_FIELD: No such column 'X'"):
            list(logged_in()[1].pages(everything(*long_names())))


def bulk(org: Vendor, contents: list[bytes], processed: int, state: str = "JobComplete") -> None:
    """A finished job, its pages and its deletion."""
    given(org, "GET", f"jobs/query/{JOB}", {"id": JOB, "state": state, "numberRecordsProcessed": processed})
    for number, content in enumerate(contents, 1):
        locator = f"L{number}" if number < len(contents) else "null"
        given(org, "GET", f"jobs/query/{JOB}/results", content, headers={"Sforce-Locator": locator})


def rows(*ids: str) -> bytes:
    lines = ['"Id","SystemModstamp","IsDeleted"', *(f'"{id}","2026-01-05T12:00:00.000Z","false"' for id in ids)]
    return "\n".join([*lines, ""]).encode()


def test_many_rows_come_by_bulk_and_the_decision_is_told() -> None:
    heard = Heard()
    with vendor() as (org, _):
        described(org, "Account", [])
        counted(org, reading.BULK_FROM)
        given(org, "POST", "jobs/query", {"id": JOB})
        bulk(org, [rows(*IDS[:3]), rows(IDS[3])], 4)
        given(org, "DELETE", f"jobs/query/{JOB}", status=204)
        pages = list(logged_in(events=heard)[1].pages(everything()))
        assert ids(pages) == [[], IDS[:3], IDS[3:]]
        assert json.loads(pages[0].cursor or "") == {"job": JOB}
        assert json.loads(pages[1].cursor or "") == {"job": JOB, "locator": "L1", "rows": 3}
        assert pages[2].cursor is None
        assert [page.total for page in pages[1:]] == [4, 4]
        assert "ORDER BY" not in sent(org, 2)["query"]
        assert sent(org, 2)["operation"] == "queryAll"
    (told,) = heard.named("read_route")
    assert (told["route"], told["reason"]) == ("bulk", "10000 rows are at least 10000")


@pytest.mark.usefixtures("four_are_many")
def test_fewer_rows_come_by_rest() -> None:
    heard = Heard()
    with vendor() as (org, _):
        described(org, "Account", [])
        counted(org, reading.BULK_FROM - 1)
        given(org, "GET", "queryAll", page(IDS[:3]))
        list(logged_in(events=heard)[1].pages(everything()))
    assert heard.named("read_route")[0]["route"] == "rest"


@pytest.mark.usefixtures("four_are_many")
def test_an_object_that_bulk_does_not_take_is_read_by_rest_and_that_is_told() -> None:
    heard = Heard()
    with vendor() as (org, _):
        described(org, "Account", [])
        counted(org, reading.BULK_FROM)
        given(org, "POST", "jobs/query", refusal("INVALIDENTITY", "not supported by the Bulk API"), 400)
        given(org, "GET", "queryAll", page(IDS))
        assert ids(list(logged_in(events=heard)[1].pages(everything()))) == [IDS]
    (told,) = heard.named("bulk_refused")
    assert (told["object"], "INVALIDENTITY" in told["reason"]) == ("Account", True)


@pytest.mark.usefixtures("four_are_many")
@pytest.mark.parametrize("state", ["Failed", "InProgress"])
def test_a_job_that_fails_or_is_late_is_replaced_by_rest(state: str) -> None:
    """F5, F6, D-06."""
    heard = Heard()
    with vendor() as (org, _):
        org.assert_all_requests_are_fired = False
        described(org, "Account", [])
        counted(org, reading.BULK_FROM)
        given(org, "POST", "jobs/query", {"id": JOB})
        given(org, "GET", f"jobs/query/{JOB}", {"id": JOB, "state": state, "errorMessage": "InvalidBatch"})
        given(org, "PATCH", f"jobs/query/{JOB}", {"state": "Aborted"})
        given(org, "DELETE", f"jobs/query/{JOB}", status=204)
        given(org, "GET", "queryAll", page(IDS))
        assert ids(list(logged_in(events=heard)[1].pages(everything()))) == [[], IDS]
        assert [call.request.method for call in org.calls].count("DELETE") == 1
    (told,) = heard.named("bulk_refused")
    assert ("InvalidBatch" if state == "Failed" else "not done after 3600 s") in told["reason"]


@pytest.mark.usefixtures("four_are_many")
def test_a_job_that_somebody_aborted_is_made_anew_once_and_then_rest_does_it() -> None:
    heard = Heard()
    with vendor() as (org, _):
        described(org, "Account", [])
        counted(org, reading.BULK_FROM)
        given(org, "POST", "jobs/query", {"id": JOB})
        given(org, "GET", f"jobs/query/{JOB}", {"id": JOB, "state": "Aborted"})
        given(org, "DELETE", f"jobs/query/{JOB}", status=204)
        given(org, "GET", "queryAll", page(IDS))
        assert ids(list(logged_in(events=heard)[1].pages(everything()))) == [[], [], IDS]
    assert len(heard.named("bulk_job_gone")) == 2


def test_a_busy_org_is_for_later() -> None:
    with vendor() as (org, _):
        described(org, "Account", [])
        counted(org, reading.BULK_FROM)
        given(org, "POST", "jobs/query", b"", 503)
        with pytest.raises(RetryableError):
            next(logged_in()[1].pages(everything()))


@pytest.mark.usefixtures("four_are_many")
@pytest.mark.parametrize("contents", [[rows(*IDS[:2]), rows(IDS[2])], [rows(*IDS), rows(IDS[0])]])
def test_a_job_whose_rows_do_not_add_up_is_made_anew_and_then_rest_does_it(contents: list[bytes]) -> None:
    """D-07, C-13: its rows are good, its number is not."""
    heard = Heard()
    with vendor() as (org, _):
        described(org, "Account", [])
        counted(org, reading.BULK_FROM)
        given(org, "POST", "jobs/query", {"id": JOB})
        bulk(org, contents, 4)
        given(org, "DELETE", f"jobs/query/{JOB}", status=204)
        given(org, "GET", "queryAll", page(IDS))
        assert ids(list(logged_in(events=heard)[1].pages(everything())))[-1] == IDS
    told = heard.named("bulk_job_gone")
    assert len(told) == 2
    assert re.search("gave [35] rows of 4", told[0]["reason"])


def test_a_kept_locator_that_the_org_refuses_makes_the_job_be_made_anew() -> None:
    """C-16."""
    heard = Heard()
    with vendor() as (org, _):
        described(org, "Account", [])
        given(org, "GET", "jobs/query/7501", {"id": "7501", "state": "JobComplete", "numberRecordsProcessed": 9})
        given(org, "GET", "jobs/query/7501/results", refusal("INVALIDLOCATOR", "no such locator"), 400)
        given(org, "DELETE", "jobs/query/7501", status=204)
        given(org, "POST", "jobs/query", {"id": JOB})
        bulk(org, [rows(*IDS)], 4)
        given(org, "DELETE", f"jobs/query/{JOB}", status=204)
        cursor = json.dumps({"job": "7501", "locator": "L1", "rows": 3})
        assert ids(list(logged_in(events=heard)[1].pages(everything(), cursor))) == [[], IDS]
    (told,) = heard.named("bulk_job_gone")
    assert "INVALIDLOCATOR" in told["reason"]


def test_a_refused_deletion_of_a_read_job_does_not_fail_the_read() -> None:
    with vendor() as (org, _):
        described(org, "Account", [])
        counted(org, reading.BULK_FROM)
        given(org, "POST", "jobs/query", {"id": JOB})
        bulk(org, [rows(*IDS)], 4)
        given(org, "DELETE", f"jobs/query/{JOB}", refusal("NOT_FOUND"), 404)
        assert ids(list(logged_in()[1].pages(everything()))) == [[], IDS]


def test_a_job_is_resumed_at_its_locator() -> None:
    with vendor() as (org, _):
        described(org, "Account", [])
        bulk(org, [rows(IDS[3])], 4)
        given(org, "DELETE", f"jobs/query/{JOB}", status=204)
        cursor = json.dumps({"job": JOB, "locator": "L1", "rows": 3})
        assert ids(list(logged_in()[1].pages(everything(), cursor))) == [IDS[3:]]
        assert org.calls[2].request.url == f"{API}/jobs/query/{JOB}/results?maxRecords={ROWS_A_PAGE}&locator=L1"


def test_when_the_job_is_gone_the_window_is_read_anew_by_a_new_job() -> None:
    heard = Heard()
    with vendor() as (org, _):
        described(org, "Account", [])
        gone = f"{JOB[:-3]}GON"
        given(org, "GET", f"jobs/query/{gone}", refusal("NOT_FOUND"), 404)
        given(org, "POST", "jobs/query", {"id": JOB})
        bulk(org, [rows(*IDS)], 4)
        given(org, "DELETE", f"jobs/query/{JOB}", status=204)
        start = {"stamp": "2026-01-05T11:00:00.000Z", "id": IDS[0]}
        cursor = json.dumps({"job": gone, **start, "locator": "L1", "rows": 3})
        pages = list(logged_in(events=heard)[1].pages(everything(), cursor))
        assert ids(pages) == [[], IDS]
        assert json.loads(pages[0].cursor or "") == {"job": JOB, **start, "jobs": 2}
        assert "SystemModstamp > 2026-01-05T11:00:00.000Z" in sent(org, 2)["query"]
    assert [told["object"] for told in heard.named("bulk_job_gone")] == ["Account"]


@pytest.mark.parametrize("order", [1, -1])
def test_a_fetched_page_is_given_in_slices_and_resumed_inside_if_its_order_holds(
    monkeypatch: pytest.MonkeyPatch, order: int
) -> None:
    """D-07: no order is promised."""
    monkeypatch.setattr(reading, "ROWS_A_PAGE", 3)
    with vendor() as (org, _):
        described(org, "Account", [])
        counted(org, reading.BULK_FROM)
        given(org, "POST", "jobs/query", {"id": JOB})
        bulk(org, [rows(*IDS)], 4)
        given(org, "GET", f"jobs/query/{JOB}/results", rows(*IDS[::order]))
        given(org, "DELETE", f"jobs/query/{JOB}", status=204)
        room = logged_in()[1]
        pages = list(room.pages(everything()))
        assert ids(pages) == [[], IDS[:3], IDS[3:]]
        kept = json.loads(pages[1].cursor or "")
        assert (kept["job"], kept["locator"], kept["rows"], kept["skip"]) == (JOB, None, 0, 3)
        again = ids(list(room.pages(everything(), pages[1].cursor)))
        assert again == ([IDS[3:]] if order == 1 else [IDS[:0:-1], IDS[:1]])


def test_dropped_nul_bytes_are_told() -> None:
    """CS-23."""
    heard = Heard()
    with vendor() as (org, _):
        described(org, "Account", [])
        counted(org, reading.BULK_FROM)
        given(org, "POST", "jobs/query", {"id": JOB})
        bulk(org, [rows(*IDS).replace(b"AAA", b"A\0AA")], 4)
        given(org, "DELETE", f"jobs/query/{JOB}", status=204)
        assert ids(list(logged_in(events=heard)[1].pages(everything()))) == [[], IDS]
    assert [told["count"] for told in heard.named("nul_dropped")] == [4]


@pytest.mark.usefixtures("four_are_many")
def test_a_compound_field_keeps_an_object_from_bulk() -> None:
    heard = Heard()
    with vendor() as (org, _):
        described(org, "Account", ["BillingAddress"], BillingAddress="address")
        counted(org, reading.BULK_FROM)
        given(org, "GET", "queryAll", page(IDS))
        list(logged_in(events=heard)[1].pages(everything("BillingAddress")))
    (told,) = heard.named("read_route")
    assert (told["route"], told["reason"]) == ("rest", "Bulk cannot carry BillingAddress")


def test_rows_too_many_to_be_counted_come_by_bulk() -> None:
    with vendor() as (org, _):
        described(org, "Account", [])
        given(org, "GET", "queryAll", refusal("QUERY_TIMEOUT"), 400)
        given(org, "POST", "jobs/query", {"id": JOB})
        bulk(org, [rows(*IDS)], 4)
        given(org, "DELETE", f"jobs/query/{JOB}", status=204)
        assert ids(list(logged_in()[1].pages(everything()))) == [[], IDS]


def test_rows_by_id_leave_out_what_is_not_there() -> None:
    with vendor() as (org, _):
        described(org, "Account", ["Name"])
        first: Any = page(IDS[:1], Name="A")["records"][0]
        given(org, "POST", "composite/sobjects/Account", [first, None])
        (row,) = logged_in()[1].read("Account", IDS[:2], ["Name", "Gone__c"])
        assert row.payload["Name"] == "A"
        assert sent(org, 1) == {"ids": IDS[:2], "fields": ["Id", "SystemModstamp", "IsDeleted", "Name"]}


def test_many_ids_are_asked_for_in_several_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "IDS_A_CALL", 2)
    with vendor() as (org, _):
        described(org, "Account", [])
        given(org, "POST", "composite/sobjects/Account", [None, None])
        given(org, "POST", "composite/sobjects/Account", [None])
        logged_in()[1].read("Account", IDS[:3], [])
        assert [sent(org, number)["ids"] for number in (1, 2)] == [IDS[:2], IDS[2:3]]


def test_the_org_is_named_with_its_login() -> None:
    with vendor() as (org, _):
        found = {"Id": "00DgL0000001234UAA", "Name": "Acme", "IsSandbox": False}
        given(org, "GET", "query", {"totalSize": 1, "done": True, "records": [found]})
        given(org, "GET", "https://acme.my.salesforce.com/services/oauth2/userinfo", {"user_id": "005A"})
        found_org = logged_in()[1].org()
        assert (found_org.id, found_org.name, found_org.user, found_org.sandbox) == (
            "00DgL0000001234", "Acme", "005A", False,
        )  # fmt: skip


def test_rows_by_id_through_parents_come_by_query() -> None:
    with vendor() as (org, _):
        described(org, "Account", ["OwnerId"])
        described(org, "User", ["Name"])
        given(org, "GET", "queryAll", page(IDS[:1], Owner={"attributes": {}, "Name": "Ann"}))
        (row,) = logged_in()[1].read("Account", [*IDS[:1], "not an id"], ["Owner.Name"])
        assert row.payload["Owner"] == {"Name": "Ann"}
        assert asked(org, 2)[1].endswith(f"Owner.Name FROM Account WHERE Id IN ('{IDS[0]}')")


@pytest.mark.parametrize("content", [[None], {}, b"<html></html>"])
def test_an_answer_that_is_not_one_row_an_id_is_no_answer(content: Any) -> None:
    """CS-94: what is missing would be taken for deleted."""
    with vendor() as (org, _):
        described(org, "Account", [])
        given(org, "POST", "composite/sobjects/Account", content)
        with pytest.raises(RetryableError):
            logged_in()[1].read("Account", IDS[:2], [])


def named(*ids: str, sources: tuple[str, ...] = ("Name",)) -> ReadRequest:
    return ReadRequest(object="Account", sources=sources, ids=ids)


def test_pages_of_named_rows_bring_them_whatever_their_stamp_and_deleted_ones_as_tombstones() -> None:
    with vendor() as (org, _):
        described(org, "Account", ["Name", "MasterRecordId"], MasterRecordId="reference")
        found = page(IDS[:2], Name="n")
        found["records"][1] |= {"IsDeleted": True, "MasterRecordId": IDS[2]}
        given(org, "GET", "queryAll", found)
        (only,) = logged_in()[1].pages(named(IDS[0], IDS[1], IDS[0], "'; DROP"))
        assert [(row.deleted, row.merged_into) for row in only.rows] == [(False, None), (True, IDS[2])]
        assert "MasterRecordId" not in only.rows[1].payload
        assert only.cursor is None
        assert asked(org, 1)[1].endswith(f"FROM Account WHERE Id IN ('{IDS[0]}', '{IDS[1]}')")


def test_many_named_rows_come_in_pages_that_resume(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "IDS_A_CALL", 2)
    with vendor() as (org, _):
        described(org, "Account", ["Name"])
        given(org, "GET", "queryAll", page(IDS[:2]))
        given(org, "GET", "queryAll", page(IDS[2:]))
        room = logged_in()[1]
        first, second = room.pages(named(*IDS))
        assert ids([first, second]) == [IDS[:2], IDS[2:]]
        assert (json.loads(first.cursor or ""), second.cursor) == ({"from": 2}, None)
        assert ids(list(room.pages(named(*IDS), first.cursor))) == [IDS[2:]]


def test_no_named_rows_are_one_empty_page() -> None:
    with vendor() as (org, _):
        described(org, "Account", [])
        assert list(logged_in()[1].pages(named())) == [Page((), None)]
        assert len(org.calls) == 1


def test_a_row_that_was_merged_says_where_it_went_and_keeps_the_field_that_was_asked_for() -> None:
    """CS-15."""
    with vendor() as (org, _):
        described(org, "Account", ["MasterRecordId"], MasterRecordId="reference")
        counted(org, 1)
        given(org, "GET", "queryAll", page(IDS[:1], IsDeleted=True, MasterRecordId=IDS[1]))
        ((row,),) = [page.rows for page in logged_in()[1].pages(everything("MasterRecordId"))]
        assert (row.merged_into, row.payload["MasterRecordId"], row.deleted) == (IDS[1], IDS[1], True)


def test_a_field_that_the_org_no_longer_has_is_left_out_after_a_new_describe() -> None:
    """D-20, D-25: the others go on."""
    heard = Heard()
    with vendor() as (org, _):
        described(org, "Account", ["Name", "Gone__c"])
        counted(org, 1)
        given(org, "GET", "queryAll", refusal("INVALID_FIELD", "No such column 'Gone__c'"), 400)
        described(org, "Account", ["Name"])
        counted(org, 1)
        given(org, "GET", "queryAll", page(IDS[:1], Name="n"))
        assert ids(list(logged_in(events=heard)[1].pages(everything("Name", "Gone__c")))) == [IDS[:1]]
        assert "Gone__c" not in asked(org, 5)[1]
    assert "Gone__c" in heard.named("described_anew")[0]["reason"]


def test_a_field_that_stays_refused_is_an_error() -> None:
    with vendor() as (org, _):
        described(org, "Account", ["Name"])
        given(org, "GET", "queryAll", refusal("INVALID_FIELD"), 400)
        with pytest.raises(ConfigError, match="INVALID_FIELD"):
            list(logged_in()[1].pages(everything("Name")))
        assert len(org.calls) == 4


def test_sources_that_change_quietly_are_named() -> None:
    """CS-06, CS-07, CS-16."""
    with vendor() as (org, _):
        described(org, "Account", ["Name", "LastViewedDate", "OwnerId"])
        room = logged_in()[1]
        assert room.quiet("Account", ("Name", "LastViewedDate", "Owner.Name", "OwnerId")) == (
            "LastViewedDate",
            "Owner.Name",
            "OwnerId",
        )
        given(org, "GET", "sobjects/Nope/describe", refusal("NOT_FOUND"), 404)
        assert room.quiet("Nope", ("Owner.Name",)) == ()


def listed(id: str, state: str = "JobComplete", user: str = "005A", separator: str = "CARET") -> dict[str, Any]:
    operation = "update" if state == "InProgress" else "query"
    return {"id": id, "state": state, "createdById": user, "columnDelimiter": separator, "operation": operation}


def test_jobs_that_an_earlier_process_left_are_ended_but_for_those_that_a_cursor_names() -> None:
    """D-06, F6."""
    heard, name = Heard(), "https://acme.my.salesforce.com/services/oauth2/userinfo"
    kept, running, done, others, admins = ("750A1", "750A2", "750A3", "750A4", "750A5")
    with vendor() as (org, _):
        given(org, "GET", name, {"user_id": "005A"})
        jobs = [listed(kept), listed(others, separator="COMMA"), listed(admins, user="005B"), listed(done)]
        given(org, "GET", "jobs/query", {"done": True, "records": jobs})
        given(org, "GET", "jobs/ingest", {"done": True, "records": [listed(running, "InProgress")]})
        given(org, "DELETE", f"jobs/query/{done}", status=204)
        given(org, "PATCH", f"jobs/ingest/{running}", {"state": "Aborted"})
        given(org, "DELETE", f"jobs/ingest/{running}", status=204)
        room = logged_in(events=heard)[1]
        room.tidy([json.dumps({"job": kept}), json.dumps({"id": "x", "stamp": None}), "no json"])
    assert heard.named("jobs_tidied") == [{"connection": "acme", "jobs": 2}]


@pytest.mark.parametrize("answered", ["userinfo", "jobs"])
def test_a_refusal_to_list_jobs_is_told_and_is_no_fault_of_the_run(answered: str) -> None:
    heard, name = Heard(), "https://acme.my.salesforce.com/services/oauth2/userinfo"
    with vendor() as (org, _):
        given(org, "GET", name, {"user_id": "005A"}, 403 if answered == "jobs" else 200)
        org.assert_all_requests_are_fired = False
        given(org, "GET", "jobs/ingest", refusal("INSUFFICIENT_ACCESS"), 403)
        logged_in(events=heard)[1].tidy([])
    assert heard.named("jobs_not_tidied")


USERINFO = "https://acme.my.salesforce.com/services/oauth2/userinfo"


@pytest.mark.parametrize("away", ["userinfo", "jobs"])
def test_when_nobody_knows_whether_a_job_may_still_write_that_is_an_error(away: str) -> None:
    """C-08, D-06: so nothing is written meanwhile."""
    with vendor() as (org, _):
        org.assert_all_requests_are_fired = False
        given(org, "GET", USERINFO, {"user_id": "005A"}, 503 if away == "userinfo" else 200)
        given(org, "GET", "jobs/ingest", b"", 503)
        with pytest.raises(RetryableError):
            logged_in()[1].tidy([])


def test_a_name_that_could_not_be_asked_for_is_asked_for_again() -> None:
    with vendor() as (org, _):
        given(org, "GET", USERINFO, b"", 503)
        given(org, "GET", USERINFO, {"user_id": "005A"})
        room = logged_in()[1]
        assert [room.user(), room.user(), room.user()] == ["", "005A", "005A"]
        assert len(org.calls) == 2


def test_tidying_up_where_nothing_is_open_costs_a_call_and_once_a_second_one() -> None:
    with vendor() as (org, _):
        given(org, "GET", USERINFO, {"user_id": "005A"})
        given(org, "GET", "jobs/ingest", {"done": True, "records": []})
        given(org, "GET", "jobs/query", {"done": True, "records": []})
        room = logged_in()[1]
        room.user()
        made = []
        for _ in range(3):
            room.tidy([])
            made.append(len(org.calls))
    assert made == [3, 4, 5]


@pytest.mark.parametrize("records", [None, 5])
def test_a_list_of_jobs_that_makes_no_sense_is_no_empty_one(records: Any) -> None:
    """C-07."""
    with vendor() as (org, _):
        given(org, "GET", USERINFO, {"user_id": "005A"})
        given(org, "GET", "jobs/ingest", {"done": True, "records": records})
        with pytest.raises(RetryableError, match="our Bulk jobs makes no sense"):
            logged_in()[1].tidy([])


def test_a_quota_that_is_spent_stops_a_read_and_is_no_other_fault() -> None:
    """C-17: not a call more than the reserve allows."""
    budget = Budget(reserve=0.5, reading=Reading(10, 6))
    with vendor() as (org, _):
        described(org, "Account", [])
        with pytest.raises(QuotaSpent):
            list(logged_in(budget=budget)[1].pages(everything()))
        assert len(org.calls) == 1

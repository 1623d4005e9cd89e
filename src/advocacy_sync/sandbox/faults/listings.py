"""The pages of queries, lists, searches and Bulk results: their rows, their cursor and their total, in the
form of each API, and how a page is put together again with others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Protocol
from urllib.parse import urlencode

import orjson

from advocacy_sync.sandbox.salesforce.bulk_csv import DELIMITERS, read, written
from advocacy_sync.sandbox.wire import Request, Response

__all__ = ["Listing", "Page", "listing_of"]


@dataclass(frozen=True)
class Page:
    """`following` is the cursor of the next page, None on the last one; `total` None where the API has none."""

    rows: list[Any]
    following: str | None
    total: int | None


class Listing(Protocol):
    def read(self, response: Response) -> Page | None:
        """The page that an answer holds; None when it holds none."""

    def write(self, response: Response, page: Page) -> Response: ...

    def follow(self, request: Request, cursor: str) -> Request:
        """The request for the page that a cursor names."""

    def asked(self, request: Request) -> str:
        """The cursor that a request names, "" on the first page."""

    def invented(self, request: Request, number: int) -> str:
        """A cursor that the CRM would never give."""


def listing_of(crm: str, request: Request) -> Listing | None:
    """What kind of listing a request is about; None when it is about none."""
    parts = request.segments
    if crm == "salesforce" and request.method == "GET":
        if "jobs" in parts and parts[-1] == "results":
            return _Bulk()
        return _Query() if {"query", "queryAll"} & set(parts[3:4]) else None
    if crm == "hubspot" and request.method == "POST" and parts[-1:] == ["search"]:
        return _Search()
    return _List() if crm == "hubspot" and request.method == "GET" else None


def _object(response: Response) -> dict[str, Any]:
    try:
        found = orjson.loads(response.body) if response.status == 200 else None
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


class _Query:
    def read(self, response: Response) -> Page | None:
        body = _object(response)
        if "records" not in body:
            return None
        return Page(body["records"], body.get("nextRecordsUrl"), body["totalSize"])

    def write(self, response: Response, page: Page) -> Response:
        made = {"totalSize": page.total, "done": page.following is None, "records": page.rows}
        more = {} if page.following is None else {"nextRecordsUrl": page.following}
        return replace(response, body=orjson.dumps(made | more))

    def follow(self, request: Request, cursor: str) -> Request:
        return Request("GET", cursor, request.headers, b"", request.base_url)

    def asked(self, request: Request) -> str:
        return request.raw_path

    def invented(self, request: Request, number: int) -> str:
        return f"/services/data/{request.segments[2]}/query/01gFAULT{number:010d}-2000"


class _Results:
    """HubSpot's pages, whether listed or searched."""

    def read(self, response: Response) -> Page | None:
        body = _object(response)
        if "results" not in body:
            return None
        following = body.get("paging", {}).get("next", {}).get("after")
        return Page(body["results"], following, body.get("total"))

    def write(self, response: Response, page: Page) -> Response:
        body = {**_object(response), "results": page.rows}
        body.pop("paging", None)
        if page.total is not None:
            body["total"] = page.total
        if page.following is not None:
            body["paging"] = {"next": {"after": page.following}}
        return replace(response, body=orjson.dumps(body))

    def invented(self, request: Request, number: int) -> str:
        del request
        return f"FAULT{number}"


class _List(_Results):
    def follow(self, request: Request, cursor: str) -> Request:
        others = [(name, value) for name, value in request.query_list if name != "after"]
        target = f"{request.raw_path}?{urlencode([*others, ('after', cursor)])}"
        return Request(request.method, target, request.headers, request.body, request.base_url)

    def asked(self, request: Request) -> str:
        return request.query.get("after", "")


class _Search(_Results):
    def follow(self, request: Request, cursor: str) -> Request:
        body = orjson.dumps({**self._body(request), "after": cursor})
        return Request(request.method, request.target, request.headers, body, request.base_url)

    def asked(self, request: Request) -> str:
        return str(self._body(request).get("after") or "")

    @staticmethod
    def _body(request: Request) -> dict[str, Any]:
        try:
            found = request.json()
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


def _delimiter(body: bytes) -> str:
    """What stands behind the first quoted cell, as the job's maker asked for it."""
    behind = body.find(b'"', 1) + 1
    return next((name for name, char in DELIMITERS.items() if body[behind : behind + 1] == char.encode()), "COMMA")


class _Bulk:
    """CSV; the cursor and the count stand in headers. The count says what was announced, not what came."""

    def read(self, response: Response) -> Page | None:
        if response.status != 200 or "Sforce-Locator" not in response.headers:
            return None
        locator = response.headers["Sforce-Locator"]
        _, rows = read(response.body, _delimiter(response.body))
        return Page(rows, None if locator == "null" else locator, int(response.headers["Sforce-NumberOfRecords"]))

    def write(self, response: Response, page: Page) -> Response:
        delimiter = _delimiter(response.body)
        header, _ = read(response.body, delimiter)
        headers = {
            **response.headers,
            "Sforce-Locator": page.following or "null",
            "Sforce-NumberOfRecords": str(page.total),
        }
        return replace(response, body=written([header, *page.rows], delimiter, "LF"), headers=headers)

    def follow(self, request: Request, cursor: str) -> Request:
        others = [(name, value) for name, value in request.query_list if name != "locator"]
        target = f"{request.raw_path}?{urlencode([*others, ('locator', cursor)])}"
        return Request(request.method, target, request.headers, b"", request.base_url)

    def asked(self, request: Request) -> str:
        return request.query.get("locator", "")

    def invented(self, request: Request, number: int) -> str:
        del request
        return f"FAULT{number}"

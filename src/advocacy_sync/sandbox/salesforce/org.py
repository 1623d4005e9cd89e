"""One org: its schema, rows, sessions, quota and open cursors, and one call to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from advocacy_sync.sandbox.salesforce.cursors import Cursors, Paging
from advocacy_sync.sandbox.salesforce.definitions import Definitions, standard_schema
from advocacy_sync.sandbox.salesforce.faults import Fault, not_allowed, not_found
from advocacy_sync.sandbox.salesforce.founding import found_org
from advocacy_sync.sandbox.salesforce.ids import record_id
from advocacy_sync.sandbox.salesforce.limits import Usage
from advocacy_sync.sandbox.salesforce.query import Runner
from advocacy_sync.sandbox.salesforce.rights import Rights
from advocacy_sync.sandbox.salesforce.schema import SObject
from advocacy_sync.sandbox.salesforce.sessions import Credentials, Sessions
from advocacy_sync.sandbox.salesforce.store import Store
from advocacy_sync.sandbox.salesforce.write import Writer
from advocacy_sync.sandbox.state import Row, State
from advocacy_sync.sandbox.wire import Request, Response

__all__ = ["Call", "Org"]

LARGEST_PAGE, SMALLEST_PAGE = 2000, 200


class Org:
    def __init__(
        self,
        state: State,
        credentials: Credentials,
        *,
        multi_currency: bool,
        daily_limit: int,
        session_length: timedelta,
    ) -> None:
        self.state, self.credentials = state, credentials
        self.schema = standard_schema(multi_currency=multi_currency)
        self.definitions = Definitions(state, self.schema)
        self.store = Store(state, self.schema)
        found_org(self.store, multi_currency=multi_currency)
        self.rights = Rights(self.store, self.definitions)
        self.sessions = Sessions(self.store, session_length)
        self.usage = Usage(state, daily_limit)
        self.cursors = Cursors(lambda: record_id("01g", self.store.number("01g")))
        # Values that a job's results are made of. What a restart loses is made again from the job.
        self.results: dict[str, Any] = {}
        self.rotates_refresh_tokens = False

    @property
    def id(self) -> str:
        return next(iter(self.store.rows("Organization")))


Route = Callable[["Call"], Response]


@dataclass(frozen=True)
class Call:
    """One authenticated call. `path` is what follows `/services/data/vXX.0/`."""

    org: Org
    request: Request
    now: datetime
    version: str
    path: list[str]
    user: str
    route: Route = field(repr=False)

    @property
    def method(self) -> str:
        return "GET" if self.request.method == "HEAD" else self.request.method

    @property
    def base(self) -> str:
        return f"/services/data/v{self.version}"

    @cached_property
    def writer(self) -> Writer:
        return Writer(self.org.store, self.user, self.now)

    @cached_property
    def paging(self) -> Paging:
        return Paging(self._page_size(), self.base, self.now)

    def _page_size(self) -> int:
        """`Sforce-Query-Options: batchSize=500`, a wish between 200 and 2,000."""
        wish = self.request.headers.get("sforce-query-options", "").partition("batchSize=")[2].strip().split(",")[0]
        return min(max(int(wish), SMALLEST_PAGE), LARGEST_PAGE) if wish.isdigit() else LARGEST_PAGE

    def runner(self, *, deleted: bool = False) -> Runner:
        return Runner(self.org.store, self.now, self.base, self._child_page, deleted)

    def _child_page(self, rows: list[Row], render: Callable[[Row], dict[str, Any]]) -> dict[str, Any]:
        return self.org.cursors.first(rows, render, self.paging)

    def json(self) -> Any:
        kind = self.request.headers.get("content-type", "json").partition(";")[0].strip()
        if "json" not in kind.lower():
            raise Fault("UNSUPPORTED_MEDIA_TYPE", f"MediaType of '{kind}' is not supported by this resource")
        try:
            return self.request.json()
        except ValueError as error:
            words = f"{str(error).partition(': line')[0]} at [line:1, column:1]"
            raise Fault("JSON_PARSER_ERROR", words) from None

    def object(self) -> dict[str, Any]:
        """The body as a JSON object."""
        body = self.json()
        if not isinstance(body, dict):
            raise Fault("JSON_PARSER_ERROR", "Can not deserialize: expected a JSON object at [line:1, column:1]")
        return body

    def sobject(self, name: str) -> SObject:
        found = self.org.schema.find(name)
        if found is None:
            raise not_found()
        return found

    def choose(self, **handlers: Callable[[], Response]) -> Response:
        """The handler of the request's method, or 405."""
        handler = handlers.get(self.method)
        if handler is None:
            allowed = [*(["HEAD"] if "GET" in handlers else []), *handlers]
            raise not_allowed(self.request.method, ",".join(sorted(allowed)))
        return handler()

    def sub(self, method: str, url: str, body: bytes, headers: dict[str, str]) -> Response:
        """A call inside this one (composite), on the same session; it does not count towards the quota."""
        request = Request(method, url, {"content-type": "application/json", **headers}, body, self.request.base_url)
        parts = request.segments
        if parts[:2] != ["services", "data"] or len(parts) < 3:
            return not_found().response()
        call = replace(self, request=request, version=parts[2].removeprefix("v"), path=parts[3:])
        try:
            return self.route(call)
        except Fault as fault:
            return fault.response()

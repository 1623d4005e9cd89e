"""The Salesforce machine: one org behind one function of request and instant."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from advocacy_sync.sandbox.automation import Automation
from advocacy_sync.sandbox.salesforce import auth, bulk_classic, soap
from advocacy_sync.sandbox.salesforce.bulk_jobs import disturb
from advocacy_sync.sandbox.salesforce.classic_forms import Form
from advocacy_sync.sandbox.salesforce.faults import Fault, not_found
from advocacy_sync.sandbox.salesforce.founding import INTEGRATION
from advocacy_sync.sandbox.salesforce.org import Call, Org
from advocacy_sync.sandbox.salesforce.people import People
from advocacy_sync.sandbox.salesforce.rest import NEWEST, OLDEST, route, versions
from advocacy_sync.sandbox.salesforce.schema import Field
from advocacy_sync.sandbox.salesforce.seeding import load
from advocacy_sync.sandbox.salesforce.sessions import Credentials
from advocacy_sync.sandbox.salesforce.write import Writer
from advocacy_sync.sandbox.state import State
from advocacy_sync.sandbox.veil import Lag, Veil
from advocacy_sync.sandbox.watch import Effects, Watch
from advocacy_sync.sandbox.wire import Request, Response

__all__ = ["SalesforceMachine"]

VERSION = re.compile(r"v(\d\d)\.0")
LONGEST_HEAD = 16_384  # bytes of URI and headers; the vendor answers 414 or 431 above
USUAL = {"Cache-Control": "no-cache,must-revalidate,max-age=0,no-store,private", "Vary": "Accept-Encoding"}
METHODS = "DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT"


class SalesforceMachine:
    crm = "salesforce"

    def __init__(
        self,
        state: State,
        *,
        credentials: Credentials | None = None,
        jwt_public_key: bytes | None = None,
        multi_currency: bool = False,
        daily_limit: int = 100_000,
        session_length: timedelta = timedelta(hours=2),
    ) -> None:
        known = credentials or Credentials()
        if jwt_public_key is not None:
            known = replace(known, jwt_public_key=jwt_public_key)
        self.org = Org(
            state, known, multi_currency=multi_currency, daily_limit=daily_limit, session_length=session_length
        )

    def handle(self, request: Request, now: datetime) -> Response:
        self.org.store.watch.request(now)
        self.org.rights.settle()
        self.org.definitions.sync(now)
        try:
            return self._answer(_decoded(request), now)
        except Fault as fault:
            return _finished(fault.response(), {})

    # what tests, seeds and simulations do to the org

    def load(self, object_name: str, rows: Iterable[dict[str, Any]], now: datetime) -> int:
        """Seeds rows as they are, unchecked but for their field names. Returns how many.

        Raises ValueError for an unknown object or field. What an org works out by itself (a
        contact's full name, a closed flag) is filled in where the row doesn't say it.
        """
        self.org.definitions.sync(now)
        return load(self.org.store, object_name, rows, now)

    def add_field(self, object_name: str, field: Field) -> None:
        self.org.definitions.add_field(object_name, field)

    def add_object(
        self, name: str, label: str = "", plural: str = "", fields: Iterable[Field] = (), auto_number: str | None = None
    ) -> None:
        """A custom object. With `auto_number` (`RA-{0000}`) its Name is given by the org."""
        label = label or name.removesuffix("__c").replace("_", " ")
        self.org.definitions.add_object(name, label, plural or label + "s", auto_number)
        for field in fields:
            self.add_field(name, field)

    @property
    def hidden(self) -> set[tuple[str, str]]:
        """(object, field) pairs that field-level security keeps from the integration user."""
        return self.org.schema.hidden

    @property
    def daily_limit(self) -> int:
        return self.org.usage.daily_limit

    @daily_limit.setter
    def daily_limit(self, calls: int) -> None:
        self.org.usage.daily_limit = calls

    def writer(self, now: datetime, user: str = INTEGRATION) -> Writer:
        """Writes as somebody inside the org would: edits, deletions, merges, with all the rules."""
        return Writer(self.org.store, user, now)

    def people(self, now: datetime) -> People:
        """What administrators and users of the org do to it behind an integration's back."""
        self.org.store.watch.people(now)
        self.org.definitions.sync(now)
        return People(self.org, now)

    @property
    def watch(self) -> Watch:
        return self.org.store.watch

    def log_effects(self, limit: int | None = None) -> Effects:
        """A log of every write from now on."""
        effects = Effects(limit)
        self.watch.watchers.append(effects)
        return effects

    def draw_veil(self, lag: Lag, *, searches_only: bool = False) -> None:
        """Rows written from now on show to queries only after `lag`. One index serves all queries here."""
        del searches_only
        if self.org.store.veil is None:
            self.org.store.veil = Veil(lag)
            self.watch.watchers.append(self.org.store.veil)

    def obey(self, automation: Automation | None) -> None:
        """Whose rules the writes of the next calls obey."""
        self.org.store.automation = automation

    def eat_quota(self, calls: int, now: datetime) -> None:
        """Another application uses up so many calls."""
        self.org.usage.count(now, by=calls)

    def disturb_job(self, id: str, ending: str, *, rows: int | None = None, shuffle: int | None = None) -> None:
        """How a Bulk job is going to end; see `bulk_jobs.disturb`."""
        disturb(self.org.state, id, ending, rows=rows, shuffle=shuffle)

    def rotate_refresh_tokens(self) -> None:
        """From now on each refresh gives a new refresh token and refuses the one that was used."""
        self.org.rotates_refresh_tokens = True

    def revoke_refresh_token(self) -> None:
        self.org.credentials = replace(self.org.credentials, refresh_token="")

    def expire_sessions(self) -> None:
        self.org.sessions.close_all()

    def close_cursors(self) -> None:
        self.org.cursors.close_all()

    # the front door

    def _answer(self, request: Request, now: datetime) -> Response:
        if request.method == "OPTIONS":
            return Response(200, b"", {"Allow": METHODS})
        length = len(request.target)
        if length > LONGEST_HEAD:
            return Response(414, b"", {"Content-Type": "text/html"})
        if length + sum(len(name) + len(value) for name, value in request.headers.items()) > LONGEST_HEAD:
            return Response(431, b"", {"Content-Type": "text/html"})
        parts = request.segments
        if parts[:2] == ["services", "oauth2"]:
            return auth.answer(self.org, request, now)
        if parts[:2] == ["services", "Soap"]:
            return soap.answer(self.org, request, now)
        if parts[:1] == ["id"]:
            return auth.identity(self.org, request, now)
        if parts == ["services", "data"]:
            return _finished(versions(), {})
        if parts[:2] == ["services", "data"]:
            return self._rest(request, now)
        if parts[:2] == ["services", "async"] and len(parts) > 3:
            return self._classic(request, now)
        return Response(404, b"", {"Content-Type": "text/html;charset=UTF-8"})

    def _rest(self, request: Request, now: datetime) -> Response:
        version = VERSION.fullmatch(request.segments[2])
        user = self.org.sessions.user(auth.bearer(request), now)
        if user is None:
            raise Fault("INVALID_SESSION_ID", "Session expired or invalid")
        if version is None or not OLDEST <= int(version[1]) <= NEWEST:
            raise not_found()
        if self.org.usage.used(now) >= self.org.usage.daily_limit:
            raise Fault("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
        self.org.usage.count(now)
        call = Call(self.org, request, now, f"{version[1]}.0", request.segments[3:], user, route)
        try:
            response = route(call)
        except Fault as fault:
            response = fault.response()
        return _finished(response, {"Sforce-Limit-Info": self.org.usage.header(now)})

    def _classic(self, request: Request, now: datetime) -> Response:
        """The first Bulk API has a session header of its own and answers a dead session with 400."""
        token = request.headers.get("x-sfdc-session") or auth.bearer(request)
        user = self.org.sessions.user(token, now)
        form = Form(json="json" in request.headers.get("content-type", ""))
        if user is None:
            return form.fault("InvalidSessionId", "Invalid session id")
        if self.org.usage.used(now) >= self.org.usage.daily_limit:
            return form.fault("ExceededQuota", "TotalRequests Limit exceeded.")
        self.org.usage.count(now)
        call = Call(self.org, request, now, request.segments[2], request.segments[3:], user, route)
        return bulk_classic.answer(call)


def _finished(response: Response, headers: dict[str, str]) -> Response:
    return Response(response.status, response.body, {**USUAL, **headers, **response.headers})


def _decoded(request: Request) -> Request:
    """The request with its body unpacked, and its method as `_HttpMethod` says for clients without PATCH."""
    override = request.query.get("_HttpMethod") if request.method == "POST" else None
    if override:
        request = replace(request, method=override.upper())
    if request.headers.get("content-encoding", "").lower() != "gzip" or not request.body:
        return request
    try:
        return replace(request, body=gzip.decompress(request.body))
    except (OSError, EOFError, zlib.error):
        raise Fault("INVALID_CONTENT_TYPE", "The body is not gzip, though its header says so") from None

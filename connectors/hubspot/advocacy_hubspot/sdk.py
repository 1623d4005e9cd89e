"""The only importer of hubspot-api-client: one cached API client, one raw call.

The typed methods are bound to v3/v4 paths and cost 25 times the decoding, so every call goes
through the client's `call_api` with the path that the settings' version gives. One call may run
ahead on a thread of its own; that thread knows the wire and nothing else: quota, pace, tokens and
clocks are asked and told by the caller's thread alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from threading import Thread
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import httpx
import orjson
import urllib3
from hubspot import HubSpot

from advocacy_sync.kernel.errors import AdvocacyError, ConfigError, FatalError, RetryableError
from advocacy_sync.kernel.secret import Secret
from advocacy_sync.ports.crm import ConnectionSettings
from advocacy_sync.transport.budget import QuotaSpent
from advocacy_sync.transport.hosts import check_url
from advocacy_sync.transport.login import logging_in
from advocacy_sync.transport.oauth import Token, TokenSource, request_token
from advocacy_sync.transport.retry import RetryPolicy, retrying
from advocacy_sync.transport.sense import making_sense
from advocacy_sync.transport.server_time import ServerTime

from .faults import Unsent, body_of, retry_after, translate
from .limits import Limits, daily
from .line import Answer, Broken, Line, Pool, Told
from .paths import oauth

__all__ = ["Carrier", "Check", "Client", "Lost", "Refused"]

T = TypeVar("T")
Check = Callable[[dict[str, Any]], None]

EARLY_SECONDS = 60.0  # a token is replaced so long before it ends


@dataclass(frozen=True, slots=True)
class Carrier:
    """What brings calls to a portal instead of sockets: API calls by `pool`, logins by `login`."""

    pool: Pool
    login: httpx.BaseTransport | None = None


class Refused(FatalError):
    """An answer that is no success and says why; the body for those who can act on it."""

    def __init__(self, error: Exception, status: int, body: dict[str, Any]) -> None:
        super().__init__(str(error))
        self.status, self.body = status, body


class Lost(AdvocacyError):
    """A call that must not be repeated was sent, and what became of it is not known."""


@dataclass(frozen=True, slots=True)
class _Call:
    """`holds`: the member without which a success says nothing. `what` was asked for, in words. `check` raises
    RetryableError for an answer that is none."""

    method: str
    path: str
    what: str
    holds: str
    query: Mapping[str, Any] | None = None
    body: Any = None
    or_nothing: bool = False
    check: Check | None = None

    @property
    def search(self) -> bool:
        return self.path.endswith("/search")


class Client:
    """Calls one portal. Not for several threads at once."""

    def __init__(
        self, settings: ConnectionSettings, policy: RetryPolicy | None = None, carrier: Carrier | None = None
    ) -> None:
        self._settings, self.timing = settings, settings.timing
        self._policy = policy or RetryPolicy()
        self._carrier = carrier
        self._base = check_url(settings.base_url, settings.hosts, settings.allow_host, "base_url")
        self._login = check_url(settings.login_url, settings.hosts, settings.allow_host, "login_url")
        self._api = _api(settings, self._base, carrier)
        self._tokens = TokenSource(self._fetch_token)
        self._token: Token | None = None
        self._until = float("inf")
        self._time = ServerTime(settings.timing)
        self._limits = Limits(settings.timing)
        self.zone: ZoneInfo | None = None  # the account's, by which its day of calls ends; not known at first
        self.calls = 0

    def now(self) -> datetime:
        """The server's time."""
        return self._time.now()

    def call(
        self,
        method: str,
        path: str,
        what: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        again: bool = True,
        holds: str = "results",
        or_nothing: bool = False,
        check: Check | None = None,
    ) -> dict[str, Any]:
        """One call; the answer, a JSON object with the member `holds`, or empty for a 204 where `or_nothing`.

        Raises what `faults.translate` says, Refused for the answers that concern this request alone,
        RetryableError for a success that says nothing or that `check` does not take, QuotaSpent when the
        budget or the portal's day is used up. A refused token is replaced once. With `again` unset the call
        is repeated only while it had no effect for certain (Unsent), and Lost is raised when it may have had
        one.
        """
        made = _Call(method, path, what, holds, query, body, or_nothing, check)
        return self._retrying(made, None) if again else self._careful(made)

    def ahead(
        self,
        method: str,
        path: str,
        what: str,
        *,
        query: Mapping[str, Any] | None = None,
        holds: str = "results",
        check: Check | None = None,
    ) -> Callable[[], dict[str, Any]]:
        """A call that may run while the caller does something else; what is given back waits for the answer.

        Errors come when the answer is asked for. A call that would have to wait for the pace, the quota or
        a token is made only then.
        """
        made = _Call(method, path, what, holds, query, check=check)
        under_way = self._start(made)
        return lambda: self._retrying(made, under_way)

    def _start(self, made: _Call) -> Future[Answer] | None:
        if self._carrier is not None or self._stale() or not self._limits.free(search=made.search):
            return None
        try:
            self._admit(made)
        except QuotaSpent:
            return None  # said when the answer is asked for
        return _apart(lambda: self._exchange(made))

    def retrying(self, call: Callable[[], T]) -> T:
        """What a call gives, tried again as the policy of this client says."""
        return retrying(call, self._policy, self.timing)

    def _retrying(self, made: _Call, under_way: Future[Answer] | None) -> dict[str, Any]:
        waiting = [under_way] if under_way is not None else []
        return self.retrying(lambda: self._once(made, waiting.pop() if waiting else None))

    def _careful(self, made: _Call) -> dict[str, Any]:
        def once() -> dict[str, Any]:
            try:
                return self._once(made, None)
            except (QuotaSpent, Unsent):
                raise
            except RetryableError as error:
                raise Lost(str(error)) from None

        return self.retrying(once)

    def _once(self, made: _Call, under_way: Future[Answer] | None) -> dict[str, Any]:
        try:
            return self._decoded(made, under_way)
        except _Expired as expired:
            if self._settings.auth == "private_app" or self._token is None:
                raise self._refused(expired, made) from None
            self._log_in(self._token)
        try:
            return self._decoded(made, None)
        except _Expired as expired:
            raise self._refused(expired, made) from None

    def _refused(self, expired: _Expired, made: _Call) -> ConfigError:
        """A login that ended, and that no other one can replace."""
        return ConfigError(f"connection {self._settings.name}: {translate(401, expired.body, made.what)}")

    def _decoded(self, made: _Call, under_way: Future[Answer] | None) -> dict[str, Any]:
        if under_way is None:
            self._admit(made)
        try:
            answer = self._exchange(made) if under_way is None else under_way.result()
        except Told as told:
            self._note(told.answer.headers)
            raise self._fault(told.answer, made.what) from None
        except Broken as broken:
            message = f"HubSpot could not be reached for {made.what} ({broken})"
            raise (RetryableError if broken.sent else Unsent)(message) from None
        self._note(answer.headers)
        if answer.status == 204 and made.or_nothing:
            return {}
        return _decode(answer.content, made)

    def _admit(self, made: _Call) -> None:
        """Count a call that is about to be made, when quota, pace and login let it."""
        if self._stale():
            self._log_in(self._token)
        self._settings.budget.admit()
        self._limits.wait(search=made.search)
        self.calls += 1

    def _exchange(self, made: _Call) -> Answer:
        """The wire and nothing else: this may run on another thread."""
        answer: Answer = self._api.call_api(
            made.path,
            made.method,
            query_params=list((made.query or {}).items()),
            header_params={"Accept": "application/json", "Content-Type": "application/json"},
            body=made.body,
            auth_settings=["oauth2"],
            _preload_content=False,
        )
        return answer

    def _note(self, headers: Mapping[str, str]) -> None:
        self._time.note(headers.get("Date"))
        self._limits.note(headers)
        reading = daily(headers, self._midnight())
        if reading is not None:
            self._settings.budget.note(reading)

    def _fault(self, answer: Answer, what: str) -> Exception:
        body = body_of(answer.content)
        if answer.status == 401:
            return _Expired(body)
        midnight = self._midnight()
        day_left = (midnight - self.now()).total_seconds() if midnight else None
        fault = translate(answer.status, body, what, retry_after(answer.headers, self.now()), day_left)
        return Refused(fault, answer.status, body) if isinstance(fault, FatalError) else fault

    def _midnight(self) -> datetime | None:
        """When the account's day of calls ends, if its zone is known."""
        if self.zone is None:
            return None
        day = self.now().astimezone(self.zone).date() + timedelta(days=1)
        return datetime.combine(day, time.min, self.zone).astimezone(UTC)

    # -- login -------------------------------------------------------------------------------------

    def _stale(self) -> bool:
        return self._token is None or self.timing.monotonic() >= self._until

    def _log_in(self, old: Token | None) -> None:
        """Raises Unsent while the login server is away: the call that needs the token was not made."""
        try:
            with logging_in(self._settings.name):
                token = self._tokens.current() if old is None else self._tokens.replace(old)
        except RetryableError as error:
            raise Unsent(str(error), error.retry_after) from None
        self._token = token
        self._api.configuration.access_token = token.access.reveal()
        lives = token.expires_in if token.expires_in is not None else float("inf")
        self._until = self.timing.monotonic() + max(lives - EARLY_SECONDS, lives / 2)

    def _fetch_token(self) -> Token:
        secrets = self._settings.secrets
        if self._settings.auth == "private_app":
            return Token(access=Secret(secrets["token"].reveal()), expires_in=None, extra={})
        form = {"grant_type": self._settings.auth, **{name: value.reveal() for name, value in secrets.items()}}
        limits = self._settings.timeouts
        timeout = httpx.Timeout(limits.total, connect=limits.connect, read=limits.read)
        url = f"{self._login}{oauth(self._settings.api_version)}"
        ca_file, keeper = self._settings.ca_file, self._settings.keeper
        by = self._carrier.login if self._carrier else None
        return self.retrying(
            lambda: request_token(url, lambda: form, timeout=timeout, ca_file=ca_file, transport=by, keeper=keeper)
        )


class _Expired(Exception):
    """401: the token may have ended; or the installation was revoked, or a scope is missing."""

    def __init__(self, body: dict[str, Any]) -> None:
        super().__init__()
        self.body = body


def _api(settings: ConnectionSettings, base: str, carrier: Carrier | None) -> Any:
    """The SDK's API client over our line. Retries are decided in one place; redirects are never followed."""
    retry = urllib3.Retry(0, redirect=False)
    sdk = HubSpot(host=base, base_url=base, retry=retry, connection_pool_maxsize=32)
    if settings.ca_file:
        sdk.config["ssl_ca_cert"] = settings.ca_file
    api = sdk.crm.objects.basic_api.api_client
    pool = carrier.pool if carrier else api.rest_client.pool_manager
    api.rest_client.pool_manager = Line(pool, settings.timeouts, settings.timing)
    return api


def _apart(work: Callable[[], Answer]) -> Future[Answer]:
    """The work's outcome, from a thread that dies with the process."""
    outcome: Future[Answer] = Future()

    def run() -> None:
        try:
            outcome.set_result(work())
        except Exception as error:  # raised where the answer is asked for
            outcome.set_exception(error)

    Thread(target=run, daemon=True).start()
    return outcome


def _decode(content: bytes, made: _Call) -> dict[str, Any]:
    """A success that says nothing is no empty result: a maintenance page, an empty or a foreign body."""
    try:
        found = orjson.loads(content)
    except orjson.JSONDecodeError:
        raise RetryableError(f"HubSpot answered {made.what} with something else than JSON") from None
    if not isinstance(found, dict) or made.holds not in found:
        raise RetryableError(f"HubSpot's answer to {made.what} holds no {made.holds}")
    if made.holds == "results" and not _rows(found["results"]):
        raise RetryableError(f"HubSpot's answer to {made.what} makes no sense: its results are no list of records")
    with making_sense("HubSpot", made.what):
        if made.check is not None:
            made.check(found)
    return found


def _rows(results: Any) -> bool:
    return isinstance(results, list) and all(isinstance(result, dict) for result in results)

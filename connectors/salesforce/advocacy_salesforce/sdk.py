"""The only importer of simple-salesforce: sessions, timeouts, tokens, one raw call.

The library sets no timeouts, hard-codes https, hides the headers of refusals and refreshes only some
sessions, so the adapter mounted here sets the timeouts and sends loopback addresses over plain http
where the settings say so; each answer is heard before the library sees it; tokens are taken from our
own source and replaced once per refused call.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit
from xml.parsers.expat import ExpatError

import httpx
import jwt
import orjson
import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from simple_salesforce.api import Salesforce
from simple_salesforce.exceptions import SalesforceAuthenticationFailed, SalesforceError
from simple_salesforce.login import SalesforceLogin
from urllib3.exceptions import HTTPError

from advocacy_sync.kernel.errors import AdvocacyError, ConfigError, RetryableError
from advocacy_sync.kernel.secret import Secret
from advocacy_sync.ports.crm import ConnectionSettings, Timeouts
from advocacy_sync.ports.events import Events, silent
from advocacy_sync.transport.body import Deadline, TooLarge, read_body
from advocacy_sync.transport.hosts import check_url
from advocacy_sync.transport.login import logging_in
from advocacy_sync.transport.oauth import Token, TokenSource, request_token
from advocacy_sync.transport.retry import RetryPolicy, retrying
from advocacy_sync.transport.sense import making_sense
from advocacy_sync.transport.server_time import ServerTime
from advocacy_sync.transport.timing import Timing

from .faults import Forbidden, retry_after, session_expired, translate
from .quota import reading

__all__ = ["Answer", "Carrier", "Client"]

T = TypeVar("T")
LAST_SOAP_VERSION = "64.0"  # login() is absent from later versions
JWT_SECONDS = 180
UNCHANGED = 304


@dataclass(frozen=True, slots=True)
class Carrier:
    """What carries requests in place of sockets: those of the API and of SOAP, and those for tokens."""

    adapter: BaseAdapter
    transport: httpx.BaseTransport


class _Adapter(BaseAdapter):
    """Timeouts on every call, bounds of time and size on every body, and http for the addresses that are told to us."""

    def __init__(self, carrier: BaseAdapter, timeouts: Timeouts, timing: Timing, plain: set[str]) -> None:
        super().__init__()
        self._carrier, self._timeouts, self._timing, self._plain = carrier, timeouts, timing, plain

    def close(self) -> None:
        self._carrier.close()

    def send(self, request: requests.PreparedRequest, *_: Any, **options: Any) -> requests.Response:
        parts = urlsplit(str(request.url))
        if parts.netloc in self._plain:
            request.url = parts._replace(scheme="http").geturl()
        deadline = Deadline(self._timeouts.total, self._timing)
        options.update(timeout=(self._timeouts.connect, self._timeouts.read), stream=True)
        response = self._carrier.send(request, **options)
        try:
            response._content = read_body(response.raw, deadline)
        except (HTTPError, OSError, RetryableError) as error:
            response.raw.close()  # else the rest would be taken for the answer to the next call
            if isinstance(error, RetryableError):
                raise
            raise requests.ConnectionError(f"the answer broke off ({type(error).__name__})") from error
        response.raw.release_conn()
        response._content_consumed = True  # type: ignore[attr-defined]
        return response


class Answer:
    """An answer that can be used: status, headers, body."""

    def __init__(self, response: requests.Response) -> None:
        self.status, self.headers, self.content = response.status_code, response.headers, response.content

    @property
    def unchanged(self) -> bool:
        """Whether a conditional request found nothing new."""
        return self.status == UNCHANGED

    def json(self) -> Any:
        """The body; numbers with a point stay text, so that no amount passes through a float."""
        try:
            return json.loads(self.content, parse_float=str, parse_constant=str)
        except (ValueError, RecursionError):
            raise RetryableError("Salesforce answered with something else than JSON") from None

    def list(self) -> list[Any]:
        """The body, a JSON array."""
        found = self.json()
        if not isinstance(found, list):
            raise RetryableError("Salesforce's answer is no list")
        return found

    def object(self, *members: str) -> dict[str, Any]:
        """The body, a JSON object with these members. A success without them is no empty result."""
        found = self.json()
        if not isinstance(found, dict):
            raise RetryableError("Salesforce's answer is no object")
        missing = [name for name in members if name not in found]
        if missing:
            raise RetryableError(f"Salesforce's answer holds no {missing[0]}")
        return found


class Client:
    """Calls one org. Not for several threads at once."""

    def __init__(
        self,
        settings: ConnectionSettings,
        policy: RetryPolicy | None = None,
        carrier: Carrier | None = None,
        *,
        events: Events = silent,
    ) -> None:
        self._settings, self._carrier, self._events = settings, carrier, events
        self.name = settings.name
        self.policy, self.timing = policy or RetryPolicy(), settings.timing
        self._base = _api_host(check_url(settings.base_url, settings.hosts, settings.allow_host, "base_url"))
        self._login = _api_host(check_url(settings.login_url, settings.hosts, settings.allow_host, "login_url"))
        self._plain = {urlsplit(url).netloc for url in (self._base, self._login) if url.startswith("http://")}
        self._session = self._new_session()
        self._tokens = TokenSource(self._fetch_token)
        self._sdk: Salesforce | None = None
        self._token: Token | None = None
        self._time = ServerTime(self.timing)
        self._answered: requests.Response | None = None
        self._metered = True  # whether the last answer told the quota; its absence is told once
        self.version = settings.api_version.removeprefix("v")
        self.calls = 0

    def _new_session(self) -> requests.Session:
        session = requests.Session()
        session.max_redirects = 0  # SOAP login() would follow them, with the password
        session.trust_env = False  # else REQUESTS_CA_BUNDLE would win over ca_file
        session.verify = self._settings.ca_file or True
        carrier = self._carrier.adapter if self._carrier else HTTPAdapter(pool_maxsize=32, max_retries=0)
        adapter = _Adapter(carrier, self._settings.timeouts, self.timing, self._plain)
        for scheme in ("https://", "http://"):
            session.mount(scheme, adapter)
        session.hooks["response"].append(self._heard)
        return session

    def now(self) -> datetime:
        """The server's time."""
        return self._time.now()

    # -- calls -------------------------------------------------------------------------------------

    def call(self, method: str, path: str, what: str, **options: Any) -> Answer:
        """One call, as `fetch` makes it, with the answer as it came."""
        return self.fetch(method, path, what, lambda answer: answer, **options)

    def ask(self, method: str, path: str, what: str, *members: str, **options: Any) -> dict[str, Any]:
        """One call, as `fetch` makes it, for a JSON object with these members."""
        return self.fetch(method, path, what, lambda answer: answer.object(*members), **options)

    def fetch(
        self,
        method: str,
        path: str,
        what: str,
        read: Callable[[Answer], T],
        *,
        json_body: Any = None,
        data: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        again: bool = True,
    ) -> T:
        """What `read` makes of the answer. `path` is below the API version, or absolute (`/services/…`).

        Raises what `faults.translate` says, and QuotaSpent before anything is sent. `again` is for calls
        that may be repeated: they are tried again by the policy, also when `read` finds no proper answer or stumbles
        over one of another shape than documented.
        A refused token is replaced once; the org refused before acting, so that is safe for writes, too.
        """
        body = orjson.dumps(json_body) if json_body is not None else data
        options: dict[str, Any] = {"headers": dict(headers or {}), "params": params, "data": body}

        def made() -> T:
            answer = self._once(method, path, what, options)
            with making_sense("Salesforce", what):
                return read(answer)

        def once() -> T:
            try:
                return made()
            except _Expired:
                with logging_in(self.name):
                    self._connect(self._tokens.replace(self._token) if self._token else self._tokens.current())
            try:
                return made()
            except _Expired as expired:
                with logging_in(self.name):
                    raise _still_refused(expired) from None

        return self.retrying(once) if again else once()

    def retrying(self, call: Callable[[], T]) -> T:
        """The call's answer, tried again as the policy of this client says."""
        return retrying(call, self.policy, self.timing)

    def _once(self, method: str, path: str, what: str, options: dict[str, Any]) -> Answer:
        with logging_in(self.name):
            sdk = self._sdk or self._connect(self._tokens.current())
        url = f"https://{sdk.sf_instance}{path}" if path.startswith("/") else f"{sdk.base_url}{path}"
        self._settings.budget.admit()
        self.calls += 1
        self._answered = None
        try:
            response = sdk._call_salesforce(method, url, allow_redirects=False, **options)
        except SalesforceError as error:
            answered = self._last()
            if error.status == UNCHANGED and answered is not None:
                return Answer(answered)
            raise self._refusal(error, answered, what) from None
        except requests.TooManyRedirects as error:
            raise translate(error.response.status_code if error.response else 302, None, what) from None
        except requests.RequestException as error:
            raise RetryableError(f"Salesforce could not be reached for {what} ({_why(error)})") from None
        except TooLarge as error:
            raise TooLarge(f"Salesforce could not be heard on {what}: {error}") from None
        finally:
            self._answered = None  # its body may be large
        return Answer(response)

    def _last(self) -> requests.Response | None:
        return self._answered

    def _refusal(self, error: SalesforceError, answered: requests.Response | None, what: str) -> AdvocacyError:
        if session_expired(error.status, error.content):
            return _Expired(f"Salesforce no longer accepts the session ({what})")
        header = answered.headers.get("Retry-After") if answered is not None else None
        return translate(error.status, error.content, what, retry_after(header, self.now()))

    def _heard(self, response: requests.Response, **_: Any) -> None:
        """Every answer, refusals too, before the library takes its headers away."""
        self._answered = response
        self._time.note(response.headers.get("Date"))
        found = reading(response.headers.get("Sforce-Limit-Info"))
        if found is not None:
            self._settings.budget.note(found)
            self._metered = True
        elif response.ok and self._metered and "/services/data/" in str(response.request.url):
            self._events("quota_unread", connection=self._settings.name)
            self._metered = False

    def refused(self, status: int, content: Any, what: str) -> AdvocacyError:
        """The error for an answer that came inside another one."""
        return translate(status, content, what)

    # -- login -------------------------------------------------------------------------------------

    def _connect(self, token: Token) -> Salesforce:
        instance = str(token.extra.get("instance_url") or self._base)
        if urlsplit(instance).netloc != urlsplit(self._base).netloc:
            setting = "instance_url of the login answer"
            instance = check_url(instance, self._settings.hosts, self._settings.allow_host, setting)
            if instance.startswith("http://"):
                self._plain.add(urlsplit(instance).netloc)
        self._token = token
        self._sdk = Salesforce(
            session_id=token.access.reveal(),
            instance=urlsplit(instance).netloc,  # given as a URL, an address of IPv6 would lose its brackets
            session=self._session,
            version=self.version,
        )
        self._sdk.headers.pop("X-PrettyPrint", None)
        return self._sdk

    def _fetch_token(self) -> Token:
        if self._settings.auth == "password":
            return self._soap_login()
        limits = self._settings.timeouts
        timeout = httpx.Timeout(limits.total, connect=limits.connect, read=limits.read)
        url = f"{self._login}/services/oauth2/token"
        by = self._carrier.transport if self._carrier else None
        ca_file, keeper = self._settings.ca_file, self._settings.keeper
        return self.retrying(
            lambda: request_token(url, self._form, timeout=timeout, ca_file=ca_file, transport=by, keeper=keeper)
        )

    def _form(self) -> dict[str, str]:
        secret = {name: value.reveal() for name, value in self._settings.secrets.items()}
        if self._settings.auth == "jwt_bearer":
            grant = "urn:ietf:params:oauth:grant-type:jwt-bearer"
            return {"grant_type": grant, "assertion": self._assertion(secret)}
        return {"grant_type": self._settings.auth, **secret}

    def _assertion(self, secret: Mapping[str, str]) -> str:
        """OAuth 2.0 JWT bearer flow: RS256 over issuer, subject, audience and an expiry within minutes."""
        claims = {
            "iss": secret["client_id"],
            "sub": secret["username"],
            "aud": secret.get("audience") or self._audience(),
            "exp": int(self.now().timestamp()) + JWT_SECONDS,
        }
        try:
            return jwt.encode(claims, secret["private_key"], algorithm="RS256")
        except (ValueError, TypeError, jwt.PyJWTError):
            raise ConfigError("private_key is not an RSA private key in PEM form") from None

    def _audience(self) -> str:
        host = urlsplit(self._login).hostname or ""
        return "https://test.salesforce.com" if ".sandbox." in host else "https://login.salesforce.com"

    def _soap_login(self) -> Token:
        secret = {name: value.reveal() for name, value in self._settings.secrets.items()}
        version = min(self.version, LAST_SOAP_VERSION, key=float)
        login = self._login.replace("http://", "https://", 1)
        try:
            session_id, instance = SalesforceLogin(
                username=secret["username"],
                password=secret["password"],
                security_token=secret["security_token"],
                scratch_url=login,
                session=self._session,
                sf_version=version,
            )
        except SalesforceAuthenticationFailed as error:
            if error.code is None or isinstance(error.code, int):  # not the vendor's XML: a page of something between
                raise RetryableError("the login server answered with something else than SOAP") from None
            raise ConfigError(f"Salesforce refused the login: {error.code} ({error.message})") from None
        except ExpatError:
            raise RetryableError("the login server answered with something else than SOAP") from None
        except requests.TooManyRedirects:
            raise ConfigError("the login server sends elsewhere; is base_url the org's My Domain address?") from None
        except requests.RequestException as error:
            raise RetryableError(f"the login server could not be reached ({_why(error)})") from None
        return Token(access=Secret(session_id), expires_in=None, extra={"instance_url": f"https://{instance}"})


class _Expired(RetryableError):
    """The session is over; a new token will do."""


def _still_refused(expired: _Expired) -> Forbidden:
    """A new session is refused, too. So is a query's locator that belongs to the old one (airbyte PR 84302)."""
    error = Forbidden(f"{expired}, though it is new; check the login's policies")
    error.code, error.status = "INVALID_SESSION_ID", 401
    return error


def _api_host(url: str) -> str:
    """People copy the address of the Lightning pages, which answers API calls with HTML (simple-salesforce 406)."""
    return url.replace(".lightning.force.com", ".my.salesforce.com")


def _why(error: requests.RequestException) -> str:
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate is not trusted; is ca_file right?"
    if isinstance(error, requests.Timeout):
        return "it took too long"
    return "no connection" if isinstance(error, requests.ConnectionError) else type(error).__name__

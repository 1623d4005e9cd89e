"""One call to Tiny CRM: quota, waiting, and what its answers mean to the caller."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from advocacy_sync.kernel.errors import AdvocacyError, ConfigError, FatalError, RetryableError
from advocacy_sync.ports.crm import ConnectionSettings
from advocacy_sync.transport.budget import QuotaSpent, Reading
from advocacy_sync.transport.hosts import check_url
from advocacy_sync.transport.retry import RetryPolicy, retrying
from advocacy_sync.transport.server_time import ServerTime

__all__ = ["Client", "Lost", "NotThere"]

LONGEST_WAIT = 3_600.0  # seconds
POLICY = RetryPolicy()


class NotThere(ConfigError):
    """The account has no such object, or the key may not see it."""


class Lost(AdvocacyError):
    """A write was sent, and what became of it is not known."""


class Client:
    def __init__(self, settings: ConnectionSettings, carrier: httpx.BaseTransport | None) -> None:
        self._settings = settings
        self._base = check_url(settings.base_url, settings.hosts, settings.allow_host, "base_url")
        check_url(settings.login_url, settings.hosts, settings.allow_host, "login_url")
        limits = settings.timeouts
        timeout = httpx.Timeout(limits.total, connect=limits.connect, read=limits.read)
        self._http = httpx.Client(timeout=timeout, trust_env=False, follow_redirects=False, transport=carrier)
        self.time = ServerTime(settings.timing)
        self.calls = 0

    def read(self, method: str, path: str, *, query: Mapping[str, str] | None = None, body: Any = None) -> Any:
        """A call that may be made again: it changes nothing."""
        return retrying(lambda: self._once(method, path, query, body), POLICY, self._settings.timing)

    def write(self, path: str, body: Any) -> Any:
        """A call that is made once. Raises Lost when it may have taken effect."""
        try:
            return self._once("POST", path, None, body)
        except QuotaSpent:
            raise
        except RetryableError as error:
            raise Lost(str(error)) from None

    def _once(self, method: str, path: str, query: Mapping[str, str] | None, body: Any) -> Any:
        self._settings.budget.admit()
        self.calls += 1
        headers = {"Authorization": f"Bearer {self._settings.secrets['key'].reveal()}"}
        try:
            answer = self._http.request(method, f"{self._base}{path}", params=query, json=body, headers=headers)
        except httpx.HTTPError as error:
            raise RetryableError(f"Tiny CRM could not be reached for {path} ({type(error).__name__})") from None
        self.time.note(answer.headers.get("Date"))
        if answer.status_code != 200:
            raise self._fault(answer, path)
        total, _, left = answer.headers.get("X-Calls", "").partition("/")
        if total.isdigit() and left.isdigit():
            self._settings.budget.note(Reading(int(total), int(left)))
        try:
            return answer.json()
        except ValueError:
            raise RetryableError(f"Tiny CRM answered {path} with something else than JSON") from None

    def _fault(self, answer: httpx.Response, path: str) -> AdvocacyError:
        status, said = answer.status_code, f"HTTP {answer.status_code} to {path}"
        if status == 429 and answer.headers.get("X-Limit") == "day":
            return QuotaSpent(f"the day's calls to Tiny CRM are used up ({said})", LONGEST_WAIT)
        if status == 429 or status >= 500:
            return RetryableError(f"Tiny CRM cannot answer now ({said})", self._wait(answer.headers.get("Retry-After")))
        if status == 404:
            return NotThere(f"Tiny CRM shows no object {path.split('/')[1]} to this key ({said})")
        if status in (401, 403):
            return ConfigError(f"Tiny CRM refused the key ({said}); check it and its rights")
        return FatalError(f"Tiny CRM refused the call ({said})")

    def _wait(self, told: str | None) -> float | None:
        """Seconds that a Retry-After asks for; None where it asks for nothing sane."""
        try:
            seconds = float(told or "")
        except ValueError:
            try:
                seconds = (parsedate_to_datetime(told or "") - self.time.now()).total_seconds()
            except ValueError:
                return None
        return seconds if 0 < seconds <= LONGEST_WAIT else None

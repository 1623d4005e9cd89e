"""Bulk API 2.0 query jobs: create, poll, page by locator, check the counts, delete.

A job id and locator are the resume point; a truncated page (fewer rows than its header announces)
is fetched again, never taken (Bulk API 2.0 guide, Get Results for a Query Job).
"""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from advocacy_sync.kernel.errors import AdvocacyError, RetryableError

from .sdk import Client

__all__ = ["BulkPage", "JobFailed", "QueryJob"]

ROWS_A_PAGE = 20_000  # about 10 MB with the usual fields: bounded memory, few calls
_ENDED = frozenset({"JobComplete", "Failed", "Aborted"})

csv.field_size_limit(1 << 24)  # a long text area holds 131,072 characters, which is the module's default limit


@dataclass(frozen=True, slots=True)
class BulkPage:
    rows: list[dict[str, str]]
    locator: str | None  # of the next page; None behind the last one


class JobFailed(RetryableError):
    """The org took the job and could not do it; why, it says only now and then."""


class QueryJob:
    def __init__(self, client: Client, job_id: str) -> None:
        self._client, self.id = client, job_id

    @classmethod
    def create(cls, client: Client, soql: str, *, deleted: bool) -> QueryJob:
        body = {"operation": "queryAll" if deleted else "query", "query": soql}
        answer = client.call("POST", "jobs/query", "a Bulk query", json_body=body, again=False).object("id")
        return cls(client, answer["id"])

    def wait(self, seconds: float, pause: Callable[[float], None] = time.sleep) -> int:
        """Poll until the job has ended; the rows it processed.

        Raises JobFailed when it failed, RetryableError when it was aborted or is not done in `seconds`;
        the job is then aborted and deleted, so that none of ours stays open.
        """
        waited, step = 0.0, 0.1
        while (status := self._status())["state"] not in _ENDED:
            if waited >= seconds:
                with suppress(AdvocacyError):
                    self._change("Aborted")
                self.delete()
                raise RetryableError(f"the Bulk query was not done after {seconds:.0f} s and has been aborted")
            pause(step)
            waited, step = waited + step, min(step * 2, 10.0)
        if status["state"] != "JobComplete":
            reason = status.get("errorMessage") or "no reason given"
            self.delete()
            kind = JobFailed if status["state"] == "Failed" else RetryableError
            raise kind(f"the Bulk query ended as {status['state']} ({reason})")
        return int(status.get("numberRecordsProcessed") or 0)

    def pages(self, locator: str | None) -> Iterator[BulkPage]:
        """Result pages from a locator (None: the first) to the last."""
        while True:
            page = self._page(locator)
            yield page
            if page.locator is None:
                return
            if page.locator == locator:
                raise RetryableError("Salesforce answered a Bulk page with the locator of the same page")
            locator = page.locator

    def _page(self, locator: str | None, tries: int = 3) -> BulkPage:
        params = {"maxRecords": str(ROWS_A_PAGE), **({"locator": locator} if locator else {})}
        path = f"jobs/query/{self.id}/results"
        for _ in range(tries):
            answer = self._client.call("GET", path, "Bulk results", params=params, headers={"Accept": "text/csv"})
            rows = _rows(answer.content)
            announced = answer.headers.get("Sforce-NumberOfRecords")
            if announced is None or int(announced) == len(rows):
                following = answer.headers.get("Sforce-Locator") or "null"
                return BulkPage(rows, None if following == "null" else following)
        raise RetryableError("a page of Bulk results holds fewer rows than its header says")

    def delete(self) -> None:
        """Tidy up. What stays behind the vendor deletes after 7 days, so a refusal is no fault of the run."""
        with suppress(AdvocacyError):
            self._client.call("DELETE", f"jobs/query/{self.id}", "deletion of our Bulk query")

    def _status(self) -> dict[str, Any]:
        return self._client.call("GET", f"jobs/query/{self.id}", "a Bulk query's state").object("state")

    def _change(self, state: str) -> None:
        self._client.call("PATCH", f"jobs/query/{self.id}", "end of a Bulk query", json_body={"state": state})


def _rows(content: bytes) -> list[dict[str, str]]:
    """CSV from bytes: line breaks and separators inside quotes are part of the cell; NUL is dropped."""
    text = io.TextIOWrapper(io.BytesIO(content.replace(b"\0", b"")), encoding="utf-8-sig", newline="")
    reader = csv.reader(text, strict=True)
    try:
        header = next(reader, None)
        return [dict(zip(header, cells, strict=True)) for cells in reader] if header else []
    except (csv.Error, ValueError, UnicodeDecodeError):
        raise RetryableError("a page of Bulk results is no well-formed CSV") from None

"""Bulk API 2.0 queries: a job, its results page by page, their rows counted.

A job and a locator are the resume point; a page with another number of rows than its header announces
is fetched again, never taken (Bulk API 2.0 guide, Get Results for a Query Job; CS-24).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from advocacy_sync.kernel.errors import AdvocacyError, RetryableError
from advocacy_sync.transport.body import TooLarge

from .cells import DELIMITERS, Table, read
from .faults import Forbidden, Refused
from .jobs import Job, JobFailed, JobGone, JobLate
from .sdk import Answer, Client

__all__ = ["BulkPage", "QueryJob"]

ROWS_A_PAGE = 16_000  # about 8 MB with the usual fields: bounded memory, few calls
FEWEST = 100  # rows; those that are still too large are no rows of a CRM
TRIES = 3
BAD_REQUEST = 400


@dataclass(frozen=True, slots=True)
class BulkPage:
    """`locator`: of this page; `following`: of the next one, None behind the last."""

    table: Table
    locator: str | None
    following: str | None


class QueryJob:
    def __init__(self, client: Client, job_id: str) -> None:
        self._client, self._job = client, Job(client, "query", job_id)
        self.id = self._job.id
        self._delimiter = ""
        self._rows = ROWS_A_PAGE

    @classmethod
    def create(cls, client: Client, soql: str, *, deleted: bool) -> QueryJob:
        body = {"operation": "queryAll" if deleted else "query", "query": soql}
        return cls(client, Job.create(client, "query", body).id)

    def wait(self, seconds: float) -> int | None:
        """Poll until the job has ended; the rows it processed, if it says.

        Raises JobFailed, JobLate or JobGone; then none of ours stays open.
        """
        try:
            status = self._job.ended(seconds)
        except JobLate:
            self._job.end()
            raise
        except AdvocacyError as error:
            raise self._gone(error) from None
        if status["state"] != "JobComplete":
            reason = status.get("errorMessage") or "no reason given"
            self.delete()
            kind = JobFailed if status["state"] == "Failed" else JobGone
            raise kind(f"the Bulk query ended as {status['state']} ({reason})")
        self._delimiter = DELIMITERS.get(str(status.get("columnDelimiter")), ",")
        processed = status.get("numberRecordsProcessed")
        return int(processed) if processed is not None else None

    def pages(self, locator: str | None) -> Iterator[BulkPage]:
        """Result pages from a locator (None: the first) to the last, behind `wait`."""
        seen: set[str | None] = set()
        while True:
            seen.add(locator)
            page = self._page(locator)
            if page.following in seen and page.following is not None:
                raise self.broken("Salesforce answered a Bulk page with the locator of an earlier page")
            yield page
            if page.following is None:
                return
            locator = page.following

    def _page(self, locator: str | None) -> BulkPage:
        for _ in range(TRIES):
            try:
                table, headers = self._fetched(locator)
            except AdvocacyError as error:
                if locator is not None and isinstance(error, Forbidden | Refused) and error.status == BAD_REQUEST:
                    raise self.broken(str(error)) from None  # a locator that the org no longer knows (C-16)
                raise self._gone(error) from None
            announced = headers.get("Sforce-NumberOfRecords")
            if announced is None or not announced.isdigit() or int(announced) == table.count:
                following = headers.get("Sforce-Locator") or "null"
                return BulkPage(table, locator, None if following == "null" else following)
        raise self.broken("a page of Bulk results holds another number of rows than its header says")

    def _fetched(self, locator: str | None) -> tuple[Table, Mapping[str, str]]:
        """A page, of fewer rows from now on if they prove too large."""
        while True:
            params = {"maxRecords": str(self._rows), **({"locator": locator} if locator else {})}
            try:
                return self._client.fetch(
                    "GET",
                    f"{self._job.path}/results",
                    "Bulk results",
                    self._read,
                    params=params,
                    headers={"Accept": "text/csv"},
                )
            except TooLarge:
                if self._rows < FEWEST:
                    raise
                self._rows //= 4

    def _read(self, answer: Answer) -> tuple[Table, Mapping[str, str]]:
        table = read(answer.content, self._delimiter or ",")
        if table.header and "Id" not in table.header:
            raise RetryableError("a page of Bulk results has no column Id")
        return table, answer.headers

    @staticmethod
    def _gone(error: AdvocacyError) -> AdvocacyError:
        """A job that is not found, or made under another API version (409), is one to be made anew."""
        gone = isinstance(error, Forbidden | Refused) and error.status in (404, 409)
        return JobGone(str(error)) if gone else error

    def broken(self, why: str) -> JobGone:
        """The error for results that make no sense. Without the job nobody resumes them."""
        self.delete()
        return JobGone(why)

    def delete(self) -> None:
        self._job.delete()

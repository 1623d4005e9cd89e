"""Bulk API 2.0 jobs, of queries and of writes alike: made, looked at, ended, deleted, found again.

Jobs have no name. Ours are those of our user with a column separator that hardly anybody asks for, so
that another tool under the same login keeps its own (Bulk API 2.0 guide, Get Information About All Jobs).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from typing import Any, Literal
from urllib.parse import quote

from advocacy_sync.kernel.errors import AdvocacyError, RetryableError

from .sdk import Client

__all__ = ["ENDED", "SEPARATOR", "Job", "JobFailed", "JobGone", "JobLate", "Kind", "tidy"]

Kind = Literal["query", "ingest"]
SEPARATOR = "CARET"
ENDED = frozenset({"JobComplete", "Failed", "Aborted"})
LONGEST_STEP = 30.0  # seconds between two looks
_LISTED: Mapping[Kind, str] = {"query": "V2Query", "ingest": "V2Ingest"}


class JobFailed(RetryableError):
    """The org took the job and could not do it; why, it says only now and then."""


class JobGone(RetryableError):
    """The job is no longer there, or no longer any good: aborted by somebody, older than 7 days, or with results
    that do not add up."""


class JobLate(RetryableError):
    """The job was not done in the time allowed."""


class Job:
    def __init__(self, client: Client, kind: Kind, job_id: str) -> None:
        self.client, self.kind, self.id = client, kind, job_id
        self.path = f"jobs/{kind}/{quote(job_id, safe='')}"

    @classmethod
    def create(cls, client: Client, kind: Kind, body: Mapping[str, Any]) -> Job:
        """A new job. A lost answer is not repeated: the job that may be there is found by `tidy`."""
        asked = {**body, "contentType": "CSV", "columnDelimiter": SEPARATOR, "lineEnding": "LF"}
        answer = client.ask("POST", f"jobs/{kind}", f"a Bulk {kind} job", "id", json_body=asked, again=False)
        return cls(client, kind, str(answer["id"]))

    def status(self) -> dict[str, Any]:
        return self.client.ask("GET", self.path, f"a Bulk {self.kind} job's state", "state")

    def ended(self, seconds: float) -> dict[str, Any]:
        """The status once the job has ended, however it did. Raises JobLate when that takes longer."""
        timing = self.client.timing
        until, step = timing.monotonic() + seconds, 0.1
        while (status := self.status())["state"] not in ENDED:
            if timing.monotonic() >= until:
                raise JobLate(f"the Bulk {self.kind} job was not done after {seconds:.0f} s and has been aborted")
            timing.sleep(step)
            step = min(step * 2, LONGEST_STEP)
        return status

    def change(self, state: str) -> dict[str, Any]:
        what = f"{state} of a Bulk {self.kind} job"
        return self.client.ask("PATCH", self.path, what, "state", json_body={"state": state}, again=False)

    def end(self) -> None:
        """Abort it if it runs, and delete it: none of ours stays open. Refusals are no fault of the run."""
        with suppress(AdvocacyError):
            self.change("Aborted")
        self.delete()

    def delete(self) -> None:
        """Tidy up. What stays behind the vendor deletes after 7 days."""
        with suppress(AdvocacyError):
            self.client.call("DELETE", self.path, f"deletion of our Bulk {self.kind} job")


def tidy(client: Client, user: str, keep: Collection[str]) -> list[str]:
    """End and delete our jobs but those to be kept; their ids."""
    found = []
    for kind in _LISTED:
        for listed in list(_listed(client, kind)):
            ours = listed.get("createdById") == user and listed.get("columnDelimiter") == SEPARATOR
            if ours and listed.get("id") not in keep:
                job = Job(client, kind, str(listed["id"]))
                job.delete() if listed.get("state") in ENDED else job.end()
                found.append(job.id)
    return found


def _listed(client: Client, kind: Kind) -> Iterator[dict[str, Any]]:
    path, what, seen = f"jobs/{kind}?jobType={_LISTED[kind]}", f"the list of Bulk {kind} jobs", set[str]()
    while path not in seen:
        seen.add(path)
        page = client.ask("GET", path, what, "records", "done")
        yield from (job for job in page["records"] if isinstance(job, dict))
        if page["done"] or not page.get("nextRecordsUrl"):
            return
        path = str(page["nextRecordsUrl"])

"""Bulk API 2.0 jobs, of queries and of writes alike: made, looked at, ended, deleted, found again.

Jobs have no name. Ours are those of our user, of operations that we use, with a column separator that hardly
anybody asks for, so that another tool under the same login keeps its own (Bulk API 2.0 guide, Get
Information About All Jobs).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from typing import Any, Literal
from urllib.parse import quote

from advocacy_sync.kernel.errors import AdvocacyError, ConfigError, RetryableError

from .faults import code_of
from .sdk import Answer, Client

__all__ = ["ENDED", "KINDS", "SEPARATOR", "Job", "JobFailed", "JobGone", "JobLate", "Kind", "tidy"]

Kind = Literal["query", "ingest"]
SEPARATOR = "CARET"
ENDED = frozenset({"JobComplete", "Failed", "Aborted"})
LONGEST_STEP = 30.0  # seconds between two looks
KINDS: tuple[Kind, ...] = ("ingest", "query")  # first what may still write
_OPERATIONS: Mapping[Kind, frozenset[str]] = {
    "query": frozenset({"query", "queryAll"}),
    "ingest": frozenset({"update"}),
}
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
        return self.client.fetch("GET", self.path, f"a Bulk {self.kind} job's state", _stated)

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
        return self.client.fetch("PATCH", self.path, what, _stated, json_body={"state": state}, again=False)

    def stopped(self) -> bool:
        """Abort it. Whether it does nothing more for certain: an answer that is lost leaves that open."""
        with suppress(AdvocacyError):
            if self.change("Aborted")["state"] in ENDED:
                return True
        try:
            return self.status()["state"] in ENDED
        except ConfigError as error:
            return code_of(error) == "NOT_FOUND"
        except AdvocacyError:
            return False

    def end(self) -> None:
        """Abort it if it runs, and delete it: none of ours stays open. Refusals are no fault of the run."""
        with suppress(AdvocacyError):
            self.change("Aborted")
        self.delete()

    def delete(self) -> None:
        """Tidy up. What stays behind the vendor deletes after 7 days."""
        with suppress(AdvocacyError):
            self.client.call("DELETE", self.path, f"deletion of our Bulk {self.kind} job")


def tidy(client: Client, user: str, keep: Collection[str], kinds: Collection[Kind] = KINDS) -> list[str]:
    """End and delete our jobs but those to be kept; their ids.

    Raises RetryableError when one that writes could not be ended: it may take effect at any time, over values
    that were written since (C-08, D-06).
    """
    found, running = [], 0
    for kind in kinds:
        for listed in list(_listed(client, kind)):
            if not _ours(listed, user, kind) or listed.get("id") in keep:
                continue
            job = Job(client, kind, str(listed["id"]))
            found.append(job.id)
            ended = listed.get("state") in ENDED or job.stopped()
            if ended or kind == "query":
                job.delete()
            else:
                running += 1
    if running:
        raise RetryableError(f"{running} Bulk jobs of an earlier push may still write and could not be ended")
    return found


def _ours(listed: Mapping[str, Any], user: str, kind: Kind) -> bool:
    made = listed.get("createdById"), listed.get("columnDelimiter")
    operation = listed.get("operation")  # one that is not told speaks for nobody
    return made == (user, SEPARATOR) and (operation is None or operation in _OPERATIONS[kind])


def _listed(client: Client, kind: Kind) -> Iterator[dict[str, Any]]:
    path, what, seen = f"jobs/{kind}?jobType={_LISTED[kind]}", f"the list of Bulk {kind} jobs", set[str]()
    while path not in seen:
        seen.add(path)
        page = client.ask("GET", path, what, "records", "done")
        yield from (job for job in page["records"] if isinstance(job, dict))
        if page["done"] or not page.get("nextRecordsUrl"):
            return
        path = str(page["nextRecordsUrl"])


def _stated(answer: Answer) -> dict[str, Any]:
    """A job's facts, its state a word."""
    found = answer.object("state")
    if not isinstance(found["state"], str):
        raise RetryableError("Salesforce does not say the state of a Bulk job")
    return found

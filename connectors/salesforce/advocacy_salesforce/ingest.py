"""Writes by Bulk API 2.0 ingest jobs: one upload, one run, three result files.

Our own CSV both ways: columns in a fixed order, an empty cell leaves a field, `#N/A` clears it; results are
joined by id, in whatever order they come (Bulk API 2.0 guide; CS-30 to CS-33, CS-75, CS-76).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from advocacy_sync.kernel.errors import AdvocacyError, RetryableError
from advocacy_sync.ports.crm import Change, PushOutcome, Receipt
from advocacy_sync.transport.budget import QuotaSpent

from .batches import rejected, unknown
from .cells import DELIMITERS, Table, line, read
from .faults import never_sent
from .jobs import SEPARATOR, Job
from .sdk import Client
from .wire import to18

__all__ = ["Ingest", "fits"]

LONGEST_UPLOAD = 100_000_000  # bytes of one job
LONGEST_CELL, LONGEST_ROW = 32_000, 400_000  # characters
TRIES = 3
CLEARED = "#N/A"
_DELIMITER = DELIMITERS[SEPARATOR]
_FILES = ("successfulResults", "failedResults", "unprocessedrecords")
Cells = Mapping[str, str]


def fits(change: Change) -> bool:
    """Whether Bulk can carry a change: it cannot say the text `#N/A`, and lengths are limited."""
    cells = [_cell(value) for value in change.values.values()]
    words = [value for value in change.values.values() if isinstance(value, str)]
    long = max(map(len, cells), default=0) > LONGEST_CELL or sum(map(len, cells)) > LONGEST_ROW
    return not long and not any(word.strip() == CLEARED for word in words)


@dataclass
class Ingest:
    """Updates rows of one object. `trouble` is the first thing that went wrong, for the record (CS-33); `running`
    are jobs that may still write, whatever we did to end them."""

    client: Client
    object: str
    seconds: float
    trouble: AdvocacyError | None = field(default=None, init=False)
    running: list[Job] = field(default_factory=list, init=False)

    def write(self, changes: Sequence[Change]) -> list[Receipt | None]:
        """One receipt per change, in their order; None for a row that was certainly not tried."""
        names = sorted({name for change in changes for name in change.values})
        receipts: list[Receipt | None] = []
        for some, upload in _uploads(names, changes):
            receipts += self._job(some, upload)
        return receipts

    def _job(self, changes: Sequence[Change], upload: bytes) -> list[Receipt | None]:
        untried: list[Receipt | None] = [None] * len(changes)
        try:
            job = Job.create(self.client, "ingest", {"operation": "update", "object": self.object})
        except AdvocacyError as error:  # without data it can do nothing, whether it is there or not
            self._note(error)
            return untried
        if not self._uploaded(job, upload):
            job.end()
            return untried
        begun = self._begun(job)
        if begun:
            return self._settled(job, changes)
        if begun is None and not self._stopped(job):
            self.running.append(job)
            return [unknown(change, str(self.trouble)) for change in changes]
        job.end()
        return untried

    def _uploaded(self, job: Job, upload: bytes) -> bool:
        try:
            headers = {"Content-Type": "text/csv; charset=UTF-8"}
            self.client.call("PUT", f"{job.path}/batches", "a Bulk upload", data=upload, headers=headers, again=False)
        except AdvocacyError as error:
            self._note(error)
            return False
        return True

    def _begun(self, job: Job) -> bool | None:
        """Whether the job may have begun: nothing is written before it has been closed. None: it has not, but a
        call that closes it was lost and may still arrive."""
        lost = False
        for _ in range(2):
            try:
                job.change("UploadComplete")
            except QuotaSpent as error:
                self._note(error)
                break
            except AdvocacyError as error:
                self._note(error)
                if not self._open(job):
                    return True
                lost = lost or (isinstance(error, RetryableError) and not never_sent(error))
            else:
                return True
        return None if lost else False

    @staticmethod
    def _stopped(job: Job) -> bool:
        """Whether the job is aborted for certain, with no row tried: then nothing that arrives later begins it."""
        with suppress(AdvocacyError):
            job.change("Aborted")
        try:
            status = job.status()
        except AdvocacyError:
            return False
        return status["state"] == "Aborted" and not status.get("numberRecordsProcessed")

    @staticmethod
    def _open(job: Job) -> bool:
        """Whether the job certainly waits for its data still."""
        try:
            return bool(job.status()["state"] == "Open")
        except AdvocacyError:
            return False

    def _settled(self, job: Job, changes: Sequence[Change]) -> list[Receipt | None]:
        """What became of the rows of a job that has begun. It is never left to run behind our back: it would write
        over what a later push has written by then (C-08, D-06)."""
        late = False
        try:
            status = job.ended(self.seconds)
        except AdvocacyError as error:
            self._note(error)
            if not job.stopped():
                self.running.append(job)
                return [unknown(change, str(error)) for change in changes]
            late, status = True, {}
        if status.get("state") == "Failed":
            self._note(RetryableError(f"the Bulk job failed ({status.get('errorMessage') or 'no reason given'})"))
        receipts = self._receipts(job, status, changes, late=late)
        job.delete()
        return receipts

    def _receipts(
        self, job: Job, status: Mapping[str, Any], changes: Sequence[Change], *, late: bool
    ) -> list[Receipt | None]:
        found: dict[str, Receipt | None] = {}
        keys = {str(change.key.external_id): change for change in changes}
        try:
            for name, expected in zip(_FILES, _expected(status), strict=True):
                for id, cells in self._rows(job, name, expected):
                    if id in keys and id not in found:
                        found[id] = _receipt(keys[id], name, cells, late=late)
        except AdvocacyError as error:
            self._note(error)
        lost = str(self.trouble or "the Bulk job's results do not hold the row")
        return [
            found[id] if (id := str(change.key.external_id)) in found else unknown(change, lost) for change in changes
        ]

    def _rows(self, job: Job, name: str, expected: int | None) -> Iterator[tuple[str, Cells]]:
        """Rows of one result file with their ids. One with another number of rows than the job says is read again."""
        for _ in range(TRIES):
            table: Table = self.client.fetch(
                "GET", f"{job.path}/{name}", "Bulk results", _table, headers={"Accept": "text/csv"}
            )
            if expected is None or table.count == expected:
                break
        for cells in table.lines(0, table.count):
            row = dict(zip(table.header, cells, strict=True))
            yield to18(row.get("sf__Id") or row.get("Id", "")), row

    def _note(self, error: AdvocacyError) -> None:
        self.trouble = self.trouble or error


def _table(answer: Any) -> Table:
    table = read(answer.content, _DELIMITER)
    if table.header and "Id" not in table.header:
        raise RetryableError("Salesforce's answer is no file of Bulk results")
    return table


def _expected(status: Mapping[str, Any]) -> tuple[int | None, int | None, None]:
    """Rows that succeeded and failed, as a job that is complete counts them."""
    processed, failed = status.get("numberRecordsProcessed"), status.get("numberRecordsFailed")
    if status.get("state") != "JobComplete" or not isinstance(processed, int) or not isinstance(failed, int):
        return None, None, None
    return processed - failed, failed, None


def _receipt(change: Change, file: str, cells: Cells, *, late: bool) -> Receipt | None:
    if file == "successfulResults":
        return Receipt(key=change.key, outcome=PushOutcome.APPLIED)
    if file == "failedResults":
        said = cells.get("sf__Error", "").removesuffix("--").strip()
        code = said.partition(":")[0]
        return rejected(change, code, said or "no reason given")
    return unknown(change, "the Bulk job was aborted, and may still have tried the row") if late else None


def _uploads(names: Sequence[str], changes: Sequence[Change]) -> Iterator[tuple[list[Change], bytes]]:
    """Changes with their file, each as large as a job may be."""
    head = line(["Id", *names], _DELIMITER)
    some, parts, size = list[Change](), [head], len(head)
    for change in changes:
        cells = [_cell(change.values[name]) if name in change.values else "" for name in names]
        made = line([str(change.key.external_id), *cells], _DELIMITER)
        if some and size + len(made) > LONGEST_UPLOAD:
            yield some, b"".join(parts)
            some, parts, size = [], [head], len(head)
        some.append(change)
        parts.append(made)
        size += len(made)
    if some:
        yield some, b"".join(parts)


def _cell(value: Any) -> str:
    """A value as Bulk reads it. Empty would mean: leave it as it is."""
    if value is None or value == "":
        return CLEARED
    return str(value).lower() if isinstance(value, bool) else str(value)

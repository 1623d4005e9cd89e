"""Whole reads: every row of an object, by a few of its fields. They find what no window of changes shows.

A new source on old rows (backfill), values that change without moving the stamp, rows that a window
missed, and rows that are there no more (audit). Two whole reads in a row must miss a row, and the CRM must
not know it by its id, before it counts as gone; if many are missing at once, nothing does: a right that was
taken away looks just so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from advocacy_sync.kernel.finding import Finding, Severity
from advocacy_sync.kernel.ids import parse_source_key
from advocacy_sync.ports.crm import ReadRequest
from advocacy_sync.ports.events import Events
from advocacy_sync.ports.store import Absence, Checkpoint, Known, Outcome, Task, UnitOfWork
from advocacy_sync.records.source_row import SourceRow

from .page import PageWriter
from .poison import begun, in_words
from .reading import LONGEST_REACH, ObjectReading

__all__ = ["WholeReading"]

ABSENCES = 2  # whole reads in a row that must miss a row
FEW = 5  # rows that may always be missing at once, however few there are
ROWS_A_GRAVE = 500
AGAIN = "The next pull reads whole once more; if it stays so, compare the CRM's count with what is kept."
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class WholeReading:
    """Whole reads of the object of a reading."""

    reading: ObjectReading
    findings: list[Finding]
    events: Events

    def backfill(self) -> None:
        """Read the sources that the mapping or the org has gained since, for all rows."""
        state = self._state("changes")
        missing = [source for source in self.reading.plan.reads if source not in state.sources]
        if missing and state.bound is not None:
            self.reading.connection.budget.purpose = "backfill"
            self._read("backfill", missing)

    def audit(self) -> None:
        """Read the ids and the quiet sources of all rows, if that is due or was begun."""
        plan, policy = self.reading.plan, self.reading.policy
        state = self._state("audit")
        quiet = self.reading.connection.session.reader.quiet(plan.object, plan.reads)
        every = min(policy.refresh, policy.sweep) if quiet else policy.sweep
        due = state.completed_at is None or self.reading.clock.now() - state.completed_at >= every
        if due or state.window_end is not None:
            self.reading.connection.budget.purpose = "audit"
            self._read("audit", quiet)
        else:
            self._missing()

    # -- the read ----------------------------------------------------------------------------------

    def _read(self, task: Task, sources: Sequence[str]) -> None:
        reading = self.reading
        state = self._begin(task, sources)
        with in_words(reading.store, reading.connection.name, reading.plan.object, task):
            self._pages(task, state)
        self._conclude()

    def _pages(self, task: Task, state: Checkpoint) -> None:
        reading = self.reading
        new, kept = _NEVER, _NEVER
        request = ReadRequest(object=reading.plan.object, sources=state.sources)
        for page in reading.pages(request, state.cursor):
            known = self._known(page.rows)
            mended = self._mend(page.rows, known, quiet=bool(state.sources))
            now = reading.clock.now()
            with reading.store.begin() as work:
                counts = mended.store(reading.writer(work, now), task)
                reading.ask_again(work, [*page.unread, *mended.kept_back], now)
                work.presence.saw([str(row.key) for row in page.rows if not row.deleted])
                late = self._late(work, mended.fresh)
                new = max([new, *(row.stamp for row in mended.fresh)])
                kept = max([kept, *(row.stamp for row in mended.part)])
                if page.cursor is None or page.doubt:
                    self._finish(work, state, task, now, page.doubt)
                else:
                    self._put(work, task, replace(state, cursor=page.cursor, tries=1))
                reading.count(work, counts)
            self._tell_late(late)
            reading.shown(task, counts, page.total)
            if page.doubt:  # what is left of the read could conclude no more
                text = f"a whole read came short: {page.doubt}; nothing was concluded from it"
                self._found("pull.short", text, "error", AGAIN)
                break
        self._tell_unseen(min(new, kept))

    def _state(self, task: Task) -> Checkpoint:
        with self.reading.store.begin() as work:
            return work.checkpoints.get(self.reading.connection.name, self.reading.plan.object, task) or Checkpoint()

    def _put(self, work: UnitOfWork, task: Task, state: Checkpoint) -> None:
        work.checkpoints.put(self.reading.connection.name, self.reading.plan.object, task, state)

    def _begin(self, task: Task, sources: Sequence[str]) -> Checkpoint:
        """Where the read stands: inside one that was begun, if the org still shows what it reads."""
        reading = self.reading
        state = begun(self._state(task), reading.plan.object, task, resume=reading.policy.resume)
        if state.window_end is not None and set(state.sources) <= set(reading.plan.reads):
            with reading.store.begin() as work:
                self._put(work, task, state)
            return state
        now = reading.connection.session.reader.now()
        fresh = Checkpoint(window_end=now, sources=tuple(sources), run=reading.run, tries=state.tries)
        fresh = replace(fresh, completed_at=state.completed_at)
        with reading.store.begin() as work:
            work.presence.forget(reading.connection.name, reading.plan.object)
            self._put(work, task, fresh)
        return fresh

    def _known(self, rows: Sequence[SourceRow]) -> dict[str, Known]:
        with self.reading.store.begin() as work:
            return work.sources.known([str(row.key) for row in rows])

    def _mend(self, rows: Sequence[SourceRow], known: Mapping[str, Known], *, quiet: bool) -> _Mended:
        """Rows that are not as we have them are read whole: a part of a row must not stand for all of it."""
        differing = [row for row in rows if not row.deleted and _differs(row, known.get(str(row.key)))]
        excluded = [row for row in differing if self._excluded(row, known)]
        wanted = [row for row in differing if row not in excluded]
        anew, kept_back = self.reading.rows([row.key.external_id for row in wanted])
        whole = {str(row.key): row for row in anew}
        keys = {str(row.key) for row in differing}
        part = [row for row in rows if not row.deleted and str(row.key) not in keys]
        graves = [row for row in rows if row.deleted and str(row.key) not in whole]
        lost = [row for row in wanted if str(row.key) not in whole]
        older = {str(row.key) for row in wanted if _older(row, known.get(str(row.key)))}
        found = [row for row in wanted if str(row.key) in whole and str(row.key) not in older]
        return _Mended(part, [*graves, *whole.values()], found, lost, older, excluded, kept_back, quiet)

    def _excluded(self, row: SourceRow, known: Mapping[str, Known]) -> bool:
        """Whether the row stays out because it is from before the start date."""
        since = self.reading.policy.since
        return since is not None and row.stamp < since and str(row.key) not in known

    def _finish(self, work: UnitOfWork, state: Checkpoint, task: Task, now: datetime, doubt: str) -> None:
        """The read has come to its end: whom did it not meet? If it may have come short, that says nothing, and it
        is due again."""
        name, plan = self.reading.connection.name, self.reading.plan
        if not doubt:
            missed = work.presence.missed(name, plan.object, state.run or self.reading.run)
            work.presence.note(name, plan.object, missed, self.reading.run, now)
        work.presence.forget(name, plan.object)
        self._put(work, task, Checkpoint(completed_at=None if doubt else now))
        if task == "backfill":
            changes = work.checkpoints.get(name, plan.object) or Checkpoint()
            whole = tuple(dict.fromkeys([*changes.sources, *state.sources]))
            self._put(work, "changes", replace(changes, sources=whole))

    # -- what came late ----------------------------------------------------------------------------

    def _late(self, work: UnitOfWork, fresh: Sequence[SourceRow]) -> int:
        """How many rows the windows should have shown and did not. The overlap learns from those of late."""
        changes = work.checkpoints.get(self.reading.connection.name, self.reading.plan.object) or Checkpoint()
        if changes.bound is None or changes.read_at is None:
            return 0
        late = [row for row in fresh if row.stamp < changes.bound]
        lags = [changes.read_at - row.stamp for row in late]
        lag = max([changes.lag, *(lag for lag in lags if lag <= LONGEST_REACH)])
        if lag > changes.lag:
            self._put(work, "changes", replace(changes, lag=lag))
        return len(late)

    def _tell_late(self, late: int) -> None:
        if late:
            text = f"a whole read found {late} rows that no window of changes had shown; they are stored now"
            self._found("pull.late", text, "notice")

    def _tell_unseen(self, newest: datetime) -> None:
        """Whether windows are blind (CS-05). `newest`: the read has found new rows up to it, and so had an earlier one.

        One row may be late; but that one is shown by the next windows, for they reach back as far as it was late.
        """
        state = self._state("changes")
        if state.newest is None or state.read_at is None:
            return
        if newest > state.newest and state.read_at - state.newest > LONGEST_REACH:
            text = (
                f"windows show nothing newer than {state.newest:%Y-%m-%d %H:%M}Z, though rows were modified since: the "
                "index of the CRM stands still, and only whole reads find what is new"
            )
            remedy = "Read whole more often (pull.sweep_hours) until it moves, and report it to the CRM's vendor."
            self._found("pull.unseen", text, "error", remedy)

    # -- what is gone ------------------------------------------------------------------------------

    def _conclude(self) -> None:
        """Bury what is gone for certain, unless so much is missing that something else must have happened."""
        missing = self._missing()
        if missing is None:
            return
        gone = [one.source_key for one in missing if one.times >= ABSENCES]
        for start in range(0, len(gone), ROWS_A_GRAVE):
            self._bury(gone[start : start + ROWS_A_GRAVE])

    def _missing(self) -> list[Absence] | None:
        """Rows that the last whole read missed; None, and a finding at each pull, while they are too many."""
        reading = self.reading
        with reading.store.begin() as work:
            missing = work.presence.absences(reading.connection.name, reading.plan.object, 1)
            living = work.presence.living(reading.connection.name, reading.plan.object) if missing else 0
        share = reading.policy.vanish_share
        everything = len(missing) == living >= 2 and share < 1  # however few they were
        if len(missing) <= max(FEW, share * living) and not everything:
            return missing
        text = (
            f"{len(missing)} of {living} rows of {reading.plan.object} are no longer shown to the connected user; "
            "that looks like a right that was taken away, so nothing was deleted"
        )
        remedy = "Restore the right; or, if they are gone, run 'advocacy-sync pull --accept-vanished'."
        self._found("pull.vanished", text, "error", remedy)
        return None

    def _bury(self, keys: Sequence[str]) -> None:
        """The last word has the CRM: whom it still knows by the id is not gone."""
        reading = self.reading
        rows, kept_back = reading.rows([parse_source_key(key).external_id for key in keys])
        answered = {str(row.key) for row in rows}
        answered |= {key for key in keys if parse_source_key(key).external_id in kept_back}
        with reading.store.begin() as work:
            writer = reading.writer(work, reading.clock.now())
            counts = writer.store(rows, "audit").counts
            gone = list(work.sources.stored([key for key in keys if key not in answered]).values())
            writer.bury(gone)
            work.presence.settle(keys)
            counts["vanished"] = sum(not row.deleted for row in gone)
            reading.count(work, counts)
        reading.counts.update(counts)

    def _found(self, code: str, text: str, severity: Severity, remedy: str = "") -> None:
        where = f"{self.reading.connection.name} {self.reading.plan.object}"
        self.findings.append(Finding(code=code, message=text, severity=severity, subject=where, remedy=remedy))
        self.events(code.replace(".", "_"), connection=self.reading.connection.name, object=self.reading.plan.object)


@dataclass(frozen=True)
class _Mended:
    """A page of a whole read. `part`: rows as we have them; `whole`: tombstones, and rows read anew;
    `fresh`: the rows of the page that are newer than ours, `lost`: those that a second look no longer found,
    `older`: keys of those that the page shows with an older stamp than ours. `excluded`: those from before the
    start date. `kept_back`: ids of those that the CRM would not
    give. `quiet`: whether the read brought more than ids and stamps."""

    part: Sequence[SourceRow]
    whole: Sequence[SourceRow]
    fresh: Sequence[SourceRow]
    lost: Sequence[SourceRow]
    older: Collection[str]
    excluded: Sequence[SourceRow]
    kept_back: Sequence[str]
    quiet: bool

    def store(self, writer: PageWriter, task: Task) -> Counter[str]:
        part = writer.store(self.part, task, partial=True) if self.quiet else writer.confirm(self.part, task)
        # An index that lags behind shows older rows; a clock that was ahead leaves them so. The second look tells.
        whole = writer.store(self.whole, task, sure=self.older)
        lost = writer.passed(self.lost, task, Outcome.STALE)
        excluded = writer.passed(self.excluded, task, Outcome.SKIPPED)
        return part.counts + whole.counts + lost.counts + excluded.counts


def _differs(row: SourceRow, known: Known | None) -> bool:
    return known is None or known.deleted or row.stamp != known.stamp


def _older(row: SourceRow, known: Known | None) -> bool:
    return known is not None and row.stamp < known.stamp

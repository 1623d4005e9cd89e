"""Reading one object of one connection: rows of a window, page by page, each page kept with its checkpoint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from advocacy_sync.kernel.clock import Clock
from advocacy_sync.kernel.errors import RetryableError
from advocacy_sync.kernel.ids import RunId
from advocacy_sync.kernel.timespan import Span
from advocacy_sync.mapping.inbound import Mapper
from advocacy_sync.ports.crm import Hint, Page, ReadRequest
from advocacy_sync.ports.events import Progress
from advocacy_sync.ports.store import Checkpoint, MappingVersion, Store, Task, UnitOfWork
from advocacy_sync.records.source_row import SourceRow

from .ahead import ahead, together
from .connected import Connected, ObjectPlan
from .page import PageWriter
from .poison import begun, in_words

__all__ = ["ObjectReading", "PullPolicy"]

ROWS_A_REPLAY = 2_000
ROWS_A_STEP = 1_000  # at least, where pages are smaller: as many as a CRM gives in some seconds
LONGEST_REACH = timedelta(days=1)  # nothing is that late; a whole read finds what was


@dataclass(frozen=True)
class PullPolicy:
    """`settle`: how long rows may take to become visible; `overlap`: how far each window goes back. Both
    grow with the lag that is seen. `refresh`, `sweep`: how often a whole read looks for values that change
    quietly, and for rows that have vanished. `vanish_share`: if more of an object's rows are missing at
    once, nothing is concluded. `resume`: what was paused is tried again. `ahead`: the next page is fetched
    while one is stored. `since`: rows that were modified last before it are left out, None: the whole
    history."""

    settle: timedelta = timedelta(minutes=5)
    overlap: timedelta = timedelta(minutes=15)
    refresh: timedelta = timedelta(hours=24)
    sweep: timedelta = timedelta(hours=24)
    vanish_share: float = 0.1
    resume: bool = False
    ahead: bool = True
    since: datetime | None = None


@dataclass(frozen=True)
class ObjectReading:
    """One object in one run. `counts`: outcomes so far; `doubts`: why its changes may not be all there are."""

    store: Store
    run: RunId
    clock: Clock
    policy: PullPolicy
    progress: Progress
    connection: Connected
    plan: ObjectPlan
    mapper: Mapper
    counts: Counter[str]
    doubts: list[str] = field(default_factory=list)

    def writer(self, work: UnitOfWork, now: datetime) -> PageWriter:
        return PageWriter(work, self.mapper, self.plan, self.run, now)

    def count(self, work: UnitOfWork, counts: Counter[str]) -> None:
        """Add outcomes to the run's record; the report gets them once they are kept."""
        work.runs.count(self.run, self.connection.name, self.plan.object, counts)
        self.connection.book(work, self.run, self.clock.now())

    # -- kept rows ---------------------------------------------------------------------------------

    def replay(self) -> None:
        """Apply a changed mapping to the rows that are kept, without asking the CRM."""
        name = self.connection.name
        with self.store.begin() as work:
            work.mappings.keep(self._version())
            total = work.sources.count_outdated(name, self.plan.object, self.plan.version)
        last = ""
        while True:
            with self.store.begin() as work:
                rows = work.sources.outdated(name, self.plan.object, self.plan.version, ROWS_A_REPLAY, last)
                if not rows:
                    return
                last = str(rows[-1].key)
                self.writer(work, self.clock.now()).replay(rows)
                self.count(work, Counter(replayed=len(rows)))
                work.checkpoints.attempt(name, self.plan.object, "changes", 1)
            self.counts["replayed"] += len(rows)
            self.progress(f"{name} {self.plan.object} (replay)", self.counts["replayed"], total)

    def _version(self) -> MappingVersion:
        """The mapping that is about to run."""
        document = self.plan.document.model_dump_json(
            by_alias=True, exclude_defaults=True, include={"object", "records"}
        )
        return MappingVersion(
            connection=self.connection.name,
            object=self.plan.object,
            version=self.plan.version,
            document=document,
            run=self.run,
            since=self.clock.now(),
        )

    # -- windows -----------------------------------------------------------------------------------

    def changes(self) -> None:
        """Apply a changed mapping to what is kept; then read what was modified since the last settled bound, and
        everything the first time."""
        before, window_end = self._begin()
        with in_words(self.store, self.connection.name, self.plan.object, "changes"):
            self.replay()
            self._window(before, window_end)

    def _window(self, before: Checkpoint, window_end: datetime) -> None:
        began = window_end + self._settle(before)
        request = ReadRequest(object=self.plan.object, sources=self.plan.reads, span=Span(self._start(before), None))
        state = before
        with self._fetched(request, before.cursor) as pages:
            for page in pages:
                now = self.clock.now()
                with self.store.begin() as work:
                    stored = self.writer(work, now).store(page.rows, "changes")
                    shown = [*([state.newest] if state.newest else []), *(row.stamp for row in page.rows)]
                    lag = max([state.lag, *_lags(before, stored.moved)])
                    state = replace(state, lag=lag, newest=max(shown, default=None))
                    state = self._after(state, page, window_end, began, now)
                    work.checkpoints.put(self.connection.name, self.plan.object, "changes", state)
                    if page.cursor is None and before.bound is None:
                        self._counts_as_whole(work, now)
                    self.ask_again(work, page.unread, now)
                    if page.doubt:
                        self.put(work, "audit", Checkpoint())  # a whole read is due at once
                    self.count(work, stored.counts)
                self.doubts.extend([page.doubt] if page.doubt else [])
                self.shown("changes", stored.counts, page.total)
        self.progress(f"{self.connection.name} {self.plan.object}", self.counts["seen"], self.counts["seen"])

    def _start(self, before: Checkpoint) -> datetime | None:
        """Where the window begins: behind the settled bound by the overlap, never before the start date."""
        starts = [before.bound - _overlap(self.policy, before.lag)] if before.bound else []
        return max([*starts, *([self.policy.since] if self.policy.since else [])], default=None)

    def some(self, ids: Sequence[str]) -> None:
        """Read these rows anew. Raises RetryableError, behind those that came, when the CRM keeps some back."""
        kept_back = 0
        request = ReadRequest(object=self.plan.object, sources=self.plan.reads, ids=tuple(ids))
        with self.store.begin() as work:
            state = work.checkpoints.get(self.connection.name, self.plan.object, "hints") or Checkpoint()
            self.put(work, "hints", begun(state, self.plan.object, "hints", resume=self.policy.resume))
        with in_words(self.store, self.connection.name, self.plan.object, "hints"):
            for page in self.connection.session.reader.pages(request):
                with self.store.begin() as work:
                    stored = self.writer(work, self.clock.now()).store(page.rows, "changes")
                    self.count(work, stored.counts)
                self.counts.update(stored.counts)
                kept_back += len(page.unread)
        with self.store.begin() as work:
            self.put(work, "hints", Checkpoint())
        if kept_back:
            raise RetryableError(f"the CRM keeps {kept_back} rows back; they are asked for again at the next pull")

    def put(self, work: UnitOfWork, task: Task, state: Checkpoint) -> None:
        work.checkpoints.put(self.connection.name, self.plan.object, task, state)

    def rows(self, ids: Sequence[str]) -> tuple[list[SourceRow], list[str]]:
        """These rows whole, as they are now; and the ids of those that the CRM keeps back."""
        rows: list[SourceRow] = []
        kept_back: list[str] = []
        if ids:
            request = ReadRequest(object=self.plan.object, sources=self.plan.reads, ids=tuple(ids))
            for page in self.connection.session.reader.pages(request):
                rows += page.rows
                kept_back += page.unread
        return rows, kept_back

    def ask_again(self, work: UnitOfWork, ids: Sequence[str], now: datetime) -> None:
        """Rows that the CRM keeps back are asked for by their id until they come: no window shows them again."""
        hints = [Hint(object=self.plan.object, id=one, kind="changed", occurred_at=now) for one in ids]
        work.hints.put(self.connection.name, hints, now)

    def pages(self, request: ReadRequest, cursor: str | None) -> Iterator[Page]:
        """The pages of a request, small ones together."""
        return together(self.connection.session.reader.pages(request, cursor), ROWS_A_STEP)

    @contextmanager
    def _fetched(self, request: ReadRequest, cursor: str | None) -> Iterator[Iterator[Page]]:
        """The pages of a request. When the block ends, however it does, nothing is being fetched any more:
        the session is not for two threads at once."""
        pages = self.pages(request, cursor)
        if not self.policy.ahead:
            yield pages
            return
        with closing(ahead(pages)) as fetched:
            yield fetched

    def shown(self, task: Task, counts: Counter[str], total: int | None) -> None:
        """Into the report, once it is kept."""
        self.counts.update(counts)
        step = f"{self.connection.name} {self.plan.object}" + ("" if task == "changes" else f" ({task})")
        self.progress(step, self.counts["seen"], max(total, self.counts["seen"] + 1) if total else None)

    def _begin(self) -> tuple[Checkpoint, datetime]:
        """Where the object stands, and the bound that it will have when this window is done.

        From here on the object counts as one that is to be read.
        """
        name, plan = self.connection.name, self.plan
        with self.store.begin() as work:
            found = work.checkpoints.get(name, plan.object) or Checkpoint()
            found = begun(found, plan.object, "changes", resume=self.policy.resume)
            if found.bound is None and found.cursor is None:  # all rows will be read, and all of each
                found = replace(found, sources=plan.reads)
            kept = tuple(source for source in found.sources if source in plan.reads)
            before = replace(found, sources=kept, lost=plan.lost)
            # A clock that is ahead, be it the CRM's or a proxy's, must not move the bound over what is still to come.
            now = min(self.connection.session.reader.now(), self.clock.now())
            window_end = before.window_end or now - self._settle(before)
            work.checkpoints.put(name, plan.object, "changes", replace(before, window_end=window_end, run=self.run))
        return before, window_end

    def _settle(self, state: Checkpoint) -> timedelta:
        return max(self.policy.settle, min(state.lag, LONGEST_REACH))

    def _after(self, state: Checkpoint, page: Page, window_end: datetime, began: datetime, now: datetime) -> Checkpoint:
        """Where the object stands behind a page: inside the window, or done with it."""
        if page.cursor is not None:
            return replace(state, window_end=window_end, cursor=page.cursor, run=self.run, tries=1)
        done = replace(state, bound=window_end, window_end=None, cursor=None, run=None, tries=0)
        return replace(done, read_at=began, completed_at=now)

    def _counts_as_whole(self, work: UnitOfWork, now: datetime) -> None:
        """The first window shows every row there is: the next whole read is due one interval later, unless the
        window came short."""
        if work.checkpoints.get(self.connection.name, self.plan.object, "audit") is None:
            self.put(work, "audit", Checkpoint(completed_at=now))


def _overlap(policy: PullPolicy, lag: timedelta) -> timedelta:
    """Three times the longest lag seen, never under what the settings say."""
    return max(policy.overlap, min(3 * lag, LONGEST_REACH))


def _lags(before: Checkpoint, moved: Sequence[SourceRow]) -> Iterator[timedelta]:
    """How late rows came that the last read should have shown, had it seen them."""
    if before.read_at is None or before.bound is None:
        return
    for row in moved:
        if row.stamp < before.read_at and not row.deleted:
            yield min(before.read_at - row.stamp, LONGEST_REACH)

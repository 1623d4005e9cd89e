"""What becomes of each row of a page: exactly one outcome, decided and stored in the caller's transaction."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b

from advocacy_sync.identity.keys import keys, recognised
from advocacy_sync.kernel.ids import ExternalId, RunId, parse_source_key
from advocacy_sync.mapping.inbound import Mapper
from advocacy_sync.mapping.patch import carry, overlay
from advocacy_sync.ports.store import Edge, Known, Manifest, Outcome, Task, UnitOfWork, Written
from advocacy_sync.records.source_row import SourceRow

from .connected import ObjectPlan

__all__ = ["OUTCOMES", "PageWriter", "Stored", "balanced", "sibling"]

OUTCOMES = frozenset(outcome.value for outcome in Outcome)


def balanced(counts: Mapping[str, int]) -> bool:
    """Whether each row that was seen has come to one outcome."""
    return counts.get("seen", 0) == sum(count for name, count in counts.items() if name in OUTCOMES)


def sibling(row: SourceRow, external_id: str | None) -> str:
    """The key of another row of the same object."""
    return str(row.key._replace(external_id=ExternalId(external_id or "")))


@dataclass(frozen=True)
class Stored:
    """Outcomes of a page by name, `seen` among them, and the rows that were new or changed by their stamp."""

    counts: Counter[str]
    moved: Sequence[SourceRow]


@dataclass(frozen=True)
class PageWriter:
    """Stores pages of one object in one transaction. `partial`: rows hold some of their fields only."""

    work: UnitOfWork
    mapper: Mapper
    plan: ObjectPlan
    run: RunId
    now: datetime

    def store(
        self, rows: Sequence[SourceRow], task: Task, *, partial: bool = False, sure: Collection[str] = ()
    ) -> Stored:
        """One outcome for each row; the page's manifest is kept with the run.

        `sure`: keys of rows that count though they are older than ours: the CRM has said so twice.
        """
        newest = {str(row.key): row for row in sorted(rows, key=lambda row: row.stamp)}
        known = self.work.sources.known(list(newest))
        before = self.work.sources.stored(list(known)) if partial or self.plan.lost else {}
        whole = {key: _completed(row, before.get(key), self.plan.lost, partial=partial) for key, row in newest.items()}
        digests = {key: self.work.sources.digest(row) for key, row in whole.items()}
        decided = {
            key: self._decide(row, *digests[key], known.get(key), sure=key in sure) for key, row in whole.items()
        }
        counts = Counter(one.outcome.value if isinstance(one, Written) else one.value for one in decided.values())
        counts[Outcome.UNCHANGED.value] += len(rows) - len(newest)  # the same row twice in one page
        self._keep(decided)
        self._lineage([newest[key] for key, one in decided.items() if one is not Outcome.STALE])
        counts["seen"] = len(rows)
        if rows:
            self._manifest(task, counts, list(newest), [digest for _, digest in digests.values()])
        written = [row for key, row in newest.items() if isinstance(decided[key], Written)]
        return Stored(counts, [row for row in written if _moved(row, known.get(str(row.key)))])

    def passed(self, rows: Sequence[SourceRow], task: Task, outcome: Outcome) -> Stored:
        """Rows of which nothing is kept: stale, for a second look no longer found them, or skipped, for they are
        from before the start date."""
        counts = Counter({"seen": len(rows), outcome.value: len(rows)})
        if rows:
            self._manifest(task, counts, [str(row.key) for row in rows], [])
        return Stored(counts, [])

    def confirm(self, rows: Sequence[SourceRow], task: Task) -> Stored:
        """Rows of which the answer says no more than that they are as we have them."""
        counts = Counter({"seen": len(rows), Outcome.UNCHANGED.value: len(rows)})
        if rows:
            stamps = [f"{row.key.external_id} {row.stamp.isoformat()}" for row in rows]
            self._manifest(task, counts, [str(row.key) for row in rows], stamps)
        return Stored(counts, [])

    def replay(self, rows: Sequence[SourceRow]) -> None:
        """Apply the mapping to rows as they are kept."""
        written = [self._written(row, *self.work.sources.digest(row), known=True) for row in rows]
        self.work.sources.put(self.run, self.plan.version, written, shown=False, lone=self._lone(written))

    def bury(self, rows: Sequence[SourceRow]) -> None:
        """Rows that are no more, though no answer said so: tombstones, and their records gone."""
        self.replay([replace(row, deleted=True) for row in rows if not row.deleted])

    # -- one row -----------------------------------------------------------------------------------

    def _decide(
        self, row: SourceRow, payload: str, digest: str, known: Known | None, *, sure: bool
    ) -> Written | Outcome:
        if known is None:
            return self._written(row, payload, digest, known=False)
        if row.stamp < known.stamp and not sure:
            return Outcome.STALE
        if known.digest == digest and known.mapping == self.plan.version:
            return Outcome.UNCHANGED
        return self._written(row, payload, digest, known=True)

    def _written(self, row: SourceRow, payload: str, digest: str, *, known: bool) -> Written:
        mapped = self.mapper.map(row) if not row.deleted else None
        outcome = _outcome(mapped.rejected, bool(mapped.records), known=known) if mapped else Outcome.TOMBSTONE
        return Written(
            row=row,
            payload=payload,
            digest=digest,
            outcome=outcome,
            known=known,
            read_at=self.now,
            records=mapped.records if mapped else (),
            problems=mapped.problems if mapped else (),
        )

    # -- the page ----------------------------------------------------------------------------------

    def _keep(self, decided: Mapping[str, Written | Outcome]) -> None:
        written = [one for one in decided.values() if isinstance(one, Written)]
        self.work.sources.put(self.run, self.plan.version, written, lone=self._lone(written))
        self.work.sources.touch(self.run, [key for key, one in decided.items() if one is Outcome.UNCHANGED])

    def _lone(self, written: Sequence[Written]) -> dict[str, Sequence[str]]:
        """Identity keys of records that there is nothing to resolve of: new ones that share no key with anybody, and
        known ones who are who they were."""
        new: dict[str, dict[str, Sequence[str]]] = defaultdict(dict)
        known: dict[str, dict[str, Sequence[str]]] = defaultdict(dict)
        for one in written:
            for kind, record in one.records:
                if recognised(record):
                    (known if one.known else new)[kind][record.id] = keys(record)
        lone: dict[str, Sequence[str]] = {}
        for kind, by_record in new.items():
            carried = Counter(key for own in by_record.values() for key in own)
            taken = self.work.identity.taken(kind, list(carried))
            taken.update(key for key, times in carried.items() if times > 1)
            lone.update((record, own) for record, own in by_record.items() if taken.isdisjoint(own))
        for kind, by_record in known.items():
            unmoved = self.work.identity.unmoved(kind, by_record)
            lone.update((record, by_record[record]) for record in unmoved)
        return lone

    def _lineage(self, rows: Sequence[SourceRow]) -> None:
        """Rows that went into others lead there from now on; rows that have changed since live again."""
        edges = [Edge(str(row.key), sibling(row, row.merged_into), row.stamp) for row in rows if _went(row)]
        taken = [Edge(sibling(row, gone), str(row.key), row.stamp) for row in rows for gone in row.absorbed]
        self.work.lineage.revive({str(row.key): row.stamp for row in rows if not row.deleted})
        self.work.lineage.put(self.run, [*edges, *taken])
        if taken:
            self._take_in({edge.gone: edge.at for edge in taken})

    def _take_in(self, gone: Mapping[str, datetime]) -> None:
        """Tombstones for rows that others have absorbed, by key, with the time at which that was said.

        The merge is newer than whatever an index that lags behind may still show of them, whether they were
        read before their heir or will be after it.
        """
        left = self.work.sources.stored(list(gone))
        new = [SourceRow(key=parse_source_key(key), payload={}, stamp=gone[key]) for key in gone if key not in left]
        self.bury([*new, *(replace(row, stamp=max(row.stamp, gone[key])) for key, row in sorted(left.items()))])

    def _manifest(self, task: Task, counts: Counter[str], keys: Sequence[str], digests: Sequence[str]) -> None:
        manifest = Manifest(
            connection=keys[0].partition("/")[0],
            object=self.plan.object,
            task=task,
            rows=counts["seen"],
            ids=_fingerprint(keys),
            content=_fingerprint(digests),
            outcomes={name: count for name, count in counts.items() if name in OUTCOMES},
        )
        self.work.runs.page(self.run, manifest)


def _moved(row: SourceRow, known: Known | None) -> bool:
    return known is None or row.stamp > known.stamp


def _went(row: SourceRow) -> bool:
    return row.deleted and row.merged_into is not None


def _completed(row: SourceRow, before: SourceRow | None, lost: Sequence[str], *, partial: bool) -> SourceRow:
    """The row with what the answer does not speak of as it was."""
    if before is None or row.deleted:
        return row
    if partial:
        return replace(before, payload=overlay(before.payload, row.payload), stamp=row.stamp)
    return replace(row, payload=carry(before.payload, row.payload, lost)) if lost else row


def _outcome(rejected: bool, yields: bool, *, known: bool) -> Outcome:
    if rejected:
        return Outcome.REJECTED
    if not yields:
        return Outcome.SKIPPED
    return Outcome.UPDATED if known else Outcome.INSERTED


def _fingerprint(parts: Sequence[str]) -> str:
    return blake2b("\n".join(sorted(parts)).encode("utf-8", "replace"), digest_size=16).hexdigest()

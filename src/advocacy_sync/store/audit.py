"""Whether the store keeps its promises: each question is answered by what is stored, never by what a run said.

The invariants are numbered as in docs/reliability.md. Every method returns sentences that name what is
broken; an empty list says that nothing is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from sqlalchemy import Connection, and_, func, or_, select

from advocacy_sync.kernel.ids import RunId
from advocacy_sync.ports.store import Outcome

from .schema import (
    CANONICAL,
    IDENTITY,
    checkpoint,
    intent,
    lease,
    ledger_entry,
    lineage,
    link,
    opportunity_version,
    page,
    plan,
    run,
    run_outcome,
    source_row,
)

__all__ = ["SqlAudit"]

_PULLED = frozenset(outcome.value for outcome in Outcome)
_PUSHED = frozenset({"applied", "unchanged", "rejected", "conflicted", "unknown"})


class SqlAudit:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # -- what was seen and what was planned --------------------------------------------------------

    def pull_balance(self, one: RunId | None = None) -> list[str]:
        """I1: of each object of each run, the rows seen are the sum of their outcomes, and of its pages."""
        paged = self._pages(one)
        found = []
        for (number, name, object_name), counts in self._counts(one).items():
            if "seen" not in counts:
                continue
            where = f"run {number}, {name} {object_name}"
            ended = sum(count for outcome, count in counts.items() if outcome in _PULLED)
            if counts["seen"] != ended:
                found.append(f"{where}: {counts['seen']} rows seen, {ended} outcomes")
            if counts["seen"] != paged.get((number, name, object_name), 0):
                found.append(
                    f"{where}: {counts['seen']} rows seen, {paged.get((number, name, object_name), 0)} in pages"
                )
        return [*found, *self._page_sums(one)]

    def _counts(self, one: RunId | None) -> dict[tuple[int, str, str], dict[str, int]]:
        query = select(run_outcome) if one is None else select(run_outcome).where(run_outcome.c.run == one)
        found: dict[tuple[int, str, str], dict[str, int]] = defaultdict(dict)
        for row in self._connection.execute(query):
            found[row.run, row.connection, row.object][row.outcome] = row._mapping["count"]
        return found

    def _pages(self, one: RunId | None) -> dict[tuple[int, str, str], int]:
        place = (page.c.run, page.c.connection, page.c.object)
        query = select(*place, func.sum(page.c.rows)).group_by(*place)
        rows = self._connection.execute(query if one is None else query.where(page.c.run == one))
        return {(row[0], row[1], row[2]): int(row[3]) for row in rows}

    def _page_sums(self, one: RunId | None) -> Iterator[str]:
        query = select(page.c.id, page.c.run, page.c.rows, page.c.outcomes)
        for row in self._connection.execute(query if one is None else query.where(page.c.run == one)):
            ended = sum(orjson.loads(row.outcomes).values())
            if ended != row.rows:
                yield f"run {row.run}, page {row.id}: {row.rows} rows, {ended} outcomes"

    def push_balance(self, one: RunId | None = None) -> list[str]:
        """I5: what a run planned is the sum of how it ended, and no plan that is done has values left open."""
        found = [
            f"run {number}, {name} {object_name}: {counts['planned']} values planned, {ended} ended"
            for (number, name, object_name), counts in self._counts(one).items()
            if "planned" in counts
            and (ended := sum(count for how, count in counts.items() if how in _PUSHED)) != counts["planned"]
        ]
        left = and_(intent.c.plan == plan.c.id, intent.c.outcome == "planned")
        query = select(plan.c.id, func.count()).join(intent, left).where(plan.c.status == "applied").group_by(plan.c.id)
        found += [f"plan {row[0]} is done, and {row[1]} of its values have no outcome" for row in self._rows(query)]
        settled = select(intent.c.run, intent.c.outcome, func.count()).where(intent.c.run.is_not(None))
        return [*found, *self._receipts(settled.group_by(intent.c.run, intent.c.outcome), one)]

    def _receipts(self, query: Any, one: RunId | None) -> Iterator[str]:
        """The receipts of a run against its counts."""
        counted: dict[tuple[int, str], int] = defaultdict(int)
        for (number, _, _), counts in self._counts(one).items():
            for how in _PUSHED & set(counts):
                counted[number, how] += counts[how] if "planned" in counts else 0
        for row in self._rows(query):
            if (one is None or row[0] == one) and counted[row[0], row[1]] != row[2]:
                yield f"run {row[0]}: {row[2]} receipts say {row[1]}, its record says {counted[row[0], row[1]]}"

    # -- where things stand ------------------------------------------------------------------------

    def cursors(self) -> list[str]:
        """I3: no bound is later than the moment at which its read began, and a cursor stands inside a read."""
        ahead = and_(checkpoint.c.bound.is_not(None), checkpoint.c.bound > checkpoint.c.read_at)
        adrift = and_(checkpoint.c.cursor.is_not(None), checkpoint.c.window_end.is_(None))
        query = select(checkpoint.c.connection, checkpoint.c.object, checkpoint.c.task).where(or_(ahead, adrift))
        return [f"the checkpoint of {row[0]} {row[1]} ({row[2]}) is ahead of its rows" for row in self._rows(query)]

    def orphans(self) -> list[str]:
        """I6: every record is there because a living row says so, and every link leads to a record."""
        found = []
        for kind, table in CANONICAL.items():
            held = select(link.c.id).where(link.c.kind == kind, link.c.record_id == table.c.id).exists()
            rows = self._rows(select(table.c.id).where(~held))
            found += [f"the {kind} {row[0]} comes of no row" for row in rows]
        said = and_(source_row.c.key == link.c.source_key, source_row.c.deleted.is_(False))
        spoken = select(source_row.c.key).where(said).exists()
        query = select(link.c.kind, link.c.id).where(~spoken)
        found += [f"the {row[0]} {row[1]} comes of a row that is gone" for row in self._rows(query)]
        return [*found, *self._dangling()]

    def _dangling(self) -> Iterator[str]:
        """Links to records that are not there; those of people and companies wait to be resolved first."""
        for kind, table in CANONICAL.items():
            there = select(table.c.id).where(table.c.id == link.c.record_id).exists()
            open_ = (link.c.dirty.is_(False),) if kind in IDENTITY else ()
            for row in self._rows(select(link.c.id).where(link.c.kind == kind, ~there, *open_)):
                yield f"the {kind} of {row[0]} is not there"

    def versions(self) -> list[str]:
        """I7: what was known of a deal is one thing at a time, and time runs forward."""
        v = opportunity_version.c
        open_ = select(v.opportunity, func.count()).where(v.known_to.is_(None)).group_by(v.opportunity)
        twice = self._rows(open_.having(func.count() > 1))
        back = self._rows(select(v.opportunity).where(v.known_to < v.known_from))
        return [
            *(f"{row[1]} versions of {row[0]} are open" for row in twice),
            *(f"a version of {row[0]} ends before it begins" for row in back),
        ]

    # -- money -------------------------------------------------------------------------------------

    def money(self) -> list[str]:
        """I8: the parts posted for a deal are its amount as it was known, a reversal takes back exactly what
        it names, and no merge leads in a circle."""
        return [*self._posted(), *self._reversals(), *self._circles()]

    def _posted(self) -> Iterator[str]:
        """What a run posted for a deal against what was known of it at that instant: two things, if it
        became known that very instant."""
        e, v = ledger_entry.c, opportunity_version.c
        place = (e.opportunity, e.run, e.posted_at, e.currency)
        sums = select(*place, func.sum(e.amount_minor).label("total")).where(e.reason == "posted").group_by(*place)
        posted = sums.subquery()
        then = and_(
            v.opportunity == posted.c.opportunity,
            v.known_from <= posted.c.posted_at,
            or_(v.known_to.is_(None), v.known_to >= posted.c.posted_at),
        )
        query = select(
            posted.c.opportunity, posted.c.run, posted.c.total, posted.c.currency, v.amount_minor, v.currency
        )
        known: dict[tuple[str, int, int, str], set[tuple[int, str]]] = defaultdict(set)
        for deal, number, total, currency, amount, known_in in self._rows(query.join(opportunity_version, then)):
            known[deal, number, int(total), currency].add((amount, known_in))
        for (deal, number, total, currency), amounts in known.items():
            if (total, currency) not in amounts:
                yield f"run {number} posted {total} {currency} for {deal}, whose amount was another (minor units)"

    def _reversals(self) -> Iterator[str]:
        e, taken = ledger_entry.c, ledger_entry.alias()
        query = select(e.id, e.amount_minor, taken.c.amount_minor).join(taken, taken.c.id == e.reverses)
        for number, amount, before in self._rows(query):
            if amount != -before:
                yield f"the ledger entry {number} does not take back what it reverses"
        twice = select(e.reverses, func.count()).where(e.reverses.is_not(None)).group_by(e.reverses)
        for row in self._rows(twice.having(func.count() > 1)):
            yield f"the ledger entry {row[0]} was reversed {row[1]} times"

    def _circles(self) -> Iterator[str]:
        into = {row[0]: row[1] for row in self._rows(select(lineage.c.source_key, lineage.c.into_key))}
        for key, heir in into.items():
            passed, at = {key}, heir
            while at in into and at not in passed:
                passed.add(at)
                at = into[at]
            if at in passed:
                yield f"the merges of {key} lead in a circle"

    # -- runs --------------------------------------------------------------------------------------

    def backlog(self) -> list[str]:
        """I11: what is under way or waits: runs without an end, reads inside an object, plans not done."""
        fences = select(lease.c.fence).where(lease.c.holder != "")
        adrift = and_(run.c.status == "running", or_(run.c.fence.is_(None), run.c.fence.not_in(fences)))
        runs = self._rows(select(run.c.id, run.c.job).where(adrift))
        reading = checkpoint.c.window_end.is_not(None)
        reads = self._rows(select(checkpoint.c.connection, checkpoint.c.object, checkpoint.c.task).where(reading))
        plans = self._rows(select(plan.c.id, plan.c.status).where(plan.c.status.in_(("open", "stopped"))))
        return [
            *(f"run {row[0]} ({row[1]}) never ended" for row in runs),
            *(f"{row[0]} {row[1]} ({row[2]}) is being read" for row in reads),
            *(f"plan {row[0]} is {row[1]}" for row in plans),
        ]

    def false_greens(self, one: RunId | None = None) -> list[str]:
        """I12: a green run has nothing unbalanced, refused, in conflict or unknown, and has ended."""
        found = []
        broken = {text.split(",")[0].split(":")[0] for text in [*self.pull_balance(one), *self.push_balance(one)]}
        for number, counts in self._totals(one).items():
            bad = {how: counts[how] for how in ("conflicted", "unknown") if counts.get(how)}
            if "planned" in counts and counts.get("rejected"):
                bad["rejected"] = counts["rejected"]
            if bad or f"run {number}" in broken:
                found.append(f"run {number} is green with {bad or 'an open balance'}")
        return found

    def _totals(self, one: RunId | None) -> Mapping[int, dict[str, int]]:
        """Outcomes of each green run, its objects together."""
        green = select(run.c.id).where(run.c.status == "green")
        numbers = {row[0] for row in self._rows(green if one is None else green.where(run.c.id == one))}
        found: dict[int, dict[str, int]] = {number: defaultdict(int) for number in numbers}
        for (number, _, _), counts in self._counts(one).items():
            for how, count in counts.items():
                if number in found:
                    found[number][how] += count
        return found

    def _rows(self, query: Any) -> list[Any]:
        return list(self._connection.execute(query).all())

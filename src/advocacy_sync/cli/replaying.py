"""`mapping diff` and `mapping replay`: what a changed mapping would change, and doing it, from what is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import DEFAULT_CONFIG, Config, Json, finish, opened, shown
from .output import finding_document, say, table

if TYPE_CHECKING:
    from advocacy_sync.ports.store import Difference, Example
    from advocacy_sync.services.replay import Rehearsed, Replayed

__all__ = ["mapping_diff", "mapping_replay"]

WIDTH = 120


def mapping_diff(
    config: Config = DEFAULT_CONFIG,
    examples: Annotated[int, typer.Option(min=0, max=1_000, help="How many changed values to show of each kind.")] = 5,
    as_json: Json = False,
) -> None:
    """What the changed mapping files would change: records, signals, credits, what is pushed. Nothing is kept."""
    from advocacy_sync.store.rehearsal import rehearsal
    from advocacy_sync.store.unit_of_work import SqlStore

    with opened(config, as_json) as programme:
        assert isinstance(programme.store, SqlStore)
        with rehearsal(programme.store) as trying:
            found = programme.rehearse(trying, examples)
        shown(as_json, _document(found), lambda: _show(found))
    finish(not any(one.severity == "error" for one in found.replayed.findings))


def mapping_replay(config: Config = DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Apply the changed mapping files to the rows that are kept. A pull does so, too; this makes no call."""
    with opened(config, as_json) as programme:
        found = programme.replay()
        shown(as_json, _replayed(found), lambda: _show_replayed(found))
    finish(not any(one.severity == "error" for one in found.findings))


# -- as a document ---------------------------------------------------------------------------------


def _replayed(found: Replayed) -> dict[str, Any]:
    return {
        "rows": {f"{name}/{place}": count for (name, place), count in sorted(found.rows.items())},
        "findings": [finding_document(one) for one in found.findings],
    }


def _document(found: Rehearsed) -> dict[str, Any]:
    return {
        "replayed": _replayed(found.replayed),
        "differences": [_difference(one) for one in found.differences],
        "writes": [_difference(one) for one in found.writes],
        "not_compared": found.notes,
    }


def _difference(one: Difference) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "added": one.added,
        "removed": one.removed,
        "changed": one.changed,
        "by_field": dict(one.by_field),
        "examples": [
            {"record": each.record, "field": each.field, "before": each.before, "after": each.after}
            for each in one.examples
        ],
    }


# -- for people ------------------------------------------------------------------------------------


def _show_replayed(found: Replayed) -> None:
    rows = [(name, place, count) for (name, place), count in sorted(found.rows.items())]
    table("Rows that the mapping is applied to anew", ("connection", "object", "rows"), rows or [("–", "none", 0)])
    for one in found.findings:
        say(f"  {one.severity}: {one}")


def _show(found: Rehearsed) -> None:
    _show_replayed(found.replayed)
    _counts("What would be different", found.differences)
    _counts("What would be written to the CRMs differently", found.writes)
    shown = [group for group in (*found.differences, *found.writes) if group.examples]
    if shown:
        say("Examples")
    for group in shown:
        say(f"  {group.kind}")
        for one in group.examples:
            _example(group.kind, one)
    for note in found.notes:
        say(f"  {note}")
    if not found.changes:
        say("  Nothing would change.")


def _example(kind: str, one: Example) -> None:
    """`field: before → after   record`, on lines of their own where that is too long."""
    before, after, record = _pair(kind, one)
    head, behind = f"    {_name(one.field)}: {before}", f"      {record}"
    change = f"{head} → {after}"
    if len(change) + 3 + len(record) <= WIDTH:
        say(f"{change}   {record}")
        return
    for part in (change, behind) if len(change) <= WIDTH else (head, f"      → {after}", behind):
        say(part)


def _pair(kind: str, one: Example) -> tuple[str, str, str]:
    record, currencies = one.record, one.currencies
    if kind == "credit":  # its currency is what it is told apart by
        record, _, currency = one.record.rpartition(" ")
        currencies = (currency, currency)
    before, after = _said(one.before, currencies[0]), _said(one.after, currencies[1])
    if before == after:  # less than a minute apart
        before, after = str(one.before), str(one.after)
    return before, after, record


def _counts(title: str, found: Sequence[Difference]) -> None:
    if found:
        rows = [(one.kind, one.added, one.removed, one.changed, _fields(one)) for one in found]
        table(title, ("of", "new", "gone", "changed", "in"), rows)


def _fields(one: Difference) -> str:
    return ", ".join(f"{_name(name)} {count}" for name, count in one.by_field.items())


def _name(field: str) -> str:
    """The field as people know it: amounts are shown in units of their currency."""
    return field.removesuffix("_minor")


def _said(value: object, currency: str | None) -> str:
    from advocacy_sync.kernel.finding import brief
    from advocacy_sync.kernel.money import Money

    if value is None:
        return "–"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}Z"
    if isinstance(value, int) and currency is not None:
        return f"{Money(value, currency).text()} {currency}"
    return brief(str(value))

"""`mapping diff` and `mapping replay`: what a changed mapping would change, and doing it, from what is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import DEFAULT_CONFIG, Config, Json, finish, opened, shown
from .output import finding_document, say, table

if TYPE_CHECKING:
    from advocacy_sync.ports.store import Difference
    from advocacy_sync.services.replay import Rehearsed, Replayed

__all__ = ["mapping_diff", "mapping_replay"]


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
    shown = [one for group in (*found.differences, *found.writes) for one in group.examples]
    if shown:
        rows = [(one.record, one.field, _said(one.before), _said(one.after)) for one in shown]
        table("Examples", ("record", "field", "before", "after"), rows)
    for note in found.notes:
        say(f"  {note}")
    if not found.changes:
        say("  Nothing would change.")


def _counts(title: str, found: Sequence[Difference]) -> None:
    if found:
        rows = [(one.kind, one.added, one.removed, one.changed, _fields(one)) for one in found]
        table(title, ("of", "new", "gone", "changed", "in"), rows)


def _fields(one: Difference) -> str:
    return ", ".join(f"{name} {count}" for name, count in one.by_field.items())


def _said(value: object) -> str:
    return "–" if value is None else str(value)

"""`drift`: what the orgs have changed of late, what that breaks, and what the next push would run into."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import DEFAULT_CONFIG, Config, Json, finish, opened, shown
from .output import finding_document, say, table

if TYPE_CHECKING:
    from advocacy_sync.services.outlook import Outlook

__all__ = ["drift"]


def drift(
    config: Config = DEFAULT_CONFIG,
    days: Annotated[float, typer.Option(min=0, max=3_650, help="How far back to look.")] = 1,
    as_json: Json = False,
) -> None:
    """What the orgs have changed, what that breaks, and what the next push would run into. Nothing is written."""
    with opened(config, as_json) as programme:
        report = programme.outlook(programme.clock.now() - timedelta(days=days))
        shown(as_json, _document(report), lambda: _show(report, days))
    finish(report.green)


def _document(report: Outlook) -> dict[str, Any]:
    return {
        "green": report.green,
        "changes": [
            {
                "place": one.place,
                "what": one.what,
                "learnt_at": one.learnt_at.isoformat() if one.learnt_at else None,
                "undone": one.undone,
                "findings": [finding_document(found) for found in one.findings],
            }
            for one in report.changes
        ],
        "findings": [finding_document(found) for found in report.findings],
        "next_push": {
            "planned": report.planned,
            "refused": [
                {"place": cause[0], "code": cause[1], "values": count, "such_as": report.reasons[cause]}
                for cause, count in report.refused.most_common()
            ],
            "unplanned": report.unplanned or None,
        },
    }


def _show(report: Outlook, days: float) -> None:
    rows = [
        (
            f"{one.learnt_at:%Y-%m-%d %H:%M}Z" if one.learnt_at else "",
            one.place,
            one.what,
            _touched(one.undone, one.findings),
        )
        for one in report.changes
    ]
    if rows:
        table(f"What the orgs have changed in {days:g} days", ("learnt", "field", "what", "touches"), rows)
    else:
        say(f"The orgs have changed nothing that is described to us in {days:g} days.")
    for found in [*(found for one in report.changes for found in one.findings), *report.findings]:
        say(f"  {found.severity}: {found}")
    if report.unplanned:
        say(f"  The next push cannot be foreseen: {report.unplanned}")
        return
    say(f"  The next push would write {report.planned} values.")
    for cause, count in report.refused.most_common():
        say(f"  error: {count} values of {cause[0]} would be refused, such as: {report.reasons[cause]}")


def _touched(undone: bool, findings: Any) -> str:
    if undone:
        return "undone since"
    return f"{len(findings)} lines" if findings else "nothing of ours"

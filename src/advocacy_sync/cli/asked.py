"""`requests list` and `nominations list`: what people have asked for by a box in their CRM."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import DEFAULT_CONFIG, Config, Json, shown
from .output import guarded, say, table

if TYPE_CHECKING:
    from advocacy_sync.records.work import WorkKind
    from advocacy_sync.services.asked import Line

__all__ = ["nominations_app", "requests_app"]

requests_app = typer.Typer(help="References that sellers have asked for.", no_args_is_help=True)
nominations_app = typer.Typer(help="Customers whom colleagues have proposed.", no_args_is_help=True)
All = Annotated[bool, typer.Option("--all", help="Closed ones, too, with why.")]


@requests_app.command("list", epilog="Example: advocacy-sync requests list --all")
def requests_list(config: Config = DEFAULT_CONFIG, every: All = False, as_json: Json = False) -> None:
    """Deals for which somebody ticked "reference wanted", the longest open first."""
    columns = ("item", "state", "since", "deal", "account", "owner", "wanted", "stage", "amount", "closes")
    _listed(config, "request", columns, every=every, as_json=as_json)


@nominations_app.command("list", epilog="Example: advocacy-sync nominations list --json")
def nominations_list(config: Config = DEFAULT_CONFIG, every: All = False, as_json: Json = False) -> None:
    """People whom somebody nominated in a CRM, with the reason, the longest open first."""
    columns = ("item", "state", "since", "person", "account", "owner", "why", "title")
    _listed(config, "nomination", columns, every=every, as_json=as_json)


def _listed(config: Any, kind: WorkKind, columns: Sequence[str], *, every: bool, as_json: bool) -> None:
    from advocacy_sync.compose import load_settings, open_store
    from advocacy_sync.services.asked import asked_for

    with guarded(as_json):
        lines = asked_for(open_store(load_settings(config)), kind, closed=every)
        shown(as_json, [_document(one) for one in lines], lambda: _show(kind, columns, lines))


def _document(one: Line) -> dict[str, Any]:
    return {
        "item": one.item.id,
        "state": one.item.state,
        "since": one.item.since.isoformat(),
        "because": one.item.because,
        "record": one.item.subject,
        "name": one.name,
        "account": one.account,
        "owner": one.owner,
        "why": one.why,
        "title": one.title,
        "stage": one.stage,
        "amount": one.amount.text() if one.amount else None,
        "currency": one.amount.currency if one.amount else None,
        "close_date": one.close_date.isoformat() if one.close_date else None,
    }


def _show(kind: str, columns: Sequence[str], lines: Sequence[Line]) -> None:
    rows = [_row(kind, one) for one in lines]
    table(f"{kind.capitalize()}s", columns, rows)
    if not rows:
        say("  None. A tick in the CRM becomes one at the next pull.")
    for one in lines:
        if one.item.closed:
            say(f"  {one.item.id} was closed: {one.item.because}")


def _row(kind: str, one: Line) -> tuple[object, ...]:
    item = one.item
    head = (item.id, item.state, f"{item.since:%Y-%m-%d}", one.name or item.subject, one.account or "", one.owner or "")
    if kind == "nomination":
        return (*head, one.why or "", one.title or "")
    amount = f"{one.amount.text()} {one.amount.currency}" if one.amount else ""
    return (*head, one.why or "", one.stage or "", amount, one.close_date.isoformat() if one.close_date else "")

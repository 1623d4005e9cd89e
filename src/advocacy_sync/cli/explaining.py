"""`explain`: why a CRM field holds what it holds, as tables or as one document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import DEFAULT_CONFIG, Config, Json, opened, shown
from .output import say, table

if TYPE_CHECKING:
    from advocacy_sync.ports.store import Origin
    from advocacy_sync.services.explain import Explained, Explanation, Wish
    from advocacy_sync.services.grounds import Line

__all__ = ["explain"]

MOST = 20  # lines of a table; all of them are in the document
_TITLES = {
    "ledger": "Ledger entries",
    "touches": "Touches and verdicts",
    "signals": "Open signals",
    "stale_facts": "Stale facts",
    "confirmations": "What confirmed facts",
    "advocate": "Advocate record",
    "asks": "What was asked of this person and of colleagues at the account",
    "people": "Advocates at this account",
    "requests": "Requests from the CRM",
    "nominations": "Nominations from the CRM",
}
# What a table leaves out, because it says little beside the rest; the document has it.
_LEFT_OUT = {"reverses", "currency", "model_version", "contact", "counts", "item", "opened_at"}
# Said once, with the title, where it is the same for all lines.
_SHARED = ("model", "rule_version", "run", "posted_at")
# The column that shows ids whole.
_WHOLE = {"activity": "record", "confirmed_by": "record"}


def explain(
    connection: Annotated[str, typer.Argument(metavar="CONNECTION|CODE", help="The connection, or a code alone.")],
    id: Annotated[str, typer.Argument(metavar="ID", help="The CRM's id; OBJECT/ID where several share it.")] = "",
    field: Annotated[str, typer.Option("--field", help="Only this field, by the CRM's name or by ours.")] = "",
    config: Config = DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Why a field of the CRM holds what we wrote there: when, by which plan, and what it rests on. No call is made."""
    from advocacy_sync.services.explain import Asked

    with opened(config, as_json) as programme:
        found = programme.explain(Asked(connection=connection, id=id, field=field))
        shown(as_json, {"explanations": [document(one) for one in found]}, lambda: _show(found))


# -- as a document ---------------------------------------------------------------------------------


def document(one: Explanation) -> dict[str, Any]:
    told: dict[str, Any] = _plain(asdict(one))
    return told


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else value


# -- for people ------------------------------------------------------------------------------------


def _show(found: Sequence[Explanation]) -> None:
    for one in found:
        gone = "; the CRM has deleted it" if one.deleted else ""
        say(f"{one.connection} {one.object} {one.id}, code {one.code}, {one.kind} {one.record}{gone}")
        say(f"As last seen, changed at {_said(one.seen_at)}.")
        if one.unread:
            say(f"note: not read to the end of late, so nothing would be pushed now: {', '.join(one.unread)}")
        for value in one.values:
            _show_value(value)
        for name, lines in one.grounds.items():
            _show_lines(_TITLES[name], lines)
        _show_sources(one.sources)


def _show_value(value: Explained) -> None:
    say(f"\n{value.value} ({value.field})")
    say(f"  stands there   {_said(value.stands)}")
    wrote = "nothing" if value.written_at is None else f"{_said(value.written)}, at {_said(value.written_at)}"
    say(f"  we wrote last  {wrote}")
    say(f"  we want        {_wish(value.wish)}")
    for one in value.writes[:MOST]:
        how = f"{one.outcome} in run {one.run}" if one.run is not None else one.outcome
        head = f"  plan {one.plan} ({one.plan_kind}, sha256 {one.sha256[:12]}…)"
        over = f", over {_said(one.replaced)}" if one.replaced != one.before else ""
        said = f": {one.message}" if one.message else ""
        say(f"{head} {how}: {_said(one.before)} → {_said(one.after)}{over}{said}")
        say(f"    because {one.reason}; rule {one.rule}; planned {_said(one.planned_at)}")
    if len(value.writes) > MOST:
        say(f"  and {len(value.writes) - MOST} plans more: --json")
    if value.grounds:
        say(f"  rests on       {', '.join(_TITLES[name].lower() for name in value.grounds)}, below")


def _wish(wish: Wish) -> str:
    head = "what stands there" if wish.state == "in_place" else f"{_said(wish.value)}, {wish.state}"
    code = f" ({wish.code})" if wish.code else ""
    why = f": {wish.why}" if wish.why else ""
    return f"{head}{code}{why}; because {wish.reason}"


def _show_lines(title: str, lines: Sequence[Line]) -> None:
    say()
    if not lines:
        say(f"{title}: none.")
        return
    names = [one.name for one in fields(lines[0]) if one.name not in _LEFT_OUT]
    same = [name for name in names if name in _SHARED and len({getattr(one, name) for one in lines}) == 1]
    said = ", ".join(f"{name.replace('_', ' ')} {_said(getattr(lines[0], name))}" for name in same)
    shown = [name for name in names if name not in same]
    rows = [[_said(getattr(line, name)) for name in shown] for line in lines[:MOST]]
    columns = [_WHOLE.get(name, name.replace("_", " ")) for name in shown]
    table(f"{title} ({said})" if said else title, columns, rows)
    _more(lines)


def _show_sources(sources: Sequence[Origin]) -> None:
    """A row stands for itself, or for what it was joined with."""
    say()
    rows = []
    for one in sources[:MOST]:
        row = f"{one.connection}/{one.object}/{one.external_id}"
        stands = "–" if one.record == row else one.record
        rows.append((row, stands, _said(one.stamp), "yes" if one.deleted else "no", one.mapping, f"run {one.last_run}"))
    columns = ("record", "joined into", "changed", "deleted", "mapping", "last read")
    table("Source rows behind these records", columns, rows)
    _more(sources)


def _more(lines: Sequence[object]) -> None:
    if len(lines) > MOST:
        say(f"  and {len(lines) - MOST} more: --json")


def _said(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}Z"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)

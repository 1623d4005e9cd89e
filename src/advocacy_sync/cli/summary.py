"""A cycle's reports as one document, and as tables for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from advocacy_sync.kernel.money import Money
from advocacy_sync.ports.store import Intent, Outcome, Plan
from advocacy_sync.services.apply import PushReport
from advocacy_sync.services.attribute import AttributionReport
from advocacy_sync.services.cycle import PullStep
from advocacy_sync.services.flag import FlagReport
from advocacy_sync.services.plan import Draft
from advocacy_sync.services.pull import PullReport

from .output import as_counts, say, table

__all__ = [
    "attribution_document",
    "balance",
    "draft_document",
    "flag_document",
    "intent_document",
    "plan_document",
    "pull_document",
    "push_document",
    "show_attribution",
    "show_draft",
    "show_flags",
    "show_plan",
    "show_pull",
    "show_push",
]

SHOWN_UNCLEAR = 5
SHOWN_UNSETTLED = 5
_STORED = [outcome.value for outcome in Outcome if outcome.stored]


def balance(counts: Mapping[str, int]) -> dict[str, int]:
    """seen = stored + rejected + skipped."""
    return {
        "seen": counts.get("seen", 0),
        "stored": sum(counts.get(name, 0) for name in _STORED),
        "rejected": counts.get("rejected", 0),
        "skipped": counts.get("skipped", 0),
    }


def pull_document(step: PullStep) -> dict[str, Any]:
    connections: dict[str, dict[str, Any]] = {}
    for (name, found), counts in step.pulled.outcomes.items():
        connections.setdefault(name, {})[found] = balance(counts)
    return {
        "run": step.run,
        "green": step.pulled.green,
        "connections": connections,
        "failed": {f"{name}/{found}": str(error) for (name, found), error in step.pulled.failed.items()},
        "findings": [str(finding) for finding in step.pulled.findings],
        "joined": step.resolved.joined,
        "ambiguous": {
            kind: [{"key": one.key, "records": list(one.members)} for one in found]
            for kind, found in step.resolved.ambiguous.items()
        },
        "boxes": {
            kind: {"opened": step.boxes.opened[kind], "closed": step.boxes.closed[kind], "open": step.boxes.open[kind]}
            for kind in sorted(step.boxes.open)
        },
    }


def flag_document(report: FlagReport) -> dict[str, Any]:
    return {
        "signals": report.signals,
        "signals_by_rule": dict(report.standing),
        "opened": dict(report.opened),
        "closed": dict(report.closed),
        "suppressed": dict(report.suppressed),
        "undecided": dict(report.undecided),
        "failed": dict(report.failed),
        "advocates_made": report.advocates_made,
        "stale": report.stale_flags,
        "stale_by_fact": dict(report.stale),
        "not_readable": report.unreadable,
        "unread": list(report.unread),
    }


def attribution_document(report: AttributionReport) -> dict[str, Any]:
    totals = {
        currency: {
            "won": Money(found.won, currency).text(),
            "attributed": Money(found.attributed, currency).text(),
            "unattributed": Money(found.unattributed, currency).text(),
            "difference": Money(found.difference, currency).text(),
        }
        for currency, found in sorted(report.totals.items())
    }
    return {
        "model": "linear",
        "totals": totals,
        "touches": dict(report.verdicts),
        "won_deals": report.won_deals,
        "influenced_deals": report.influenced_deals,
        "amount_missing": report.amount_missing,
        "posted": report.posted,
        "reversed": report.reversed,
        "unchanged": report.unchanged,
    }


def push_document(report: PushReport) -> dict[str, Any]:
    objects = {f"{name}/{found}": dict(counts) for (name, found), counts in report.by_object.items()}
    return {
        **report.as_dict(),
        "objects": objects,
        "left": report.left,
        "stopped": report.stopped,
        "unsettled": [
            {
                "outcome": cause[0],
                "message": cause[1],
                "values": count,
                "such_as": [{"record": record, "field": name} for record, name in report.examples[cause]],
            }
            for cause, count in report.unsettled.most_common()
        ],
        "findings": [str(finding) for finding in report.findings],
    }


# --- for people -----------------------------------------------------------------------------------


def show_pull(step: PullStep) -> None:
    rows = [
        (name, found, *balance(counts).values(), as_counts({k: v for k, v in counts.items() if k != "seen"}))
        for (name, found), counts in sorted(step.pulled.outcomes.items())
    ]
    table("Pull", ["connection", "object", "seen", "stored", "rejected", "skipped", "how"], rows)
    show_problems(step.pulled)
    rejected = sum(counts["rejected"] for counts in step.pulled.outcomes.values())
    if rejected:
        say(f"  {rejected} rows could not be used: 'advocacy-sync runs show {step.run}' says which and why.")
    joined = ", ".join(f"{count} {kind}s" for kind, count in step.resolved.joined.items())
    unclear = [one for found in step.resolved.ambiguous.values() for one in found]
    say(f"  Newly joined across CRMs: {joined}. Unclear and not joined: {len(unclear)}.")
    for one in unclear[:SHOWN_UNCLEAR]:
        say(f"    same {one.key}: {', '.join(one.members)}")
    more = len(unclear) - SHOWN_UNCLEAR
    if more > 0:
        say(f"    … and {more} more; --json lists all.")
    boxes = step.boxes
    asked = [f"{n} {kind}s ({boxes.opened[kind]} new, {boxes.closed[kind]} closed)" for kind, n in boxes.open.items()]
    say(f"  Asked for in the CRMs, open: {', '.join(asked)}: 'requests list' and 'nominations list' show them.\n")


def show_problems(report: PullReport) -> None:
    for (name, found), error in report.failed.items():
        say(f"  failed: {name} {found}: {error}")
    for finding in report.findings:
        if finding.severity != "notice":
            say(f"  {finding.severity}: {finding}")


def show_flags(report: FlagReport) -> None:
    names = sorted(set(report.standing) | set(report.undecided))
    rows = [(name, report.standing[name], report.opened[name], report.undecided[name]) for name in names]
    table("Nomination signals", ["rule", "open", "new", "not decided (facts unknown)"], rows)
    if report.unread:
        say(f"  error: signals stay as they are, for these were not read of late: {', '.join(report.unread)}.")
    say(f"  Suppressed: {as_counts(report.suppressed)}. Advocate records made: {report.advocates_made}.\n")
    table("Stale facts", ["fact", "advocates"], sorted(report.stale.items()))
    if report.unreadable:
        say(f"  Not judged, because their data could not be read: {', '.join(report.unreadable)}.\n")


def show_attribution(report: AttributionReport) -> None:
    document = attribution_document(report)
    rows = [(currency, *map(_grouped, found.values())) for currency, found in document["totals"].items()]
    table("Influenced revenue, linear", ["currency", "won", "attributed", "unattributed", "difference"], rows)
    say(f"  Touches: {as_counts(report.verdicts)}.")
    say(
        f"  Won deals: {report.won_deals}, influenced: {report.influenced_deals}, "
        f"without an amount: {report.amount_missing}. Posted {report.posted}, as they stood {report.unchanged}.\n"
    )


def _grouped(text: str) -> str:
    whole, point, part = text.partition(".")
    return f"{int(whole):,}{point}{part}"


def show_push(report: PushReport) -> None:
    rows = [
        (name, found, *(counts[key] for key in ("planned", *_ENDS)))
        for (name, found), counts in sorted(report.by_object.items())
    ]
    table("Push", ["connection", "object", "planned", *_ENDS], rows or [("-", "nothing to push", 0, 0, 0, 0, 0, 0)])
    for reason in report.stopped:
        say(f"  stopped: {reason}")
    for cause, count in report.unsettled.most_common():
        say(f"  {count} {cause[0]}: {cause[1]}")
        say(
            "".join(f"      {record} {name}\n" for record, name in report.examples[cause][:SHOWN_UNSETTLED]).rstrip(
                "\n"
            )
        )
    if report.left:
        say(f"  {report.left} values were not tried.")
    for finding in report.findings:
        say(f"  {finding.severity}: {finding}")


_ENDS = ("applied", "unchanged", "rejected", "conflicted", "unknown")


def intent_document(intent: Intent) -> dict[str, Any]:
    return {
        "record": intent.source_key,
        "field": intent.field,
        "value": intent.value,
        "before": intent.before,
        "after": intent.after,
        "reason": intent.reason,
        "rule": intent.rule,
        "outcome": intent.outcome,
        "code": intent.code,
        "message": intent.message,
    }


def draft_document(made: Draft, plan: Plan | None = None) -> dict[str, Any]:
    """A plan as it has just been made; without a number and a seal if it was not stored."""
    return {
        "plan": plan.id if plan else None,
        "sha256": plan.sha256 if plan else None,
        "held_for": made.held_for,
        "calls": made.cost,
        "values": [intent_document(one) for one in made.intents],
        "findings": [str(finding) for finding in made.findings],
    }


def plan_document(plan: Plan, intents: Sequence[Intent]) -> dict[str, Any]:
    return {
        "plan": plan.id,
        "sha256": plan.sha256,
        "status": plan.status,
        "kind": plan.kind,
        "created_at": plan.created_at.isoformat(),
        "note": plan.note,
        "calls": plan.cost,
        "values": [intent_document(one) for one in intents],
    }


SHOWN = 4  # values of a field


def show_draft(made: Draft, plan: Plan | None = None) -> None:
    title = f"Plan {plan.id}" if plan else "Plan (not stored)"
    _show_values(title, made.intents)
    say(f"  About {made.cost} API calls.")
    for reason in made.held_for:
        say(f"  needs an approval: {reason}")
    for finding in made.findings:
        say(f"  {finding.severity}: {finding}")
    if plan:
        approve = " --approve" if made.held_for else ""
        say(f"  SHA-256 {plan.sha256}")
        if any(one.outcome == "planned" for one in made.intents):
            say(f"  Apply it with 'advocacy-sync push apply --plan {plan.id}{approve}'.")


def show_plan(plan: Plan, intents: Sequence[Intent]) -> None:
    _show_values(f"Plan {plan.id}, {plan.status}", [one for one in intents if one.outcome == "planned"])
    say(f"  About {plan.cost} API calls. SHA-256 {plan.sha256}" + (f"\n  {plan.note}" if plan.note else ""))


def _show_values(title: str, intents: Sequence[Intent]) -> None:
    going = [one for one in intents if one.outcome == "planned"]
    places = Counter((*one.source_key.split("/")[:2], one.field, one.outcome) for one in intents)
    rows = [(*place, count) for place, count in sorted(places.items())]
    table("To be written", ["connection", "object", "field", "as", "values"], rows)
    some = _some(going)
    values = [(one.source_key, one.field, one.before or "", one.after or "", one.reason) for one in some]
    table(f"{title}: {len(going)} values", ["record", "field", "before", "after", "reason"], values)
    if len(going) > len(some):
        say(f"  … and {len(going) - len(some)} more; --json lists all.")


def _some(intents: Sequence[Intent]) -> list[Intent]:
    """The first few of each field, so that none hides behind another."""
    shown: Counter[tuple[str, ...]] = Counter()
    found = []
    for one in intents:
        place = (*one.source_key.split("/")[:2], one.field)
        shown[place] += 1
        if shown[place] <= SHOWN:
            found.append(one)
    return found

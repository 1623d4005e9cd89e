"""What the orgs have changed of late, and what the next push would run into: told before it does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from advocacy_sync.kernel.finding import Finding
from advocacy_sync.kernel.ids import parse_source_key
from advocacy_sync.ports.store import Store

from .connected import Connected
from .drift import Drifted, drifted, look
from .occasion import Occasion
from .plan import Draft

__all__ = ["Outlook", "outlook", "refusals"]


@dataclass
class Outlook:
    """`changes`: of the mapped objects; `findings`: what stands in the way of pull and push now; `refused`: values
    that the next push would not write, by (place, code), and `reasons` what it says of the first of each; `planned`:
    values that it would. `unplanned`: why there is no telling."""

    changes: list[Drifted] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)
    reasons: dict[tuple[str, str], str] = field(default_factory=dict)
    planned: int = 0
    unplanned: str = ""

    @property
    def green(self) -> bool:
        """Nothing breaks: neither a line that an org's change has broken, nor a value that would be refused."""
        touched = [found for change in self.changes for found in change.findings]
        broken = any(found.severity == "error" for found in [*touched, *self.findings])
        return not broken and not self.refused


def outlook(
    store: Store,
    occasion: Occasion,
    connections: Sequence[Connected],
    since: datetime,
    rules: Mapping[str, Sequence[str]],
) -> Outlook:
    """Describe every mapped object, keep what is new, and tell what has been learnt since then.

    Raises RetryableError when a CRM is away.
    """
    found = Outlook()
    for connection in connections:
        connection.session.reader.refresh()
        for file in connection.files:
            look(store, occasion.run, occasion.now, connection, file)
            found.changes += drifted(store, since, connection, file, rules)
    return found


def refusals(made: Draft, report: Outlook) -> None:
    """Add what a draft of the next push says."""
    report.findings += [one for one in made.findings if one.severity != "notice"]
    report.planned = sum(one.outcome == "planned" for one in made.intents)
    for one in made.intents:
        if one.outcome == "rejected":
            key = parse_source_key(one.source_key)
            cause = (f"{key.connection} {key.object}.{one.field}", one.code)
            report.refused[cause] += 1
            report.reasons.setdefault(cause, one.message)

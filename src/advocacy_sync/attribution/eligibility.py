"""Whether a touch counts for a deal, and if not, why.

It counts when it was completed, from `window_days` before the deal was created (day-inclusive) to
the close of the deal (the whole close day), and the advocate's company is neither the buyer nor
its parent or child, for every type of deal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from advocacy_sync.kernel.timespan import day_end, day_start
from advocacy_sync.records.activity import Activity
from advocacy_sync.records.kinds import ActivityStatus, DealStatus
from advocacy_sync.records.opportunity import Opportunity

__all__ = ["ELIGIBLE", "READS", "RULE_VERSION", "EligibilityRules", "judge", "related"]

ELIGIBLE = "eligible"
RULE_VERSION = "eligibility-1"
# Canonical fields that touches, their verdicts and the credits are drawn from.
READS = (
    "opportunity.account", "opportunity.amount", "opportunity.status", "opportunity.created_at",
    "opportunity.close_date", "opportunity_role.opportunity", "opportunity_role.contact", "opportunity_role.role",
    "activity.kind", "activity.status", "activity.occurred_at", "participant.activity", "participant.contact",
    "activity_opportunity.activity", "activity_opportunity.opportunity", "audience.activity", "audience.contact",
    "contact.account", "account.parent",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityRules:
    """`window_days`: how long before a deal's creation a touch may lie; `zone`: in which days are days."""

    window_days: int = 180
    zone: tzinfo

    @property
    def version(self) -> str:
        return f"{RULE_VERSION}/{self.window_days}d/{self.zone}"


def judge(rules: EligibilityRules, deal: Opportunity, activity: Activity, *, own_deal: bool, now: datetime) -> str:
    """`eligible`, or the reason why not. `own_deal`: buyer and advocate belong together (see `related`)."""
    if activity.status is not ActivityStatus.COMPLETED or activity.occurred_at > now:
        return "not_completed"
    if own_deal:
        return "self_reference"
    created = deal.created_at.astimezone(rules.zone).date()
    if activity.occurred_at < day_start(created - timedelta(days=rules.window_days), rules.zone):
        return "before_window"
    closed = deal.status is not DealStatus.OPEN
    if closed and deal.close_date is not None and activity.occurred_at >= day_end(deal.close_date, rules.zone):
        return "after_close"
    return ELIGIBLE


def related(one: str | None, other: str | None, parents: Mapping[str, str]) -> bool:
    """Whether two companies are the same, or one the parent of the other. `parents`: parent by child."""
    if one is None or other is None:
        return False
    return one == other or parents.get(one) == other or parents.get(other) == one

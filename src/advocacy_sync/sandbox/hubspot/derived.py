"""Property values that the portal computes from others, whenever a record is written.

Deals: probability and closed flags from the stage, amounts in company currency; tickets: the closed
flag; contacts: domain and full name. The rules are the vendor's descriptions of these properties.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from .portal import Portal
from .schema import ObjectType

__all__ = ["Deriver"]

Values = Mapping[str, str | None]
Derived = dict[str, str | None]


class Deriver:
    """The computed properties of one type; made for a write or a load, since stages can change."""

    def __init__(self, portal: Portal, kind: ObjectType) -> None:
        self._settings = portal.settings
        self._stages = {
            stage["id"]: stage["metadata"] for row in portal.pipelines(kind).values() for stage in row["stages"]
        }
        rules: dict[str, Callable[[Values], Derived]] = {
            "0-1": self._contact,
            "0-3": self._deal,
            "0-5": self._ticket,
            "0-27": self._task,
        }
        self._rule = rules.get(kind.type_id)

    def of(self, values: Values) -> Derived:
        return self._rule(values) if self._rule else {}

    def _contact(self, values: Values) -> Derived:
        email = values.get("email")
        names = " ".join(part for part in (values.get("firstname"), values.get("lastname")) if part)
        return {
            "hs_email_domain": email.rpartition("@")[2] if email else None,
            "hs_full_name_or_email": names or email,
            "hs_is_contact": "true",
        }

    def _deal(self, values: Values) -> Derived:
        stage = self._stages.get(values.get("dealstage") or "", {})
        probability = stage.get("probability", "0.0")
        closed = stage.get("isClosed") == "true"
        won = closed and Decimal(probability) == 1
        rate = self._rate(values)
        home = _product(values.get("amount"), rate)
        return {
            "hs_deal_stage_probability": probability if stage else None,
            "hs_is_closed": _flag(closed),
            "hs_is_closed_won": _flag(won),
            "hs_is_closed_lost": _flag(closed and not won),
            "hs_is_open_count": "0" if closed else "1",
            "hs_exchange_rate": rate if values.get("deal_currency_code") else None,
            "amount_in_home_currency": home,
            "hs_closed_amount": (values.get("amount") or "0") if won else "0",
            "hs_closed_amount_in_home_currency": (home or "0") if won else "0",
            "hs_projected_amount": _product(values.get("amount"), probability) if stage else None,
            "hs_closed_won_date": values.get("closedate") if won else None,
            "days_to_close": _days(values.get("createdate"), values.get("closedate")),
        }

    def _rate(self, values: Values) -> str:
        currency = values.get("deal_currency_code") or self._settings.home_currency
        if currency == self._settings.home_currency:
            return "1"
        return values.get("hs_exchange_rate") or self._settings.currencies.get(currency, "1")

    def _ticket(self, values: Values) -> Derived:
        stage = self._stages.get(values.get("hs_pipeline_stage") or "", {})
        return {"hs_is_closed": _flag(stage.get("ticketState") == "CLOSED"), "hs_ticket_id": values.get("hs_object_id")}

    def _task(self, values: Values) -> Derived:
        return {"hs_task_is_completed": "1" if values.get("hs_task_status") == "COMPLETED" else "0"}


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _product(amount: str | None, factor: str) -> str | None:
    if amount is None or factor == "1":
        return amount
    try:
        return f"{(Decimal(amount) * Decimal(factor)).normalize():f}"
    except InvalidOperation:  # loaded rows may hold text in a number property, as old portals do
        return None


def _days(start: str | None, end: str | None) -> str | None:
    if not start or not end:
        return None
    return str((datetime.fromisoformat(end) - datetime.fromisoformat(start)) // timedelta(days=1))

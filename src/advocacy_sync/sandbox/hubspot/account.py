"""What an app learns about the account: details, API use, currencies, and the app's own identity."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from advocacy_sync.sandbox.wire import Response

from .call import Call, answer
from .instants import iso
from .portal import Settings

__all__ = ["API_DAY_LIMIT", "api_usage", "company_currency", "currencies", "current_rates", "details", "me"]

API_DAY_LIMIT = 1_000_000


def details(call: Call) -> Response:
    settings = call.portal.settings
    offset = call.now.astimezone(ZoneInfo(settings.time_zone)).utcoffset() or timedelta()
    return answer(
        {
            "portalId": settings.portal_id,
            "accountType": "STANDARD",
            "timeZone": settings.time_zone,
            "companyCurrency": settings.home_currency,
            "additionalCurrencies": sorted(settings.currencies),
            "utcOffset": _offset(offset),
            "utcOffsetMilliseconds": offset // timedelta(milliseconds=1),
            "uiDomain": "app.hubspot.com",
            "dataHostingLocation": "na1",
        }
    )


def api_usage(call: Call) -> Response:
    settings = call.portal.settings
    zone = ZoneInfo(settings.time_zone)
    midnight = datetime.combine(call.now.astimezone(zone).date() + timedelta(days=1), datetime.min.time(), zone)
    row = {
        "name": "private-apps-api-calls-daily",
        "usageLimit": settings.daily_limit or API_DAY_LIMIT,
        "currentUsage": call.portal.calls_today,
        "collectedAt": call.stamp,
        "fetchStatus": "SUCCESS",
        "resetsAt": iso(midnight.astimezone(UTC)),
    }
    return answer({"results": [row]})


def me(call: Call) -> Response:
    settings = call.portal.settings
    zone = ZoneInfo(settings.time_zone)
    offset = call.now.astimezone(zone).utcoffset() or timedelta()
    return answer(
        {
            "portalId": settings.portal_id,
            "timeZone": settings.time_zone,
            "currency": settings.home_currency,
            "utcOffsetMilliseconds": offset // timedelta(milliseconds=1),
            "utcOffset": _offset(offset),
        }
    )


def currencies(call: Call) -> Response:
    """Every exchange rate that was set, the newest first."""
    return answer({"results": _rates(call.portal.settings)})


def current_rates(call: Call) -> Response:
    return answer({"results": _rates(call.portal.settings)})


def company_currency(call: Call) -> Response:
    return answer({"currencyCode": call.portal.settings.home_currency, "createdAt": _SINCE, "updatedAt": _SINCE})


_SINCE = "2020-01-01T00:00:00.000Z"


def _rates(settings: Settings) -> list[dict[str, Any]]:
    return [
        {
            "id": str(number),
            "fromCurrencyCode": code,
            "toCurrencyCode": settings.home_currency,
            "conversionRate": float(rate),
            "visibleInUI": True,
            "effectiveAt": _SINCE,
            "createdAt": _SINCE,
            "updatedAt": _SINCE,
        }
        for number, (code, rate) in enumerate(sorted(settings.currencies.items()), 1)
    ]


def _offset(offset: timedelta) -> str:
    minutes = abs(offset) // timedelta(minutes=1)
    return f"{'-' if offset < timedelta() else '+'}{minutes // 60:02d}:{minutes % 60:02d}"

"""The change feeds: ids that were updated or deleted between two instants (REST guide, getUpdated)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from advocacy_sync.sandbox.salesforce.dates import instant, read_instant
from advocacy_sync.sandbox.salesforce.faults import Fault
from advocacy_sync.sandbox.salesforce.org import Call
from advocacy_sync.sandbox.salesforce.schema import SObject
from advocacy_sync.sandbox.state import Row
from advocacy_sync.sandbox.wire import Response, json_response

__all__ = ["deleted", "updated"]

REACH = timedelta(days=30)
BIN_KEEPS = timedelta(days=15)
MOST = 600_000


def updated(call: Call, sobject: SObject) -> Response:
    start, end = _window(call, sobject, REACH)
    ids = [row["Id"] for row in _between(call, sobject, start, end) if not row.get("IsDeleted")]
    return json_response({"ids": _capped(ids), "latestDateCovered": min(end, _minute(call.now))})


def deleted(call: Call, sobject: SObject) -> Response:
    start, end = _window(call, sobject, BIN_KEEPS)
    gone = [row for row in _between(call, sobject, start, end) if row.get("IsDeleted")]
    records = [{"id": row["Id"], "deletedDate": row["SystemModstamp"]} for row in gone]
    return json_response(
        {
            "deletedRecords": _capped(records),
            "earliestDateAvailable": instant(call.now.replace(second=0, microsecond=0) - BIN_KEEPS),
            "latestDateCovered": min(end, _minute(call.now)),
        }
    )


def _window(call: Call, sobject: SObject, reach: timedelta) -> tuple[str, str]:
    if not sobject.flag("replicateable") or "SystemModstamp" not in sobject.fields:
        raise Fault("INVALID_REPLICATION_DATE", f"object {sobject.name} is not replicable")
    start, end = (_asked(call, name) for name in ("start", "end"))
    if start >= end:
        raise Fault("INVALID_REPLICATION_DATE", "startDate must be at least one minute greater than endDate")
    if datetime.fromisoformat(start) < call.now - reach:
        raise Fault("INVALID_REPLICATION_DATE", f"startDate cannot be more than {reach.days} days ago")
    return start, end


def _asked(call: Call, name: str) -> str:
    # A plus sign that was not encoded arrives as a blank; the vendor bears with it.
    text = call.request.query.get(name, "").replace(" ", "+")
    try:
        return _minute(datetime.fromisoformat(read_instant(text)))
    except ValueError:
        raise Fault("INVALID_REPLICATION_DATE", f"{name} is required and must be a dateTime") from None


def _minute(moment: datetime) -> str:
    """Seconds are ignored by both feeds."""
    return instant(moment.replace(second=0, microsecond=0))


def _between(call: Call, sobject: SObject, start: str, end: str) -> list[Row]:
    found = call.org.store.ordered(sobject.name, "SystemModstamp").between(start, end)
    seen, _ = call.org.store.seen(sobject.name, found, call.now)
    return [row for row in seen if start <= row["SystemModstamp"] < end]


def _capped(rows: list[Any]) -> list[Any]:
    if len(rows) > MOST:
        raise Fault("EXCEEDED_ID_LIMIT", f"more than {MOST} ids in the window; ask for a shorter one")
    return rows

"""Tiny CRM itself, in memory: its API, its people, and what goes wrong with it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from email.utils import format_datetime
from typing import Any

import httpx

from advocacy_sync.testing.subject import Call, CallKind, Fault

__all__ = ["CALLS_A_DAY", "TYPES", "TinyCrm"]

CALLS_A_DAY = 5_000
ROWS_A_PAGE = 50
TYPES = {"name": "text", "note": "text", "count": "number", "day": "date", "flag": "boolean", "level": "number"} | {
    "company": "reference"
}
STATUS = {"server_error": 500, "away": 503, "busy": 429, "quota_spent": 429, "refused": 403, "redirect": 302}
Row = dict[str, Any]


@dataclass
class TinyCrm:
    """`handle` is for httpx.MockTransport. A fault is about calls of its kind, counted from when it was given."""

    now: Callable[[], datetime]
    sleep: Callable[[float], None]
    key: str
    rows: dict[str, Row] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    hidden_rows: set[str] = field(default_factory=set)
    closed: bool = False
    calls: list[Call] = field(default_factory=list)
    faults: list[tuple[Fault, list[int]]] = field(default_factory=list)
    hits: int = 0

    # -- people at work

    def put(self, id: str, values: Mapping[str, Any], at: datetime | None = None) -> None:
        old = self.rows.get(id, {"id": id, "values": dict.fromkeys(TYPES), "deleted": False, "merged_into": None})
        stamp = (at or self.now()).isoformat(timespec="milliseconds")
        self.rows[id] = {**old, "values": {**old["values"], **values}, "changed": stamp}

    def mark(self, id: str, **how: Any) -> None:
        self.put(id, {})
        self.rows[id] |= how

    # -- the API

    def handle(self, request: httpx.Request) -> httpx.Response:
        body = request.content.decode()
        kind: CallKind = "write" if request.url.path.endswith("/set") else "rows"
        if request.url.path in ("/me", "/people/fields"):
            kind = "other"
        headers = {name.lower(): value for name, value in request.headers.items()}
        text = f"{request.url.raw_path.decode()} {body}"
        self.calls.append(Call(kind=kind, host=str(request.url.netloc, "ascii"), headers=headers, text=text))
        due = self._due(kind)
        if due is None:
            return self._sent(self._answer(request), 0)
        self.hits += 1
        return self._wrong(due, request)

    def _due(self, kind: CallKind) -> Fault | None:
        for fault, seen in self.faults:
            if fault.on not in (kind, "any") or fault.kind == "refuse_row":
                continue
            seen[0] += 1
            last = None if fault.times is None else fault.skip + fault.times
            if seen[0] > fault.skip and (last is None or seen[0] <= last):
                return fault
        return None

    def _wrong(self, fault: Fault, request: httpx.Request) -> httpx.Response:
        if fault.kind in STATUS:
            headers = {"Date": format_datetime(self.now(), usegmt=True)}
            headers |= {"Location": "https://elsewhere.example/"} if fault.kind == "redirect" else {}
            headers |= {"Retry-After": fault.retry_after} if fault.retry_after else {}
            headers |= {"X-Limit": "day"} if fault.kind == "quota_spent" else {}
            return httpx.Response(STATUS[fault.kind], headers=headers)
        if fault.kind == "reset_before":
            raise httpx.ReadError("reset")
        if fault.kind == "html":
            return httpx.Response(200, text="<html>We are down for maintenance</html>")
        answer = self._answer(request)
        if fault.kind == "reset_after":
            raise httpx.ReadError("reset")
        if fault.kind == "hang":
            self.sleep(request.extensions["timeout"]["read"])
            raise httpx.ReadTimeout("nothing came")
        if fault.kind == "empty":
            return httpx.Response(200)
        if fault.kind == "short_page" and isinstance(answer, dict) and answer.get("rows") and "next" in answer:
            rows = answer["rows"][: fault.rows]
            answer = {"rows": rows, "next": f"{rows[-1]['changed']}|{rows[-1]['id']}"}
        return self._sent(answer, 600 if fault.kind == "clock_ahead" else 0)

    def _sent(self, answer: Any, ahead: float) -> httpx.Response:
        at = format_datetime(self.now() + timedelta(seconds=ahead), usegmt=True)
        status = answer if isinstance(answer, int) else 200
        headers = {"Date": at, "X-Calls": f"{CALLS_A_DAY}/{CALLS_A_DAY - len(self.calls)}"}
        return httpx.Response(status, headers=headers, content=b"" if status != 200 else json.dumps(answer).encode())

    def _answer(self, request: httpx.Request) -> Any:
        """The body of a success, or the status of a refusal."""
        if request.headers.get("authorization") != f"Bearer {self.key}":
            return 401
        path = request.url.path
        if path == "/me":
            return {"id": "tiny-1", "name": "Tiny", "user": "integration"}
        if not path.startswith("/people") or self.closed:
            return 404
        if path == "/people/fields":
            shown = [name for name in TYPES if name not in self.hidden]
            return [{"name": name, "type": TYPES[name], "calculated": name == "level"} for name in shown]
        if path == "/people/get":
            ids = json.loads(request.content)["ids"]
            found = [self.rows[id] for id in ids if id in self.rows]
            return {"rows": [self._shown(row) for row in found if not row["deleted"]]}
        if path == "/people/set":
            return {"errors": [self._set(one["id"], one["values"]) for one in json.loads(request.content)["rows"]]}
        return self._page(request.url.params)

    def _page(self, asked: httpx.QueryParams) -> Any:
        low, high, after = asked.get("from", ""), asked.get("until", "9"), asked.get("after", "")
        places = sorted((row["changed"], id) for id, row in self.rows.items() if id not in self.hidden_rows)
        wanted = [place for place in places if _at(low) <= _at(place[0]) < _at(high) and "|".join(place) > after]
        some = wanted[:ROWS_A_PAGE]
        more = "|".join(some[-1]) if len(wanted) > len(some) else None
        return {"rows": [self._shown(self.rows[id]) for _, id in some], "next": more}

    def _shown(self, row: Row) -> Row:
        return {**row, "values": {name: value for name, value in row["values"].items() if name not in self.hidden}}

    def _set(self, id: str, values: dict[str, Any]) -> str | None:
        """What the CRM has against the values; None when it took them."""
        if id not in self.rows or self.rows[id]["deleted"]:
            return "NO_SUCH_ROW"
        if any(fault.kind == "refuse_row" and fault.id == id for fault, _ in self.faults):
            self.hits += 1
            return "REFUSED_BY_RULE"
        if any(name not in TYPES or name == "level" or not _fits(TYPES[name], one) for name, one in values.items()):
            return "BAD_VALUE"
        self.put(id, values)
        return None

    def fail(self, faults: Sequence[Fault]) -> None:
        self.faults, self.hits = [(fault, [0]) for fault in faults], 0


def _at(text: str) -> str:
    """Instants that compare as texts."""
    return datetime.fromisoformat(text).isoformat(timespec="milliseconds") if len(text) > 1 else text


def _fits(kind: str, value: Any) -> bool:
    if value is None or kind not in ("number", "date", "boolean"):
        return True
    try:
        if kind == "number":
            Decimal(value)
        elif kind == "date":
            date.fromisoformat(value)
    except (InvalidOperation, ValueError):
        return False
    return kind != "boolean" or isinstance(value, bool)

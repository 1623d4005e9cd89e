"""The HubSpot side: properties, lists, search, batch reads and updates, associations, owners, pipelines.

Both the dated paths and the older `v3` and `v4` ones. Property names are our own where HubSpot has no such
property. Records are encoded once, before anybody asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import orjson

from . import data
from .http import Answer, Request
from .salesforce import iso

__all__ = ["FIELDS", "Portal", "property_names", "record_id"]

OBJECTS = {"companies": "account", "contacts": "contact", "deals": "opportunity"}
_FIRST = {"account": 1_000_000_000, "contact": 2_000_000_000, "opportunity": 3_000_000_000, "owner": 100}
FIELDS: dict[str, dict[str, str]] = {
    "account": {
        "domain": "domain",
        "owner": "hubspot_owner_id",
        "parent": "hs_parent_company_id",
        "created": "createdate",
    },
    "contact": {
        "first": "firstname",
        "last": "lastname",
        "title": "jobtitle",
        "owner": "hubspot_owner_id",
        "opt_out": "hs_email_optout",
        "status": "advocacy_status",
        "created": "createdate",
    },
    "opportunity": {
        "name": "dealname",
        "currency": "deal_currency_code",
        "stage": "dealstage",
        "type": "dealtype",
        "close": "closedate",
        "owner": "hubspot_owner_id",
        "created": "createdate",
    },
}
# What a deal says of its stage and company, HubSpot says by pipelines and associations.
_ELSEWHERE = {"account": (), "contact": ("account",), "opportunity": ("account", "closed", "won")}
_STAGES = {
    "Prospecting": ("10", "0.1", "false"),
    "Closed Won": ("11", "1.0", "true"),
    "Closed Lost": ("12", "0.0", "true"),
}
_TYPES = {"New Business": "newbusiness", "Existing Business": "existingbusiness", "Renewal": "renewal", "": ""}
_KINDS = {"boolean": "bool", "double": "number", "int": "number", "currency": "number", "date": "date"}
_KINDS |= {"datetime": "datetime", "picklist": "enumeration"}
ROWS_A_PAGE = 100
LIMITS = {
    "X-HubSpot-RateLimit-Max": "1000000",
    "X-HubSpot-RateLimit-Remaining": "1000000",
    "X-HubSpot-RateLimit-Interval-Milliseconds": "10000",
    "X-HubSpot-RateLimit-Daily": "100000000",
    "X-HubSpot-RateLimit-Daily-Remaining": "100000000",
}


def record_id(kind: str, number: int) -> str:
    return str(_FIRST[kind] + number)


def stamp_name(kind: str) -> str:
    return "lastmodifieddate" if kind == "contact" else "hs_lastmodifieddate"


def property_names(kind: str) -> dict[str, str]:
    """HubSpot's names by ours, those that it says otherwise left out."""
    named = FIELDS[kind]
    shapes = [shape for shape in data.SHAPES[kind] if shape.name not in _ELSEWHERE[kind]]
    return {shape.name: named.get(shape.name, shape.name) for shape in shapes}


class _Records:
    def __init__(self, kind: str, accounts: int) -> None:
        self.kind, self.total, self.accounts = kind, data.count(kind, accounts), accounts
        self.names = property_names(kind)
        self.written: dict[str, dict[str, Any]] = {}
        self._plain: list[bytes] = []

    def encode(self) -> None:
        self._plain = [self.json(number, later=False) for number in range(self.total)]

    def record(self, number: int, *, later: bool) -> dict[str, Any]:
        cells = data.row(self.kind, number, record_id, later=later)
        if self.kind == "opportunity":
            cells["stage"], cells["type"] = _STAGES[cells["stage"]][0], _TYPES[cells["type"]]
        at, id = iso(data.stamp(number, later=later)), record_id(self.kind, number)
        properties = {column: cells[name] or None for name, column in self.names.items()}
        properties |= {"hs_object_id": id, stamp_name(self.kind): at}
        properties.update(self.written.get(id, {}))
        created = str(properties["createdate"])
        return {"id": id, "properties": properties, "createdAt": created, "updatedAt": at, "archived": False}

    def json(self, number: int, *, later: bool) -> bytes:
        return orjson.dumps(self.record(number, later=later))

    def rows(self, numbers: Sequence[int], *, later: bool) -> list[bytes]:
        if later or self.written:
            return [self.json(number, later=later) for number in numbers]
        return [self._plain[number] for number in numbers]

    def number(self, id: str) -> int:
        return int(id) - _FIRST[self.kind]

    def linked(self, number: int, to: str) -> list[tuple[str, str | None]]:
        """Ids and labels of what a record is associated with."""
        if to == "companies":
            parent = number // (4 if self.kind == "contact" else 3)
            return [(record_id("account", parent), "Primary")]
        if self.kind == "opportunity" and to == "contacts":
            return [(record_id("contact", number // 3 * 4 + number % 3), None)]
        return []


class Portal:
    def __init__(self, accounts: int) -> None:
        self._objects = {name: _Records(kind, accounts) for name, kind in OBJECTS.items()}
        for records in self._objects.values():
            records.encode()
        self.later = False

    def forget(self) -> None:
        self.later = False
        for records in self._objects.values():
            records.written.clear()

    def handle(self, request: Request) -> Answer:
        parts = [part for part in request.path.strip("/").split("/") if not re.fullmatch(r"v\d|\d{4}-\d{2}", part)]
        match parts:
            case ["account-info", "details"]:
                return _json({"portalId": 4711, "timeZone": "UTC", "accountType": "STANDARD", "uiDomain": "bench"})
            case ["crm", "properties", name]:
                return self._properties(name)
            case ["crm", "property-validations", _]:
                return _json({"results": []})
            case ["crm", "owners"]:
                return self._owners(request)
            case ["crm", "pipelines", _]:
                return self._pipelines()
            case ["crm", "objects", name, *rest] if name in self._objects:
                return self._records(request, self._objects[name], rest)
            case ["crm", "associations", name, to, "batch", "read"]:
                return self._associations(request, self._objects[name], to)
        return Answer(orjson.dumps({"status": "error", "message": "not here", "category": "OBJECT_NOT_FOUND"}), 404)

    def _properties(self, name: str) -> Answer:
        records = self._objects.get(name)
        if records is None:
            return Answer(orjson.dumps({"status": "error", "category": "OBJECT_NOT_FOUND"}), 404)
        found: list[dict[str, Any]] = [
            {"name": records.names[shape.name], "label": shape.name, "type": _KINDS.get(shape.type, "string")}
            for shape in data.SHAPES[records.kind]
            if shape.name in records.names
        ]
        fixed = {"modificationMetadata": {"readOnlyValue": True}}
        found.append({"name": stamp_name(records.kind), "label": "stamp", "type": "datetime", **fixed})
        found.append({"name": "hs_object_id", "label": "id", "type": "number", **fixed})
        return _json({"results": found})

    @staticmethod
    def _owners(request: Request) -> Answer:
        there = range(20) if request.query.get("archived") != "true" else range(0)
        owners = [
            {
                "id": record_id("owner", number),
                "email": f"colleague{number}@vendor.com",
                "firstName": "Colleague",
                "lastName": str(number),
                "updatedAt": "2024-01-01T00:00:00.000Z",
                "archived": False,
            }
            for number in there
        ]
        return _json({"results": owners})

    @staticmethod
    def _pipelines() -> Answer:
        stages = [
            {"id": id, "label": label, "metadata": {"isClosed": closed, "probability": probability}}
            for label, (id, probability, closed) in _STAGES.items()
        ]
        return _json({"results": [{"id": "default", "label": "Sales", "stages": stages}]})

    def _records(self, request: Request, records: _Records, rest: Sequence[str]) -> Answer:
        match rest:
            case []:
                return self._list(request, records)
            case ["search"]:
                return self._search(orjson.loads(request.body), records)
            case ["batch", "read"]:
                numbers = [records.number(one["id"]) for one in orjson.loads(request.body)["inputs"]]
                return _rows(records.rows(numbers, later=self.later), b'"status":"COMPLETE",')
        return self._update(orjson.loads(request.body), records)

    def _list(self, request: Request, records: _Records) -> Answer:
        if request.query.get("archived") == "true":
            return _json({"results": []})
        start, size = int(request.query.get("after") or 0), int(request.query.get("limit") or 10)
        numbers = range(start, min(start + size, records.total))
        rows = records.rows(numbers, later=self.later)
        if "associations" in request.query:
            kinds = request.query["associations"].split(",")
            linked = [orjson.dumps(self._inline(records, number, kinds)) for number in numbers]
            rows = [b'%b,"associations":%b}' % (row[:-1], found) for row, found in zip(rows, linked, strict=True)]
        more = start + size < records.total
        paging = b'"paging":{"next":{"after":"%d","link":"x"}},' % (start + size) if more else b""
        return _rows(rows, paging)

    @staticmethod
    def _inline(records: _Records, number: int, kinds: Sequence[str]) -> dict[str, Any]:
        return {
            to: {"results": [{"id": other, "type": f"{records.kind}_to_{to}"} for other, _ in linked]}
            for to in kinds
            if (linked := records.linked(number, to))
        }

    def _search(self, asked: dict[str, Any], records: _Records) -> Answer:
        """Records by stamp, from a page's `after` or the stamp of the filter on."""
        numbers = list(self._changed(asked, records))
        start, size = int(asked.get("after") or 0), int(asked.get("limit") or 10)
        rows = records.rows(numbers[start : start + size], later=self.later)
        more = start + size < len(numbers)
        paging = b'"paging":{"next":{"after":"%d","link":"x"}},' % (start + size) if more else b""
        return _rows(rows, b'"total":%d,%b' % (len(numbers), paging))

    def _changed(self, asked: dict[str, Any], records: _Records) -> Iterator[int]:
        first = next(one for one in asked["filterGroups"][0]["filters"] if one["operator"] in ("GTE", "GT"))
        since = datetime.fromtimestamp(int(first["value"]) / 1000, data.AS_OF.tzinfo)
        if since < data.stamp(records.total - 1, later=False):
            return iter(range(records.total))
        numbers = data.changed_numbers(records.total) if self.later else iter(())
        return (number for number in numbers if data.stamp(number, later=True) >= since)

    def _update(self, asked: dict[str, Any], records: _Records) -> Answer:
        for one in asked["inputs"]:
            records.written.setdefault(str(one["id"]), {}).update(one["properties"])
        results = [
            {
                "id": str(one["id"]),
                "properties": one["properties"],
                "createdAt": "2024-01-01T00:00:00.000Z",
                "updatedAt": iso(data.LATER),
                "archived": False,
            }
            for one in asked["inputs"]
        ]
        return _json(
            {"status": "COMPLETE", "results": results, "startedAt": iso(data.LATER), "completedAt": iso(data.LATER)}
        )

    @staticmethod
    def _associations(request: Request, records: _Records, to: str) -> Answer:
        results = [
            {
                "from": {"id": one["id"]},
                "to": [
                    {
                        "toObjectId": int(other),
                        "associationTypes": [{"category": "HUBSPOT_DEFINED", "typeId": 1, "label": label}],
                    }
                    for other, label in records.linked(records.number(one["id"]), to)
                ],
            }
            for one in orjson.loads(request.body)["inputs"]
        ]
        return _json({"status": "COMPLETE", "results": results})


def _json(value: Any) -> Answer:
    return Answer(orjson.dumps(value), headers=LIMITS)


def _rows(rows: Sequence[bytes], more: bytes = b"") -> Answer:
    return Answer(b'{%b"results":[%b]}' % (more, b",".join(rows)), headers=LIMITS)

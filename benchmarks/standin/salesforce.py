"""The Salesforce side: login, describe, SOQL of the shapes that readers send, Bulk 2.0 jobs, Collections.

Field names are our own with a capital letter and `__c` where Salesforce has no such field. Rows are encoded
once, before anybody asks; an answer puts encoded rows together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson

from . import data
from .http import Answer, Request

__all__ = ["FIELDS", "Org", "column_names", "row_id"]

OBJECTS = {"Account": "account", "Contact": "contact", "Opportunity": "opportunity"}
_PREFIX = {"account": "001", "contact": "003", "opportunity": "006", "owner": "005"}
FIELDS: dict[str, dict[str, str]] = {
    "account": {
        "name": "Name",
        "domain": "Website",
        "industry": "Industry",
        "country": "BillingCountry",
        "parent": "ParentId",
        "owner": "OwnerId",
        "created": "CreatedDate",
        "city": "BillingCity",
        "employees": "NumberOfEmployees",
        "revenue": "AnnualRevenue",
    },
    "contact": {
        "account": "AccountId",
        "first": "FirstName",
        "last": "LastName",
        "email": "Email",
        "phone": "Phone",
        "title": "Title",
        "owner": "OwnerId",
        "opt_out": "HasOptedOutOfEmail",
        "status": "Advocacy_Status__c",
        "created": "CreatedDate",
    },
    "opportunity": {
        "account": "AccountId",
        "name": "Name",
        "amount": "Amount",
        "currency": "CurrencyIsoCode",
        "stage": "StageName",
        "closed": "IsClosed",
        "won": "IsWon",
        "type": "Type",
        "created": "CreatedDate",
        "close": "CloseDate",
        "owner": "OwnerId",
    },
}
_REFERS = {"account": "Account", "parent": "Account", "owner": "User"}
_NUMERIC = frozenset({"int", "double", "currency"})
BLOCK = 1_000  # rows of CSV kept together
JSON_PAGE = 2_000
_VERSION = "/services/data/v67.0"


def row_id(kind: str, number: int) -> str:
    return f"{_PREFIX[kind]}bn{number:010d}AAA"


def _number(row: str) -> int:
    return int(row[5:15])


def column_names(kind: str) -> dict[str, str]:
    """Salesforce's field names by ours."""
    named = FIELDS[kind]
    return {shape.name: named.get(shape.name, f"{shape.name.upper()}__c") for shape in data.SHAPES[kind]}


def iso(moment: datetime) -> str:
    return f"{moment.isoformat(timespec='milliseconds')[:-6]}Z"


def json_iso(moment: datetime) -> str:
    return f"{moment.isoformat(timespec='milliseconds')[:-6]}+0000"


class _Table:
    """One object's rows."""

    def __init__(self, kind: str, accounts: int) -> None:
        self.kind, self.total = kind, data.count(kind, accounts)
        self.names = column_names(kind)
        keys = ["Id", "SystemModstamp", "IsDeleted", *(["MasterRecordId"] if kind != "opportunity" else [])]
        self.columns = [*keys, *self.names.values()]
        self._types = {shape.name: shape.type for shape in data.SHAPES[kind]}
        self._csv: list[bytes] = []
        self._json: list[bytes] = []
        self.written: dict[str, dict[str, Any]] = {}

    def encode(self, *, csv: bool) -> None:
        """All rows as they are at first."""
        numbers = range(self.total)
        if not csv:
            self._json = [self.json(number, later=False) for number in numbers]
            return
        for start in range(0, self.total, BLOCK):
            block = numbers[start : start + BLOCK]
            self._csv.append(b"".join([self.line(number, later=False) for number in block]))

    def line(self, number: int, *, later: bool) -> bytes:
        cells = data.row(self.kind, number, row_id, later=later)
        keys = [row_id(self.kind, number), iso(data.stamp(number, later=later)), "false"]
        keys += [""] if self.kind != "opportunity" else []
        values = [*keys, *(cells[name] for name in self.names)]
        return ('"' + '"^"'.join([value.replace('"', '""') for value in values]) + '"\n').encode()

    def record(self, number: int, *, later: bool) -> dict[str, Any]:
        cells = data.row(self.kind, number, row_id, later=later)
        found: dict[str, Any] = {
            "attributes": {"type": self.kind.capitalize(), "url": f"{_VERSION}/sobjects/{row_id(self.kind, number)}"},
            "Id": row_id(self.kind, number),
            "SystemModstamp": json_iso(data.stamp(number, later=later)),
            "IsDeleted": False,
            **({"MasterRecordId": None} if self.kind != "opportunity" else {}),
        }
        for name, column in self.names.items():
            found[column] = self._value(self._types[name], cells[name])
        found.update(self.written.get(found["Id"], {}))
        return found

    @staticmethod
    def _value(kind: str, text: str) -> Any:
        if text == "":
            return None
        if kind == "boolean":
            return text == "true"
        if kind == "datetime":
            return text.replace("Z", "+0000")
        return orjson.Fragment(text) if kind in _NUMERIC else text

    def json(self, number: int, *, later: bool) -> bytes:
        return orjson.dumps(self.record(number, later=later))

    def csv_part(self, start: int, size: int, separator: bytes) -> bytes:
        head = ('"' + '"^"'.join(self.columns) + '"\n').encode()
        whole = head + b"".join(self._csv[start // BLOCK : (start + size) // BLOCK])
        return whole if separator == b"^" else whole.replace(b'"^"', b'"' + separator + b'"')

    def json_rows(self, numbers: Sequence[int], *, later: bool) -> list[bytes]:
        if later or not self._json or self.written:
            return [self.json(number, later=later) for number in numbers]
        return [self._json[number] for number in numbers]


class Org:
    def __init__(self, accounts: int, *, csv: bool) -> None:
        self._tables = {name: _Table(kind, accounts) for name, kind in OBJECTS.items()}
        for table in self._tables.values():
            table.encode(csv=csv)
        self._jobs: dict[str, dict[str, Any]] = {}
        self._cursors: dict[str, tuple[str, Sequence[int]]] = {}
        self.later = False
        self.address = ""

    def forget(self) -> None:
        """As at first: what was written and begun is gone."""
        self.later = False
        self._jobs.clear()
        self._cursors.clear()
        for table in self._tables.values():
            table.written.clear()

    def handle(self, request: Request) -> Answer:
        if request.path == "/services/oauth2/token":
            return _json({"access_token": "bench", "instance_url": self.address, "token_type": "Bearer"})
        if request.path == "/services/oauth2/userinfo":
            return _json({"user_id": "005bn0000000000AAA"})
        found = re.fullmatch(r"/services/data/v\d+\.\d+/(.*)", request.path)
        if not found:
            return _refusal("NOT_FOUND", 404)
        head, *rest = found[1].strip("/").split("/")
        match head:
            case "query" | "queryAll":
                return self._query(request, rest)
            case "sobjects":
                return self._describe(rest[0])
            case "jobs":
                return self._job(request, rest)
            case "composite":
                return self._collections(request, rest)
        return _refusal("NOT_FOUND", 404)

    # -- describe ----------------------------------------------------------------------------------

    def _describe(self, name: str) -> Answer:
        table = self._tables.get(name)
        if table is None:
            return _refusal("NOT_FOUND", 404)
        kinds = {"Id": "id", "SystemModstamp": "datetime", "IsDeleted": "boolean", "MasterRecordId": "reference"}
        fields = [_field(column, kinds[column]) for column in table.columns if column in kinds]
        for shape in data.SHAPES[table.kind]:
            refers = _REFERS.get(shape.name) if shape.type == "reference" else None
            fields.append(_field(table.names[shape.name], shape.type, refers, updateable=True))
        return _json({"name": name, "label": name, "fields": fields})

    # -- queries -----------------------------------------------------------------------------------

    def _query(self, request: Request, rest: Sequence[str]) -> Answer:
        if rest:
            name, numbers = self._cursors.pop(rest[0])
            return self._page(name, numbers, len(numbers))
        soql = request.query["q"]
        if "FROM Organization" in soql:
            org = {"Id": "00Dbn0000000000AAA", "Name": "Bench", "IsSandbox": False}
            return _json({"totalSize": 1, "done": True, "records": [org]})
        name = re.findall(r" FROM (\w+)", soql)[0]
        if name not in self._tables:
            return _refusal("INVALID_TYPE", 400)
        numbers = self._matching(self._tables[name], soql)
        if "COUNT()" in soql:
            return _json({"totalSize": len(numbers), "done": True, "records": []})
        limit = re.search(r" LIMIT (\d+)", soql)
        numbers = numbers[: int(limit[1])] if limit else numbers
        return self._page(name, numbers, len(numbers))

    def _matching(self, table: _Table, soql: str) -> Sequence[int]:
        """Rows in the order of their stamps: behind an id, from a stamp on, or all."""
        behind = re.search(r"Id > '(\w+)'", soql)
        since = re.search(r"SystemModstamp >=? ([\d:TZ.+-]+)", soql)
        first = _number(behind[1]) + 1 if behind else 0
        if since and datetime.fromisoformat(since[1]) >= data.stamp(table.total - 1, later=False):
            return [number for number in data.changed_numbers(table.total) if number >= first] if self.later else []
        return range(first, table.total)

    def _page(self, name: str, numbers: Sequence[int], total: int) -> Answer:
        page, left = numbers[:JSON_PAGE], numbers[JSON_PAGE:]
        more = b'"done":true'
        if left:
            cursor = f"01gbn{len(self._cursors):010d}-{len(left)}"
            self._cursors[cursor] = (name, left)
            more = f'"done":false,"nextRecordsUrl":"{_VERSION}/query/{cursor}"'.encode()
        rows = self._tables[name].json_rows(page, later=self.later)
        body = b'{"totalSize":%d,%b,"records":[%b]}' % (total, more, b",".join(rows))
        return Answer(body, headers=_LIMITS)

    # -- jobs --------------------------------------------------------------------------------------

    def _job(self, request: Request, rest: Sequence[str]) -> Answer:
        kind, *path = rest
        if not path:
            if request.method == "GET":
                return _json({"done": True, "records": []})
            return self._created(kind, orjson.loads(request.body))
        job = self._jobs.get(path[0])
        if job is None:
            return _refusal("NOT_FOUND", 404)
        if request.method == "DELETE":
            del self._jobs[path[0]]
            return Answer(status=204)
        if request.method == "PUT":
            job["upload"] = request.body
            return Answer(status=201)
        if request.method == "PATCH":
            self._ingested(job)
            return _json(job["status"])
        if len(path) == 1:
            return _json(job["status"])
        return self._results(request, job) if path[1] == "results" else self._receipts(job, path[1])

    def _created(self, kind: str, asked: dict[str, Any]) -> Answer:
        id = f"750bn{len(self._jobs):010d}AAA"
        separator = asked.get("columnDelimiter", "COMMA")
        status = {"id": id, "state": "Open", "columnDelimiter": separator, "createdById": "005bn0000000000AAA"}
        name = asked.get("object") or re.findall(r" FROM (\w+)", asked["query"])[0]
        if kind == "query":
            status |= {"state": "JobComplete", "numberRecordsProcessed": self._tables[name].total}
        self._jobs[id] = {"status": status, "object": name, "separator": b"^" if separator == "CARET" else b","}
        return _json(status)

    def _results(self, request: Request, job: dict[str, Any]) -> Answer:
        table = self._tables[job["object"]]
        start = int(request.query.get("locator") or 0)
        size = max(int(request.query.get("maxRecords") or 50_000) // BLOCK, 1) * BLOCK
        there = min(size, table.total - start)
        headers = {
            **_LIMITS,
            "Sforce-NumberOfRecords": str(there),
            "Sforce-Locator": str(start + size) if start + size < table.total else "null",
        }
        return Answer(table.csv_part(start, size, job["separator"]), type="text/csv", headers=headers)

    def _ingested(self, job: dict[str, Any]) -> None:
        """The upload takes effect; only texts without quotes are ever written here."""
        separator = job["separator"].decode()
        lines = [line.replace('"', "").split(separator) for line in job["upload"].decode().splitlines()]
        header, *rows = lines
        at = header.index("Id")
        written = self._tables[job["object"]].written
        for cells in rows:
            values = {name: cell for name, cell in zip(header, cells, strict=True) if name != "Id" and cell}
            written.setdefault(cells[at], {}).update(values)
        job["rows"] = [cells[at] for cells in rows]
        job["status"] |= {"state": "JobComplete", "numberRecordsProcessed": len(rows), "numberRecordsFailed": 0}

    @staticmethod
    def _receipts(job: dict[str, Any], file: str) -> Answer:
        separator = job["separator"].decode()
        done = job["rows"] if file == "successfulResults" else []
        lines = [["sf__Id", "sf__Created", "Id"], *([row, "false", row] for row in done)]
        joint = f'"{separator}"'
        text = "".join(f'"{joint.join(cells)}"\n' for cells in lines)
        return Answer(text.encode(), type="text/csv", headers=_LIMITS)

    # -- Collections -------------------------------------------------------------------------------

    def _collections(self, request: Request, rest: Sequence[str]) -> Answer:
        asked = orjson.loads(request.body)
        if request.method == "PATCH":
            for record in asked["records"]:
                kind = record.pop("attributes")["type"]
                row = record.pop("id", None) or record.pop("Id")
                self._tables[kind].written.setdefault(row, {}).update(record)
                record["id"] = row
            return _json([{"id": record["id"], "success": True, "errors": []} for record in asked["records"]])
        table = self._tables[rest[1]]
        keep = {"attributes", "Id", "SystemModstamp", "IsDeleted", *asked["fields"]}
        found = [table.record(_number(row), later=self.later) for row in asked["ids"]]
        return _json([{name: value for name, value in record.items() if name in keep} for record in found])


_LIMITS = {"Sforce-Limit-Info": "api-usage=100/5000000"}


def _json(value: Any) -> Answer:
    return Answer(orjson.dumps(value), headers=_LIMITS)


def _refusal(code: str, status: int) -> Answer:
    return Answer(orjson.dumps([{"errorCode": code, "message": code}]), status)


def _field(name: str, kind: str, refers: str | None = None, *, updateable: bool = False) -> dict[str, Any]:
    return {
        "name": name,
        "label": name,
        "type": kind,
        "length": 255 if kind in ("string", "textarea") else 0,
        "nillable": True,
        "updateable": updateable,
        "referenceTo": [refers] if refers else [],
        "relationshipName": name.removesuffix("Id") if refers else None,
        "picklistValues": [],
    }

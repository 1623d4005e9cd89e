"""The bare floor: fetch, decode, upsert raw rows, nothing else. No SDK, no checks, no ledger, no mapping.

It makes the calls that the product makes, so that what is between the two is the product's own work.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import orjson
import urllib3

from benchmarks.standin import hubspot, salesforce

from .tables import Tables, open_tables
from .task import PREPARE, Measure, Task, measured

__all__ = ["run"]

API = "/services/data/v67.0"
ROWS_A_PAGE, IDS_A_CALL, RECORDS_A_CALL = 20_000, 2_000, 100
_LINKS: dict[str, tuple[str, ...]] = {"companies": (), "contacts": ("companies",), "deals": ("companies", "contacts")}


def run(task: Task) -> Measure:
    measure = Measure()
    if task.scenario == PREPARE:
        return measure
    with measured(measure):
        tables = open_tables(task.store, copy=True)
        script = (_HubSpot if task.crm == "hubspot" else _Salesforce)(task, tables)
        measure.rows = script.push(task.values) if task.scenario == "push" else script.read()
        tables.close()
    return measure


class _Script:
    def __init__(self, task: Task, tables: Tables) -> None:
        self.task, self.tables, self._pool = task, tables, urllib3.PoolManager(retries=False)

    def call(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.raw(method, path, orjson.dumps(body) if body is not None else None)
        return orjson.loads(answer.data) if answer.data else None

    def raw(self, method: str, path: str, body: bytes | None = None, kind: str = "application/json") -> Any:
        headers = {"Authorization": "Bearer bench", "Content-Type": kind}
        answer = self._pool.request(method, self.task.address + path, body=body, headers=headers)
        assert answer.status < 300, (method, path, answer.status)
        return answer


class _Salesforce(_Script):
    def read(self) -> int:
        rows = 0
        for name, kind in salesforce.OBJECTS.items():
            keys = ["Id", "SystemModstamp", "IsDeleted", *(["MasterRecordId"] if kind != "opportunity" else [])]
            columns = [*keys, *salesforce.column_names(kind).values()]
            self.tables.make(name, columns)
            soql = f"SELECT {', '.join(columns)} FROM {name}"
            if self.task.scenario == "full" and self.task.way == "bulk":
                rows += self._bulk(name, soql)
            else:
                last = self.tables.last(name, "SystemModstamp")
                rows += self._rest(name, columns, f"{soql} WHERE SystemModstamp > {last}" if last else soql)
        return rows

    def _bulk(self, name: str, soql: str) -> int:
        asked = {"operation": "queryAll", "query": soql, "columnDelimiter": "CARET", "lineEnding": "LF"}
        path = f"{API}/jobs/query/{self.call('POST', f'{API}/jobs/query', asked)['id']}"
        while self.call("GET", path)["state"] != "JobComplete":
            pass
        locator, rows = "", 0
        while locator != "null":
            more = f"&locator={locator}" if locator else ""
            answer = self.raw("GET", f"{path}/results?maxRecords={ROWS_A_PAGE}{more}")
            header, *lines = csv.reader(io.StringIO(answer.data.decode(), newline=""), delimiter="^")
            self.tables.put(name, header, lines)
            rows, locator = rows + len(lines), answer.headers["Sforce-Locator"]
        self.raw("DELETE", path)
        return rows

    def _rest(self, name: str, columns: Sequence[str], soql: str) -> int:
        path, rows = f"{API}/query?q={quote(soql)}", 0
        while path:
            page = self.call("GET", path)
            found = [[record[column] for column in columns] for record in page["records"]]
            for record in found:
                record[1] = record[1].replace("+0000", "Z")
            self.tables.put(name, columns, found)
            rows, path = rows + len(found), page.get("nextRecordsUrl")
        return rows

    def push(self, values: int) -> int:
        """Look at each row, write it, look again."""
        ids = [salesforce.row_id("contact", number) for number in range(values)]
        self._look(ids)
        job = self.call("POST", f"{API}/jobs/ingest", {"operation": "update", "object": "Contact", "lineEnding": "LF"})
        path = f"{API}/jobs/ingest/{job['id']}"
        lines = ['"Id","Advocacy_Status__c"', *(f'"{one}","candidate"' for one in ids), ""]
        self.raw("PUT", f"{path}/batches", "\n".join(lines).encode(), "text/csv")
        self.call("PATCH", path, {"state": "UploadComplete"})
        while self.call("GET", path)["state"] != "JobComplete":
            pass
        done = list(csv.reader(io.StringIO(self.raw("GET", f"{path}/successfulResults").data.decode(), newline="")))
        self._look(ids)
        return len(done) - 1

    def _look(self, ids: Sequence[str]) -> None:
        for start in range(0, len(ids), IDS_A_CALL):
            body = {"ids": ids[start : start + IDS_A_CALL], "fields": ["Advocacy_Status__c"]}
            self.call("POST", f"{API}/composite/sobjects/Contact", body)


class _HubSpot(_Script):
    def read(self) -> int:
        rows = 0
        for name, kind in hubspot.OBJECTS.items():
            properties = [*hubspot.property_names(kind).values(), hubspot.stamp_name(kind)]
            columns = ["id", "updatedAt", "archived", *properties, *_LINKS[name]]
            self.tables.make(name, columns)
            last = self.tables.last(name, "updatedAt")
            pages = self._changed(name, kind, properties, last) if last else self._listed(name, properties)
            for page in pages:
                linked = [self._linked(name, to, page) for to in _LINKS[name]]
                found = [
                    [one["id"], one["updatedAt"], one["archived"], *map(one["properties"].get, properties), *more]
                    for one, *more in zip(page, *linked, strict=True)
                ]
                self.tables.put(name, columns, found)
                rows += len(found)
        return rows

    def _listed(self, name: str, properties: Sequence[str]) -> Iterator[list[dict[str, Any]]]:
        path, after = f"/crm/v3/objects/{name}?limit=100&properties={','.join(properties)}", ""
        while True:
            answer = self.call("GET", path + after)
            yield answer["results"]
            if "paging" not in answer:
                return
            after = f"&after={answer['paging']['next']['after']}"

    def _changed(self, name: str, kind: str, properties: Sequence[str], last: str) -> Iterator[list[dict[str, Any]]]:
        since = int((datetime.fromisoformat(last) + timedelta(milliseconds=1)).timestamp() * 1000)
        filters = [{"propertyName": hubspot.stamp_name(kind), "operator": "GTE", "value": str(since)}]
        asked: dict[str, Any] = {"filterGroups": [{"filters": filters}], "limit": 200, "properties": properties}
        while True:
            answer = self.call("POST", f"/crm/v3/objects/{name}/search", asked)
            for start in range(0, len(answer["results"]), RECORDS_A_CALL):
                yield answer["results"][start : start + RECORDS_A_CALL]
            if "paging" not in answer:
                return
            asked["after"] = answer["paging"]["next"]["after"]

    def _linked(self, name: str, to: str, page: Sequence[dict[str, Any]]) -> list[bytes]:
        inputs = [{"id": one["id"]} for one in page]
        results = self.call("POST", f"/crm/v4/associations/{name}/{to}/batch/read", {"inputs": inputs})["results"]
        found = {one["from"]["id"]: orjson.dumps(one["to"]) for one in results}
        return [found[one["id"]] for one in page]

    def push(self, values: int) -> int:
        done = 0
        for start in range(0, values, RECORDS_A_CALL):
            ids = [hubspot.record_id("contact", number) for number in range(start, min(start + 100, values))]
            self._look(ids)
            inputs = [{"id": one, "properties": {"advocacy_status": "candidate"}} for one in ids]
            done += len(self.call("POST", "/crm/v3/objects/contacts/batch/update", {"inputs": inputs})["results"])
            self._look(ids)
        return done

    def _look(self, ids: Sequence[str]) -> None:
        asked = {"inputs": [{"id": one} for one in ids], "properties": ["advocacy_status"]}
        self.call("POST", "/crm/v3/objects/contacts/batch/read", asked)

"""What one writes in an afternoon with the vendors' SDKs: query all, rows into a database by executemany.

simple-salesforce: `bulk2…query_all` and `csv.DictReader`, or `query_all`; hubspot-api-client: `get_all` with
its typed models. Changes by the highest stamp stored. Nothing is checked.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from benchmarks.standin import hubspot, salesforce

from .tables import Tables, open_tables
from .task import PREPARE, Measure, Task, measured

__all__ = ["run"]

_LINKS: dict[str, list[str]] = {"companies": [], "contacts": ["companies"], "deals": ["companies", "contacts"]}


def run(task: Task) -> Measure:
    measure = Measure()
    if task.scenario == PREPARE:
        return measure
    script = _hubspot if task.crm == "hubspot" else _salesforce
    with measured(measure):
        tables = open_tables(task.store, copy=False)
        measure.rows = script(task, tables)
        tables.close()
    return measure


class _Plain(HTTPAdapter):
    """The library always asks for https; the stand-in speaks http."""

    def send(self, request: requests.PreparedRequest, *more: Any, **options: Any) -> requests.Response:
        request.url = str(request.url).replace("https://", "http://", 1)
        return super().send(request, *more, **options)


# -- Salesforce ------------------------------------------------------------------------------------


def _salesforce(task: Task, tables: Tables) -> int:
    from simple_salesforce.api import Salesforce

    session = requests.Session()
    session.mount("https://", _Plain())
    host = task.address.removeprefix("http://")
    client: Any = Salesforce(session_id="bench", instance=host, session=session, version="67.0")
    if task.scenario == "push":
        rows = [
            {"Id": salesforce.row_id("contact", number), "Advocacy_Status__c": "candidate"}
            for number in range(task.values)
        ]
        return sum(int(done["numberRecordsProcessed"]) for done in client.bulk2.Contact.update(records=rows))
    return sum(_object(task, tables, client, name, kind) for name, kind in salesforce.OBJECTS.items())


def _object(task: Task, tables: Tables, client: Any, name: str, kind: str) -> int:
    keys = ["Id", "SystemModstamp", "IsDeleted", *(["MasterRecordId"] if kind != "opportunity" else [])]
    columns = [*keys, *salesforce.column_names(kind).values()]
    tables.make(name, columns)
    soql = f"SELECT {', '.join(columns)} FROM {name}"
    last = tables.last(name, "SystemModstamp")
    soql += f" WHERE SystemModstamp > {last}" if last else ""
    count = 0
    if task.way == "bulk" and not last:
        for text in getattr(client.bulk2, name).query_all(soql):
            rows = [[line[column] for column in columns] for line in csv.DictReader(io.StringIO(text))]
            tables.put(name, columns, rows)
            count += len(rows)
        return count
    records = client.query_all(soql)["records"]
    rows = [[record[column] for column in columns] for record in records]
    for row in rows:
        row[1] = row[1].replace("+0000", "Z")
    tables.put(name, columns, [[str(cell) if cell is not None else None for cell in row] for row in rows])
    return len(rows)


# -- HubSpot ---------------------------------------------------------------------------------------


def _hubspot(task: Task, tables: Tables) -> int:
    from hubspot import HubSpot

    client = HubSpot(access_token="bench", host=task.address, base_url=task.address)
    if task.scenario == "push":
        return _update(client, task.values)
    return sum(_records(tables, client, name, kind) for name, kind in hubspot.OBJECTS.items())


def _records(tables: Tables, client: Any, name: str, kind: str) -> int:
    api = getattr(client.crm, name)
    properties = [*hubspot.property_names(kind).values(), hubspot.stamp_name(kind)]
    columns = ["id", "updatedAt", "archived", *properties, *_LINKS[name]]
    tables.make(name, columns)
    last = tables.last(name, "updatedAt")
    if last:
        found = _changed(api, name, kind, properties, last)
    else:
        found = api.get_all(properties=properties, associations=_LINKS[name] or None)
    rows = [_row(one, properties, _LINKS[name]) for one in found]
    tables.put(name, columns, rows)
    return len(rows)


def _row(one: Any, properties: Sequence[str], links: Sequence[str]) -> list[Any]:
    linked = getattr(one, "associations", None) or {}
    others = [";".join(other.id for other in linked[to].results) if to in linked else None for to in links]
    at = one.updated_at.isoformat(timespec="milliseconds")
    return [one.id, at, one.archived, *(one.properties.get(name) for name in properties), *others]


def _changed(api: Any, name: str, kind: str, properties: Sequence[str], last: str) -> list[Any]:
    import hubspot.crm as models

    module = getattr(models, name)
    since = int(datetime.fromisoformat(last).timestamp() * 1000) + 1
    filters = [{"propertyName": hubspot.stamp_name(kind), "operator": "GTE", "value": str(since)}]
    found: list[Any] = []
    after: str | None = None
    while True:
        asked = module.PublicObjectSearchRequest(
            filter_groups=[{"filters": filters}], properties=list(properties), limit=100, after=after
        )
        page = api.search_api.do_search(public_object_search_request=asked)
        found += page.results
        if page.paging is None:
            return found
        after = page.paging.next.after


def _update(client: Any, values: int) -> int:
    from hubspot.crm.contacts import BatchInputSimplePublicObjectBatchInput as Batch
    from hubspot.crm.contacts import SimplePublicObjectBatchInput as One

    done = 0
    for start in range(0, values, 100):
        ids = [hubspot.record_id("contact", number) for number in range(start, min(start + 100, values))]
        batch = Batch(inputs=[One(id=one, properties={"advocacy_status": "candidate"}) for one in ids])
        done += len(client.crm.contacts.batch_api.update(batch).results)
    return done

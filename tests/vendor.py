"""The Salesforce that the vendor documents, answer by answer: REST through `responses`, logins through respx."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
import respx
from responses import RequestsMock

from advocacy_salesforce.reader import Reader
from advocacy_salesforce.sdk import Client
from advocacy_sync.kernel.ids import ConnectionName
from advocacy_sync.transport.retry import RetryPolicy
from advocacy_sync.transport.timing import Timing
from rooms import ONCE, Heard, connection

__all__ = [
    "API",
    "JOB",
    "ORG",
    "Ticking",
    "Vendor",
    "described",
    "given",
    "logged_in",
    "page",
    "refusal",
    "sent",
    "vendor",
]

ORG = "https://acme.my.salesforce.com"
API = f"{ORG}/services/data/v67.0"
JOB = "750R0000000zxr8IAA"
Vendor = RequestsMock
TYPES = {"Id": "id", "SystemModstamp": "datetime", "IsDeleted": "boolean", "Amount": "currency", "OwnerId": "reference"}


@dataclass
class Ticking:
    """Time that passes only when somebody waits, and keeps what was waited."""

    slept: list[float] = field(default_factory=list)
    passed: float = 0.0

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.passed += seconds

    @property
    def timing(self) -> Timing:
        return Timing(monotonic=lambda: self.passed, sleep=self.sleep, chance=lambda: 0.5)


@contextmanager
def vendor(tokens: Sequence[str] = ("session-1",)) -> Iterator[tuple[Vendor, respx.Route]]:
    """The org's answers, to be filled in, and its token endpoint, which gives these tokens one after another."""
    answers = [respx.MockResponse(200, json={"access_token": token, "instance_url": ORG}) for token in tokens]
    with RequestsMock() as org, respx.mock(assert_all_called=False) as login:
        yield org, login.post(f"{ORG}/services/oauth2/token").mock(side_effect=answers)


def logged_in(policy: RetryPolicy = ONCE, events: Heard | None = None, **settings: Any) -> tuple[Client, Reader]:
    """A client of that org, and a reader over it."""
    heard = events or Heard()
    settings.setdefault("timing", Ticking().timing)
    client = Client(connection("salesforce", ORG, **settings), policy, events=heard)
    return client, Reader(client, ConnectionName("acme"), heard)


def given(
    org: Vendor,
    method: str,
    path: str,
    body: Any = None,
    status: int = 200,
    *,
    headers: Mapping[str, str] | None = None,
) -> None:
    """One answer more to calls of a path below the API's version, whatever their query; the last one stays."""
    url = re.compile(re.escape(path if path.startswith("http") else f"{API}/{path}") + r"(\?.*)?$")
    raw = body if isinstance(body, bytes) else b"" if body is None else orjson.dumps(body)
    kind = "text/csv" if isinstance(body, bytes) else "application/json"
    org.add(method, url, body=raw, status=status, headers=headers, content_type=kind)


def refusal(code: str, message: str = "said the org") -> list[dict[str, str]]:
    return [{"errorCode": code, "message": message}]


def described(org: Vendor, name: str, fields: Sequence[str], **types: str) -> None:
    """Answers the describe of an object with Id, SystemModstamp, IsDeleted and these fields."""
    kinds: Mapping[str, str] = {**TYPES, **types}
    names = dict.fromkeys(["Id", "SystemModstamp", "IsDeleted", *fields])
    parts = [{"name": field, "label": field, "type": kinds.get(field, "string"), "updateable": True} for field in names]
    for part in parts:
        if part["type"] == "reference":
            part |= {"relationshipName": str(part["name"]).removesuffix("Id"), "referenceTo": ["User"]}
    given(org, "GET", f"sobjects/{name}/describe", {"name": name, "label": name, "fields": parts})


def page(ids: Sequence[str], following: str | None = None, *, total: int = 0, **fields: Any) -> dict[str, Any]:
    """A page of a query, rows stamped at noon; of as many rows in all as it has, unless told."""
    rows = [{"attributes": {"type": "Account"}, "Id": id, **_ROW, **fields} for id in ids]
    more = {"nextRecordsUrl": following} if following else {}
    return {"totalSize": total or len(rows), "done": following is None, "records": rows, **more}


_ROW = {"SystemModstamp": "2026-01-05T12:00:00.000+0000", "IsDeleted": False}


def sent(org: Vendor, number: int) -> Any:
    """The JSON body of one call."""
    return orjson.loads(org.calls[number].request.body or b"null")

"""One CRM in a process of its own: `python -m benchmarks.standin bulk|rest|hubspot ACCOUNTS`.

Prints its address. `POST /bench/forget` makes everything as at first, `POST /bench/later` lets one row in a
hundred change, `GET /bench/calls` says how many calls have been answered and forgets them.
"""

from __future__ import annotations

import asyncio
import sys
from email.utils import format_datetime

import orjson

from . import data
from .http import Answer, Request, serve
from .hubspot import Portal
from .salesforce import Org


class _Host:
    def __init__(self, kind: str, accounts: int) -> None:
        self.crm: Org | Portal = Portal(accounts) if kind == "hubspot" else Org(accounts, csv=kind == "bulk")
        self._calls = 0

    def handle(self, request: Request) -> Answer:
        if request.path.startswith("/bench/"):
            return self._told(request.path)
        self._calls += 1
        answer = self.crm.handle(request)
        answer.headers = {**answer.headers, "Date": _LATER if self.crm.later else _AS_OF}
        return answer

    def _told(self, path: str) -> Answer:
        if path == "/bench/forget":
            self.crm.forget()
        if path == "/bench/later":
            self.crm.later = True
        calls, self._calls = self._calls, 0
        return Answer(orjson.dumps(calls))


_AS_OF, _LATER = (format_datetime(moment, usegmt=True) for moment in (data.AS_OF, data.LATER))


def main() -> None:
    host = _Host(sys.argv[1], int(sys.argv[2]))

    def ready(port: int) -> None:
        address = f"http://127.0.0.1:{port}"
        if isinstance(host.crm, Org):
            host.crm.address = address
        print(address, flush=True)

    asyncio.run(serve(host.handle, ready))


if __name__ == "__main__":
    main()

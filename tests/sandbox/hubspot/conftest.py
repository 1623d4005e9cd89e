"""A portal with a clock that stands still, and a way to call it as a client would."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from advocacy_sync.kernel.clock import FixedClock
from advocacy_sync.sandbox.hubspot.machine import HubspotMachine
from advocacy_sync.sandbox.state import State
from advocacy_sync.sandbox.wire import Request

Call = Callable[..., tuple[int, Any]]


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 1, 5, 12, 0, 0, 123000, tzinfo=UTC))


@pytest.fixture
def machine() -> HubspotMachine:
    return HubspotMachine(State())


@pytest.fixture
def call(machine: HubspotMachine, clock: FixedClock) -> Call:
    """call(method, target, body) → (status, parsed answer)."""

    def send(method: str, target: str, body: Any = None, token: str = "pat-na1-sandbox") -> tuple[int, Any]:
        headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
        raw = body if isinstance(body, bytes) else b"" if body is None else orjson.dumps(body)
        response = machine.handle(Request(method, target, headers, raw), clock.now())
        return response.status, orjson.loads(response.body) if response.body else None

    return send

"""Rooms that believe whatever is delivered are found out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import orjson
import pytest

from advocacy_sync.kernel.secret import Secret
from advocacy_sync.ports.crm import Hint, Webhook
from testing.spoilt import HUBSPOT, catches

HOOK = HUBSPOT.manifest.webhook
assert HOOK is not None
GENUINE: Webhook = HOOK


def believes(*_: Any, **__: Any) -> str | None:
    return None


def doubts(*_: Any, **__: Any) -> str | None:
    return "no"


def without_body(method: str, url: str, *, headers: Sequence[tuple[str, str]], **rest: Any) -> str | None:
    """Looks at the headers alone: there they are."""
    return None if len(headers) == 2 else "it is not signed"


def any_time(method: str, url: str, *, headers: Sequence[tuple[str, str]], now: datetime, **rest: Any) -> str | None:
    stamp = int(dict(headers)["X-HubSpot-Request-Timestamp"]) / 1000
    return GENUINE.verify(method, url, headers=headers, now=datetime.fromtimestamp(stamp, now.tzinfo), **rest)


def tells(method: str, url: str, *, secret: Secret, **rest: Any) -> str | None:
    told = GENUINE.verify(method, url, secret=secret, **rest)
    return told and f"{told} {secret.reveal()}"


def breaks(body: bytes) -> list[Hint]:
    orjson.loads(body)
    return GENUINE.hints(body)


def renames(body: bytes) -> list[Hint]:
    return [replace(hint, object="contact") for hint in GENUINE.hints(body)]


@pytest.mark.parametrize(
    ("check", "verify"),
    [
        ("genuine_deliveries_are_believed", doubts),
        ("forged_deliveries_are_refused", without_body),
        ("altered_bodies_are_refused", without_body),
        ("misrouted_deliveries_are_refused", without_body),
        ("replayed_deliveries_are_refused", any_time),
        ("unsigned_deliveries_are_refused", believes),
        ("refusals_show_no_secret", tells),
    ],
)
def test_a_room_that_checks_deliveries_badly_is_found_out(check: str, verify: Callable[..., str | None]) -> None:
    manifest = replace(HUBSPOT.manifest, webhook=replace(GENUINE, verify=verify))
    catches(check, subject=HUBSPOT, manifest_=manifest)


@pytest.mark.parametrize(("check", "hints"), [("no_body_breaks_hints", breaks), ("hints_name_the_row", renames)])
def test_a_room_that_reads_hints_badly_is_found_out(check: str, hints: Callable[[bytes], list[Hint]]) -> None:
    catches(check, subject=HUBSPOT, manifest_=replace(HUBSPOT.manifest, webhook=replace(GENUINE, hints=hints)))


def test_a_secret_that_nobody_can_set_is_found_out() -> None:
    manifest = replace(HUBSPOT.manifest, webhook=replace(GENUINE, signed_with="other"))
    catches("the_signing_secret_is_told", subject=HUBSPOT, manifest_=manifest)

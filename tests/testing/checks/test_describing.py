"""Rooms that say wrong things of themselves are found out."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from advocacy_sync.ports.crm import AuthKind, Org, Page, ReadRequest
from advocacy_sync.records.schema import ObjectSchema
from testing.spoilt import SALESFORCE, OverReader, catches


class OwnClock(OverReader):
    def now(self) -> datetime:
        return self.below._client.timing.wall()  # type: ignore[no-any-return]


class Forgetful(OverReader):
    def describe(self, object_name: str) -> ObjectSchema | None:
        self.below.refresh()
        return self.below.describe(object_name)  # type: ignore[no-any-return]


class Stubborn(OverReader):
    def refresh(self) -> None:
        """What was described stays."""


class Uncounted(OverReader):
    def calls(self) -> int:
        return 0


class Retyped(OverReader):
    def describe(self, object_name: str) -> ObjectSchema | None:
        schema: ObjectSchema | None = self.below.describe(object_name)
        if schema is None:
            return None
        made = {name: replace(field, type="text", updateable=True) for name, field in schema.fields.items()}
        return replace(schema, fields=made)


class Lenient(OverReader):
    def pages(self, request: ReadRequest, cursor: str | None = None) -> Any:
        if self.below.describe(request.object) is None:
            yield Page((), None)
            return
        yield from self.below.pages(request, cursor)


class Moody(OverReader):
    def org(self) -> Org:
        found: Org = self.below.org()
        return replace(found, name=f"{found.name} {id(self)}")


@pytest.mark.parametrize(
    ("check", "reader"),
    [
        ("clock_is_the_crms", OwnClock),
        ("clock_follows_the_crms", OwnClock),
        ("description_is_kept_until_refresh", Forgetful),
        ("description_is_kept_until_refresh", Stubborn),
        ("calls_are_counted", Uncounted),
        ("fields_have_types", Retyped),
        ("rights_are_described", Retyped),
        ("unknown_object_cannot_be_read", Lenient),
        ("org_is_the_same_next_time", Moody),
    ],
)
def test_a_reader_that_tells_wrong_things_is_found_out(check: str, reader: type[OverReader]) -> None:
    catches(check, reader=reader)


def test_a_room_that_connects_before_it_is_asked_is_found_out() -> None:
    def eager(below: Any) -> Any:
        below.org()
        return below

    catches("connecting_is_free", reader=eager)


def test_a_manifest_with_wrong_hosts_or_logins_is_found_out() -> None:
    manifest = SALESFORCE.manifest
    catches("hosts_are_domains", manifest_=replace(manifest, hosts=("https://salesforce.com",)))
    catches("hosts_are_domains", manifest_=replace(manifest, base_url="https://elsewhere.example"))
    twice = (AuthKind(name="key", secrets=("key",)), AuthKind(name="key", secrets=("other",)))
    catches("logins_are_told", manifest_=replace(manifest, auth=twice))


def test_a_clock_that_is_a_minute_late_is_found_out() -> None:
    class Late(OverReader):
        def now(self) -> datetime:
            return self.below.now() - timedelta(minutes=1)  # type: ignore[no-any-return]

    catches("clock_is_the_crms", reader=Late)

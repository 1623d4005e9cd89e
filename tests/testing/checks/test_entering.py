"""Rooms that log in wrongly, go astray or talk too much are found out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest

from advocacy_sync.kernel.errors import AdvocacyError, ConfigError, RetryableError
from advocacy_sync.ports.crm import Change, ConnectionSettings, Org, Page, ReadRequest, Receipt
from advocacy_sync.ports.events import Events
from testing.spoilt import HUBSPOT, OverReader, OverWriter, catches


class LogsInAgain(OverReader):
    """Each read with a session of its own."""

    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        client = self.below._client
        client._connect(client._tokens.replace(client._token))
        yield from self.below.pages(request, cursor)


class Persistent(OverReader):
    def org(self) -> Org:
        for _ in range(4):
            try:
                return self.below.org()  # type: ignore[no-any-return]
            except ConfigError:
                continue
        return self.below.org()  # type: ignore[no-any-return]


class Later(OverReader):
    """Takes a wrong password for a server that is away."""

    def org(self) -> Org:
        try:
            return self.below.org()  # type: ignore[no-any-return]
        except ConfigError as error:
            raise RetryableError(str(error)) from None


class Hasty(OverReader):
    """Takes a server that is away for a wrong password."""

    def org(self) -> Org:
        try:
            return self.below.org()  # type: ignore[no-any-return]
        except RetryableError as error:
            raise ConfigError(str(error)) from None


class Shows(OverReader):
    """Its errors say what was sent."""

    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        try:
            yield from self.below.pages(request, cursor)
        except AdvocacyError as error:
            token = getattr(self.below._client._token, "access", None)
            raise type(error)(f"{error} ({token.reveal() if token else 'sandbox-secret'})") from None

    def org(self) -> Org:
        try:
            return self.below.org()  # type: ignore[no-any-return]
        except ConfigError as error:
            secrets = [secret.reveal() for secret in self.below._client._settings.secrets.values()]
            raise ConfigError(f"{error} {secrets}") from None


class GivesUp(OverReader):
    """The end of a session is the end."""

    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        client = self.below._client
        client._tokens.replace = self._refuse
        yield from self.below.pages(request, cursor)

    def _refuse(self, _: Any) -> Any:
        raise ConfigError("the session is over")


class WritesTwice(OverWriter):
    def write(self, object_name: str, changes: Sequence[Change]) -> list[Receipt]:
        self.below.write(object_name, changes)
        return super().write(object_name, changes)


def anywhere(settings: ConnectionSettings) -> ConnectionSettings:
    hosts = [urlsplit(url).hostname or "" for url in (settings.base_url, settings.login_url)]
    return replace(settings, hosts=tuple(filter(None, hosts)))


def loud(events: Events, settings: ConnectionSettings) -> Events:
    def heard(event: str, /, **fields: Any) -> None:
        events(event, secrets={name: secret.reveal() for name, secret in settings.secrets.items()}, **fields)

    return heard


class Prying(OverReader):
    """Its events hold rows."""

    def __init__(self, below: Any) -> None:
        super().__init__(below)

    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        for page in self.below.pages(request, cursor):
            self.below._events("page", rows=[dict(row.payload) for row in page.rows])
            yield page


@pytest.mark.parametrize(
    ("check", "reader"),
    [
        ("wrong_credentials_are_config_errors", Later),
        ("wrong_credentials_are_config_errors", Shows),
        ("refused_credentials_are_not_repeated", Persistent),
        ("an_absent_login_is_for_later", Hasty),
        ("one_session_logs_in_once", LogsInAgain),
        ("ended_sessions_are_renewed_once", GivesUp),
        ("ended_sessions_are_renewed_once", LogsInAgain),
        ("no_message_shows_a_secret", Shows),
        ("no_event_holds_records", Prying),
    ],
)
def test_a_room_that_logs_in_or_talks_wrongly_is_found_out(check: str, reader: type[OverReader]) -> None:
    catches(check, reader=reader)


def test_a_room_that_writes_twice_around_a_new_session_is_found_out() -> None:
    catches("ended_sessions_write_once", writer=WritesTwice)


def test_a_room_that_goes_wherever_it_is_sent_is_found_out() -> None:
    catches("foreign_hosts_are_refused", settle=anywhere)
    catches(
        "tricky_addresses_are_refused", settle=lambda settings: replace(settings, base_url="https://x.salesforce.com")
    )


def test_a_room_that_takes_plain_http_is_found_out() -> None:
    def secured(settings: ConnectionSettings) -> ConnectionSettings:
        urls = {name: getattr(settings, name).replace("http://", "https://") for name in ("base_url", "login_url")}
        return replace(settings, **urls)

    catches("plain_http_is_refused", settle=secured)


def test_a_room_whose_events_show_secrets_is_found_out() -> None:
    catches("no_event_shows_a_secret", listen=loud)


def test_a_room_that_renews_for_ever_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    class Tireless(OverReader):
        def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
            for _ in range(5):
                try:
                    pages = list(self.below.pages(request, cursor))
                except ConfigError as error:
                    last = error
                else:
                    yield from pages
                    return
            raise last

    catches("endless_renewals_end", reader=Tireless)


def test_a_room_that_follows_redirects_is_found_out() -> None:
    class Follows(OverReader):
        def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
            try:
                yield from self.below.pages(request, cursor)
            except AdvocacyError:
                pool = self.below._client._api.rest_client.pool_manager._pool
                pool.request("GET", "https://elsewhere.example/", headers={"Authorization": "Bearer x"})
                raise

    catches("redirects_are_not_followed", subject=HUBSPOT, reader=Follows)

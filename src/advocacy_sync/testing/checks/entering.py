"""Logging in: with what, where to, and where never; and what must stand in no message."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from advocacy_sync.kernel.errors import AdvocacyError, ConfigError, RetryableError
from advocacy_sync.kernel.secret import Secret
from advocacy_sync.ports.crm import ConnectionSettings, PushOutcome
from advocacy_sync.testing.check import Group
from advocacy_sync.testing.expect import expect, expect_rows, expect_same, raised
from advocacy_sync.testing.subject import Fault, FaultKind, NotApplicable, Subject
from advocacy_sync.testing.world import World, ids_of, opened

__all__ = ["ENTERING"]

ENTERING = Group("entering")
CANARY = "canary-7c1f"
MARK = "Quagga 4711"
TROUBLES: tuple[FaultKind, ...] = (
    "refused", "server_error", "html", "empty", "redirect", "reset_before", "quota_spent",
)  # fmt: skip
SHORTEST = 6  # characters; a shorter secret could stand in a message by chance


@ENTERING.promise("Credentials that are wrong are a matter of settings, for each kind of login", "C-15 CS-86")
def wrong_credentials_are_config_errors(subject: Subject) -> None:
    for kind in _kinds(subject):
        with opened(subject, rows=1) as world:
            wrong = _with_canaries(world.settings(kind))
            error = raised(ConfigError, partial(_enter, world, wrong), f"wrong credentials ({kind})")
            expect(CANARY not in f"{error!r} {error}", f"the message shows a secret: {error}")


@ENTERING.promise("Credentials that were refused are not tried again and again", "C-15")
def refused_credentials_are_not_repeated(subject: Subject) -> None:
    for kind in _kinds(subject):
        with opened(subject, rows=1) as world:
            raised(ConfigError, partial(_enter, world, _with_canaries(world.settings(kind))), "wrong credentials")
            made = len(world.calls())
            expect(made <= 2, f"{made} calls were made with credentials that were refused ({kind})")


@ENTERING.promise("A login server that is away is not a wrong password", "C-15 F12")
def an_absent_login_is_for_later(subject: Subject) -> None:
    for trouble in ("away", "reset_before", "html"):
        with opened(subject, rows=1) as world:
            settings = world.settings(_renewing(subject))
            world.stage.fail(Fault(kind=trouble, on="login", times=None))
            raised(RetryableError, partial(_enter, world, settings), f"logging in while the server is {trouble}")


@ENTERING.promise("One session logs in once")
def one_session_logs_in_once(subject: Subject) -> None:
    with opened(subject, rows=5) as world:
        session = world.session(world.settings(_renewing(subject)))
        session.reader.org()
        world.rows(session, world.thing.name)
        world.write(session, world.stage.ids(), world.thing.text, "text")
        expect_same(len(world.calls("login")), 1, "logins of one session")


@ENTERING.promise("A session that ended is made anew once, and the read misses nothing", "C-14 CS-28 CS-29")
def ended_sessions_are_renewed_once(subject: Subject) -> None:
    with opened(subject, rows=subject.thing.page + 7) as world:
        session = world.session(world.settings(_renewing(subject)))
        session.reader.org()
        world.stage.fail(Fault(kind="session_expired", on="rows", skip=1))
        found = ids_of(world.rows(session, world.thing.name))
        expect(world.stage.hits(), "no call met the end of the session")
        expect_rows(found, world.stage.ids(), "rows of a read during which the session ended")
        expect_same(len(world.calls("login")), 2, "logins, of which one was needed at first")


@ENTERING.promise("A session that ends while rows are written costs none of them, and writes none twice", "C-14 CS-28")
def ended_sessions_write_once(subject: Subject) -> None:
    with opened(subject, rows=5) as world:
        session = world.session(world.settings(_renewing(subject)))
        session.reader.org()
        world.stage.fail(Fault(kind="session_expired", on="write"))
        receipts = world.write(session, world.stage.ids(), world.thing.text, "text")
        expect(world.stage.hits(), "no write met the end of the session")
        expect_same({receipt.outcome for receipt in receipts}, {PushOutcome.APPLIED}, "outcomes")
        expect_same(len(world.calls("write")), 2, "calls that write, of which the first was refused")


@ENTERING.promise("A session that ends again and again is given up", "C-14 CS-29")
def endless_renewals_end(subject: Subject) -> None:
    with opened(subject, rows=5) as world:
        session = world.session(world.settings(_renewing(subject)))
        world.stage.fail(Fault(kind="session_expired", on="any", times=None))
        raised(ConfigError, partial(world.rows, session, world.thing.name), "reading when each session ends at once")
        logins = len(world.calls("login"))
        expect(logins <= 3, f"{logins} logins for one call")


# -- where to --------------------------------------------------------------------------------------------


@ENTERING.promise("An address of somebody else is refused before any call", "C-03 C-10")
def foreign_hosts_are_refused(subject: Subject) -> None:
    foreign = ("https://crm.attacker.example", f"https://{subject.manifest.hosts[0]}.attacker.example")
    _refused(subject, *foreign, f"https://attacker-{subject.manifest.hosts[0]}")


@ENTERING.promise("Plain http to another machine is refused before any call", "C-04 CS-34")
def plain_http_is_refused(subject: Subject) -> None:
    _refused(subject, f"http://api.{subject.manifest.hosts[0]}")


@ENTERING.promise("An address with a user, a password or a backslash in it is refused before any call", "C-10")
def tricky_addresses_are_refused(subject: Subject) -> None:
    host = subject.manifest.hosts[0]
    _refused(subject, f"https://{host}@attacker.example", f"https://attacker.example\\.{host}", f"ftp://{host}", "")


@ENTERING.promise("A redirect to another host is not followed, with credentials or without", "C-10")
def redirects_are_not_followed(subject: Subject) -> None:
    for on in ("any", "write"):
        with opened(subject, rows=3) as world:
            session = world.session()
            session.reader.org()
            world.stage.fail(Fault(kind="redirect", on=on, times=None))
            if on == "any":
                raised(AdvocacyError, partial(world.rows, session, world.thing.name), "reading where a redirect leads")
            else:
                receipts = world.write(session, world.stage.ids(), world.thing.text, "text")
                kept = PushOutcome.APPLIED not in {receipt.outcome for receipt in receipts}
                expect(kept, "a write that was redirected counts as applied")
            expect(world.stage.hits(), "no call met the redirect")
            _stays_home(world)


@ENTERING.promise("A redirect of the login is not followed with the credentials", "C-10")
def redirects_of_logins_are_not_followed(subject: Subject) -> None:
    with opened(subject, rows=1) as world:
        settings = world.settings(_renewing(subject))
        world.stage.fail(Fault(kind="redirect", on="login", times=None))
        raised(AdvocacyError, partial(_enter, world, settings), "logging in where a redirect leads")
        expect(world.stage.hits(), "no login met the redirect")
        _stays_home(world)


# -- what is not said ------------------------------------------------------------------------------------


@ENTERING.promise("No message shows a secret or a token, whatever goes wrong", "CS-91")
def no_message_shows_a_secret(subject: Subject) -> None:
    for trouble in TROUBLES:
        for on in ("any", "login") if subject.renewing else ("any",):
            with opened(subject, rows=2) as world:
                settings = world.settings(subject.renewing)
                session = world.session(settings)
                if on == "any":
                    session.reader.org()
                world.stage.fail(Fault(kind=trouble, on=on, times=None))
                said = list(_said(partial(world.rows, session, world.thing.name)))
                said += _said(partial(world.write, session, world.stage.ids(), world.thing.text, MARK))
                expect(world.stage.hits(), f"no call met the fault {trouble}")
                _silent_on(world, settings, [*said, *world.heard.lines], f"{trouble} of {on}")


@ENTERING.promise("No event shows a secret or a token, when all goes well", "CS-91")
def no_event_shows_a_secret(subject: Subject) -> None:
    with opened(subject) as world:
        settings = world.settings()
        session = world.session(settings)
        session.reader.org()
        world.rows(session, world.thing.name, world.thing.parent)
        world.write(session, world.stage.ids(), world.thing.text, "text")
        _silent_on(world, settings, [*world.heard.lines, repr(settings)], "quiet times")


@ENTERING.promise("No event holds what stands in records", "CS-91")
def no_event_holds_records(subject: Subject) -> None:
    with opened(subject, rows=20) as world:
        session, thing = world.session(), world.thing
        world.stage.edit(world.stage.ids(), thing.text, MARK)
        world.rows(session, thing.text, "no_such_field")
        world.rows(session, thing.text, start=world.time.now())
        world.write(session, [*world.stage.ids(), thing.unknown_id], thing.number, MARK)
        told = [line for line in world.heard.lines if MARK in line]
        expect(not told, f"an event holds a record's text: {told[:1]}")


def _kinds(subject: Subject) -> Iterator[str]:
    """Kinds of login that the stage has credentials for; at least one."""
    known = 0
    for kind in subject.manifest.auth:
        with opened(subject, rows=0) as world:
            try:
                world.settings(kind.name)
            except NotApplicable:
                continue
        known += 1
        yield kind.name
    if not known:
        raise NotApplicable("the stage has no credentials for any kind of login")


def _renewing(subject: Subject) -> str:
    if not subject.renewing:
        raise NotApplicable("no kind of login has sessions that end")
    return subject.renewing


def _enter(world: World, settings: ConnectionSettings) -> object:
    return world.session(settings).reader.org()


def _with_canaries(settings: ConnectionSettings) -> ConnectionSettings:
    return replace(settings, secrets={name: Secret(f"{CANARY}-{name}") for name in settings.secrets})


def _refused(subject: Subject, *addresses: str) -> None:
    for address in addresses:
        for which in ("base_url", "login_url"):
            with opened(subject, rows=1) as world:
                settings = replace(world.settings(), allow_host=None, **{which: address})  # type: ignore[arg-type]
                raised(ConfigError, partial(_enter, world, settings), f"{which} {address!r}")
                expect(not world.calls(), f"{len(world.calls())} calls were made, with {which} {address!r}")


def _stays_home(world: World) -> None:
    settings = world.settings()
    home = {url.partition("://")[2] for url in (settings.base_url, settings.login_url)}
    strange = sorted({call.host for call in world.calls()} - home)
    expect(not strange, f"calls went to {strange}")


def _said(call: Callable[[], object]) -> Iterator[str]:
    """The text of what the call raises, of its causes, and of what it gives back."""
    try:
        yield repr(call())
    except Exception as error:
        found: BaseException | None = error
        while found is not None:
            yield f"{found!r} {found}"
            found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)


def _silent_on(world: World, settings: ConnectionSettings, said: list[str], when: str) -> None:
    secrets = {name: secret.reveal() for name, secret in settings.secrets.items() if name != "client_id"}
    headers = [call.headers.get("authorization", "") for call in world.calls()]
    secrets |= {f"token {number}": text.split()[-1] for number, text in enumerate(headers) if text}
    for name, secret in secrets.items():
        shown = [line for line in said if len(secret) >= SHORTEST and secret in line]
        expect(not shown, f"{name} is shown in {when}: {''.join(shown[:1]).replace(secret, '…')}")

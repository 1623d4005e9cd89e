"""What a room says of itself, of its org and of an object's fields."""

from __future__ import annotations

from datetime import UTC, timedelta
from urllib.parse import urlsplit

from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.ports.crm import ReadRequest
from advocacy_sync.testing.check import Group
from advocacy_sync.testing.expect import expect, expect_same, raised
from advocacy_sync.testing.subject import Fault, Subject
from advocacy_sync.testing.world import opened

__all__ = ["DESCRIBING"]

DESCRIBING = Group("describing")
SECONDS = 2.0  # a Date header has whole seconds


@DESCRIBING.promise("Each kind of login has a name of its own, and names the secrets that it needs")
def logins_are_told(subject: Subject) -> None:
    names = [kind.name for kind in subject.manifest.auth]
    expect(names and len(set(names)) == len(names), f"kinds of login: {names}")
    for kind in subject.manifest.auth:
        expect(kind.secrets, f"{kind.name} needs no secret")
        expect(not set(kind.secrets) & set(kind.optional), f"{kind.name}: a secret is both needed and optional")


@DESCRIBING.promise("The vendor's hosts are domains in lower case, and the fixed address is on one of them")
def hosts_are_domains(subject: Subject) -> None:
    manifest = subject.manifest
    for host in manifest.hosts:
        plain = host == host.lower() and "." in host and not set(host) & set("/:*@ ")
        expect(plain, f"{host!r} is no domain in lower case")
    if manifest.base_url is not None:
        there = urlsplit(manifest.base_url).hostname or ""
        on = any(there == host or there.endswith(f".{host}") for host in manifest.hosts)
        expect(on, f"base_url is on {there!r}, which is none of the hosts")


@DESCRIBING.promise("Settings can be checked without connecting")
def settings_are_checked_without_a_call(subject: Subject) -> None:
    with opened(subject, rows=1) as world:
        subject.manifest.check(world.settings())
        expect(not world.calls(), "the check of the settings made calls")


@DESCRIBING.promise("Connecting makes no call before something is asked")
def connecting_is_free(subject: Subject) -> None:
    with opened(subject, rows=1) as world:
        world.session()
        expect(not world.calls(), f"{len(world.calls())} calls were made by connecting")


@DESCRIBING.promise("Fields are described with their types, by their own names")
def fields_have_types(subject: Subject) -> None:
    with opened(subject, rows=1) as world:
        thing, schema = world.thing, world.session().reader.describe(world.thing.object)
        expect(schema is not None, f"{thing.object} is not described")
        assert schema is not None
        fields = schema.fields
        for name in (*thing.sources, thing.quiet):
            expect(name in fields, f"{name} is not described")
        strange = [name for name, field in fields.items() if field.name != name]
        expect(not strange, f"fields under other names than their own: {strange}")
        for name, wanted in ((thing.text, "text"), (thing.day, "date"), (thing.flag, "boolean")):
            expect_same(fields[name].type, wanted, f"the type of {name}")
        kind = fields[thing.number].type
        expect(kind in ("number", "integer", "currency"), f"{thing.number} has type {kind!r}, expected 'number'")


@DESCRIBING.promise("What the connected user may write says so, and what the CRM works out does not", "CS-80")
def rights_are_described(subject: Subject) -> None:
    with opened(subject, rows=1) as world:
        thing, schema = world.thing, world.session().reader.describe(world.thing.object)
        assert schema is not None
        for name in thing.sources:
            expect(schema.fields[name].updateable, f"{name} can be written, and is described as if it could not")
        expect(not schema.fields[thing.quiet].updateable, f"{thing.quiet} cannot be written, and seems to be")
        expect(schema.fields[thing.quiet].calculated, f"{thing.quiet} is worked out, and not described as such")


@DESCRIBING.promise("An object that nobody knows is described as None", "D-24")
def unknown_object_is_none(subject: Subject) -> None:
    with opened(subject, rows=1) as world:
        expect_same(world.session().reader.describe("unheard_of"), None, "describe of an unknown object")


@DESCRIBING.promise("Reading an object that nobody knows is a matter of settings, and names the object", "D-24")
def unknown_object_cannot_be_read(subject: Subject) -> None:
    with opened(subject, rows=1) as world:
        request, reader = ReadRequest(object="unheard_of", sources=()), world.session().reader
        error = raised(ConfigError, lambda: list(reader.pages(request)), "reading an unknown object")
        expect("unheard_of" in str(error), f"the message does not name the object: {error}")


@DESCRIBING.promise("What was described is kept for the session and forgotten on demand", "CS-08")
def description_is_kept_until_refresh(subject: Subject) -> None:
    with opened(subject, rows=1) as world:
        reader, thing = world.session().reader, world.thing
        reader.describe(thing.object)
        before = len(world.calls())
        reader.describe(thing.object)
        expect_same(len(world.calls()) - before, 0, "calls to describe once more")
        world.stage.hide_field(thing.text)
        reader.refresh()
        schema = reader.describe(thing.object)
        gone = schema is not None and thing.text not in schema.fields
        expect(gone, f"{thing.text} was taken away, and is still described after refresh")


@DESCRIBING.promise("The org says who it is, and says the same to the next session", "CS-85 D-27")
def org_is_the_same_next_time(subject: Subject) -> None:
    with opened(subject, rows=1) as world:
        first, second = world.session().reader.org(), world.session().reader.org()
        expect(first.id and first.name, f"id or name is empty: {first!r}")
        expect_same(second, first, "the org told to another session")


@DESCRIBING.promise("The clock is the CRM's, whatever the machine's says", "E-06")
def clock_is_the_crms(subject: Subject) -> None:
    with opened(subject, rows=1) as world:
        reader = world.session().reader
        reader.org()
        world.time.move(30)
        now = reader.now()
        expect(now.utcoffset() == timedelta(0) and now.tzinfo is UTC, f"the time is not in UTC: {now!r}")
        off = abs((now - world.time.now()).total_seconds())
        expect(off <= SECONDS, f"the CRM's clock is {off:.0f} s from what the room says")


@DESCRIBING.promise("The clock follows the CRM's when that is set anew", "E-06 F-07")
def clock_follows_the_crms(subject: Subject) -> None:
    with opened(subject, rows=1) as world:
        reader = world.session().reader
        reader.org()
        before = reader.now()
        world.stage.fail(Fault(kind="clock_ahead", on="any", times=None))
        world.rows(world_session := world.session())
        ahead = (world_session.reader.now() - before).total_seconds()
        expect(world.stage.hits(), "no call met the other clock")
        expect(ahead > 60, f"the CRM's clock was set ahead, and the room's went on by {ahead:.0f} s")


@DESCRIBING.promise("Calls are counted, each of them", "C-17")
def calls_are_counted(subject: Subject) -> None:
    with opened(subject, rows=5) as world:
        session = world.session()
        session.reader.org()
        world.rows(session, world.thing.name)
        made = len(world.calls("rows", "write", "other"))
        expect_same(session.reader.calls(), made, "calls that the room says it made")

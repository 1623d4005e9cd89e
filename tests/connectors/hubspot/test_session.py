"""Whole reads and writes through a portal that misbehaves by a plan: complete, or not at all."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest

from advocacy_sync.kernel.errors import ConfigError, RetryableError
from advocacy_sync.kernel.ids import ConnectionName, ExternalId, SourceKey
from advocacy_sync.kernel.timespan import Span
from advocacy_sync.ports.crm import Change, PushOutcome, ReadRequest
from advocacy_sync.records.schema import ValueRule
from advocacy_sync.records.source_row import SourceRow
from advocacy_sync.sandbox.faults.faulty import Faulty
from advocacy_sync.sandbox.faults.plan import Answer, Line, Pages, Plan, Rule, What, When
from advocacy_sync.sandbox.hubspot.validations import put_rule
from advocacy_sync.transport.retry import RetryPolicy
from portal import Room, contacts, inside
from rooms import NOW

COUNT = 210
PATIENT = RetryPolicy(tries=4, first=0.1)
SOURCES = ("email", "associations.companies")
OBJECTS = "/crm/*contacts*"
UPDATE = "*/batch/update"

PASSING: dict[str, What] = {
    "C-01 burst": Answer(name="burst_limit"),
    "C-01 search": Answer(name="search_limit", retry_after="864000"),
    "C-01 negative": Answer(name="burst_limit", retry_after="-5"),
    "C-01 date": Answer(name="burst_limit", retry_after_date=3),
    "C-02 500": Answer(name="500"),
    "C-02 503": Answer(name="503"),
    "C-02 504": Answer(name="504"),
    "C-02 530": Answer(name="530"),
    "C-02 477": Answer(name="477"),
    "C-05 hang": Line(kind="hang"),
    "C-05 drip": Line(kind="drip", seconds=2.0),
    "C-06 cut": Line(kind="cut", bytes=20),
    "C-06 gzip": Line(kind="cut_gzip"),
    "C-06 bomb": Line(kind="bomb", bytes=80_000_000),
    "C-07 page": Answer(name="maintenance"),
    "C-07 empty": Line(kind="empty"),
    "C-07 bom": Line(kind="bom"),
    "C-07 charset": Line(kind="charset"),
    "C-08 before": Line(kind="reset_before"),
    "C-08 after": Line(kind="reset_after"),
    "C-09 twice": Line(kind="twice"),
    "C-14 expired": Answer(name="session_expired"),
    "D-03 locked": Answer(name="locked"),
}
LISTS: dict[str, What] = {
    "C-11 repeated": Pages(kind="repeated"),
    "C-11 reordered": Pages(kind="reordered"),
    "C-11 shuffled": Pages(kind="shuffled"),
    "CS-51 short": Pages(kind="short", rows=3),
    "CS-51 empty": Pages(kind="empty"),
}


def room(what: What, **when: object) -> tuple[Room, Faulty]:
    machine = Faulty(contacts(COUNT), Plan(seed=7, rules=(Rule(what=what, when=When(**when)),)))  # type: ignore[arg-type]
    return inside(machine, PATIENT, auth="refresh_token"), machine


def read(at: Room, *, changed: bool) -> list[SourceRow]:
    span = Span(NOW - timedelta(minutes=5) if changed else None, None)
    request = ReadRequest(object="contacts", sources=SOURCES, span=span)
    return [row for page in at.reader.pages(request) for row in page.rows]


@pytest.fixture(scope="module")
def truth() -> dict[SourceKey, SourceRow]:
    return {row.key: row for row in read(inside(contacts(COUNT)), changed=False)}


@pytest.mark.parametrize("changed", [False, True], ids=["whole", "changes"])
@pytest.mark.parametrize("what", PASSING.values(), ids=PASSING)
def test_what_passes_leaves_a_read_complete(what: What, truth: dict[SourceKey, SourceRow], *, changed: bool) -> None:
    for number in range(1, 9):
        at, machine = room(what, path=OBJECTS, calls=(number,))
        rows = read(at, changed=changed)
        assert {row.key: row for row in rows} == truth, number
        assert machine.fired or number > 6


@pytest.mark.parametrize("what", PASSING.values(), ids=PASSING)
def test_what_stays_ends_a_read_which_then_goes_on_where_it_stood(
    what: What, truth: dict[SourceKey, SourceRow]
) -> None:
    at, machine = room(what, path=OBJECTS, from_=4)
    request = ReadRequest(object="contacts", sources=SOURCES)
    kept, cursor = dict[SourceKey, SourceRow](), None
    with suppress(RetryableError, ConfigError):  # a refused token is a matter of settings
        for page in at.reader.pages(request):
            kept |= {row.key: row for row in page.rows}
            cursor = page.cursor
    machine.heal()
    for page in inside(machine).reader.pages(request, cursor) if len(kept) < COUNT else ():
        kept |= {row.key: row for row in page.rows}
    assert kept == truth


@pytest.mark.parametrize("changed", [False, True], ids=["whole", "changes"])
@pytest.mark.parametrize("what", LISTS.values(), ids=LISTS)
def test_pages_in_any_state_leave_a_read_complete(
    what: What, truth: dict[SourceKey, SourceRow], *, changed: bool
) -> None:
    for number in range(1, 7):
        at, _ = room(what, path="/crm/objects/*", method=("POST",) if changed else ("GET",), calls=(number,))
        assert {row.key: row for row in read(at, changed=changed)} == truth, number


@pytest.mark.parametrize("changed", [False, True], ids=["whole", "changes"])
@pytest.mark.parametrize("cursors", ["same", "new"])
def test_a_page_that_comes_for_ever_ends_the_read(cursors: str, *, changed: bool) -> None:
    """C-11."""
    path = "*/search" if changed else "/crm/objects/*/contacts"
    at, machine = room(Pages(kind="endless", cursors=cursors), path=path, times=1)
    if changed:  # a search needs no cursor
        assert len({row.key for row in read(at, changed=True)}) == COUNT
    else:
        with pytest.raises(RetryableError, match=r"same page|no further"):
            read(at, changed=False)
    assert len(machine.fired) == 1


def changes() -> list[Change]:
    keys = [SourceKey(ConnectionName("acme"), "contacts", ExternalId(str(id))) for id in range(1, 101)]
    return [Change(key=key, values={"jobtitle": f"Title {key.external_id}"}) for key in keys]


@pytest.mark.parametrize("what", PASSING.values(), ids=PASSING)
def test_a_write_takes_effect_once_or_is_not_called_applied(what: What) -> None:
    """C-08, C-09, I5: what the CRM holds is what the receipts say, unknown ones aside."""
    at, machine = room(what, path=UPDATE, calls=(1,))
    receipts = at.writer.write("contacts", changes())
    held = {row.key: row.payload["jobtitle"] for row in at.reader.read("contacts", _ids(), ["jobtitle"])}
    outcomes = Counter(receipt.outcome for receipt in receipts)
    assert set(outcomes) <= {PushOutcome.APPLIED, PushOutcome.UNKNOWN}
    for change, receipt in zip(changes(), receipts, strict=True):
        if receipt.outcome is PushOutcome.APPLIED:
            assert held[change.key] == change.values["jobtitle"]
    assert len(machine.fired) == 1


def _ids() -> list[str]:
    return [str(id) for id in range(1, 101)]


@pytest.mark.parametrize(
    ("name", "unknown"),
    [("burst_limit", False), ("locked", False), ("session_expired", False), ("503", True), ("maintenance", True)],
)
def test_only_what_may_have_taken_effect_is_unknown(name: str, *, unknown: bool) -> None:
    at, machine = room(Answer(name=name), path=UPDATE, calls=(1,))
    outcomes = {receipt.outcome for receipt in at.writer.write("contacts", changes())}
    assert outcomes == {PushOutcome.UNKNOWN if unknown else PushOutcome.APPLIED}
    assert len(machine.fired) == 1


def test_a_redirect_is_never_followed() -> None:
    """C-10."""
    at, machine = room(Answer(name="redirect"), path=UPDATE)
    outcomes = {receipt.outcome for receipt in at.writer.write("contacts", changes()[:1])}
    assert outcomes == {PushOutcome.REJECTED}
    assert len(machine.fired) == 1


def test_rules_of_the_portal_are_known_before_a_write_breaks_them() -> None:
    """D-04: what the rule refuses here, the portal refuses there."""
    machine = contacts(1)
    kind = machine.portal.catalog.type_of("contacts")
    put_rule(machine.portal, kind, "jobtitle", "MAX_LENGTH", ["5"])
    at = inside(machine)
    schema = at.reader.describe("contacts")
    assert schema is not None
    assert schema.fields["jobtitle"].rules == (ValueRule("max_length", "5"),)
    key = SourceKey(ConnectionName("acme"), "contacts", ExternalId("1"))
    (short,) = at.writer.write("contacts", [Change(key=key, values={"jobtitle": "12345"})])
    (long,) = at.writer.write("contacts", [Change(key=key, values={"jobtitle": "123456"})])
    assert (short.outcome, long.outcome, long.code) == (PushOutcome.APPLIED, PushOutcome.REJECTED, "VALIDATION_ERROR")

"""The room and a sandbox org that misbehaves by a plan, in one process: what is read and written is right at last."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

import pytest

from advocacy_salesforce import reader as reading
from advocacy_salesforce import session as rooms
from advocacy_salesforce import window as windows
from advocacy_salesforce import writer as writing
from advocacy_salesforce.sdk import Carrier
from advocacy_sync.kernel.errors import ConfigError, RetryableError
from advocacy_sync.kernel.timespan import ALWAYS
from advocacy_sync.ports.crm import Change, CrmSession, PushOutcome, ReadRequest, Receipt
from advocacy_sync.records.source_row import SourceRow
from advocacy_sync.sandbox.faults.faulty import Faulty
from advocacy_sync.sandbox.faults.plan import Answer, Do, Job, Line, Lock, Pages, Plan, Quota, Refuse, Rule, What, When
from advocacy_sync.sandbox.inprocess import HttpxTransport, RequestsAdapter
from advocacy_sync.sandbox.salesforce.machine import SalesforceMachine
from advocacy_sync.sandbox.state import State
from advocacy_sync.transport.budget import Budget, QuotaSpent
from advocacy_sync.transport.timing import Timing
from rooms import NOW, Heard, connection

URL = "https://acme.my.salesforce.com"
ROWS = 230
TEXTS = ["line\nbreak", 'say "hi", ^ then', "N/A", "007", "plain", "Übergröße · 数据"]
SOURCES = ("Name", "Description", "NumberOfEmployees", "AnnualRevenue", "Owner.Name", "ParentId")


@dataclass
class World:
    """An org, its faults, and a clock that both sides share."""

    rules: Sequence[Rule] = ()
    budget: Budget = field(default_factory=Budget)
    heard: Heard = field(default_factory=Heard)
    passed: float = 0.0
    options: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.org = SalesforceMachine(State(), **self.options)
        rows: list[dict[str, Any]] = []
        for number in range(ROWS):
            row: dict[str, Any] = {"Id": f"001gL{number:010}", "Name": f"A{number}", "Description": TEXTS[number % 6]}
            row |= {} if number % 2 else {"NumberOfEmployees": number, "AnnualRevenue": number + 0.25}
            row |= {"ParentId": rows[0]["Id"]} if number and number % 3 == 0 else {}
            rows.append(row)
        self.org.load("Account", rows, NOW - timedelta(hours=1))
        self.machine = Faulty(self.org, Plan(seed=7, rules=tuple(self.rules)))
        self.effects = self.org.log_effects()

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.passed)

    def sleep(self, seconds: float) -> None:
        self.passed += seconds

    def session(self) -> CrmSession:
        """A process that begins."""
        timing = Timing(monotonic=lambda: self.passed, sleep=self.sleep, chance=lambda: 0.5, wall=self.now)
        adapter = RequestsAdapter(self.machine, self.now, sleep=self.sleep)
        carrier = Carrier(adapter, HttpxTransport(self.machine, self.now, sleep=self.sleep))
        settings = connection("salesforce", URL, allow_host=None, timing=timing, budget=self.budget)
        return rooms.connect(settings, self.heard, carrier)

    def open_jobs(self) -> int:
        return len(self.org.org.state.table("@job"))


def named(*what: What, path: str = "", calls: tuple[int, ...] = (), method: tuple[str, ...] = ()) -> list[Rule]:
    return [Rule(what=one, when=When(path=path, calls=calls, method=method)) for one in what]


def pull(world: World, sources: Sequence[str] = SOURCES, *, crash: int = 0) -> dict[str, SourceRow]:
    """Every row, in as many processes as it takes; each begins at the last stored cursor, and after `crash` pages
    the process dies."""
    request = ReadRequest(object="Account", sources=tuple(sources), span=ALWAYS)
    found: dict[str, SourceRow] = {}
    cursor: str | None = None
    for _ in range(40):
        session = world.session()
        try:
            session.reader.tidy([cursor] if cursor else [])
            for number, page in enumerate(session.reader.pages(request, cursor), 1):
                found |= {row.key.external_id: row for row in page.rows}
                cursor = page.cursor
                if cursor is None:
                    return found
                if number == crash:
                    break
        except RetryableError:
            world.passed += 60
    raise AssertionError("the pull never came to an end")


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that 230 rows fill."""
    monkeypatch.setattr(windows, "ROWS_A_QUERY", 40)
    monkeypatch.setattr("advocacy_salesforce.bulk.ROWS_A_PAGE", 60)
    monkeypatch.setattr(reading, "ROWS_A_PAGE", 25)


@pytest.fixture(params=["rest", "bulk"])
def route(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(reading, "BULK_FROM", 1 if request.param == "bulk" else 10**9)
    return str(request.param)


def oracle() -> dict[str, SourceRow]:
    """What the org holds, read by id."""
    world = World()
    session = world.session()
    ids = tuple(f"001gL{number:010}" for number in range(ROWS))
    request = ReadRequest(object="Account", sources=SOURCES, ids=ids)
    return {row.key.external_id: row for page in session.reader.pages(request) for row in page.rows}


def test_rows_are_the_same_by_every_route(route: str) -> None:
    """CS-96."""
    assert pull(World()) == oracle()


LINES = ["reset_before", "reset_after", "cut", "cut_gzip", "hang", "empty", "html", "bom", "twice"]
PAGES = ["repeated", "missing", "short", "lossy", "empty", "endless", "reordered", "shuffled", "total"]
ANSWERS = ["503", "500", "session_expired", "concurrent_limit", "query_timeout", "406", "420", "429"]


@pytest.mark.parametrize("kind", LINES)
@pytest.mark.parametrize("call", [1, 3, 4, 6, 8])
def test_a_broken_line_loses_no_row(route: str, kind: str, call: int) -> None:
    """C-05 to C-09."""
    world = World(named(Line(kind=kind), calls=(call, call + 1)))
    assert pull(world) == oracle()


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("call", [1, 2, 4])
@pytest.mark.parametrize("crash", [0, 1, 3])
def test_pages_that_lie_lose_no_row_even_if_the_process_dies(route: str, kind: str, call: int, crash: int) -> None:
    """C-11 to C-13 together with A-01."""
    path = "*/results" if route == "bulk" else "*/query*"
    assert pull(World(named(Pages(kind=kind, rows=3), path=path, calls=(call,))), crash=crash) == oracle()


@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize("call", [2, 4, 6])
def test_refusals_that_pass_lose_no_row(route: str, name: str, call: int) -> None:
    """C-01, C-02, C-14, C-16."""
    assert pull(World(named(Answer(name=name), path="/services/data/*", calls=(call,)))) == oracle()


@pytest.mark.parametrize("kind", ["stuck", "aborted", "failed", "vanished", "shuffled"])
@pytest.mark.parametrize("calls", [(1,), (1, 2), ()])
@pytest.mark.parametrize("crash", [0, 1])
def test_jobs_that_go_wrong_are_replaced_and_none_stays(
    monkeypatch: pytest.MonkeyPatch, kind: str, calls: tuple[int, ...], crash: int
) -> None:
    """D-06, F5, F6: deadline, abort, delete, and REST in the end."""
    monkeypatch.setattr(reading, "BULK_FROM", 1)
    world = World(named(Job(kind=kind), path="*/jobs/query", method=("POST",), calls=calls))
    assert pull(world, crash=crash) == oracle()
    world.session().reader.tidy([])
    assert world.open_jobs() == 0


def test_a_locator_that_is_dead_costs_one_query(monkeypatch: pytest.MonkeyPatch) -> None:
    """C-16: the org gives fewer rows a page than were asked for."""
    monkeypatch.setattr(windows, "ROWS_A_QUERY", 2_000)
    short = named(Pages(kind="short", rows=100), path="*/queryAll*", calls=(2,))
    world = World([*short, *named(Answer(name="dead_cursor"), path="*/query/*", calls=(1,))])
    assert pull(world) == oracle()
    assert [fault.kind for fault in world.machine.fired] == ["pages", "answer"]


def test_a_redirect_is_not_followed_and_is_no_empty_result() -> None:
    """C-10."""
    world = World(named(Answer(name="redirect"), path="*/queryAll*"))
    with pytest.raises(ConfigError, match="HTTP 302"):
        pull(world)


def test_a_session_that_ends_costs_one_login() -> None:
    """C-14."""
    world = World(named(Do(action="expire_sessions"), path="*/queryAll*", calls=(2, 4)))
    assert pull(world) == oracle()
    assert [call for call in world.machine.fired if call.kind == "do"]


def test_rows_that_disappear_and_return_while_reading_are_all_found(route: str) -> None:
    """C-12, D-08: a row deleted on the way comes as a tombstone."""
    world = World(named(Do(action="delete", object="Account", pick=5), path="/services/data/*", calls=(5,)))
    found = pull(world)
    found |= pull(world)
    assert len(found) == ROWS
    gone = {row["Id"] for row in world.org.org.store.rows("Account").values() if row.get("IsDeleted")}
    assert {id for id, row in found.items() if row.deleted} == gone


def test_losers_of_a_merge_say_where_they_went(route: str) -> None:
    """CS-15, D-09."""
    world = World(named(Do(action="merge", object="Account", pick=3), path="/services/oauth2/token", calls=(1,)))
    found = pull(world)
    losers = {row.merged_into for row in found.values() if row.merged_into}
    assert losers
    assert all(row.deleted for row in found.values() if row.merged_into)
    assert losers <= {id for id, row in found.items() if not row.deleted}


def test_a_hidden_field_is_left_out_and_the_others_go_on(route: str) -> None:
    """D-25: absent is not empty."""
    hide = Do(action="hide_field", object="Account", field="Description")
    world = World(named(hide, path="/services/data/*", calls=(5,)))
    found = pull(world)
    assert len(found) == ROWS
    assert any("Description" not in row.payload for row in pull(world).values())


def test_neighbours_who_eat_the_quota_stop_the_pull_before_the_reserve() -> None:
    """C-17."""
    world = World(named(Quota(calls=40), path="/services/data/*"), Budget(reserve=0.2, purpose="pull"))
    world.org.daily_limit = 500
    reader = world.session().reader
    with pytest.raises(QuotaSpent):
        list(chain.from_iterable(reader.pages(ReadRequest(object="Account", sources=SOURCES)) for _ in range(20)))
    left = world.budget.reading.left if world.budget.reading else 0
    assert 100 - 41 <= left <= 100


# -- writes ----------------------------------------------------------------------------------------


def changes(world: World, count: int = ROWS) -> list[Change]:
    rows = sorted(pull(World()).values(), key=lambda row: row.key.external_id)[:count]
    return [
        Change(key=row.key, values={"Description": f"new {number}"}, group=str(row.payload["ParentId"]))
        for number, row in enumerate(rows)
    ]


@pytest.fixture(params=["calls", "bulk"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(writing, "BULK_FROM", 100 if request.param == "bulk" else 10**9)
    return str(request.param)


def write(world: World) -> tuple[list[Change], list[Receipt]]:
    asked = changes(world)
    return asked, world.session().writer.write("Account", asked)


def check(world: World, asked: Sequence[Change], receipts: Sequence[Receipt]) -> Counter[str]:
    """A receipt tells the truth, and nothing happened twice."""
    assert [receipt.key for receipt in receipts] == [change.key for change in asked]
    wrote = Counter(effect.key for effect in world.effects.of("Account", "Description"))
    assert set(wrote.values()) <= {1}
    for receipt in receipts:
        done = receipt.key.external_id in wrote
        if receipt.outcome is PushOutcome.APPLIED:
            assert done
        elif receipt.outcome is PushOutcome.REJECTED:
            assert not done
    return Counter(receipt.outcome.value for receipt in receipts)


def test_every_row_is_written_once_by_either_way(way: str) -> None:
    world = World()
    assert check(world, *write(world)) == {"applied": ROWS}
    assert world.heard.named("write_route")[0]["route"] == ("bulk" if way == "bulk" else "collections")
    assert world.open_jobs() == 0


@pytest.mark.parametrize("kind", ["reset_before", "reset_after", "cut", "hang", "empty", "html"])
@pytest.mark.parametrize("call", range(3, 11))
def test_a_broken_line_never_makes_a_receipt_lie(way: str, kind: str, call: int) -> None:
    """C-08, I5."""
    world = World(named(Line(kind=kind), calls=(call,)))
    counts = check(world, *write(world))
    assert counts["rejected"] == 0


LATER = ["503", "500"]
AT_THE_DOOR = ["session_expired", "concurrent_limit", "daily_limit", "429"]  # the vendor refuses before acting


@pytest.mark.parametrize(
    ("name", "took_effect"), [*((name, False) for name in LATER + AT_THE_DOOR), *((name, True) for name in LATER)]
)
@pytest.mark.parametrize("call", range(3, 10))
def test_a_refusal_never_makes_a_receipt_lie(way: str, name: str, call: int, *, took_effect: bool) -> None:
    world = World(named(Answer(name=name, took_effect=took_effect), path="/services/data/*", calls=(call,)))
    check(world, *write(world))


def test_rows_that_rules_refuse_harm_no_others(way: str) -> None:
    """D-01, D-04."""
    refuse = Refuse(object="Account", share=0.3, code="FIELD_CUSTOM_VALIDATION_EXCEPTION")
    world = World(named(refuse))
    asked, receipts = write(world)
    counts = check(world, asked, receipts)
    assert counts["applied"] + counts["rejected"] == ROWS
    assert 20 < counts["rejected"] < 120
    codes = {receipt.code for receipt in receipts if receipt.outcome is PushOutcome.REJECTED}
    assert codes == {"FIELD_CUSTOM_VALIDATION_EXCEPTION"}


def test_locked_children_are_written_in_the_end(way: str) -> None:
    """D-03."""
    lock = Lock(parent="ParentId", object="Account")
    rules = [Rule(what=lock, when=When(path="/services/data/*", until=8, method=("PATCH",)))]
    world = World(rules)
    counts = check(world, *write(world))
    assert counts["applied"] + counts["rejected"] == ROWS


@pytest.mark.parametrize("kind", ["stuck", "aborted", "failed", "vanished", "shuffled"])
@pytest.mark.parametrize("rows", [None, 0, 50])
def test_an_ingest_job_that_goes_wrong_never_makes_a_receipt_lie(
    monkeypatch: pytest.MonkeyPatch, kind: str, rows: int | None
) -> None:
    """D-06, CS-76: rows that were not tried go by calls."""
    monkeypatch.setattr(writing, "BULK_FROM", 100)
    world = World(named(Job(kind=kind, rows=rows), path="*/jobs/ingest", method=("POST",)))
    counts = check(world, *write(world))
    assert counts["rejected"] == 0
    if kind in ("aborted", "failed", "shuffled"):
        assert counts == {"applied": ROWS}
    world.session().reader.tidy([])
    assert world.open_jobs() == 0


def test_nothing_sent_is_called_unknown_when_the_quota_is_spent(way: str) -> None:
    """C-17."""
    world = World(budget=Budget(reserve=0.0, purpose="push"))
    world.org.daily_limit = 4
    asked = changes(world)
    try:
        receipts = world.session().writer.write("Account", asked)
    except QuotaSpent:
        assert not world.effects.of("Account", "Description")
        return
    counts = check(world, asked, receipts)
    assert way == "bulk" or counts["unknown"] == 0


def test_no_secret_stands_in_an_event() -> None:
    world = World(named(Answer(name="503"), path="*/query*", calls=(1, 2)))
    pull(world)
    assert not re.search("sandbox-secret|00D[A-Za-z0-9]+!", repr(world.heard.events))

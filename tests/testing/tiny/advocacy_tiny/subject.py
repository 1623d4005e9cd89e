"""The room under examination: its words, and a stage on the CRM's double."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

import httpx

from advocacy_sync.kernel.ids import ConnectionName
from advocacy_sync.kernel.secret import Secret
from advocacy_sync.ports.crm import ConnectionSettings, CrmSession, Manifest, Value
from advocacy_sync.ports.events import Events
from advocacy_sync.testing.subject import Call, Delivery, Fault, NotApplicable, Thing
from advocacy_sync.testing.time import StageTime
from advocacy_sync.testing.world import AGE

from .double import CALLS_A_DAY, STATUS, TinyCrm
from .manifest import MANIFEST
from .session import connect

__all__ = ["SUBJECT"]

KEY = "tiny-key-of-the-double"
KNOWN = {"reset_before", "reset_after", "hang", "empty", "html", "clock_ahead", "short_page", "refuse_row", *STATUS}
THING = Thing(
    object="people", name="name", text="note", number="count", day="day", flag="flag", quiet="level",
    parent="company", parents=lambda payload: [payload["company"]], always=("id", "changed"),
    unknown_id="p99999", page=50, batch=50,
)  # fmt: skip


@dataclass
class TinyStage:
    crm: TinyCrm
    time: StageTime
    parent: str = "c1"
    made: int = 0

    def settings(self, auth: str = "") -> ConnectionSettings:
        url = str(MANIFEST.base_url)
        return ConnectionSettings(
            name=ConnectionName("acme"), crm="tiny", base_url=url, login_url=url, auth=auth or "key",
            secrets={"key": Secret(KEY)}, api_version="1", hosts=MANIFEST.hosts, timing=self.time.timing,
        )  # fmt: skip

    def connect(self, settings: ConnectionSettings, events: Events) -> CrmSession:
        return connect(settings, events, httpx.MockTransport(self.crm.handle))

    def calls(self) -> Sequence[Call]:
        return self.crm.calls

    def quota(self) -> int:
        return CALLS_A_DAY

    def ids(self) -> Sequence[str]:
        return [id for id, row in self.crm.rows.items() if not row["deleted"]]

    def make(self, names: Sequence[str], at: datetime | None = None) -> Sequence[str]:
        made = [f"p{self.made + number:05}" for number in range(len(names))]
        self.made += len(made)
        for id, name in zip(made, names, strict=True):
            self.crm.put(id, {"name": name, "company": self.parent, "flag": False}, at)
        return made

    def edit(self, ids: Sequence[str], field: str, value: str) -> None:
        for id in ids:
            self.crm.put(id, {field: value})

    def edit_quietly(self, ids: Sequence[str], value: int) -> None:
        for id in ids:
            self.crm.rows[id]["values"]["level"] = str(value)

    def delete(self, ids: Sequence[str]) -> None:
        for id in ids:
            self.crm.mark(id, deleted=True)

    def restore(self, ids: Sequence[str]) -> None:
        for id in ids:
            self.crm.mark(id, deleted=False)

    def purge(self, ids: Sequence[str]) -> None:
        for id in ids:
            del self.crm.rows[id]

    def merge(self, winner: str, loser: str) -> str:
        self.crm.mark(loser, deleted=True, merged_into=winner)
        self.crm.put(winner, {})
        return winner

    def hide_field(self, field: str) -> None:
        self.crm.hidden.add(field)

    def show_field(self, field: str) -> None:
        self.crm.hidden.discard(field)

    def hide_object(self) -> None:
        self.crm.closed = True

    def hide_rows(self, ids: Sequence[str]) -> None:
        self.crm.hidden_rows |= set(ids)

    def fail(self, *faults: Fault) -> None:
        for fault in faults:
            if fault.kind not in KNOWN:
                raise NotApplicable(f"the double of Tiny CRM cannot do {fault.kind}")
        self.crm.fail(faults)

    def hits(self) -> int:
        return self.crm.hits


@dataclass(frozen=True)
class TinySubject:
    manifest: Manifest = MANIFEST
    thing: Thing = THING
    renewing: str = ""  # a key is no session

    @property
    def values(self) -> Mapping[str, Value]:
        return {"name": "Name", "note": "text", "count": 12, "day": date(2026, 1, 5), "flag": True}

    @contextmanager
    def stage(self, time: StageTime, rows: int) -> Iterator[TinyStage]:
        stage = TinyStage(TinyCrm(time.now, time.sleep, KEY), time)
        stage.make([f"R{number}" for number in range(rows)], time.now() - AGE)
        yield stage

    def delivery(self, id: str, secret: Secret, now: datetime) -> Delivery:
        raise NotApplicable("Tiny CRM has no webhooks")


SUBJECT = TinySubject()

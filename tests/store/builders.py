"""Source rows with what they yield, written the way a pull writes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from advocacy_sync.kernel.ids import ConnectionName, ExternalId, RecordId, RunId, SourceKey
from advocacy_sync.kernel.money import Money
from advocacy_sync.mapping.inbound import FieldProblem
from advocacy_sync.ports.store import Outcome, Written
from advocacy_sync.records.account import Account
from advocacy_sync.records.contact import Contact
from advocacy_sync.records.kinds import DealStatus
from advocacy_sync.records.opportunity import Opportunity, OpportunityRole
from advocacy_sync.records.source_row import SourceRow
from advocacy_sync.store.sources import digest
from advocacy_sync.store.unit_of_work import SqlStore

T0 = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
RUN = RunId(1)
MAPPING = "m1"


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def source(
    object_name: str, external_id: str, *, at: datetime = T0, deleted: bool = False, **payload: Any
) -> SourceRow:
    key = SourceKey(ConnectionName("org"), object_name, ExternalId(external_id))
    return SourceRow(key=key, payload=payload, stamp=at, deleted=deleted)


def written(
    row: SourceRow,
    *records: tuple[str, Any],
    known: bool = False,
    outcome: Outcome = Outcome.INSERTED,
    read_at: datetime = T0,
    problems: Sequence[FieldProblem] = (),
) -> Written:
    payload, fingerprint = digest(row)
    return Written(
        row=row,
        payload=payload,
        digest=fingerprint,
        outcome=outcome,
        known=known,
        read_at=read_at,
        records=records,
        problems=problems,
    )


def put(store: SqlStore, *rows: Written, run: RunId = RUN, mapping: str = MAPPING) -> None:
    with store.begin() as work:
        work.sources.put(run, mapping, rows)


def problem(field: str, *, fatal: bool = True) -> FieldProblem:
    return FieldProblem("opportunity", field, "value.money", "the amount is not a number", fatal)


def deal(external_id: str = "1", *, amount: int | None = 100_00, **more: Any) -> Opportunity:
    values: dict[str, Any] = {"stage": "Closing", "status": DealStatus.OPEN, "created_at": T0, **more}
    money = None if amount is None else Money(amount, "USD")
    return Opportunity(id=RecordId(f"org/Deal/{external_id}"), amount=money, **values)


def account(external_id: str = "1", connection: str = "org", **more: Any) -> Account:
    return Account(id=RecordId(f"{connection}/Account/{external_id}"), **{"name": "Acme", **more})


def contact(external_id: str = "1", **more: Any) -> Contact:
    return Contact(id=RecordId(f"org/Contact/{external_id}"), **more)


def role(deal_id: str, contact_id: str) -> OpportunityRole:
    return OpportunityRole(
        id=RecordId(f"org/Deal/{deal_id}/{contact_id}"),
        opportunity=RecordId(f"org/Deal/{deal_id}"),
        contact=RecordId(f"org/Contact/{contact_id}"),
        role="Reference",
    )


def all_of(store: SqlStore, kind: str) -> list[Any]:
    with store.begin() as work:
        return list(work.records.all(kind))


def ids(records: Iterable[Any]) -> list[str]:
    return [record.id for record in records]


def day(text: str) -> date:
    return date.fromisoformat(text)

"""A small company in a fake CRM, with mappings as ops would write them, and the programme over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from advocacy_sync.attribution.eligibility import EligibilityRules
from advocacy_sync.compose import Rules, load_rules
from advocacy_sync.config.documents import parse_document
from advocacy_sync.kernel.clock import FixedClock
from advocacy_sync.kernel.ids import ConnectionName
from advocacy_sync.mapping.document import MappingDocument
from advocacy_sync.mapping.inbound import sources
from advocacy_sync.mapping.transforms import Settings
from advocacy_sync.ports.crm import CrmSession
from advocacy_sync.records.schema import FieldSchema, FieldType, ObjectSchema
from advocacy_sync.services.connected import Connected, MappingFile
from advocacy_sync.services.cycle import Programme
from advocacy_sync.services.pull import PullPolicy
from advocacy_sync.store.unit_of_work import SqlStore
from services.fake_crm import CHILDREN, FakeCrm

__all__ = ["NOW", "Company", "company", "connect", "crowd", "document", "fake", "programme"]

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")

MAPPINGS = {
    "Account": """
object: Account
records:
  - record: account
    fields:
      name: {from: Name}
      domain: {from: Website, transform: domain}
      parent: {from: Parent, to: Account}
push: {referenceable_advocates: Referenceable}
""",
    "Contact": """
object: Contact
records:
  - record: contact
    fields:
      account: {from: Account, to: Account}
      first_name: {from: First}
      last_name: {from: Last}
      email: {from: Email, transform: email}
      do_not_ask: {from: DoNotAsk}
      nominated: {from: Nominate}
      verified_on: {from: VerifiedOn}
  - record: survey_answer
    when: {from: Score}
    fields:
      contact: {from: Id, to: Contact}
      score: {from: Score}
      answered_at: {from: Scored, transform: moment}
push: {advocate_status: Status, signals: Signals, staleness: Staleness, last_verified: LastVerified}
""",
    "Deal": """
object: Deal
reference_roles: [Reference]
records:
  - record: opportunity
    fields:
      account: {from: Account, to: Account}
      name: {from: Name}
      amount: {from: Amount, transform: money}
      stage: {from: Stage}
      status: {from: [Closed, Won], transform: deal_status}
      kind: {from: Kind, map: {New: new, Renewal: renewal}, default: unknown}
      created_at: {from: Created}
      close_date: {from: Close}
      reference_wanted: {from: Wanted}
  - record: opportunity_role
    each: roles
    fields:
      opportunity: {from: Id, to: Deal}
      contact: {from: each.id, to: Contact}
      role: {from: each.label}
push: {influenced_revenue: Influenced, advocate_touches: Touches, last_touch: LastTouch, top_advocates: Top}
""",
    "Act": """
object: Act
records:
  - record: activity
    when: {from: Kind, in: [Reference Call, Quote]}
    fields:
      kind: {from: Kind, map: {Reference Call: reference_call, Quote: quote}}
      status: {from: Status, map: {Done: completed, Cancelled: cancelled}, default: planned}
      occurred_at: {from: At, transform: moment}
  - record: participant
    with: activity
    fields:
      activity: {from: Id, to: Act}
      contact: {from: Who, to: Contact}
  - record: activity_opportunity
    with: activity
    fields:
      activity: {from: Id, to: Act}
      opportunity: {from: Deal, to: Deal}
""",
}
TYPES: dict[str, FieldType] = {
    "Amount": "currency", "Influenced": "currency", "Touches": "integer", "Referenceable": "integer",
    "LastTouch": "date", "LastVerified": "date", "VerifiedOn": "date", "Close": "date", "Scored": "date",
    "Created": "datetime", "At": "datetime", "Closed": "boolean", "Won": "boolean", "Nominate": "boolean",
    "Wanted": "boolean", "DoNotAsk": "boolean", "Score": "integer",
}  # fmt: skip


def document(text: str) -> MappingFile:
    found, findings = parse_document(text, MappingDocument, "test.yaml")
    assert found is not None, findings
    return MappingFile(found.content, found.place)


def _schema(file: MappingFile) -> ObjectSchema:
    """An object with exactly the fields that the mapping speaks of."""
    names = [*sources(file.document), *(line.field for line in file.document.push.values()), "Id"]
    fields = {
        name: FieldSchema(name=name, label=name, type=TYPES.get(name, "text"), updateable=True, length=255)
        for name in names
        if name != CHILDREN
    }
    return ObjectSchema(name=file.document.object, label=file.document.object, fields=fields)


def fake(name: str = "org", **more: Any) -> FakeCrm:
    """An empty CRM with the objects of the mappings."""
    schemas = {name: _schema(document(text)) for name, text in MAPPINGS.items()}
    return FakeCrm(name=name, schemas=schemas, clock=NOW - timedelta(days=1), **more)


def connect(
    crm: FakeCrm, rank: int = 0, changed: Mapping[str, str] | None = None, only: Sequence[str] = tuple(MAPPINGS)
) -> Connected:
    """The CRM with its mappings, or `only` those of some objects; `changed` ones in place of the usual."""
    files = tuple(document(text) for name, text in {**MAPPINGS, **(changed or {})}.items() if name in only)
    session = CrmSession(crm, crm)
    return Connected(ConnectionName(crm.name), "fake", session, Settings("USD", ZONE), rank, files, crm.budget)


def programme(store: SqlStore, *connections: Connected, clock: FixedClock | None = None) -> Programme:
    rules = _rules()
    return Programme(
        store=store,
        connections=connections,
        signals=rules.signals,
        staleness=rules.staleness,
        eligibility=EligibilityRules(zone=ZONE),
        policy=PullPolicy(),
        zone=ZONE,
        data_age=timedelta(hours=48),
        clock=clock or FixedClock(NOW),
    )


@cache
def _rules() -> Rules:
    return load_rules(None)


@dataclass
class Company:
    """A store, a CRM and a clock: what most tests of a service need."""

    store: SqlStore
    crm: FakeCrm
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))
    only: Sequence[str] = tuple(MAPPINGS)

    def programme(self, **changed: str) -> Programme:
        return programme(self.store, connect(self.crm, changed=changed, only=self.only), clock=self.clock)

    def wait(self, **span: float) -> None:
        """Time goes by, here and in the CRM."""
        self.clock.advance(timedelta(**span))
        self.crm.clock = max(self.crm.clock, self.clock.now())

    def judged(self, **changed: str) -> Programme:
        """Pulled, flagged and attributed: about to push."""
        running = self.programme(**changed)
        assert running.pull().pulled.green
        running.flag()
        running.attribute()
        return running

    def cycle(self, **changed: str) -> None:
        """Pull, flag, attribute, push."""
        assert self.judged(**changed).push().green


def company(store: SqlStore, **more: Any) -> Company:
    """Two customers, a won deal of one, for which an advocate of the other has vouched twice."""
    crm = fake(**more)
    populate(crm)
    return Company(store, crm)


def crowd(store: SqlStore, people: int, **more: Any) -> Company:
    """Nothing but people who were nominated: two values each are wanted in the CRM."""
    crm = fake(**more)
    for number in range(people):
        crm.edit("Contact", f"{number:03}", Last=f"Person {number}", Nominate=True)
    return Company(store, crm)


def populate(crm: FakeCrm) -> None:
    crm.edit("Account", "buyer", Name="Buyer", Website="buyer.example")
    crm.edit("Account", "fan", Name="Fan", Website="https://www.fan.example/")
    crm.edit("Contact", "ann", Account="fan", First="Ann", Last="Ek", Email="ann@fan.example", VerifiedOn="2026-02-20")
    crm.edit("Contact", "bob", Account="buyer", First="Bob", Last="Oy", Email="bob@buyer.example")
    crm.edit("Contact", "cy", Account="fan", First="Cy", Last="Ax", Nominate=True, Score="9", Scored="2026-02-01")
    crm.edit("Deal", "won", **deal(Amount="100.01", Closed=True, Won=True, Stage="Won", roles=roles(bob="Buyer")))
    crm.edit("Deal", "open", **deal(Amount="50", Closed=False, roles=roles(ann="Reference")))
    crm.edit("Deal", "alone", **deal(Amount="7.00", Closed=True, Won=True, Stage="Won"))
    crm.edit("Act", "call", Kind="Reference Call", Status="Done", At="2026-01-20T10:00:00Z", Who="ann", Deal="won")
    crm.edit("Act", "quote", Kind="Quote", Status="Done", At="2026-01-25T10:00:00Z", Who="ann", Deal="won")
    crm.edit("Act", "cyquote", Kind="Quote", Status="Done", At="2026-01-26T10:00:00Z", Who="cy", Deal="won")
    crm.edit("Act", "lunch", Kind="Lunch", Status="Done", At="2026-01-26T10:00:00Z", Who="cy", Deal="won")


def deal(**values: Any) -> dict[str, Any]:
    usual = {"Account": "buyer", "Name": "A deal", "Stage": "Talks", "Kind": "New"}
    return {**usual, "Created": "2026-01-10T09:00:00Z", "Close": "2026-02-10", "roles": [], **values}


def roles(**labels: str) -> Sequence[dict[str, str]]:
    return [{"id": contact, "label": label} for contact, label in labels.items()]

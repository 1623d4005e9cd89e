"""The tables. Canonical tables take their columns from the record catalogue.

A reference column holds the id under which the other record was founded; `link` says which
canonical record that is today, so a merge of two people moves one row and everything follows.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    text,
)

from advocacy_sync.records.catalogue import RECORDS, FieldShape, Shape, shapes

__all__ = [
    "CANONICAL",
    "IDENTITY",
    "Instant",
    "absence",
    "advocate",
    "checkpoint",
    "connection",
    "decision",
    "failure",
    "hint",
    "identity_key",
    "intent",
    "journal",
    "lease",
    "ledger_entry",
    "lineage",
    "link",
    "metadata",
    "object_schema",
    "opportunity_version",
    "page",
    "plan",
    "pushed_value",
    "quarantine",
    "quota_reading",
    "quota_use",
    "run",
    "run_outcome",
    "schema_change",
    "seen",
    "signal",
    "source_row",
    "stale_flag",
    "verdict",
]


class Instant(TypeDecorator[datetime]):
    """An aware instant in UTC. SQLite keeps no zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or dialect.name != "sqlite":
            return value
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# Ids compare byte by byte on both databases, whatever the server's locale: orders must not differ.
Key = Text().with_variant(Text(collation="C"), "postgresql")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)


def _table(name: str, *columns: Any) -> Table:
    return Table(name, metadata, *columns)


def _id(name: str = "id") -> Column[int]:
    # INTEGER is what SQLite needs for a rowid that counts up by itself.
    return Column(name, BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)


def _required(name: str, kind: Any) -> Column[Any]:
    return Column(name, kind, nullable=False)


# --- sync -----------------------------------------------------------------------------------------

connection = _table(
    "connection",
    Column("name", Key, primary_key=True),
    _required("crm", Text),
    _required("org_id", Text),
    _required("first_seen", Instant),
)

run = _table(
    "run",
    _id(),
    _required("job", Text),
    _required("started_at", Instant),
    Column("ended_at", Instant),
    _required("status", Text),  # running, green, red, incomplete
    _required("note", Text),
    Column("fence", BigInteger),  # of the lease under which it ran
)

# Whoever runs a job holds the lease. Each of its transactions checks the fencing number, which grows
# with every change of hands, so that a holder that was thought dead cannot write any more.
lease = _table(
    "lease",
    Column("name", Key, primary_key=True),
    _required("holder", Text),
    _required("fence", BigInteger),
    _required("until", Instant),
)

run_outcome = _table(
    "run_outcome",
    Column("run", BigInteger, primary_key=True, autoincrement=False),
    Column("connection", Key, primary_key=True),
    Column("object", Key, primary_key=True),
    Column("outcome", Key, primary_key=True),
    _required("count", BigInteger),
)

checkpoint = _table(
    "checkpoint",
    Column("connection", Key, primary_key=True),
    Column("object", Key, primary_key=True),
    Column("task", Key, primary_key=True),  # changes, audit, backfill, hints
    Column("bound", Instant),  # everything modified before this is in the store
    Column("window_end", Instant),  # of what is being read, None between reads
    Column("cursor", Text),  # where the read stands
    _required("sources", Text),  # JSON: changes: whose values are whole; else: what is being read
    _required("lost", Text),  # JSON: sources whose values are the last ones seen
    Column("read_at", Instant),  # the CRM's time when the last read that came to its end began
    _required("lag_seconds", BigInteger),  # the longest time that a row was seen to take to become visible
    Column("run", BigInteger),  # in which the read under way began
    Column("completed_at", Instant),
    Column("newest", Instant),  # the newest stamp that a window has shown
    _required("tries", Integer),  # attempts at reading on from here that neither came on nor ended in words
)

# One line per page read: what came of its rows, and fingerprints by which the page can be known again.
page = _table(
    "page",
    _id(),
    _required("run", BigInteger),
    _required("connection", Key),
    _required("object", Key),
    _required("task", Key),
    _required("rows", BigInteger),
    _required("ids", String(32)),
    _required("content", String(32)),
    _required("outcomes", Text),  # JSON
    Index("ix_page_run", "run"),
)

source_row = _table(
    "source_row",
    Column("key", Key, primary_key=True),
    _required("connection", Key),
    _required("object", Key),
    _required("external_id", Key),
    _required("payload", Text),
    _required("digest", String(32)),
    _required("stamp", Instant),
    _required("deleted", Boolean),
    _required("mapping", Text),
    _required("outcome", Key),  # mapped, skipped, rejected, tombstone
    _required("first_run", BigInteger),
    _required("last_run", BigInteger),
    Index("ix_source_row_connection_object", "connection", "object"),
)

# Which row a merged one went into, step by step: chains are followed when they are read.
lineage = _table(
    "lineage",
    Column("source_key", Key, primary_key=True),
    _required("into_key", Key),
    _required("run", BigInteger),  # in which we learnt it
    _required("merged_at", Instant),  # by the CRM's clock
    _required("followed", Boolean),  # whether the rows that refer to it have been read since
    Index("ix_lineage_into_key", "into_key"),
)

# The ids that a whole read has met so far; emptied when it ends.
seen = _table("seen", Column("key", Key, primary_key=True))

# Rows that a whole read did not meet, and how often in a row.
absence = _table(
    "absence",
    Column("source_key", Key, primary_key=True),
    _required("times", Integer),
    _required("first_run", BigInteger),
    _required("last_run", BigInteger),
    _required("first_at", Instant),
)

object_schema = _table(
    "object_schema",
    Column("connection", Key, primary_key=True),
    Column("object", Key, primary_key=True),
    _required("described", Text),  # JSON
    _required("described_at", Instant),
)

schema_change = _table(
    "schema_change",
    _id(),
    _required("connection", Key),
    _required("object", Key),
    _required("field", Key),
    _required("change", Text),
    _required("before", Text),
    _required("after", Text),
    _required("run", BigInteger),
    _required("learnt_at", Instant),
)

# Every mapping that made records, as it was fitted to its org: `source_row.mapping` names one of these.
mapping_version = _table(
    "mapping_version",
    Column("connection", Key, primary_key=True),
    Column("object", Key, primary_key=True),
    Column("version", Key, primary_key=True),
    _required("document", Text),  # JSON
    _required("run", BigInteger),  # that it first ran in
    _required("since", Instant),
)

# --- quota ----------------------------------------------------------------------------------------

quota_use = _table(
    "quota_use",
    Column("connection", Key, primary_key=True),
    Column("hour", Instant, primary_key=True),
    Column("purpose", Key, primary_key=True),
    _required("calls", BigInteger),
)

quota_reading = _table(
    "quota_reading",
    Column("connection", Key, primary_key=True),
    _required("total", BigInteger),
    _required("remaining", BigInteger),
    Column("resets_at", Instant),
    _required("read_at", Instant),
)

# Which way was taken where there were several, and why.
decision = _table(
    "decision",
    _id(),
    _required("run", BigInteger),
    _required("connection", Key),
    _required("object", Key),
    _required("what", Text),
    _required("chosen", Text),
    _required("reason", Text),
    Index("ix_decision_run", "run"),
)

# What a CRM told us unasked. A reason to look sooner, never a fact.
hint = _table(
    "hint",
    _id(),
    _required("connection", Key),
    Column("event", Key, nullable=False, unique=True),
    _required("object", Key),
    _required("external_id", Key),
    _required("kind", Text),
    _required("occurred_at", Instant),
    _required("received_at", Instant),
)

# How far the journal that a CRM keeps for us has been followed.
journal = _table(
    "journal",
    Column("connection", Key, primary_key=True),
    _required("offset", Text),
    _required("read_at", Instant),
)

quarantine = _table(
    "quarantine",
    _id(),
    _required("source_key", Key),
    _required("record", Key),
    _required("field", Key),
    _required("code", Text),
    _required("message", Text),
    _required("fatal", Boolean),
    _required("run", BigInteger),
    Index("ix_quarantine_source_key", "source_key"),
)

link = _table(
    "link",
    Column("kind", Key, primary_key=True),
    Column("id", Key, primary_key=True),
    _required("source_key", Key),
    _required("record_id", Key),
    Column("fields", Text),  # what this source says, for kinds that are resolved across CRMs
    _required("dirty", Boolean),
    Index("ix_link_source_key", "source_key"),
    Index("ix_link_kind_record_id", "kind", "record_id"),
    Index("ix_link_kind_dirty", "kind", "dirty"),
)

identity_key = _table(
    "identity_key",
    Column("kind", Key, primary_key=True),
    Column("key", Key, primary_key=True),
    Column("id", Key, primary_key=True),
    Index("ix_identity_key_kind_id", "kind", "id"),
)

# --- canonical ------------------------------------------------------------------------------------

IDENTITY: frozenset[str] = frozenset({"account", "contact", "owner"})

_COLUMN_TYPES: dict[Shape, Any] = {
    "text": Text,
    "reference": Key,
    "integer": BigInteger,
    "boolean": Boolean,
    "instant": Instant,
    "day": Date,
    "choice": Text,
}

_INDEXED = {
    ("contact", "account"),
    ("opportunity", "account"),
    ("opportunity_role", "opportunity"),
    ("opportunity_role", "contact"),
    ("participant", "activity"),
    ("participant", "contact"),
    ("activity_opportunity", "activity"),
    ("activity_opportunity", "opportunity"),
    ("audience", "activity"),
    ("audience", "contact"),
    ("support_case", "account"),
    ("support_case", "contact"),
    ("survey_answer", "contact"),
}


def _columns(kind: str, shape: FieldShape) -> list[Column[Any]]:
    index = (kind, shape.name) in _INDEXED
    if shape.shape == "money":
        return [Column(f"{shape.name}_minor", BigInteger), Column("currency", String(3))]
    return [Column(shape.name, _COLUMN_TYPES[shape.shape], nullable=not shape.required, index=index)]


def _canonical(kind: str) -> Table:
    columns = [column for shape in shapes(kind).values() for column in _columns(kind, shape)]
    return _table(kind, Column("id", Key, primary_key=True), *columns)


CANONICAL: dict[str, Table] = {kind: _canonical(kind) for kind in RECORDS}

# Boxes that few people tick: who looks for the ticked ones must not go through all rows.
TICKED: frozenset[tuple[str, str]] = frozenset({("contact", "nominated"), ("opportunity", "reference_wanted")})
for _kind, _field in sorted(TICKED):
    Index(
        f"ix_{_kind}_{_field}",
        CANONICAL[_kind].c[_field],
        sqlite_where=text(f"{_field} IS 1"),
        postgresql_where=text(f"{_field} IS true"),
    )

# What the CRM said of a deal (valid time) and when we learnt it (known time). Rows are closed, never changed.
opportunity_version = _table(
    "opportunity_version",
    _id(),
    _required("opportunity", Key),
    Column("amount_minor", BigInteger),
    Column("currency", String(3)),
    _required("stage", Text),
    _required("status", Text),
    _required("kind", Key),
    Column("close_date", Date),
    Column("owner", Key),
    _required("valid_from", Instant),
    _required("known_from", Instant),
    Column("known_to", Instant),
    _required("run", BigInteger),
    Index("ix_opportunity_version_opportunity", "opportunity"),
)

# --- programme ------------------------------------------------------------------------------------

advocate = _table(
    "advocate",
    Column("id", Key, primary_key=True),
    Column("contact", Key, nullable=False, index=True),
    _required("status", Text),
    _required("since", Instant),
    _required("reason", Text),
)

signal = _table(
    "signal",
    _id(),
    _required("rule", Key),
    _required("rule_version", Text),
    _required("contact", Key),
    _required("weight", Integer),
    _required("evidence", Key),  # JSON list of the record ids behind it
    _required("opened_at", Instant),
    Column("closed_at", Instant),
    Column("closed_because", Text),
    _required("run", BigInteger),
    Index("ix_signal_contact", "contact"),
    Index(
        "uq_signal_open",
        "rule",
        "contact",
        unique=True,
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
)

stale_flag = _table(
    "stale_flag",
    Column("contact", Key, primary_key=True),
    Column("fact", Key, primary_key=True),
    _required("rule_version", Text),
    _required("verified_at", Instant),
    _required("stale_since", Instant),
    _required("evidence", Key),  # the record that last confirmed the fact
    _required("run", BigInteger),
)

# What somebody wants to have done, from its opening to its end, and each step between.
work_item = _table(
    "work_item",
    _id(),
    _required("kind", Key),  # request, nomination
    _required("subject", Key),  # the record that it is about: a request's deal, a nomination's person
    _required("origin", Key),  # box: a field that people fill in in their CRM
    _required("state", Key),
    _required("opened_at", Instant),
    _required("since", Instant),  # of the state
    _required("because", Text),
    _required("who", Text),  # brought it into its state
    Index("ix_work_item_kind_subject", "kind", "subject"),
    Index(
        "uq_work_item_box",
        "kind",
        "subject",
        unique=True,
        sqlite_where=text("origin = 'box' AND state <> 'closed'"),
        postgresql_where=text("origin = 'box' AND state <> 'closed'"),
    ),
)

work_move = _table(
    "work_move",
    _id(),
    _required("item", BigInteger),
    _required("at", Instant),
    _required("who", Text),
    Column("before", Key),
    _required("after", Key),
    _required("because", Text),
    _required("run", BigInteger),
    Index("ix_work_move_item", "item"),
)

# --- money ----------------------------------------------------------------------------------------

verdict = _table(
    "verdict",
    Column("opportunity", Key, primary_key=True),
    Column("activity", Key, primary_key=True),
    Column("contact", Key, primary_key=True),
    Column("rule_version", Text, primary_key=True),
    _required("basis", Text),
    _required("verdict", Text),  # eligible, or why not
    _required("occurred_at", Instant),
    _required("run", BigInteger),
)

ledger_entry = _table(
    "ledger_entry",
    _id(),
    _required("run", BigInteger),
    _required("posted_at", Instant),
    _required("opportunity", Key),
    Column("activity", Key),  # None: the unattributed remainder
    Column("contact", Key),
    Column("account", Key),
    Column("activity_kind", Text),
    _required("amount_minor", BigInteger),
    _required("currency", String(3)),
    _required("weight", Text),
    _required("model", Text),
    _required("model_version", Text),
    _required("inputs", String(32)),
    _required("reason", Text),  # posted, reversal
    Column("reverses", BigInteger),
    Index("ix_ledger_entry_opportunity", "opportunity"),
)

# --- push -----------------------------------------------------------------------------------------

plan = _table(
    "plan",
    _id(),
    _required("run", BigInteger),
    _required("created_at", Instant),
    _required("status", Text),  # open, held, stopped, superseded, applied
    _required("kind", Text),  # push, rollback
    _required("cost", BigInteger),  # API calls, estimated
    _required("sha256", String(64)),  # of the plan's canonical bytes
    _required("note", Text),
    Column("approved_at", Instant),
)

intent = _table(
    "intent",
    _id(),
    _required("plan", BigInteger),
    _required("source_key", Key),
    _required("field", Key),
    _required("value", Text),  # which computed value
    Column("before", Text),
    Column("after", Text),
    _required("reason", Text),
    _required("rule", Text),  # who wins where we and others write
    _required("parent", Key),  # the row that the CRM locks with this one, "" for none
    Column("replaced", Text),  # the before-image: what stood there when it was written
    _required("outcome", Key),  # planned, held, applied, unchanged, rejected, conflicted, unknown
    _required("code", Text),
    _required("message", Text),
    Column("settled_at", Instant),
    Column("run", BigInteger, index=True),  # in which it was settled
    Index("ix_intent_plan", "plan"),
    Index("ix_intent_source_key", "source_key"),
)

# What stands between us and a field, as far as we know: what we wrote last, and what we wish since when.
pushed_value = _table(
    "pushed_value",
    Column("source_key", Key, primary_key=True),
    Column("field", Key, primary_key=True),
    Column("written", Text),
    Column("written_at", Instant),
    Column("wanted", Text),
    Column("wanted_at", Instant),
    Column("withdrawn", Text),  # a value that was rolled back: it is not written again
)

# Values that the CRM refused: not tried again at once, and not for ever.
failure = _table(
    "failure",
    Column("source_key", Key, primary_key=True),
    Column("field", Key, primary_key=True),
    _required("fingerprint", Key),
    _required("code", Text),
    _required("message", Text),
    _required("after", Text),
    _required("tries", Integer),
    _required("first_at", Instant),
    _required("last_at", Instant),
    _required("given_up", Boolean),
    Index("ix_failure_fingerprint", "fingerprint"),
)

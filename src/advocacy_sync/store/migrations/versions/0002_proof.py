"""What a sync proves itself by: pages, lineage, absences, schemas, quota, leases, plans that can be checked."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
Kind = sa.types.TypeEngine[Any]
Made = sa.Column[Any]
INSTANT = sa.DateTime(timezone=True)
COUNTED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def required(name: str, kind: Kind, old: str | None = None) -> Made:
    """A column that must hold something; `old` is what it holds in rows from before."""
    return sa.Column(name, kind, nullable=False, server_default=old)


def optional(name: str, kind: Kind) -> Made:
    return sa.Column(name, kind, nullable=True)


def table(name: str, *columns: Made, key: tuple[str, ...]) -> None:
    op.create_table(name, *columns, sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")))


def numbered() -> Made:
    return sa.Column("id", COUNTED, autoincrement=True, nullable=False)


def upgrade() -> None:
    runs()
    checkpoints()
    rows()
    quota()
    pushes()


def runs() -> None:
    op.add_column("run", optional("fence", sa.BigInteger()))
    table(
        "lease",
        required("name", KEY),
        required("holder", sa.Text()),
        required("fence", sa.BigInteger()),
        required("until", INSTANT),
        key=("name",),
    )


def checkpoints() -> None:
    """A checkpoint per task. What was being read under the old form is read anew from its bound."""
    with op.batch_alter_table("checkpoint") as batch:
        batch.add_column(required("task", KEY, "changes"))
        batch.add_column(required("sources", sa.Text(), "[]"))
        batch.add_column(required("lost", sa.Text(), "[]"))
        batch.add_column(optional("read_at", INSTANT))
        batch.add_column(required("lag_seconds", sa.BigInteger(), "0"))
        batch.add_column(optional("run", sa.BigInteger()))
        batch.add_column(optional("newest", INSTANT))
        batch.add_column(required("tries", sa.Integer(), "0"))
        batch.drop_column("mapping")
    with op.batch_alter_table("checkpoint") as batch:
        for name in ("task", "sources", "lost", "lag_seconds", "tries"):
            batch.alter_column(name, server_default=None)
        batch.drop_constraint("pk_checkpoint", type_="primary")
        batch.create_primary_key("pk_checkpoint", ["connection", "object", "task"])
    op.execute("UPDATE checkpoint SET cursor = NULL, window_end = NULL, bound = NULL")


def rows() -> None:
    table(
        "page",
        numbered(),
        required("run", sa.BigInteger()),
        required("connection", KEY),
        required("object", KEY),
        required("task", KEY),
        required("rows", sa.BigInteger()),
        required("ids", sa.String(32)),
        required("content", sa.String(32)),
        required("outcomes", sa.Text()),
        key=("id",),
    )
    op.create_index("ix_page_run", "page", ["run"])
    table(
        "lineage",
        required("source_key", KEY),
        required("into_key", KEY),
        required("run", sa.BigInteger()),
        required("merged_at", INSTANT),
        required("followed", sa.Boolean()),
        key=("source_key",),
    )
    op.create_index("ix_lineage_into_key", "lineage", ["into_key"])
    table("seen", required("key", KEY), key=("key",))
    table(
        "absence",
        required("source_key", KEY),
        required("times", sa.Integer()),
        required("first_run", sa.BigInteger()),
        required("last_run", sa.BigInteger()),
        required("first_at", INSTANT),
        key=("source_key",),
    )
    table(
        "object_schema",
        required("connection", KEY),
        required("object", KEY),
        required("described", sa.Text()),
        required("described_at", INSTANT),
        key=("connection", "object"),
    )
    table(
        "schema_change",
        numbered(),
        required("connection", KEY),
        required("object", KEY),
        required("field", KEY),
        required("change", sa.Text()),
        required("before", sa.Text()),
        required("after", sa.Text()),
        required("run", sa.BigInteger()),
        required("learnt_at", INSTANT),
        key=("id",),
    )


def quota() -> None:
    table(
        "quota_use",
        required("connection", KEY),
        required("hour", INSTANT),
        required("purpose", KEY),
        required("calls", sa.BigInteger()),
        key=("connection", "hour", "purpose"),
    )
    table(
        "quota_reading",
        required("connection", KEY),
        required("total", sa.BigInteger()),
        required("remaining", sa.BigInteger()),
        optional("resets_at", INSTANT),
        required("read_at", INSTANT),
        key=("connection",),
    )
    table(
        "decision",
        numbered(),
        required("run", sa.BigInteger()),
        required("connection", KEY),
        required("object", KEY),
        required("what", sa.Text()),
        required("chosen", sa.Text()),
        required("reason", sa.Text()),
        key=("id",),
    )
    op.create_index("ix_decision_run", "decision", ["run"])
    table(
        "journal",
        required("connection", KEY),
        required("offset", sa.Text()),
        required("read_at", INSTANT),
        key=("connection",),
    )
    op.create_table(
        "hint",
        numbered(),
        required("connection", KEY),
        required("event", KEY),
        required("object", KEY),
        required("external_id", KEY),
        required("kind", sa.Text()),
        required("occurred_at", INSTANT),
        required("received_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hint")),
        sa.UniqueConstraint("event", name=op.f("uq_hint_event")),
    )


def pushes() -> None:
    """Plans from before are closed: what they saw is too long ago to be written."""
    with op.batch_alter_table("plan") as batch:
        batch.add_column(required("kind", sa.Text(), "push"))
        batch.add_column(required("cost", sa.BigInteger(), "0"))
        batch.add_column(required("sha256", sa.String(64), ""))
        batch.add_column(required("note", sa.Text(), ""))
        batch.add_column(optional("approved_at", INSTANT))
    with op.batch_alter_table("plan") as batch:
        for name in ("kind", "cost", "sha256", "note"):
            batch.alter_column(name, server_default=None)
    with op.batch_alter_table("intent") as batch:
        batch.add_column(required("rule", sa.Text(), "owned"))
        batch.add_column(required("parent", KEY, ""))
        batch.add_column(optional("replaced", sa.Text()))
        batch.add_column(required("code", sa.Text(), ""))
        batch.add_column(optional("run", sa.BigInteger()))
        batch.create_index("ix_intent_run", ["run"])
    with op.batch_alter_table("intent") as batch:
        for name in ("rule", "parent", "code"):
            batch.alter_column(name, server_default=None)
    op.execute("UPDATE plan SET status = 'applied' WHERE status = 'open'")
    table(
        "pushed_value",
        required("source_key", KEY),
        required("field", KEY),
        optional("written", sa.Text()),
        optional("written_at", INSTANT),
        optional("wanted", sa.Text()),
        optional("wanted_at", INSTANT),
        optional("withdrawn", sa.Text()),
        key=("source_key", "field"),
    )
    table(
        "failure",
        required("source_key", KEY),
        required("field", KEY),
        required("fingerprint", KEY),
        required("code", sa.Text()),
        required("message", sa.Text()),
        required("after", sa.Text()),
        required("tries", sa.Integer()),
        required("first_at", INSTANT),
        required("last_at", INSTANT),
        required("given_up", sa.Boolean()),
        key=("source_key", "field"),
    )
    op.create_index("ix_failure_fingerprint", "failure", ["fingerprint"])

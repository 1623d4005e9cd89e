"""Mappings that ran are kept; requests and nominations with their moves; the box on a deal that asks for one."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.DateTime(timezone=True)
COUNTED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN_BOX = sa.text("origin = 'box' AND state <> 'closed'")


def required(name: str, kind: sa.types.TypeEngine[Any], old: str | None = None) -> sa.Column[Any]:
    """A column that must hold something; `old` is what it holds in rows from before."""
    return sa.Column(name, kind, nullable=False, server_default=old)


def numbered() -> sa.Column[Any]:
    return sa.Column("id", COUNTED, autoincrement=True, nullable=False)


def upgrade() -> None:
    op.create_table(
        "mapping_version",
        required("connection", KEY),
        required("object", KEY),
        required("version", KEY),
        required("document", sa.Text()),
        required("run", sa.BigInteger()),
        required("since", INSTANT),
        sa.PrimaryKeyConstraint("connection", "object", "version", name=op.f("pk_mapping_version")),
    )
    work()
    boxes()


def work() -> None:
    op.create_table(
        "work_item",
        numbered(),
        required("kind", KEY),
        required("subject", KEY),
        required("origin", KEY),
        required("state", KEY),
        required("opened_at", INSTANT),
        required("since", INSTANT),
        required("because", sa.Text()),
        required("who", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_item")),
    )
    op.create_index("ix_work_item_kind_subject", "work_item", ["kind", "subject"])
    op.create_index(
        "uq_work_item_box",
        "work_item",
        ["kind", "subject"],
        unique=True,
        sqlite_where=OPEN_BOX,
        postgresql_where=OPEN_BOX,
    )
    op.create_table(
        "work_move",
        numbered(),
        required("item", sa.BigInteger()),
        required("at", INSTANT),
        required("who", sa.Text()),
        sa.Column("before", KEY, nullable=True),
        required("after", KEY),
        required("because", sa.Text()),
        required("run", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_move")),
    )
    op.create_index("ix_work_move_item", "work_move", ["item"])


def boxes() -> None:
    op.add_column("opportunity", sa.Column("reference_wanted", sa.Boolean(), nullable=True))
    op.add_column("opportunity", sa.Column("reference_kind", sa.Text(), nullable=True))
    box = sa.column("reference_wanted", sa.Boolean())
    op.execute(sa.update(sa.table("opportunity", box)).values(reference_wanted=sa.false()))
    for table, field in (("contact", "nominated"), ("opportunity", "reference_wanted")):
        op.create_index(
            f"ix_{table}_{field}",
            table,
            [field],
            sqlite_where=sa.text(f"{field} IS 1"),
            postgresql_where=sa.text(f"{field} IS true"),
        )

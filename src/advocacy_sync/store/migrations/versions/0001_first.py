"""The first schema: sync, canonical records, programme, ledger, pushes."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Ids compare byte by byte, whatever the locale of the server.
KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=True),
        sa.Column("industry", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("parent", KEY, nullable=True),
        sa.Column("owner", KEY, nullable=True),
        sa.Column("cross_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
    )
    op.create_table(
        "activity",
        sa.Column("id", KEY, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    op.create_table(
        "activity_opportunity",
        sa.Column("id", KEY, nullable=False),
        sa.Column("activity", KEY, nullable=False),
        sa.Column("opportunity", KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_opportunity")),
    )
    op.create_index(op.f("ix_activity_opportunity_activity"), "activity_opportunity", ["activity"], unique=False)
    op.create_index(op.f("ix_activity_opportunity_opportunity"), "activity_opportunity", ["opportunity"], unique=False)
    op.create_table(
        "advocate",
        sa.Column("id", KEY, nullable=False),
        sa.Column("contact", KEY, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advocate")),
    )
    op.create_index(op.f("ix_advocate_contact"), "advocate", ["contact"], unique=False)
    op.create_table(
        "audience",
        sa.Column("id", KEY, nullable=False),
        sa.Column("activity", KEY, nullable=False),
        sa.Column("contact", KEY, nullable=False),
        sa.Column("status", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audience")),
    )
    op.create_index(op.f("ix_audience_activity"), "audience", ["activity"], unique=False)
    op.create_index(op.f("ix_audience_contact"), "audience", ["contact"], unique=False)
    op.create_table(
        "checkpoint",
        sa.Column("connection", KEY, nullable=False),
        sa.Column("object", KEY, nullable=False),
        sa.Column("bound", sa.DateTime(timezone=True), nullable=True),
        sa.Column("window_end", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cursor", sa.Text(), nullable=True),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("connection", "object", name=op.f("pk_checkpoint")),
    )
    op.create_table(
        "connection",
        sa.Column("name", KEY, nullable=False),
        sa.Column("crm", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_connection")),
    )
    op.create_table(
        "contact",
        sa.Column("id", KEY, nullable=False),
        sa.Column("account", KEY, nullable=True),
        sa.Column("first_name", sa.Text(), nullable=True),
        sa.Column("last_name", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("owner", KEY, nullable=True),
        sa.Column("email_opt_out", sa.Boolean(), nullable=True),
        sa.Column("do_not_ask", sa.Boolean(), nullable=True),
        sa.Column("nominated", sa.Boolean(), nullable=True),
        sa.Column("nomination_reason", sa.Text(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("cross_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index(op.f("ix_contact_account"), "contact", ["account"], unique=False)
    op.create_table(
        "identity_key",
        sa.Column("kind", KEY, nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", "id", name=op.f("pk_identity_key")),
    )
    op.create_index("ix_identity_key_kind_id", "identity_key", ["kind", "id"], unique=False)
    op.create_table(
        "intent",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("plan", sa.BigInteger(), nullable=False),
        sa.Column("source_key", KEY, nullable=False),
        sa.Column("field", KEY, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("outcome", KEY, nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intent")),
    )
    op.create_index("ix_intent_plan", "intent", ["plan"], unique=False)
    op.create_index("ix_intent_source_key", "intent", ["source_key"], unique=False)
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("run", sa.BigInteger(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opportunity", KEY, nullable=False),
        sa.Column("activity", KEY, nullable=True),
        sa.Column("contact", KEY, nullable=True),
        sa.Column("account", KEY, nullable=True),
        sa.Column("activity_kind", sa.Text(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("weight", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("model_version", sa.Text(), nullable=False),
        sa.Column("inputs", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reverses", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
    )
    op.create_index("ix_ledger_entry_opportunity", "ledger_entry", ["opportunity"], unique=False)
    op.create_table(
        "link",
        sa.Column("kind", KEY, nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("source_key", KEY, nullable=False),
        sa.Column("record_id", KEY, nullable=False),
        sa.Column("fields", sa.Text(), nullable=True),
        sa.Column("dirty", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", name=op.f("pk_link")),
    )
    op.create_index("ix_link_kind_dirty", "link", ["kind", "dirty"], unique=False)
    op.create_index("ix_link_kind_record_id", "link", ["kind", "record_id"], unique=False)
    op.create_index("ix_link_source_key", "link", ["source_key"], unique=False)
    op.create_table(
        "opportunity",
        sa.Column("id", KEY, nullable=False),
        sa.Column("account", KEY, nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("close_date", sa.Date(), nullable=True),
        sa.Column("owner", KEY, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunity")),
    )
    op.create_index(op.f("ix_opportunity_account"), "opportunity", ["account"], unique=False)
    op.create_table(
        "opportunity_role",
        sa.Column("id", KEY, nullable=False),
        sa.Column("opportunity", KEY, nullable=False),
        sa.Column("contact", KEY, nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunity_role")),
    )
    op.create_index(op.f("ix_opportunity_role_contact"), "opportunity_role", ["contact"], unique=False)
    op.create_index(op.f("ix_opportunity_role_opportunity"), "opportunity_role", ["opportunity"], unique=False)
    op.create_table(
        "opportunity_version",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("opportunity", KEY, nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("kind", KEY, nullable=False),
        sa.Column("close_date", sa.Date(), nullable=True),
        sa.Column("owner", KEY, nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("known_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("known_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("run", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunity_version")),
    )
    op.create_index("ix_opportunity_version_opportunity", "opportunity_version", ["opportunity"], unique=False)
    op.create_table(
        "owner",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_owner")),
    )
    op.create_table(
        "participant",
        sa.Column("id", KEY, nullable=False),
        sa.Column("activity", KEY, nullable=False),
        sa.Column("contact", KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant")),
    )
    op.create_index(op.f("ix_participant_activity"), "participant", ["activity"], unique=False)
    op.create_index(op.f("ix_participant_contact"), "participant", ["contact"], unique=False)
    op.create_table(
        "plan",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("run", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
    )
    op.create_table(
        "quarantine",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("source_key", KEY, nullable=False),
        sa.Column("record", KEY, nullable=False),
        sa.Column("field", KEY, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("fatal", sa.Boolean(), nullable=False),
        sa.Column("run", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantine")),
    )
    op.create_index("ix_quarantine_source_key", "quarantine", ["source_key"], unique=False)
    op.create_table(
        "run",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    op.create_table(
        "run_outcome",
        sa.Column("run", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("connection", KEY, nullable=False),
        sa.Column("object", KEY, nullable=False),
        sa.Column("outcome", KEY, nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("run", "connection", "object", "outcome", name=op.f("pk_run_outcome")),
    )
    op.create_table(
        "signal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("rule", KEY, nullable=False),
        sa.Column("rule_version", sa.Text(), nullable=False),
        sa.Column("contact", KEY, nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("evidence", KEY, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_because", sa.Text(), nullable=True),
        sa.Column("run", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal")),
    )
    op.create_index("ix_signal_contact", "signal", ["contact"], unique=False)
    op.create_index(
        "uq_signal_open",
        "signal",
        ["rule", "contact"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "source_row",
        sa.Column("key", KEY, nullable=False),
        sa.Column("connection", KEY, nullable=False),
        sa.Column("object", KEY, nullable=False),
        sa.Column("external_id", KEY, nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("stamp", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("outcome", KEY, nullable=False),
        sa.Column("first_run", sa.BigInteger(), nullable=False),
        sa.Column("last_run", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_source_row")),
    )
    op.create_index("ix_source_row_connection_object", "source_row", ["connection", "object"], unique=False)
    op.create_table(
        "stale_flag",
        sa.Column("contact", KEY, nullable=False),
        sa.Column("fact", KEY, nullable=False),
        sa.Column("rule_version", sa.Text(), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stale_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evidence", KEY, nullable=False),
        sa.Column("run", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("contact", "fact", name=op.f("pk_stale_flag")),
    )
    op.create_table(
        "support_case",
        sa.Column("id", KEY, nullable=False),
        sa.Column("account", KEY, nullable=True),
        sa.Column("contact", KEY, nullable=True),
        sa.Column("priority", sa.Text(), nullable=True),
        sa.Column("escalated", sa.Boolean(), nullable=True),
        sa.Column("closed", sa.Boolean(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_case")),
    )
    op.create_index(op.f("ix_support_case_account"), "support_case", ["account"], unique=False)
    op.create_index(op.f("ix_support_case_contact"), "support_case", ["contact"], unique=False)
    op.create_table(
        "survey_answer",
        sa.Column("id", KEY, nullable=False),
        sa.Column("contact", KEY, nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_answer")),
    )
    op.create_index(op.f("ix_survey_answer_contact"), "survey_answer", ["contact"], unique=False)
    op.create_table(
        "verdict",
        sa.Column("opportunity", KEY, nullable=False),
        sa.Column("activity", KEY, nullable=False),
        sa.Column("contact", KEY, nullable=False),
        sa.Column("rule_version", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("opportunity", "activity", "contact", "rule_version", name=op.f("pk_verdict")),
    )

"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

#: SQLite counts up by itself only in a column declared INTEGER.
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_source()
    _create_article()
    _create_former_address()
    _create_blob()
    _create_snapshot()
    _create_version()
    _create_revision()
    _create_edit()
    _create_notice()
    _create_state_change()
    _create_check()
    _create_alert()
    _create_delivery()
    _create_mark()


def _create_source() -> None:
    op.create_table(
        "source",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("spec", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("added_at", WHEN, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("next_read_at", WHEN),
        sa.Column("last_success_at", WHEN),
        sa.Column("last_failure_at", WHEN),
        sa.Column("last_failure", sa.Text()),
        sa.Column("warning", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_source"),
        sa.UniqueConstraint("name", name="uq_source_name"),
    )


def _create_article() -> None:
    op.create_table(
        "article",
        sa.Column("id", KEY, nullable=False),
        sa.Column("source_id", KEY, nullable=False),
        sa.Column("url", sa.Text()),
        sa.Column("headline", sa.Text()),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("state_reason", sa.Text()),
        sa.Column("first_seen_at", WHEN, nullable=False),
        sa.Column("published_at", WHEN),
        sa.Column("last_checked_at", WHEN),
        sa.Column("last_changed_at", WHEN),
        sa.Column("last_found_at", WHEN),
        sa.Column("next_check_at", WHEN),
        sa.Column("versions", sa.Integer(), nullable=False),
        sa.Column("watched", sa.Boolean(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("etag", sa.Text()),
        sa.Column("last_modified", sa.Text()),
        sa.Column("body_digest", sa.Text()),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("gone_looks", sa.Integer(), nullable=False),
        sa.Column("suspect", sa.Boolean(), nullable=False),
        sa.Column("suspect_digest", sa.Text()),
        sa.Column("suspect_looks", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_article_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_article"),
        sa.UniqueConstraint("url", name="uq_article_url"),
    )
    op.create_index("ix_article_due", "article", ["watched", "next_check_at", "id"], unique=False)
    op.create_index("ix_article_source_state", "article", ["source_id", "state"], unique=False)


def _create_former_address() -> None:
    op.create_table(
        "former_address",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("until", WHEN, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_former_address_article_id"),
        sa.PrimaryKeyConstraint("url", name="pk_former_address"),
    )
    op.create_index("ix_former_address_article", "former_address", ["article_id"], unique=False)


def _create_blob() -> None:
    op.create_table(
        "blob",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("base", sa.Text()),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["base"], ["blob.digest"], name="fk_blob_base"),
        sa.PrimaryKeyConstraint("digest", name="pk_blob"),
    )


def _create_snapshot() -> None:
    op.create_table(
        "snapshot",
        sa.Column("id", KEY, nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("url", sa.Text()),
        sa.Column("final_url", sa.Text()),
        sa.Column("taken_at", WHEN, nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("charset", sa.Text()),
        sa.Column("elapsed_seconds", sa.Float(), nullable=False),
        sa.Column("baseline", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_snapshot_article_id"),
        sa.ForeignKeyConstraint(["digest"], ["blob.digest"], name="fk_snapshot_digest"),
        sa.PrimaryKeyConstraint("id", name="pk_snapshot"),
    )
    op.create_index("ix_snapshot_article", "snapshot", ["article_id", "id"], unique=False)
    op.create_index("ix_snapshot_digest", "snapshot", ["digest"], unique=False)


def _create_version() -> None:
    op.create_table(
        "version",
        sa.Column("id", KEY, nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("snapshot_id", KEY, nullable=False),
        sa.Column("provenance", sa.Text(), nullable=False),
        sa.Column("seen_at", WHEN, nullable=False),
        sa.Column("last_seen_at", WHEN),
        sa.Column("content_digest", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_version_article_id"),
        sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name="fk_version_snapshot_id"),
        sa.PrimaryKeyConstraint("id", name="pk_version"),
        sa.UniqueConstraint("article_id", "number", name="uq_version_article_id_number"),
    )
    op.create_index("ix_version_snapshot", "version", ["snapshot_id"], unique=False)


def _create_revision() -> None:
    op.create_table(
        "revision",
        sa.Column("id", KEY, nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("from_version", sa.Integer(), nullable=False),
        sa.Column("to_version", sa.Integer(), nullable=False),
        sa.Column("provenance", sa.Text(), nullable=False),
        sa.Column("seen_after", WHEN),
        sa.Column("seen_at", WHEN, nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("disclosure", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Boolean(), nullable=False),
        sa.Column("judgement", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_revision_article_id"),
        sa.PrimaryKeyConstraint("id", name="pk_revision"),
        sa.UniqueConstraint("article_id", "to_version", name="uq_revision_article_id_to_version"),
    )
    op.create_index("ix_revision_seen", "revision", ["seen_at"], unique=False)
    op.create_index("ix_revision_weight", "revision", ["weight", "id"], unique=False)


def _create_edit() -> None:
    op.create_table(
        "edit",
        sa.Column("id", KEY, nullable=False),
        sa.Column("revision_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("op", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("significance", sa.Text(), nullable=False),
        sa.Column("before", sa.Text()),
        sa.Column("after", sa.Text()),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_edit_revision_id"),
        sa.PrimaryKeyConstraint("id", name="pk_edit"),
    )
    op.create_index("ix_edit_revision", "edit", ["revision_id"], unique=False)


def _create_notice() -> None:
    op.create_table(
        "notice",
        sa.Column("id", KEY, nullable=False),
        sa.Column("revision_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language", sa.Text()),
        sa.Column("dated_at", WHEN),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_notice_revision_id"),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
    )
    op.create_index("ix_notice_revision", "notice", ["revision_id"], unique=False)


def _create_state_change() -> None:
    op.create_table(
        "state_change",
        sa.Column("id", KEY, nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("at", WHEN, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_state_change_article_id"),
        sa.PrimaryKeyConstraint("id", name="pk_state_change"),
    )
    op.create_index("ix_state_change_article", "state_change", ["article_id", "id"], unique=False)


def _create_check() -> None:
    op.create_table(
        "check_",
        sa.Column("id", KEY, nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("at", WHEN, nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("status", sa.Integer()),
        sa.Column("elapsed_seconds", sa.Float(), nullable=False),
        sa.Column("body_digest", sa.Text()),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_check__article_id"),
        sa.PrimaryKeyConstraint("id", name="pk_check_"),
    )
    op.create_index("ix_check_article", "check_", ["article_id", "id"], unique=False)
    op.create_index("ix_check_at", "check_", ["at"], unique=False)


def _create_alert() -> None:
    op.create_table(
        "alert",
        sa.Column("id", KEY, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("at", WHEN, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("article_id", KEY),
        sa.Column("revision_id", KEY),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_alert_article_id"),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_alert_revision_id"),
        sa.PrimaryKeyConstraint("id", name="pk_alert"),
    )
    op.create_index("ix_alert_at", "alert", ["at"], unique=False)
    op.create_index("ix_alert_article", "alert", ["article_id"], unique=False)
    op.create_index("ix_alert_revision", "alert", ["revision_id"], unique=False)


def _create_delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", KEY, nullable=False),
        sa.Column("alert_id", KEY, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", WHEN),
        sa.Column("delivered_at", WHEN),
        sa.Column("last_error", sa.Text()),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name="fk_delivery_alert_id"),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
        sa.UniqueConstraint("alert_id", "channel", name="uq_delivery_alert_id_channel"),
    )
    op.create_index("ix_delivery_due", "delivery", ["next_attempt_at"], unique=False)


def _create_mark() -> None:
    op.create_table(
        "mark",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("until", WHEN, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_mark"),
    )

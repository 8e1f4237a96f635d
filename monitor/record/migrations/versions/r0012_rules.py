"""Rules made at the desk, alerts held back for digests, quiet hours, cool-downs and caps, and digests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

WHEN = sa.DateTime(timezone=True)
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "rule",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("spec", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", WHEN, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rule"),
        sa.UniqueConstraint("name", name="uq_rule_name"),
    )
    op.create_table(
        "held",
        _alert("held", "alert_id"),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("due_at", WHEN, nullable=False),
        sa.Column("channels", sa.Text(), nullable=False),
        sa.Column("told_at", WHEN, nullable=True),
        sa.PrimaryKeyConstraint("alert_id", name="pk_held"),
    )
    op.create_index("ix_held_due", "held", ["told_at", "due_at"])
    op.create_table(
        "digest_item",
        _alert("digest_item", "digest_id"),
        _alert("digest_item", "alert_id"),
        sa.PrimaryKeyConstraint("digest_id", "alert_id", name="pk_digest_item"),
    )
    op.create_index("ix_digest_item_alert", "digest_item", ["alert_id"])
    op.create_table(
        "last_told",
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column(
            "article_id",
            KEY,
            sa.ForeignKey("article.id", name="fk_last_told_article_id"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("at", WHEN, nullable=False),
        sa.PrimaryKeyConstraint("rule", "article_id", name="pk_last_told"),
    )
    op.create_index("ix_last_told_article", "last_told", ["article_id"])
    op.create_table(
        "cap_window",
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("since", WHEN, nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("rule", name="pk_cap_window"),
    )
    waits = sa.text("next_attempt_at IS NOT NULL")
    op.create_index(
        "ix_delivery_waiting", "delivery", ["channel", "id"], sqlite_where=waits, postgresql_where=waits
    )


def _alert(table: str, name: str) -> sa.Column[int]:
    link = sa.ForeignKey("alert.id", name=f"fk_{table}_{name}")
    return sa.Column(name, KEY, link, autoincrement=False, nullable=False)

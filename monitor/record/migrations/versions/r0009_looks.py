"""Hints of change and how far a host's are believed, silent hosts, walls counted apart from failures, and on
SQLite an index that holds all that picking articles needs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

WHEN = sa.DateTime(timezone=True)
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_LOOK = [
    "watched", "next_check_at", "id", "source_id", "url", "headline", "state", "state_reason",
    "first_seen_at", "published_at", "last_checked_at", "last_changed_at", "versions", "etag",
    "last_modified", "body_digest", "failures", "wall_looks", "gone_looks", "suspect_digest",
    "suspect_looks", "live",
]  # fmt: skip


def upgrade() -> None:
    op.add_column(
        "article", sa.Column("wall_looks", sa.Integer(), nullable=False, server_default=sa.text("0"))
    )
    op.add_column("article", sa.Column("hinted_at", WHEN, nullable=True))
    op.create_table(
        "hint",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("broken", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("host", name="pk_hint"),
    )
    op.create_table(
        "silence",
        sa.Column("source_id", KEY, autoincrement=False, nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("since", WHEN, nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("told_at", WHEN, nullable=True),
        sa.PrimaryKeyConstraint("source_id", "host", name="pk_silence"),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index("ix_article_due", table_name="article")
        op.create_index("ix_article_look", "article", _LOOK)

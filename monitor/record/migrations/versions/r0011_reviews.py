"""What people say of revisions, up to where they have read, what they call noise on a source's pages; and
how each revision stands in the queue."""

from __future__ import annotations

import math
from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

WHEN = sa.DateTime(timezone=True)
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PAGE = 5000


def upgrade() -> None:
    op.create_table(
        "review",
        sa.Column("id", KEY, nullable=False),
        sa.Column("revision_id", KEY, nullable=False),
        sa.Column("at", WHEN, nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("change", sa.Text(), nullable=True),
        sa.Column("disclosure", sa.Text(), nullable=True),
        sa.Column("assignee", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_review_revision_id"),
        sa.PrimaryKeyConstraint("id", name="pk_review"),
    )
    op.create_index("ix_review_revision", "review", ["revision_id", "id"])
    op.create_table(
        "visit",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("seen_before", KEY, nullable=False),
        sa.Column("seen_now", KEY, nullable=False),
        sa.Column("at", WHEN, nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_visit"),
    )
    op.create_table(
        "drop_rule",
        sa.Column("id", KEY, nullable=False),
        sa.Column("source_id", KEY, nullable=False),
        sa.Column("selector", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", WHEN, nullable=False),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("ended_at", WHEN, nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_drop_rule_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_drop_rule"),
    )
    op.create_index("ix_drop_rule_source", "drop_rule", ["source_id"])
    _stand_in_queue()


def _stand_in_queue() -> None:
    op.add_column("revision", sa.Column("status", sa.Text(), nullable=False, server_default="open"))
    op.add_column("revision", sa.Column("assignee", sa.Text(), nullable=True))
    op.add_column(
        "revision", sa.Column("queue_rank", sa.BigInteger(), nullable=False, server_default=sa.text("0"))
    )
    op.add_column("revision", sa.Column("review", sa.Text(), nullable=True))
    conn, place = op.get_bind(), 0
    page = sa.text(
        "SELECT id, seen_at, change, disclosure, weight FROM revision WHERE id > :place"
        " ORDER BY id LIMIT :page"
    )
    put = sa.text("UPDATE revision SET queue_rank = :rank WHERE id = :id")
    while rows := conn.execute(page, {"place": place, "page": PAGE}).all():
        conn.execute(put, [{"id": row.id, "rank": _rank(row)} for row in rows])
        place = rows[-1].id
    op.create_index("ix_revision_queue", "revision", ["status", "queue_rank", "id"])
    op.create_index("ix_revision_assignee", "revision", ["assignee", "status", "queue_rank"])


def _rank(row: sa.Row[tuple[object, ...]]) -> int:
    """As `reviewing.queue_rank` had it when this was written."""
    seen = datetime.fromisoformat(row.seen_at) if isinstance(row.seen_at, str) else row.seen_at
    rank = seen.timestamp() + 2 * 86400 * math.log2(max(row.weight, 1))
    first = row.change == "substantive" and row.disclosure == "undisclosed"
    return round(rank + (30 * 86400 if first else 0))

"""Imports and replays that workers share: what was handed over, its parts, captures that wait."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "bulk",
        sa.Column("id", KEY, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("spec", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", WHEN, nullable=False),
        sa.Column("heard_at", WHEN, nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("ended_at", WHEN, nullable=True),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("articles_done", sa.Integer(), nullable=False),
        sa.Column("captures", sa.Integer(), nullable=False),
        sa.Column("captures_done", sa.Integer(), nullable=False),
        sa.Column("tally", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_bulk"),
    )
    op.create_table(
        "bulk_item",
        sa.Column("id", KEY, nullable=False),
        sa.Column("bulk_id", KEY, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("captures", sa.Integer(), nullable=False),
        sa.Column("numbers", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("told", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["bulk_id"], ["bulk.id"], name="fk_bulk_item_bulk_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_bulk_item"),
    )
    op.create_index("ix_bulk_item_state", "bulk_item", ["state", "bulk_id"])
    op.create_index("ix_bulk_item_bulk", "bulk_item", ["bulk_id"])
    op.create_table(
        "bulk_capture",
        sa.Column("id", KEY, nullable=False),
        sa.Column("bulk_item_id", KEY, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("final_url", sa.Text(), nullable=True),
        sa.Column("taken_at", WHEN, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bulk_item_id"], ["bulk_item.id"], name="fk_bulk_capture_bulk_item_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_bulk_capture"),
    )
    op.create_index("ix_bulk_capture_item", "bulk_capture", ["bulk_item_id"])


def downgrade() -> None:
    for table in ("bulk_capture", "bulk_item", "bulk"):
        op.drop_table(table)

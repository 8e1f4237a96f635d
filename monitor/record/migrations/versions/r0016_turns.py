"""Turns at hosts that many processes share."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

WHEN = sa.DateTime(timezone=True)
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "host_turn",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("next_start_at", WHEN, nullable=True),
        sa.Column("paused_until", WHEN, nullable=True),
        sa.Column("pauses_in_a_row", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("host", name="pk_host_turn"),
    )
    op.create_table(
        "host_place",
        sa.Column("id", KEY, nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("until", WHEN, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_host_place"),
    )
    op.create_index("ix_host_place_host", "host_place", ["host"])

"""What hosts' robots.txt say, for all processes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "robots",
        sa.Column("server", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("until", WHEN, nullable=True),
        sa.Column("rules", sa.LargeBinary(), nullable=True),
        sa.Column("spacing", sa.Float(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("asked_until", WHEN, nullable=True),
        sa.PrimaryKeyConstraint("server", "way", name="pk_robots"),
    )

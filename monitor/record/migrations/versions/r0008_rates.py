"""How fast articles change, by host; which articles are live blogs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("article", sa.Column("live", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "rate",
        sa.Column("host_group", sa.Text(), nullable=False),
        sa.Column("aspect", sa.Text(), nullable=False),
        sa.Column("bin", sa.Integer(), nullable=False),
        sa.Column("looks", sa.BigInteger(), nullable=False),
        sa.Column("changes", sa.Float(), nullable=False),
        sa.Column("expected", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("host_group", "aspect", "bin", name="pk_rate"),
    )

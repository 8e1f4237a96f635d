"""Which captures were imported from where, and what other archives were asked to keep."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "imported",
        sa.Column("id", KEY, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("taken_at", WHEN, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("snapshot_id", KEY),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("imported_at", WHEN, nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshot.id"], name="fk_imported_snapshot_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_imported"),
        sa.UniqueConstraint("url", "taken_at", "digest", name="uq_imported_url_taken_at_digest"),
    )
    op.create_index("ix_imported_snapshot", "imported", ["snapshot_id"])
    op.create_table(
        "witness",
        sa.Column("revision_id", KEY, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", WHEN),
        sa.Column("memento", sa.Text()),
        sa.Column("last_error", sa.Text()),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name="fk_witness_revision_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("revision_id", name="pk_witness"),
    )
    op.create_index("ix_witness_due", "witness", ["next_attempt_at"])

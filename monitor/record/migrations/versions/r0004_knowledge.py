"""With what a version was read, what stays of an article that was taken down, which bodies lean on one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_index("ix_blob_base", "blob", ["base"])
    op.create_table(
        "knowledge",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_knowledge"),
    )
    op.add_column("version", sa.Column("knowledge", sa.Text()))
    op.create_table(
        "tombstone",
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("at", WHEN, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("versions", sa.Integer(), nullable=False),
        sa.Column("bodies", sa.Text(), nullable=False),
        sa.Column("kept", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_tombstone_article_id"),
        sa.PrimaryKeyConstraint("article_id", name="pk_tombstone"),
    )
    op.create_table(
        "barred",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_barred_article_id"),
        sa.PrimaryKeyConstraint("digest", name="pk_barred"),
    )

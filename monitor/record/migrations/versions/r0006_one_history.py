"""Two articles found to be one, what publishers declare elsewhere, and since when a source fails."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("source", sa.Column("failing_since", WHEN))
    op.add_column("source", sa.Column("failed_looks", sa.Integer()))
    op.add_column("article", sa.Column("merged_into", KEY))
    op.add_column("revision", sa.Column("same_as", KEY))
    op.create_table(
        "joined",
        sa.Column("id", KEY, nullable=False),
        sa.Column("kept_id", KEY, nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("at", WHEN, nullable=False),
        sa.Column("undone_at", WHEN),
        sa.Column("was", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["kept_id"], ["article.id"], name="fk_joined_kept_id"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_joined_article_id"),
        sa.PrimaryKeyConstraint("id", name="pk_joined"),
    )
    op.create_index("ix_joined_article", "joined", ["article_id"])
    op.create_table(
        "declared",
        sa.Column("id", KEY, nullable=False),
        sa.Column("source_id", KEY, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("url", sa.Text()),
        sa.Column("dated_at", WHEN),
        sa.Column("seen_at", WHEN, nullable=False),
        sa.Column("article_id", KEY),
        sa.Column("matched_by", sa.Text()),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_declared_source_id"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_declared_article_id"),
        sa.PrimaryKeyConstraint("id", name="pk_declared"),
        sa.UniqueConstraint("source_id", "digest", name="uq_declared_source_id_digest"),
    )
    op.create_index("ix_declared_article", "declared", ["article_id"])

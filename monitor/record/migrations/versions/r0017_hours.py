"""Looks are tallied by source and hour, so that how a source does is known without reading through them; an
index that counts articles by state without the articles."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

WHEN = sa.DateTime(timezone=True)
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_HOUR = {
    "sqlite": "substr(c.at, 1, 13) || ':00:00.000000+00:00'",
    "postgresql": "date_trunc('hour', c.at, 'UTC')",
}
#: As these looks were called when this was written.
_FAILED = "'failed', 'refused', 'unreadable', 'crashed'"


def upgrade() -> None:
    op.create_table(
        "source_hour",
        sa.Column("source_id", KEY, autoincrement=False, nullable=False),
        sa.Column("hour", WHEN, nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("source_id", "hour", name="pk_source_hour"),
    )
    conn = op.get_bind()
    hour = _HOUR[conn.dialect.name]
    day = {
        "sqlite": "(SELECT datetime(substr(max(at), 1, 19), '-1 day') FROM check_)",
        "postgresql": "(SELECT max(at) - interval '1 day' FROM check_)",
    }[conn.dialect.name]
    op.execute(
        f"INSERT INTO source_hour (source_id, hour, looks, failed) SELECT a.source_id, {hour}, count(*),"
        f" sum(CASE WHEN c.result IN ({_FAILED}) THEN 1 ELSE 0 END) FROM check_ c"
        f" JOIN article a ON a.id = c.article_id WHERE c.at > {day} GROUP BY a.source_id, {hour}"
    )
    op.drop_index("ix_article_source_state", table_name="article")
    op.create_index("ix_article_source_state", "article", ["source_id", "state", "merged_into"])

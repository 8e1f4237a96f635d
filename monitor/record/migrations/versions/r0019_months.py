"""On PostgreSQL the looks stand in one table a month, so that old ones go by the table and the indexes of the
newest stay small. On SQLite they stay in one."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

#: The first instants of the months that have looks, and of this one and the two to come.
_MONTHS = """
SELECT DISTINCT date_trunc('month', at AT TIME ZONE 'UTC') FROM check_
UNION SELECT date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => n)
FROM generate_series(0, 2) AS n ORDER BY 1
"""
_AWAY = (
    "DROP INDEX ix_check_article",
    "DROP INDEX ix_check_at",
    "ALTER TABLE check_ DROP CONSTRAINT pk_check_",
    "ALTER TABLE check_ DROP CONSTRAINT fk_check__article_id",
    "ALTER TABLE check_ RENAME TO check_before",
)
_BACK = (
    "INSERT INTO check_ SELECT * FROM check_before",
    "ALTER SEQUENCE check__id_seq OWNED BY check_.id",
    "DROP TABLE check_before",
    "ALTER TABLE check_ ADD CONSTRAINT fk_check__article_id FOREIGN KEY (article_id) REFERENCES article (id)",
    "CREATE INDEX ix_check_article ON check_ (article_id, id)",
    "CREATE INDEX ix_check_at ON check_ (at)",
)


def upgrade() -> None:
    conn = op.get_bind()
    if conn.dialect.name != "postgresql":
        return
    months = conn.scalars(sa.text(_MONTHS)).all()
    _run(_AWAY)
    op.execute("CREATE TABLE check_ (LIKE check_before INCLUDING DEFAULTS) PARTITION BY RANGE (at)")
    op.execute("CREATE TABLE check_other PARTITION OF check_ DEFAULT")
    for month in months:
        op.execute(
            f"CREATE TABLE check_y{month:%Y}m{month:%m} PARTITION OF check_"
            f" FOR VALUES FROM ('{month:%Y-%m}-01 00:00+00') TO ('{_next(month)}-01 00:00+00')"
        )
    _run(_BACK)
    op.execute("ALTER TABLE check_ ADD CONSTRAINT pk_check_ PRIMARY KEY (id, at)")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    _run(_AWAY)
    op.execute("CREATE TABLE check_ (LIKE check_before INCLUDING DEFAULTS)")
    _run(_BACK)
    op.execute("ALTER TABLE check_ ADD CONSTRAINT pk_check_ PRIMARY KEY (id)")


def _next(month: datetime) -> str:
    return f"{month.year + month.month // 12:04d}-{month.month % 12 + 1:02d}"


def _run(statements: tuple[str, ...]) -> None:
    for statement in statements:
        op.execute(statement)

"""An index of what sources' disclosure records count."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_COUNTED = sa.text(
    "provenance = 'observed' AND same_as IS NULL"
    " AND (change = 'substantive' OR disclosure = 'note_without_change')"
)


def upgrade() -> None:
    op.create_index(
        "ix_revision_record",
        "revision",
        ["article_id", "disclosure", "change", "seen_at", "provenance", "same_as"],
        sqlite_where=_COUNTED,
        postgresql_where=_COUNTED,
    )

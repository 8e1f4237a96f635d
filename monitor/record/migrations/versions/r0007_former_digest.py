"""Former addresses are named in the journal by their digests: an address may have to be forgotten."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("former_address", sa.Column("digest", sa.Text()))
    conn = op.get_bind()
    for (url,) in conn.execute(sa.text("SELECT url FROM former_address")).all():
        digest = hashlib.sha256(url.encode(errors="replace")).hexdigest()
        values = {"digest": digest, "url": url}
        conn.execute(sa.text("UPDATE former_address SET digest = :digest WHERE url = :url"), values)
    op.create_index("ix_former_address_digest", "former_address", ["digest"])

"""People at the desk: accounts, sessions, API tokens, share links, and the log of what was done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

WHEN = sa.DateTime(timezone=True)
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _at(name: str, *, known: bool = True) -> sa.Column[object]:
    return sa.Column(name, WHEN, nullable=not known)


def _of_account(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["account_id"], ["account.id"], name=f"fk_{table}_account_id", ondelete="CASCADE"
    )


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", KEY, nullable=False),
        _text("name"),
        _text("folded"),
        _text("role"),
        _text("password"),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        _at("created_at"),
        _at("signed_in_at", known=False),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("folded", name="uq_account_folded"),
    )
    op.create_table(
        "desk_session",
        sa.Column("id", KEY, nullable=False),
        _text("digest"),
        sa.Column("account_id", KEY, nullable=True),
        _text("name"),
        *(_at(name) for name in ("started_at", "seen_at", "ends_at")),
        _text("address"),
        _text("agent"),
        _of_account("desk_session"),
        sa.PrimaryKeyConstraint("id", name="pk_desk_session"),
        sa.UniqueConstraint("digest", name="uq_desk_session_digest"),
    )
    op.create_index("ix_desk_session_account", "desk_session", ["account_id"])
    op.create_table(
        "api_token",
        sa.Column("id", KEY, nullable=False),
        _text("digest"),
        sa.Column("account_id", KEY, nullable=False),
        _text("label"),
        _text("scope"),
        _at("made_at"),
        *(_at(name, known=False) for name in ("expires_at", "last_used_at", "revoked_at")),
        _of_account("api_token"),
        sa.PrimaryKeyConstraint("id", name="pk_api_token"),
        sa.UniqueConstraint("digest", name="uq_api_token_digest"),
    )
    op.create_index("ix_api_token_account", "api_token", ["account_id"])
    op.create_table(
        "share_link",
        sa.Column("id", KEY, nullable=False),
        *(_text(name) for name in ("digest", "kind", "subject", "made_by")),
        *(_at(name) for name in ("made_at", "expires_at")),
        *(_at(name, known=False) for name in ("last_used_at", "revoked_at")),
        sa.PrimaryKeyConstraint("id", name="pk_share_link"),
        sa.UniqueConstraint("digest", name="uq_share_link_digest"),
    )
    op.create_table(
        "audit",
        sa.Column("id", KEY, nullable=False),
        _at("at"),
        *(_text(name) for name in ("person", "action", "subject", "address")),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_person", "audit", ["person", "id"])

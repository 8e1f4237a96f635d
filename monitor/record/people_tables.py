"""The tables of the people at the desk. Of passwords, cookies, tokens and links they hold no more than
digests; no table of what was read points here, and none of these holds a word of an article."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Table, Text

from monitor.record.columns import Instant, Key, Words, metadata, own_id

account = Table(
    "account",
    metadata,
    own_id(),
    Column("name", Words, nullable=False),
    #: The name case-folded: no two people have names that look the same.
    Column("folded", Words, nullable=False, unique=True),
    Column("role", Text, nullable=False),
    #: A hash of the password (argon2); empty: none yet.
    Column("password", Text, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("signed_in_at", Instant),
)

#: Browsers that are signed in, by the SHA-256 of their cookies.
desk_session = Table(
    "desk_session",
    metadata,
    own_id(),
    Column("digest", Text, nullable=False, unique=True),
    #: Null: let in by the password of the config.
    Column("account_id", Key, ForeignKey("account.id", ondelete="CASCADE")),
    Column("name", Words, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("address", Words, nullable=False),
    Column("agent", Words, nullable=False),
    Index("ix_desk_session_account", "account_id"),
)

#: What programs show, by its SHA-256.
api_token = Table(
    "api_token",
    metadata,
    own_id(),
    Column("digest", Text, nullable=False, unique=True),
    Column("account_id", Key, ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    Column("label", Words, nullable=False),
    Column("scope", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("last_used_at", Instant),
    Column("revoked_at", Instant),
    Index("ix_api_token_account", "account_id"),
)

#: Links that show one thing to whoever holds them, by the SHA-256 of their secret part.
share_link = Table(
    "share_link",
    metadata,
    own_id(),
    Column("digest", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("subject", Words, nullable=False),
    Column("made_by", Words, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("last_used_at", Instant),
    Column("revoked_at", Instant),
)

#: What people did at the desk and at accounts; nothing here is changed or deleted.
audit = Table(
    "audit",
    metadata,
    own_id(),
    Column("at", Instant, nullable=False),
    Column("person", Words, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Words, nullable=False),
    Column("address", Words, nullable=False),
    Index("ix_audit_person", "person", "id"),
)

"""The tables of the journal: what was recorded, each entry chained to the one before, and time stamps.

They point to no other table: what is forgotten elsewhere stays entered here.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    LargeBinary,
    Table,
    Text,
)

from monitor.record.columns import Instant, Key, Words, metadata, own_id

#: What was recorded, in the order of writing, each entry chained to the one before it; see `chain`.
journal = Table(
    "journal",
    metadata,
    Column("sequence", Key, primary_key=True, autoincrement=False),
    Column("at", Instant),
    Column("kind", Text, nullable=False),
    #: Table and key of the row that the entry speaks of.
    Column("subject", Text, nullable=False),
    Column("key", Words, nullable=False),
    #: Digest of the row's canonical content; null: the row is no more.
    Column("content", Text),
    Column("note", Words),
    Column("previous", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Index("ix_journal_subject", "subject", "key", "sequence"),
)

#: What time-stamping authorities (RFC 3161) said of heads of the journal.
token = Table(
    "token",
    metadata,
    own_id(),
    Column("sequence", BigInteger, nullable=False),
    Column("digest", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("url", Words, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

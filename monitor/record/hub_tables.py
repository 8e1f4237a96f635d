"""The table of hubs: what they offer to tell of feeds, and what was agreed with them.

A row names its source by number alone: `schema` reads this file.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from monitor.record.columns import Instant, Key, Words, metadata, own_id

subscription = Table(
    "subscription",
    metadata,
    own_id(),
    Column("source_id", Key, ForeignKey("source.id"), nullable=False),
    Column("hub", Words, nullable=False),
    Column("topic", Words, nullable=False),
    #: The last part of the address that the hub calls, and what it signs with.
    Column("token", Text, nullable=False, unique=True),
    Column("secret", Text, nullable=False),
    Column("state", Text, nullable=False),
    #: `subscribe` or `unsubscribe` while the hub is to confirm that we asked for it.
    Column("pending", Text),
    Column("callback", Words),
    Column("next_at", Instant),
    Column("lease_until", Instant),
    Column("attempts", Integer, nullable=False),
    Column("pushes", BigInteger, nullable=False),
    #: Digests of the latest messages (a JSON list): the same one again is no news.
    Column("heard", Text, nullable=False),
    Column("last_push_at", Instant),
    #: For when a push last made the source due.
    Column("made_due_at", Instant),
    #: Has a push come since the source was last read?
    Column("unread", Integer, nullable=False),
    Column("last_error", Words),
    UniqueConstraint("source_id", "hub", "topic"),
    Index("ix_subscription_next_at", "next_at"),
)

"""The tables by which many processes share a host's patience: when it may be asked again, who asks it now,
and what its robots.txt says."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, Integer, LargeBinary, Table, Text

from monitor.record.columns import Instant, Words, metadata, own_id

#: One row for a host (port included): locked while a turn is claimed or given back.
host_turn = Table(
    "host_turn",
    metadata,
    Column("host", Words, primary_key=True),
    #: No request starts earlier.
    Column("next_start_at", Instant),
    #: It asked to be left alone until then, so many times in a row.
    Column("paused_until", Instant),
    Column("pauses_in_a_row", Integer, nullable=False),
)

#: Requests that run. One that is not given back, because its process died, counts no longer than `until`.
host_place = Table(
    "host_place",
    metadata,
    own_id(),
    Column("host", Words, nullable=False),
    Column("until", Instant, nullable=False),
    Index("ix_host_place_host", "host"),
)

#: What is known of a server's robots.txt. On every store: also one process alone need not ask again.
robots = Table(
    "robots",
    metadata,
    #: Scheme and authority.
    Column("server", Words, primary_key=True),
    #: Digest of the name we go by and the way to the network: both may change the answer.
    Column("way", Text, primary_key=True),
    #: Until when it holds; null before the first answer.
    Column("until", Instant),
    #: The packed text; null where all is allowed.
    Column("rules", LargeBinary),
    #: Seconds between two requests that it asks for.
    Column("spacing", Float),
    #: Why it cannot be had, with the answer's status.
    Column("problem", Words),
    Column("status", Integer),
    #: Somebody asks for it now, and is taken for dead then.
    Column("asked_until", Instant),
)

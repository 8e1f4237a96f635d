"""The tables by which many processes share a host's patience: when it may be asked again, who asks it now."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table

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

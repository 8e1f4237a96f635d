"""The tables of work in bulk that workers share: imports and replays, their parts, captures that wait to be
read. A capture goes once its part is done; what the history keeps of it is in the tables of histories."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from monitor.record.columns import Instant, Key, Words, metadata, own_id

#: One import or replay, from the command that handed it over to its end.
bulk = Table(
    "bulk",
    metadata,
    own_id(),
    Column("kind", Text, nullable=False),
    Column("name", Words, nullable=False),
    #: What was asked for, as JSON.
    Column("spec", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    #: When its command last handed something over.
    Column("heard_at", Instant, nullable=False),
    #: Does the command hand over nothing more? `whole`: all that there was.
    Column("sealed", Boolean, nullable=False),
    Column("whole", Boolean, nullable=False),
    Column("ended_at", Instant),
    Column("articles", Integer, nullable=False),
    Column("articles_done", Integer, nullable=False),
    Column("captures", Integer, nullable=False),
    Column("captures_done", Integer, nullable=False),
    #: What came of what is done: numbers by name, as JSON.
    Column("tally", Text, nullable=False),
)

#: Whole articles that one job takes: captures that are staged, or the numbers of articles (JSON).
bulk_item = Table(
    "bulk_item",
    metadata,
    own_id(),
    Column("bulk_id", Key, ForeignKey("bulk.id", ondelete="CASCADE"), nullable=False),
    Column("state", Text, nullable=False),
    Column("articles", Integer, nullable=False),
    Column("captures", Integer, nullable=False),
    Column("numbers", Text),
    #: How often it was begun and not ended in good order.
    Column("attempts", Integer, nullable=False),
    #: What its command is to say of it (JSON).
    Column("told", Text),
    Index("ix_bulk_item_state", "state", "bulk_id"),
    Index("ix_bulk_item_bulk", "bulk_id"),
)

#: A capture of others: what it is, as JSON, and its body, packed.
bulk_capture = Table(
    "bulk_capture",
    metadata,
    own_id(),
    Column("bulk_item_id", Key, ForeignKey("bulk_item.id", ondelete="CASCADE"), nullable=False),
    Column("url", Words, nullable=False),
    Column("final_url", Words),
    Column("taken_at", Instant, nullable=False),
    Column("name", Words, nullable=False),
    Column("digest", Text, nullable=False),
    Column("snapshot", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("ix_bulk_capture_item", "bulk_item_id"),
)

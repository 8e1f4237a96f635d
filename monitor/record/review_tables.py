"""The tables of the review: what people said of revisions, up to where each has read, and what they
called noise in a source's pages."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from monitor.record.columns import Instant, Key, Words, metadata, own_id

#: What a person said of a revision: rows are only ever added. What follows from them is repeated in
#: `revision`, for listing.
review = Table(
    "review",
    metadata,
    own_id(),
    Column("revision_id", Key, ForeignKey("revision.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("person", Words, nullable=False),
    Column("act", Text, nullable=False),
    Column("note", Words),
    Column("label", Text),
    Column("change", Text),
    Column("disclosure", Text),
    Column("assignee", Words),
    Index("ix_review_revision", "revision_id", "id"),
)

#: Up to which revision a person had seen the queue: before her present visit, and by now.
visit = Table(
    "visit",
    metadata,
    Column("person", Words, primary_key=True),
    Column("seen_before", Key, nullable=False),
    Column("seen_now", Key, nullable=False),
    Column("at", Instant, nullable=False),
)

#: Selectors of elements of a source's pages that a person called noise; in force until ended.
drop_rule = Table(
    "drop_rule",
    metadata,
    own_id(),
    Column("source_id", Key, ForeignKey("source.id"), nullable=False),
    Column("selector", Words, nullable=False),
    Column("by", Words, nullable=False),
    Column("at", Instant, nullable=False),
    Column("ended_by", Words),
    Column("ended_at", Instant),
    Index("ix_drop_rule_source", "source_id"),
)

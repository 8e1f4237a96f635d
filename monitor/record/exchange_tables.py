"""The tables of what goes between the store and others: imports, witnesses, histories made one, and what
publishers declare elsewhere."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from monitor.record.columns import Instant, Key, Words, metadata, own_id

#: What an archive of others held of an address at an instant: known once, whatever became of it.
imported = Table(
    "imported",
    metadata,
    own_id(),
    Column("url", Words, nullable=False),
    Column("taken_at", Instant, nullable=False),
    Column("digest", Text, nullable=False),
    #: The archive, and what the capture is called in it.
    Column("origin", Words, nullable=False),
    Column("record", Words, nullable=False),
    Column("snapshot_id", Key, ForeignKey("snapshot.id", ondelete="SET NULL")),
    Column("result", Text, nullable=False),
    Column("reason", Words),
    Column("imported_at", Instant, nullable=False),
    UniqueConstraint("url", "taken_at", "digest"),
    Index("ix_imported_snapshot", "snapshot_id"),
)

#: Of which revisions another archive was asked for a capture of its own, and where that is.
witness = Table(
    "witness",
    metadata,
    Column("revision_id", Key, ForeignKey("revision.id", ondelete="CASCADE"), primary_key=True),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", Instant),
    Column("memento", Words),
    Column("last_error", Words),
    Index("ix_witness_due", "next_attempt_at"),
)

#: Articles found to be one: what is needed to part them again stands in `was` (JSON).
joined = Table(
    "joined",
    metadata,
    own_id(),
    Column("kept_id", Key, ForeignKey("article.id"), nullable=False),
    Column("article_id", Key, ForeignKey("article.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("undone_at", Instant),
    Column("was", Text, nullable=False),
    Index("ix_joined_article", "article_id"),
)

#: Entries of publishers' corrections pages, and the article that each was found to speak of.
declared = Table(
    "declared",
    metadata,
    own_id(),
    Column("source_id", Key, ForeignKey("source.id"), nullable=False),
    Column("digest", Text, nullable=False),
    Column("text", Words, nullable=False),
    Column("url", Words),
    Column("dated_at", Instant),
    Column("seen_at", Instant, nullable=False),
    Column("article_id", Key, ForeignKey("article.id"), nullable=True),
    Column("matched_by", Text),
    UniqueConstraint("source_id", "digest"),
    Index("ix_declared_article", "article_id"),
)

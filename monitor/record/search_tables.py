"""The tables by which revisions are listed and texts are found, and views that people saved.

`listing` and `cell` are kept by the database itself, by triggers on `revision` and `article`, so that
whatever writes a revision lists it. So are the full-text indexes over the texts here: on SQLite the
virtual tables `found_article`, `found_revision` and `found_version`, on PostgreSQL indexes of the kind
GIN (and a table `found_article`); they stand in the migration that makes them.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from monitor.record.columns import Instant, Key, Words, metadata, own_id

#: Of a table's `info`: the database makes its rows from those of others.
MADE = "made from other tables"

#: Revisions that have all of these in common, and how many they are. `band` is the tens of the weight.
cell = Table(
    "cell",
    metadata,
    own_id(),
    Column("source_id", Key, nullable=False),
    Column("label", Text, nullable=False),
    Column("change", Text, nullable=False),
    Column("disclosure", Text, nullable=False),
    Column("provenance", Words, nullable=False),
    Column("changed", Boolean, nullable=False),
    Column("status", Text, nullable=False),
    Column("band", Integer, nullable=False),
    Column("n", BigInteger, nullable=False),
    UniqueConstraint(
        "source_id", "label", "change", "disclosure", "provenance", "changed", "status", "band",
        name="uq_cell",
    ),
    info={MADE: True},
)  # fmt: skip

#: Every revision that stands, in the order in which they were seen: `place` is `listing.place_of`.
listing = Table(
    "listing",
    metadata,
    Column("place", Key, primary_key=True, autoincrement=False),
    Column("revision_id", Key, nullable=False, unique=True),
    Column("article_id", Key, nullable=False),
    Column("cell_id", Key, nullable=False),
    Column("weight", Integer, nullable=False),
    Column("queue_rank", BigInteger, nullable=False),
    Column("assignee", Words),
    Index("ix_listing_article", "article_id", "place"),
    Index("ix_listing_cell", "cell_id", "place"),
    Index("ix_listing_weight", "weight", "place"),
    Index("ix_listing_queue", "queue_rank", "place"),
    Index("ix_listing_assignee", "assignee", "place"),
    info={MADE: True},
)

#: What a revision is found by: the tokens of its headline, its edits and its notices (`search_text`).
revision_text = Table(
    "revision_text",
    metadata,
    Column("place", Key, primary_key=True, autoincrement=False),
    Column("revision_id", Key, ForeignKey("revision.id"), nullable=False, unique=True),
    Column("text", Text, nullable=False),
)

#: What a version is found by: the tokens of its headline, standfirst and text.
version_text = Table(
    "version_text",
    metadata,
    Column("version_id", Key, ForeignKey("version.id"), primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
)

#: How far texts of an older store have been taken up: those with numbers below wait for their turn.
filling = Table(
    "filling",
    metadata,
    Column("name", Text, primary_key=True),
    Column("below", Key, nullable=False),
)

#: Filters that people gave a name, as the query string of the list. `owner` is empty for everybody's.
saved_view = Table(
    "saved_view",
    metadata,
    own_id(),
    Column("owner", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("query", Words, nullable=False),
    Column("made_by", Words, nullable=False),
    Column("made_at", Instant, nullable=False),
    UniqueConstraint("owner", "name"),
)

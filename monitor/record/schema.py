"""The tables, for SQLite and PostgreSQL alike. What changes here needs a new file in `migrations/`.

Values that are read whole (documents, judgements, source declarations) are JSON in a text column;
what is searched, filtered or counted has a column of its own. Holds no query and opens nothing.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)  # fmt: skip

from monitor.record.columns import Instant, Key, Words, id_of, own_id
from monitor.record.columns import metadata as metadata
from monitor.record.exchange_tables import declared as declared
from monitor.record.exchange_tables import imported as imported
from monitor.record.exchange_tables import joined as joined
from monitor.record.exchange_tables import witness as witness
from monitor.record.host_tables import hint as hint
from monitor.record.host_tables import host_block as host_block
from monitor.record.host_tables import rate as rate
from monitor.record.host_tables import silence as silence
from monitor.record.host_tables import source_hour as source_hour
from monitor.record.hub_tables import subscription as subscription
from monitor.record.journal import journal as journal
from monitor.record.journal import token as token
from monitor.record.pack import digest_of
from monitor.record.people_tables import account as account
from monitor.record.people_tables import api_token as api_token
from monitor.record.people_tables import audit as audit
from monitor.record.people_tables import desk_session as desk_session
from monitor.record.people_tables import share_link as share_link
from monitor.record.review_tables import drop_rule as drop_rule
from monitor.record.review_tables import review as review
from monitor.record.review_tables import visit as visit
from monitor.record.rule_tables import rule as rule
from monitor.record.search_tables import cell as cell
from monitor.record.search_tables import filling as filling
from monitor.record.search_tables import listing as listing
from monitor.record.search_tables import revision_text as revision_text
from monitor.record.search_tables import saved_view as saved_view
from monitor.record.search_tables import version_text as version_text
from monitor.record.staged_tables import bulk as bulk
from monitor.record.staged_tables import bulk_capture as bulk_capture
from monitor.record.staged_tables import bulk_item as bulk_item
from monitor.record.turn_tables import host_place as host_place
from monitor.record.turn_tables import host_turn as host_turn
from monitor.record.turn_tables import robots as robots

#: The newest migration: a store that says so needs no look at the scripts.
REVISION = "0020"

source = Table(
    "source",
    metadata,
    own_id(),
    Column("name", Words, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("location", Words, nullable=False),
    Column("spec", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("added_at", Instant, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("next_read_at", Instant),
    Column("last_success_at", Instant),
    Column("last_failure_at", Instant),
    Column("last_failure", Words),
    Column("warning", Words),
    #: The first failed reading since the last good one, and how many there were; null while it is well.
    Column("failing_since", Instant),
    Column("failed_looks", Integer),
)

article = Table(
    "article",
    metadata,
    own_id(),
    id_of(source),
    Column("url", Words, unique=True),
    Column("headline", Words),
    #: The tokens of headline and URL, for searching.
    Column("folded", Words, nullable=False),
    Column("state", Text, nullable=False),
    Column("state_reason", Words),
    Column("first_seen_at", Instant, nullable=False),
    Column("published_at", Instant),
    Column("last_checked_at", Instant),
    Column("last_changed_at", Instant),
    #: The last check that found the latest version.
    Column("last_found_at", Instant),
    Column("next_check_at", Instant),
    Column("versions", Integer, nullable=False),
    #: Its source is read and nobody removed it: it is looked at when due.
    Column("watched", Boolean, nullable=False),
    #: A person asked not to look at it any more, whatever source offers it.
    Column("removed", Boolean, nullable=False),
    Column("etag", Words),
    Column("last_modified", Words),
    Column("body_digest", Text),
    Column("failures", Integer, nullable=False),
    Column("gone_looks", Integer, nullable=False),
    Column("suspect", Boolean, nullable=False),
    Column("suspect_digest", Text),
    Column("suspect_looks", Integer, nullable=False),
    #: The article that this one was found to be; its history is part of that one's.
    Column("merged_into", Key),
    #: A live blog, as its latest version was read.
    Column("live", Boolean, nullable=False, server_default=false()),
    #: Looks in a row that met a challenge page, a login wall or a refusal.
    Column("wall_looks", Integer, nullable=False, server_default=text("0")),
    #: A source said that it changed then, after our last look; null once it was looked at.
    Column("hinted_at", Instant),
    Index("ix_article_due", "watched", "next_check_at", "id").ddl_if(dialect="postgresql"),
    # SQLite reads each row of a table from a page of its own: what picking needs stands in the index.
    Index(
        "ix_article_look", "watched", "next_check_at", "id", "source_id", "url", "headline", "state",
        "state_reason", "first_seen_at", "published_at", "last_checked_at", "last_changed_at", "versions",
        "etag", "last_modified", "body_digest", "failures", "wall_looks", "gone_looks", "suspect_digest",
        "suspect_looks", "live",
    ).ddl_if(dialect="sqlite"),
    Index("ix_article_source_state", "source_id", "state", "merged_into"),
)  # fmt: skip

#: Addresses that an article had before it moved: a lead to one of them is no new article.
former_address = Table(
    "former_address",
    metadata,
    Column("url", Words, primary_key=True),
    id_of(article),
    Column("until", Instant, nullable=False),
    #: Of the address: the journal names it so, and keeps no word of one that must be forgotten.
    Column("digest", Text, default=lambda now: digest_of(now.get_current_parameters()["url"])),
    Index("ix_former_address_article", "article_id"),
    Index("ix_former_address_digest", "digest"),
)

#: Bodies by the SHA-256 of their bytes; `base` is the blob that serves as dictionary.
blob = Table(
    "blob",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("base", Text, ForeignKey("blob.digest")),
    #: At most so many steps back to a full copy, 0 for one; more than its base's.
    Column("depth", Integer, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Index("ix_blob_base", "base"),
)

snapshot = Table(
    "snapshot",
    metadata,
    own_id(),
    id_of(article),
    Column("digest", Text, ForeignKey("blob.digest"), nullable=False),
    Column("url", Words),
    Column("final_url", Words),
    Column("taken_at", Instant, nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", Text, nullable=False),
    Column("media_type", Words, nullable=False),
    Column("charset", Words),
    Column("elapsed_seconds", Float, nullable=False),
    Column("baseline", Boolean, nullable=False),
    #: Of the bytes as the wire carried them, content encodings on; null where nobody saw them.
    Column("wire_digest", Text),
    Index("ix_snapshot_article", "article_id", "id"),
    Index("ix_snapshot_digest", "digest"),
)

version = Table(
    "version",
    metadata,
    own_id(),
    id_of(article),
    Column("number", Integer, nullable=False),
    id_of(snapshot),
    Column("provenance", Words, nullable=False),
    Column("seen_at", Instant, nullable=False),
    #: Set when a later version takes its place; until then `article.last_found_at` tells.
    Column("last_seen_at", Instant),
    Column("content_digest", Text, nullable=False),
    Column("document", Text, nullable=False),
    #: Digest of the row of `knowledge` it was read with; null for what was recorded before there were any.
    Column("knowledge", Text),
    UniqueConstraint("article_id", "number"),
    Index("ix_version_snapshot", "snapshot_id"),
)

#: Revisions of which the publisher owes a word, and those by which it gave one late.
ON_RECORD = text(
    "provenance = 'observed' AND same_as IS NULL"
    " AND (change = 'substantive' OR disclosure = 'note_without_change')"
)
revision = Table(
    "revision",
    metadata,
    own_id(),
    id_of(article),
    Column("from_version", Integer, nullable=False),
    Column("to_version", Integer, nullable=False),
    Column("provenance", Words, nullable=False),
    Column("seen_after", Instant),
    Column("seen_at", Instant, nullable=False),
    Column("change", Text, nullable=False),
    Column("disclosure", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("weight", Integer, nullable=False),
    Column("changed", Boolean, nullable=False),
    #: The machine's; change, disclosure, label and changed above are what a person put in its place, if so.
    Column("judgement", Text, nullable=False),
    #: The revision that stands for this one since two articles were found to be one.
    Column("same_as", Key),
    #: What follows from the rows of `review`: a `model.ReviewStanding`, and two parts of it for listing.
    Column("status", Text, nullable=False, server_default="open"),
    Column("assignee", Words),
    Column("queue_rank", BigInteger, nullable=False, server_default=text("0")),
    Column("review", Text),
    UniqueConstraint("article_id", "to_version"),
    Index("ix_revision_weight", "weight", "id"),
    Index("ix_revision_seen", "seen_at"),
    # What a source's disclosure record counts, and nothing else.
    # SQLite reads no row only where the terms of the index stand in it too.
    Index(
        "ix_revision_record",
        "article_id",
        "disclosure",
        "change",
        "seen_at",
        "provenance",
        "same_as",
        sqlite_where=ON_RECORD,
        postgresql_where=ON_RECORD,
    ),
    Index("ix_revision_queue", "status", "queue_rank", "id"),
    Index("ix_revision_assignee", "assignee", "status", "queue_rank"),
)

state_change = Table(
    "state_change",
    metadata,
    own_id(),
    id_of(article),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("reason", Words, nullable=False),
    Index("ix_state_change_article", "article_id", "id"),
)

#: One row per look. `check` is a word of SQL's own, hence the underscore.
check = Table(
    "check_",
    metadata,
    own_id(),
    id_of(article),
    Column("at", Instant, nullable=False),
    Column("result", Text, nullable=False),
    Column("reason", Words),
    Column("status", Integer),
    Column("elapsed_seconds", Float, nullable=False),
    Column("body_digest", Text),
    Index("ix_check_article", "article_id", "id"),
    Index("ix_check_at", "at"),
)

alert = Table(
    "alert",
    metadata,
    own_id(),
    Column("rule", Words, nullable=False),
    Column("at", Instant, nullable=False),
    Column("title", Words, nullable=False),
    Column("text", Words, nullable=False),
    id_of(article, optional=True),
    id_of(revision, optional=True),
    #: Emptied some time after the last delivery.
    Column("payload", Text, nullable=False),
    Index("ix_alert_revision", "revision_id"),
    Index("ix_alert_at", "at"),
    Index("ix_alert_article", "article_id"),
)

#: The outbox. Waiting: `next_attempt_at` is set. Given up: neither that nor `delivered_at` is.
delivery = Table(
    "delivery",
    metadata,
    own_id(),
    id_of(alert),
    Column("channel", Words, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", Instant),
    Column("delivered_at", Instant),
    Column("last_error", Words),
    UniqueConstraint("alert_id", "channel"),
    Index("ix_delivery_due", "next_attempt_at"),
)
_waits = delivery.c.next_attempt_at.is_not(None)
Index("ix_delivery_waiting", delivery.c.channel, delivery.c.id, sqlite_where=_waits, postgresql_where=_waits)

#: What the reader knew besides the page, by the SHA-256 of its JSON: a `model.RecordedKnowledge`.
knowledge = Table(
    "knowledge",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

#: What stays of an article that was taken down: how much there was, and the digests of its bodies (JSON
#: lists); `kept` are those that another article needs.
tombstone = Table(
    "tombstone",
    metadata,
    Column("article_id", Key, ForeignKey(article.c.id), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("reason", Words, nullable=False),
    Column("versions", Integer, nullable=False),
    Column("bodies", Text, nullable=False),
    Column("kept", Text, nullable=False),
)

#: SHA-256 of the addresses that such articles had: no lead to one of them is followed again.
barred = Table("barred", metadata, Column("digest", Text, primary_key=True), id_of(article))

#: Up to which instant a piece of upkeep has been done.
mark = Table(
    "mark",
    metadata,
    Column("name", Text, primary_key=True),
    Column("until", Instant, nullable=False),
)

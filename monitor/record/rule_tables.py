"""The tables of rules and of their pace: rules made at the desk, alerts held back, what digests hold.

An alert that is held back is a row of `alert` like any other; here stands until when. Holds no rule of
when that is: `monitor.alert` decides.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from monitor.record.columns import Instant, Key, Words, metadata, own_id

#: Rules made at the desk, besides those of the config. `spec` is a `model.Rule` as JSON.
rule = Table(
    "rule",
    metadata,
    own_id(),
    Column("name", Words, nullable=False, unique=True),
    Column("spec", Text, nullable=False),
    #: Who wrote it as it stands, and when.
    Column("author", Words, nullable=False),
    Column("at", Instant, nullable=False),
)

#: Alerts that wait for a digest, for the end of quiet hours, of a cool-down or of a cap's time. Told once
#: `told_at` is set: then the outbox has them, alone or in a digest.
held = Table(
    "held",
    metadata,
    Column("alert_id", Key, ForeignKey("alert.id"), primary_key=True, autoincrement=False),
    Column("why", Text, nullable=False),
    Column("due_at", Instant, nullable=False),
    #: Whom to tell, as the rule said then: a JSON list of names.
    Column("channels", Words, nullable=False),
    Column("told_at", Instant),
    Index("ix_held_due", "told_at", "due_at"),
)

#: Which alerts a digest tells of, those that it only counts included.
digest_item = Table(
    "digest_item",
    metadata,
    Column("digest_id", Key, ForeignKey("alert.id"), primary_key=True, autoincrement=False),
    Column("alert_id", Key, ForeignKey("alert.id"), primary_key=True, autoincrement=False),
    Index("ix_digest_item_alert", "alert_id"),
)

#: When a rule with a cool-down last told of an article.
last_told = Table(
    "last_told",
    metadata,
    Column("rule", Words, primary_key=True),
    Column("article_id", Key, ForeignKey("article.id"), primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Index("ix_last_told_article", "article_id"),
)

#: How many messages a rule with a cap has sent since its time began.
cap_window = Table(
    "cap_window",
    metadata,
    Column("rule", Words, primary_key=True),
    Column("since", Instant, nullable=False),
    Column("told", Integer, nullable=False),
)

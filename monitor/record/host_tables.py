"""The tables of what was learned of hosts: their noise, their rates of change, their hints, their silence;
and of how often sources were looked at."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Integer, Table, Text

from monitor.record.columns import Instant, Key, Words, metadata

#: Texts that are no article's own on any page of a host. `host` is that of the URLs, port included.
host_block = Table(
    "host_block",
    metadata,
    Column("host", Words, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("text", Words, nullable=False),
    Column("why", Text, nullable=False),
    Column("first_seen_at", Instant, nullable=False),
    Column("last_seen_at", Instant, nullable=False),
    Column("seen", Integer, nullable=False),
    Column("decision", Text, nullable=False),
)

#: What looks told of how fast articles change, by group (a host, or "live " and a host), aspect and bin.
rate = Table(
    "rate",
    metadata,
    Column("host_group", Words, primary_key=True),
    Column("aspect", Text, primary_key=True),
    Column("bin", Integer, primary_key=True),
    Column("looks", BigInteger, nullable=False),
    Column("changes", Float, nullable=False),
    Column("expected", Float, nullable=False),
)

#: How often a host's hints that a page had changed proved right, lately.
hint = Table(
    "hint",
    metadata,
    Column("host", Words, primary_key=True),
    Column("kept", Integer, nullable=False),
    Column("broken", Integer, nullable=False),
)

#: Hosts of which no answer came since then, by source: so many articles, and when people were told of all.
silence = Table(
    "silence",
    metadata,
    Column("source_id", Key, primary_key=True, autoincrement=False),
    Column("host", Words, primary_key=True),
    Column("since", Instant, nullable=False),
    Column("articles", Integer, nullable=False),
    Column("told_at", Instant),
)

#: Looks at a source's articles that began in this hour, and how many of them failed. Kept for some days.
source_hour = Table(
    "source_hour",
    metadata,
    Column("source_id", Key, primary_key=True, autoincrement=False),
    Column("hour", Instant, primary_key=True),
    Column("looks", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
)

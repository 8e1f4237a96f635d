"""Which tables and columns the journal covers, and the one form in which a row is digested.

A column that is null is left out of that form, so a column that a later release adds changes no
digest. A new column of a covered table is covered unless it is left out here: leave out what
changes without being news. Bodies are covered by their digest in `snapshot`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Integer,
    Table,
    Text,
    cast,
    select,
    tuple_,
)

from monitor.record import schema
from monitor.record.sql import AnyRow, AnySelect

#: Rows read, or looked for, by one statement.
PAGE = 500
Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Covered:
    """A table, the columns that name a row of it, and those whose content is digested."""

    table: Table
    keys: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.table.name

    def key_text(self, key: Key) -> str:
        return " ".join(str(part) for part in key)

    def key_of(self, text: str) -> Key | None:
        """The key that such a text tells; None if it tells none."""
        parts = text.split(" ")
        if len(parts) != len(self.keys):
            return None
        key = tuple(_part(column, part) for column, part in zip(self._key_columns(), parts, strict=True))
        return None if None in key else key

    def key_column(self) -> ColumnElement[str]:
        """The key as the journal writes it."""
        first, *others = [cast(self.table.c[name], Text) for name in self.keys]
        text: ColumnElement[str] = first
        for other in others:
            text = text + " " + other
        return text

    def rows(self) -> AnySelect:
        """Keys first, then the covered columns, of all rows."""
        return select(*self._key_columns(), *(self.table.c[name] for name in self.columns))

    def among(self, keys: Sequence[Key]) -> ColumnElement[bool]:
        """Is a row one of these?"""
        columns = self._key_columns()
        if len(columns) == 1:
            return columns[0].in_([key[0] for key in keys])
        return tuple_(*columns).in_(keys)

    def _key_columns(self) -> list[Column[object]]:
        return [self.table.c[name] for name in self.keys]

    def content(self, row: AnyRow) -> bytes:
        """The canonical form of a row that `rows` yielded: JSON of its table and its columns that hold
        something, by name in order. Raises TypeError and ValueError for what no column may hold."""
        values = row[len(self.keys) :]
        told = {name: _plain(value) for name, value in zip(self.columns, values, strict=True)}
        kept = {"table": self.name} | {name: value for name, value in told.items() if value is not None}
        text = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return text.encode()

    def contents(self, conn: Connection, keys: Sequence[Key]) -> dict[str, bytes]:
        """The canonical forms of those of these rows that are there, by their keys' texts."""
        rows = conn.execute(self.rows().where(self.among(keys)))
        return {self.key_text(row[: len(self.keys)]): self.content(row) for row in rows}


def _part(column: Column[object], text: str) -> object:
    if not isinstance(column.type, BigInteger | Integer):
        return text
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return value


def _all_of(table: Table, *left_out: str, keys: tuple[str, ...] = ("id",)) -> Covered:
    return Covered(table, keys, tuple(c.name for c in table.columns if c.name not in left_out))


def _some_of(table: Table, *columns: str, keys: tuple[str, ...] = ("id",)) -> Covered:
    return Covered(table, keys, columns)


#: In the order in which rows refer to one another.
COVERED = {
    one.name: one
    for one in (
        _some_of(
            schema.source, "id", "name", "kind", "location", "spec", "origin", "added_at", "active", "paused"
        ),
        _some_of(schema.article, "id", "source_id", "url", "first_seen_at", "removed", "merged_into"),
        _all_of(schema.former_address, keys=("digest",)),
        _all_of(schema.snapshot),
        # When a version was found last stands in the revision that replaced it.
        _all_of(schema.version, "last_seen_at"),
        # How it stands in the queue follows from the reviews.
        _all_of(schema.revision, "status", "assignee", "queue_rank", "review"),
        _all_of(schema.review),
        _all_of(schema.drop_rule),
        _all_of(schema.state_change),
        # Upkeep empties payloads; they repeat the revision.
        _all_of(schema.alert, "payload"),
        _all_of(schema.host_block, "last_seen_at", "seen", keys=("host", "digest")),
        # Pruning takes the snapshot from it.
        _all_of(schema.imported, "snapshot_id"),
        _all_of(schema.tombstone, keys=("article_id",)),
        _all_of(schema.token),
        _all_of(schema.rule),
        _all_of(schema.account, "signed_in_at"),
        _all_of(schema.api_token, "last_used_at"),
        _all_of(schema.share_link, "last_used_at"),
        _all_of(schema.audit),
    )
}

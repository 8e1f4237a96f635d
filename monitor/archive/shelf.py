"""Captures of an archive in the order of articles and time, whatever order they were found in.

An index in a temporary file: memory stays the same however many captures there are. Also holds keys
by which one record points to another. Nothing here outlives the import.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime

from monitor.transfer import CaptureEntry

_TABLES = """
CREATE TABLE entry (url TEXT NOT NULL, taken_at TEXT NOT NULL, number INTEGER PRIMARY KEY,
    place TEXT NOT NULL, name TEXT NOT NULL);
CREATE TABLE key (name TEXT PRIMARY KEY, place TEXT NOT NULL) WITHOUT ROWID;
"""
#: KiB that SQLite may hold of the index, negative by its convention.
CACHE = -8000


class Shelf:
    """Put captures on it, then take them off article by article."""

    def __init__(self) -> None:
        # An empty name is a temporary file that SQLite removes itself; jobs use it from their threads.
        self._db = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute(f"PRAGMA cache_size = {CACHE}")
        self._db.executescript(_TABLES)

    def put(self, entry: CaptureEntry) -> None:
        row = (entry.url, entry.taken_at.isoformat(" ", "microseconds"), entry.place, entry.name)
        self._db.execute("INSERT INTO entry (url, taken_at, place, name) VALUES (?, ?, ?, ?)", row)

    def note(self, key: str, place: str) -> None:
        """Remember where what the key stands for is; the first place stays."""
        self._db.execute("INSERT OR IGNORE INTO key VALUES (?, ?)", (key, place))

    def noted(self, key: str) -> str | None:
        row = self._db.execute("SELECT place FROM key WHERE name = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def __len__(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM entry").fetchone()[0])

    def groups(self) -> Iterator[tuple[str, list[CaptureEntry]]]:
        """Each address with its captures, the oldest first."""
        self._db.execute("CREATE INDEX IF NOT EXISTS entry_order ON entry (url, taken_at, number)")
        url = ""
        while True:
            row = self._db.execute("SELECT min(url) FROM entry WHERE url > ?", (url,)).fetchone()
            if row[0] is None:
                return
            url = str(row[0])
            query = "SELECT taken_at, place, name FROM entry WHERE url = ? ORDER BY taken_at, number"
            rows = self._db.execute(query, (url,)).fetchall()
            yield (
                url,
                [CaptureEntry(url, datetime.fromisoformat(at), place, name) for at, place, name in rows],
            )

    def close(self) -> None:
        self._db.close()

"""The journal: what was recorded, changed or deleted, each entry carrying the digest of the one before.

Writers `note` the rows that they touch; `writing` lets the notes become entries at the end of the
same transaction, so neither is ever there without the other. An entry holds the digest of what its row
holds then (see `covered`), as read back from the store; null says that the row is no more. The latest
entry of a row is the one that the row must match. Looks that found nothing write no entry.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import Connection, Table, exists, insert, select, text

from monitor.fingerprint import entry_line
from monitor.model import Head, JournalEntry
from monitor.record.covered import COVERED, PAGE, Covered, Key, digest
from monitor.record.pack import chunks
from monitor.record.schema import journal
from monitor.record.sql import AnyRow

Kind = Literal["adopted", "recorded", "changed", "deleted", "taken down"]
#: What the first entry has in place of a digest before it.
BEGINNING = "0" * 64
#: Execution option: where a transaction's notes wait for its end.
NOTES = "monitor_notes"
#: Any number: writers of a PostgreSQL store take turns at the journal's end by it.
LOCK = 77_410_206


@dataclass(frozen=True, slots=True)
class Note:
    """What an entry is to say of a row, besides what the row holds."""

    kind: Kind
    at: datetime | None
    text: str | None


@dataclass(slots=True)
class Notes:
    """What one transaction has to enter, by table and key, in the order of the first mention."""

    waiting: dict[tuple[str, str], tuple[Key, Note]] = field(default_factory=dict)


def note(
    conn: Connection,
    kind: Kind,
    table: Table,
    keys: Iterable[object],
    at: datetime | None,
    *,
    text: str | None = None,
) -> None:
    """Have these rows of a covered table entered when the transaction ends. A key is the row's id, or a
    tuple where several columns make it; without `at` the entry tells when it was written."""
    notes = conn.get_execution_options()[NOTES]
    assert isinstance(notes, Notes)
    covered = COVERED[table.name]
    for key in keys:
        parts: Key = key if isinstance(key, tuple) else (key,)
        place = (covered.name, covered.key_text(parts))
        if kind == "changed" and place in notes.waiting:
            # It is entered as it stands at the end, whatever came first.
            continue
        notes.waiting[place] = (parts, Note(kind, at, text))


def flush(conn: Connection) -> None:
    """Turn what waits into entries; nothing if nothing waits."""
    notes = conn.get_execution_options()[NOTES]
    assert isinstance(notes, Notes)
    if not notes.waiting:
        return
    if conn.dialect.name == "postgresql":
        conn.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    contents = _digests(conn, notes)
    last = head(conn)
    sequence, previous = (last.sequence, last.digest) if last else (0, BEGINNING)
    rows, now = [], datetime.now(UTC)
    for place, (_, said) in notes.waiting.items():
        sequence += 1
        entry = JournalEntry(
            sequence, said.at or now, said.kind, *place, contents.get(place), said.text, previous, digest=""
        )
        previous = entry_digest(entry)
        rows.append(_row(entry, previous))
    conn.execute(insert(journal), rows)
    notes.waiting.clear()


def _row(entry: JournalEntry, own: str) -> dict[str, object]:
    return {
        "sequence": entry.sequence,
        "at": entry.at,
        "kind": entry.kind,
        "subject": entry.subject,
        "key": entry.key,
        "content": entry.content,
        "note": entry.note,
        "previous": entry.previous,
        "digest": own,
    }


def _digests(conn: Connection, notes: Notes) -> Mapping[tuple[str, str], str]:
    """What the rows hold now, by table and key; rows that are no more are left out."""
    keys: dict[str, list[Key]] = {}
    for (table, _), (key, _) in notes.waiting.items():
        keys.setdefault(table, []).append(key)
    found: dict[tuple[str, str], str] = {}
    for table, wanted in keys.items():
        for some in chunks(wanted, PAGE):
            contents = COVERED[table].contents(conn, some)
            found |= {(table, key): digest(content) for key, content in contents.items()}
    return found


def entry_digest(entry: JournalEntry) -> str:
    """The digest that an entry should have."""
    return digest(entry_line(entry))


def head(conn: Connection) -> Head | None:
    """The newest entry in short; None while nothing is recorded."""
    columns = (journal.c.sequence, journal.c.digest, journal.c.at)
    row = conn.execute(select(*columns).order_by(journal.c.sequence.desc()).limit(1)).first()
    return None if row is None else Head(row.sequence, row.digest, row.at)


def entries(conn: Connection, after: int, limit: int) -> list[JournalEntry]:
    """The entries that follow a number, in their order."""
    query = select(journal).where(journal.c.sequence > after).order_by(journal.c.sequence).limit(limit)
    return [entry_of(row) for row in conn.execute(query)]


def entries_of(conn: Connection, table: str, ids: Collection[int]) -> list[JournalEntry]:
    """All that was entered of the rows of a table with these ids, in order."""
    found: list[JournalEntry] = []
    for some in chunks(sorted(ids), PAGE):
        mine = (journal.c.subject == table, journal.c.key.in_([str(one) for one in some]))
        found += [entry_of(row) for row in conn.execute(select(journal).where(*mine))]
    return sorted(found, key=lambda entry: entry.sequence)


def canonical(conn: Connection, table: str, ids: Collection[int]) -> dict[int, bytes]:
    """What the rows of a table hold in the form that is digested, by their ids."""
    found: dict[int, bytes] = {}
    for some in chunks(sorted(ids), PAGE):
        contents = COVERED[table].contents(conn, [(one,) for one in some])
        found |= {int(key): content for key, content in contents.items()}
    return found


def entry_of(row: AnyRow) -> JournalEntry:
    return JournalEntry(
        sequence=row.sequence,
        at=row.at,
        kind=row.kind,
        subject=row.subject,
        key=row.key,
        content=row.content,
        note=row.note,
        previous=row.previous,
        digest=row.digest,
    )


def adopt(conn: Connection) -> None:
    """Enter what stands in tables of which the journal does not speak yet: a store from before it."""
    for covered in COVERED.values():
        spoken_of = select(exists().where(journal.c.subject == covered.name))
        if not conn.scalar(spoken_of):
            _adopt(conn, covered)


def _adopt(conn: Connection, covered: Covered) -> None:
    columns = [covered.table.c[name] for name in covered.keys]
    keys = [tuple(row) for row in conn.execute(select(*columns).order_by(*columns))]
    for some in chunks(keys, PAGE):
        note(conn, "adopted", covered.table, some, None)
        flush(conn)

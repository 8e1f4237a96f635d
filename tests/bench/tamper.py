"""Does `verify` find and name every tampering with a store, given a head of its journal kept outside?

    python -m tests.bench.tamper --times 1000 [--seed 1]

A store of a few dozen articles is made; each tampering is done to a fresh copy of its file. Prints one JSON
object: per kind how many were found and named, and what was not. A flipped bit in unused space of the
file, or in one that SQLite does not read, changes nothing that the store says: such are counted apart, and
so are those in columns that the journal does not claim to cover (docs/proof.md). Exit code 1 when any other
was missed, found without being named, or ended in anything but a sentence.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from monitor.errors import MonitorError
from monitor.fingerprint import entry_line, fingerprint
from monitor.model import Head
from monitor.record import blobs, open_records
from monitor.record.chain import BEGINNING, entries
from monitor.record.covered import COVERED, digest
from monitor.record.engine import reading
from monitor.record.pack import pack, unpack_document
from tests.bench.tamper_store import ARTICLES, FILE, make, text_of

#: Columns and tables of which nothing is claimed (docs/proof.md), and what they may hold without harm.
UNCLAIMED = {
    "check_": None, "delivery": None, "mark": None, "barred": None,
    "source": {"next_read_at", "last_success_at", "last_failure_at", "last_failure", "warning"},
    "article": {
        "last_checked_at", "last_changed_at", "last_found_at", "next_check_at", "watched", "etag",
        "last_modified", "body_digest", "failures", "gone_looks", "suspect", "suspect_digest", "suspect_looks",
    },
    "alert": {"payload"},
    "host_block": {"last_seen_at", "seen"},
}  # fmt: skip
#: Tables of which rows are dropped, swapped or forged: all that verify answers for.
CLAIMED = [*COVERED, "blob", "revision_text", "version_text", "journal"]
#: What names a row where no number that others refer to does.
OWN_KEYS = {
    "journal": {"sequence", "digest"},
    "blob": {"digest"},
    "revision_text": {"revision_id"},
    "version_text": {"version_id"},
}


# --- tamperings: each changes the file and returns words of which a finding must hold one -----------

Tampering = Callable[[Path, random.Random], "list[str]"]
ANYTHING = [""]


def raw_of(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


def names(table: str, row: sqlite3.Row) -> list[str]:
    """How a finding may name a row."""
    if table in COVERED:
        key = " ".join(str(row[name]) for name in COVERED[table].keys)
        return [f"Row {key} of table {table} ", f" {table} {key} "]
    if table == "journal":
        return [
            f"ntry {row['sequence']} ",
            f"ntries {row['sequence']} to ",
            f" to {row['sequence']} ",
            "tail",
        ]
    if table == "blob":
        return [row["digest"][:12], "lost the bytes", f"Row {row['digest']}", "table blob"]
    subject = table.removesuffix("_text")
    return [f"{subject} {row[subject + '_id']} ", f"{subject} number {row[subject + '_id']} "]


def chosen(raw: sqlite3.Connection, dice: random.Random, count: int) -> tuple[str, list[sqlite3.Row]]:
    """Some rows of a table."""
    raw.row_factory = sqlite3.Row
    while True:
        table = dice.choice(CLAIMED)
        rows = raw.execute(f'SELECT * FROM "{table}"').fetchall()
        if len(rows) >= count:
            return table, dice.sample(rows, count)


def at(raw: sqlite3.Connection, table: str, row: sqlite3.Row) -> tuple[str, list[object]]:
    """Where a row stands: a condition and its values."""
    keys = [column["name"] for column in raw.execute(f'PRAGMA table_info("{table}")') if column["pk"]]
    return " AND ".join(f'"{key}" = ?' for key in keys), [row[key] for key in keys]


def flip_bit(path: Path, dice: random.Random) -> list[str]:
    with path.open("r+b") as opened:
        place = dice.randrange(path.stat().st_size)
        opened.seek(place)
        byte = opened.read(1)[0]
        opened.seek(place)
        opened.write(bytes([byte ^ (1 << dice.randrange(8))]))
    return ANYTHING


def drop_row(path: Path, dice: random.Random) -> list[str]:
    with closing(raw_of(path)) as raw:
        table, [row] = chosen(raw, dice, 1)
        where, values = at(raw, table, row)
        raw.execute(f'DELETE FROM "{table}" WHERE {where}', values)
    return names(table, row)


def swap_rows(path: Path, dice: random.Random) -> list[str]:
    """The contents of two rows change places; their keys stay."""
    with closing(raw_of(path)) as raw:
        raw.execute("PRAGMA ignore_check_constraints = ON")
        while True:
            table, [one, two] = chosen(raw, dice, 2)
            keys = {"id", "place", *(COVERED[table].keys if table in COVERED else ())}
            keys |= OWN_KEYS.get(table, set())
            left = _unique(raw, table) | keys
            columns = [name for name in one.keys() if name not in left and one[name] != two[name]]  # noqa: SIM118
            if set(columns) - (UNCLAIMED.get(table) or set()):
                break
        for row, other in ((one, two), (two, one)):
            setting = ", ".join(f'"{name}" = ?' for name in columns)
            values = [other[name] for name in columns]
            where, place = at(raw, table, row)
            raw.execute(f'UPDATE "{table}" SET {setting} WHERE {where}', (*values, *place))
    return [*names(table, one), *names(table, two)]


def _unique(raw: sqlite3.Connection, table: str) -> set[str]:
    """Columns that may not be given twice, even for a moment."""
    found = set()
    for index in raw.execute(f'PRAGMA index_list("{table}")').fetchall():
        if index["unique"]:
            found |= {row["name"] for row in raw.execute(f'PRAGMA index_info("{index["name"]}")')}
    return found


def edit_body(path: Path, dice: random.Random) -> list[str]:
    """Another page, packed anew; digests in both tables made to fit."""
    with closing(raw_of(path)) as raw:
        raw.row_factory = sqlite3.Row
        shot = dice.choice(raw.execute("SELECT * FROM snapshot").fetchall())
        new = b"<article>" + text_of(dice.randrange(10**6), 80).encode() + b"</article>"
        own, old = hashlib.sha256(new).hexdigest(), shot["digest"]
        row = (own, None, 0, len(new), blobs.compress(new, None))
        raw.execute("INSERT INTO blob (digest, base, depth, size, data) VALUES (?, ?, ?, ?, ?)", row)
        raw.execute("UPDATE snapshot SET digest = ?, wire_digest = ? WHERE digest = ?", (own, own, old))
    return [f"Row {shot['id']} of table snapshot "]


def edit_document(path: Path, dice: random.Random) -> list[str]:
    """Another text, with its own digests made to fit."""
    with closing(raw_of(path)) as raw:
        raw.row_factory = sqlite3.Row
        row = dice.choice(raw.execute("SELECT * FROM version").fetchall())
        was = unpack_document(row["document"])
        blocks = (replace(was.blocks[0], text=text_of(dice.randrange(10**6), 12)), *was.blocks[1:])
        new = fingerprint(replace(was, blocks=blocks))
        raw.execute(
            "UPDATE version SET document = ?, content_digest = ? WHERE id = ?",
            (pack(new), new.content_digest, row["id"]),
        )
    return [f"Row {row['id']} of table version "]


def edit_judgement(path: Path, dice: random.Random) -> list[str]:
    with closing(raw_of(path)) as raw:
        raw.row_factory = sqlite3.Row
        row = dice.choice(raw.execute("SELECT * FROM revision").fetchall())
        softer = row["judgement"].replace("crowns", "pennies")
        raw.execute("UPDATE revision SET judgement = ? WHERE id = ?", (softer, row["id"]))
        raw.execute("UPDATE revision_text SET text = replace(text, ?, ?)", ("crowns", "pennies"))
    return [f"Row {row['id']} of table revision "]


def add_row(path: Path, dice: random.Random) -> list[str]:
    """A change of state that nobody saw."""
    with closing(raw_of(path)) as raw:
        article = dice.randrange(1, ARTICLES + 1)
        sql = 'INSERT INTO state_change (article_id, "before", "after", at, reason) VALUES (?, ?, ?, ?, ?)'
        at = "2026-03-05 12:00:00.000000+00:00"
        place = raw.execute(sql, (article, "live", "live", at, "there is no such page")).lastrowid
    return [f"Row {place} of table state_change "]


def truncate(path: Path, dice: random.Random) -> list[str]:
    with path.open("r+b") as opened:
        opened.truncate(dice.randrange(path.stat().st_size))
    return ANYTHING


def cut_tail(path: Path, dice: random.Random) -> list[str]:
    """The journal's last entries go, and with them what they speak of, where that may go."""
    with closing(raw_of(path)) as raw:
        raw.row_factory = sqlite3.Row
        count = dice.randrange(1, 40)
        last = raw.execute("SELECT * FROM journal ORDER BY sequence DESC LIMIT ?", (count,)).fetchall()
        for entry in last:
            raw.execute("DELETE FROM journal WHERE sequence = ?", (entry["sequence"],))
            if entry["subject"] in ("token", "alert", "state_change", "revision"):
                raw.execute(f'DELETE FROM "{entry["subject"]}" WHERE id = ?', (entry["key"],))
    return ["its tail was cut off"]


def rewrite(path: Path, dice: random.Random) -> list[str]:
    """A record is altered, and the whole journal is written anew so that it fits."""
    dice.choice((edit_document, edit_judgement, edit_body))(path, dice)
    store = open_records("sqlite://", data=path.parent)
    with reading(store._engine) as conn:
        old = entries(conn, 0, 100_000)
        last = {(one.subject, one.key): one.sequence for one in old}
        rows, previous = [], BEGINNING
        for entry in old:
            content = entry.content
            if last[entry.subject, entry.key] == entry.sequence and content is not None:
                covered = COVERED[entry.subject]
                key = covered.key_of(entry.key)
                assert key is not None
                content = digest(covered.contents(conn, [key])[entry.key])
            made = replace(entry, content=content, previous=previous)
            rows.append((content, previous, digest(entry_line(made)), entry.sequence))
            previous = rows[-1][2]
    store.close()
    with closing(raw_of(path)) as raw:
        raw.executemany("UPDATE journal SET content = ?, previous = ?, digest = ? WHERE sequence = ?", rows)
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return ["was written anew"]


TAMPERINGS: dict[str, tuple[Tampering, int]] = {
    "bit flipped": (flip_bit, 40),
    "row dropped": (drop_row, 10),
    "rows swapped": (swap_rows, 10),
    "body edited": (edit_body, 6),
    "document edited": (edit_document, 6),
    "judgement edited": (edit_judgement, 6),
    "row added": (add_row, 4),
    "file truncated": (truncate, 6),
    "tail cut off": (cut_tail, 6),
    "chain rewritten": (rewrite, 6),
}


# --- the verdict ------------------------------------------------------------------------------------


def findings(folder: Path, head: Head) -> list[str]:
    """What a user would be told. Anything but a sentence raises."""
    try:
        store = open_records("sqlite://", data=folder)
        try:
            return store.verify([head])
        finally:
            store.close()
    except MonitorError as error:
        return [str(error)]


def contents(path: Path) -> dict[str, dict[object, dict[str, object]]]:
    """All that the tables hold, by table and row."""
    found: dict[str, dict[object, dict[str, object]]] = {}
    with closing(raw_of(path)) as raw:
        raw.row_factory = sqlite3.Row
        raw.text_factory = bytes
        tables = raw.execute("SELECT CAST(name AS TEXT) FROM sqlite_master WHERE type = 'table'").fetchall()
        for (name,) in tables:
            rows = raw.execute(f'SELECT * FROM "{name.decode()}"')
            found[name.decode()] = {number: dict(row) for number, row in enumerate(rows)}
    return found


def unfound(before: dict[str, dict[object, dict[str, object]]], path: Path) -> str:
    """What became of a tampering that was not found."""
    after = contents(path)
    changed = set()
    for table, rows in before.items():
        others = after.get(table, {})
        for place in rows.keys() | others.keys():
            one, two = rows.get(place, {}), others.get(place, {})
            changed |= {(table, name) for name in one.keys() | two.keys() if one.get(name) != two.get(name)}
    if not changed:
        return "nothing that is stored changed"
    claimed = [
        f"{table}.{name}"
        for table, name in sorted(changed)
        if table not in UNCLAIMED or (UNCLAIMED[table] is not None and name not in (UNCLAIMED[table] or ()))
    ]
    return f"MISSED: {', '.join(claimed)}" if claimed else "only columns that are not covered changed"


def one_try(whole: Path, dice: random.Random, head: Head) -> tuple[str, str, str]:
    """Kind of a tampering, what came of it, and the findings' first."""
    kinds = list(TAMPERINGS)
    [kind] = dice.choices(kinds, [TAMPERINGS[one][1] for one in kinds])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, FILE)
        shutil.copy(whole, path)
        words = TAMPERINGS[kind][0](path, dice)
        told = findings(Path(folder), head)
        if not told:
            return kind, unfound(contents(whole), path), ""
        named = any(word in one for word in words for one in told)
        return kind, "found" if named else "FOUND, NOT NAMED", told[0]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--times", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in TAMPERINGS}
    bad: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        head = make(Path(folder))
        size = Path(folder, FILE).stat().st_size
        for number in range(wanted.times):
            dice = random.Random(f"{wanted.seed}/{number}")
            try:
                kind, outcome, told = one_try(Path(folder, FILE), dice, head)
            except Exception as error:
                kind, outcome, told = "crashed", f"CRASHED: {type(error).__name__}: {error}", ""
                counts.setdefault(kind, Counter())
            counts[kind][outcome.partition(":")[0]] += 1
            if outcome[0].isupper():
                bad.append(f"{number} {kind}: {outcome} {told}")
                print(bad[-1], file=sys.stderr)
            print(f"\r{number + 1} of {wanted.times}", end="", file=sys.stderr)
    print(file=sys.stderr)
    told = {kind: dict(one) for kind, one in counts.items() if one}
    print(
        json.dumps({"file_bytes": size, "entries": head.sequence, "tamperings": told, "bad": bad}, indent=1)
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

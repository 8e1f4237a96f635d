"""A store with very many revisions, for measuring the desk: made by bulk inserts, all words made up.

Sources differ in size by a hundred times, articles have from one to two hundred versions, words are as
rare and as common as those of a language are. What the database makes by itself (lists, indexes) is left to
it, on PostgreSQL all at once at the end.
"""

from __future__ import annotations

import hashlib
import importlib
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

from sqlalchemy import Connection, Table, insert, select, text

from monitor.model import (
    Block,
    Change,
    Disclosure,
    Document,
    Edit,
    Facet,
    Judgement,
    Label,
    Notice,
    NoticeChange,
    Reason,
    SourceKind,
    SourceSpec,
    Verdict,
)
from monitor.ports import place_of
from monitor.record import SqlRecords, blobs
from monitor.record.articles import blank
from monitor.record.engine import alone, writing
from monitor.record.pack import pack
from monitor.record.schema import (
    alert,
    article,
    check,
    delivery,
    revision,
    revision_text,
    snapshot,
    source,
    version,
    version_text,
)
from monitor.reviewing import queue_rank
from monitor.searching import search_text

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
START = NOW - timedelta(days=720)
SOURCES, BATCH = 60, 20_000
PARAGRAPHS, STEPS = 4000, 4000
#: In every document, in one of a hundred thousand paragraphs, in none.
COMMON, RARE, ABSENT = "ba", "quetzal", "nowhere"


def fill(store: SqlRecords, revisions: int) -> None:
    """Fill an empty store with so many revisions."""
    dice = random.Random(7)
    with writing(store._engine) as conn:
        sources = [_add_source(conn, number) for number in range(SOURCES)]
        body = blobs.put(conn, b"<html><p>One page stands for all of them.</p></html>", None)
    _freely(store, _before(store))
    made, number = 0, 0
    stories = _Stories(dice, body)
    while made < revisions:
        batch: dict[Table, list[dict[str, Any]]] = {
            table: []
            for table in (
                article,
                snapshot,
                version,
                version_text,
                revision,
                revision_text,
                check,
                alert,
                delivery,
            )
        }
        while made < revisions and len(batch[revision]) < BATCH:
            number += 1
            owner = sources[min(int(dice.paretovariate(0.6)) - 1, SOURCES - 1)]
            count = min(int(dice.paretovariate(0.75)) + dice.randrange(2), 200)
            count = 200 if number in (2, 3, 5) else count
            made += stories.add(batch, number, owner, count)
        with writing(store._engine) as conn:
            for table, rows in batch.items():
                _put(conn, table, rows)
        print(f"\r{made:,} revisions of {number:,} articles", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    _freely(store, _after(store))
    store.housekeeping(NOW)


def _add_source(conn: Connection, number: int) -> int:
    spec = SourceSpec(f"source {number}", SourceKind.FEED, f"https://site{number}.example/feed")
    row = {
        "name": spec.name, "kind": spec.kind.value, "location": spec.location, "spec": pack(spec),
        "origin": "added", "added_at": START, "active": True, "paused": False, "next_read_at": NOW,
        "last_success_at": NOW, "failed_looks": 0,
    }  # fmt: skip
    return int(conn.execute(insert(source).returning(source.c.id), row).scalar_one())


class _Stories:
    """Paragraphs and judgements are made once and used again and again."""

    def __init__(self, dice: random.Random, body: str) -> None:
        self._dice, self._body = dice, body
        self._words = [f"{a}{b}{c}" for a in _SYLLABLES for b in _SYLLABLES for c in ("", *_SYLLABLES)]
        dice.shuffle(self._words)
        self._words.insert(0, COMMON)
        self._paragraphs = [self._paragraph(place) for place in range(PARAGRAPHS)]
        self._tokens = [search_text(one)[1:] for one in self._paragraphs]
        self._steps = [self._step(place) for place in range(STEPS)]
        self.revision_id = self.snapshot_id = self.alert_id = 0

    def _paragraph(self, place: int) -> str:
        words = [
            self._words[min(int(self._dice.paretovariate(0.55)) - 1, len(self._words) - 1)] for _ in range(34)
        ]
        words[0] = words[0].capitalize()
        return " ".join([*words, RARE if place == 77 else str(place % 97)]) + "."

    def _step(self, place: int) -> tuple[str, str, Judgement]:
        """A judgement: packed, its tokens, itself."""
        dice = self._dice
        label = dice.choices(_LABELS, _SHARES)[0]
        change: Change = _CHANGE.get(label, "substantive")
        noted = label in ("correction", "clarification", "update", "editor's note", "retraction")
        disclosure: Disclosure = "not_needed" if change != "substantive" else "undisclosed"
        if noted:
            disclosure = dice.choice(("disclosed", "disclosed", "partly_disclosed"))
        weight = (
            2
            if change == "technical"
            else dice.randrange(5, 30)
            if change == "style"
            else dice.randrange(30, 100)
        )
        before, after = (" ".join(self._paragraph(place + n).split()[:18]) for n in (1, 2))
        edit = Edit(
            "replace", "body", before, after, 1, 1, (("delete", before), ("insert", after)),
            "meaning" if change == "substantive" else "style", (Facet("number", "41", "47"),),
        )  # fmt: skip
        told = Notice("correction", f"Correction: it was {place} all along.", "en", START, "bottom")
        notices = (NoticeChange("added", told, (0,)),) if noted else ()
        reasons = (Reason("number", "41 → 47", 0),)
        verdict = Verdict(
            change, disclosure, label, weight, f"41 → 47 in the first paragraph ({place})", reasons
        )
        judgement = Judgement((edit,), notices, verdict)
        texts = [before, after, *(one.notice.text for one in notices)]
        return pack(judgement), search_text(*texts)[1:], judgement

    def add(self, batch: dict[Table, list[dict[str, Any]]], number: int, owner: int, count: int) -> int:
        """An article with so many versions; how many revisions that makes."""
        dice = self._dice
        places = [dice.randrange(PARAGRAPHS) for _ in range(4)]
        headline = self._paragraphs[places[0]][:60]
        url = f"https://site{owner}.example/2026/a-story-about-something-{number}"
        seen_at = START + (NOW - START) * dice.random()
        row = blank(owner, url, seen_at)
        stamps = sorted(seen_at + (NOW - seen_at) * dice.random() ** 3 for _ in range(count - 1))
        stamps = [seen_at, *stamps]
        state = dice.choices(("live", "gone", "moved", "unreachable"), (94, 3, 2, 1))[0]
        row |= {
            "id": number, "headline": headline, "folded": search_text(headline, url), "state": state,
            "state_reason": "the page is there", "versions": count, "last_checked_at": NOW,
            "last_changed_at": stamps[-1], "last_found_at": NOW, "published_at": seen_at, "watched": True,
            "next_check_at": NOW + timedelta(hours=dice.random() * 90), "live": False, "wall_looks": 0,
        }  # fmt: skip
        batch[article].append(row)
        for place, stamp in enumerate(stamps):
            self._add_version(batch, (number, place + 1, stamp), places, headline)
            if place:
                self._add_revision(batch, (number, place, stamp), headline, stamps[place - 1])
                places[dice.randrange(1, 4)] = dice.randrange(PARAGRAPHS)
        recent = NOW - timedelta(hours=dice.random() * 96)
        batch[check].append(
            {"article_id": number, "at": recent, "result": "failed" if number % 50 == 0 else "unchanged",
             "elapsed_seconds": 0.2}
        )  # fmt: skip
        return count - 1

    def _add_version(
        self, batch: dict[Table, list[dict[str, Any]]], at: tuple[int, int, datetime],
        places: Sequence[int], headline: str,
    ) -> None:  # fmt: skip
        number, place, stamp = at
        self.snapshot_id += 1
        blocks = tuple(Block("paragraph", self._paragraphs[one]) for one in places)
        digest = hashlib.sha256(f"{number} {place}".encode()).hexdigest()
        document = Document(
            None,
            None,
            "article",
            "en",
            headline,
            None,
            ("Ada Quill",),
            None,
            stamp,
            None,
            blocks,
            (),
            (),
            "bench",
        )
        told = replace(document, content_digest=digest)
        tokens = "".join((search_text(headline), *(self._tokens[one] for one in places)))
        batch[snapshot].append(
            {"id": self.snapshot_id, "article_id": number, "digest": self._body, "taken_at": stamp, "status": 200,
             "headers": "[]", "media_type": "text/html", "elapsed_seconds": 0.2, "baseline": False}
        )  # fmt: skip
        batch[version].append(
            {"id": self.snapshot_id, "article_id": number, "number": place, "snapshot_id": self.snapshot_id,
             "provenance": "observed", "seen_at": stamp, "content_digest": digest, "document": pack(told)}
        )  # fmt: skip
        batch[version_text].append({"version_id": self.snapshot_id, "text": tokens})

    def _add_revision(
        self, batch: dict[Table, list[dict[str, Any]]], at: tuple[int, int, datetime], headline: str,
        after: datetime,
    ) -> None:  # fmt: skip
        number, start, stamp = at
        self.revision_id += 1
        packed, tokens, judgement = self._steps[self._dice.randrange(STEPS)]
        verdict, mine = judgement.verdict, self.revision_id
        reviewed = self._dice.random()
        status = "open" if reviewed > 0.02 else "confirmed" if reviewed > 0.005 else "dismissed"
        batch[revision].append(
            {"id": mine, "article_id": number, "from_version": start, "to_version": start + 1,
             "provenance": "observed" if mine % 20 else "imported", "seen_after": after, "seen_at": stamp,
             "change": verdict.change, "disclosure": verdict.disclosure, "label": verdict.label,
             "weight": verdict.weight, "changed": judgement.changed, "judgement": packed, "status": status,
             "assignee": "ada" if reviewed > 0.999 else None, "queue_rank": queue_rank(verdict, stamp)}
        )  # fmt: skip
        batch[revision_text].append(
            {"place": place_of(stamp, mine), "revision_id": mine, "text": search_text(headline) + tokens}
        )
        if mine % 10 == 0:
            self.alert_id += 1
            batch[alert].append(
                {"id": self.alert_id, "rule": "all", "at": stamp, "title": headline, "text": verdict.summary,
                 "article_id": number, "revision_id": mine, "payload": "{}"}
            )  # fmt: skip
            failed = self.alert_id % 100 == 0
            batch[delivery].append(
                {"alert_id": self.alert_id, "channel": "desk", "attempts": 1,
                 "delivered_at": None if failed else stamp, "last_error": "no answer" if failed else None}
            )  # fmt: skip


_SYLLABLES = [a + b for a in "bdfgklmnprstv" for b in "aeiou"]
_LABELS: tuple[Label, ...] = get_args(Label)
_COMMON_LABELS = {"technical": 30, "minor edit": 20, "new details": 20, "undisclosed change": 15, "update": 6}
_SHARES = [_COMMON_LABELS.get(label, 0.6) for label in _LABELS]
_CHANGE: dict[Label, Change] = {
    "technical": "technical", "no change": "none", "minor edit": "style", "new details": "addition",
    "update": "addition",
}  # fmt: skip


# as fast as the databases take it


def _put(conn: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    if conn.dialect.name == "sqlite":
        conn.execute(insert(table), rows)
        return
    names = list(rows[0])
    columns = ", ".join(f'"{name}"' for name in names)
    driver = conn.connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row([row[name] for name in names])


def _freely(store: SqlRecords, statements: Iterable[str]) -> None:
    with alone(store._engine) as conn:
        for statement in statements:
            conn.execute(text(statement))


_INDEXES = {
    "ix_revision_text_words": "revision_text",
    "ix_version_text_words": "version_text",
    "ix_found_article": "found_article",
}
_TRIGGERED = ("revision", "listing", "article")
_MADE = "monitor.record.migrations.versions.r0015_search"


def _before(store: SqlRecords) -> Iterator[str]:
    if store._engine.dialect.name == "sqlite":
        yield "PRAGMA synchronous = OFF"
        yield "PRAGMA cache_size = -500000"
        with store._engine.connect() as conn:
            names = list(conn.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))
        yield from (f"DROP TRIGGER {name}" for name in names)
        return
    yield from (f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in _TRIGGERED)
    yield from (f"DROP INDEX {name}" for name in _INDEXES)


def _after(store: SqlRecords) -> Iterator[str]:
    """What triggers would have made row by row."""
    made = importlib.import_module(_MADE)
    sqlite = store._engine.dialect.name == "sqlite"
    dialect = "sqlite" if sqlite else "postgresql"
    own, place, join = made._OWN.format(r="r"), made.PLACE[dialect].format(r="r"), made.JOIN[dialect]
    yield (
        f"INSERT INTO cell ({made.CELL}, n) SELECT a.source_id, {own}, count(*) FROM revision r"
        f" JOIN article a ON a.id = r.article_id GROUP BY a.source_id, {own}"
    )
    yield "ANALYZE cell"
    yield (
        "INSERT INTO listing (place, revision_id, article_id, cell_id, weight, queue_rank, assignee)"
        f" SELECT {place}, r.id, r.article_id, c.id, r.weight, r.queue_rank, r.assignee FROM revision r"
        f" {join} article a ON a.id = r.article_id {join} cell c ON c.source_id = a.source_id AND {made._SAME}"
        " AND c.band = r.weight / 10 ORDER BY 1"
    )
    yield from _sqlite_after(made) if sqlite else _server_after(made)


def _sqlite_after(made: Any) -> Iterator[str]:
    for statement in made._sqlite_triggers():
        if statement.startswith("CREATE TRIGGER"):
            yield statement
    for kind in ("article", "revision", "version"):
        yield f"INSERT INTO found_{kind} (found_{kind}) VALUES ('rebuild')"
    yield "PRAGMA cache_size = -16000"
    yield "PRAGMA synchronous = FULL"
    yield "ANALYZE"


def _server_after(made: Any) -> Iterator[str]:
    yield "INSERT INTO found_article SELECT id, folded FROM article"
    for name, table in _INDEXES.items():
        yield f"CREATE INDEX {name} ON {table} USING gin ({made._WORDS})"
    for table in ("article", "snapshot", "version", "revision", "alert"):
        yield f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
    yield from (f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in _TRIGGERED)
    yield "VACUUM ANALYZE"


def is_filled(store: SqlRecords) -> bool:
    with store._engine.connect() as conn:
        return conn.execute(select(revision.c.id).limit(1)).first() is not None

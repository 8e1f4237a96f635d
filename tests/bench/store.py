"""How long the store takes with many articles: picking what is due, writing what looks brought.

    python -m tests.bench.store --articles 1000000 [--data FOLDER] [--url postgresql://me@host/database]

The store is filled if it is empty: a temporary folder by default, else `--data`, or the database that
`--url` names, which stay filled and can be measured again. Figures are milliseconds, p50 and p95 of the wall
clock and p50 of this process's CPU, over `--rounds` rounds of `--batch` articles; `--brief` measures no more
than picking and writing what did not change.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, insert, select

from monitor.fingerprint import fingerprint
from monitor.model import (
    Alert,
    Article,
    Block,
    Check,
    CheckRecord,
    Document,
    DueArticle,
    Edit,
    FirstVersion,
    Judgement,
    Reason,
    Revised,
    Revision,
    Snapshot,
    SourceKind,
    SourceSpec,
    StateChange,
    Verdict,
)  # fmt: skip
from monitor.ports import ArticleFilter, RevisionFilter
from monitor.record import SqlRecords, open_records
from monitor.record.articles import blank
from monitor.record.engine import reading, writing
from monitor.record.schema import article
from tests.values import each

T = TypeVar("T")
START = datetime(2026, 3, 5, tzinfo=UTC)
WORDS = [
    "harbor",
    "ferry",
    "council",
    "bridge",
    "said",
    "the",
    "a",
    "of",
    "minister",
    "vote",
    "tide",
    "forty",
]


def site(number: int) -> str:
    """Where a source's articles stand."""
    return f"https://site{number}.example"


def fill(store: SqlRecords, count: int, sources: int, site: Callable[[int], str] = site) -> None:
    """Articles whose next checks lie evenly over a day, without going through the port."""
    ids = [
        store.add_source(SourceSpec(f"source {n}", SourceKind.FEED, f"{site(n)}/feed"), START).id
        for n in range(sources)
    ]
    dice = random.Random(1)
    for begin in range(0, count, 20_000):
        rows = []
        for number in range(begin, min(begin + 20_000, count)):
            url = f"{site(number % sources)}/2026/03/a-story-about-something-{number}"
            due_at = START + timedelta(seconds=dice.random() * 86400)
            row = blank(ids[number % sources], url, START)
            rows.append(row | {"headline": f"Story {number}", "next_check_at": due_at, "etag": f'"{number}"'})
        with writing(store._engine) as conn:
            put_rows(conn, rows)
        print(f"\r{begin + len(rows):,} articles", end="", file=sys.stderr)
    print(file=sys.stderr)


def put_rows(conn: Connection, rows: list[dict[str, object]]) -> None:
    """Many rows of articles; PostgreSQL has a way of its own that is ten times as fast."""
    if conn.dialect.name != "postgresql":
        conn.execute(insert(article), rows)
        return
    names = [column.name for column in article.columns if column.name in rows[0]]
    cursor: Any = conn.connection.cursor()
    with cursor, cursor.copy(f"COPY article ({', '.join(names)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([row[name] for name in names])


def text_of(seed: int, length: int) -> str:
    dice = random.Random(seed)
    return " ".join(dice.choice(WORDS) for _ in range(length))


def document(seed: int, edits: int) -> Document:
    """An article of 30 paragraphs; `edits` counts the figures in it up."""
    paragraphs = [f"{text_of(seed * 31 + n, 45)} {edits if n == 7 else n}." for n in range(30)]
    blocks = tuple(Block("paragraph", text) for text in paragraphs)
    return fingerprint(
        Document(None, None, "article", "en", f"Story {seed}", None, ("Ada Quill",), None, START, None,
                 blocks, (), (), "bench")
    )  # fmt: skip


def page(seed: int, edits: int) -> Snapshot:
    """Its page: the words amid ten times as much markup."""
    noise = random.Random(seed)
    marks = "".join(f'<div class="c{noise.getrandbits(24):x}"><i></i></div>' for _ in range(1500))
    body = (marks + document(seed, edits).text + f"<!-- {edits} -->").encode()
    digest = hashlib.sha256(body).hexdigest()
    return Snapshot("", "", START, 200, (("etag", '"1"'),), body, digest, "text/html")


def judgement() -> Judgement:
    edit = Edit("replace", "body", text_of(1, 30), text_of(2, 30), 7, 7, (("equal", text_of(1, 30)),))
    reasons = (Reason("number", "7 → 8", 0),)
    return Judgement(
        (edit,), (), Verdict("substantive", "undisclosed", "undisclosed change", 50, "7 → 8", reasons)
    )


@each
def outbox(event: Revision | StateChange, of: Article) -> list[tuple[Alert, tuple[str, ...]]]:
    return [(Alert(0, "all", START, of.headline or "", "7 → 8", of.id), ("desk",))]


def unchanged(due: DueArticle, now: datetime, luck: float = 0.5) -> CheckRecord:
    """Looked at again after half a day to one and a half: where in the order of what is due, luck decides."""
    check = Check(due.article.id, now, "not_modified", elapsed_seconds=0.1)
    return CheckRecord(due, check, now + timedelta(days=0.5 + luck), etag=due.etag)


def first(due: DueArticle, now: datetime) -> CheckRecord:
    record, taken = unchanged(due, now), page(due.article.id, 0)
    check = replace(record.check, result="first", body_digest=taken.digest)
    return replace(record, check=check, snapshot=taken, examined=FirstVersion(document(due.article.id, 0)))


def revised(due: DueArticle, now: datetime) -> CheckRecord:
    record, edits = unchanged(due, now), due.article.versions
    taken = page(due.article.id, edits)
    check = replace(record.check, result="revised", body_digest=taken.digest)
    examined = Revised(document(due.article.id, edits), judgement())
    return replace(record, check=check, snapshot=taken, examined=examined)


@dataclass(slots=True)
class Timing:
    """Seconds of one kind of work, by the wall clock and by this process's CPU."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def of(self, work: Callable[[], T]) -> T:
        """Do it once more, and take its time."""
        wall, cpu = time.perf_counter(), time.process_time()
        result = work()
        self.wall.append(time.perf_counter() - wall)
        self.cpu.append(time.process_time() - cpu)
        return result

    def report(self, name: str, count: int) -> None:
        wall = sorted(self.wall)
        p95 = wall[min(len(wall) - 1, round(len(wall) * 0.95))]
        figures = {
            "what": name,
            "count": count,
            "p50_ms": round(statistics.median(wall) * 1000, 2),
            "p95_ms": round(p95 * 1000, 2),
            "cpu_p50_ms": round(statistics.median(self.cpu) * 1000, 2),
        }
        print(json.dumps(figures), flush=True)


def overdue_at(store: SqlRecords, count: int) -> datetime:
    """An instant at which so many articles are due: a store that is measured again has moved on."""
    query = select(article.c.next_check_at).where(article.c.watched.is_(True))
    with reading(store._engine) as conn:
        reached: datetime = conn.scalars(query.order_by(article.c.next_check_at).offset(count).limit(1)).one()
    return max(reached, START + timedelta(hours=12))


def rounds_of_checks(store: SqlRecords, batch: int, rounds: int) -> None:
    """The daemon's own sequence: pick, look, write; each batch is due at its own time."""
    picking, writing_ = Timing(), Timing()
    begun = overdue_at(store, batch * rounds)
    dice = random.Random(rounds)
    for step in range(rounds):
        now = begun + timedelta(seconds=step)
        due = picking.of(partial(store.due, now, batch))
        assert len(due) == batch, f"{len(due)} articles are due, not {batch}"
        looks = [unchanged(one, now, dice.random()) for one in due]
        writing_.of(partial(store.record_checks, looks, outbox))
    picking.report("due", batch)
    writing_.report("record_checks, unchanged", batch)


def rounds_of_news(store: SqlRecords, batch: int) -> None:
    now = START + timedelta(hours=13)
    ids = [one.article.id for one in store.due(now, batch)]
    for name, make, rounds in (("first", first, 1), ("revised", revised, 3)):
        timing = Timing()
        for step in range(rounds):
            records = [make(one, now + timedelta(hours=step)) for one in store.due(now, batch, ids)]
            timing.of(partial(store.record_checks, records, outbox))
        timing.report(f"record_checks, {name}", batch)
    timing = Timing()
    for number in ids:
        timing.of(partial(store.latest_document, number))
    timing.report("latest_document", 1)


def readers(store: SqlRecords, rounds: int) -> None:
    """What people and `/metrics` ask."""
    now = START + timedelta(hours=14)
    asked: dict[str, Callable[[], object]] = {
        "counts": partial(store.counts, now),
        "source_health": partial(store.source_health, now),
        "articles, first page": partial(store.articles, ArticleFilter()),
        "articles, search": partial(store.articles, ArticleFilter(search="something-999999")),
        "revisions, first page": partial(store.revisions, RevisionFilter(changed_only=True)),
        "revisions, by source": partial(store.revisions, RevisionFilter(source="source 3")),
        "revisions, search": partial(store.revisions, RevisionFilter(search="minister vote zzz")),
        "article by url": partial(store.article, "https://site7.example/2026/03/a-story-about-something-7"),
    }
    for name, ask in asked.items():
        timing = Timing()
        for _ in range(rounds):
            timing.of(ask)
        timing.report(name, 1)


def filled(store: SqlRecords, count: int, sources: int) -> None:
    """The store with so many articles, filled now unless it was before."""
    if store.articles(ArticleFilter(limit=1)):
        return
    for name, work in (
        ("fill", partial(fill, store, count, sources)),
        ("housekeeping", partial(store.housekeeping, START)),
    ):
        timing = Timing()
        timing.of(work)
        timing.report(name, count)


def measure(store: SqlRecords, wanted: argparse.Namespace) -> None:
    filled(store, wanted.articles, wanted.sources)
    rounds_of_checks(store, wanted.batch, wanted.rounds)
    if wanted.brief:
        return
    rounds_of_news(store, wanted.batch)
    readers(store, 5)
    timing = Timing()
    problems = timing.of(store.verify)
    timing.report(f"verify, {len(problems)} problems", wanted.articles)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--sources", type=int, default=200)
    parser.add_argument("--batch", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--url", default="sqlite://")
    parser.add_argument("--brief", action="store_true")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = open_records(wanted.url, data=wanted.data or Path(folder))
        measure(store, wanted)
        store.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"what": "peak memory", "mb": peak}))


if __name__ == "__main__":
    main()

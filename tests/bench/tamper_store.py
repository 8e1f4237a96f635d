"""A store with some of everything, for the bench of tamperings. All words are our own."""

from __future__ import annotations

import hashlib
import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.fingerprint import fingerprint
from monitor.model import (
    Alert,
    Article,
    Block,
    Check,
    CheckRecord,
    CheckResult,
    Document,
    DueArticle,
    Edit,
    Examined,
    FirstVersion,
    Head,
    Judgement,
    Lead,
    Notice,
    NoticeChange,
    Reason,
    Revised,
    Revision,
    Snapshot,
    SourceKind,
    SourceSpec,
    State,
    StateChange,
    Verdict,
)  # fmt: skip
from monitor.record import SqlRecords, open_records
from tests.values import each

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
    "quay",
    "toll",
    "lantern",
]
ARTICLES, VERSIONS = 30, 4
FILE = "monitor.db"


def text_of(seed: int, length: int) -> str:
    dice = random.Random(seed)
    return " ".join(dice.choice(WORDS) for _ in range(length))


def document(article: int, version: int) -> Document:
    texts = [f"{text_of(article * 31 + n, 20)} {version if n == 2 else n}." for n in range(6)]
    blocks = tuple(Block("paragraph", text) for text in texts)
    headline = f"Story {article}, told {version} times"
    return fingerprint(
        Document(None, None, "article", "en", headline, None, ("Ada Quill",), None, START, None, blocks,
                 (), (), "bench")
    )  # fmt: skip


def page(article: int, version: int, at: datetime) -> Snapshot:
    marks = "".join(f"<i>{hashlib.sha256(bytes([article, n])).hexdigest()}</i>" for n in range(60))
    body = f"<article>{document(article, version).text}</article>{marks}<!-- {version} -->".encode()
    own = hashlib.sha256(body).hexdigest()
    return Snapshot("", "", at, 200, (("etag", '"1"'),), body, own, "text/html", wire_digest=own)


def judgement(article: int, version: int) -> Judgement:
    before, after = f"{version - 1} crowns", f"{version} crowns of {article}"
    notice = Notice("correction", f"Correction: it was {after}.", "en", None, "bottom")
    edit = Edit("replace", "body", before, after, 2, 2, (("delete", before), ("insert", after)))
    reasons = (Reason("number", f"{before} → {after}", 0),)
    verdict = Verdict("substantive", "disclosed", "correction", 50, f"{before} → {after}", reasons)
    return Judgement((edit,), (NoticeChange("added", notice, (0,)),), verdict)


def look(due: DueArticle, result: CheckResult, at: datetime, examined: Examined | None = None) -> CheckRecord:
    check = Check(due.article.id, at, result, status=200, elapsed_seconds=0.1)
    return CheckRecord(due, check, at + timedelta(days=1), examined=examined, etag='"1"')


@each
def outbox(event: Revision | StateChange, of: Article) -> list[tuple[Alert, tuple[str, ...]]]:
    revision_id = event.id if isinstance(event, Revision) else None
    alert = Alert(0, "all", START, of.headline or "", "something changed", of.id, revision_id)
    return [(alert, ("desk",))]


def make(folder: Path) -> Head:
    """A store that holds some of everything; returns the head of its journal."""
    store = open_records("sqlite://", data=folder)
    ids: list[int] = []
    for n in range(3):
        source = store.add_source(
            SourceSpec(f"harbor {n}", SourceKind.FEED, f"https://h{n}.example/f"), START
        )
        leads = [Lead(f"https://h{n}.example/{number}") for number in range(ARTICLES // 3)]
        ids += store.add_leads(source.id, leads, START)
    for version in range(1, VERSIONS + 1):
        _look_at_all(store, ids, version)
    for host in range(3):
        told = {hashlib.sha256(text.encode()).hexdigest(): text for text in WORDS[:5]}
        store.learn_blocks(f"h{host}.example", "shared", told, START)
    _end_some(store, ids)
    head = store.head()
    assert head is not None
    for moment in range(3):
        store.put_token(head, START + timedelta(days=moment), "https://clock.example", bytes(range(200)))
    head = store.head()
    assert head is not None and store.verify([head]) == []
    store.close()
    with closing(sqlite3.connect(folder / FILE)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return head


def _look_at_all(store: SqlRecords, ids: Sequence[int], version: int) -> None:
    at = START + timedelta(hours=version)
    records = []
    for due in store.due(START, len(ids), ids):
        article = due.article.id
        read = document(article, version)
        examined = FirstVersion(read) if version == 1 else Revised(read, judgement(article, version))
        record = look(due, "first" if version == 1 else "revised", at, examined)
        records.append(replace(record, snapshot=page(article, version, at)))
    store.record_checks(records, outbox)


def _end_some(store: SqlRecords, ids: Sequence[int]) -> None:
    at = START + timedelta(days=1)
    records = []
    for due in store.due(START, len(ids), ids):
        record = look(due, "gone", at)
        if due.article.id % 3 == 0:
            record = replace(record, state=State.GONE, state_reason="there is no such page (410)")
        elif due.article.id % 3 == 1:
            record = replace(record, new_url=f"https://moved.example/{due.article.id}")
        records.append(record)
    store.record_checks(records, outbox)

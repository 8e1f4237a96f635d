"""Values and stories that the tests of the store share. All words are our own."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.fingerprint import fingerprint
from monitor.model import (
    Alert,
    Article,
    Block,
    Check,
    CheckRecord,
    CheckResult,
    Decided,
    Document,
    DueArticle,
    Edit,
    Examined,
    FirstVersion,
    Happening,
    Judgement,
    Lead,
    Notice,
    NoticeChange,
    Past,
    Reason,
    Revised,
    Revision,
    Snapshot,
    SourceKind,
    SourceSpec,
    State,
    StateChange,
    Verdict,
)
from monitor.ports import Outbox
from monitor.record import SqlRecords
from tests.values import each

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
FEED = SourceSpec("harbor", SourceKind.FEED, "https://harbor.example/feed")
STORY = "https://harbor.example/ferry"


def later(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def document(*paragraphs: str, headline: str = "Ferry line reopens") -> Document:
    """An article with these paragraphs."""
    return fingerprint(
        Document(
            url=STORY,
            canonical_url=None,
            page_kind="article",
            language="en",
            headline=headline,
            standfirst=None,
            byline=("Ada Quill",),
            section=None,
            published_at=NOON - timedelta(hours=3),
            modified_at=None,
            blocks=tuple(Block("paragraph", text) for text in paragraphs),
            media=(),
            notices=(),
            extractor="test",
        )
    )


def snapshot(body: bytes | str, at: datetime = NOON, *, baseline: bool = False) -> Snapshot:
    data = body.encode() if isinstance(body, str) else body
    return Snapshot(
        url=STORY,
        final_url=STORY,
        taken_at=at,
        status=200,
        headers=(("content-type", "text/html"), ("x-odd", "a\x00b é")),
        body=data,
        digest=hashlib.sha256(data).hexdigest(),
        media_type="text/html",
        charset="utf-8",
        elapsed_seconds=0.25,
        baseline=baseline,
    )


def judgement(
    before: str = "Forty people", after: str = "Sixty people", *, weight: int = 60, notice: str | None = None
) -> Judgement:
    """A substantive step; with a notice, a disclosed correction."""
    edit = Edit("replace", "body", before, after, 0, 0, (("delete", before), ("insert", after)))
    notices = ()
    if notice is not None:
        told = Notice("correction", notice, "en", None, "bottom")
        notices = (NoticeChange("added", told, (0,)),)
    verdict = Verdict(
        change="substantive",
        disclosure="disclosed" if notice else "undisclosed",
        label="correction" if notice else "undisclosed change",
        weight=weight,
        summary=f"{before} became {after}",
        reasons=(Reason("number", f"{before} → {after}", 0),),
    )
    return Judgement((edit,), notices, verdict)


def technical() -> Judgement:
    """A step in which nothing of the article changed but its quotation marks."""
    edit = Edit("replace", "body", '"yes"', "“yes”", 0, 0, significance="technical")
    verdict = Verdict("technical", "not_needed", "technical", 0, "quotation marks", ())
    return Judgement((edit,), (), verdict)


def track(store: SqlRecords, *urls: str, spec: SourceSpec = FEED) -> list[int]:
    """Articles of one source at these addresses (one of our own if none is given)."""
    source = store.add_source(spec, NOON)
    return store.add_leads(source.id, [Lead(url) for url in urls or (STORY,)], NOON)


def due_of(store: SqlRecords, article_id: int) -> DueArticle:
    (found,) = store.due(NOON, 1, [article_id])
    return found


def look(
    due: DueArticle,
    result: CheckResult,
    at: datetime,
    *,
    examined: Examined | None = None,
    body: str | None = None,
) -> CheckRecord:
    """What a job hands over after one look; with a body, its snapshot is kept."""
    taken = None if body is None else snapshot(body, at)
    digest = due.body_digest if taken is None else taken.digest
    return CheckRecord(
        due=due,
        check=Check(due.article.id, at, result, status=200, elapsed_seconds=0.1, body_digest=digest),
        next_check_at=at + timedelta(hours=1),
        snapshot=taken,
        examined=examined,
        etag=due.etag,
        last_modified=due.last_modified,
    )


def first(store: SqlRecords, article_id: int, at: datetime, text: str = "Forty people") -> None:
    examined = FirstVersion(document(text))
    due = due_of(store, article_id)
    store.record_checks([look(due, "first", at, examined=examined, body=text)], silent)


def revise(
    store: SqlRecords,
    article_id: int,
    at: datetime,
    text: str = "Sixty people",
    said: Judgement | None = None,
    outbox: Outbox | None = None,
) -> Sequence[Revision | StateChange]:
    examined = Revised(document(text), said or judgement())
    record = look(due_of(store, article_id), "revised", at, examined=examined, body=text)
    return store.record_checks([record], outbox or silent)


def silent(happenings: Sequence[Happening], past: Past) -> Decided:
    """An outbox without rules."""
    return Decided()


@each
def to_desk(event: Revision | StateChange, article: Article) -> list[tuple[Alert, tuple[str, ...]]]:
    """An outbox that tells two channels of everything."""
    if isinstance(event, Revision):
        alert = Alert(
            id=0,
            rule="all",
            at=event.seen_between[1],
            title=article.headline or "",
            text=event.judgement.verdict.summary,
            article_id=article.id,
            revision_id=event.id,
            payload={"id": event.id, "to": event.to_version, "words": ["a", None, 1.5]},
        )
    else:
        alert = Alert(0, "all", event.at, "state", event.after.value, article_id=article.id)
    return [(alert, ("desk", "file"))]


def with_state(record: CheckRecord, state: State, reason: str) -> CheckRecord:
    return replace(record, state=state, state_reason=reason)

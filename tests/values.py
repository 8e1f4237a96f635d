"""Domain values for tests, with sensible defaults: each builder takes what the test is about."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.model import (
    Alert,
    Article,
    Block,
    Decided,
    Decision,
    Document,
    DueArticle,
    Edit,
    Fetched,
    Happening,
    Judgement,
    Past,
    Reason,
    Revision,
    Snapshot,
    State,
    StateChange,
    Verdict,
)
from monitor.ports import Outbox

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
URL = "https://courier.example/story"


def article(**changes: Any) -> Article:
    return replace(
        Article(
            id=7,
            source_id=1,
            source="courier",
            url=URL,
            headline="Harbor board raises tolls",
            state=State.LIVE,
            state_reason=None,
            first_seen_at=NOW - timedelta(hours=4),
            published_at=NOW - timedelta(hours=5),
            last_checked_at=NOW - timedelta(hours=1),
            last_changed_at=None,
            next_check_at=NOW,
            versions=1,
        ),
        **changes,
    )


def due(**changes: Any) -> DueArticle:
    return replace(
        DueArticle(
            article=article(),
            document=None,
            etag='"a"',
            last_modified=None,
            body_digest="0" * 64,
            every_seconds=None,
            recipe=None,
            language=None,
        ),
        **changes,
    )


def each(
    tell: Callable[[Revision | StateChange, Article], Sequence[tuple[Alert, tuple[str, ...]]]],
) -> Outbox:
    """An outbox that tells at once what a function says of each event."""

    def outbox(happenings: Sequence[Happening], past: Past) -> Decided:
        told = [message for one in happenings for message in tell(one.event, one.article)]
        return Decided(tuple(Decision(alert, channels) for alert, channels in told))

    return outbox


def snapshot(body: bytes = b"<p>Text</p>", **changes: Any) -> Snapshot:
    return replace(
        Snapshot(
            url=URL,
            final_url=URL,
            taken_at=NOW,
            status=200,
            headers=(("ETag", '"b"'),),
            body=body,
            digest=hashlib.sha256(body).hexdigest(),
            media_type="text/html",
            charset="utf-8",
            elapsed_seconds=0.2,
        ),
        **changes,
    )


def fetched(**changes: Any) -> Fetched:
    return Fetched(snapshot(), **changes)


def document(*texts: str, **changes: Any) -> Document:
    return replace(
        Document(
            url=URL,
            canonical_url=URL,
            page_kind="article",
            language="en",
            headline="Harbor board raises tolls",
            standfirst=None,
            byline=("Ines Okafor",),
            section=None,
            published_at=NOW - timedelta(hours=5),
            modified_at=None,
            blocks=tuple(Block("paragraph", text) for text in texts or ("A lorry pays 41 crowns.",)),
            media=(),
            notices=(),
            extractor="test",
            content_digest="d" * 64,
        ),
        **changes,
    )


def judgement(**verdict: Any) -> Judgement:
    edit = Edit("replace", "body", "A lorry pays 41 crowns.", "A lorry pays 47 crowns.", 0, 0)
    base = Verdict(
        change="substantive",
        disclosure="undisclosed",
        label="undisclosed change",
        weight=70,
        summary="41 → 47 crowns in the first paragraph; no notice was added",
        reasons=(Reason("number changed", "41 crowns → 47 crowns", 0),),
    )
    return Judgement((edit,), (), replace(base, **verdict))


def revision(of: Judgement | None = None, **changes: Any) -> Revision:
    return replace(
        Revision(
            id=3,
            article_id=7,
            article_url=URL,
            source="courier",
            headline="Harbor board raises tolls",
            from_version=1,
            to_version=2,
            provenance="observed",
            seen_between=(NOW - timedelta(hours=1), NOW),
            judgement=of or judgement(),
        ),
        **changes,
    )

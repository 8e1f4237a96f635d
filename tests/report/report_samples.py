"""Revisions written for these tests: one with everything in it, and one with a payload in every field."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.model import (
    Claim,
    Edit,
    Facet,
    Judgement,
    Notice,
    NoticeChange,
    Override,
    Reason,
    Report,
    ReviewStanding,
    Revision,
    RevisionOutline,
    Verdict,
    WatchFigures,
)
from monitor.reviewing import verdict_of

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 4, 12, 20, tzinfo=UTC)

NUMBER = Edit(
    "replace", "body",
    "The ferry carried 41 passengers.", "The ferry carried 47 passengers.",
    2, 2,
    (("equal", "The ferry carried "), ("delete", "41"), ("insert", "47"), ("equal", " passengers.")),
    "meaning",
    (Facet("number", "41", "47"),),
)  # fmt: skip
NAME = Edit(
    "replace", "body",
    "Captain Mara Holt steered it.", "Captain Maren Holt steered it.",
    3, 3,
    (("equal", "Captain "), ("delete", "Mara"), ("insert", "Maren"), ("equal", " Holt steered it.")),
    "meaning",
    (Facet("name", "Mara Holt", "Maren Holt"),),
)  # fmt: skip
MOVED = Edit(
    "move", "body", "It left at dawn.", "It left at dawn.", 1, 4, (("equal", "It left at dawn."),), "style"
)
SPLIT = Edit(
    "split", "body",
    "It was cold and the pier was wet.", "It was cold. The pier was wet.",
    5, 5,
    (("equal", "It was cold"), ("delete", " and the"), ("insert", ". The"), ("equal", " pier was wet.")),
    "style",
)  # fmt: skip
MERGED = Edit("merge", "body", "One. Two.", "One, two.", 6, 6, (), "style")
ADDED = Edit("insert", "body", None, "A second ferry turned back.", None, 7)
REMOVED = Edit("delete", "headline", "Ferry sinks", None, None, None)
SPACE = Edit(
    "replace", "body", "pier side", "pier\u00a0side", 8, 8,
    (("equal", "pier"), ("delete", " "), ("insert", "\u00a0"), ("equal", "side")),
    "technical", (Facet("whitespace", " ", "\u00a0"),),
)  # fmt: skip
LINK = Edit(
    "replace", "body", "the register", "the register", 9, 9, (("equal", "the register"),),
    "meaning", (Facet("link", None, None),), (("https://a.example/one", "https://a.example/two"),),
)  # fmt: skip

NOTICE = Notice(
    "correction", "Correction: the ferry carried 47 passengers, not 41.", "en", NOON, "bottom",
    (Claim("41", "47"),),
)  # fmt: skip

EDITS = (NUMBER, NAME, MOVED, SPLIT, MERGED, ADDED, REMOVED, SPACE, LINK)

REVISION = Revision(
    id=7,
    article_id=3,
    article_url="https://news.example/ferry",
    source="Harbour Post",
    headline="Ferry reaches the island",
    from_version=1,
    to_version=2,
    provenance="observed",
    seen_between=(NOON, LATER),
    judgement=Judgement(
        EDITS,
        (NoticeChange("added", NOTICE, (0,)),),
        Verdict(
            "substantive", "partly_disclosed", "correction", 72,
            "41 → 47 passengers in paragraph 3, corrected; a name in paragraph 4 is not mentioned",
            (Reason("number-changed", "41 → 47", 0), Reason("notice-covers", "47 passengers, not 41")),
        ),
    ),
)  # fmt: skip

INFERRED = replace(REVISION, id=8, provenance="inferred", seen_between=(None, LATER))
#: The same after a person put her own verdict in the place of the judge's.
OVERRIDDEN = replace(
    REVISION,
    review=ReviewStanding(
        "overridden",
        "Ada",
        NOON,
        override=Override("correction", "substantive", "disclosed", "Ada", NOON, "told by telephone"),
    ),
)


def outline(revision: Revision) -> RevisionOutline:
    verdict = verdict_of(revision)
    return RevisionOutline(
        revision.id, revision.article_id, revision.source, revision.seen_between[1], revision.provenance,
        verdict.change, verdict.disclosure, verdict.label,
    )  # fmt: skip


def report_of(*revisions: Revision, **changes: Any) -> Report:
    """A report of these, the newest first, as it is made an hour after the sample was seen."""
    base = Report(
        title="March at the harbor",
        made_at=LATER + timedelta(hours=1),
        since=NOON,
        until=LATER,
        scope=(),
        outlines=tuple(outline(one) for one in revisions),
        entries=revisions,
        watched=(WatchFigures("Harbour Post", 12, 11, 480, 3),),
        corrections=(),
        declared=0,
    )
    return replace(base, **changes)


def with_payload(payload: str) -> Revision:
    """A revision that carries the payload in every scraped field."""
    notice = Notice("update", payload, payload, NOON, "top", (Claim(payload, payload),), (payload,))
    edits = (
        Edit(
            "replace", "body", payload, payload + "!", 0, 0,
            (("equal", payload), ("delete", payload), ("insert", payload)),
            "meaning", (Facet("quote", payload, payload),), ((payload, payload),),
        ),
        Edit("insert", "headline", None, payload, None, None),
        Edit("delete", "caption", payload, None, 1, None, (), "technical"),
    )  # fmt: skip
    verdict = Verdict(
        "substantive", "partly_disclosed", "update", 50, f"Changed: {payload}", (Reason("rule", payload, 0),)
    )
    return replace(
        REVISION,
        article_url=payload,
        source=payload,
        headline=payload,
        judgement=Judgement(edits, (NoticeChange("added", notice, (0,)),), verdict),
    )

"""The demo newsroom's stories, and the edits its editors will make to them. Our own fiction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from monitor.extract import extract
from monitor.judge import find_notices, infer_earlier
from monitor.model import Document, ReaderKnowledge, Reading, Snapshot


@dataclass(frozen=True, slots=True)
class Story:
    """One story as its editors have it now. `notes` are (label, text) pairs at its end."""

    slug: str
    headline: str
    standfirst: str
    byline: str
    published_at: datetime
    paragraphs: tuple[str, ...]
    flag: str = ""
    notes: tuple[tuple[str, str], ...] = ()


SEED_TIME = datetime(2026, 3, 2, 13, 30, tzinfo=UTC)


def own_stories() -> dict[str, Story]:
    """The stories of `stories.yaml` by slug."""
    text = resources.files("monitor.demo").joinpath("stories.yaml").read_text("utf-8")
    rows: list[dict[str, Any]] = YAML(typ="safe").load(text)
    return {row["slug"]: _story(row) for row in rows}


def _story(row: dict[str, Any]) -> Story:
    return Story(
        slug=row["slug"],
        headline=row["headline"],
        standfirst=row["standfirst"],
        byline=row["byline"],
        published_at=datetime.fromisoformat(row["published_at"]),
        paragraphs=tuple(row["paragraphs"]),
        notes=tuple((label, text) for label, text in row.get("notes", ())),
    )


def seed_story(folder: Path) -> tuple[Story, Story]:
    """The story of the first seed in the folder, as it was before its update and as captured.

    Without a seed that tells of an update, a story of our own stands in for it.
    """
    for path in sorted(folder.glob("*.txt")) if folder.is_dir() else []:
        body = path.read_bytes()
        snapshot = Snapshot(
            None, None, SEED_TIME, 200, (), body, "", "text/plain", charset="utf-8", baseline=True
        )
        reading = extract(snapshot, ReaderKnowledge())
        if not isinstance(reading, Reading):
            continue
        after = find_notices(reading)
        before = infer_earlier(after)
        if before is not None:
            return _as_story(before), _as_story(after)
    own = own_stories()["cable-sale"]
    return replace(own, notes=()), replace(own, flag="Updated")


def _as_story(document: Document) -> Story:
    news = tuple(block.text for block in document.blocks if block.kind != "notice")
    label, *told = [block.text for block in document.blocks if block.kind == "notice"] or [""]
    return Story(
        "seed-story",
        document.headline or "Untitled",
        document.standfirst or "",
        "",
        SEED_TIME,
        news,
        flag=" ".join(document.flags),
        notes=tuple((label if n == 0 else "", text) for n, text in enumerate(told)),
    )

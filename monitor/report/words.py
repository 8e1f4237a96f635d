"""The plain words for every value that people see, and the one way to write an instant.

Words only: what a label or a disclosure *means* is decided in `judge`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

INFERRED = "inferred from the notice, not observed"
SUSPECT = "held back: the page may not have been read well"

PROVENANCE = {
    "observed": "observed",
    "inferred": INFERRED,
    "replayed": "found on re-reading stored captures, not a change by the publisher",
    "imported": "imported from another archive",
}
CHANGE = {
    "none": "identical",
    "technical": "technical differences only",
    "style": "style only",
    "addition": "statements added",
    "substantive": "substantive",
}
DISCLOSURE = {
    "exempt": "A live blog: notices are not expected.",
    "note_without_change": "A notice was added, but the change it tells of is not among the edits.",
    "disclosed": "Disclosed: a notice was added that accounts for what changed.",
    "partly_disclosed": "Partly disclosed: the added notice leaves a substantive edit unmentioned.",
    "undisclosed": "Undisclosed: no added notice accounts for any of the substantive edits.",
    "note_removed": "A notice that stood there is gone.",
    "not_needed": "No notice was called for.",
}
DISCLOSURE_SHORT = {
    "exempt": "live blog",
    "note_without_change": "notice without the change",
    "disclosed": "disclosed",
    "partly_disclosed": "partly disclosed",
    "undisclosed": "undisclosed",
    "note_removed": "notice removed",
    "not_needed": "no notice needed",
}
NOTICE_KIND = {
    "correction": "correction",
    "clarification": "clarification",
    "update": "update",
    "editor_note": "editor's note",
    "retraction": "retraction",
    "legal_reply": "legal reply",
}
NOTICE_STATUS = {
    "added": "added",
    "removed": "removed",
    "reworded": "reworded",
    "kept": "already there",
}
POSITION = {
    "top": "above the story",
    "inline": "inside the story",
    "bottom": "below the story",
    "metadata": "in the page's metadata",
}
ACTION = {
    "insert": "added",
    "delete": "removed",
    "replace": "altered",
    "move": "moved",
    "split": "split in two",
    "merge": "merged into one",
}
SIGNIFICANCE = {"technical": "technical", "style": "style", "meaning": "changes meaning"}
NOTICE_TEXT = "notice text"
FIELD = {
    "headline": "Headline",
    "standfirst": "Standfirst",
    "byline": "Byline",
    "published_at": "Publication date",
    "body": "Story",
    "caption": "Caption",
    "notice": "Notice",
}
FACET = {
    "hedge": "hedging",
    "removed": "removed statement",
    "case": "capitals",
    "whitespace": "white space",
    "unicode": "Unicode form",
    "quote": "quotation",
}
STATE = {
    "live": "live",
    "moved": "moved",
    "gone": "gone",
    "paywalled": "behind a paywall",
    "blocked": "blocked by a challenge page",
    "unreachable": "unreachable",
}
CHECK = {
    "first": "first reading",
    "unchanged": "unchanged",
    "not_modified": "unchanged (so the server says)",
    "revised": "revised",
    "suspect": "held back as suspect",
    "unreadable": "could not be read as an article",
    "moved": "moved",
    "gone": "gone",
    "refused": "not asked for",
    "failed": "failed",
    "crashed": "crashed the reader",
}


def stamp(at: datetime | None) -> str:
    """An instant for people, in UTC, to the minute."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC") if at else "unknown"


def seen(between: tuple[datetime | None, datetime]) -> str:
    """When a revision happened, as far as our looks can tell."""
    since, until = between
    if since is None:
        return f"before {stamp(until)}"
    return f"between {stamp(since)} and {stamp(until)}"


def period(since: datetime | None, until: datetime | None) -> str:
    if since is None and until is None:
        return "Whole period."
    if until is None:
        return f"Since {stamp(since)}."
    return f"{stamp(since)} to {stamp(until)}." if since else f"Until {stamp(until)}."


def facet(kind: str) -> str:
    return FACET.get(kind, kind)


def listed(numbers: Sequence[int], noun: str) -> str:
    """`edit 2`, `edits 2 and 4`, `edits 1, 2 and 5` from numbers that count from 0."""
    names = [str(number + 1) for number in numbers]
    if len(names) == 1:
        return f"{noun} {names[0]}"
    return f"{noun}s {', '.join(names[:-1])} and {names[-1]}"


def counted(number: int, noun: str, plural: str | None = None) -> str:
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"

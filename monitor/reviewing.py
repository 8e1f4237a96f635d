"""From what people said of a revision to where it stands, and the order of the queue. Pure.

Nothing here alters a judgement: an override stands beside the machine's verdict, never instead of it
in what is stored of the step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from math import ceil, log2

from monitor.errors import UsageError
from monitor.model import (
    Change,
    Disclosure,
    Judgement,
    Label,
    Opinion,
    Override,
    Review,
    ReviewAct,
    ReviewStanding,
    ReviewStatus,
    Revision,
    Verdict,
)

#: Freshness halves in so many seconds.
HALF_LIFE = 2 * 86400
#: An undisclosed substantive change ranks as though it were so many seconds younger.
HEAD_START = 30 * 86400
MOST_WEIGHT = 100
LONGEST_NAME = 100
LONGEST_NOTE = 4000

_STATUS: dict[ReviewAct, ReviewStatus] = {
    "confirm": "confirmed",
    "dismiss": "dismissed",
    "override": "overridden",
    "reopen": "open",
}
#: What a label says of change and disclosure by itself.
_IMPLIED: dict[Label, tuple[Change | None, Disclosure | None]] = {
    "no change": ("none", "not_needed"),
    "technical": ("technical", "not_needed"),
    "minor edit": ("style", "not_needed"),
    "new details": ("addition", "not_needed"),
    "undisclosed change": ("substantive", "undisclosed"),
    "notice removed": (None, "note_removed"),
}
_DECLARED: frozenset[Label] = frozenset(
    {"retraction", "correction", "clarification", "editor's note", "legal reply", "update"}
)


def checked(opinion: Opinion, verdict: Verdict) -> Opinion:
    """The opinion as it is recorded: trimmed, and an override with all three parts of its verdict. What
    is not said of them follows from the label, else from the machine's verdict. UsageError."""
    person, note = opinion.person.strip(), (opinion.note or "").strip() or None
    assignee = (opinion.assignee or "").strip() or None
    if not person or len(person) > LONGEST_NAME or len(assignee or "") > LONGEST_NAME:
        raise UsageError(f"a person is named by 1 to {LONGEST_NAME} characters")
    if note is not None and len(note) > LONGEST_NOTE:
        raise UsageError(f"a note has at most {LONGEST_NOTE} characters; this one has {len(note)}")
    if opinion.act == "comment" and note is None:
        raise UsageError("a comment needs a note: say something")
    said = replace(opinion, person=person, note=note, assignee=assignee)
    if opinion.act != "override":
        if opinion.label or opinion.change or opinion.disclosure:
            raise UsageError("label, change and disclosure belong to an override")
        return said
    if opinion.label is None:
        raise UsageError("an override needs a label")
    change, disclosure = _IMPLIED.get(opinion.label, (None, None))
    if opinion.label in _DECLARED and verdict.disclosure == "undisclosed":
        disclosure = "disclosed"
    return replace(
        said,
        change=opinion.change or change or verdict.change,
        disclosure=opinion.disclosure or disclosure or verdict.disclosure,
    )


def standing_of(reviews: Sequence[Review]) -> ReviewStanding:
    """Where a revision stands by its entries, the oldest first. A confirmation confirms the verdict that
    stands, an override included; `reopen` lifts decision and override, and leaves the assignment."""
    now = ReviewStanding()
    for one in reviews:
        said = one.opinion
        if said.act == "assign":
            now = replace(now, assignee=said.assignee)
        elif said.act == "comment":
            now = replace(now, comments=now.comments + 1)
        else:
            override = None if said.act == "reopen" else _override(one) or now.override
            now = replace(
                now, status=_STATUS[said.act], by=said.person, at=one.at, note=said.note, override=override
            )
    return now


def _override(review: Review) -> Override | None:
    said = review.opinion
    if said.act != "override" or said.label is None or said.change is None or said.disclosure is None:
        return None
    return Override(said.label, said.change, said.disclosure, said.person, review.at, said.note)


def standing_verdict(verdict: Verdict, standing: ReviewStanding) -> Verdict:
    """The verdict that stands: the machine's, or its parts as a person put them."""
    put = standing.override
    if put is None:
        return verdict
    return replace(verdict, label=put.label, change=put.change, disclosure=put.disclosure)


def standing_changed(judgement: Judgement, standing: ReviewStanding) -> bool:
    """Is it more than technical, by the verdict that stands?"""
    put = standing.override
    if put is None:
        return judgement.changed
    return put.change not in ("none", "technical") or put.label not in ("technical", "no change")


def verdict_of(revision: Revision) -> Verdict:
    """The verdict of a revision that stands."""
    return standing_verdict(revision.judgement.verdict, revision.review)


def override_words(revision: Revision) -> str | None:
    """The override beside the machine's verdict, in one line; None without one."""
    put, was = revision.review.override, revision.judgement.verdict
    if put is None:
        return None
    parts = [f"label: {put.label} (was: {was.label}"]
    if put.change != was.change:
        parts.append(f"change: {put.change}, was {was.change}")
    if put.disclosure != was.disclosure:
        parts.append(f"disclosure: {put.disclosure}, was {was.disclosure}")
    parts.append(f"overridden by {put.by}" + (f", note: {put.note}" if put.note else ""))
    return "; ".join(parts) + ")"


def queue_rank(verdict: Verdict, seen_at: datetime) -> int:
    """The place in the queue, higher is sooner: weight times freshness, on a scale that does not move as
    time passes. Doubling the weight is worth two days, being undisclosed and substantive thirty."""
    rank = seen_at.timestamp() + HALF_LIFE * log2(max(verdict.weight, 1))
    first = verdict.change == "substantive" and verdict.disclosure == "undisclosed"
    return round(rank + (HEAD_START if first else 0))


def highest_rank(seen_until: datetime) -> int:
    """No step that was seen by then stands higher in the queue."""
    return ceil(seen_until.timestamp() + HALF_LIFE * log2(MOST_WEIGHT) + HEAD_START)

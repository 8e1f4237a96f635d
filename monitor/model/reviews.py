"""What people at the desk say of revisions, and how each stands by their words.

Entries are only ever added; where a revision stands is derived from them (`monitor.reviewing`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from monitor.model.verdicts import Change, Disclosure, Label

#: `override` puts another verdict in the machine's place, `reopen` takes every decision back.
ReviewAct = Literal["confirm", "dismiss", "override", "reopen", "assign", "comment"]
ReviewStatus = Literal["open", "confirmed", "overridden", "dismissed"]


@dataclass(frozen=True, slots=True)
class Opinion:
    """One thing that a person says of a revision. `label` and, where she says so, `change` and
    `disclosure` belong to an override; `assignee` None takes an assignment back."""

    person: str
    act: ReviewAct
    note: str | None = None
    label: Label | None = None
    change: Change | None = None
    disclosure: Disclosure | None = None
    assignee: str | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """An opinion as it was recorded; those of overrides tell all three parts of the verdict."""

    id: int
    revision_id: int
    at: datetime
    opinion: Opinion


@dataclass(frozen=True, slots=True)
class Override:
    """The verdict that a person put in the place of the machine's."""

    label: Label
    change: Change
    disclosure: Disclosure
    by: str
    at: datetime
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ReviewStanding:
    """Where a revision stands by all that was said of it. `by`, `at` and `note` are of the decision that
    made the status; `comments` counts what was said without deciding."""

    status: ReviewStatus = "open"
    by: str | None = None
    at: datetime | None = None
    note: str | None = None
    override: Override | None = None
    assignee: str | None = None
    comments: int = 0


#: Nobody has said anything yet.
UNREVIEWED = ReviewStanding()


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How many revisions wait and were reviewed, technical ones left out. No number is counted beyond
    `most`: one that reaches it means "so many or more"."""

    most: int
    open: int
    mine: int
    reviewed: int
    dismissed: int
    unread: int


@dataclass(frozen=True, slots=True)
class Visit:
    """Up to which revision a person had seen the queue: before her present visit, and by now."""

    seen_before: int
    seen_now: int
    at: datetime


@dataclass(frozen=True, slots=True)
class News:
    """What came after a revision: how many that are not technical, and the number of the newest of all."""

    newest: int
    count: int


@dataclass(frozen=True, slots=True)
class DropRule:
    """Elements of a source's pages that a person called noise, beside those that its recipe drops."""

    id: int
    source_id: int
    source: str
    selector: str
    by: str
    at: datetime
    ended_by: str | None = None
    ended_at: datetime | None = None

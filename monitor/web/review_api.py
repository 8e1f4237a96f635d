"""The review for programs: what was said of revisions, saying something, and the queue's counts."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from monitor.model import Change, Disclosure, Label, Opinion, Person, ReviewAct, Role
from monitor.reviewing import LONGEST_NAME, LONGEST_NOTE
from monitor.shapes import Json, instant, opinion_json, revision_json
from monitor.web import schemas
from monitor.web.access import needs, person_of, reading_only
from monitor.web.filters import LARGEST_ID
from monitor.web.queries import Id
from monitor.web.schemas import PROBLEMS
from monitor.web.tools import DeskTools

_PLAIN = r"^[^\x00]*$"


class Saying(BaseModel):
    """What to say. `label`, `change` and `disclosure` go with `override`; what is left out of them follows
    from the label, else from the machine's verdict. `assign` without an `assignee` takes it back."""

    model_config = ConfigDict(extra="forbid")

    act: ReviewAct
    note: Annotated[str | None, Field(max_length=LONGEST_NOTE, pattern=_PLAIN)] = None
    label: Label | None = None
    change: Change | None = None
    disclosure: Disclosure | None = None
    assignee: Annotated[str | None, Field(max_length=LONGEST_NAME, pattern=_PLAIN)] = None


class Seen(BaseModel):
    """Up to which revision the queue was seen. `all_read`: nothing up to there is new any more; else that
    waits for the end of the visit."""

    model_config = ConfigDict(extra="forbid")

    seen: Annotated[int, Field(ge=0, le=LARGEST_ID)]
    all_read: bool = False


class OpinionShape(schemas.Shape):
    """One thing that a person said of a revision."""

    id: int
    revision: int
    at: datetime
    person: str
    act: ReviewAct
    note: str | None
    label: Label | None
    change: Change | None
    disclosure: Disclosure | None
    assignee: str | None


class Queue(schemas.Shape):
    """How many revisions wait and were reviewed; none is counted beyond `most`."""

    most: int
    open: int
    mine: int
    reviewed: int
    dismissed: int
    unread: int


class VisitShape(schemas.Shape):
    seen_before: int
    seen_now: int
    at: datetime


def review_api_router(tools: DeskTools) -> APIRouter:
    """Every operation of the review, under /api."""
    router = APIRouter(prefix="/api", responses=PROBLEMS)
    _add_opinions(router, tools)
    _add_queue(router, tools)
    return router


def _add_opinions(router: APIRouter, tools: DeskTools) -> None:
    records = tools.records

    @router.get(
        "/revisions/{revision_id}/reviews",
        response_model=schemas.Page[OpinionShape],
        summary="All that people said of a revision, the oldest first",
    )
    def opinions(revision_id: Id) -> Json:
        return {"items": [opinion_json(one) for one in records.reviews(revision_id)], "next": None}

    @router.post(
        "/revisions/{revision_id}/reviews",
        response_model=schemas.Revision,
        summary="Confirm, dismiss, override, open again, assign or remark; the revision as it stands then",
    )
    def say(
        revision_id: Id, saying: Saying, person: Annotated[Person, Depends(needs(Role.REVIEWER))]
    ) -> Json:
        opinion = Opinion(person.name, **saying.model_dump())
        (now,) = tools.change(records.put_reviews, [revision_id], opinion, tools.clock())
        return revision_json(now)


def _add_queue(router: APIRouter, tools: DeskTools) -> None:
    records = tools.records

    @router.get("/queue", response_model=Queue, summary="How many revisions wait, and were reviewed")
    def queue(request: Request) -> Json:
        name = person_of(request).name
        visit = records.visit(name, tools.clock())
        return asdict(records.queue_counts(name, visit.seen_before))

    @router.post("/visits", response_model=VisitShape, summary="Say up to where you have read")
    def visit(request: Request, seen: Seen, person: Annotated[Person, Depends(person_of)]) -> Json:
        reading_only(request)
        now = tools.change(records.note_visit, person.name, seen.seen, tools.clock(), all_read=seen.all_read)
        return {"seen_before": now.seen_before, "seen_now": now.seen_now, "at": instant(now.at)}

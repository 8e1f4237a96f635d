"""The queue: the revisions that wait for somebody's judgement, ranked, by part, and what is new in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from monitor.model import Person, QueueCounts, Revision
from monitor.ports import RevisionFilter, cursor_after
from monitor.report import revision_view
from monitor.report.words import N_, Words
from monitor.web.access import person_of, reading_only
from monitor.web.filters import CHANGES, DISCLOSURES, LABELS, LARGEST_ID, PAGE, DeskFilter, read_filter
from monitor.web.render import Pages
from monitor.web.review import ReviewWords, own_address
from monitor.web.tools import DeskTools

_TABS = {
    "open": N_("Open"),
    "mine": N_("Mine"),
    "reviewed": N_("Reviewed"),
    "dismissed": N_("Dismissed"),
    "all": N_("All"),
}


def queue_router(tools: DeskTools, pages: Pages) -> APIRouter:
    """The page of the queue, and where it says what was read."""
    router = APIRouter(include_in_schema=False)
    records = tools.records

    @router.get("/")
    def queue(request: Request) -> Response:
        person, now = person_of(request), tools.clock()
        visit = records.visit(person.name, now)
        asked = for_person(read_filter(request.query_params), person, visit.seen_before)
        found = records.revisions(asked.which)
        counts = records.queue_counts(person.name, visit.seen_before)
        words = pages.words
        values = {
            "here": "revisions",
            "asked": asked,
            "entries": [(revision, revision_view(revision, words=words)) for revision in found],
            "tabs": _tabs(counts, words),
            "unread": counts.unread,
            "seen_before": visit.seen_before,
            "newest": records.news(visit.seen_now).newest,
            "here_again": asked.address(),
            "review_words": ReviewWords(words),
            "sources": [source.spec.name for source in records.sources()],
            "people": records.reviewers(),
            "views": records.views(person.name),
            "labels": LABELS, "changes": CHANGES, "disclosures": DISCLOSURES,
            "older": _older(asked, found),
            "paged": asked.which.cursor is not None,
            "empty_store": not found and not asked.query and not records.revisions(RevisionFilter(limit=1)),
        }  # fmt: skip
        return pages.page("revisions.html", values)

    @router.post("/visits")
    def read_all(
        request: Request,
        person: Annotated[Person, Depends(person_of)],
        seen: Annotated[int, Form(ge=0, le=LARGEST_ID)],
        next: Annotated[str, Form(max_length=2000)] = "",
    ) -> Response:
        tools.change(records.note_visit, person.name, seen, tools.clock(), all_read=True)
        reading_only(request)
        return RedirectResponse(own_address(next, "/"), 303)

    return router


def for_person(asked: DeskFilter, person: Person, seen: int) -> DeskFilter:
    """The filter with what it says of whoever asks: her own part, and what she has not seen."""
    which = asked.which
    if asked.tab == "mine":
        which = replace(which, assignee=person.name)
    if asked.unread:
        which = replace(which, after_id=seen)
    return replace(asked, which=which)


def _older(asked: DeskFilter, found: Sequence[Revision]) -> str | None:
    """Where the list goes on; None at its end."""
    if len(found) < PAGE:
        return None
    return asked.address(before=cursor_after(found[-1], asked.which.order))


def _tabs(counts: QueueCounts, words: Words) -> list[tuple[str, str, str | None]]:
    """Name, text and number of each part of the queue."""
    numbers = {
        "open": counts.open,
        "mine": counts.mine,
        "reviewed": counts.reviewed,
        "dismissed": counts.dismissed,
    }
    told = {
        name: words.number(number) + ("+" if number >= counts.most else "")
        for name, number in numbers.items()
    }
    return [(name, words.gettext(text), told.get(name)) for name, text in _TABS.items()]

"""What people say of a revision, as the pages show it and the forms send it.

Reads forms and makes views; what an opinion means is decided in `monitor.reviewing`, and where it is
kept, in the store.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final, cast, get_args
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from monitor.model import (
    Change,
    Disclosure,
    Label,
    Opinion,
    Person,
    Review,
    ReviewAct,
    ReviewStanding,
    ReviewStatus,
    Revision,
    Role,
    Verdict,
)
from monitor.ports import Records
from monitor.report.view import where
from monitor.report.words import N_, Words
from monitor.reviewing import verdict_of
from monitor.web.access import needs, person_of
from monitor.web.filters import CHANGES, DISCLOSURES, LABELS
from monitor.web.queries import Id
from monitor.web.tools import DeskTools

ACTS: Final[tuple[ReviewAct, ...]] = get_args(ReviewAct)
STATUS: dict[ReviewStatus, str] = {
    "open": N_("open"),
    "confirmed": N_("confirmed"),
    "overridden": N_("overridden"),
    "dismissed": N_("dismissed"),
}
_STATUS_BY: dict[ReviewStatus, str] = {
    "open": N_("Opened again by %(by)s"),
    "confirmed": N_("Confirmed by %(by)s"),
    "overridden": N_("Overridden by %(by)s"),
    "dismissed": N_("Dismissed by %(by)s"),
}
_SAID: dict[ReviewAct, str] = {
    "confirm": N_("%(name)s confirmed it"),
    "dismiss": N_("%(name)s dismissed it"),
    "override": N_("%(name)s called it %(label)s"),
    "reopen": N_("%(name)s opened it again"),
    "assign": N_("%(name)s assigned it to %(assignee)s"),
    "comment": N_("%(name)s remarked"),
}
_UNASSIGNED = N_("%(name)s took the assignment back")


@dataclass(frozen=True, slots=True)
class Marked:
    """A text of the body that came, went or was altered: what may be called noise. `edit` counts from 0."""

    edit: int
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class ReviewView:
    """What `_review.html` and `_noise.html` draw."""

    revision: Revision
    entries: tuple[Review, ...]
    people: tuple[str, ...]
    blocks: tuple[Marked, ...]
    may: bool
    #: The page itself, as an address of the desk.
    here: str
    labels: tuple[Label, ...] = LABELS
    changes: tuple[Change, ...] = CHANGES
    disclosures: tuple[Disclosure, ...] = DISCLOSURES

    @property
    def standing(self) -> ReviewStanding:
        return self.revision.review

    @property
    def verdict(self) -> Verdict:
        return verdict_of(self.revision)

    @property
    def action(self) -> str:
        return f"/revisions/{self.revision.id}/reviews"

    @property
    def noise(self) -> str:
        return f"/revisions/{self.revision.id}/noise"


@dataclass(frozen=True, slots=True)
class ReviewWords:
    """How templates speak of reviews, in the reader's language."""

    words: Words

    def name(self, status: ReviewStatus) -> str:
        return self.words.gettext(STATUS[status])

    def status(self, standing: ReviewStanding) -> str:
        if standing.by is None:
            return self.words.gettext(N_("Nobody has decided on it yet"))
        return self.words.say(_STATUS_BY[standing.status], by=standing.by)

    def said(self, opinion: Opinion) -> str:
        form = _UNASSIGNED if opinion.act == "assign" and not opinion.assignee else _SAID[opinion.act]
        label = self.words.LABEL[opinion.label] if opinion.label else ""
        return self.words.say(form, name=opinion.person, label=label, assignee=opinion.assignee)


def review_values(records: Records, revision: Revision, request: Request, words: Words) -> dict[str, object]:
    """What a page needs that includes `_review.html` and `_noise.html`."""
    view = ReviewView(
        revision=revision,
        entries=tuple(records.reviews(revision.id)),
        people=tuple(records.reviewers()),
        blocks=tuple(blocks_of(revision, words)),
        may=person_of(request).role >= Role.REVIEWER,
        here=f"/revisions/{revision.id}#review",
    )
    return {"review": view, "review_words": ReviewWords(words)}


def blocks_of(revision: Revision, words: Words) -> list[Marked]:
    return [
        Marked(number, where(edit, words), edit.after or edit.before or "")
        for number, edit in enumerate(revision.judgement.edits)
        if edit.field in ("body", "caption") and edit.op in ("insert", "delete", "replace")
    ]


def own_address(asked: str | None, otherwise: str) -> str:
    """An address of this desk that a form or a link asked for; never one of another place."""
    parts = urlsplit(asked or "")
    plain = asked and asked.startswith("/") and not asked.startswith("//") and "\\" not in asked
    if not plain or parts.scheme or parts.netloc or any(ord(char) < 33 for char in asked or ""):
        return otherwise
    return cast(str, asked)


def review_router(tools: DeskTools) -> APIRouter:
    """Where the forms of the pages send."""
    router = APIRouter(include_in_schema=False)
    records = tools.records

    @router.post("/revisions/{revision_id}/reviews")
    def say(
        revision_id: Id,
        act: Annotated[ReviewAct, Form()],
        person: Annotated[Person, Depends(needs(Role.REVIEWER))],
        said: Annotated[_Said, Depends()],
    ) -> Response:
        opinion = said.opinion(person.name, act)
        tools.change(records.put_reviews, [revision_id], opinion, tools.clock())
        return RedirectResponse(own_address(said.next, f"/revisions/{revision_id}#review"), 303)

    return router


@dataclass(frozen=True, slots=True)
class _Said:
    """The other fields of the forms; what is empty was not said."""

    note: Annotated[str, Form(max_length=4000)] = ""
    label: Annotated[Label | None, Form()] = None
    change: Annotated[Change | str, Form()] = ""
    disclosure: Annotated[Disclosure | str, Form()] = ""
    assignee: Annotated[str, Form(max_length=100)] = ""
    next: Annotated[str, Form(max_length=2000)] = ""

    def opinion(self, name: str, act: ReviewAct) -> Opinion:
        return Opinion(
            name,
            act,
            note=self.note or None,
            label=self.label,
            change=next((one for one in CHANGES if one == self.change), None),
            disclosure=next((one for one in DISCLOSURES if one == self.disclosure), None),
            assignee=self.assignee or None,
        )

"""Page noise at the desk: what would follow from calling something noise, doing it, and undoing it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Final, Literal, get_args

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from monitor.errors import NotFoundError, UsageError
from monitor.model import HostBlock, Marking, NoisePreview, NoiseWay, Opinion, Person, Role
from monitor.report.words import N_
from monitor.web.access import needs, person_of
from monitor.web.queries import Id
from monitor.web.render import Pages
from monitor.web.review import own_address
from monitor.web.tools import DeskTools

WAYS: Final[tuple[NoiseWay, ...]] = get_args(NoiseWay)
#: Texts that the page lists; the API has all.
SHOWN = 300
SHORTEST_DIGEST = 12
Reviewer = Annotated[Person, Depends(needs(Role.REVIEWER))]
Selector = Annotated[str, Form(max_length=300)]


@dataclass(frozen=True, slots=True)
class Done:
    """What was called noise: texts, by the digests they are held back by, or a rule for a source's pages;
    and the revisions that were dismissed with it."""

    digests: tuple[str, ...]
    rule: int | None
    dismissed: tuple[int, ...]


def asked(tools: DeskTools, marking: Marking) -> NoisePreview:
    """What would follow. 503 where this desk cannot read captures again."""
    if tools.preview_noise is None:
        raise HTTPException(503, N_("This desk cannot read captures again; the daemon's can."))
    return tools.preview_noise(marking)


def mark(tools: DeskTools, marking: Marking, by: str, *, dismiss: bool = False) -> Done:
    """Do what the marking says, and dismiss what would have been no change. UsageError."""
    found, records, now = asked(tools, marking), tools.records, tools.clock()
    if found.problem:
        raise UsageError(found.problem)
    digests, rule = [], None
    if marking.way == "drop":
        rule = tools.change(records.put_drop, found.source, marking.selector or "", by, now).id
    else:
        for text in found.texts:
            block = tools.change(records.mark_block, found.host, marking.way, text, by, now)
            digests.append(block.digest)
    ids = [one.revision_id for one in found.technical] if dismiss else []
    if ids:
        tools.change(records.put_reviews, ids, Opinion(by, "dismiss", "page noise"), now)
    return Done(tuple(digests), rule, tuple(ids))


def decide(tools: DeskTools, host: str, digest: str, decision: Literal["kept", "dropped"], by: str) -> None:
    """A person's word on one text of a host. NotFoundError."""
    if len(digest) < SHORTEST_DIGEST:
        raise NotFoundError(f"There is no noise {digest!r}: name it by its whole digest.")
    tools.change(tools.records.decide_block, digest, decision, host, by)


def noise_router(tools: DeskTools, pages: Pages) -> APIRouter:
    """The page of what is held back, and that of one marking."""
    router = APIRouter(include_in_schema=False)
    _add_list(router, tools, pages)
    _add_marking(router, tools, pages)
    return router


def _add_list(router: APIRouter, tools: DeskTools, pages: Pages) -> None:
    records = tools.records

    @router.get("/noise")
    def noise(request: Request, host: Annotated[str, Query(max_length=300)] = "") -> Response:
        blocks = records.host_blocks(host or None)
        values = {
            "here": "noise",
            "host": host,
            "blocks": [(one, _standing(one)) for one in blocks[:SHOWN]],
            "more": max(0, len(blocks) - SHOWN),
            "rules": records.drops(),
            "may": person_of(request).role >= Role.REVIEWER,
        }
        return pages.page("noise.html", values)

    @router.post("/noise/texts")
    def decided(
        host: Annotated[str, Form(max_length=300)],
        digest: Annotated[str, Form(max_length=64)],
        decision: Annotated[Literal["kept", "dropped"], Form()],
        person: Reviewer,
    ) -> Response:
        decide(tools, host, digest, decision, person.name)
        return RedirectResponse("/noise", 303)

    @router.post("/noise/rules/{number}/end")
    def ended(number: Id, person: Reviewer) -> Response:
        tools.change(records.end_drop, number, person.name, tools.clock())
        return RedirectResponse("/noise", 303)


def _standing(block: HostBlock) -> str:
    words = {
        "seen": N_("caught once, not held back"),
        "learned": N_("held back"),
        "dropped": N_("held back, by a person"),
        "kept": N_("read, by a person"),
    }
    return words[block.decision]


def _add_marking(router: APIRouter, tools: DeskTools, pages: Pages) -> None:
    @router.get("/revisions/{revision_id}/noise")
    def look(
        request: Request,
        revision_id: Id,
        edit: Annotated[int, Query(ge=0, le=100_000)],
        way: Annotated[NoiseWay, Query()] = "volatile",
        selector: Annotated[str, Query(max_length=300)] = "",
    ) -> Response:
        marking = Marking(revision_id, edit, way, selector.strip() or None)
        found = asked(tools, marking)
        if way == "drop" and marking.selector is None and found.selectors:
            found = asked(tools, replace(marking, selector=found.selectors[0]))
        values = {
            "here": "revisions",
            "found": found,
            "marking": found.marking,
            "action": f"/revisions/{revision_id}/noise",
            "ways": WAYS,
            "may": person_of(request).role >= Role.REVIEWER,
        }
        return pages.page("noise_preview.html", values)

    @router.post("/revisions/{revision_id}/noise")
    def apply(
        revision_id: Id,
        edit: Annotated[int, Form(ge=0, le=100_000)],
        way: Annotated[NoiseWay, Form()],
        person: Reviewer,
        selector: Selector = "",
        dismiss: Annotated[str, Form(max_length=10)] = "",
        next: Annotated[str, Form(max_length=2000)] = "",
    ) -> Response:
        marking = Marking(revision_id, edit, way, selector.strip() or None)
        mark(tools, marking, person.name, dismiss=bool(dismiss))
        return RedirectResponse(own_address(next, "/noise"), 303)

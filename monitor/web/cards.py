"""Picture cards of revisions: for the desk, and the same bytes for the API.

A picture changes when its revision is judged anew, so who has one asks again, by its digest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TypeVar

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from monitor.errors import EnvironmentRefused
from monitor.ports import Pictures
from monitor.report.words import N_
from monitor.shapes import Json
from monitor.web import report_schemas
from monitor.web.conditional import answered
from monitor.web.problems import SafeJSON
from monitor.web.queries import Id
from monitor.web.schemas import PROBLEMS

#: An SVG that is opened on its own may do nothing but be seen.
_ALONE = {"content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'self'"}
Drawn = TypeVar("Drawn")


def cards_router(pictures: Pictures | None) -> APIRouter:
    """`/revisions/{id}/card.png` and `.svg`; under `/api` these, and what the card says as JSON."""
    router = APIRouter(default_response_class=Response, responses=PROBLEMS)
    _add_words(router, pictures)
    _add_pictures(router, pictures)
    return router


def _add_words(router: APIRouter, pictures: Pictures | None) -> None:
    @router.get(
        "/api/revisions/{revision_id}/card",
        response_class=SafeJSON,
        response_model=report_schemas.Card,
        summary="What the picture of a revision says, with its text for who does not see it",
    )
    def card(revision_id: Id) -> Json:
        return {"revision": revision_id, **asdict(_of(pictures).card(revision_id))}


def _add_pictures(router: APIRouter, pictures: Pictures | None) -> None:
    @router.get("/revisions/{revision_id}/card.png", include_in_schema=False, name="card_png")
    @router.get(
        "/api/revisions/{revision_id}/card.png",
        responses={200: {"content": {"image/png": {}}}},
        summary="A revision as a picture for posting, 1200 by 630",
    )
    def png(request: Request, revision_id: Id) -> Response:
        body = _drawn(_of(pictures).png, revision_id)
        return answered(request, body, {"content-type": "image/png", "cache-control": "no-cache"})

    @router.get("/revisions/{revision_id}/card.svg", include_in_schema=False, name="card_svg")
    @router.get(
        "/api/revisions/{revision_id}/card.svg",
        responses={200: {"content": {"image/svg+xml": {}}}},
        summary="The same picture as SVG: outlines only",
    )
    def svg(request: Request, revision_id: Id) -> Response:
        body = _drawn(_of(pictures).svg, revision_id).encode()
        headers = {"content-type": "image/svg+xml", "cache-control": "no-cache", **_ALONE}
        return answered(request, body, headers)


def _of(pictures: Pictures | None) -> Pictures:
    if pictures is None:
        raise HTTPException(503, N_("This desk was opened without the room that draws."))
    return pictures


def _drawn(draw: Callable[[int], Drawn], revision_id: int) -> Drawn:
    try:
        return draw(revision_id)
    except EnvironmentRefused as error:
        raise HTTPException(503, str(error)) from error

"""Search over all that articles ever said: a page for people, the same for programs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from monitor.errors import UsageError
from monitor.model import Hit, Provenance, Version
from monitor.ports import Records
from monitor.searching import Piece, Question, marked, question, snippet
from monitor.shapes import Json, instant
from monitor.web import schemas
from monitor.web.filters import LARGEST_ID, LONGEST_SEARCH
from monitor.web.queries import Cursor
from monitor.web.render import Pages
from monitor.web.schemas import PROBLEMS

#: Hits on a page of the desk.
PAGE = 20
#: Characters of a snippet.
LENGTH = 280


@dataclass(frozen=True, slots=True)
class Shown:
    """A hit as the page shows it, its texts in pieces."""

    source: str
    version: Version
    headline: list[Piece]
    snippet: list[Piece]


class PieceShape(schemas.Shape):
    text: str
    marked: Annotated[bool, Field(description="Is it what was asked for?")]


class HitShape(schemas.Shape):
    """The latest version of an article that holds what was asked for."""

    article: int
    url: str | None
    source: str
    version: int
    provenance: Provenance
    seen_at: datetime
    headline: str | None
    snippet: list[PieceShape]


def search_router(records: Records, pages: Pages) -> APIRouter:
    """The page."""
    router = APIRouter(include_in_schema=False)

    @router.get("/search")
    def search(request: Request) -> Response:
        asked = request.query_params.get("search", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
        before = request.query_params.get("before", "")
        found: list[Hit] = []
        shown: list[Shown] = []
        problem = None
        if asked:
            try:
                looked_for = question(asked)
                found = records.search(asked, _number(before), PAGE)
                shown = [_shown(looked_for, hit) for hit in found]
            except UsageError as error:
                problem = str(error)
        more = None
        if len(found) == PAGE:
            more = f"/search?{urlencode({'search': asked, 'before': found[-1].version.id})}"
        values = {"here": "search", "asked": asked, "problem": problem, "hits": shown, "more": more}
        return pages.page("search.html", values)

    return router


def _number(text: str) -> int | None:
    return min(int(text), LARGEST_ID) if text.isascii() and text.isdecimal() and len(text) < 20 else None


def _shown(asked: Question, hit: Hit) -> Shown:
    document = hit.version.document
    return Shown(hit.source, hit.version, marked(asked, document.headline or ""), _snippet(asked, hit))


def _snippet(asked: Question, hit: Hit) -> list[Piece]:
    document = hit.version.document
    return snippet(asked, "\n".join(part for part in (document.standfirst, document.text) if part), LENGTH)


def search_api(records: Records) -> APIRouter:
    """The same for programs."""
    router = APIRouter(prefix="/api", responses=PROBLEMS)

    @router.get(
        "/search",
        response_model=schemas.Page[HitShape],
        summary="Articles by what any of their versions says, the latest first",
    )
    def search(
        search: Annotated[
            str,
            Query(
                min_length=1,
                max_length=LONGEST_SEARCH,
                pattern=r"^[^\x00]*$",
                description='Words, "phrases", -exceptions, beginnings*.',
            ),
        ],
        cursor: Cursor = None,
        limit: Annotated[int, Query(ge=1, le=100, description="How many at most.")] = PAGE,
    ) -> Json:
        looked_for = question(search)
        found = records.search(search, int(cursor) if cursor else None, limit)
        more = str(found[-1].version.id) if len(found) == limit else None
        return {"items": [_body(looked_for, hit) for hit in found], "next": more}  # fmt: skip

    return router


def _body(asked: Question, hit: Hit) -> Json:
    version = hit.version
    return {
        "article": version.article_id,
        "url": hit.article_url,
        "source": hit.source,
        "version": version.number,
        "provenance": version.provenance,
        "seen_at": instant(version.seen_at),
        "headline": version.document.headline,
        "snippet": [{"text": one.text, "marked": one.marked} for one in _snippet(asked, hit)],
    }

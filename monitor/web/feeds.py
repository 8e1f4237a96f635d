"""Feeds of revisions, Atom and JSON Feed: of everything, or of what a filter, a rule or a saved view leaves.

A feed is bounded and goes on by `next` links (RFC 5005). Who has it already is told so by its tag, without it
being written. A feed reader cannot sign in: the address of a share link gives it one feed and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from monitor import __version__
from monitor.ports import Records
from monitor.report.feed import Feed, atom, entry_mark, json_feed
from monitor.web.access import person_of
from monitor.web.chosen import ENTRIES, Chosen, FeedQuery, choose, chosen_by
from monitor.web.conditional import http_date, tag_of, unchanged
from monitor.web.queries import RowCursor
from monitor.web.schemas import PROBLEMS
from monitor.web.shares import GONE, HEADERS, filter_of, held_link
from monitor.web.tools import DeskTools

ATOM = "application/atom+xml; charset=utf-8"
JSON_FEED = "application/feed+json"
_WRITERS: dict[str, tuple[str, Callable[[Feed], str]]] = {
    "atom": (ATOM, atom),
    "json": (JSON_FEED, json_feed),
}
#: Feed readers may keep a feed, and must ask whether it is as it was.
_HEADERS = {"cache-control": "private, no-cache", "vary": "cookie, authorization"}


def feeds_router(tools: DeskTools) -> APIRouter:
    """`/feeds/revisions.atom` and `.json`."""
    router = APIRouter(default_response_class=Response, responses=PROBLEMS)

    @router.get(
        "/feeds/revisions.atom",
        summary="Revisions as an Atom feed, the newest first",
        responses={200: {"content": {"application/atom+xml": {}}}, 304: {"description": "As it was"}},
    )
    def atom_feed(request: Request, query: Annotated[FeedQuery, Query()]) -> Response:
        return feed_answer(request, tools, choose(tools, query, person_of(request).name), "atom")

    @router.get(
        "/feeds/revisions.json",
        summary="The same as JSON Feed 1.1",
        responses={200: {"content": {JSON_FEED: {}}}, 304: {"description": "As it was"}},
    )
    def json(request: Request, query: Annotated[FeedQuery, Query()]) -> Response:
        return feed_answer(request, tools, choose(tools, query, person_of(request).name), "json")

    return router


def shared_feeds_router(tools: DeskTools) -> APIRouter:
    """`/shared/{secret}/feed.atom` and `.json`: what a link to an article or a list shows."""
    router = APIRouter(prefix="/shared/{secret}", include_in_schema=False)

    @router.get("/feed.{form}")
    def shared(
        request: Request, secret: str, form: Literal["atom", "json"], cursor: RowCursor = None
    ) -> Response:
        link = held_link(tools, secret)
        if link.kind == "revision":
            raise HTTPException(404, GONE)
        which = replace(filter_of(link), cursor=cursor, limit=ENTRIES)
        name = f"{link.kind}={link.subject}" if link.subject else "all"
        path = f"/shared/{secret}"
        answer = feed_answer(request, tools, chosen_by(tools.records, which, (name, name), path), form, path)
        answer.headers.update(HEADERS)
        return answer

    return router


def feed_answer(request: Request, tools: DeskTools, chosen: Chosen, form: str, below: str = "") -> Response:
    """The feed, or a 304 to who has it as it is. `below` is the path of the pages that its reader may see."""
    media_type, write = _WRITERS[form]
    feed = _feed(request, tools, chosen, below)
    marks = (feed.address, feed.next or "", feed.title, *(entry_mark(one) for one in feed.entries))
    tag = tag_of(form, __version__, *marks)
    modified = feed.updated
    known = unchanged(request, tag, modified, _HEADERS)
    if known is not None:
        return known
    headers = {**_HEADERS, "content-type": media_type, "etag": tag, "last-modified": http_date(modified)}
    return Response(write(feed).encode(), headers=headers)


def _feed(request: Request, tools: DeskTools, chosen: Chosen, below: str) -> Feed:
    desk = (tools.settings.public_url or str(request.base_url)).rstrip("/")
    path = request.url.path
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]

    def at(**more: str) -> str:
        pairs = [*asked, *more.items()]
        return desk + path + (f"?{urlencode(pairs)}" if pairs else "")

    cursor = request.query_params.get("cursor")
    return Feed(
        store=store_mark(tools.records),
        name=chosen.name,
        title=f"monitor: {chosen.title}",
        address=at(cursor=cursor) if cursor else at(),
        first=at(),
        next=at(cursor=chosen.next) if chosen.next else None,
        home=desk + chosen.home + (f"?{urlencode(chosen.pairs)}" if chosen.pairs else ""),
        desk=desk + below,
        entries=chosen.entries,
    )


def store_mark(records: Records) -> str:
    """What tells this store from all others, for ever: how its journal begins."""
    first = next(iter(records.journal(0, 1)), None)
    return first.digest[:16] if first else "new"

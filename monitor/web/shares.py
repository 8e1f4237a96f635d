"""Links that show one thing to whoever holds them: a revision, an article, or a filtered list. No sign-in, no
way from there into the desk, and an end.

What a link shows is checked at each request: a revision below a link to a list must be in that list now.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from monitor.credentials import kept_of
from monitor.errors import MonitorError
from monitor.model import Revision, Role, ShareKind, ShareLink
from monitor.ports import RevisionFilter
from monitor.report import revision_view
from monitor.report.words import N_
from monitor.web.access import needs, person_of
from monitor.web.people_acts import PeopleActs
from monitor.web.people_bodies import standing_of
from monitor.web.people_schemas import NewShare
from monitor.web.queries import Id
from monitor.web.render import Pages
from monitor.web.sharing import list_filter, list_words
from monitor.web.tools import DeskTools

#: How many revisions a link to an article or a list shows.
MOST: Final = 200
GONE: Final = N_("This link shows nothing, or nothing any more. Ask whoever gave it to you for another.")
#: How exactly it is kept when a link was used last.
_EVERY: Final = timedelta(minutes=5)
HEADERS: Final = {"x-robots-tag": "noindex, nofollow, noarchive", "referrer-policy": "no-referrer"}


def shares_router(tools: DeskTools, pages: Pages) -> APIRouter:
    """The pages that list, make and revoke links."""
    router = APIRouter(prefix="/shares", dependencies=[Depends(needs(Role.REVIEWER))])
    acts = PeopleActs(tools)

    @router.get("")
    def shares(request: Request) -> Response:
        now = tools.clock()
        rows = [(one, standing_of(one.revoked_at, one.expires_at, now)) for one in acts.shares(request)]
        return pages.page("shares.html", {"here": "shares", "rows": rows})

    @router.get("/new")
    def ask(
        request: Request, kind: ShareKind, subject: Annotated[str, Query(max_length=2000)] = ""
    ) -> Response:
        said = list_words(subject, person_of(request).name, pages.words) if kind == "list" else []
        return pages.page("share.html", {"here": "shares", "kind": kind, "subject": subject, "said": said})

    @router.post("")
    def make(
        request: Request,
        kind: Annotated[ShareKind, Form()],
        subject: Annotated[str, Form(max_length=2000)] = "",
        days: Annotated[int, Form(ge=1, le=365)] = 7,
    ) -> Response:
        _, path = acts.make_share(request, NewShare(kind=kind, subject=subject, days=days))
        base = tools.settings.public_url or str(request.base_url).rstrip("/")
        return pages.page("made.html", {"here": "shares", "secret": None, "path": base + path})

    @router.post("/{link_id}/revoke")
    def revoke(request: Request, link_id: Id) -> Response:
        acts.revoke_share(request, link_id)
        return RedirectResponse("/shares", 303)

    return router


def shared_router(tools: DeskTools, pages: Pages) -> APIRouter:
    """What links show."""
    router = APIRouter(prefix="/shared/{secret}")

    @router.get("")
    def shown(secret: str) -> Response:
        link = held_link(tools, secret)
        if link.kind == "revision":
            return _revision(tools, pages, link, tools.records.revision(int(link.subject)))
        return _list(tools, pages, link, f"/shared/{secret}")

    @router.get("/revisions/{revision_id}")
    def revision(secret: str, revision_id: Id) -> Response:
        link = held_link(tools, secret)
        if link.kind == "revision":
            raise HTTPException(404, GONE)
        found = tools.records.revisions(_alone(filter_of(link), revision_id))
        if not found:
            raise HTTPException(404, GONE)
        return _revision(tools, pages, link, found[0])

    return router


def held_link(tools: DeskTools, secret: str) -> ShareLink:
    """The link that holds; who made it up, revoked or too old a one learns no more than that."""
    link, now = tools.records.share(kept_of(secret)), tools.clock()
    if link is None or standing_of(link.revoked_at, link.expires_at, now) != "used":
        raise HTTPException(404, GONE, headers=HEADERS)
    if link.last_used_at is None or now - link.last_used_at >= _EVERY:
        with suppress(MonitorError):
            tools.change(tools.records.use_share, link.id, now)
    return link


def filter_of(link: ShareLink) -> RevisionFilter:
    if link.kind == "article":
        return RevisionFilter(article_id=int(link.subject), changed_only=True, limit=MOST)
    return replace(list_filter(link), limit=MOST)


def _alone(which: RevisionFilter, revision_id: int) -> RevisionFilter:
    """Of what is asked for only that one."""
    after = max(revision_id - 1, which.after_id or 0)
    return replace(which, before_id=revision_id + 1, after_id=after, order="newest", limit=1)


def _list(tools: DeskTools, pages: Pages, link: ShareLink, path: str) -> Response:
    found = tools.records.revisions(filter_of(link))
    values = {
        "link": link,
        "article": tools.records.article(link.subject) if link.kind == "article" else None,
        "entries": [(one, revision_view(one, None, pages.words)) for one in found],
        "said": list_words(link.subject, link.made_by, pages.words) if link.kind == "list" else [],
        "path": path,
        "most": MOST if len(found) == MOST else None,
    }
    return _page(pages, "shared-list.html", values)


def _revision(tools: DeskTools, pages: Pages, link: ShareLink, found: Revision) -> Response:
    records = tools.records
    before = records.version(found.article_id, found.from_version)
    after = records.version(found.article_id, found.to_version)
    ids = sorted({before.snapshot_id, after.snapshot_id})
    values = {
        "link": link,
        "revision": found,
        "view": revision_view(found, after.document.language, pages.words),
        "captures": [records.snapshot(number) for number in ids],
    }
    return _page(pages, "shared-revision.html", values)


def _page(pages: Pages, name: str, values: Mapping[str, object]) -> Response:
    response = pages.page(name, values)
    response.headers.update(HEADERS)
    return response

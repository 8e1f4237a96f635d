"""The pages of articles: the list, one article's life, and each of its versions as it was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from monitor.errors import UsageError
from monitor.model import State, VersionOutline
from monitor.ports import ArticleFilter
from monitor.report import revision_view
from monitor.searching import question
from monitor.web.filters import LARGEST_ID, PAGE
from monitor.web.queries import Id, VersionNumber
from monitor.web.render import Pages
from monitor.web.steps import by_key
from monitor.web.timeline import timeline
from monitor.web.tools import DeskTools

#: How many looks and state changes the page of an article shows.
LOOKS = 200
#: How many versions it lists at once; the drawing and the headlines hold all of them.
VERSIONS = 50


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline and the versions that bore it, without a break."""

    text: str | None
    first: VersionOutline
    last: VersionOutline


def articles_router(tools: DeskTools, pages: Pages) -> APIRouter:
    """Everything under /articles but comparisons."""
    router = APIRouter(default_response_class=Response, include_in_schema=False)
    _add_list(router, tools, pages)
    _add_article(router, tools, pages)
    _add_version(router, tools, pages)
    return router


def _add_list(router: APIRouter, tools: DeskTools, pages: Pages) -> None:
    records = tools.records

    @router.get("/articles")
    def articles(request: Request) -> Response:
        params = request.query_params
        state = params.get("state", "")
        after = params.get("after", "")
        source, search = _plain(params.get("source")), _plain(params.get("search"))
        problems = [f"state cannot be {state!r}"] if state and state not in list(State) else []
        try:
            if search:
                question(search)
        except UsageError as error:
            problems.append(f"search cannot be {search!r} ({error})")
            search = None
        which = ArticleFilter(
            source=source,
            state=State(state) if state in list(State) else None,
            search=search,
            after_id=min(int(after), LARGEST_ID) if after.isascii() and after.isdecimal() else None,
            limit=PAGE,
        )
        found = records.articles(which)
        asked = {"source": source, "state": which.state and which.state.value, "search": search}
        values = {
            "here": "articles",
            "articles": found,
            "asked": asked,
            "problems": problems,
            "states": [one.value for one in State],
            "sources": [one.spec.name for one in records.sources()],
            "query": [(name, value) for name, value in asked.items() if value],
            "after": found[-1].id if len(found) == PAGE else None,
        }
        return pages.page("articles.html", values)


def _plain(value: str | None) -> str | None:
    return (value or "").replace("\x00", "").strip()[:200] or None


def _add_article(router: APIRouter, tools: DeskTools, pages: Pages) -> None:
    records = tools.records

    @router.get("/articles/{article_id}")
    def article(request: Request, article_id: Id) -> Response:
        found = records.article(str(article_id))
        versions = records.outline(found.id)
        shown, older = _window(versions, request.query_params.get("versions_before", ""))
        checks = records.checks(found.id, LOOKS)
        states = records.state_changes(found.id, LOOKS)
        led = records.revisions_by_id([one.revision_id for one in shown if one.revision_id is not None])
        values = {
            "here": "articles",
            "article": found,
            "versions": versions,
            "shown": shown,
            "older": older,
            "headlines": headlines(versions),
            "checks": checks,
            "states": states,
            "steps": {one.to_version: (one, revision_view(one, words=pages.words)) for one in led.values()},
            "declared": records.declared(found.id),
            "line": timeline(versions, states, checks, tools.clock(), pages.words),
        }
        return pages.page("article.html", values)


def _window(versions: Sequence[VersionOutline], before: str) -> tuple[Sequence[VersionOutline], int | None]:
    """The latest versions, or those before a number; and before which number there are more."""
    if before.isascii() and before.isdecimal() and len(before) < 10:
        versions = [one for one in versions if one.number < int(before)]
    shown = versions[-VERSIONS:]
    return shown, shown[0].number if len(versions) > len(shown) else None


def headlines(versions: Sequence[VersionOutline]) -> list[Headline]:
    """Every headline that the article bore, in order; one that came back is told again."""
    found: list[Headline] = []
    for one in versions:
        if found and found[-1].text == one.headline:
            found[-1] = Headline(one.headline, found[-1].first, one)
        else:
            found.append(Headline(one.headline, one, one))
    return found


def _add_version(router: APIRouter, tools: DeskTools, pages: Pages) -> None:
    records = tools.records

    @router.get("/articles/{article_id}/versions")
    def chosen(article_id: Id, number: str = "") -> Response:
        """Where the form that scrubs through versions leads without a script."""
        known = number.isascii() and number.isdecimal() and len(number) < 10 and int(number) > 0
        place = f"/articles/{article_id}" + (f"/versions/{int(number)}" if known else "")
        return RedirectResponse(place, 303)

    @router.get("/articles/{article_id}/versions/{number}")
    def version(article_id: Id, number: VersionNumber) -> Response:
        owner = records.article(str(article_id))
        found = records.version(article_id, number)
        values = {
            "here": "articles",
            "article": owner,
            "version": found,
            "document": found.document,
            "versions": records.outline(article_id),
            "evidence": [(found.snapshot_id, records.snapshot(found.snapshot_id))],
            "journal": by_key(records.entries_of("snapshot", [found.snapshot_id])),
        }
        return pages.page("version.html", values)

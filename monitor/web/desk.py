"""The web desk put together: pages, API, health and figures behind the guard."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from monitor import __version__
from monitor.web.api import api_router
from monitor.web.articles import articles_router
from monitor.web.assets import Assets
from monitor.web.cards import cards_router
from monitor.web.feeds import feeds_router, shared_feeds_router
from monitor.web.guard import TRUSTED, Guard
from monitor.web.health import Health
from monitor.web.hooks import hooks_router
from monitor.web.languages import ChooseLanguage
from monitor.web.live import Live, live_router
from monitor.web.memento import memento_router
from monitor.web.noise import noise_router
from monitor.web.noise_api import noise_api_router
from monitor.web.outbox import outbox_router
from monitor.web.pages import pages_router
from monitor.web.people import people_router
from monitor.web.people_api import people_api
from monitor.web.problems import PROBLEM, SafeJSON, add_handlers
from monitor.web.proof import proof_router
from monitor.web.queue import queue_router
from monitor.web.render import Pages
from monitor.web.reports import reports_api, reports_router
from monitor.web.review import review_router
from monitor.web.review_api import review_api_router
from monitor.web.rules import rules_api, rules_router
from monitor.web.search import search_api, search_router
from monitor.web.setup import setup_router
from monitor.web.setup_api import setup_api
from monitor.web.shares import shared_router, shares_router
from monitor.web.signin import signin_router
from monitor.web.sources import sources_api, sources_router
from monitor.web.steps import steps_router
from monitor.web.tagged import Tagged
from monitor.web.tools import DeskTools
from monitor.web.views import views_api, views_router

FIGURES = "text/plain; version=0.0.4; charset=utf-8"


def create_desk(tools: DeskTools) -> FastAPI:
    """The desk as an ASGI application. Its endpoints are plain functions, so that they run in
    threads and a slow read of the store never holds up the event loop."""
    records, clock = tools.records, tools.clock
    desk = _Desk(
        title="monitor",
        version=__version__,
        summary="Which articles changed, how, and was it owned up to?",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        default_response_class=SafeJSON,
    )
    assets = Assets()
    pages = Pages(clock, assets)
    desk.include_router(api_router(records, clock, tools.health))
    live = desk.state.live = Live(records.news)
    desk.include_router(live_router(live))
    desk.include_router(queue_router(tools, pages))
    desk.include_router(review_router(tools))
    desk.include_router(review_api_router(tools))
    desk.include_router(noise_router(tools, pages))
    desk.include_router(noise_api_router(tools))
    desk.include_router(pages_router(records, pages), include_in_schema=False)
    desk.include_router(outbox_router(tools, pages))
    desk.include_router(steps_router(tools, pages))
    desk.include_router(articles_router(tools, pages))
    desk.include_router(sources_router(tools, pages))
    desk.include_router(setup_router(tools, pages))
    desk.include_router(setup_api(tools))
    desk.include_router(rules_router(tools, pages))
    desk.include_router(rules_api(tools))
    desk.include_router(sources_api(tools))
    desk.include_router(views_router(tools, pages))
    desk.include_router(views_api(tools))
    desk.include_router(search_router(records, pages))
    desk.include_router(search_api(records))
    desk.include_router(memento_router(records), include_in_schema=False)
    desk.include_router(cards_router(tools.pictures))
    desk.include_router(proof_router(tools))
    desk.include_router(feeds_router(tools))
    desk.include_router(shared_feeds_router(tools))
    desk.include_router(reports_router(tools, pages))
    desk.include_router(reports_api(tools))
    desk.include_router(hooks_router(tools))
    desk.include_router(people_api(tools))
    for people in (signin_router, people_router, shares_router, shared_router):
        desk.include_router(people(tools, pages), include_in_schema=False)
    _add_upkeep(desk, tools.health, tools.metrics)
    _add_operations(desk, pages)
    _add_assets(desk, assets)
    add_handlers(desk, pages)
    desk.add_middleware(Tagged)
    desk.add_middleware(Guard, tools=tools, pages=pages)
    # Outside the guard, so that it refuses in the reader's language too; it decides nothing.
    desk.add_middleware(ChooseLanguage, otherwise=tools.settings.language, at_hand=pages.at_hand)
    return desk


class _Desk(FastAPI):
    """Describes its API when that is first asked for: it takes as long as all else of a desk's making."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._describing = Lock()

    def openapi(self) -> dict[str, Any]:
        with self._describing:
            is_new = self.openapi_schema is None
            schema = super().openapi()
            if is_new:
                _describe_problems(schema)
                _describe_doors(schema)
        return schema


def _describe_problems(schema: dict[str, Any]) -> None:
    """The framework describes every answer as plain JSON; ours to wrong requests are problem details."""
    for operations in schema["paths"].values():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                if status >= "400":
                    answer["content"] = {PROBLEM: answer["content"]["application/json"]}


def _describe_doors(schema: dict[str, Any]) -> None:
    """By what a program, a feed reader or a browser is let in; on a desk without accounts, by nothing."""
    schema.setdefault("components", {})["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "An API token."},
        "password": {
            "type": "http",
            "scheme": "basic",
            "description": "The name and password of the config, or an API token under any name.",
        },
    }
    schema["security"] = [{"token": []}, {"password": []}]


def _add_upkeep(desk: FastAPI, health: Callable[[], Health], metrics: Callable[[], bytes]) -> None:
    @desk.get("/healthz", include_in_schema=False)
    def healthz(request: Request) -> Response:
        condition = health()
        body: dict[str, object] = {"ok": condition.ok}
        if request.scope.get(TRUSTED):
            body["detail"] = dict(condition.detail)
        return SafeJSON(body, status_code=200 if condition.ok else 503)

    @desk.get("/metrics", include_in_schema=False)
    def figures() -> Response:
        return Response(metrics(), headers={"content-type": FIGURES})


def _add_operations(desk: FastAPI, pages: Pages) -> None:
    @desk.get("/api", include_in_schema=False)
    def operations() -> Response:
        return pages.page("api.html", {"here": "api", "schema": desk.openapi()})


def _add_assets(desk: FastAPI, assets: Assets) -> None:
    @desk.get("/static/{name}", include_in_schema=False)
    def static(name: str) -> Response:
        found = assets.response(name)
        if found is None:
            raise HTTPException(404, "The desk has no such file.")
        return found

"""The pages of the desk: what to read from the records for each, and which template draws it."""

from __future__ import annotations

from typing import Final, get_args

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from monitor.examine import judge_pair
from monitor.model import DeliveryState, State, Version
from monitor.ports import ArticleFilter, Clock, Records, RevisionFilter
from monitor.report import judgement_view, revision_view
from monitor.web.bodies import delivery_state
from monitor.web.captures import can_be_drawn, drawn_capture, raw_capture
from monitor.web.filters import CHANGES, DISCLOSURES, LABELS, LARGEST_ID, PAGE, read_filter
from monitor.web.queries import Id, VersionNumber
from monitor.web.render import Pages
from monitor.web.standing import standing
from monitor.web.timeline import timeline

#: How many looks and state changes the page of an article shows.
LOOKS = 200
DELIVERY_STATES: Final[tuple[DeliveryState, ...]] = get_args(DeliveryState)
#: How many deliveries the page of alerts shows.
OUTBOX = 100


def pages_router(records: Records, clock: Clock, pages: Pages) -> APIRouter:
    """Every page for people."""
    router = APIRouter(default_response_class=Response)
    _add_revisions(router, records, pages)
    _add_articles(router, records, pages)
    _add_article(router, records, clock, pages)
    _add_compare(router, records, pages)
    _add_snapshots(router, records, pages)
    _add_upkeep(router, records, clock, pages)
    return router


def _add_revisions(router: APIRouter, records: Records, pages: Pages) -> None:
    @router.get("/")
    def revisions(request: Request) -> Response:
        asked = read_filter(request.query_params)
        found = records.revisions(asked.which)
        values = {
            "here": "revisions",
            "asked": asked,
            "entries": [(revision, revision_view(revision, words=pages.words)) for revision in found],
            "sources": [source.spec.name for source in records.sources()],
            "labels": LABELS, "changes": CHANGES, "disclosures": DISCLOSURES,
            "older": asked.address(before=str(found[-1].id)) if len(found) == PAGE else None,
            "empty_store": not found and not asked.query and not records.revisions(RevisionFilter(limit=1)),
        }  # fmt: skip
        return pages.page("revisions.html", values)

    @router.get("/revisions/{revision_id}")
    def revision(request: Request, revision_id: Id) -> Response:
        found = records.revision(revision_id)
        before = records.version(found.article_id, found.from_version)
        after = records.version(found.article_id, found.to_version)
        values = {
            **_step(records, request, before, after),
            "view": revision_view(found, after.document.language, pages.words),
            "revision": found,
            "witness": records.witness(revision_id),
            "article": records.article(str(found.article_id)),
        }
        return pages.page("step.html", values)


def _step(records: Records, request: Request, before: Version, after: Version) -> dict[str, object]:
    """What the page of a step needs besides the judgement: the evidence on both sides."""
    ids = sorted({before.snapshot_id, after.snapshot_id})
    return {
        "here": "revisions",
        "mode": "side" if request.query_params.get("view") == "side" else "inline",
        "before": before,
        "after": after,
        "evidence": [(number, records.snapshot(number)) for number in ids],
        "path": request.url.path,
    }


def _add_articles(router: APIRouter, records: Records, pages: Pages) -> None:
    @router.get("/articles")
    def articles(request: Request) -> Response:
        params = request.query_params
        state = params.get("state", "")
        after = params.get("after", "")
        source, search = _plain(params.get("source")), _plain(params.get("search"))
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
            "states": [one.value for one in State],
            "sources": [one.spec.name for one in records.sources()],
            "query": [(name, value) for name, value in asked.items() if value],
            "after": found[-1].id if len(found) == PAGE else None,
        }
        return pages.page("articles.html", values)


def _plain(value: str | None) -> str | None:
    return (value or "").replace("\x00", "").strip()[:200] or None


def _add_article(router: APIRouter, records: Records, clock: Clock, pages: Pages) -> None:
    @router.get("/articles/{article_id}")
    def article(article_id: Id) -> Response:
        found = records.article(str(article_id))
        versions = records.versions(found.id)
        checks = records.checks(found.id, LOOKS)
        states = records.state_changes(found.id, LOOKS)
        steps = records.revisions(RevisionFilter(article_id=found.id, limit=500))
        values = {
            "here": "articles",
            "article": found,
            "versions": versions,
            "checks": checks,
            "states": states,
            "steps": {step.to_version: (step, revision_view(step, words=pages.words)) for step in steps},
            "line": timeline(versions, states, checks, clock()),
        }
        return pages.page("article.html", values)

    @router.get("/articles/{article_id}/versions/{number}")
    def version(article_id: Id, number: VersionNumber) -> Response:
        owner = records.article(str(article_id))
        found = records.version(article_id, number)
        values = {
            "here": "articles",
            "article": owner,
            "version": found,
            "document": found.document,
            "evidence": [(found.snapshot_id, records.snapshot(found.snapshot_id))],
        }
        return pages.page("version.html", values)


def _add_compare(router: APIRouter, records: Records, pages: Pages) -> None:
    @router.get("/articles/{article_id}/compare")
    def compare(request: Request, article_id: Id) -> Response:
        owner = records.article(str(article_id))
        first, second = (_number(request, name) for name in ("from", "to"))
        if first is None or second is None or first == second:
            raise HTTPException(422, "Choose two different versions: ?from=1&to=2.")
        before, after = (records.version(article_id, number) for number in sorted((first, second)))
        judgement = judge_pair(before.document, after.document)
        values = {
            **_step(records, request, before, after),
            "here": "articles",
            "view": judgement_view(judgement, after.document.language),
            "revision": None,
            "article": owner,
        }
        return pages.page("step.html", values)


def _number(request: Request, name: str) -> int | None:
    value = request.query_params.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 19 else None


def _add_snapshots(router: APIRouter, records: Records, pages: Pages) -> None:
    @router.get("/snapshots/{snapshot_id}")
    def snapshot(snapshot_id: Id) -> Response:
        found = records.snapshot(snapshot_id)
        values = {
            "here": "articles",
            "evidence": [(snapshot_id, found)],
            "snapshot_id": snapshot_id,
            "snapshot": found,
            "drawn": can_be_drawn(found),
        }
        return pages.page("snapshot.html", values)

    @router.get("/snapshots/{snapshot_id}/raw")
    def raw(snapshot_id: Id) -> Response:
        return raw_capture(records.snapshot(snapshot_id))

    @router.get("/snapshots/{snapshot_id}/page")
    def page(snapshot_id: Id) -> Response:
        return drawn_capture(records.snapshot(snapshot_id))


def _add_upkeep(router: APIRouter, records: Records, clock: Clock, pages: Pages) -> None:
    @router.get("/sources")
    def sources() -> Response:
        now = clock()
        rows = [(health, standing(health)) for health in records.source_health(now)]
        return pages.page("sources.html", {"here": "sources", "rows": rows, "counts": records.counts(now)})

    @router.get("/alerts")
    def alerts(request: Request) -> Response:
        asked = request.query_params.get("state", "")
        wanted = next((state for state in DELIVERY_STATES if state == asked), None)
        counts = records.counts(clock())
        values = {
            "here": "alerts",
            "rows": [(one, delivery_state(one)) for one in records.deliveries(OUTBOX, wanted)],
            "tabs": {"waiting": counts.alerts_waiting, "failed": counts.alerts_failed, "delivered": None},
            "wanted": wanted,
            "shown": OUTBOX,
        }
        return pages.page("alerts.html", values)

"""The JSON API: the same reading as the desk, for programs. GET only; nothing here changes anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request

from monitor import __version__
from monitor.examine import judge_pair
from monitor.model import DeliveryState, State
from monitor.ports import ArticleFilter, Clock, Records, cursor_after
from monitor.shapes import (
    Json,
    article_json,
    check_json,
    pair_json,
    revision_json,
    state_change_json,
    version_json,
)
from monitor.web import schemas
from monitor.web.access import person_of
from monitor.web.bodies import (
    alert_body,
    delivery_body,
    snapshot_body,
    source_body,
    status_body,
)
from monitor.web.declared import declared_router
from monitor.web.filters import view_filter
from monitor.web.health import Health
from monitor.web.queries import Cursor, Id, Limit, RevisionQuery, Text, VersionChoice, VersionNumber


def api_router(records: Records, clock: Clock, health: Callable[[], Health]) -> APIRouter:
    """Every operation, under /api."""
    router = APIRouter(prefix="/api", responses=schemas.PROBLEMS)
    _add_status(router, records, clock, health)
    _add_revisions(router, records)
    _add_articles(router, records)
    _add_versions(router, records)
    _add_alerts(router, records)
    router.include_router(declared_router(records))
    return router


def _page(items: Sequence[Json], limit: int) -> Json:
    """A full page may have one after it; a short one cannot."""
    return {"items": items, "next": str(items[-1]["id"]) if len(items) == limit else None}


def _add_status(router: APIRouter, records: Records, clock: Clock, health: Callable[[], Health]) -> None:
    @router.get("/status", response_model=schemas.Status, summary="How the monitor is, and its counts")
    def status() -> Json:
        now, condition = clock(), health()
        return status_body(condition.ok, dict(condition.detail), records.counts(now), now, __version__)

    @router.get("/sources", response_model=schemas.Page[schemas.Source], summary="Sources and their health")
    def sources() -> Json:
        return {"items": [source_body(one) for one in records.source_health(clock())], "next": None}


def _add_revisions(router: APIRouter, records: Records) -> None:
    @router.get("/revisions", response_model=schemas.Page[schemas.Revision], summary="Judged revisions")
    def revisions(request: Request, query: Annotated[RevisionQuery, Query()]) -> Json:
        which = query.filter()
        if query.view:
            person = person_of(request).name
            shown = view_filter(records.view(query.view, person), person)
            which = replace(shown, cursor=which.cursor, limit=which.limit, order=which.order)
        found = records.revisions(which)
        more = cursor_after(found[-1], query.order) if len(found) == query.limit else None
        return {"items": [revision_json(revision) for revision in found], "next": more}

    @router.get("/revisions/{revision_id}", response_model=schemas.Revision, summary="One revision")
    def revision(revision_id: Id) -> Json:
        return revision_json(records.revision(revision_id))


def _add_articles(router: APIRouter, records: Records) -> None:
    @router.get("/articles", response_model=schemas.Page[schemas.Article], summary="Tracked articles")
    def articles(
        source: Text = None,
        state: Annotated[State | None, Query()] = None,
        search: Text = None,
        cursor: Cursor = None,
        limit: Limit = 100,
    ) -> Json:
        after = int(cursor) if cursor else None
        which = ArticleFilter(source=source, state=state, search=search or None, after_id=after, limit=limit)
        return _page([article_json(article) for article in records.articles(which)], limit)

    @router.get("/articles/{article_id}", response_model=schemas.Article, summary="One article")
    def article(article_id: Id) -> Json:
        return article_json(records.article(str(article_id)))

    @router.get(
        "/articles/{article_id}/checks",
        response_model=schemas.Page[schemas.Check],
        summary="Looks at an article, the newest first",
    )
    def checks(article_id: Id, limit: Limit = 100) -> Json:
        found = records.checks(records.article(str(article_id)).id, limit)
        return {"items": [check_json(check) for check in found], "next": None}

    @router.get(
        "/articles/{article_id}/states",
        response_model=schemas.Page[schemas.StateChange],
        summary="Where an article stood, the newest change first",
    )
    def states(article_id: Id, limit: Limit = 100) -> Json:
        found = records.state_changes(records.article(str(article_id)).id, limit)
        return {"items": [state_change_json(change) for change in found], "next": None}


def _add_versions(router: APIRouter, records: Records) -> None:
    @router.get(
        "/articles/{article_id}/versions",
        response_model=schemas.Page[schemas.Version],
        summary="All versions of an article",
    )
    def versions(article_id: Id) -> Json:
        found = records.versions(records.article(str(article_id)).id)
        return {"items": [version_json(version) for version in found], "next": None}

    @router.get(
        "/articles/{article_id}/versions/{number}", response_model=schemas.Version, summary="One version"
    )
    def version(article_id: Id, number: VersionNumber) -> Json:
        return version_json(records.version(article_id, number))

    @router.get(
        "/articles/{article_id}/compare",
        response_model=schemas.Comparison,
        summary="Any two versions of an article, compared and judged now",
    )
    def compare(
        article_id: Id,
        from_version: Annotated[VersionChoice, Query(alias="from")],
        to_version: Annotated[VersionChoice, Query(alias="to")],
    ) -> Json:
        before = records.version(article_id, from_version)
        after = records.version(article_id, to_version)
        judged = pair_json(None, judge_pair(before.document, after.document))
        return {**judged, "article": article_id, "from_version": from_version, "to_version": to_version}

    @router.get(
        "/snapshots/{snapshot_id}", response_model=schemas.Snapshot, summary="Evidence of one capture"
    )
    def snapshot(snapshot_id: Id) -> Json:
        return snapshot_body(snapshot_id, records.snapshot(snapshot_id))


def _add_alerts(router: APIRouter, records: Records) -> None:
    @router.get("/alerts", response_model=schemas.Page[schemas.Alert], summary="Alerts, the newest first")
    def alerts(limit: Limit = 100) -> Json:
        return {"items": [alert_body(alert) for alert in records.alerts(limit)], "next": None}

    @router.get(
        "/deliveries",
        response_model=schemas.Page[schemas.Delivery],
        summary="The outbox: deliveries, the newest first",
    )
    def deliveries(
        state: Annotated[DeliveryState | None, Query()] = None, cursor: Cursor = None, limit: Limit = 100
    ) -> Json:
        found = records.deliveries(limit, state, int(cursor) if cursor else None)
        return _page([delivery_body(one) for one in found], limit)

"""The pages of sources: how each is doing, how fast its articles change, how it owned up to its changes.

The same for programs: one source, and its disclosure record.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from monitor.errors import NotFoundError
from monitor.model import SourceHealth
from monitor.schedule import LearnedRate, learned_rates
from monitor.shapes import Json
from monitor.urls import authority
from monitor.web import schemas
from monitor.web import source_schemas as shapes
from monitor.web.bodies import CAUTION, disclosure_body, source_body
from monitor.web.queries import Id
from monitor.web.render import Pages
from monitor.web.standing import standing
from monitor.web.tools import DeskTools


def sources_router(tools: DeskTools, pages: Pages) -> APIRouter:
    """Everything under /sources."""
    router = APIRouter(default_response_class=Response, include_in_schema=False)
    records = tools.records

    @router.get("/sources")
    def sources() -> Response:
        now = tools.clock()
        rows = [(health, standing(health, pages.words)) for health in records.source_health(now)]
        return pages.page("sources.html", {"here": "sources", "rows": rows, "counts": records.counts(now)})

    @router.get("/sources/{source_id}")
    def source(source_id: Id) -> Response:
        health = one_health(tools, source_id)
        values = {
            "here": "sources",
            "health": health,
            "spec": health.source.spec,
            "how": standing(health, pages.words),
            "rates": rates_of(tools, health),
            "caution": CAUTION,
            "record": records.disclosure_record(source_id, tools.clock()),
        }
        return pages.page("source.html", values)

    return router


def sources_api(tools: DeskTools) -> APIRouter:
    """What programs read of one source."""
    router = APIRouter(prefix="/api/sources", responses=schemas.PROBLEMS)

    @router.get("/{source_id}", response_model=schemas.Source, summary="One source and its health")
    def source(source_id: Id) -> Json:
        return source_body(one_health(tools, source_id))

    @router.get(
        "/{source_id}/disclosure",
        response_model=shapes.DisclosureRecord,
        summary="How a source owned up to what it changed, with the denominators",
    )
    def disclosure(source_id: Id) -> Json:
        return disclosure_body(tools.records.disclosure_record(source_id, tools.clock()))

    return router


def one_health(tools: DeskTools, source_id: int) -> SourceHealth:
    """How one source is doing; NotFoundError if there is none."""
    for health in tools.records.source_health(tools.clock(), source_id):
        return health
    raise NotFoundError(f"There is no source number {source_id}.")


def rates_of(tools: DeskTools, health: SourceHealth) -> list[LearnedRate]:
    """What was learned of the host of the source's own address, its live blogs apart."""
    host = authority(health.source.spec.location)
    return [rate for rate in learned_rates(tools.records.rate_tallies()) if rate.host == host]

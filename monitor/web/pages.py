"""The pages of the desk: what to read from the records for each, and which template draws it."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from monitor.ports import Records
from monitor.web.captures import can_be_drawn, drawn_capture, raw_capture
from monitor.web.queries import Id
from monitor.web.render import Pages
from monitor.web.steps import by_key


def pages_router(records: Records, pages: Pages) -> APIRouter:
    """Every page for people."""
    router = APIRouter(default_response_class=Response)
    _add_snapshots(router, records, pages)
    return router


def _add_snapshots(router: APIRouter, records: Records, pages: Pages) -> None:
    @router.get("/snapshots/{snapshot_id}")
    def snapshot(snapshot_id: Id) -> Response:
        found = records.snapshot(snapshot_id)
        values = {
            "here": "articles",
            "evidence": [(snapshot_id, found)],
            "snapshot_id": snapshot_id,
            "snapshot": found,
            "journal": by_key(records.entries_of("snapshot", [snapshot_id])),
            "drawn": can_be_drawn(found),
        }
        return pages.page("snapshot.html", values)

    @router.get("/snapshots/{snapshot_id}/raw")
    def raw(snapshot_id: Id) -> Response:
        return raw_capture(records.snapshot(snapshot_id))

    @router.get("/snapshots/{snapshot_id}/page")
    def page(snapshot_id: Id) -> Response:
        return drawn_capture(records.snapshot(snapshot_id))

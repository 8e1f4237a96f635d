"""Setting sources up, for programs. What changes anything takes the role of an admin."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, File, Query, UploadFile
from starlette.responses import Response

from monitor.model import Role, Source
from monitor.report.escape import without_password
from monitor.shapes import Json, instant
from monitor.sources import write_opml
from monitor.web import schemas, setting_up
from monitor.web import source_schemas as shapes
from monitor.web.access import needs
from monitor.web.bodies import source_body
from monitor.web.queries import Id
from monitor.web.sources import one_health
from monitor.web.tools import DeskTools

_ADMIN = [Depends(needs(Role.ADMIN))]
OPML = "text/x-opml; charset=utf-8"


def setup_api(tools: DeskTools) -> APIRouter:
    """Under /api/sources."""
    router = APIRouter(prefix="/api/sources", responses=schemas.PROBLEMS)
    _add_lists(router, tools)
    _add_writing(router, tools)
    return router


def _body(tools: DeskTools, source: Source) -> Json:
    return source_body(one_health(tools, source.id))


def _add_lists(router: APIRouter, tools: DeskTools) -> None:
    @router.post(
        "/preview",
        response_model=shapes.Preview,
        dependencies=_ADMIN,
        summary="What an address is and offers, asked now; nothing is written",
    )
    def preview(asked: shapes.Question) -> Json:
        found = setting_up.preview(tools, asked.location, asked.kind)
        return {
            "location": found.address,
            "kind": found.kind.value,
            "title": found.title,
            "offers": [{"kind": kind.value, "location": location} for kind, location in found.offers],
            "leads": [
                {"url": lead.url, "title": lead.title, "published_at": instant(lead.published_at)}
                for lead in found.leads
            ],
            "leads_found": found.leads_found,
            "problem": found.problem,
        }

    @router.get("/opml", response_class=Response, summary="The sources that are watched, as OPML")
    def opml() -> Response:
        watched = [source.spec for source in tools.records.sources() if source.active]
        return Response(write_opml(watched), headers={"content-type": OPML})

    @router.post(
        "/opml",
        response_model=shapes.OpmlList,
        dependencies=_ADMIN,
        summary="Read an OPML list; with apply, watch what it names and is not watched yet",
    )
    def take_in(
        file: Annotated[UploadFile, File(description="The list.")], apply: Annotated[bool, Query()] = False
    ) -> Json:
        found = setting_up.read_list(tools, file.file.read(setting_up.MOST_LIST_BYTES + 1))
        added = setting_up.add_list(tools, found) if apply and not found.problems else []
        return {
            "sources": [
                {
                    "name": one.spec.name,
                    "kind": one.spec.kind.value,
                    "location": without_password(one.spec.location),
                    "tags": list(one.spec.tags),
                    "known": one.known,
                }
                for one in found.sources
            ],
            "problems": list(found.problems),
            "added": [_body(tools, source) for source in added],
        }


def _add_writing(router: APIRouter, tools: DeskTools) -> None:
    @router.post(
        "", response_model=schemas.Source, status_code=201, dependencies=_ADMIN, summary="Watch a source"
    )
    def add(draft: shapes.NewSource) -> Json:
        return _body(tools, setting_up.add(tools, draft))

    @router.put(
        "/{source_id}",
        response_model=schemas.Source,
        dependencies=_ADMIN,
        summary="Change what is asked of a source that was added here or by command",
    )
    def change(source_id: Id, rules: shapes.SourceRules) -> Json:
        return _body(tools, setting_up.change(tools, source_id, rules))

    @router.post(
        "/{source_id}/pause", response_model=schemas.Source, dependencies=_ADMIN, summary="Rest from a source"
    )
    def pause(source_id: Id) -> Json:
        return _body(tools, setting_up.pause(tools, source_id, True))

    @router.post(
        "/{source_id}/resume",
        response_model=schemas.Source,
        dependencies=_ADMIN,
        summary="Go on with a source that was paused",
    )
    def resume(source_id: Id) -> Json:
        return _body(tools, setting_up.pause(tools, source_id, False))

    @router.delete(
        "/{source_id}",
        status_code=204,
        response_class=Response,
        dependencies=_ADMIN,
        summary="Stop watching a source that was added; its history stays",
    )
    def remove(source_id: Id) -> Response:
        setting_up.remove(tools, source_id)
        return Response(status_code=204)

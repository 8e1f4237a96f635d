"""The evidence package of a revision, to download: for the desk, and the same bytes for the API.

It is sent in parts while the journal is read, and never held whole. Whoever may see captured pages may have
it.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from monitor.errors import EnvironmentRefused
from monitor.report.words import N_
from monitor.web.queries import Id
from monitor.web.schemas import PROBLEMS
from monitor.web.tools import DeskTools


def proof_router(tools: DeskTools) -> APIRouter:
    """`/revisions/{id}/evidence.zip`, and under `/api`."""
    router = APIRouter(default_response_class=Response, responses=PROBLEMS)

    @router.get("/revisions/{revision_id}/evidence.zip", include_in_schema=False, name="evidence_zip")
    @router.get(
        "/api/revisions/{revision_id}/evidence.zip",
        responses={200: {"content": {"application/zip": {}}}},
        summary="What proves a revision, for others to check without this program",
    )
    def evidence(revision_id: Id) -> Response:
        if tools.evidence is None:
            raise HTTPException(503, N_("This desk was opened without what packs evidence."))
        try:
            parts = tools.evidence(revision_id)
        except EnvironmentRefused as error:
            raise HTTPException(503, str(error)) from error
        named = f'attachment; filename="revision-{revision_id}-evidence.zip"'
        headers = {"content-disposition": named, "x-accel-buffering": "no"}
        return StreamingResponse(parts, media_type="application/zip", headers=headers)

    return router

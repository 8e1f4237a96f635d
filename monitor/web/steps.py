"""The page of a step between two versions: one that was recorded, or any two compared now."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from monitor.examine import judge_pair
from monitor.model import JournalEntry, Version
from monitor.ports import Records
from monitor.report import judgement_view, revision_view
from monitor.report.words import N_
from monitor.web.queries import Id
from monitor.web.render import Pages
from monitor.web.review import review_values
from monitor.web.tools import DeskTools


def steps_router(tools: DeskTools, pages: Pages) -> APIRouter:
    """`/revisions/{id}` and `/articles/{id}/compare`."""
    router = APIRouter(default_response_class=Response, include_in_schema=False)
    _add_revision(router, tools, pages)
    _add_compare(router, tools, pages)
    return router


def _add_revision(router: APIRouter, tools: DeskTools, pages: Pages) -> None:
    records = tools.records

    @router.get("/revisions/{revision_id}")
    def revision(request: Request, revision_id: Id) -> Response:
        found = records.revision(revision_id)
        before = records.version(found.article_id, found.from_version)
        after = records.version(found.article_id, found.to_version)
        around = {one.number: one.revision_id for one in records.outline(found.article_id)}
        values = {
            **_step(records, request, before, after),
            **review_values(records, found, request, pages.words),
            "view": revision_view(found, after.document.language, pages.words),
            "revision": found,
            "witness": records.witness(revision_id),
            "article": records.article(str(found.article_id)),
            "previous": around.get(found.from_version),
            "next": around.get(found.to_version + 1),
            "entries": records.entries_of("revision", [revision_id]),
            "pictured": tools.pictures is not None,
            "packed": tools.evidence is not None,
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
        "journal": by_key(records.entries_of("snapshot", ids)),
        "path": request.url.path,
    }


def by_key(entries: list[JournalEntry]) -> dict[int, list[JournalEntry]]:
    """The entries of the journal by the row that they are about."""
    found: dict[int, list[JournalEntry]] = {}
    for entry in entries:
        found.setdefault(int(entry.key), []).append(entry)
    return found


def _add_compare(router: APIRouter, tools: DeskTools, pages: Pages) -> None:
    records = tools.records

    @router.get("/articles/{article_id}/compare")
    def compare(request: Request, article_id: Id) -> Response:
        owner = records.article(str(article_id))
        first, second = (_number(request, name) for name in ("from", "to"))
        if first is None or second is None or first == second:
            raise HTTPException(422, N_("Choose two different versions: ?from=1&to=2."))
        before, after = (records.version(article_id, number) for number in sorted((first, second)))
        judgement = judge_pair(before.document, after.document)
        values = {
            **_step(records, request, before, after),
            "here": "articles",
            "view": judgement_view(judgement, after.document.language, pages.words),
            "revision": None,
            "article": owner,
        }
        return pages.page("step.html", values)


def _number(request: Request, name: str) -> int | None:
    value = request.query_params.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 19 else None

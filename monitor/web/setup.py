"""The pages on which sources are set up: add after a look, change, pause, remove, and take in a list.

Everybody at the desk may read them; what changes anything takes the role of an admin.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, UploadFile
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from monitor.errors import UsageError
from monitor.model import Role, SourceKind, SourcePreview
from monitor.web import setting_up
from monitor.web.access import needs
from monitor.web.queries import Id
from monitor.web.render import Pages
from monitor.web.source_forms import LONGEST, Complaint, SourceForm, complaints, form_of
from monitor.web.standing import standing
from monitor.web.tools import DeskTools

#: Pauses between looks that the form offers, in seconds; and ages after which an article is left alone.
PAUSES = (300, 900, 3600, 6 * 3600, 86400, 7 * 86400)
AGES = (86400, 3 * 86400, 7 * 86400, 30 * 86400, 365 * 86400)
KINDS = tuple(kind for kind in SourceKind if kind is not SourceKind.FILE)
_ADMIN = [Depends(needs(Role.ADMIN))]
_CHOICES = {"here": "setup", "kinds": KINDS, "pauses": PAUSES, "ages": AGES}

Filled = Annotated[SourceForm, Form()]
Given = Annotated[str, Form(max_length=LONGEST)]


def setup_router(tools: DeskTools, pages: Pages) -> APIRouter:
    """Everything under /setup that is about sources."""
    router = APIRouter(default_response_class=Response, include_in_schema=False)
    _add_overview(router, tools, pages)
    _add_new(router, tools, pages)
    _add_one(router, tools, pages)
    _add_switches(router, tools)
    _add_list(router, tools, pages)
    return router


def _add_overview(router: APIRouter, tools: DeskTools, pages: Pages) -> None:
    @router.get("/setup")
    def overview() -> Response:
        healths = [one for one in tools.records.source_health(tools.clock()) if one.source.active]
        rows = [(one, standing(one, pages.words)) for one in healths]
        return pages.page("setup.html", {**_CHOICES, "rows": rows})


def _add_new(router: APIRouter, tools: DeskTools, pages: Pages) -> None:
    def drawn(given: SourceForm, found: SourcePreview | None, wrong: list[Complaint]) -> Response:
        values = {**_CHOICES, "given": given, "found": found, "wrong": wrong}
        return pages.page("setup_new.html", values, 422 if wrong else 200)

    @router.post("/setup/preview", dependencies=_ADMIN)
    def preview(location: Given, kind: Given = "") -> Response:
        """Changes nothing, but no page of another site may make the monitor ask an address."""
        wanted = next((one for one in KINDS if one.value == kind), None)
        found = setting_up.preview(tools, location.strip(), wanted)
        name = (found.title or "")[:200]
        return drawn(SourceForm(location=found.address, kind=found.kind.value, name=name), found, [])

    @router.post("/setup/sources", dependencies=_ADMIN)
    def add(given: Filled) -> Response:
        try:
            source = setting_up.add(tools, given.draft())
        except (ValidationError, UsageError) as error:
            return drawn(given, None, complaints(error))
        return RedirectResponse(f"/sources/{source.id}", 303)


def _add_one(router: APIRouter, tools: DeskTools, pages: Pages) -> None:
    def drawn(source_id: int, given: SourceForm | None, wrong: list[Complaint]) -> Response:
        source = setting_up.source_of(tools, source_id)
        values = {**_CHOICES, "source": source, "given": given or form_of(source.spec), "wrong": wrong}
        return pages.page("setup_source.html", values, 422 if wrong else 200)

    @router.get("/setup/sources/{source_id}")
    def one(source_id: Id) -> Response:
        return drawn(source_id, None, [])

    @router.post("/setup/sources/{source_id}", dependencies=_ADMIN)
    def change(source_id: Id, given: Filled) -> Response:
        try:
            setting_up.change(tools, source_id, given.rules())
        except (ValidationError, UsageError) as error:
            return drawn(source_id, given, complaints(error))
        return RedirectResponse(f"/sources/{source_id}", 303)


def _add_switches(router: APIRouter, tools: DeskTools) -> None:
    @router.post("/setup/sources/{source_id}/pause", dependencies=_ADMIN)
    def pause(source_id: Id) -> Response:
        setting_up.pause(tools, source_id, True)
        return RedirectResponse("/setup", 303)

    @router.post("/setup/sources/{source_id}/resume", dependencies=_ADMIN)
    def resume(source_id: Id) -> Response:
        setting_up.pause(tools, source_id, False)
        return RedirectResponse("/setup", 303)

    @router.post("/setup/sources/{source_id}/remove", dependencies=_ADMIN)
    def remove(source_id: Id) -> Response:
        setting_up.remove(tools, source_id)
        return RedirectResponse("/setup", 303)


def _add_list(router: APIRouter, tools: DeskTools, pages: Pages) -> None:
    @router.post("/setup/opml", dependencies=_ADMIN)
    def upload(file: UploadFile) -> Response:
        body = file.file.read(setting_up.MOST_LIST_BYTES + 1)
        found = setting_up.read_list(tools, body)
        # What is applied is what was seen: the list goes along in the form.
        text = "" if found.problems else setting_up.list_text(found)
        values = {**_CHOICES, "found": found, "text": text}
        return pages.page("setup_list.html", values, 422 if found.problems else 200)

    @router.post("/setup/opml/apply", dependencies=_ADMIN)
    def apply(opml: Annotated[str, Form(max_length=2 * setting_up.MOST_LIST_BYTES)]) -> Response:
        setting_up.add_list(tools, setting_up.read_list(tools, opml.encode("utf-8", "replace")))
        return RedirectResponse("/setup", 303)

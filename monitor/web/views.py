"""Saved views: filters of the list under a name, for everybody or for one person; a page and the API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import QueryParams
from starlette.responses import RedirectResponse, Response

from monitor.model import Person, Role, SavedView
from monitor.shapes import Json, instant
from monitor.web import schemas
from monitor.web.access import needs, person_of
from monitor.web.filters import read_filter
from monitor.web.queries import Id
from monitor.web.render import Pages
from monitor.web.schemas import PROBLEMS
from monitor.web.tools import DeskTools

_PLAIN = r"^[^\x00]*$"
Reviewer = Annotated[Person, Depends(needs(Role.REVIEWER))]


class ViewToSave(BaseModel):
    """`query` is the query string of the list on the desk, like `label=correction&min_weight=50`; what of it
    is not understood, and where a page begins, is left out. A view of that name is replaced."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=80, pattern=_PLAIN)]
    query: Annotated[str, Field(max_length=2000, pattern=_PLAIN)]
    shared: Annotated[bool, Field(description="For everybody, or for who saves it alone.")] = False


class View(schemas.Shape):
    """A filter under a name; `address` is the list on the desk."""

    id: int
    name: str
    shared: bool
    query: str
    address: str
    made_by: str
    made_at: datetime


def view_body(view: SavedView) -> Json:
    return {
        "id": view.id,
        "name": view.name,
        "shared": view.owner is None,
        "query": view.query,
        "address": f"/?{view.query}" if view.query else "/",
        "made_by": view.made_by,
        "made_at": instant(view.made_at),
    }


def views_router(tools: DeskTools, pages: Pages) -> APIRouter:
    """The page of the views, and what its forms do."""
    router = APIRouter(include_in_schema=False)

    @router.get("/views")
    def views(person: Annotated[Person, Depends(person_of)]) -> Response:
        found = tools.records.views(person.name)
        rows = [(view_body(view), read_filter(QueryParams(view.query)).chips()) for view in found]
        return pages.page("views.html", {"here": "views", "rows": rows})

    @router.post("/views")
    def save(
        person: Reviewer,
        name: Annotated[str, Form(max_length=200)],
        query: Annotated[str, Form(max_length=2000)] = "",
        shared: Annotated[bool, Form()] = False,
    ) -> Response:
        view = _save(tools, person, ViewToSave.model_construct(name=name, query=query, shared=shared))
        return RedirectResponse(view_body(view)["address"], 303)

    @router.post("/views/{view_id}/remove")
    def remove(person: Reviewer, view_id: Id) -> Response:
        tools.change(tools.records.remove_view, view_id, person.name)
        return RedirectResponse("/views", 303)

    return router


def views_api(tools: DeskTools) -> APIRouter:
    """The same for programs."""
    router = APIRouter(prefix="/api", responses=PROBLEMS)

    @router.get("/views", response_model=schemas.Page[View], summary="Saved views: everybody's and one's own")
    def views(request: Request) -> Json:
        found = tools.records.views(person_of(request).name)
        return {"items": [view_body(view) for view in found], "next": None}

    @router.post("/views", response_model=View, status_code=201, summary="Save a filter under a name")
    def save(person: Reviewer, asked: ViewToSave) -> Json:
        return view_body(_save(tools, person, asked))

    @router.delete("/views/{view_id}", status_code=204, summary="Forget a saved view")
    def remove(person: Reviewer, view_id: Id) -> Response:
        tools.change(tools.records.remove_view, view_id, person.name)
        return Response(status_code=204)

    return router


def _save(tools: DeskTools, person: Person, asked: ViewToSave) -> SavedView:
    """What a view holds is what the list understands, page and all that is personal to a visit left out."""
    query = read_filter(QueryParams(asked.query.lstrip("?"))).lasting()
    who = (person.name, None if asked.shared else person.name)
    return tools.change(tools.records.put_view, asked.name, query, who, tools.clock())

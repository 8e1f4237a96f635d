"""Alert rules at the desk and for programs: the config's to read, the desk's own to make, change and remove,
each with a preview of what it would have told.

Everybody at the desk may read them; what changes anything takes the role of an admin.
"""

from __future__ import annotations

from typing import Annotated, get_args

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from monitor.alert import Rehearsal
from monitor.model import Change, Disclosure, EditField, FacetKind, Label, Role, State
from monitor.shapes import Json
from monitor.web import rule_schemas as shapes
from monitor.web import ruling
from monitor.web.access import needs, person_of
from monitor.web.queries import Id
from monitor.web.rehearsing import rehearsal_body, waiting_body
from monitor.web.render import Pages
from monitor.web.rule_forms import RuleForm, form_of
from monitor.web.ruling import RuleRefused, Wrong
from monitor.web.schemas import PROBLEMS, Page
from monitor.web.tools import DeskTools

_ADMIN = [Depends(needs(Role.ADMIN))]
_REVIEWER = [Depends(needs(Role.REVIEWER))]
_CHOICES = {
    "labels": get_args(Label),
    "changes": get_args(Change),
    "disclosures": get_args(Disclosure),
    "facets": get_args(FacetKind),
    "fields": get_args(EditField),
    "states": [state.value for state in State],
}
Given = Annotated[RuleForm, Form()]


def rules_router(tools: DeskTools, pages: Pages) -> APIRouter:
    """Everything under /rules."""
    router = APIRouter(default_response_class=Response, include_in_schema=False)
    _add_list(router, tools, pages)
    _add_forms(router, tools, pages)
    return router


def _add_list(router: APIRouter, tools: DeskTools, pages: Pages) -> None:
    @router.get("/rules")
    def rules() -> Response:
        waiting = tools.records.waiting()
        return pages.page(
            "rules.html", {"here": "setup", "rules": ruling.all_rules(tools), "waiting": waiting}
        )


def _add_forms(router: APIRouter, tools: DeskTools, pages: Pages) -> None:
    def drawn(
        number: int | None,
        given: RuleForm,
        wrong: tuple[Wrong, ...] = (),
        played: Rehearsal | None = None,
    ) -> Response:
        sources = [source.spec.name for source in tools.records.sources() if source.active]
        choices = {**_CHOICES, "channels": list(tools.channels()), "sources": sources}
        values = {
            "here": "setup", "number": number, "given": given, "wrong": wrong, "choices": choices,
            "played": played, "most": ruling.MOST,
        }  # fmt: skip
        return pages.page("rule.html", values, 422 if wrong else 200)

    @router.get("/rules/new", dependencies=_ADMIN)
    def blank() -> Response:
        return drawn(None, RuleForm(timezone="UTC"))

    @router.get("/rules/{number}", dependencies=_ADMIN)
    def one(number: Id) -> Response:
        return drawn(number, form_of(tools.records.desk_rule(number).rule))

    @router.post("/rules/preview", dependencies=_ADMIN)
    def preview(given: Given) -> Response:
        number = given.rule_number()
        try:
            return drawn(number, given, played=ruling.played(tools, given.rule(), given.last_days()))
        except RuleRefused as error:
            return drawn(number, given, error.wrongs)

    @router.post("/rules", dependencies=_ADMIN)
    def add(request: Request, given: Given) -> Response:
        try:
            ruling.add(tools, given.rule(), person_of(request))
        except RuleRefused as error:
            return drawn(None, given, error.wrongs)
        return RedirectResponse("/rules", 303)

    @router.post("/rules/{number}", dependencies=_ADMIN)
    def change(request: Request, number: Id, given: Given) -> Response:
        try:
            ruling.change(tools, number, given.rule(), person_of(request))
        except RuleRefused as error:
            return drawn(number, given, error.wrongs)
        return RedirectResponse("/rules", 303)

    @router.post("/rules/{number}/remove", dependencies=_ADMIN)
    def remove(request: Request, number: Id) -> Response:
        ruling.remove(tools, number, person_of(request))
        return RedirectResponse("/rules", 303)


def rules_api(tools: DeskTools) -> APIRouter:
    """Everything under /api/rules, and what rules hold back."""
    router = APIRouter(prefix="/api", responses=PROBLEMS)
    _add_reading(router, tools)
    _add_writing(router, tools)
    return router


def _add_reading(router: APIRouter, tools: DeskTools) -> None:
    @router.get("/rules", response_model=Page[shapes.AlertRule], summary="Alert rules, the config's first")
    def rules() -> Json:
        return {"items": ruling.all_rules(tools), "next": None}

    @router.get("/rules/{rule_id}", response_model=shapes.AlertRule, summary="A rule made at the desk")
    def rule(rule_id: Id) -> Json:
        return ruling.one_rule(tools, rule_id)

    @router.get(
        "/alerts/held", response_model=Page[shapes.Waiting], summary="What rules hold back, the next first"
    )
    def held() -> Json:
        return {"items": [waiting_body(one) for one in tools.records.waiting()], "next": None}

    @router.post(
        "/rules/preview",
        response_model=shapes.Rehearsal,
        dependencies=_REVIEWER,
        summary="What a rule would have told of the last days; nothing is sent or kept",
    )
    def preview(asked: shapes.Question) -> Json:
        return rehearsal_body(ruling.played(tools, asked.rule.rule(), asked.days))


def _add_writing(router: APIRouter, tools: DeskTools) -> None:
    @router.post(
        "/rules",
        status_code=201,
        response_model=shapes.AlertRule,
        dependencies=_ADMIN,
        summary="Make a rule; it holds from the next look on",
    )
    def add(request: Request, draft: shapes.RuleDraft) -> Json:
        return ruling.add(tools, draft.rule(), person_of(request))

    @router.put(
        "/rules/{rule_id}",
        response_model=shapes.AlertRule,
        dependencies=_ADMIN,
        summary="Change a rule made at the desk",
    )
    def change(request: Request, rule_id: Id, draft: shapes.RuleDraft) -> Json:
        return ruling.change(tools, rule_id, draft.rule(), person_of(request))

    @router.delete(
        "/rules/{rule_id}",
        status_code=204,
        response_class=Response,
        dependencies=_ADMIN,
        summary="Remove a rule made at the desk; what it holds back is still told",
    )
    def remove(request: Request, rule_id: Id) -> Response:
        ruling.remove(tools, rule_id, person_of(request))
        return Response(status_code=204)

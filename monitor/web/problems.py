"""Errors as problem details (RFC 9457) for programs, and as a plain page for people."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, Response

from monitor.errors import NotFoundError, StoreError, TakenDown, UsageError
from monitor.report import json_text, visible
from monitor.report.words import N_, capital
from monitor.web.headers import SECURITY_HEADERS
from monitor.web.render import Pages

PROBLEM = "application/problem+json"
#: What an answer of the framework's is about, and what it says where it says no more than that.
_TITLES = {
    400: N_("The request is not valid"),
    401: N_("Sign in first"),
    403: N_("Not allowed"),
    404: N_("Not found"),
    405: N_("Not possible here"),
    422: N_("The request is not valid"),
    429: N_("Too many at once"),
    503: N_("Not at hand"),
}
_DETAILS = {404: N_("The desk has no such page."), 405: N_("This address cannot be asked that way.")}


class SafeJSON(JSONResponse):
    """JSON in which nothing can act on a terminal or break the encoding."""

    def render(self, content: object) -> bytes:
        return json_text(content).encode()


def problem_response(
    status: int,
    title: str,
    detail: str,
    *,
    errors: list[dict[str, object]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """One problem; `type` is always about:blank, so `title` says what kind it is."""
    body: dict[str, object] = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    if errors:
        body["errors"] = errors
    return SafeJSON(body, status_code=status, headers=dict(headers or {}), media_type=PROBLEM)


def problem_for(
    headers: Headers,
    path: str,
    pages: Pages,
    problem: tuple[int, str, str],
    *,
    errors: list[dict[str, object]] | None = None,
) -> Response:
    """A problem (status, title, detail) in the reader's form."""
    status, title, detail = problem
    if path.startswith("/api/") or "text/html" not in headers.get("accept", ""):
        return problem_response(status, title, detail, errors=errors)
    return HTMLResponse(pages.text("problem.html", status=status, title=title, detail=detail), status)


def add_handlers(desk: FastAPI, pages: Pages) -> None:
    """Every error that a request can meet becomes an answer in the reader's form."""

    def answer(request: Request, status: int, title: str, detail: str, **more: object) -> Response:
        errors = more.get("errors")
        told = errors if isinstance(errors, list) else None
        return problem_for(request.headers, request.url.path, pages, (status, title, detail), errors=told)

    @desk.exception_handler(NotFoundError)
    def not_found(request: Request, error: NotFoundError) -> Response:
        return answer(
            request, 404, N_("Not found"), visible(str(error)) or N_("There is no such thing here.")
        )

    @desk.exception_handler(TakenDown)
    def taken_down(request: Request, error: TakenDown) -> Response:
        return answer(request, 410, N_("Removed"), visible(str(error)))

    @desk.exception_handler(UsageError)
    def misused(request: Request, error: UsageError) -> Response:
        return answer(request, 422, N_("The request is not valid"), capital(visible(str(error))))

    @desk.exception_handler(StoreError)
    def store_failed(request: Request, error: StoreError) -> Response:
        return answer(request, 503, N_("The store cannot be read"), N_("Try again soon; the log says why."))

    @desk.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        errors = [
            {"where": ".".join(str(part) for part in one["loc"]), "wrong": str(one["msg"])}
            for one in error.errors()
        ]
        detail = "; ".join(f"{one['where']}: {one['wrong']}" for one in errors)
        return answer(request, 422, N_("The request is not valid"), detail, errors=errors)

    @desk.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        phrase = HTTPStatus(error.status_code).phrase
        title = _TITLES.get(error.status_code, phrase)
        detail = str(error.detail)
        if detail == phrase:
            detail = _DETAILS.get(error.status_code, detail)
        response = answer(request, error.status_code, title, detail)
        response.headers.update(error.headers or {})
        return response

    @desk.exception_handler(Exception)
    def crashed(request: Request, error: Exception) -> Response:
        response = answer(request, 500, N_("The desk failed"), N_("The log says why."))
        response.headers.update(SECURITY_HEADERS)
        return response

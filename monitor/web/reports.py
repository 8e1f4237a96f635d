"""Reports of a period: a page with a form, the same as files to keep, and the API."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from monitor.model import Label, Report
from monitor.ports import Reporter, ReportScope, RevisionFilter
from monitor.report import FORMS, report_body, report_values
from monitor.report.words import ENGLISH, N_, Words
from monitor.shapes import Json
from monitor.web import report_schemas
from monitor.web.access import person_of
from monitor.web.filters import LABELS, view_filter
from monitor.web.queries import Text, as_instant
from monitor.web.render import Pages
from monitor.web.schemas import PROBLEMS
from monitor.web.tools import DeskTools

ReportForm = Literal["html", "markdown", "text", "csv", "json"]
#: How the files are named.
ENDS: dict[ReportForm, str] = {"html": "html", "markdown": "md", "text": "txt", "csv": "csv", "json": "json"}
#: Revisions told in full: on the page, in a file, and at most.
SHOWN, KEPT, MOST = 50, 500, 2000
#: What the form offers.
LASTS = ("24h", "7d", "30d", "90d", "365d")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _empty_is_none(value: object) -> object:
    """A form sends what was left empty."""
    return None if value == "" else value


def _without_empty(value: object) -> object:
    return [one for one in value if one != ""] if isinstance(value, list) else value


def _first(value: object) -> object:
    """A day alone begins with its first instant, in UTC."""
    whole = isinstance(value, str) and _DAY.fullmatch(value)
    return as_instant(f"{value}T00:00:00Z" if whole else value) if value not in (None, "") else None


def _last(value: object) -> object:
    whole = isinstance(value, str) and _DAY.fullmatch(value)
    return as_instant(f"{value}T23:59:59.999999Z" if whole else value) if value not in (None, "") else None


def _to_utc(at: datetime | None) -> datetime | None:
    return at.astimezone(UTC) if at is not None and 1 < at.year < 9999 else None


Plain = Annotated[Text, BeforeValidator(_empty_is_none)]
_TAG = N_("Tag %(name)s")
_HINT = "A day (2026-11-23, in UTC) or an instant (RFC 3339)."


class ReportQuery(BaseModel):
    """What a report is about. Without a period it is the last seven days."""

    last: Annotated[
        Annotated[str, Field(pattern=r"^[1-9][0-9]{0,3}[hdw]$")] | None,
        BeforeValidator(_empty_is_none),
        Field(description="Until now: 24h, 7d, 4w. Says nothing beside since or until."),
    ] = None
    since: Annotated[
        datetime | None, BeforeValidator(_first), AfterValidator(_to_utc), Field(description=_HINT)
    ] = None
    until: Annotated[
        datetime | None, BeforeValidator(_last), AfterValidator(_to_utc), Field(description=_HINT)
    ] = None
    source: Plain = None
    tag: Plain = None
    label: Annotated[list[Label], BeforeValidator(_without_empty)] = []
    view: Annotated[Plain, Field(description="A saved view's name, in place of source and labels.")] = None
    title: Plain = None
    limit: Annotated[int, Query(ge=0, le=MOST, description="Revisions told in full.")] = KEPT


def reports_router(tools: DeskTools, pages: Pages) -> APIRouter:
    """The page and the files."""
    router = APIRouter(include_in_schema=False)

    @router.get("/report")
    def page(request: Request, query: Annotated[ReportQuery, Query()]) -> Response:
        shown = query.model_copy(update={"limit": min(query.limit, SHOWN)})
        made = _made(request, tools, shown, pages.words)
        records, person = tools.records, person_of(request).name
        sources = [one.spec for one in records.sources()]
        values = {
            **report_values(made, pages.words), "here": "report", "asked": query, "lasts": LASTS,
            "labels": LABELS,
            "last": _length(query), "sources": [one.name for one in sources], "ends": ENDS,
            "tags": sorted({tag for one in sources for tag in one.tags}),
            "views": [one.name for one in records.views(person)], "address": _address(request),
        }  # fmt: skip
        return pages.page("period.html", values)

    @router.get("/report/file")
    def file(request: Request, query: Annotated[ReportQuery, Query()], format: ReportForm) -> Response:
        media_type, write = FORMS[format]
        made = _made(request, tools, query)
        name = f"report-{made.made_at:%Y-%m-%d}.{ENDS[format]}"
        headers = {"content-type": media_type, "content-disposition": f'attachment; filename="{name}"'}
        return Response(write(made).encode("utf-8", "replace"), headers=headers)

    return router


def reports_api(tools: DeskTools) -> APIRouter:
    """`/api/report`."""
    router = APIRouter(prefix="/api", responses=PROBLEMS)

    @router.get("/report", response_model=report_schemas.Report, summary="What was seen in a period")
    def report(request: Request, query: Annotated[ReportQuery, Query()]) -> Json:
        return report_body(_made(request, tools, query))

    return router


def _made(request: Request, tools: DeskTools, query: ReportQuery, words: Words = ENGLISH) -> Report:
    reporter: Reporter | None = tools.reports
    if reporter is None:
        raise HTTPException(503, N_("This desk was opened without the room that makes reports."))
    return reporter.report(_scope(request, tools, query, words))


def _scope(request: Request, tools: DeskTools, query: ReportQuery, words: Words) -> ReportScope:
    since, until = query.since, query.until
    if since is not None and until is not None:
        # The period between the two, whichever was written first.
        since, until = min(since, until), max(since, until)
    if last := _length(query):
        since = tools.clock() - int(last[:-1]) * _UNITS[last[-1]]
    which = RevisionFilter(source=query.source, labels=tuple(query.label), changed_only=True)
    if query.view:
        person = person_of(request).name
        which = replace(view_filter(tools.records.view(query.view, person), person), cursor=None)
        since, until = since or which.since, until or which.until
    named = ((N_("View %(name)s"), query.view), (N_("Source %(name)s"), which.source), (_TAG, query.tag))
    said = [words.say(form, name=value) for form, value in named if value]
    labels = ", ".join(words.LABEL[label] for label in which.labels)
    said += [words.say(N_("Labels %(names)s"), names=labels)] if labels else []
    which = replace(which, since=since, until=until)
    return ReportScope(query.title or "Revisions", which, query.tag, tuple(said), query.limit)


def _length(query: ReportQuery) -> str | None:
    """The last so long, unless a period is given otherwise."""
    return None if query.since or query.until else query.last or "7d"


def _address(request: Request) -> str:
    """The query as it was asked, for the links to files; it ends so that more may follow."""
    return f"{request.url.query}&" if request.url.query else ""

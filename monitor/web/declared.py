"""The API's part in what publishers say elsewhere than on their stories: pages of corrections, and hubs."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from monitor.model import Finding, HubState
from monitor.ports import DeclaredFilter, Records
from monitor.shapes import Json, declared_json, hub_json
from monitor.web.queries import Cursor, Id, Limit, Text
from monitor.web.schemas import Page, Shape


class Declared(Shape):
    """An entry of a page of corrections; `article` is null where it speaks of none that is tracked."""

    id: int
    article: int | None
    source: str
    page: str
    text: str
    url: str | None
    seen_at: datetime
    matched_by: Literal["link", "headline"] | None
    finding: Finding
    revision: int | None


class HubTold(Shape):
    """A hub that a feed offers, and what was agreed with it."""

    id: int
    source: str
    hub: str
    topic: str
    state: HubState
    lease_until: datetime | None
    pushes: int
    last_push_at: datetime | None
    last_error: str | None


class FindingName(StrEnum):
    """The findings as a query names them."""

    ELSEWHERE = "elsewhere"
    THERE_TOO = "there_too"
    UNSEEN = "unseen"
    UNMATCHED = "unmatched"


FINDINGS: dict[FindingName, Finding] = {
    FindingName.ELSEWHERE: "declared elsewhere",
    FindingName.THERE_TOO: "declared there too",
    FindingName.UNSEEN: "not seen",
    FindingName.UNMATCHED: "unmatched",
}


def declared_router(records: Records) -> APIRouter:
    """Its operations, for the API's router to take in."""
    router = APIRouter()

    @router.get(
        "/articles/{article_id}/declared",
        response_model=Page[Declared],
        summary="What was declared of an article on pages of corrections",
    )
    def of_article(article_id: Id) -> Json:
        found = records.declared(records.article(str(article_id)).id)
        return {"items": [declared_json(one) for one in found], "next": None}

    @router.get("/declared", response_model=Page[Declared], summary="Entries of pages of corrections")
    def declared(
        finding: Annotated[FindingName | None, Query()] = None,
        source: Text = None,
        cursor: Cursor = None,
        limit: Limit = 100,
    ) -> Json:
        which = DeclaredFilter(
            FINDINGS[finding] if finding else None, source, int(cursor) if cursor else None, limit
        )
        items = [declared_json(one) for one in records.all_declared(which)]
        return {"items": items, "next": str(items[-1]["id"]) if len(items) == limit else None}

    @router.get("/hubs", response_model=Page[HubTold], summary="Hubs that feeds offer")
    def hubs() -> Json:
        return {"items": [hub_json(one) for one in records.hubs()], "next": None}

    return router

"""The outbox at the desk: what waits, what failed and why, what was delivered; and sending failed ones again.

Who resends is entered in the log of what people did, in the transaction that resends.
"""

from __future__ import annotations

from typing import Final, get_args
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from monitor.model import DeliveryState, Role
from monitor.shapes import Json
from monitor.web import schemas
from monitor.web.access import deed_of, needs, noted
from monitor.web.bodies import delivery_state
from monitor.web.filters import LARGEST_ID
from monitor.web.queries import Id
from monitor.web.render import Pages
from monitor.web.schemas import PROBLEMS
from monitor.web.tools import DeskTools

STATES: Final[tuple[DeliveryState, ...]] = get_args(DeliveryState)
#: How many deliveries one page shows.
PAGE = 100


class Resent(schemas.Shape):
    """How many deliveries are tried again."""

    resent: int


def outbox_router(tools: DeskTools, pages: Pages) -> APIRouter:
    """The page, its forms, and the same for programs."""
    router = APIRouter()
    _add_page(router, tools, pages)
    _add_forms(router, tools)
    _add_operations(router, tools)
    return router


def _add_page(router: APIRouter, tools: DeskTools, pages: Pages) -> None:
    records = tools.records

    @router.get("/alerts", include_in_schema=False)
    def alerts(request: Request) -> Response:
        asked = request.query_params
        wanted = next((state for state in STATES if state == asked.get("state")), None)
        found = records.deliveries(PAGE, wanted, _before(asked.get("before", "")))
        counts = records.counts(tools.clock())
        values = {
            "here": "alerts",
            "rows": [(one, delivery_state(one)) for one in found],
            "tabs": {"waiting": counts.alerts_waiting, "failed": counts.alerts_failed, "delivered": None},
            "held": records.waiting() if wanted in (None, "waiting") else [],
            "wanted": wanted,
            "older": _address(wanted, before=str(found[-1].id)) if len(found) == PAGE else None,
            "resent": _before(asked.get("resent", "")),
        }
        return pages.page("alerts.html", values)


def _add_forms(router: APIRouter, tools: DeskTools) -> None:
    may = [Depends(needs(Role.REVIEWER))]

    @router.post("/alerts/resend", include_in_schema=False, dependencies=may)
    def resend_failed(request: Request) -> Response:
        count = _resend_failed(request, tools)
        return RedirectResponse(_address("waiting", resent=str(count)), 303)

    @router.post("/alerts/{delivery_id}/resend", include_in_schema=False, dependencies=may)
    def resend(request: Request, delivery_id: Id) -> Response:
        _resend(request, tools, delivery_id)
        return RedirectResponse(_address("waiting", resent="1"), 303)


def _add_operations(router: APIRouter, tools: DeskTools) -> None:
    api = APIRouter(
        prefix="/api/deliveries", responses=PROBLEMS, dependencies=[Depends(needs(Role.REVIEWER))]
    )

    @api.post("/resend", response_model=Resent, summary="Try all deliveries again that were given up")
    def resend_failed(request: Request) -> Json:
        return {"resent": _resend_failed(request, tools)}

    @api.post(
        "/{delivery_id}/resend", response_model=Resent, summary="Try a delivery again that was not taken"
    )
    def resend(request: Request, delivery_id: Id) -> Json:
        _resend(request, tools, delivery_id)
        return {"resent": 1}

    router.include_router(api)


def _resend(request: Request, tools: DeskTools, delivery_id: int) -> None:
    tools.change(tools.records.resend, delivery_id, deed_of(request, tools.clock()))
    noted(request)


def _resend_failed(request: Request, tools: DeskTools) -> int:
    count = tools.change(tools.records.resend_failed, deed_of(request, tools.clock()))
    noted(request)
    return count


def _before(asked: str) -> int | None:
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 19 else None
    return number if number is not None and number <= LARGEST_ID else None


def _address(state: DeliveryState | None, **query: str) -> str:
    asked = ({"state": state} if state else {}) | query
    return f"/alerts?{urlencode(asked)}"

"""Where hubs call: to have a subscription confirmed, to deny one, and to say that a feed has news.

Open to everybody who knows the last part of the address. What is sent is taken piece by piece, signed
or not looked at, and never kept. Who signs wrongly is answered as who signs rightly, so that a secret
cannot be tried out.
"""

from __future__ import annotations

import asyncio
import logging

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response

from monitor.model import Subscription
from monitor.sources import Signature, lease
from monitor.sources.websub import HOOK, REFUSED_PAUSE
from monitor.web.tools import DeskTools

log = logging.getLogger(__name__)

#: Bytes of a message; larger ones are not heard.
MOST_BYTES = 4_000_000
#: Seconds that a message may take to come.
LONGEST = 20.0
#: Letters of a challenge.
MOST_LETTERS = 2000
_UNKNOWN = "There is no such subscription."


def hooks_router(tools: DeskTools) -> APIRouter:
    """The hooks, under /hooks/websub/."""
    router = APIRouter(include_in_schema=False)

    @router.get(HOOK + "{token}")
    def confirm(token: str, request: Request) -> Response:
        return _confirmed(token, dict(request.query_params), tools)

    @router.post(HOOK + "{token}")
    async def push(token: str, request: Request) -> Response:
        return await _pushed(token, request, tools)

    return router


def _confirmed(token: str, query: dict[str, str], tools: DeskTools) -> Response:
    mode, topic = query.get("hub.mode", ""), query.get("hub.topic", "")
    now = tools.clock()
    if mode == "denied":
        reason = " ".join(query.get("hub.reason", "without a reason").split())
        again_at = now + REFUSED_PAUSE
        known = tools.change(tools.records.hub_denies, token, topic, reason, again_at)
        return PlainTextResponse("" if known else _UNKNOWN, 200 if known else 404)
    challenge = query.get("hub.challenge", "")
    if mode not in ("subscribe", "unsubscribe") or not 0 < len(challenge) <= MOST_LETTERS:
        return PlainTextResponse("This is no question that a hub asks.", 404)
    until = lease(query.get("hub.lease_seconds"), now)
    if not tools.change(tools.records.hub_confirms, token, (mode, topic), until):
        return PlainTextResponse("We did not ask for that.", 404)
    return PlainTextResponse(challenge)


async def _pushed(token: str, request: Request, tools: DeskTools) -> Response:
    one = await run_in_threadpool(tools.records.hub_called, token)
    if one is None or one.state != "active":
        return PlainTextResponse(_UNKNOWN, 404)
    signature = Signature(request.headers.get("x-hub-signature", ""), one.secret)
    try:
        async with asyncio.timeout(LONGEST):
            whole = await _taken(request, signature)
    except (TimeoutError, ClientDisconnect):
        return PlainTextResponse("The message did not come to its end.", 408)
    if not whole:
        return PlainTextResponse("The message is too large.", 413)
    await run_in_threadpool(_heard, one, signature, tools)
    return Response(status_code=202)


async def _taken(request: Request, signature: Signature) -> bool:
    """Take the message; False when it is too large, and the rest of it is left."""
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > MOST_BYTES:
            return False
        signature.add(piece)
    return True


def _heard(one: Subscription, signature: Signature, tools: DeskTools) -> None:
    if not signature.holds():
        log.warning("hub %s of %s: a message that is not signed as agreed was left", one.hub.url, one.source)
        return
    tools.change(tools.records.hub_pushes, one.token, signature.digest, tools.clock())

"""What every answer of the API to GET has beside its body: an entity tag, and the address of the next page.

A reader that sends a tag back is answered 304 while nothing changed. Tags are strong: they are the digest
of the very bytes. Plain ASGI around the routes, so that none is left out; answers that come in many parts,
or are none of JSON, pass as they are.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.web.conditional import tag_of

#: How the body of a page ends that has another one after it.
_NEXT = re.compile(rb'"next":"([0-9A-Za-z.:_-]{1,200})"\}\Z')


class Tagged:
    """ASGI middleware around the routes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith("/api/"):
            await self._app(scope, receive, send)
            return
        start: Message = {}

        async def sending(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            if start:
                if not message.get("more_body"):
                    message = _tagged(scope, start, message)
                await send(start)
                start = {}
            await send(message)

        await self._app(scope, receive, sending)


def _tagged(scope: Scope, start: Message, last: Message) -> Message:
    """Adds to the beginning of an answer what its body tells; returns the body to be sent."""
    headers = MutableHeaders(scope=start)
    if start["status"] != 200 or not headers.get("content-type", "").startswith("application/json"):
        return last
    body: bytes = last.get("body", b"")
    if more := _NEXT.search(body[-300:]):
        headers.append("link", f'<{_next(scope, more[1].decode())}>; rel="next"')
    if "etag" in headers:
        return last
    tag = headers["etag"] = tag_of(body)
    known = [
        one.strip().removeprefix("W/") for one in Headers(scope=scope).get("if-none-match", "").split(",")
    ]
    if tag not in known and "*" not in known:
        return last
    start["status"] = 304
    for name in ("content-length", "content-type"):
        del headers[name]
    return {**last, "body": b""}


def _next(scope: Scope, cursor: str) -> str:
    """The same question from there on, as an address relative to the desk's."""
    asked = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    pairs = [*((name, value) for name, value in asked if name != "cursor"), ("cursor", cursor)]
    return f"{scope['path']}?{urlencode(pairs)}"

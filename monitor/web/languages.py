"""The desk's languages: which one a reader is answered in.

What is asked for in the address is remembered in a cookie; without either, the browser's preference
counts, then the config.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import parse_qsl

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.report.words import ENGLISH
from monitor.settings import LANGUAGES

COOKIE: Final = "monitor_language"
_YEAR: Final = 365 * 86400
#: Where the language of a request is left, in its scope.
_LANGUAGE: Final = "monitor.language"
_QUALITY: Final = re.compile(r"q=([01](?:\.[0-9]{0,3})?)")


def language_of(scope: Scope) -> str:
    """The language that a request is answered in."""
    return str(scope.get(_LANGUAGE, ENGLISH.language))


def choose(asked: str | None, remembered: str | None, preferred: str, otherwise: str) -> str:
    """One of `LANGUAGES`: what the address asks for, what the cookie holds, the first that an
    Accept-Language header names and we have, or `otherwise`."""
    for one in (asked, remembered, *_ranked(preferred)):
        if one is not None and one in LANGUAGES:
            return one
    return otherwise


def _ranked(header: str) -> Iterable[str]:
    """The primary tags of an Accept-Language header, best first; what it refuses is left out."""
    ranked: list[tuple[float, str]] = []
    for part in header.split(","):
        tag, _, rest = part.partition(";")
        found = _QUALITY.fullmatch(rest.strip() or "q=1")
        if found and float(found[1]) > 0:
            ranked.append((-float(found[1]), tag.strip().lower().partition("-")[0]))
    return [tag for _, tag in sorted(ranked, key=lambda item: item[0])]


class ChooseLanguage:
    """ASGI middleware: leaves the language in the scope, and keeps what the address asks for in a cookie.
    `at_hand` is told of each request that comes by."""

    def __init__(self, app: ASGIApp, otherwise: str, at_hand: Callable[[Scope], None]) -> None:
        self._app = app
        self._otherwise = otherwise
        self._at_hand = at_hand

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        asked = dict(parse_qsl(scope["query_string"].decode("latin-1"))).get("lang")
        remembered = _remembered(headers.get("cookie", ""))
        chosen = choose(asked, remembered, headers.get("accept-language", ""), self._otherwise)
        scope[_LANGUAGE] = chosen
        self._at_hand(scope)
        keep = chosen if asked == chosen != remembered else None
        await self._app(scope, receive, _keeping(send, keep))


def _remembered(header: str) -> str | None:
    try:
        kept = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return None
    return kept.value if kept else None


def _keeping(send: Send, language: str | None) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if headers.get("content-type", "").startswith("text/html"):
                headers.add_vary_header("Accept-Language")
                headers.add_vary_header("Cookie")
            if language is not None:
                headers.append(
                    "set-cookie", f"{COOKIE}={language}; Path=/; Max-Age={_YEAR}; HttpOnly; SameSite=Lax"
                )
        await send(message)

    return sending

"""Is a change asked for by one of the desk's own pages? The foreign are told by their headers, and every
page carries a token that no other site can read.

A form sends the token in the hidden field that `csrf_field()` writes, a script in the header `X-CSRF-Token`
(the page has it in `<meta name="csrf">`). It is made from what the browser keeps secret, so that nothing
has to be stored. Programs need none: they send a bearer token, or ask the API without any of the headers
by which browsers tell themselves.
"""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.types import Message, Receive, Scope

from monitor.web.access import FIELD
from monitor.web.cookies import FORM, read_cookie

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
HEADER = "x-csrf-token"
#: Bytes of a form, or of anything else that is sent, that the desk takes.
MOST_BYTES = 20_000_000
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def visitor_token(headers: Headers, secure: bool) -> str:
    """The token for who has no session yet: of the form to sign in; "" fits nothing."""
    secret = read_cookie(headers, FORM, secure)
    return token_from(secret.encode()) if secret else ""


def token_from(secret: bytes) -> str:
    """The token of those who share this secret with the desk; it does not tell the secret."""
    return hmac.new(secret, b"csrf", hashlib.sha256).hexdigest()


def is_foreign(headers: Headers) -> bool:
    """Does the browser tell that a page of another site asks?"""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    return origin is not None and urlsplit(origin).netloc != headers.get("host", "")


def by_browser(headers: Headers) -> bool:
    """Did a browser send this? All of them tell where a change is asked from."""
    return any(name in headers for name in ("origin", "sec-fetch-site", "referer", "cookie"))


async def whole_body(receive: Receive) -> bytes | None:
    """All that is sent; None if it is more than the desk takes."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return bytes(body)
        body += message.get("body", b"")
        if len(body) > MOST_BYTES:
            return None
        if not message.get("more_body"):
            return bytes(body)


def again(body: bytes, receive: Receive) -> Receive:
    """What was received already, handed on; then whatever comes."""
    handed = False

    async def replaying() -> Message:
        nonlocal handed
        if handed:
            return await receive()
        handed = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replaying


async def carries(scope: Scope, body: bytes, token: str) -> bool:
    """Does the request carry the token, in its header or its form?"""
    headers = Headers(scope=scope)
    given: object = headers.get(HEADER)
    if given is None and headers.get("content-type", "").lower().startswith(_FORMS):
        given = await _field(scope, body)
    return bool(token) and isinstance(given, str) and hmac.compare_digest(given.encode(), token.encode())


async def _field(scope: Scope, body: bytes) -> object:
    async def nothing_more() -> Message:
        return {"type": "http.disconnect"}

    # Without the application, which would turn a broken form into an answer of its own.
    alone = {name: value for name, value in scope.items() if name != "app"}
    request = Request(alone, again(body, nothing_more))
    try:
        async with request.form() as form:
            return form.get(FIELD)
    except MultiPartException:
        return None

"""Who may read the desk: the binding rule, the Host check, sign-in, and the security headers.

Plain ASGI, outside the framework, so that no route can be added past it. It knows two doors that
stand open: `/healthz` (without its details) and nothing else.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import ipaddress
import re
import secrets

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.model import Person, Role
from monitor.settings import WebSettings
from monitor.web.access import ASKING, PERSON, Asking, leave_person
from monitor.web.csrf import SAFE_METHODS, again, by_browser, carries, refuse_foreign, token_from, whole_body
from monitor.web.headers import SECURITY_HEADERS
from monitor.web.problems import problem_response

#: Set in the scope: may this reader see more than whether the desk is alive?
TRUSTED = "monitor.trusted"
OPEN_PATHS = frozenset({"/healthz"})
#: Below it hubs call, from anywhere and by any host name: what comes after it cannot be guessed.
HOOKS = "/hooks/"

_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[^:\[\]/\\@\s]+)(:\d{1,5})?")


def check_binding(settings: WebSettings) -> str | None:
    """Why the desk must not listen where the settings say; None when it may.

    Everybody who can reach an address other than a loopback one can read the desk there, so such
    an address needs a token or a password.
    """
    if not settings.enabled or is_loopback(settings.host) or _secrets(settings):
        return None
    return (
        f"web.host is {settings.host!r}, which other machines can reach, and neither web.token nor "
        "web.password is set; set one of them, or use 127.0.0.1"
    )


def is_loopback(host: str) -> bool:
    """Does the name or address stand for this machine alone? Any other name may not."""
    name = host.strip().strip("[]").lower()
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _secrets(settings: WebSettings) -> list[str]:
    return [secret for secret in (settings.token, settings.password) if secret and secret.strip()]


class Guard:
    """ASGI middleware around the whole desk."""

    def __init__(self, app: ASGIApp, settings: WebSettings) -> None:
        self._app = app
        self._settings = settings
        self._locked = bool(_secrets(settings))
        self._check_host = is_loopback(settings.host)
        #: For the forms of those who need no session. They do not outlive the desk.
        self._csrf = token_from(secrets.token_bytes(32))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["path"].startswith(HOOKS):
            # Nobody is signed in there: nothing but the hook itself can be reached.
            ASKING.set(Asking(None, self._csrf))
            await self._app(scope, receive, _with_headers(send))
            return
        refusal = self._refusal(scope)
        ASKING.set(Asking(scope.get(PERSON), self._csrf))
        if refusal is None and scope["method"] not in SAFE_METHODS:
            refusal, receive = await self._own(scope, receive)
        await _answer_head(refusal or self._app, scope)(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        headers = Headers(scope=scope)
        if self._check_host and not host_allowed(headers.get("host", ""), self._settings.host):
            return problem_response(
                421, "This desk does not answer to that host name", "Use the address it listens on."
            )
        scope[TRUSTED] = not self._locked or authorized(headers.get("authorization", ""), self._settings)
        if scope[TRUSTED]:
            leave_person(scope, Person(self._settings.username, Role.ADMIN))
        if scope[TRUSTED] or scope["path"] in OPEN_PATHS:
            return None
        return problem_response(
            401,
            "Sign in",
            "Send the token as a bearer token, or sign in with the user name and password.",
            headers={"www-authenticate": 'Basic realm="monitor", charset="UTF-8"'},
        )

    async def _own(self, scope: Scope, receive: Receive) -> tuple[ASGIApp | None, Receive]:
        """Is the change asked for by a page of the desk, or by a program? What was received is handed on."""
        headers = Headers(scope=scope)
        refusal = refuse_foreign(headers)
        if refusal is not None:
            return refusal, receive
        body = await whole_body(receive)
        if body is None:
            return problem_response(413, "Too large", "The desk takes 20 MB at most."), receive
        receive = again(body, receive)
        program = not by_browser(headers) and scope["path"].startswith("/api/")
        bearer = headers.get("authorization", "").lower().startswith("bearer ")
        if program or bearer or await carries(scope, body, self._csrf):
            return None, receive
        return (
            problem_response(
                403, "The page is too old", "Go back, load the page again, and send the form once more."
            ),
            receive,
        )


def host_allowed(header: str, configured: str) -> bool:
    """Is the Host header a loopback name, or the configured one? Stops DNS rebinding."""
    found = _HOST.fullmatch(header)
    if found is None:
        return False
    name = found["name"].lower()
    return is_loopback(name) or name.strip("[]") == configured.strip("[]").lower()


def authorized(header: str, settings: WebSettings) -> bool:
    """Does an Authorization header carry the token, or the user name and password?

    The token also serves as a Basic password under any user name: browsers can only ask for those.
    """
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "bearer":
        return _same(value.strip(), settings.token)
    if scheme.lower() != "basic":
        return False
    try:
        user, _, password = base64.b64decode(value.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return False
    by_password = _same(user, settings.username) & _same(password, settings.password)
    return by_password | _same(password, settings.token)


def _same(given: str, secret: str | None) -> bool:
    """Compared as digests, in a time that tells neither content nor length."""
    known = secret if secret and secret.strip() else None
    digests = [
        hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in (given, known or "")
    ]
    return hmac.compare_digest(*digests) & (known is not None)


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in SECURITY_HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending


def _answer_head(app: ASGIApp, scope: Scope) -> ASGIApp:
    """HEAD is GET without the body, for every page."""
    if scope["method"] != "HEAD":
        return app

    async def answering(scope: Scope, receive: Receive, send: Send) -> None:
        async def without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await app({**scope, "method": "GET"}, receive, without_body)

    return answering

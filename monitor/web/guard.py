"""Who may read the desk: the binding rule, the Host check, sign-in, whose change it is, the security headers.

Plain ASGI, outside the framework, so that no route can be added past it. The doors that stand open:
`/healthz` (without its details), the page to sign in, the program's own style sheets and scripts, links that
carry a secret of their own (`/shared/`), and hooks. Every change that is answered well is entered in the log
of what people did.
"""

from __future__ import annotations

import logging
import re
import secrets
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.credentials import TOKEN_PREFIX
from monitor.errors import MonitorError
from monitor.model import AuditEntry
from monitor.report.words import N_
from monitor.settings import WebSettings
from monitor.web.access import ASKING, NOTED, STILL, Asking, asking, leave_person
from monitor.web.callers import Callers, Known, config_secrets
from monitor.web.csrf import (
    SAFE_METHODS,
    again,
    by_browser,
    carries,
    is_foreign,
    token_from,
    visitor_token,
    whole_body,
)
from monitor.web.headers import SECURITY_HEADERS
from monitor.web.network import PEER, Peer, host_allowed, is_loopback, names_of, networks, peer_of
from monitor.web.problems import problem_for
from monitor.web.render import Pages
from monitor.web.tools import DeskTools

log = logging.getLogger(__name__)

#: Set in the scope: may this reader see more than whether the desk is alive?
TRUSTED = "monitor.trusted"
#: Set in the scope: who asks and how she is known.
KNOWN = "monitor.known"
SIGN_IN = "/sign-in"
OPEN_PATHS = frozenset({"/healthz", SIGN_IN})
OPEN_BELOW = ("/static/", "/shared/")
#: Below it hubs call, from anywhere and by any host name: what comes after it cannot be guessed.
HOOKS = "/hooks/"
#: What a page asks for by itself as long as it is open.
UNASKED = "/live"
_TOKEN = re.compile(rb"=" + TOKEN_PREFIX.encode() + rb"[\w-]{20}")


def check_binding(settings: WebSettings, accounts: bool = False) -> str | None:
    """Why the desk must not listen where the settings say; None when it may.

    Everybody who can reach an address other than a loopback one can ask to be let in there, so there must
    be a way to sign in.
    """
    if not settings.enabled or is_loopback(settings.host) or config_secrets(settings) or accounts:
        return None
    return (
        f"web.listen is at {settings.host!r}, which other machines can reach, and nobody could sign in: make "
        "an account (`monitor people add NAME --role admin`), set web.token or web.password, or use 127.0.0.1"
    )


class Guard:
    """ASGI middleware around the whole desk."""

    def __init__(self, app: ASGIApp, tools: DeskTools, pages: Pages) -> None:
        self._app = app
        self._tools = tools
        self._pages = pages
        self._callers = Callers(tools)
        self._names = names_of(tools.settings)
        self._proxies = networks(tools.settings.trusted_proxies)
        #: For the forms of those who need no session. They do not outlive the desk.
        self._csrf = token_from(secrets.token_bytes(32))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        peer = peer_of(scope, headers, self._proxies)
        scope[PEER] = peer
        ASKING.set(Asking(None, ""))
        if scope["path"].startswith(HOOKS):
            # Nobody is signed in there: nothing but the hook itself can be reached.
            await self._app(scope, receive, _with_headers(send))
            return
        answer = self._misdirected(scope, headers)
        if answer is None:
            answer = await self._identify(scope, headers, peer)
        changing = scope["method"] not in SAFE_METHODS
        if answer is None and changing:
            answer, receive = await self._own(scope, receive)
        status: list[int] = []
        sending = _with_headers(_heard(send, status))
        await _answer_head(answer or self._app, scope)(scope, receive, sending)
        if answer is None and changing and status and status[0] < 400 and not scope.get(NOTED):
            await run_in_threadpool(self._note, scope, peer)

    def _misdirected(self, scope: Scope, headers: Headers) -> ASGIApp | None:
        """Why this request is at the wrong door, whoever asks."""
        if self._names is not None and not host_allowed(headers.get("host", ""), self._names):
            title = N_("This desk does not answer to that host name")
            return self._problem(
                scope, 421, title, N_("Use the address it listens on, or name it in web.hosts.")
            )
        if _TOKEN.search(scope["query_string"]):
            detail = N_("Addresses end up in logs. Send it as a bearer token, and revoke this one.")
            return self._problem(scope, 400, N_("A token does not belong in an address"), detail)
        return None

    async def _identify(self, scope: Scope, headers: Headers, peer: Peer) -> ASGIApp | None:
        """Leave in the scope who asks; refuse who must be known and is not."""
        stands_open = scope["path"] in OPEN_PATHS or scope["path"].startswith(OPEN_BELOW)
        try:
            used = scope["path"] != UNASKED
            known = await run_in_threadpool(self._callers.known, headers, peer, used=used)
        except MonitorError as error:
            if not stands_open:
                log.error("the desk cannot tell who asks: %s", error)
                return self._problem(scope, 503, N_("The store cannot be read"), N_("The log says why."))
            known = None
        scope[TRUSTED] = known is not None
        if known is None:
            ASKING.set(Asking(None, visitor_token(headers, peer.secure)))
            return None if stands_open else self._sign_in(scope, headers)
        scope[KNOWN] = known
        scope[STILL] = lambda: self._callers.known(headers, peer, used=False) is not None
        ASKING.set(Asking(known.person, known.csrf or self._csrf, known.way == "session"))
        leave_person(scope, known.person)
        return None

    def _sign_in(self, scope: Scope, headers: Headers) -> ASGIApp:
        """People are led to the page to sign in; programs are told what to send."""
        if _is_page(scope, headers) and scope["method"] in ("GET", "HEAD"):
            asked = scope["path"] + ("?" + scope["query_string"].decode("latin-1")).rstrip("?")
            return RedirectResponse(f"{SIGN_IN}?next={quote(asked, safe='/')}", 303)
        return self._problem(
            scope,
            401,
            "Sign in",
            "Send a token as a bearer token, or sign in with name and password at /sign-in.",
            ("www-authenticate", 'Basic realm="monitor", charset="UTF-8"'),
        )

    async def _own(self, scope: Scope, receive: Receive) -> tuple[ASGIApp | None, Receive]:
        """Is the change asked for by a page of the desk, or by a program? What was received is handed on."""
        headers = Headers(scope=scope)
        if is_foreign(headers):
            detail = N_("Only the desk's own pages may ask for changes.")
            return self._problem(scope, 403, N_("Not from here"), detail), receive
        body = await whole_body(receive)
        if body is None:
            return self._problem(scope, 413, N_("Too large"), N_("The desk takes 20 MB at most.")), receive
        receive = again(body, receive)
        known: Known | None = scope.get(KNOWN)
        program = not by_browser(headers) and scope["path"].startswith("/api/")
        bearer = headers.get("authorization", "").lower().startswith("bearer ")
        if program or (bearer and known is not None and known.way == "token"):
            return None, receive
        if await carries(scope, body, asking().csrf):
            return None, receive
        detail = N_("Go back, load the page again, and send the form once more.")
        return self._problem(scope, 403, N_("The page is too old"), detail), receive

    def _problem(
        self, scope: Scope, status: int, title: str, detail: str, header: tuple[str, str] | None = None
    ) -> ASGIApp:
        response = problem_for(Headers(scope=scope), scope["path"], self._pages, (status, title, detail))
        if header:
            response.headers[header[0]] = header[1]
        return response

    def _note(self, scope: Scope, peer: Peer) -> None:
        """Enter a change that no route entered itself."""
        person = asking().person
        if person is None:
            return
        subject = f"{scope['method']} {scope['path']}"
        entry = AuditEntry(self._tools.clock(), person.name, "changed", subject, peer.address)
        try:
            self._tools.change(self._tools.records.note_audit, entry)
        except MonitorError as error:
            log.error(
                "%s by %s is not entered in the log of what people did: %s", subject, person.name, error
            )


def _is_page(scope: Scope, headers: Headers) -> bool:
    return "text/html" in headers.get("accept", "") and not scope["path"].startswith("/api/")


def _heard(send: Send, status: list[int]) -> Send:
    """Sends on; the status that was answered is kept."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            status.append(message["status"])
        await send(message)

    return sending


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

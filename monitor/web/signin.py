"""Signing in and out: a form that works without scripts, a new session each time, and an answer that tells
strangers nothing: neither whether a name exists nor, by its time, how far a guess came."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from monitor.credentials import (
    hash_password,
    hashed_too_cheaply,
    kept_of,
    new_secret,
    password_fits,
    same_secret,
)
from monitor.model import Account, AuditEntry, Deed, Person, Session
from monitor.report.words import N_, NN_
from monitor.web.access import ASKING, Asking, asking, deed_of, noted, peer_at
from monitor.web.callers import config_person, config_secrets
from monitor.web.cookies import FORM, SESSION, drop_cookie, set_cookie
from monitor.web.csrf import token_from
from monitor.web.guard import KNOWN, SIGN_IN
from monitor.web.render import Pages
from monitor.web.throttle import FAILED, UNKNOWN, Throttle
from monitor.web.tools import DeskTools

#: Passwords that are hashed at once; each takes 32 MiB and a core.
AT_ONCE: Final = 2
#: How long a sign-in waits for its turn, in seconds.
TURN: Final = 2.0
WRONG = N_("The name and the password do not fit together.")
TOO_MANY = NN_(
    "Too many tries. Wait %(num)s second, then try again.",
    "Too many tries. Wait %(num)s seconds, then try again.",
)
#: Longer ones are no names or passwords that anybody has here.
_LONGEST: Final = 1000


@dataclass(frozen=True, slots=True)
class _Form:
    name: str
    password: str
    next: str


def signin_router(tools: DeskTools, pages: Pages) -> APIRouter:
    """The pages to sign in and out."""
    router = APIRouter()
    door = _Door(tools)

    @router.get(SIGN_IN)
    def ask(request: Request) -> Response:
        onward = own_path(request.query_params.get("next", ""))
        return _asked(tools, pages, request, (_Form("", "", onward), "", 200))

    @router.post(SIGN_IN)
    def sign_in(
        request: Request,
        name: Annotated[str, Form(max_length=_LONGEST)] = "",
        password: Annotated[str, Form(max_length=_LONGEST)] = "",
        next: Annotated[str, Form(max_length=_LONGEST * 4)] = "",
    ) -> Response:
        form = _Form(name.strip(), password, own_path(next))
        noted(request)
        wait, person = door.opens(form, request)
        if person is None:
            words = pages.words
            seconds = math.ceil(wait)
            complaint = words.say_many(*TOO_MANY, seconds) if wait else words.gettext(WRONG)
            response = _asked(tools, pages, request, (form, complaint, 429 if wait else 401))
            if wait:
                response.headers["retry-after"] = str(seconds)
            return response
        return _signed_in(tools, request, form, person)

    @router.post("/sign-out")
    def sign_out(request: Request) -> Response:
        noted(request)
        known = request.scope[KNOWN]
        if known.session is not None:
            tools.change(tools.records.end_session, known.session.id, deed_of(request, tools.clock()))
        response = RedirectResponse(SIGN_IN, 303)
        drop_cookie(response, SESSION, peer_at(request).secure)
        return response

    return router


def own_path(path: str) -> str:
    """Where to go after signing in: a page of this desk, whatever the address says; the first page if it
    names none."""
    plain = path.isprintable() and "\\" not in path and path.startswith("/") and not path.startswith("//")
    if not plain:
        return "/"
    parts = urlsplit(path)
    if parts.scheme or parts.netloc or parts.path.startswith((SIGN_IN, "/sign-out")):
        return "/"
    return path


class _Door:
    """Holds a name and a password against the accounts and the config."""

    def __init__(self, tools: DeskTools) -> None:
        self._tools = tools
        self._throttle = Throttle(tools.clock, tools.records)
        self._turns = threading.BoundedSemaphore(AT_ONCE)

    def opens(self, form: _Form, request: Request) -> tuple[float, Person | None]:
        """How long to wait before it may be tried again, and who it is; None: nobody."""
        address = peer_at(request).address
        wait = self._throttle.admit(form.name, address)
        if wait:
            return wait, None
        if not self._turns.acquire(timeout=TURN):
            return TURN, None
        try:
            account, person = self._fits(form, address)
        finally:
            self._turns.release()
        if person is not None:
            self._throttle.succeeded(form.name, address)
            return 0.0, person
        told = account.name if account else UNKNOWN
        entry = AuditEntry(self._tools.clock(), told, FAILED, "", address)
        self._tools.change(self._tools.records.note_audit, entry)
        return 0.0, None

    def _fits(self, form: _Form, address: str) -> tuple[Account | None, Person | None]:
        """The same work is done for names that are not there, and for those that are disabled."""
        settings, records = self._tools.settings, self._tools.records
        account = records.account_named(form.name)
        usable = account if account is not None and not account.disabled else None
        fits = password_fits(form.password, usable.password if usable else "")
        secret_fits = [same_secret(form.password, one) for one in config_secrets(settings)]
        by_config = same_secret(form.name, settings.username) & any(secret_fits)
        if usable is not None and fits:
            self._rehash(usable, form.password, address)
            return account, Person(usable.name, usable.role, usable.id)
        return account, config_person(settings) if by_config else None

    def _rehash(self, account: Account, password: str, address: str) -> None:
        if hashed_too_cheaply(account.password):
            by = Deed(account.name, self._tools.clock(), address)
            self._tools.change(self._tools.records.rehash, account.id, hash_password(password), by)


def _signed_in(tools: DeskTools, request: Request, form: _Form, person: Person) -> Response:
    """A session of its own: whatever the browser brought along is no part of it, and ends."""
    now, peer, secret = tools.clock(), peer_at(request), new_secret()
    by = Deed(person.name, now, peer.address)
    before = request.scope.get(KNOWN)
    if before is not None and before.session is not None:
        tools.change(tools.records.end_session, before.session.id, by)
    longest = tools.settings.session_longest_seconds
    session = Session(
        id=0, account_id=person.account_id, name=person.name, started_at=now, seen_at=now,
        ends_at=now + timedelta(seconds=longest), address=peer.address,
        agent=request.headers.get("user-agent", "")[:300],
    )  # fmt: skip
    bound = [form.password] if person.account_id is None else []
    tools.change(tools.records.open_session, kept_of(secret, *bound), session, by)
    response = RedirectResponse(form.next, 303)
    set_cookie(response, SESSION, secret, peer.secure, int(longest))
    drop_cookie(response, FORM, peer.secure)
    return response


def _asked(tools: DeskTools, pages: Pages, request: Request, answer: tuple[_Form, str, int]) -> Response:
    """The form, a complaint about it, and the status; its token is bound to a cookie of the browser."""
    form, complaint, status = answer
    secure, fresh = peer_at(request).secure, ""
    if not asking().csrf:
        fresh = new_secret()
        ASKING.set(Asking(None, token_from(fresh.encode())))
    known = request.scope.get(KNOWN)
    values = {
        "here": "sign-in",
        "person": form.name,
        "next": form.next,
        "complaint": complaint,
        "open": known is not None and known.way == "open",
        "nobody": not config_secrets(tools.settings) and not tools.records.has_accounts(),
    }
    response = pages.page("sign-in.html", values, status)
    if fresh:
        set_cookie(response, FORM, fresh, secure)
    return response

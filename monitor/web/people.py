"""The pages about people: who may sign in and how (for admins), one's own account, tokens, and the audit log.

Forms post to a page of their own and lead back; a new token is shown in the answer itself, once.
"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from monitor.credentials import password_fits
from monitor.errors import UsageError
from monitor.model import Person, Role
from monitor.web.access import needs, person_of
from monitor.web.filters import LARGEST_ID
from monitor.web.guard import KNOWN
from monitor.web.people_acts import PeopleActs
from monitor.web.people_bodies import SCOPES, standing_of
from monitor.web.people_schemas import (
    AccountChange,
    Days,
    Label,
    Name,
    NewAccount,
    NewToken,
    RoleName,
    ScopeName,
)
from monitor.web.people_schemas import Password as NewPassword
from monitor.web.queries import Id
from monitor.web.render import Pages
from monitor.web.throttle import Throttle
from monitor.web.tools import DeskTools

ADMIN = [Depends(needs(Role.ADMIN))]
ROLES: Final = [role.name.lower() for role in Role]
#: How many entries a page of the audit log shows.
PAGE: Final = 100
Typed = Annotated[str, Form(max_length=1000)]


def people_router(tools: DeskTools, pages: Pages) -> APIRouter:
    """The pages under /people, /account, /tokens and /audit."""
    router = APIRouter()
    acts = PeopleActs(tools)
    _add_people(router, tools, pages, acts)
    _add_person(router, tools, pages, acts)
    _add_account(router, tools, pages, acts)
    _add_tokens(router, tools, pages, acts)
    _add_audit(router, tools, pages)
    return router


def _back(path: str) -> Response:
    return RedirectResponse(path, 303)


def _add_people(router: APIRouter, tools: DeskTools, pages: Pages, acts: PeopleActs) -> None:
    @router.get("/people", dependencies=ADMIN)
    def people() -> Response:
        values = {"here": "people", "people": tools.records.accounts(), "roles": ROLES}
        return pages.page("people.html", values)

    @router.post("/people", dependencies=ADMIN)
    def add(
        request: Request,
        name: Annotated[Name, Form()],
        role: Annotated[RoleName, Form()],
        password: Annotated[NewPassword, Form()],
    ) -> Response:
        acts.add(request, NewAccount(name=name.strip(), role=role, password=password))
        return _back("/people")


def _add_person(router: APIRouter, tools: DeskTools, pages: Pages, acts: PeopleActs) -> None:
    @router.get("/people/{account_id}", dependencies=ADMIN)
    def person(account_id: Id) -> Response:
        own = tools.records.account(account_id)
        values = {
            "here": "people",
            "person": own,
            "roles": ROLES,
            **_doors(tools, own.id),
        }
        return pages.page("person.html", values)

    @router.post("/people/{account_id}", dependencies=ADMIN)
    def change(
        request: Request,
        account_id: Id,
        role: Annotated[RoleName | None, Form()] = None,
        disabled: Annotated[bool | None, Form()] = None,
        password: Annotated[NewPassword | None, Form()] = None,
    ) -> Response:
        acts.change(request, account_id, AccountChange(role=role, disabled=disabled, password=password))
        return _back(f"/people/{account_id}")

    @router.post("/people/{account_id}/remove", dependencies=ADMIN)
    def remove(request: Request, account_id: Id, sure: Annotated[bool, Form()] = False) -> Response:
        if not sure:
            raise UsageError("tick the box first: an account that was removed does not come back")
        acts.remove(request, account_id)
        return _back("/people")

    @router.post("/people/{account_id}/sessions/{session_id}/end", dependencies=ADMIN)
    def end(request: Request, account_id: Id, session_id: Id) -> Response:
        acts.end_session(request, account_id, session_id)
        return _back(f"/people/{account_id}")


def _doors(tools: DeskTools, account_id: int | None) -> dict[str, object]:
    """The sessions and tokens of somebody."""
    now = tools.clock()
    tokens = tools.records.api_tokens(account_id) if account_id is not None else []
    return {
        "sessions": tools.records.sessions(account_id, now) if account_id is not None else [],
        "tokens": [(one, standing_of(one.revoked_at, one.expires_at, now)) for one in tokens],
        "scopes": SCOPES,
    }


def _own_account(person: Person) -> int:
    if person.account_id is None:
        raise UsageError("you have no account here: an admin makes one at /people")
    return person.account_id


def _add_account(router: APIRouter, tools: DeskTools, pages: Pages, acts: PeopleActs) -> None:
    throttle = Throttle(tools.clock)

    @router.get("/account")
    def account(request: Request) -> Response:
        person = person_of(request)
        known = request.scope[KNOWN]
        values = {
            "here": "account",
            "person": person,
            "this": known.session.id if known.session else None,
            **_doors(tools, person.account_id),
        }
        return pages.page("account.html", values)

    @router.post("/account/password")
    def password(request: Request, current: Typed, password: Annotated[NewPassword, Form()]) -> Response:
        own = tools.records.account(_own_account(person_of(request)))
        # Whoever finds a browser open may not guess at the password there.
        if throttle.admit(own.name, "") or not password_fits(current, own.password):
            raise UsageError("the current password is not right")
        throttle.succeeded(own.name, "")
        acts.change(request, own.id, AccountChange(password=password))
        return _back("/sign-in?next=/account")

    @router.post("/account/sessions/{session_id}/end")
    def end(request: Request, session_id: Id) -> Response:
        acts.end_session(request, _own_account(person_of(request)), session_id)
        return _back("/account")


def _add_tokens(router: APIRouter, tools: DeskTools, pages: Pages, acts: PeopleActs) -> None:
    @router.post("/tokens")
    def make(
        request: Request,
        label: Annotated[Label, Form()],
        scope: Annotated[ScopeName, Form()] = "read",
        days: Annotated[Days | None, Form()] = 90,
    ) -> Response:
        token, secret = acts.make_token(request, NewToken(label=label, scope=scope, days=days))
        return pages.page("made.html", {"here": "account", "token": token, "secret": secret, "path": None})

    @router.post("/tokens/{token_id}/revoke")
    def revoke(request: Request, token_id: Id) -> Response:
        acts.revoke_token(request, token_id)
        return _back("/account")


def _add_audit(router: APIRouter, tools: DeskTools, pages: Pages) -> None:
    @router.get("/audit", dependencies=ADMIN)
    def audit(request: Request) -> Response:
        asked = request.query_params.get("before", "")
        before = min(int(asked), LARGEST_ID) if asked.isascii() and asked.isdecimal() else None
        person = request.query_params.get("person", "").replace("\x00", "").strip() or None
        found = tools.records.audit(before, PAGE, person)
        values = {
            "here": "audit",
            "entries": found,
            "person": person,
            "older": found[-1].id if len(found) == PAGE else None,
        }
        return pages.page("audit.html", values)

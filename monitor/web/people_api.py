"""The API about people: accounts, sessions, tokens, links, and the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from monitor.model import Role
from monitor.shapes import Json
from monitor.web import people_schemas as shapes
from monitor.web.access import needs, person_of
from monitor.web.people_acts import PeopleActs
from monitor.web.people_bodies import account_body, audit_body, session_body, share_body, token_body
from monitor.web.queries import Cursor, Id, Limit
from monitor.web.schemas import PROBLEMS, Page
from monitor.web.tools import DeskTools

ADMIN = [Depends(needs(Role.ADMIN))]
REVIEWER = [Depends(needs(Role.REVIEWER))]


def people_api(tools: DeskTools) -> APIRouter:
    """Under /api: people, tokens, shares, audit, and who asks."""
    router = APIRouter(prefix="/api", responses=PROBLEMS)
    acts = PeopleActs(tools)
    _add_accounts(router, tools, acts)
    _add_sessions(router, tools, acts)
    _add_tokens(router, acts)
    _add_shares(router, acts)
    _add_audit(router, tools)
    return router


def _all(items: Sequence[Json]) -> Json:
    return {"items": items, "next": None}


def _add_accounts(router: APIRouter, tools: DeskTools, acts: PeopleActs) -> None:
    records = tools.records

    @router.get("/me", response_model=shapes.Me, summary="Who asks")
    def me(request: Request) -> Json:
        person = person_of(request)
        return {"name": person.name, "role": person.role.name.lower()}

    @router.get("/people", response_model=Page[shapes.Account], summary="Who may sign in", dependencies=ADMIN)
    def people() -> Json:
        return _all([account_body(one) for one in records.accounts()])

    @router.post(
        "/people",
        response_model=shapes.Account,
        status_code=201,
        summary="Let somebody in",
        dependencies=ADMIN,
    )
    def add(request: Request, asked: shapes.NewAccount) -> Json:
        return account_body(acts.add(request, asked))

    @router.get(
        "/people/{account_id}", response_model=shapes.Account, summary="One person", dependencies=ADMIN
    )
    def person(account_id: Id) -> Json:
        return account_body(records.account(account_id))

    @router.patch(
        "/people/{account_id}",
        response_model=shapes.Account,
        summary="Change a role or a password, or disable an account",
        dependencies=ADMIN,
    )
    def change(request: Request, account_id: Id, asked: shapes.AccountChange) -> Json:
        return account_body(acts.change(request, account_id, asked))

    @router.delete(
        "/people/{account_id}",
        status_code=204,
        response_class=Response,
        summary="Remove an account, with its sessions and tokens",
        dependencies=ADMIN,
    )
    def remove(request: Request, account_id: Id) -> None:
        acts.remove(request, account_id)


def _add_sessions(router: APIRouter, tools: DeskTools, acts: PeopleActs) -> None:
    @router.get(
        "/people/{account_id}/sessions",
        response_model=Page[shapes.Session],
        summary="Where somebody is signed in",
        dependencies=ADMIN,
    )
    def sessions(account_id: Id) -> Json:
        own = tools.records.account(account_id)
        return _all([session_body(one) for one in tools.records.sessions(own.id, tools.clock())])

    @router.delete(
        "/people/{account_id}/sessions/{session_id}",
        status_code=204,
        response_class=Response,
        summary="End a session",
        dependencies=ADMIN,
    )
    def end(request: Request, account_id: Id, session_id: Id) -> None:
        acts.end_session(request, account_id, session_id)


def _add_tokens(router: APIRouter, acts: PeopleActs) -> None:
    @router.get(
        "/tokens",
        response_model=Page[shapes.ApiToken],
        summary="API tokens: everybody's for an admin, one's own for anybody else",
    )
    def tokens(request: Request) -> Json:
        return _all([token_body(one) for one in acts.tokens(request)])

    @router.post("/tokens", response_model=shapes.MadeToken, status_code=201, summary="Make an API token")
    def make(request: Request, asked: shapes.NewToken) -> Json:
        return token_body(*acts.make_token(request, asked))

    @router.delete(
        "/tokens/{token_id}", status_code=204, response_class=Response, summary="Revoke an API token"
    )
    def revoke(request: Request, token_id: Id) -> None:
        acts.revoke_token(request, token_id)


def _add_shares(router: APIRouter, acts: PeopleActs) -> None:
    @router.get(
        "/shares",
        response_model=Page[shapes.ShareLink],
        summary="Share links: everybody's for an admin, one's own for a reviewer",
        dependencies=REVIEWER,
    )
    def shares(request: Request) -> Json:
        return _all([share_body(one) for one in acts.shares(request)])

    @router.post(
        "/shares",
        response_model=shapes.MadeShare,
        status_code=201,
        summary="Make a link that shows one thing to whoever holds it",
        dependencies=REVIEWER,
    )
    def make(request: Request, asked: shapes.NewShare) -> Json:
        return share_body(*acts.make_share(request, asked))

    @router.delete(
        "/shares/{link_id}",
        status_code=204,
        response_class=Response,
        summary="Revoke a share link",
        dependencies=REVIEWER,
    )
    def revoke(request: Request, link_id: Id) -> None:
        acts.revoke_share(request, link_id)


def _add_audit(router: APIRouter, tools: DeskTools) -> None:
    @router.get(
        "/audit",
        response_model=Page[shapes.AuditEntry],
        summary="What people did, the newest first",
        dependencies=ADMIN,
    )
    def audit(
        person: Annotated[str | None, Query(max_length=500, pattern=r"^[^\x00]*$")] = None,
        cursor: Cursor = None,
        limit: Limit = 100,
    ) -> Json:
        found = tools.records.audit(int(cursor) if cursor else None, limit, person or None)
        items = [audit_body(entry) for entry in found]
        return {"items": items, "next": str(items[-1]["id"]) if len(items) == limit else None}

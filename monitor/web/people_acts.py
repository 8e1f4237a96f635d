"""What is done about people at the desk, whether a page or the API asks: checked, then written."""

from __future__ import annotations

from datetime import timedelta

from fastapi import Request
from starlette.exceptions import HTTPException

from monitor.credentials import hash_password, kept_of, name_problem, new_secret, new_token, password_problem
from monitor.errors import NotFoundError, UsageError
from monitor.model import Account, ApiToken, Deed, Person, Role, ShareLink
from monitor.report.words import N_
from monitor.web.access import deed_of, noted, person_of
from monitor.web.people_bodies import SCOPES
from monitor.web.people_schemas import AccountChange, NewAccount, NewShare, NewToken
from monitor.web.sharing import list_subject
from monitor.web.tools import DeskTools

ROLE_OF_SCOPE = {scope: Role[role] for role, scope in SCOPES.items()}


class PeopleActs:
    """Each act is entered in the audit log by the store, with who asked."""

    def __init__(self, tools: DeskTools) -> None:
        self._tools = tools
        self._records = tools.records
        self._change = tools.change

    def add(self, request: Request, asked: NewAccount) -> Account:
        problem = name_problem(asked.name) or password_problem(asked.password, asked.name)
        if problem:
            raise UsageError(problem)
        role, hashed = Role[asked.role.upper()], hash_password(asked.password)
        noted(request)
        return self._change(self._records.add_account, asked.name, role, hashed, self._by(request))

    def change(self, request: Request, account_id: int, asked: AccountChange) -> Account:
        """Each of the changes is a deed of its own; the first that may not be ends them."""
        own, by = self._records.account(account_id), self._by(request)
        problem = password_problem(asked.password, own.name) if asked.password is not None else None
        if problem:
            raise UsageError(problem)
        noted(request)
        if asked.role is not None and Role[asked.role.upper()] is not own.role:
            self._change(self._records.set_role, account_id, Role[asked.role.upper()], by)
        if asked.disabled is not None and asked.disabled is not own.disabled:
            self._change(self._records.set_disabled, account_id, asked.disabled, by)
        if asked.password is not None:
            self._change(self._records.set_password, account_id, hash_password(asked.password), by)
        return self._records.account(account_id)

    def remove(self, request: Request, account_id: int) -> None:
        noted(request)
        self._change(self._records.remove_account, account_id, self._by(request))

    def end_session(self, request: Request, account_id: int, session_id: int) -> None:
        """Only of that person: a number alone ends nobody else's."""
        mine = self._records.sessions(account_id, self._tools.clock())
        if session_id not in {one.id for one in mine}:
            raise NotFoundError(f"There is no session {session_id}.")
        noted(request)
        self._change(self._records.end_session, session_id, self._by(request))

    def make_token(self, request: Request, asked: NewToken) -> tuple[ApiToken, str]:
        """The token and its secret, which nobody can be told again."""
        owner = self._owner(person_of(request), asked.person)
        scope, now = ROLE_OF_SCOPE[asked.scope], self._tools.clock()
        if scope > owner.role:
            raise UsageError(
                f"the scope {asked.scope} is more than {owner.name} may do, who is {owner.role.name.lower()}"
            )
        expires_at = None if asked.days is None else now + timedelta(days=asked.days)
        secret = new_token()
        token = ApiToken(0, owner.id, owner.name, asked.label, scope, now, expires_at)
        noted(request)
        made = self._change(self._records.add_api_token, kept_of(secret), token, self._by(request))
        return made, secret

    def _owner(self, person: Person, name: str | None) -> Account:
        if name is None or (person.account_id and name == person.name):
            if person.account_id is None:
                raise UsageError("tokens belong to accounts: name the person whose it shall be")
            return self._records.account(person.account_id)
        if person.role < Role.ADMIN:
            raise HTTPException(403, N_("Only an admin makes tokens for others."))
        owner = self._records.account_named(name)
        if owner is None:
            raise UsageError(f"there is nobody called {name!r}")
        return owner

    def tokens(self, request: Request) -> list[ApiToken]:
        """Everybody's for an admin, her own for anybody else."""
        person = person_of(request)
        if person.role is Role.ADMIN:
            return self._records.api_tokens(None)
        return self._records.api_tokens(person.account_id) if person.account_id else []

    def revoke_token(self, request: Request, token_id: int) -> None:
        if token_id not in {one.id for one in self.tokens(request)}:
            raise NotFoundError(f"There is no token {token_id}.")
        noted(request)
        self._change(self._records.revoke_api_token, token_id, self._by(request))

    def make_share(self, request: Request, asked: NewShare) -> tuple[ShareLink, str]:
        """The link and its path, which nobody can be told again. The revision or article must be there."""
        subject = asked.subject.strip().removeprefix("?")
        if asked.kind != "list":
            if not (subject.isascii() and subject.isdecimal() and len(subject) < 19):
                raise UsageError(f"the subject of a link to one {asked.kind} is its number")
            found = self._records.revision if asked.kind == "revision" else self._records.article
            found(int(subject) if asked.kind == "revision" else subject)  # type: ignore[arg-type]
        now, secret, person = self._tools.clock(), new_secret(), person_of(request)
        if asked.kind == "list":
            subject = list_subject(self._records, person, subject, now)
        link = ShareLink(0, asked.kind, subject, person.name, now, now + timedelta(days=asked.days))
        noted(request)
        made = self._change(self._records.add_share, kept_of(secret), link, self._by(request))
        return made, f"/shared/{secret}"

    def shares(self, request: Request) -> list[ShareLink]:
        """Everybody's for an admin, her own for anybody else."""
        person = person_of(request)
        return self._records.shares(self._tools.clock(), None if person.role is Role.ADMIN else person.name)

    def revoke_share(self, request: Request, link_id: int) -> None:
        if link_id not in {one.id for one in self.shares(request)}:
            raise NotFoundError(f"There is no link {link_id}.")
        noted(request)
        self._change(self._records.revoke_share, link_id, self._by(request))

    def _by(self, request: Request) -> Deed:
        return deed_of(request, self._tools.clock())

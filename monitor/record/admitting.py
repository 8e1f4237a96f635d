"""The store's part in letting people in: accounts, sessions, tokens, links, and what was done."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine

from monitor.model import Account, ApiToken, AuditEntry, Deed, Role, Session, ShareLink
from monitor.record import people, people_audit, people_doors
from monitor.record.engine import reading, writing


class SqlAdmitting:
    """Methods of `ports.Records` over an open engine."""

    _engine: Engine

    # accounts

    def accounts(self) -> list[Account]:
        with reading(self._engine) as conn:
            return people.listed(conn)

    def has_accounts(self) -> bool:
        with reading(self._engine) as conn:
            return people.anybody(conn)

    def account_named(self, name: str) -> Account | None:
        with reading(self._engine) as conn:
            return people.named(conn, name)

    def account(self, account_id: int) -> Account:
        with reading(self._engine) as conn:
            return people.numbered(conn, account_id)

    def add_account(self, name: str, role: Role, password: str, by: Deed) -> Account:
        with writing(self._engine) as conn:
            return people.add(conn, name, role, password, by)

    def set_role(self, account_id: int, role: Role, by: Deed) -> None:
        with writing(self._engine) as conn:
            people.set_role(conn, account_id, role, by)

    def set_password(self, account_id: int, password: str, by: Deed) -> None:
        with writing(self._engine) as conn:
            people.set_password(conn, account_id, password, by)

    def rehash(self, account_id: int, password: str, by: Deed) -> None:
        with writing(self._engine) as conn:
            people.rehash(conn, account_id, password, by)

    def set_disabled(self, account_id: int, disabled: bool, by: Deed) -> None:
        with writing(self._engine) as conn:
            people.set_disabled(conn, account_id, disabled, by)

    def remove_account(self, account_id: int, by: Deed) -> None:
        with writing(self._engine) as conn:
            people.remove(conn, account_id, by)

    # sessions

    def open_session(self, digest: str, session: Session, by: Deed) -> None:
        with writing(self._engine) as conn:
            people_doors.open_session(conn, digest, session, by)

    def session(self, digest: str) -> tuple[Session, Account | None] | None:
        with reading(self._engine) as conn:
            return people_doors.session(conn, digest)

    def sessions(self, account_id: int | None, now: datetime) -> list[Session]:
        with reading(self._engine) as conn:
            return people_doors.sessions(conn, account_id, now)

    def touch_session(self, session_id: int, at: datetime) -> None:
        with writing(self._engine) as conn:
            people_doors.touch(conn, session_id, at)

    def end_session(self, session_id: int, by: Deed) -> None:
        with writing(self._engine) as conn:
            people_doors.end_session(conn, session_id, by)

    # tokens

    def add_api_token(self, digest: str, token: ApiToken, by: Deed) -> ApiToken:
        with writing(self._engine) as conn:
            return people_doors.add_token(conn, digest, token, by)

    def api_token(self, digest: str) -> tuple[ApiToken, Account] | None:
        with reading(self._engine) as conn:
            return people_doors.token(conn, digest)

    def api_tokens(self, account_id: int | None) -> list[ApiToken]:
        with reading(self._engine) as conn:
            return people_doors.tokens(conn, account_id)

    def use_api_token(self, token_id: int, at: datetime) -> None:
        with writing(self._engine) as conn:
            people_doors.use_token(conn, token_id, at)

    def revoke_api_token(self, token_id: int, by: Deed) -> None:
        with writing(self._engine) as conn:
            people_doors.revoke_token(conn, token_id, by)

    # links

    def add_share(self, digest: str, link: ShareLink, by: Deed) -> ShareLink:
        with writing(self._engine) as conn:
            return people_doors.add_share(conn, digest, link, by)

    def share(self, digest: str) -> ShareLink | None:
        with reading(self._engine) as conn:
            return people_doors.share(conn, digest)

    def shares(self, now: datetime, made_by: str | None = None) -> list[ShareLink]:
        with reading(self._engine) as conn:
            return people_doors.shares(conn, now, made_by)

    def use_share(self, link_id: int, at: datetime) -> None:
        with writing(self._engine) as conn:
            people_doors.use_share(conn, link_id, at)

    def revoke_share(self, link_id: int, by: Deed) -> None:
        with writing(self._engine) as conn:
            people_doors.revoke_share(conn, link_id, by)

    # what was done

    def note_audit(self, entry: AuditEntry) -> None:
        with writing(self._engine) as conn:
            people_audit.note(conn, entry)

    def audit(self, before: int | None, limit: int, person: str | None = None) -> list[AuditEntry]:
        with reading(self._engine) as conn:
            return people_audit.entries(conn, before, limit, person)

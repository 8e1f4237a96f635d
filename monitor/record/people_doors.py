"""What lets people and programs in: sessions of browsers, API tokens, share links. The store knows each by
the digest of its secret alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, or_, select, update

from monitor.errors import NotFoundError, UsageError
from monitor.model import Account, ApiToken, AuditEntry, Deed, Role, Session, ShareLink
from monitor.record import chain, people_audit
from monitor.record.people import account_of
from monitor.record.schema import account, api_token, desk_session, share_link
from monitor.record.sql import AnyRow


def open_session(conn: Connection, digest: str, session: Session, by: Deed) -> None:
    """Somebody signed in. What has ended of other sessions is forgotten."""
    conn.execute(delete(desk_session).where(desk_session.c.ends_at <= by.at))
    conn.execute(
        insert(desk_session).values(
            digest=digest, account_id=session.account_id, name=session.name,
            started_at=session.started_at, seen_at=session.seen_at, ends_at=session.ends_at,
            address=session.address, agent=session.agent[:300],
        )
    )  # fmt: skip
    if session.account_id is not None:
        mine = account.c.id == session.account_id
        conn.execute(update(account).where(mine).values(signed_in_at=by.at))
    _told(conn, by, "signed in", session.name)


def session(conn: Connection, digest: str) -> tuple[Session, Account | None] | None:
    """The session with this cookie, and whose it is; None for the account: the config's."""
    row = conn.execute(select(desk_session).where(desk_session.c.digest == digest)).first()
    if row is None:
        return None
    if row.account_id is None:
        return _session(row), None
    owner = conn.execute(select(account).where(account.c.id == row.account_id)).one()
    return _session(row), account_of(owner)


def sessions(conn: Connection, account_id: int | None, now: datetime) -> list[Session]:
    """Those that have not ended, of one person or of all, used last first."""
    query = select(desk_session).where(desk_session.c.ends_at > now).order_by(desk_session.c.seen_at.desc())
    if account_id is not None:
        query = query.where(desk_session.c.account_id == account_id)
    return [_session(row) for row in conn.execute(query)]


def touch(conn: Connection, session_id: int, at: datetime) -> None:
    conn.execute(update(desk_session).where(desk_session.c.id == session_id).values(seen_at=at))


def end_session(conn: Connection, session_id: int, by: Deed) -> None:
    ended = delete(desk_session).where(desk_session.c.id == session_id).returning(desk_session.c.name)
    name = conn.scalar(ended)
    if name is None:
        raise NotFoundError(f"There is no session {session_id}.")
    _told(conn, by, "signed out", name)


def _session(row: AnyRow) -> Session:
    return Session(
        row.id, row.account_id, row.name, row.started_at, row.seen_at, row.ends_at, row.address, row.agent
    )


# tokens of programs


def add_token(conn: Connection, digest: str, token: ApiToken, by: Deed) -> ApiToken:
    values = {
        "digest": digest, "account_id": token.account_id, "label": token.label,
        "scope": token.scope.name.lower(), "made_at": token.made_at, "expires_at": token.expires_at,
    }  # fmt: skip
    number = conn.scalar(insert(api_token).values(values).returning(api_token.c.id))
    chain.note(conn, "recorded", api_token, [number], by.at)
    _told(conn, by, "token made", f"{number}, {token.label}, for {token.name}")
    return next(one for one in tokens(conn, token.account_id) if one.id == number)


def token(conn: Connection, digest: str) -> tuple[ApiToken, Account] | None:
    """The token with this digest, whatever its standing, and whose it is."""
    row = conn.execute(select(api_token).where(api_token.c.digest == digest)).first()
    if row is None:
        return None
    owner = account_of(conn.execute(select(account).where(account.c.id == row.account_id)).one())
    return _token(row, owner.name), owner


def tokens(conn: Connection, account_id: int | None) -> list[ApiToken]:
    """Those of one person, or all, the newest first."""
    query = select(api_token, account.c.name).join(account, account.c.id == api_token.c.account_id)
    if account_id is not None:
        query = query.where(api_token.c.account_id == account_id)
    return [_token(row, row.name) for row in conn.execute(query.order_by(api_token.c.id.desc()))]


def use_token(conn: Connection, token_id: int, at: datetime) -> None:
    conn.execute(update(api_token).where(api_token.c.id == token_id).values(last_used_at=at))


def revoke_token(conn: Connection, token_id: int, by: Deed) -> None:
    revoked = update(api_token).where(api_token.c.id == token_id, api_token.c.revoked_at.is_(None))
    label = conn.scalar(revoked.values(revoked_at=by.at).returning(api_token.c.label))
    if label is None:
        raise NotFoundError(f"There is no token {token_id} that could be revoked.")
    chain.note(conn, "changed", api_token, [token_id], by.at)
    _told(conn, by, "token revoked", f"{token_id}, {label}")


def _token(row: AnyRow, name: str) -> ApiToken:
    return ApiToken(
        row.id, row.account_id, name, row.label, Role[row.scope.upper()],
        row.made_at, row.expires_at, row.last_used_at, row.revoked_at,
    )  # fmt: skip


# links for readers without an account


def add_share(conn: Connection, digest: str, link: ShareLink, by: Deed) -> ShareLink:
    if link.expires_at <= by.at:
        raise UsageError("the link would have expired already: let it end later")
    values = {
        "digest": digest, "kind": link.kind, "subject": link.subject, "made_by": link.made_by,
        "made_at": link.made_at, "expires_at": link.expires_at,
    }  # fmt: skip
    row = conn.execute(insert(share_link).values(values).returning(share_link)).one()
    chain.note(conn, "recorded", share_link, [row.id], by.at)
    _told(conn, by, "link made", f"{row.id}, {link.kind} {link.subject}")
    return _share(row)


def share(conn: Connection, digest: str) -> ShareLink | None:
    """The link with this digest, whatever its standing."""
    row = conn.execute(select(share_link).where(share_link.c.digest == digest)).first()
    return None if row is None else _share(row)


def shares(conn: Connection, now: datetime, made_by: str | None) -> list[ShareLink]:
    """Those that still show something, then the others, the newest first; at most 500."""
    ended = or_(share_link.c.revoked_at.is_not(None), share_link.c.expires_at <= now)
    query = select(share_link).order_by(ended, share_link.c.id.desc()).limit(500)
    if made_by is not None:
        query = query.where(share_link.c.made_by == made_by)
    return [_share(row) for row in conn.execute(query)]


def use_share(conn: Connection, link_id: int, at: datetime) -> None:
    conn.execute(update(share_link).where(share_link.c.id == link_id).values(last_used_at=at))


def revoke_share(conn: Connection, link_id: int, by: Deed) -> None:
    revoked = update(share_link).where(share_link.c.id == link_id, share_link.c.revoked_at.is_(None))
    row = conn.execute(revoked.values(revoked_at=by.at).returning(share_link)).first()
    if row is None:
        raise NotFoundError(f"There is no link {link_id} that could be revoked.")
    chain.note(conn, "changed", share_link, [link_id], by.at)
    _told(conn, by, "link revoked", f"{link_id}, {row.kind} {row.subject}")


def _share(row: AnyRow) -> ShareLink:
    return ShareLink(
        row.id, row.kind, row.subject, row.made_by,
        row.made_at, row.expires_at, row.last_used_at, row.revoked_at,
    )  # fmt: skip


def _told(conn: Connection, by: Deed, action: str, subject: str) -> None:
    people_audit.note(conn, AuditEntry(by.at, by.person, action, subject, by.address))

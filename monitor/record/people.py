"""Accounts: who may sign in, and as what. Each change is entered in the journal and in the log of what
people did. The last admin can neither be removed nor lose her role while others have accounts."""

from __future__ import annotations

from sqlalchemy import Connection, delete, exists, insert, select, update

from monitor.credentials import folded
from monitor.errors import NotFoundError, UsageError
from monitor.model import Account, AuditEntry, Deed, Role
from monitor.record import chain, people_audit
from monitor.record.schema import account, api_token, desk_session
from monitor.record.sql import AnyRow


def account_of(row: AnyRow) -> Account:
    return Account(
        id=row.id,
        name=row.name,
        role=Role[row.role.upper()],
        password=row.password,
        disabled=row.disabled,
        created_at=row.created_at,
        signed_in_at=row.signed_in_at,
    )


def listed(conn: Connection) -> list[Account]:
    """Everybody, by name."""
    return [account_of(row) for row in conn.execute(select(account).order_by(account.c.folded))]


def anybody(conn: Connection) -> bool:
    return bool(conn.scalar(select(exists().where(account.c.id.is_not(None)))))


def named(conn: Connection, name: str) -> Account | None:
    """Who has that name, in whatever capitals."""
    row = conn.execute(select(account).where(account.c.folded == folded(name))).first()
    return None if row is None else account_of(row)


def numbered(conn: Connection, account_id: int) -> Account:
    row = conn.execute(select(account).where(account.c.id == account_id)).first()
    if row is None:
        raise NotFoundError(f"There is nobody with the number {account_id}.")
    return account_of(row)


def add(conn: Connection, name: str, role: Role, password: str, by: Deed) -> Account:
    if named(conn, name) is not None:
        raise UsageError(f"there is somebody called {name!r} already: take another name")
    if role < Role.ADMIN and not anybody(conn):
        raise UsageError("the first account must be an admin's: nobody could set up the others")
    values = {
        "name": name, "folded": folded(name), "role": role.name.lower(), "password": password,
        "disabled": False, "created_at": by.at,
    }  # fmt: skip
    row = conn.execute(insert(account).values(values).returning(account)).one()
    chain.note(conn, "recorded", account, [row.id], by.at)
    _told(conn, by, "account added", f"{name}, {role.name.lower()}")
    return account_of(row)


def set_role(conn: Connection, account_id: int, role: Role, by: Deed) -> None:
    own = numbered(conn, account_id)
    if role < Role.ADMIN:
        _keep_an_admin(conn, own)
    _change(conn, own, by, role=role.name.lower())
    _told(conn, by, "role changed", f"{own.name}, {own.role.name.lower()} → {role.name.lower()}")


def set_password(conn: Connection, account_id: int, password: str, by: Deed) -> None:
    """Whoever is signed in as this person must sign in again."""
    own = numbered(conn, account_id)
    _change(conn, own, by, password=password)
    _end_sessions(conn, own)
    _told(conn, by, "password changed", own.name)


def rehash(conn: Connection, account_id: int, password: str, by: Deed) -> None:
    """The same password, hashed at today's price."""
    _change(conn, numbered(conn, account_id), by, password=password)


def set_disabled(conn: Connection, account_id: int, disabled: bool, by: Deed) -> None:
    own = numbered(conn, account_id)
    if disabled:
        _keep_an_admin(conn, own)
        _end_sessions(conn, own)
    _change(conn, own, by, disabled=disabled)
    _told(conn, by, "account disabled" if disabled else "account enabled", own.name)


def remove(conn: Connection, account_id: int, by: Deed) -> None:
    """The account goes, and with it the sessions and tokens; what the person did stays told."""
    own = numbered(conn, account_id)
    if conn.scalar(select(exists().where(account.c.id != account_id))):
        _keep_an_admin(conn, own)
    _end_sessions(conn, own)
    mine = delete(api_token).where(api_token.c.account_id == account_id).returning(api_token.c.id)
    chain.note(conn, "deleted", api_token, conn.scalars(mine).all(), by.at)
    conn.execute(delete(account).where(account.c.id == account_id))
    chain.note(conn, "deleted", account, [account_id], by.at)
    _told(conn, by, "account removed", own.name)


def _keep_an_admin(conn: Connection, leaving: Account) -> None:
    others = exists().where(
        account.c.id != leaving.id, account.c.role == "admin", account.c.disabled.is_(False)
    )
    if leaving.role is Role.ADMIN and not leaving.disabled and not conn.scalar(select(others)):
        raise UsageError(f"{leaving.name} is the last admin: make somebody else one first")


def _change(conn: Connection, own: Account, by: Deed, **values: object) -> None:
    conn.execute(update(account).where(account.c.id == own.id).values(values))
    chain.note(conn, "changed", account, [own.id], by.at)


def _end_sessions(conn: Connection, own: Account) -> None:
    conn.execute(delete(desk_session).where(desk_session.c.account_id == own.id))


def _told(conn: Connection, by: Deed, action: str, subject: str) -> None:
    people_audit.note(conn, AuditEntry(by.at, by.person, action, subject, by.address))

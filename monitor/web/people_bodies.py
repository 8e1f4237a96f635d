"""People, sessions, tokens, links and the audit log as JSON: no secret and no hash is among the keys."""

from __future__ import annotations

from datetime import datetime

from monitor.model import Account, ApiToken, AuditEntry, Session, ShareLink
from monitor.shapes import Json, instant

#: What a token may do, by the word for it; the roles are those that may do as much.
SCOPES = {"READER": "read", "REVIEWER": "review", "ADMIN": "admin"}


def account_body(account: Account) -> Json:
    return {
        "id": account.id,
        "name": account.name,
        "role": account.role.name.lower(),
        "disabled": account.disabled,
        "password": bool(account.password),
        "created_at": instant(account.created_at),
        "signed_in_at": instant(account.signed_in_at),
    }


def session_body(session: Session) -> Json:
    return {
        "id": session.id,
        "person": session.name,
        "started_at": instant(session.started_at),
        "seen_at": instant(session.seen_at),
        "ends_at": instant(session.ends_at),
        "address": session.address,
        "agent": session.agent,
    }


def token_body(token: ApiToken, secret: str | None = None) -> Json:
    """With the secret once, when it was made."""
    body = {
        "id": token.id,
        "person": token.name,
        "label": token.label,
        "scope": SCOPES[token.scope.name],
        "made_at": instant(token.made_at),
        "expires_at": instant(token.expires_at),
        "last_used_at": instant(token.last_used_at),
        "revoked_at": instant(token.revoked_at),
    }
    return body | ({"token": secret} if secret else {})


def share_body(link: ShareLink, path: str | None = None) -> Json:
    """With its path once, when it was made."""
    body = {
        "id": link.id,
        "kind": link.kind,
        "subject": link.subject,
        "made_by": link.made_by,
        "made_at": instant(link.made_at),
        "expires_at": instant(link.expires_at),
        "last_used_at": instant(link.last_used_at),
        "revoked_at": instant(link.revoked_at),
    }
    return body | ({"path": path} if path else {})


def audit_body(entry: AuditEntry) -> Json:
    return {
        "id": entry.id,
        "at": instant(entry.at),
        "person": entry.person,
        "action": entry.action,
        "subject": entry.subject,
        "address": entry.address,
    }


def standing_of(ended_at: datetime | None, expires_at: datetime | None, now: datetime) -> str:
    """Of a token or a link: `used`, `revoked` or `expired`."""
    if ended_at is not None:
        return "revoked"
    return "expired" if expires_at is not None and expires_at <= now else "used"

"""People in the store: on both databases, entered in the journal, and no secret among the rows."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from monitor.errors import NotFoundError, UsageError
from monitor.model import ApiToken, AuditEntry, Deed, Role, Session, ShareLink
from monitor.record import SqlRecords
from monitor.record.engine import writing
from monitor.record.schema import account, audit
from tests.values import NOW

BY = Deed("Ada", NOW, "192.0.2.1")
LATER = NOW + timedelta(days=1)


def session_of(account_id: int, name: str) -> Session:
    return Session(0, account_id, name, NOW, NOW, LATER, "192.0.2.1", "Browser/1")


def test_people_their_doors_and_their_deeds(store: SqlRecords) -> None:
    assert not store.has_accounts()
    with pytest.raises(UsageError, match="first account must be an admin"):
        store.add_account("Rita", Role.READER, "hash", BY)
    ada = store.add_account("Ada", Role.ADMIN, "hash", BY)
    rosa = store.add_account("Rosa", Role.REVIEWER, "hash", BY)
    with pytest.raises(UsageError, match="somebody called 'ROSA'"):
        store.add_account("ROSA", Role.READER, "hash", BY)
    assert store.account_named("rosa") == rosa and store.has_accounts()
    store.open_session("s1", session_of(rosa.id, "Rosa"), BY)
    found = store.session("s1")
    assert found is not None and found[1] is not None and found[1].signed_in_at == NOW
    token = store.add_api_token("t1", ApiToken(0, rosa.id, "Rosa", "export", Role.READER, NOW, LATER), BY)
    link = store.add_share("l1", ShareLink(0, "list", "search=ferry", "Rosa", NOW, LATER), BY)
    store.use_api_token(token.id, LATER)
    store.use_share(link.id, LATER)
    store.revoke_share(link.id, BY)
    with pytest.raises(NotFoundError):
        store.revoke_share(link.id, BY)
    for refused in (
        lambda: store.set_role(ada.id, Role.READER, BY),
        lambda: store.set_disabled(ada.id, True, BY),
        lambda: store.remove_account(ada.id, BY),
    ):
        with pytest.raises(UsageError, match="last admin"):
            refused()
    store.remove_account(rosa.id, BY)
    assert store.session("s1") is None and store.api_token("t1") is None
    told = [(one.action, one.subject) for one in reversed(store.audit(None, 50))]
    assert told == [
        ("account added", "Ada, admin"),
        ("account added", "Rosa, reviewer"),
        ("signed in", "Rosa"),
        ("token made", f"{token.id}, export, for Rosa"),
        ("link made", f"{link.id}, list search=ferry"),
        ("link revoked", f"{link.id}, list search=ferry"),
        ("account removed", "Rosa"),
    ]
    assert store.verify() == []


def test_a_log_that_was_altered_is_found_out(sqlite_store: SqlRecords) -> None:
    sqlite_store.add_account("Ada", Role.ADMIN, "hash", BY)
    sqlite_store.note_audit(AuditEntry(NOW, "Ada", "changed", "POST /revisions/1", "192.0.2.1"))
    assert sqlite_store.verify() == []
    for table, values in ((audit, {"person": "Rosa"}), (account, {"password": "another hash"})):
        with writing(sqlite_store._engine) as conn:
            conn.execute(update(table).values(values))
    problems = " ".join(sqlite_store.verify())
    assert "audit" in problems and "account" in problems


def test_sessions_that_ended_are_forgotten_when_somebody_signs_in(sqlite_store: SqlRecords) -> None:
    ada = sqlite_store.add_account("Ada", Role.ADMIN, "hash", BY)
    sqlite_store.open_session("old", session_of(ada.id, "Ada"), BY)
    after = Deed("Ada", LATER + timedelta(days=1))
    sqlite_store.open_session("new", session_of(ada.id, "Ada"), after)
    assert sqlite_store.session("old") is None and sqlite_store.session("new") is not None


def test_a_backup_has_the_people_too(sqlite_store: SqlRecords, tmp_path: Path) -> None:
    sqlite_store.add_account("Ada", Role.ADMIN, "hash", BY)
    assert sqlite_store.backup(tmp_path / "copy.db", lambda done, of: None) == []

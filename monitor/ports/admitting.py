"""The store's part in letting people in."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from monitor.model import Account, ApiToken, AuditEntry, Deed, Role, Session, ShareLink


class AdmittingRecords(Protocol):
    """Accounts, sessions, tokens, links, and the log of what was done. Secrets come as digests, passwords as
    hashes. Who changes something enters it in the log in the same transaction. A number that is not there
    raises NotFoundError; what may not be, UsageError."""

    def accounts(self) -> list[Account]:
        """Everybody who has one, by name."""

    def has_accounts(self) -> bool: ...

    def account_named(self, name: str) -> Account | None:
        """Whose name it is, in whatever capitals."""

    def account(self, account_id: int) -> Account: ...

    def add_account(self, name: str, role: Role, password: str, by: Deed) -> Account:
        """UsageError if the name is taken, or if the first one were no admin."""

    def set_role(self, account_id: int, role: Role, by: Deed) -> None:
        """UsageError if no admin were left."""

    def set_password(self, account_id: int, password: str, by: Deed) -> None:
        """Also ends the person's sessions."""

    def rehash(self, account_id: int, password: str, by: Deed) -> None:
        """The same password, hashed anew: nothing ends."""

    def set_disabled(self, account_id: int, disabled: bool, by: Deed) -> None:
        """Who is disabled is let in by nothing, and her sessions end. UsageError if no admin were left."""

    def remove_account(self, account_id: int, by: Deed) -> None:
        """With sessions and tokens. UsageError if others were left without an admin."""

    def open_session(self, digest: str, session: Session, by: Deed) -> None: ...

    def session(self, digest: str) -> tuple[Session, Account | None] | None:
        """The session of a cookie, whatever its age, with whose it is; None for the account: the config's."""

    def sessions(self, account_id: int | None, now: datetime) -> list[Session]:
        """Those that have not ended, of one person or of all, used last first."""

    def touch_session(self, session_id: int, at: datetime) -> None: ...
    def end_session(self, session_id: int, by: Deed) -> None: ...

    def add_api_token(self, digest: str, token: ApiToken, by: Deed) -> ApiToken:
        """Keeps a token; the answer has its number."""

    def api_token(self, digest: str) -> tuple[ApiToken, Account] | None:
        """The token, revoked and expired ones too, with whose it is."""

    def api_tokens(self, account_id: int | None) -> list[ApiToken]:
        """Those of one person, or all; the newest first."""

    def use_api_token(self, token_id: int, at: datetime) -> None: ...
    def revoke_api_token(self, token_id: int, by: Deed) -> None: ...

    def add_share(self, digest: str, link: ShareLink, by: Deed) -> ShareLink:
        """Keeps a link; the answer has its number. UsageError if it ended before it began."""

    def share(self, digest: str) -> ShareLink | None:
        """The link, revoked and expired ones too."""

    def shares(self, now: datetime, made_by: str | None = None) -> list[ShareLink]:
        """Those in use first, the newest of each first; of one person or of all, at most 500."""

    def use_share(self, link_id: int, at: datetime) -> None: ...
    def revoke_share(self, link_id: int, by: Deed) -> None: ...

    def note_audit(self, entry: AuditEntry) -> None:
        """Enter in the log what somebody did."""

    def audit(self, before: int | None, limit: int, person: str | None = None) -> list[AuditEntry]:
        """The log, the newest entry first: those before a number, of one person or of all."""

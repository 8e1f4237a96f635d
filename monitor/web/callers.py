"""Who asks: known by a session's cookie, a token, or the password of the config; or anybody, on a desk that
only this machine reaches and that has no accounts.

Secrets are taken from headers and cookies, never from addresses. The store is asked each time, so that
whoever is disabled or signed out is so at once.
"""

from __future__ import annotations

import base64
import binascii
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from starlette.datastructures import Headers

from monitor.credentials import TOKEN_PREFIX, kept_of, same_secret
from monitor.errors import MonitorError
from monitor.model import Account, AuditEntry, Person, Role, Session
from monitor.settings import WebSettings
from monitor.web.cookies import SESSION, read_cookie
from monitor.web.csrf import token_from
from monitor.web.network import Peer, host_is_loopback, is_loopback
from monitor.web.throttle import FAILED, Throttle
from monitor.web.tools import DeskTools

#: How exactly it is kept when a session or a token was used last.
EVERY = timedelta(minutes=5)

Way = Literal["open", "session", "token", "password"]


@dataclass(frozen=True, slots=True)
class Known:
    """Who asks, and how we know. `csrf` is the token of her session's forms, None where she has none."""

    person: Person
    way: Way
    csrf: str | None = None
    session: Session | None = None


def config_secrets(settings: WebSettings) -> list[str]:
    """The token and the password of the config, those that are set."""
    return [secret for secret in (settings.token, settings.password) if secret and secret.strip()]


def config_person(settings: WebSettings) -> Person:
    """Whoever holds a secret of the config."""
    return Person(settings.username, Role.ADMIN)


def _given(header: str) -> tuple[str, str, str] | None:
    """What the header holds: the way, a name and a secret; None if it is none that is understood."""
    scheme, _, value = header.partition(" ")
    way = scheme.lower()
    if way == "bearer":
        return way, "", value.strip()
    if way != "basic":
        return None
    try:
        user, _, password = base64.b64decode(value.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return way, user, password


class Callers:
    """Finds out who asks. May be called from any thread."""

    def __init__(self, tools: DeskTools) -> None:
        self._tools = tools
        self._records = tools.records
        self._settings = tools.settings
        self._secrets = config_secrets(tools.settings)
        self._throttle = Throttle(tools.clock, tools.records)

    def known(self, headers: Headers, peer: Peer, *, used: bool = True) -> Known | None:
        """Who asks; None if we do not know, and must. With `used` false a session grows no longer by it:
        nobody need sit there. StoreError."""
        return (
            self._by_header(headers.get("authorization", ""), peer.address)
            or self._by_cookie(read_cookie(headers, SESSION, peer.secure), used)
            or self._anybody(headers, peer)
        )

    def _anybody(self, headers: Headers, peer: Peer) -> Known | None:
        """Whoever sits at this machine needs no account, as long as there are none. A proxy that stands
        between may bring others."""
        here = is_loopback(self._settings.host) and host_is_loopback(headers.get("host", ""))
        if not here or peer.forwarded or self._secrets or self._records.has_accounts():
            return None
        return Known(config_person(self._settings), "open")

    def _by_header(self, header: str, address: str) -> Known | None:
        """Guesses at a secret of the config wait like those at the form. Tokens of the store cannot be
        guessed: a feed reader that goes on asking with an old one makes nobody wait."""
        found = _given(header)
        if found is None:
            return None
        way, user, secret = found
        if not secret or secret.startswith(TOKEN_PREFIX) or not self._secrets:
            return self._fits(way, user, secret)
        if self._throttle.wait(self._settings.username, address):
            return None
        known = self._fits(way, user, secret)
        if known is not None:
            self._throttle.trust(self._settings.username, address)
        elif self._throttle.failed(self._settings.username, address, kept_of(way, user, secret)):
            entry = AuditEntry(self._tools.clock(), self._settings.username, FAILED, "", address)
            with suppress(MonitorError):
                self._tools.change(self._records.note_audit, entry)
        return known

    def _fits(self, way: str, user: str, secret: str) -> Known | None:
        if way == "bearer":
            return self._by_token(secret)
        if same_secret(user, self._settings.username) & same_secret(secret, self._settings.password):
            return Known(config_person(self._settings), "password")
        # Feed readers can only ask for a name and a password: a token serves as one, under any name.
        return self._by_token(secret)

    def _by_token(self, secret: str) -> Known | None:
        if same_secret(secret, self._settings.token):
            return Known(config_person(self._settings), "token")
        found = self._records.api_token(kept_of(secret)) if secret else None
        if found is None:
            return None
        token, account = found
        now = self._tools.clock()
        expired = token.expires_at is not None and token.expires_at <= now
        if account.disabled or expired or token.revoked_at is not None:
            return None
        if token.last_used_at is None or now - token.last_used_at >= EVERY:
            self._remember_token(token.id, now)
        person = Person(account.name, min(token.scope, account.role), account.id)
        return Known(person, "token")

    def _by_cookie(self, secret: str, used: bool) -> Known | None:
        if not secret:
            return None
        found = self._session(secret)
        if found is None:
            return None
        session, account = found
        now = self._tools.clock()
        idle = timedelta(seconds=self._settings.session_idle_seconds)
        if now >= session.ends_at or now >= session.seen_at + idle or (account and account.disabled):
            return None
        if used and now - session.seen_at >= min(EVERY, idle / 4):
            self._remember_session(session.id, now)
        person = Person(account.name, account.role, account.id) if account else config_person(self._settings)
        return Known(person, "session", token_from(secret.encode()), session)

    def _session(self, secret: str) -> tuple[Session, Account | None] | None:
        """Sessions of the config's password fit only as long as that stays the same."""
        found = self._records.session(kept_of(secret))
        for one in self._secrets:
            found = found or self._records.session(kept_of(secret, one))
        return found

    def _remember_session(self, session_id: int, now: datetime) -> None:
        # A store that cannot be written can be read still.
        with suppress(MonitorError):
            self._tools.change(self._records.touch_session, session_id, now)

    def _remember_token(self, token_id: int, now: datetime) -> None:
        with suppress(MonitorError):
            self._tools.change(self._records.use_api_token, token_id, now)

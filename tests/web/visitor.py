"""A browser at the desk without a socket: it keeps its cookies, sends forms as pages do, and has a clock."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import delete

from monitor.credentials import hash_password
from monitor.model import Account, Deed, Role
from monitor.ports import Records
from monitor.record import SqlRecords
from monitor.record.schema import account as account_table
from monitor.record.schema import api_token, audit, desk_session, journal, share_link
from monitor.settings import WebSettings
from monitor.web import DeskTools, Health, create_desk
from tests.values import NOW
from tests.web.reading import at_once

#: Everybody's password in these tests.
PASSWORD = "copper lantern walks"


@cache
def hashed() -> str:
    return hash_password(PASSWORD)


@dataclass
class Time:
    """A clock that stands still until told."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **lengths: float) -> None:
        self.now += timedelta(**lengths)


def account(records: Records, name: str, role: Role) -> Account:
    return records.add_account(name, role, hashed(), Deed("tests", NOW))


@dataclass
class House:
    """A store, and the desks over it: making one takes long, so tests of a module share them."""

    records: SqlRecords
    time: Time = field(default_factory=Time)
    desks: dict[WebSettings, FastAPI] = field(default_factory=dict)

    def desk(self, settings: WebSettings | None = None) -> FastAPI:
        wanted = settings or WebSettings()
        if wanted not in self.desks:
            health, figures = (lambda: Health(True, {})), (lambda: b"")
            self.desks[wanted] = create_desk(
                DeskTools(self.records, wanted, self.time, at_once, health, figures)
            )
        return self.desks[wanted]

    def empty(self) -> None:
        """Nobody has an account, nothing was done, and all that was tried is forgiven."""
        with self.records._engine.begin() as conn:
            for table in (desk_session, api_token, share_link, audit, account_table, journal):
                conn.execute(delete(table))
        self.time.pass_by(days=1)


@dataclass
class Visitor:
    """Asks the desk from an address. Redirects are answers."""

    app: FastAPI
    base: str = "http://127.0.0.1:8420"
    address: str = "192.0.2.7"
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(
        self, method: str, path: str, headers: dict[str, str] | None = None, **more: Any
    ) -> httpx.Response:
        response = asyncio.run(self._ask(method, path, {"accept": "text/html", **(headers or {})}, more))
        for cookie in response.headers.get_list("set-cookie"):
            name, value = re.match(r'([^=]+)="?([^;"]*)', cookie).groups()  # type: ignore[union-attr]
            self.cookies[name] = value
            if not value or "Max-Age=0" in cookie:
                del self.cookies[name]
        return response

    async def _ask(
        self, method: str, path: str, headers: dict[str, str], more: dict[str, Any]
    ) -> httpx.Response:
        if self.cookies:
            headers.setdefault("cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False, client=(self.address, 50000))
        async with httpx.AsyncClient(transport=transport, base_url=self.base) as client:
            return await client.request(method, path, headers=headers, **more)

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.ask("GET", path, headers)

    def token(self, path: str) -> str:
        """What forms of that page carry."""
        found = re.search(r'<meta name="csrf" content="(\w*)">', self.get(path).text)
        assert found is not None
        return found[1]

    def send(self, path: str, page: str | None = None, **fields: str) -> httpx.Response:
        """Send a form of `page` (by default the page at the same path) as a browser would."""
        fields = {"csrf": self.token(page or path), **fields}
        headers = {"origin": self.base, "sec-fetch-site": "same-origin"}
        return self.ask("POST", path, headers, data=fields)

    def sign_in(self, name: str, password: str = PASSWORD, **fields: str) -> httpx.Response:
        return self.send("/sign-in", name=name, password=password, **fields)

    def api(self, method: str, path: str, token: str | None = None, **more: Any) -> httpx.Response:
        """Ask as a program does."""
        headers = {"accept": "application/json"} | ({"authorization": f"Bearer {token}"} if token else {})
        return self.ask(method, path, headers, **more)

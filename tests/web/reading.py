"""A reader of the desk without a socket: the real application, answered through ASGI."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, TypeVar

import httpx
from fastapi import FastAPI

from monitor.drawing import Cards
from monitor.ports import Records
from monitor.proving import evidence
from monitor.reporting import Reports
from monitor.settings import CardSettings, Settings, WebSettings
from monitor.web import DeskTools, Health, create_desk
from tests.fonts import FONTS
from tests.web.newsroom import at

P = ParamSpec("P")
T = TypeVar("T")

FIGURES = b"# TYPE monitor_looks counter\nmonitor_looks 8\n"


def open_desk(records: Records, settings: WebSettings | None = None, *, ok: bool = True) -> FastAPI:
    return create_desk(
        DeskTools(
            records,
            settings or WebSettings(),
            lambda: at(5),
            at_once,
            lambda: Health(ok, {"scheduler": "running"}),
            lambda: FIGURES,
            pictures=Cards(records, CardSettings(FONTS)),
            reports=Reports(records, lambda: at(5)),
            evidence=lambda number: evidence(records, number, Settings(Path("unused"), "sqlite://")),
        )
    )


def at_once(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Tests write from one thread anyway."""
    return function(*args, **kwargs)


@dataclass(frozen=True, slots=True)
class Reader:
    app: FastAPI
    base: str = "http://127.0.0.1:8420"
    accept: str = "text/html"

    def get(self, path: str, method: str = "GET", **headers: str) -> httpx.Response:
        return asyncio.run(self._get(path, method, headers))

    async def _get(self, path: str, method: str, headers: dict[str, str]) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=self.base) as client:
            return await client.request(method, path, headers={"accept": self.accept, **headers})

    def csrf(self) -> str:
        """The token that forms carry."""
        found = re.search(r'<meta name="csrf" content="(\w+)">', self.get("/nothing").text)
        assert found is not None
        return found[1]

    def post(self, path: str, fields: dict[str, str | list[str]] | None = None) -> httpx.Response:
        """Send a form of the desk as its page would; redirects are not followed."""
        return asyncio.run(self._post(path, {"csrf": self.csrf(), **(fields or {})}))

    async def _post(self, path: str, fields: dict[str, str | list[str]]) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=self.base) as client:
            headers = {"accept": self.accept, "origin": self.base, "sec-fetch-site": "same-origin"}
            return await client.post(path, data=fields, headers=headers)

    def page(self, path: str) -> str:
        """The text of a page that must be there."""
        response = self.get(path)
        assert response.status_code == 200, (path, response.status_code, response.text[:300])
        return response.text

"""A hub on loopback: takes subscriptions, confirms or denies them, pushes, and signs as it was asked to."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Mapping
from types import TracebackType
from urllib.parse import parse_qsl

import httpx

from tests.servers import Reply, Request, Server


class LoopbackHub:
    """`asked` holds the forms that came; `answer` is what it answers; `at_once` has it confirm a request
    before it answers. What it calls tells its `confirmed` status and text."""

    def __init__(self) -> None:
        self.server = Server({"/hub": self._take, "/other": self._take})
        self.asked: list[dict[str, str]] = []
        self.answer = Reply(202)
        self.at_once = True
        self.lease: str | None = "864000"
        self.confirmed: list[tuple[int, str]] = []

    def __enter__(self) -> LoopbackHub:
        self.server.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.__exit__(kind, error, trace)

    @property
    def url(self) -> str:
        return self.server.url("/hub")

    async def _take(self, request: Request) -> bytes:
        form = dict(parse_qsl(request.body.decode()))
        self.asked.append(form)
        if self.at_once and self.answer.status == 202:
            await asyncio.to_thread(self.verify, form)
        return self.answer(request)

    def verify(self, form: Mapping[str, str], **instead: str) -> tuple[int, str]:
        """Ask the subscriber whether it wants this; `instead` overrides what is asked."""
        query = {"hub.mode": form["hub.mode"], "hub.topic": form["hub.topic"], "hub.challenge": "c0ffee"}
        if self.lease is not None and form["hub.mode"] == "subscribe":
            query["hub.lease_seconds"] = self.lease
        query |= {f"hub.{name}": value for name, value in instead.items()}
        answer = httpx.get(form["hub.callback"], params=query, trust_env=False)
        self.confirmed.append((answer.status_code, answer.text))
        return self.confirmed[-1]

    def push(self, body: bytes, method: str = "sha256", *, signature: str | None = None) -> int:
        """Send the latest subscriber news; the status it answers with."""
        form = next(one for one in reversed(self.asked) if one["hub.mode"] == "subscribe")
        if signature is None:
            made = hmac.new(form["hub.secret"].encode(), body, getattr(hashlib, method))
            signature = f"{method}={made.hexdigest()}"
        headers = {"X-Hub-Signature": signature} if signature else {}
        return httpx.post(form["hub.callback"], content=body, headers=headers, trust_env=False).status_code

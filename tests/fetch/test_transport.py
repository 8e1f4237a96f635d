"""The guarded transport under an ordinary httpx client, as the channels use it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import httpx
import pytest

from monitor.fetch import GuardedTransport
from tests.servers import Reply, Request, Server, hang, moved, page

Story = Callable[[httpx.AsyncClient], Coroutine[Any, Any, None]]


def with_client(story: Story, *allowed: str, **options: Any) -> None:
    async def run() -> None:
        transport = GuardedTransport(frozenset(allowed))
        chosen = {"timeout": 60, **options}
        async with httpx.AsyncClient(transport=transport, trust_env=False, **chosen) as client:
            await story(client)

    asyncio.run(run())


def test_bodies_are_sent_and_answers_decoded_by_httpx() -> None:
    def echo(request: Request) -> bytes:
        return page(request.method.encode() + b" " + request.body)(request)

    with Server({"/hook": echo}) as server:

        async def story(client: httpx.AsyncClient) -> None:
            whole = await client.post(server.url("/hook"), json={"a": 1})
            assert whole.text == 'POST {"a":1}'
            parts = await client.post(server.url("/hook"), content=(piece async for piece in _pieces()))
            assert parts.text == "POST onetwo"
            assert (await client.put(server.url("/hook"))).text == "PUT "
            assert (await client.get(server.url("/hook"))).text == "GET "
            assert server.connections == 1

        with_client(story, server.authority)


async def _pieces() -> Any:
    yield b"one"
    yield b"two"


def test_the_guard_speaks_as_an_httpx_error() -> None:
    with Server({"/": page("inside")}) as inside, Server({"/": moved(inside.url())}) as outside:

        async def story(client: httpx.AsyncClient) -> None:
            with pytest.raises(httpx.ConnectError, match="loopback"):
                await client.post(inside.url(), content=b"x")
            with pytest.raises(httpx.ConnectError, match="loopback"):
                await client.get(outside.url(), follow_redirects=True)

        with_client(story, outside.authority)
        assert inside.connections == 0


def test_httpx_s_time_outs_hold() -> None:
    with Server({"/": hang()}) as server:

        async def story(client: httpx.AsyncClient) -> None:
            with pytest.raises(httpx.TimeoutException):
                await client.get(server.url())

        with_client(story, server.authority, timeout=0.2)


def test_a_body_left_unread_does_not_spoil_the_next_answer() -> None:
    with Server({"/long": page(b"x" * 3_000_000), "/short": page(b"short")}) as server:

        async def story(client: httpx.AsyncClient) -> None:
            async with client.stream("GET", server.url("/long")) as answer:
                assert answer.status_code == 200
            assert (await client.get(server.url("/short"))).text == "short"

        with_client(story, server.authority)


def test_no_cookie_is_kept_below_httpx() -> None:
    with Server({"/": Reply(200, b"", (("Set-Cookie", "a=b"),))}) as server:

        async def story(client: httpx.AsyncClient) -> None:
            for _ in range(2):
                await client.get(server.url())
                client.cookies.clear()

        with_client(story, server.authority)
        assert all("cookie" not in request.headers for request in server.log)

"""Time stamps by a true authority: had, held against their digest and its certificates, refused."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from monitor.archive import tokens
from monitor.archive.tokens import TokenRefused
from tests.authority import Authority
from tests.servers import Reply, Server

DIGEST = hashlib.sha256(b"the end of a journal").hexdigest()
OTHER = hashlib.sha256(b"another end").hexdigest()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    yield Authority(tmp_path_factory.mktemp("authority") / "clock")


@pytest.fixture(scope="module")
def token(authority: Authority) -> bytes:
    return tokens.token_of(authority.reply(tokens.request(DIGEST)))


def ask(url: str) -> bytes:
    async def asked() -> bytes:
        async with httpx.AsyncClient(trust_env=False, timeout=200) as http:
            return await tokens.ask(http, url, DIGEST)

    return asyncio.run(asked())


def test_a_token_states_a_time_and_its_digest(authority: Authority) -> None:
    with Server({"/clock": authority}) as server:
        at, imprint = tokens.told(ask(server.url("/clock")))
    assert imprint == DIGEST
    assert abs(at - datetime.now(UTC)) < timedelta(hours=1)


def test_a_token_holds(authority: Authority, token: bytes) -> None:
    assert tokens.problem(token, DIGEST, authority.root) is None
    assert tokens.problem(token, DIGEST, None) is None


def test_a_token_on_another_digest_does_not(authority: Authority, token: bytes) -> None:
    assert tokens.problem(token, OTHER, authority.root) == "it is on another digest"


def test_a_token_of_another_authority_does_not(tmp_path: Path, token: bytes) -> None:
    stranger = Authority(tmp_path / "stranger")
    assert "certificate" in (tokens.problem(token, DIGEST, stranger.root) or "")


@pytest.mark.parametrize("place", [-1, -20])
def test_a_forged_signature_does_not(authority: Authority, token: bytes, place: int) -> None:
    forged = bytearray(token)
    forged[place] ^= 1
    assert tokens.problem(bytes(forged), DIGEST, authority.root) is not None


@pytest.mark.parametrize("junk", [b"", b"no token", b"\x30\x03\x02\x01\x00"])
def test_what_is_no_token_is_said_to_be_none(junk: bytes) -> None:
    assert (tokens.problem(junk, DIGEST, None) or "").startswith("openssl says")


def test_a_refusal_is_told(authority: Authority) -> None:
    replies = {
        "/broken": Reply(200, b"moment"),
        "/closed": Reply(503),
        "/refuses": Reply(200, authority.reply(b"not a question")),
        "/mistaken": Reply(200, authority.reply(tokens.request(OTHER))),
    }
    told = {
        "/broken": "openssl says",
        "/closed": "503",
        "/refuses": "no token",
        "/mistaken": "another digest",
    }
    with Server(replies) as server:
        for path, why in told.items():
            with pytest.raises(TokenRefused, match=why):
                ask(server.url(path))


def test_an_authority_that_is_not_there_is_told() -> None:
    with Server({}) as server:
        url = server.url("/clock")
    with pytest.raises(TokenRefused, match=r"127\.0\.0\.1"):
        ask(url)


def test_without_openssl_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(TokenRefused, match="install it"):
        tokens.request(DIGEST)

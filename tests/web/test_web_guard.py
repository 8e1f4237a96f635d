"""Who may read the desk, from where, and what every answer forbids."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest

from monitor.errors import StoreError
from monitor.ports import RevisionFilter
from monitor.record import SqlRecords
from monitor.settings import WebSettings
from monitor.web import check_binding
from monitor.web.headers import SECURITY_HEADERS
from monitor.web.network import host_allowed, is_loopback
from tests.web.reading import Reader, open_desk

OPEN = WebSettings(host="0.0.0.0", token="a-long-token", username="ada", password="lovelace")


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.mark.parametrize(
    ("settings", "refused"),
    [
        (WebSettings(), False),
        (WebSettings(host="localhost"), False),
        (WebSettings(host="127.3.2.1"), False),
        (WebSettings(host="::1"), False),
        (WebSettings(host="0.0.0.0"), True),
        (WebSettings(host="::"), True),
        (WebSettings(host=""), True),
        (WebSettings(host="192.0.2.7"), True),
        (WebSettings(host="desk.example"), True),
        (WebSettings(host="localhost.desk.example"), True),
        (WebSettings(host="0.0.0.0", token="", password="  "), True),
        (WebSettings(host="0.0.0.0", token="t"), False),
        (WebSettings(host="0.0.0.0", password="p"), False),
        (WebSettings(host="0.0.0.0", enabled=False), False),
    ],
)
def test_an_address_that_others_reach_needs_a_secret(settings: WebSettings, refused: bool) -> None:
    text = check_binding(settings)
    assert (text is not None) is refused
    if text:
        assert repr(settings.host) in text and "web.token" in text and "monitor people add" in text
    assert check_binding(settings, accounts=True) is None


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "[::1]", "::1", "127.9.9.9"])
def test_loopback_names(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    ("header", "allowed"),
    [
        ("127.0.0.1:8420", True),
        ("localhost", True),
        ("LocalHost:1", True),
        ("[::1]:8420", True),
        ("desk.internal:8420", True),
        ("evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("evil.example:8420", False),
        ("localhost@evil.example", False),
        ("localhost/evil", False),
        ("", False),
    ],
)
def test_the_host_header_must_name_this_machine(header: str, allowed: bool) -> None:
    assert host_allowed(header, frozenset({"desk.internal"})) is allowed


@pytest.mark.parametrize(
    ("header", "settings", "allowed"),
    [
        ("Bearer a-long-token", OPEN, True),
        ("bearer a-long-token", OPEN, True),
        ("Bearer a-long-tokeN", OPEN, False),
        ("Bearer ", OPEN, False),
        ("Bearer lovelace", OPEN, False),
        (basic("ada", "lovelace"), OPEN, True),
        (basic("bob", "lovelace"), OPEN, False),
        (basic("ada", ""), OPEN, False),
        (basic("anyone", "a-long-token"), OPEN, True),
        ("Basic ???", OPEN, False),
        ("Basic /w==", OPEN, False),
        ("Digest x", OPEN, False),
        ("", OPEN, False),
        (basic("ada", "pä:ss"), WebSettings(username="ada", password="pä:ss"), True),
        ("Bearer ", WebSettings(token="", password="p"), False),
        (basic("monitor", ""), WebSettings(token="t"), False),
        (basic("t", "t"), WebSettings(token="t"), True),
    ],
)
def test_tokens_and_passwords(filled: SqlRecords, header: str, settings: WebSettings, allowed: bool) -> None:
    reader = Reader(open_desk(filled, settings), base="http://desk.example", accept="application/json")
    if settings.host == "127.0.0.1":
        reader = replace(reader, base="http://127.0.0.1:8420")
    assert reader.get("/api/status", authorization=header).status_code == (200 if allowed else 401)


PATHS = ["/", "/articles", "/sources", "/alerts", "/metrics", "/api", "/api/revisions", "/api/openapi.json",
         "/snapshots/1/raw", "/nothing"]  # fmt: skip


@pytest.fixture(scope="module")
def guarded(filled: SqlRecords) -> Reader:
    return Reader(open_desk(filled, OPEN), base="http://desk.example")


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_read_without_signing_in(guarded: Reader, path: str) -> None:
    led = guarded.get(path)
    assert led.status_code == (401 if path.startswith("/api/") else 303)
    assert led.headers.get("location", "/sign-in").startswith("/sign-in")
    refused = guarded.get(path, accept="*/*")
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith("Basic ")
    assert refused.json()["title"] == "Sign in"
    admitted = guarded.get(path, authorization="Bearer a-long-token")
    assert admitted.status_code == (404 if path == "/nothing" else 200)


def test_health_stands_open_but_tells_strangers_only_yes_or_no(guarded: Reader) -> None:
    assert guarded.get("/healthz").json() == {"ok": True}
    known = guarded.get("/healthz", authorization=basic("ada", "lovelace"))
    assert known.json() == {"ok": True, "detail": {"scheduler": "running"}}


def test_an_unhealthy_daemon_answers_503(filled: SqlRecords) -> None:
    assert Reader(open_desk(filled, ok=False)).get("/healthz").status_code == 503


@pytest.mark.parametrize("path", ["/", "/api/revisions", "/healthz"])
def test_a_rebound_name_is_turned_away(reader: Reader, path: str) -> None:
    refused = replace(reader, base="http://evil.example").get(path)
    assert refused.status_code == 421
    assert "ferry" not in refused.text.lower()


@pytest.mark.parametrize(
    "path", ["/", "/api/revisions", "/healthz", "/static/desk.js", "/nothing", "/api/none"]
)
def test_every_answer_carries_the_security_headers(reader: Reader, path: str) -> None:
    headers = reader.get(path).headers
    missing = set(SECURITY_HEADERS) - set(headers)
    assert not missing
    assert "script-src 'self';" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]


def test_a_broken_store_is_said_plainly_and_a_crash_keeps_the_headers(sqlite_store: SqlRecords) -> None:
    class Broken(SqlRecords):
        def __init__(self, error: Exception) -> None:
            self._error = error

        def has_accounts(self) -> bool:
            return False

        def revisions(self, which: RevisionFilter) -> list[object]:  # type: ignore[override]
            raise self._error

    failed = Reader(open_desk(Broken(StoreError("disk I/O error")))).get("/api/revisions")
    assert (failed.status_code, failed.headers["content-type"]) == (503, "application/problem+json")
    crashed = Reader(open_desk(Broken(RuntimeError("secret detail")))).get("/api/revisions")
    assert crashed.status_code == 500 and "secret" not in crashed.text
    assert set(SECURITY_HEADERS) <= set(crashed.headers)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/", "/revisions/1", "/api/revisions", "/api/articles/1"])
def test_only_reading_is_possible(reader: Reader, method: str, path: str) -> None:
    assert reader.get(path, method, **{"x-csrf-token": reader.csrf()}).status_code == 405


def test_head_is_get_without_the_body(reader: Reader) -> None:
    head, get = reader.get("/healthz", "HEAD"), reader.get("/healthz")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == get.headers["content-length"]

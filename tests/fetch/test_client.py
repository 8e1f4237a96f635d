"""What comes back for whatever a server does: outcomes with plain reasons, never an exception."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import random
import socket
import ssl
import threading
from datetime import timedelta

import httpx
import pytest
import trustme

from monitor.fetch import HttpFetcher
from monitor.model import (
    Failed,
    Fetched,
    FetchOutcome,
    FetchRequest,
    Gone,
    NotModified,
    Refused,
)
from monitor.settings import FetchSettings
from tests.fetch.asking import NOW, TEXT, fetch_all, fetch_one, snapshot_of
from tests.servers import Reply, Request, Server, hang, moved, page

# --- a page that is there


def test_a_snapshot_holds_what_came_and_when() -> None:
    reply = page(TEXT, ("ETag", '"1"'), ("X-Name", "é"), media_type="Text/HTML; Charset='ISO-8859-1'")
    with Server({"/a": reply}) as server:
        outcome = fetch_all([server.url("/a?b=%2F#c")])[0]
        asked = server.log[0]
    snapshot = snapshot_of(outcome)
    assert (snapshot.url, snapshot.final_url) == (server.url("/a?b=%2F#c"), server.url("/a?b=%2F"))
    assert (snapshot.status, snapshot.body, snapshot.taken_at) == (200, TEXT, NOW)
    assert snapshot.digest == hashlib.sha256(TEXT).hexdigest()
    assert (snapshot.media_type, snapshot.charset) == ("text/html", "ISO-8859-1")
    assert ("ETag", '"1"') in snapshot.headers
    assert snapshot.elapsed_seconds > 0 and not snapshot.baseline
    assert asked.path == "/a?b=%2F"
    assert asked.headers["user-agent"] == FetchSettings().user_agent
    assert "cookie" not in asked.headers and "if-none-match" not in asked.headers


def test_a_page_that_did_not_change_is_said_to_be_so() -> None:
    def conditional(request: Request) -> bytes:
        known = request.headers.get("if-none-match") == '"1"' or "if-modified-since" in request.headers
        return (Reply(304) if known else page(TEXT))(request)

    with Server({"/a": conditional}) as server:
        url = server.url("/a")
        by_tag, by_date, fresh = fetch_all(
            [
                FetchRequest(url, etag='"1"'),
                FetchRequest(url, last_modified="Wed, 04 Mar 2026 09:00:00 GMT"),
                url,
            ]
        )
    assert isinstance(by_tag, NotModified) and by_tag.final_url == url
    assert isinstance(by_date, NotModified)
    assert snapshot_of(fresh).body == TEXT


@pytest.mark.parametrize("etag", ['W/"1"', '"é"', '"日本"', "unquoted", '"a b"'])
def test_whatever_the_tag_it_is_sent_back_as_it_came(etag: str) -> None:
    def conditional(request: Request) -> bytes:
        told = request.headers.get("if-none-match", "").encode("latin-1")
        raw = etag.encode()
        return Reply(304)(request) if told == raw else page(TEXT, ("ETag", raw.decode("latin-1")))(request)

    with Server({"/a": conditional}) as server:
        tag = dict(snapshot_of(fetch_all([server.url("/a")])[0]).headers)["ETag"]
        assert tag == etag
        assert isinstance(fetch_all([FetchRequest(server.url("/a"), etag=tag)])[0], NotModified)


def test_asked_afresh_a_page_comes_over_a_connection_of_its_own() -> None:
    with Server({"/a": page(TEXT)}) as server:
        ordinary, again = FetchRequest(server.url("/a")), FetchRequest(server.url("/a"), afresh=True)
        outcomes = fetch_all([ordinary, ordinary, again, again, ordinary])
        assert [snapshot_of(one).body for one in outcomes] == [TEXT] * 5
        # One for all that is ordinary, and each other its own.
        assert server.connections == 3
        asked = ["cache-control" in request.headers for request in server.log]
    assert asked == [False, False, True, True, False]


def test_an_answer_that_nobody_asked_for_is_a_failure() -> None:
    assert fetch_one(Reply(304)) == Failed("the server answers 304 (Not Modified)", 304)


@pytest.mark.parametrize("status", [200, 201, 203, 206])
def test_any_2xx_is_a_page(status: int) -> None:
    assert snapshot_of(fetch_one(Reply(status, TEXT))).status == status


def test_a_chunked_page_and_one_that_ends_with_the_connection() -> None:
    chunks = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n<p>\r\n4\r\nhi\r\n\r\n0\r\n\r\n"
    closing = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<p>hi"
    assert snapshot_of(fetch_one(lambda request: chunks)).body == b"<p>hi\r\n"
    assert snapshot_of(fetch_one(lambda request: closing)).body == b"<p>hi"


# --- redirects


def test_where_permanent_redirects_lead_is_the_new_address() -> None:
    with Server({"/a": moved("/b"), "/b": moved("/c#x", 308), "/c": page(TEXT)}) as server:
        outcome = fetch_all([server.url("/a")])[0]
        assert isinstance(outcome, Fetched)
        assert outcome.permanent_url == server.url("/c")
        assert (outcome.snapshot.url, outcome.snapshot.final_url) == (server.url("/a"), server.url("/c"))


@pytest.mark.parametrize("status", [302, 303, 307])
def test_one_passing_redirect_makes_the_way_a_passing_one(status: int) -> None:
    with Server({"/a": moved("/b"), "/b": moved("/c", status), "/c": page(TEXT)}) as server:
        outcome = fetch_all([server.url("/a")])[0]
        assert isinstance(outcome, Fetched) and outcome.permanent_url is None
        assert outcome.snapshot.final_url == server.url("/c")


def test_the_condition_travels_with_the_redirect() -> None:
    with Server({"/a": moved("/b", 302), "/b": Reply(304)}) as server:
        outcome = fetch_all([FetchRequest(server.url("/a"), etag='"1"')])[0]
        assert isinstance(outcome, NotModified) and outcome.final_url == server.url("/b")
        assert server.log[1].headers["if-none-match"] == '"1"'


def test_redirects_have_an_end() -> None:
    def onward(request: Request) -> bytes:
        number = int(request.path.partition("?")[2] or 0)
        return moved(f"/a?{number + 1}", 302)(request)

    with Server({"/a": onward}) as server:
        assert fetch_all([server.url("/a")], max_redirects=3) == [Failed("redirected more than 3 times", 302)]
        assert len(server.log) == 4


def test_a_redirect_to_itself_ends_at_once() -> None:
    assert fetch_one(moved("/a", 302)) == Failed("redirected to itself", 302)


def test_a_server_that_redirects_until_it_sees_its_cookie_is_read() -> None:
    def gate(request: Request) -> bytes:
        passed = request.headers.get("cookie") == "seen=yes; lang=en"
        cookies = (
            ("Set-Cookie", "seen=yes; Path=/; HttpOnly"),
            ("Set-Cookie", "lang=en"),
            ("Set-Cookie", "broken"),
        )
        return (page(TEXT) if passed else moved("/a", 302, *cookies))(request)

    assert snapshot_of(fetch_one(gate)).body == TEXT


def test_headers_and_cookies_stay_with_their_server() -> None:
    own = (("Authorization", "Bearer secret"), ("Cookie", "login=secret"))
    with Server({"/b": page(TEXT)}) as other:
        routes = {"/a": moved("/c", 302, ("Set-Cookie", "s=1")), "/c": moved(other.url("/b"), 302)}
        with Server(routes) as server:
            outcome = fetch_all([FetchRequest(server.url("/a"), headers=own)])[0]
            assert server.log[1].headers["authorization"] == "Bearer secret"
    assert snapshot_of(outcome).body == TEXT
    assert "secret" not in repr(other.log) and "cookie" not in other.log[0].headers


@pytest.mark.parametrize(
    ("location", "says"),
    [(None, "without saying where"), ("http://[::1", "cannot be read"), ("http://a:b:c/", "cannot be read")],
)
def test_a_redirect_that_leads_nowhere_fails(location: str | None, says: str) -> None:
    reply = moved(location, 302) if location else Reply(302)
    outcome = fetch_one(reply)
    assert isinstance(outcome, Failed) and says in outcome.reason


# --- pages that are not there


@pytest.mark.parametrize(("status", "says"), [(404, "no such page"), (410, "removed"), (451, "withheld")])
def test_gone(status: int, says: str) -> None:
    outcome = fetch_one(Reply(status, b"sorry"))
    assert isinstance(outcome, Gone) and outcome.status == status and says in outcome.reason


@pytest.mark.parametrize(
    ("status", "says"),
    [(401, "login"), (402, "payment"), (403, "forbids"), (418, "418"), (429, "too many"),
     (500, "500 (Internal"), (502, "502"), (503, "unavailable"), (520, "520"),
     (999, "999"), (300, "300"), (305, "305")],
)  # fmt: skip
def test_failed_with_the_status_and_plain_words(status: int, says: str) -> None:
    outcome = fetch_one(Reply(status, b"sorry"))
    assert isinstance(outcome, Failed) and outcome.status == status and says in outcome.reason


def test_a_challenge_says_so() -> None:
    outcome = fetch_one(Reply(403, b"", (("CF-Mitigated", "challenge"),)))
    assert isinstance(outcome, Failed) and "challenge page" in outcome.reason


RETRY_AFTER = [
    ("120", 120.0),
    ("0", 0.0),
    ("1.5", 1.0),
    ("Wed, 04 Mar 2026 09:35:00 GMT", 300.0),
    ("Wed, 04 Mar 2026 10:35:00 +0100", 300.0),
    ("Wed, 04 Mar 2026 09:00:00 GMT", 0.0),
    ("soon", None),
    ("-5", None),
    ("", None),
]


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(("told", "seconds"), RETRY_AFTER)
def test_retry_after_in_both_forms(status: int, told: str, seconds: float | None) -> None:
    outcome = fetch_one(Reply(status, b"", (("Retry-After", told),)))
    assert isinstance(outcome, Failed) and outcome.retry_after_seconds == seconds


# --- servers that misbehave


BROKEN = [
    (b"", "closed the connection without an answer"),
    (b"220 mail.example ESMTP\r\n\r\n", "no proper HTTP"),
    (b"HTTP/1.1 abc OK\r\n\r\n", "no proper HTTP"),
    (b"HTTP/1.1 200 OK\r\nBad Header\x00: x\r\n\r\n", "no proper HTTP"),
    (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n", "no proper HTTP"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\nConnection: close\r\n\r\nshort", "broke off"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nff\r\nshort", "broke off"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n", "no proper HTTP"),
]


@pytest.mark.parametrize(("reply", "says"), BROKEN)
def test_broken_answers_fail_with_plain_words(reply: bytes, says: str) -> None:
    outcome = fetch_one(lambda request: reply)
    assert isinstance(outcome, Failed) and says in outcome.reason


def test_a_server_that_never_answers_or_drips_is_given_up() -> None:
    async def drip(request: Request) -> bytes:
        await asyncio.sleep(1.0)
        return page(TEXT)(request)

    for route in (hang(), drip):
        assert fetch_one(route, timeout_seconds=0.2) == Failed("no complete answer within 0.2 s")


def test_nobody_there() -> None:
    with Server() as server:
        dead = server.url("/a")
    outcome, unknown = fetch_all([dead, "http://no-such-name.invalid/"], allow=frozenset({"127.0.0.1"}))
    assert outcome == Failed("127.0.0.1 refused the connection")
    assert unknown == Failed("the name no-such-name.invalid could not be resolved")


def test_a_server_that_speaks_no_tls_is_told_apart() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def shout() -> None:
            connection, _ = listener.accept()
            with connection, contextlib.suppress(ConnectionError):
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                # Closing on words unread would take our own back.
                while connection.recv(4096):
                    pass

        thread = threading.Thread(target=shout, daemon=True)
        thread.start()
        outcome = fetch_all([f"https://127.0.0.1:{listener.getsockname()[1]}/"])[0]
        thread.join(60)
    assert isinstance(outcome, Failed) and "TLS with 127.0.0.1 failed" in outcome.reason


def test_a_certificate_that_nobody_vouches_for_is_not_trusted() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with Server({"/a": page(TEXT)}, tls=context) as server:
        outcome = fetch_all([server.url("/a")])[0]
        assert server.log == []
    assert isinstance(outcome, Failed)
    assert outcome.reason.startswith("TLS with 127.0.0.1 failed: unable to get local issuer certificate")


def test_a_connection_is_used_again() -> None:
    with Server({"/a": page(TEXT)}) as server:
        assert all(isinstance(outcome, Fetched) for outcome in fetch_all([server.url("/a")] * 5))
        assert server.connections == 1


def test_a_connection_that_went_away_meanwhile_is_made_anew() -> None:
    with Server({"/a": page(TEXT, ("Connection", "close"))}) as server:
        assert all(isinstance(outcome, Fetched) for outcome in fetch_all([server.url("/a")] * 3))


def test_another_transport_may_stand_for_the_network() -> None:
    def newsroom(request: httpx.Request) -> httpx.Response:
        return (
            httpx.Response(200, html="<p>hi</p>")
            if request.url.host == "paper.example"
            else httpx.Response(404)
        )

    async def run() -> list[FetchOutcome]:
        settings = FetchSettings(host_spacing_seconds=0.0)
        fetcher = HttpFetcher(settings, lambda: NOW + timedelta(hours=1), httpx.MockTransport(newsroom))
        urls = ("https://paper.example/a", "https://other.example/", "http://10.0.0.1/")
        return [await fetcher.fetch(FetchRequest(url)) for url in urls]

    fetched, gone, refused = asyncio.run(run())
    assert snapshot_of(fetched).body == b"<p>hi</p>" and snapshot_of(fetched).taken_at == NOW + timedelta(
        hours=1
    )
    assert isinstance(gone, Gone) and isinstance(refused, Refused)


def test_whatever_a_server_says_ends_in_an_outcome() -> None:
    """Random bytes, and random bytes behind a proper head, are answered by a value, never an exception."""
    chance = random.Random(7)
    heads = [
        b"",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n",
        b"HTTP/1.1 302 X\r\nLocation: ",
    ]
    replies = [
        chance.choice(heads) + chance.randbytes(chance.randint(0, 80)) + b"\r\n\r\n" for _ in range(150)
    ]

    def next_reply(request: Request) -> bytes:
        return replies[int(request.path.partition("?")[2])] + b"connection: close"

    with Server({"/a": next_reply}) as server:
        outcomes = fetch_all(
            [server.url(f"/a?{number}") for number in range(len(replies))], timeout_seconds=0.5
        )
    kinds = Fetched | NotModified | Gone | Refused | Failed
    assert all(isinstance(outcome, kinds) for outcome in outcomes)
    assert all(outcome.reason for outcome in outcomes if isinstance(outcome, Failed | Refused))

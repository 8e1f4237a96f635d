"""Alerts through the real channels: a file, the terminal, and servers on loopback."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest

from monitor.channels import kinds, open_channel
from monitor.channels.tools import ChannelTools
from monitor.errors import ConfigError
from monitor.fetch import GuardedTransport
from monitor.model import Alert, Delivered, Delivery, DeliveryOutcome, NotDelivered
from monitor.settings import ChannelSettings
from tests.values import NOW

ALERT = Alert(5, "silent changes", NOW, "Undisclosed change: Tolls", "41 → 47 crowns", 7, 3, {"label": "x"})
DELIVERY = Delivery(1, ALERT, "hook", 0, NOW)


class Receiver(ThreadingHTTPServer):
    """Keeps what it is sent and answers with `status`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status = 204
        self.got: list[tuple[dict[str, str], bytes]] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.got.append((dict(self.headers), body))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def send(
    settings: ChannelSettings,
    *,
    allow: frozenset[str] = frozenset({"127.0.0.1"}),
    delivery: Delivery = DELIVERY,
    terminal: io.StringIO | None = None,
) -> DeliveryOutcome:
    async def go() -> DeliveryOutcome:
        transport = GuardedTransport(allow)
        async with httpx.AsyncClient(transport=transport, trust_env=False, timeout=60) as http:
            tools = ChannelTools(http, transport.refusal, terminal or io.StringIO())
            channel = open_channel(settings, tools)
            outcome = await channel.send(delivery)
            await channel.aclose()
            return outcome

    return asyncio.run(go())


def hook(receiver: Receiver, **options: object) -> ChannelSettings:
    return ChannelSettings("hook", "webhook", {"url": f"http://127.0.0.1:{receiver.port}/in", **options})


def test_the_built_in_kinds_are_found_by_name() -> None:
    assert {"console", "file", "webhook", "apprise"} <= set(kinds())


def test_a_webhook_gets_the_alert_with_its_key(receiver: Receiver) -> None:
    assert send(hook(receiver)) == Delivered()
    [(headers, body)] = receiver.got
    assert headers["Idempotency-Key"] == DELIVERY.key
    assert json.loads(body)["title"] == ALERT.title
    assert json.loads(body)["event"] == {"label": "x"}
    assert "X-Monitor-Signature" not in headers


def test_a_webhook_with_a_secret_is_signed(receiver: Receiver) -> None:
    send(hook(receiver, secret="hush"))
    [(headers, body)] = receiver.got
    assert headers["X-Monitor-Signature"] == "sha256=" + hmac.new(b"hush", body, hashlib.sha256).hexdigest()


@pytest.mark.parametrize(("status", "permanent"), [(500, False), (429, False), (400, True), (410, True)])
def test_a_webhook_that_says_no_is_tried_again_only_if_that_can_help(
    receiver: Receiver, status: int, permanent: bool
) -> None:
    receiver.status = status
    outcome = send(hook(receiver))
    assert outcome == NotDelivered(f"the server answered {status}", permanent)


def test_a_webhook_to_a_private_address_is_refused(receiver: Receiver) -> None:
    outcome = send(hook(receiver), allow=frozenset())
    assert isinstance(outcome, NotDelivered)
    assert receiver.got == []


def test_apprise_services_get_title_and_text(receiver: Receiver) -> None:
    settings = ChannelSettings(
        "hook", "apprise", {"url": f"json://127.0.0.1:{receiver.port}/in?cto=60&rto=60"}
    )
    assert send(settings) == Delivered()
    [(_, body)] = receiver.got
    assert json.loads(body)["title"] == ALERT.title
    assert "41 → 47 crowns" in json.loads(body)["message"]


def test_an_apprise_service_that_fails_says_why(receiver: Receiver) -> None:
    receiver.status = 500
    settings = ChannelSettings(
        "hook", "apprise", {"url": f"json://127.0.0.1:{receiver.port}/in?cto=60&rto=60"}
    )
    outcome = send(settings)
    assert isinstance(outcome, NotDelivered)
    assert "500" in outcome.reason
    assert "WARNING" not in outcome.reason
    assert not outcome.reason[0].isdigit()


def test_an_apprise_service_on_a_private_address_is_refused(receiver: Receiver) -> None:
    settings = ChannelSettings(
        "hook", "apprise", {"url": f"json://127.0.0.1:{receiver.port}/in?cto=60&rto=60"}
    )
    assert isinstance(send(settings, allow=frozenset()), NotDelivered)
    assert receiver.got == []


def test_a_file_gets_one_json_line_an_alert(tmp_path: Path) -> None:
    settings = ChannelSettings("log", "file", {"path": str(tmp_path / "out" / "alerts.jsonl")})
    send(settings)
    send(settings)
    lines = (tmp_path / "out" / "alerts.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["key"] for line in lines] == [DELIVERY.key] * 2


def test_a_file_that_cannot_be_written_is_no_crash(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("in the way")
    outcome = send(ChannelSettings("log", "file", {"path": str(tmp_path / "out" / "alerts.jsonl")}))
    assert isinstance(outcome, NotDelivered)


def test_the_terminal_shows_control_characters_and_does_not_obey_them() -> None:
    terminal = io.StringIO()
    bad = replace(DELIVERY, alert=replace(ALERT, title="\x1b[2Jgone\x07"))
    assert send(ChannelSettings("here", "console"), delivery=bad, terminal=terminal) == Delivered()
    assert "\x1b" not in terminal.getvalue()
    assert "\x07" not in terminal.getvalue()
    assert "gone" in terminal.getvalue()


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        (ChannelSettings("c", "pigeon"), "kind"),
        (ChannelSettings("c", "webhook"), "url"),
        (ChannelSettings("c", "webhook", {"url": "ftp://x"}), "url"),
        (ChannelSettings("c", "apprise", {"url": "no such thing"}), "url"),
        (ChannelSettings("c", "file"), "path"),
    ],
)
def test_bad_options_are_named(settings: ChannelSettings, key: str) -> None:
    with pytest.raises(ConfigError, match=f"channels.c.{key}"):
        send(settings)

"""Alerts through the real channels: a file, the terminal, and servers on loopback."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import apprise
import pytest

from monitor.channels import kinds
from monitor.channels.apprise import medium_of
from monitor.errors import ConfigError
from monitor.model import Delivered, NotDelivered
from monitor.settings import ChannelSettings
from tests.channels.sending import ALERT, DELIVERY, DIGEST, send
from tests.values import NOW


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
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def hook(receiver: Receiver, **options: object) -> ChannelSettings:
    return ChannelSettings("hook", "webhook", {"url": f"http://127.0.0.1:{receiver.port}/in", **options})


def test_the_built_in_kinds_are_found_by_name() -> None:
    assert {"console", "file", "webhook", "apprise", "email", "command"} <= set(kinds())


def test_a_webhook_gets_the_alert_with_its_key(receiver: Receiver) -> None:
    assert send(hook(receiver)) == Delivered()
    [(headers, body)] = receiver.got
    assert headers["Idempotency-Key"] == DELIVERY.key
    assert json.loads(body)["title"] == ALERT.title
    assert json.loads(body)["event"] == {"label": "x"}
    assert "X-Monitor-Signature" not in headers


def test_a_webhook_with_a_secret_is_signed_with_its_time(receiver: Receiver) -> None:
    send(hook(receiver, secret="hush"))
    [(headers, body)] = receiver.got
    stamp = headers["X-Monitor-Timestamp"]
    assert int(stamp) == NOW.timestamp()
    signed = hmac.new(b"hush", stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["X-Monitor-Signature"] == f"sha256={signed}"


def test_the_documented_check_of_a_signature_is_one(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (Path(__file__).parents[2] / "docs" / "alerts.md").read_text("utf-8")
    documented: dict[str, Any] = {}
    exec(page.partition("```python\n")[2].partition("```")[0], documented)
    send(hook(receiver, secret="hush"))
    [(headers, body)] = receiver.got
    monkeypatch.setattr(documented["time"], "time", lambda: NOW.timestamp() + 60)
    assert documented["genuine"](b"hush", headers, body)
    assert not documented["genuine"](b"hush", headers, body + b" ")
    monkeypatch.setattr(documented["time"], "time", lambda: NOW.timestamp() + 600)
    assert not documented["genuine"](b"hush", headers, body)


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


def test_every_channel_takes_a_digest(receiver: Receiver, tmp_path: Path) -> None:
    digest, terminal = replace(DELIVERY, alert=DIGEST), io.StringIO()
    service = ChannelSettings("chat", "apprise", {"url": f"json://127.0.0.1:{receiver.port}/in"})
    for settings in (hook(receiver), service, ChannelSettings("here", "console"),
                     ChannelSettings("log", "file", {"path": str(tmp_path / "log")})):  # fmt: skip
        assert send(settings, delivery=digest, terminal=terminal) == Delivered()
    (_, hooked), (_, chatted) = receiver.got
    for line in (hooked, (tmp_path / "log").read_bytes()):
        event = json.loads(line)["event"]
        assert (event["count"], event["more"], len(event["alerts"])) == (39, 37, 2)
    for said in (json.loads(chatted)["message"], terminal.getvalue()):
        assert "Correction: Ferry reaches the island" in said and "and 37 more" in said


@pytest.mark.parametrize(
    ("url", "form", "medium"),
    [
        ("discord://123456789012345678901/" + "a" * 64, "text", "markdown"),
        ("mmosts://chat.example/3ccdd113474722377935511fc85d3dd4", "text", "markdown"),
        ("tgram://123456789:abcdefg_hijklmnop/12315544/", "text", "chat"),
        ("tgram://123456789:abcdefg_hijklmnop/12315544/", "markdown", "markdown"),
        ("tgram://123456789:abcdefg_hijklmnop/12315544/", "html", "html"),
        ("json://chat.example/in", "text", "chat"),
    ],
)
def test_words_are_escaped_for_the_service_that_draws_them(url: str, form: str, medium: str) -> None:
    services = apprise.Apprise()
    assert services.add(url)
    assert medium_of(services[0], apprise.NotifyFormat(form)) == medium


def test_nobody_in_a_chat_is_called_by_a_headline(receiver: Receiver) -> None:
    receiver.status = 200
    title = "@everyone [free](https://evil.example) <!channel> <@U1> write to a@b.example"
    alert = replace(ALERT, title=title, text=title)
    for service in ("json", "mmost"):
        url = f"{service}://127.0.0.1:{receiver.port}/3ccdd113474722377935511fc85d3dd4"
        settings = ChannelSettings("chat", "apprise", {"url": url})
        assert send(settings, delivery=replace(DELIVERY, alert=alert)) == Delivered()
    for _, body in receiver.got:
        told = json.loads(body)
        said = " ".join(value for value in told.values() if isinstance(value, str))
        assert not [call for call in ("@everyone", "](", "<!channel", "<@U1") if call in said]
        assert "a@b.example" in said.replace("\\", "")


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
        (ChannelSettings("c", "apprise", {"url": "json://chat.example", "format": "rtf"}), "format"),
        (ChannelSettings("c", "file"), "path"),
        (ChannelSettings("c", "email"), "host"),
        (ChannelSettings("c", "email", {"host": "mail.example", "sender": "a@b.example"}), "to"),
        (ChannelSettings("c", "command", {"command": []}), "command"),
        (ChannelSettings("c", "command", {"command": ["tell"], "timeout": 90.0}), "timeout"),
    ],
)
def test_bad_options_are_named(settings: ChannelSettings, key: str) -> None:
    with pytest.raises(ConfigError, match=f"channels.c.{key}"):
        send(settings)

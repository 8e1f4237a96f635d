"""One table: hostile words in every field that comes from outside, through every output, are inert in each.

Markup, scripts, styles, Markdown, headers, templates, formulas of spreadsheets and controls of terminals are
in all of them at once; what a place reads first varies by what the words begin with. The desk's pages, which
are walked, have a table of their own beside this one.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sys
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from lxml import etree
from lxml import html as tree
from markdown_it import MarkdownIt

from monitor.alert.messages import digest_of
from monitor.cli import main
from monitor.drawing import Cards
from monitor.model import Alert, Deed, Delivered, Delivery, Waiting
from monitor.record import SqlRecords, open_records
from monitor.report.wording import Wording
from monitor.settings import CardSettings, ChannelSettings
from monitor.shapes import revision_json
from tests.channels.sending import send
from tests.channels.test_channels import Receiver
from tests.channels.test_channels import receiver as receiver
from tests.channels.test_mail import Mailbox, part, post
from tests.report.report_samples import with_payload
from tests.report.test_report_forms import PAYLOADS
from tests.values import NOW
from tests.web.newsroom import fill_with_payload
from tests.web.reading import Reader, open_desk

ALL = (
    " ".join(payload for payload in PAYLOADS if "\ud83d" not in payload)
    + "\u2028# h\n> q\n| a | @everyone <!channel>"
)
#: What the words begin with, and all of it after that.
POISONS = {
    start: start + ALL for start in ("=cmd|' /C calc'!A0", "javascript:alert(1)//", "\t-2+3\x1b]0;x\x07")
}
ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class World:
    """A store with the words in every field, where commands find it; and messages that carry them."""

    poison: str
    folder: Path
    records: SqlRecords
    alerts: tuple[Alert, ...]


@pytest.fixture(scope="module", params=POISONS, ids=[repr(start) for start in POISONS])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    poison, folder = POISONS[request.param], tmp_path_factory.mktemp("poisoned")
    (folder / "config.yaml").write_text("data: data\n")
    (folder / "data").mkdir()
    records = open_records(f"sqlite:///{folder / 'data' / 'monitor.db'}", data=folder / "data")
    fill_with_payload(records, poison)
    records.learn_blocks("post.example", "volatile", {"ab" * 32: poison}, NOW)
    records.resend_failed(Deed(poison, NOW, poison))
    yield World(poison, folder, records, messages(poison))
    records.close()


def messages(poison: str) -> tuple[Alert, ...]:
    """A revision, a change of state, a digest of both, and one of the monitor itself."""
    event = revision_json(with_payload(poison))
    revision = Alert(5, poison, NOW, poison, poison, 7, 3, json.loads(json.dumps(event)))
    state = {"before": "live", "after": "gone", "reason": poison, "url": poison, "source": poison}
    gone = replace(revision, id=6, revision_id=None, payload=state)
    waiting = Waiting(poison, ("c",), "digest", NOW, 40, NOW, NOW, 6, (revision, gone))
    return revision, gone, digest_of(waiting, NOW), Alert(9, "itself", NOW, poison, poison)


def plain(text: str) -> None:
    """For whoever reads it on a terminal: lines of words."""
    assert not ACTING.search(text), ACTING.findall(text)
    assert not [char for char in text if unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t"]


def page(text: str) -> None:
    """For a browser or a mail program: nothing runs, nothing loads, no link leads into a script."""
    plain(text)
    root = tree.fromstring(text)
    assert not root.xpath("//script | //iframe | //img | //object | //embed | //form | //base | //svg//a")
    for element in root.iter(etree.Element):
        assert not [name for name in element.attrib if name.startswith("on")]
        assert re.fullmatch(r"[\w\s:;#,.%()-]*", element.get("style", "")) and "url" not in element.get(
            "style", ""
        )
    assert all(re.match(r"#|https?://[a-z0-9]|/", target) for target in root.xpath("//@href | //@src"))
    assert len(root.xpath("//body")) == 1 and "alert(1)" not in "".join(root.xpath("//style/text()"))


def marked(text: str) -> None:
    """For whoever draws Markdown: no markup but our own."""
    plain(text)
    drawn = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    found = set(re.findall(r"<\s*/?\s*([a-zA-Z0-9]+)", drawn))
    ours = "h1 h2 h3 p strong em ul ol li blockquote ins del table thead tbody tr th td br hr a code"
    assert found <= set(ours.split()), found
    assert not re.search(r'href="(?!https?://)', drawn)


def table(text: str) -> None:
    """For a spreadsheet: no cell is a formula."""
    for row in csv.reader(io.StringIO(text)):
        for cell in row:
            assert not cell.startswith(FORMULA) or re.fullmatch(r"-?\d+(\.\d+)?", cell), cell
    assert "\x1b" not in text


def told(text: str) -> None:
    """For programs: JSON in which nothing acts on a terminal that it is shown on."""
    json.loads(text)
    assert not ACTING.search(text)


def lines(text: str) -> None:
    for line in text.splitlines():
        told(line)


def feed(text: str) -> None:
    plain(text)
    root = etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False))
    for element in root.iter("{*}content", "{*}summary"):
        if element.get("type") in ("html", "xhtml"):
            page(f"<html><body>{element.text or ''}</body></html>")
    for link in root.iter("{*}link"):
        assert re.match(r"https?://[a-z0-9]", link.get("href"))


def json_feed(text: str) -> None:
    told(text)
    for item in json.loads(text)["items"]:
        page(f"<html><body>{item.get('content_html', '')}</body></html>")
        assert re.match(r"https?://[a-z0-9]", item.get("url", "https://a"))


def picture(text: str) -> None:
    plain(text)
    root = etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False))
    tags = {etree.QName(element).localname for element in root.iter(etree.Element)}
    assert tags.isdisjoint({"script", "foreignObject", "image", "a", "style", "animate", "set", "use"})
    assert not [
        name for element in root.iter(etree.Element) for name in element.attrib if name.startswith("on")
    ]


def outline(text: str) -> None:
    plain(text)
    assert [element.tag for element in etree.fromstring(text.encode()).iter("body", "outline")] == [
        "body",
        "outline",
    ]


#: A command of the terminal, and what its output must be fit for.
COMMANDS: dict[str, Callable[[str], None]] = {
    "sources": plain,
    "sources --format opml": outline,
    "sources --format jsonl": lines,
    "articles": plain,
    "articles --why 1": plain,
    "articles --format jsonl": lines,
    "versions 1": plain,
    "versions 1 --format json": told,
    "revisions": plain,
    "revisions --format jsonl": lines,
    "show 1": plain,
    "show 1 --format html": page,
    "show 1 --format markdown": marked,
    "show 1 --format json": told,
    "report": plain,
    "report --format html": page,
    "report --format markdown": marked,
    "report --format csv": table,
    "report --format json": told,
    "review 1": plain,
    "alerts": plain,
    "alerts --format jsonl": lines,
    "noise": plain,
    "noise --format jsonl": lines,
    "people audit": plain,
    "status": plain,
}


@pytest.mark.parametrize("command", COMMANDS)
def test_commands(
    world: World, command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(world.folder)
    monkeypatch.setattr(sys, "argv", ["monitor", *command.split()])
    with pytest.raises(SystemExit) as end:
        main()
        raise SystemExit(0)
    said = capsys.readouterr()
    assert end.value.code in (0, 1) and (said.out or command == "status"), said.err
    COMMANDS[command](said.out)
    plain(said.err)


@pytest.mark.parametrize("form", ["csv", "jsonl", "git"])
def test_exports(world: World, form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(world.folder)
    monkeypatch.setattr(sys, "argv", ["monitor", "export", form, "-o", str(tmp_path / "out")])
    with pytest.raises(SystemExit):
        main()
        raise SystemExit(0)
    checks = {".csv": table, ".jsonl": lines, ".md": plain, ".json": told}
    written = [path for path in (tmp_path / "out", *(tmp_path / "out").rglob("*")) if path.is_file()]
    read = [path for path in written if ".git" not in path.parts]
    assert read
    for path in read:
        checks.get(path.suffix, lines if form == "jsonl" else plain)(path.read_text("utf-8"))
        assert path.resolve().is_relative_to((tmp_path / "out").resolve())


def test_answers_of_the_desk(world: World) -> None:
    """Every GET of the API and the feeds, and every header of every answer."""
    desk = open_desk(world.records)
    reader = Reader(desk, accept="application/json")
    for path, operations in desk.openapi()["paths"].items():
        if "get" not in operations or path.endswith(".png"):
            continue
        query = "?from=1&to=2&finding=unseen" if "compare" in path else ""
        answer = reader.get(re.sub(r"\{[^}]+\}", "1", path) + query)
        kind = answer.headers["content-type"].partition(";")[0]
        assert "x-injected" not in answer.headers and answer.status_code < 500, path
        assert not [value for value in answer.headers.values() if ACTING.search(value)]
        if kind == "application/zip":
            package(answer)
            continue
        assert kind in ANSWERS, (path, kind)
        ANSWERS[kind](answer.text)


def package(answer: httpx.Response) -> None:
    """A file to keep, which no browser shows; its parts have names of our own."""
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as parts:
        assert all(re.fullmatch(r"[A-Za-z0-9._/-]+", name) for name in parts.namelist())


ANSWERS: dict[str, Callable[[str], None]] = {
    "application/json": told,
    "application/problem+json": told,
    "application/atom+xml": feed,
    "application/feed+json": json_feed,
    "image/svg+xml": picture,
    "text/html": page,
    "text/csv": table,
    "text/markdown": marked,
    "text/plain": plain,
    "text/x-opml": outline,
}


def test_pictures(world: World) -> None:
    cards = Cards(world.records, CardSettings())
    picture(cards.svg(1))
    plain(cards.card(1).alt)


@pytest.mark.parametrize("form", ["text", "own words"])
def test_mails(world: World, form: str) -> None:
    own: dict[str, object] = (
        {"title": "{{ headline }}", "text": "{{ text }} {{ summary }}"} if form != "text" else {}
    )
    mailbox = Mailbox()
    deliveries = [Delivery(1, alert, world.poison, 0, NOW) for alert in world.alerts]
    assert post(mailbox, *deliveries, desk="https://desk.example", **own) == [Delivered()] * 4
    for mail, raw in zip(mailbox.got, mailbox.raw, strict=True):
        assert set(mail.keys()) <= HEADERS
        assert raw.isascii() and b"\r\nX-Injected" not in raw.partition(b"\r\n\r\n")[0]
        for header in mail.values():
            plain(str(header))
        plain(part(mail, "plain").replace("\r\n", "\n"))
        page(part(mail, "html").replace("\r\n", "\n"))
    assert mailbox.to == [["desk@courier.example", "night@courier.example"]] * 4


HEADERS = {
    "From", "To", "Date", "Subject", "Message-ID", "In-Reply-To", "References", "List-Id", "Auto-Submitted",
    "X-Auto-Response-Suppress", "X-Monitor-Rule", "MIME-Version", "Content-Type", "X-Peer",
    "X-MailFrom", "X-RcptTo",
}  # fmt: skip


def test_channels_for_programs(world: World, receiver: Receiver, tmp_path: Path) -> None:
    receiver.status = 200
    copy = "import sys; open(sys.argv[1], 'a').write(sys.stdin.read())"
    url = f"http://127.0.0.1:{receiver.port}/3ccdd113474722377935511fc85d3dd4"
    command = [sys.executable, "-c", copy, str(tmp_path / "command.jsonl")]
    channels = {
        "hook": ChannelSettings("hook", "webhook", {"url": url, "secret": "hush"}),
        "file": ChannelSettings("file", "file", {"path": str(tmp_path / "file.jsonl")}),
        "command": ChannelSettings("command", "command", {"command": command}),
    }
    for alert in world.alerts[:3]:
        for settings in channels.values():
            delivery = Delivery(1, alert, settings.name, 0, NOW)
            assert send(settings, delivery=delivery, environ=dict(os.environ)) == Delivered()
    for headers, body in receiver.got:
        assert "X-Injected" not in headers
        told(body.decode())
        # What programs get is whole, too: the event holds the words as they were.
    assert json.loads(receiver.got[0][1])["event"]["headline"] == world.poison
    for name in ("file.jsonl", "command.jsonl"):
        lines((tmp_path / name).read_text("utf-8"))


def test_terminal_and_chats(world: World, receiver: Receiver) -> None:
    receiver.status = 200
    terminal = io.StringIO()
    for alert in world.alerts:
        send(ChannelSettings("t", "console"), delivery=Delivery(1, alert, "t", 0, NOW), terminal=terminal)
        for service in ("json", "mmost"):
            url = f"{service}://127.0.0.1:{receiver.port}/3ccdd113474722377935511fc85d3dd4"
            delivery = Delivery(1, alert, "c", 0, NOW)
            assert send(ChannelSettings("c", "apprise", {"url": url}), delivery=delivery) == Delivered()
    plain(terminal.getvalue())
    for _, body in receiver.got:
        for said in strings(json.loads(body)):
            plain(said.replace("\r\n", "\n"))
            assert not re.search(r"(?<![\w.])@(?=\w)|<[!@#]|\]\(", said)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)


def test_templates_are_not_drawn_twice(world: World) -> None:
    said = Wording(text="{{ headline }}").words(world.alerts[0]).text
    assert "{{ 7*7 }}" in said and "49" not in said

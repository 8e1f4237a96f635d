"""A reviewer's first hour: a running daemon, the demo newsroom, a mail server, a real browser."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from playwright.sync_api import Browser, Page, expect

from monitor.demo.newsroom import Newsroom
from monitor.demo.stories import own_stories
from tests.test_daemon import free_port, wait_for
from tests.web.test_desk_browser import browser

__all__ = ["browser"]

pytestmark = pytest.mark.timeout(900)
SILENT, STILL = "harbor-tolls", "library-bells"
#: An advert that a redesign sets into the stories as a paragraph like any other.
ADVERT = "Boots that outlast the road are sold at every gate of the harbor this week. Now 30% off."
CONFIG = """
sources:
  - {{page: "{base}/harbor-tolls", name: tolls, every: 1s}}
  - {{page: "{base}/library-bells", name: library, every: 1s}}
fetch: {{allow_hosts: [127.0.0.1], host_spacing: 0.05, host_concurrency: 4}}
schedule: {{shortest: 1s, confirm: 1s, retry: 1s, second_look: 0.2}}
web: {{listen: "127.0.0.1:{desk}"}}
channels:
  - {{name: mail, kind: email, host: 127.0.0.1, port: {mail}, encryption: none,
      sender: monitor@desk.example, to: [standards@desk.example]}}
alerts:
  - {{name: silent changes, labels: [undisclosed change], channels: [mail]}}
"""


@dataclass
class Mailbox:
    """Takes every mail, as a server does."""

    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        parsed = message_from_bytes(content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        self.mails.append(parsed)
        return "250 OK"


@contextlib.contextmanager
def newsroom() -> Iterator[Newsroom]:
    """The demo's site on a loop of its own, with two of its stories."""
    room, loop = Newsroom(), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    asyncio.run_coroutine_threadsafe(room.start(), loop).result(60)
    for slug, story in own_stories().items():
        if slug in (SILENT, STILL):
            room.publish(story)
    yield room
    asyncio.run_coroutine_threadsafe(room.stop(), loop).result(60)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@contextlib.contextmanager
def daemon(folder: Path, base: str, mail_port: int) -> Iterator[str]:
    """`monitor run` in a process of its own; its desk's address."""
    port = free_port()
    (folder / "config.yaml").write_text(CONFIG.format(base=base, desk=port, mail=mail_port))
    with (folder / "said").open("w") as said:
        command = [sys.executable, "-m", "monitor", "run"]
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=said)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            assert process.wait(120) == 0


def test_a_reviewer_finds_the_silent_figure_proves_it_and_sets_noise_aside(
    browser: Browser, tmp_path: Path
) -> None:
    box = Mailbox()
    mail_port = free_port()
    mail = Controller(box, hostname="127.0.0.1", port=mail_port)
    mail.start()
    try:
        with newsroom() as room, daemon(tmp_path, room.base, mail_port) as desk:
            wait_for(lambda: read_twice(desk), "the stories to be read")
            tolls = room.story(SILENT)
            silent = tuple(text.replace("41 crowns", "47 crowns") for text in tolls.paragraphs)
            room.edit(SILENT, paragraphs=silent)
            bells = room.story(STILL)
            room.edit(STILL, paragraphs=(*bells.paragraphs, ADVERT))
            wait_for(lambda: len(revisions(desk)) == 2, "both edits to be found")
            page = browser.new_page(base_url=desk)
            finds_the_silent_figure(page)
            reads_the_proof(page)
            overrides_a_label(page)
            dismisses_noise(page)
            wait_for(lambda: bool(box.mails), "the mail")
            page.close()
    finally:
        mail.stop()
    (told,) = box.mails
    assert told["To"] == "standards@desk.example"
    assert "Harbor board votes to raise tolls" in told["Subject"]
    html = told.get_body(("html",))
    assert html is not None
    assert "41" in html.get_content() and "47" in html.get_content()


def asked(desk: str, path: str) -> dict[str, Any]:
    try:
        with urlopen(desk + path, timeout=60) as answer:
            found: dict[str, Any] = json.load(answer)
            return found
    except OSError:
        return {"items": []}


def read_twice(desk: str) -> bool:
    articles = asked(desk, "/api/articles")["items"]
    looks = [len(asked(desk, f"/api/articles/{one['id']}/checks")["items"]) for one in articles]
    return len(looks) == 2 and min(looks) >= 2


def revisions(desk: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = asked(desk, "/api/revisions")["items"]
    return found


def finds_the_silent_figure(page: Page) -> None:
    """What nobody owned up to stands first."""
    page.goto("/")
    first = page.locator("[data-revision]").first
    expect(first).to_contain_text("41 → 47")
    expect(first).to_contain_text("undisclosed change")
    first.get_by_role("link", name="41 → 47").click()
    expect(page.get_by_text("No notice accounts for").first).to_be_visible()


def reads_the_proof(page: Page) -> None:
    """Both captures with their digests, and the page as it was captured, in a frame without rights."""
    revision = page.url
    assert page.get_by_text("SHA-256 of the bytes").count() == 2
    page.get_by_role("link", name="See the captured page").last.click()
    frame = page.locator("iframe")
    expect(frame).to_have_attribute("sandbox", "")
    expect(page.frame_locator("iframe").get_by_text("47 crowns")).to_be_visible()
    page.goto(revision)


def overrides_a_label(page: Page) -> None:
    page.get_by_text("Override the verdict").click()
    page.get_by_label("Label", exact=True).select_option("correction")
    page.get_by_label("Why", exact=True).fill("The board told us so by telephone")
    page.get_by_role("button", name="Override", exact=True).click()
    expect(page.get_by_text("The board told us so by telephone").first).to_be_visible()
    page.goto("/?tab=all")
    expect(page.locator("[data-revision]", has_text="41 → 47")).to_contain_text("correction")


def dismisses_noise(page: Page) -> None:
    """The advert is called noise of the page: what that would change is shown before it is done."""
    page.goto("/")
    page.locator("[data-revision]", has_text="Boots").locator("h2 a").click()
    page.get_by_role("button", name="See what would change").click()
    expect(page.get_by_role("heading", name="1 would be no change")).to_be_visible()
    page.get_by_role("button", name="Do it").click()
    page.goto("/noise")
    expect(page.get_by_text("Boots that outlast the road").first).to_be_visible()
    page.goto("/")
    expect(page.locator("[data-revision]", has_text="Boots")).to_have_count(0)

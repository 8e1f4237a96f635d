"""The HTML part of a mail about one alert: what the desk would show, in the markup that mail programs take.

Styles stand on each element, because many programs drop style sheets; nothing is loaded, nothing runs.
Scraped words pass the same environment as the desk's pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment

from monitor.model import Alert, Revision
from monitor.report.alerted import retold_words
from monitor.report.html import environment
from monitor.report.retold import retold_revision
from monitor.report.view import JudgementView, revision_view
from monitor.report.wording import Worded
from monitor.report.words import ENGLISH, Words

#: So many edits, or entries of a digest, are drawn; the others are counted. Long mails are cut by readers.
DRAWN = 100


def mail_html(alert: Alert, said: Worded, desk: str | None, words: Words = ENGLISH) -> str:
    """One alert as a page. `said` are its words as plain text: a channel's own stand above what is drawn.
    `desk` is the address of what it tells of."""
    revision = retold_revision(alert.payload)
    digest = _digest(alert, words)
    values = {
        "alert": alert,
        "title": said.title,
        "paragraphs": _paragraphs(alert, said, drawn=bool(revision or digest)),
        "revision": revision,
        "view": revision_view(revision, words=words) if revision else None,
        "digest": digest,
        "more": alert.payload.get("more") if digest else None,
        "desk": desk,
        "drawn": DRAWN,
    }
    page = _mails(words).get_template("mail.html").render(values)
    return page.encode("utf-8", "replace").decode()


def _paragraphs(alert: Alert, said: Worded, *, drawn: bool) -> list[str]:
    """The words above what is drawn. The built-in ones would repeat it, but for what a digest begins with."""
    if said.own or not drawn:
        return said.text.strip("\n").split("\n\n")
    return [said.text.partition("\n")[0]] if alert.payload.get("digest") else []


@dataclass(frozen=True, slots=True)
class Listed:
    """One alert of a digest; with the revision that it tells of, if it does."""

    title: str
    text: str
    url: str | None
    revision: Revision | None
    view: JudgementView | None


def _digest(alert: Alert, words: Words) -> list[Listed]:
    told = alert.payload.get("alerts")
    if not isinstance(told, list):
        return []
    return [_listed(one, words) for one in told[:DRAWN] if isinstance(one, dict)]


def _listed(told: Mapping[str, Any], words: Words) -> Listed:
    event = told.get("event") or {}
    title, text = retold_words(event, (str(told.get("title")), str(told.get("text"))), words)
    revision = retold_revision(event)
    view = revision_view(revision, words=words) if revision else None
    return Listed(title, text, event.get("url"), revision, view)


@cache
def _mails(words: Words) -> Environment:
    return environment(words=words)

"""Alerts, mails and cards in the language of who gets them; what is stored stays English."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.alert.messages import digest_of
from monitor.channels.mail import Envelope, compose
from monitor.model import Alert, Delivery, Waiting, Why
from monitor.report import card_of, revision_text
from monitor.report.alerted import retold_alert
from monitor.report.catalogs import read_words
from monitor.report.mail import mail_html
from monitor.report.wording import Wording
from monitor.report.words import ENGLISH, Words
from monitor.shapes import revision_json
from tests.pseudo import bracketed
from tests.report.report_samples import OVERRIDDEN, REVISION
from tests.values import NOW

ECHO = Words("xx")
GERMAN = read_words("de")
TOLD = Alert(7, "figures", NOW, "Correction: Night ferry", "stored", 1, REVISION.id, revision_json(REVISION))
STATE = Alert(
    8, "gone", NOW, "Gone: Night ferry", "live → gone: 404 Not Found\nhttps://post.example/ferry", 1,
    payload={"before": "live", "after": "gone", "url": "https://post.example/ferry"},
)  # fmt: skip


def digest(why: Why) -> Alert:
    waiting = Waiting(
        "figures", ("mail", "file"), why, NOW, 5, NOW - timedelta(hours=3), NOW, 9, (TOLD, STATE)
    )
    return digest_of(waiting, NOW)


@pytest.mark.parametrize("why", ["digest", "quiet", "cool-down", "cap", "late", "outage"])
def test_a_digest_is_told_anew_in_every_language(why: Why) -> None:
    made = digest(why)
    told = retold_alert(made, bracketed())
    assert told.payload == made.payload
    assert told.title.startswith("⟦") and told.text.startswith("⟦") and "(UTC)" in told.text
    echo = retold_alert(made, ECHO)
    assert (echo.title, echo.text.partition("\n")[0]) == (made.title, made.text.partition("\n")[0])
    assert "and 3 more" in echo.text


def test_a_state_is_named_and_its_reason_kept() -> None:
    told = retold_alert(STATE, GERMAN)
    assert told.title == f"{GERMAN.STATE['gone'].capitalize()}: Night ferry"
    assert told.text.endswith("404 Not Found\nhttps://post.example/ferry") and "live →" not in told.text
    assert retold_alert(STATE, ECHO) == replace(STATE, title=STATE.title)


@pytest.mark.parametrize(
    ("title", "text", "german"),
    [
        (
            "No article could be read for too long",
            "A look has succeeded.",
            "Zu lange war kein Artikel zu lesen",
        ),
        ("Source cannot be read: 50 %(x)s", "no form", "Quelle ist nicht zu lesen: 50 %(x)s"),
        ("Something of another release", "…", "Something of another release"),
    ],
)
def test_what_the_monitor_says_of_itself(title: str, text: str, german: str) -> None:
    alert = Alert(1, "monitor", NOW, title, text)
    assert retold_alert(alert, GERMAN).title == german
    assert retold_alert(alert, ECHO) == alert and retold_alert(alert, ENGLISH) == alert


def test_a_mail_speaks_the_language_of_its_channel() -> None:
    envelope = Envelope("monitor@desk.example", ("a@desk.example",), "mail")
    delivery = Delivery(1, TOLD, "mail", 0, None)
    for words in (ENGLISH, GERMAN):
        mail = compose(delivery, envelope, Wording(language=words))
        plain, page = (part.get_content() for part in mail.iter_parts())  # type: ignore[attr-defined]
        german = words is GERMAN
        assert (mail["Subject"] == "Berichtigung: Night ferry") == german
        assert ("Kein Hinweis erklärt" in plain) == german == ("No notice accounts" not in plain)
        assert f'<html lang="{words.language}">' in page
        assert ("Warum dieses Urteil" in page) == german == ("Why this verdict" not in page)


def test_the_text_of_a_revision_in_german() -> None:
    text = revision_text(REVISION, words=GERMAN)
    assert "BERICHTIGUNG" in text and "Absatz 3: geändert" in text and "Paragraph" not in text


def test_a_card_in_german() -> None:
    card = card_of(REVISION, "en", "ab" * 32, GERMAN)
    assert card.label == "Berichtigung" and card.sides == ("Vorher", "Nachher")
    assert "SHA-256 der Aufnahme" in card.proof
    assert "Gesehen" in card.alt and "Excerpt" not in card.alt and "Auszug" in card.alt
    assert card_of(REVISION, "en", "ab" * 32).sides == ("Before", "After")


def test_a_mail_says_that_a_person_overrode_the_verdict() -> None:
    told = revision_json(OVERRIDDEN)
    alert = replace(TOLD, payload=told)
    page = mail_html(alert, Wording().words(alert), None, GERMAN)
    assert "told by telephone" in page
    assert "told by telephone" not in mail_html(TOLD, Wording().words(TOLD), None, GERMAN)

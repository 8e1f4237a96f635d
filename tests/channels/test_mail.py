"""Alerts as mails, handed to a real SMTP server on loopback."""

from __future__ import annotations

import asyncio
import email
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from email import policy
from email.message import EmailMessage
from typing import Any

import pytest
import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from lxml import html as tree

from monitor.fetch.transport import Resolve
from monitor.model import Delivered, Delivery, DeliveryOutcome, NotDelivered
from monitor.settings import ChannelSettings
from tests.channels.sending import ALERT, DELIVERY, DIGEST, TOLD, send_all

OPTIONS: dict[str, object] = {
    "host": "127.0.0.1",
    "encryption": "none",
    "sender": "Monitor <monitor@courier.example>",
    "to": ["desk@courier.example", "Night Desk <night@courier.example>"],
}
OK = "250 OK"


@dataclass
class Mailbox:
    """A mail server's mind: what it takes, and what it answers to whom."""

    answers: dict[str, str] = field(default_factory=dict)
    answer: str = OK
    got: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    to: list[list[str]] = field(default_factory=list)
    talks: int = 0

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.talks += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.answers.get(address, OK)
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.answer == OK:
            assert isinstance(envelope.content, bytes)
            self.raw.append(envelope.content)
            self.got.append(email.message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
            self.to.append(list(envelope.rcpt_tos))
        return self.answer


def post(
    mailbox: Mailbox,
    *deliveries: Delivery,
    tls: ssl.SSLContext | None = None,
    allow: frozenset[str] = frozenset({"127.0.0.1"}),
    desk: str | None = None,
    resolve: Resolve | None = None,
    server: dict[str, Any] | None = None,
    **options: object,
) -> list[DeliveryOutcome]:
    """What came of these deliveries at that mailbox."""

    async def go() -> list[DeliveryOutcome]:
        make: Callable[[], SMTP] = lambda: SMTP(mailbox, enable_SMTPUTF8=True, **(server or {}))  # noqa: E731
        listening = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0, ssl=tls)
        port = listening.sockets[0].getsockname()[1]
        settings = ChannelSettings("mail", "email", {**OPTIONS, "port": port, **options})
        async with listening:
            each = deliveries or (DELIVERY,)
            return await send_all(settings, *each, allow=allow, desk=desk, resolve=resolve)

    return asyncio.run(go())


def told(delivery: Delivery = DELIVERY, **options: object) -> EmailMessage:
    mailbox = Mailbox()
    assert post(mailbox, delivery, **options) == [Delivered()]  # type: ignore[arg-type]
    return mailbox.got[0]


def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert isinstance(body, EmailMessage)
    return str(body.get_content())


REVISION = replace(DELIVERY, alert=TOLD)


def test_a_revision_comes_as_text_and_as_html_with_its_edits_marked() -> None:
    mailbox = Mailbox()
    assert post(mailbox, REVISION, desk="https://desk.example") == [Delivered()]
    (mail,) = mailbox.got
    assert mailbox.to == [["desk@courier.example", "night@courier.example"]]
    assert mail["Subject"] == TOLD.title
    assert mail["To"] == "desk@courier.example, Night Desk <night@courier.example>"
    assert mail.get_content_type() == "multipart/alternative"
    assert "The ferry carried [-41-]{+47+} passengers." in part(mail, "plain")
    assert "https://desk.example/revisions/3" in part(mail, "plain")
    page = tree.fromstring(part(mail, "html"))
    assert [piece.text for piece in page.xpath("//del | //ins")][:2] == ["41", "47"]
    assert all(piece.get("style") for piece in page.xpath("//del | //ins | //p"))
    assert not page.xpath("//style | //script | //img | //link")
    assert "https://desk.example/revisions/3" in page.xpath("//a/@href")


def test_every_attempt_sends_the_same_mail() -> None:
    mailbox = Mailbox()
    post(mailbox, REVISION, replace(REVISION, attempts=4, last_error="451 later"))
    assert mailbox.raw[0] == mailbox.raw[1]
    other = told(replace(REVISION, alert=replace(TOLD, id=6)))
    assert other["Message-ID"] != mailbox.got[0]["Message-ID"]


def test_what_is_told_of_an_article_stands_in_one_thread() -> None:
    mailbox = Mailbox()
    later = replace(REVISION, alert=replace(TOLD, id=9, revision_id=4))
    gone = replace(
        REVISION, alert=replace(TOLD, id=10, revision_id=None, payload={"url": TOLD.payload["url"]})
    )
    other = replace(REVISION, alert=replace(TOLD, id=11, payload={"url": "https://news.example/other"}))
    post(mailbox, REVISION, later, gone, other)
    threads = [mail["In-Reply-To"] for mail in mailbox.got]
    assert [mail["References"] for mail in mailbox.got] == threads
    assert threads[0] == threads[1] == threads[2] != threads[3]
    assert len({mail["Message-ID"] for mail in mailbox.got}) == 4


def test_machines_can_tell_that_a_machine_wrote_it() -> None:
    mail = told()
    assert mail["List-Id"] == "<mail.monitor.courier.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Monitor-Rule"] == "silent changes"


def test_a_digest_lists_its_alerts_with_the_edit_that_matters() -> None:
    mail = told(replace(DELIVERY, alert=DIGEST))
    assert mail["In-Reply-To"] is None
    page = tree.fromstring(part(mail, "html")).text_content()
    assert "Correction: Ferry reaches the island" in page and "41 → 47 crowns" in page
    assert "carried 4147 passengers" in page
    assert "… and 37 more." in page
    assert "and 37 more" in part(mail, "plain")


def test_a_channel_has_words_of_its_own() -> None:
    own: dict[str, object] = {"title": "[{{ label }}] {{ headline }}", "text": "See {{ url }}\n"}
    mail = told(REVISION, **own)
    assert mail["Subject"] == "[correction] Ferry reaches the island"
    assert part(mail, "plain").strip() == "See https://news.example/ferry"
    page = tree.fromstring(part(mail, "html"))
    assert "See https://news.example/ferry" in page.text_content() and page.xpath("//ins")
    mine = told(REVISION, html="<h1>{{ headline }}</h1>")
    assert part(mine, "html").strip() == "<h1>Ferry reaches the island</h1>"


def test_a_template_that_fails_loses_nothing() -> None:
    mail = told(REVISION, text="{{ edits[99].before }}")
    for kind in ("plain", "html"):
        assert "template failed" in part(mail, kind)
        assert "41 → 47 crowns" in part(mail, kind)


@pytest.mark.parametrize("title", ["a\r\nBcc: thief@x.example", "a\nX-Injected: 1\n\nbody", "a\u2028b\x85c"])
def test_no_line_of_a_headline_becomes_a_header(title: str) -> None:
    alert = replace(TOLD, title=title, rule=title)
    mailbox = Mailbox()
    assert post(mailbox, replace(DELIVERY, alert=alert)) == [Delivered()]
    (mail,) = mailbox.got
    assert {"Bcc", "X-Injected"}.isdisjoint(mail.keys())
    assert len(mail.get_all("Subject")) == 1
    assert mailbox.to == [["desk@courier.example", "night@courier.example"]]


@pytest.mark.parametrize(("answer", "final"), [("451 later", False), ("554 never", True)])
def test_a_mail_that_is_not_taken_comes_again_only_if_that_can_help(answer: str, final: bool) -> None:
    (outcome,) = post(Mailbox(answer=answer))
    assert isinstance(outcome, NotDelivered)
    assert (answer[:3] in outcome.reason, outcome.permanent) == (True, final)


NIGHT = "night@courier.example"


@pytest.mark.parametrize(
    ("answers", "attempts", "reached"),
    [
        ({NIGHT: "550 unknown"}, 0, ["desk@courier.example"]),
        ({NIGHT: "450 later"}, 0, None),
        ({NIGHT: "450 later"}, 3, ["desk@courier.example"]),
    ],
)
def test_one_recipient_does_not_keep_the_mail_from_the_others(
    answers: dict[str, str], attempts: int, reached: list[str] | None
) -> None:
    mailbox = Mailbox(answers)
    (outcome,) = post(mailbox, replace(DELIVERY, attempts=attempts))
    assert isinstance(outcome, Delivered) == (reached is not None)
    assert mailbox.to == ([reached] if reached else [])


def test_without_any_recipient_there_is_nothing_to_try_again() -> None:
    outcomes = post(Mailbox({NIGHT: "550 unknown", "desk@courier.example": "550 unknown"}))
    assert outcomes == [NotDelivered("the mail server answered 550: unknown", permanent=True)]


def test_a_mail_server_on_a_private_address_is_not_asked() -> None:
    mailbox = Mailbox()
    (outcome,) = post(mailbox, allow=frozenset())
    assert isinstance(outcome, NotDelivered)
    assert (mailbox.talks, mailbox.got) == (0, [])


def test_a_mail_server_whose_name_leads_to_a_private_address_is_not_asked() -> None:
    """The answer that is judged is the one that is connected to: the name is asked for once an attempt."""
    asked: list[str] = []

    async def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    mailbox = Mailbox()
    (outcome,) = post(mailbox, allow=frozenset(), resolve=resolve, host="mail.example")
    assert isinstance(outcome, NotDelivered) and "loopback" in outcome.reason
    assert (len(asked), mailbox.talks, mailbox.got) == (1, 0, [])
    allowed = post(mailbox, allow=frozenset({"mail.example"}), resolve=resolve, host="mail.example")
    assert allowed == [Delivered()]


def test_nobody_at_home_is_a_reason() -> None:
    settings = ChannelSettings("mail", "email", {**OPTIONS, "port": 1})
    (outcome,) = asyncio.run(send_all(settings, DELIVERY))
    assert isinstance(outcome, NotDelivered) and not outcome.permanent


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, str]:
    """A server's certificate, and the file of the authority that vouches for it."""
    ca = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    ca.issue_cert("127.0.0.1").configure_cert(context)
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    ca.cert_pem.write_to_path(str(path))
    return context, str(path)


def signs_in(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    known = (data.login, data.password) == (b"monitor", b"hush")
    return AuthResult(success=known, handled=False)


@pytest.mark.parametrize(("password", "taken"), [("hush", True), ("wrong", False)])
def test_the_password_crosses_only_an_encrypted_line(
    authority: tuple[ssl.SSLContext, str], password: str, taken: bool
) -> None:
    context, ca = authority
    mailbox = Mailbox()
    secret = {"user": "monitor", "password": password, "ca": ca, "encryption": "starttls"}
    strict = {
        "tls_context": context,
        "require_starttls": True,
        "auth_required": True,
        "authenticator": signs_in,
    }
    (outcome,) = post(mailbox, server=strict, **secret)
    assert isinstance(outcome, Delivered) == taken == bool(mailbox.got)
    assert taken or (isinstance(outcome, NotDelivered) and not outcome.permanent)


def test_a_server_may_speak_tls_from_the_start(authority: tuple[ssl.SSLContext, str]) -> None:
    mailbox = Mailbox()
    assert post(mailbox, tls=authority[0], encryption="tls", ca=authority[1]) == [Delivered()]
    (stranger,) = post(mailbox, tls=authority[0], encryption="tls")
    assert isinstance(stranger, NotDelivered) and "certificate" in stranger.reason.lower()


def test_a_server_without_encryption_is_told_nothing_if_the_config_wants_it() -> None:
    mailbox = Mailbox()
    (outcome,) = post(mailbox, encryption="starttls")
    assert isinstance(outcome, NotDelivered) and "STARTTLS" in outcome.reason
    assert mailbox.got == []


def test_of_an_alert_without_a_payload_the_words_are_sent() -> None:
    mail = told(replace(DELIVERY, alert=replace(ALERT, payload={}, article_id=None, revision_id=None)))
    assert "41 → 47 crowns" in part(mail, "plain") and "41 → 47 crowns" in part(mail, "html")

"""Alerts by e-mail over SMTP: one mail an alert, as text and as HTML with the edits marked.

Every attempt at one alert sends the same bytes, `Message-ID` and `Date` included, so that a mailbox can
tell a second copy; what is told of one article stands in one thread. Refuses to go
on where a server does not offer the encryption that the config asks for.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

import aiosmtplib
from aiosmtplib import SMTPException, SMTPResponseException

from monitor.channels.tools import ChannelTools, bad_option, list_option, text_option, wording_of
from monitor.model import Alert, Delivered, Delivery, DeliveryOutcome, NotDelivered
from monitor.report import one_line, revision_text
from monitor.report.mail import mail_html
from monitor.report.retold import retold_revision
from monitor.report.wording import Wording, desk_address
from monitor.report.words import N_, Words
from monitor.settings import ChannelSettings

PORTS = {"starttls": 587, "tls": 465, "none": 25}
#: For one answer of the server; the courier gives up on the whole after a minute.
SECONDS = 20.0
#: So often one recipient whom the server puts off holds up the mail to the others.
PATIENCE = 3
LONGEST_REASON = 500
_PLAIN = policy.SMTP.clone(cte_type="7bit")


@dataclass(frozen=True, slots=True)
class Server:
    """Whom the mail is handed to. `encryption` is `starttls`, `tls` or `none`."""

    host: str
    port: int
    encryption: str
    user: str | None
    password: str | None
    context: ssl.SSLContext


@dataclass(frozen=True, slots=True)
class Envelope:
    """From whom and to whom; addresses are ASCII, with or without a name before them."""

    sender: str
    recipients: tuple[str, ...]
    channel: str

    @property
    def domain(self) -> str:
        return bare(self.sender).rpartition("@")[2]


class MailChannel:
    def __init__(self, server: Server, envelope: Envelope, wording: Wording, tools: ChannelTools) -> None:
        self._server = server
        self._envelope = envelope
        self._wording = wording
        self._tools = tools

    async def send(self, delivery: Delivery) -> DeliveryOutcome:
        server = self._server
        mail = compose(delivery, self._envelope, self._wording).as_bytes(policy=_PLAIN)
        try:
            async with asyncio.timeout(SECONDS):
                # From here on it is the mail library's to close.
                line = await self._tools.guard.dial(server.host, server.port)
        except (OSError, ValueError) as error:
            return NotDelivered(_short(f"{server.host}: {_words(error)}"))
        smtp = aiosmtplib.SMTP(
            hostname=server.host,
            port=None,
            sock=line,
            username=server.user,
            password=server.password,
            use_tls=server.encryption == "tls",
            start_tls=server.encryption == "starttls",
            tls_context=server.context,
            local_hostname=self._envelope.domain,
            timeout=SECONDS,
        )
        try:
            await smtp.connect()
            return await self._hand_over(smtp, mail, delivery.attempts)
        except SMTPResponseException as error:
            return _refused(error)
        except (SMTPException, OSError, ValueError) as error:
            return NotDelivered(_short(f"{server.host}: {_words(error)}"))
        finally:
            smtp.close()

    async def _hand_over(self, smtp: aiosmtplib.SMTP, mail: bytes, attempts: int) -> DeliveryOutcome:
        """To all recipients that the server takes. One whom it puts off is waited for, but not for ever."""
        await smtp.mail(bare(self._envelope.sender))
        refused: list[SMTPResponseException] = []
        for recipient in self._envelope.recipients:
            try:
                await smtp.rcpt(bare(recipient))
            except SMTPResponseException as error:
                refused.append(error)
        put_off = [error for error in refused if error.code < 500]
        if len(refused) == len(self._envelope.recipients):
            return _refused((put_off or refused)[0])
        if put_off and attempts < PATIENCE:
            return _refused(put_off[0])
        await smtp.data(mail)
        # It is taken; what follows is courtesy.
        with suppress(SMTPException, OSError):
            await smtp.quit()
        return Delivered()

    async def aclose(self) -> None:
        pass


def _refused(error: SMTPResponseException) -> NotDelivered:
    """A refusal by number. Of recipients and of the mail itself, what begins with 5 is final; what comes
    before is about us, and may be mended."""
    about_mail = isinstance(error, aiosmtplib.SMTPRecipientRefused | aiosmtplib.SMTPDataError)
    final = 500 <= error.code < 600 and about_mail
    return NotDelivered(_short(f"the mail server answered {error.code}: {error.message}"), permanent=final)


def _words(error: Exception) -> str:
    told = str(error) or type(error).__name__
    return "did not answer in time" if isinstance(error, TimeoutError) else told


def _short(reason: str) -> str:
    return one_line(reason)[:LONGEST_REASON]


def compose(delivery: Delivery, envelope: Envelope, wording: Wording) -> EmailMessage:
    """The mail of one delivery; the same one for each attempt."""
    alert = delivery.alert
    said = wording.words(alert)
    desk = desk_address(alert, wording.desk)
    page = wording.page(alert) or mail_html(alert, said, desk, wording.language)
    identity = _digest(delivery.key, alert.at.isoformat(), alert.rule)
    mail = EmailMessage(policy=_PLAIN)
    _address(mail, alert, envelope, f"<{identity}@{envelope.domain}>")
    mail["Subject"] = said.title
    text = said.text if said.own else _plain(alert, said.text, desk, wording.language)
    mail.set_content(text, cte="quoted-printable")
    mail.add_alternative(page, subtype="html", cte="quoted-printable")
    mail.set_boundary(f"=_{identity}")
    return mail


def _address(mail: EmailMessage, alert: Alert, envelope: Envelope, identity: str) -> None:
    mail["From"] = _mailbox(envelope.sender)
    mail["To"] = [_mailbox(one) for one in envelope.recipients]
    mail["Date"] = format_datetime(alert.at)
    mail["Message-ID"] = identity
    thread = _thread(alert, envelope)
    if thread:
        mail["In-Reply-To"] = thread
        mail["References"] = thread
    mail["List-Id"] = f"<{_label(envelope.channel)}.monitor.{envelope.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail["X-Monitor-Rule"] = one_line(alert.rule)


def _thread(alert: Alert, envelope: Envelope) -> str | None:
    """What all mails of one article answer to. No mail bears it itself, so none need come first."""
    if alert.article_id is None:
        return None
    url = alert.payload.get("url")
    work = _digest("article", url if isinstance(url, str) else str(alert.article_id))
    return f"<article.{work}@{envelope.domain}>"


def _plain(alert: Alert, text: str, desk: str | None, words: Words) -> str:
    """The text part: of a revision the whole report, its edits marked [-so-] and {+so+}."""
    revision = retold_revision(alert.payload)
    body = revision_text(revision, width=78, words=words) if revision else text
    evidence = words.say(N_("Evidence: %(address)s"), address=desk)
    links = f"\n{evidence}" if desk else ""
    rule = words.say(N_("Rule: %(name)s"), name=one_line(alert.rule))
    return f"{body.rstrip()}\n{links}\n{rule}\n"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _label(name: str) -> str:
    """A channel's name as part of a List-Id."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or _digest(name)[:12]


def bare(address: str) -> str:
    """The address alone, without a name before it."""
    return parseaddr(address)[1]


def _mailbox(address: str) -> Address:
    name, spec = parseaddr(address)
    return Address(display_name=name, addr_spec=spec)


def open_mail(settings: ChannelSettings, tools: ChannelTools) -> MailChannel:
    host = text_option(settings, "host", "give the mail server, e.g. `host: mail.example.org`")
    sender = text_option(settings, "sender", "give the sender, e.g. `sender: monitor@example.org`")
    recipients = list_option(settings, "to", "give the recipients, e.g. `to: [desk@example.org]`")
    encryption = str(settings.options.get("encryption") or "starttls")
    if encryption not in PORTS:
        raise bad_option(settings.name, "encryption", "is unknown", f"one of {', '.join(PORTS)}")
    port = settings.options.get("port") or PORTS[encryption]
    user, password = (str(settings.options.get(key) or "") or None for key in ("user", "password"))
    server = Server(host, int(str(port)), encryption, user, password, _context(settings))
    envelope = Envelope(sender, recipients, settings.name)
    return MailChannel(server, envelope, wording_of(settings, tools), tools)


def _context(settings: ChannelSettings) -> ssl.SSLContext:
    authority = settings.options.get("ca")
    try:
        return ssl.create_default_context(cafile=str(authority) if authority else None)
    except (OSError, ssl.SSLError) as error:
        raise bad_option(
            settings.name, "ca", f"cannot be read: {error}", "name a PEM file of certificates"
        ) from error

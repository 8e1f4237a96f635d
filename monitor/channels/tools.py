"""What a channel may use of the world, handed to it by `app`; how it reads options and says its alerts."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol, TextIO

import httpx

from monitor.errors import ConfigError, Problem
from monitor.model import Delivery
from monitor.ports import Clock
from monitor.report import json_text
from monitor.report.catalogs import read_words
from monitor.report.wording import Wording
from monitor.report.words import ENGLISH
from monitor.settings import LANGUAGES, ChannelSettings
from monitor.shapes import alert_json, head_json


class ChannelGuard(Protocol):
    """The fetch guard as channels ask it that do their own networking."""

    async def refusal(self, host: str, port: int) -> str | None:
        """Why a host that resolves to an address that is not public may not be addressed; None when it may,
        or is no host at all."""

    async def dial(self, host: str, port: int) -> socket.socket:
        """A connected socket, whose address was judged as it was connected. OSError when there is none."""

    def allows(self, host: str, port: int) -> bool:
        """Did the user allow this host, whatever its addresses are?"""

    def address_problem(self, address: str) -> str | None:
        """Why an IP address must not be connected to; None when it is public."""


@dataclass(frozen=True, slots=True)
class ChannelTools:
    """`http` passes the fetch guard, which stands beside it for those who speak something else.
    `terminal` is where console alerts go, `environ` the daemon's environment, `desk` the address at which
    others reach the desk. Paths in a channel's options are absolute already."""

    http: httpx.AsyncClient
    guard: ChannelGuard
    terminal: TextIO
    clock: Clock
    environ: Mapping[str, str] = field(default_factory=dict)
    desk: str | None = None


def bad_option(channel: str, key: str, wrong: str, right: str) -> ConfigError:
    return ConfigError([Problem("config", None, f"channels.{channel}.{key}", wrong, right)])


def text_option(settings: ChannelSettings, key: str, right: str) -> str:
    """The option as a non-empty text; ConfigError otherwise."""
    value = settings.options.get(key)
    if not isinstance(value, str) or not value.strip():
        raise bad_option(settings.name, key, f"is {'missing' if value is None else 'no text'}", right)
    return value.strip()


def list_option(settings: ChannelSettings, key: str, right: str) -> tuple[str, ...]:
    """The option as one text or more; ConfigError otherwise."""
    value = settings.options.get(key)
    if not isinstance(value, list) or not value or not all(isinstance(one, str) and one for one in value):
        raise bad_option(
            settings.name, key, f"is {'missing' if value is None else 'no list of texts'}", right
        )
    return tuple(value)


def wording_of(settings: ChannelSettings, tools: ChannelTools) -> Wording:
    """The channel's own templates for title, text and HTML, if it has any, and its language."""
    given = {key: settings.options.get(key) for key in ("title", "text", "html")}
    language = str(settings.options.get("language") or ENGLISH.language)
    if language not in LANGUAGES:
        raise bad_option(settings.name, "language", "is not spoken here", f"one of {', '.join(LANGUAGES)}")
    own = {key: str(value) for key, value in given.items() if value}
    return Wording(own.get("title"), own.get("text"), own.get("html"), tools.desk, read_words(language))


def delivery_json(delivery: Delivery, wording: Wording) -> bytes:
    """One alert for programs: its key, the contract's JSON, and how the journal ends."""
    said = wording.words(delivery.alert)
    alert = replace(delivery.alert, title=said.title, text=said.text)
    return json_text({"key": delivery.key, **alert_json(alert), "journal": head_json(delivery.head)}).encode()

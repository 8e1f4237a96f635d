"""What a channel may use of the world, handed to it by `app`; and how it reads its options."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TextIO

import httpx

from monitor.errors import ConfigError, Problem
from monitor.settings import ChannelSettings


@dataclass(frozen=True, slots=True)
class ChannelTools:
    """`http` passes the fetch guard. `refusal(host, port)` says why a host that resolves to an
    address that is not public may not be addressed; None when it may, or is no host at all.
    `terminal` is where console alerts go. Paths in a channel's options are absolute already."""

    http: httpx.AsyncClient
    refusal: Callable[[str, int], Awaitable[str | None]]
    terminal: TextIO


def bad_option(channel: str, key: str, wrong: str, right: str) -> ConfigError:
    return ConfigError([Problem("config", None, f"channels.{channel}.{key}", wrong, right)])


def text_option(settings: ChannelSettings, key: str, right: str) -> str:
    """The option as a non-empty text; ConfigError otherwise."""
    value = settings.options.get(key)
    if not isinstance(value, str) or not value.strip():
        raise bad_option(settings.name, key, f"is {'missing' if value is None else 'no text'}", right)
    return value.strip()

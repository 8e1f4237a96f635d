"""Where alerts go. Each kind is a factory found by name through the entry points `monitor.channels`.

A factory takes its settings and the tools it may use of the world, and returns a `ports.Channel`;
bad options raise ConfigError. To add a kind, publish such a function under that entry point.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import entry_points

from monitor.channels.tools import ChannelTools, bad_option
from monitor.ports import Channel
from monitor.settings import ChannelSettings

GROUP = "monitor.channels"


def kinds() -> list[str]:
    """The names of all kinds that are installed."""
    return sorted(entry_points(group=GROUP).names)


def open_channels(settings: Sequence[ChannelSettings], tools: ChannelTools) -> dict[str, Channel]:
    """All configured channels by name."""
    return {one.name: open_channel(one, tools) for one in settings}


def open_channel(settings: ChannelSettings, tools: ChannelTools) -> Channel:
    found = entry_points(group=GROUP, name=settings.kind)
    if not found:
        raise bad_option(
            settings.name,
            "kind",
            f"there is no channel kind {settings.kind!r}",
            f"one of {', '.join(kinds())}",
        )
    factory = next(iter(found)).load()
    channel: Channel = factory(settings, tools)
    return channel

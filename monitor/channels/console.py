"""Alerts on the daemon's terminal. Control characters of scraped text are shown, not obeyed."""

from __future__ import annotations

from typing import TextIO

from monitor.channels.tools import ChannelTools
from monitor.model import Delivered, Delivery, DeliveryOutcome, NotDelivered
from monitor.report.escape import visible
from monitor.settings import ChannelSettings


class ConsoleChannel:
    def __init__(self, terminal: TextIO) -> None:
        self._terminal = terminal

    async def send(self, delivery: Delivery) -> DeliveryOutcome:
        alert = delivery.alert
        try:
            self._terminal.write(f"ALERT {visible(alert.title)}\n{visible(alert.text)}\n\n")
            self._terminal.flush()
        except OSError as error:
            return NotDelivered(f"the terminal is gone: {error.strerror}")
        return Delivered()

    async def aclose(self) -> None:
        pass


def open_console(settings: ChannelSettings, tools: ChannelTools) -> ConsoleChannel:
    return ConsoleChannel(tools.terminal)

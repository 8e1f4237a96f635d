"""Alerts on the daemon's terminal. Control characters of scraped text are shown, not obeyed."""

from __future__ import annotations

from typing import TextIO

from monitor.channels.tools import ChannelTools, wording_of
from monitor.model import Delivered, Delivery, DeliveryOutcome, NotDelivered
from monitor.report.wording import Wording
from monitor.settings import ChannelSettings


class ConsoleChannel:
    def __init__(self, terminal: TextIO, wording: Wording) -> None:
        self._terminal = terminal
        self._wording = wording

    async def send(self, delivery: Delivery) -> DeliveryOutcome:
        said = self._wording.words(delivery.alert)
        try:
            self._terminal.write(f"ALERT {said.title}\n{said.text}\n\n")
            self._terminal.flush()
        except OSError as error:
            return NotDelivered(f"the terminal is gone: {error.strerror}")
        return Delivered()

    async def aclose(self) -> None:
        pass


def open_console(settings: ChannelSettings, tools: ChannelTools) -> ConsoleChannel:
    return ConsoleChannel(tools.terminal, wording_of(settings, tools))

"""Alerts as JSON Lines at the end of a file: one object an alert, the key first."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from monitor.channels.tools import ChannelTools, delivery_json, text_option, wording_of
from monitor.model import Delivered, Delivery, DeliveryOutcome, NotDelivered
from monitor.report.wording import Wording
from monitor.settings import ChannelSettings


class FileChannel:
    """Written and synced before it counts as delivered. After a crash between the two the line may
    stand twice: its `key` is the same."""

    def __init__(self, path: Path, wording: Wording) -> None:
        self._path = path
        self._wording = wording

    async def send(self, delivery: Delivery) -> DeliveryOutcome:
        line = delivery_json(delivery, self._wording) + b"\n"
        try:
            await asyncio.to_thread(self._append, line)
        except OSError as error:
            return NotDelivered(f"cannot write {self._path}: {error.strerror}")
        return Delivered()

    def _append(self, line: bytes) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("ab") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())

    async def aclose(self) -> None:
        pass


def open_file(settings: ChannelSettings, tools: ChannelTools) -> FileChannel:
    path = text_option(settings, "path", "give the file to write to, e.g. `path: alerts.jsonl`")
    return FileChannel(Path(path), wording_of(settings, tools))

"""A source that cannot be read is told of once, and once again when it can. Pure.

A single failed reading is no news: most pass by themselves. What is told goes to the channels at which the
monitor speaks of itself.
"""

from __future__ import annotations

from datetime import datetime

from monitor.model import Alert, Source

#: Readings in a row that failed before anybody is told.
FAILS_AFTER = 3
RULE = "monitor"


def source_message(
    source: Source, error: str | None, at: datetime, channels: tuple[str, ...]
) -> tuple[Alert, tuple[str, ...]] | None:
    """What is to be told of a reading at `at` that brought `error` (None: it went well), if anything."""
    name = source.spec.name
    since = source.failing_since or at
    if error is not None and source.failed_looks + 1 == FAILS_AFTER:
        text = f"Since {since:%Y-%m-%d %H:%M} UTC every reading of {name} has failed: {error}"
        return Alert(0, RULE, at, f"Source cannot be read: {name}", text), channels
    if error is None and source.failed_looks >= FAILS_AFTER:
        text = f"{name} could not be read from {since:%Y-%m-%d %H:%M} to {at:%Y-%m-%d %H:%M} UTC."
        return Alert(0, RULE, at, f"Source can be read again: {name}", text), channels
    return None

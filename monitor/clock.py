"""The system's clock: the only place that asks what time it is. Tests bring their own."""

from __future__ import annotations

from datetime import UTC, datetime


def system_clock() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)

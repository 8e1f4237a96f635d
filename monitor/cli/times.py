"""Points in time as people give them on the command line. Pure: now and the time zone come in."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.cli.choices import seconds
from monitor.errors import UsageError

_AGO = re.compile(r"\d+(\.\d+)?\s*[smhdw]")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def period(
    since: str | None, until: str | None, timezone: str, now: datetime
) -> tuple[datetime | None, datetime | None]:
    """Beginning and end of a period in UTC, as `point_in_time` reads them; None where nothing is said."""
    first = point_in_time(since, now, timezone) if since else None
    last = point_in_time(until, now, timezone, end=True) if until else None
    if first and last and first > last:
        raise UsageError(f"--since {since} is after --until {until}")
    return first, last


def point_in_time(text: str, now: datetime, timezone: str, *, end: bool = False) -> datetime:
    """`2026-11-23`, `2026-11-23T12:00`, or `2d` (so long ago), in UTC. UsageError for anything else.

    What names no zone is in `timezone`. A day alone is its beginning, or with `end` its last moment.
    """
    zone = ZoneInfo(timezone)
    try:
        if _AGO.fullmatch(text.strip().lower()):
            return now - timedelta(seconds=seconds(text, ""))
        if _DATE.fullmatch(text.strip()):
            moment = time.max if end else time.min
            return datetime.combine(date.fromisoformat(text.strip()), moment, zone).astimezone(UTC)
        found = datetime.fromisoformat(text.strip())
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        hint = "write a day (2026-11-23), a time (2026-11-23T12:00) or how long ago (2d)"
        raise UsageError(f"{text!r} is no point in time: {hint}") from None

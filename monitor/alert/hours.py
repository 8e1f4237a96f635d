"""When a digest's hour comes, and when quiet hours end, by the clocks of a time zone. Pure.

Clocks that are put forward or back: a digest at a time that is left out comes right after it, at one that
comes twice the first time; quiet hours end when their clock time is reached, the first time it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from monitor.model import Pace

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WINDOW = re.compile(r"(?:(?P<days>[a-z,\s-]+?)\s+)?(?P<start>\d?\d:\d\d)\s*-\s*(?P<end>\d?\d:\d\d)")
_DAY_MINUTES = 24 * 60
_CRON_HINT = "write minute, hour, day, month and weekday, e.g. `0 8 * * 1-5`"
_QUIET_HINT = "write e.g. `22:00-07:00` or `sat-sun 00:00-24:00`"


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` to `end`, in minutes of the day; past midnight where the end comes first. `days` are those
    on which it begins, 0 for Monday."""

    days: frozenset[int]
    start: int
    end: int

    @property
    def length(self) -> int:
        return (self.end - self.start) % _DAY_MINUTES or _DAY_MINUTES


def cron_problem(expression: str) -> tuple[str, str] | None:
    """What is wrong with a cron expression and what would be right; None when it will do."""
    if len(expression.split()) != 5:
        return f"`{expression}` has not five fields", _CRON_HINT
    try:
        next(CronSim(expression, datetime(2026, 1, 1, tzinfo=UTC)))
    except CronSimError as error:
        return f"`{expression}` is no cron expression: {str(error).lower()}", _CRON_HINT
    except StopIteration:
        return f"`{expression}` never comes", _CRON_HINT
    return None


def quiet_problem(windows: Sequence[str]) -> tuple[str, str] | None:
    """What is wrong with quiet hours and what would be right; None when they will do."""
    for one in windows:
        if _read(one) is None:
            return f"`{one}` are no quiet hours", _QUIET_HINT
    if windows and quiet_until(Pace(quiet=tuple(windows)), datetime(2026, 1, 1, tzinfo=UTC)) is None:
        return "quiet hours without end", "leave some hours in which alerts may be sent"
    return None


def zone_problem(name: str) -> tuple[str, str] | None:
    """What is wrong with the name of a time zone and what would be right; None when it will do."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return f"there is no time zone `{name}`", "write e.g. `UTC` or `Europe/Berlin`"
    return None


def next_digest(pace: Pace, after: datetime) -> datetime:
    """The next hour of a digest, later than an instant; quiet hours put it off."""
    local = after.astimezone(ZoneInfo(pace.timezone))
    return not_quiet(pace, next(CronSim(pace.digest, local)).astimezone(UTC))


def not_quiet(pace: Pace, at: datetime) -> datetime:
    """The first instant from `at` on that is not quiet."""
    return quiet_until(pace, at) or at


def quiet_until(pace: Pace, at: datetime) -> datetime | None:
    """`at` itself when nothing is quiet then, else the end of the quiet hours; None if they never end."""
    windows = [window for one in pace.quiet if (window := _read(one))]
    zone = ZoneInfo(pace.timezone)
    for _ in range(8 * max(1, len(windows))):
        end = max((end for start, end in _around(windows, at, zone) if start <= at < end), default=None)
        if end is None:
            return at
        at = end
    return None


def _around(
    windows: Sequence[QuietHours], at: datetime, zone: ZoneInfo
) -> Iterator[tuple[datetime, datetime]]:
    """The quiet hours that begin yesterday, today or tomorrow, as instants."""
    today = at.astimezone(zone).date()
    for day in (today + timedelta(days=shift) for shift in (-1, 0, 1)):
        for window in windows:
            if day.weekday() in window.days:
                yield _instant(day, window.start, zone), _instant(day, window.start + window.length, zone)


def _instant(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    days, rest = divmod(minutes, _DAY_MINUTES)
    local = datetime.combine(day + timedelta(days=days), time(*divmod(rest, 60)), zone)
    return local.astimezone(UTC)


def _read(text: str) -> QuietHours | None:
    found = _WINDOW.fullmatch(text.strip().lower())
    if found is None:
        return None
    days = _days(found["days"]) if found["days"] else frozenset(range(7))
    start, end = _minutes(found["start"]), _minutes(found["end"])
    if not days or start is None or end is None or start in (end, _DAY_MINUTES):
        return None
    return QuietHours(days, start, end)


def _minutes(clock: str) -> int | None:
    hour, minute = (int(part) for part in clock.split(":"))
    total = hour * 60 + minute
    return total if minute < 60 and total <= _DAY_MINUTES else None


def _days(text: str) -> frozenset[int]:
    """`mon-fri`, `sat,sun`; empty when a word is no day."""
    found: set[int] = set()
    for part in text.replace(" ", "").split(","):
        first, _, last = part.partition("-")
        if first not in DAYS or (last or first) not in DAYS:
            return frozenset()
        start, end = DAYS.index(first), DAYS.index(last or first)
        found |= {(start + step) % 7 for step in range((end - start) % 7 + 1)}
    return frozenset(found)

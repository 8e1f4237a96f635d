"""Hours by the clocks of a time zone: digests, quiet hours, and what happens when clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alert import rule_problems
from monitor.alert.hours import next_digest, not_quiet, quiet_until
from monitor.model import Pace, Rule, State

BERLIN = "Europe/Berlin"
NIGHT = Pace(quiet=("22:00-07:00",), timezone=BERLIN)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("quiet", "at", "until"),
    [
        (("22:00-07:00",), "2026-05-04T19:59", "2026-05-04T19:59"),
        (("22:00-07:00",), "2026-05-04T20:00", "2026-05-05T05:00"),
        (("22:00-07:00",), "2026-05-05T05:00", "2026-05-05T05:00"),
        # Nights in which clocks go forward (7 hours and 8), or back.
        (("22:00-07:00",), "2026-03-28T21:00", "2026-03-29T05:00"),
        (("22:00-07:00",), "2026-10-24T20:00", "2026-10-25T06:00"),
        # An end that the clock shows twice is reached the first time; one that it leaves out, right after.
        (("22:00-2:30",), "2026-10-24T22:00", "2026-10-25T00:30"),
        (("22:00-2:30",), "2026-10-25T00:30", "2026-10-25T00:30"),
        (("22:00-2:30",), "2026-03-28T22:00", "2026-03-29T01:30"),
        # A weekend joins the nights around it; a Friday's night ends on Saturday, when it goes on.
        (("sat-sun 00:00-24:00", "22:00-07:00"), "2026-05-08T21:00", "2026-05-11T05:00"),
        (("Fri, Sun 22:00-07:00",), "2026-05-08T21:00", "2026-05-09T05:00"),
        (("Fri, Sun 22:00-07:00",), "2026-05-09T21:00", "2026-05-09T21:00"),
    ],
)
def test_quiet_hours_end(quiet: tuple[str, ...], at: str, until: str) -> None:
    assert quiet_until(Pace(quiet=quiet, timezone=BERLIN), utc(at)) == utc(until)


@pytest.mark.parametrize(
    ("cron", "after", "comes"),
    [
        ("0 8 * * 1-5", "2026-05-08T06:00", "2026-05-11T06:00"),
        ("0 8 * * *", "2026-03-28T07:00", "2026-03-29T06:00"),
        ("0 8 * * *", "2026-10-24T06:00", "2026-10-25T07:00"),
        ("30 2 * * *", "2026-03-28T12:00", "2026-03-29T01:00"),
        ("30 2 * * *", "2026-10-24T12:00", "2026-10-25T00:30"),
        ("30 2 * * *", "2026-10-25T00:30", "2026-10-26T01:30"),
    ],
)
def test_a_digest_comes_by_its_clock(cron: str, after: str, comes: str) -> None:
    assert next_digest(Pace(digest=cron, timezone=BERLIN), utc(after)) == utc(comes)


def test_quiet_hours_put_a_digest_off() -> None:
    pace = Pace(digest="0 6 * * *", quiet=NIGHT.quiet, timezone=BERLIN)
    assert next_digest(pace, utc("2026-05-04T12:00")) == utc("2026-05-05T05:00")


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
    st.integers(0, 23),
    st.integers(0, 23),
    st.sampled_from([BERLIN, "UTC", "America/St_Johns", "Asia/Kolkata", "Australia/Lord_Howe"]),
)
def test_what_is_held_back_is_held_for_a_day_at_most_and_let_go_outside(
    at: datetime, start: int, end: int, zone: str
) -> None:
    pace = Pace(quiet=(f"{start}:00-{end}:30",), timezone=zone)
    until = not_quiet(pace, at)
    assert at <= until <= at + timedelta(hours=26)
    assert quiet_until(pace, until) == until


@pytest.mark.parametrize(
    ("rule", "keys"),
    [
        (Rule("r", ("c",)), []),
        (Rule("r", ("c",), pace=Pace(digest="0 8 * *")), ["digest"]),
        (Rule("r", ("c",), pace=Pace(digest="0 0 30 2 *")), ["digest"]),
        (Rule("r", ("c",), pace=Pace(timezone="Mars/Olympus", quiet=("x",))), ["timezone"]),
        (Rule("r", ("c",), pace=Pace(quiet=("25:00-07:00",))), ["quiet"]),
        (Rule("r", ("c",), pace=Pace(quiet=("noday 22:00-07:00",))), ["quiet"]),
        (Rule("r", ("c",), pace=Pace(quiet=("07:00-07:00",))), ["quiet"]),
        (Rule("r", ("c",), pace=Pace(quiet=("00:00-12:00", "12:00-24:00"))), ["quiet"]),
        (Rule("r", ("c",), pace=Pace(digest="0 8 * * *", cooldown_seconds=60)), ["cooldown"]),
        (Rule("r", ("c",), facets=("number",), fields=("body",), states=(State.GONE,)), ["facets", "fields"]),
    ],
)
def test_hours_that_never_come_are_complained_of(rule: Rule, keys: list[str]) -> None:
    assert [key for key, _, _ in rule_problems(rule)] == keys

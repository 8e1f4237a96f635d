"""The system clock gives aware instants in UTC, and goes forward."""

from datetime import UTC, timedelta

from monitor.clock import system_clock


def test_the_system_clock_is_aware_and_utc() -> None:
    assert system_clock().utcoffset() == timedelta(0)
    assert system_clock().tzinfo is UTC

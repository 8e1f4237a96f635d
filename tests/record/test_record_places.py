"""Where revisions stand among all: in the order in which they were seen, and always somewhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.ports.filters import place_of, seen_at

INSTANTS = st.datetimes(timezones=st.just(UTC))
NUMBERS = st.integers(1, 2**40)


@given(INSTANTS, INSTANTS, NUMBERS)
def test_what_was_seen_later_stands_no_earlier_and_every_place_can_be_stored(
    one: datetime, other: datetime, number: int
) -> None:
    earlier, later = sorted((one, other))
    assert -(2**63) <= place_of(earlier, number) <= place_of(later, number) < 2**63


@given(st.datetimes(datetime(1832, 1, 1), datetime(2109, 1, 1), timezones=st.just(UTC)), NUMBERS)
def test_a_place_tells_when_it_was(at: datetime, number: int) -> None:
    assert timedelta(0) <= at - seen_at(place_of(at, number)) < timedelta(milliseconds=1)

"""Days and hours as publishers write them, in every language, sloppily too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.judge.dates import find_moments, instant_of
from monitor.judge.phrases import phrases

ANCHOR = datetime(2024, 5, 2, 8, 0, tzinfo=timezone(timedelta(hours=2)))
ROWS = [
    ("en", "December 23th, 2023, 03:12 PM PT", "2023-12-23T15:12:00-08:00"),
    ("en", "3 May 2024, 5.05 pm BST", "2024-05-03T17:05:00+01:00"),
    ("en", "Nov. 16, 2018", "2018-11-16T00:00:00+02:00"),
    ("en", "9/30/10 6:15 a.m. PDT", "2010-09-30T06:15:00-07:00"),
    ("en", "May 3", "2024-05-03T00:00:00+02:00"),
    ("en", "Jan. 3", "2025-01-03T00:00:00+02:00"),
    ("en", "3:15 p.m.", "2024-05-02T15:15:00+02:00"),
    ("en", "6:30 am", "2024-05-03T06:30:00+02:00"),
    ("en", "2024-05-03 10:32 UTC", "2024-05-03T10:32:00+00:00"),
    ("de", "03. Mai 2024, 16:05 Uhr", "2024-05-03T16:05:00+02:00"),
    ("de", "3.5.2024 um 16.05 Uhr", "2024-05-03T16:05:00+02:00"),
    ("fr", "le 3 mai 2024 à 16h05", "2024-05-03T16:05:00+02:00"),
    ("fr", "1er juillet 2024", "2024-07-01T00:00:00+02:00"),
    ("es", "3 de mayo de 2024 a las 16:05", "2024-05-03T16:05:00+02:00"),
    ("pt", "3 de março de 2025, 05h35", "2025-03-03T05:35:00+02:00"),
    ("it", "3 maggio 2024, ore 16:05", "2024-05-03T16:05:00+02:00"),
    ("nl", "3 mei 2024, 16.05 uur", "2024-05-03T16:05:00+02:00"),
    ("sv", "3 maj 2024 kl 16:05", "2024-05-03T16:05:00+02:00"),
    ("da", "3. maj 2024 kl. 16:05", "2024-05-03T16:05:00+02:00"),
    ("no", "3. mai 2024, kl. 16:05", "2024-05-03T16:05:00+02:00"),
    ("pl", "3 maja 2024, godz. 16:05", "2024-05-03T16:05:00+02:00"),
    ("ru", "3 мая 2024 года в 16:05 МСК", "2024-05-03T16:05:00+03:00"),
    ("uk", "3 травня 2024 року о 16:05", "2024-05-03T16:05:00+02:00"),
    ("tr", "3 Mayıs 2024, 16:05", "2024-05-03T16:05:00+02:00"),
    ("ar", "٣ مايو ٢٠٢٤", "2024-05-03T00:00:00+02:00"),
    ("hi", "३ मई २०२४", "2024-05-03T00:00:00+02:00"),
    ("zh", "2024年5月3日下午4时05分", "2024-05-03T16:05:00+02:00"),
    ("ja", "2024年5月3日午後4時", "2024-05-03T16:00:00+02:00"),
    ("ko", "2024년 5월 3일 오후 4시", "2024-05-03T16:00:00+02:00"),
]


@pytest.mark.parametrize(("language", "text", "expected"), ROWS, ids=[f"{r[0]}-{r[1]}" for r in ROWS])
def test_the_table(language: str, text: str, expected: str) -> None:
    moments = find_moments(text, phrases(language).months, month_first=language == "en")
    assert instant_of(moments, ANCHOR) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    "text", ["version 5.3", "the price of 12.50 euros", "14 million", "paragraph 4", "31/31/2024"]
)
def test_what_is_no_date(text: str) -> None:
    assert find_moments(text, phrases("en").months, month_first=True) == ()


def test_a_day_without_a_year_needs_the_article() -> None:
    moments = find_moments("3 May", phrases("en").months, month_first=False)
    assert instant_of(moments, None) is None
    assert instant_of((), ANCHOR) is None


@given(st.datetimes(datetime(1995, 1, 1), datetime(2040, 1, 1)))
def test_iso_dates_come_back_as_they_went(value: datetime) -> None:
    moments = find_moments(f"{value:%Y-%m-%d %H:%M} UTC", {}, month_first=False)
    assert instant_of(moments, None) == value.replace(second=0, microsecond=0, tzinfo=UTC)


@given(st.text(max_size=80))
def test_any_text_is_read_without_harm(text: str) -> None:
    for moment in find_moments(text, phrases("en").months, month_first=True):
        assert 0 <= moment.start < moment.end

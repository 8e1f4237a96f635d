"""Dates as pages write them, in many languages, keep the day and the clock they were written with."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.extract.dates import (
    dates_in_year,
    first_date,
    has_date,
    instant,
    url_date,
    without_dates,
    written_dates,
)

MACHINE = [
    ("2021-05-03T10:15:00+02:00", "2021-05-03T10:15:00+02:00"),
    ("2021-05-03T10:15:00Z", "2021-05-03T10:15:00+00:00"),
    ("2021-05-03T10:15:00.123456789+0530", "2021-05-03T10:15:00+05:30"),
    ("2021-05-03 10:15:00 -0400", "2021-05-03T10:15:00-04:00"),
    ("2021-05-03 10:15", "2021-05-03T10:15:00+00:00"),
    ("2021-05-03", "2021-05-03T00:00:00+00:00"),
    ("20210503", "2021-05-03T00:00:00+00:00"),
    ("2021-05-03T23:59:60Z", "2021-05-03T23:59:59+00:00"),
    ("Mon, 03 May 2021 10:15:00 GMT", "2021-05-03T10:15:00+00:00"),
    ("1620036900", "2021-05-03T10:15:00+00:00"),
    ("1620036900000", "2021-05-03T10:15:00+00:00"),
]


@pytest.mark.parametrize(("text", "expected"), MACHINE)
def test_machine_forms_are_read_with_their_offset(text: str, expected: str) -> None:
    value = instant(text)
    assert value is not None
    assert value.isoformat() == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "0001-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "2021-13-40",
        "12345",
        "3 hours ago",
        "May 2021",
    ],
)
def test_what_names_no_day_is_no_date(text: str) -> None:
    assert instant(text) is None


WRITTEN = [
    ("3 May 2021", "en", "2021-05-03T00:00"),
    ("May 3rd, 2021 at 10:15 a.m.", "en", "2021-05-03T10:15"),
    ("05/03/2021", "en-US", "2021-05-03T00:00"),
    ("05/03/2021", "en-GB", "2021-03-05T00:00"),
    ("25/03/2021", "en-US", "2021-03-25T00:00"),
    ("3. Mai 2021, 10:15 Uhr", "de", "2021-05-03T10:15"),
    ("03.05.2021, 10.15 Uhr", "de", "2021-05-03T10:15"),
    ("1er mai 2021 à 10h15", "fr", "2021-05-01T10:15"),
    ("3 de mayo de 2021", "es", "2021-05-03T00:00"),
    ("3 de maio de 2021 às 10:15", "pt", "2021-05-03T10:15"),
    ("3 maggio 2021", "it", "2021-05-03T00:00"),
    ("3 mei 2021 om 10:15", "nl", "2021-05-03T10:15"),
    ("3 maj 2021 kl. 10:15", "sv", "2021-05-03T10:15"),
    ("3. mai 2021", "no", "2021-05-03T00:00"),
    ("3 maja 2021", "pl", "2021-05-03T00:00"),
    ("3 мая 2021, 10:15", "ru", "2021-05-03T10:15"),
    ("3 травня 2021", "uk", "2021-05-03T00:00"),
    ("3 Mayıs 2021", "tr", "2021-05-03T00:00"),
    ("3 مايو 2021", "ar", "2021-05-03T00:00"),
    ("3 मई 2021", "hi", "2021-05-03T00:00"),
    ("३ मई २०२१", "hi", "2021-05-03T00:00"),
    ("2021年5月3日 10:15", "ja", "2021-05-03T10:15"),
    ("2021年5月3日", "zh", "2021-05-03T00:00"),
    ("2021년 5월 3일", "ko", "2021-05-03T00:00"),
    ("2021.05.03 10:15", "ko", "2021-05-03T10:15"),
    ("3 พฤษภาคม 2564", "th", "2021-05-03T00:00"),
]


@pytest.mark.parametrize(("text", "language", "expected"), WRITTEN)
def test_written_dates_keep_their_day_in_every_language(text: str, language: str, expected: str) -> None:
    value = first_date(text, language)
    assert value is not None
    assert value.isoformat().startswith(expected)


def test_a_time_zone_beside_the_clock_is_kept() -> None:
    value = first_date("Published May 3, 2021 9:05 p.m. EDT", "en")
    assert value is not None
    assert value.isoformat() == "2021-05-03T21:05:00-04:00"


def test_all_dates_of_a_line_are_found_in_order() -> None:
    line = "Published 3 May 2021, updated 04.05.2021"
    found = written_dates(line, "en")
    assert [value.day for _, _, value in found] == [3, 4]
    assert line[found[0][0] : found[0][1]] == "3 May 2021"


@pytest.mark.parametrize(
    "text", ["Version 1.2.3", "10:15", "call 555-1234", "page 3 of 2021 pages", "in 2021"]
)
def test_other_numbers_are_no_dates(text: str) -> None:
    assert not has_date(text)


def test_a_line_without_its_dates_keeps_its_other_words() -> None:
    assert without_dates("By Jane Doe, May 3, 2021 at 10:15 am").split() == ["By", "Jane", "Doe,"]


ADDRESSES = [
    ("https://example.com/2021/05/03/a-story", "2021-05-03"),
    ("https://example.com/2021/may/03/a-story", "2021-05-03"),
    ("https://example.com/news/a-story-20210503.html", "2021-05-03"),
    ("https://example.com/2021-05-03-a-story", "2021-05-03"),
    ("https://example.com/2021/0503/a-story", "2021-05-03"),
]


@pytest.mark.parametrize(("url", "expected"), ADDRESSES)
def test_the_day_in_an_address_is_read(url: str, expected: str) -> None:
    value = url_date(url)
    assert value is not None
    assert value.date().isoformat() == expected


@pytest.mark.parametrize(
    "url", [None, "https://example.com/story/20219999", "https://example.com/a?d=2021/05/03"]
)
def test_addresses_without_a_day_give_none(url: str | None) -> None:
    assert url_date(url) is None


@given(st.text(max_size=120))
def test_any_text_is_read_without_complaint_and_always_the_same(text: str) -> None:
    value = instant(text)
    assert value == instant(text)
    assert value is None or value.tzinfo is not None


@given(
    st.datetimes(
        min_value=__import__("datetime").datetime(1990, 1, 1),
        max_value=__import__("datetime").datetime(2099, 1, 1),
    )
)
def test_iso_texts_come_back_as_they_were(value: object) -> None:
    text = value.replace(microsecond=0).isoformat()  # type: ignore[attr-defined]
    read = instant(text)
    assert read is not None
    assert read.replace(tzinfo=None).isoformat() == text


YEARLESS = [
    ("Updated May 4, 9:41 AM; posted May 3, 8:19 PM", "en", ["2021-05-04T09:41", "2021-05-03T20:19"]),
    ("3. Mai, 10:32 Uhr", "de", ["2021-05-03T10:32"]),
    ("3 mai à 10h32", "fr", ["2021-05-03T10:32"]),
    ("3 de mayo, 10:32", "es", ["2021-05-03T10:32"]),
    ("3 мая, 10:32", "ru", ["2021-05-03T10:32"]),
    ("3 maja, 10:32", "pl", ["2021-05-03T10:32"]),
    ("3 May 2020", "en", []),
    ("Page 12 of 30", "en", []),
]


@pytest.mark.parametrize(("text", "language", "expected"), YEARLESS)
def test_dates_without_a_year_are_read_in_a_given_one(text: str, language: str, expected: list[str]) -> None:
    assert [at.isoformat()[:16] for _, at in dates_in_year(text, 2021, language)] == expected


@pytest.mark.parametrize(
    "text",
    ["Jane Roe Monday, May 3, 2021", "Jane Roe, Montag, den 3. Mai 2021", "Jane Roe 3 May 2021 (Monday"],
)
def test_the_day_of_the_week_goes_with_its_date(text: str) -> None:
    assert without_dates(text).strip(" ,") == "Jane Roe"

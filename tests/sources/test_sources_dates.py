"""Dates of feeds in many languages, zones and orders; what has two readings is no date."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.sources.dates import instant
from monitor.sources.months import month_of

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

SPOKEN = [
    "Mo, 23. Nov. 2026 10:30:00 +0100",
    "lun., 23 nov. 2026 10:30:00 +0100",
    "lunes, 23 de noviembre de 2026 10:30 CET",
    "пн, 23 ноября 2026 12:30:00 MSK",
    "pon, 23 lis 2026 10:30:00 +0100",
    "Pzt, 23 Kas 2026 12:30:00 +0300",
    "ma, 23 marraskuu 2026 11:30 EET",
    "Δευ, 23 Νοέ 2026 11:30:00 +0200",
    "الاثنين, 23 نوفمبر 2026 12:30:00 +0300",
    "सोम, २३ नवंबर २०२६ 15:00 +5:30",
    "월, 23 11월 2026 18:30:00 +0900",
    "2026年11月23日 9:30",
    "2026/11/23 09:30:00",
    "23.11.2026 09:30",
    "11/23/2026 9:30 AM",
    "Mon, 23 Nov 2026 11:30:00 UTC+2",
    "Mon, 23 Nov 2026 06:30 -03",
    "Mon, 23 Nov 2026 16:30:00 WIB",
    "Mon, 23 Nov 2026 17:30 SGT",
    "Mon Nov 23 10:30:00 CET 2026",
    "Nov 23, 2026 4:30 AM EST",
    "Mon, 23 Nov 2026 10h30 +0100",
]


@pytest.mark.parametrize("written", SPOKEN)
def test_a_date_is_read_in_whatever_language_zone_and_order(written: str) -> None:
    assert instant(written) == AT


def test_the_second_half_of_the_day_is_not_the_first() -> None:
    assert instant("Nov 23, 2026 9:30 p.m.") == AT.replace(hour=21)
    assert instant("Nov 23, 2026 12:05 AM") == AT.replace(hour=0, minute=5)


NO_DATES = [
    "3/4/2026 10:00",
    "23 Blorb 2026 10:00",
    "23 Nov 2026 25:00",
    "31/11/2026",
    "Nov 2026 edition",
    "x" * 9999,
]


@pytest.mark.parametrize("written", NO_DATES)
def test_what_has_two_readings_or_none_is_no_date(written: str) -> None:
    assert instant(written) is None


MONTHS = [
    ("mai", 5),
    ("juin", 6),
    ("juillet", 7),
    ("März", 3),
    ("Жовтня", 10),
    ("Aralık", 12),
    ("marraskuuta", 11),
]


@pytest.mark.parametrize(("name", "number"), [*MONTHS, ("week", None)])
def test_a_month_is_known_by_its_beginning(name: str, number: int | None) -> None:
    assert month_of(name) == number

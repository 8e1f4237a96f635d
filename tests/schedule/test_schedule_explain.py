"""Why an article is looked at when it is."""

from __future__ import annotations

from datetime import timedelta

from monitor.model import Check
from monitor.schedule import BUILT_IN_PACE, explain
from monitor.settings import ScheduleSettings
from tests.values import NOW, article, due

SETTINGS = ScheduleSettings()


def told(last: Check | None, **changes: object) -> str:
    return "\n".join(explain(due(**changes), last, SETTINGS, BUILT_IN_PACE))


def test_it_tells_age_rate_rule_and_instant() -> None:
    at = NOW - timedelta(hours=1)
    text = told(Check(7, at, "not_modified"))
    assert "ended as 'not modified'" in text
    assert "4.0 h old, with 0 changes seen (none yet)" in text
    assert "times an hour" in text
    assert "likely enough to be worth a fetch" in text
    assert "set for 2026-05-04 12:00 UTC" in text


def test_it_names_the_rule_that_decided() -> None:
    last = Check(7, NOW, "unchanged")
    assert "the source pins this interval" in told(last, every_seconds=900)
    assert "each failure doubles" in told(Check(7, NOW, "failed"), failures=3)
    assert "never looked at" in told(None)
    assert "not watched" in told(last, article=article(watched=False))
    assert "(live blogs)" in told(last, live=True)


def test_it_says_when_the_server_or_somebody_else_had_a_say() -> None:
    failed, at = Check(7, NOW, "failed"), NOW + timedelta(days=2)
    text = told(failed, article=article(next_check_at=at), failures=1)
    assert "It was set to 2.0 d: the server asked for more (Retry-After)." in text
    good, soon = Check(7, NOW, "unchanged"), NOW + timedelta(seconds=1)
    assert "It is due sooner" in told(good, article=article(next_check_at=soon), every_seconds=900)
    kept = told(good, article=article(next_check_at=NOW + timedelta(seconds=900)), every_seconds=900)
    assert "It was set" not in kept and "sooner" not in kept

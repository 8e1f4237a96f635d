"""A host that asked to be left alone: its articles wait, and nothing is concluded about them."""

from __future__ import annotations

from datetime import timedelta

from monitor.jobs.outcome import Look, settle
from monitor.model import Failed, State
from monitor.settings import ScheduleSettings
from tests.values import NOW, article, due

PAUSED = Failed("left alone for 900 s more", retry_after_seconds=900.0, asked=False)


def test_an_article_that_was_not_asked_for_is_neither_better_nor_worse() -> None:
    before = due(article=article(state=State.LIVE), failures=2, gone_looks=1)
    record = settle(Look(before, PAUSED, None, NOW), ScheduleSettings(retry_seconds=60))
    assert (record.state, record.failures, record.gone_looks) == (None, 2, 1)
    assert record.next_check_at == NOW + timedelta(seconds=900)
    assert (record.etag, record.check.body_digest) == (before.etag, before.body_digest)


def test_however_long_the_pause_nobody_is_alarmed() -> None:
    record = settle(Look(due(failures=50), PAUSED, None, NOW), ScheduleSettings())
    assert record.state is None

"""What the schedule goes by: the rates of change that our looks told, and what a look is worth."""

from __future__ import annotations

from datetime import datetime

from monitor.ports import Records
from monitor.schedule import Paces, paces
from monitor.settings import ScheduleSettings


def known_paces(records: Records, schedule: ScheduleSettings, now: datetime) -> Paces:
    """As the store has it now. The articles are only counted where there is a budget to keep to."""
    budgeted = schedule.fetches_per_day is not None or schedule.host_fetches_per_day is not None
    return paces(records.rate_tallies(), records.stocks(now) if budgeted else [], schedule)

"""At what pace a rule speaks: told at once, or held back for a digest, quiet hours, a cool-down, a cap.

Nothing is dropped: what is held back is told later, with what else has come meanwhile. Alerts of one rule
about one article keep their order: while one waits, those after it wait with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from monitor.alert.hours import next_digest, not_quiet
from monitor.alert.messages import alert_of
from monitor.alert.rules import matching
from monitor.model import Alert, Decided, Decision, Happening, Hold, Past, Rule, Window

#: A look that comes so much later than it should is one of many after a pause.
LATE_SECONDS = 3 * 3600.0
#: For so long, what such looks find is gathered into one message.
GATHER = timedelta(minutes=10)


def decide(
    happenings: Sequence[Happening],
    rules: Sequence[Rule],
    past: Past,
    late_seconds: float = LATE_SECONDS,
) -> Decided:
    """What is to be told, to whom and when, of what happened, in that order."""
    paces = Paces(past, late_seconds)
    decisions = []
    for happening in happenings:
        for rule in matching(happening, rules):
            alert = alert_of(happening, rule)
            hold = paces.hold(rule, alert, happening.overdue_seconds)
            decisions.append(Decision(alert, tuple(dict.fromkeys(rule.channels)), hold))
    return Decided(tuple(decisions), paces.windows, paces.told)


class Paces:
    """Where all rules stand while a row of alerts is decided on. `windows` and `told` hold what is new."""

    def __init__(self, past: Past, late_seconds: float = LATE_SECONDS) -> None:
        self._past = past
        self._late_seconds = late_seconds
        self._waiting = dict(past.waiting)
        self._late = dict(past.late)
        self.windows: dict[str, Window] = {}
        self.told: dict[tuple[str, int], datetime] = {}

    def hold(self, rule: Rule, alert: Alert, overdue_seconds: float = 0.0) -> Hold | None:
        """Until when this alert waits; None: it is told now, and that is remembered."""
        assert alert.article_id is not None
        key = (rule.name, alert.article_id)
        hold = self._decide(rule, alert.at, key, overdue_seconds)
        if hold is not None:
            self._waiting[key] = hold
        elif rule.pace.cooldown_seconds:
            self.told[key] = alert.at
        return hold

    def _decide(self, rule: Rule, at: datetime, key: tuple[str, int], overdue_seconds: float) -> Hold | None:
        pace = rule.pace
        if pace.digest:
            return Hold("digest", next_digest(pace, at))
        if key in self._waiting:
            return self._waiting[key]
        if (speaks := not_quiet(pace, at)) > at:
            return Hold("quiet", speaks)
        if overdue_seconds > self._late_seconds:
            return Hold("late", not_quiet(pace, self._gathered(rule.name, at)))
        last = self.told.get(key) or self._past.told.get(key)
        if last and (again := last + timedelta(seconds=pace.cooldown_seconds)) > at:
            return Hold("cool-down", not_quiet(pace, again))
        return self._capped(rule, at) if pace.cap else None

    def _gathered(self, rule: str, at: datetime) -> datetime:
        """Until when what is found late is gathered: all of it until one instant."""
        if self._late.get(rule, at) <= at:
            self._late[rule] = at + GATHER
        return self._late[rule]

    def _capped(self, rule: Rule, at: datetime) -> Hold | None:
        pace, length = rule.pace, timedelta(seconds=rule.pace.cap_seconds)
        window = self.windows.get(rule.name) or self._past.windows.get(rule.name)
        if window is None or window.since + length <= at:
            window = Window(at, 0)
        if window.told >= pace.cap:
            return Hold("cap", not_quiet(pace, window.since + length))
        self.windows[rule.name] = Window(window.since, window.told + 1)
        return None


def in_use(config: Sequence[Rule], desk: Iterable[Rule]) -> tuple[Rule, ...]:
    """All rules: of two of one name the config's."""
    taken = {rule.name for rule in config}
    return (*config, *(rule for rule in desk if rule.name not in taken))

"""What rules would have told, had they held: the same decisions over what is recorded. Pure.

What was found late in truth, and channels that were down, are not played: they are no doing of a rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from monitor.alert.digest import made_up
from monitor.alert.messages import alert_of
from monitor.alert.pace import Paces
from monitor.alert.rules import matching
from monitor.model import Alert, Happening, Hold, Past, Rule, Waiting, Why, Window


@dataclass(frozen=True, slots=True)
class Told:
    """One message that would have been sent: `alerts` are those it tells of, `why` it is not one at once."""

    rule: str
    at: datetime
    title: str
    alerts: tuple[Alert, ...]
    why: Why | None = None


@dataclass(slots=True)
class Rehearsal:
    """One rule played over what happened, in the order of time."""

    rule: Rule
    told: list[Told] = field(default_factory=list)
    matched: int = 0
    _waiting: list[tuple[Hold, Alert]] = field(default_factory=list)
    _past: Past = field(default_factory=Past)

    def play(self, happenings: Iterable[Happening], until: datetime) -> Rehearsal:
        """`until`: what waits longer is told as it would be then."""
        for happening in happenings:
            if not matching(happening, [self.rule]):
                continue
            alert = replace(alert_of(happening, self.rule), id=self.matched)
            self._make_up(alert.at)
            self.matched += 1
            self._decide(alert)
        self._make_up(until)
        return self

    @property
    def still_waiting(self) -> int:
        """How many alerts would wait still."""
        return len(self._waiting)

    def _decide(self, alert: Alert) -> None:
        paces = Paces(self._past)
        hold = paces.hold(self.rule, alert)
        if hold is None:
            self.told.append(Told(self.rule.name, alert.at, alert.title, (alert,)))
        else:
            self._waiting.append((hold, alert))
        self._remember(paces.windows, paces.told)

    def _remember(self, windows: Mapping[str, Window], told: Mapping[tuple[str, int], datetime]) -> None:
        waiting = {(self.rule.name, alert.article_id or 0): hold for hold, alert in self._waiting}
        self._past = Past(
            windows={**self._past.windows, **windows}, told={**self._past.told, **told}, waiting=waiting
        )

    def _make_up(self, now: datetime) -> None:
        """Tell what has waited long enough, each at its time."""
        for hold in sorted({hold for hold, _ in self._waiting if hold.until <= now}, key=_until):
            members = tuple(alert for other, alert in self._waiting if other == hold)
            self._waiting = [one for one in self._waiting if one[0] != hold]
            made = made_up(_group(self.rule, hold, members), {self.rule.name: self.rule}, hold.until)
            title = made.digest.title if made.digest else members[0].title
            self.told.append(Told(self.rule.name, hold.until, title, members, hold.why))
            told = {(self.rule.name, alert.article_id or 0): hold.until for alert in members}
            self._remember({}, told if made.cooldown else {})


def _until(hold: Hold) -> tuple[datetime, str]:
    return hold.until, hold.why


def _group(rule: Rule, hold: Hold, members: Sequence[Alert]) -> Waiting:
    return Waiting(
        rule.name, rule.channels, hold.why, hold.until, len(members), members[0].at, members[-1].at,
        members[-1].id, tuple(members),
    )  # fmt: skip

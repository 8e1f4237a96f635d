"""Wiring for the commands that are about alerts."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Sequence
from datetime import datetime

from monitor.alert import Rehearsal, in_use
from monitor.app import App
from monitor.clock import system_clock
from monitor.errors import NotFoundError
from monitor.model import Alert, Deed, Delivery, DeliveryOutcome, Rule
from monitor.ports import Clock, Records
from monitor.settings import Settings
from monitor.web.rehearsing import rehearse

#: Things that a preview looks at, the newest ones.
MOST = 100_000


def resend(records: Records, numbers: Sequence[int], clock: Clock = system_clock) -> int:
    """Try these deliveries again, or, when none is named, all that were given up; returns how many.
    NotFoundError, UsageError for one that was delivered."""
    by = Deed(getpass.getuser(), clock(), "command line")
    for number in numbers:
        records.resend(number, by)
    return len(numbers) if numbers else records.resend_failed(by)


async def test_rule(settings: Settings, name: str, clock: Clock = system_clock) -> dict[str, DeliveryOutcome]:
    """Send a specimen through each channel of a rule, past the outbox; what came of it, by channel.
    NotFoundError when there is no such rule, or one of its channels is none of the config's."""
    now = clock()
    text = f"This is a specimen of the alert {name!r}. Nothing happened; the channel works."
    # A number of its own for each try: a receiver that drops repeated keys must not drop this one.
    alert = Alert(-int(now.timestamp()), name, now, f"Specimen of {name}", text, payload={"test": True})
    app = App(settings, clock=clock, terminal=sys.stdout)
    try:
        rule = _named(settings, app.records, name)
        missing = [channel for channel in rule.channels if channel not in app.channels]
        if missing:
            raise NotFoundError(f"the config has no channel {missing[0]!r}, to which {name!r} would go")
        return {
            channel: await app.channels[channel].send(Delivery(0, alert, channel, 0, None))
            for channel in rule.channels
        }
    finally:
        await app.aclose()


def preview(
    settings: Settings, records: Records, name: str | None, period: tuple[datetime, datetime]
) -> list[Rehearsal]:
    """What this rule, or every one, would have told of what was recorded in a period. NotFoundError."""
    chosen = all_rules(settings, records) if name is None else [_named(settings, records, name)]
    return [rehearse(records, rule, *period, MOST) for rule in chosen]


def all_rules(settings: Settings, records: Records) -> tuple[Rule, ...]:
    """The config's rules and those made at the desk."""
    return in_use(settings.rules, [one.rule for one in records.desk_rules()])


def _named(settings: Settings, records: Records, name: str) -> Rule:
    rules = all_rules(settings, records)
    found = next((rule for rule in rules if rule.name == name), None)
    if found is None:
        known = ", ".join(rule.name for rule in rules) or "none"
        raise NotFoundError(
            f"there is no alert rule {name!r}, neither in the config nor at the desk; known: {known}"
        )
    return found

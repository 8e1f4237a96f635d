"""Wiring for the commands that are about alerts."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Sequence

from monitor.app import App
from monitor.clock import system_clock
from monitor.errors import NotFoundError
from monitor.model import Alert, Deed, Delivery, DeliveryOutcome
from monitor.ports import Clock, Records
from monitor.settings import Settings


def resend(records: Records, numbers: Sequence[int], clock: Clock = system_clock) -> int:
    """Try these deliveries again, or, when none is named, all that were given up; returns how many.
    NotFoundError, UsageError for one that was delivered."""
    by = Deed(getpass.getuser(), clock(), "command line")
    for number in numbers:
        records.resend(number, by)
    return len(numbers) if numbers else records.resend_failed(by)


async def test_rule(settings: Settings, name: str, clock: Clock = system_clock) -> dict[str, DeliveryOutcome]:
    """Send a specimen through each channel of a rule, past the outbox; what came of it, by channel.
    NotFoundError when the config has no such rule."""
    rule = next((rule for rule in settings.rules if rule.name == name), None)
    if rule is None:
        known = ", ".join(rule.name for rule in settings.rules) or "none"
        raise NotFoundError(f"the config has no alert {name!r}; it has: {known}")
    now = clock()
    text = f"This is a specimen of the alert {name!r}. Nothing happened; the channel works."
    # A number of its own for each try: a receiver that drops repeated keys must not drop this one.
    alert = Alert(-int(now.timestamp()), name, now, f"Specimen of {name}", text, payload={"test": True})
    app = App(settings, clock=clock, terminal=sys.stdout)
    try:
        return {
            channel: await app.channels[channel].send(Delivery(0, alert, channel, 0, None))
            for channel in rule.channels
        }
    finally:
        await app.aclose()

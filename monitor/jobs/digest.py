"""Putting into the outbox what has waited long enough: digests at their hour, what quiet hours, a cool-down
or a cap held back, what was found after a pause.

Read, decided and written at once: a crash before leaves all of it waiting, a crash after none.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.alert import in_use, made_up
from monitor.model import Rule
from monitor.ports import Clock, InThread, Records

#: So many of the alerts that wait are read, to choose from what a digest lists.
MOST = 500


async def make_up(
    records: Records, config: Sequence[Rule], clock: Clock, write: InThread, read: InThread
) -> int:
    """Put what is due; returns how many messages that makes."""
    waiting = await read(records.waiting, clock(), MOST)
    if not waiting:
        return 0
    desk = await read(records.desk_rules)
    rules = {rule.name: rule for rule in in_use(config, [one.rule for one in desk])}
    for one in waiting:
        await write(records.make_up, made_up(one, rules, clock()), clock())
    return len(waiting)

"""A second witness: another archive is asked for its own capture of a page that changed.

One page at a time and at a pace of its own, so nothing waits for it. What fails is put off, ever longer,
and given up after so many attempts; a change stands whether it was witnessed or not.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta

from monitor.ports import Clock, InThread, Records
from monitor.settings import WaybackSettings
from monitor.transfer import Witness, WitnessAttempt, Witnessed

log = logging.getLogger(__name__)

#: The first pause after a failure; each further one is twice as long.
PAUSE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class CaptureTools:
    records: Records
    witness: Witness
    clock: Clock
    write: InThread
    read: InThread
    settings: WaybackSettings


async def witness_next(tools: CaptureTools) -> bool:
    """Have the oldest change witnessed that is due; False when none is."""
    due = await tools.read(tools.records.unwitnessed, tools.clock(), 1)
    for one in due:
        outcome = await tools.witness.keep(one.url)
        attempts, again = one.attempts + 1, None
        if isinstance(outcome, Witnessed):
            log.info("revision %d is witnessed at %s", one.revision_id, outcome.memento)
            attempt = WitnessAttempt(one.revision_id, attempts, None, outcome.memento)
        else:
            if attempts < tools.settings.attempts and not outcome.permanent:
                again = tools.clock() + PAUSE * 2 ** (attempts - 1)
            log.warning("revision %d is not witnessed: %s", one.revision_id, outcome.reason)
            attempt = WitnessAttempt(one.revision_id, attempts, again, error=outcome.reason)
        await tools.write(tools.records.record_witness, attempt)
    return bool(due)

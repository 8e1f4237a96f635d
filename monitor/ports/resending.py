"""The store's part in sending again what was given up."""

from __future__ import annotations

from typing import Protocol

from monitor.model import Deed


class ResendingRecords(Protocol):
    """What dead letters ask of the store. Each resending is entered in the log of what people did."""

    def resend(self, delivery_id: int, by: Deed) -> None:
        """Try it at once, with all its attempts before it: one that was given up, or one that waits.
        NotFoundError if there is none of this number, UsageError if it was delivered."""

    def resend_failed(self, by: Deed) -> int:
        """The same with all that were given up; returns how many."""

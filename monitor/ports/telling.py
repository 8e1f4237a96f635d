"""The store's part in telling people: the outbox."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from monitor.model import Alert, Delivery, DeliveryState


class TellingRecords(Protocol):
    """What alerts and their deliveries ask of the store."""

    def put_alerts(self, alerts: Sequence[tuple[Alert, tuple[str, ...]]]) -> None:
        """Put messages of the monitor about itself (or a test) into the outbox."""

    def due_deliveries(self, now: datetime, limit: int, busy: Collection[str] = ()) -> list[Delivery]:
        """Deliveries to try now, those waiting longest first; none to the channels that are busy."""

    def record_delivery(
        self, delivery_id: int, at: datetime, error: str | None, next_attempt_at: datetime | None
    ) -> None:
        """error None: delivered. Else tried again at `next_attempt_at`, or never when None."""

    def deliveries(self, limit: int = 100, state: DeliveryState | None = None) -> list[Delivery]:
        """The newest ones; with a state, the newest of those that stand so."""

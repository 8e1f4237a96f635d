"""The store's part in telling people: the outbox."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Engine

from monitor.model import (
    Alert,
    Delivery,
    DeliveryState,
)
from monitor.record import alerts
from monitor.record.engine import reading, writing


class SqlTelling:
    """Methods of `ports.Records` over an open engine."""

    _engine: Engine

    def put_alerts(self, alerts_: Sequence[tuple[Alert, tuple[str, ...]]]) -> None:
        with writing(self._engine) as conn:
            alerts.put(conn, alerts_)

    def due_deliveries(self, now: datetime, limit: int, busy: Collection[str] = ()) -> list[Delivery]:
        with reading(self._engine) as conn:
            return alerts.due(conn, now, limit, busy)

    def record_delivery(
        self, delivery_id: int, at: datetime, error: str | None, next_attempt_at: datetime | None
    ) -> None:
        with writing(self._engine) as conn:
            alerts.record_delivery(conn, delivery_id, at, error, next_attempt_at)

    def deliveries(self, limit: int = 100, state: DeliveryState | None = None) -> list[Delivery]:
        with reading(self._engine) as conn:
            return alerts.latest_deliveries(conn, limit, state)

"""The store's part in sending again what was given up: put back into the outbox, and noted who did it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, select, update

from monitor.errors import NotFoundError, UsageError
from monitor.model import AuditEntry, Deed
from monitor.record import people_audit
from monitor.record.engine import writing
from monitor.record.schema import delivery


class SqlResending:
    """Methods of `ports.Records` over an open engine."""

    _engine: Engine

    def resend(self, delivery_id: int, by: Deed) -> None:
        with writing(self._engine) as conn:
            _resend(conn, delivery_id, by)

    def resend_failed(self, by: Deed) -> int:
        with writing(self._engine) as conn:
            again = update(delivery).where(
                delivery.c.delivered_at.is_(None), delivery.c.next_attempt_at.is_(None)
            )
            count = conn.execute(again.values(_anew(by))).rowcount
            if count:
                _note(conn, by, f"all {count} deliveries that had failed")
            return count


def _resend(conn: Connection, delivery_id: int, by: Deed) -> None:
    row = conn.execute(select(delivery).where(delivery.c.id == delivery_id)).first()
    if row is None:
        raise NotFoundError(f"There is no delivery number {delivery_id}.")
    if row.delivered_at is not None:
        raise UsageError(f"Delivery {delivery_id} was delivered at {row.delivered_at:%Y-%m-%d %H:%M} UTC.")
    conn.execute(update(delivery).where(delivery.c.id == delivery_id).values(_anew(by)))
    _note(conn, by, f"delivery {delivery_id}, alert {row.alert_id} to {row.channel}")


def _anew(by: Deed) -> dict[Any, object]:
    """As if it had not been tried; why it failed stays until it is known better."""
    return {"attempts": 0, "next_attempt_at": by.at}


def _note(conn: Connection, by: Deed, subject: str) -> None:
    people_audit.note(conn, AuditEntry(by.at, by.person, "sent again", subject, by.address))

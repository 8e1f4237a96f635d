"""The store's part in telling people: rules made at the desk, alerts that wait, the outbox."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Engine

from monitor.model import Alert, Delivery, DeliveryState, DeskRule, Happening, MadeUp, Rule, Waiting
from monitor.record import alerts, happenings, held, rules
from monitor.record.engine import reading, writing


class SqlTelling:
    """Methods of `ports.Records` over an open engine."""

    _engine: Engine

    def desk_rules(self) -> list[DeskRule]:
        with reading(self._engine) as conn:
            return rules.listed(conn)

    def desk_rule(self, number: int) -> DeskRule:
        with reading(self._engine) as conn:
            return rules.one(conn, number)

    def add_rule(self, rule: Rule, author: str, at: datetime) -> DeskRule:
        with writing(self._engine) as conn:
            return rules.add(conn, rule, author, at)

    def change_rule(self, number: int, rule: Rule, author: str, at: datetime) -> DeskRule:
        with writing(self._engine) as conn:
            return rules.change(conn, number, rule, author, at)

    def remove_rule(self, number: int, author: str, at: datetime) -> None:
        with writing(self._engine) as conn:
            rules.remove(conn, number, author, at)

    def recorded(self, since: datetime, most: int, *, states: bool) -> list[int]:
        with reading(self._engine) as conn:
            return happenings.numbers(conn, since, most, states=states)

    def happenings(self, ids: Sequence[int], *, states: bool, texts: bool) -> list[Happening]:
        with reading(self._engine) as conn:
            return happenings.recorded(conn, ids, states=states, texts=texts)

    def waiting(self, due_by: datetime | None = None, limit: int = 0) -> list[Waiting]:
        with reading(self._engine) as conn:
            return held.waiting(conn, due_by, limit)

    def make_up(self, made: MadeUp, at: datetime) -> None:
        with writing(self._engine) as conn:
            held.make_up(conn, made, at)

    def overdue(self, channel: str, before: datetime, limit: int = 0) -> list[Waiting]:
        with reading(self._engine) as conn:
            return held.overdue(conn, channel, before, limit)

    def join(self, made: MadeUp, at: datetime) -> None:
        with writing(self._engine) as conn:
            held.join(conn, made, at)

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

    def deliveries(
        self, limit: int = 100, state: DeliveryState | None = None, before: int | None = None
    ) -> list[Delivery]:
        with reading(self._engine) as conn:
            return alerts.latest_deliveries(conn, limit, state, before)

"""The store's part in hearing of news from hubs."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import Engine

from monitor.model import Hub, Subscription
from monitor.record import subscriptions
from monitor.record.engine import reading, writing


class SqlHearing:
    """Methods of `ports.Records` over an open engine."""

    _engine: Engine

    def offer_hub(self, source_id: int, hub: Hub | None, now: datetime) -> None:
        with writing(self._engine) as conn:
            subscriptions.offer(conn, source_id, hub, now)

    def due_hubs(self, now: datetime, base: str, limit: int) -> list[Subscription]:
        with writing(self._engine) as conn:
            return subscriptions.due(conn, now, base, limit)

    def hubs(self) -> list[Subscription]:
        with reading(self._engine) as conn:
            return subscriptions.listed(conn)

    def hub_called(self, token: str) -> Subscription | None:
        with reading(self._engine) as conn:
            return subscriptions.of_token(conn, token)

    def hub_asked(
        self, number: int, mode: Literal["subscribe", "unsubscribe"], callback: str, again_at: datetime
    ) -> None:
        with writing(self._engine) as conn:
            subscriptions.asked(conn, number, mode, callback, again_at)

    def hub_refused(self, number: int, reason: str, again_at: datetime | None) -> None:
        with writing(self._engine) as conn:
            subscriptions.refused(conn, number, reason, again_at)

    def hub_confirms(self, token: str, asked_for: tuple[str, str], lease: tuple[datetime, datetime]) -> bool:
        with writing(self._engine) as conn:
            return subscriptions.confirmed(conn, token, asked_for, lease)

    def hub_denies(self, token: str, topic: str, reason: str, again_at: datetime) -> bool:
        with writing(self._engine) as conn:
            return subscriptions.denied(conn, token, topic, reason, again_at)

    def hub_pushes(self, token: str, digest: str, now: datetime) -> bool:
        with writing(self._engine) as conn:
            return subscriptions.pushed(conn, token, digest, now)

    def after_reading(self, source_id: int, news: bool, now: datetime) -> datetime | None:
        with writing(self._engine) as conn:
            return subscriptions.after_reading(conn, source_id, news, now)

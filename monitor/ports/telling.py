"""The store's part in telling people: rules made at the desk, alerts that wait, the outbox."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from monitor.model import Alert, Delivery, DeliveryState, DeskRule, Happening, MadeUp, Rule, Waiting


class TellingRecords(Protocol):
    """What alerts and their deliveries ask of the store."""

    # rules made at the desk
    def desk_rules(self) -> list[DeskRule]:
        """All of them, by name."""

    def desk_rule(self, number: int) -> DeskRule:
        """NotFoundError if there is none of this number."""

    def add_rule(self, rule: Rule, author: str, at: datetime) -> DeskRule:
        """UsageError when another rule made at the desk has this name."""

    def change_rule(self, number: int, rule: Rule, author: str, at: datetime) -> DeskRule:
        """NotFoundError, or UsageError when another one has this name."""

    def remove_rule(self, number: int, author: str, at: datetime) -> None:
        """What it has decided stays. NotFoundError if there is none of this number."""

    # what rules would have been asked about
    def recorded(self, since: datetime, most: int, *, states: bool) -> list[int]:
        """The numbers of the newest observed revisions (or changes of state) from an instant on, at most so
        many, the oldest first."""

    def happenings(self, ids: Sequence[int], *, states: bool, texts: bool) -> list[Happening]:
        """These, in the order of time; `texts`: with the articles' words as they read then. What befell a
        whole host is not told apart."""

    # alerts that wait
    def waiting(self, due_by: datetime | None = None, limit: int = 0) -> list[Waiting]:
        """What is held back (with an instant: what is due by then), by rule, channels and reason, the next
        first; each with the `limit` weightiest of its alerts."""

    def make_up(self, made: MadeUp, at: datetime) -> None:
        """Put what waited into the outbox, as one digest or as it is."""

    def overdue(self, channel: str, before: datetime, limit: int = 0) -> list[Waiting]:
        """Alerts that could have been sent since before that instant and still wait for a channel, where
        there are several of one rule; digests are left out."""

    def join(self, made: MadeUp, at: datetime) -> None:
        """Send a digest in the place of what waits for a channel, where the first of it stood."""

    # the outbox
    def put_alerts(self, alerts: Sequence[tuple[Alert, tuple[str, ...]]]) -> None:
        """Put messages of the monitor about itself (or a test) into the outbox."""

    def due_deliveries(self, now: datetime, limit: int, busy: Collection[str] = ()) -> list[Delivery]:
        """Deliveries to try now, at most so many for each channel, in the order in which they were put; none
        to the channels that are busy, and none of an article while an earlier one of it is put off."""

    def record_delivery(
        self, delivery_id: int, at: datetime, error: str | None, next_attempt_at: datetime | None
    ) -> None:
        """error None: delivered. Else tried again at `next_attempt_at`, or never when None."""

    def deliveries(
        self, limit: int = 100, state: DeliveryState | None = None, before: int | None = None
    ) -> list[Delivery]:
        """The newest ones (before that number); with a state, the newest of those that stand so."""

"""The store's part in hearing of news from hubs, and the way to ask them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, Protocol

from monitor.model import Hub, HubAnswer, Subscription


class HearingRecords(Protocol):
    """What subscriptions ask of the store."""

    def offer_hub(self, source_id: int, hub: Hub | None, now: datetime) -> None:
        """The source offers this hub (None: none any more); what was agreed with another one ends."""

    def due_hubs(self, now: datetime, base: str, limit: int) -> list[Subscription]:
        """Those about which something is to be done, or whose callback does not begin with `base`."""

    def hubs(self) -> list[Subscription]:
        """All that hubs offer, and what was agreed with them."""

    def hub_called(self, token: str) -> Subscription | None:
        """The subscription that a hub calls by this name, if it is one of ours."""

    def hub_asked(
        self, number: int, mode: Literal["subscribe", "unsubscribe"], callback: str, again_at: datetime
    ) -> None:
        """A request is about to go out: only then will its confirmation be believed."""

    def hub_refused(self, number: int, reason: str, again_at: datetime | None) -> None:
        """A request came to nothing; None: what is at its end is forgotten and the hub left to itself."""

    def hub_confirms(self, token: str, asked_for: tuple[str, str], lease: tuple[datetime, datetime]) -> bool:
        """Did we ask for this mode and topic? Then it holds from now on; `lease` is (until, renew at)."""

    def hub_denies(self, token: str, topic: str, reason: str, again_at: datetime) -> bool: ...

    def hub_pushes(self, token: str, digest: str, now: datetime) -> bool:
        """A signed message came, with this digest: its source is due. False if it came before."""

    def after_reading(self, source_id: int, news: bool, now: datetime) -> datetime | None:
        """A source was read and had news, or not; when a hub last told of it, while it tells of all."""


class Hubs(Protocol):
    """Asks hubs, politely and safely. Never raises for what a hub or the network does."""

    async def ask(self, url: str, form: Mapping[str, str]) -> HubAnswer: ...

    async def aclose(self) -> None: ...

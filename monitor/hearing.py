"""The wiring of what hubs tell: asking them to, where the desk can be reached from outside."""

from __future__ import annotations

from monitor.app import App
from monitor.fetch import GuardedTransport
from monitor.fetch.hubs import HubDoor
from monitor.jobs.websub import WebSubTools, keep_subscriptions


class Hearing:
    """Call `tick` often. Does nothing while the config names no `web: public_url`."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._settings = app.settings.fetch
        self._turns = app.fetcher.turns
        self._door = self._open()

    async def tick(self) -> None:
        """See to what was agreed with hubs, as the config now says."""
        app = self._app
        if app.fetcher.turns is not self._turns:
            self._settings, self._turns = app.settings.fetch, app.fetcher.turns
            await self.aclose()
            self._door = self._open()
        web = app.settings.web
        if web.enabled and web.public_url:
            await keep_subscriptions(
                WebSubTools(app.records, self._door, app.clock, app.threads.write, web.public_url)
            )

    def _open(self) -> HubDoor:
        transport = self._app.transport or GuardedTransport(self._settings.allow_hosts)
        return HubDoor(self._settings, self._app.clock, transport, self._turns)

    async def aclose(self) -> None:
        if self._app.transport is None:
            await self._door.aclose()

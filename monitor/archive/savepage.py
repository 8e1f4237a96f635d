"""Asks an archive to capture a page now: the Wayback Machine's Save Page Now, or what speaks as it does.

With keys its service for owners is asked, which says what became of each request; without, the one that
anybody may ask. Never raises for what the archive or the network does.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any
from urllib.parse import quote

import httpx

from monitor.settings import WaybackSettings
from monitor.transfer import NotWitnessed, Witnessed

#: Where a memento is, in the answer to a request.
_MEMENTO = re.compile(r"/web/(\d{14})[a-z_]*/(https?:.+)", re.IGNORECASE)
#: Statuses after which asking again is of no use: the archive will not have this page.
_NEVER = frozenset((400, 403, 404, 405, 410, 451))


class SavePageNow:
    """Implements `transfer.Witness`. `poll_seconds` lie between two questions for a request's state."""

    def __init__(self, settings: WaybackSettings, http: httpx.AsyncClient, poll_seconds: float = 5.0) -> None:
        self._settings = settings
        self._base = settings.url.rstrip("/")
        self._http = http
        self._poll = poll_seconds

    async def keep(self, url: str) -> Witnessed | NotWitnessed:
        try:
            async with asyncio.timeout(self._settings.timeout_seconds):
                if self._settings.access and self._settings.secret:
                    return await self._as_owner(url)
                return await self._as_anybody(url)
        except TimeoutError:
            return NotWitnessed(f"no capture within {self._settings.timeout_seconds:g} s")
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            return NotWitnessed(f"the archive cannot be asked: {error or type(error).__name__}")

    async def _as_anybody(self, url: str) -> Witnessed | NotWitnessed:
        answer = await self._http.get(f"{self._base}/save/{quote(url, safe=_BARE)}")
        if answer.status_code >= 400:
            return _refused(answer)
        for name in ("content-location", "location"):
            found = _MEMENTO.search(answer.headers.get(name, ""))
            if found:
                return Witnessed(f"{self._base}/web/{found[1]}/{found[2]}")
        return NotWitnessed("the archive did not say where its capture is")

    async def _as_owner(self, url: str) -> Witnessed | NotWitnessed:
        keys = f"LOW {self._settings.access}:{self._settings.secret}"
        headers = {"accept": "application/json", "authorization": keys}
        asked = {"url": url, "skip_first_archive": "1"}
        answer = await self._http.post(f"{self._base}/save", data=asked, headers=headers)
        if answer.status_code >= 400:
            return _refused(answer)
        told = _object(answer)
        job = told.get("job_id")
        if not isinstance(job, str):
            return NotWitnessed(f"the archive refused: {str(told.get('message', 'without a reason'))[:200]}")
        while True:
            state = await self._http.get(f"{self._base}/save/status/{quote(job, safe='')}", headers=headers)
            if state.status_code >= 400:
                return _refused(state)
            told = _object(state)
            if told.get("status") == "success":
                return Witnessed(f"{self._base}/web/{told['timestamp']}/{told.get('original_url', url)}")
            if told.get("status") == "error":
                return NotWitnessed(f"the archive could not capture it: {str(told.get('message'))[:200]}")
            await asyncio.sleep(self._poll)


_BARE = ":/?&=%@!$'()*+,;~[]"


def _object(answer: httpx.Response) -> dict[str, Any]:
    told = answer.json()
    return told if isinstance(told, dict) else {}


def _refused(answer: httpx.Response) -> NotWitnessed:
    return NotWitnessed(f"the archive answers {answer.status_code}", answer.status_code in _NEVER)

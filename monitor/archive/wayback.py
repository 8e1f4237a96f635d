"""Captures of the Wayback Machine, or of an archive that speaks as it does, through the `wayback` library.

The library has the archive's address built in; a session of its own kind takes what is meant for there to
the address of the settings, so that the library's rate limits, retries and checks hold for any of them.
What was fetched once is not fetched again: an archive has one capture of an address at an instant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from monitor.archive.shelf import Shelf
from monitor.archive.warc import TEXT_TYPES
from monitor.errors import EnvironmentRefused, UsageError
from monitor.model import Snapshot
from monitor.settings import WaybackSettings
from monitor.transfer import BadCapture, CaptureEntry, MakeSnapshot, Recorded
from monitor.urls import canonical, check_url

#: Where the library believes that it asks.
BUILT_IN = "https://web.archive.org"
#: What a type of the index may be: pages, and captures that repeat an earlier one.
_TYPES = TEXT_TYPES | {"warc/revisit", "unk"}
#: Headers that say how the archive sent the capture, not how it was received.
_OF_THE_TRANSPORT = frozenset(("content-encoding", "transfer-encoding", "content-length"))


@dataclass(frozen=True, slots=True)
class Asked:
    """Which captures: of an address or, with `prefix`, of all that begin so; between two instants."""

    url: str
    prefix: bool = False
    since: datetime | None = None
    until: datetime | None = None


class WaybackArchive:
    """Implements `transfer.Archive`. Waits as long as the rate limits say."""

    exact = True
    size = None

    def __init__(self, asked: Asked, make: MakeSnapshot, settings: WaybackSettings, agent: str) -> None:
        problem = check_url(asked.url)
        if problem:
            raise UsageError(problem)
        self._asked = asked
        self._make = make
        self._library = _library()
        self._client = self._library.WaybackClient(_session(self._library, settings, agent))
        self._shelf = Shelf()
        self.groups = self._shelf.groups

    def __len__(self) -> int:
        return len(self._shelf)

    def index(self, told: Callable[[int], None]) -> Iterator[str]:
        found = self._client.search(
            self._asked.url,
            match_type="prefix" if self._asked.prefix else "exact",
            from_date=self._asked.since,
            to_date=self._asked.until,
            resolve_revisits=True,
        )
        try:
            for one in found:
                if one.statuscode in (200, None) and one.mimetype in _TYPES:
                    name = f"{one.timestamp:%Y%m%d%H%M%S} {one.original}"
                    entry = CaptureEntry(canonical(one.original), one.timestamp, one.original, name)
                    self._shelf.put(entry)
        except self._failures() as error:
            raise EnvironmentRefused(f"the archive cannot be asked: {error}") from error
        yield from ()

    def load(self, entry: CaptureEntry) -> Snapshot:
        try:
            memento = self._client.get_memento(entry.place, timestamp=entry.taken_at)
            with memento:
                body, status, headers = memento.content, memento.status_code, memento.headers
        except self._library.exceptions.RateLimitError as error:
            raise EnvironmentRefused(
                f"the archive asks for a pause: {error}; run the import again later, it goes on from here"
            ) from error
        except self._failures() as error:
            raise BadCapture(str(error)) from error
        if status != 200:
            raise BadCapture(f"the capture is of an answer {status}")
        kept = tuple((n, v) for n, v in headers.items() if n.lower() not in _OF_THE_TRANSPORT)
        return self._make(Recorded(entry.url, entry.taken_at, kept, body, final_url=memento.url))

    def _failures(self) -> tuple[type[Exception], ...]:
        requests = import_module("requests")
        return (self._library.exceptions.WaybackException, requests.RequestException)

    def close(self) -> None:
        self._client.close()
        self._shelf.close()


def _library() -> Any:
    try:
        return import_module("wayback")
    except ImportError as error:
        raise EnvironmentRefused(
            "the Wayback Machine is read by a library: pip install 'monitor[wayback]'"
        ) from error


def _session(library: Any, settings: WaybackSettings, agent: str) -> Any:
    """A session whose questions to the archive of the library go to that of the settings."""
    session = library.WaybackSession(
        retries=settings.retries,
        user_agent=agent,
        search_calls_per_second=settings.searches_per_second,
        memento_calls_per_second=settings.captures_per_second,
    )
    base = settings.url.rstrip("/")
    if base != BUILT_IN:
        session.mount(f"{BUILT_IN}/", _adapter(base))
        session.mount(f"{BUILT_IN.replace('https', 'http')}/", _adapter(base))
    return session


def _adapter(base: str) -> Any:
    adapters = import_module("requests.adapters")

    class Elsewhere(adapters.HTTPAdapter):  # type: ignore[name-defined,misc]
        """Carries what is meant for the built-in address to `base`, and its answers back."""

        def send(self, request: Any, **options: Any) -> Any:
            moved = request.copy()
            place = urlsplit(request.url)
            moved.url = base + request.url.removeprefix(f"{place.scheme}://{place.netloc}")
            moved.headers.pop("Host", None)
            response = super().send(moved, **options)
            response.url, response.request = request.url, request
            for name in ("Location", "Link", "Content-Location"):
                if name in response.headers:
                    response.headers[name] = response.headers[name].replace(base, BUILT_IN)
            return response

    return Elsewhere()

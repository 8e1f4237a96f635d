"""What is asked of the world beside the store: time, threads, pages, examiners, channels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import ParamSpec, Protocol, TypeVar

from monitor.model import (
    Delivered,
    Delivery,
    Document,
    Examined,
    FetchOutcome,
    FetchRequest,
    Marking,
    NoisePreview,
    NotDelivered,
    ReaderKnowledge,
    Snapshot,
    SourceKind,
    SourcePreview,
)

Clock = Callable[[], datetime]

P = ParamSpec("P")
T = TypeVar("T")


class InThread(Protocol):
    """Runs a blocking function elsewhere than on the event loop and waits for it."""

    async def __call__(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T: ...


class Change(Protocol):
    """Runs a writer of the store on the one thread that writes, and waits for it; not to be called there."""

    def __call__(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T: ...


class Preview(Protocol):
    """Asks an address once, now, what it is and offers; a kind says what to take it for. Waits for the
    answer; what a site does wrong is told by the preview, never raised."""

    def __call__(self, address: str, kind: SourceKind | None) -> SourcePreview: ...


class PreviewNoise(Protocol):
    """What calling a text or an element noise would have made of stored revisions; writes nothing.
    Waits for the answer. NotFoundError where there is no such edit."""

    def __call__(self, marking: Marking) -> NoisePreview: ...


class PackEvidence(Protocol):
    """The evidence package of a revision, a ZIP file in parts. Before this returns: NotFoundError where there
    is none, EnvironmentRefused where a file that the config names cannot be read."""

    def __call__(self, revision_id: int) -> Iterator[bytes]: ...


class Fetcher(Protocol):
    """Reads one page, politely and safely. Never raises for what a site or the network does."""

    async def fetch(self, request: FetchRequest) -> FetchOutcome: ...

    async def aclose(self) -> None: ...


class Examiner(Protocol):
    """Runs `examine` somewhere it can do no harm. Raises `ExaminerCrashed` when the page killed or
    hung its process."""

    async def examine(
        self, previous: Document | None, snapshot: Snapshot, knowledge: ReaderKnowledge
    ) -> Examined: ...

    async def aclose(self) -> None: ...


class ExaminerCrashed(Exception):
    """A page killed, hung or outgrew the process that examined it; the message says which."""


class Channel(Protocol):
    """A place where alerts go. Raises nothing: a refusal is a value."""

    async def send(self, delivery: Delivery) -> Delivered | NotDelivered: ...

    async def aclose(self) -> None: ...

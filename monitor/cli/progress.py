"""Progress on stderr for commands that take over a second; silent when stderr is no terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

Item = TypeVar("Item")


class Step(Protocol):
    """Call it once for each thing done."""

    def __call__(self) -> None: ...


def _silent() -> None:
    pass


@contextmanager
def progress(what: str, total: int | None, *, rows: bool = False) -> Iterator[Step]:
    """A bar (a spinner when `total` is None) that goes away when the work is done.

    `rows`: the answer is written row by row meanwhile; on a terminal that is progress enough.
    """
    if not sys.stderr.isatty() or total == 1 or (rows and sys.stdout.isatty()):
        yield _silent
        return
    with _bar(total) as bar:
        task = bar.add_task(what, total=total)
        yield lambda: bar.advance(task)


@contextmanager
def counting(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar for work that says itself how much is done, of how much; none until it says so."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    with ExitStack() as opened:
        begun: list[tuple[Progress, TaskID]] = []

        def told(done: int, total: int) -> None:
            if not begun:
                bar = opened.enter_context(_bar(1))
                begun.append((bar, bar.add_task(what, total=None)))
            begun[0][0].update(begun[0][1], completed=done, total=total)

        yield told


def tracked(items: Sequence[Item], what: str, *, rows: bool) -> Iterator[Item]:
    """The items, with a bar that moves as they are taken."""
    with progress(what, len(items), rows=rows) as step:
        for item in items:
            yield item
            step()


@contextmanager
def reading_bytes(what: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """A bar of bytes (a spinner with their count when `total` is None); call it with how many were read."""
    if not sys.stderr.isatty():
        yield lambda count: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TransferSpeedColumn,
    )

    columns = [SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn()]
    with Progress(*columns, TransferSpeedColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda count: bar.advance(task, count)


def _bar(total: int | None) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    columns = [SpinnerColumn(), TextColumn("{task.description}", markup=False)]
    if total is None:
        return Progress(*columns, console=Console(stderr=True), transient=True)
    return Progress(*columns, BarColumn(), MofNCompleteColumn(), console=Console(stderr=True), transient=True)

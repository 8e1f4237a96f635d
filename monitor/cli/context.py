"""How a command gets at the rest of the program: through `monitor.app`, when it runs and not before.

The imports stand inside the functions because `monitor --help` and `monitor extract` must start
at once: the store, the web and the scheduler cost most of a second to load. There is no circle
behind it.
"""

from __future__ import annotations

import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from monitor.model import Recipe
    from monitor.ports import Records
    from monitor.settings import Settings

T = TypeVar("T")

CONFIG_NAME = "config.yaml"


def settings_of(config: Path | None, *, secrets: bool = False) -> Settings:
    """The settings of the config named, of `config.yaml` here, or the built-in ones. Who looks at the
    store needs no `secrets`; who serves the desk or sends alerts does."""
    from monitor import app

    return app.load_settings(config, secrets=secrets)


def place_of(config: Path | None) -> Settings:
    """Where data and store are, for what must work while the config is broken: that is said on stderr."""
    from monitor import app
    from monitor.report import visible

    settings, broken = app.load_place(config)
    if broken is not None:
        print("monitor: the config is broken; only its data and store are used", file=sys.stderr)
        for line in visible(str(broken)).splitlines():
            print(f"monitor: {line}", file=sys.stderr)
    return settings


def recipes_of(config: Path | None) -> dict[str, Recipe]:
    """The recipes by host. A `config.yaml` that happens to lie here and holds none is not loaded:
    reading a capture needs nothing else of it, and should not wait for the store's libraries."""
    if config is None and not _speaks_of_recipes(Path(CONFIG_NAME)):
        return {}
    return settings_of(config).recipes


def _speaks_of_recipes(path: Path) -> bool:
    try:
        return b"recipe" in path.read_bytes()
    except OSError:
        return False


def wait_for(work: Coroutine[Any, Any, T]) -> T:
    """What a piece of asynchronous work yields."""
    import asyncio

    return asyncio.run(work)


@contextmanager
def open_records(config: Path | None) -> Iterator[Records]:
    """The store that the config names, closed when the command is done."""
    with opened(settings_of(config)) as records:
        yield records


@contextmanager
def opened(settings: Settings) -> Iterator[Records]:
    """The store of these settings, closed when the command is done."""
    from monitor import app
    from monitor.cli.progress import counting

    with counting("Keeping a copy of the store before its upgrade") as step:
        records = app.open_records(settings, step)
    try:
        yield records
    finally:
        records.close()

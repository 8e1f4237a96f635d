"""How a command gets at the rest of the program: through `monitor.app`, when it runs and not before.

The imports stand inside the functions because `monitor --help` and `monitor extract` must start
at once: the store, the web and the scheduler cost most of a second to load. There is no circle
behind it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.model import Recipe
    from monitor.ports import Records
    from monitor.settings import Settings

CONFIG_NAME = "config.yaml"


def settings_of(config: Path | None) -> Settings:
    """The settings of the config named, of `config.yaml` here, or the built-in ones."""
    from monitor import app

    return app.load_settings(config)


def recipes_of(config: Path | None) -> dict[str, Recipe]:
    """The recipes by host, without loading anything when there is no config to ask."""
    if config is None and not Path(CONFIG_NAME).exists():
        return {}
    return settings_of(config).recipes


@contextmanager
def open_records(config: Path | None) -> Iterator[Records]:
    """The store that the config names, closed when the command is done."""
    from monitor import app

    records = app.open_records(settings_of(config))
    try:
        yield records
    finally:
        records.close()

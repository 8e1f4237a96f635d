"""Who runs on a store, and asking it to stop."""

from __future__ import annotations

import os
import signal
import time

from monitor.app import lock_path
from monitor.errors import NotFoundError
from monitor.lock import Holder, read_holder
from monitor.record import name_of_holder
from monitor.settings import Settings


def daemon_status(settings: Settings) -> Holder | None:
    """Who runs on this data folder; None when nobody does."""
    return read_holder(lock_path(settings))


def store_holder(settings: Settings) -> str | None:
    """Who runs on this store, from whatever folder and machine, where the store is a server that tells."""
    if settings.store.startswith("sqlite:"):
        return None
    return name_of_holder(settings.store, data=settings.data)


def stop_daemon(settings: Settings, seconds: float = 30.0) -> bool:
    """Ask the daemon of this data folder to end, and wait; False when it has not by then.
    NotFoundError when none runs."""
    holder = daemon_status(settings)
    if holder is None:
        elsewhere = store_holder(settings)
        hint = f"; {elsewhere} has its store: stop it there" if elsewhere else ""
        raise NotFoundError(f"no daemon runs on {settings.data}{hint}")
    os.kill(holder.pid, signal.SIGTERM)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if daemon_status(settings) is None:
            return True
        time.sleep(0.1)
    return False

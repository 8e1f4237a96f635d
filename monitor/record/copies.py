"""Files that appear whole or not at all, and copies of a SQLite store that others go on writing to."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import Engine, text

from monitor.errors import EnvironmentRefused
from monitor.record.engine import reading

#: Called with how much is done and how much there is, in pages or rows.
Step = Callable[[int, int], None]
#: Pages of SQLite between two words of progress.
PAGES = 2000


@contextmanager
def draft_of(target: Path) -> Iterator[Path]:
    """A name beside the target for what is not finished; whatever has it in the end goes."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield draft
    except (OSError, sqlite3.OperationalError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise EnvironmentRefused(
            f"cannot write {target}: {why}; choose a folder with room that you may write to"
        ) from error
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                draft.with_name(draft.name + ending).unlink(missing_ok=True)


def settle(draft: Path, target: Path) -> None:
    """Make it one file, see it onto the disk, give it its name."""
    with closing(sqlite3.connect(draft)) as conn:
        conn.execute("PRAGMA journal_mode = DELETE")
    for path in (draft, draft.parent):
        number = os.open(path, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
    draft.replace(target)


def copy_pages(engine: Engine, target: Path, step: Step) -> None:
    """A SQLite store as it stands now, whoever goes on writing to it meanwhile."""

    def told(_: int, remaining: int, total: int) -> None:
        step(total - remaining, total)

    with reading(engine) as conn, closing(sqlite3.connect(target)) as copy:
        # The look begins with the first reading: from then on no writer disturbs the copy.
        conn.execute(text("SELECT count(*) FROM sqlite_master"))
        source = conn.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)
        source.backup(copy, pages=PAGES, progress=told)


def keep_file(engine: Engine, target: Path, step: Step) -> None:
    """A copy of a SQLite store under that name."""
    with draft_of(target) as draft:
        copy_pages(engine, draft, step)
        settle(draft, target)

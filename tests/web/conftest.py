"""The desk over a real store with one of everything in it. The desk only reads, so all share it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from monitor.record import SqlRecords, open_records
from tests.web.newsroom import fill
from tests.web.reading import Reader, open_desk
from tests.web.visitor import House


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlRecords]:
    records = open_records("sqlite://", data=tmp_path_factory.mktemp("desk"))
    fill(records)
    yield records
    records.close()


@pytest.fixture(scope="session")
def reader(filled: SqlRecords) -> Reader:
    return Reader(open_desk(filled))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """An empty store and the desks over it, which a module's tests share."""
    records = open_records("sqlite://", data=tmp_path_factory.mktemp("house"))
    yield House(records)
    records.close()

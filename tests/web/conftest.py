"""The desk over a real store with one of everything in it."""

from __future__ import annotations

import pytest

from monitor.record import SqlRecords
from tests.web.newsroom import fill
from tests.web.reading import Reader, open_desk


@pytest.fixture
def filled(sqlite_store: SqlRecords) -> SqlRecords:
    fill(sqlite_store)
    return sqlite_store


@pytest.fixture
def reader(filled: SqlRecords) -> Reader:
    return Reader(open_desk(filled))

"""What was taken down: the desk says so, with the status for what is gone for good, and why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.ports import RevisionFilter
from monitor.record import SqlRecords, open_records
from tests.values import NOW
from tests.web.newsroom import FERRY, fill
from tests.web.reading import Reader, open_desk


@pytest.fixture(scope="module")
def removed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SqlRecords, int, int]]:
    """A store, the number of the article that was taken down in it, and that of a revision of it."""
    folder: Path = tmp_path_factory.mktemp("removed")
    records = open_records("sqlite://", data=folder)
    fill(records)
    number = records.article(FERRY).id
    revision = next(one.id for one in records.revisions(RevisionFilter(article_id=number)))
    records.take_down(number, "order of the harbor court", NOW)
    yield records, number, revision
    records.close()


@pytest.mark.parametrize(
    "path",
    ["/articles/{0}", "/api/articles/{0}/versions", "/revisions/{1}", "/api/revisions/{1}"],
)
def test_it_is_gone_and_says_why(removed: tuple[SqlRecords, int, int], path: str) -> None:
    records, number, revision = removed
    response = Reader(open_desk(records)).get(path.format(number, revision))
    assert response.status_code == 410
    assert "order of the harbor court" in response.text
    assert "was taken down on" in response.text

"""The evidence package by the desk: the file of the command, sent in parts, to whoever may read."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.errors import EnvironmentRefused
from monitor.ports import PackEvidence
from monitor.proving import evidence
from monitor.record import SqlRecords
from monitor.settings import Settings, WebSettings
from monitor.web import DeskTools, Health, create_desk
from tests.web.newsroom import at
from tests.web.reading import Reader, at_once, open_desk

PLACES = ["/revisions/2/evidence.zip", "/api/revisions/2/evidence.zip"]


def desk_with(records: SqlRecords, pack: PackEvidence | None) -> Reader:
    health = Health(True, {})
    tools = DeskTools(records, WebSettings(), lambda: at(5), at_once, lambda: health, lambda: b"")
    return Reader(create_desk(replace(tools, evidence=pack)))


@pytest.mark.parametrize("path", PLACES)
def test_a_third_party_checks_what_the_desk_gives(
    reader: Reader, filled: SqlRecords, path: str, tmp_path: Path
) -> None:
    answer = reader.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"] == 'attachment; filename="revision-2-evidence.zip"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.content == b"".join(evidence(filled, 2, Settings(tmp_path, "sqlite://")))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        archive.extractall(tmp_path)
    command = [sys.executable, "-I", "-S", "verify.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=200, check=False)
    assert (done.returncode, done.stdout[:3]) == (0, "OK:")


def test_the_page_of_a_revision_offers_it(reader: Reader, filled: SqlRecords) -> None:
    assert 'href="/revisions/2/evidence.zip"' in reader.page("/revisions/2")
    assert "evidence.zip" not in desk_with(filled, None).page("/revisions/2")


@pytest.mark.parametrize("path", ["/api/revisions/999/evidence.zip", "/revisions/999/evidence.zip"])
def test_where_there_is_no_revision_there_is_no_file(reader: Reader, path: str) -> None:
    answer = reader.get(path)
    assert answer.status_code == 404 and "content-disposition" not in answer.headers


def test_a_desk_that_cannot_pack_says_so(filled: SqlRecords) -> None:
    def refuse(number: int) -> Iterator[bytes]:
        raise EnvironmentRefused("cannot read the certificates root.pem")

    for pack, words in ((None, "without what packs"), (refuse, "root.pem")):
        answer = desk_with(filled, pack).get(PLACES[1])
        assert answer.status_code == 503 and words in answer.json()["detail"]


def test_strangers_get_nothing(filled: SqlRecords) -> None:
    closed = Reader(open_desk(filled, WebSettings(token="secret")))
    assert closed.get(PLACES[1]).status_code == 401
    assert closed.get(PLACES[0]).status_code == 303

"""The Wayback Machine's index and captures, from a server on this machine that speaks as it does."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from monitor.archive import wayback
from monitor.archive.wayback import Asked, WaybackArchive
from monitor.errors import EnvironmentRefused, UsageError
from monitor.record import SqlRecords
from monitor.settings import WaybackSettings
from tests.archive.importing import bring_in, history, make
from tests.archive.warcs import URL, later, page
from tests.servers import Reply, Request, Server


class Machine:
    """What it holds, by instant; answers for the index in pages of two, and for captures."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.bodies: dict[datetime, bytes | int] = {}
        self.fetched: list[str] = []
        server.routes["/cdx/search/cdx"] = self.index
        self.queries: list[dict[str, list[str]]] = []

    def hold(self, hours: float, body: bytes | int) -> None:
        at = later(hours)
        self.bodies[at] = body
        self.server.routes[f"/web/{at:%Y%m%d%H%M%S}id_/{URL}"] = self.capture

    def index(self, request: Request) -> bytes:
        query = parse_qs(urlsplit(request.path).query)
        self.queries.append(query)
        start = int(query.get("resumeKey", ["0"])[0])
        lines = [
            f"key {at:%Y%m%d%H%M%S} {URL} text/html {body if isinstance(body, int) else 200} AAAA 99"
            for at, body in sorted(self.bodies.items())
        ]
        page_ = lines[start : start + 2]
        if start + 2 < len(lines):
            page_ += ["", str(start + 2)]
        return Reply(200, "\n".join(page_).encode(), (("Content-Type", "text/plain"),))(request)

    def capture(self, request: Request) -> bytes:
        self.fetched.append(request.path)
        stamp = request.path.split("/")[2][:14]
        at = next(at for at in self.bodies if f"{at:%Y%m%d%H%M%S}" == stamp)
        body = self.bodies[at]
        if isinstance(body, int):
            return Reply(503, b"<html>no such luck</html>")(request)
        headers = (
            ("Memento-Datetime", at.strftime("%a, %d %b %Y %H:%M:%S GMT")),
            ("Link", f'<{URL}>; rel="original", <{self.server.url("/web/")}{URL}>; rel="timegate"'),
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Encoding", "gzip"),
            ("x-archive-orig-etag", '"seven"'),
        )
        return Reply(200, gzip.compress(body), headers)(request)


@pytest.fixture
def machine() -> Iterator[Machine]:
    with Server() as server:
        yield Machine(server)


def archive(machine: Machine, **asked: object) -> WaybackArchive:
    settings = WaybackSettings(
        machine.server.url("").rstrip("/"), searches_per_second=1000, captures_per_second=1000, retries=0
    )
    return WaybackArchive(Asked(URL, **asked), make, settings, "monitor/test")  # type: ignore[arg-type]


def test_captures_become_a_history(sqlite_store: SqlRecords, machine: Machine) -> None:
    for hours, days in ((0, 41), (2, 41), (4, 47)):
        machine.hold(hours, page(days))
    tally, said = bring_in(sqlite_store, archive(machine))
    assert (said, tally.results["version"], tally.results["same"]) == ([], 2, 1)
    assert [at for _, at, _ in history(sqlite_store, URL)] == [later(0).isoformat(), later(4).isoformat()]
    snapshot = sqlite_store.snapshot(sqlite_store.snapshots(sqlite_store.article(URL).id)[0].id)
    assert (snapshot.url, snapshot.body, snapshot.charset) == (URL, page(41), "utf-8")
    assert {name.lower(): value for name, value in snapshot.headers}["etag"] == '"seven"'
    agents = {request.headers["user-agent"] for request in machine.server.log}
    assert agents == {"monitor/test"}


def test_a_second_run_fetches_only_what_is_new(sqlite_store: SqlRecords, machine: Machine) -> None:
    machine.hold(0, page(41))
    bring_in(sqlite_store, archive(machine))
    machine.hold(4, page(47))
    machine.fetched.clear()
    tally, _ = bring_in(sqlite_store, archive(machine))
    assert (tally.known, tally.results["version"]) == (1, 1)
    assert len(machine.fetched) == 1


def test_the_index_is_asked_for_what_is_wanted(machine: Machine) -> None:
    machine.hold(0, page())
    one = archive(machine, prefix=True, since=later(-5), until=later(5))
    list(one.index(lambda count: None))
    one.close()
    query = machine.queries[0]
    assert (query["matchType"], query["url"]) == (["prefix"], [URL])
    assert (query["from"], query["to"]) == (["20260302040000"], ["20260302140000"])


def test_a_capture_that_cannot_be_played_is_named(sqlite_store: SqlRecords, machine: Machine) -> None:
    machine.hold(0, page(41))
    machine.hold(1, page(47))
    del machine.server.routes[f"/web/{later(1):%Y%m%d%H%M%S}id_/{URL}"]
    tally, said = bring_in(sqlite_store, archive(machine))
    assert (tally.bad, tally.results["version"]) == (1, 1)
    assert "20260302100000" in said[0]


def test_captures_of_errors_are_not_asked_for(machine: Machine) -> None:
    machine.hold(0, 404)
    one = archive(machine)
    assert list(one.index(lambda count: None)) == [] and len(one) == 0
    one.close()


def test_an_archive_that_asks_for_a_pause_ends_the_import(sqlite_store: SqlRecords, machine: Machine) -> None:
    machine.hold(0, page(41))
    busy = Reply(429, b"slow down", (("Retry-After", "60"),))
    machine.server.routes[f"/web/{later(0):%Y%m%d%H%M%S}id_/{URL}"] = busy
    with pytest.raises(EnvironmentRefused, match="goes on from here"):
        bring_in(sqlite_store, archive(machine))


def test_an_archive_that_is_not_there_is_told(machine: Machine) -> None:
    machine.server.routes["/cdx/search/cdx"] = Reply(500, b"broken")
    with pytest.raises(EnvironmentRefused, match="cannot be asked"):
        list(archive(machine).index(lambda count: None))


def test_without_the_library_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, machine: Machine
) -> None:
    def missing(name: str) -> object:
        raise ImportError(name)

    monkeypatch.setattr(wayback, "import_module", missing)
    with pytest.raises(EnvironmentRefused, match=r"pip install 'monitor\[wayback\]'"):
        archive(machine)


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(UsageError, match="http"):
        WaybackArchive(Asked("herald.example"), make, WaybackSettings(), "monitor/test")

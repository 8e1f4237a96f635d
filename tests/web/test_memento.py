"""Memento (RFC 7089) as an independent client and the RFC's own words ask for it."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import uvicorn
from memento_client import MementoClient

from monitor.examine import examine
from monitor.model import ReaderKnowledge, RecordedKnowledge, SourceKind, SourceSpec
from monitor.record import SqlRecords, open_records
from monitor.transfer import CaptureEntry, ImportBatch, ImportLook
from monitor.web import memento
from tests import values
from tests.archive.warcs import page
from tests.web.reading import Reader, open_desk

URL = "https://herald.example/story?id=7"
TIMES = [datetime(2026, 3, day, 9, 30, tzinfo=UTC) for day in (2, 5, 9)]
BASE = "http://127.0.0.1:8420"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlRecords]:
    records = open_records("sqlite://", data=tmp_path_factory.mktemp("memento"))
    spec = SourceSpec("herald", SourceKind.FILE, "imported:herald", paused=True)
    source = records.add_source(spec, values.NOW)
    looks = []
    for number, at in enumerate(TIMES):
        body = page(days=41 + number) + b"<script>alert(1)</script>"
        taken = values.snapshot(body, url=URL, final_url=URL, taken_at=at)
        result = "version" if number == 0 else "kept"
        examined = examine(None, taken, ReaderKnowledge())
        entry = CaptureEntry(URL, at, str(number), f"capture {number}")
        looks.append(ImportLook(entry, taken.digest, result, taken, examined))
    known = RecordedKnowledge(ReaderKnowledge())
    records.record_import(ImportBatch(source.id, "a test", URL, 0, tuple(looks), known), values.NOW)
    yield records
    records.close()


@pytest.fixture(scope="module")
def reader(kept: SqlRecords) -> Reader:
    return Reader(open_desk(kept))


def address(at: datetime, base: str = BASE) -> str:
    return f"{base}/memento/{at:%Y%m%d%H%M%S}/{URL}"


def links(header: str) -> dict[str, str]:
    """Each relation of a Link header with the address it leads to."""
    found = {}
    for one in header.split(", <"):
        target, _, rest = one.lstrip("<").partition(">")
        for name in rest.partition('rel="')[2].partition('"')[0].split():
            found.setdefault(name, target)
    return found


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        (TIMES[0] - timedelta(days=900), 0),
        (TIMES[0], 0),
        (TIMES[1] + timedelta(hours=1), 1),
        (TIMES[2] - timedelta(hours=1), 2),
        (TIMES[2] + timedelta(days=900), 2),
    ],
)
def test_the_time_gate_leads_to_the_nearest_memento(reader: Reader, asked: datetime, given: int) -> None:
    answer = reader.get(f"/memento/timegate/{URL}", **{"accept-datetime": memento.http_date(asked)})
    assert answer.status_code == 302
    assert answer.headers["location"] == address(TIMES[given])
    assert "accept-datetime" in answer.headers["vary"].lower()
    assert "memento-datetime" not in answer.headers
    found = links(answer.headers["link"])
    assert found["original"] == URL
    assert found["timemap"] == f"{BASE}/memento/timemap/link/{URL}"


def test_without_a_wish_the_time_gate_leads_to_the_newest(reader: Reader) -> None:
    assert reader.get(f"/memento/timegate/{URL}").headers["location"] == address(TIMES[2])


@pytest.mark.parametrize("wish", ["yesterday", "2026-03-05", "", "Thu, 99 Foo 2026 09:30:00 GMT"])
def test_a_wish_that_is_no_date_is_a_bad_request(reader: Reader, wish: str) -> None:
    assert reader.get(f"/memento/timegate/{URL}", **{"accept-datetime": wish}).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/memento/timegate/https://herald.example/another",
        f"/memento/timegate/{URL}&more=1",
        "/memento/timemap/link/https://herald.example/another",
        f"/memento/timemap/link/2/{URL}",
        "/memento/20260302093000/https://herald.example/another",
        "/memento/timegate/nonsense",
        "/memento/timegate/ftp://herald.example/story",
    ],
)
def test_what_the_store_does_not_have_is_not_found(reader: Reader, path: str) -> None:
    assert reader.get(path).status_code == 404


@pytest.mark.parametrize("moment", ["2026", "20261399999999", "tomorrow", "２０２６０３０２０９３０００"])
def test_the_time_of_a_memento_is_fourteen_digits(reader: Reader, moment: str) -> None:
    assert reader.get(f"/memento/{moment}/{URL}").status_code == 400


def test_a_memento_says_when_it_was_and_what_surrounds_it(reader: Reader, kept: SqlRecords) -> None:
    answer = reader.get(f"/memento/{TIMES[1]:%Y%m%d%H%M%S}/{URL}")
    assert answer.status_code == 200
    assert answer.headers["memento-datetime"] == "Thu, 05 Mar 2026 09:30:00 GMT"
    found = links(answer.headers["link"])
    assert found == {
        "original": URL,
        "timegate": f"{BASE}/memento/timegate/{URL}",
        "timemap": f"{BASE}/memento/timemap/link/{URL}",
        "first": address(TIMES[0]),
        "prev": address(TIMES[0]),
        "next": address(TIMES[2]),
        "last": address(TIMES[2]),
        "memento": address(TIMES[0]),
    }
    body = page(days=42) + b"<script>alert(1)</script>"
    assert answer.headers["x-archive-orig-digest"] == f"sha-256={hashlib.sha256(body).hexdigest()}"


def test_a_memento_is_inert(reader: Reader) -> None:
    headers = reader.get(f"/memento/{TIMES[1]:%Y%m%d%H%M%S}/{URL}").headers
    assert headers["content-security-policy"].startswith("sandbox; default-src 'none'")


def test_a_moment_between_leads_to_the_nearest_memento(reader: Reader) -> None:
    answer = reader.get(f"/memento/20260305093001/{URL}")
    assert (answer.status_code, answer.headers["location"]) == (302, address(TIMES[1]))


def test_a_proxy_may_have_joined_the_slashes(reader: Reader) -> None:
    assert reader.get("/memento/timegate/https:/herald.example/story?id=7").status_code == 302


def test_the_time_map_lists_every_memento(reader: Reader) -> None:
    answer = reader.get(f"/memento/timemap/link/{URL}")
    assert answer.headers["content-type"].startswith("application/link-format")
    lines = answer.text.strip().split(",\n")
    assert lines[0] == f'<{URL}>; rel="original"'
    assert [line.partition(">")[0][1:] for line in lines if 'memento"' in line] == [
        address(at) for at in TIMES
    ]
    assert 'rel="first memento"' in answer.text and 'rel="last memento"' in answer.text


def test_the_time_map_as_json(reader: Reader) -> None:
    told = reader.get(f"/memento/timemap/json/{URL}").json()
    assert told["original_uri"] == URL
    assert told["mementos"]["list"][1] == {"datetime": "2026-03-05T09:30:00Z", "uri": address(TIMES[1])}
    assert told["pages"] == 1


def test_a_long_time_map_comes_in_pages(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memento, "PAGE", 2)
    first = reader.get(f"/memento/timemap/link/{URL}").text
    second = reader.get(f"/memento/timemap/link/2/{URL}").text
    assert f'<{BASE}/memento/timemap/link/2/{URL}>; rel="timemap"' in first
    assert f'<{BASE}/memento/timemap/link/{URL}>; rel="timemap"' in second
    assert address(TIMES[2]) not in first and address(TIMES[2]) in second


def test_an_independent_client_finds_its_way(kept: SqlRecords) -> None:
    server = uvicorn.Server(uvicorn.Config(open_desk(kept), port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
        assert thread.is_alive()
    port = server.servers[0].sockets[0].getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    try:
        client = MementoClient(timegate_uri=f"{base}/memento/timegate/", check_native_timegate=False)
        # A memento's address, so that the client need not ask the site itself.
        found = client.get_memento_info(
            address(TIMES[0], base), (TIMES[1] + timedelta(hours=3)).replace(tzinfo=None)
        )
    finally:
        server.should_exit = True
        thread.join(10)
    assert found["original_uri"] == URL
    mementos = found["mementos"]
    naive = [at.replace(tzinfo=None) for at in TIMES]
    assert mementos["closest"]["uri"] == [address(TIMES[1], base)]
    assert mementos["closest"]["datetime"] == naive[1]
    assert (mementos["first"]["datetime"], mementos["last"]["datetime"]) == (naive[0], naive[2])
    assert (mementos["prev"]["datetime"], mementos["next"]["datetime"]) == (naive[0], naive[2])

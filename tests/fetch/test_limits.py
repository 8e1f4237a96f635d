"""What a body may be: packed in ways that can be undone, within the limits, and text."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard

from monitor.model import Failed, Fetched, Refused
from tests.fetch.asking import TEXT, fetch_one, snapshot_of
from tests.servers import Reply, page

Pack = Callable[[bytes], bytes]

# --- content encodings


def zstd(body: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(body)


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


ENCODINGS = [
    ("gzip", gzip.compress),
    ("x-gzip", gzip.compress),
    ("GZIP", gzip.compress),
    ("deflate", zlib.compress),
    ("deflate", raw_deflate),
    ("br", brotli.compress),
    ("zstd", zstd),
    ("gzip, br", lambda body: brotli.compress(gzip.compress(body))),
    ("identity", bytes),
    ("none", bytes),
    ("gzip", lambda body: gzip.compress(body[:7]) + gzip.compress(body[7:])),
    ("gzip", lambda body: gzip.compress(body) + b"\0\0\0"),
    ("zstd", lambda body: zstd(body[:7]) + zstd(body[7:])),
]


@pytest.mark.parametrize(
    ("name", "pack"), ENCODINGS, ids=[f"{n}-{name}" for n, (name, _) in enumerate(ENCODINGS)]
)
def test_encodings_are_undone(name: str, pack: Pack) -> None:
    reply = page(pack(TEXT), ("Content-Encoding", name))
    assert snapshot_of(fetch_one(reply)).body == TEXT


ZEROS = b"\0" * 60_000_000
BOMBS = [
    ("gzip", lambda: gzip.compress(ZEROS)),
    ("deflate", lambda: zlib.compress(ZEROS)),
    ("deflate", lambda: raw_deflate(ZEROS)),
    ("br", lambda: brotli.compress(ZEROS, quality=4)),
    ("zstd", lambda: zstd(ZEROS)),
    ("gzip, gzip", lambda: gzip.compress(gzip.compress(ZEROS))),
    ("zstd, br", lambda: brotli.compress(zstd(ZEROS))),
    ("gzip", lambda: gzip.compress(ZEROS[:900_000]) * 9),
    ("zstd", lambda: zstd(ZEROS[:900_000]) * 9),
    ("br, gzip", lambda: gzip.compress(brotli.compress(ZEROS, quality=4))),
    ("deflate, zstd", lambda: zstd(zlib.compress(ZEROS))),
    ("gzip, br, zstd", lambda: zstd(brotli.compress(gzip.compress(ZEROS), quality=4))),
]


@pytest.mark.parametrize(("name", "bomb"), BOMBS, ids=[f"{n}-{name}" for n, (name, _) in enumerate(BOMBS)])
def test_a_bomb_does_not_go_off(name: str, bomb: Callable[[], bytes]) -> None:
    reply = page(bomb(), ("Content-Encoding", name))
    assert fetch_one(reply, max_bytes=1_000_000) == Refused("the page unfolds to more than 1,000,000 bytes")


WIDE_WINDOW = zstandard.ZstdCompressor(
    compression_params=zstandard.ZstdCompressionParameters(
        window_log=27, enable_ldm=True, write_content_size=False
    )
)
UNDECODABLE = [
    ("gzip", b"<p>not packed</p>", "no gzip"),
    ("gzip", gzip.compress(TEXT, mtime=0)[:-12], "breaks off"),
    ("deflate", b"\xff\xff\xff", "no deflate"),
    ("deflate", zlib.compress(TEXT)[:-6], "breaks off"),
    ("br", b"<p>not packed</p>", "brotli"),
    ("br", brotli.compress(TEXT * 99)[:-4], "breaks off"),
    ("zstd", b"<p>not packed</p>", "no zstd"),
    ("zstd", zstd(TEXT)[:-4], "breaks off"),
    ("zstd", WIDE_WINDOW.compress(TEXT * 10_000_000), "no zstd"),
    ("pack200", TEXT, "`pack200` is not known"),
    ("gzip, gzip, gzip, gzip", TEXT, "4 times over"),
]


@pytest.mark.parametrize(
    ("name", "body", "says"), UNDECODABLE, ids=[f"{n}-{e[0]}" for n, e in enumerate(UNDECODABLE)]
)
def test_what_is_not_what_it_claims_fails(name: str, body: bytes, says: str) -> None:
    outcome = fetch_one(page(body, ("Content-Encoding", name)))
    assert isinstance(outcome, Failed)
    assert "cannot be decoded" in outcome.reason and says in outcome.reason


# --- limits


def test_a_page_announced_too_large_is_refused_unread() -> None:
    reply = Reply(200, b"<p>", (("Content-Length", "99999999"),))
    assert fetch_one(reply, max_bytes=1000) == Refused("the page is larger than 1,000 bytes")


def test_a_page_that_turns_out_too_large_is_refused() -> None:
    chunk = b"400\r\n" + b"x" * 1024 + b"\r\n"
    endless = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk * 50
    assert fetch_one(lambda request: endless, max_bytes=10_000) == Refused(
        "the page is larger than 10,000 bytes"
    )


def test_exactly_the_limit_is_taken() -> None:
    assert len(snapshot_of(fetch_one(page(b"x" * 1000), max_bytes=1000)).body) == 1000


TYPES = [
    ("text/html", True),
    ("application/xhtml+xml; charset=utf-8", True),
    ("text/plain", True),
    ("application/rss+xml", True),
    ("application/feed+json", True),
    ("application/json", True),
    ("application/gzip", True),
    ("", True),
    ("image/png", False),
    ("application/pdf", False),
    ("video/mp4", False),
    ("application/octet-stream", False),
    ("application/zip", False),
    ("multipart/x-mixed-replace; boundary=x", False),
]


@pytest.mark.parametrize(("media_type", "taken"), TYPES)
def test_only_text_is_taken(media_type: str, taken: bool) -> None:
    outcome = fetch_one(page(TEXT, media_type=media_type))
    assert isinstance(outcome, Fetched) is taken
    if not taken:
        assert outcome == Refused(f"the page is {media_type.partition(';')[0]}, not text")


@pytest.mark.parametrize(("body", "media_type"), [(TEXT, "text/html"), (b"Only words.", "text/plain")])
def test_a_page_without_a_type_is_looked_at(body: bytes, media_type: str) -> None:
    assert snapshot_of(fetch_one(Reply(200, body))).media_type == media_type

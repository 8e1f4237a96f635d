"""Bytes that are no text never become an article."""

from __future__ import annotations

import random
import zlib

import pytest

from monitor.extract import extract, is_text
from monitor.model import ReaderKnowledge, Unreadable
from tests.values import snapshot

NOISE = random.Random(5).randbytes(50_000)
SENTENCE = "Die Brücke war am Montag gesperrt, обещали открыть, 橋は閉鎖された。"


@pytest.mark.parametrize("media_type", ["text/html", "text/plain", "text/markdown"])
@pytest.mark.parametrize(
    "body", [NOISE, zlib.compress(NOISE), b"\x89PNG\r\n\x1a\n" + NOISE, b"%PDF-1.7\n" + NOISE]
)
def test_bytes_that_are_no_text_are_refused_with_the_reason(body: bytes, media_type: str) -> None:
    found = extract(snapshot(body, media_type=media_type, charset=None), ReaderKnowledge())
    assert isinstance(found, Unreadable)
    assert "no text" in found.reason


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "gb18030", "iso-2022-jp"]
)
def test_text_in_any_encoding_is_text(codec: str) -> None:
    assert is_text((SENTENCE * 40).encode(codec, "ignore"))


def test_a_few_stray_zeros_do_not_unmake_a_text() -> None:
    assert is_text(b"A word and another.\0" * 50)

"""A capture is given back byte for byte, or drawn without what reaches for the network."""

from __future__ import annotations

import pytest

from monitor.web.captures import drawn_capture, raw_capture
from tests.values import snapshot


@pytest.mark.parametrize(
    ("markup", "drawn"),
    [
        (b"<link rel=preconnect href=//x>", b"<x-link rel=preconnect href=//x>"),
        (b"<LINK rel=icon>", b"<x-LINK rel=icon>"),
        (b"<base href=//x>", b"<x-base href=//x>"),
        (b'<meta  http-equiv="refresh" content=0>', b'<x-meta  http-equiv="refresh" content=0>'),
        (b'<meta content="0" HTTP-EQUIV=refresh>', b'<x-meta content="0" HTTP-EQUIV=refresh>'),
        (b"<meta charset=utf-8>", b"<meta charset=utf-8>"),
        (b"<p>basement links, linked</p>", b"<p>basement links, linked</p>"),
        (b"\xff\xfe broken <b>bytes", b"\xff\xfe broken <b>bytes"),
    ],
)
def test_what_reaches_out_is_renamed(markup: bytes, drawn: bytes) -> None:
    assert drawn_capture(snapshot(markup)).body == drawn
    assert raw_capture(snapshot(markup)).body == markup


@pytest.mark.parametrize(
    ("media_type", "charset", "raw", "drawn"),
    [
        ("text/html", "utf-8", "text/plain; charset=utf-8", "text/html; charset=utf-8"),
        ("text/html", None, "text/plain; charset=utf-8", "text/html"),
        ("text/html", "x\r\ny: z", "text/plain; charset=utf-8", "text/html"),
        (
            "application/xhtml+xml",
            "shift_jis",
            "text/plain; charset=shift_jis",
            "text/html; charset=shift_jis",
        ),
        ("text/plain", None, "text/plain; charset=utf-8", "text/plain; charset=utf-8"),
        ("image/svg+xml", None, "text/plain; charset=utf-8", "text/plain; charset=utf-8"),
        ("application/pdf", None, "text/plain; charset=utf-8", "text/plain; charset=utf-8"),
    ],
)
def test_only_pages_are_drawn(media_type: str, charset: str | None, raw: str, drawn: str) -> None:
    capture = snapshot(b"<svg onload=x>", media_type=media_type, charset=charset)
    assert raw_capture(capture).headers["content-type"] == raw
    assert drawn_capture(capture).headers["content-type"] == drawn
    for answer in (raw_capture(capture), drawn_capture(capture)):
        assert answer.headers["content-security-policy"].startswith("sandbox;")

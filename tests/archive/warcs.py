"""WARC files for tests, written by an independent writer from pages of our own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
URL = "https://herald.example/2026/03/bridge"
_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head><body>
<article><h1>{title}</h1><p>The harbor bridge will close for {days} days from Tuesday while its cables
are replaced, the port authority said in the morning.</p>
<p>“We have no other choice,” said Ruth Meyer, who leads the works. The repairs were planned last autumn,
but money was short, and the council put them off twice before the winter storms came.</p>
<p>Ferries will run every ten minutes between the two banks. A ticket costs two crowns, and bicycles
travel free of charge for the whole time, the operator said.</p></article>
<!-- served {noise} --></body></html>"""


def page(days: int = 41, noise: str = "", title: str = "Harbor bridge to close for repairs") -> bytes:
    return _PAGE.format(days=days, noise=noise, title=title).encode()


def later(hours: float) -> datetime:
    return START + timedelta(hours=hours)


@dataclass(frozen=True, slots=True)
class Capture:
    """One record to write; `kind` is response, resource or revisit."""

    body: bytes
    at: datetime = START
    url: str = URL
    status: str = "200 OK"
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=utf-8"),)
    kind: str = "response"
    fields: dict[str, str] = field(default_factory=dict)


def write_warc(path: Path, captures: Iterable[Capture], *, gzip: bool = True) -> Path:
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=gzip, warc_version="1.1")
        for one in captures:
            writer.write_record(_record(writer, one))
    return path


def _record(writer: WARCWriter, one: Capture) -> object:
    date = one.at.replace(tzinfo=None).isoformat() + "Z"
    fields = {"WARC-Date": date, **one.fields}
    if one.kind == "resource":
        return writer.create_warc_record(
            one.url, "resource", BytesIO(one.body), len(one.body), "text/html", fields
        )
    http = StatusAndHeaders(one.status, list(one.headers), protocol="HTTP/1.1")
    return writer.create_warc_record(
        one.url, one.kind, BytesIO(one.body), len(one.body), "", fields, http_headers=http
    )

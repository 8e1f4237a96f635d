"""WACZ out and in: a zip with a WARC, its index, a list of pages, and the digests of all of these.

Written to the specification 1.1.1, so that a player opens it; read for the WARC files in it alone.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sqlite3
import tempfile
import zipfile
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfileobj
from urllib.parse import urlsplit

from monitor import __version__
from monitor.archive.warc import WarcArchive
from monitor.archive.warcwriter import Place, WarcExport, warc_date
from monitor.errors import UsageError
from monitor.model import Article
from monitor.transfer import ExportedArticle, MakeSnapshot

WARC = "data.warc.gz"
#: Bytes that a WARC in an archive may unpack to: a zip must not fill the disk.
LARGEST = 200 << 30
#: So many times its packed size is no WARC, which is packed in itself.
MOST_RATIO = 200
_FIXED = (1980, 1, 1, 0, 0, 0)


class WaczArchive(WarcArchive):
    """The captures in a WACZ file: its WARCs are unpacked into a temporary folder."""

    def __init__(self, path: Path, make: MakeSnapshot, prefix: str = "") -> None:
        self._open = ExitStack()
        folder = Path(self._open.enter_context(tempfile.TemporaryDirectory(prefix="monitor-wacz-")))
        try:
            super().__init__(_unpack(path, folder), make, prefix)
        except BaseException:
            self._open.close()
            raise

    def close(self) -> None:
        super().close()
        self._open.close()


def _unpack(path: Path, folder: Path) -> list[Path]:
    """The WARCs of the zip, in files named by their numbers: no name of the zip becomes a path."""
    try:
        with zipfile.ZipFile(path) as packed:
            inside = [one for one in packed.infolist() if one.filename.startswith("archive/")]
            warcs = [one for one in inside if one.filename.endswith((".warc", ".warc.gz"))]
            if not warcs:
                raise UsageError(f"{path}: holds no archive/*.warc.gz, so it is no WACZ")
            return [_one(packed, one, folder / f"{n}-{_safe(one.filename)}") for n, one in enumerate(warcs)]
    except FileNotFoundError:
        raise UsageError(f"{path}: there is no such file") from None
    except (zipfile.BadZipFile, IsADirectoryError) as error:
        raise UsageError(f"{path}: is no zip file ({error})") from None


def _one(packed: zipfile.ZipFile, one: zipfile.ZipInfo, to: Path) -> Path:
    if one.file_size > LARGEST or one.file_size > MOST_RATIO * max(one.compress_size, 1 << 20):
        raise UsageError(f"{one.filename}: unpacks to {one.file_size:,} bytes, which is no WARC of a WACZ")
    with packed.open(one) as source, to.open("wb") as target:
        copyfileobj(source, target, 1 << 20)
    return to


def _safe(name: str) -> str:
    kept = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "-" for c in name.rpartition("/")[2])
    return kept[-80:]


@dataclass(frozen=True, slots=True)
class _Page:
    """A line of the list of pages: the newest capture of an article."""

    article: Article
    place: Place


class WaczExport:
    """Implements `ports.Exporter`. All but the WARC is small; that is written beside the zip first."""

    def __init__(self, path: Path, at: datetime) -> None:
        self._path = path
        self._at = at
        self._open = ExitStack()
        folder = Path(self._open.enter_context(tempfile.TemporaryDirectory(dir=path.parent, prefix=".wacz-")))
        self._folder = folder
        self._warc = WarcExport((folder / WARC).open("wb"), WARC, at)
        self._pages = self._open.enter_context((folder / "pages.jsonl").open("w", encoding="utf-8"))
        title = {"format": "json-pages-1.0", "id": "pages", "title": "All articles"}
        self._pages.write(json.dumps(title) + "\n")
        self._index = sqlite3.connect("", isolation_level=None)
        self._index.execute("CREATE TABLE line (key TEXT, text TEXT)")

    def write(self, one: ExportedArticle) -> None:
        newest = None
        for newest in self._warc.write_snapshots(one.snapshots):
            self._index.execute("INSERT INTO line VALUES (?, ?)", _cdxj(newest))
        if newest is not None:
            self._pages.write(_page_line(_Page(one.article, newest)) + "\n")

    def close(self) -> None:
        self._warc.close()
        self._pages.close()
        with gzip.GzipFile(self._folder / "index.cdx.gz", "wb", mtime=0) as index:
            for (text,) in self._index.execute("SELECT text FROM line ORDER BY key, text"):
                index.write(text.encode() + b"\n")
        self._index.close()
        self._pack()
        self._open.close()

    def _pack(self) -> None:
        inside = {
            f"archive/{WARC}": self._folder / WARC,
            "indexes/index.cdx.gz": self._folder / "index.cdx.gz",
            "pages/pages.jsonl": self._folder / "pages.jsonl",
        }
        package = _package(inside, self._at)
        digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(package).hexdigest()}"}
        with zipfile.ZipFile(self._path, "w", zipfile.ZIP_STORED, allowZip64=True) as packed:
            for name, path in inside.items():
                with path.open("rb") as source, packed.open(_info(name), "w", force_zip64=True) as target:
                    copyfileobj(source, target, 1 << 20)
            packed.writestr(_info("datapackage.json"), package)
            packed.writestr(_info("datapackage-digest.json"), json.dumps(digest, indent=1))


def _info(name: str) -> zipfile.ZipInfo:
    """A part of the zip; when it was made stands in the package."""
    return zipfile.ZipInfo(name, _FIXED)


def _package(inside: dict[str, Path], at: datetime) -> bytes:
    resources = [
        {
            "name": name.rpartition("/")[2],
            "path": name,
            "hash": f"sha256:{_digest(path)}",
            "bytes": path.stat().st_size,
        }
        for name, path in inside.items()
    ]
    package = {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "software": f"monitor/{__version__}",
        "created": warc_date(at.replace(microsecond=0)),
        "resources": resources,
    }
    return json.dumps(package, indent=1).encode()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _page_line(page: _Page) -> str:
    taken = page.place.export.snapshot
    line = {
        "id": taken.digest[:22],
        "url": taken.final_url or taken.url or page.article.url,
        "ts": taken.taken_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "title": page.article.headline or page.article.url,
    }
    return json.dumps(line, ensure_ascii=False)


def _cdxj(place: Place) -> tuple[str, str]:
    """A line of the index, and what it is sorted by."""
    taken = place.export.snapshot
    url = taken.final_url or taken.url or place.export.address or ""
    key = f"{surt(url)} {taken.taken_at.astimezone(UTC):%Y%m%d%H%M%S}"
    told = {
        "url": url,
        "mime": "warc/revisit" if place.revisit else taken.media_type,
        "status": str(taken.status),
        "digest": place.digest,
        "length": str(place.length),
        "offset": str(place.offset),
        "filename": WARC,
    }
    return key, f"{key} {json.dumps(told)}"


def surt(url: str) -> str:
    """The address with its host turned round, by which an index is sorted."""
    parts = urlsplit(url.lower())
    name = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    turned = name if ":" in name else ",".join(reversed(name.split(".")))
    query = "&".join(sorted(parts.query.split("&")))
    return f"{turned}{port}){parts.path.rstrip('/') or '/'}" + (f"?{query}" if query else "")

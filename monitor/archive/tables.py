"""Histories as tables: JSON Lines, CSV and Parquet, one row for each article, version and revision.

Every cell of scraped text is made harmless where a spreadsheet would take it for a formula (CSV). The
text of a version stands in it once; edits stand in JSON Lines alone.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import Any, TextIO

from monitor.errors import EnvironmentRefused
from monitor.model import Article, Revision, Version
from monitor.report import json_text, visible
from monitor.shapes import Json, article_json, instant, revision_json, version_json
from monitor.transfer import ExportedArticle

#: A spreadsheet takes what begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
#: Rows of a Parquet table that are written at once.
GROUP = 5_000

Tables = dict[str, tuple[str, ...]]
#: The columns of each table. Text unless the name says number.
COLUMNS: Tables = {
    "articles": (
        "id", "url", "source", "headline", "state", "first_seen_at", "published_at", "last_changed_at",
        "versions",
    ),
    "versions": (
        "article", "number", "url", "provenance", "seen_at", "last_seen_at", "snapshot", "extractor",
        "content_digest", "language", "headline", "standfirst", "byline", "published_at", "modified_at",
        "text",
    ),
    "revisions": (
        "id", "article", "url", "source", "from_version", "to_version", "provenance", "seen_after",
        "seen_at", "changed", "change", "disclosure", "label", "weight", "summary", "edits", "notices",
        "review", "standing_change", "standing_disclosure", "standing_label", "overridden_by",
    ),
}  # fmt: skip
_NUMBERS = frozenset(
    ("id", "article", "number", "snapshot", "from_version", "to_version", "weight", "edits", "notices")
)


class JsonLines:
    """One object a line: each article, then its versions, then its revisions, told apart by `kind`."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, one: ExportedArticle) -> None:
        self._line("article", article_json(one.article))
        for version in one.versions:
            self._line("version", version_json(version))
        for revision in one.revisions:
            self._line("revision", revision_json(revision))

    def _line(self, kind: str, value: Json) -> None:
        self._file.write(json_text({"kind": kind, **value}) + "\n")

    def close(self) -> None:
        self._file.close()


class CsvTables:
    """A folder with `articles.csv`, `versions.csv` and `revisions.csv`."""

    def __init__(self, folder: Path) -> None:
        self._open = ExitStack()
        self._writers: dict[str, Any] = {}
        for name, columns in COLUMNS.items():
            path = folder / f"{name}.csv"
            file = self._open.enter_context(path.open("w", encoding="utf-8", newline=""))
            self._writers[name] = csv.writer(file)
            self._writers[name].writerow(columns)

    def write(self, one: ExportedArticle) -> None:
        for name, row in rows(one):
            self._writers[name].writerow([harmless(row[column]) for column in COLUMNS[name]])

    def close(self) -> None:
        self._open.close()


class ParquetTables:
    """A folder with `articles.parquet`, `versions.parquet` and `revisions.parquet`."""

    def __init__(self, folder: Path) -> None:
        self._arrow = _arrow("pyarrow")
        parquet = _arrow("pyarrow.parquet")
        self._schemas = {name: self._schema(name) for name in COLUMNS}
        self._writers = {
            name: parquet.ParquetWriter(folder / f"{name}.parquet", schema)
            for name, schema in self._schemas.items()
        }
        self._waiting: dict[str, list[Json]] = {name: [] for name in COLUMNS}

    def _schema(self, table: str) -> Any:
        arrow = self._arrow
        kinds = {"changed": arrow.bool_()} | dict.fromkeys(_NUMBERS, arrow.int64())
        if table == "articles":
            kinds["versions"] = arrow.int64()
        return arrow.schema([(name, kinds.get(name, arrow.string())) for name in COLUMNS[table]])

    def write(self, one: ExportedArticle) -> None:
        for name, row in rows(one):
            self._waiting[name].append(row)
            if len(self._waiting[name]) >= GROUP:
                self._flush(name)

    def _flush(self, name: str) -> None:
        table = self._arrow.Table.from_pylist(self._waiting[name], schema=self._schemas[name])
        self._writers[name].write_table(table)
        self._waiting[name].clear()

    def close(self) -> None:
        for name, writer in self._writers.items():
            self._flush(name)
            writer.close()


def _arrow(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise EnvironmentRefused("Parquet needs pyarrow: pip install 'monitor[parquet]'") from error


def rows(one: ExportedArticle) -> Iterator[tuple[str, Json]]:
    """The rows of an article with the tables they belong to."""
    yield "articles", _article_row(one.article)
    for version in one.versions:
        yield "versions", _version_row(version, one.article)
    for revision in one.revisions:
        yield "revisions", _revision_row(revision)


def _article_row(article: Article) -> Json:
    told = article_json(article)
    return {name: told[name] for name in COLUMNS["articles"]}


def _version_row(version: Version, article: Article) -> Json:
    document = version.document
    return {
        "article": version.article_id,
        "number": version.number,
        "url": article.url,
        "provenance": version.provenance,
        "seen_at": instant(version.seen_at),
        "last_seen_at": instant(version.last_seen_at),
        "snapshot": version.snapshot_id,
        "extractor": document.extractor,
        "content_digest": document.content_digest,
        "language": document.language,
        "headline": document.headline,
        "standfirst": document.standfirst,
        "byline": "; ".join(document.byline),
        "published_at": instant(document.published_at),
        "modified_at": instant(document.modified_at),
        "text": document.text,
    }


def _revision_row(revision: Revision) -> Json:
    told = revision_json(revision)
    after, at = told["seen_between"]
    counted = {"edits": len(told["edits"]), "notices": len(told["notices"])}
    review = told["review"]
    stands = {f"standing_{name}": review[name] for name in ("change", "disclosure", "label")}
    return {
        **{name: told.get(name) for name in COLUMNS["revisions"]},
        "seen_after": after,
        "seen_at": at,
        **counted,
        **stands,
        "review": review["status"],
        "overridden_by": review["override"] and review["override"]["by"],
    }


def harmless(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula: an apostrophe stands before what begins like one. What
    would act on a terminal is shown; JSON Lines and Parquet have it as it was."""
    if isinstance(cell, str):
        return visible(f"'{cell}" if cell.startswith(_FORMULA) else cell)
    return json.dumps(cell) if isinstance(cell, bool) else cell

"""Histories on their way out: article by article, nothing held that is not being written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from monitor.model import Article, Version
from monitor.ports import ArticleFilter, Records, RevisionFilter
from monitor.shapes import Json, instant
from monitor.transfer import Exported, ExportedArticle, Exporter, SnapshotEntry

#: Articles read from the store at once; no article has as many revisions as the other.
PAGE = 500
ALL = 1_000_000


def chosen(records: Records, names: Sequence[str], source: str | None) -> Iterator[Article]:
    """The articles of these numbers or addresses; without any, those of a source, or all."""
    if names:
        yield from (records.article(name) for name in names)
        return
    after: int | None = None
    while found := records.articles(ArticleFilter(source=source, after_id=after, limit=PAGE)):
        yield from found
        after = found[-1].id


def export(
    records: Records, articles: Iterator[Article], exporter: Exporter, done: Callable[[], None]
) -> int:
    """Write these articles; returns how many there were. `done` hears of each."""
    count = 0
    for article in articles:
        exporter.write(exported(records, article))
        count += 1
        done()
    return count


def exported(records: Records, article: Article) -> ExportedArticle:
    versions = records.versions(article.id) if article.versions else []
    revisions = records.revisions(RevisionFilter(article_id=article.id, limit=ALL))
    return ExportedArticle(article, versions, revisions[::-1], _snapshots(records, article, versions))


def _snapshots(records: Records, article: Article, versions: Sequence[Version]) -> Iterator[Exported]:
    for entry in records.snapshots(article.id):
        snapshot = records.snapshot(entry.id)
        yield Exported(article.url, snapshot, _claims(entry, snapshot.wire_digest, versions))


def _claims(entry: SnapshotEntry, wire_digest: str | None, versions: Sequence[Version]) -> Json:
    """What the store says of a snapshot: its digests, and the versions that were read from it."""
    return {
        "body": "decoded",
        "body_sha256": entry.digest,
        "wire_sha256": wire_digest,
        "versions": [
            {
                "number": one.number,
                "provenance": one.provenance,
                "seen_at": instant(one.seen_at),
                "content_digest": one.document.content_digest,
                "extractor": one.document.extractor,
                "knowledge": one.knowledge,
            }
            for one in versions
            if one.snapshot_id == entry.id
        ],
    }

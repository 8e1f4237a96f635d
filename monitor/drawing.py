"""The wiring of pictures: a revision of the store → what its card says → the card drawn.

The libraries that draw are an extra, and are loaded when the first picture is asked for.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from monitor.errors import EnvironmentRefused
from monitor.model import Card
from monitor.ports import Records
from monitor.report import card_of
from monitor.report.catalogs import read_words
from monitor.settings import CardSettings

if TYPE_CHECKING:
    from monitor.picture import CardPainter


class Cards:
    """Implements `ports.Pictures` over a store."""

    def __init__(self, records: Records, settings: CardSettings) -> None:
        self._records = records
        self._settings = settings

    def card(self, revision_id: int) -> Card:
        found = self._records.revision(revision_id)
        after = self._records.version(found.article_id, found.to_version)
        digest = self._records.snapshot(after.snapshot_id).digest
        return card_of(found, after.document.language, digest, read_words(self._settings.language))

    def svg(self, revision_id: int) -> str:
        return self._painter.svg(self.card(revision_id))

    def png(self, revision_id: int) -> bytes:
        return self._painter.png(self.card(revision_id))

    @cached_property
    def _painter(self) -> CardPainter:
        try:
            from monitor.picture import CardPainter
        except ImportError as error:
            raise EnvironmentRefused(
                f"Pictures need libraries that are not installed ({error.name}): pip install 'monitor[card]'"
            ) from error
        return CardPainter(self._settings.fonts)

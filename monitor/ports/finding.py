"""The store's part in finding: full-text search, counts of a filter, saved views."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from monitor.model import Hit, SavedView
from monitor.ports.filters import RevisionFilter


class FindingRecords(Protocol):
    """What looks for something asks of the store."""

    def search(self, asked: str, before: int | None = None, limit: int = 20) -> list[Hit]:
        """Of each article the latest version that holds what is asked for (`searching.question`), the newest
        first; `before` is the number of the last version of the page before. UsageError."""

    def count_revisions(self, which: RevisionFilter, most: int = 1000) -> int:
        """How many revisions a filter leaves. None beyond `most`, unless the store knows."""

    def views(self, person: str | None = None) -> list[SavedView]:
        """Everybody's views and this person's own, by name; None: all there are."""

    def view(self, name: str, person: str | None = None) -> SavedView:
        """This person's view of that name, else everybody's; `person` None: everybody's, else the only one
        of that name. NotFoundError; UsageError where several people have one."""

    def put_view(self, name: str, query: str, who: tuple[str, str | None], now: datetime) -> SavedView:
        """Keep a filter under a name, in place of the one that has it; `who` = (who does it, whose it is,
        None for everybody's). UsageError."""

    def remove_view(self, view_id: int, person: str | None = None) -> SavedView:
        """Forget a view: everybody's, or this person's own (None: anybody's). NotFoundError."""

    def fill_search(self, batches: int = 1) -> bool:
        """Take up texts that an older release did not index, so many batches of them; False when there is
        nothing left to do."""

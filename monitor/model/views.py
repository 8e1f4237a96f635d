"""What searches and filters find, and filters that people gave a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.model.history import Version


@dataclass(frozen=True, slots=True)
class SavedView:
    """A filter under a name. `query` is the query string of the list on the desk; `owner` the person whose
    view it is, None for everybody's."""

    id: int
    name: str
    owner: str | None
    query: str
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Hit:
    """The latest version of an article that holds what was searched for."""

    version: Version
    article_url: str | None
    source: str

"""What proves a history: the journal, its heads and time stamps, declarations made elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One link of the chain: what was done to the row `key` of table `subject`. `content` is the digest
    of what the row holds since then, None when it is no more; `previous` that of the entry before."""

    sequence: int
    at: datetime | None
    kind: str
    subject: str
    key: str
    content: str | None
    note: str | None
    previous: str
    digest: str


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain at some time: who knows it can tell whether anything before was altered."""

    sequence: int
    digest: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TimeToken:
    """What a time-stamping authority said of a head: `data` is its RFC 3161 token (DER)."""

    id: int
    head: Head
    at: datetime
    url: str
    data: bytes


#: How what is declared on a page of corrections stands against what was seen on the article itself;
#: `unmatched`: it speaks of no article that is tracked.
Finding = Literal["declared elsewhere", "declared there too", "not seen", "unmatched"]


@dataclass(frozen=True, slots=True)
class Declared:
    """An entry of a page of corrections, and the article that it speaks of, if that is tracked. `url` is the
    first story that it links to, `revision_id` the change that it may tell of: the one whose figures, names
    and words it holds; of none or several, the first that no notice on the article declared."""

    id: int
    article_id: int | None
    source: str
    page: str
    text: str
    url: str | None
    seen_at: datetime
    matched_by: Literal["link", "headline"] | None
    finding: Finding
    revision_id: int | None = None

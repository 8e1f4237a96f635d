"""What a page says of its article, in its head, its JSON and around its headline.

Holds the fields of one page and the rules by which contradictions are resolved. It never
changes the tree, fetches nothing and reads no clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lxml.html import HtmlElement

from monitor.model import Margin, Media, ReaderKnowledge


@dataclass(frozen=True, slots=True)
class Metadata:
    """The fields of a page. `origins` are pairs (field, source), e.g. ("headline", "h1").

    `titles` and `descriptions` are all the declared ones, as evidence for where the article
    stands; `article_body` is JSON-LD's, never shown. `types` are the lower-case schema.org and
    Open Graph types of the main thing of the page. `free` is isAccessibleForFree (None: unsaid),
    `paywalled` the CSS selectors declared as not free. `furniture` are visible lines beside the
    headline that fields were read from (byline, date line), never body text.
    """

    headline: str | None = None
    standfirst: str | None = None
    byline: tuple[str, ...] = ()
    section: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    language: str | None = None
    canonical_url: str | None = None
    site_name: str | None = None
    types: frozenset[str] = frozenset()
    free: bool | None = None
    paywalled: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    article_body: str | None = None
    media: tuple[Media, ...] = ()
    corrections: tuple[Margin, ...] = ()
    furniture: tuple[str, ...] = ()
    origins: tuple[tuple[str, str], ...] = ()


def read_metadata(tree: HtmlElement, url: str | None, knowledge: ReaderKnowledge) -> Metadata:
    """The fields of the page in `tree`, which was asked for at `url`. Never raises for a page."""
    return Metadata(canonical_url=url, language=knowledge.language)

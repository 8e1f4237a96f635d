"""The one address of an article: what a page says is its own, believed only when that page is the same.

AMP and mobile pages, printable ones and those with parameters name the address of the story proper. It
is asked once, when the article is first read. Only where the same text stands there does the article
go on at that address: sites exist whose pages all name the home page, a section, or one and the same story.
"""

from __future__ import annotations

from monitor.extract import block_digest
from monitor.jobs.confirm import Confirmed
from monitor.jobs.outcome import leads_home
from monitor.jobs.tools import CheckTools
from monitor.model import (
    Document,
    DueArticle,
    Examined,
    Fetched,
    FetchRequest,
    FirstVersion,
    ReaderKnowledge,
)
from monitor.ports import ExaminerCrashed
from monitor.urls import canonical

#: Texts of fewer letters stand on many pages and prove nothing.
LETTERS = 40
#: The share of the shorter page's texts that must stand on the other.
ENOUGH = 0.6


async def at_own_address(
    due: DueArticle, fetched: Fetched, examined: Examined, tools: CheckTools
) -> Confirmed:
    """The look to record of an article's first reading: at the address it says it has, if that is so."""
    here = Confirmed(fetched, examined)
    if due.article.versions or not isinstance(examined, FirstVersion):
        return here
    said = own_address(examined.document, (due.article.url, fetched.snapshot.final_url))
    if said is None:
        return here
    there = await tools.fetcher.fetch(FetchRequest(said, reach=due.reach))
    if not isinstance(there, Fetched) or leads_home(there.snapshot):
        return here
    knowledge = ReaderKnowledge(due.recipe, due.language, due.volatile)
    try:
        read = await tools.examiner.examine(None, there.snapshot, knowledge)
    except ExaminerCrashed:
        return here
    if not isinstance(read, FirstVersion) or not same_work(examined.document, read.document):
        return here
    return Confirmed(there, read, address=said)


def own_address(document: Document, known: tuple[str | None, ...]) -> str | None:
    """The address that a page says it has, if it is another than those by which it was asked."""
    said = canonical(document.canonical_url) if document.canonical_url else None
    return None if said in {canonical(one) for one in known if one} else said


def same_work(one: Document, other: Document) -> bool:
    """Are these two readings of one story? Most of what the shorter says stands in the other."""
    mine, theirs = _texts(one), _texts(other)
    shorter = min(len(mine), len(theirs))
    return shorter > 0 and len(mine & theirs) >= ENOUGH * shorter


def _texts(document: Document) -> frozenset[str]:
    long = (block.text for block in document.blocks if len(block.text) >= LETTERS)
    return frozenset(block_digest(text) for text in long)

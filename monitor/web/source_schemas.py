"""What the API answers of one source, and what it takes to set sources up."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from monitor.model import SourceKind
from monitor.sources import pattern_problem
from monitor.urls import check_url
from monitor.web.schemas import Shape, Source


class Coverage(Shape):
    """How closely the source was watched: measured on the articles tracked last, since `since`."""

    since: datetime
    articles: int
    looks: int
    middle_gap_seconds: float | None = Field(description="Between two looks at one article, in the middle.")
    within_hour: float | None = Field(description="Share of the time in which looks were at most 1 h apart.")
    within_day: float | None = Field(description="The same, at most 24 h apart.")


class DisclosureRecord(Shape):
    """Observed substantive changes, by what was declared of them in the same step."""

    source: int
    articles: int = Field(description="Tracked.")
    read: int = Field(description="Of those, how many were read at least once.")
    substantive: int
    exempt: int = Field(description="Of those, in live blogs.")
    called_for: int = Field(description="Substantive ones outside live blogs: the denominator.")
    disclosed: int
    partly_disclosed: int
    undisclosed: int
    told_later: int = Field(description="Not wholly declared, and followed by a notice of an earlier change.")
    told_elsewhere: int = Field(description="The same, with an entry on a page of corrections.")
    middle_delay_seconds: float | None = Field(description="Until the later notice, in the middle.")
    first_at: datetime | None
    last_at: datetime | None
    coverage: Coverage
    caution: str


def _is_address(url: str) -> str:
    problem = check_url(url)
    if problem:
        raise ValueError(f"{problem}; give a full address such as https://news.example/story")
    return url.strip()


def _is_pattern(text: str) -> str:
    problem = pattern_problem(text)
    if problem:
        raise ValueError(problem)
    return text


def _is_word(text: str) -> str:
    if not text.strip() or "\x00" in text:
        raise ValueError("must not be empty")
    return text.strip()


Address = Annotated[str, Field(max_length=2000), AfterValidator(_is_address)]
Pattern = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_is_pattern)]
Word = Annotated[str, Field(max_length=200), AfterValidator(_is_word)]
Words = Annotated[list[Word], Field(max_length=50)]
Patterns = Annotated[list[Pattern], Field(max_length=50)]
Language = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Seconds = Annotated[int, Field(ge=1, le=10 * 365 * 86400)]
Kind = Literal[SourceKind.PAGE, SourceKind.FEED, SourceKind.SITEMAP, SourceKind.LISTING]


class SourceRules(Shape):
    """What may be changed of a source that was added; what is left out is as if nothing were asked."""

    every_seconds: Seconds | None = Field(None, description="Look so often; else the schedule decides.")
    language: Language | None = None
    section: Word | None = None
    tags: Words = Field(default_factory=list)
    include: Patterns = Field(default_factory=list)
    exclude: Patterns = Field(default_factory=list)
    max_articles: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    max_age_seconds: Seconds | None = None


class NewSource(SourceRules):
    """A source to watch. Without a kind, the address is asked what it is."""

    location: Address
    kind: Kind | None = None
    name: Word | None = Field(None, description="Else its address without scheme.")


class Question(Shape):
    location: Address
    kind: Kind | None = None


class Offer(Shape):
    kind: SourceKind
    location: str


class Lead(Shape):
    url: str
    title: str | None
    published_at: datetime | None


class Preview(Shape):
    """What an address was found to be. `problem` is null when nothing is wrong with it."""

    location: str
    kind: SourceKind
    title: str | None
    offers: list[Offer] = Field(description="Feeds and news sitemaps that may be watched instead.")
    leads: list[Lead] = Field(description="The first articles found.")
    leads_found: int
    problem: str | None


class Outline(Shape):
    name: str
    kind: SourceKind
    location: str
    tags: list[str]
    known: bool = Field(description="Is it watched already?")


class OpmlList(Shape):
    """What a list names, and what is wrong with it; with problems, nothing is added."""

    sources: list[Outline]
    problems: list[str]
    added: list[Source]

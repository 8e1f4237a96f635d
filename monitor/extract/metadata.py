"""What a page says of its article, in its head, its JSON and around its headline.

Holds the fields of one page and the rules by which contradictions are resolved. It never
changes the tree, fetches nothing and reads no clock. The rules:

- *absent* — empty strings, "null", "undefined", template remains and the like count as not said.
- *headline* — the visible heading that agrees with a declared title (JSON-LD, og:title, twitter:title,
  `title`); a kicker inside the heading is not part of it; a lone h1 wins against titles made for sharing.
  A site's name is taken off only when og:site_name, the publisher, the host or the heading shows it is one.
- *standfirst* — only what stands as an element of its own under the headline; a declared description
  that is the start of the first paragraph is none.
- *byline* — what the page shows beside the headline; JSON-LD completes it (never the other way round when
  the two share nobody); undisplayed meta tags count only for what looks like a person. Offices, agencies
  beside persons, the site itself and accounts are no authors.
- *published* — JSON-LD, then meta tags, microdata, `time`, a written date beside the headline, the state
  of scripts, the address. Where the first two disagree on the day, the one that the address or the visible
  date confirms. The same instant given with a local offset is preferred to UTC: the reader's day.
- *modified* — JSON-LD, meta tags, microdata; never before the publication. It is not content.
- *language* — the source's setting, `html lang`, meta, JSON-LD, og:locale; a script that contradicts it wins.
- *canonical address* — rel=canonical, og:url, JSON-LD; only on the same site, never the home page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from monitor.extract import state
from monitor.extract.authors import Voice, find_byline
from monitor.extract.dates import instant
from monitor.extract.headlines import Titles, find_headline, find_standfirst, key
from monitor.extract.languages import page_language
from monitor.extract.surroundings import Line, after, before
from monitor.extract.times import Said, find_modified, find_published
from monitor.model import Margin, Media, ReaderKnowledge
from monitor.urls import absolute, host, same_site


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


@dataclass(frozen=True, slots=True)
class Head:
    """The meta tags of a page by their lower-case names, as written, and some more of its head."""

    meta: Mapping[str, Sequence[str]]
    title: str | None
    canonical: str | None
    scripts: tuple[HtmlElement, ...]

    def first(self, *names: str) -> str | None:
        return next(self._filled(names), None)

    def every(self, *names: str) -> list[str]:
        return list(self._filled(names))

    def _filled(self, names: Iterable[str]) -> Iterator[str]:
        for name in names:
            yield from filter(None, map(state.plain, self.meta.get(name, ())))


#: Whatever is longer is no title.
_MAX_TITLE = 500
#: More names of meta tags than any honest page has.
_MAX_METAS = 2000
_META_NAMES = ("property", "name", "itemprop", "http-equiv")


def read_head(tree: HtmlElement) -> Head:
    """Meta tags, title, canonical link and scripts, wherever they stand: some pages have them in the body."""
    meta: dict[str, list[str]] = {}
    scripts: list[HtmlElement] = []
    title = canonical = None
    for element in tree.iter("meta", "link", "title", "script"):
        tag = element.tag
        if tag == "script":
            scripts.append(element)
        elif tag == "meta":
            if len(meta) >= _MAX_METAS:
                continue
            name = next((value for name in _META_NAMES if (value := element.get(name))), None)
            listed = meta.setdefault(name.lower(), []) if name else None
            value = element.get("content")
            if value and listed is not None and len(listed) < 50:
                listed.append(value)
        elif tag == "title":
            title = title or state.plain(element.text)
        elif canonical is None and (element.get("rel") or "").lower() == "canonical":
            canonical = (element.get("href") or "").strip() or None
    return Head(meta, title, canonical, tuple(scripts))


def read_metadata(tree: HtmlElement, url: str | None, knowledge: ReaderKnowledge) -> Metadata:
    """The fields of the page in `tree`, which was asked for at `url`. Never raises for a page."""
    head = read_head(tree)
    nodes = state.linked_data(head.scripts)
    canonical, canonical_source = _canonical(head, nodes, url)
    titled = [text for text in (head.first("og:title", "twitter:title"), head.title) if text]
    addresses = frozenset(
        text.rstrip("/").partition("#")[0] for text in (url, canonical, head.canonical) if text
    )
    node = state.main_article(nodes, addresses, titled)
    site = _site_names(head, nodes, node, url or canonical)
    titles = _titles(head, node)
    headline = find_headline(tree, Titles(titles, site | _folded(_common_ends([text for _, text in titles]))))
    around = _around(tree, headline.element if headline else None)
    language, language_source = page_language(
        tree, head.every("content-language", "og:locale"), state.first(node, "inLanguage"), knowledge.language
    )
    address = url or canonical
    told = (*state.strings(node.get("description")), *head.every(*_DESCRIPTION_TAGS))
    descriptions = tuple(dict.fromkeys(told))
    standfirst = find_standfirst(around.after, headline.text, descriptions) if headline else None
    byline = find_byline(
        tree, Voice(around.before, around.after, site), node, nodes, head.every(*_AUTHOR_TAGS)
    )
    said = Said(node, head.meta, head.scripts, around.before, around.after, address, language)
    published = find_published(tree, said, headline.text if headline else None)
    modified = find_modified(said, published)
    section, section_source = _section(head, node)
    fields = {
        "headline": headline and headline.source,
        "standfirst": standfirst and standfirst[1],
        "byline": byline.source if byline.names else None,
        "section": section_source,
        "published_at": published and published.source,
        "modified_at": modified and modified.source,
        "language": language_source,
        "canonical_url": canonical_source,
    }
    return Metadata(
        headline=headline.text if headline else None,
        standfirst=standfirst[0] if standfirst else None,
        byline=byline.names,
        section=section,
        published_at=published.at if published else None,
        modified_at=modified.at if modified else None,
        language=language,
        canonical_url=canonical,
        site_name=head.first("og:site_name", "application-name"),
        types=state.types(node) | frozenset(text.lower() for text in head.every("og:type")),
        free=_free(node),
        paywalled=_paywalled(node),
        titles=tuple(dict.fromkeys(text for _, text in titles)),
        descriptions=descriptions,
        article_body=state.first(node, "articleBody"),
        media=_media(head, node, nodes, address),
        corrections=_corrections(head, node, nodes, headline.text if headline else None),
        furniture=tuple(dict.fromkeys([*byline.lines, *(published.lines if published else ())])),
        origins=tuple((name, source) for name, source in fields.items() if source),
    )


_DESCRIPTION_TAGS = ("og:description", "description", "twitter:description")
_AUTHOR_TAGS = (
    "author", "article:author", "article:author_name", "byl", "byline", "parsely-author",
    "sailthru.author", "dc.creator", "dcterms.creator", "citation_author", "cxenseparse:author",
    "og:article:author", "twitter:data1", "rbauthors", "dc.contributor",
)  # fmt: skip


# --- titles and the site ---------------------------------------------------------------------------------


def _titles(head: Head, node: state.Json) -> tuple[tuple[str, str], ...]:
    found = [
        ("json-ld", text) for text in state.strings(node.get("headline")) + state.strings(node.get("name"))
    ]
    found += [(name, text) for name in ("og:title", "twitter:title") for text in head.every(name)[:1]]
    found += [("microdata", text) for text in head.every("headline")[:1]]
    found += [
        ("meta", text) for text in head.every("title", "dc.title", "sailthru.title", "parsely-title")[:2]
    ]
    if head.title:
        found.append(("title", head.title))
    return tuple((source, text) for source, text in found if len(text) <= _MAX_TITLE)


def _site_names(head: Head, nodes: list[state.Json], node: state.Json, url: str | None) -> frozenset[str]:
    """Folded names of the site, with and without spaces: no authors, and taken off a title."""
    named = head.every(
        "og:site_name",
        "application-name",
        "apple-mobile-web-app-title",
        "publisher",
        "dc.publisher",
        "copyright",
        "article:publisher",
    )
    named += [text.lstrip("@") for text in head.every("twitter:site")]
    for item in state.resolve(node.get("publisher"), nodes):
        named += state.strings(item)
    for other in nodes:
        if state.types(other) & {"website", "organization", "newsmediaorganization"}:
            named += state.strings(other.get("name")) + state.strings(other.get("alternateName"))
    name = host(url) if url else ""
    labels = [
        label
        for label in name.split(".")[:-1]
        if len(label) > 2 and label not in ("www", "com", "org", "net", "gov", "edu")
    ]
    return _folded([*named, *labels, name, name.removeprefix("www.")])


def _folded(named: list[str]) -> frozenset[str]:
    """Names in all the forms in which they are looked up."""
    folded = {key(text) for text in named if len(text) <= 100}
    return frozenset(
        part for text in folded if text for part in (text, text.replace(" ", ""), text.removeprefix("the "))
    )


def _common_ends(titles: list[str]) -> list[str]:
    """What one declared title has beyond another, set off by a joint: the site's name, section or author."""
    found = []
    for longer in titles:
        for shorter in titles:
            if len(shorter) >= 12 and longer.startswith(shorter + " "):
                rest = longer[len(shorter) :].strip()
                found.append(rest.lstrip("|-–—:·•» ") if rest[:1] in "|-–—:·•»" else "")
    return found


@dataclass(frozen=True, slots=True)
class _Around:
    before: list[Line]
    after: list[Line]


def _around(tree: HtmlElement, element: HtmlElement | None) -> _Around:
    return _Around(before(element), after(element)) if element is not None else _Around([], [])


# --- the smaller fields ------------------------------------------------------------------------------


def _section(head: Head, node: state.Json) -> tuple[str | None, str | None]:
    declared = state.strings(node.get("articleSection"))
    if declared and len(declared[0]) <= 80:
        return declared[0], "json-ld"
    tagged = head.first(
        "article:section",
        "parsely-section",
        "sailthru.section",
        "og:article:section",
        "section",
        "cxenseparse:category",
    )
    return (tagged, "meta") if tagged and len(tagged) <= 80 else (None, None)


def _canonical(head: Head, nodes: list[state.Json], url: str | None) -> tuple[str | None, str | None]:
    """The first declared address that may be this article's; see the guards in `_may_be`."""
    declared = [("rel=canonical", head.canonical), ("og:url", head.first("og:url"))]
    declared += [("json-ld", state.address(node)) for node in nodes if state.is_article(node)][:1]
    for source, text in declared:
        link = absolute(url or "", text) if text else None
        if link and _may_be(link, url):
            return link, source
    return None, None


def _may_be(link: str, url: str | None) -> bool:
    """Not a home page, on the same site, and not merely a folder above the page's own address."""
    parts = urlsplit(link)
    path = parts.path.rstrip("/")
    if (not path or path.lower() in ("/index.html", "/index.php", "/home", "/404")) and not parts.query:
        return False
    if url is None:
        return True
    if not same_site(link, url):
        return False
    own = urlsplit(url).path.rstrip("/")
    if own.startswith(path + "/"):
        rest, last = own[len(path) + 1 :].lower(), path.rpartition("/")[2]
        names_story = "-" in last or len(last) >= 12 or sum(map(str.isdigit, last)) >= 5
        return names_story or rest in ("amp", "print", "all", "full", "single")
    return True


def _free(node: state.Json) -> bool | None:
    value = node.get("isAccessibleForFree")
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower().rpartition("/")[2] if isinstance(value, str) else ""
    return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(text)


def _paywalled(node: state.Json) -> tuple[str, ...]:
    parts = node.get("hasPart")
    listed = parts if isinstance(parts, list) else [parts]
    closed = [part for part in listed if isinstance(part, dict) and _free(part) is False]
    return tuple(text for part in closed for text in state.strings(part.get("cssSelector")))


def _media(head: Head, node: state.Json, nodes: list[state.Json], url: str | None) -> tuple[Media, ...]:
    """The lead picture that the page declares."""
    source = head.first(
        "og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src"
    )
    declared = state.resolve(node.get("image"), nodes)
    if source is None:
        source = next(filter(None, map(_address_of_image, declared)), None)
    link = absolute(url or "", source) if source else None
    if link is None:
        return ()
    about: state.Json = next((one for one in declared if isinstance(one, dict)), {})
    credit = state.first(about, "creditText", "copyrightHolder", "creator", "author") or ""
    alt = head.first("og:image:alt", "twitter:image:alt") or ""
    return (Media("image", link, alt, credit if len(credit) <= 120 else ""),)


def _address_of_image(item: object) -> str | None:
    return state.first(item, "url", "contentUrl") if isinstance(item, dict) else state.plain(item)


def _corrections(
    head: Head, node: state.Json, nodes: list[state.Json], headline: str | None
) -> tuple[Margin, ...]:
    found = state.declared_corrections(node, nodes) or state.state_corrections(head.scripts, headline)
    return tuple(
        Margin(text=text, where="metadata", hint=hint, dated_at=instant(date)) for text, hint, date in found
    )

"""Who wrote the article, as the page shows it and its metadata declare it.

Weighs the visible byline against JSON-LD and meta tags; the reading of names is in `bylines`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from monitor.extract import bylines, state
from monitor.extract.dates import without_dates
from monitor.extract.surroundings import Line, apart_text, hidden, of_the_page, own_lines, select, tell

_BYLINE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:by-?lines?|authors?|auth?or-?name|autore?s?|auteurs?|autoren|writers?|reporters?|journalists?|journaliste|penulis|contributors?|"
    r"redakteur|skribent|forfatter|creators?|author__name|articleauthor|byname|firma|firmado|autoria)(?:$|[\s_-])"
)
#: The same for persons alone: a byline holds more than names.
_PERSON_CLASS = re.compile(
    r"(?:^|[\s_-])(?:authors?|auth?or-?name|autore?s?|auteurs?|autoren|author__name|articleauthor)(?:$|\s)"
)
_AUTHORS = etree.XPath(
    "//@rel[. = 'author']/parent::* | //@itemprop[. = 'author' or . = 'author name']/parent::*"
)
_UNREAD = frozenset(("script", "style", "noscript", "template"))
_NOT_BYLINE = re.compile(
    r"bio|avatar|image|photo|comment|social|follow|related|count|twitter|email|more-from|description|caption|credit|tags?\b"
)


@dataclass(frozen=True, slots=True)
class Voice:
    """The lines around the headline (`before` nearest first) and the folded names of the site."""

    before: list[Line]
    after: list[Line]
    site: frozenset[str]


@dataclass(frozen=True, slots=True)
class Byline:
    """Names in order, where they came from, and the visible lines they stand in."""

    names: tuple[str, ...] = ()
    source: str = ""
    lines: tuple[str, ...] = ()


def find_byline(
    tree: HtmlElement, voice: Voice, node: state.Json, nodes: list[state.Json], tags: list[str]
) -> Byline:
    """The authors by the rules in `metadata`; none where nothing looks like a person."""
    declared = _declared(node, nodes, voice.site)
    shown = _shown(tree, voice, frozenset(_same(name) for name in declared))
    if shown.names:
        return _agreed(shown, tuple(name for name in declared if " " in name or not name.isascii()))
    house = next((name for text in shown.lines if (name := bylines.institution(text, voice.site))), None)
    if house:
        return Byline((house,), "byline", shown.lines)
    said = declared or tuple(dict.fromkeys(name for text in tags for name in bylines.names(text, voice.site)))
    visible = _visible(tree, said)
    if visible:
        return Byline(visible, "json-ld" if declared else "meta", shown.lines)
    agency = _agency(shown.lines, _strings(node, nodes), voice)
    return Byline((agency,), "byline", shown.lines) if agency else Byline(lines=shown.lines)


def _agency(lines: tuple[str, ...], declared: list[str], voice: Voice) -> str | None:
    """The agency that a byline consists of; or one that is declared and stands in a short line there."""
    shown = next((name for text in lines if (name := bylines.agency(text, voice.site))), None)
    if shown:
        return shown
    near = [f" {_same(line.text)} " for line in voice.after[:8] if len(line.text) <= 120]
    named = (bylines.agency(text, voice.site) for text in declared)
    return next((name for name in named if name and any(f" {_same(name)} " in text for text in near)), None)


def _strings(node: state.Json, nodes: list[state.Json]) -> list[str]:
    """Whoever JSON-LD declares as author, persons or not."""
    declared = state.resolve(node.get("author", node.get("creator")), nodes)
    return [text for item in declared for text in state.strings(item)]


def _declared(node: state.Json, nodes: list[state.Json], site: frozenset[str]) -> tuple[str, ...]:
    found: list[str] = []
    for item in state.resolve(node.get("author", node.get("creator")), nodes):
        if isinstance(item, dict) and "organization" in " ".join(state.types(item)):
            continue
        for text in state.strings(item):
            found.extend(bylines.names(text, site, single=isinstance(item, dict)))
    return tuple(dict.fromkeys(found))


def _visible(tree: HtmlElement, names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the declared names that a reader of the page can find on it."""
    names = tuple(name for name in names if " " in name or not name.isascii())
    if not names:
        return ()
    text = f" {_same(' '.join(_texts(tree)))} "
    return tuple(name for name in names if f" {_same(name)} " in text)


def _texts(tree: HtmlElement) -> Iterator[str]:
    """The pieces of text in the body that are not code, in any order."""
    body = tree.find("body")
    for element in () if body is None else body.iter():
        text, tail = element.text, element.tail
        if text and len(text) > 2 and element.tag not in _UNREAD:
            yield text
        if tail and len(tail) > 2 and element is not body:
            yield tail


def _agreed(shown: Byline, declared: tuple[str, ...]) -> Byline:
    """The larger of two lists that share somebody; else what the page shows."""
    seen, said = {_same(name) for name in shown.names}, {_same(name) for name in declared}
    if seen == said:
        return Byline(declared, "json-ld, byline", shown.lines)
    if seen < said or (seen & said and len(said) > len(seen)):
        return Byline(declared, "json-ld", shown.lines)
    return shown


def _same(name: str) -> str:
    return re.sub(r"\W+", " ", name.casefold()).strip()


# --- what the page shows -----------------------------------------------------------------------------------


def _shown(tree: HtmlElement, voice: Voice, declared: frozenset[str]) -> Byline:
    lines: list[str] = []
    found: list[str] = []
    quiet = 0
    heralded = False
    for line in [*own_lines(voice.after), *voice.before]:
        if len(line.text) > 240 or line.tag in ("h1", "figcaption") or "caption" in line.tell:
            continue
        names, is_byline = _of_line(line, voice.site, declared, heralded=heralded)
        heralded = bylines.strip_marker(line.text) == ("", True)
        is_byline = is_byline or heralded
        fresh = [name for name in names if _same(name) not in {_same(known) for known in found}]
        if is_byline and len(line.text) <= 160:
            lines.append(line.text)
        found.extend(fresh)
        quiet = 0 if fresh or not found else quiet + 1
        if quiet > 3:
            break
    if found:
        return Byline(tuple(found), "byline", tuple(lines))
    marked = () if declared else _marked(tree, voice.site)
    return Byline(marked, "author element", tuple(lines)) if marked else Byline(lines=tuple(lines))


def _of_line(
    line: Line, site: frozenset[str], declared: frozenset[str], *, heralded: bool
) -> tuple[tuple[str, ...], bool]:
    """The names in a line that is a byline by its first word, its markup, or because JSON-LD names it.

    `heralded` says that the line before was nothing but a "By".
    """
    linked = _linked(line.element, site) or _called(line, site)
    if linked:
        return linked, True
    text = without_dates(line.text) if any(map(str.isdigit, line.text)) else line.text
    if text != line.text and len(text) <= 120:
        text = bylines.behind_marker(text)
    stripped, marked = bylines.strip_marker(text)
    marked = (marked or heralded) and 0 < len(stripped) <= 120
    told = bool(_BYLINE_CLASS.search(line.tell)) and not _NOT_BYLINE.search(line.tell)
    folded = _same(text) if declared else ""
    named = any(name in folded for name in declared)
    if not (told or marked or named):
        return (), False
    names = bylines.names(text, site, single=marked or named)
    confirmed = bool(names) and all(_same(name) in declared for name in names) and bylines.covers(text, names)
    long_enough = tuple(
        name for name in names if " " in name or not name.isascii() or _same(name) in declared
    )
    if confirmed:
        return names, True
    if marked and not names:
        return (), len(stripped) <= 40 and not stripped.endswith((".", ":", "?", "!"))
    if not marked and not (told and bylines.covers(text, long_enough)):
        return (), bylines.agency(text, site) is not None
    pen_name = marked and len(names) == 1 and bylines.covers(text, names) and len(stripped.split()) <= 2
    return (names if pen_name and not long_enough else long_enough), True


def _linked(element: HtmlElement, site: frozenset[str]) -> tuple[str, ...]:
    """Names in the parts of a line that are marked as authors, each in its own element."""
    found: list[str] = []
    for part in element.iter():
        if not part.keys() or not _is_author(part) or hidden(part):
            continue
        found.extend(name for name in bylines.names(apart_text(part), site) if name not in found)
    return tuple(found)


def _called(line: Line, site: frozenset[str]) -> tuple[str, ...]:
    """Names in the parts of a short line that are called authors, beside parts that are called otherwise."""
    if len(line.text) > 160 or len(line.element) < 2:
        return ()
    found: list[str] = []
    for part in line.element:
        named = part.get("class")
        if named and _PERSON_CLASS.search(named.lower()) and not hidden(part):
            found.extend(name for name in bylines.names(apart_text(part), site) if name not in found)
    return tuple(found)


def _is_author(element: HtmlElement) -> bool:
    rel, called = element.get("rel"), element.get("itemprop")
    return bool(rel and rel.lower() == "author") or bool(called and "author" in called.lower().split())


def _marked(tree: HtmlElement, site: frozenset[str]) -> tuple[str, ...]:
    """Authors marked as such anywhere else in the article: boxes at its end, far-away headers."""
    found: list[str] = []
    for element in select(tree, _AUTHORS)[:40]:
        if _of_something_else(element):
            continue
        text = element.get("content") if element.tag == "meta" else apart_text(element)
        found.extend(name for name in bylines.names(text or "", site) if name not in found)
    return tuple(found) if len(found) <= 6 else ()


def _of_something_else(element: HtmlElement) -> bool:
    node: HtmlElement | None = element
    while node is not None and node.tag not in ("body", "html"):
        if of_the_page(node) or (hidden(node) and node.tag != "meta") or "comment" in tell(node):
            return True
        node = node.getparent()
    return False

"""JSON in pages: JSON-LD and the state that scripts carry → plain nodes, however broken.

Knows which node is the page's own article and what corrections are declared. It judges no
field against the visible page (that is `metadata`), runs no script, and never raises for a page.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from monitor.text import clean, normal

Json = dict[str, Any]

#: Bounds of one page's JSON: characters of a script that are decoded, nodes that are visited.
_MAX_SCRIPT = 3_000_000
_MAX_NODES = 20_000

_ARTICLE = re.compile(
    r"article|blogposting|reportage|newsstory|^(?:report|review|claimreview)$|socialmediaposting"
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_PLACEHOLDER = re.compile(
    r"(?:null|none|undefined|nan|n/?a|false|true|default|unknown|\[object object\]|-+|\.+"
    r"|[{%$\[]{1,2}.*[}%\]]{1,2})",
    re.IGNORECASE,
)
_COMMENT = re.compile(
    r"<!--|-->|/\*[^*]{0,2000}\*/|<!\[CDATA\[|\]\]>|^[ \t]*//[^\n]*|(?<=[{,\s])//[^\"\n]{0,200}$",
    re.DOTALL | re.MULTILINE,
)
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_DOUBLE_COMMA = re.compile(r",(?:\s*,)+")
_MISSING_VALUE = re.compile(r"(:\s*)(?=[,}\]])|(?<=:)\s*(?:undefined|NaN)\b")
_SALVAGED = ("headline", "datePublished", "dateModified", "dateCreated", "articleSection", "inLanguage")
_STATE_HINT = re.compile(
    r"""["'](?:corrections?|clarifications?|correctionText|correction_text|editor_?[nN]otes?|errata|erratum)["']"""
    r"""\s*:\s*(?=["'\[{])"""
)
_STATE_KEYS = re.compile(
    r"(?i)^(?:corrections?|clarifications?|correction_?text|editor_?notes?|errata|erratum)$"
)
_STATE_TITLES = ("headline", "headlines", "title", "seoTitle", "name")
_STATE_DATES = (
    "first_publish_date", "datePublished", "publishedAt", "published_at", "firstPublished", "publishDate",
    "publish_date", "publishedDate", "publicationDate", "display_date",
)  # fmt: skip


# --- values ------------------------------------------------------------------------------------------


def plain(value: object) -> str | None:
    """A declared string without entities, tags and placeholders; None when nothing is left."""
    if not isinstance(value, str) or len(value) > 1_000_000:
        return None
    text = clean(_TAG.sub(" ", html.unescape(value)) if "&" in value or "<" in value else value)
    return None if not text or _PLACEHOLDER.fullmatch(text) else text


def strings(value: object) -> list[str]:
    """All strings in a JSON-LD value: a string, a list of them, or objects with a name or value."""
    if isinstance(value, dict):
        value = value.get("@value", value.get("name", value.get("text")))
    if isinstance(value, list):
        return [text for item in value[:200] for text in strings(item)] if _shallow(value) else []
    text = plain(value)
    return [text] if text else []


def _shallow(value: list[Any]) -> bool:
    return not any(isinstance(item, list) for item in value)


def first(node: Json, *names: str) -> str | None:
    """The first filled string among the named properties."""
    return next((text for name in names for text in strings(node.get(name))[:1]), None)


def types(node: Json) -> frozenset[str]:
    """The lower-case types of a node, without their vocabulary's address."""
    named = node.get("@type")
    listed = named if isinstance(named, list) else [named]
    return frozenset(re.split(r"[/#:]", item)[-1].lower() for item in listed if isinstance(item, str))


# --- decoding ----------------------------------------------------------------------------------------


def decode(text: str) -> list[Any]:
    """The JSON values in a text that should be one of them. Repairs what publishers break."""
    text = text.strip()[:_MAX_SCRIPT]
    if not text:
        return []
    for repair in (str, _repaired, html.unescape):
        try:
            return [json.loads(repair(text), strict=False)]
        except (ValueError, RecursionError):
            continue
    return _leading_values(_repaired(text)) or _salvaged(text)


def _repaired(text: str) -> str:
    text = _COMMENT.sub("", text).strip().rstrip(";")
    text = _MISSING_VALUE.sub(lambda found: (found[1] or "") + " null", text)
    return _TRAILING_COMMA.sub("", _DOUBLE_COMMA.sub(",", text))


def _leading_values(text: str) -> list[Any]:
    """Values that stand one after the other; what follows the first broken one is lost."""
    decoder, at = json.JSONDecoder(strict=False), 0
    values: list[Any] = []
    while at < len(text) and len(values) < 50:
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        values.append(value)
        while at < len(text) and text[at] in " \t\r\n,;":
            at += 1
    return values


def _salvaged(text: str) -> list[Any]:
    """An article node of what can be read from a text that is not JSON any more."""
    text = text[:200_000]
    named = re.search(r'"@type"\s*:\s*"([A-Za-z]{0,40}(?:Article|Posting))"', text)
    if named is None:
        return []
    node: Json = {"@type": named[1]}
    for name in _SALVAGED:
        found = re.search(rf'"{name}"\s*:\s*"((?:[^"\\\n]|\\.)*)"', text)
        if found:
            node[name] = found[1].replace('\\"', '"').replace("\\/", "/")
    return [node]


# --- JSON-LD -----------------------------------------------------------------------------------------


def linked_data(scripts: Iterable[HtmlElement]) -> list[Json]:
    """Every node that the page's JSON-LD scripts declare of the page, outermost first."""
    nodes: list[Json] = []
    for script in scripts:
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        for value in decode(script.text or ""):
            nodes.extend(_nodes(value))
            if len(nodes) > _MAX_NODES:
                return nodes
    return nodes


def _nodes(value: object) -> Iterator[Json]:
    """The node itself and those in its graph; lists of other pages' items are left alone."""
    waiting: list[object] = [value]
    seen = 0
    while waiting and seen < _MAX_NODES:
        item = waiting.pop()
        seen += 1
        if isinstance(item, list):
            waiting.extend(reversed(item[:_MAX_NODES]))
        elif isinstance(item, dict):
            yield item
            inner = [item.get(name) for name in ("@graph", "mainEntity", "mainEntityOfPage")]
            waiting.extend(part for part in reversed(inner) if isinstance(part, (list, dict)))


def resolve(value: object, nodes: Iterable[Json]) -> list[Any]:
    """The value as a list, with bare references to other nodes replaced by those nodes."""
    listed = value if isinstance(value, list) else [value]
    found: list[Any] = []
    for item in listed[:200]:
        if isinstance(item, dict) and "@id" in item and not item.keys() - {"@id", "@type"}:
            found.append(
                next((n for n in nodes if n.get("@id") == item["@id"] and n.keys() - {"@id", "@type"}), item)
            )
        else:
            found.append(item)
    return found


def is_article(node: Json) -> bool:
    return any(_ARTICLE.search(name) for name in types(node))


def main_article(nodes: list[Json], addresses: frozenset[str], titles: Iterable[str]) -> Json:
    """The node of the page's own article: the one with the page's address, else its title, else the first.

    Where nothing speaks for any of several, their number speaks for a listing: an empty node.
    """
    articles = [node for node in nodes if is_article(node)]
    if len(articles) <= 1:
        return articles[0] if articles else {}
    for node in articles:
        if addresses & {address.rstrip("/").partition("#")[0] for address in _addresses(node)}:
            return _richest(node, articles)
    keys = {normal(title, "punctuation") for title in titles}
    for node in articles:
        if keys & {
            normal(text, "punctuation") for text in strings(node.get("headline")) + strings(node.get("name"))
        }:
            return node
    return articles[0] if len(articles) <= 3 else {}


def _richest(node: Json, articles: list[Json]) -> Json:
    """Plugins declare one article twice: the second with what the first lacks is merged in."""
    merged = dict(node)
    for other in articles:
        if other is not node and first(other, "headline") == first(node, "headline"):
            merged.update({name: value for name, value in other.items() if name not in merged})
    return merged


def _addresses(node: Json) -> list[str]:
    found = []
    for name in ("url", "mainEntityOfPage", "@id"):
        value = node.get(name)
        value = value.get("@id", value.get("url")) if isinstance(value, dict) else value
        if isinstance(value, str):
            found.append(value)
    return found


def address(node: Json) -> str | None:
    """The address that an article node gives itself, if it is one."""
    return next((text for text in _addresses(node) if text.startswith(("http://", "https://"))), None)


# --- declared corrections ------------------------------------------------------------------------------


def declared_corrections(node: Json, nodes: list[Json]) -> list[tuple[str, str, str | None]]:
    """(text, property, date as written) of every filled correction that JSON-LD declares."""
    found: list[tuple[str, str, str | None]] = []
    for name in ("correction", "corrections"):
        for item in resolve(node.get(name), nodes):
            text = (
                first(item, "text", "description", "name") if isinstance(item, dict) else plain(item)
            ) or ""
            if len(text) > 3 and not text.startswith(("http://", "https://")):
                found.append(
                    (
                        text,
                        name,
                        first(item, "datePublished", "dateCreated") if isinstance(item, dict) else None,
                    )
                )
    return found


def state_corrections(
    scripts: Iterable[HtmlElement], headline: str | None
) -> list[tuple[str, str, str | None]]:
    """The same for the state that scripts carry, where it is the state of this article."""
    found = []
    for script in scripts:
        text = script.text
        if not text or len(text) > _MAX_SCRIPT or not _may_declare(text) or not _STATE_HINT.search(text):
            continue
        if "ld+json" in (script.get("type") or ""):
            continue
        for item in _objects(_state_values(text)):
            if _is_of(item, headline):
                found.extend(_filled(item))
    return list(dict.fromkeys(found))


def _may_declare(text: str) -> bool:
    """Whether a script can hold one of the properties looked for: scripts are long and many."""
    return (
        "orrection" in text
        or "larification" in text
        or "ditor_" in text
        or "ditorN" in text
        or "errat" in text
    )


def state_date(scripts: Iterable[HtmlElement], headline: str | None) -> str | None:
    """The publication date as written in the state of this article; for pages that say it nowhere else."""
    for script in scripts:
        text = script.text or ""
        if "ld+json" in (script.get("type") or "") or len(text) > _MAX_SCRIPT:
            continue
        if not any(f'"{name}"' in text for name in _STATE_DATES):
            continue
        for item in _objects(_state_values(text)):
            date = first(item, *_STATE_DATES)
            if date and headline and _is_of(item, headline):
                return date
    return None


def _state_values(text: str) -> list[Any]:
    """The objects assigned in a script, or the script itself where it is JSON."""
    text = text.strip()
    if text[:1] in "{[":
        values = _leading_values(text)
        if values:
            return values
    starts = islice(re.finditer(r"""=\s*(?:JSON\.parse\(\s*(?=["'])|(?=[{\[]))""", text), 30)
    return [value for start in starts for value in _assigned(text, start.end())]


def _assigned(text: str, at: int) -> list[Any]:
    try:
        value, _ = json.JSONDecoder(strict=False).raw_decode(text, at)
        return [json.loads(value, strict=False) if isinstance(value, str) else value]
    except (ValueError, RecursionError):
        return []


def _objects(values: list[Any]) -> Iterator[Json]:
    waiting, seen = list(values), 0
    while waiting and seen < _MAX_NODES:
        item = waiting.pop()
        seen += 1
        if isinstance(item, dict):
            yield item
            waiting.extend(part for part in item.values() if isinstance(part, (dict, list)))
        elif isinstance(item, list):
            waiting.extend(part for part in item if isinstance(part, (dict, list)))


def _is_of(item: Json, headline: str | None) -> bool:
    titles: list[str] = []
    for name in _STATE_TITLES:
        value = item.get(name)
        titles += strings(list(value.values()) if isinstance(value, dict) else value)
    if not titles or headline is None:
        return False
    return normal(headline, "punctuation") in {normal(title, "punctuation") for title in titles}


def _filled(item: Json) -> list[tuple[str, str, str | None]]:
    found: list[tuple[str, str, str | None]] = []
    for name, value in item.items():
        if not _STATE_KEYS.match(name):
            continue
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict):
                text = first(
                    part, "text", "correction", "clarification", "body", "content", "description", "note"
                )
                hint, date = (
                    first(part, "correction_type", "type") or name,
                    first(part, "date", "datePublished", "publishDate"),
                )
            else:
                text, hint, date = plain(part), name, None
            if text and len(text) > 3:
                found.append((text, hint if hint != "correction" else name, date))
    return found

"""Pictures, films and sound inside an article's body, with their own words and whose they are.

Reads attributes only and fetches nothing. It knows the ways in which pages put off loading a
picture, and leaves out what is none of the article's: icons, portraits of authors, counters' pixels,
and pictures that lead to other articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Literal
from urllib.parse import unquote, urlsplit

from lxml import etree
from lxml.html import HtmlElement

from monitor.extract.noise import hidden, label
from monitor.model import Media
from monitor.text import clean
from monitor.urls import absolute

#: An element and what it shows; the element tells later whether it was furniture.
Shown = tuple[HtmlElement, Media]

#: More of them are a gallery, whose rest is not watched.
MOST = 60
#: Smaller pictures, in CSS pixels of either side, are icons and pixels.
LEAST_SIDE = 64
_TAGS = ("img", "amp-img", "video", "amp-video", "audio", "iframe", "amp-youtube")
#: Where the address stands until the reader's browser wants the picture, best first.
_LAZY = (
    "data-src", "data-original", "data-lazy-src", "data-lazy", "data-original-src", "data-hi-res-src",
    "data-full-src", "data-image", "data-url", "data-img-src",
)  # fmt: skip
_SETS = ("srcset", "data-srcset", "data-lazy-srcset", "data-sizes-srcset")
_CANDIDATE = re.compile(r"(\S*[^\s,])(?:\s+([\d.]+)([wx])|\s*)\s*(?:,\s+|,?$)")
_SIZE = re.compile(r"^\s*(\d+)(?:px)?\s*$")
_NOT_THE_STORY = re.compile(
    r"(?:^|[\s_-])(?:avatar|gravatar|logo|icons?|emoji|sprite|author|pixel|badge|"
    r"sharing|share|tracking)(?:$|[\s_-])"
)
#: In the names of files that stand in for a picture until it is loaded.
_BLANKS = ("placeholder", "spacer", "blank.", "lazyload", "grey.gif", "transparent.", "pixel.", "1x1")
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|webp|avif|gif)$", re.IGNORECASE)
_CREDIT_NAMED = etree.XPath(
    "descendant::*[contains(@class, 'redit') or contains(@class, 'opyright') "
    "or contains(@class, 'hotographer')"
    " or @itemprop='copyrightHolder' or @itemprop='creditText' or @itemprop='author']"
)
_CREDIT_SAID = re.compile(
    r"(?:^|[\s(|/.])((?:photos?|fotos?|photographs?|images?|picture|pictures|bild|credits?|crédit|"
    r"credito|crédito|source|quelle|фото|写真|사진)\s*(?:by|von|par|de|di|:|：|/)\s*[^()|]{2,80}|©\s*[^()|]{2,80})[)\s]*$",
    re.IGNORECASE,
)
_CREDIT_WORD = re.compile(
    r"^(?:(?:image|photo|picture)\s+)?(?:credits?|copyright|source)\s*:?\s*", re.IGNORECASE
)
#: Parts of a picture's name that say how large it is.
_RESIZED = re.compile(
    r"(?<=[-_.@])(?:\d{2,4}x\d{2,4}|[wh]?\d{2,4}[wh]?|scaled|large|medium|small|thumb)(?=[-_.]|$)"
)
_PLAYERS: dict[str, Literal["video", "audio", "embed"]] = {
    "youtube": "video", "youtu": "video", "youtube-nocookie": "video", "vimeo": "video",
    "dailymotion": "video", "brightcove": "video", "jwplatform": "video", "kaltura": "video",
    "streamable": "video", "rutube": "video", "bilibili": "video", "twitch": "video", "wistia": "video",
    "soundcloud": "audio", "spotify": "audio", "acast": "audio", "simplecast": "audio", "omny": "audio",
    "instagram": "embed", "tiktok": "embed", "datawrapper": "embed", "dwcdn": "embed", "flourish": "embed",
    "infogram": "embed", "documentcloud": "embed", "facebook": "embed", "twitter": "embed",
}  # fmt: skip


def shown_in(region: HtmlElement, base: str | None) -> list[Shown]:
    """What the region shows, in order, before anything is taken out of it."""
    found: list[Shown] = []
    for element in islice(region.iter(*_TAGS), 20 * MOST):
        media = _read(element, base)
        if media is not None:
            frame = _frame(element)
            found.append((element if frame is None else frame, media))
        if len(found) >= MOST:
            break
    return found


def kept(shown: Iterable[Shown], region: HtmlElement) -> tuple[Media, ...]:
    """What is left of it in the region, each thing once."""
    left = (media for element, media in shown if any(one is region for one in element.iterancestors()))
    return tuple(_once(left))


def with_lead(lead: tuple[Media, ...], body: tuple[Media, ...]) -> tuple[Media, ...]:
    """The picture that the page declares as the article's, then those of the body. Where the body
    shows that picture too, its words and credit are taken over."""
    if not lead:
        return body
    same = next((one for one in body if name_of(one) == name_of(lead[0])), None)
    first = (
        lead[0]
        if same is None
        else replace(lead[0], alt=lead[0].alt or same.alt, credit=lead[0].credit or same.credit)
    )
    return (first, *(one for one in body if one is not same))


def name_of(media: Media) -> str:
    """What names a picture whatever its size and server: the last part of its address."""
    parts = urlsplit(media.src)
    path = unquote(parts.path).rstrip("/").lower()
    name = path.rpartition("/")[2]
    return _RESIZED.sub("", name.rpartition(".")[0] or name) or f"{path}?{parts.query}"


def _once(media: Iterable[Media]) -> Iterator[Media]:
    seen: set[str] = set()
    for one in media:
        name = name_of(one)
        if name not in seen:
            seen.add(name)
            yield one


def _read(element: HtmlElement, base: str | None) -> Media | None:
    tag = element.tag
    if tag in ("img", "amp-img"):
        return _picture(element, base)
    if tag == "amp-youtube":
        name = element.get("data-videoid")
        return Media("video", f"https://www.youtube.com/watch?v={name}") if name else None
    if tag == "iframe":
        return _player(element, base)
    link = _link(base, [element.get("src"), *(source.get("src") for source in element.iter("source"))])
    if link is None:
        return None
    told = clean(element.get("title") or element.get("aria-label") or "")
    return Media("audio" if tag == "audio" else "video", link, told, _credit(element))


def _picture(element: HtmlElement, base: str | None) -> Media | None:
    if _is_small(element) or _is_furniture(element):
        return None
    link = _link(base, _addresses(element))
    if link is None:
        return None
    return Media("image", link, clean(element.get("alt") or "")[:1000], _credit(element))


def _addresses(element: HtmlElement) -> Iterator[str | None]:
    """The addresses of a picture, the best first: the largest of its set, what is loaded later, the rest."""
    holders = [element]
    frame = _frame(element)
    if frame is not None:
        holders.extend(frame.iter("source"))
    sets = [listed for holder in holders for name in _SETS if (listed := holder.get(name))]
    yield from filter(None, (_largest(listed) for listed in sets))
    yield from map(element.get, _LAZY)
    yield element.get("src")
    fallback = element.getnext()
    if fallback is not None and fallback.tag == "noscript":
        yield from (img.get("src") for img in fallback.iter("img"))


def _frame(element: HtmlElement) -> HtmlElement | None:
    """The `picture` around an image. The parser lets a source that is not closed hold what follows it."""
    above = islice(element.iterancestors("picture", "source"), 8)
    return next((one for one in above if one.tag == "picture"), None)


def _largest(listed: str) -> str | None:
    """The address of the largest picture of a srcset."""
    found = [(float(size or 1), link) for link, size, _ in _CANDIDATE.findall(listed[:8000])]
    return max(found, key=lambda one: one[0])[1] if found else None


def _link(base: str | None, addresses: Iterable[str | None]) -> str | None:
    for address in addresses:
        text = (address or "").strip()
        if not text or text.startswith(("data:", "blob:", "about:", "javascript:", "#")) or "{" in text:
            continue
        link = absolute(base or "", text) if len(text) <= 2000 else None
        if link and not _is_blank(link):
            return link
    return None


def _is_blank(link: str) -> bool:
    name = urlsplit(link).path.rpartition("/")[2].lower()
    return any(word in name for word in _BLANKS)


def _is_small(element: HtmlElement) -> bool:
    sides = [_SIZE.match(element.get(name) or "") for name in ("width", "height")]
    return any(side is not None and int(side[1]) < LEAST_SIDE for side in sides)


def _is_furniture(element: HtmlElement) -> bool:
    """Hidden, a portrait or a mark of the house, or the picture of a link to something else."""
    told = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    if hidden(element) or _NOT_THE_STORY.search(told):
        return True
    for parent in islice(element.iterancestors(), 4):
        if parent.tag == "a":
            target = _path(parent.get("href") or "")
            return bool(target.strip("/")) and not _PICTURE_FILE.search(target)
        if parent.tag in ("figure", "body", "article") or label(parent) == "never":
            return label(parent) == "never" and parent.tag not in ("figure", "body", "article")
    return False


def _path(href: str) -> str:
    """The path in a link as written; empty for what is no address at all."""
    try:
        return urlsplit(href).path
    except ValueError:
        return ""


def _player(element: HtmlElement, base: str | None) -> Media | None:
    """A film, sound or chart in a frame of its own, from a house that is known for such."""
    link = _link(base, [element.get("data-src"), element.get("src")])
    labels = (urlsplit(link).hostname or "").split(".") if link else []
    kind = next((_PLAYERS[name] for name in labels if name in _PLAYERS), None)
    if link is None or kind is None or "plugins/like" in link:
        return None
    title = clean(element.get("title") or "")
    return Media(kind, link, title)


def _credit(element: HtmlElement) -> str:
    """Whose it is, by an element called so or by the end of the caption of its figure."""
    figure = next((one for one in islice(element.iterancestors(), 6) if one.tag == "figure"), None)
    if figure is None:
        return ""
    for named in list(_CREDIT_NAMED(figure))[:5]:
        said = clean(named.text_content() or named.get("content") or "")
        if 2 <= len(said) <= 120:
            return _CREDIT_WORD.sub("", said)
    for caption in figure.iter("figcaption"):
        found = _CREDIT_SAID.search(clean(caption.text_content())[-200:])
        if found:
            return _CREDIT_WORD.sub("", found[1].strip())
    return ""

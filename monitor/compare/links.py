"""Links and media whose targets differ inside text that is otherwise aligned.

An address that differs only in scheme, server, tracking, or in the size of an image, is the same; so
is one with another fragment, unless both name a place in words. Nothing is said where one side has
no links, or no media, at all: a text capture has none, and that is no difference of the article.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

import regex

from monitor.compare.align import Piece, align
from monitor.compare.blocks import Aligned
from monitor.compare.patch import field_of
from monitor.model import Block, Document, Edit, Link, Media
from monitor.text import normal, sentence_spans
from monitor.urls import is_same_place, same_resource

_SIZE = regex.compile(
    r"(?<=[-_./,=])(?:\d{2,4}x\d{2,4}|[wh]_?\d{2,4}|\d{2,4}[wh]?|[0-9a-f]{8,}"
    r"|scaled|large|medium|small|thumb(?:nail)?|master|original)(?=[-_./,]|$)",
    regex.IGNORECASE,
)


def link_edits(before: Document, after: Document, same: Sequence[Aligned]) -> list[Edit]:
    """One edit for every link that leads elsewhere, came or went while its words stayed."""
    if not any(block.links for block in before.blocks) or not any(block.links for block in after.blocks):
        return []
    language = after.language or before.language
    edits = []
    for pair in same:
        old, new = before.blocks[pair.before], after.blocks[pair.after]
        if old.links == new.links:
            continue
        for gone, come in _changed_links(old.links, new.links):
            edits.append(_link_edit(pair, old, new, (gone, come), language))
    return edits


def _changed_links(old: Sequence[Link], new: Sequence[Link]) -> list[tuple[Link | None, Link | None]]:
    """Links of the same words with different targets; then those that only one side has."""
    found: list[tuple[Link | None, Link | None]] = []
    for group in align([Piece(link.text) for link in old], [Piece(link.text) for link in new]):
        left = old[group.before[0]] if group.before else None
        right = new[group.after[0]] if group.after else None
        if left is None or right is None or not _leads_to_the_same(left.href, right.href):
            found.append((left, right))
    return found


def _leads_to_the_same(before: str, after: str) -> bool:
    return same_resource(before, after) and is_same_place(before, after)


def _link_edit(
    pair: Aligned, old: Block, new: Block, links: tuple[Link | None, Link | None], language: str | None
) -> Edit:
    gone, come = links
    text_old = _sentence_with(old.text, gone or come, language)
    text_new = _sentence_with(new.text, come or gone, language)
    return Edit(
        op="replace" if gone and come else "insert" if come else "delete",
        field=field_of(new),
        before=text_old,
        after=text_new,
        before_index=pair.before,
        after_index=pair.after,
        spans=(("equal", text_new),)
        if text_new == text_old
        else (("delete", text_old), ("insert", text_new)),
        links=((gone.href if gone else None, come.href if come else None),),
    )


def _sentence_with(text: str, link: Link | None, language: str | None) -> str:
    """The sentence in which the words of a link stand; the link's words where none is found."""
    anchor = link.text if link else ""
    at = text.find(anchor) if anchor else -1
    if at < 0:
        return text
    return next((text[start:end] for start, end in sentence_spans(text, language) if start <= at < end), text)


# --- media --------------------------------------------------------------------------------------------


def media_edits(before: Document, after: Document) -> list[Edit]:
    """An edit where the leading picture or video was exchanged for another one."""
    old, new = _told(before.media), _told(after.media)
    if not old or not new:
        return []
    left, right = old[0], new[0]
    exchanged = _key(left) not in {_key(item) for item in new} and _key(right) not in {
        _key(item) for item in old
    }
    if not exchanged or normal(left.alt, "punctuation") == normal(right.alt, "punctuation"):
        return []
    return [
        Edit(
            "replace", "body", left.alt, right.alt, None, None, (("delete", left.alt), ("insert", right.alt))
        )
    ]


def _told(media: Sequence[Media]) -> list[Media]:
    """The items that say what they show; without words there is nothing to compare but addresses."""
    return [item for item in media if item.alt.strip() and not item.src.startswith("data:")]


def _key(item: Media) -> str:
    """What names a picture whatever its size, format and server: the end of its path."""
    path = unquote(urlsplit(item.src).path).rstrip("/").lower()
    name = path.rpartition("/")[2].rpartition(".")[0] or path.rpartition("/")[2]
    return _SIZE.sub("", name).strip("-_.,") or path

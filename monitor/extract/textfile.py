"""Text captures: plain text and Markdown as people save pages in → a reading.

Finds headline, standfirst, byline, dates, flag and body, and leaves out what is of the page. Pure; a
text without any words is unreadable, never an empty document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.extract import bylines
from monitor.extract.dates import has_date, url_date, without_dates, written_dates
from monitor.extract.frontmatter import read_front
from monitor.extract.languages import detect
from monitor.extract.markdown import front_matter, is_markdown, read_body
from monitor.extract.marks import leading_flag, without_end_mark
from monitor.extract.plaintext import (
    Piece,
    headings,
    introduces_list,
    is_furniture,
    is_prose,
    pieces,
    title_like,
    without_furniture,
    without_related,
)  # fmt: skip
from monitor.extract.times import is_update_line
from monitor.extract.words import CHANGE_FLAGS, NOTICE_LABELS
from monitor.markup import decode
from monitor.model import Block, Document, ReaderKnowledge, Reading, Snapshot, Unreadable
from monitor.text import clean

EXTRACTOR = "text/1"
#: Characters and line breaks of a capture that are read, and characters that are read as Markdown:
#: its grammar takes some twenty times as long.
_MAX_TEXT = 1_000_000
_MAX_BREAKS = 20_000
_MAX_MARKDOWN = 150_000
_URL_LINE = re.compile(
    r"(?:(?:url|source|link|quelle|origine|fuente)\s*:\s*)?<?(https?://\S+?)>?", re.IGNORECASE
)
_LABELED = re.compile(
    r"(title|headline|titel|titre|título|titolo|subtitle|standfirst)\s*:\s*(\S.*)", re.IGNORECASE
)
_CREDIT = re.compile(
    r"(?:photo(?:graph|s)?|image|picture|foto|bild|fotografía|imagen|immagine|crédito|credit)s?\b.{0,4}[:/©].{2,160}"
    r"|\(?(?:getty images?|afp|reuters|ap photo|dpa|alamy)\b.{0,80}",
    re.IGNORECASE,
)
_NOTICE_LABEL = re.compile(
    rf"(?:{'|'.join(map(re.escape, sorted(NOTICE_LABELS, key=len, reverse=True)))})(?!\w).{{0,60}}",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Draft:
    """What has been found of the article's top so far."""

    headline: str | None = None
    standfirst: str | None = None
    byline: tuple[str, ...] = ()
    published_at: datetime | None = None
    modified_at: datetime | None = None
    url: str | None = None
    language: str | None = None


def read_text_capture(snapshot: Snapshot, knowledge: ReaderKnowledge) -> Reading | Unreadable:
    """The article in a plain text or Markdown file, or why there is none."""
    text = decode(snapshot.body, snapshot.charset)
    if not clean(text):
        return Unreadable("empty", "the text capture has no words")
    language = knowledge.language or detect(text)
    marked = len(text) <= _MAX_MARKDOWN and is_markdown(text, snapshot.media_type)
    document = (_read_markdown if marked else _read_plain)(_bounded(text), language)
    if len(_bounded(text)) < len(text):
        document = replace(
            document, warnings=("the text is longer than an article can be; its end was not read",)
        )
    return _finished(document, snapshot, knowledge)


def _bounded(text: str) -> str:
    """As much of a text as is read: a book's length, whatever its lines are."""
    return "\n".join(text[:_MAX_TEXT].split("\n", _MAX_BREAKS)[:_MAX_BREAKS])


def _finished(document: Document, snapshot: Snapshot, knowledge: ReaderKnowledge) -> Reading | Unreadable:
    """The document with what the snapshot and the settings say, if it has a body."""
    if not document.blocks:
        if document.headline is None:
            return Unreadable(
                "empty", "the text capture holds nothing but lines of the page around an article"
            )
        document = replace(document, blocks=(Block("paragraph", document.headline),), headline=None)
    language = knowledge.language or document.language or detect(document.text)
    url = snapshot.url or document.url
    published = document.published_at or url_date(url)
    return Reading(replace(document, url=url, language=language, published_at=published))


# --- plain text ---------------------------------------------------------------------------------------------


def _read_plain(text: str, language: str | None) -> Document:
    found = without_furniture(pieces(text))
    draft = _Draft(language=language)
    body = _take_top(found, draft)
    flags, body = _without_flag(body)
    labels = frozenset(number for number, piece in enumerate(body) if is_notice_label(piece.text))
    body = without_related(body, labels)
    blocks = _blocks(body)
    origins = [
        (name, "text")
        for name in ("headline", "standfirst", "byline", "published_at")
        if getattr(draft, name)
    ]
    return Document(
        url=draft.url, canonical_url=None, page_kind="article", language=None, headline=draft.headline,
        standfirst=draft.standfirst, byline=draft.byline, section=None, published_at=draft.published_at,
        modified_at=draft.modified_at, blocks=blocks, media=(), notices=(), extractor=EXTRACTOR, flags=flags,
        origins=tuple(origins),
    )  # fmt: skip


def is_notice_label(text: str) -> bool:
    """Whether a line that stands alone begins as a notice does."""
    return len(text) <= 100 and _NOTICE_LABEL.match(text) is not None


def _take_top(found: list[Piece], draft: _Draft) -> list[Piece]:
    """Fills the draft from the pieces before the body; the body is returned."""
    rest = _labeled_lines(found, draft)
    start = _headline_at(rest)
    if draft.headline is None and start is not None:
        draft.headline = rest[start].text
        rest = rest[start + 1 :]
    if draft.headline is None:
        return rest
    at = 0
    while at < len(rest) and at < 8:
        piece, following = rest[at], rest[at + 1 :]
        if not (
            _is_headline_again(piece, draft)
            or _is_dateline(piece, draft, following)
            or _is_standfirst(piece, draft, following)
        ):
            break
        at += 1
    return rest[at:]


def _labeled_lines(found: list[Piece], draft: _Draft) -> list[Piece]:
    """Reads "Title: …", an address on a line of its own, and a byline or date before the title."""
    at = 0
    for piece in found[:6]:
        labeled, address = _LABELED.fullmatch(piece.text), _URL_LINE.fullmatch(piece.text)
        if labeled and labeled[1].lower() not in ("subtitle", "standfirst"):
            draft.headline = draft.headline or labeled[2]
        elif address:
            draft.url = address[1]
        else:
            break
        at += 1
    return found[at:]


def _headline_at(found: list[Piece]) -> int | None:
    """Where the title stands among the first pieces: the first title-like one above running text.

    A short one above a longer title is the section's name.
    """
    if (
        len(found) < 2
        or found[0].shape != "title"
        or _is_byline(found[0].text)
        or is_notice_label(found[0].text)
    ):
        return None
    if not any(piece.shape != "title" or len(piece.text) > 80 for piece in found[1:]):
        return None
    second = found[1]
    kicker = len(found[0].text.split()) <= 3 and len(found[0].text) < 30 and second.shape == "title"
    if (
        kicker
        and len(second.text.split()) >= 4
        and len(found) > 2
        and not _is_byline(second.text)
        and not has_date(second.text)
    ):
        return 1
    return 0


def _is_headline_again(piece: Piece, draft: _Draft) -> bool:
    return piece.text == draft.headline


def _is_byline(text: str) -> bool:
    if len(text) > 120 or not bylines.strip_marker(without_dates(text))[1]:
        return False
    return bool(bylines.names(text) or bylines.agency(text))


def _is_dateline(piece: Piece, draft: _Draft, following: list[Piece]) -> bool:
    """A line of author or date under the headline; its fields go into the draft."""
    text = piece.text
    if len(text) > 160 or not following:
        return False
    dates = written_dates(text, draft.language)
    rest = without_dates(text)
    if dates and len(re.findall(r"\w{3,}", rest)) <= 8 and piece.shape != "item":
        _take_date(draft, text, dates[0][2])
        draft.byline = draft.byline or bylines.names(text)
        return True
    if _is_byline(text) and not is_prose(piece):
        draft.byline = draft.byline or bylines.names(text) or _agency(text)
        return True
    beside_date = has_date(following[0].text) and len(following[0].text) <= 80
    if bylines.person(text) and piece.shape == "title" and (beside_date or draft.published_at):
        draft.byline = draft.byline or bylines.names(text)
        return True
    return False


def _agency(text: str) -> tuple[str, ...]:
    name = bylines.agency(text)
    return (name,) if name else ()


def _take_date(draft: _Draft, text: str, at: datetime) -> None:
    if is_update_line(text):
        draft.modified_at = draft.modified_at or at
    else:
        draft.published_at = draft.published_at or at


def _is_standfirst(piece: Piece, draft: _Draft, following: list[Piece]) -> bool:
    """A line between headline and body that does not end as the body's paragraphs do, or that the
    byline or the date follows."""
    if draft.standfirst is not None or len(piece.text) > 350 or not following or is_notice_label(piece.text):
        return False
    if piece.shape == "item" or len(piece.text) < 20:
        return False
    open_ended = (
        piece.shape == "title"
        and any(is_prose(other) for other in following[:3])
        and not _heads(piece, following)
    )
    probe = _Draft(headline=draft.headline, language=draft.language)
    before_byline = (
        len(following) > 1
        and draft.byline == ()
        and draft.published_at is None
        and _is_dateline(following[0], probe, following[1:])
    )
    if open_ended or before_byline:
        draft.standfirst = piece.text
        return True
    return False


def _heads(piece: Piece, following: list[Piece]) -> bool:
    """Whether a short line right under the headline is the first of several headings."""
    return (
        len(piece.text) < 45
        and sum(other.shape == "title" and len(other.text) < 60 for other in following) >= 2
    )


def _without_flag(body: list[Piece]) -> tuple[tuple[str, ...], list[Piece]]:
    if not body:
        return (), body
    if len(body) > 1 and body[0].text in CHANGE_FLAGS and is_prose(body[1]):
        return (body[0].text,), body[1:]
    flag, rest = leading_flag(body[0].text)
    return ((flag,), [replace(body[0], text=rest), *body[1:]]) if flag else ((), body)


def _blocks(body: list[Piece]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for piece, heading in zip(body, headings(body), strict=True):
        text = without_end_mark(piece.text)
        if not text or is_furniture(text):
            continue
        if piece.shape == "item":
            blocks.append(Block("list_item", text))
        elif piece.shape == "title" and _CREDIT.fullmatch(text):
            blocks.append(Block("caption", text))
        else:
            blocks.append(Block("heading" if heading else "paragraph", text))
    return tuple(blocks)


# --- Markdown ---------------------------------------------------------------------------------------------


def _read_markdown(text: str, language: str | None) -> Document:
    kind, front_text, rest = front_matter(text)
    front, body = read_front(kind, front_text), read_body(rest)
    draft = _Draft(
        front.title,
        front.standfirst,
        front.byline,
        front.published_at,
        front.modified_at,
        front.url,
        front.language or language,
    )
    blocks = _below_title(body.blocks, body.levels, draft)
    flags: tuple[str, ...] = ()
    if blocks and blocks[0].kind == "paragraph":
        flag, words = leading_flag(blocks[0].text)
        flags = (flag,) if flag else ()
        blocks = [replace(blocks[0], text=words), *blocks[1:]]
    kept = _without_page_blocks(blocks)
    named = {"front matter": front.title, "text": draft.headline}
    origin = next((source for source, value in named.items() if value), None)
    return Document(
        url=draft.url, canonical_url=None, page_kind="article", language=front.language,
        headline=draft.headline, standfirst=draft.standfirst, byline=draft.byline, section=front.section,
        published_at=draft.published_at, modified_at=draft.modified_at, blocks=tuple(kept),
        media=tuple(item for item in body.media if item.src), notices=(), extractor=EXTRACTOR, flags=flags,
        origins=(("headline", origin),) if origin else (),
    )  # fmt: skip


def _below_title(blocks: list[Block], levels: dict[int, int], draft: _Draft) -> list[Block]:
    """The blocks under the title; what stands above it and is not running text is of the page."""
    top = next((number for number in range(min(len(blocks), 15)) if levels.get(number) == 1), None)
    if top is not None and not any(len(block.text) > 80 for block in blocks[:top]):
        if draft.headline is None or clean(draft.headline) == blocks[top].text:
            draft.headline = draft.headline or blocks[top].text
            blocks = blocks[top + 1 :]
    elif top is None and draft.headline is None and blocks and blocks[0].kind == "heading":
        draft.headline, blocks = blocks[0].text, blocks[1:]
    at = 0
    pieces_below = [
        Piece(block.text, "title" if title_like(block.text) else "prose", 1, 1) for block in blocks[:8]
    ]
    while at < min(len(blocks) - 1, 6) and draft.headline and blocks[at].kind == "paragraph":
        if not _is_dateline(pieces_below[at], draft, pieces_below[at + 1 :]):
            break
        at += 1
    return blocks[at:]


def _without_page_blocks(blocks: list[Block]) -> list[Block]:
    """The blocks without furniture, lists under a line that introduces other articles, and end marks."""
    kept: list[Block] = []
    listing = False
    for block in blocks:
        if block.kind in ("paragraph", "heading", "list_item") and is_furniture(block.text):
            listing = listing or introduces_list(block.text)
            continue
        if listing and block.kind in ("list_item", "paragraph") and title_like(block.text):
            continue
        listing = False
        text = block.text if block.kind == "code" else without_end_mark(block.text)
        kept.append(block if text == block.text else replace(block, text=text))
    return kept

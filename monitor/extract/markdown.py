"""Markdown captures → a document: front matter into fields, tokens into blocks.

The grammar is markdown-it's (CommonMark, tables, definition lists, footnotes); what site generators add
to it (Liquid tags, attribute lists) is left out. HTML inside is read for its text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

import regex
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from monitor.extract.surroundings import shown_text
from monitor.markup import parse
from monitor.model import Block, BlockKind, Link, Media
from monitor.text import clean

_ATX = re.compile(r"^#{1,6} \S", re.MULTILINE)
_LINK = re.compile(r"!?\[[^\]\n]{1,200}\](?:\([^)\s]{1,500}|\[[^\]\n]{0,80}\])")
_FENCE = re.compile(r"^(?:```|~~~)", re.MULTILINE)
_STRONG = re.compile(r"(?<!\w)(?:\*\*|__)\S[^\n*_]{0,120}(?:\*\*|__)(?!\w)")
_QUOTED = re.compile(r"^> \S", re.MULTILINE)
_HIGHLIGHT = re.compile(r"^\{%-?\s*(highlight|raw|end(?:highlight|raw))\b.*?%\}[ \t]*$", re.MULTILINE)
_LIQUID = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_ATTRIBUTES = re.compile(r"^[ \t]*\{:[^}\n]*\}[ \t]*$|\{:[^}\n]*\}", re.MULTILINE)
_HEAD_ATTRIBUTES = re.compile(r"[ \t]*\{#[\w.:-]+\}[ \t]*$", re.MULTILINE)
_FRONT = re.compile(r"\A\ufeff?\s*(---|\+\+\+)[ \t]*\r?\n", re.MULTILINE)
_EMBEDDED = re.compile(r"<(?:img|video|audio|iframe)\b", re.IGNORECASE)
_TAG_LIKE = regex.compile(r"</?[a-zA-Z][^<>]{0,2000}>")


def is_markdown(text: str, media_type: str) -> bool:
    """Whether a text is Markdown: called so, with front matter, or with two of its marks."""
    if "markdown" in media_type:
        return True
    if _FRONT.match(text) and re.search(r"^(?:---|\.\.\.|\+\+\+)[ \t]*$", text[4:20_000], re.MULTILINE):
        return True
    marks = (_ATX, _LINK, _FENCE, _STRONG, _QUOTED)
    return sum(bool(mark.search(text[:200_000])) for mark in marks) >= 2


def front_matter(text: str) -> tuple[str, str, str]:
    """(kind, front matter, body): kind is "yaml", "toml" or ""."""
    opening = _FRONT.match(text)
    if opening is None:
        return "", "", text
    closing = r"^(?:---|\.\.\.)[ \t]*$" if opening[1] == "---" else r"^\+\+\+[ \t]*$"
    found = re.compile(closing, re.MULTILINE).search(text, opening.end(), opening.end() + 64_000)
    if found is None:
        return "", "", text
    return (
        ("yaml" if opening[1] == "---" else "toml"),
        text[opening.end() : found.start()],
        text[found.end() :],
    )


# --- tokens → blocks ------------------------------------------------------------------------------------


_FILMS: dict[str, Literal["video", "audio", "embed"]] = {
    "video": "video",
    "audio": "audio",
    "iframe": "embed",
}


@dataclass(slots=True)
class Body:
    """The blocks of a Markdown text, the pictures in it, and the level of each heading by its block."""

    blocks: list[Block] = field(default_factory=list)
    media: list[Media] = field(default_factory=list)
    levels: dict[int, int] = field(default_factory=dict)


def read_body(text: str) -> Body:
    """The blocks of a Markdown text without front matter, in order."""
    grammar = MarkdownIt("commonmark", {"html": True, "maxNesting": 30}).enable(["table", "strikethrough"])
    grammar.use(deflist_plugin).use(footnote_plugin)
    body = Body()
    _Walk(body).run(grammar.parse(_plain_markdown(text)))
    return body


def _plain_markdown(text: str) -> str:
    text = _HIGHLIGHT.sub(lambda found: "```", text)
    return _HEAD_ATTRIBUTES.sub("", _ATTRIBUTES.sub("", _LIQUID.sub("", text)))


class _Walk:
    """Reads tokens in order, knowing what list, quote or table they stand in."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.context: list[str] = []
        self.row: list[str] = []
        self.rows: list[str] = []
        self.links: list[Link] = []

    def run(self, tokens: list[Token]) -> None:
        for token in tokens:
            if token.type == "inline":
                self._inline(token)
            elif token.type in ("fence", "code_block"):
                self._add("code", token.content)
            elif token.type == "html_block":
                self._html(token.content)
            elif token.nesting == 1:
                self.context.append(
                    token.type.removesuffix("_open") + token.tag[1:] * token.type.startswith("heading")
                )
            elif token.nesting == -1:
                self._close(self.context.pop() if self.context else "")

    def _close(self, name: str) -> None:
        if name == "tr":
            self.rows.append(" | ".join(self.row))
            self.row = []
        elif name == "table":
            self._add("table", "\n".join(self.rows), tuple(self.links))
            self.rows, self.links = [], []

    def _inline(self, token: Token) -> None:
        text, links, media = flat(token.children or [])
        self.body.media.extend(media)
        inner = self.context[-1] if self.context else ""
        if inner in ("th", "td"):
            self.row.append(text)
            self.links.extend(links)
            return
        if inner.startswith("heading"):
            self.body.levels[len(self.body.blocks)] = int(inner[-1])
        self._add(self._kind(inner), text, links)

    def _kind(self, inner: str) -> BlockKind:
        if inner.startswith("heading"):
            return "heading"
        if "blockquote" in self.context:
            return "quote"
        return "list_item" if "list_item" in self.context else "paragraph"

    def _add(self, kind: BlockKind, text: str, links: tuple[Link, ...] = ()) -> None:
        text = clean(text)
        if text:
            self.body.blocks.append(Block(kind, text, links))

    def _html(self, source: str) -> None:
        self.body.media.extend(embedded(source))
        self._add("paragraph", shown_text(parse(source.encode())))


def embedded(source: str) -> list[Media]:
    """The pictures and films in a piece of HTML."""
    root = parse(source.encode())
    found = [Media("image", item.get("src") or "", clean(item.get("alt") or "")) for item in root.iter("img")]
    for film in root.iter(*_FILMS):
        link = film.get("src") or next((part.get("src") or "" for part in film.iter("source")), "")
        if link:
            found.append(Media(_FILMS[film.tag], link))
    return found


def flat(children: list[Token]) -> tuple[str, tuple[Link, ...], list[Media]]:
    """The words of inline tokens without marks, the links with their words, and the pictures."""
    parts: list[str] = []
    links: list[Link] = []
    media: list[Media] = []
    opened: list[tuple[str, int]] = []
    for token in children:
        if token.type == "link_open":
            opened.append((str(token.attrGet("href") or ""), len(parts)))
        elif token.type == "link_close" and opened:
            href, start = opened.pop()
            links.append(Link(clean("".join(parts[start:])), href))
        elif token.type == "image":
            media.append(
                Media(
                    "image",
                    str(token.attrGet("src") or ""),
                    clean(token.content),
                    clean(str(token.attrGet("title") or "")),
                )
            )
        elif token.type == "html_inline" and _EMBEDDED.match(token.content):
            media.extend(embedded(token.content))
        else:
            parts.append(_words(token))
    return clean("".join(parts)), tuple(link for link in links if link.text), media


def _words(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return " "
    if token.type == "html_inline":
        return " " if re.match(r"<(?:br|/?p|/?div)\b", token.content, re.IGNORECASE) else ""
    return token.content if token.type in ("text", "code_inline", "text_special") else ""


def plain(text: str) -> str:
    """A field of front matter without Markdown marks and tags."""
    token = next(iter(MarkdownIt("commonmark").parseInline(_TAG_LIKE.sub("", text))), None)
    return flat(token.children or [])[0] if token else clean(text)

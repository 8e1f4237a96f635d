"""XML as servers send it → XML that a parser takes: encodings, entities, what stands before the root. Pure.

Refuses to guess at structure. A document that declares entities of its own is left as it is: those
are not unfolded.
"""

from __future__ import annotations

import html.entities
import re

from monitor.markup import WIDE_MARKS, decode, is_utf8, wide_codec

#: As far as a root element is looked for.
_BEGINNING = 4000
_SAMPLE = 500_000
_PAGE = re.compile(rb"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_START = re.compile(
    rb"<(?:[\w.-]+:)?(?:rss|feed|rdf|urlset|sitemapindex)(?![\w.-])|<\?xml\s|<!doctype\s", re.IGNORECASE
)
_SAYS = re.compile(rb"""^(\s*<\?xml\b[^>]{0,200}?)\s+encoding\s*=\s*["']([^"']{0,60})["']""", re.IGNORECASE)
_UTF8 = frozenset((b"utf-8", b"utf8"))
_LOOSE = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});)([A-Za-z]\w{0,30};)?",
    re.DOTALL,
)


def mended(body: bytes) -> bytes:
    """The document as UTF-8 without a mark, from its declaration or root on; HTML's named entities as
    numbers, and an `&` that begins none as `&amp;`. What is well-formed comes back as it was."""
    text = _begun(_in_utf8(body))
    declares = b"<!ENTITY" in text[: 20 * _BEGINNING]
    return text if declares or b"&" not in text else _LOOSE.sub(_tight, text)


def _in_utf8(body: bytes) -> bytes:
    if body.startswith(WIDE_MARKS) or wide_codec(body):
        return _undeclared(decode(body).encode("utf-8", "replace"))
    body = body.removeprefix(b"\xef\xbb\xbf")
    said = _SAYS.match(body[:300])
    if is_utf8(body):
        # Whatever it says: programs that write text into a file declare what the text was in memory.
        return body if said is None or said[2].lower() in _UTF8 else _undeclared(body)
    return _undeclared(_guessed(body, said).encode("utf-8", "replace"))


def _guessed(body: bytes, said: re.Match[bytes] | None) -> str:
    """The text of bytes that are no UTF-8, but may be nearly so: a letter was cut in two."""
    text = body.decode("utf-8", "replace")
    strange = [letter for letter in text[:_SAMPLE] if letter > "\x7f"]
    if 2 * strange.count("\ufffd") < len(strange):
        return text
    return decode(body if said and said[2].lower() not in _UTF8 else _undeclared(body))


def _undeclared(body: bytes) -> bytes:
    return _SAYS.sub(rb"\1", body[:300], count=1) + body[300:]


def _begun(body: bytes) -> bytes:
    """Without blank lines, comments of caches and complaints of scripts before the document."""
    start = body[:_BEGINNING]
    found = None if _PAGE.search(start) else _START.search(start)
    return body[found.start() :] if found else body.lstrip()


def _tight(loose: re.Match[bytes]) -> bytes:
    if loose[0].startswith(b"<"):
        return loose[0]
    name = loose[1].decode("ascii", "replace") if loose[1] else ""
    means = html.entities.html5.get(name)
    if means is None:
        return b"&amp;" + loose[0][1:]
    return b"".join(b"&#%d;" % ord(letter) for letter in means)

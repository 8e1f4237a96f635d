"""Bytes → text, bytes → tree: decoding, parsing, and the bounds that hostile pages meet.

The one room that knows which HTML parser is used and how it is kept from running away: whatever
the bytes are, a tree of bounded size and depth comes back, in time linear in its size. It refuses
to say what any element means.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from typing import Any

from bs4 import BeautifulSoup
from bs4.builder import HTMLTreeBuilder
from bs4.element import NavigableString, PageElement, Tag
from chardetng_py import EncodingDetector
from lxml import etree
from lxml.html import HtmlElement

#: More bytes than any page that a fetch lets through.
MAX_BYTES = 12_000_000
#: Every tag costs some 130 bytes of memory and more when it is looked at.
MAX_TAGS = 100_000
#: No smaller page has so many, nor so many attributes.
LEAST_BOUNDED = 3 * MAX_TAGS
#: A tag whose attributes take more room is cut down to its name: what they hold is no article.
MAX_TAG_BYTES = 16_384

#: As much of a page as is looked at to guess in what encoding it is.
SAMPLE_BYTES = 500_000

#: What the web means by a label, where that is more than Python means by it.
WEB_CODECS = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "latin-1": "cp1252",
    "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030",
    "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs",
}  # fmt: skip
#: Labels of the web that Python has no codec of that name for.
WEB_LABELS = {
    "x-sjis": "cp932", "windows-31j": "cp932", "ks_c_5601-1987": "cp949", "ks_c_5601": "cp949",
    "x-gbk": "gb18030", "x-x-big5": "big5hkscs", "windows-874": "cp874", "x-mac-cyrillic": "mac_cyrillic",
    "iso-8859-8-i": "iso8859-8", "iso-8859-8-e": "iso8859-8", "x-user-defined": "cp1252",
    "utf8mb4": "utf-8", "unicode": "utf-8", "x-cp1251": "cp1251", "x-cp1252": "cp1252", "x-euc-jp": "euc_jp",
}  # fmt: skip
#: Where a language is written: the hint that tells legacy encodings apart.
LANGUAGE_HOMES = {
    "be": "by", "bg": "bg", "cs": "cz", "da": "dk", "el": "gr", "et": "ee", "he": "il", "iw": "il",
    "ja": "jp", "ko": "kr", "lt": "lt", "lv": "lv", "pl": "pl", "ru": "ru", "sk": "sk", "sl": "si",
    "sr": "rs", "sv": "se", "th": "th", "tr": "tr", "uk": "ua", "vi": "vn", "zh": "cn", "hu": "hu",
    "ro": "ro", "hr": "hr", "fa": "ir", "ar": "sa", "ur": "pk", "is": "is",
}  # fmt: skip

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
WIDE_MARKS = tuple(mark for mark, name in BOMS if name != "utf-8")
DECLARED = re.compile(
    rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)
LANGUAGE = re.compile(rb"""<html[^>]{0,500}?\blang\s*=\s*["']?([a-zA-Z]{2})""", re.IGNORECASE)
#: A tag with very many attributes; possessive, so that it is tried once at every place.
CROWDED_TAG = re.compile(
    rb"""<([a-zA-Z][^\s/>]*+)(?:[\s/]++[^\s"'>=/]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'>]++))?+){200,}+[^>]*+"""
)
GIANT_TAG = re.compile(rb"<([a-zA-Z][a-zA-Z0-9:-]{0,40})[\s/][^<>]{%d,}" % MAX_TAG_BYTES)
#: What is left of a page that is nested deeper than the parser goes.
WRAPPER_TAG = re.compile(
    rb"</?(?!(?:p|br|h[1-6]|title|meta|link|script|style|head|body|html|article)\b)[a-zA-Z][^<>]*+>",
    re.IGNORECASE,
)
#: Tags whose going leaves the same text in the same blocks.
PLAIN_TAGS = (
    "font", "i", "u", "small", "big", "abbr", "acronym", "cite", "mark", "q", "time", "tt", "nobr", "bdi",
    "bdo", "data", "del", "ins", "s", "strike", "kbd", "samp", "var", "sub", "sup", "picture", "img", "blink",
    "em", "wbr", "ruby", "rt", "rb",
)  # fmt: skip
#: White space alone means something in these and after them; at the edges of blocks it does not.
SPACED_TAGS = frozenset({"a", "b", "strong", "code", "span", "label", "dfn", "rp", "pre"})
KEPT_ATTRIBUTES = frozenset({"href", "class", "id", "data-gone", "data-cfemail"})
HEAD_TAGS = frozenset({"title", "meta", "link", "script", "style", "base", "noscript", "template"})
EMPTY_PAGE = b"<html><body></body></html>"
#: libxml2: XML_ERR_INTERNAL_ERROR of old releases and XML_ERR_RESOURCE_LIMIT of new ones.
DEPTH_ERRORS = frozenset({1, 114})


def decode(body: bytes, charset: str | None = None) -> str:
    """The text in bytes whose character set is declared, hidden in them, or unknown. Never raises.

    A byte order mark wins; then bytes that are valid UTF-8 are UTF-8 whatever is declared; then
    `charset` (from the transport), what the page declares, and last a guess by frequencies.
    """
    body = body[:MAX_BYTES]
    for mark, name in BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    wide = wide_codec(body)
    if wide:
        return body.decode(wide, "replace")
    escapes = b"\x1b$" in body or b"\x1b(" in body
    if not escapes and is_utf8(body):
        return body.decode("utf-8", "replace")
    for label in (charset, *declared_labels(body)):
        text = decode_as(body, label)
        if text is not None:
            return text
    return body.decode("iso2022_jp", "replace") if escapes else guess(body)


def is_utf8(body: bytes) -> bool:
    """Valid UTF-8, but for a last character that may have been cut off."""
    try:
        codecs.utf_8_decode(body, "strict", False)
    except UnicodeDecodeError:
        return False
    return True


def wide_codec(body: bytes) -> str | None:
    """UTF-16 without a mark: markup in it has a zero in every other byte."""
    head = body[:200]
    if len(head) < 8 or head.count(0) * 4 < len(head):
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if min(even, odd) * 10 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def declared_labels(body: bytes) -> list[str]:
    found = DECLARED.findall(body[:16_384])
    return [(meta or xml).decode("ascii", "ignore") for meta, xml in found[:3]]


def decode_as(body: bytes, label: str | None) -> str | None:
    """The text if the label names a known encoding and the bytes fit it (nearly) everywhere."""
    codec = codec_of(label)
    if codec is None or codec.startswith("utf-16"):
        return None
    text = body.decode(codec, "replace")
    high = len(body) - len(body.translate(None, bytes(range(128, 256))))
    return text if text.count("\ufffd") * 20 <= max(high, 20) else None


def codec_of(label: str | None) -> str | None:
    name = (label or "").strip().lower()
    name = WEB_LABELS.get(name, name)
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    if not getattr(info, "_is_text_encoding", True) or info.name in ("idna", "punycode", "utf-7"):
        return None
    return WEB_CODECS.get(info.name, info.name)


def guess(body: bytes) -> str:
    language = LANGUAGE.search(body[:4096])
    home = LANGUAGE_HOMES.get(language[1].decode().lower()) if language else None
    detector = EncodingDetector()
    detector.feed(body[:SAMPLE_BYTES], last=True)
    codec = codec_of(detector.guess(tld=home.encode() if home else None, allow_utf8=False)) or "cp1252"
    return body.decode(codec, "replace")


def parse(body: bytes, charset: str | None = None) -> HtmlElement:
    """The `<html>` element of a page, without comments. Never raises, whatever the bytes are.

    Pages beyond the bounds (bytes, number of tags, size of one tag) lose what is beyond; pages
    nested too deeply lose their wrappers.
    """
    source = utf8(body, charset)
    root = build(bounded(source))
    if root is None:
        root = build(bounded(WRAPPER_TAG.sub(b" ", source)))
    return with_body(root if root is not None else build(EMPTY_PAGE))


def with_body(root: HtmlElement) -> HtmlElement:
    """What stands in the head and belongs below it, moved there: where a page leaves out the tags of
    head and body, as it may, libxml2 takes elements younger than itself for the head's."""
    head, body = root.find("head"), root.find("body")
    stray = [one for one in head if one.tag not in HEAD_TAGS] if head is not None else []
    if stray:
        if body is None:
            body = etree.SubElement(root, "body")
        body[:0] = stray
    return root


def utf8(body: bytes, charset: str | None) -> bytes:
    """The page as UTF-8 without zeros; the common case costs no copy."""
    plain = not body.startswith(codecs.BOM_UTF8) and b"\x1b" not in body and len(body) <= MAX_BYTES
    if not (plain and b"\x00" not in body[:4096] and is_utf8(body)):
        body = decode(body, charset).encode("utf-8", "replace")
    return body.replace(b"\x00", b"") if b"\x00" in body else body


def bounded(source: bytes) -> bytes:
    if len(source) <= MAX_TAG_BYTES:
        return source
    if len(source) > LEAST_BOUNDED and source.count(b"<") > MAX_TAGS:
        source = b"<".join(source.split(b"<", MAX_TAGS + 1)[: MAX_TAGS + 1])
    giant = any(map(is_giant, long_gaps(source)))
    if giant or (len(source) > LEAST_BOUNDED and source.count(b"=") > MAX_TAGS):
        source = GIANT_TAG.sub(rb"<\1 ", CROWDED_TAG.sub(rb"<\1 ", source))
    return source


def long_gaps(source: bytes) -> Iterator[bytes]:
    """The stretches without any tag's end that may be longer than the bound. Looked for in windows of
    half the bound, which costs next to nothing."""
    half, at = MAX_TAG_BYTES // 2, 0
    while at < len(source) - half:
        if source.find(b">", at, at + half) >= 0:
            at += half
            continue
        end = source.find(b">", at)
        end = len(source) if end < 0 else end
        yield source[source.rfind(b">", 0, at) + 1 : end]
        at = end + 1


def is_giant(piece: bytes) -> bool:
    """Does what stands between two tags' ends begin a tag of more than the bound?"""
    return 0 <= piece.rfind(b"<") < len(piece) - MAX_TAG_BYTES


def build(source: bytes) -> HtmlElement | None:
    """None when the page is nested deeper than the parser follows."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    # lxml.html's own lookup asks Python for the class of every element that is looked at.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    try:
        root = etree.fromstring(source or EMPTY_PAGE, parser)
    except (etree.XMLSyntaxError, ValueError, AssertionError):
        root = etree.fromstring(EMPTY_PAGE, parser)
    if root is None:
        return etree.fromstring(EMPTY_PAGE, parser)
    last = parser.error_log.last_error
    too_deep = last is not None and last.type in DEPTH_ERRORS and "depth" in last.message
    return None if too_deep else root


def soup(element: HtmlElement) -> BeautifulSoup:
    """The element and all below it as a BeautifulSoup tree, without the tags and attributes that say
    nothing of its blocks. For the article region only: building it costs some ten times what parsing
    did. The element itself is changed."""
    hidden_addresses = element.find(".//*[@data-cfemail]") is not None
    etree.strip_tags(element, *PLAIN_TAGS, *(() if hidden_addresses else ("span", "label")))
    return BeautifulSoup("", builder=TreeCopier(element, multi_valued_attributes=None))


class TreeCopier(HTMLTreeBuilder):
    """Builds a soup from a tree that is parsed already, instead of from text."""

    NAME = "tree-copier"
    features = [NAME]  # noqa: RUF012 (the base class declares it so)

    def __init__(self, element: HtmlElement, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.element: HtmlElement | None = element

    def prepare_markup(self, markup: Any, *args: Any, **kwargs: Any) -> Iterable[Any]:
        yield markup, None, None, False

    def feed(self, markup: Any) -> None:
        assert self.soup is not None
        # A soup is a ring, and keeps its builder: the page must not wait with it to be swept up.
        top, self.element = self.element, None
        assert top is not None
        # The soup's own way in is for events of a text that may close what it never opened.
        outer: list[Tag] = [self.soup]
        last: PageElement = self.soup
        for event, node in etree.iterwalk(top, events=("start", "end")):
            if event == "start":
                told = {name: value for name, value in node.items() if name in KEPT_ATTRIBUTES}
                tag = Tag(None, self, node.tag, None, None, told, outer[-1], last)
                outer[-1].contents.append(tag)
                outer.append(tag)
                last, said = tag, node.text
            else:
                outer.pop()
                said = node.tail if node is not top else None
            if said and (node.tag in SPACED_TAGS or not said.isspace()):
                text = NavigableString(said)
                text.setup(outer[-1], last)
                outer[-1].contents.append(text)
                last = text

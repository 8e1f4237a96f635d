"""Scraped words made harmless for the medium they are shown in.

`visible` is the common ground: characters that would act on a screen instead of being read
(terminal controls, direction overrides, hidden tags, lone surrogates) become a name in angle
brackets, so that a reader sees that they are there. It never drops a character silently and
leaves those that scripts need (joiners, combining marks).
"""

from __future__ import annotations

import json
import re
import unicodedata
from urllib.parse import urlsplit, urlunsplit

#: A subdivision flag is a waving flag followed by tag letters; these tags are meant to be there.
_FLAG = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,8}\U000e007f"
_ACTING = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f"
)
_VISIBLE = re.compile(f"({_FLAG})|([{_ACTING}])")
_JSON_ESCAPED = re.compile(
    "[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_BLANK = re.compile(r"[ \t\r\n]+")
_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>#|~&!$^=]|(?<=\{)%|%(?=\})|:(?=//|\w+:)|(?<=\bwww)\.|(?<=\w)@(?=\w)")
_MARKDOWN_START = re.compile(r"^(\s*)([-+]|\d+(?=[.)]))")
#: What chat services take for a call to somebody, or for a link in other words, even in plain text.
_CALLING = re.compile(r"(?<![\w.])@(?=[\w*])|<(?=[@!#:/\w])|\](?=[(\[:])")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def visible(text: str) -> str:
    """The text with every acting character shown as ⟨U+XXXX⟩; line feeds and tabs stay."""
    if text.isascii() and text.isprintable():
        return text
    return _VISIBLE.sub(lambda found: found[1] or f"⟨U+{ord(found[2]):04X}⟩", text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """`visible`, on one line: for terminals, list items and table cells."""
    return visible(_BLANK.sub(" ", text)).strip()


def shown_blank(text: str) -> str:
    """A changed piece that holds nothing to see, by the names of its characters; else the text itself."""
    if any(not (char.isspace() or unicodedata.category(char) in ("Cf", "Cc")) for char in text):
        return text
    return "".join(f"⟨{_blank_name(char)}⟩" for char in text[:8]) + ("…" if len(text) > 8 else "")


def _blank_name(char: str) -> str:
    plain = {"\n": "line break", "\t": "tab"}
    return plain.get(char) or unicodedata.name(char, f"U+{ord(char):04X}").lower()


def markdown(text: str) -> str:
    """Inline Markdown that renders as just these words: no markup, no autolink, no template braces."""
    line = _MARKDOWN.sub(lambda found: f"\\{found[0]}", one_line(text))
    return _MARKDOWN_START.sub(_escaped_start, line)


def _escaped_start(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2]}\\" if found[2].isdigit() else f"{found[1]}\\{found[2]}"


def markdown_link(text: str, url: str | None) -> str:
    """`[text](<url>)`, or the text alone when the address is no web address."""
    target = web_address(url)
    if target is None:
        return markdown(text)
    encoded = re.sub(r"[\s<>\\`{}|]", lambda found: f"%{ord(found[0]):02X}", target)
    return f"[{markdown(text)}](<{encoded}>)"


def chat(text: str) -> str:
    """Plain text for a chat service: nobody is called by it and no link hides behind other words, because a
    zero-width space breaks what would be read so."""
    return _CALLING.sub(lambda found: f"{found[0]}\u200b", visible(text))


def chat_line(text: str) -> str:
    return chat(one_line(text))


def chat_markdown(text: str) -> str:
    """The same in a chat service's Markdown, line by line."""
    return "\n".join(markdown(chat(line)) for line in visible(text).split("\n"))


def json_text(value: object, indent: int | None = None) -> str:
    """JSON that is safe to print: what would act on a terminal or a script parser is `\\u` escaped."""
    separators = (",", ":") if indent is None else (",", ": ")
    text = json.dumps(value, ensure_ascii=False, indent=indent, separators=separators, allow_nan=False)
    return _JSON_ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def web_address(url: str | None) -> str | None:
    """The URL if a browser may follow it (http or https with a host, nothing acting in it), else None."""
    if not url or _VISIBLE.search(url) or "\n" in url or "\t" in url:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return url.strip() if parts.scheme.lower() in ("http", "https") and parts.netloc else None


def without_password(location: str) -> str:
    """A URL without the user name and password it may carry; anything else as it is."""
    try:
        parts = urlsplit(location)
    except ValueError:
        return location
    if "@" not in parts.netloc:
        return location
    return urlunsplit(parts._replace(netloc="…@" + parts.netloc.rpartition("@")[2]))


def language_tag(language: str | None) -> str:
    """A value fit for a `lang` attribute; empty (meaning unknown) for anything that is no tag."""
    tag = (language or "").replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else ""

"""Which elements of a page hold a text, as CSS selectors: the nearest first, then those around it.

Reads the markup with Python's own parser, which is safe in any thread. Proposes only names that look
made by people; proves nothing about other pages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from monitor.text import normal

#: Elements that never have an end.
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_SILENT = frozenset(("script", "style", "template", "noscript"))
#: Of the page as a whole: to drop them is to drop the article.
_WHOLE = frozenset(("html", "body", "main", "article"))
_NAME = re.compile(r"-?[A-Za-z_][A-Za-z0-9_-]{1,60}")
#: Names with long runs of digits or letters thrown like dice change with each release of a site.
_MADE = re.compile(
    r"\d{3,}|(?:[a-z]+\d+){2}|__|--|^(?:css|sc|jsx|svelte|emotion)-|[bcdfghjklmnpqrstvwxz]{6,}", re.IGNORECASE
)
MOST = 5


@dataclass(slots=True)
class _Open:
    """An element whose end has not come yet."""

    tag: str
    names: dict[str, str]
    text: list[str] = field(default_factory=list)


class _Finder(HTMLParser):
    """Keeps the way down to the innermost element whose text is the one wanted."""

    def __init__(self, wanted: str) -> None:
        super().__init__(convert_charrefs=True)
        self._wanted = wanted
        self._open: list[_Open] = []
        self.found: list[_Open] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID or self.found:
            return
        names = {name: value for name, value in attrs if name in ("id", "class") and value}
        self._open.append(_Open(tag, names))

    def handle_endtag(self, tag: str) -> None:
        if self.found or all(one.tag != tag for one in self._open):
            return
        while self._open:
            closed = self._close()
            if closed.tag == tag or self.found:
                return

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1].tag not in _SILENT:
            self._open[-1].text.append(data)

    def _close(self) -> _Open:
        closed = self._open[-1]
        text = "".join(closed.text)
        if len(text) >= len(self._wanted) // 2 and self._wanted in normal(text):
            self.found = [*self._open]
        self._open.pop()
        if self._open:
            self._open[-1].text.append(f" {text} " if closed.tag in ("p", "div", "li") else text)
        return closed


def selectors_of(page: str, text: str) -> tuple[str, ...]:
    """Selectors of the element that holds the text and of those around it, short of the whole article;
    empty where it is not found or has no name worth keeping."""
    finder = _Finder(normal(text))
    finder.feed(page)
    finder.close()
    proposals = [_selector(one) for one in reversed(finder.found) if one.tag not in _WHOLE]
    return tuple(dict.fromkeys(one for one in proposals if one))[:MOST]


def _selector(element: _Open) -> str | None:
    own = element.names.get("id", "")
    if _NAME.fullmatch(own) and not _MADE.search(own):
        return f"#{own}"
    classes = [
        name
        for name in element.names.get("class", "").split()
        if _NAME.fullmatch(name) and not _MADE.search(name)
    ]
    return f"{element.tag}.{'.'.join(classes[:2])}" if classes else None

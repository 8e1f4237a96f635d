"""What a publisher's site adds to a page anew on every request, added to any page. Our own writing.

Nonces, tokens, adverts, clocks, counters, most-read and related lists, comment counts: none of it is
the article's, all of it is marked the way sites mark it. The same seed, pass and page give the same noise.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

_HIDDEN = re.compile(
    rb"<(script|style|noscript|template|textarea|svg)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.I
)
_PARAGRAPH_END = re.compile(rb"</p\s*>", re.IGNORECASE)
_HEAD_END = re.compile(rb"</head\s*>", re.IGNORECASE)
_BODY_START = re.compile(rb"<body\b[^>]*>", re.IGNORECASE)
_BODY_END = re.compile(rb"</body\s*>", re.IGNORECASE)
_H1_END = re.compile(rb"</h1\s*>", re.IGNORECASE)
_SCRIPT = re.compile(rb"<script\b", re.IGNORECASE)

_ADVERTS = (
    "Boots that outlast the road, now a third off",
    "Compare forty-two insurers in two minutes",
    "Fresh bread at your door before eight",
    "Learn the accordion in a fortnight",
    "The kettle that remembers your birthday",
)
_TITLES = (
    "Rain again, says the forecaster who is always right",
    "How to mend a kettle with nothing but patience",
    "The bridge that sings when the wind is in the east",
    "Seven walks for a short and muddy Sunday",
    "Who painted the blue door, and why twice?",
    "A goat is elected mayor, briefly",
    "Bakers agree on the price of early mornings",
    "The lighthouse keeper who collects silence",
)


class Noise:
    """Makes a page noisy."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def added(self, page: bytes, number: int, index: int) -> bytes:
        """The page as it is served in pass `number`."""
        chance = random.Random(f"{self._seed}/{number}/{index}")
        hidden = [match.span() for match in _HIDDEN.finditer(page)]
        places: list[tuple[int, str]] = []

        def put(
            pattern: re.Pattern[bytes], make: Callable[[random.Random], str], *, before: bool = False
        ) -> None:
            match = next((m for m in pattern.finditer(page) if not _inside(m.start(), hidden)), None)
            if match:
                places.append((match.start() if before else match.end(), make(chance)))

        put(_HEAD_END, _tokens, before=True)
        put(_BODY_START, _ticker)
        put(_H1_END, _counters)
        put(_BODY_END, _lists, before=True)
        ends = [m.end() for m in _PARAGRAPH_END.finditer(page) if not _inside(m.start(), hidden)]
        places += [(end, _advert(chance)) for end in chance.sample(ends, min(2, len(ends)))]
        return _with_nonces(_insert(page, places), f"{chance.getrandbits(64):016x}")


def _inside(position: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= position < end for start, end in spans)


def _insert(page: bytes, places: list[tuple[int, str]]) -> bytes:
    for position, text in sorted(places, reverse=True):
        page = page[:position] + text.encode() + page[position:]
    return page


def _with_nonces(page: bytes, nonce: str) -> bytes:
    return _SCRIPT.sub(b'<script nonce="' + nonce.encode() + b'"', page)


def _tokens(chance: random.Random) -> str:
    token, build = f"{chance.getrandbits(128):032x}", chance.randint(1000, 9999)
    return (
        f'<meta name="csrf-token" content="{token}">'
        f'<link rel="preload" as="script" href="/assets/app.{build}.js">'
        f'<script>window.__request = {{"id": "{token[:16]}", "at": {chance.randint(10**12, 2 * 10**12)}}};'
        "</script>"
    )


def _ticker(chance: random.Random) -> str:
    clock = f"{chance.randint(0, 23):02}:{chance.randint(0, 59):02}:{chance.randint(0, 59):02}"
    return (
        f'<div class="top-bar"><span class="clock">{clock}</span>'
        f' <span class="weather">{chance.randint(-9, 33)} °C</span>'
        f' <span class="ticker">Aldous 100: {chance.uniform(3000, 4000):.2f}'
        f" ({chance.uniform(-2, 2):+.2f} %)</span></div>"
    )


def _counters(chance: random.Random) -> str:
    return (
        f'<div class="share-bar"><span class="share-count">{chance.randint(1, 900)} shares</span>'
        f' <a class="comment-count" href="#comments">{chance.randint(1, 900)} comments</a>'
        f' <span class="view-count">{chance.randint(1000, 99999)} views</span></div>'
    )


def _advert(chance: random.Random) -> str:
    return (
        f'<div class="ad-slot advert" id="ad-{chance.getrandbits(32):08x}" aria-label="Advertisement">'
        f"<p>{chance.choice(_ADVERTS)}</p></div>"
    )


def _lists(chance: random.Random) -> str:
    def items() -> str:
        return "".join(
            f'<li><a href="/{chance.randint(1, 9999)}">{t}</a></li>' for t in chance.sample(_TITLES, 5)
        )

    return (
        f'<aside class="most-read"><h2>Most read</h2><ol>{items()}</ol></aside>'
        f'<section class="related-stories"><h2>Related stories</h2><ul>{items()}</ul></section>'
        f'<footer class="page-footer"><p>Rendered in {chance.randint(3, 400)} ms'
        f" by web-{chance.randint(1, 40)}</p></footer>"
    )

"""A card drawn: where everything stands, in what size, and how outlines become SVG and PNG."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

import resvg_py
import uharfbuzz as hb

from monitor.model import Card
from monitor.picture.fonts import Face, Fonts
from monitor.picture.lines import Line, Paragraph, Piece, Run, Setting, set_text

WIDTH, HEIGHT, MARGIN = 1200, 630, 56
INNER = WIDTH - 2 * MARGIN
PAPER, INK, MUTED, RULE = "#fbfaf6", "#1c1b19", "#57534a", "#cfc9bb"
TONES = {"alarm": ("#99190f", "#fbe4e0"), "owned": ("#14532d", "#dcefe0"), "calm": ("#1c1b19", "#e9e5da")}
#: Ink and wash of removed and added words, which are struck through and underlined too.
DELETED, INSERTED = ("#82150f", "#fae0dc"), ("#0a4a21", "#d8f0dd")
#: Sizes of the excerpt, the largest that fits first; below the last, text is cut.
SIZES = (42, 38, 35, 32, 29, 26, 24)
#: Lines are so far apart, in ems; a base line stands so far below a line's top.
LEADING, ASCENT = 1.42, 1.08
#: The column of the words "Before" and "After".
MARKS = 116


#: Elements of an SVG, and in the end how high what they draw is.
Drawing = Generator[str, None, float]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a paragraph goes: its left end, top and width in pixels, size of an em, and ink."""

    x: float
    y: float
    width: float
    size: float
    ink: str = INK


class CardPainter:
    """Draws cards with the fonts of this machine, and those in `own`. Any thread may ask."""

    def __init__(self, own: Sequence[Path] = (), fonts: Fonts | None = None) -> None:
        self._fonts = fonts or Fonts(own)
        self._outlines: dict[tuple[int, int], str] = {}
        self._lock = threading.Lock()

    def svg(self, card: Card) -> str:
        """The card as SVG of 1200 by 630: outlines only, its words in title and description.
        EnvironmentRefused where no font has a script of it."""
        with self._lock:
            body = "\n".join(self._drawn(card))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
            f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="said">\n'
            f'<title id="said">{escape(card.alt)}</title>\n'
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>\n{body}\n</svg>\n'
        )

    def png(self, card: Card) -> bytes:
        """The same as PNG."""
        return bytes(resvg_py.svg_to_bytes(svg_string=self.svg(card), skip_system_fonts=True))

    def _drawn(self, card: Card) -> Iterator[str]:
        ink, wash = TONES[card.tone]
        y = 44.0
        yield f'<rect width="{WIDTH}" height="14" fill="{ink}"/>'
        y += yield from self._text(card.source, Spot(MARGIN, y, INNER, 24, MUTED), 1, bold=True)
        label = f"{card.label[:1].upper()}{card.label[1:]}"
        chip = set_text(self._fonts, [Piece("equal", label)], Setting(34, INNER, 1, bold=True))
        room = chip.lines[0].width + 32
        yield f'<rect x="{MARGIN}" y="{y + 4:.0f}" width="{room:.1f}" height="52" rx="6" fill="{wash}"/>'
        yield from self._paragraph(chip, Spot(MARGIN + 16, y + 5, INNER, 34, ink))
        beside = Spot(MARGIN + room + 20, y + 12, INNER - room - 20, 24)
        if set_text(self._fonts, [Piece("equal", card.disclosure)], Setting(24, beside.width, 1)).cut:
            beside = Spot(MARGIN, y + 62, INNER, 24)
        y = beside.y + (yield from self._text(card.disclosure, beside, 2)) + 14
        how = Setting(32, INNER, 2, bold=True, language=card.language)
        headline = set_text(self._fonts, [Piece("equal", card.headline)], how)
        yield from self._paragraph(headline, Spot(MARGIN, y, INNER, 32))
        yield from self._excerpt(card, y + len(headline.lines) * 32 * LEADING + 10)
        yield from self._foot(card)

    def _excerpt(self, card: Card, top: float) -> Iterator[str]:
        """The words before and after, as large as there is room for."""
        bottom = HEIGHT - 106.0
        yield f'<path d="M{MARGIN} {top:.0f}H{WIDTH - MARGIN}" stroke="{RULE}" stroke-width="2"/>'
        top += 8
        used = yield from self._text(card.place, Spot(MARGIN, top, INNER, 22, MUTED), 1)
        top += used + 2
        drawn = self._fitted(card, bottom - top)
        for name, side, (paragraph, size) in zip(card.sides, (card.before, card.after), drawn, strict=True):
            spot = Spot(MARGIN + MARKS, top, INNER - MARKS, size, INK if side else MUTED)
            yield from self._text(
                name, Spot(MARGIN, top + (size - 24) * ASCENT, MARKS, 24, MUTED), 1, bold=True
            )
            yield from self._paragraph(paragraph, spot)
            top += len(paragraph.lines) * size * LEADING + 12

    def _fitted(self, card: Card, room: float) -> list[tuple[Paragraph, float]]:
        """The words before and after in the largest size in which they fit, or cut in the smallest."""
        for size in SIZES:
            lines = max(2, int((room - 12) / (size * LEADING)))
            found = self._sides(card, size, lines - 1)
            if sum(len(one.lines) for one in found) <= lines and not any(one.cut for one in found):
                return [(one, size) for one in found]
        return [(one, size) for one in self._sides(card, size, lines // 2)]

    def _sides(self, card: Card, size: float, lines: int) -> list[Paragraph]:
        how = Setting(size, INNER - MARKS, lines, language=card.language)
        return [
            set_text(self._fonts, [Piece(op, text) for op, text in side], how)
            if side
            else set_text(self._fonts, [Piece("equal", nothing)], replace(how, language=""))
            for side, nothing in ((card.before, "(nothing stood there)"), (card.after, "(nothing any more)"))
        ]

    def _foot(self, card: Card) -> Iterator[str]:
        y = HEIGHT - 92.0
        yield f'<path d="M{MARGIN} {y:.0f}H{WIDTH - MARGIN}" stroke="{RULE}" stroke-width="2"/>'
        yield from self._text(card.seen, Spot(MARGIN, y + 8, INNER, 22, MUTED), 1)
        yield from self._text(f"{card.excerpt} · {card.proof}", Spot(MARGIN, y + 40, INNER, 22, MUTED), 1)

    def _text(self, text: str, spot: Spot, lines: int, *, bold: bool = False) -> Drawing:
        """Plain text at the left; returns how high it is."""
        how = Setting(spot.size, spot.width, lines, bold)
        found = set_text(self._fonts, [Piece("equal", text)], how)
        yield from self._paragraph(replace(found, right_to_left=False), spot)
        return len(found.lines) * spot.size * LEADING

    def _paragraph(self, paragraph: Paragraph, spot: Spot) -> Iterator[str]:
        for number, line in enumerate(paragraph.lines):
            x = spot.x + (spot.width - line.width if paragraph.right_to_left else 0.0)
            yield from self._line(line, replace(spot, x=x, y=spot.y + number * spot.size * LEADING))

    def _line(self, line: Line, spot: Spot) -> Iterator[str]:
        base = spot.y + spot.size * ASCENT
        for run in line.runs:
            left = spot.x + run.x
            if run.op != "equal":
                _, wash = DELETED if run.op == "delete" else INSERTED
                top = base - spot.size * 0.98
                yield (
                    f'<rect x="{left - 1:.1f}" y="{top:.1f}" width="{run.width + 2:.1f}" '
                    f'height="{spot.size * 1.32:.1f}" rx="3" fill="{wash}"/>'
                )
        for run in line.runs:
            ink = {"equal": spot.ink, "delete": DELETED[0], "insert": INSERTED[0]}[run.op]
            left, right = spot.x + run.x, spot.x + run.x + run.width
            yield self._glyphs(run, left, base, spot.size, ink)
            if run.op != "equal":
                shift = -0.27 if run.op == "delete" else 0.16
                y = base + spot.size * shift
                thick = max(2.0, spot.size * 0.075)
                yield f'<path d="M{left:.1f} {y:.1f}H{right:.1f}" stroke="{ink}" stroke-width="{thick:.1f}"/>'

    def _glyphs(self, run: Run, x: float, y: float, size: float, ink: str) -> str:
        scale = size / run.face.units
        drawn = "".join(
            f'<path transform="translate({dx} {dy})" d="{outline}"/>' if outline else ""
            for glyph, dx, dy in run.glyphs
            for outline in (self._outline(run.face, glyph),)
        )
        place = f"translate({x:.2f} {y:.2f}) scale({scale:.5f} {-scale:.5f})"
        return f'<g fill="{ink}" transform="{place}">{drawn}</g>'

    def _outline(self, face: Face, glyph: int) -> str:
        key = (id(face), glyph)
        if key not in self._outlines:
            path: list[str] = []
            face.font.draw_glyph(glyph, _pen(), path)
            self._outlines[key] = "".join(path)
        return self._outlines[key]


def _pen() -> hb.DrawFuncs:
    pen = hb.DrawFuncs()
    pen.set_move_to_func(lambda x, y, path: path.append(f"M{x:g} {y:g}"))
    pen.set_line_to_func(lambda x, y, path: path.append(f"L{x:g} {y:g}"))
    pen.set_quadratic_to_func(lambda a, b, x, y, path: path.append(f"Q{a:g} {b:g} {x:g} {y:g}"))
    pen.set_cubic_to_func(lambda a, b, c, d, x, y, path: path.append(f"C{a:g} {b:g} {c:g} {d:g} {x:g} {y:g}"))
    pen.set_close_path_func(lambda path: path.append("Z"))
    return pen

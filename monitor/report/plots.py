"""Plots as SVG, drawn by hand: columns over time, bars by name. No script, no style of their own, no color
alone: parts of a column differ in pattern too, and every plot says its numbers in words.

Colors come from the page's style sheet by class; what is put in is escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from markupsafe import Markup

from monitor.report.escape import one_line
from monitor.report.figures import NAMED, Bin
from monitor.report.words import ENGLISH, N_, Words

WIDTH = 720
#: Height of the drawing of columns, and of the room for their names below.
TALL, BELOW, LEFT = 180, 34, 44
ROW, NAME, NUMBER = 26, 210, 56
#: Names below columns, at most.
TICKS = 12
PARTS = (("silent", N_("not, or not wholly, declared")), ("told", N_("declared")), ("other", N_("other")))
_ONE_IN_WORDS = N_("%(silent)s not wholly declared, %(told)s declared, %(other)s other")
_IN_WORDS = N_("%(silent)s not wholly declared, %(told)s declared, %(other)s other, in %(columns)s columns.")


def columns(bins: Sequence[Bin], title: str, words: Words = ENGLISH) -> Markup:
    """Stacked columns over time. Empty when there is nothing to draw."""
    if not bins:
        return Markup("")
    most = _round_up(max(one.all for one in bins))
    step = (WIDTH - LEFT) / len(bins)
    drawn = [_grid(most)]
    for number, one in enumerate(bins):
        x, top = LEFT + number * step, float(TALL)
        for part, _ in PARTS:
            high = getattr(one, part) * (TALL - 10) / most
            top -= high
            if high:
                drawn.append(_part(part, (x + step * 0.1, top), (step * 0.8, high)))
        said = _said(one, words)
        drawn.append(f'<rect class="hit" x="{x:.1f}" y="0" width="{step:.1f}" height="{TALL}">{said}</rect>')
    every = -(-len(bins) // TICKS)
    drawn += [
        _label(LEFT + (number + 0.5) * step, TALL + 18, one.name, "middle")
        for number, one in enumerate(bins)
        if number % every == 0
    ]
    sums = {part: sum(getattr(one, part) for one in bins) for part, _ in PARTS}
    told_in_words = words.say(_IN_WORDS, **sums, columns=len(bins))
    return _svg(TALL + BELOW, title, told_in_words, drawn)


def bars(rows: Sequence[tuple[str, int]], title: str, words: Words = ENGLISH) -> Markup:
    """One bar a name, the number beside it. What goes beyond the first dozen is drawn together."""
    if not rows:
        return Markup("")
    shown = list(rows[:NAMED])
    if len(rows) > NAMED:
        others = words.say(N_("%(number)s others"), number=len(rows) - NAMED)
        shown.append((others, sum(count for _, count in rows[NAMED:])))
    most = max(count for _, count in shown) or 1
    room = WIDTH - NAME - NUMBER
    drawn = []
    for number, (name, count) in enumerate(shown):
        y = number * ROW
        drawn.append(
            f'<text x="{NAME - 10}" y="{y + 17}" text-anchor="end">{escape(_short(name))}'
            f"<title>{escape(one_line(name))}</title></text>"
        )
        width = count * room / most
        if width:
            drawn.append(_part("other", (NAME, y + 4), (width, ROW - 8)))
        drawn.append(
            f'<text class="number" x="{NAME + width + 8:.1f}" y="{y + 17}">{words.number(count)}</text>'
        )
    said = "; ".join(f"{one_line(name)}: {count}" for name, count in shown)
    return _svg(len(shown) * ROW + 4, title, said, drawn)


def legend(words: Words = ENGLISH) -> Markup:
    """What the parts of columns mean."""
    items = [
        f'<li><svg class="plot key" width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">'
        f"{_part(part, (0, 0), (14, 14))}</svg> {escape(words.gettext(name))}</li>"
        for part, name in PARTS
    ]
    return Markup('<ul class="legend">' + "".join(items) + "</ul>")


def _part(part: str, at: tuple[float, float], size: tuple[float, float]) -> str:
    """A rectangle in the part's class; what was not owned up to is hatched, for who sees no color."""
    place = f'x="{at[0]:.1f}" y="{at[1]:.1f}" width="{size[0]:.1f}" height="{size[1]:.1f}"'
    drawn = f'<rect class="{part}" {place}/>'
    return drawn + _hatching(at, size) if part == "silent" else drawn


def _hatching(at: tuple[float, float], size: tuple[float, float]) -> str:
    (x, y), (width, height) = at, size
    lines = []
    offset = 6.0
    while offset < width + height:
        left, right = max(0.0, offset - height), min(offset, width)
        lines.append(f"M{x + left:.1f} {y + offset - left:.1f}L{x + right:.1f} {y + offset - right:.1f}")
        offset += 6.0
    return f'<path class="hatch" d="{"".join(lines)}"/>' if lines else ""


def _grid(most: int) -> str:
    lines = []
    for share in (0.0, 0.5, 1.0):
        y = TALL - share * (TALL - 10)
        lines.append(f'<path class="rule" d="M{LEFT} {y:.1f}H{WIDTH}"/>')
        lines.append(_label(LEFT - 8, y + 4, f"{most * share:g}", "end"))
    return "".join(lines)


def _said(one: Bin, words: Words) -> str:
    parts = words.say(_ONE_IN_WORDS, silent=one.silent, told=one.told, other=one.other)
    return f"<title>{escape(one.name)}: {escape(parts)}</title>"


def _label(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _round_up(most: int) -> int:
    for step in (2, 4, 6, 8, 10, 20, 40, 60, 80, 100, 200, 400, 600, 800, 1000, 2000, 4000):
        if most <= step:
            return step
    return -(-most // 5000) * 5000


def _short(name: str, longest: int = 28) -> str:
    plain = one_line(name)
    return plain if len(plain) <= longest else plain[: longest - 1].rstrip() + "…"


def _svg(height: int, title: str, said: str, drawn: Sequence[str]) -> Markup:
    label = escape(f"{title}. {said}", quote=True)
    return Markup(
        f'<svg class="plot" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{label}">'
        + "".join(drawn)
        + "</svg>"
    )

"""Text in styles → lines of placed glyphs: scripts and fonts told apart, directions, breaks, an ellipsis.

Lengths are in pixels of the card. What stands left or right is decided here; where a line goes on the card is
not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

import regex
import uharfbuzz as hb
from bidi.algorithm import (
    explicit_embed_and_overrides,
    get_base_level,
    get_embedding_levels,
    get_empty_storage,
    resolve_implicit_levels,
    resolve_neutral_types,
    resolve_weak_types,
)

from monitor.model import SpanOp
from monitor.picture.fonts import Face, Fonts, no_font, script_of

ELLIPSIS = "…"
_CLUSTER = regex.compile(r"\X")
_NO_START = regex.compile(
    r"[\p{lb=CL}\p{lb=CP}\p{lb=EX}\p{lb=IS}\p{lb=SY}\p{lb=NS}\p{lb=CJ}\p{lb=PO}\p{lb=GL}]"
)
_NO_END = regex.compile(r"[\p{lb=OP}\p{lb=PR}\p{lb=GL}]")
_ALONE = regex.compile(r"[\p{lb=ID}\p{lb=CJ}\p{lb=NS}\p{lb=CL}\p{lb=EB}]")
_HYPHEN = regex.compile(r"[\p{lb=HY}\p{lb=BA}--\s]", regex.V1)
#: What stands for brackets that the escaping of scraped words uses and few fonts have.
_BRACKETS = {"⟨": "<", "⟩": ">"}
_ACTING_BIDI = frozenset(("LRE", "RLE", "LRO", "RLO", "PDF", "BN"))


class Piece(NamedTuple):
    """A stretch of text of one kind."""

    op: SpanOp
    text: str


class Cluster(NamedTuple):
    """What a reader takes for one character, where it begins in the text, and how it is set."""

    text: str
    at: int
    op: SpanOp
    face: Face
    script: str
    level: int
    width: float


@dataclass(frozen=True, slots=True)
class Run:
    """Glyphs of one font and kind that stand together, `x` from the line's left end. `glyphs` are (number in
    the font, x, y) in the font's units, from the run's left end and the base line."""

    op: SpanOp
    face: Face
    x: float
    width: float
    glyphs: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Line:
    runs: tuple[Run, ...]
    width: float


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`cut`: not all of the text had room."""

    lines: tuple[Line, ...]
    right_to_left: bool
    cut: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """How a text is set. `size` is that of an em, in pixels."""

    size: float
    width: float
    lines: int
    bold: bool = False
    language: str = ""


def set_text(fonts: Fonts, pieces: Sequence[Piece], how: Setting) -> Paragraph:
    """The text in at most so many lines of that width; what has no room gives way to an ellipsis.
    EnvironmentRefused where no font has one of its scripts."""
    shown = [Piece(op, _shown(fonts, text, how)) for op, text in pieces]
    text = "".join(piece.text for piece in shown)
    base = get_base_level(text) if text else 0
    clusters = _measured(list(_clusters(fonts, shown, base, how)), text, how)
    rows, cut = _broken(clusters, how)
    if cut:
        rows[-1] = _shortened(fonts, rows[-1], base, how)
        text += ELLIPSIS
    return Paragraph(tuple(_line(row, text, how) for row in rows), base == 1, cut)


def _shown(fonts: Fonts, text: str, how: Setting) -> str:
    """The text, with signs that no font has by their numbers."""
    return "".join(_sign(fonts, cluster, how) for cluster in _CLUSTER.findall(text))


def _sign(fonts: Fonts, cluster: str, how: Setting) -> str:
    if any(map(script_of, cluster)) or _shared_face(fonts, cluster, how):
        return cluster
    return _BRACKETS.get(cluster) or f"<U+{ord(cluster[0]):04X}>"


def _shared_face(fonts: Fonts, cluster: str, how: Setting) -> Face | None:
    """A font for signs that belong to no script."""
    for script in ("Latn", "Hani", "Arab", "Deva"):
        found = fonts.face(cluster, script, how.bold, how.language)
        if found is not None:
            return found
    return None


def _clusters(fonts: Fonts, pieces: Sequence[Piece], base: int, how: Setting) -> Iterator[Cluster]:
    text = "".join(piece.text for piece in pieces)
    kinds: list[SpanOp] = [piece.op for piece in pieces for _ in piece.text]
    levels = _levels(text, base)
    script = next((one for one in map(script_of, text) if one), "Latn")
    last: Face | None = None
    for found in _CLUSTER.finditer(text):
        own = next((one for one in map(script_of, found[0]) if one), None)
        face = last if own is None and last is not None and last.has(found[0]) else None
        script = own or script
        face = face or fonts.face(found[0], script, how.bold, how.language)
        if face is None and own is None:
            face = _shared_face(fonts, found[0], how)
        if face is None:
            raise no_font(script)
        last = face
        yield Cluster(found[0], found.start(), kinds[found.start()], face, script, levels[found.start()], 0.0)


def _levels(text: str, base: int) -> list[int]:
    """The embedding level of each character (UAX #9); what has none takes that of the one before."""
    storage = get_empty_storage()
    storage["base_level"], storage["base_dir"] = base, "LR"[base]
    get_embedding_levels(text, storage)
    types = [one["type"] for one in storage["chars"]]
    explicit_embed_and_overrides(storage)
    if storage["chars"]:
        resolve_weak_types(storage)
        resolve_neutral_types(storage, False)
        resolve_implicit_levels(storage, False)
    found = iter(storage["chars"])
    levels: list[int] = []
    for kind in types:
        levels.append((levels[-1] if levels else base) if kind in _ACTING_BIDI else next(found)["level"])
    return levels


def _measured(clusters: list[Cluster], text: str, how: Setting) -> list[Cluster]:
    """The clusters with their widths, as they stand in words, not alone."""
    widths: dict[int, float] = {}
    begins = {place: one.at for one in clusters for place in range(one.at, one.at + len(one.text))}
    for run in _runs(clusters):
        infos, positions = _shape(run, text, how)
        for info, position in zip(infos, positions, strict=True):
            width = position.x_advance * how.size / run[0].face.units
            at = begins[info.cluster]
            widths[at] = widths.get(at, 0.0) + width
    return [one._replace(width=widths.get(one.at, 0.0)) for one in clusters]


def _runs(clusters: Sequence[Cluster]) -> list[list[Cluster]]:
    """Neighbors that are shaped together; an ellipsis of ours is nobody's neighbor."""

    def kind(one: Cluster) -> tuple[object, ...]:
        return one.at < 0, id(one.face), one.script, one.level, one.op

    return [list(group) for _, group in groupby(clusters, key=kind)]


def _shape(
    run: Sequence[Cluster], text: str, how: Setting
) -> tuple[list[hb.GlyphInfo], list[hb.GlyphPosition]]:
    """The glyphs of a run, shaped with what stands around it in the text: letters join across marks."""
    buffer = hb.Buffer()
    start = run[0].at
    length = run[-1].at + len(run[-1].text) - start
    buffer.add_str(text, start, length)
    buffer.direction = "rtl" if run[0].level % 2 else "ltr"
    buffer.script = run[0].script
    buffer.language = how.language or "und"
    hb.shape(run[0].face.font, buffer)
    return buffer.glyph_infos, buffer.glyph_positions or []


def _broken(clusters: Sequence[Cluster], how: Setting) -> tuple[list[list[Cluster]], bool]:
    rows: list[list[Cluster]] = []
    rest = list(clusters)
    while rest and len(rows) < how.lines:
        end = _fitting(rest, how.width)
        rows.append(_trimmed(rest[:end]))
        rest = rest[end:]
        while rest and rest[0].text.isspace():
            rest = rest[1:]
    return rows, bool(rest)


def _fitting(clusters: Sequence[Cluster], width: float) -> int:
    """How many go on one line; at least one."""
    used, good = 0.0, 0
    for index, one in enumerate(clusters):
        if index and _may_break(clusters[index - 1].text, one.text):
            good = index
        used += one.width
        if used > width and not one.text.isspace():
            return good or max(index, 1)
    return len(clusters)


def _may_break(before: str, after: str) -> bool:
    if after.isspace():
        return False
    if before.isspace():
        return True
    if _NO_START.match(after) or _NO_END.match(before):
        return False
    if _ALONE.match(before) or _ALONE.match(after):
        return True
    return bool(_HYPHEN.match(before)) and after.isalpha()


def _trimmed(row: list[Cluster]) -> list[Cluster]:
    while row and row[-1].text.isspace():
        row = row[:-1]
    return row


def _shortened(fonts: Fonts, row: list[Cluster], base: int, how: Setting) -> list[Cluster]:
    """The row with an ellipsis for its end; the text that it stands in gets it at its very end."""
    face = fonts.face(ELLIPSIS, "Latn", how.bold, how.language)
    if face is None:
        raise no_font("Latn")
    width = face.font.get_glyph_h_advance(face.font.get_nominal_glyph(ord(ELLIPSIS)) or 0)
    room = how.width - width * how.size / face.units
    while row and (sum(one.width for one in row) > room or row[-1].text.isspace()):
        row = row[:-1]
    return [*row, Cluster(ELLIPSIS, -1, "equal", face, "Latn", base, room)]


def _line(row: Sequence[Cluster], text: str, how: Setting) -> Line:
    runs: list[Run] = []
    x = 0.0
    for run in _in_sight(_runs(row)):
        placed = [one._replace(at=len(text) - 1) if one.at < 0 else one for one in run]
        infos, positions = _shape(placed, text, how)
        glyphs: list[tuple[int, int, int]] = []
        pen = 0
        for info, position in zip(infos, positions, strict=True):
            glyphs.append((info.codepoint, pen + position.x_offset, position.y_offset))
            pen += position.x_advance
        width = pen * how.size / run[0].face.units
        runs.append(Run(run[0].op, run[0].face, x, width, tuple(glyphs)))
        x += width
    return Line(tuple(runs), x)


def _in_sight(runs: list[list[Cluster]]) -> list[list[Cluster]]:
    """Runs from left to right as they are seen (UAX #9, rule L2)."""
    highest = max((run[0].level for run in runs), default=0)
    for level in range(highest, 0, -1):
        turned: list[list[Cluster]] = []
        for inside, group in groupby(runs, key=lambda run: run[0].level >= level):
            together = list(group)
            turned += together[::-1] if inside else together
        runs = turned
    return runs

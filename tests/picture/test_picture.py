"""Pictures of revisions: every script is shaped and set in its direction, long texts are shortened honestly,
nothing scraped gets out of the drawing, and a missing font is asked for by name."""

from __future__ import annotations

import re
import struct
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from monitor.errors import EnvironmentRefused
from monitor.model import Card, CardPieces, Edit
from monitor.picture import CardPainter
from monitor.picture.fonts import Fonts
from monitor.picture.lines import Paragraph, Piece, Setting, set_text
from monitor.report import card_of
from tests import values
from tests.fonts import FONTS
from tests.report.report_samples import with_payload

DIGEST = "ab12" * 16


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    """Latin, Greek, Cyrillic, Arabic and Devanagari, and whatever the machine has not to do with it."""
    return Fonts(FONTS, folders=())


@pytest.fixture(scope="module")
def painter(fonts: Fonts) -> CardPainter:
    return CardPainter(fonts=fonts)


def card(*pieces: tuple[str, str], language: str = "en", **changes: str) -> Card:
    """The card of a revision with one edit of these spans."""
    before = "".join(text for op, text in pieces if op != "insert")
    after = "".join(text for op, text in pieces if op != "delete")
    edit = Edit("replace", "body", before, after, 0, 0, pieces)  # type: ignore[arg-type]
    found = values.revision(replace(values.judgement(), edits=(edit,)), **changes)
    return card_of(found, language, DIGEST)


TOLLS = (("equal", "A lorry pays "), ("delete", "41"), ("insert", "47"), ("equal", " crowns."))
SAMPLES = {
    "en": TOLLS,
    "el": (("equal", "Ένα φορτηγό πληρώνει "), ("delete", "41"), ("insert", "47"), ("equal", " κορώνες.")),
    "ru": (("equal", "Грузовик платит "), ("delete", "41 крону"), ("insert", "47 крон"), ("equal", ".")),
    "ar": (("equal", "تدفع الشاحنة "), ("delete", "41"), ("insert", "47"), ("equal", " كرونة.")),
    "hi": (("equal", "एक ट्रक "), ("delete", "41"), ("insert", "47"), ("equal", " क्राउन देगा।")),
}


@pytest.mark.parametrize("language", SAMPLES)
def test_a_card_is_drawn_as_outlines_of_one_size(painter: CardPainter, language: str) -> None:
    svg = painter.svg(card(*SAMPLES[language], language=language))
    root = ET.fromstring(svg)
    assert (root.get("width"), root.get("height")) == ("1200", "630")
    assert not {"text", "image", "use", "style", "script", "a"} & {
        one.tag.rpartition("}")[2] for one in root.iter()
    }
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")
    assert svg.count("<path") > 60


def test_the_png_is_the_same_picture(painter: CardPainter) -> None:
    png = painter.png(card(*TOLLS))
    assert png.startswith(b"\x89PNG\r\n")
    assert struct.unpack(">II", png[16:24]) == (1200, 630)
    assert png != painter.png(card(("equal", "A lorry pays 41 crowns.")))


def set_in(fonts: Fonts, text: str, width: float = 900, lines: int = 2) -> Paragraph:
    return set_text(fonts, [Piece("equal", text)], Setting(30, width, lines))


def test_arabic_is_joined_and_read_from_the_right(fonts: Fonts) -> None:
    found = set_in(fonts, "مجلس الميناء")
    assert found.right_to_left
    apart = {fonts.face(char, "Arab", False, "") for char in "مجلس"}
    assert len(apart) == 1
    (face,) = apart
    assert face is not None
    alone = {face.font.get_nominal_glyph(ord(char)) for char in "مجلس"}
    assert not alone <= {glyph for run in found.lines[0].runs for glyph, _, _ in run.glyphs}


def test_letters_join_across_a_mark(fonts: Fonts) -> None:
    """A changed letter inside a word keeps the shape that its neighbors give it."""
    whole = set_in(fonts, "مجلس").lines[0]
    marked = set_text(fonts, [Piece("equal", "مج"), Piece("delete", "لس")], Setting(30, 900, 1)).lines[0]

    def shapes(line_runs: object) -> list[int]:
        return sorted(glyph for run in line_runs for glyph, _, _ in run.glyphs)  # type: ignore[attr-defined]

    assert shapes(marked.runs) == shapes(whole.runs)
    assert {run.op for run in marked.runs} == {"equal", "delete"}


def test_numbers_inside_arabic_stand_in_their_own_order(fonts: Fonts) -> None:
    pieces = [Piece("equal", "تدفع "), Piece("delete", "4"), Piece("insert", "1"), Piece("equal", " كرونة")]
    line = set_text(fonts, pieces, Setting(30, 900, 1)).lines[0]
    left = {run.op: run.x for run in line.runs if run.op != "equal"}
    assert left["delete"] < left["insert"]
    assert min(run.x for run in line.runs) < left["delete"] < max(run.x for run in line.runs)


def test_devanagari_makes_conjuncts_and_moves_its_vowels(fonts: Fonts) -> None:
    text = "क्षि"
    glyphs = [glyph for run in set_in(fonts, text).lines[0].runs for glyph, _, _ in run.glyphs]
    assert len(glyphs) < len(text)


def test_what_has_no_room_ends_in_an_ellipsis_within_the_line(fonts: Fonts) -> None:
    found = set_in(fonts, "The harbor board met again on Tuesday. " * 9, width=400)
    assert found.cut
    assert len(found.lines) == 2
    assert all(line.width <= 400 for line in found.lines)
    assert not set_in(fonts, "Short.").cut


@pytest.mark.parametrize("text", ["word " * 60, "a" * 400, "ट्रक से " * 60, "الشاحنة " * 60])
def test_no_line_is_wider_than_it_may_be(fonts: Fonts, text: str) -> None:
    found = set_in(fonts, text, width=333, lines=4)
    assert all(line.width <= 333 + 15 for line in found.lines)


def test_removed_words_are_struck_and_added_ones_underlined(painter: CardPainter) -> None:
    svg = painter.svg(card(*TOLLS))
    plain = painter.svg(card(("equal", "A lorry pays 41 crowns.")))
    for ink in ("#82150f", "#0a4a21"):
        assert re.search(rf'<path d="M[^"]+H[^"]+" stroke="{ink}"', svg)
        assert ink not in plain


@pytest.mark.parametrize(
    "payload", ['"/><script>alert(1)</script>', "&lt;b&gt; ]]>", "\u202eevil\x1b[31m\x00"]
)
def test_scraped_words_stay_words(painter: CardPainter, payload: str) -> None:
    svg = painter.svg(card_of(with_payload(payload), payload, DIGEST))
    root = ET.fromstring(svg)
    assert {one.tag.rpartition("}")[2] for one in root.iter()} == {"svg", "title", "rect", "path", "g"}
    assert "\u202e" not in svg


def test_a_sign_that_no_font_has_is_shown_by_its_number(painter: CardPainter) -> None:
    assert painter.svg(card(("equal", "Rain "), ("insert", "\U0001f327"))) != painter.svg(
        card(("equal", "Rain "), ("insert", "\U0001f328"))
    )


@pytest.mark.parametrize(
    ("text", "script", "package"),
    [
        ("港湾局", "Chinese characters", "fonts-noto-cjk"),
        ("항만청", "Korean", "fonts-noto-cjk"),
        ("ท่าเรือ", "Thai", "core"),
    ],
)
def test_a_script_without_a_font_is_refused_by_name(
    painter: CardPainter, text: str, script: str, package: str
) -> None:
    with pytest.raises(EnvironmentRefused, match=rf"{script}.*{package}.*card\.fonts"):
        painter.svg(card(("equal", text), ("insert", text)))


def test_a_font_that_is_not_there_or_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentRefused, match="is not there"):
        CardPainter([tmp_path / "none.ttf"]).svg(card(*TOLLS))
    (tmp_path / "empty").mkdir()
    with pytest.raises(EnvironmentRefused, match="No font on this machine has Latin"):
        CardPainter(fonts=Fonts(folders=(str(tmp_path / "empty"),))).svg(card(*TOLLS))


def test_chinese_breaks_between_signs_but_not_before_a_full_stop(tmp_path: Path) -> None:
    """Where the machine has a font for it; where not, a test above tells that it is asked for."""
    machine = Fonts()
    if not machine.for_script("Hani", False, "zh"):
        pytest.skip("no font with Chinese characters on this machine")
    found = set_text(
        machine, [Piece("equal", "从五月起，卡车须缴纳克朗。" * 4)], Setting(30, 150, 12, language="zh")
    )
    assert len(found.lines) > 5
    full_stop = machine.for_script("Hani", False, "zh")[0].font.get_nominal_glyph(ord("。"))
    assert all(line.runs[0].glyphs[0][0] != full_stop for line in found.lines)


def long(words: str) -> CardPieces:
    return (("equal", words * 30), ("insert", words * 30))


def test_a_card_of_long_texts_is_full_and_still_whole(painter: CardPainter) -> None:
    full = replace(
        card(*TOLLS), headline="Tolls " * 80, source="Post " * 60, disclosure="Said " * 90, before=long("a "),
        after=long("b "), place="Paragraph " * 30, seen="Seen " * 60, proof="ab" * 300,
    )  # fmt: skip
    ET.fromstring(painter.svg(full))
    assert len(painter.png(full)) > 10_000

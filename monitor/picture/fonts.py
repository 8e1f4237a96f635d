"""Which font draws which character: found in the folders of the machine, by script.

Nothing is opened before it is needed. A script that no font has is refused by name, with the package that
brings one; a lone sign that none has (an emoji, say) is shown by its number instead.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import regex
import uharfbuzz as hb

from monitor.errors import EnvironmentRefused

#: Where the systems we know keep their fonts.
FOLDERS = (
    "~/.local/share/fonts", "~/.fonts", "/usr/local/share/fonts", "/usr/share/fonts",
    "~/Library/Fonts", "/Library/Fonts", "/System/Library/Fonts", "C:/Windows/Fonts",
)  # fmt: skip
#: Names of files without their ends, regular and bold, the best first.
_EUROPEAN = (
    ("NotoSans-Regular", "NotoSans-Bold"), ("NotoSans", "NotoSans"), ("DejaVuSans", "DejaVuSans-Bold"),
    ("LiberationSans-Regular", "LiberationSans-Bold"), ("Arial", "Arial Bold"), ("arial", "arialbd"),
)  # fmt: skip
_CJK = (
    ("NotoSansCJK-Regular", "NotoSansCJK-Bold"), ("SourceHanSans-Regular", "SourceHanSans-Bold"),
    ("NotoSansCJK-VF", "NotoSansCJK-VF"), ("wqy-zenhei", "wqy-zenhei"), ("Arial Unicode", "Arial Unicode"),
)  # fmt: skip
_FAMILIES: Mapping[str, Sequence[tuple[str, str]]] = {
    **dict.fromkeys(("Latn", "Grek", "Cyrl"), _EUROPEAN),
    "Arab": (
        ("NotoSansArabic-Regular", "NotoSansArabic-Bold"), ("NotoSansArabic", "NotoSansArabic"),
        ("NotoNaskhArabic-Regular", "NotoNaskhArabic-Bold"),
        ("DejaVuSans", "DejaVuSans-Bold"), ("Arial", "Arial Bold"), ("arial", "arialbd"),
    ),
    "Deva": (
        ("NotoSansDevanagari-Regular", "NotoSansDevanagari-Bold"),
        ("NotoSansDevanagari", "NotoSansDevanagari"),
        ("Lohit-Devanagari", "Lohit-Devanagari"), ("Nirmala", "NirmalaB"),
    ),
    **dict.fromkeys(("Hani", "Hira", "Kana", "Hang", "Bopo"), _CJK),
}  # fmt: skip
#: Other scripts as Noto's files name them.
_NAMES = {
    "Armn": "Armenian", "Beng": "Bengali", "Ethi": "Ethiopic", "Geor": "Georgian", "Gujr": "Gujarati",
    "Guru": "Gurmukhi", "Hebr": "Hebrew", "Khmr": "Khmer", "Knda": "Kannada", "Laoo": "Lao",
    "Mlym": "Malayalam", "Mymr": "Myanmar", "Orya": "Oriya", "Sinh": "Sinhala", "Taml": "Tamil",
    "Telu": "Telugu", "Thaa": "Thaana", "Thai": "Thai", "Tibt": "Tibetan",
}  # fmt: skip
_PLAIN = {
    "Latn": "Latin", "Grek": "Greek", "Cyrl": "Cyrillic", "Arab": "Arabic", "Deva": "Devanagari",
    "Hani": "Chinese characters", "Hira": "Japanese", "Kana": "Japanese", "Hang": "Korean",
    "Bopo": "Bopomofo", **_NAMES,
}  # fmt: skip
_CJK_SCRIPTS = frozenset(("Hani", "Hira", "Kana", "Hang", "Bopo"))
#: Which face of a collection of CJK fonts, by the language.
_FACES = (("ja", 0), ("ko", 1), ("zh-hant", 3), ("zh-tw", 3), ("zh-hk", 4), ("zh", 2))
_ENDS = (".ttf", ".otf", ".ttc", ".otc")
_INVISIBLE = regex.compile(r"[\p{Default_Ignorable_Code_Point}\s]")


@dataclass(frozen=True, eq=False)
class Face:
    """One font at one weight. Lengths are in its own units, `units` to an em."""

    path: Path
    font: hb.Font
    units: int

    def has(self, text: str) -> bool:
        return all(self.font.get_nominal_glyph(ord(char)) or _INVISIBLE.match(char) for char in text)


@lru_cache(maxsize=4096)
def script_of(char: str) -> str | None:
    """The ISO 15924 code of a character's script; None for what all scripts share."""
    buffer = hb.Buffer()
    buffer.add_str(char)
    buffer.guess_segment_properties()
    found: str | None = buffer.script
    return found


class Fonts:
    """The fonts of this machine. `own` are files or folders that the user names: they are tried first."""

    def __init__(self, own: Sequence[Path] = (), folders: Sequence[str] = FOLDERS) -> None:
        self._own = tuple(own)
        self._folders = tuple(Path(folder).expanduser() for folder in folders)
        self._opened: dict[tuple[Path, int, bool], Face] = {}
        self._chosen: dict[tuple[str, bool, str], tuple[Face, ...]] = {}

    def for_script(self, script: str, bold: bool, language: str) -> tuple[Face, ...]:
        """Fonts to try for a script, the best first; none where the machine has none of them."""
        key = (script, bold, language)
        if key not in self._chosen:
            self._chosen[key] = tuple(self._named(script, bold, language))
        return self._chosen[key]

    def face(self, cluster: str, script: str, bold: bool, language: str) -> Face | None:
        """The first font with all of these characters; None when no font has them."""
        return next((one for one in self.for_script(script, bold, language) if one.has(cluster)), None)

    def _named(self, script: str, bold: bool, language: str) -> Iterator[Face]:
        for path in sorted(self._given, key=lambda one: ("bold" in one.stem.lower()) != bold):
            yield self._open(path, 0, bold)
        families = _FAMILIES.get(script)
        if families is None:
            name = _NAMES.get(script, script)
            families = [(f"NotoSans{name}-Regular", f"NotoSans{name}-Bold")]
            families += [(f"NotoSans{name}", f"NotoSans{name}"), *_EUROPEAN]
        index = _collection_face(script, language) if script in _CJK_SCRIPTS else 0
        for names in families:
            found = self._files.get(names[bold].lower()) or self._files.get(names[0].lower())
            if found is not None:
                yield self._open(found, index, bold)

    @cached_property
    def _given(self) -> tuple[Path, ...]:
        found: list[Path] = []
        for place in self._own:
            if not place.exists():
                raise EnvironmentRefused(f"card.fonts names {place}, which is not there: name another")
            found += [place] if place.is_file() else _upright(place)
        return tuple(found)

    @cached_property
    def _files(self) -> Mapping[str, Path]:
        """Font files by their lower-case names without end and axes; of equal ones the earlier folder's."""
        found: dict[str, Path] = {}
        for folder in self._folders:
            for path in sorted(_fonts_below(folder)):
                found.setdefault(path.stem.lower().partition("[")[0], path)
        return found

    def _open(self, path: Path, index: int, bold: bool) -> Face:
        key = (path, index, bold)
        if key not in self._opened:
            try:
                blob = hb.Blob.from_file_path(str(path))
            except (hb.HarfBuzzError, OSError) as error:
                raise EnvironmentRefused(f"The font {path} cannot be read: replace or remove it") from error
            face = hb.Face(blob, index if index < max(1, hb.Face(blob).count) else 0)
            font = hb.Font(face)
            if bold and any(axis.tag == "wght" for axis in face.axis_infos):
                font.set_variations({"wght": 700})
            self._opened[key] = Face(path, font, face.upem)
        return self._opened[key]


def no_font(script: str) -> EnvironmentRefused:
    """What to say when a script cannot be drawn."""
    package = "fonts-noto-cjk" if script in _CJK_SCRIPTS else "fonts-noto-core"
    name = _PLAIN.get(script, f"the script {script}")
    return EnvironmentRefused(
        f"No font on this machine has {name}, which this picture needs: install one "
        f"(Debian and Ubuntu: apt install {package}), or name a font file in card.fonts"
    )


def _collection_face(script: str, language: str) -> int:
    if script == "Hang":
        return 1
    if script in ("Hira", "Kana"):
        return 0
    return next((index for start, index in _FACES if language.lower().startswith(start)), 2)


def _upright(folder: Path) -> list[Path]:
    slanted = ("italic", "oblique")
    return sorted(
        one for one in _fonts_below(folder) if not any(word in one.stem.lower() for word in slanted)
    )


def _fonts_below(folder: Path) -> Iterator[Path]:
    for root, _, names in os.walk(folder):
        yield from (Path(root, name) for name in names if name.lower().endswith(_ENDS))

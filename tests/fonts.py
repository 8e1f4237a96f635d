"""Fonts for Latin, Greek, Cyrillic, Arabic and Devanagari that come with the test's packages."""

from __future__ import annotations

from pathlib import Path

import fontpkg_noto_sans
import fontpkg_noto_sans_arabic
import fontpkg_noto_sans_devanagari

FONTS = tuple(
    Path(str(package.__file__)).parent / "files"
    for package in (fontpkg_noto_sans, fontpkg_noto_sans_arabic, fontpkg_noto_sans_devanagari)
)

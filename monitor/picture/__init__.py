"""Cards → pictures, SVG and PNG. The room that knows fonts, shaping and the rasterizer.

An SVG holds outlines and no text to be set, so that it looks the same everywhere and loads nothing; the PNG
is that SVG rasterized. Fonts are looked for on the machine; where none has a script, it refuses with what to
install. Its libraries are the extra `card`: nobody imports this room before a picture is asked for.
"""

from __future__ import annotations

from monitor.picture.painter import CardPainter

__all__ = ["CardPainter"]

"""Reading an article: a snapshot → a document and the texts around it, or why there is none.

The one door of this folder. Pure: the same snapshot and knowledge always give the same reading.
"""

from __future__ import annotations

from monitor.extract.page import Row, block_digest, read_page, volatile_blocks
from monitor.extract.textfile import read_text_capture
from monitor.model import ReaderKnowledge, Reading, Snapshot, Unreadable

__all__ = ["Row", "block_digest", "explain", "extract", "volatile_blocks"]

TEXT_TYPES = frozenset({"text/plain", "text/markdown", "text/x-markdown"})


def extract(snapshot: Snapshot, knowledge: ReaderKnowledge) -> Reading | Unreadable:
    """The article in a snapshot, or why it cannot be read. Never raises for what a page holds."""
    if snapshot.media_type in TEXT_TYPES:
        return read_text_capture(snapshot, knowledge)
    return read_page(snapshot, knowledge)[0]


def explain(snapshot: Snapshot, knowledge: ReaderKnowledge) -> list[Row]:
    """Block by block in the order of the page: its text, whether it was kept, and by which rule."""
    if snapshot.media_type in TEXT_TYPES:
        reading = read_text_capture(snapshot, knowledge)
        blocks = () if isinstance(reading, Unreadable) else reading.document.blocks
        return [Row(block.text, True, "text-capture") for block in blocks]
    return read_page(snapshot, knowledge)[1]

"""Reading an article: a snapshot → a document and the texts around it, or why there is none.

The one door of this folder. Pure: the same snapshot and knowledge always give the same reading.
"""

from __future__ import annotations

from monitor.extract.page import Row, block_digest, read_page
from monitor.extract.textfile import read_text_capture
from monitor.markup import WIDE_MARKS, wide_codec
from monitor.model import ReaderKnowledge, Reading, Snapshot, Unreadable

__all__ = ["Row", "block_digest", "explain", "extract"]

#: Bytes that no text in a one-byte or multi-byte encoding has, but for a slip here and there. Zeros
#: are not among them: broken programs strew them into texts that can be read well without.
CONTROLS = bytes([*range(1, 9), 11, *range(14, 27), *range(28, 32), 127])
#: More of them than this, in the first bytes of a body, and it is no text at all.
MOST_CONTROLS, LOOKED_AT = 0.02, 65536
NO_TEXT = Unreadable("empty", "the answer is no text: a picture, an archive or other bytes")
TEXT_TYPES = frozenset({"text/plain", "text/markdown", "text/x-markdown"})


def extract(snapshot: Snapshot, knowledge: ReaderKnowledge) -> Reading | Unreadable:
    """The article in a snapshot, or why it cannot be read. Never raises for what a page holds."""
    if not is_text(snapshot.body):
        return NO_TEXT
    if snapshot.media_type in TEXT_TYPES:
        return read_text_capture(snapshot, knowledge)
    return read_page(snapshot, knowledge)[0]


def is_text(body: bytes) -> bool:
    """Can these bytes be text? UTF-16 and UTF-32 are, for all their zeros, marked or not."""
    head = body[:LOOKED_AT]
    controls = len(head) - len(head.translate(None, CONTROLS))
    if controls <= MOST_CONTROLS * len(head):
        return True
    return body.startswith(WIDE_MARKS) or wide_codec(body) is not None


def explain(snapshot: Snapshot, knowledge: ReaderKnowledge) -> list[Row]:
    """Block by block in the order of the page: its text, whether it was kept, and by which rule."""
    if snapshot.media_type in TEXT_TYPES:
        reading = read_text_capture(snapshot, knowledge)
        blocks = () if isinstance(reading, Unreadable) else reading.document.blocks
        return [Row(block.text, True, "text-capture") for block in blocks]
    return read_page(snapshot, knowledge)[1]

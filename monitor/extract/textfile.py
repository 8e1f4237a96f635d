"""Text captures: plain text and Markdown as people save pages in → a reading.

Pure. Reads nothing but the snapshot; a text without any words is unreadable, never empty.
"""

from __future__ import annotations

from monitor.model import ReaderKnowledge, Reading, Snapshot, Unreadable


def read_text_capture(snapshot: Snapshot, knowledge: ReaderKnowledge) -> Reading | Unreadable:
    """The article in a plain text or Markdown file, or why there is none."""
    return Unreadable("empty", "the text capture has no words")

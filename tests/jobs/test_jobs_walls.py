"""Which pages are walls in front of an article, and which are the article."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.jobs.walls import seen_through
from monitor.model import Document, Examined, FirstVersion, Revised, Unchanged, Unreadable
from tests import pages, values

WHOLE = pages.document(pages.page())
TEASER = replace(WHOLE, partial=True)
PROMPT = replace(WHOLE, partial=True, blocks=WHOLE.blocks[:1])


@pytest.mark.parametrize(
    ("previous", "examined", "wall"),
    [
        (None, FirstVersion(WHOLE), False),
        (None, FirstVersion(TEASER), False),
        (None, FirstVersion(PROMPT), True),
        (WHOLE, Revised(TEASER, values.judgement()), True),
        (WHOLE, Unchanged(TEASER), True),
        (WHOLE, Revised(WHOLE, values.judgement()), False),
        (TEASER, Revised(TEASER, values.judgement()), False),
        (TEASER, Revised(WHOLE, values.judgement()), False),
    ],
)
def test_a_wall_is_no_version(previous: Document | None, examined: Examined, wall: bool) -> None:
    seen = seen_through(previous, examined)
    if wall:
        assert isinstance(seen, Unreadable) and seen.page_kind == "paywall"
    else:
        assert seen == examined

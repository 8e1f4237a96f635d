"""A link that leads elsewhere while its words stay is told with both addresses, wherever edits are told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from monitor.model import Alert, Facet, Judgement, Revision
from monitor.report import judgement_view, revision_html, revision_markdown, revision_text
from monitor.report.diff import ADDRESS, excerpt, told_apart
from monitor.report.feed import entry_html
from monitor.report.mail import mail_html
from monitor.report.mark import entry_markdown
from monitor.report.plain import entry_text
from monitor.report.retold import retold_revision
from monitor.report.wording import Worded
from monitor.shapes import revision_json
from tests.report.report_samples import LINK, NOON, NUMBER, REVISION

OLD, NEW = "https://a.example/one", "https://a.example/two"
TOLD = replace(LINK, facets=(Facet("link", OLD, NEW),))
SEEN = replace(REVISION, judgement=Judgement((TOLD,), (), REVISION.judgement.verdict))


def mail_of(revision: Revision) -> str:
    alert = Alert(1, "all", NOON, "Title", "Text", payload=revision_json(revision))
    return mail_html(alert, Worded("Title", "Text", own=False), None)


def digest_of(revision: Revision) -> str:
    listed = [{"title": "One", "text": "Text", "event": revision_json(revision)}]
    alert = Alert(1, "all", NOON, "Title", "Text", payload={"digest": True, "alerts": listed, "more": 0})
    return mail_html(alert, Worded("Title", "Text", own=False), None)


FORMS: dict[str, Callable[[Revision], str]] = {
    "page": revision_html,
    "text": revision_text,
    "markdown": lambda one: revision_markdown(one).replace("\\", ""),
    "feed": lambda one: entry_html(one, "https://desk.example/revisions/7"),
    "mail": mail_of,
    "digest": digest_of,
    "entry of a report": lambda one: " ".join(" ".join(entry_text(one)).split()),
    "entry in Markdown": lambda one: "".join(entry_markdown(one)).replace("\\", ""),
}


@pytest.mark.parametrize("form", FORMS)
def test_both_targets_are_told(form: str) -> None:
    shown = FORMS[form](SEEN)
    assert OLD in shown and NEW in shown


@pytest.mark.parametrize("form", ["feed", "mail", "digest", "page"])
def test_no_target_becomes_a_link(form: str) -> None:
    links = (("javascript:alert(1)", '"><script>alert(2)</script>'),)
    shown = FORMS[form](replace(SEEN, judgement=replace(SEEN.judgement, edits=(replace(TOLD, links=links),))))
    assert "javascript:alert(1)" in shown
    assert 'href="javascript' not in shown and "<script>alert(2)" not in shown


def test_a_target_is_told_once() -> None:
    [edit] = judgement_view(SEEN.judgement).edits
    assert (edit.facets, edit.links) == ((), ((OLD, NEW),))


def test_an_excerpt_of_other_edits_has_no_brackets() -> None:
    assert excerpt(NUMBER) == NUMBER.spans
    assert excerpt(LINK)[1:] == (("equal", " ["), ("delete", OLD), ("insert", NEW), ("equal", "]"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("https://a.example/" + "same/" * 60 + "one", "https://a.example/" + "same/" * 60 + "two"),
        ("https://a.example/" + "x" * 500, "https://b.example/" + "y" * 500),
        ("https://a.example/" + "x" * 500, None),
        (None, "https://a.example/" + "x" * 500),
    ],
)
def test_long_addresses_are_cut_so_that_they_still_differ(before: str | None, after: str | None) -> None:
    short = told_apart(before, after)
    assert short[0] != short[1]
    assert all(one is None or len(one) <= ADDRESS for one in short)
    assert (short[0] is None, short[1] is None) == (before is None, after is None)


def test_an_alert_tells_where_links_led_and_one_of_an_older_release_is_read_still() -> None:
    told = revision_json(SEEN)
    assert retold_revision(told) == SEEN
    del told["edits"][0]["links"]
    older = retold_revision(told)
    assert older is not None and older.judgement.edits[0].links == ()

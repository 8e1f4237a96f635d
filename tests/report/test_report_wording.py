"""A channel's own words: drawn in a sandbox, escaped for their medium, and never the loss of an alert."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from monitor.model import Alert
from monitor.report.retold import retold_revision
from monitor.report.wording import LONGEST_TEXT, NAMES, Wording, template_problem, values_of
from monitor.shapes import revision_json
from tests.report.report_samples import REVISION, with_payload
from tests.report.test_report_forms import PAYLOADS
from tests.values import NOW

TOLD = Alert(
    5, "silent", NOW, "Correction: Ferry", "41 → 47\n- number changed", 7, 3, revision_json(REVISION)
)
SAMPLE = """{{ label|upper }}: {{ headline }} ({{ weight }})
{% for edit in edits if edit.significance == "meaning" %}
{{ loop.index }}. {{ edit.before|default("nothing", true)|truncate(40) }} → {{ edit.after }}
{% else %}
nothing
{% endfor %}
{{ "No notice" if not notices else notices[0].text }} {{ url }} {{ desk }}"""


def test_a_template_speaks_of_the_revision() -> None:
    said = Wording(text=SAMPLE, desk="https://desk.example").words(TOLD).text
    assert said.splitlines()[:2] == [
        "CORRECTION: Ferry reaches the island (72)",
        "1. The ferry carried 41 passengers. → The ferry carried 47 passengers.",
    ]
    assert said.endswith("https://news.example/ferry https://desk.example/revisions/3")


def test_every_name_is_there_whatever_is_told() -> None:
    everything = "".join(f"[{{{{ {name} }}}}]" for name in NAMES)
    bare = Alert(1, "the monitor itself", NOW, "Disk nearly full", "2 MB left")
    for alert in (TOLD, bare):
        assert set(values_of(alert)) == set(NAMES)
        assert "template failed" not in Wording(text=everything).words(alert).text


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        ("{{ headlin }}", "there is no `headlin`"),
        ("{{ title", "line 1"),
        ("{% for e in edits %}", "end"),
        ("\n{{ title.upper() }}", "line 2: `call`"),
        ("{{ 9 ** 9 }}", "`pow`"),
        ("{{ title * 9 }}", "`mul`"),
        ("{{ '%99999999d' % 1 }}", "`mod`"),
        ("{% set x = title %}", "`assign`"),
        ("{% macro m() %}{% endmacro %}", "`macro`"),
        ("{% include '/etc/passwd' %}", "`include`"),
        ("{% import 'os' as os %}", "`import`"),
        ("{{ range(9) }}", "`call`"),
        ("{{ title|safe }}", "safe"),
        ("{{ title|center(99999999) }}", "center"),
        ("{% for a in edits %}" * 3 + "{% endfor %}" * 3, "deep"),
        ("x" * 10_001, "longer"),
    ],
)
def test_what_is_no_template_is_said(template: str, problem: str) -> None:
    assert problem in (template_problem(template) or "")
    said = Wording(text=template).words(TOLD)
    assert said.own and said.text.startswith(TOLD.text) and "template failed" in said.text


def test_a_sound_template_has_no_problem() -> None:
    assert template_problem(SAMPLE) is None


@pytest.mark.parametrize(
    "template", ["{{ title.__class__ }}", "{{ edits.__len__ }}", "{{ edits[99].before }}"]
)
def test_what_goes_wrong_later_loses_nothing(template: str) -> None:
    for title in (None, "{{ label }}"):
        said = Wording(title=title, text=template).words(TOLD)
        assert said.text.startswith(TOLD.text) and "template failed" in said.text
    failing_title = Wording(title=template, text="mine").words(TOLD)
    assert failing_title.title == TOLD.title and failing_title.text.startswith("mine")


def test_a_title_is_never_blank() -> None:
    assert Wording(title="{% if label == 'nothing' %}x{% endif %} ").words(TOLD).title == TOLD.title


def test_what_a_template_says_is_bounded() -> None:
    long = Alert(1, "r", NOW, "t" * 900, "x" * LONGEST_TEXT)
    said = Wording(title="{{ title }}", text="{{ text }}{{ text }}{{ text }}").words(long)
    assert len(said.title) <= 301 and len(said.text) <= LONGEST_TEXT + 1


EVERYTHING = """{{ headline }} {{ summary }} {{ url }}
{% for e in edits %}{{ e.before }} {{ e.after ~ headline }}
{% endfor %}"""


@pytest.mark.parametrize("payload", [*PAYLOADS, "# h\n> q\n1. x\n---", "`` ` ``", "<!channel> @here ![i](x)"])
def test_a_payload_is_inert_in_every_medium(payload: str) -> None:
    alert = Alert(5, payload, NOW, payload, payload, 7, 3, revision_json(with_payload(payload)))
    for wording in (Wording(), Wording(title="{{ headline }}", text=EVERYTHING)):
        for medium in ("text", "chat", "markdown", "html"):
            said = wording.words(alert, medium)
            assert "\n" not in said.title
            whole = said.title + said.text
            assert not re.search(
                "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", whole
            )
        assert not re.search(r"<[a-zA-Z/!]", wording.words(alert, "html").text)
        for medium in ("chat", "markdown"):
            whole = wording.words(alert, medium).text
            assert not re.search(r"<[!@#]|\]\(|(?<![\w.])@(?=\w)", whole)
        drawn = MarkdownIt("commonmark", {"html": True}).enable("table")
        tags = set(re.findall(r"<([a-z0-9]+)", drawn.render(wording.words(alert, "markdown").text)))
        assert tags <= {"p", "br"}


@given(st.text())
def test_no_text_marks_up(text: str) -> None:
    said = Wording(text="{{ text }}").words(Alert(1, "r", NOW, text, text), "markdown").text
    assert set(re.findall(r"<([a-z0-9]+)", MarkdownIt().render(said))) <= {"p", "br"}


def test_a_revision_is_retold_from_its_json_and_nothing_else_is() -> None:
    told = retold_revision(revision_json(REVISION))
    assert told is not None and revision_json(told) == revision_json(REVISION)
    for other in ({}, {"test": True}, {**revision_json(REVISION), "edits": [{"op": "explode"}]}):
        assert retold_revision(other) is None

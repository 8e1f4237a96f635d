"""Reports of a period: shares of what, errors timed, plots that say their numbers, safe cells."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from monitor.model import Correction, NoticeChange, Revision, RevisionOutline, Version
from monitor.report import report_body, report_csv, report_html, report_markdown, report_text
from monitor.report.figures import figures
from monitor.report.plots import bars, columns
from monitor.report.sums import sums
from monitor.report.timing import correction_of, owns_up
from tests import values
from tests.report.report_samples import (
    LATER,
    NOON,
    NOTICE,
    NUMBER,
    OVERRIDDEN,
    REVISION,
    outline,
    report_of,
    with_payload,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def made(number: int, **changes: Any) -> RevisionOutline:
    return replace(outline(REVISION), id=number, **changes)


def disclosures(*words: str) -> tuple[RevisionOutline, ...]:
    return tuple(made(number, disclosure=word) for number, word in enumerate(words))


def test_what_was_declared_is_a_share_of_what_called_for_it() -> None:
    """Live blogs, additions and what nobody observed are not in the denominator."""
    outlines = (
        *disclosures("disclosed", "disclosed", "partly_disclosed", "undisclosed", "note_removed", "exempt"),
        made(20, change="addition", disclosure="not_needed"),
        made(21, disclosure="undisclosed", provenance="inferred"),
        made(22, disclosure="undisclosed", provenance="replayed"),
    )
    found = figures(report_of(outlines=outlines))
    assert (found.called_for, found.declared, found.partly, found.undisclosed) == (5, 2, 1, 2)
    assert (found.revisions, found.inferred, found.replayed) == (7, 1, 1)
    assert (
        "Of 5 substantive changes that called for a notice, 2 (40 %) were declared" in sums(found).owning_up
    )


def test_every_form_says_how_much_was_watched_and_what_it_does_not_show() -> None:
    for form in (report_text, report_markdown, report_html):
        said = " ".join(form(report_of(REVISION)).split())
        assert (
            "12 articles watched, 11 of them looked at in the period in 480 looks, of which 3 failed." in said
        )
        assert "nothing is said here of why a change was made" in said
    body = report_body(report_of(REVISION))
    assert body["watched"] == {"articles": 12, "looked_at": 11, "looks": 480, "failed": 3}


def test_every_form_tells_the_words_of_the_notices() -> None:
    """A retraction without its words would be half a report."""
    told = "ferry carried 47 passengers, not 41"
    for form in (report_text, report_markdown, report_html):
        said = " ".join(form(report_of(REVISION)).split())
        assert "Correction, added" in said
        assert said.count(told) == 1


def test_a_long_notice_is_cut_short() -> None:
    notice = replace(NOTICE, text="Correction: " + "very long " * 100)
    changes = (NoticeChange("added", notice, ()), NoticeChange("kept", NOTICE, ()))
    revision = replace(REVISION, judgement=replace(REVISION.judgement, notices=changes))
    for form in (report_text, report_markdown, report_html):
        said = " ".join(form(report_of(revision)).split())
        assert 20 < said.count("very long") < 40
        assert "passengers, not 41" not in said


def test_a_source_without_revisions_stands_in_the_table_too() -> None:
    (row,) = figures(report_of()).sources
    assert (row.source, row.revisions, row.articles) == ("Harbour Post", 0, 12)


@pytest.mark.parametrize(
    ("length", "unit", "bins"),
    [(HOUR * 5, "hour", 6), (DAY * 7, "day", 8), (DAY * 100, "week", 15), (DAY * 800, "month", 27)],
)
def test_time_is_cut_into_even_stretches_empty_ones_too(length: timedelta, unit: str, bins: int) -> None:
    outlines = (made(1, seen_at=NOON + length), made(2, seen_at=NOON))
    found = figures(report_of(outlines=outlines, since=NOON, until=NOON + length, made_at=NOON + length))
    assert (found.unit, len(found.bins)) == (unit, bins)
    assert sum(one.all for one in found.bins) == 2


def test_no_revision_falls_between_the_stretches() -> None:
    seen = [NOON + timedelta(minutes=17 * number) for number in range(400)]
    outlines = tuple(made(number, seen_at=at) for number, at in enumerate(seen))
    found = figures(report_of(outlines=outlines, since=None, until=None, made_at=seen[-1]))
    assert sum(one.all for one in found.bins) == 400


def version(number: int, text: str, **changes: Any) -> Version:
    seen = NOON + number * HOUR
    base = Version(number, 3, number, number, "observed", values.document(text), seen, seen)
    return replace(base, **changes)


WRONG = "The ferry carried 41 passengers."
CORRECTED: Revision = replace(
    REVISION, from_version=3, to_version=4, judgement=replace(REVISION.judgement, edits=(NUMBER,))
)


def test_an_error_is_timed_from_the_first_version_seen_with_it() -> None:
    versions = [version(1, "The ferry left."), version(2, f"{WRONG} It left."), version(3, WRONG)]
    found = correction_of(CORRECTED, reversed(versions))
    assert found is not None
    assert (found.error_seen_at, found.told_at) == (NOON + 2 * HOUR, LATER)


def test_an_error_that_went_and_came_again_is_timed_from_its_return() -> None:
    versions = [version(1, WRONG), version(2, "The ferry left."), version(3, WRONG)]
    found = correction_of(CORRECTED, reversed(versions))
    assert found is not None and found.error_seen_at == NOON + 3 * HOUR


def test_an_error_that_was_only_told_of_was_not_seen() -> None:
    assert correction_of(CORRECTED, [version(3, WRONG, provenance="inferred")]) is None


def test_only_notices_of_errors_own_up() -> None:
    notice = REVISION.judgement.notices[0]
    update = replace(notice, notice=replace(notice.notice, kind="update"))
    assert owns_up(CORRECTED)
    assert not owns_up(replace(CORRECTED, judgement=replace(CORRECTED.judgement, notices=(update,))))
    assert not owns_up(replace(CORRECTED, provenance="imported"))


def test_the_middle_of_the_delays_is_told_with_what_it_is_the_middle_of() -> None:
    timed = tuple(
        Correction(7, 3, "Harbour Post", "Ferry", "correction", NOON, NOON + hours * HOUR)
        for hours in (1, 5, 80)
    )
    found = figures(report_of(corrections=timed))
    assert dict(found.delays)["1–6 h"] == 2 and dict(found.delays)["3–7 days"] == 1
    assert sums(found).timing.startswith("3 corrections") and "5 h after" in sums(found).timing


def test_undisclosed_changes_come_before_everything_else() -> None:
    silent = replace(
        REVISION,
        id=9,
        headline="Toll rises",
        judgement=replace(
            REVISION.judgement, verdict=replace(REVISION.judgement.verdict, disclosure="undisclosed")
        ),
    )
    for form in (report_text, report_markdown, report_html):
        said = form(report_of(silent, REVISION))
        assert said.index("Not declared") < said.index("Toll rises") < said.index("Ferry reaches")


def test_a_plot_says_its_numbers_and_hatches_what_was_not_declared() -> None:
    found = figures(report_of(outlines=disclosures("undisclosed", "disclosed", "not_needed")))
    drawing = ET.fromstring(str(columns(found.bins, "Over time")))
    assert drawing.get("role") == "img"
    assert "1 not wholly declared, 1 declared, 1 other" in str(drawing.get("aria-label"))
    classes = [one.get("class") for one in drawing.iter()]
    assert classes.count("hatch") == 1 and {"silent", "told", "other"} <= set(classes)
    assert str(columns((), "Nothing")) == "" and str(bars((), "Nothing")) == ""


def test_names_in_a_plot_are_only_words_and_many_are_drawn_together() -> None:
    rows = [(f'<b onload="x">{number}', 30 - number) for number in range(20)]
    drawing = ET.fromstring(str(bars(rows, '"><script>')))
    assert {one.tag for one in drawing.iter()} == {"svg", "text", "title", "rect"}
    assert "8 others" in [one.text for one in drawing.iter("text")]


@pytest.mark.parametrize("payload", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_no_cell_is_a_formula(payload: str) -> None:
    rows = list(csv.reader(io.StringIO(report_csv(report_of(with_payload(payload)))), strict=True))
    assert len(rows) == 2 and len(rows[0]) == len(rows[1])
    assert not [cell for cell in rows[1] if cell[:1] in tuple("=+-@\t\r＝")]
    assert rows[1][rows[0].index("headline")].lstrip("'") == payload.strip()


def test_what_is_left_out_is_told() -> None:
    report = report_of(REVISION, outlines=(outline(REVISION), made(90), made(91)))
    for form in (report_text, report_markdown, report_html):
        assert "2 more revisions are counted above and not told here." in form(report)
    assert report_body(report)["left_out"] == 2


def test_the_rows_say_what_was_judged_and_who_overrode_it() -> None:
    rows = list(csv.DictReader(io.StringIO(report_csv(report_of(OVERRIDDEN)))))
    was = REVISION.judgement.verdict.label
    told = [rows[0][name] for name in ("label", "judged_label", "overridden_by", "override_note")]
    assert told == ["correction", was, "Ada", "told by telephone"]

"""Revisions and reports as self-contained HTML pages, and the template environment behind them.

Autoescape is always on, and every value passes `visible` on its way out, so a template cannot
forget it. A page loads nothing, runs nothing, and says so in its own content policy.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from monitor.model import Revision
from monitor.report import words
from monitor.report.escape import language_tag, visible, web_address, without_password
from monitor.report.summary import summarize
from monitor.report.view import judgement_view


def environment(*loaders: BaseLoader) -> Environment:
    """Templates of `loaders` first, then those of reports (`diff.html` holds the shared macros)."""
    made = Environment(
        loader=ChoiceLoader([*loaders, PackageLoader("monitor.report")]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    # Words for people stand in `trans` blocks; without a catalogue they are shown as they are.
    made.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    made.filters.update(
        when=when, language=language_tag, address=web_address, location=without_password, listed=words.listed
    )
    made.globals.update(words=words, judgement_view=judgement_view)
    return made


def revision_html(revision: Revision) -> str:
    """One revision as a page that can be mailed or kept."""
    return _page("revision.html", revision=revision, view=judgement_view(revision.judgement))


def report_html(
    revisions: Sequence[Revision], *, title: str, since: datetime | None, until: datetime | None
) -> str:
    """Many revisions of a period as one page that prints well."""
    entries = [(revision, judgement_view(revision.judgement)) for revision in revisions]
    return _page(
        "report.html", entries=entries, title=title, period=words.period(since, until),
        summary=summarize(revisions),
    )  # fmt: skip


def when(at: datetime | None) -> Markup:
    """A `time` element in UTC, which a script may localize; "unknown" for None."""
    if at is None:
        return Markup("unknown")
    exact = at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return Markup('<time datetime="{}">{}</time>').format(exact, words.stamp(at))


def _finalized(value: Any) -> Any:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _reports() -> Environment:
    return environment()


def _page(name: str, **values: object) -> str:
    return _reports().get_template(name).render(**values).encode("utf-8", "replace").decode()

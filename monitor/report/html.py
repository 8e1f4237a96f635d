"""Revisions as self-contained HTML pages, and the template environment behind them.

Autoescape is always on, and every value passes `visible` on its way out, so a template cannot
forget it. A page loads nothing, runs nothing, and says so in its own content policy.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache, partial
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from monitor.model import Revision
from monitor.report.escape import language_tag, visible, web_address, without_password
from monitor.report.view import judgement_view, revision_view
from monitor.report.words import ENGLISH, N_, Words, capital


def environment(*loaders: BaseLoader, words: Words = ENGLISH) -> Environment:
    """Templates of `loaders` first, then those of reports (`diff.html` holds the shared macros); what they
    mark for translation is said by `words`."""
    made = Environment(
        loader=ChoiceLoader([*loaders, PackageLoader("monitor.report")]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.policies["ext.i18n.trimmed"] = True
    made.newstyle_gettext = True  # type: ignore[attr-defined]

    def gettext(message: str, /, **values: object) -> Markup:
        return Markup(words.gettext(message)) % _shown(values)

    def ngettext(one: str, many: str, number: int, /, **values: object) -> Markup:
        shown = {"num": words.number(number), **values}
        return Markup(words.ngettext(one, many, number)) % _shown(shown)

    made.filters.update(
        when=partial(when, words=words), language=language_tag, address=web_address,
        location=without_password, listed=words.listed, capital=capital, number=words.number,
    )  # fmt: skip
    made.globals.update(
        words=words, judgement_view=partial(judgement_view, words=words), gettext=gettext, ngettext=ngettext
    )
    return made


def _shown(values: dict[str, object]) -> dict[str, object]:
    """A message is our own; what is put into it is escaped like any other value."""
    return {name: _finalized(value) for name, value in values.items()}


def revision_html(revision: Revision) -> str:
    """One revision as a page that can be mailed or kept."""
    return page("revision.html", revision=revision, view=revision_view(revision))


def when(at: datetime | None, words: Words = ENGLISH) -> Markup:
    """A `time` element in UTC, which a script may localize; "unknown" for None."""
    if at is None:
        return Markup(words.gettext(N_("unknown")))
    exact = at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return Markup('<time datetime="{}">{}</time>').format(exact, words.stamp(at))


def _finalized(value: Any) -> Any:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _reports() -> Environment:
    return environment()


def page(name: str, **values: object) -> str:
    """A template of reports, filled in."""
    return _reports().get_template(name).render(**values).encode("utf-8", "replace").decode()

"""Templates of the desk → pages. The reports' environment escapes; here are the desk's own words."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import partial
from urllib.parse import parse_qsl, urlencode

from jinja2 import Environment, PackageLoader
from markupsafe import Markup
from starlette.responses import HTMLResponse
from starlette.types import Scope

from monitor import __version__
from monitor.ports import Clock
from monitor.report import environment
from monitor.report.catalogs import read_words
from monitor.report.words import ENGLISH, N_, Words
from monitor.settings import LANGUAGES
from monitor.web.access import asking, csrf_field, may
from monitor.web.assets import Assets
from monitor.web.languages import language_of


class Pages:
    """Renders the desk's templates in the language of the request at hand; knows the clock, for
    "3 h ago", and where the assets are."""

    def __init__(self, clock: Clock, assets: Assets) -> None:
        self._clock = clock
        self._asked: ContextVar[Scope | None] = ContextVar("asked", default=None)
        self._words = {language: read_words(language) for language in LANGUAGES}
        self._environments = {
            language: self._environment(words, assets) for language, words in self._words.items()
        }

    def _environment(self, words: Words, assets: Assets) -> Environment:
        made = environment(PackageLoader("monitor.web"), words=words)
        made.filters.update(
            ago=partial(self._ago, words=words), duration=words.duration, size=partial(size, words=words)
        )
        made.globals.update(release=__version__, asset=assets.address, languages=LANGUAGES)
        made.globals.update(asking=asking, csrf_field=csrf_field, may=may)
        return made

    def at_hand(self, scope: Scope) -> None:
        """From here on, in this task and the threads it starts, pages answer this request."""
        self._asked.set(scope)

    @property
    def words(self) -> Words:
        """The words of who reads the page to be made."""
        scope = self._asked.get()
        return self._words[language_of(scope)] if scope else ENGLISH

    def text(self, name: str, **values: object) -> str:
        scope = self._asked.get() or {"path": "/", "query_string": b""}
        here = partial(_in_language, scope["path"], scope["query_string"].decode("latin-1"))
        template = self._environments[self.words.language].get_template(name)
        return template.render(in_language=here, **values).encode("utf-8", "replace").decode()

    def page(self, name: str, values: Mapping[str, object], status: int = 200) -> HTMLResponse:
        return HTMLResponse(self.text(name, **values), status)

    def _ago(self, at: datetime | None, words: Words) -> Markup:
        """How long ago, with the exact instant in the element; "never" for None."""
        if at is None:
            return Markup(words.gettext(N_("never")))
        seconds = (self._clock() - at).total_seconds()
        exact = at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        form = N_("%(time)s ago") if seconds >= 0 else N_("in %(time)s")
        said = words.say(form, time=words.duration(abs(seconds)))
        return Markup('<time datetime="{}" data-relative title="{}">{}</time>').format(exact, exact, said)


def _in_language(path: str, query: str, language: str) -> str:
    """The address of the same page in another language."""
    kept = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] != "lang"]
    return f"{path}?{urlencode([*kept, ('lang', language)])}"


def size(number: int, words: Words = ENGLISH) -> str:
    """Bytes for people."""
    if number < 1000:
        return words.counted(number, "byte")
    if number < 10_000_000:
        return words.say(N_("%(number)s kB"), number=words.number(round(number / 1000)))
    return words.say(N_("%(number)s MB"), number=words.number(round(number / 1_000_000)))

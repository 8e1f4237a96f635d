"""Templates of the desk → pages. The reports' environment escapes; here are the desk's own words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from jinja2 import Environment, PackageLoader
from markupsafe import Markup
from starlette.responses import HTMLResponse

from monitor import __version__
from monitor.ports import Clock
from monitor.report import environment
from monitor.web.access import asking, csrf_field
from monitor.web.assets import Assets


class Pages:
    """Renders the desk's templates; knows the clock, for "3 h ago", and where the assets are."""

    def __init__(self, clock: Clock, assets: Assets) -> None:
        self._clock = clock
        self._environment: Environment = environment(PackageLoader("monitor.web"))
        self._environment.filters.update(ago=self._ago, duration=duration, size=size)
        self._environment.globals.update(release=__version__, asset=assets.address)
        self._environment.globals.update(asking=asking, csrf_field=csrf_field)

    def text(self, name: str, **values: object) -> str:
        page = self._environment.get_template(name).render(values)
        return page.encode("utf-8", "replace").decode()

    def page(self, name: str, values: Mapping[str, object], status: int = 200) -> HTMLResponse:
        return HTMLResponse(self.text(name, **values), status)

    def _ago(self, at: datetime | None) -> Markup:
        """How long ago, with the exact instant in the element; "never" for None."""
        if at is None:
            return Markup("never")
        seconds = (self._clock() - at).total_seconds()
        exact = at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        said = f"{duration(seconds)} ago" if seconds >= 0 else f"in {duration(-seconds)}"
        return Markup('<time datetime="{}" data-relative title="{}">{}</time>').format(exact, exact, said)


def duration(seconds: float) -> str:
    """A length of time in its largest fitting unit."""
    for size_, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size_:
            return f"{int(seconds // size_)} {unit}"
    return f"{int(seconds)} s"


def size(number: int) -> str:
    """Bytes for people."""
    if number < 1000:
        return f"{number} bytes"
    return f"{number / 1000:,.0f} kB" if number < 1_000_000 else f"{number / 1_000_000:,.1f} MB"

"""The desk's own style sheets, script and icon, read once when the desk is made.

Their addresses carry a digest, so browsers may keep them for ever and still see a new release.
"""

from __future__ import annotations

import hashlib
from importlib.resources import files

from starlette.responses import Response

_KEPT = {
    "page.css": ("monitor.report", "templates", "text/css; charset=utf-8"),
    "desk.css": ("monitor.web", "static", "text/css; charset=utf-8"),
    "desk.js": ("monitor.web", "static", "text/javascript; charset=utf-8"),
    "queue.js": ("monitor.web", "static", "text/javascript; charset=utf-8"),
    "scrub.js": ("monitor.web", "static", "text/javascript; charset=utf-8"),
    "icon.svg": ("monitor.web", "static", "image/svg+xml"),
}


class Assets:
    def __init__(self) -> None:
        self._bodies = {
            name: files(package).joinpath(folder, name).read_bytes()
            for name, (package, folder, _) in _KEPT.items()
        }

    def address(self, name: str) -> str:
        return f"/static/{name}?v={hashlib.sha256(self._bodies[name]).hexdigest()[:12]}"

    def response(self, name: str) -> Response | None:
        """The file, or None if the desk has none of that name."""
        if name not in self._bodies:
            return None
        headers = {"content-type": _KEPT[name][2], "cache-control": "public, max-age=31536000, immutable"}
        return Response(self._bodies[name], headers=headers)

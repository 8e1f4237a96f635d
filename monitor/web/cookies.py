"""The desk's two secret cookies: of a session, and of the form to sign in. No script can read them, no other
site's form sends them along, and by https they travel encrypted only."""

from __future__ import annotations

from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from typing import Literal

from starlette.datastructures import Headers
from starlette.responses import Response

SESSION = "monitor_session"
FORM = "monitor_form"
#: By https a name that neither a neighboring site nor an unencrypted page can set.
_PREFIX = "__Host-"


def _name(name: str, secure: bool) -> str:
    return _PREFIX + name if secure else name


def read_cookie(headers: Headers, name: str, secure: bool) -> str:
    """What a request carries under that name; "" if nothing."""
    for line in headers.getlist("cookie"):
        with suppress(CookieError):
            found = SimpleCookie(line).get(_name(name, secure))
            if found is not None and found.value:
                return found.value
    return ""


def set_cookie(response: Response, name: str, value: str, secure: bool, seconds: int | None = None) -> None:
    """For `seconds`, or until the browser is closed."""
    # A session follows a link from a message; the form to sign in is sent by itself alone.
    same_site: Literal["lax", "strict"] = "lax" if name == SESSION else "strict"
    response.set_cookie(
        _name(name, secure), value, seconds, path="/", secure=secure, httponly=True, samesite=same_site
    )


def drop_cookie(response: Response, name: str, secure: bool) -> None:
    response.delete_cookie(_name(name, secure), path="/", secure=secure, httponly=True)

"""How a source's pages are asked for: a subscriber's headers, cookies and proxy, as the config says them.

Secrets are looked for, so that a missing one is told at once, and then left where they are: what is built
here names the variable or the file and nothing more.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from monitor.config.checker import Checker
from monitor.config.lines import Loc
from monitor.config.sections import SourceSection
from monitor.model import Reach, Secret
from monitor.urls import authority

#: Headers that are a secret whatever they hold.
_ALWAYS_SECRET = ("authorization", "token", "api-key", "apikey", "secret", "password", "session")


def build_reach(checker: Checker, section: SourceSection, loc: Loc, location: str) -> Reach | None:
    """What a source says of this; None when it says nothing. Problems go to the checker."""
    for name in section.headers:
        if any(word in name.lower() for word in _ALWAYS_SECRET):
            right = "secrets stay out of the config: use `headers_env` or `headers_file`"
            checker.complain((*loc, "headers", name), f"`{name}` holds a secret", right)
    if section.proxy is not None and (section.proxy_env or section.proxy_file):
        checker.complain((*loc, "proxy"), "stands beside another proxy", "keep one of the two")
    if section.render and (section.headers or section.headers_env or section.headers_file):
        right = "use `cookies_env` or `cookies_file`, or read the page without a browser"
        checker.complain((*loc, "render"), "a browser is sent no headers of yours", right)
    if section.render and (section.proxy or section.proxy_env or section.proxy_file):
        right = "take the proxy out, or read the page without a browser"
        checker.complain((*loc, "render"), "a browser goes by way of our own proxy only", right)
    rendered: Literal["", "browser"] = "browser" if section.render else ""
    reach = Reach(
        user_agent=section.user_agent,
        headers=tuple(section.headers.items()),
        secret_headers=_headers(checker, section, loc),
        cookies=_secret(checker, section, loc, "cookies"),
        proxy=section.proxy,
        secret_proxy=_secret(checker, section, loc, "proxy"),
        render=rendered,
    )
    if reach == Reach():
        return None
    hosts = tuple(dict.fromkeys((authority(location), *section.send_to)))
    return replace(reach, hosts=hosts)


def _headers(checker: Checker, section: SourceSection, loc: Loc) -> tuple[tuple[str, Secret], ...]:
    found: list[tuple[str, Secret]] = []
    for key, where in (("headers_env", section.headers_env), ("headers_file", section.headers_file)):
        for name, place in where.items():
            one = _known(checker, {key.replace("headers", "value"): place}, (*loc, key, name), "value")
            found += [(name, one)] if one else []
    return tuple(found)


def _secret(checker: Checker, section: SourceSection, loc: Loc, name: str) -> Secret | None:
    given = {key: getattr(section, key) for key in (f"{name}_env", f"{name}_file")}
    return _known(checker, given, loc, name)


def _known(checker: Checker, given: dict[str, str | None], loc: Loc, name: str) -> Secret | None:
    """Where a secret stands, once it was looked for there."""
    checker.secret(given, loc, name)
    if variable := given.get(f"{name}_env"):
        return Secret(env=variable)
    file = given.get(f"{name}_file")
    return Secret(file=str(checker.path(file))) if file else None

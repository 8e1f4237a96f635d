"""What a subscriber sends beside the address: headers, cookies, a proxy, another name.

Declarations hold no secret, only where it stands; it is read here, when a page is asked for, and goes
nowhere but into that request. It is sent to the hosts that the declaration names and to no other, also
not on redirects. Whatever comes back is searched for it before anybody sees it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx

from monitor.model import Failed, Fetched, FetchOutcome, Gone, Headers, NotModified, Reach, Refused, Secret
from monitor.urls import authority, host

LEFT_OUT = "(left out: a subscriber's own)"
#: Shorter ones stand in any text.
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Access:
    """A declaration with its secrets. `values` are those that must not be seen anywhere."""

    headers: Headers = ()
    cookies: tuple[tuple[str, str], ...] = ()
    proxy: str | None = None
    user_agent: str | None = None
    values: tuple[str, ...] = ()
    hosts: frozenset[str] = frozenset()

    def may_have(self, url: httpx.URL) -> bool:
        """Is this a host that the user gave her headers and cookies for?"""
        return not self.hosts.isdisjoint((host(str(url)), authority(str(url))))


NO_ACCESS = Access()


def open_access(reach: Reach | None, environ: Mapping[str, str]) -> Access | Refused:
    """The declaration with its secrets read; Refused where one is missing."""
    if reach is None:
        return NO_ACCESS
    try:
        headers = [(name, _read(secret, environ)) for name, secret in reach.secret_headers]
        cookies = _read(reach.cookies, environ) if reach.cookies else ""
        hidden_proxy = _read(reach.secret_proxy, environ) if reach.secret_proxy else ""
    except LookupError as error:
        return Refused(str(error.args[0]))
    proxy = hidden_proxy or reach.proxy or None
    pairs = tuple(_cookies(cookies))
    secrets = [value for _, value in (*headers, *pairs)]
    secrets += [word for value in secrets for word in value.split() if value.count(" ") == 1]
    secrets += [cookies, hidden_proxy, *_credentials(hidden_proxy)]
    return Access(
        headers=(*reach.headers, *headers),
        cookies=pairs,
        proxy=proxy,
        user_agent=reach.user_agent,
        values=tuple(sorted({one for one in secrets if len(one) >= _SHORTEST}, key=len, reverse=True)),
        hosts=frozenset(reach.hosts),
    )


def _read(secret: Secret, environ: Mapping[str, str]) -> str:
    """The secret's one line. LookupError, saying where it should be, if it is not there."""
    if secret.env:
        value = environ.get(secret.env, "").strip()
        missing = f"the environment variable {secret.env} is not set"
    else:
        missing = f"the file {secret.file} holds no secret on its one line"
        try:
            value = Path(secret.file).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            value = ""
    if not value or not value.isprintable():
        raise LookupError(missing)
    return value


def _cookies(line: str) -> list[tuple[str, str]]:
    pairs = (piece.strip().partition("=") for piece in line.split(";"))
    return [(name.strip(), value.strip()) for name, equals, value in pairs if equals and name.strip()]


def _credentials(proxy: str) -> list[str]:
    parts = urlsplit(proxy)
    given = [one for one in (parts.username, parts.password) if one]
    return [*given, *(unquote(one) for one in given)]


def blotted(text: str, values: tuple[str, ...]) -> str:
    """The text with every secret in it left out."""
    for value in values:
        text = text.replace(value, LEFT_OUT)
    return text


def without_secrets(outcome: FetchOutcome, access: Access) -> FetchOutcome:
    """The outcome as it may be kept: no secret sent back by the server, and no session of the user's."""
    if not access.values:
        return outcome
    match outcome:
        case Fetched(snapshot=snapshot, permanent_url=permanent):
            headers = tuple(
                (name, LEFT_OUT if name.lower() == "set-cookie" else blotted(value, access.values))
                for name, value in snapshot.headers
            )
            final = blotted(snapshot.final_url or "", access.values)
            told = snapshot.final_url if final == snapshot.final_url else snapshot.url
            kept = permanent if permanent and blotted(permanent, access.values) == permanent else None
            return Fetched(replace(snapshot, headers=headers, final_url=told), kept)
        case NotModified():
            return replace(outcome, final_url=blotted(outcome.final_url, access.values))
        case Gone() | Refused() | Failed():
            return replace(outcome, reason=blotted(outcome.reason, access.values))

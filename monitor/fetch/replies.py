"""What a server's reply means: statuses in plain words, Retry-After, media types, redirects. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import httpx

from monitor.model import Failed, Gone

REDIRECTS = frozenset((301, 302, 303, 307, 308))
PERMANENT = frozenset((301, 308))
_GONE = {404: "there is no such page (404)", 410: "the page was removed (410)", 451: "withheld by law (451)"}
_FAILED = {
    401: "the server asks for a login (401)",
    402: "the server asks for payment (402)",
    403: "the server forbids the page (403)",
    407: "a proxy asks for a login (407)",
    429: "the server says: too many requests (429)",
    503: "the server is unavailable (503)",
}
_TEXT_TYPES = re.compile(r"text/.+|application/(.+\+)?(xml|json|xhtml)|application/(rss|atom|rdf)")
_GZIP_TYPES = frozenset(("application/gzip", "application/x-gzip"))
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:+-]+)""", re.IGNORECASE)
_SECONDS = re.compile(r"\s*(\d{1,12})(\.\d*)?\s*")


def refusal_of(status: int, headers: Mapping[str, str], now: datetime) -> Gone | Failed:
    """The outcome of any final status that is neither 2xx nor 304."""
    if status in _GONE:
        return Gone(status, _GONE[status])
    reason = _FAILED.get(status) or f"the server answers {status}{_phrase(status)}"
    if headers.get("cf-mitigated", "").lower() == "challenge":
        reason += ", a challenge page for browsers"
    return Failed(reason, status, retry_after_seconds(headers.get("retry-after"), now))


def retry_after_seconds(value: str | None, now: datetime) -> float | None:
    """Seconds from `now`, from either form of Retry-After; None when absent or unreadable."""
    if not value:
        return None
    number = _SECONDS.fullmatch(value)
    if number:
        return float(number[1])
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
    return max(0.0, (at - now).total_seconds())


def media_type_of(content_type: str) -> tuple[str, str | None]:
    """Media type in lower case without parameters (empty when absent), and the charset it names."""
    media_type, _, parameters = content_type.partition(";")
    charset = _CHARSET.search(parameters)
    return media_type.strip().lower(), charset[1] if charset else None


def sniff_type(body: bytes) -> str:
    """The media type of a body that came without one: markup or plain text."""
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\x00\xff\xfe").replace(b"\x00", b"").lower()
    return "text/html" if start.startswith(b"<") or b"<html" in start else "text/plain"


def type_problem(media_type: str, path: str) -> str | None:
    """Why a body of this type is not taken; None when it is text, or packed text such as sitemaps."""
    if not media_type or _TEXT_TYPES.fullmatch(media_type) or media_type in _GZIP_TYPES:
        return None
    if media_type == "application/octet-stream" and path.endswith((".gz", ".xml")):
        return None
    return f"the page is {media_type[:80]}, not text"


def header_text(raw: bytes) -> str:
    """A header's bytes as text: UTF-8 as most servers mean it, else the Latin-1 of the standard."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def next_url(url: httpx.URL, location: str) -> httpx.URL | str:
    """Where a redirect leads, or what is wrong with it. Fragments are dropped."""
    try:
        return url.join(location.strip()).copy_with(fragment=None)
    except (httpx.InvalidURL, ValueError) as error:
        return f"redirected to an address that cannot be read: {error}"


def _phrase(status: int) -> str:
    try:
        return f" ({HTTPStatus(status).phrase})"
    except ValueError:
        return ""

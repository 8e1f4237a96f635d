"""Memento (RFC 7089) over the snapshots of the store: TimeGate, TimeMaps, and the mementos themselves.

The original is the article's address as readers know it. A memento is the page as it was captured, drawn
where nothing can run or reach the network. A user's own capture (a baseline) was not seen at the address
and is no memento.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from itertools import pairwise
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from monitor.errors import NotFoundError
from monitor.model import Snapshot
from monitor.ports import Records
from monitor.transfer import SnapshotEntry
from monitor.urls import canonical
from monitor.web.captures import drawn_capture
from monitor.web.problems import SafeJSON

#: Mementos on one page of a TimeMap.
PAGE = 1000
LINK_FORMAT = "application/link-format"
#: Characters of an address that stand bare in a path; `?` and `#` would end it.
_BARE = ":/@!$&'()*+,;=~%[]"


@dataclass(frozen=True, slots=True)
class Times:
    """All mementos of an original, the oldest first, and the desk's own address."""

    original: str
    base: str
    entries: Sequence[SnapshotEntry]

    @property
    def timegate(self) -> str:
        return f"{self.base}/memento/timegate/{self.original}"

    def timemap(self, form: str = "link", page: int = 1) -> str:
        number = "" if page == 1 else f"{page}/"
        return f"{self.base}/memento/timemap/{form}/{number}{self.original}"

    def address(self, entry: SnapshotEntry) -> str:
        return f"{self.base}/memento/{stamp(entry.taken_at)}/{self.original}"

    def nearest(self, at: datetime) -> int:
        """The place of the memento nearest in time; the earlier of two equally near ones."""
        place = bisect_left(self.entries, at, key=lambda entry: entry.taken_at)
        near = [n for n in (place - 1, place) if 0 <= n < len(self.entries)]
        return min(near, key=lambda n: abs(self.entries[n].taken_at - at))


def memento_router(records: Records) -> APIRouter:
    """The endpoints of the protocol."""
    router = APIRouter(default_response_class=Response)
    _add_timemaps(router, records)

    @router.get("/memento/timegate/{original:path}")
    def timegate(request: Request) -> Response:
        times = _times(records, request, "/memento/timegate/")
        at = _accepted(request.headers.get("accept-datetime"))
        place = len(times.entries) - 1 if at is None else times.nearest(at)
        headers = {
            "location": times.address(times.entries[place]),
            "vary": "accept-datetime",
            "link": _links(times, place, gate=False),
        }
        return Response(status_code=302, headers=headers)

    @router.get("/memento/{moment}/{original:path}")
    def memento(request: Request, moment: str) -> Response:
        at = _moment(moment)
        times = _times(records, request, f"/memento/{moment}/")
        place = times.nearest(at)
        entry = times.entries[place]
        if stamp(entry.taken_at) != moment:
            # As other archives do: the nearest there is, under its own address.
            return Response(status_code=302, headers={"location": times.address(entry)})
        snapshot = records.snapshot(entry.id)
        response = drawn_capture(snapshot)
        response.headers["memento-datetime"] = http_date(entry.taken_at)
        response.headers["link"] = _links(times, place)
        response.headers.update(_as_it_was(snapshot))
        return response

    return router


def _add_timemaps(router: APIRouter, records: Records) -> None:
    @router.get("/memento/timemap/link/{original:path}")
    def link_timemap(request: Request) -> Response:
        page, times = _paged(records, request, "/memento/timemap/link/")
        body = ",\n".join(_timemap_links(times, page)) + "\n"
        return Response(body, media_type=LINK_FORMAT)

    @router.get("/memento/timemap/json/{original:path}")
    def json_timemap(request: Request) -> Response:
        page, times = _paged(records, request, "/memento/timemap/json/")
        listed = [
            {"datetime": _iso(entry.taken_at), "uri": times.address(entry)} for entry in _page(times, page)
        ]
        told: dict[str, object] = {
            "original_uri": times.original,
            "self": times.timemap("json", page),
            "timegate_uri": times.timegate,
            "timemap_uri": {"link_format": times.timemap(), "json_format": times.timemap("json")},
            "mementos": {"first": _one(times, 0), "last": _one(times, -1), "list": listed},
            "pages": _pages(times),
        }
        return SafeJSON(told)


def _one(times: Times, place: int) -> dict[str, str]:
    entry = times.entries[place]
    return {"datetime": _iso(entry.taken_at), "uri": times.address(entry)}


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def stamp(at: datetime) -> str:
    """Fourteen digits: the second, in UTC."""
    return at.astimezone(UTC).strftime("%Y%m%d%H%M%S")


def http_date(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC), usegmt=True)


def _moment(text: str) -> datetime:
    try:
        if len(text) != 14 or not (text.isascii() and text.isdecimal()):
            raise ValueError(text)
        return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        raise HTTPException(400, "The time of a memento is fourteen digits: YYYYMMDDhhmmss.") from None


def _accepted(header: str | None) -> datetime | None:
    """The instant that a reader asks for, None for the newest. 400 for what is no date of RFC 1123."""
    if header is None:
        return None
    try:
        at = parsedate_to_datetime(header)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        right = "Accept-Datetime is a date like: Mon, 04 May 2026 12:00:00 GMT"
        raise HTTPException(400, right) from None


def _times(records: Records, request: Request, prefix: str) -> Times:
    """The mementos of the address that stands after the prefix. 404 where there is none."""
    original = _original(request, prefix)
    try:
        article = records.article(canonical(original))
    except NotFoundError:
        raise HTTPException(404, "The store has no article at that address.") from None
    url = article.url or original
    entries = [entry for entry in _last_of_second(records.snapshots(article.id)) if entry.status // 100 == 2]
    if not entries:
        raise HTTPException(404, "The store has no capture of that address.")
    return Times(_written(url), str(request.base_url).rstrip("/"), entries)


def _last_of_second(entries: Sequence[SnapshotEntry]) -> Iterator[SnapshotEntry]:
    """Addresses of mementos tell seconds: of two captures in one, the later stands for both."""
    seen = [entry for entry in entries if not entry.baseline]
    for entry, following in pairwise(seen):
        if stamp(entry.taken_at) != stamp(following.taken_at):
            yield entry
    yield from seen[-1:]


def _original(request: Request, prefix: str) -> str:
    """The address as it was written: its query belongs to it, and its escapes stay."""
    raw = request.scope.get("raw_path") or quote(request.scope["path"]).encode()
    path = raw.decode("latin-1").partition("?")[0]
    original = path[path.index(prefix) + len(prefix) :] if prefix in path else ""
    scheme, colon, rest = original.partition(":")
    if colon and scheme.lower() in ("http", "https"):
        # Proxies join slashes that stand side by side.
        original = f"{scheme}://{rest.lstrip('/')}"
    if not original.startswith(("http://", "https://")):
        raise HTTPException(404, "Give a whole address: /memento/timegate/https://news.example/story")
    query = request.scope["query_string"].decode("latin-1")
    return f"{original}?{query}" if query else original


def _written(url: str) -> str:
    """An address as it may stand in a header, between angle brackets."""
    return quote(url, safe=_BARE + "?#")


def _paged(records: Records, request: Request, prefix: str) -> tuple[int, Times]:
    rest = request.scope["path"].partition(prefix)[2]
    number = rest.partition("/")[0]
    page = 1
    if number.isascii() and number.isdecimal() and len(number) < 7:
        page, prefix = int(number), f"{prefix}{number}/"
    times = _times(records, request, prefix)
    if not 1 <= page <= _pages(times):
        raise HTTPException(404, "The time map has no such page.")
    return page, times


def _pages(times: Times) -> int:
    return -(-len(times.entries) // PAGE)


def _page(times: Times, page: int) -> Sequence[SnapshotEntry]:
    return times.entries[(page - 1) * PAGE : page * PAGE]


def _timemap_links(times: Times, page: int) -> Iterator[str]:
    yield f'<{times.original}>; rel="original"'
    listed = _page(times, page)
    span = f'from="{http_date(listed[0].taken_at)}"; until="{http_date(listed[-1].taken_at)}"'
    yield f'<{times.timemap("link", page)}>; rel="self"; type="{LINK_FORMAT}"; {span}'
    for other in range(1, _pages(times) + 1):
        if other != page:
            yield f'<{times.timemap("link", other)}>; rel="timemap"; type="{LINK_FORMAT}"'
    yield f'<{times.timegate}>; rel="timegate"'
    start = (page - 1) * PAGE
    for place, entry in enumerate(listed, start):
        yield _memento_link(times, entry, " ".join([*_ends(times, place), "memento"]))


def _ends(times: Times, place: int) -> list[str]:
    ends = {"first": 0, "last": len(times.entries) - 1}
    return [name for name, end in ends.items() if place == end]


def _memento_link(times: Times, entry: SnapshotEntry, rel: str) -> str:
    return f'<{times.address(entry)}>; rel="{rel}"; datetime="{http_date(entry.taken_at)}"'


def _links(times: Times, place: int, *, gate: bool = True) -> str:
    """The Link header of a memento, or of the time gate's answer (`gate` False: it need not name itself)."""
    links = [f'<{times.original}>; rel="original"']
    links += [f'<{times.timegate}>; rel="timegate"'] if gate else []
    links.append(f'<{times.timemap()}>; rel="timemap"; type="{LINK_FORMAT}"')
    last = len(times.entries) - 1
    said: dict[int, list[str]] = {}
    for name, other in {"first": 0, "prev": place - 1, "next": place + 1, "last": last}.items():
        if 0 <= other <= last:
            said.setdefault(other, []).append(name)
    said.setdefault(place, [])
    for other in sorted(said):
        links.append(_memento_link(times, times.entries[other], " ".join([*said[other], "memento"])))
    return ", ".join(links)


def _as_it_was(snapshot: Snapshot) -> dict[str, str]:
    """Digests by which the memento can be held against the store: the page is shown with what reaches
    out renamed, so its bytes are not the captured ones."""
    return {"x-archive-orig-digest": f"sha-256={snapshot.digest}"}

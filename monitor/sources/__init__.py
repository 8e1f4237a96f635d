"""Where stories come from. Sans-I/O: bytes of a source in, leads and further requests out."""

from monitor.model import SourceKind
from monitor.sources.corrections import read_corrections
from monitor.sources.feed import read_feed
from monitor.sources.file import captures, is_capture
from monitor.sources.found import Found, pattern_problem, select, wanted
from monitor.sources.listing import read_listing
from monitor.sources.opml import OpmlFound, read_opml, write_opml
from monitor.sources.recognize import Recognized, news_sitemaps, recognize
from monitor.sources.sitemap import read_sitemap
from monitor.sources.websub import Signature, hub_of, lease, request_form

__all__ = [
    "Found",
    "OpmlFound",
    "Recognized",
    "Signature",
    "captures",
    "hub_of",
    "is_capture",
    "lease",
    "news_sitemaps",
    "pattern_problem",
    "read",
    "read_corrections",
    "read_opml",
    "recognize",
    "request_form",
    "select",
    "wanted",
    "write_opml",
]


def read(kind: SourceKind, url: str, body: bytes, media_type: str) -> Found:
    """What a source at `url` offers. A broken one is told by `problem`; nothing is raised.

    `media_type` is what the server said; the bytes themselves decide wherever they can.
    """
    match kind:
        case SourceKind.FEED:
            return read_feed(url, body)
        case SourceKind.SITEMAP:
            return read_sitemap(url, body)
        case SourceKind.LISTING:
            return read_listing(url, body)
        case SourceKind.PAGE | SourceKind.FILE:
            return Found(problem=f"a {kind.value} source offers nothing but itself")

"""Addresses: canonical form, tracking parameters, host, same site. Pure text work.

Refuses to ask the network or a page: what a redirect or a canonical link says is decided elsewhere.
A text that is no address comes back as it was; only `check_url` complains.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}
#: Prefixes and names of parameters that say where a reader came from and nothing about the page.
_TRACKING_PREFIXES = (
    "utm_", "ns_", "at_", "mtm_", "piwik_", "matomo_", "hsa_", "oly_", "vero_", "wt_", "wt.",
    "stm_", "itm_", "guce_", "__hs", "_hs", "xtor", "mc_", "trk_",
)  # fmt: skip
_TRACKING_NAMES = frozenset((
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ymclid", "twclid",
    "ttclid", "igshid", "igsh", "li_fat_id", "mkt_tok", "_ga", "_gl", "_openstat", "ncid", "ocid", "icid",
    "s_cid", "cmpid", "cmp", "cmpcode", "intcid", "intcmp", "int_cmp", "int_source", "smid", "smtyp",
    "ref_src", "ref_url", "referrer_access_token", "guccounter", "soc_src", "soc_trk", "hsctatracking",
    "__twitter_impression", "wickedid", "erid", "srsltid", "sfnsn", "mibextid", "ito", "spref",
    "pk_campaign", "pk_kwd", "pk_source", "pk_medium", "sc_src",
))  # fmt: skip
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
#: Everything that may not stand bare in a path or query; "%" stays, it begins an escape.
_UNSAFE = re.compile(r"[^A-Za-z0-9\-._~!$&'()*+,;=:@/?%\[\]|]+")
#: Nothing to escape or to unescape.
_PLAIN = re.compile(r"[A-Za-z0-9\-._~!$&'()*+,;=:@/?\[\]|]*")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SPACES = re.compile(r"[\t\r\n]")
#: A link that says its server itself.
_WHOLE = re.compile(r"https?://[^/?#]")
_NOT_IN_HOST = re.compile(r"[\s\\<>^`{|}\"%\x00-\x1f]")
#: Labels below a country's that any owner's name may stand before.
_SECOND_LEVEL = frozenset(("co", "com", "org", "net", "gov", "ac", "edu", "or", "ne", "go", "gob", "gouv"))
#: Addresses of file servers name the same files as the web.
_FILE_SCHEME = re.compile(r"^ftps?://", re.IGNORECASE)
_HOST_PREFIX = re.compile(r"^(?:www\d?|m|mobile|amp)\.")
#: A place of a page named in words: what a machine counts or draws by lot says nothing.
_NAMED_PLACE = re.compile(r"[a-z]{1,20}(?:[-_][a-z]{2,20}){1,12}|[a-z]{4,20}", re.IGNORECASE)
_VARIANT_LABELS = ("www", "m", "mobile", "amp")


def canonical(url: str) -> str:
    """One form for all spellings of an address. Idempotent.

    Scheme and host in lower case (host as ASCII), no default port, no fragment, no tracking
    parameters, dots resolved, percent escapes normalized; the order of parameters stays.
    """
    parts = _split(url)
    return url.strip() if parts is None else _joined(parts)


def host(url: str) -> str:
    """The host in lower case and ASCII, without port; empty when there is none."""
    parts = _split(url)
    return _ascii_host(parts.hostname or "") if parts else ""


def authority(url: str) -> str:
    """Host and, where it is not the scheme's own, port: what one server answers for."""
    parts = _split(url)
    return _authority(parts).rpartition("@")[2] if parts else ""


def same_site(a: str, b: str) -> bool:
    """Do two addresses belong to one site: the same host, or one below the other ("www" and "m" aside)?"""
    first, second = _site(host(a)), _site(host(b))
    if not first or not second:
        return False
    return first == second or first.endswith("." + second) or second.endswith("." + first)


def same_resource(a: str, b: str) -> bool:
    """Do two link targets lead to the same thing: but for scheme, tracking, fragment, closing slash, and
    for the host where both are of one owner and the path names one thing ("ftp." and "cache.")? An
    address without a host may be on any."""
    if a == b or (a.startswith("#") and b.startswith("#")):
        return True
    (first, path), (second, other) = _resource(a), _resource(b)
    if not first or not second:
        return path.lstrip("/") == other.lstrip("/")
    same_path = path == other
    return same_path and (first == second or (path.count("/") > 1 and _same_owner(first, second)))


def is_same_place(a: str, b: str) -> bool:
    """Do two targets name the same place of a page; where either names none, or none in words, they do."""
    first, second = (urlsplit(target).fragment for target in (a, b))
    return first == second or not (_NAMED_PLACE.fullmatch(first) and _NAMED_PLACE.fullmatch(second))


def absolute(base: str, href: str) -> str | None:
    """Where a link on the page `base` leads, canonical; None when it is no http(s) address."""
    href = _SPACES.sub("", href.strip())
    try:
        parts = urlsplit(href if _WHOLE.match(href) else urljoin(base, href))
    except ValueError:
        return None
    server = _server(parts.scheme, parts.netloc)
    return _address(parts, server) if server else None


@lru_cache(maxsize=4096)
def _server(scheme: str, netloc: str) -> str:
    """The authority of a link, canonical; empty for one that a page may not lead to."""
    parts = _split(f"{scheme}://{netloc}")
    if parts is None or "@" in netloc or parts.port == 0:
        return ""
    return "" if _check_host(netloc, parts.hostname or "") else _authority(parts)


def check_url(text: str) -> str | None:
    """What is wrong with an address that a user gave; None when nothing is."""
    text = text.strip()
    if not re.match(r"https?:", text, re.IGNORECASE):
        scheme = re.match(r"([a-z][a-z0-9+.-]*)://", text, re.IGNORECASE)
        return f"`{scheme[1]}` is not http or https" if scheme else f"`{text}` has no http:// or https://"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        return f"`{text}` is no address: {error}"
    if parts.username is not None or parts.password is not None:
        return "an address must not hold a user name or password"
    if port == 0:
        return "port 0 cannot be asked"
    return _check_host(text, parts.hostname or "")


def _check_host(text: str, name: str) -> str | None:
    if not name:
        return f"`{text}` names no host"
    if _NOT_IN_HOST.search(name) or len(name) > 253:
        return f"`{name}` is no host name"
    if ":" not in name and (".." in name or name.startswith(".")):
        return f"`{name}` is no host name"
    return None


def _resource(href: str) -> tuple[str, str]:
    """Host and path with query, in the form in which two spellings of one resource are equal."""
    try:
        parts = urlsplit(canonical(_FILE_SCHEME.sub("http://", href)))
    except ValueError:
        return "", href
    path = unquote(parts.path).rstrip("/").removesuffix("/index.html").removesuffix("/amp")
    return _HOST_PREFIX.sub("", parts.netloc.lower()), f"{path}?{parts.query}" if parts.query else path


def _same_owner(one: str, other: str) -> bool:
    """Whether two hosts are names under one domain that tell servers apart, not languages."""
    left, right = one.split("."), other.split(".")
    shared = 0
    while shared < min(len(left), len(right)) and left[-1 - shared] == right[-1 - shared]:
        shared += 1
    least = 3 if shared >= 2 and len(left[-1]) == 2 and left[-2] in _SECOND_LEVEL else 2
    apart = (*left[:-shared], *right[:-shared]) if shared else ()
    return shared >= least and all(len(label) > 2 for label in apart)


def _split(url: str) -> SplitResult | None:
    """The parts of an http(s) address that has a host; None for anything else."""
    try:
        parts = urlsplit(_SPACES.sub("", url.strip()))
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.scheme in _DEFAULT_PORTS and parts.hostname else None


def _joined(parts: SplitResult) -> str:
    return _address(parts, _authority(parts))


def _address(parts: SplitResult, authority: str) -> str:
    query = _query(parts.query)
    address = f"{parts.scheme}://{authority}{_path(parts.path)}"
    return f"{address}?{query}" if query else address


def _authority(parts: SplitResult) -> str:
    name = _ascii_host(parts.hostname or "")
    name = f"[{name}]" if ":" in name else name
    user = parts.netloc.rpartition("@")[0]
    port = parts.port
    shown = f":{port}" if port is not None and port != _DEFAULT_PORTS[parts.scheme] else ""
    return f"{user}@{name}{shown}" if user else f"{name}{shown}"


def _ascii_host(name: str) -> str:
    name = name.lower().rstrip(".")
    if name.isascii():
        return name
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return name


def _site(name: str) -> str:
    first, dot, rest = name.partition(".")
    return rest if dot and "." in rest and first in _VARIANT_LABELS else name


def _path(path: str) -> str:
    path = _escapes(path) or "/"
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for number, segment in enumerate(segments):
        last = number == len(segments) - 1
        if segment in (".", ".."):
            if segment == ".." and kept:
                kept.pop()
            if last:
                kept.append("")
        else:
            kept.append(segment)
    return "/" + "/".join(kept)


def _query(query: str) -> str:
    if not query:
        return ""
    kept = [piece for piece in query.split("&") if piece and not _is_tracking(piece)]
    return _escapes("&".join(kept))


def _is_tracking(piece: str) -> bool:
    name = _escapes(piece.partition("=")[0]).lower()
    return name in _TRACKING_NAMES or name.startswith(_TRACKING_PREFIXES)


def _escapes(text: str) -> str:
    """Unreserved characters bare, all others as upper-case escapes of their UTF-8 bytes."""
    if _PLAIN.fullmatch(text):
        return text
    text = _STRAY_PERCENT.sub("%25", text)
    text = _UNSAFE.sub(lambda m: "".join(f"%{byte:02X}" for byte in m[0].encode(errors="replace")), text)
    return _ESCAPE.sub(_unescaped, text)


def _unescaped(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else match[0].upper()

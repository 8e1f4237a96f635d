"""The kinds of value a config may hold, each checked on its own: durations, addresses, names.

A value that will not do raises `wrong(...)`, which carries what is wrong and what would be right.
"""

from __future__ import annotations

import difflib
import ipaddress
import re
import zoneinfo
from collections.abc import Iterable
from email.utils import getaddresses
from functools import partial
from typing import Annotated, get_args

import soupsieve
from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from monitor.model import Change, Disclosure, EditField, FacetKind, Label, State
from monitor.report.wording import template_problem
from monitor.settings import LANGUAGES
from monitor.sources import pattern_problem
from monitor.urls import check_url

_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 7 * 86400.0}
LONGEST_YEARS = 100
_PART = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([smhdw])")
_DURATION_HINT = "write e.g. 90s, 15m, 6h, 2d, 1h30m or a number of seconds"
_ENVIRONMENT_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
#: Set by the fetcher itself, or by their own keys.
_OUR_HEADERS = frozenset((
    "host", "connection", "content-length", "transfer-encoding", "accept-encoding", "user-agent", "cookie",
    "if-none-match", "if-modified-since", "proxy-authorization", "te", "upgrade",
))  # fmt: skip
_MAIL_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_LISTEN = re.compile(r"(\[[0-9a-fA-F:.%]+\]|[^\[\]:\s]+):(\d+)")


def wrong(what: str, right: str) -> PydanticCustomError:
    """What a check raises. The texts are templates' values, never templates."""
    return PydanticCustomError("monitor", "{wrong}; {right}", {"wrong": what, "right": right})


def similar(word: str, known: Iterable[str]) -> str | None:
    """The known word that was most likely meant, if any is near."""
    folded = {name.lower(): name for name in known}
    found = difflib.get_close_matches(word.lower(), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def suggestion(word: str, known: Iterable[str]) -> str:
    """`did you mean …?`, or all that there is to choose from."""
    names = list(known)
    meant = similar(word, names)
    return f"did you mean `{meant}`?" if meant else f"one of: {', '.join(names)}"


def seconds(value: object) -> float:
    """A duration as seconds: `15m`, `1h30m`, `2 d`, or a number of seconds. Never zero or less."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise wrong(f"{shown(value)} is no duration", _DURATION_HINT)
    found = float(value) if isinstance(value, int | float) else _spelled(value)
    if found >= LONGEST_YEARS * 365 * 86400:
        raise wrong(f"{shown(value)} is longer than {LONGEST_YEARS} years", _DURATION_HINT)
    if not found > 0:
        raise wrong(f"{shown(value)} is no duration above zero", _DURATION_HINT)
    return found


def _spelled(text: str) -> float:
    total, position, previous = 0.0, 0, float("inf")
    lowered = text.strip().lower()
    while match := _PART.match(lowered, position):
        unit = _UNITS[match[2]]
        if unit >= previous:
            break
        total, position, previous = total + float(match[1]) * unit, match.end(), unit
    if not lowered or position != len(lowered):
        try:
            return float(lowered)
        except ValueError:
            raise wrong(f"{shown(text)} is no duration", _DURATION_HINT) from None
    return total


def shown(value: object) -> str:
    """A value as it may stand in a message: short and on one line."""
    text = f"`{value}`" if isinstance(value, str | int | float) else f"a {_kind(value)}"
    text = " ".join(text.split())
    return text if len(text) <= 80 else text[:76] + "…`"


def _kind(value: object) -> str:
    names = {"NoneType": "missing value", "dict": "mapping", "list": "list"}
    return names.get(type(value).__name__, type(value).__name__)


def _address(text: str) -> str:
    problem = check_url(text)
    if problem:
        raise wrong(problem, "give a full address such as https://news.example/story")
    return text.strip()


def _timezone(text: str) -> str:
    try:
        zoneinfo.ZoneInfo(text)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        known = zoneinfo.available_timezones()
        meant = similar(text, known)
        right = f"did you mean `{meant}`?" if meant else "write e.g. UTC, Europe/London, America/New_York"
        raise wrong(f"there is no time zone {shown(text)}", right) from None
    return text


def _chosen(text: str, *, what: str, known: tuple[str, ...]) -> str:
    if text not in known:
        raise wrong(f"there is no {what} {shown(text)}", suggestion(text, known))
    return text


def _one_of(what: str, known: Iterable[str]) -> AfterValidator:
    return AfterValidator(partial(_chosen, what=what, known=tuple(known)))


def _matching(pattern: re.Pattern[str], what: str, right: str) -> AfterValidator:
    def check(text: str) -> str:
        if not pattern.fullmatch(text):
            raise wrong(f"{shown(text)} is no {what}", right)
        return text

    return AfterValidator(check)


def _filled(text: str) -> str:
    if not text.strip():
        raise wrong("is empty", "write something or leave the key out")
    return text.strip()


def _selector(text: str) -> str:
    try:
        soupsieve.compile(text)
    except (soupsieve.SelectorSyntaxError, ValueError) as error:
        first = str(error).splitlines()[0]
        raise wrong(f"{shown(text)} is no CSS selector: {first}", "write e.g. `div.article-body`") from None
    return text


def _pattern(text: str) -> str:
    problem = pattern_problem(text)
    if problem:
        raise wrong(problem, "mend it, or write words or `*/path/*` instead")
    return text


def _listen(text: str) -> str:
    match = _LISTEN.fullmatch(text.strip())
    if match is None:
        raise wrong(f"{shown(text)} is no address to listen at", "write host:port, e.g. 127.0.0.1:8420")
    if not 0 < int(match[2]) < 65536:
        raise wrong(f"there is no port {match[2]}", "choose a port from 1 to 65535, e.g. 8420")
    return text.strip()


def _host_pattern(text: str) -> str:
    problem = check_url(f"http://{text}/")
    if problem or "/" in text or text != text.strip():
        raise wrong(f"{shown(text)} is no host", "write a host or host:port without http:// or a path")
    return text.lower()


def _listed(value: object) -> object:
    """One text stands for a list of one."""
    return [value] if isinstance(value, str) else value


def _header_name(text: str) -> str:
    if not _HEADER_NAME.fullmatch(text) or text.lower() in _OUR_HEADERS:
        raise wrong(
            f"{shown(text)} is no header to set here", "write a name such as X-Reader; see also `user_agent`"
        )
    return text


def _proxy(text: str) -> str:
    problem = check_url(text)
    if problem:
        right = "write http://host:port; one with a password goes into `proxy_env` or `proxy_file`"
        raise wrong(problem, right)
    return text.strip()


def _mail_address(text: str) -> str:
    found = [address for _, address in getaddresses([text])]
    if len(found) != 1 or not _MAIL_ADDRESS.fullmatch(found[0]) or not text.isprintable():
        raise wrong(f"{shown(text)} is no mail address", "write desk@example.org, or Desk <desk@example.org>")
    return text.strip()


def _mail_host(text: str) -> str:
    problem = check_url(f"http://{text}/")
    if problem or "/" in text or ":" in text.rpartition("]")[2]:
        raise wrong(f"{shown(text)} is no host", "write the mail server's name alone; its port is `port`")
    return text.strip("[]").lower()


def _network(text: str) -> str:
    try:
        return str(ipaddress.ip_network(text.strip(), strict=False))
    except ValueError:
        right = "write an address or a network, e.g. 127.0.0.1 or 10.0.0.0/8"
        raise wrong(f"{shown(text)} is no address", right) from None


def _host_name(text: str) -> str:
    problem = check_url(f"http://{text}/")
    if problem or "/" in text or ":" in text.rpartition("]")[2]:
        raise wrong(f"{shown(text)} is no host", "write the name alone, e.g. monitor.example.org")
    return text.strip("[]").lower()


def _template(text: str) -> str:
    problem = template_problem(text)
    if problem:
        raise wrong(f"is no template: {problem}", "see docs/alerts.md for what a template may hold")
    return text


Duration = Annotated[float, BeforeValidator(seconds)]
Filled = Annotated[str, AfterValidator(_filled)]
Address = Annotated[str, AfterValidator(_address)]
HeaderName = Annotated[str, AfterValidator(_header_name)]
Proxy = Annotated[str, AfterValidator(_proxy)]
MailAddress = Annotated[str, AfterValidator(_mail_address)]
MailHost = Annotated[str, AfterValidator(_mail_host)]
TemplateText = Annotated[str, AfterValidator(_template)]
Host = Annotated[str, AfterValidator(_host_pattern)]
HostName = Annotated[str, AfterValidator(_host_name)]
NetworkName = Annotated[str, AfterValidator(_network)]
Listen = Annotated[str, AfterValidator(_listen)]
Pattern = Annotated[str, AfterValidator(_filled), AfterValidator(_pattern)]
Selector = Annotated[str, AfterValidator(_selector)]
TimeZone = Annotated[str, AfterValidator(_timezone)]
Language = Annotated[str, _matching(_LANGUAGE, "language code", "write e.g. en, de or pt-BR")]
EnvironmentName = Annotated[
    str,
    _matching(
        _ENVIRONMENT_NAME, "name of an environment variable", "write the name alone, e.g. MONITOR_TOKEN"
    ),
]
LabelName = Annotated[str, _one_of("label", get_args(Label))]
ChangeName = Annotated[str, _one_of("change", get_args(Change))]
DisclosureName = Annotated[str, _one_of("disclosure", get_args(Disclosure))]
StateName = Annotated[str, _one_of("state", [state.value for state in State])]
DeskLanguage = Annotated[str, _one_of("language of the desk", LANGUAGES)]
FacetName = Annotated[str, _one_of("facet", get_args(FacetKind))]
FieldName = Annotated[str, _one_of("field", get_args(EditField))]
OneOrMore = Annotated[list[Filled], BeforeValidator(_listed)]
KeepName = Annotated[str, _one_of("way of keeping", ["all", "versions"])]
EncryptionName = Annotated[str, _one_of("kind of encryption", ["starttls", "tls", "none"])]
FormatName = Annotated[str, _one_of("format", ["text", "markdown", "html"])]
WitnessName = Annotated[str, _one_of("archive that witnesses", ["wayback"])]
LogLevel = Annotated[str, _one_of("log level", ["DEBUG", "INFO", "WARNING", "ERROR"])]
Count = Annotated[int, Field(ge=1)]

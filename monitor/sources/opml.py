"""Lists of sources as OPML, the format in which feed readers exchange them. Pure: bytes in, values out.

Feeds are outlines with an `xmlUrl`, as every reader writes them; what only the monitor knows (kinds
other than feeds, pauses, patterns, pages of corrections) stands in attributes of a namespace of its own,
which readers pass over. Folders become tags. How a source is reached and read (headers, proxies,
rendering, recipes) is the config's and is not written. Refuses entities and anything that is no http(s)
address; files of captures are not written, their paths mean nothing elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from lxml import etree

from monitor.model import SourceKind, SourceSpec
from monitor.settings import source_name
from monitor.urls import check_url

OWN = "urn:monitor:source"
MOST_BYTES = 10_000_000
_DEEPEST = 20
_LIST = "\n"
#: What would act on a terminal or turn the reading around; XML says it by number.
_ACTING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f]")


@dataclass(frozen=True, slots=True)
class Outline:
    """One source of a list. `kind_known` is false where the list does not say what the address is."""

    spec: SourceSpec
    line: int
    kind_known: bool = True


@dataclass(frozen=True, slots=True)
class OpmlFound:
    """The sources of a list, each address once, and what is wrong with it, one sentence each."""

    outlines: tuple[Outline, ...] = ()
    problems: tuple[str, ...] = ()


def read_opml(body: bytes) -> OpmlFound:
    """The sources that an OPML list names."""
    if len(body) > MOST_BYTES:
        return OpmlFound(problems=(f"the list is larger than {MOST_BYTES:,} bytes",))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(body.strip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return OpmlFound(problems=(f"this is no OPML: {error}",))
    if _name(root) != "opml":
        return OpmlFound(problems=(f"this is no OPML: it begins with <{_name(root)}>",))
    found: dict[str, Outline] = {}
    problems: list[str] = []
    for element, folders in _outlines(root, ()):
        address = element.get("xmlUrl") or element.get("url")
        if not address:
            continue
        problem = check_url(address)
        if problem:
            problems.append(f"line {element.sourceline}: {problem}")
            continue
        found.setdefault(address.strip(), _outline(element, address.strip(), folders))
    if not found and not problems:
        problems.append("the list names no feed: there is no outline with an `xmlUrl`")
    return OpmlFound(tuple(_named_apart(found.values())), tuple(problems))


def write_opml(specs: Iterable[SourceSpec]) -> str:
    """The sources as OPML 2.0, in their order."""
    root = etree.Element("opml", {"version": "2.0"}, nsmap={"monitor": OWN})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Sources of monitor"
    body = etree.SubElement(root, "body")
    for spec in specs:
        if spec.kind is not SourceKind.FILE:
            etree.SubElement(body, "outline", _attributes(spec))
    written: bytes = etree.tostring(root, pretty_print=True, xml_declaration=True, encoding="utf-8")
    return _ACTING.sub(lambda found: f"&#x{ord(found[0]):X};", written.decode())


def _outlines(
    parent: etree._Element, folders: tuple[str, ...]
) -> Iterator[tuple[etree._Element, tuple[str, ...]]]:
    for child in parent:
        if _name(child) == "body":
            yield from _outlines(child, folders)
        elif _name(child) == "outline":
            yield child, folders
            name = _text(child)
            is_folder = not child.get("xmlUrl") and name and len(folders) < _DEEPEST
            yield from _outlines(child, (*folders, name) if is_folder and name else folders)


def _name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _text(element: etree._Element) -> str | None:
    return " ".join((element.get("title") or element.get("text") or "").split()) or None


def _outline(element: etree._Element, address: str, folders: tuple[str, ...]) -> Outline:
    said = element.get(f"{{{OWN}}}kind") or ("feed" if element.get("xmlUrl") else "")
    known = said in {kind.value for kind in SourceKind if kind is not SourceKind.FILE}
    categories = (one.strip().strip("/") for one in (element.get("category") or "").split(","))
    spec = SourceSpec(
        name=_text(element) or source_name(address),
        kind=SourceKind(said) if known else SourceKind.PAGE,
        location=address,
        every_seconds=_number(element, "every"),
        language=element.get("language") or None,
        section=element.get(f"{{{OWN}}}section") or None,
        tags=tuple(dict.fromkeys((*folders, *(one for one in categories if one)))),
        include=_lines(element, "include"),
        exclude=_lines(element, "exclude"),
        max_articles=_number(element, "maxArticles"),
        max_age_seconds=_number(element, "maxAge"),
        paused=element.get(f"{{{OWN}}}paused") == "true",
        corrections=element.get(f"{{{OWN}}}corrections") == "true",
    )
    return Outline(spec, element.sourceline or 0, known)


def _number(element: etree._Element, name: str) -> int | None:
    text = element.get(f"{{{OWN}}}{name}") or ""
    return int(text) or None if text.isascii() and text.isdigit() and len(text) < 10 else None


def _lines(element: etree._Element, name: str) -> tuple[str, ...]:
    return tuple(line for line in (element.get(f"{{{OWN}}}{name}") or "").split(_LIST) if line.strip())


def _named_apart(outlines: Iterable[Outline]) -> Iterator[Outline]:
    """Two sources of a list may bear one title; here a name stands for one of them."""
    taken: set[str] = set()
    for one in outlines:
        name = one.spec.name
        if name in taken:
            name = f"{name} ({source_name(one.spec.location)})"
        taken.add(name)
        yield replace(one, spec=replace(one.spec, name=name))


def _attributes(spec: SourceSpec) -> dict[str, str]:
    is_feed = spec.kind is SourceKind.FEED
    address = {"type": "rss", "xmlUrl": spec.location} if is_feed else {"type": "link", "url": spec.location}
    own = {
        "kind": "" if is_feed else spec.kind.value,
        "every": str(spec.every_seconds or ""),
        "section": spec.section or "",
        "include": _LIST.join(spec.include),
        "exclude": _LIST.join(spec.exclude),
        "maxArticles": str(spec.max_articles or ""),
        "maxAge": str(spec.max_age_seconds or ""),
        "paused": "true" if spec.paused else "",
        "corrections": "true" if spec.corrections else "",
    }
    plain = {"language": spec.language or "", "category": ",".join(t.replace(",", " ") for t in spec.tags)}
    said = {"text": spec.name, "title": spec.name, **address, **plain}
    said |= {f"{{{OWN}}}{name}": value for name, value in own.items()}
    return {name: _printable(value) for name, value in said.items() if value}


def _printable(text: str) -> str:
    """What XML can hold."""
    return "".join(one for one in text if one >= " " or one in "\n\t")

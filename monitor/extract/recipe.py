"""A site's own selectors, for pages that the generic reader gets wrong.

A selector that matches nothing is told as a warning and the generic reader is used in its stead: the
page was redesigned, and its user must hear of it. A selector that is no CSS is told the same way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from lxml import etree
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from monitor.extract.dates import first_date, instant
from monitor.extract.metadata import Metadata
from monitor.extract.prune import texts_of
from monitor.model import Margin, Recipe

#: The tag of an element that gathers the parts of a body that stand apart on the page.
GATHERED = "article"


@dataclass(frozen=True, slots=True)
class Applied:
    """What a recipe found: the body's element (None: the generic reader), notices, fields, warnings."""

    body: HtmlElement | None
    metadata: Metadata
    notices: tuple[Margin, ...] = ()
    warnings: tuple[str, ...] = ()


def apply(recipe: Recipe, tree: HtmlElement, metadata: Metadata) -> Applied:
    """Read the fields and the body that the recipe names. Dropped elements and notices leave the tree."""
    warnings: list[str] = []
    for selector in recipe.drop:
        for element in find(tree, "drop", selector, warnings, silent=True):
            element.drop_tree()
    headline = texts(tree, "headline", recipe.headline, warnings)
    byline = texts(tree, "byline", recipe.byline, warnings)
    metadata = dated(tree, recipe, metadata, warnings)
    if headline:
        metadata = replace(metadata, headline=headline[0], titles=(headline[0], *metadata.titles))
    if byline:
        metadata = replace(metadata, byline=tuple(byline))
    notices = tuple(
        Margin(text, "inline", f"recipe notice {recipe.notice}")
        for element in find(tree, "notice", recipe.notice, warnings, silent=True)
        for text in taken(element)
    )
    body = gathered(find(tree, "body", recipe.body, warnings))
    return Applied(body, metadata, notices, tuple(warnings))


def find(
    tree: HtmlElement, field: str, selector: str, warnings: list[str], *, silent: bool = False
) -> list[HtmlElement]:
    """The elements a selector names; `silent` when it is well that there are none."""
    if not selector:
        return []
    compiled = compile_selector(selector)
    if compiled is None:
        warnings.append(f"recipe: the selector for {field} is no CSS selector: {selector}")
        return []
    found = [element for element in compiled(tree) if element.getparent() is not None]
    if not found and not silent:
        warnings.append(f"recipe: the selector for {field} matches nothing: {selector}")
    return found


@lru_cache(maxsize=512)
def compile_selector(selector: str) -> CSSSelector | None:
    try:
        compiled = CSSSelector(selector, translator="html")
    except Exception:  # cssselect and lxml raise a handful of unrelated kinds
        return None
    # `:contains` becomes a function that lxml does not have; it would fail on the page.
    return None if "lower-case(" in str(compiled.path) else compiled


def texts(tree: HtmlElement, field: str, selector: str, warnings: list[str]) -> list[str]:
    return [text for element in find(tree, field, selector, warnings) for text in texts_of(element)]


def dated(tree: HtmlElement, recipe: Recipe, metadata: Metadata, warnings: list[str]) -> Metadata:
    for element in find(tree, "published_at", recipe.published_at, warnings):
        said = element.get("datetime") or element.get("content") or " ".join(texts_of(element))
        at = instant(said, metadata.language) or first_date(said, metadata.language)
        if at is not None:
            return replace(metadata, published_at=at)
    return metadata


def taken(element: HtmlElement) -> list[str]:
    found = texts_of(element)
    element.drop_tree()
    return found


def gathered(elements: list[HtmlElement]) -> HtmlElement | None:
    """One element for all that a body selector names, in the order of the page."""
    inner = set(elements)
    outermost = [one for one in elements if not any(outer in inner for outer in one.iterancestors())]
    if len(outermost) < 2:
        return outermost[0] if outermost else None
    home = outermost[0].getparent()
    holder = etree.SubElement(home, GATHERED)
    for element in outermost:
        tail, element.tail = element.tail, None
        holder.append(element)
        holder.tail = f"{holder.tail or ''}{tail or ''}"
    return holder

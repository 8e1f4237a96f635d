"""The title and text of an alert for one medium: the built-in words, or those of a channel's own templates.

A template is a small part of Jinja: values, conditions, two loops inside each other, a few filters. It
calls nothing, defines nothing, and its output is bounded; whatever it puts in is escaped for the medium.
Refuses to lose an alert: where a template fails, the built-in words go out and say that it did.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, meta, nodes
from jinja2.filters import FILTERS
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import escape

from monitor.model import Alert
from monitor.report.alerted import retold_alert
from monitor.report.escape import chat, chat_line, chat_markdown, one_line, visible, web_address
from monitor.report.words import ENGLISH, Words, stamp

#: What a channel writes: text for people; Markdown or text for chat services, where `@everyone` would
#: call everyone; HTML.
Medium = Literal["text", "chat", "markdown", "html"]
#: Characters: what is longer is cut off.
LONGEST_TITLE = 300
LONGEST_TEXT = 100_000
LONGEST_TEMPLATE = 10_000
DEEPEST_LOOP = 2

#: Every name that a template may use; those that an alert does not have are empty.
NAMES: Final = (
    "title", "text", "rule", "at", "kind", "article", "revision", "desk",
    "url", "headline", "source", "label", "change", "disclosure", "weight", "summary",
    "edits", "notices", "reasons", "before", "after", "reason", "alerts", "count", "more", "why",
)  # fmt: skip
_LISTS = ("edits", "notices", "reasons", "alerts")
_MAY_STAND: Final = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.CondExpr, nodes.Name,
    nodes.Getattr, nodes.Getitem, nodes.Slice, nodes.Const, nodes.Tuple, nodes.List, nodes.Compare,
    nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Filter, nodes.Keyword, nodes.Test, nodes.Concat,
)  # fmt: skip
_FILTERS: Final = (
    "capitalize", "d", "default", "first", "join", "last", "length", "list", "lower", "sort", "title",
    "trim", "truncate", "upper",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Worded:
    """Title and text, fit for their medium as they stand. `own`: the text is the channel's own, or tells that
    its template failed."""

    title: str
    text: str
    own: bool


@dataclass(frozen=True, slots=True)
class Wording:
    """The templates of one channel; None where it has none of its own. `desk` is where the desk is reached
    from outside, if anywhere."""

    title: str | None = None
    text: str | None = None
    html: str | None = None
    desk: str | None = None
    #: The language of the built-in words.
    language: Words = ENGLISH

    def words(self, alert: Alert, medium: Medium = "text") -> Worded:
        alert = retold_alert(alert, self.language)
        escaped = _ESCAPES[medium]
        title, wrong_title = self._drawn(self.title, alert, "chat line" if medium == "chat" else "line")
        text, wrong = self._drawn(self.text, alert, medium)
        shown = one_line(title or "") or one_line(alert.title)
        body = escaped(alert.text) if text is None else text
        problem = wrong_title or wrong
        if problem:
            note = f"(The channel's template failed, so these are the built-in words: {problem})"
            body = f"{body}\n\n{escaped(note)}"
        return Worded(
            chat_line(shown) if medium in ("chat", "markdown") else shown,
            body,
            own=text is not None or problem is not None,
        )

    def page(self, alert: Alert) -> str | None:
        """What the channel's own `html` makes of an alert; None if it has none, or it fails."""
        return self._drawn(self.html, retold_alert(alert, self.language), "html")[0]

    def _drawn(self, source: str | None, alert: Alert, medium: str) -> tuple[str | None, str | None]:
        """What the template makes of the alert, or what is wrong with it."""
        if source is None:
            return None, None
        try:
            return _bounded(_template(source, medium), values_of(alert, self.desk), medium), None
        except Exception as error:
            # Whatever a user's template does, the alert goes out.
            return None, one_line(f"{type(error).__name__}: {error}")[:LONGEST_TITLE]


def template_problem(source: str) -> str | None:
    """What is wrong with a template, in words; None if it can be drawn."""
    if len(source) > LONGEST_TEMPLATE:
        return f"is longer than {LONGEST_TEMPLATE} characters"
    environment = _environment("text")
    try:
        tree = environment.parse(source)
        # Before it is compiled: that works out what is constant.
        problem = _tree_problem(tree)
        if problem is None:
            environment.compile(tree)
    except TemplateSyntaxError as error:
        return f"line {error.lineno}: {error.message}"
    except (TemplateError, ValueError, RecursionError) as error:
        return f"cannot be read: {error}"
    return problem


def _tree_problem(tree: nodes.Template) -> str | None:
    for node in tree.find_all(nodes.Node):
        if problem := _node_problem(node):
            return f"line {node.lineno}: {problem}"
    if _depth(tree) > DEEPEST_LOOP:
        return f"has loops more than {DEEPEST_LOOP} deep"
    unknown = sorted(meta.find_undeclared_variables(tree) - set(NAMES))
    return f"there is no `{unknown[0]}`; there are: {', '.join(NAMES)}" if unknown else None


def values_of(alert: Alert, desk: str | None = None) -> dict[str, object]:
    """All that a template may speak of, as plain values: texts as scraped, lists of mappings."""
    told = alert.payload
    values: dict[str, object] = {name: told.get(name) for name in NAMES}
    values |= {name: told.get(name) or [] for name in _LISTS}
    return values | {
        "title": alert.title,
        "text": alert.text,
        "rule": alert.rule,
        "at": stamp(alert.at),
        "kind": _kind(alert),
        "url": web_address(_text(told.get("url"))),
        "article": alert.article_id,
        "revision": alert.revision_id,
        "desk": desk_address(alert, desk),
    }


def _kind(alert: Alert) -> str:
    if alert.payload.get("digest"):
        return "digest"
    if alert.revision_id is not None:
        return "revision"
    return "monitor" if alert.article_id is None else "state change"


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def desk_address(alert: Alert, desk: str | None) -> str | None:
    """Where the desk shows what an alert tells of; None where it cannot be reached."""
    if desk is None:
        return None
    if alert.revision_id is not None:
        return f"{desk}/revisions/{alert.revision_id}"
    return f"{desk}/articles/{alert.article_id}" if alert.article_id is not None else f"{desk}/alerts"


def _html(text: str) -> str:
    return str(escape(visible(text)))


_ESCAPES: Final[Mapping[str, Callable[[str], str]]] = {
    "line": one_line,
    "chat line": chat_line,
    "text": visible,
    "chat": chat,
    "markdown": chat_markdown,
    "html": _html,
}


@cache
def _environment(medium: str) -> ImmutableSandboxedEnvironment:
    escaped = _ESCAPES[medium]

    def finalized(value: Any) -> str:
        return "" if value is None else escaped(str(value))

    made = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, finalize=finalized, autoescape=False, trim_blocks=True, lstrip_blocks=True
    )
    made.globals.clear()
    made.filters = {name: FILTERS[name] for name in _FILTERS}
    return made


@cache
def _template(source: str, medium: str) -> Template:
    problem = template_problem(source)
    if problem:
        raise ValueError(problem)
    return _environment(medium).from_string(source)


def _bounded(template: Template, values: Mapping[str, object], medium: str) -> str:
    longest = LONGEST_TITLE if medium.endswith("line") else LONGEST_TEXT
    parts, length = [], 0
    for part in template.generate(values):
        parts.append(part)
        length += len(part)
        if length > longest:
            return "".join(parts)[:longest] + "…"
    return "".join(parts)


def _node_problem(node: nodes.Node) -> str | None:
    if isinstance(node, nodes.Filter) and node.name not in _FILTERS:
        return f"there is no filter `{node.name}` here; there are: {', '.join(_FILTERS)}"
    if isinstance(node, _MAY_STAND):
        return None
    return f"`{type(node).__name__.lower()}` has no place in a channel's template"


def _depth(node: nodes.Node) -> int:
    deepest = max((_depth(child) for child in node.iter_child_nodes()), default=0)
    return deepest + isinstance(node, nodes.For)

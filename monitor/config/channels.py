"""The channels and alert rules of a config: where alerts go, and when."""

from __future__ import annotations

from collections.abc import Collection
from importlib.metadata import entry_points
from typing import Any
from urllib.parse import urlsplit

from monitor.alert import rule_problems
from monitor.config import sections
from monitor.config.checker import Checker
from monitor.config.lines import Loc
from monitor.config.values import shown, suggestion
from monitor.model import Pace, Rule, State
from monitor.settings import ChannelSettings

#: Where installed extensions name their kinds of channel.
GROUP = "monitor.channels"
#: Options that name files.
PATHS = ("path", "ca")


def build_channels(checker: Checker) -> tuple[ChannelSettings, ...]:
    """All channels, their secrets fetched and their paths absolute."""
    built: dict[str, ChannelSettings] = {}
    for number, item in enumerate(checker.tree.items("channels")):
        loc: Loc = ("channels", number)
        channel = _channel(checker, item, loc)
        if channel is None:
            continue
        if channel.name in built:
            checker.complain(
                (*loc, "name"), f"`{channel.name}` names another channel", "give it another name"
            )
        built.setdefault(channel.name, channel)
    return tuple(built.values())


def written_names(checker: Checker, what: str) -> set[str]:
    """The names of all items of a list as written, those with other mistakes in them too."""
    items = checker.tree.items(what)
    return {str(item["name"]) for item in items if isinstance(item, dict) and "name" in item}


def build_rules(checker: Checker, source_names: Collection[str], timezone: str) -> tuple[Rule, ...]:
    """All alert rules; each channel and source they name must exist. `timezone` is that of rules that name
    none."""
    rules: dict[str, Rule] = {}
    known = written_names(checker, "channels")
    for number, item in enumerate(checker.tree.items("alerts")):
        loc: Loc = ("alerts", number)
        section = checker.section(sections.AlertSection, item, loc)
        if section is None:
            continue
        refuse_unknown(checker, section.channels, known, (*loc, "channels"), "channel")
        refuse_unknown(checker, section.sources, source_names, (*loc, "sources"), "source")
        if section.name in rules:
            checker.complain((*loc, "name"), f"`{section.name}` names another alert", "give it another name")
        rule = _rule(section, timezone)
        for key, wrong, right in rule_problems(rule):
            checker.complain((*loc, key), wrong, right)
        if section.cap_per and not section.cap:
            checker.complain((*loc, "cap_per"), "stands without `cap`", "add e.g. `cap: 20`")
        rules[section.name] = rule
    return tuple(rules.values())


def refuse_unknown(
    checker: Checker, names: Collection[str], known: Collection[str], loc: Loc, what: str
) -> None:
    """Complain of each name in a list that nothing bears."""
    for number, name in enumerate(names):
        if name not in known:
            right = suggestion(name, sorted(known)) if known else f"declare it under `{what}s`"
            checker.complain((*loc, number), f"there is no {what} {shown(name)}", right)


def _rule(section: sections.AlertSection, timezone: str) -> Rule:
    return Rule(
        name=section.name,
        channels=tuple(section.channels),
        labels=tuple(section.labels),
        changes=tuple(section.changes),
        disclosures=tuple(section.disclosures),
        sources=tuple(section.sources),
        words=tuple(section.words),
        min_weight=section.min_weight,
        states=tuple(State(name) for name in section.states),
        from_states=tuple(State(name) for name in section.from_states),
        facets=tuple(section.facets),
        fields=tuple(section.fields),
        sections=tuple(section.sections),
        languages=tuple(section.languages),
        text_words=tuple(section.text_words),
        pace=_pace(section, timezone),
    )


def _pace(section: sections.AlertSection, timezone: str) -> Pace:
    return Pace(
        digest=section.digest or "",
        timezone=section.timezone or timezone,
        quiet=tuple(section.quiet),
        cooldown_seconds=section.cooldown or 0.0,
        cap=section.cap or 0,
        cap_seconds=section.cap_per or Pace().cap_seconds,
    )


def _channel(checker: Checker, item: object, loc: Loc) -> ChannelSettings | None:
    kind = item.get("kind") if isinstance(item, dict) else None
    shape: type[sections.ChannelSection] = sections.ChannelSection
    if isinstance(kind, str):
        kinds = {*sections.CHANNELS, *entry_points(group=GROUP).names}
        if kind not in kinds:
            right = suggestion(kind, sorted(kinds))
            checker.complain((*loc, "kind"), f"there is no kind of channel {shown(kind)}", right)
            return None
        shape = sections.CHANNELS.get(kind, sections.OtherChannelSection)
    section = checker.section(shape, item, loc)
    if section is None:
        return None
    return ChannelSettings(section.name, section.kind, _options(checker, section, loc))


def _options(checker: Checker, section: sections.ChannelSection, loc: Loc) -> dict[str, object]:
    """What the channel's factory is given: `secret_env` becomes `secret`, paths absolute."""
    given: dict[str, Any] = section.model_dump(exclude_unset=True, exclude={"name", "kind"})
    options: dict[str, object] = {}
    for key, value in given.items():
        base, _, suffix = key.rpartition("_")
        if base and suffix in ("env", "file") and isinstance(value, str):
            options[base] = checker.secret(given, loc, base)
        elif key in PATHS and isinstance(value, str):
            options[key] = str(checker.path(value))
        elif key == "command" and isinstance(value, list):
            options[key] = [_program(checker, value[0]), *value[1:]]
        else:
            options[key] = value
    if isinstance(section, sections.AddressedSection) and not {"url", "url_env", "url_file"} & given.keys():
        checker.complain(loc, "says no address", "add `url: …`, `url_env: NAME` or `url_file: PATH`")
    url = given.get("url")
    if isinstance(url, str) and _password(url):
        checker.complain((*loc, "url"), "holds a password", "use `url_env: NAME` or `url_file: PATH`")
    return options


def _program(checker: Checker, name: str) -> str:
    """A program's name is looked for along PATH; one that is a path starts from the config's folder."""
    return str(checker.path(name)) if "/" in name else name


def _password(url: str) -> bool:
    try:
        return bool(urlsplit(url).password)
    except ValueError:
        return False

"""Which parts of the region are the article's: each part kept, or left out by a named rule.

Pure, and blind to where the region came from. Looks at the words and the links of a part and at its
place; markup has had its say before. In doubt a part is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import regex

from monitor.extract.blocks import Part
from monitor.extract.dates import has_date, without_dates
from monitor.extract.marks import is_mark
from monitor.extract.offers import is_offer
from monitor.extract.plaintext import introduces_list, is_furniture
from monitor.text import normal

_ENDED = regex.compile(r"[.!?…。！？؟।॥։:;][\"'”’»›)\]」』】*\s]*$")
_CALLS = regex.compile(
    r"(?:(?:please )?(?:click|tap|swipe) (?:here|to|on|for)\b.{0,120}|(?:get|download) (?:the|"
    r"our) .{0,60}\bapp\b.{0,60}"
    r"|.{0,140}\bclick(?:ing)? here\b[^.]{0,60}\.?|(?:sign up|subscribe|"
    r"register)\b.{0,60}\b(?:newsletters?|(?:news|e-?mail) (?:updates?|alerts?)|inbox)\b.{0,120}"
    r"|get .{0,80}\b(?:inbox|newsletters?)\b.{0,100}|follow .{1,60} on (?:twitter|facebook|instagram|x|"
    r"google news|social)\b.{0,80}"
    r"|(?:like|enjoy(?:ed|ing)?) (?:this|our) (?:story|article|content)\?.{0,80}|have (?:a|any) (?:tip|"
    r"story|question)s?\?.{0,160}"
    r"|this slideshow requires javascript\.?|(?:please )?enable javascript.{0,80}|(?:post|add|leave|"
    r"write|view|show|read|see|hide|load)(?: all| a| your| more| \d+)? (?:comments?|repl(?:y|ies))\b.{0,20}"
    r"|comments? ?\(\W?\d*\W?\)|(?:article|story|content) continues .{0,40}|scroll (?:down )?(?:to|"
    r"for) .{0,40}|(?:loading|please wait)\W*"
    r"|advert|(?:advertisement|sponsored)\W.{0,40}|tell us what you think.{0,40}|join (?:the|"
    r"our) (?:conversation|discussion)\b.{0,60}"
    r"|(?:photo|image|picture|video|photograph|foto|bild|photos|images)(?: by| credit|"
    r" courtesy(?: of)?)?\s?[:|©]\s?.{1,120}|\(?(?:photo|image|picture|foto)s?: [^.]{2,80}\)?"
    r"|.{10,200}\((?:photo|image|picture|pic|foto|credit)s? ?: [^()]{2,60}\)|(?:close|caption|"
    r"hide caption|toggle caption|enlarge(?: this)?(?: image)?|expand|play|pause|mute|next|previous|replay)"
    r"|don['’]t miss\W*|top stories\W*|up next\W*|share (?:this )?(?:article|story|post)?\W*|"
    r"(?:first )?published:? .{0,60}\d{4}.{0,30}"
    r"|(?:©|\(c\)|copyright) ?(?:©|\(c\))? ?\d{4}.{0,200}|all rights reserved.{0,160}|"
    r"this material may not be published.{0,120}"
    r"|\[/?[a-z_]+(?: [^\]]*)?\].{0,80}\[/[a-z_]+\])",
    regex.IGNORECASE,
)
_COPYRIGHT = regex.compile(r"(?:©|\(c\) ?\d{4}|copyright ?(?:©|\(c\)|\d{4}))[^.]{0,120}", regex.IGNORECASE)
_SEE_ALSO = regex.compile(
    r"(?:read|see|watch|view|find out|learn|check out|listen)\b.{0,20}\b(?:more|also|next|here|full|"
    r"now)\b|(?:related|more|also|next|recommended|must[- ]read|don['’]t miss|in pictures|"
    r"opinion|analysis|video|photos|gallery|watch|read|see more|click|lesen sie|mehr|weiterlesen|lire|"
    r"à lire|voir|lea|lee|leer|ver|mira|leia|veja|saiba|leggi|guarda|lees|kijk|"
    r"läs|les|læs|czytaj|zobacz|читайте|смотрите|подробнее|baca|simak|lihat|اقرأ|شاهد|関連|相关|"
    r"관련)\b\s?[^:：]{0,30}[:：|»>→–-]",
    regex.IGNORECASE,
)
_TAIL = regex.compile(
    r"(?:related|recommended|popular|trending|latest|more|other|top|most|also|editors?['’]? picks?|"
    r"sponsored|promoted|suggested|similar)\b.{0,40}|"
    r"(?:you (?:may|might)|people are|what to|what others|don['’]t miss|keep|up next|next up|read|see|"
    r"explore|discover|sign up|subscribe|share|follow|join|comments?|leave a|add a|post a|"
    r"about the author|view|tags?|topics?|filed under|categories|show|tell us|contact|newsletter|get|"
    r"stay|our|from our|from the|in this|around the|"
    r"on our|quick links|elsewhere)\b.{0,40}",
    regex.IGNORECASE,
)
_CLOSING = regex.compile(
    r"(?:\d+ )?comments?(?: \(\d*\)|:)?|leave a (?:comment|reply)|post a comment|"
    r"join the (?:conversation|discussion)|about the authors?|tell us what you think\W*|"
    r"kommentare?|commentaires?|comentarios|comentários|commenti|reacties|комментарии|コメント|评论|댓글",
    regex.IGNORECASE,
)
_STAMP = regex.compile(
    r"(?:first |last |originally )?(?:updated|published|posted|modified|created|filed|"
    r"corrected)\b.{0,90}\d.{0,60}",
    regex.IGNORECASE,
)
_TIME = regex.compile(r"(?:\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\s?(?:[ap]\.?m\.?|uhr|h)?\s?)+", regex.IGNORECASE)
_BYLINE = regex.compile(
    r"(?:by|von|par|por|di|door|av|af|przez|автор:?|text:?|words:?|story:?) \p{Lu}.{1,100}", regex.IGNORECASE
)


#: The rules that leave out what leads to other pages.
LEADING = frozenset({"only-a-link", "see-also", "list-of-others"})


@dataclass(slots=True)
class Context:
    """What the page declares, as normal forms: titles, standfirst and descriptions, lines of furniture."""

    titles: frozenset[str] = frozenset()
    standfirsts: frozenset[str] = frozenset()
    furniture: frozenset[str] = frozenset()


@dataclass(slots=True)
class Trimmed:
    """The parts with, for each, the rule that left it out (empty: kept)."""

    parts: list[Part]
    rules: list[str] = field(default_factory=list)

    def drop(self, index: int, rule: str) -> None:
        if not self.rules[index]:
            self.rules[index] = rule


def trim(parts: list[Part], context: Context, talk: frozenset[int] = frozenset()) -> Trimmed:
    """Each part's fate, by rules that look at it alone, then at the top, then at the end.

    `talk` are the numbers of the marks where readers' comments stood.
    """
    trimmed = Trimmed(parts, [own_rule(part) for part in parts])
    drop_headline(trimmed, context)
    drop_top(trimmed, context)
    drop_lists(trimmed)
    drop_closing(trimmed)
    drop_after_talk(trimmed, talk)
    drop_trailing_titles(trimmed)
    drop_copies(trimmed)
    return trimmed


def is_ended(text: str) -> bool:
    """Ended as a sentence is."""
    return bool(_ENDED.search(text[-16:]))


def is_sentence(part: Part) -> bool:
    """Running text: ended as a sentence is, and not mostly a link."""
    return len(part.text) >= 40 and part.linked * 2 < len(part.text) and is_ended(part.text)


def is_teaser(part: Part) -> bool:
    """A title that leads to another page, and a line about it."""
    opens = bool(part.links) and part.text.startswith(part.links[0].text)
    return opens and len(part.text) <= 300 and part.inside * 5 >= len(part.text)


def own_rule(part: Part) -> str:
    """The rule by which a part's own words and links leave it out."""
    text = part.text
    if part.gone >= 0:
        return "gone"
    if is_mark(text):
        return "mark"
    if part.kind == "caption":
        return ""
    short = len(text) <= 240
    if short and part.inside >= 0.9 * len(text) - 2:
        return "" if part.kind == "heading" and len(text) < 30 else "only-a-link"
    if (
        short
        and part.inside * 2 >= len(text)
        and (_SEE_ALSO.match(text) or not is_ended(text))
        and part.kind != "table"
    ):
        return "see-also"
    if len(text) <= 700 and _COPYRIGHT.match(text):
        return "furniture"
    if short and part.kind != "heading" and (is_furniture(text) or _CALLS.fullmatch(text)):
        return "furniture"
    if part.kind != "table" and is_offer(text):
        return "furniture"
    if len(text) <= 80 and _TIME.fullmatch(text) and part.kind in ("paragraph", "list_item"):
        return "stamp"
    if len(text) <= 90 and part.kind != "heading" and _STAMP.fullmatch(text) and is_bare_stamp(text):
        return "stamp"
    return ""


def is_bare_stamp(text: str) -> bool:
    rest = without_dates(text) if has_date(text) else text
    return len(regex.findall(r"\p{L}{3,}", rest)) <= 6 and not regex.search(
        r"\b(?:to|with|because|stor(?:y|ies)|article)\b", rest
    )


def drop_headline(trimmed: Trimmed, context: Context) -> None:
    """The headline, and what stands above it while most of the text stands below."""
    sizes = [
        len(part.text) if not rule else 0 for part, rule in zip(trimmed.parts, trimmed.rules, strict=True)
    ]
    whole, above = sum(sizes), 0
    for index, part in enumerate(trimmed.parts):
        titled = part.kind == "heading" and (part.tag == "h1" or normal(part.text[:400]) in context.titles)
        if titled and above * 2 <= whole:
            for earlier in range(index):
                trimmed.drop(earlier, "above-headline")
            trimmed.drop(index, "headline")
            break
        above += sizes[index]
    longest = max(map(len, context.titles), default=0) + 8
    for index, part in enumerate(trimmed.parts):
        if (
            15 < len(part.text) <= longest
            and not trimmed.rules[index]
            and normal(part.text) in context.titles
        ):
            trimmed.drop(index, "headline")


def drop_top(trimmed: Trimmed, context: Context) -> None:
    """Standfirst, byline and date line: what stands above the first running text."""
    for index, part in enumerate(trimmed.parts):
        if trimmed.rules[index] or part.kind == "caption":
            continue
        form = normal(part.text)
        if form in context.furniture:
            trimmed.drop(index, "furniture")
        elif part.kind == "heading" and form in context.standfirsts:
            trimmed.drop(index, "standfirst")
        elif is_sentence(part) or (part.kind == "list_item" and len(part.text) > 60):
            return
        elif part.kind == "paragraph" and is_head_matter(part):
            trimmed.drop(index, "head-matter")


def is_head_matter(part: Part) -> bool:
    text = part.text
    if is_ended(text) and not has_date(text):
        return False
    if len(text) <= 110 and (has_date(text) or _BYLINE.fullmatch(text)):
        return True
    return len(text) <= 24 or (part.linked * 2 > len(text) and len(text) <= 80)


def drop_lists(trimmed: Trimmed) -> None:
    """Titles of other articles under a line that introduces such."""
    listing = False
    for index, part in enumerate(trimmed.parts):
        if part.gone >= 0 or part.kind == "caption":
            continue
        short = len(part.text) <= 80
        if (short and introduces_list(part.text)) or (
            (part.kind == "heading" or part.bold)
            and _TAIL.fullmatch(part.text)
            and leads_away(trimmed, index)
        ):
            trimmed.drop(index, "list-of-others")
            listing = True
        elif listing and (is_sentence(part) or (part.kind == "heading" and not part.linked)):
            listing = False
        elif listing:
            trimmed.drop(index, "list-of-others")


def leads_away(trimmed: Trimmed, index: int) -> bool:
    """Does what follows a heading consist of links, or of nothing?"""
    for later in range(index + 1, min(index + 50, len(trimmed.parts))):
        part = trimmed.parts[later]
        if part.gone >= 0:
            continue
        return bool(trimmed.rules[later]) or part.linked * 2 >= len(part.text)
    return True


def drop_closing(trimmed: Trimmed) -> None:
    """All that follows a heading that closes articles, when most of the text stands above it."""
    sizes = [
        len(part.text) if not rule else 0 for part, rule in zip(trimmed.parts, trimmed.rules, strict=True)
    ]
    whole, above = sum(sizes), 0
    for index, part in enumerate(trimmed.parts):
        if above * 2 >= whole and whole and len(part.text) <= 40 and _CLOSING.fullmatch(part.text):
            for later in range(index, len(trimmed.parts)):
                trimmed.drop(later, "closing")
            return
        above += sizes[index]
    for index in range(len(trimmed.parts) - 1, -1, -1):
        if trimmed.rules[index] or trimmed.parts[index].kind == "caption":
            continue
        if trimmed.parts[index].kind != "heading":
            return
        trimmed.drop(index, "heading-of-nothing")


def drop_after_talk(trimmed: Trimmed, talk: frozenset[int]) -> None:
    """What stands below the readers' comments, unless the article goes on there."""
    sizes = [
        len(part.text) if not rule else 0 for part, rule in zip(trimmed.parts, trimmed.rules, strict=True)
    ]
    whole, above = sum(sizes), 0
    for index, part in enumerate(trimmed.parts):
        above += sizes[index]
        if part.gone in talk and above * 10 >= whole * 6:
            later = range(index, len(trimmed.parts))
            links = sum(trimmed.rules[i] in LEADING for i in later)
            if links > 3 and not any(sizes[i] >= 160 and is_sentence(trimmed.parts[i]) for i in later):
                for i in later:
                    trimmed.drop(i, "after-comments")
            return


def drop_trailing_titles(trimmed: Trimmed) -> None:
    """Below the last running text: section names and titles among links to other pages."""
    parts, rules = trimmed.parts, trimmed.rules
    running = (
        i for i, part in enumerate(parts)
        if not rules[i] and is_sentence(part) and part.kind != "heading" and not is_teaser(part)
    )  # fmt: skip
    last = max(running, default=None)
    if last is None:
        return
    links = [
        i for i in range(last + 1, len(parts)) if rules[i] in ("only-a-link", "see-also", "list-of-others")
    ]
    if len(links) < 2:
        return
    for index in range(last + 1, len(parts)):
        part = parts[index]
        titled = part.kind == "heading" or not is_ended(part.text) or is_teaser(part)
        if titled and part.kind != "caption":
            trimmed.drop(index, "among-links")


def drop_copies(trimmed: Trimmed) -> None:
    """A second print of the whole body, as pages keep it for other screens."""
    parts = trimmed.parts
    long = [i for i, part in enumerate(parts) if not trimmed.rules[i] and len(part.text) >= 60]
    first: dict[str, int] = {}
    again = next((n for n, i in enumerate(long) if first.setdefault(parts[i].text, i) != i), None)
    if again is None or again < 2:
        return
    rest = long[again:]
    earlier = {parts[i].text for i in long[:again]}
    copied = [i for i in rest if parts[i].text in earlier]
    if len(copied) < 2 or len(copied) * 2 < again or len(copied) * 10 < len(rest) * 6:
        return
    end = long[again - 1] + 1
    before = {part.text for part in parts[:end]}
    for index in range(end, copied[-1] + 1):
        if parts[index].text in before:
            trimmed.drop(index, "copy")

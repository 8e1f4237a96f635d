"""What markup says of an element: page furniture, the article's body, or the place of a notice.

Holds the vocabulary of class names, ids, roles and tags that sites use, and nothing of what any one
site does. Words are matched whole, after names such as `relatedLinks` or `article__share-bar` are
cut into words. It looks at no text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from lxml.html import HtmlElement

#: `never` holds no word of the publisher on this article (comments, menus, lists of other pages,
#: advertising); `beside` may (time stamps, bylines, boxes); `notice` and `body` say what they are.
Label = Literal["", "never", "beside", "body", "notice", "caption"]

#: Never shown as text, or no text at all.
SKIPPED_TAGS = frozenset(
    ["script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "canvas", "video", "audio", "map", "button", "input", "select", "option", "textarea", "datalist", "progress", "meter", "dialog", "link", "meta", "head", "title", "source", "track", "param", "amp-ad", "amp-iframe", "amp-embed", "amp-social-share", "amp-sticky-ad", "amp-analytics", "gpt-ad", "ad-slot", "frameset", "legend", "menu"]
)
NOISE_TAGS: dict[str, Label] = {
    "nav": "never", "search": "never", "form": "never", "fieldset": "never", "footer": "beside", "aside": "beside",
}  # fmt: skip
ROLES: dict[str, Label] = {
    **dict.fromkeys(
        ("navigation", "search", "menu", "menubar", "toolbar", "tablist", "tooltip", "dialog", "alertdialog"), "never"
    ),
    **dict.fromkeys(("complementary", "banner", "contentinfo", "alert", "status"), "beside"),
}  # type: ignore[dict-item]

_NEVER = frozenset(
    ["comment", "comments", "commentlist", "commenting", "comentarios", "commentaires", "kommentar", "kommentare", "reacties", "reactions", "disqus", "livefyre", "viafoura", "openweb", "spotim", "coral", "facebook", "outbrain", "taboola", "revcontent", "zergnet", "nativo", "mgid", "navbar", "nav", "navigation", "menu", "menus", "submenu", "breadcrumb", "breadcrumbs", "cookie", "cookies", "consent", "gdpr", "onetrust", "share", "sharing", "sharebar", "shares", "sharer", "sharethis", "addthis", "addtoany", "social", "socials", "sociallinks", "socialmedia", "related", "relateds", "relatedlinks", "relatedposts", "relatedarticles", "recommend", "recommended", "recommendation", "recommendations", "recommends", "recirc", "recirculation", "similar", "readmore", "readnext", "readalso", "upnext", "mostread", "mostpopular", "popular", "trending", "newsletter", "newsletters", "subscribe", "subscription", "subscriptions", "signup", "registration", "login", "signin", "ad", "ads", "adv", "advert", "adverts", "advertisement", "advertisements", "advertising", "adsbygoogle", "adslot", "adunit", "adbox", "adwrap", "adwrapper", "admarker", "adplaceholder", "dfp", "gpt", "sponsor", "sponsors", "sponsored", "promo", "promos", "promobox", "promotion", "promotions", "promoted", "teaser", "teasers", "sidebar", "siderail", "tagcloud", "taglist", "pagination", "pager", "paging", "prevnext", "rating", "ratings", "poll", "quiz", "survey", "modal", "popup", "popover", "lightbox", "tooltip", "donate", "donation", "countdown", "livescore", "jwplayer", "videoplayer", "playlist", "cta", "ctas", "callout", "coupon", "coupons", "shopping", "buybox", "affiliate", "skiplink", "screenreader", "sronly", "visuallyhidden", "offscreen", "externallinks", "seealso", "liresaussi", "morefrom", "moreon", "morestories", "morenews", "carousel", "hashtags", "audioplayer", "readtime", "readingtime", "crosspost", "crosslinks", "linkbox", "ticker", "masthead", "toc", "skip", "livechat", "whatsapp", "telegram", "pinterest", "follow", "follows", "follower", "listen", "player"]
)
_BESIDE = frozenset(
    ["aside", "authorbio", "aboutauthor", "authorbox", "bio", "biography", "byline", "bylines", "dateline", "timestamp", "timestamps", "pubdate", "publishdate", "postdate", "metadata", "postmeta", "articlemeta", "entrymeta", "copyright", "disclaimer", "license", "licence", "hidden", "hide", "invisible", "noprint", "printonly", "overlay", "banner", "tags", "keywords", "utility", "tools", "toolbar", "toolbox", "weather", "report", "feedback", "accessibility", "footer", "credits", "kicker", "eyebrow"]
)
_NEVER_PAIRS = re.compile(
    r"\b(?:most (?:read|popular|viewed|shared|recent)|read (?:more|next|also|time)|see also|more (?:from|on|stories|"
    r"news|articles|links|like|in)|also (?:on|read|like)|you may|up next|follow us|sign up|log in|sign in|tag list|"
    r"topic list|(?:latest|other|top|recent) (?:news|stories|articles|posts|headlines)|(?:article|story|post|entry) "
    r"(?:tags|topics|tools|actions|links|share|social|nav|navigation|views|recirc)|table of contents|screen reader|"
    r"sr only|visually hidden|assistive text|print only|no print|inline (?:related|promo|newsletter|links?)|in article "
    r"(?:ad|promo)|reading time|(?:next|prev|previous) (?:article|post|story)|email (?:signup|form|capture)|call to "
    r"action|view count|page views|lire aussi|leia (?:mais|tambem)|lee tambien|leggi anche|mehr zum thema|lees ook|"
    r"recommended (?:reading|for)|link list|links list|app (?:download|promo)|video (?:player|playlist|carousel))\b"
)
_BESIDE_PAIRS = re.compile(
    r"\b(?:author (?:bio|box|info|card|details|about|profile|block|name)|about (?:the )?author|(?:article|story|post|"
    r"entry|content) (?:meta|info|footer|aside|date|dates|time|byline|details)|by line|time stamp|trust (?:project|"
    r"indicators?)|pub(?:lish(?:ed)?)? (?:date|time)|date (?:line|time|published|updated|modified)|(?:photo|image) "
    r"credit|last (?:updated|modified)|updated (?:at|on|time|date))\b"
)
_BODY = re.compile(
    r"\b(?:article ?body|body ?text|(?:article|story|post|entry|news|single|blog|text|wysiwyg) (?:body|content|text|"
    r"copy|contents|main)|articletext|articlecontent|storybody|storytext|postcontent|entrycontent|postbody|newsbody|"
    r"newstext|body copy|body (?:content|main|inner)|content (?:body|text)|rich ?text|artikeltext|e content|"
    r"(?:articulo|nota|noticia|artigo|materia|artikel|articolo|statya) (?:body|texto|text|corpo|cuerpo|content|"
    r"contenido|inhalt|testo))\b"
)
_NOTICE = re.compile(
    r"\b(?:corrections?|corrected|errat(?:a|um)|clarifications?|retractions?|amend(?:ed|ment)|addendum|editors? s? ?"
    r"notes?|editorsnotes?|ed note|editorial note|update ?(?:note|text|box|label|body|content|info)|updates (?:box|"
    r"list|text)|(?:article|story|post) (?:update|note|notes|footnote)|footnotes?|endnotes?|korrekturen?|berichtigung|"
    r"richtigstellung|rectificati(?:f|on|e)|rettelse|rectificacion|fe de err|aclaracion|erramos|correcao|rettifica|"
    r"rattelse|sprostowanie)\b"
)
_CAPTION = re.compile(r"\b(?:(?:fig)?captions?|cutline|(?:photo|image|img|picture|media) (?:credits?|desc(?:ription)?|text|info))\b")
#: What a social network's post is when it is quoted in an article.
_SOCIAL = frozenset("social socials socialmedia facebook follow follows pinterest telegram".split())
_QUOTED = frozenset("embed embeds embedded oembed tweet".split())
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
#: A name that begins so tells of a state of the page, not of what the element is.
_STATE = frozenset({"has", "with", "no", "is", "open", "closed", "enabled", "without", "not", "js"})
_CONVERSATION = re.compile(r"comment|disqus|kommentar|reacti(?:es|ons)|livefyre|viafoura|openweb|coral", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@lru_cache(maxsize=8192)
def label_of(names: str) -> Label:
    """What the class names and ids in a string say of the element that carries them."""
    told = [([word.lower() for word in _WORDS.findall(name)], name.lower()) for name in names.split()]
    told = [(words, name) for words, name in told if words and words[0] not in _STATE]
    joined = " . ".join(" ".join(words) for words, _ in told)
    every = {word for words, name in told for word in (*words, name)}
    if every & _QUOTED:
        every -= _SOCIAL
    if _NOTICE.search(joined):
        return "notice"
    if _BODY.search(joined) and not every & _NEVER:
        return "body"
    if every & _NEVER or _NEVER_PAIRS.search(joined):
        return "never"
    if _CAPTION.search(joined):
        return "caption"
    return "beside" if every & _BESIDE or _BESIDE_PAIRS.search(joined) else ""


def is_conversation(element: HtmlElement) -> bool:
    """What readers wrote, by its names."""
    return bool(_CONVERSATION.search(names_of(element)))


def names_of(element: HtmlElement) -> str:
    """Class, id and the like, in one string; empty when there are none."""
    get = element.get
    return " ".join(
        filter(None, (get("class"), get("id"), get("data-testid"), get("data-component"), get("data-module")))
    )


def label(element: HtmlElement) -> Label:
    """What the markup of an element says of it, its tag and role included."""
    if element.get("itemprop") == "articleBody" or element.get("property") == "articleBody":
        return "body"
    names = names_of(element)
    told = label_of(names[:400]) if len(names) > 1 else ""
    if told in ("notice", "never", "caption"):
        return told
    by_tag = NOISE_TAGS.get(element.tag) or ROLES.get(element.get("role") or "")
    return by_tag or told


def hidden(element: HtmlElement) -> bool:
    """Not shown to a reader, by what the element itself says."""
    get = element.get
    style = get("style")
    if style and _HIDDEN.search(style):
        return True
    return get("hidden") is not None or get("aria-hidden") == "true"

"""What markup says of an element: page furniture, the article's body, or the place of a notice.

Holds the vocabulary of class names, ids, roles and tags that sites use, in the languages they are
written in, and nothing of what any one site does. Words are matched whole, after names such as
`relatedLinks` or `article__share-bar` are cut into words. It looks at no text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from lxml.html import HtmlElement

Label = Literal["", "noise", "strong", "body", "notice"]

#: Never shown as text, or no text at all.
SKIPPED_TAGS = frozenset({
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "canvas", "video",
    "audio", "map", "button", "input", "select", "option", "textarea", "datalist", "progress", "meter",
    "dialog", "link", "meta", "head", "title", "source", "track", "param", "amp-ad", "amp-iframe", "amp-embed",
    "amp-social-share", "amp-sticky-ad", "amp-analytics", "gpt-ad", "ad-slot", "frameset", "label", "legend",
    "menu",
})  # fmt: skip
#: Page furniture by their meaning in HTML.
NOISE_TAGS = frozenset({"nav", "footer", "aside", "form", "fieldset", "search"})
NOISE_ROLES = frozenset({
    "navigation", "complementary", "search", "banner", "contentinfo", "dialog", "alertdialog", "menu", "menubar",
    "toolbar", "tablist", "tooltip", "alert", "status",
})  # fmt: skip

#: Strong: what people other than the author wrote, or what leads elsewhere.
STRONG = (
    "comment comments commentary disqus livefyre viafoura openweb spotim coral kommentar kommentare comentarios"
    " commentaires commentlist commenting reacties reactions outbrain taboola revcontent zergnet nativo navbar"
    " breadcrumb breadcrumbs navigation cookie cookies consent gdpr onetrust footer masthead"
)
NOISE = (
    "share sharing sharebar shares sharer sharethis addthis addtoany social socials followus sociallinks"
    " socialmedia related relateds relatedlinks relatedposts related-content recommend recommended"
    " recommendation recommendations recirc recirculation recirculations similar readmore"
    " readnext upnext mostread mostpopular popular trending latest newsletter newsletters subscribe subscription"
    " subscriptions signup register registration login signin ad ads adv advert adverts advertisement"
    " advertisements advertising adsbygoogle adslot adunit adbox adwrap adwrapper admarker adplaceholder dfp gpt"
    " sponsor sponsors sponsored promo promos promobox promotion promotions promoted teaser teasers sidebar"
    " siderail rail nav menu menus toolbar tools toolbox utility tags tag-list taglist tagcloud topics keywords"
    " pagination pager paging prevnext rating ratings poll quiz survey widget widgets modal popup popover overlay"
    " lightbox tooltip hidden hide invisible noprint printonly print-only donate donation"
    " banner countdown ticker livescore weather player jwplayer videoplayer embed-video playlist slideshow-nav"
    " authorbio aboutauthor author-bio author-box authorbox bio biography byline bylines dateline timestamp"
    " timestamps pubdate publishdate postdate metadata postmeta articlemeta copyright disclaimer license"
    " app-download marketing callout cta cta-box paywall-cta feedback report skip skiplink screenreader sronly"
    " srt visuallyhidden offscreen accessibility toc tableofcontents jumplinks shopping buy buybox affiliate"
    " coupon coupons deals partner partners partnership externallinks seealso lire-aussi liresaussi mehr-zum-thema"
    " morefrom moreon more-stories morestories morenews carousel hashtags listen audioplayer text-to-speech"
    " readtime readingtime"
)
#: Pairs of words that mean more together than apart.
NOISE_PAIRS = re.compile(
    r"\b(?:most (?:read|popular|viewed|shared|recent)|read (?:more|next|also)|see also|more (?:from|on|stories|news|"
    r"articles|links|like|in)|also (?:on|read|like)|you may|up next|what s|follow us|sign up|log in|sign in|tag list|"
    r"topic list|author (?:bio|box|info|card|details|about|profile|block)|about (?:the )?author|article (?:meta|info|"
    r"tags|topics|tools|actions|footer|links|aside)|(?:post|entry) (?:meta|tags|footer|info|navigation|nav|views)|"
    r"story (?:meta|tags|footer|tools|links)|table of contents|of contents|screen reader|sr only|visually hidden|"
    r"print only|no print|inline (?:related|promo|newsletter)|in article (?:ad|promo)|by line|time stamp|"
    r"pub(?:lish(?:ed)?)? (?:date|time)|date (?:line|time|published|updated)|read(?:ing)? time|next (?:article|post|"
    r"story)|prev(?:ious)? (?:article|post|story)|email (?:signup|form)|call to action|skip (?:link|to|nav)|"
    r"ad (?:slot|unit|container|wrapper|placeholder)|photo credit|image credit|view count|page views|"
    r"trust (?:project|indicator))\b"
)
BODY = re.compile(
    r"\b(?:article ?body|body ?text|(?:article|story|post|entry|news|page|main|single|blog|content|text|paragraph|"
    r"wysiwyg) (?:body|content|text|copy|contents|main)|articletext|articlecontent|storybody|storytext|postcontent|"
    r"entrycontent|postbody|newsbody|newstext|body copy|body content|body main|content body|content main|"
    r"rich ?text|artikeltext|texto|cuerpo|corpo|testo|contenido|article content body|e content)\b"
)
NOTICE = re.compile(
    r"\b(?:corrections?|corrected|errat(?:a|um)|clarifications?|retractions?|amend(?:ed|ment)|addendum|"
    r"editor s? ?note|editors? ?notes?|editorsnote|ed note|editorial note|update ?note|update ?text|updates? (?:box|"
    r"label|text|body|content|info)|article (?:update|note|footnote)|story (?:update|note)|footnotes?|endnotes?|"
    r"korrekturen?|berichtigung|richtigstellung|rectificati(?:f|on|e)|rettelse|rectificacion|fe de err|aclaracion|"
    r"erramos|correcao|rettifica|rattelse|disclosure note|note(?: body| text)? update)\b"
)
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_NOISE = frozenset(NOISE.split())
_STRONG = frozenset(STRONG.split())
#: Words that only tell of state or layout; they make no statement about an element.
_OPEN = frozenset({"has", "with", "no", "is", "open", "closed", "enabled", "without"})


@lru_cache(maxsize=8192)
def label_of(names: str) -> Label:
    """What the class names and ids in a string say of the element that carries them."""
    plain = []
    for name in names.split():
        words = [word.lower() for word in _WORDS.findall(name)]
        if words and words[0] not in _OPEN:
            plain.append((name.lower(), words))
    joined = " . ".join(" ".join(words) for _, words in plain)
    if NOTICE.search(joined):
        return "notice"
    every = {word for name, words in plain for word in (*words, name)}
    if every & _STRONG:
        return "strong"
    if BODY.search(joined):
        return "body"
    if every & _NOISE or NOISE_PAIRS.search(joined):
        return "noise"
    return ""


def label(element: HtmlElement) -> Label:
    """What the markup of an element says of it, its tag and role included."""
    get = element.get
    tag = element.tag
    if get("itemprop") == "articleBody" or get("property") == "articleBody":
        return "body"
    names = f"{get('class') or ''} {get('id') or ''} {get('data-testid') or ''} {get('data-component') or ''}"
    told = label_of(names) if len(names) > 3 else ""
    if told == "notice":
        return told
    if tag in NOISE_TAGS:
        return "strong" if tag in ("nav", "footer") else "noise"
    if get("role") in NOISE_ROLES:
        return "noise"
    return told


def hidden(element: HtmlElement) -> bool:
    """Not shown to a reader, by what the element itself says."""
    style = element.get("style")
    if style and re.search(r"display\s*:\s*none|visibility\s*:\s*hidden", style, re.IGNORECASE):
        return True
    return element.get("hidden") is not None or element.get("aria-hidden") == "true"

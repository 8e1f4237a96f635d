"""Class names, ids and roles that sites give to the parts of their pages: data, whole words in lower case.

The lists hold what pages of many publishers and systems share, no publisher's own names.
"""

from __future__ import annotations

import re


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Nothing of the publisher's words on this article: readers' comments, menus, advertising, lists of
#: other pages, calls to subscribe or share.
NEVER = _listed("""
    comment comments commentlist commenting comentarios commentaires kommentar kommentare reacties
    reactions disqus livefyre viafoura openweb spotim coral facebook outbrain taboola revcontent zergnet
    nativo mgid navbar nav navigation menu menus submenu breadcrumb breadcrumbs cookie cookies consent
    gdpr onetrust share sharing sharebar shares sharer sharethis addthis addtoany social socials
    sociallinks socialmedia related relateds relatedlinks relatedposts relatedarticles recommend
    recommended recommendation recommendations recommends recirc recirculation similar readmore readnext
    readalso upnext mostread mostpopular popular trending newsletter newsletters subscribe subscription
    subscriptions signup registration login signin ad ads adv advert adverts advertisement
    advertisements advertising adsbygoogle adslot adunit adbox adwrap adwrapper admarker adplaceholder
    dfp gpt sponsor sponsors sponsored sponsorship advertorial promo promos promobox promotion
    promotions promoted teaser teasers sidebar siderail tagcloud taglist pagination pager paging
    prevnext rating ratings poll quiz survey modal popup popover lightbox tooltip rollover hovercard
    dropdown flyout donate donation countdown livescore jwplayer videoplayer playlist cta ctas callout
    coupon coupons shopping buybox affiliate skiplink screenreader sronly visuallyhidden offscreen
    externallinks seealso liresaussi morefrom moreon morestories morenews carousel hashtags audioplayer
    readtime readingtime crosspost crosslinks linkbox ticker masthead toc skip livechat whatsapp
    telegram pinterest follow follows follower listen backtotop scrolltop publicidad publicidade
    publicite pubblicita anzeige werbung reklam reklama compartir partager teilen verwandt relacionadas
    relacionados relacionado correlati gerelateerd
""")

#: What stands around an article and may carry a word on it: time stamps, bylines, boxes.
BESIDE = _listed("""
    aside authorbio aboutauthor authorbox bio biography byline bylines dateline timestamp timestamps
    pubdate publishdate postdate metadata postmeta articlemeta entrymeta copyright disclaimer license
    licence hidden hide invisible noprint printonly overlay banner tags keywords utility tools toolbar
    toolbox weather report feedback accessibility footer credits kicker eyebrow
""")

NEVER_PAIRS = re.compile(
    r"\b(?:most (?:read|popular|viewed|shared|recent)|read (?:more|next|also|time)|see also|more (?:from|on|"
    r"stories|news|articles|links|like|in)|also (?:on|read|like)|you may|up next|follow us|sign up|log in|"
    r"sign in|tag list|topic list|(?:latest|other|top|recent) (?:news|stories|articles|posts|headlines)|"
    r"(?:article|story|post|entry) (?:tags|topics|tools|actions|links|share|social|nav|navigation|views|"
    r"recirc)|table of contents|screen reader|sr only|visually hidden|assistive text|print only|no print|"
    r"inline (?:related|promo|newsletter|links?)|in article (?:ad|promo)|reading time|(?:next|prev|previous) "
    r"(?:article|post|story)|email (?:signup|form|capture)|call to action|view count|page views|lire aussi|"
    r"leia (?:mais|tambem)|lee tambien|leggi anche|mehr zum thema|lees ook|recommended (?:reading|for)|"
    r"links? list|app (?:download|promo)|(?:video|audio) (?:player|playlist|carousel))\b"
)
BESIDE_PAIRS = re.compile(
    r"\b(?:author (?:bio|box|info|card|details|about|profile|block|name)|about (?:the )?author|(?:article|"
    r"story|post|entry|content) (?:meta|info|footer|aside|date|dates|time|byline|details)|by line|time stamp|"
    r"trust (?:project|indicators?)|pub(?:lish(?:ed)?)? (?:date|time)|date (?:line|time|published|updated|"
    r"modified)|last (?:updated|modified)|updated (?:at|on|time|date))\b"
)
BODY = re.compile(
    r"\b(?:article ?body|body ?text|(?:article|story|post|entry|news|single|blog|text|wysiwyg) (?:body|"
    r"content|text|copy|contents|main)|articletext|articlecontent|storybody|storytext|postcontent|"
    r"entrycontent|postbody|newsbody|newstext|body copy|body (?:content|main|inner)|content (?:body|text)|"
    r"rich ?text|artikeltext|e content|(?:articulo|nota|noticia|artigo|materia|artikel|articolo|statya) "
    r"(?:body|texto|text|corpo|cuerpo|content|contenido|inhalt|testo))\b"
)
NOTICE = re.compile(
    r"\b(?:corrections?|corrected|errat(?:a|um)|clarifications?|retractions?|amend(?:ed|ment)|addendum|"
    r"editors? s? ?notes?|editorsnotes?|ed note|editorial note|update ?(?:note|text|box|label|body|content|"
    r"info)|updates (?:box|list|text)|(?:article|story|post) (?:update|note|notes|footnote)|footnotes?|"
    r"endnotes?|korrekturen?|berichtigung|richtigstellung|rectificati(?:f|on|e)|rettelse|rectificacion|"
    r"fe de err|aclaracion|erramos|correcao|rettifica|rattelse|sprostowanie)\b"
)
CAPTION = re.compile(
    r"\b(?:(?:fig)?captions?|cutline|(?:photo|image|img|picture|media) (?:credits?|desc(?:ription)?|text|info))\b"
)
CONVERSATION = re.compile(
    r"comment|disqus|kommentar|reacti(?:es|ons)|livefyre|viafoura|openweb|coral", re.IGNORECASE
)
#: What a social network's post is called, which is quoted text when it is embedded.
SOCIAL = _listed("social socials socialmedia facebook follow follows pinterest telegram")
QUOTED = _listed("embed embeds embedded oembed tweet")
#: A name that begins so tells of a state of the page, not of what the element is; so does one that
#: says what else the page has ("content with sidebar").
STATE = _listed("has with no is open closed enabled without not js w and")

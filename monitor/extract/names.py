"""Class names, ids and roles that sites give to the parts of their pages: data, in lower case.

The lists hold what pages of many publishers and systems share, no publisher's own names.
"""

from __future__ import annotations

import re
from itertools import product


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> frozenset[str]:
    """Phrases between semicolons; "a|b c" stands for "a c" and "b c"."""
    found: set[str] = set()
    for phrase in text.split(";"):
        found.update(" ".join(words) for words in product(*(word.split("|") for word in phrase.split())))
    return frozenset(found)


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

#: Words that mean together what none of them means alone, for the list above.
NEVER_PHRASES = _phrases("""
    most read|popular|viewed|shared|recent; read more|next|also|time; see also;
    more from|on|stories|news|articles|links|like|in; also on|read|like; you may; up next; follow us;
    sign up|in; log in; tag|topic|link|links list;
    latest|other|top|recent news|stories|articles|posts|headlines;
    article|story|post|entry tags|topics|tools|actions|links|share|social|nav|navigation|views|recirc;
    table of contents; screen reader; sr only; visually hidden; assistive text; print only; no print;
    inline related|promo|newsletter|link|links; in article ad|promo; reading time;
    next|prev|previous article|post|story; email signup|form|capture; call to action; view count;
    page views; lire aussi; leia mais|tambem; lee tambien; leggi anche; mehr zum thema; lees ook;
    recommended reading|for; app download|promo; video|audio player|playlist|carousel
""")

#: The same for what stands around an article.
BESIDE_PHRASES = _phrases("""
    author bio|box|info|card|details|about|profile|block|name; about author; about the author;
    article|story|post|entry|content meta|info|footer|aside|date|dates|time|byline|details; by line;
    time stamp; trust project|indicator|indicators; pub|publish|published date|time;
    date line|time|published|updated|modified; last updated|modified; updated at|on|time|date
""")

#: The article's own text.
BODY_PHRASES = _phrases("""
    article|story|post|entry|news|single|blog|text|wysiwyg|body body|content|text|copy|contents|main;
    articlebody; bodytext; articletext; articlecontent; storybody; storytext; postcontent; entrycontent;
    postbody; newsbody; newstext; richtext; rich text; body inner; content body|text; artikeltext;
    e content;
    articulo|nota|noticia|artigo|materia|artikel|articolo|statya body|texto|text|corpo|content|testo;
    articulo|nota|noticia|artikel|articolo cuerpo|contenido|inhalt
""")

#: Where publishers declare changes.
NOTICE_PHRASES = _phrases("""
    correction; corrections; corrected; erratum; errata; clarification; clarifications; retraction;
    retractions; amend; amended; amendment; addendum; editor|editors note|notes;
    editor|editors s note|notes; editornote; editorsnote; editorsnotes; editornotes; ed note;
    editorial note; update note|text|box|label|body|content|info; updates box|list|text; updatenote;
    updatetext; updatebox; article|story|post update|note|notes|footnote; footnote; footnotes; endnote;
    endnotes; korrektur; korrekturen; berichtigung; richtigstellung; rectificatif; rectification;
    rectificatie; rettelse; rectificacion; fe de erratas; fe de errores; aclaracion; erramos; correcao;
    rettifica; rattelse; sprostowanie
""")

#: The words under a picture.
CAPTION_PHRASES = _phrases("""
    caption; captions; figcaption; figcaptions; cutline;
    photo|image|img|picture|media credit|credits|desc|description|text|info
""")

CONVERSATION = re.compile(
    r"comment|disqus|kommentar|reacti(?:es|ons)|livefyre|viafoura|openweb|coral", re.IGNORECASE
)
#: What a social network's post is called, which is quoted text when it is embedded.
SOCIAL = _listed("social socials socialmedia facebook follow follows pinterest telegram")
QUOTED = _listed("embed embeds embedded oembed tweet")
#: A name with one of these tells of a state of the page, or of what else it has, not of what the
#: element is ("content with sidebar").
STATE = _listed("has with no is open closed enabled without not js w and")

"""Pages of our own writing, and the noise that real pages carry around and inside an article."""

from __future__ import annotations

from datetime import UTC, datetime

from monitor.extract import extract
from monitor.model import Document, ReaderKnowledge, Reading, Recipe, Snapshot, Unreadable

ADDRESS = "https://herald.example/2026/05/bridge"
HEADLINE = "Harbour bridge to close for eleven weeks"
PARAGRAPHS = (
    "The harbour bridge will close to all traffic on 4 May, the port authority said on Tuesday.",
    "Engineers found cracks in three of the nine bearings during an inspection in March, and a repair"
    " at night turned out to be impossible.",
    "“We would rather close it for eleven weeks than for a year,” said Ines Falk, who runs the works.",
    "Ferries will carry passengers every twelve minutes between six in the morning and midnight.",
    "The repair is expected to cost 4.2 million crowns, which the town and the port share equally.",
    "Shops on the quay fear for their summer. Some have asked for a lower rent while the bridge is shut.",
)


def snapshot(body: str | bytes, url: str | None = ADDRESS, charset: str | None = None) -> Snapshot:
    data = body.encode() if isinstance(body, str) else body
    at = datetime(2026, 5, 1, 9, tzinfo=UTC)
    return Snapshot(url, url, at, 200, (), data, "digest", "text/html", charset)


def read(
    body: str | bytes,
    url: str | None = ADDRESS,
    *,
    charset: str | None = None,
    recipe: Recipe | None = None,
    volatile: frozenset[str] = frozenset(),
) -> Reading | Unreadable:
    return extract(snapshot(body, url, charset), ReaderKnowledge(recipe=recipe, volatile=volatile))


def document(body: str | bytes, url: str | None = ADDRESS) -> Document:
    reading = read(body, url)
    assert isinstance(reading, Reading), reading
    return reading.document


def texts(body: str | bytes, url: str | None = ADDRESS) -> list[str]:
    return [block.text for block in document(body, url).blocks]


def page(
    inside: list[str] | None = None,
    *,
    above: str = "",
    below: str = "",
    side: str = "",
    wrap: str = '<div class="article-body">{}</div>',
) -> str:
    """A news page around `inside` (by default our paragraphs), with furniture where it is asked for."""
    body = wrap.format("\n".join(inside if inside is not None else paragraphs()))
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{HEADLINE} - The Herald</title>
<meta property="og:title" content="{HEADLINE}"></head><body>
<header><nav><a href="/">Home</a> <a href="/town">Town</a> <a href="/sport">Sport</a></nav></header>
<main><article>{above}<h1>{HEADLINE}</h1><p class="byline">By Jonas Reuter</p>{body}{below}</article>{side}</main>
<footer><p>The Herald is printed in the old mill by the river since 1871. All rights reserved.</p></footer>
</body></html>"""


def paragraphs() -> list[str]:
    return [f"<p>{text}</p>" for text in PARAGRAPHS]


#: Noise of every kind by name: markup that no reader takes for the article.
NOISE = {
    "advert": '<div class="ad-slot"><p>Buy the new kettle today. It boils in eleven seconds flat, they say.</p></div>',
    "advert-in-frame": '<iframe src="https://ads.example/9f3"></iframe>',
    "share-bar": '<ul class="share-tools"><li><a href="#">Tweet</a></li><li><a href="#">Send by mail</a></li></ul>',
    "comment-count": '<a class="comments-link" href="#comments">17 comments</a>',
    "related-list": '<div class="related"><h3>Related</h3><ul><li><a href="/a">Ferry company buys two boats</a></li>'
    '<li><a href="/b">What the cracks mean for the port</a></li></ul></div>',
    "bare-list": '<ul><li><a href="/a">Ferry company buys two new boats this spring</a></li>'
    '<li><a href="/b">What the cracks in the bearings mean for the port</a></li></ul>',
    "read-more": '<p>Read more: <a href="/ferries">How the ferries will run this summer</a></p>',
    "read-more-linked": '<p><a href="/ferries"><strong>How the ferries will run this summer</strong></a></p>',
    "newsletter": '<section class="newsletter-signup"><h4>The Herald in your inbox</h4><p>Every morning at six we send'
    " you the news of the harbour, free of charge.</p></section>",
    "newsletter-plain": "<p>Sign up for our newsletter and never miss a story.</p>",
    "ticker": '<div id="live-ticker" class="ticker"><span>09:41</span> Grain up two percent in early trading.</div>',
    "clock": '<time class="clock" data-now="1">09:41:07</time>',
    "widget": '<aside class="widget"><h3>Tides</h3><p>High water at 11:52, low water at 18:07 in the harbour.</p></aside>',
    "script": "<script>window.q=[1,2,'<p>not a paragraph</p>']</script><style>p{color:red}</style>",
    "poll": '<div class="poll"><p>Should the bridge have closed earlier? Tell us what you think of it.</p></div>',
    "advert-label": "<p>Advertisement</p>",
    "hidden": '<div style="display: none"><p>This text is for machines only, and no reader of the page sees it.</p></div>',
    "video": '<figure class="video-player"><video src="/v.mp4"></video></figure>',
    "continue": "<p>Story continues below</p>",
}
#: Noise that stands after an article.
TAIL_NOISE = {
    "comments": '<section id="comments"><h2>Comments</h2><p>I have said for years that the bridge would fail us.</p>'
    "<p>Nobody listens to Ernst, as ever. He was right about the lighthouse too, back then.</p></section>",
    "latest": '<h3>Latest stories</h3><p><a href="/x">Council to vote on the budget in June</a></p>'
    '<p><a href="/y">Swimming hall opens again after its repair</a></p>',
    "author-box": '<div class="author-bio"><p>Jonas Reuter writes about the harbour and has done so since 2009.</p></div>',
    "copyright": "<p>© 2026 The Herald. All rights reserved.</p>",
    "tags": '<div class="tags"><a href="/t/bridge">bridge</a> <a href="/t/harbour">harbour</a></div>',
}

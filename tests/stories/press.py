"""A press for stories: the demo newsroom with a feed, a home page, and all the ways a site misbehaves.

Every request is noted with the instant at which it came, so that a story can tell whether a host
was asked more than it allowed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from monitor.demo.newsroom import Newsroom
from monitor.demo.stories import Story

CHALLENGE = """<!doctype html><html><head><title>Just a moment...</title></head><body>
<h1>Checking your browser before you may go on</h1><p>Please enable JavaScript and cookies to continue.</p>
<form id="challenge-form" action="/cdn-cgi/challenge-platform/x"></form></body></html>"""
LOGIN = """<!doctype html><html><head><title>Sign in - The Courier</title></head><body><h1>Sign in</h1>
<form method="post" action="/login"><label>E-mail <input name="email" type="email"></label>
<label>Password <input type="password" name="password"></label><button>Sign in</button></form>
<p>Sign in to read this story.</p></body></html>"""
SOFT_404 = """<!doctype html><html><head><title>Page not found - The Courier</title></head><body>
<h1>Page not found</h1><p>Sorry, the page you are looking for does not exist.</p></body></html>"""
HOME = "<!doctype html><html><head><title>The Courier</title></head><body><h1>The Courier</h1></body></html>"
WALLS = {"challenge": CHALLENGE, "login": LOGIN, "soft 404": SOFT_404}


class Press(Newsroom):
    """`clock` tells the story's time. `behave(slug, how)` makes one address misbehave until told None."""

    def __init__(self, seed: int = 1) -> None:
        super().__init__(seed)
        self.clock: Callable[[], datetime] = lambda: datetime.min
        #: What the feed holds: only the newest so many.
        self.feed_length = 10
        self.feed_fails = False
        self.asked: list[tuple[datetime, str, int]] = []
        #: Further addresses of stories (AMP, mobile, print): path → slug.
        self.variants: dict[str, str] = {}
        #: What each page says its address is, by slug; what stands under "" is said by every page.
        self.claims: dict[str, str] = {}
        #: Pages that are no stories: path → HTML.
        self.pages: dict[str, str] = {}
        self._order: list[str] = []
        self._how: dict[str, str] = {}
        self._busy_until: datetime | None = None

    def publish_all(self, *slugs: str) -> None:
        """Put published stories onto the feed, the last one on top."""
        self._order += slugs

    def behave(self, slug: str, how: str | None) -> None:
        """`challenge`, `login`, `soft 404`, `home`, `404`, or None to be well again."""
        self._how.pop(slug, None)
        if how is not None:
            self._how[slug] = how

    def be_busy(self, seconds: float) -> None:
        """Answer 429 with a Retry-After until so long from now."""
        self._busy_until = self.clock() + timedelta(seconds=seconds)

    def restore(self, slug: str) -> None:
        """Put a story back that was removed."""
        self._removed.discard(slug)

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/", self._home), Route("/{slug:path}", self._noted)])

    async def _home(self, request: Request) -> Response:
        return HTMLResponse(HOME)

    async def _noted(self, request: Request) -> Response:
        answer = await self._say(request)
        self.asked.append((self.clock(), request.path_params["slug"], answer.status_code))
        return answer

    async def _say(self, request: Request) -> Response:
        slug = request.path_params["slug"]
        if self._busy_until is not None and self.clock() < self._busy_until:
            left = (self._busy_until - self.clock()).total_seconds()
            return PlainTextResponse("Too many.", 429, {"Retry-After": f"{left:.0f}"})
        if slug == "rss":
            return PlainTextResponse("Broken.", 500) if self.feed_fails else self._feed()
        how = self._how.get(slug)
        if how == "404":
            return PlainTextResponse("There is no such page.", 404)
        if how == "home":
            return RedirectResponse(f"{self.base}/", 302)
        if how is not None:
            return HTMLResponse(WALLS[how])
        if slug in self.pages:
            return HTMLResponse(self.pages[slug])
        if slug in self.variants:
            self.requests += 1
            return HTMLResponse(self.render(self._stories[self.variants[slug]]))
        return await self._answer(request)

    def render(self, story: Story) -> str:
        said = self.claims.get(story.slug) or self.claims.get("")
        link = f'<head><link rel="canonical" href="{said}">' if said else "<head>"
        return super().render(story).replace("<head>", link, 1)

    def _feed(self) -> Response:
        newest = list(reversed(self._order))[: self.feed_length]
        items = "".join(
            f"<item><title>{re.sub('[<&]', ' ', self._stories[slug].headline)}</title>"
            f"<link>{self.address(slug)}</link></item>"
            for slug in newest
            if slug in self._stories
        )
        body = f'<rss version="2.0"><channel><title>The Courier</title>{items}</channel></rss>'
        return Response(body, media_type="application/rss+xml")

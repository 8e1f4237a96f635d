"""A loopback newsroom: serves stories, lets its editors change them, and is as noisy as a real site.

Every request renders the page anew with other adverts, tokens, counters, clocks and lists. It
listens on 127.0.0.1 only.
"""

from __future__ import annotations

import asyncio
import json
import random
import socket
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import uvicorn
from jinja2 import Environment, PackageLoader
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from monitor.demo.stories import Story

ADVERTS = (
    "Boots that outlast the road. Now 30% off.",
    "Sleep better in seven nights, or pay nothing.",
    "Compare 42 insurers in two minutes.",
    "Fresh bread at your door before eight.",
)
TITLES = (
    "Rain again, says the forecaster who is always right",
    "How to mend a kettle",
    "The bridge that sings in the wind",
    "Seven walks for a short Sunday",
    "Who painted the blue door?",
    "A goat is elected, briefly",
)


@dataclass(frozen=True, slots=True)
class Noise:
    """What differs from one rendering to the next although no editor touched the story."""

    token: str
    variant: str
    paragraph_class: str
    advert: str
    advert_after: int
    views: int
    shares: int
    comments: int
    degrees: int
    clock: str
    milliseconds: int
    ticker: str
    most_read: tuple[str, ...]


def make_noise(chance: random.Random) -> Noise:
    return Noise(
        token=f"{chance.getrandbits(64):016x}",
        variant=chance.choice("abcd"),
        paragraph_class=f"p-{chance.getrandbits(24):06x}",
        advert=chance.choice(ADVERTS),
        advert_after=chance.randint(1, 3),
        views=chance.randint(1_000, 99_999),
        shares=chance.randint(0, 500),
        comments=chance.randint(0, 900),
        degrees=chance.randint(-5, 30),
        clock=datetime.now(UTC).strftime("%H:%M:%S"),
        milliseconds=chance.randint(3, 400),
        ticker=f"Aldous 100: {chance.uniform(3000, 4000):.2f} ({chance.uniform(-2, 2):+.2f}%)",
        most_read=tuple(chance.sample(TITLES, 4)),
    )


class Newsroom:
    """The site and its editors. `start` binds a free port; `base` is then its address."""

    def __init__(self, seed: int = 1) -> None:
        self.base = ""
        self.requests = 0
        self._stories: dict[str, Story] = {}
        self._moved: dict[str, str] = {}
        self._removed: set[str] = set()
        self._failing: int | None = None
        self._older: dict[str, Story] = {}
        self._plain_adverts: tuple[str, ...] = ()
        self._module = ""
        self._chance = random.Random(seed)
        environment = Environment(loader=PackageLoader("monitor.demo"), autoescape=True)
        self._template = environment.get_template("story.html")
        self._server: uvicorn.Server | None = None
        self._serving: asyncio.Task[None] | None = None

    # what its editors do

    def publish(self, story: Story) -> str:
        self._stories[story.slug] = story
        return self.address(story.slug)

    def edit(self, slug: str, **changes: object) -> Story:
        """Change fields of a story; returns it as it now is."""
        story = replace(self._stories[slug], **changes)  # type: ignore[arg-type]
        self._stories[slug] = story
        return story

    def move(self, slug: str, to: str) -> None:
        self._stories[to] = replace(self._stories.pop(slug), slug=to)
        self._moved[slug] = to

    def remove(self, slug: str) -> None:
        self._removed.add(slug)

    def fail_with(self, status: int | None) -> None:
        """Answer everything with this status until called with None."""
        self._failing = status

    def serve_alternately(self, slug: str, older: Story | None) -> None:
        """Let every other request be answered by a cache that still holds the older story."""
        self._older.pop(slug, None)
        if older is not None:
            self._older[slug] = older

    def advertise_plainly(self, texts: tuple[str, ...]) -> None:
        """Set an advert into every story as a paragraph like any other, another one each time."""
        self._plain_adverts = texts

    def add_module(self, text: str) -> None:
        """Set one text below every story, as a paragraph like any other."""
        self._module = text

    def story(self, slug: str) -> Story:
        return self._stories[slug]

    def address(self, slug: str) -> str:
        return f"{self.base}/{slug}"

    # the site

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/{slug}", self._answer)])

    async def _answer(self, request: Request) -> Response:
        self.requests += 1
        slug = request.path_params["slug"]
        if self._failing is not None:
            return PlainTextResponse("Something went wrong.", self._failing)
        if slug in self._moved:
            return RedirectResponse(self.address(self._moved[slug]), 301)
        if slug in self._removed:
            return PlainTextResponse("This story is no longer here.", 410)
        story = self._stories.get(slug)
        if story is None:
            return PlainTextResponse("There is no such page.", 404)
        if slug in self._older and self.requests % 2:
            story = self._older[slug]
        return HTMLResponse(self.render(story))

    def render(self, story: Story) -> str:
        """The story's page, with noise that no two renderings share."""
        linked = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": story.headline,
            "datePublished": story.published_at.isoformat(),
            "dateModified": datetime.now(UTC).isoformat(timespec="seconds"),
            "author": {"@type": "Person", "name": story.byline},
        }
        return self._template.render(
            story=story,
            noise=make_noise(self._chance),
            plain_advert=self._plain_advert(),
            module=self._module,
            base=self.base,
            json_ld=json.dumps(linked).replace("</", "<\\/"),
        )

    def _plain_advert(self) -> str:
        texts = self._plain_adverts
        return texts[self.requests % len(texts)] if texts else ""

    async def start(self) -> None:
        listener = socket.create_server(("127.0.0.1", 0))
        self.base = f"http://127.0.0.1:{listener.getsockname()[1]}"
        config = uvicorn.Config(self.app(), log_config=None, lifespan="off", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._serving = asyncio.create_task(self._server._serve(sockets=[listener]))

    async def stop(self) -> None:
        if self._server and self._serving:
            self._server.should_exit = True
            await self._serving

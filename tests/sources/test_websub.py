"""Hubs that feeds offer, in headers and in their text; signatures; leases."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

import pytest

from monitor.model import Hub
from monitor.sources import Signature, hub_of, lease
from monitor.sources.feed import read_feed
from monitor.sources.websub import LEASE, LONGEST_LEASE, RENEW_AFTER, SHORTEST_LEASE
from tests.values import NOW

AT = "https://news.example/feed"
RSS = (
    b'<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>News</title>'
    b'<atom:link rel="hub" href="https://hub.example/"/><atom:link rel="self" href="/rss"/>'
    b"<item><link>https://news.example/a</link></item></channel></rss>"
)
ATOM = (
    b'<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><link href="/"/>'
    b'<link rel="self" href="https://news.example/atom"/><link rel="hub" href="https://one.example/h"/>'
    b'<link rel="hub" href="https://two.example/h"/></feed>'
)
JSON = (
    b'{"version": "https://jsonfeed.org/version/1.1", "feed_url": "https://news.example/j", "items": [],'
    b' "hubs": [{"type": "rssCloud", "url": "https://no.example/"}, {"type": "WebSub", "url": "/h"}, 5]}'
)
PLAIN = b'<rss version="2.0"><channel><title>News</title></channel></rss>'


@pytest.mark.parametrize(
    ("headers", "body", "hub"),
    [
        ([], RSS, Hub("https://hub.example/", "https://news.example/rss")),
        ([], ATOM, Hub("https://one.example/h", "https://news.example/atom")),
        ([], JSON, Hub("https://news.example/h", "https://news.example/j")),
        ([], PLAIN, None),
        ([], b"no feed", None),
        (['<https://h.example/>; rel="hub", </f>; rel=self'], PLAIN, ("https://h.example/", "/f")),
        (['<https://h.example/>; rel=HUB, </g>;rel="self"'], RSS, ("https://h.example/", "/g")),
        (["<https://h.example/>; rel=hub", "<//n.example/f>;rel=self"], RSS, ("https://h.example/", "/f")),
        (['<https://h.example/?1,2;b>; t="x, y"; rel="next hub"'], PLAIN, ("https://h.example/?1,2;b", "")),
        (['</only-self>; rel="self"'], ATOM, ("https://one.example/h", "/atom")),
        (['<mailto:hub@h.example>; rel="hub"'], PLAIN, None),
        (['<https://h.example/>; rel="hubs"', "<>;;; rel", "x" * 50_000], PLAIN, None),
    ],
)  # fmt: skip
def test_the_hub_of_a_feed(headers: list[str], body: bytes, hub: Hub | tuple[str, str] | None) -> None:
    found = hub_of(AT, tuple(("Link", value) for value in headers), read_feed(AT, body))
    if isinstance(hub, tuple):
        assert found is not None and found.url == hub[0]
        assert found.topic.endswith(hub[1] or "/feed")
    else:
        assert found == hub


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_a_signature_by_each_method_holds_and_no_other(method: str) -> None:
    made = hmac.new(b"key", b"<feed/>", getattr(hashlib, method)).hexdigest()
    told = {
        f"{method}={made}": True,
        f" {method.upper()} = {made.upper()} ": True,
        f"{method}={made[:-1]}": False,
        f"{method}={made}0": False,
        f"{method}={'0' * len(made)}": False,
        f"md5={made}": False,
        f"sha3_256={made}": False,
        made: False,
        f"{method}=": False,
        f"{method}=é": False,
        "": False,
    }
    for header, holds in told.items():
        signature = Signature(header, "key")
        for piece in (b"<fe", b"", b"ed/>"):
            signature.add(piece)
        assert signature.holds() is holds, header
    other = Signature(f"{method}={made}", "another key")
    other.add(b"<feed/>")
    assert not other.holds()


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("3600", 3600), ("1", SHORTEST_LEASE), ("0", SHORTEST_LEASE), ("99999999", LONGEST_LEASE),
        (None, LEASE), ("", LEASE), ("-5", LEASE), ("soon", LEASE), ("٣", LEASE), ("9" * 400, LEASE),
    ],
)  # fmt: skip
def test_a_lease_is_bounded_and_renewed_before_it_ends(told: str | None, seconds: int) -> None:
    assert lease(told, NOW) == (
        NOW + timedelta(seconds=seconds), NOW + timedelta(seconds=seconds * RENEW_AFTER)
    )  # fmt: skip

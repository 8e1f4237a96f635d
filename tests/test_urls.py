"""Addresses: tables of spellings, and the laws that hold for any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.urls import (
    absolute,
    authority,
    canonical,
    check_url,
    host,
    is_same_place,
    same_resource,
    same_site,
)

CANONICAL = [
    ("HTTP://Example.COM", "http://example.com/"),
    ("https://example.com:443/a", "https://example.com/a"),
    ("http://example.com:8080/a", "http://example.com:8080/a"),
    ("https://example.com/a#top", "https://example.com/a"),
    ("https://example.com/a?utm_source=x&id=7&fbclid=y", "https://example.com/a?id=7"),
    ("https://example.com/a?UTM_Medium=x", "https://example.com/a"),
    ("https://example.com/a?b=2&a=1", "https://example.com/a?b=2&a=1"),
    ("https://example.com/a?", "https://example.com/a"),
    ("https://example.com/a?q", "https://example.com/a?q"),
    ("https://example.com/a/../b/./c", "https://example.com/b/c"),
    ("https://example.com/a/..", "https://example.com/"),
    ("https://example.com/%7euser/%c3%a9", "https://example.com/~user/%C3%A9"),
    ("https://example.com/é x", "https://example.com/%C3%A9%20x"),
    ("https://example.com/100%", "https://example.com/100%25"),
    ("https://example.com/a%2Fb", "https://example.com/a%2Fb"),
    ("https://example.com./a", "https://example.com/a"),
    ("https://bücher.example/", "https://xn--bcher-kva.example/"),
    ("http://[::1]:80/", "http://[::1]/"),
    ("  https://example.com/a\n", "https://example.com/a"),
    ("mailto:desk@example.com", "mailto:desk@example.com"),
    ("not an address", "not an address"),
]


@pytest.mark.parametrize(("given_url", "expected"), CANONICAL)
def test_one_form_for_all_spellings(given_url: str, expected: str) -> None:
    assert canonical(given_url) == expected


@given(st.text())
def test_canonical_is_idempotent_for_any_text(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)


@given(
    st.sampled_from(["http", "https", "HTTPS"]),
    st.sampled_from(["example.com", "EXAMPLE.com.", "bücher.example", "[::1]", "a.b:99"]),
    st.text(max_size=30),
    st.text(max_size=30),
)
def test_canonical_is_idempotent_for_addresses(scheme: str, name: str, path: str, query: str) -> None:
    once = canonical(f"{scheme}://{name}/{path}?{query}")
    assert canonical(once) == once


@given(
    st.sampled_from(["utm_source", "fbclid", "at_medium", "gclid", "mc_cid"]), st.text("abc123", max_size=9)
)
def test_a_tracking_parameter_never_makes_another_address(name: str, value: str) -> None:
    assert canonical(f"https://example.com/a?id=1&{name}={value}") == "https://example.com/a?id=1"


WRONG = [
    ("example.com/a", "no http://"),
    ("ftp://example.com/a", "`ftp` is not http"),
    ("file:///etc/passwd", "`file` is not http"),
    ("javascript:alert(1)", "no http://"),
    ("https://", "names no host"),
    ("https:///a", "names no host"),
    ("https://user:secret@example.com/", "user name or password"),
    ("https://example.com:99999/", "no address"),
    ("https://example.com:0/", "port 0"),
    ("https://exa mple.com/", "no host name"),
    ("https://a..b/", "no host name"),
    ("https://[::1/", "no address"),
]


@pytest.mark.parametrize(("text", "says"), WRONG)
def test_a_wrong_address_is_told_what_is_wrong(text: str, says: str) -> None:
    assert says in (check_url(text) or "")


@pytest.mark.parametrize(
    "text",
    ["https://example.com", "http://[::1]:8000/a", "HTTPS://Example.com./x?y#z", "https://bücher.example/"],
)
def test_a_right_address_is_not_complained_of(text: str) -> None:
    assert check_url(text) is None


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("https://www.example.com/a", "http://example.com/b", True),
        ("https://m.example.com/a", "https://www.example.com/a", True),
        ("https://news.example.com/", "https://example.com/", True),
        ("https://example.com/", "https://example.org/", False),
        ("https://notexample.com/", "https://example.com/", False),
        ("https://www.com/", "https://example.com/", False),
        ("nonsense", "nonsense", False),
    ],
)
def test_same_site(a: str, b: str, same: bool) -> None:
    assert same_site(a, b) is same
    assert same_site(b, a) is same


@pytest.mark.parametrize(
    ("href", "leads_to"),
    [
        ("/a", "https://example.com/a"),
        ("b?utm_source=x", "https://example.com/news/b"),
        ("//other.example/c#d", "https://other.example/c"),
        ("\n /two\nlines ", "https://example.com/twolines"),
        ("mailto:a@example.com", None),
        ("javascript:void(0)", None),
        ("https://user@example.com/", None),
        ("http://[", None),
    ],
)
def test_where_a_link_leads(href: str, leads_to: str | None) -> None:
    assert absolute("https://example.com/news/", href) == leads_to


def test_host_and_authority() -> None:
    assert host("https://User@WWW.Example.com:8443/") == "www.example.com"
    assert authority("https://WWW.Example.com:443/") == "www.example.com"
    assert authority("http://127.0.0.1:8080/a") == "127.0.0.1:8080"
    assert host("no address") == ""


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://a.example/x", "http://www.a.example/x/?utm_source=y", True),
        ("ftp://ftp.a.example/pub/x.zip", "https://cache.a.example/pub/x.zip", True),
        ("https://a.example/x/index.html", "https://a.example/x", True),
        ("/docs/x", "https://a.example/docs/x", True),
        ("#top", "#end", True),
        ("https://a.example/x", "https://a.example/z", False),
        ("https://a.example/x?id=1", "https://a.example/x?id=2", False),
        ("https://en.a.example/wiki/Bridge", "https://de.a.example/wiki/Bridge", False),
        ("https://blog.a.example/", "https://shop.a.example/", False),
        ("https://www.one.co.uk/a/b", "https://www.two.co.uk/a/b", False),
        ("https://one.example/a/b", "https://two.example/a/b", False),
    ],
)
def test_whether_two_links_lead_to_the_same_thing(one: str, other: str, same: bool) -> None:
    assert same_resource(one, other) is same
    assert same_resource(other, one) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("/x#d-transparency", "/x#e-transparency", False),
        ("#opening", "#closing", False),
        ("/x#opening", "/x", True),
        ("#id-8f3a2", "#id-77b01", True),
        ("#3", "#4", True),
    ],
)
def test_whether_two_links_name_the_same_place_of_a_page(one: str, other: str, same: bool) -> None:
    assert is_same_place(one, other) is same

"""What stands around a headline is read wherever a template puts it, and the site is told from its people."""

from __future__ import annotations

import json

from monitor.extract.metadata import Metadata, read_metadata
from monitor.markup import parse
from monitor.model import ReaderKnowledge

URL = "https://www.morning.example/story/bridge-closed"
BODY = (
    "<p>"
    + "The council closed the bridge on Monday because the deck had moved by four centimeters. " * 3
    + "</p>"
)
TITLE = "Bridge closed for a second week"


def read(head: str = "", body: str = "") -> Metadata:
    page = f'<html lang="en"><head><title>{TITLE}</title>{head}</head><body>{body}{BODY}</body></html>'
    return read_metadata(parse(page.encode()), URL, ReaderKnowledge())


def declared(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


def day(metadata: Metadata) -> str:
    assert metadata.published_at is not None
    return metadata.published_at.date().isoformat()


def test_a_share_box_with_a_time_is_the_line_of_author_and_date() -> None:
    box = (
        '<div class="article-share"><p class="byline">Jane Roe</p>'
        '<time datetime="2021-05-04T03:26:50Z">11:26 pm EDT, Monday, May 3, 2021</time>'
        '<div class="social-links">By Share Button</div></div>'
    )
    found = read(declared(datePublished="2021-05-04T03:26:50Z"), f"<h1>{TITLE}</h1>{box}")
    assert found.byline == ("Jane Roe",)
    assert day(found) == "2021-05-03"


def test_a_share_box_without_one_is_passed_over() -> None:
    found = read("", f'<h1>{TITLE}</h1><div class="share"><p class="byline">Jane Roe</p></div>')
    assert found.byline == ()


def test_the_account_of_the_author_is_no_name_of_the_site() -> None:
    head = '<meta name="twitter:creator" content="@jane_roe">'
    assert read(head, f'<h1>{TITLE}</h1><p class="byline">By Jane Roe</p>').byline == ("Jane Roe",)


def test_an_author_behind_the_title_is_no_name_of_the_site() -> None:
    head = f'<meta property="og:title" content="{TITLE} | Jane Roe">' + declared(headline=TITLE)
    found = read(head, f'<h1>{TITLE}</h1><p class="byline">By Jane Roe</p>')
    assert found.headline == TITLE
    assert found.byline == ("Jane Roe",)


def test_the_part_called_author_is_read_without_the_paper_beside_it() -> None:
    byline = (
        '<div class="attribution byline"><span class="author">Jane Roe and John Q. Poe</span> '
        '<span class="publication">Springfield Evening Post Courier</span></div>'
    )
    assert read("", f"<h1>{TITLE}</h1>{byline}").byline == ("Jane Roe", "John Q. Poe")


def test_a_declared_agency_that_stands_in_the_date_line_is_the_author() -> None:
    head = declared(author={"@type": "Person", "name": "The Associated Press"})
    line = "<div>The Associated Press Published Monday, May 3, 2021 8:22AM EDT</div>"
    assert read(head, f"<h1>{TITLE}</h1>{line}").byline == ("The Associated Press",)


def test_an_institution_that_is_shown_stands_before_a_declared_desk() -> None:
    head = declared(author={"@type": "Person", "name": "Pages Team staff"})
    found = read(head, f'<h1>{TITLE}</h1><p class="byline">by University of Springfield</p>')
    assert found.byline == ("University of Springfield",)


def test_a_visible_day_without_its_year_is_the_reader_s_day() -> None:
    head = declared(datePublished="2021-05-04T00:19:34Z")
    line = "<div>Updated May 4, 9:41 AM; Posted May 3, 8:19 PM</div>"
    assert day(read(head, f"<h1>{TITLE}</h1>{line}")) == "2021-05-03"


def test_a_visible_zone_moves_the_day_although_the_clocks_differ() -> None:
    head = declared(datePublished="2021-05-04T02:46:42Z")
    line = "<div>May 3, 2021 at 2:26 PM HST - Updated May 3 at 4:46 PM</div>"
    assert day(read(head, f"<h1>{TITLE}</h1>{line}")) == "2021-05-03"


def test_a_headline_in_no_heading_leads_to_the_text_behind_it() -> None:
    shown = f"<dl><dt>{TITLE}</dt></dl> Posted: [ 2021-05-03 15:24 ]<div></div>"
    found = read("", shown)
    assert found.headline == TITLE
    assert day(found) == "2021-05-03"

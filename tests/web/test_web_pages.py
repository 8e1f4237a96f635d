"""The pages, read as a person would: from the list to the proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import html as tree

from monitor.model import Alert, Lead, SourceHealth, SourceSpec
from monitor.ports import Order, RevisionFilter, cursor_after
from monitor.record import SqlRecords
from monitor.report.words import INFERRED
from monitor.settings import WebSettings
from monitor.web.standing import standing
from monitor.web.timeline import timeline
from tests.web.newsroom import ARABIC, BAKERY, BRIDGE, FERRY, NAHAR, at
from tests.web.reading import FIGURES, Reader, open_desk


def crawl(reader: Reader, kind: Callable[[str], object] = str) -> dict[str, str]:
    """Every page and file of the desk that can be reached by links, forms apart; the first of each kind."""
    found: dict[str, str] = {}
    waiting, seen = ["/"], set()
    while waiting:
        path = waiting.pop()
        if kind(path) in seen:
            continue
        seen.add(kind(path))
        response = reader.get(path)
        assert response.status_code == 200, (path, response.status_code)
        found[path] = response.text
        if "text/html" not in response.headers["content-type"] or path.endswith("/page"):
            continue
        root = tree.fromstring(response.text)
        links = root.xpath("//a[not(@hreflang)]/@href | //link/@href | //script/@src | //iframe/@src")
        for link in links:
            parts = urlsplit(urljoin(path, link))
            if not parts.netloc:
                waiting.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return found


@pytest.fixture(scope="module")
def pages(reader: Reader) -> dict[str, str]:
    return crawl(reader)


def test_every_link_of_the_desk_leads_somewhere(pages: dict[str, str]) -> None:
    for wanted in ("/", "/revisions/1?view=side", "/articles/1/versions/3", "/alerts?state=failed",
                   "/sources", "/snapshots/1/raw", "/snapshots/1/page", "/api", "/metrics"):  # fmt: skip
        assert wanted in pages


def test_every_page_is_marked_up_for_everybody(pages: dict[str, str]) -> None:
    for path, text in pages.items():
        # A report to keep is a document of its own, without the desk around it.
        if not text.startswith("<!doctype html>") or path.startswith("/report/file?"):
            continue
        root = tree.fromstring(text)
        assert root.get("lang") == "en", path
        assert len(root.xpath("//main")) == 1 and len(root.xpath("//h1")) == 1, path
        assert root.xpath("//header//nav/@aria-label"), path
        ids = root.xpath("//@id")
        assert len(ids) == len(set(ids)), path
        labels = set(root.xpath("//label/@for"))
        fields = root.xpath("//input[not(@type='hidden' or @type='checkbox')] | //select")
        assert {field.get("id") for field in fields} <= labels, path
        assert not root.xpath("//*[@style] | //style | //script[not(@src)]"), path
        assert all(target.startswith("/") for target in root.xpath("//@src | //link/@href")), path
        assert not root.xpath("//time[not(@datetime)]"), path


def test_the_list_shows_the_judged_revisions_newest_first(reader: Reader) -> None:
    root = tree.fromstring(reader.page("/?order=newest"))
    said = [" ".join(heading.text_content().split()) for heading in root.xpath("//ol/li//h2")]
    assert said == [
        "An update was added: the vote was put off",
        "41 → 47 in the first paragraph; no notice",
        "80 → 90 years in the first paragraph; no notice",
        "41 → 47 passengers in paragraph 3, corrected; a name in paragraph 4 is not mentioned",
        "41 → 47 passengers in the third paragraph, corrected with a notice",
    ]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [3, 4, 2, 1, 5]),
        ("order=newest", [5, 4, 3, 2, 1]),
        ("order=weight", [3, 2, 4, 1, 5]),
        ("disclosure=undisclosed", [3, 4]),
        ("label=correction&label=update", [2, 1, 5]),
        ("tab=all&order=newest", [5, 4, 3, 2, 1]),
        ("tab=mine", []),
        ("tab=reviewed", []),
        ("change=addition", [5]),
        ("min_weight=70", [3, 4, 2]),
        ("search=bakery", [3]),
        ("source=Harbour+Post&min_weight=70", [3, 2]),
        ("since=2026-05-05", []),
        ("until=2026-05-04&order=newest", [5, 4, 3, 2, 1]),
        ("order=newest&before=3", [5, 4, 3, 2, 1]),
        ("before=4", [3, 4, 2, 1, 5]),
        ("order=weight&before=2", [3, 2, 4, 1, 5]),
        ("min_weight=many", [3, 4, 2, 1, 5]),
    ],
)
def test_filters_of_the_list(reader: Reader, filled: SqlRecords, query: str, numbers: list[int]) -> None:
    root = tree.fromstring(reader.page(f"/?{query}"))
    order = numbers_by_story(filled)
    shown = [order[int(link.rsplit("/", 1)[1])] for link in root.xpath("//ol/li//h2/a/@href")]
    assert shown == numbers


@pytest.mark.parametrize(
    ("order", "numbers"), [("newest", [2, 1]), ("queue", [2, 1, 5]), ("weight", [4, 1, 5])]
)
def test_the_list_goes_on_after_a_cursor(
    reader: Reader, filled: SqlRecords, order: Order, numbers: list[int]
) -> None:
    first = filled.revisions(RevisionFilter(limit=5 - len(numbers), order=order, changed_only=True))
    root = tree.fromstring(reader.page(f"/?order={order}&before={cursor_after(first[-1], order)}"))
    stories = numbers_by_story(filled)
    assert [stories[int(link.rsplit("/", 1)[1])] for link in root.xpath("//ol/li//h2/a/@href")] == numbers


@pytest.mark.parametrize("query", ["order=newest&before=3", "before=4", "order=weight&before=2"])
def test_a_page_of_old_addresses_is_named_as_not_understood(reader: Reader, query: str) -> None:
    complaints = tree.fromstring(reader.page(f"/?{query}")).xpath("//*[@class='complaint']/p/text()")
    number = query.rpartition("=")[2]
    assert len(complaints) == 1
    assert complaints[0].startswith(f"before cannot be '{number}'")
    assert complaints[0].endswith("that filter is left out.")


def test_the_list_of_articles_names_what_it_leaves_out(reader: Reader) -> None:
    everything = tree.fromstring(reader.page("/articles")).xpath("//ol/li//h2/a/@href")
    root = tree.fromstring(reader.page("/articles?state=lost&search=%22ferry"))
    told = root.xpath("//*[@class='complaint']/p/text()")
    assert [one.partition(" (")[0] for one in told] == [
        "state cannot be 'lost'; that filter is left out.", "search cannot be '\"ferry'",
    ]  # fmt: skip
    assert root.xpath("//ol/li//h2/a/@href") == everything
    assert not root.xpath("//input[@name='search']/@value")[0]


def numbers_by_story(records: SqlRecords) -> dict[int, int]:
    """Revision ids in the order in which they were recorded, counted from 1."""
    ids = sorted(revision.id for revision in records.revisions(RevisionFilter(limit=100)))
    return {number: index for index, number in enumerate(ids, 1)}


def test_filters_at_work_can_be_taken_off_one_by_one(reader: Reader) -> None:
    root = tree.fromstring(reader.page("/?disclosure=undisclosed&search=bakery"))
    chips = root.xpath("//ul[@aria-label='Filters at work']//a/@href")
    assert chips == ["/?search=bakery", "/?disclosure=undisclosed", "/"]
    assert root.xpath("//input[@name='search']/@value") == ["bakery"]
    assert root.xpath("//input[@value='undisclosed']/@checked")


def test_a_misspelled_filter_is_named(reader: Reader) -> None:
    assert "min_weight cannot be &#39;many&#39;; that filter is left out." in reader.page("/?min_weight=many")


def test_an_empty_store_says_what_will_happen(sqlite_store: SqlRecords) -> None:
    reader = Reader(open_desk(sqlite_store))
    assert "Nothing has changed yet" in reader.page("/")
    assert "No source is watched yet" in reader.page("/sources")
    assert "No article is tracked yet" in reader.page("/articles")
    assert "No alert has been raised" in reader.page("/alerts")


def test_a_revision_shows_notice_beside_edit_and_names_what_is_not_covered(reader: Reader) -> None:
    root = tree.fromstring(reader.page("/revisions/2"))
    assert root.xpath("string(//h1)").startswith("41 → 47 passengers in paragraph 3")
    assert "Notice 1 accounts for this" in squeezed(root, "//*[@id='edit-1']")
    assert "No notice accounts for this edit" in squeezed(root, "//*[@id='edit-2']")
    assert "No notice accounts for edit 2, edit 6, edit 7, edit 9." in squeezed(
        root, "//*[@class='uncovered']"
    )
    assert "moved" in squeezed(root, "//*[@id='edit-3']//h3")
    assert "technical difference" in squeezed(root, "//details[@class='minor']/summary")
    assert root.xpath("//*[@id='edit-1']//ins/text()") == ["47"]
    assert root.xpath("//*[@id='edit-1']//del/text()") == ["41"]
    assert "number 41 became 47" in squeezed(root, "//*[@id='edit-1']//ul[@class='facets']").replace("→ ", "")


def squeezed(root: tree.HtmlElement, where: str) -> str:
    return " ".join(" ".join(node.text_content() for node in root.xpath(where)).split())


def test_side_by_side_has_both_sides(reader: Reader) -> None:
    root = tree.fromstring(reader.page("/revisions/2?view=side"))
    assert (
        squeezed(root, "//*[@id='edit-1']//*[contains(@class,'before')]/p")
        == "The ferry carried 41 passengers."
    )
    assert (
        squeezed(root, "//*[@id='edit-1']//*[contains(@class,'after')]/p")
        == "The ferry carried 47 passengers."
    )
    assert squeezed(root, "//*[@id='edit-6']//*[contains(@class,'before')]") == "Before not there"


def test_the_evidence_leads_to_the_raw_bytes(reader: Reader, filled: SqlRecords) -> None:
    root = tree.fromstring(reader.page("/revisions/1"))
    for link in root.xpath("//section[@class='evidence']//a[contains(@href,'/raw')]/@href"):
        snapshot = filled.snapshot(int(link.split("/")[2]))
        assert snapshot.digest in root.text_content()
        assert reader.get(link).content == snapshot.body
    assert "ETag" in squeezed(root, "//table[@class='headers']")


def test_scraped_text_carries_its_language_and_finds_its_direction(
    reader: Reader, filled: SqlRecords
) -> None:
    article = filled.article(ARABIC)
    steps = filled.revisions(RevisionFilter(article_id=article.id))
    root = tree.fromstring(reader.page(f"/revisions/{steps[0].id}"))
    story = root.xpath("//p[@class='story']")[0]
    assert (story.get("lang"), story.get("dir")) == ("ar", "auto")


def test_what_was_inferred_is_marked_wherever_it_shows(reader: Reader, filled: SqlRecords) -> None:
    step = filled.revisions(RevisionFilter(provenance="inferred"))[0]
    for path in ("/", f"/revisions/{step.id}", f"/articles/{step.article_id}",
                 f"/articles/{step.article_id}/versions/1"):  # fmt: skip
        assert INFERRED in reader.page(path), path


def test_an_article_has_its_history(reader: Reader, filled: SqlRecords) -> None:
    page = reader.page(f"/articles/{filled.article(BRIDGE).id}")
    assert "the server answered 410 twice" in page and "gone" in page
    root = tree.fromstring(reader.page(f"/articles/{filled.article(FERRY).id}"))
    drawn = [circle.get("class") for circle in root.xpath("//*[name()='circle']")]
    assert drawn == ["version calm", "version owned", "version alarm"]
    assert squeezed(root, "//ol[@class='headlines']/li/p/a") == (
        "Ferry reaches the island Night ferry turned back twice, then reached the island"
    )
    assert "no answer within 20 seconds" in squeezed(root, "//section[@aria-labelledby='looks']")


@pytest.mark.parametrize(
    ("query", "urls"),
    [
        ("", 5),
        ("state=gone", 1),
        ("search=bakery", 1),
        ("source=Harbour+Post", 3),
        ("state=nonsense", 5),
        ("after=notanumber", 5),
        ("after=99999999999999999999999", 0),
    ],
)
def test_articles_are_found(reader: Reader, query: str, urls: int) -> None:
    root = tree.fromstring(reader.page(f"/articles?{query}"))
    assert len(root.xpath("//ol/li")) == urls


def test_any_two_versions_are_compared_in_their_order(reader: Reader, filled: SqlRecords) -> None:
    number = filled.article(FERRY).id
    for path in (f"/articles/{number}/compare?from=1&to=3", f"/articles/{number}/compare?from=3&to=1"):
        root = tree.fromstring(reader.page(path))
        drawn = squeezed(root, "//section[@class='edits']")
        assert "Night ferry turned back twice" in drawn and "47" in root.xpath("//ins/text()")
        assert "compared now" in squeezed(root, "//*[@class='kicker']")


@pytest.mark.parametrize("query", ["", "?from=1", "?from=1&to=1", "?from=x&to=2"])
def test_a_comparison_needs_two_versions(reader: Reader, query: str) -> None:
    response = reader.get(f"/articles/1/compare{query}")
    assert response.status_code == 422 and "Choose two different versions" in response.text


@pytest.mark.parametrize(
    "path", ["/revisions/999", "/articles/999", "/articles/1/versions/99", "/snapshots/999", "/nothing",
             "/static/none.css", "/articles/1/compare?from=1&to=77"],
)  # fmt: skip
def test_what_is_not_there_is_said_on_a_page(reader: Reader, path: str) -> None:
    response = reader.get(path)
    assert response.status_code == 404
    assert "<h1>Not found</h1>" in response.text.replace("Not Found", "Not found")


def test_captures_are_shown_where_nothing_runs(reader: Reader, filled: SqlRecords) -> None:
    article = filled.article(BAKERY)
    number = filled.version(article.id, 2).snapshot_id
    raw, drawn = reader.get(f"/snapshots/{number}/raw"), reader.get(f"/snapshots/{number}/page")
    assert raw.headers["content-type"] == "text/plain; charset=utf-8"
    assert raw.content == drawn.content == b"<h1>Bakery</h1><script>top.x=1</script>"
    for response in (raw, drawn):
        policy = response.headers["content-security-policy"]
        assert policy.startswith("sandbox; default-src 'none';") and "allow-" not in policy
        assert response.headers["x-content-type-options"] == "nosniff"
    root = tree.fromstring(reader.page(f"/snapshots/{number}"))
    assert root.xpath("//iframe/@sandbox") == [""]


def test_sources_tell_what_is_the_matter(reader: Reader) -> None:
    root = tree.fromstring(reader.page("/sources"))
    told = {row.xpath("string(.//h2)").strip(): row.text_content() for row in root.xpath("//ul/li[.//h2]")}
    assert "an entry without an address" in told["Harbour Post"]
    assert "Never read; last tried" in told["Silent Gazette"]
    assert "the server answered 503 four times" in told["Silent Gazette"]
    assert "Well; last look" in told[NAHAR.name]
    assert "s3cret" not in root.text_content()


def test_alerts_tell_what_became_of_them(reader: Reader) -> None:
    assert "the server answered 550: no such mailbox" in reader.page("/alerts?state=failed")
    for state, rows in (("waiting", 6), ("failed", 1), ("delivered", 1), ("", 8)):
        assert len(tree.fromstring(reader.page(f"/alerts?state={state}")).xpath("//ol/li")) == rows


def test_figures_are_given_to_prometheus(reader: Reader) -> None:
    response = reader.get("/metrics")
    assert response.content == FIGURES
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")


def test_health_of(filled: SqlRecords) -> None:
    """Each way a source can stand, from the records' own values."""
    by_name = {health.source.spec.name: health for health in filled.source_health(at(5))}
    post, silent = by_name["Harbour Post"], by_name["Silent Gazette"]
    assert standing(post).tone == "warn"
    assert standing(with_source(post, active=False)).text.startswith("no longer declared")
    assert standing(silent).since == silent.last_failure_at
    assert standing(by_name["captures"]).tone == "good"
    assert standing(by_name[NAHAR.name]).tone == "good"


def with_source(health: SourceHealth, **changes: object) -> SourceHealth:
    return replace(health, source=replace(health.source, **changes))  # type: ignore[arg-type]


def test_a_timeline_runs_from_the_first_thing_known_to_now(filled: SqlRecords) -> None:
    article = filled.article(FERRY)
    line = timeline(filled.outline(article.id), [], filled.checks(article.id), at(5))
    assert (line.start, line.end) == (at(-580), at(5))
    assert [mark.x for mark in line.versions] == sorted(mark.x for mark in line.versions)
    assert line.versions[0].x == 0 and all(0 <= mark.x <= 100 for mark in line.checks)
    assert [mark.kind for mark in line.checks].count("bad") == 1


def test_a_timeline_of_nothing_is_a_point() -> None:
    line = timeline([], [], [], at(0))
    assert line.start == line.end == at(0)


def test_paging_goes_through_everything_once(sqlite_store: SqlRecords) -> None:
    """More articles than fit on a page are all reached by following the link to the next."""
    sqlite_store.sync_sources([SourceSpec("many", NAHAR.kind, "https://many.example/")], at(0))
    leads = [Lead(f"https://many.example/{number}") for number in range(120)]
    sqlite_store.add_leads(sqlite_store.sources()[0].id, leads, at(0))
    reader, path, seen = Reader(open_desk(sqlite_store, WebSettings())), "/articles", []
    while path:
        root = tree.fromstring(reader.page(path))
        seen += root.xpath("//ol/li//h2/a/@href")
        path = next(iter(root.xpath("//a[@rel='next']/@href")), "")
    assert len(seen) == len(set(seen)) == 120


def test_a_failed_alert_is_found_however_many_came_after_it(sqlite_store: SqlRecords) -> None:
    about = Alert(0, "rule", at(0), "The oldest of all", "", None, None)
    sqlite_store.put_alerts([(about, ("mail",))])
    sqlite_store.record_delivery(sqlite_store.due_deliveries(at(1), 1)[0].id, at(1), "refused", None)
    sqlite_store.put_alerts([(replace(about, title=f"Later {n}"), ("mail",)) for n in range(150)])
    reader = Reader(open_desk(sqlite_store))
    assert "The oldest of all" in reader.page("/alerts?state=failed")
    assert "The oldest of all" not in reader.page("/alerts")
    assert "Waiting 150" in reader.page("/alerts") and "Failed 1" in reader.page("/alerts")

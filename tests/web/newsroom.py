"""A store filled through its own port: one of everything that the desk shows. All words are our own."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.fingerprint import fingerprint
from monitor.model import (
    Alert,
    Article,
    Block,
    Check,
    CheckRecord,
    Claim,
    Document,
    Edit,
    Examined,
    Facet,
    FirstVersion,
    Judgement,
    Lead,
    Notice,
    NoticeChange,
    Reason,
    Revised,
    Revision,
    Snapshot,
    SourceKind,
    SourceSpec,
    State,
    StateChange,
    Verdict,
)
from monitor.ports import Records
from tests.report.report_samples import REVISION, with_payload
from tests.values import NOW, document, each

FERRY = "https://post.example/ferry"
BAKERY = "https://post.example/bakery"
BRIDGE = "https://post.example/bridge"
ARABIC = "https://nahar.example/mina"
POST = SourceSpec("Harbour Post", SourceKind.FEED, "https://reader:s3cret@post.example/feed")
NAHAR = SourceSpec("نهار المدينة", SourceKind.LISTING, "https://nahar.example/")
SILENT = SourceSpec("Silent Gazette", SourceKind.SITEMAP, "https://gazette.example/sitemap.xml")
DESKTOP = SourceSpec("captures", SourceKind.FILE, "seeds")

BODY = (
    "The night ferry reached the island at dawn after nine hours at sea.",
    "The crew had turned back twice because of the wind.",
    "The ferry carried 41 passengers.",
    "Captain Mara Holt steered it through the narrows.",
    "Nobody was hurt, the harbor office said.",
)
NOTICE = Notice(
    "correction",
    "Correction: an earlier version said that the ferry carried 41 passengers. It carried 47.",
    "en",
    NOW,
    "bottom",
    (Claim("41", "47"),),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One look at one article that is to be recorded."""

    url: str
    minutes: float
    examined: Examined | None
    body: str = ""
    state: State | None = None
    reason: str | None = None


def fill(records: Records) -> None:
    """Four sources, four articles, six versions, four revisions, and alerts in all three states."""
    records.sync_sources([POST, NAHAR, SILENT, DESKTOP], NOW - timedelta(days=2))
    ids = {source.spec.name: source.id for source in records.sources()}
    records.add_leads(ids["Harbour Post"], [Lead(url) for url in (FERRY, BAKERY, BRIDGE)], at(-600))
    records.add_leads(ids[NAHAR.name], [Lead(ARABIC)], at(-600))
    records.record_discovery(ids["Harbour Post"], at(-600), at(60), None, "an entry without an address")
    records.record_discovery(ids["Silent Gazette"], at(-90), at(60), "the server answered 503 four times")
    for step in story():
        record(records, step)
    tell(records)
    first = baseline()
    records.record_baseline(ids["captures"], None, capture("Capture", at(0), baseline=True), first, at(0))


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def story() -> list[Step]:
    first = read(*BODY, headline="Ferry reaches the island")
    second = read(*(text.replace("41", "47") for text in BODY), headline="Ferry reaches the island")
    third = replace(second, headline="Night ferry turned back twice, then reached the island")
    bakery = read("The bakery on Mill Lane closes after 80 years.", headline="Old bakery closes")
    silent = read("The bakery on Mill Lane closes after 90 years.", headline="Old bakery closes")
    arabic = replace(
        read("وصلت العبارة إلى الميناء فجرا وعلى متنها 41 راكبا.", headline="العبارة تصل إلى الميناء"),
        language="ar",
    )
    arabic_later = replace(
        read("وصلت العبارة إلى الميناء فجرا وعلى متنها 47 راكبا.", headline="العبارة تصل إلى الميناء"),
        language="ar",
    )
    bridge = read("The old bridge will reopen in May.", headline="Bridge to reopen")
    return [
        Step(FERRY, -580, FirstVersion(first), "<h1>Ferry</h1>"),
        Step(FERRY, -500, None, reason="no answer within 20 seconds"),
        Step(FERRY, -420, Revised(second, corrected()), "<h1>Ferry</h1><p>47</p>"),
        Step(FERRY, -120, Revised(third, REVISION.judgement), "<h1>Night ferry</h1>"),
        Step(BAKERY, -560, FirstVersion(bakery), "<h1>Bakery</h1>"),
        Step(BAKERY, -30, Revised(silent, undisclosed()), "<h1>Bakery</h1><script>top.x=1</script>"),
        Step(ARABIC, -550, FirstVersion(arabic), "<h1>mina</h1>"),
        Step(ARABIC, -10, Revised(arabic_later, arabic_change()), "<h1>mina 2</h1>"),
        Step(BRIDGE, -540, FirstVersion(bridge), "<h1>Bridge</h1>"),
        Step(BRIDGE, -60, None, state=State.GONE, reason="the server answered 410 twice"),
    ]


def read(*paragraphs: str, headline: str) -> Document:
    return fingerprint(document(*paragraphs, headline=headline, content_digest=""))


def corrected() -> Judgement:
    edit = Edit(
        "replace", "body", "The ferry carried 41 passengers.", "The ferry carried 47 passengers.", 2, 2,
        (("equal", "The ferry carried "), ("delete", "41"), ("insert", "47"), ("equal", " passengers.")),
        "meaning", (Facet("number", "41 passengers", "47 passengers"),),
    )  # fmt: skip
    summary = "41 → 47 passengers in the third paragraph, corrected with a notice"
    reasons = (Reason("number-changed", "41 → 47", 0), Reason("notice-covers-edit", "It carried 47.", 0))
    verdict = Verdict("substantive", "disclosed", "correction", 64, summary, reasons)
    return Judgement((edit,), (NoticeChange("added", NOTICE, (0,)),), verdict)


def undisclosed() -> Judgement:
    edit = Edit(
        "replace", "body",
        "The bakery on Mill Lane closes after 80 years.", "The bakery on Mill Lane closes after 90 years.",
        0, 0,
        (("equal", "The bakery on Mill Lane closes after "), ("delete", "80"), ("insert", "90"),
         ("equal", " years.")),
        "meaning", (Facet("number", "80 years", "90 years"),),
    )  # fmt: skip
    summary = "80 → 90 years in the first paragraph; no notice"
    reasons = (Reason("number-changed", "80 years → 90 years", 0),)
    return Judgement(
        (edit,), (), Verdict("substantive", "undisclosed", "undisclosed change", 81, summary, reasons)
    )


def arabic_change() -> Judgement:
    edit = Edit(
        "replace", "body",
        "وصلت العبارة إلى الميناء فجرا وعلى متنها 41 راكبا.",
        "وصلت العبارة إلى الميناء فجرا وعلى متنها 47 راكبا.",
        0, 0,
        (("equal", "وصلت العبارة إلى الميناء فجرا وعلى متنها "), ("delete", "41"), ("insert", "47"),
         ("equal", " راكبا.")),
        "meaning", (Facet("number", "41", "47"),),
    )  # fmt: skip
    summary = "41 → 47 in the first paragraph; no notice"
    verdict = Verdict("substantive", "undisclosed", "undisclosed change", 70, summary, ())
    return Judgement((edit,), (), verdict)


def baseline() -> FirstVersion:
    now = read("The council met.", "Updated to add: the vote was put off.", headline="Council meets")
    before = read("The council met.", headline="Council meets")
    notice = Notice("update", "Updated to add: the vote was put off.", "en", None, "bottom", blocks=(1,))
    edit = Edit("insert", "notice", None, notice.text, None, 1, (("insert", notice.text),))
    verdict = Verdict(
        "addition", "disclosed", "update", 20, "An update was added: the vote was put off",
        (Reason("notice-kind", "Updated to add", 0),),
    )  # fmt: skip
    return FirstVersion(now, before, Judgement((edit,), (NoticeChange("added", notice, (0,)),), verdict))


def capture(body: str, taken_at: datetime, url: str | None = None, *, baseline: bool = False) -> Snapshot:
    data = body.encode()
    return Snapshot(
        url=url, final_url=url, taken_at=taken_at, status=200,
        headers=() if baseline else (("Content-Type", "text/html; charset=utf-8"), ("ETag", '"a1"')),
        body=data, digest=hashlib.sha256(data).hexdigest(),
        media_type="text/plain" if baseline else "text/html",
        charset=None if baseline else "utf-8", elapsed_seconds=0.31, baseline=baseline,
    )  # fmt: skip


def record(records: Records, step: Step) -> None:
    """Write one look through the port, as the check job would."""
    when = at(step.minutes)
    article = records.article(step.url)
    due = records.due(when, 1, [article.id])[0]
    result = {FirstVersion: "first", Revised: "revised"}.get(type(step.examined), "failed")
    if step.state is not None:
        result = "gone"
    check = Check(article.id, when, result, step.reason, 200 if step.examined else None, 0.31)  # type: ignore[arg-type]
    records.record_checks(
        [
            CheckRecord(
                due=due, check=check, next_check_at=at(120),
                snapshot=capture(step.body, when, step.url) if step.examined else None,
                examined=step.examined, state=step.state, state_reason=step.reason if step.state else None,
            )
        ],
        outbox,
    )  # fmt: skip


@each
def outbox(event: Revision | StateChange, article: Article) -> list[tuple[Alert, tuple[str, ...]]]:
    if isinstance(event, StateChange):
        return []
    title = event.judgement.verdict.summary
    return [(Alert(0, "everything", NOW, title, "The message.", article.id, event.id), ("desk", "mail"))]


def tell(records: Records) -> None:
    """Of the deliveries, one was taken, one given up, and the rest wait."""
    first, second, *_ = records.due_deliveries(at(600), 100)
    records.record_delivery(first.id, at(1), None, None)
    records.record_delivery(second.id, at(1), "the server answered 550: no such mailbox", None)


def fill_with_payload(records: Records, payload: str) -> None:
    """One article with the payload in every field that comes from outside."""
    records.sync_sources([SourceSpec(f"src {payload}"[:80], SourceKind.PAGE, payload)], at(-60))
    source = records.sources()[0]
    url = "https://post.example/payload?" + payload.replace("\x00", "")
    records.add_leads(source.id, [Lead(url)], at(-60))
    records.record_discovery(source.id, at(-50), at(60), payload, payload)
    bad = payload_document(payload)
    later = replace(bad, blocks=(*bad.blocks, Block("paragraph", f"More {payload}")))
    judgement = with_payload(payload).judgement
    record(records, Step(url, -50, FirstVersion(fingerprint(bad)), payload))
    record(records, Step(url, -40, Revised(fingerprint(later), judgement), payload + "!"))
    record(records, Step(url, -30, None, state=State.GONE, reason=payload))
    alert = Alert(0, payload, NOW, payload, payload, records.article(url).id, None)
    records.put_alerts([(alert, ("desk",))])
    records.record_delivery(records.due_deliveries(at(600), 100)[-1].id, at(1), payload, None)


def payload_document(payload: str) -> Document:
    notice = Notice("update", payload, payload, NOW, "top", (Claim(payload, payload),))
    kinds = ("paragraph", "heading", "quote", "code", "notice", "list_item", "table", "caption")
    return document(
        *[payload] * 8, url=payload, canonical_url=payload, language=payload, headline=payload,
        standfirst=payload, byline=(payload,), section=payload, notices=(notice,), flags=(payload,),
        blocks=tuple(Block(kind, payload) for kind in kinds),
        origins=((payload, payload),), warnings=(payload,), content_digest="",
    )  # fmt: skip

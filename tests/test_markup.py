"""Bytes → text and tree: every encoding, declared or not, and every bound."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.markup import MAX_TAGS, decode, parse, soup

SAMPLES = {
    "windows-1252": "Der Gemeinderat hat die Brücke für fünf Jahre geschlossen, heißt es.",
    "windows-1251": "Городской совет принял решение о ремонте старого моста через реку.",
    "koi8-r": "Городской совет принял решение о ремонте старого моста через реку.",
    "windows-1250": "Městská rada schválila opravu mostu přes řeku a žáci se těší na léto.",
    "iso-8859-2": "Miejska rada zatwierdziła remont mostu, a dzieci źle śpią i się cieszą.",
    "windows-1254": "Belediye meclisi köprünün onarımını onayladı, ığdır şehri bekliyor.",
    "windows-1256": "وافق مجلس المدينة على إصلاح الجسر القديم قبل الصيف القادم",
    "windows-1255": "מועצת העיר אישרה את תיקון הגשר הישן לפני הקיץ הבא",
    "windows-1253": "Το δημοτικό συμβούλιο ενέκρινε την επισκευή της παλιάς γέφυρας",
    "shift_jis": "市議会は古い橋の修理を承認しました。工事は五月に始まります。",
    "euc-jp": "市議会は古い橋の修理を承認しました。工事は五月に始まります。",
    "gb18030": "市议会批准了旧桥的维修，工程将于五月开始。",
    "big5": "市議會批准了舊橋的維修，工程將於五月開始。",
    "euc-kr": "시의회는 오래된 다리의 수리를 승인했다. 공사는 오월에 시작된다.",
    "windows-874": "สภาเมืองอนุมัติการซ่อมสะพานเก่าก่อนฤดูร้อนหน้า",
    "utf-8": "Der Rat — “Brücke” — 市議会 — Городской.",
}
PYTHON = {"windows-874": "cp874"}


def encoded(text: str, label: str) -> bytes:
    return text.encode(PYTHON.get(label, label))


@pytest.mark.parametrize("label", SAMPLES)
@pytest.mark.parametrize("where", ["transport", "meta", "http-equiv", "nowhere"])
def test_text_is_decoded_wherever_its_encoding_is_told(label: str, where: str) -> None:
    told = {
        "meta": f'<meta charset="{label}">',
        "http-equiv": f'<meta http-equiv="Content-Type" content="text/html; charset={label}">',
    }.get(where, "")
    page = encoded(f"<html><head>{told}</head><body><p>{SAMPLES[label]}</p></body></html>", label)
    assert SAMPLES[label] in decode(page, label if where == "transport" else None)


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "iso2022_jp"])
def test_marks_zeros_and_escapes_tell_an_encoding(codec: str) -> None:
    text = "<html><body><p>市議会は古い橋の修理を承認しました。</p></body></html>"
    assert decode(text.encode(codec)).strip("\ufeff") == text


WRONG = {
    "declared latin, is UTF-8": ("iso-8859-1", "Brücke für fünf".encode()),
    "declared UTF-8, is latin": ("utf-8", "<p>Die Brücke für fünf Jahre geschlossen</p>".encode("cp1252")),
    "unknown label": ("x-nonsense", "Brücke für fünf".encode()),
    "not a text codec": ("rot13", "Brücke für fünf".encode()),
    "gb2312 means gb18030": ("gb2312", "Brücke für fünf 镕".encode("gb18030")),
    "latin-1 means windows-1252": ("latin-1", "“Brücke” für fünf".encode("cp1252")),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_declaration_does_no_harm(case: str) -> None:
    label, body = WRONG[case]
    assert "Brücke" in decode(body, label) and "fünf" in decode(body, label)


def test_a_character_cut_off_at_the_end_is_still_utf8() -> None:
    assert decode("Brücke für".encode() + b"\xc3").startswith("Brücke für")


@given(st.binary(max_size=400), st.sampled_from([None, "utf-8", "big5", "utf-16", "x", ""]))
def test_any_bytes_become_a_tree(body: bytes, charset: str | None) -> None:
    tree = parse(body, charset)
    assert tree.tag == "html"
    assert isinstance(tree.text_content(), str)


HOSTILE = {
    "deep": b"<div>" * 300_000 + b"<p>word</p>",
    "many tags": b"<p>a" * 1_000_000,
    "many attributes": b"<p " + b" ".join(b"a%d=1" % n for n in range(300_000)) + b">word",
    "quoted ends in attributes": b"<p " + b" ".join(b'a%d=">"' % n for n in range(300_000)) + b">word",
    "a megabyte attribute": b'<p class="' + b"x " * 4_000_000 + b'">word',
    "data address": b'<img src="data:' + b"A" * 9_000_000 + b'"><p>word',
    "entities": b"<p>" + b"&amp;" * 1_900_000 + b"word",
    "entity bomb": b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;">]><p>&b;&b; word</p>',
    "zeros": b"\0" * 5_000_000 + b"<p>word</p>",
    "signs": b"<" * 9_000_000,
    "open comment": b"<!--" * 2_000_000,
    "open script": b"<script>" + b"x" * 9_000_000,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_markup_ends_in_a_bounded_tree(kind: str) -> None:
    assert sum(1 for _ in parse(HOSTILE[kind]).iter()) <= MAX_TAGS + 10


@pytest.mark.parametrize(
    "kind", [k for k in HOSTILE if k not in ("signs", "open comment", "open script", "many tags")]
)
def test_what_follows_the_hostile_part_is_not_lost(kind: str) -> None:
    assert "word" in parse(HOSTILE[kind]).text_content()


def test_a_soup_holds_the_text_the_links_and_the_names() -> None:
    tree = parse(b'<div class="a b" data-x="1"><p>One <i>two</i> <a href="/x">three</a></p><!-- no --></div>')
    found = soup(tree.find(".//div"))
    assert found.div is not None and found.div.attrs == {"class": "a b"}
    assert found.get_text() == "One two three"
    assert found.a is not None and found.a["href"] == "/x"


@pytest.mark.parametrize("opening", ["<article>", "<main>", "<header>Top</header>", "<div>", "<custom-part>"])
def test_a_page_may_leave_out_the_tags_of_head_and_body(opening: str) -> None:
    root = parse(f"<!doctype html><title>Tolls</title><meta name=a>{opening}<p>One</p><p>Two</p>".encode())
    assert root.findtext("head/title") == "Tolls"
    assert [one.text for one in root.iterfind("body//p")] == ["One", "Two"]
    assert root.find("head//p") is None

"""What kind of page it is, and whether an article can be read from it at all.

Judges what was found (fields, kept blocks, what was left out), by signs that pages of one kind share.
In doubt a page is an article: terms of use, short news and pages without a headline are.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

import regex
from lxml.html import HtmlElement

from monitor.extract.metadata import Metadata
from monitor.extract.prune import Dropped
from monitor.extract.trim import LEADING, Trimmed, is_sentence
from monitor.model import PageKind, Unreadable

#: More running text than this (characters) and the page says something of its own.
LITTLE = 700
#: So many links are looked at; titles have at least so many words, and so many of them make a list.
MOST_LINKS, TITLE_WORDS, LEAST_TITLES = 1000, 5, 8
_CHALLENGE = regex.compile(
    r"just a moment|attention required|checking (?:if the site|your browser|you are)|"
    r"verify(?:ing)? (?:that )?you(?:['’]re| are) (?:a |not a )?(?:human|robot)|"
    r"(?:are you|you are|you['’]re) (?:a human|human|not a robot|a robot)|pardon our interruption|"
    r"access (?:to this page )?(?:has been |is )?(?:temporarily )?denied|request unsuccessful|"
    r"incapsula incident|ddos[- ]protection|security check|unusual (?:traffic|activity)|"
    r"please (?:complete|solve) the|press (?:&|and) hold|enable (?:js|javascript) and (?:disable|cookies)|"
    r"javascript and cookies|bot (?:detection|protection)|human verification|one more step|ray id|"
    r"sicherheitsprüfung|überprüf\w+ ihre[ns]? browser|vérification de (?:sécurité|votre navigateur)|"
    r"verificando (?:que|se)|проверка (?:браузера|безопасности)|вы не робот|人机验证|安全验证",
    regex.IGNORECASE,
)
_CHALLENGE_MARKS = (
    "//*[starts-with(@id,'cf-') or starts-with(@id,'challenge-') or @id='px-captcha' or "
    "@id='sec-if-cpt-container'"
    " or contains(@class,'cf-turnstile') or contains(@class,'g-recaptcha') or contains(@class,'h-captcha')]"
    "|//script[contains(@src,'captcha-delivery.com') or contains(@src,'/cdn-cgi/challenge-platform')"
    " or contains(@src,'_Incapsula_Resource') or contains(@src,'awswaf.com')]"
    "|//iframe[contains(@src,'_Incapsula_Resource') or contains(@src,'captcha')]"
)
_ERROR = regex.compile(
    r"(?:error|fehler|erreur|ошибка)?\W{0,3}(?:404|410|403|500|502|503|504)\b.{0,60}|.{0,30}(?:page|"
    r"site|article|story|content|document|resource|url|file|link)\b.{0,30}(?:not found|(?:can ?not|"
    r"can['’]t|could ?n[o']t|couldn['’]t) be found|"
    r"does(?: not|n['’]t) exist|no longer (?:available|exists?)|(?:has been |was )(?:removed|deleted|"
    r"moved)|is (?:missing|unavailable)|not available).{0,60}|(?:page |file )?not found\b.{0,40}|"
    r"(?:oops|uh[- ]oh|whoops|sorry)\b.{0,80}(?:found|exist|wrong|missing|lost|page).{0,40}|"
    r"(?:internal server|server|bad gateway|gateway time-?out|"
    r"service (?:temporarily )?unavailable).{0,30}(?:error)?|"
    r"something went wrong.{0,40}|(?:seite|artikel|dokument)\b.{0,30}(?:nicht gefunden|"
    r"nicht (?:mehr )?(?:verfügbar|vorhanden)|existiert nicht).{0,40}|page (?:introuvable|non trouvée|"
    r"inexistante).{0,40}|"
    r"(?:la )?p[aá]gina (?:no (?:encontrada|existe|disponible)|não (?:encontrada|existe)).{0,40}|"
    r"no (?:se )?(?:encontr|pudimos encontrar).{0,60}|pagina (?:non trovata|niet gevonden|"
    r"inesistente).{0,40}|"
    r"sidan (?:hittades|finns) inte.{0,40}|siden (?:blev ikke fundet|finnes ikke|findes ikke).{0,40}|"
    r"(?:nie znaleziono|strona nie (?:istnieje|została znaleziona)).{0,40}|страница (?:не найдена|"
    r"удалена|не существует).{0,40}|"
    r"sayfa bulunamadı.{0,40}|الصفحة غير موجودة.{0,40}|"
    r"(?:找不到|页面不存在|頁面不存在|ページが見つかりません|お探しのページ).{0,40}|"
    r"페이지를 찾을 수 없.{0,40}|halaman tidak ditemukan.{0,40}|"
    r"(?:site |website )?(?:under maintenance|temporarily (?:down|offline)|down for maintenance).{0,40}",
    regex.IGNORECASE,
)
_SCRIPTED = regex.compile(
    r"(?:enable|activate|turn on|requires?|needs?|without|activ\w+|habilit\w+|aktivier\w+|"
    r"включите)\b.{0,40}\bjava ?script|java ?script.{0,60}(?:enabled?|disabled|required|turned (?:on|"
    r"off)|aktivier\w+|activ\w+|отключ\w+)",
    regex.IGNORECASE,
)
_WALL = regex.compile(
    r"(?:subscribe|sign (?:in|up)|log ?in|register|join|become a (?:member|subscriber)|"
    r"start your (?:free )?trial|create (?:a|an|your) (?:free )?account)\b.{0,50}\b(?:to (?:continue|"
    r"keep|read|access|unlock|view)|for (?:full|unlimited) access)|"
    r"(?:this|the (?:full|rest of (?:this|the)|complete)) (?:article|story|content|"
    r"post)\b.{0,30}\b(?:is (?:only )?(?:for|available to|reserved for|exclusive to|locked)|"
    r"for) .{0,20}(?:subscribers?|members?|registered|premium)|"
    r"already (?:a |have a )?(?:subscriber|member|subscription|subscribed)\b|(?:continue|"
    r"keep) reading (?:with|for|by)\b.{0,40}(?:subscri|free|\$|£|€)|to (?:read|"
    r"continue reading) (?:the (?:full|rest|whole)|this)\b.{0,60}(?:subscri|sign|log|register)|"
    r"(?:jetzt|mit|ohne) .{0,20}abo\w* .{0,30}(?:weiter ?lesen|lesen|testen)|weiterlesen mit|(?:dieser|"
    r"der ganze) artikel .{0,30}(?:abonnent|exklusiv|plus)|bereits (?:abonnent|registriert)|"
    r"(?:cet )?article (?:est )?réservé aux abonnés|il vous reste .{0,20} à (?:lire|découvrir)|"
    r"déjà abonné|(?:contenido|artículo|noticia) (?:exclusiv[oa]|solo) para suscriptores|"
    r"suscr[ií]bete para (?:seguir|continuar)|"
    r"(?:conteúdo|matéria) exclusiv[oa] para assinantes|assine para (?:continuar|ler)|(?:contenuto|"
    r"articolo) riservato agli abbonati|abbonati per (?:continuare|leggere)|(?:artikel|"
    r"verhaal) (?:is )?(?:alleen )?voor abonnees|"
    r"(?:artikeln|artikkelen|artiklen) er? (?:kun )?(?:för|for) (?:prenumeranter|abonnenter)|"
    r"dla (?:subskrybentów|prenumeratorów)|"
    r"материал доступен .{0,20}подписчикам|この記事は.{0,12}会員|有料会員限定|"
    r"구독자 전용|订阅后",
    regex.IGNORECASE,
)
_LIVE_PATH = regex.compile(
    r"(?:^|[/_-])live(?:blog|-?updates?|-?ticker|-?blog)?(?:[/_-]|$)", regex.IGNORECASE
)
_CLOCK = regex.compile(
    r"(?:updated |posted |um |à )?(?:\d{1,2}[:.h]\d{2})\b.{0,40}|\d{1,3}\s?(?:m|h|min|mins|hr|hrs|"
    r"minutes?|hours?)\.? ago.{0,30}",
    regex.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found on a page, as far as its kind hangs on it."""

    tree: HtmlElement
    url: str | None
    metadata: Metadata
    trimmed: Trimmed
    dropped: tuple[Dropped, ...] = ()

    def kept(self) -> list[str]:
        pairs = zip(self.trimmed.parts, self.trimmed.rules, strict=True)
        return [part.text for part, rule in pairs if not rule and part.kind != "caption"]


def unreadable(found: Found, *, has_blocks: bool) -> Unreadable | None:
    """Why no article can be read from the page; None when one can. `has_blocks`: something was kept."""
    kept = found.kept()
    size = sum(map(len, kept))
    running = sum(len(one) >= 40 for one in kept)
    if size < LITTLE:
        title = found.tree.findtext(".//title") or ""
        headings = islice(found.tree.iter("h1"), 3)
        heads = [" ".join(text[:LITTLE].split()) for text in (title, *(h.text_content() for h in headings))]
        said = [*heads, *kept[:6]]
        if is_challenge(found.tree, said, found.metadata):
            return Unreadable("challenge", f"the site asks for proof that a person reads: {first(said)}")
        if (
            not is_dated(found.metadata)
            and running < 4
            and any(_ERROR.fullmatch(one[:160]) for one in (*heads, *kept[:1]))
        ):
            return Unreadable("error", f"an error page: {first(said)}")
        if (
            kept
            and any(map(_SCRIPTED.search, kept))
            and all(_SCRIPTED.search(one) or len(one) < 20 for one in kept)
        ):
            return Unreadable("empty", "the page shows nothing without JavaScript")
    if is_listing(found, size) or (not has_blocks and leads_only(found)):
        return Unreadable("listing", "the page lists other pages and holds no article of its own")
    return None if has_blocks else Unreadable("empty", why_empty(found.tree))


def first(said: list[str]) -> str:
    return next((f"“{one[:80]}”" for one in said if one), "no words")


def is_dated(metadata: Metadata) -> bool:
    return metadata.published_at is not None and bool(metadata.headline)


def is_challenge(tree: HtmlElement, said: list[str], metadata: Metadata) -> bool:
    if any(_CHALLENGE.search(one) for one in said[:2]) and not is_dated(metadata):
        return True
    marked = bool(tree.xpath(_CHALLENGE_MARKS))
    return (marked and not is_dated(metadata) and sum(map(len, said)) < 400) and any(
        map(_CHALLENGE.search, said)
    )


def why_empty(tree: HtmlElement) -> str:
    refresh = tree.xpath("//meta[translate(@http-equiv,'REFSH','refsh')='refresh']/@content")
    if refresh and "url" in refresh[0].lower():
        return f"the page only leads on to {refresh[0].split('=', 1)[-1].strip()[:200]}"
    if tree.find(".//script") is not None:
        return "the page shows no text of its own without JavaScript"
    return "the page holds no text"


def is_listing(found: Found, size: int) -> bool:
    """Many titles that lead elsewhere, hardly a sentence between them, and nothing that calls it
    an article."""
    metadata = found.metadata
    declared = dict(metadata.origins).get("published_at", "date line") != "date line"
    if declared or calls_itself_article(metadata):
        return False
    parts, rules = found.trimmed.parts, found.trimmed.rules
    leading = sum(rule in ("only-a-link", "list-of-others", "see-also", "among-links") for rule in rules)
    titles = leading + sum(
        not rule and p.kind == "heading" and p.inside * 2 > len(p.text)
        for p, rule in zip(parts, rules, strict=True)
    )
    running = [p for p, rule in zip(parts, rules, strict=True) if not rule and is_sentence(p)]
    front = found.url is not None and urlsplit(found.url).path.strip("/") == ""
    if titles < (4 if front else 8):
        return False
    return len(running) <= titles * (1.2 if front else 1.0) and size < titles * 220


def calls_itself_article(metadata: Metadata) -> bool:
    return any("article" in one or one == "blogposting" for one in metadata.types)


def leads_only(found: Found) -> bool:
    """Nothing is left of a page that calls itself no article, but titles that lead elsewhere."""
    if is_dated(found.metadata) or calls_itself_article(found.metadata):
        return False
    links = islice(found.tree.iter("a"), MOST_LINKS)
    around = {a.get("href") for a in links if len(" ".join(a.itertext()).split()) >= TITLE_WORDS}
    taken = {text for gone in found.dropped for text in gone.texts if gone.rule == "links"}
    titles = sum(len(text.split()) >= TITLE_WORDS for text in taken)
    return titles + len(around) + sum(rule in LEADING for rule in found.trimmed.rules) >= LEAST_TITLES


def kind_of(found: Found) -> tuple[PageKind, bool]:
    """(kind, whether only part of the article is shown) of a page that can be read."""
    if is_live(found):
        return "liveblog", False
    walled = is_walled(found)
    return ("paywall", True) if walled else ("article", False)


def is_live(found: Found) -> bool:
    if any("liveblog" in one for one in found.metadata.types):
        return True
    path = urlsplit(found.url).path if found.url else ""
    if not _LIVE_PATH.search(path):
        return False
    return sum(bool(_CLOCK.fullmatch(part.text)) for part in found.trimmed.parts if part.text) >= 3


def is_walled(found: Found) -> bool:
    """Is the rest of the article kept for subscribers?"""
    kept = found.kept()
    size = sum(map(len, kept))
    told = found.metadata.free is False
    cut = bool(kept) and kept[-1].rstrip().endswith(("...", "…", "[…]", "[...]"))
    if not told and not cut and size >= 2500:
        return False
    longer = len(found.metadata.article_body or "") > 1.4 * size + 200
    if told and (cut or longer or size < 1200):
        return True
    said = [part.text for part in found.trimmed.parts if 12 < len(part.text) <= 260]
    return any(_WALL.search(text) for text in said[-8:])

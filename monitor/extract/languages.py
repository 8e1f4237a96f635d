"""Which language a page or a text is in: what it declares, else its script and its small words.

Knows the languages in which notices are read, and a few more; of any other it says nothing.
"""

from __future__ import annotations

import re
from collections import Counter

import regex
from lxml.html import HtmlElement

_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?:[-_].*)?")
_OLD_CODES = {
    "iw": "he",
    "in": "id",
    "ji": "yi",
    "jp": "ja",
    "cn": "zh",
    "kr": "ko",
    "gr": "el",
    "cz": "cs",
    "ua": "uk",
    "se": "sv",
    "dk": "da",
    "vn": "vi",
}
#: Scripts and the languages written in them (the first is the guess when nothing else speaks).
_SCRIPTS: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("Hangul", r"\p{Hangul}", frozenset({"ko"})),
    ("Kana", r"[\p{Hiragana}\p{Katakana}]", frozenset({"ja"})),
    ("Han", r"\p{Han}", frozenset({"zh", "ja", "yue", "ko"})),
    (
        "Cyrillic",
        r"\p{Cyrillic}",
        frozenset(
            [
                "ru",
                "uk",
                "be",
                "bg",
                "sr",
                "mk",
                "kk",
                "ky",
                "mn",
                "tg",
                "uz",
                "tt",
                "os",
                "ab",
                "ba",
                "cv",
                "sah",
                "az",
                "ro",
            ]
        ),
    ),
    ("Arabic", r"\p{Arabic}", frozenset(["ar", "fa", "ur", "ps", "ckb", "ku", "sd", "ug", "pa", "ks", "az"])),
    ("Hebrew", r"\p{Hebrew}", frozenset(["he", "yi"])),
    ("Greek", r"\p{Greek}", frozenset({"el"})),
    ("Devanagari", r"\p{Devanagari}", frozenset(["hi", "mr", "ne", "sa", "mai", "bho", "kok"])),
    ("Bengali", r"\p{Bengali}", frozenset(["bn", "as"])),
    ("Thai", r"\p{Thai}", frozenset({"th"})),
    ("Tamil", r"\p{Tamil}", frozenset({"ta"})),
    ("Telugu", r"\p{Telugu}", frozenset({"te"})),
    ("Kannada", r"\p{Kannada}", frozenset({"kn"})),
    ("Malayalam", r"\p{Malayalam}", frozenset({"ml"})),
    ("Gujarati", r"\p{Gujarati}", frozenset({"gu"})),
    ("Gurmukhi", r"\p{Gurmukhi}", frozenset({"pa"})),
    ("Sinhala", r"\p{Sinhala}", frozenset({"si"})),
    ("Khmer", r"\p{Khmer}", frozenset({"km"})),
    ("Lao", r"\p{Lao}", frozenset({"lo"})),
    ("Myanmar", r"\p{Myanmar}", frozenset({"my"})),
    ("Ethiopic", r"\p{Ethiopic}", frozenset(["am", "ti"])),
    ("Georgian", r"\p{Georgian}", frozenset({"ka"})),
    ("Armenian", r"\p{Armenian}", frozenset({"hy"})),
    ("Latin", r"\p{Latin}", frozenset()),
)
_WORD = regex.compile(r"[\p{L}\p{M}]+")
_PATTERNS = tuple((name, regex.compile(pattern), languages) for name, pattern, languages in _SCRIPTS)
_ONLY = {"Hangul": "ko", "Kana": "ja", "Han": "zh", "Greek": "el", "Hebrew": "he", "Bengali": "bn", "Thai": "th", "Tamil": "ta", "Telugu": "te",
         "Kannada": "kn", "Malayalam": "ml", "Gujarati": "gu", "Gurmukhi": "pa", "Sinhala": "si", "Khmer": "km", "Lao": "lo", "Myanmar": "my",
         "Ethiopic": "am", "Georgian": "ka", "Armenian": "hy"}  # fmt: skip
#: Frequent small words, telling within one script.
_SMALL_WORDS: dict[str, frozenset[str]] = {
    language: frozenset(listed.split())
    for language, listed in {
        "en": "the of and to in that is was for on with as by at from has have are be it its his they this which not but were said will an he",
        "de": "der die das und ist nicht von den mit dem sich auf für auch eine ein als im dass werden wurde nach bei aus noch sind zu des wird",
        "fr": "le la les des et est une du dans que qui pour sur par pas plus avec ce il au sont cette aux ont été en un mais",
        "es": "el la los las de que y en un una por con para del se no es su al como más pero ha lo fue este según entre",
        "pt": "o os a as de que e em um uma para com não do da no na por se mais foi ao dos das como mas são também pelo",
        "it": "il lo la gli le di che e un una per con non del della è in sono alla dei nel anche dal più si ha come al",
        "nl": "de het een van en in is dat op te zijn voor met die niet aan er om ook door bij wordt naar heeft als maar",
        "sv": "och att det som en på är av för med den till inte har de om ett han var från men vid efter kan eller också",
        "da": "og at det som en på er af for med den til ikke har de om et han var fra men ved efter kan eller også blev sig",
        "no": "og at det som en på er av for med den til ikke har de om et han var fra men ved etter kan eller også ble seg",
        "fi": "ja on ei se että oli hän mutta ovat myös kun joka sen mukaan tai ole kuin vain vuoden ollut jo niin",
        "pl": "i w na z się nie do że jest to o jak za od po przez który dla są ale oraz tym co czy został ma jego",
        "cs": "a se na je v že s z do o to za by pro jako ale po podle jsem který jeho byl jsou už i které",
        "ro": "și de în la a cu pe din care este că nu un o pentru mai au fost sunt s-a prin sau după",
        "hu": "a az és hogy nem is egy meg de csak már még volt ez ki mint vagy lehet után szerint el",
        "tr": "ve bir bu için ile da de olarak çok daha ne gibi en olan sonra kadar ancak oldu göre ise var değil dedi",
        "id": "yang dan di untuk dengan pada ini dari dalam itu tidak akan oleh juga ke adalah telah karena sebagai ada",
        "vi": "và của là có không được trong các cho một người với những đã này để khi tại từ về",
        "hr": "je i u na se da su za od s o kako koji što nije bi iz kao te ili bio već nakon",
        "ru": "и в не на что с он по как это из за но его для от был также его о к до было при или уже",
        "uk": "і в не на що з він як це за до але його для від був та також про у є або після які",
        "bg": "и на за да се от в с че е не са по като до при това който беше са",
        "sr": "је и у на се да су за од са о како који што није би из као",
        "ar": "في من على إلى أن التي عن مع هذا ما كان بعد الذي هذه وقال بين قد لم",
        "fa": "و در به از که این را با است برای آن بود شده می یک خود تا هم",
        "ur": "کے میں کی ہے اور سے کا کو نے پر کہ یہ ہیں اس کیا بھی ایک",
        "hi": "के में की है और से का को ने पर कि यह हैं इस भी एक नहीं लिए",
        "mr": "आणि आहे या व ते हे नाही होते केली केले तर त्या मध्ये",
        "ne": "छ र को मा छन् गरेको भएको पनि हो थियो",
        "ms": "yang dan di untuk dengan pada ini dari dalam itu tidak akan oleh juga ke adalah telah kerana sebagai ada kata beliau",
    }.items()
}  # fmt: skip

_LANGUAGES_OF: dict[str, tuple[str, ...]] = {
    word: tuple(language for language, small in _SMALL_WORDS.items() if word in small)
    for word in frozenset().union(*_SMALL_WORDS.values())
}


def language_tag(text: str | None) -> str | None:
    """A declared language in one form ("en-GB", "zh-Hant"); None when it is none."""
    found = _TAG.fullmatch((text or "").strip().partition(",")[0].partition(";")[0].strip())
    if found is None:
        return None
    base, script, region = found[1].lower(), found[2], found[3]
    base = _OLD_CODES.get(base, base)
    if base in ("und", "mul", "zxx", "xx", "xxx"):
        return None
    return "-".join(part for part in (base, script and script.title(), region and region.upper()) if part)


def page_language(
    tree: HtmlElement, tags: list[str], inlanguage: str | None, setting: str | None
) -> tuple[str | None, str | None]:
    """(language, source). A declared language that cannot be written in the page's script is passed over."""
    if setting:
        return language_tag(setting) or setting, "setting"
    root = tree.getroottree().getroot()
    declared = [
        (
            "html lang",
            root.get("lang")
            or root.get("{http://www.w3.org/XML/1998/namespace}lang")
            or root.get("xml:lang"),
        )
    ]
    declared += [("json-ld", inlanguage), *(("meta", text) for text in tags)]
    sample = _sample(tree)
    script = _script(sample)
    for source, text in declared:
        tag = language_tag(text)
        if tag and _fits(tag, script):
            better = _contradicted(tag, sample) if script in ("Latin", "Cyrillic") else None
            return (better, "text") if better else (tag, source)
    found = detect(sample)
    return (found, "text") if found else (None, None)


def _contradicted(tag: str, sample: str) -> str | None:
    """Another language whose small words are all over the text, while the declared one's are rare."""
    scores, total = _scores(sample)
    best = max(scores, key=lambda language: scores[language])
    own = scores.get(tag.partition("-")[0].replace("nb", "no").replace("nn", "no"))
    sure = own is not None and own * 2 < scores[best] and scores[best] >= max(20, total * 0.15)
    return best if sure else None


def _fits(tag: str, script: str | None) -> bool:
    if script is None:
        return True
    languages = next(languages for name, _, languages in _PATTERNS if name == script)
    base = tag.partition("-")[0]
    if script == "Latin":
        return base not in {only for only in _ONLY.values()} | {
            "ru",
            "uk",
            "bg",
            "mk",
            "ar",
            "fa",
            "ur",
            "hi",
            "mr",
            "ne",
        }
    return base in languages


def _sample(tree: HtmlElement) -> str:
    """Some of the page's paragraphs, or of its text where it has none."""
    pieces: list[str] = []
    length = 0
    for element in tree.iter("p", "h1", "title"):
        text = element.text or ""
        pieces.append(text)
        length += len(text)
        if length > 3000:
            break
    if length < 100:
        for element in tree.iter("div", "td", "span", "li", "font", "br"):
            pieces.append(element.text or "")
            pieces.append(element.tail or "")
            length += len(pieces[-1]) + len(pieces[-2])
            if length > 3000:
                break
    return " ".join(pieces)


def _script(text: str) -> str | None:
    """The script that most letters of a text are in; None when there are hardly any."""
    text = text[:3000]
    if len(text) >= 40 and len(text.encode("ascii", "ignore")) >= len(text) * 0.85:
        return "Latin" if sum(map(str.isalpha, text[:400])) >= 20 else None
    counts = {name: len(pattern.findall(text)) for name, pattern, _ in _PATTERNS}
    if counts["Kana"] > 5 and counts["Kana"] * 8 > counts["Han"]:
        counts["Kana"] += counts["Han"]
    name = max(counts, key=lambda item: counts[item])
    return name if counts[name] >= 20 else None


def detect(text: str) -> str | None:
    """The language of a text by its script and small words; None when it is too short or unknown."""
    script = _script(text)
    if script is None:
        return None
    if script in _ONLY:
        return _ONLY[script]
    scores, total = _scores(text)
    ranked = sorted(scores, key=lambda language: -scores[language])
    best = ranked[0]
    if scores[best] < 2 or scores[best] < total * 0.08:
        return None
    return best


def _scores(text: str) -> tuple[dict[str, int], int]:
    """How many of a text's first words are small words of each language, and how many words it has."""
    words = _WORD.findall(text[:3000].lower())
    scores = dict.fromkeys(_SMALL_WORDS, 0)
    for word, count in Counter(words).items():
        for language in _LANGUAGES_OF.get(word, ()):
            scores[language] += count
    return scores, len(words)

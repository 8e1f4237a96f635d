"""The language of a page is the declared one, unless the text says plainly that it is another."""

from __future__ import annotations

import pytest

from monitor.extract.languages import detect, language_tag, page_language
from monitor.markup import parse

TAGS = [
    ("en-gb", "en-GB"),
    ("en_US", "en-US"),
    ("DE", "de"),
    ("zh-hant-tw", "zh-Hant-TW"),
    ("iw", "he"),
    ("jp", "ja"),
    ("pt-BR; charset=utf-8", "pt-BR"),
    ("fr, en", "fr"),
    ("", None),
    (None, None),
    ("und", None),
    ("English", None),
]


@pytest.mark.parametrize(("text", "expected"), TAGS)
def test_declared_languages_have_one_form(text: str | None, expected: str | None) -> None:
    assert language_tag(text) == expected


TEXTS = {
    "en": "The council has decided that the bridge will be closed for the winter, which was not new.",
    "de": "Der Rat hat beschlossen, dass die Brücke für den Winter gesperrt wird, und das ist nicht neu.",
    "fr": "Le conseil a décidé que le pont sera fermé pour l'hiver, et ce n'est pas la première fois.",
    "es": "El consejo ha decidido que el puente se cerrará para el invierno y no es la primera vez.",
    "pt": "O conselho decidiu que a ponte será fechada para o inverno e não é a primeira vez.",
    "it": "Il consiglio ha deciso che il ponte sarà chiuso per l'inverno e non è la prima volta.",
    "nl": "De raad heeft besloten dat de brug voor de winter wordt gesloten en dat is niet nieuw.",
    "sv": "Rådet har beslutat att bron ska stängas för vintern och det är inte första gången.",
    "pl": "Rada zdecydowała, że most zostanie zamknięty na zimę i nie jest to pierwszy raz.",
    "ru": "Совет решил, что мост будет закрыт на зиму, и это не первый раз, как это было в городе.",
    "uk": "Рада вирішила, що міст буде закрито на зиму, і це не перший раз, як це було в місті та області.",
    "tr": "Meclis köprünün kış için kapatılacağına karar verdi ve bu ilk değil, daha önce de böyle oldu.",
    "ar": "قرر المجلس أن الجسر سيغلق في الشتاء وهذه ليست المرة الأولى التي يحدث فيها هذا في المدينة",
    "hi": "परिषद ने तय किया है कि सर्दियों के लिए पुल को बंद किया जाएगा और यह पहली बार नहीं है",
    "zh": "市议会决定冬季关闭这座桥，这已经不是第一次了，居民们表示理解但也感到不便。",
    "ja": "市議会は冬の間この橋を閉鎖することを決めた。これは初めてのことではないという。",
    "ko": "시의회는 겨울 동안 다리를 폐쇄하기로 결정했으며 이것은 처음이 아니라고 밝혔다.",
}


@pytest.mark.parametrize(("language", "text"), TEXTS.items())
def test_a_text_is_known_by_its_script_and_small_words(language: str, text: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize("text", ["", "12345", "Zxqv brmpf klontz wirpel sproing dargle humbolt vexis"])
def test_nothing_is_said_of_what_is_no_known_language(text: str) -> None:
    assert detect(text) is None


def page(lang: str, text: str) -> str | None:
    tree = parse(f'<html lang="{lang}"><body><p>{text}</p></body></html>'.encode())
    return page_language(tree, [], None, None)[0]


def test_html_lang_is_believed() -> None:
    assert page("de-AT", TEXTS["de"]) == "de-AT"


def test_a_template_language_that_cannot_be_written_in_the_script_is_not_believed() -> None:
    assert page("en", TEXTS["ru"]) == "ru"


def test_a_template_language_that_the_words_contradict_is_not_believed() -> None:
    assert page("en-US", TEXTS["es"] * 3) == "es"


def test_the_setting_of_the_source_wins() -> None:
    tree = parse(b'<html lang="en"><body></body></html>')
    assert page_language(tree, [], None, "gsw") == ("gsw", "setting")


def test_meta_and_json_ld_are_asked_after_html_lang() -> None:
    tree = parse(b"<html><body></body></html>")
    assert page_language(tree, ["es_ES"], None, None) == ("es-ES", "meta")
    assert page_language(tree, ["es_ES"], "fr", None) == ("fr", "json-ld")

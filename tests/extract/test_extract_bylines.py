"""Names come out of bylines in any language; offices, agencies, places and sentences do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.extract.bylines import agency, covers, institution, names, strip_marker

SITE = frozenset({"the morning post", "morning post", "morningpost"})

BYLINES = [
    ("By Jane Roe", ("Jane Roe",)),
    ("by Jane Roe and John Poe", ("Jane Roe", "John Poe")),
    ("By JANE ROE", ("Jane Roe",)),
    ("By Jane Roe, Political Editor", ("Jane Roe",)),
    ("By Jane Roe, John Poe & Ann O'Hara", ("Jane Roe", "John Poe", "Ann O'Hara")),
    ("By Jane Roe | The Morning Post", ("Jane Roe",)),
    ("Jane Roe Associated Press", ("Jane Roe",)),
    ("By Jane Roe in Vienna", ("Jane Roe",)),
    ("By Jane Roe (Reuters)", ("Jane Roe",)),
    ("By Jane Roe 3 May 2021", ("Jane Roe",)),
    ("Analysis by Jane Roe, Europe editor", ("Jane Roe",)),
    ("Story by Jane Roe. Photographs by Ann Poe", ()),
    ("Jane Roe @janeroe", ("Jane Roe",)),
    ("Al Roe", ("Al Roe",)),
    ("Dr. Jane Roe, MD", ("Dr. Jane Roe",)),
    ("Von Anna Beispiel, Berlin", ("Anna Beispiel",)),
    ("Von Anna Beispiel und Max Muster", ("Anna Beispiel", "Max Muster")),
    ("Ein Kommentar von Anna Beispiel", ("Anna Beispiel",)),
    ("Von Anna Beispiel publiziert am 3. Mai 2021", ("Anna Beispiel",)),
    ("Par Marie d'Exemple et Jean-Luc Modèle", ("Marie d'Exemple", "Jean-Luc Modèle")),
    ("Por María José Ejemplo y Juan de la Prueba", ("María José Ejemplo", "Juan de la Prueba")),
    ("Por João Exemplo e Ana Teste", ("João Exemplo", "Ana Teste")),
    ("di Mario Esempio", ("Mario Esempio",)),
    ("Door Jan van der Voorbeeld", ("Jan van der Voorbeeld",)),
    ("Text: Eva Exempelsson", ("Eva Exempelsson",)),
    ("Tekst: Kari Eksempel og Ola Prøve", ("Kari Eksempel", "Ola Prøve")),
    ("Autor: Anna Przykład", ("Anna Przykład",)),
    ("Автор: Анна Примерова", ("Анна Примерова",)),
    ("Текст: Анна Примерова и Иван Образцов", ("Анна Примерова", "Иван Образцов")),
    ("Oleh Budi Contoh", ("Budi Contoh",)),
    ("بقلم سالم المثال", ("سالم المثال",)),
    ("홍예시 기자", ("홍예시",)),
    ("記者 見本 太郎", ("見本 太郎",)),
    ("文／王小例", ("王小例",)),
    ("記者王小例／台北報導", ("王小例",)),
    ("기자 홍예시", ("홍예시",)),
    ("מאת דנה דוגמה", ("דנה דוגמה",)),
    ("Höfundur: Jón Dæmason", ("Jón Dæmason",)),
    ("Jón Dæmason skrifar", ("Jón Dæmason",)),
    ("Anna Przykład, oprac. Ewa Próbna", ("Anna Przykład", "Ewa Próbna")),
    ("Von unserem Korrespondenten Max Muster, Wien", ("Max Muster",)),
    ("Ein Gastbeitrag von Prof. Dr. Anna Beispiel", ("Prof. Dr. Anna Beispiel",)),
    ("Tekst: Ola Prøve Foto: Kari Eksempel", ("Ola Prøve",)),
    ("Penulis: Budi Contoh Editor: Siti Misal", ("Budi Contoh",)),
    ("By Jane Roe and John E Poe", ("Jane Roe", "John E Poe")),
    ("By Jane Roe Monday, 3 May 2021, 04:05 pm", ("Jane Roe",)),
    ("Von Anna Beispiel Mittwoch, 5. Mai 2021", ("Anna Beispiel",)),
    ("Jane Roe Senior Political Editor", ("Jane Roe",)),
    ("Por Ana Teste, da redação — São Paulo", ("Ana Teste",)),
    ("María Ejemplo | Buenos Aires", ("María Ejemplo",)),
]


@pytest.mark.parametrize(("text", "expected"), BYLINES)
def test_names_are_read_out_of_bylines(text: str, expected: tuple[str, ...]) -> None:
    assert names(text, SITE) == expected


NOBODY = [
    "Staff",
    "By Staff Reports",
    "By admin",
    "The Morning Post",
    "Morning Post Newsroom",
    "By Reuters",
    "AFP",
    "Editorial Board",
    "https://example.com/authors/jane",
    "janeroe",
    "@janeroe",
    "jane@example.com",
    "3 May 2021",
    "The Russian and Syrian defense ministries",
    "Photo by Jane Roe",
    "Von unserer Redaktion",
    "La Redazione",
    "Редакция",
    "编辑部",
    "Share this story",
    "5 min read",
    "Jane Roe's Most Recent Stories",
    "",
    "By",
    "null",
    "Science Pages Staff",
    "By City Desk",
    "New York",
    "El Morning Post",
]


@pytest.mark.parametrize("text", NOBODY)
def test_nobody_is_invented(text: str) -> None:
    assert names(text, SITE) == ()


def test_a_pen_name_passes_only_where_it_is_asked_for() -> None:
    assert names("by Regina") == ()
    assert names("by Regina", single=True) == ("Regina",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("By The Associated Press", "The Associated Press"), ("Reuters", "Reuters"), ("By Jane Roe", None)],
)
def test_agencies_are_told_from_persons(text: str, expected: str | None) -> None:
    assert agency(text) == expected


def test_an_agency_that_is_the_site_itself_is_no_author() -> None:
    assert agency("By Reuters", frozenset({"reuters"})) is None


def test_a_headline_with_names_in_it_is_not_covered_by_them() -> None:
    line = "Watch Jane Roe Sing Old Songs Before the Very Large Crowd of Springfield"
    assert not covers(line, ("Jane Roe",))
    assert covers("By Jane Roe, Staff Writer", ("Jane Roe",))


def test_markers_are_recognized_before_names_only() -> None:
    assert strip_marker("By Jane Roe") == ("Jane Roe", True)
    assert strip_marker("by the way") == ("by the way", False)


@given(st.text(max_size=200))
def test_any_text_gives_names_that_stand_the_test_again(text: str) -> None:
    found = names(text)
    assert found == names(text)
    for name in found:
        assert not any(character.isdigit() for character in name)
        assert "@" not in name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("by University of Springfield", "University of Springfield"),
        ("By Springfield Space Agency", "Springfield Space Agency"),
        ("University of Springfield", None),
        ("By Jane Roe", None),
        ("by the agency", None),
        ("By Agency Staff", None),
    ],
)
def test_an_institution_is_an_author_where_a_by_says_so(text: str, expected: str | None) -> None:
    assert institution(text) == expected

"""Names of months in the languages of feeds, by how they begin. Pure.

Names that mean different months in different languages (the Croatian listopad is the Polish one's
neighbor) are read as in the larger ones.
"""

from __future__ import annotations

import unicodedata

#: By letters without their marks; the longest beginning that fits decides.
_NAMES = (
    "jan ene gen ian oca янв січ sty led tammi ιαν يناير जनव ינו",
    "feb fev fevr febb sub lut unor helmi фев лют φεβ فبراير फर पर פבר",
    "mar mrt maa brez maalis март мар бер μαρ مارس मार्च मार מרץ",
    "apr avr abr nis kwi dub huhti апр кві απρ أبريل ابريل अप्र אפר",
    "may mai maj mag mei kvet touko май мая мај тра μαι مايو मई מאי",
    "jun juin giu iun haz cze cervn cerven kesa июн јун чер ιουν يونيو जून יונ",
    "jul juil lug iul tem lip cervc cervenec heina июл јул лип ιουλ يوليو जुल יול",
    "aug aou ago agu agt sie srp elo авг сер ауг αυγ أغسطس اغسطس अगस אוג",
    "sep set wrz zar eyl syys сен вер сеп σεπ سبتمبر सित ספט",
    "oct okt ott out eki paz rij loka окт жов οκτ أكتوبر اكتوبر अक्ट अक्तू אוק",
    "nov noe noi kas lis marras ноя нов лис νοε نوفمبر नव נוב",
    "dec dez dic des ara gru pro joulu дек гру дец δεκ ديسمبر दिस דצמ",
)


def _folded(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(one for one in apart if not unicodedata.combining(one))


_BEGINNINGS = {_folded(one): number for number, row in enumerate(_NAMES, 1) for one in row.split()}
_LONGEST = max(map(len, _BEGINNINGS))


def month_of(word: str) -> int | None:
    """The number of the month that bears this name, or begins so; None for any other word."""
    folded = _folded(word)
    for length in range(min(len(folded), _LONGEST), 1, -1):
        number = _BEGINNINGS.get(folded[:length])
        if number is not None:
            return number
    return None

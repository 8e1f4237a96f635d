"""Words of bylines that are nobody's name, and more words that begin one: data, many languages.

Entries are separated by semicolons and lower case. The lists hold what pages of many publishers
share, no publisher's own words.
"""

from __future__ import annotations


def _listed(text: str) -> tuple[str, ...]:
    return tuple(" ".join(item.split()) for item in text.split(";"))


#: More words that introduce a byline.
MORE_MARKERS = _listed("""
    höfundur; autors; autorius; autore; avtor; автор на текста; пишува; пише; συντάκτης; συντάκτρια; από τον;
    από την; ავტორი; հեղինակ; লেখক; প্রতিবেদক; โดย; ເຂົຽນໂດຍ; ដោយ; müəllif; muallif; מאת; כתב; כתבה;
    imeandikwa na; deur; geskryf deur; shkruar nga; nga; napísal; napísala; spracoval; spracovala; zpracoval;
    zpracovala; oprac.; opr.; redagował; redagowała; egilea; escrit per; redacció de; tác giả; viết bởi;
    ditulis; laporan; dilaporkan oleh; oleh:; isinulat ni; ulat ni; تحریر; کاتب; كتابة; تقرير; حاوره; نوشته;
    लेखिका; রিপোর্ট; செய்தியாளர்; 采写; 采访人员; 撰稿; 本报记者; 本報記者; 取材; 執筆; 글쓴이;
    haberi hazırlayan; raporlayan;
    kirjutas; skribita de; de notre correspondant; de notre correspondante; de notre envoyé spécial; de notre
    envoyée spéciale; notre correspondant; notre correspondante
""")

#: What stands between an opener and a name in German bylines: "Von unserem Korrespondenten".
OWN_STAFF = r"unsere[mrns]?\s+\p{L}+\s+"

#: Words that qualify an office: "Jane Doe Political Editor".
QUALIFIERS = frozenset(
    _listed("""
    political; senior; chief; deputy; national; foreign; diplomatic; economics; economic; business; sports;
    sport; health; science; education; environment; crime; court; legal; city; local; assistant; associate;
    managing; executive; special; staff; investigative; technology; tech; culture; arts; royal; world; europe;
    asia; africa; defence; defense; security; home; affairs; news; features; entertainment; consumer; climate;
    finance; financial; markets; contributing; freelance; guest
""")
)

#: Offices that end such a title and are no name.
TITLES = frozenset(
    _listed("""
    editor; writer; reporter; correspondent; columnist; producer; contributor; analyst; critic; journalist
""")
)

#: A text that ends so is the house's, not a person's: "City Desk", "Reuters Staff".
HOUSE_TAILS = frozenset(
    _listed("""
    staff; team; newsroom; desk; redaktion; redaktionsteam; redacción; redacao; redação; redazione; rédaction;
    redactie; redaksjonen; redaktionen; toimitus; bureau; correspondents; reporters; writers; editors;
    agencies; wires
""")
)

#: What a site's name has beyond the name of its house.
SITE_KINDS = frozenset(
    _listed("""
    blog; news; online; media; tv; magazine; daily; digital; radio; network; today; live; com; times; press;
    journal; post; international; .com
""")
)

#: Words of an institution: with a "by" before it, it is named as the author.
INSTITUTIONS = frozenset(
    _listed("""
    agency; university; institute; foundation; association; council; ministry; society; academy; committee;
    organization; organisation; laboratory; college; universität; institut; stiftung; verein; université;
    universidad; universidade; università; universiteit; universitet; instituto; fundación; fundação;
    fondation; fondazione; asociación; associação; ministerio; ministério; ministère
""")
)

#: Places of two words and more that look like persons.
PLACES = frozenset(
    _listed("""
    abu dhabi; addis ababa; addis abeba; ann arbor; baton rouge; belo horizonte; bosnia herzegovina; buenos
    aires; burkina faso; cape town; cape verde; ciudad de méxico; ciudad juárez; ciudad real; cluj napoca;
    costa rica; czech republic; dar es salaam; den haag; des moines; east london; east timor; eastern cape; el
    cairo; el paso; el salvador; fort worth; frankfurt am main; free state; great britain; guinea bissau; ho
    chi minh city; hong kong; ivory coast; jersey city; kansas city; kuala lumpur; la haye; la habana; la paz;
    la plata; la rochelle; las palmas; las palmas de gran canaria; las vegas; le caire; le havre; le mans;
    lake city; little rock; long beach; long island; los angeles; los ángeles; mexico city; middle east; monte
    carlo; mount vernon; new delhi; new england; new hampshire; new jersey; new mexico; new orleans; new south
    wales; new york; new york city; new zealand; nizhny novgorod; north carolina; north dakota; north korea;
    northern ireland; nova york; nova iorque; nueva delhi; nueva york; nuova york; panama city; papua new
    guinea; phnom penh; ponta delgada; port au prince; port elizabeth; port harcourt; port louis; port
    moresby; porto alegre; puerto rico; quezon city; ras al khaimah; rhode island; rio de janeiro; río de
    janeiro; salt lake city; san antonio; san diego; san fernando; san francisco; san jose; san josé; san
    juan; san marino; san salvador; san sebastián; santa clara; santa cruz; santa cruz de tenerife; santa fe;
    santa monica; santiago de chile; santiago de compostela; santo domingo; saudi arabia; sao paulo; são
    paulo; sierra leone; south africa; south carolina; south dakota; south korea; south sudan; sri lanka; st
    louis; st. louis; st. gallen; st. petersburg; saint petersburg; st pölten; st. pölten; tel aviv; the
    hague; united arab emirates; united kingdom; united nations; united states; vatican city; viña del mar;
    washington dc; washington d.c; washington d.c.; west bank; west palm beach; west virginia; western cape;
    wiener neustadt
""")
)

"""Word lists of the field reader and the text reader: data, many languages, easy to extend.

Everything is lower case. Lists hold what pages of many publishers share; no publisher's own words.
"""

from __future__ import annotations

#: Words that introduce a byline: "By Jane Doe", "Von …", "Text: …".
BYLINE_MARKERS = (
    "by", "written by", "reported by", "reporting by", "story by", "posted by", "words by", "words", "text by", "author", "authors",
    "published by", "report by", "byline", "contributed by",
    "von", "autor", "autorin", "autoren", "ein beitrag von", "eine analyse von", "ein kommentar von",
    "eine kolumne von", "ein gastbeitrag von", "aus", "par", "auteur", "propos recueillis par", "rédigé par", "écrit par", "publié par",
    "por", "escrito por", "publicado por", "redactado por", "di", "da", "a cura di", "scritto da", "pubblicato da",
    "door", "geschreven door", "av", "tekst", "text", "skriven av", "skrevet av", "af", "skrevet af", "journalist",
    "przez", "autor:", "opracował", "opracowała", "autorka", "автор", "авторы", "текст", "автор:", "автори",
    "yazan", "haber", "oleh", "penulis", "reporter", "ditulis oleh", "bởi", "kirjoittaja", "teksti", "szerző", "írta",
    "autorul", "de", "scris de", "napsal", "napsala", "autoři", "piše", "napisao", "napisala", "του", "της", "γράφει",
    "بقلم", "كتب", "كتبت", "إعداد", "نویسنده", "द्वारा", "लेखक", "written", "文", "撰文", "记者", "記者", "作者", "文／", "文/", "글",
)  # fmt: skip

#: Words between two authors.
CONJUNCTIONS = (
    "and", "und", "et", "y", "e", "ed", "i", "en", "og", "och", "ve", "dan", "và", "ja", "és", "a", "și", "si", "и", "та", "і", "й",
    "και", "و", "और", "with", "mit", "avec", "con", "com", "med", "met", "och", "as told to", "sowie", "ir", "un",
)  # fmt: skip

#: Words of an office: a text that has one is no name, and what follows a name with one is dropped.
ROLES = frozenset((
    "staff", "editor", "editors", "editorial", "reporter", "reporters", "reporting", "correspondent", "correspondents", "writer", "writers",
    "contributor", "contributors", "columnist", "producer", "journalist", "journalists", "journaliste", "journalistes", "newsroom", "news",
    "desk", "team", "bureau", "agency", "agencies", "agencia", "agencias", "agence", "agences", "agentur", "agenturen", "press", "media",
    "redaktion", "redaktionsteam", "redakteur", "redakteurin", "korrespondent", "korrespondentin", "chefredakteur", "onlineredaktion",
    "redaktør", "redaktion:", "rédaction", "rédacteur", "rédactrice", "correspondant", "correspondante", "envoyé", "envoyée",
    "redacción", "redaccion", "redactor", "redactora", "corresponsal", "periodista", "redação", "redacao", "repórter", "jornalista",
    "correspondente", "redazione", "redattore", "giornalista", "corrispondente", "redactie", "redacteur", "verslaggever",
    "correspondente", "redaktionen", "nyhetsbyrån", "reporteri", "toimitus", "toimittaja", "redakcja", "redaktor", "dziennikarz",
    "dziennikarka", "редакция", "редактор", "корреспондент", "обозреватель", "журналист", "редакція", "кореспондент", "журналіст",
    "редактор:", "muhabir", "editör", "editörü", "haber", "merkezi", "servisi", "redaksi", "wartawan", "editorial:", "admin",
    "administrator", "administrador", "webmaster", "webdesk", "web", "online", "digital", "website", "site", "guest", "anonymous",
    "author", "autor", "auteur", "unknown", "n/a", "none", "user", "root", "wire", "wires", "services", "service", "report", "reports",
    "special", "exclusive", "updated", "published", "posted", "share", "comments", "comment", "minutes", "read", "photographs",
    "photographer", "photo", "photos", "foto", "fotos", "image", "images", "video", "getty", "department", "director", "president",
    "ceo", "founder", "analyst", "professor", "intern", "assistant", "associate", "senior", "chief", "managing", "newspaper",
    "magazine", "tv", "radio", "television", "network", "company", "inc", "ltd", "llc", "gmbh", "corp", "corporation", "university",
    "institute", "foundation", "association", "board", "office", "group", "blog", "daily", "times", "gazette", "herald", "tribune",
    "newswire", "newswires", "follow", "twitter", "facebook", "email", "subscribe", "more", "articles", "about", "view", "profile",
    "all", "posts", "contact", "contacto", "seguir", "suivre", "folgen", "bio", "biography", "redakce", "toimetus", "szerkesztőség",
    "szerk", "redacția", "uredništvo", "redakcija", "vijesti", "noticias", "notícias", "nachrichten", "actualités", "aktuell",
    "last", "first", "am", "pm", "uhr", "opinion", "analysis", "politics", "sport", "sports", "business", "world", "local",
    "breaking", "live", "home", "menu", "search", "login", "advertisement", "sponsored", "partner", "content", "studio", "brand",
    "kontakt", "autorenprofil", "archiv", "mehr", "zum", "alle", "artikel", "lesen", "zur", "person", "vom", "am", "stand",
    "記者", "记者", "编辑", "編輯", "責任編集", "编辑部", "編集部", "기자", "뉴스팀", "편집부", "संवाददाता", "डेस्क", "تحرير", "وكالات", "محرر",
))  # fmt: skip

#: News agencies: kept as authors only where the page shows them in the byline and nobody else.
AGENCIES = frozenset((
    "ap", "associated press", "the associated press", "reuters", "thomson reuters", "afp", "agence france-presse", "agence france presse",
    "dpa", "dpa-infocom", "sid", "epd", "kna", "apa", "sda", "keystone-sda", "ats", "efe", "europa press", "ansa", "adnkronos", "agi",
    "lusa", "anp", "belga", "tt", "ntb", "ritzau", "stt", "pap", "čtk", "ctk", "mti", "tass", "тасс", "риа новости", "интерфакс",
    "interfax", "ukrinform", "унн", "anadolu", "aa", "dha", "iha", "xinhua", "新华社", "新華社", "中新社", "中央社", "kyodo",
    "共同通信", "時事通信", "yonhap", "연합뉴스", "뉴시스", "뉴스1", "pti", "ians", "ani", "press trust of india", "pa", "pa media",
    "press association", "aap", "upi", "bloomberg", "cna", "bernama", "antara", "canadian press", "the canadian press", "telam",
    "wam", "wafa", "mena", "irna", "رويترز", "أ ف ب", "د ب أ",
))  # fmt: skip

#: Words before a date that make it the day of a change.
UPDATED = (
    "updated", "update", "modified", "last updated", "last modified", "edited", "revised", "aktualisiert", "geändert", "mis à jour", "mise à jour",
    "modifié", "actualizado", "actualizada", "modificado", "atualizado", "atualizada", "aggiornato", "aggiornata", "modificato", "bijgewerkt",
    "gewijzigd", "laatste update", "uppdaterad", "ändrad", "opdateret", "oppdatert", "sist oppdatert", "endret", "aktualizacja",
    "aktualizováno", "обновлено", "изменено", "оновлено", "güncelleme", "güncellendi", "تحديث", "آخر تحديث", "अपडेट", "अद्यतन",
    "更新", "更新时间", "更新日", "최종수정", "수정", "diperbarui", "diperbaharui", "cập nhật", "päivitetty", "muokattu", "frissítve",
    "actualizat", "ažurirano", "ενημερώθηκε", "עודכן",
)  # fmt: skip

#: Words before a date that make it the day of publication.
PUBLISHED = (
    "published", "publish", "posted", "first published", "originally published", "date", "created", "on", "released", "issued",
    "veröffentlicht", "erschienen", "publié", "publié le", "paru", "publicado", "publicada", "pubblicato", "gepubliceerd", "publicerad",
    "udgivet", "publisert", "opublikowano", "data publikacji", "dodano", "опубликовано", "дата публикации", "опубліковано", "yayınlanma",
    "giriş", "yayın tarihi", "نشر", "نُشر", "تاريخ النشر", "प्रकाशित", "发布", "发布时间", "公開日", "公開", "掲載", "입력", "등록", "작성",
    "dipublikasikan", "julkaistu", "megjelent", "publicat", "objavljeno", "publikováno", "δημοσιεύθηκε", "פורסם",
)  # fmt: skip

#: Lines of pages (not of articles) that text captures bring along; a line that is one of them is left out.
FURNITURE = frozenset((
    "more about", "send us news", "other stories you might like", "you might also like", "you may also like", "recommended",
    "recommended for you", "recommended reading", "related", "related articles", "related stories", "related news", "related topics",
    "related content", "read more", "read next", "read also", "also read", "see also", "most read", "most popular", "trending",
    "trending now", "popular now", "latest news", "more stories", "more news", "more from this author", "more on this story", "more on this topic",
    "top stories", "editor's picks", "editors' picks", "up next", "share", "share this", "share this article", "share this story", "copy link",
    "tweet", "email", "print", "save", "comments", "leave a comment", "add a comment", "post a comment", "view comments", "show comments",
    "no comments", "join the conversation", "advertisement", "advertising", "ad", "sponsored", "sponsored content", "promoted",
    "skip to content", "skip to main content", "back to top", "sign in", "sign up", "log in", "register", "subscribe", "subscribe now",
    "newsletter", "newsletters", "sign up for our newsletter", "get our newsletter", "follow us", "topics", "tags", "tips and corrections",
    "tip us off", "get involved", "support us", "article continues below", "story continues below advertisement", "story continues below",
    "continue reading", "listen to this article", "listen", "watch", "this article is for subscribers only", "contact us", "about us",
    "cookie settings", "privacy policy", "terms of use", "terms and conditions", "all rights reserved",
    "mehr zum thema", "mehr zu diesem thema", "lesen sie auch", "lesen sie mehr", "auch interessant", "das könnte sie auch interessieren",
    "das könnte dich auch interessieren", "weitere artikel", "weitere themen", "ähnliche artikel", "meistgelesen", "meistgelesene artikel", "anzeige", "werbung",
    "teilen", "artikel teilen", "drucken", "kommentare", "kommentieren", "zur startseite", "anmelden", "abonnieren", "zum thema", "themen",
    "schlagwörter", "empfohlen", "zurück zum seitenanfang",
    "lire aussi", "à lire aussi", "à lire également", "lire la suite", "sur le même sujet", "dans la même rubrique", "articles liés",
    "les plus lus", "vous aimerez aussi", "recommandé pour vous", "publicité", "partager", "partager l'article", "imprimer", "commentaires",
    "réagir", "s'abonner", "se connecter", "voir aussi",
    "te puede interesar", "también te puede interesar", "lea también", "lee también", "leer más", "noticias relacionadas",
    "más noticias", "más información", "lo más leído", "lo más visto", "publicidad", "compartir", "imprimir", "comentarios",
    "suscríbete", "iniciar sesión", "etiquetas", "temas relacionados", "relacionadas", "recomendado",
    "leia também", "leia mais", "veja também", "saiba mais", "notícias relacionadas", "mais lidas", "publicidade", "compartilhar",
    "compartilhe", "partilhar", "comentários", "assine", "entrar",
    "leggi anche", "leggi tutto", "potrebbe interessarti", "potrebbe interessarti anche", "articoli correlati", "i più letti", "pubblicità",
    "condividi", "stampa", "commenti", "abbonati", "accedi",
    "lees ook", "lees meer", "lees verder", "meer over", "meest gelezen", "gerelateerd", "gerelateerde artikelen", "advertentie", "delen",
    "deel dit artikel", "reacties", "aanmelden",
    "läs också", "läs mer", "läs även", "mer om", "mest läst", "annons", "dela", "kommentarer", "relaterat", "logga in", "relaterade artiklar",
    "læs også", "læs mere", "mest læste", "annonce", "del", "les også", "les mer", "mest lest", "annonse", "del saken", "relaterte saker",
    "czytaj także", "czytaj też", "czytaj również", "zobacz także", "zobacz też", "czytaj więcej", "najczęściej czytane", "reklama", "udostępnij",
    "komentarze", "polecane", "zobacz również", "podziel się",
    "читайте также", "читать далее", "смотрите также", "по теме", "материалы по теме", "новости по теме", "популярное", "реклама", "поделиться",
    "комментарии", "самое читаемое", "читайте також", "за темою", "поділитися", "коментарі", "дивіться також", "популярне",
    "ilgili haberler", "ayrıca okuyun", "bunları da okuyun", "en çok okunanlar", "reklam", "paylaş", "yorumlar", "devamını oku",
    "اقرأ أيضا", "اقرأ أيضًا", "اقرأ المزيد", "مواضيع ذات صلة", "أخبار ذات صلة", "الأكثر قراءة", "إعلان", "شارك", "تعليقات",
    "यह भी पढ़ें", "ये भी पढ़ें", "और पढ़ें", "संबंधित खबरें", "विज्ञापन", "शेयर करें", "टिप्पणियां",
    "相关新闻", "相关阅读", "相關新聞", "延伸閱讀", "延伸阅读", "推荐阅读", "热门", "广告", "廣告", "分享", "评论", "責任編輯", "更多新闻",
    "関連記事", "あわせて読みたい", "おすすめ記事", "おすすめ", "ランキング", "広告", "シェア", "コメント", "続きを読む", "関連ニュース", "こちらもおすすめ",
    "관련 기사", "관련기사", "많이 본 뉴스", "인기기사", "추천 기사", "광고", "공유하기", "공유", "댓글", "더보기",
    "baca juga", "berita terkait", "artikel terkait", "terpopuler", "iklan", "bagikan", "komentar", "selengkapnya", "xem thêm", "tin liên quan",
    "lue myös", "mainos", "jaa", "olvass tovább", "kapcsolódó cikkek", "hirdetés", "citește și", "čtěte také", "πηγή", "διαβάστε επίσης", "קראו גם",
))  # fmt: skip

#: What comes once the article is over: everything after such a line is the page's.
ENDINGS = frozenset((
    "more about", "send us news", "other stories you might like", "you might also like", "you may also like", "recommended for you",
    "related articles", "related stories", "related news", "most read", "most popular", "more stories", "more news", "more from this author",
    "comments", "leave a comment", "add a comment", "view comments", "join the conversation", "das könnte sie auch interessieren",
    "weitere artikel", "ähnliche artikel", "meistgelesen", "kommentare", "sur le même sujet", "articles liés", "les plus lus", "vous aimerez aussi", "commentaires",
    "noticias relacionadas", "lo más leído", "comentarios", "notícias relacionadas", "mais lidas", "comentários", "articoli correlati",
    "i più letti", "commenti", "gerelateerde artikelen", "meest gelezen", "reacties", "mest läst", "mest læste", "mest lest", "najczęściej czytane",
    "komentarze", "комментарии", "коментарі", "самое читаемое", "ilgili haberler", "en çok okunanlar", "yorumlar", "الأكثر قراءة", "تعليقات",
    "相关新闻", "相關新聞", "推荐阅读", "関連記事", "あわせて読みたい", "コメント", "관련 기사", "관련기사", "많이 본 뉴스", "댓글", "berita terkait", "komentar",
))  # fmt: skip

#: Words glued before the first sentence by the publisher; not part of it.
FLAGS = (
    "Updated", "UPDATED", "Update", "UPDATE", "Exclusive", "EXCLUSIVE", "Breaking", "BREAKING", "Corrected", "CORRECTED", "Developing", "DEVELOPING",
    "Analysis", "Comment", "Opinion", "Review", "Interview", "Feature", "Live", "Video", "Poll", "On Call", "Who, Me?",
    "Aktualisiert", "Exklusiv", "Korrigiert", "Mis à jour", "Exclusif", "Actualizado", "Exclusivo", "Exclusiva", "Atualizado", "Aggiornato",
    "Esclusiva", "Bijgewerkt", "Exclusief", "Uppdaterad", "Opdateret", "Oppdatert", "Aktualizacja", "Обновлено", "Эксклюзив", "Оновлено", "Güncelleme",
    "Güncellendi",
)  # fmt: skip

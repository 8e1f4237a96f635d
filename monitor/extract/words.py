"""Word lists of the field reader and the text reader: data, many languages, easy to extend.

Entries are separated by semicolons; all are lower case but for the flags. The lists hold what pages of
many publishers share, no publisher's own words.
"""

from __future__ import annotations


def _listed(text: str) -> tuple[str, ...]:
    return tuple(" ".join(item.split()) for item in text.split(";"))


#: Words that introduce a byline: "By Jane Doe", "Von …", "Text: …".
BYLINE_MARKERS = _listed("""
    by; written by; reported by; reporting by; story by; posted by; words by; words; text by; author;
    authors; published by; report by; byline; contributed by; von; autor; autorin; autoren;
    ein beitrag von; eine analyse von; ein kommentar von; eine kolumne von; ein gastbeitrag von; aus; par;
    auteur; propos recueillis par; rédigé par; écrit par; publié par; por; escrito por; publicado por;
    redactado por; di; da; a cura di; scritto da; pubblicato da; door; geschreven door; av; tekst; text;
    skriven av; skrevet av; af; skrevet af; journalist; przez; autor:; opracował; opracowała; autorka;
    автор; авторы; текст; автор:; автори; yazan; haber; oleh; penulis; reporter; ditulis oleh; bởi;
    kirjoittaja; teksti; szerző; írta; autorul; scris de; napsal; napsala; autoři; piše; napisao;
    napisala; του; της; γράφει; بقلم; كتب; كتبت; إعداد; نویسنده; द्वारा; लेखक; written; 文; 撰文; 记者;
    記者; 作者; 文／; 文/; 글
""")

#: Words that stand before "by" in a byline: "Analysis by", "Ein Kommentar von".
BYLINE_OPENERS = _listed("""
    a; an; the; analysis; story; stories; report; reporting; reports; review; opinion; column; commentary;
    comment; interview; interviews; text; words; written; posted; published; reported; compiled; created;
    article; special; perspective; essay; guest; post; exclusive; contributed; authored; blog; feature;
    story and photos; submitted; ein; eine; kommentar; analyse; kolumne; gastbeitrag; beitrag; reportage;
    glosse; bericht; essay; leitartikel; propos; recueillis; texte; récit; enquête; chronique; tribune;
    entrevista; reportaje; análisis; texto; crónica; opinión; articolo; analisi; commento; intervista;
    een; verhaal; opinie; tekst
""")

#: Words between two authors.
CONJUNCTIONS = _listed("""
    and; und; et; y; e; ed; i; en; og; och; ve; dan; và; ja; és; a; și; si; и; та; і; й; και; و; और; with;
    mit; avec; con; com; med; met; as told to; sowie; ir; un
""")

#: Words of an office: a text that has one is no name.
ROLES = frozenset(
    _listed("""
    about; actualités; admin; administrador; administrator; advertisement; agence; agences; agencia;
    agencias; agencies; agency; agentur; agenturen; aktuell; all; alle; am; analysis; analyst; anonymous;
    archiv; articles; artikel; assistant; associate; association; auteur; author; autor; autorenprofil;
    bio; biography; blog; board; brand; breaking; bureau; business; ceo; chefredakteur; chief; columnist;
    comment; comments; company; contact; contacto; content; contributor; contributors; corp; corporation;
    correspondant; correspondante; correspondent; correspondente; correspondents; corresponsal;
    corrispondente; daily; department; desk; digital; director; dziennikarka; dziennikarz; editor;
    editorial; editorial:; editors; editör; editörü; email; envoyé; envoyée; exclusive; facebook; first;
    folgen; follow; foto; fotos; foundation; founder; gazette; getty; giornalista; gmbh; group; guest;
    haber; herald; home; image; images; inc; institute; intern; jornalista; journalist; journaliste;
    journalistes; journalists; kontakt; korrespondent; korrespondentin; last; lesen; live; llc; local;
    login; ltd; magazine; managing; media; mehr; menu; merkezi; minutes; more; muhabir; n/a; nachrichten;
    network; news; newspaper; newsroom; newswire; newswires; none; noticias; notícias; nyhetsbyrån;
    office; online; onlineredaktion; opinion; partner; periodista; person; photo; photographer;
    photographs; photos; pm; politics; posted; posts; president; press; producer; professor; profile;
    published; radio; read; redacao; redaccion; redacción; redacteur; redactie; redactor; redactora;
    redacția; redakce; redakcija; redakcja; redaksi; redakteur; redakteurin; redaktion; redaktion:;
    redaktionen; redaktionsteam; redaktor; redaktør; redattore; redazione; redação; report; reporter;
    reporteri; reporters; reporting; reports; repórter; rédacteur; rédaction; rédactrice; search; seguir;
    senior; service; services; servisi; share; site; special; sponsored; sport; sports; staff; stand;
    studio; subscribe; suivre; szerk; szerkesztőség; team; television; times; toimetus; toimittaja;
    toimitus; tribune; tv; twitter; uhr; university; unknown; updated; uredništvo; user; verslaggever;
    video; view; vijesti; vom; wartawan; web; webdesk; webmaster; website; wire; wires; world; writer;
    writers; zum; zur; журналист; журналіст; кореспондент; корреспондент; обозреватель; редактор;
    редактор:; редакция; редакція; تحرير; محرر; وكالات; डेस्क; संवाददाता; 編輯; 編集部; 编辑; 编辑部;
    記者; 记者; 責任編集; 기자; 뉴스팀; 편집부
""")
)

#: Words of an office that are put right behind a person's name.
OFFICES = frozenset(
    _listed("""
    writer; reporter; correspondent; columnist; contributor; journalist; producer; follow; profile; view;
    email; e-mail; twitter; updated; published; posted; share; redakteur; redakteurin; korrespondent;
    korrespondentin; journaliste; correspondant; correspondante; corresponsal; periodista; repórter;
    giornalista; corrispondente; correspondent; verslaggever; reporteri; toimittaja; dziennikarz;
    dziennikarka; корреспондент; обозреватель; журналист; кореспондент; журналіст; muhabir
""")
)

#: News agencies: kept as authors only where the page shows them in the byline and nobody else.
AGENCIES = frozenset(
    _listed("""
    aa; aap; adnkronos; afp; agence france presse; agence france-presse; agi; anadolu; ani; anp; ansa;
    antara; ap; apa; associated press; ats; belga; bernama; bloomberg; canadian press; cna; ctk; dha; dpa;
    dpa-infocom; efe; epd; europa press; ians; iha; interfax; irna; keystone-sda; kna; kyodo; lusa; mena;
    mti; ntb; pa; pa media; pap; press association; press trust of india; pti; reuters; ritzau; sda; sid;
    stt; tass; telam; the associated press; the canadian press; thomson reuters; tt; ukrinform; upi; wafa;
    wam; xinhua; yonhap; čtk; интерфакс; риа новости; тасс; унн; أ ف ب; د ب أ; رويترز; 中央社; 中新社;
    共同通信; 新华社; 新華社; 時事通信; 뉴스1; 뉴시스; 연합뉴스
""")
)

#: Words before a date that make it the day of a change.
UPDATED = _listed("""
    updated; update; modified; last updated; last modified; edited; revised; aktualisiert; geändert;
    mis à jour; mise à jour; modifié; actualizado; actualizada; modificado; atualizado; atualizada;
    aggiornato; aggiornata; modificato; bijgewerkt; gewijzigd; laatste update; uppdaterad; ändrad;
    opdateret; oppdatert; sist oppdatert; endret; aktualizacja; aktualizováno; обновлено; изменено;
    оновлено; güncelleme; güncellendi; تحديث; آخر تحديث; अपडेट; अद्यतन; 更新; 更新时间; 更新日; 최종수정;
    수정; diperbarui; diperbaharui; cập nhật; päivitetty; muokattu; frissítve; actualizat; ažurirano;
    ενημερώθηκε; עודכן
""")

#: Words before a date that make it the day of publication.
PUBLISHED = _listed("""
    published; publish; posted; first published; originally published; date; created; on; released;
    issued; veröffentlicht; erschienen; publié; publié le; paru; publicado; publicada; pubblicato;
    gepubliceerd; publicerad; udgivet; publisert; opublikowano; data publikacji; dodano; опубликовано;
    дата публикации; опубліковано; yayınlanma; giriş; yayın tarihi; نشر; نُشر; تاريخ النشر; प्रकाशित;
    发布; 发布时间; 公開日; 公開; 掲載; 입력; 등록; 작성; dipublikasikan; julkaistu; megjelent; publicat;
    objavljeno; publikováno; δημοσιεύθηκε; פורסם
""")

#: The days of the week, which stand between a name and a date.
WEEKDAYS = _listed("""
    monday; tuesday; wednesday; thursday; friday; saturday; sunday; mon; tue; tues; wed; thu; thurs;
    fri; sat; sun; montag; dienstag; mittwoch; donnerstag; freitag; samstag; sonnabend; sonntag; lundi;
    mardi; mercredi; jeudi; vendredi; samedi; dimanche; lunes; martes; miércoles; jueves; viernes; sábado;
    domingo; segunda-feira; terça-feira; quarta-feira; quinta-feira; sexta-feira; lunedì; martedì;
    mercoledì; giovedì; venerdì; sabato; domenica; maandag; dinsdag; woensdag; donderdag; vrijdag;
    zaterdag; zondag; måndag; tisdag; onsdag; torsdag; fredag; lördag; söndag; mandag; tirsdag; lørdag;
    søndag; maanantai; tiistai; keskiviikko; torstai; perjantai; lauantai; sunnuntai; poniedziałek;
    wtorek; środa; czwartek; piątek; sobota; niedziela; pondělí; úterý; středa; čtvrtek; pátek; neděle;
    pondelok; utorok; streda; štvrtok; piatok; nedeľa; hétfő; kedd; szerda; csütörtök; péntek; szombat;
    vasárnap; luni; marți; miercuri; joi; vineri; sâmbătă; duminică; ponedjeljak; utorak; srijeda;
    četvrtak; petak; subota; nedjelja; ponedeljak; sreda; nedelja; понедельник; вторник; среда; четверг;
    пятница; суббота; воскресенье; понеділок; вівторок; середа; четвер; п'ятниця; субота; неділя;
    понеделник; сряда; четвъртък; петък; събота; δευτέρα; τρίτη; τετάρτη; πέμπτη; παρασκευή; σάββατο;
    κυριακή; pazartesi; salı; çarşamba; perşembe; cuma; cumartesi; pazar; senin; selasa; rabu; kamis;
    jumat; sabtu; minggu; ahad; khamis; isnin
""")

#: Lines that introduce titles of other articles.
LISTS = frozenset(
    _listed("""
    more about; other stories you might like; you might also like; you may also like; recommended;
    recommended for you; recommended reading; related; related articles; related stories; related news;
    related topics; related content; read more; read next; read also; also read; see also; most read;
    most popular; trending; trending now; popular now; latest news; more stories; more news;
    more from this author; more on this story; more on this topic; top stories; editor's picks;
    editors' picks; up next; topics; tags; mehr zum thema; mehr zu diesem thema; lesen sie auch;
    auch interessant; das könnte sie auch interessieren; das könnte dich auch interessieren;
    weitere artikel; weitere themen; ähnliche artikel; meistgelesen; meistgelesene artikel; schlagwörter;
    empfohlen; lire aussi; à lire aussi; à lire également; sur le même sujet; dans la même rubrique;
    articles liés; les plus lus; vous aimerez aussi; recommandé pour vous; voir aussi; te puede interesar;
    también te puede interesar; lea también; lee también; noticias relacionadas; más noticias;
    lo más leído; lo más visto; etiquetas; temas relacionados; relacionadas; leia também; leia mais;
    veja também; saiba mais; notícias relacionadas; mais lidas; leggi anche; potrebbe interessarti;
    potrebbe interessarti anche; articoli correlati; i più letti; lees ook; meer over; meest gelezen;
    gerelateerd; gerelateerde artikelen; läs också; läs även; mest läst; relaterat; relaterade artiklar;
    læs også; mest læste; les også; mest lest; relaterte saker; czytaj także; czytaj też; czytaj również;
    zobacz także; zobacz też; zobacz również; najczęściej czytane; polecane; читайте также;
    смотрите также; по теме; материалы по теме; новости по теме; популярное; самое читаемое;
    читайте також; за темою; дивіться також; популярне; ilgili haberler; ayrıca okuyun; bunları da okuyun;
    en çok okunanlar; اقرأ أيضا; اقرأ أيضًا; مواضيع ذات صلة; أخبار ذات صلة; الأكثر قراءة; यह भी पढ़ें;
    ये भी पढ़ें; संबंधित खबरें; 相关新闻; 相关阅读; 相關新聞; 延伸閱讀; 延伸阅读; 推荐阅读; 更多新闻;
    関連記事; あわせて読みたい; おすすめ記事; おすすめ; ランキング; 関連ニュース; こちらもおすすめ;
    관련 기사; 관련기사; 많이 본 뉴스; 인기기사; 추천 기사; baca juga; berita terkait; artikel terkait;
    terpopuler; xem thêm; tin liên quan; lue myös; kapcsolódó cikkek; čtěte také; διαβάστε επίσης; קראו גם
""")
)

#: Lines of pages (not of articles) that text captures bring along; such lines are left out.
FURNITURE = frozenset(
    _listed("""
    aanmelden; abbonati; abonnieren; about us; accedi; ad; add a comment; advertentie; advertisement;
    advertising; all rights reserved; anmelden; annonce; annons; annonse; anzeige;
    article continues below; artikel teilen; assine; back to top; bagikan; citește și; comentarios;
    comentários; commentaires; commenti; comments; compartilhar; compartilhe; compartir; condividi;
    contact us; continue reading; cookie settings; copy link; czytaj więcej; deel dit artikel; del;
    del saken; dela; delen; devamını oku; drucken; email; entrar; follow us; get involved;
    get our newsletter; hirdetés; iklan; imprimer; imprimir; iniciar sesión; jaa; join the conversation;
    komentar; komentarze; kommentare; kommentarer; kommentieren; leave a comment; leer más; lees meer;
    lees verder; leggi tutto; les mer; lesen sie mehr; lire la suite; listen; listen to this article;
    log in; logga in; läs mer; læs mere; mainos; mer om; más información; newsletter; newsletters;
    no comments; olvass tovább; partager; partager l'article; partilhar; paylaş; podziel się;
    post a comment; print; privacy policy; promoted; pubblicità; publicidad; publicidade; publicité;
    reacties; recomendado; register; reklam; reklama; réagir; s'abonner; save; se connecter; selengkapnya;
    send us news; share; share this; share this article; share this story; show comments; sign in;
    sign up; sign up for our newsletter; skip to content; skip to main content; sponsored;
    sponsored content; stampa; story continues below; story continues below advertisement; subscribe;
    subscribe now; support us; suscríbete; teilen; terms and conditions; terms of use; themen;
    this article is for subscribers only; tip us off; tips and corrections; tweet; udostępnij;
    view comments; watch; werbung; yorumlar; zum thema; zur startseite; zurück zum seitenanfang; πηγή;
    коментарі; комментарии; поделиться; поділитися; реклама; читать далее; إعلان; اقرأ المزيد; تعليقات;
    شارك; और पढ़ें; टिप्पणियां; विज्ञापन; शेयर करें; コメント; シェア; 分享; 广告; 広告; 廣告; 热门;
    続きを読む; 评论; 責任編輯; 공유; 공유하기; 광고; 댓글; 더보기
""")
)

#: Words of change glued before the first sentence by the publisher; not part of it.
CHANGE_FLAGS = _listed("""
    Updated; UPDATED; Update; UPDATE; Corrected; CORRECTED; Aktualisiert; Korrigiert; Mis à jour;
    Actualizado; Atualizado; Aggiornato; Bijgewerkt; Uppdaterad; Opdateret; Oppdatert; Aktualizacja;
    Обновлено; Оновлено; Güncelleme; Güncellendi
""")

#: Words of kind glued before the first sentence; not part of it.
KIND_FLAGS = _listed("""
    Exclusive; EXCLUSIVE; Breaking; BREAKING; Developing; Analysis; Comment; Opinion; Review; Interview;
    Feature; Exklusiv; Exclusif; Exclusivo; Exclusiva; Esclusiva; Exclusief; Эксклюзив
""")

#: Words that begin a sentence by themselves.
SENTENCE_OPENERS = _listed("""
    The; A; An; It; In; On; At; He; She; They; We; This; That; These; Those; When; As; After; Der; Die;
    Das; Ein; Eine; Im; Le; La; Les; Un; Une; L'; El; Los; Las; Il; Lo; I; Gli; De; Het; Een; O; Os; Um;
    Uma; В; На; После
""")

#: Words with which a line begins that heads a notice.
NOTICE_LABELS = _listed("""
    update; updated; updates; correction; corrections; corrected; clarification; editor's note;
    editors' note; editor’s note; editors’ note; bootnote; retraction; erratum; nachtrag; korrektur;
    berichtigung; richtigstellung; aktualisierung; anmerkung der redaktion; mise à jour; rectificatif;
    précision; actualización; corrección; fe de erratas; fe de errores; aclaración; rectificación;
    atualização; correção; erramos; errata; aggiornamento; rettifica; errata corrige; precisazione;
    rectificatie; correctie; aanvulling; rättelse; uppdatering; förtydligande; rettelse; oppdatering;
    opdatering; præcisering; presisering; aktualizacja; sprostowanie; исправление; обновление; обновлено;
    уточнение; поправка; виправлення; уточнення; оновлено; düzeltme; güncelleme; tekzip; تصحيح; تحديث;
    توضيح; 更正; 更新; 訂正; 追記; お詫び; 정정; 수정; 바로잡습니다; भूल सुधार; अपडेट
""")

#: Words before a colon or an arrow that make a line a pointer to another article.
POINTERS = _listed("""
    read more; read also; read next; also read; see also; related; more; watch; lesen sie auch; mehr dazu;
    lire aussi; à lire aussi; lea también; lee también; leia também; leia mais; leggi anche; lees ook;
    läs också; läs mer; læs også; les også; czytaj też; czytaj także; czytaj również; zobacz też;
    zobacz także; читайте также; читайте також; ayrıca oku; ayrıca okuyun; baca juga; اقرأ أيضا;
    यह भी पढ़ें; 相关阅读; 関連記事; 관련기사
""")

#: What counters beside an article count.
COUNTED = _listed("""
    comment; comments; share; shares; view; views; like; likes; read; reads; replies; kommentar;
    kommentare; commentaire; commentaires; comentario; comentarios; comentário; comentários; commenti;
    reacties; kommentarer; komentarz; komentarze; komentarzy; комментарий; комментария; комментариев;
    просмотр; просмотра; просмотров; yorum; 閲覧; コメント; 评论; 댓글
""")

"""Paragraphs in which a publisher sells: commissions on links, letters by e-mail, apps and channels.

Pure. Knows such paragraphs by wordings that are common to publishers of a language: they speak of "us"
and to "you", or they call to an act. What a story tells of commissions, newsletters or apps is no offer.
"""

from __future__ import annotations

import re

#: A longer paragraph (characters) is not taken for an offer.
LONGEST_PLEDGE, LONGEST_CALL = 420, 240
_QUOTES = re.compile('[“”„«»「」『』"]')

#: One of these is in every paragraph on commissions: looked for first, because it costs little.
_STEMS = re.compile(
    r"affilia|afilia|commissi|kommissi|kommisj|comisi|comiss|komisi|komisy|provisi|provisj|proviz"
    r"|prowizj|jutalék|palkkio|комисс|коміс|партн|προμήθει|עמל"
    r"|عمولة|佣金|联盟链接|聯盟連結|アフィリエイト|コミッション|報酬"
    r"|수수료|제휴|hoa hồng|amazon|partnerlink|annonselenk|reklamelenk|annonslänk"
)
_EARNS = re.compile(
    r"\b(?:earn|get|gets|receive|make|collect|paid|take)\w{0,3}\b.{0,30}\bcommissions?\b|(?:erh[aä]lt"
    r"|bekomm|verdien|fließ)\w*.{0,60}provision|provision.{0,60}(?:erhalt|erhält|bekomm|verdien)"
    r"|\b(?:perce|touch|reçoi|recev|gagn|génér)\w*.{0,30}\bcommissions?\b|\b(?:recib|gan|obten"
    r"|llev)\w*.{0,30}\bcomisi[oó]n|\b(?:receb|ganh|obt)\w*.{0,30}\bcomiss(?:ão|ões)|\b(?:ricev"
    r"|guadagn|otten|percep)\w*.{0,30}\bcommission|\b(?:ontvang|krijg|verdien)\w*.{0,40}commissie"
    r"|commissie.{0,40}(?:ontvang|krijg|verdien)|\b(?:få|får|tjän\w*|tjene\w*|erhåll\w*|mottar?|motta"
    r"|modtage\w*)\b.{0,40}(?:provision|provisjon|kommission|kommisjon)|\b(?:saa\w*"
    r"|ansait\w*)\b.{0,40}(?:provisio|komissio|palkkio)|(?:otrzym|zarab|zarob|dosta)\w*.{0,40}prowizj"
    r"|prowizj\w*.{0,30}(?:otrzym|zarab|zarob|dosta)|(?:získ|dosta|obdrž|máme)\w*.{0,40}proviz"
    r"|proviz\w*.{0,30}(?:získ|dosta|obdrž)|jutalék\w*.{0,40}(?:kap|rész|jár)|(?:prim|câștig"
    r"|obțin)\w*.{0,40}\bcomision|(?:получ|зарабат)\w*.{0,40}комисси|комисси\w*.{0,30}получ|(?:отрим"
    r"|заробл)\w*.{0,40}комісі|(?:λάβ|λαμβάν|κερδ)\w*.{0,40}προμήθει|komisyon.{0,30}(?:kazan|al|elde)"
    r"|(?:نحصل|نتلقى|نكسب|نربح).{0,40}عمولة|עמלה|(?:コミッション|手数料"
    r"|報酬).{0,20}(?:得|受け取|発生)|(?:获得|獲得|赚取|賺取"
    r"|收取).{0,12}佣金|수수료.{0,20}(?:받|제공|지급)|(?:menerima|mendapat\w*|memperoleh)\b.{0,30}\bkomisi"
    r"|nhận.{0,30}hoa hồng"
)
_AFFILIATE = re.compile(
    r"affiliate[- ]?(?:links?|partners?|program\w*|advertis\w+)|provisions-?links?|partner-?links?\b"
    r"|liens? (?:d['’]affiliation|affiliés?)|enlaces? (?:de )?afilia\w+|links? (?:de )?afilia\w+"
    r"|link (?:di )?affilia\w+|affiliatelänk\w*|annonslänk\w*|annonselenk\w*|reklamelenk\w*"
    r"|link\w* afiliacyjn\w+|партн[её]рск\w+ ссылк\w+"
    r"|партнерськ\w+ посилан\w+|アフィリエイト|联盟链接|聯盟連結"
    r"|제휴 링크|tautan afiliasi|amazon[- ](?:associates?|partner)\b"
)
_BOUGHT = re.compile(
    r"\blinks?\b|\bbuy\b|\bbought\b|purchas|\bshop|kauf|achat|achet|\bliens?\b|compra|enlace|acquist"
    r"|koop|\bkøb|\bkjøp|\bköp|länk|lenke|zakup|\bkup|покуп|ссыл|купів|купу|посилан|satın al|bağlantı"
    r"|شراء|رابط|روابط|リンク|購入|链接|鏈接|連結|购买|購買|링크|구매|tautan"
    r"|pembelian|\bmua\b|liên kết|odkaz|nákup"
    r"|vásár|cumpăr|achiziț|αγορ|σύνδεσμ|קני|קישור|osto|linkki"
)
_ADDRESSED = re.compile(
    r"\b(?:we|our|us|you|your|wir|uns|unser\w*|sie|nous|notre|nos|vous|nuestr\w+|nosotros|podemos"
    r"|podríamos|recibimos|obtenemos|compras|noss\w+|recebemos|você|nostr\w+|potremmo|riceviamo"
    r"|guadagniamo|acquisti|wij|ons|onze|je|vi|oss|vår\w*|vores|du|naszą?|nasz\w*|możemy|otrzymujemy"
    r"|мы|нам|наш\w*|вы|ми|ви|biz\w*|sitemiz\w*|kami|anda|chúng tôi|saamme|voimme|my|máme|můžeme"
    r"|kapunk|noi|primi\w*|εμείς|μας|אנו|אנחנו)\b|\b(?:this|dieser?|diesem|cet|este|esta|questo|dit"
    r"|artikeln|denne|ten|эта|этой|ця) (?:article|page|post|story|site|artikels?|text|beitrag"
    r"|artículo|página|artigo|articolo|artykuł|стать\w|стаття)|当社|弊社"
    r"|私たち|当サイト|本記事|この記事|本站|本文|我们|我們|저희"
    r"|당사|본 기사|نحن|قد نحصل|نحصل|نتلقى"
)

#: Each is matched from the beginning of a short paragraph; what follows is the rest of the call.
_CALLS = re.compile(
    r"(?:add .{1,60} (?:as|to) (?:a |your )?preferred sources?\b|(?:join|follow) (?:us|our"
    r"|the) .{0,60}\b(?:facebook|twitter|instagram|x|tiktok|youtube|linkedin|telegram|whatsapp|google"
    r"|threads|bluesky|mastodon|discover)\b|(?:download|get|install|try) our (?:free "
    r"|new )?(?:mobile )?app\b|(?:abonnieren sie|abonniere|bestellen sie|melden sie sich|melde dich"
    r"|holen sie sich|hol dir)\b.{0,60}(?:newsletters?|bulletins?)|folgen sie uns\b|folge uns\b"
    r"|(?:laden sie|lade|holen sie sich|hol dir) (?:sich |dir )?(?:hier "
    r"|jetzt )?unsere\b.{0,30}\bapp\b|(?:abonnez-vous|inscrivez-vous"
    r"|recevez)\b.{0,80}(?:(?:newsletters?|bulletins?)|infolettres?|lettres? d['’]information)"
    r"|(?:abonnez-vous|rejoignez)\b.{0,40}\b(?:notre|nos) (?:chaînes?|comptes?)\b|suivez-nous\b"
    r"|téléchargez (?:gratuitement )?notre appli|(?:suscr[ií]bete|suscr[ií]base|ap[uú]ntate"
    r"|reg[ií]strate|inscr[ií]bete|recib[ae])\b.{0,80}(?:(?:newsletters?|bulletins?)|bolet[ií]n)"
    r"|(?:suscr[ií]bete|[uú]nete|s[uú]mate) a nuestro\b.{0,30}\b(?:canal|grupo)\b"
    r"|s[ií]g[ua][ea]?nos\b|descarg(?:a|ue|á) nuestra app|(?:assine|inscreva-se|cadastre-se|receba"
    r"|subscreva)\b.{0,80}(?:(?:newsletters?|bulletins?)|boletim)|(?:entre|participe|inscreva-se"
    r"|siga)\b.{0,10}\bnosso\b.{0,20}\b(?:canal|grupo|perfil)\b|siga-nos\b|baixe (?:o )?nosso (?:app"
    r"|aplicativo)|(?:iscriviti|ricevi|abbonati|registrati)\b.{0,80}(?:newsletters?|bulletins?)"
    r"|(?:iscriviti|unisciti|segui)\b.{0,10}\bnostro canale\b|seguici (?:su|anche)\b"
    r"|scarica la nostra app|(?:schrijf (?:je|u)|meld (?:je|u)|abonneer (?:je|u)"
    r"|ontvang)\b.{0,80}(?:nieuwsbrie|(?:newsletters?|bulletins?))|volg ons (?:op|via)\b"
    r"|download onze\b.{0,20}\bapp\b|(?:prenumerera|anmäl dig|skriv upp dig|få)\b.{0,80}nyhetsbrev"
    r"|följ oss (?:på|i)\b|ladda (?:ner|ned) vår app|(?:meld (?:deg|dig)|tilmeld dig|abonn[eé]r|motta"
    r"|modtag|få)\b.{0,80}(?:nyhetsbrev|nyhedsbrev)|følg oss? på\b|(?:last ned|hent) (?:vår"
    r"|vores) app|tilaa\b.{0,60}uutiskir|seuraa meitä\b|lataa\b.{0,20}\bsovelluksemme|(?:zapisz się"
    r"|subskrybuj|zasubskrybuj)\b.{0,80}(?:newsletters?|bulletins?)|(?:obserwuj|śledź) nas\b"
    r"|pobierz naszą aplikacj|(?:přihlaste se|přihlas se|odebírejte)\b.{0,80}(?:(?:newsletters?"
    r"|bulletins?)|zpravodaj)|sledujte nás na\b|iratkozz(?:on)? fel\b.{0,60}hírlev|kövessen minket\b"
    r"|kövess minket\b|(?:abonează-te|abonați-vă|înscrie-te)\b.{0,80}(?:newsletters?|bulletins?)"
    r"|urmărește-ne (?:pe|și)\b|urmăriți-ne pe\b|(?:prijavite se|pretplatite se"
    r"|prijavi se)\b.{0,80}(?:newsletters?|bulletins?)|pratite nas na\b|(?:подпишитесь|подписывайтесь"
    r"|подпишись)\b.{0,60}(?:рассылк|наш\w*\b.{0,20}\bканал|нас\b)|следите за нами\b|(?:скачайте"
    r"|установите) наше приложение|(?:підпишіться|підписуйтес[ья]|підпишись)\b.{0,60}(?:розсилк"
    r"|наш\w*\b.{0,20}\bканал|нас\b)|стежте за нами\b|εγγραφείτε\b.{0,80}(?:newsletters?|bulletins?)"
    r"|ακολουθήστε μας\b|(?:e-?|haber )?bültenimize\b|bizi\b.{0,40}\btakip ed"
    r"|اشتركو?ا?\b.{0,60}(?:النشرة|نشرتنا|قناتنا)|تابعونا\b|تابعنا على\b|הירשמו\b.{0,60}ניוזלטר"
    r"|עקבו אחרינו\b|हमें .{0,40}फॉलो करें|हमारा ऐप डाउनलोड|.{0,30}(?:メールマガジン|メルマガ"
    r"|ニュースレター).{0,16}(?:登録|購読|申し込)|(?:订阅|訂閱)(?:我们"
    r"|我們).{0,30}(?:电子报|電子報|通讯|邮件|频道|頻道)|(?:关注|關注"
    r"|追蹤)(?:我们|我們)|(?:下载|下載)(?:我们|我們)的|.{0,20}뉴스레터.{0,8}(?:구독|신청)|(?:berlangganan"
    r"|daftar)\b.{0,60}(?:(?:newsletters?|bulletins?)|buletin)|ikuti kami (?:di|melalui)\b"
    r"|unduh aplikasi kami|đăng ký\b.{0,60}\b(?:bản tin|newsletter)|theo dõi chúng tôi\b).{0,160}"
)


def is_offer(text: str) -> bool:
    """Does a paragraph of an article's page only offer something of the publisher's?"""
    if len(text) > LONGEST_PLEDGE:
        return False
    told = text.lower()
    if _STEMS.search(told) and is_pledge(told):
        return True
    return len(told) <= LONGEST_CALL and _CALLS.fullmatch(told) is not None


def is_pledge(told: str) -> bool:
    """Does it say, in lower case, that the publisher earns by what its readers buy? Nobody is quoted as
    saying so."""
    if _QUOTES.search(told) or not _ADDRESSED.search(told):
        return False
    return bool(_AFFILIATE.search(told) or (_EARNS.search(told) and _BOUGHT.search(told)))

"""Paragraphs that only offer something of the publisher's, in many languages; and those that tell of such."""

from __future__ import annotations

import pytest

from monitor.extract.offers import is_offer
from tests.pages import PARAGRAPHS, page, paragraphs, texts

PLEDGES = (
    "If you buy something through a link in this story, the Herald may earn a commission.",
    "We may receive a small commission when you shop by way of our links, at no cost to you.",
    "This article contains affiliate links.",
    "As an Amazon Associate we earn from what you order.",
    "Wenn Sie über einen Link auf dieser Seite kaufen, erhalten wir eine Provision. Der Preis bleibt gleich.",
    "Dieser Artikel enthält Affiliate-Links.",
    "Si vous achetez par un lien de cette page, nous pouvons toucher une commission.",
    "Si compras algo desde nuestros enlaces, podemos recibir una comisión.",
    "Se você comprar por um link desta página, podemos receber uma comissão.",
    "Se acquisti da uno dei nostri link, potremmo ricevere una commissione.",
    "Koopt u via een link in dit artikel, dan ontvangen wij een commissie.",
    "Om du köper något via våra länkar kan vi få provision.",
    "Jeśli kupisz coś przez nasze linki, możemy otrzymać prowizję.",
    "Если вы покупаете по ссылке из этой статьи, мы можем получить комиссию.",
    "この記事のリンクから購入されると、当サイトが報酬を得ることがあります。",
    "如果您通过本文链接购买,我们可能会获得佣金。",
)
CALLS = (
    "Abonnieren Sie unseren Newsletter und lesen Sie jeden Morgen das Neueste vom Hafen.",
    "Inscrivez-vous à notre newsletter du soir.",
    "Suscríbete a nuestro boletín diario.",
    "Assine a nossa newsletter e receba as notícias do porto.",
    "Iscriviti alla nostra newsletter del mattino",
    "Schrijf je in voor onze nieuwsbrief.",
    "Prenumerera på vårt nyhetsbrev om hamnen.",
    "Zapisz się do naszego newslettera.",
    "Подпишитесь на нашу рассылку о порте.",
    "Підписуйтесь на наш канал у месенджері.",
    "Folgen Sie uns auf Mastodon.",
    "Suivez-nous sur Instagram",
    "Síguenos en nuestras redes.",
    "Download our free app for the tides.",
    "Join our channel on WhatsApp for news of the ferries.",
    "Add the Herald as a preferred source on your phone.",
    "メールマガジンに登録すると毎朝届きます。",
    "关注我们",
)
NEWS = (
    "The brokers earn a commission on every flat that they sell on the quay.",
    "La Commission a demandé au port un lien plus direct avec le rail, et nous attendons sa réponse.",
    "“We may earn a commission if you buy through our links,” the shop's page said until Monday.",
    "Der Makler erhielt eine Provision von drei Prozent.",
    "Follow the path along the river for two miles, then join the road to the mill.",
    "The town council will send its newsletter to all households from June.",
    "Descarga la aplicación del ayuntamiento y enseña el código al revisor.",
    "Recibe el premio por sus novelas del mar.",
    "Partnerskie miasta kupiły nowe autobusy.",
)


@pytest.mark.parametrize("text", [*PLEDGES, *CALLS])
def test_an_offer_is_left_out_wherever_it_stands(text: str) -> None:
    assert is_offer(text)
    for place in (1, len(PARAGRAPHS)):
        inside = paragraphs()
        inside.insert(place, f"<p><em>{text}</em></p>")
        assert texts(page(inside)) == list(PARAGRAPHS)


@pytest.mark.parametrize("text", [*NEWS, *PARAGRAPHS])
def test_what_a_story_tells_is_no_offer(text: str) -> None:
    assert not is_offer(text)


def test_a_long_paragraph_is_no_offer() -> None:
    assert not is_offer(PLEDGES[0] + " " + " ".join(PARAGRAPHS))

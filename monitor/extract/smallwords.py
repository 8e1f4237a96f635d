"""Frequent small words of languages: data. Telling within one script, not across scripts."""

from __future__ import annotations

#: By language, separated by spaces.
SMALL_WORDS: dict[str, str] = {
    "en": (
        "the of and to in that is was for on with as by at from has have are be it its his they this "
        "which not but were said will an he"
    ),
    "de": (
        "der die das und ist nicht von den mit dem sich auf für auch eine ein als im dass werden wurde "
        "nach bei aus noch sind zu des wird"
    ),
    "fr": (
        "le la les des et est une du dans que qui pour sur par pas plus avec ce il au sont cette aux ont "
        "été en un mais"
    ),
    "es": (
        "el la los las de que y en un una por con para del se no es su al como más pero ha lo fue este "
        "según entre"
    ),
    "pt": (
        "o os a as de que e em um uma para com não do da no na por se mais foi ao dos das como mas são "
        "também pelo"
    ),
    "it": (
        "il lo la gli le di che e un una per con non del della è in sono alla dei nel anche dal più si ha "
        "come al"
    ),
    "nl": (
        "de het een van en in is dat op te zijn voor met die niet aan er om ook door bij wordt naar heeft "
        "als maar"
    ),
    "sv": (
        "och att det som en på är av för med den till inte har de om ett han var från men vid efter kan "
        "eller också"
    ),
    "da": (
        "og at det som en på er af for med den til ikke har de om et han var fra men ved efter kan eller "
        "også blev sig"
    ),
    "no": (
        "og at det som en på er av for med den til ikke har de om et han var fra men ved etter kan eller "
        "også ble seg"
    ),
    "fi": (
        "ja on ei se että oli hän mutta ovat myös kun joka sen mukaan tai ole kuin vain vuoden ollut jo niin"
    ),
    "pl": (
        "i w na z się nie do że jest to o jak za od po przez który dla są ale oraz tym co czy został ma jego"
    ),
    "cs": "a se na je v že s z do o to za by pro jako ale po podle jsem který jeho byl jsou už i které",
    "ro": "și de în la a cu pe din care este că nu un o pentru mai au fost sunt s-a prin sau după",
    "hu": "a az és hogy nem is egy meg de csak már még volt ez ki mint vagy lehet után szerint el",
    "tr": (
        "ve bir bu için ile da de olarak çok daha ne gibi en olan sonra kadar ancak oldu göre ise var "
        "değil dedi"
    ),
    "id": (
        "yang dan di untuk dengan pada ini dari dalam itu tidak akan oleh juga ke adalah telah karena "
        "sebagai ada"
    ),
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
    "ms": (
        "yang dan di untuk dengan pada ini dari dalam itu tidak akan oleh juga ke adalah telah kerana "
        "sebagai ada kata beliau"
    ),
}

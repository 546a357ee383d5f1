"""Whole pages of plain text in many languages: every field, and nothing lost."""

# ruff: noqa: E501 (the paragraphs of pages stand on one line)

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from page_text import paragraphs

from exporter.errors import RecordError
from exporter.model import Article
from exporter.records.coverage import check_record_text
from exporter.records.text import read_page


def facts(article: Article) -> dict[str, Any]:
    """Return what a page says, field by field; what is empty is left out."""
    zone = article.time_zone
    found = {
        "language": article.language,
        "publisher": article.publisher.name if article.publisher else "",
        "sections": list(article.sections),
        "headline": article.headline,
        "published": article.published.isoformat() if article.published else "",
        "modified": article.modified.isoformat() if article.modified else "",
        "zone": zone,
        "authors": [one.name for one in article.authors],
        "editors": [one.name for one in article.editors],
        "others": [(one.name, one.role) for one in article.contributors],
        "photos": [("".join(i.caption), i.credit) for i in article.images],
        "dateline": article.dateline.raw if article.dateline else "",
        "text": paragraphs(article),
        "related": [one.headline for one in article.related],
        "sources": [one.name for one in article.sources],
        "tags": list(article.tags),
        "rights": article.rights,
    }
    return {name: value for name, value in found.items() if value}


PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "ms": (
        """Laman Utama > Nasional
Gunung Kinabalu ditutup dua hari kerana angin kencang
Berita Harian - 14 Januari 2022 @ 2:52pm
Pendaki menunggu di Timpohon. - Foto: Siti Contoh
Oleh Ali Contoh
KOTA KINABALU: Gunung itu ditutup kepada pendaki selepas angin kencang sejak malam tadi.
Pengurusnya berkata, laluan akan dibuka semula selepas pemeriksaan, kerana keselamatan diutamakan.
Baca juga: Puncak lama dilawat semula
Sumber: Bernama
Artikel lain
Resipi minggu ini""",
        {
            "language": "ms",
            "publisher": "Berita Harian",
            "sections": ["Nasional"],
            "headline": "Gunung Kinabalu ditutup dua hari kerana angin kencang",
            "published": "2022-01-14T14:52:00+08:00",
            "zone": "Asia/Kuala_Lumpur",
            "authors": ["Ali Contoh"],
            "photos": [("Pendaki menunggu di Timpohon.", "Siti Contoh")],
            "dateline": "KOTA KINABALU",
            "text": [
                "Gunung itu ditutup kepada pendaki selepas angin kencang sejak malam "
                "tadi.",
                "Pengurusnya berkata, laluan akan dibuka semula selepas pemeriksaan, "
                "kerana keselamatan diutamakan.",
            ],
            "related": ["Puncak lama dilawat semula"],
            "sources": ["Bernama"],
        },
    ),
    "en": (
        """Home / Science
The river that runs backwards twice a year
The Straits Times - 14 Jan 2022, 2:52 pm
A fisherman on the Tonle Sap. Photograph: Ann Sample/AP
By Ben Sample, Asia Correspondent
PHNOM PENH (AP) — The river changes its direction when the great lake is full.
It is the work of the monsoon, which lifts the level of the larger river it flows into.
Read also: How the lake feeds a country
Source: Associated Press
Topics: rivers, lakes
Most read
Ten dishes to cook""",
        {
            "language": "en",
            "publisher": "The Straits Times",
            "sections": ["Science"],
            "headline": "The river that runs backwards twice a year",
            "published": "2022-01-14T14:52:00+08:00",
            "zone": "Asia/Singapore",
            "authors": ["Ben Sample"],
            "photos": [("A fisherman on the Tonle Sap.", "Ann Sample/AP")],
            "dateline": "PHNOM PENH (AP)",
            "text": [
                "The river changes its direction when the great lake is full.",
                "It is the work of the monsoon, which lifts the level of the larger "
                "river it flows into.",
            ],
            "related": ["How the lake feeds a country"],
            "sources": ["Associated Press"],
            "tags": ["rivers", "lakes"],
        },
    ),
    "de": (
        """Startseite > Panorama > Natur
Warum das Watt zweimal am Tag verschwindet
tagesschau.de - 14. Juli 2022, 14:52 Uhr | Aktualisiert am 14. Juli 2022, 16:10 Uhr
Wattwanderer vor Büsum. Foto: Jan Muster/dpa
Von Anna Beispiel und Bernd Muster
BÜSUM (dpa) - Zweimal am Tag läuft das Meer ab, und das Watt liegt trocken.
Die Anziehung des Mondes ist die Ursache, und auch die Sonne hat ihren Anteil.
Lesen Sie auch: Wie Priele entstehen
Anzeige
Quelle: dpa
Themen: Watt, Gezeiten
Meistgelesen
Das Wetter am Wochenende""",
        {
            "language": "de",
            "publisher": "tagesschau.de",
            "sections": ["Panorama", "Natur"],
            "headline": "Warum das Watt zweimal am Tag verschwindet",
            "published": "2022-07-14T14:52:00+02:00",
            "modified": "2022-07-14T16:10:00+02:00",
            "zone": "Europe/Berlin",
            "authors": ["Anna Beispiel", "Bernd Muster"],
            "photos": [("Wattwanderer vor Büsum.", "Jan Muster/dpa")],
            "dateline": "BÜSUM (dpa)",
            "text": [
                "Zweimal am Tag läuft das Meer ab, und das Watt liegt trocken.",
                "Die Anziehung des Mondes ist die Ursache, und auch die Sonne hat ihren "
                "Anteil.",
            ],
            "related": ["Wie Priele entstehen"],
            "sources": ["dpa"],
            "tags": ["Watt", "Gezeiten"],
        },
    ),
    "fr": (
        """Accueil > Planète
La marée du Mont-Saint-Michel, une horloge dans la baie
Ouest-France - Publié le 14/01/2022 à 14h52 | Mis à jour le 14/01/2022 à 16h10
La baie à marée basse. (Photo : Anne Exemple/AFP)
Par Jean d’Exemple
AVRANCHES (AFP) - La mer se retire à plus de dix kilomètres de la côte.
Elle revient avec les vives-eaux, deux fois par mois, et entoure le rocher.
Lire aussi : Comment se forment les bancs de sable
Source : AFP
Les plus lus
Dix recettes d’hiver""",
        {
            "language": "fr",
            "publisher": "Ouest-France",
            "sections": ["Planète"],
            "headline": "La marée du Mont-Saint-Michel, une horloge dans la baie",
            "published": "2022-01-14T14:52:00+01:00",
            "modified": "2022-01-14T16:10:00+01:00",
            "zone": "Europe/Paris",
            "authors": ["Jean d’Exemple"],
            "photos": [("La baie à marée basse.", "Anne Exemple/AFP")],
            "dateline": "AVRANCHES (AFP)",
            "text": [
                "La mer se retire à plus de dix kilomètres de la côte.",
                "Elle revient avec les vives-eaux, deux fois par mois, et entoure le "
                "rocher.",
            ],
            "related": ["Comment se forment les bancs de sable"],
            "sources": ["AFP"],
        },
    ),
    "es": (
        """Inicio > Ciencia
El Teide, un volcán que duerme bajo el cielo más limpio
El País - 14 de enero de 2022 - 14:52 h
El Teide al amanecer. (Foto: Ana Ejemplo)
Por Juan Ejemplo y María de la Ejemplo
LA OROTAVA, 14 Ene. (EUROPA PRESS) - El volcán es la montaña más alta del país.
Su última erupción, según los archivos, fue en la ladera norte de la isla.
Te puede interesar: Cómo se mide un volcán
Con información de EFE
Etiquetas: volcanes, islas
Lo más leído
Recetas de invierno""",
        {
            "language": "es",
            "publisher": "El País",
            "sections": ["Ciencia"],
            "headline": "El Teide, un volcán que duerme bajo el cielo más limpio",
            "published": "2022-01-14T14:52:00+01:00",
            "zone": "Europe/Madrid",
            "authors": ["Juan Ejemplo", "María de la Ejemplo"],
            "photos": [("El Teide al amanecer.", "Ana Ejemplo")],
            "dateline": "LA OROTAVA, 14 Ene. (EUROPA PRESS)",
            "text": [
                "El volcán es la montaña más alta del país.",
                "Su última erupción, según los archivos, fue en la ladera norte de la "
                "isla.",
            ],
            "related": ["Cómo se mide un volcán"],
            "sources": ["EFE"],
            "tags": ["volcanes", "islas"],
        },
    ),
    "pt": (
        """Início > Meio ambiente
O encontro das águas que não se misturam
Por Ana Exemplo — 14/01/2022 14h52
Os dois rios diante de Manaus. — Foto: João dos Exemplos/Agência Brasil
MANAUS (Reuters) - O rio Negro e o Solimões correm lado a lado por quilômetros.
A temperatura e a velocidade da água não são as mesmas, e por isso a linha se mantém.
Leia também: Como nasce um rio
Fonte: Reuters
Mais lidas
Receitas da semana""",
        {
            "language": "pt",
            "sections": ["Meio ambiente"],
            "headline": "O encontro das águas que não se misturam",
            "authors": ["Ana Exemplo"],
            "photos": [
                ("Os dois rios diante de Manaus.", "João dos Exemplos/Agência Brasil")
            ],
            "dateline": "MANAUS (Reuters)",
            "text": [
                "O rio Negro e o Solimões correm lado a lado por quilômetros.",
                "A temperatura e a velocidade da água não são as mesmas, e por isso a "
                "linha se mantém.",
            ],
            "related": ["Como nasce um rio"],
            "sources": ["Reuters"],
        },
    ),
    "nl": (
        """Home > Binnenland
De dijk die een zee tot een meer maakte
NOS - 14 januari 2022, 14:52
De Afsluitdijk bij Den Oever. Foto: Els Voorbeeld/ANP
Door Jan Voorbeeld
DEN OEVER (ANP) - De dijk sluit het water af van de zee en is ruim dertig kilometer lang.
Het zoute water werd zoet, en met de vissen veranderden ook de dorpen aan de kust.
Lees ook: Hoe een polder droog valt
Bron: ANP
Meest gelezen
Recept van de week""",
        {
            "language": "nl",
            "publisher": "NOS",
            "sections": ["Binnenland"],
            "headline": "De dijk die een zee tot een meer maakte",
            "published": "2022-01-14T14:52:00+01:00",
            "zone": "Europe/Amsterdam",
            "authors": ["Jan Voorbeeld"],
            "photos": [("De Afsluitdijk bij Den Oever.", "Els Voorbeeld/ANP")],
            "dateline": "DEN OEVER (ANP)",
            "text": [
                "De dijk sluit het water af van de zee en is ruim dertig kilometer lang.",
                "Het zoute water werd zoet, en met de vissen veranderden ook de dorpen "
                "aan de kust.",
            ],
            "related": ["Hoe een polder droog valt"],
            "sources": ["ANP"],
        },
    ),
    "ja": (
        """ホーム > 科学・環境
桜島、きょうも噴煙　観測所が百年の記録を公開
毎日新聞 - 2022年1月14日 14時52分
噴煙を上げる桜島＝鹿児島市で2022年1月14日、山田太郎撮影
観測所は14日、百年分の噴火の記録を公開した。
記録には、島と半島が溶岩でつながった大正の噴火も含まれる。【鈴木花子】
関連記事：火山灰とともに暮らす町
出典：気象台
アクセスランキング
今週の献立""",
        {
            "language": "ja",
            "publisher": "毎日新聞",
            "sections": ["科学・環境"],
            "headline": "桜島、きょうも噴煙 観測所が百年の記録を公開",
            "published": "2022-01-14T14:52:00+09:00",
            "zone": "Asia/Tokyo",
            "authors": ["鈴木花子"],
            "photos": [("噴煙を上げる桜島＝鹿児島市で2022年1月14日", "山田太郎撮影")],
            "text": [
                "観測所は14日、百年分の噴火の記録を公開した。",
                "記録には、島と半島が溶岩でつながった大正の噴火も含まれる。",
            ],
            "related": ["火山灰とともに暮らす町"],
            "sources": ["気象台"],
        },
    ),
    "ko": (
        """홈 > 문화
한글을 새긴 책, 오백 년을 건너 박물관으로
연합뉴스 - 입력 2022-01-14 14:52 | 수정 2022-01-14 16:10
박물관에 전시된 책 [사진=홍길동 기자]
(서울=연합뉴스) 김영희 기자 = 박물관은 14일 훈민정음을 설명한 책을 공개했다.
이 책은 글자를 만든 까닭과 소리 내는 법을 적고 있다.
관련기사: 활자를 지킨 사람들
출처: 국립박물관
많이 본 뉴스
주말 날씨""",
        {
            "language": "ko",
            "publisher": "연합뉴스",
            "sections": ["문화"],
            "headline": "한글을 새긴 책, 오백 년을 건너 박물관으로",
            "published": "2022-01-14T14:52:00+09:00",
            "modified": "2022-01-14T16:10:00+09:00",
            "zone": "Asia/Seoul",
            "authors": ["김영희"],
            "photos": [("박물관에 전시된 책", "홍길동 기자")],
            "dateline": "서울=연합뉴스",
            "text": [
                "박물관은 14일 훈민정음을 설명한 책을 공개했다.",
                "이 책은 글자를 만든 까닭과 소리 내는 법을 적고 있다.",
            ],
            "related": ["활자를 지킨 사람들"],
            "sources": ["국립박물관"],
        },
    ),
    "zh-Hans": (
        """首页 > 国内 > 正文
钱塘江大潮如期而至
新华网 - 2022年9月11日 14:52
观潮的人站在江堤上。新华社记者 李明 摄
新华社杭州9月11日电（记者王小华）钱塘江大潮11日如期到达盐官。
潮水从喇叭形的海湾进来，越往里越高，这是它出名的原因。
相关阅读：潮汐是怎样形成的
来源：新华社
责任编辑：张三
热门推荐
周末天气""",
        {
            "language": "zh-Hans",
            "publisher": "新华网",
            "sections": ["国内", "正文"],
            "headline": "钱塘江大潮如期而至",
            "published": "2022-09-11T14:52:00+08:00",
            "zone": "Asia/Shanghai",
            "authors": ["王小华"],
            "editors": ["张三"],
            "photos": [("观潮的人站在江堤上。", "新华社记者 李明 摄")],
            "dateline": "新华社杭州9月11日电",
            "text": [
                "钱塘江大潮11日如期到达盐官。",
                "潮水从喇叭形的海湾进来，越往里越高，这是它出名的原因。",
            ],
            "related": ["潮汐是怎样形成的"],
            "sources": ["新华社"],
        },
    ),
    "zh-Hant": (
        """首頁 > 生活
阿里山林鐵百年 之字形爬上雲海
中央社 CNA - 2022/1/14 14:52
小火車開上山。（圖／記者王小明攝）
（中央社記者陳小華嘉義14日電）林業鐵路已經開了一百年，從平地爬到兩千公尺。
火車在獨立山繞三圈，這是它與別的鐵路不同的地方。（編輯：李四）1110114
延伸閱讀：雲海為什麼在清晨出現
熱門新聞
週末天氣""",
        {
            "language": "zh-Hant",
            "publisher": "中央社 CNA",
            "sections": ["生活"],
            "headline": "阿里山林鐵百年 之字形爬上雲海",
            "published": "2022-01-14T14:52:00+08:00",
            "zone": "Asia/Taipei",
            "authors": ["陳小華"],
            "editors": ["李四"],
            "photos": [("小火車開上山。", "記者王小明攝")],
            "dateline": "中央社記者陳小華嘉義14日電",
            "text": [
                "林業鐵路已經開了一百年，從平地爬到兩千公尺。",
                "火車在獨立山繞三圈，這是它與別的鐵路不同的地方。",
            ],
            "related": ["雲海為什麼在清晨出現"],
        },
    ),
    "ar": (
        """الرئيسية > علوم
كيف بنى المصريون القدماء سفنهم من الخشب والحبال
الأهرام - الجمعة 14 يناير 2022 - 14:52
سفينة خشبية في المتحف (تصوير: أحمد المثال)
كتب: سارة المثال
القاهرة (رويترز) - قال باحثون إن السفينة بنيت من دون مسامير.
وفي المتحف قطع من الحبال التي ربطت الألواح بعد أن قُطعت على قياسها.
اقرأ أيضا: النهر الذي حمل الحجارة
المصدر: رويترز
الأكثر قراءة
حالة الطقس""",
        {
            "language": "ar",
            "publisher": "الأهرام",
            "sections": ["علوم"],
            "headline": "كيف بنى المصريون القدماء سفنهم من الخشب والحبال",
            "published": "2022-01-14T14:52:00+02:00",
            "zone": "Africa/Cairo",
            "authors": ["سارة المثال"],
            "photos": [("سفينة خشبية في المتحف", "أحمد المثال")],
            "dateline": "القاهرة (رويترز)",
            "text": [
                "قال باحثون إن السفينة بنيت من دون مسامير.",
                "وفي المتحف قطع من الحبال التي ربطت الألواح بعد أن قُطعت على قياسها.",
            ],
            "related": ["النهر الذي حمل الحجارة"],
            "sources": ["رويترز"],
        },
    ),
    "tr": (
        """Ana Sayfa > Çevre
Tuz Gölü'nde flamingolar yuvaya döndü
TRT Haber - 14 Ocak 2022 14:52 | Güncelleme: 14 Ocak 2022 16:10
Göl kıyısında flamingolar. (Fotoğraf: Ayşe Örnek/AA)
Haber: Ali Örnek
KONYA (AA) - Göl, yazın büyük bölümü kuruyan sığ bir tuz gölü olarak bilinir.
Flamingolar bu yıl da göl için önemli olan bölgede yuva yaptı.
İlgili haber: Göller neden kurur
Kaynak: AA
En çok okunanlar
Hafta sonu hava durumu""",
        {
            "language": "tr",
            "publisher": "TRT Haber",
            "sections": ["Çevre"],
            "headline": "Tuz Gölü'nde flamingolar yuvaya döndü",
            "published": "2022-01-14T14:52:00+03:00",
            "modified": "2022-01-14T16:10:00+03:00",
            "zone": "Europe/Istanbul",
            "authors": ["Ali Örnek"],
            "photos": [("Göl kıyısında flamingolar.", "Ayşe Örnek/AA")],
            "dateline": "KONYA (AA)",
            "text": [
                "Göl, yazın büyük bölümü kuruyan sığ bir tuz gölü olarak bilinir.",
                "Flamingolar bu yıl da göl için önemli olan bölgede yuva yaptı.",
            ],
            "related": ["Göller neden kurur"],
            "sources": ["AA"],
        },
    ),
    "vi": (
        """Trang chủ > Thế giới
Vì sao sông Mekong đổi màu theo mùa
Thứ sáu, 14/1/2022, 14:52 (GMT+7)
Thuyền trên sông ở Cần Thơ. Ảnh: Trần Thị B
TTO - Sông mang phù sa từ thượng nguồn về đồng bằng khi mùa mưa đến.
Vào mùa khô, nước trong hơn và người dân trồng rau trên các bãi bồi.
Xem thêm: Chợ nổi họp từ lúc nào
Biên tập: Nguyễn Văn A
Theo Reuters
Tin mới nhất
Thời tiết cuối tuần""",
        {
            "language": "vi",
            "sections": ["Thế giới"],
            "headline": "Vì sao sông Mekong đổi màu theo mùa",
            "published": "2022-01-14T14:52:00+07:00",
            "editors": ["Nguyễn Văn A"],
            "photos": [("Thuyền trên sông ở Cần Thơ.", "Trần Thị B")],
            "dateline": "TTO",
            "text": [
                "Sông mang phù sa từ thượng nguồn về đồng bằng khi mùa mưa đến.",
                "Vào mùa khô, nước trong hơn và người dân trồng rau trên các bãi bồi.",
            ],
            "related": ["Chợ nổi họp từ lúc nào"],
            "sources": ["Reuters"],
        },
    ),
    "nb": (
        """Forsiden > Klima
Havstrømmen som holder fjordene isfrie
NRK - 14. jan. 2022 kl. 14:52
En fisker i Lofoten. Foto: Ola Eksempel / NTB
Tekst: Kari Eksempel
Tromsø (NTB): Det varme vannet kommer nordover langs kysten hele året.
Havet er derfor åpent, og det er ikke is i fjordene ifølge målingene.
Les også: Slik måles havet
Kilde: NTB
Mest lest
Været i helgen
© NRK""",
        {
            "language": "nb",
            "publisher": "NRK",
            "sections": ["Klima"],
            "headline": "Havstrømmen som holder fjordene isfrie",
            "published": "2022-01-14T14:52:00+01:00",
            "zone": "Europe/Oslo",
            "authors": ["Kari Eksempel"],
            "photos": [("En fisker i Lofoten.", "Ola Eksempel / NTB")],
            "dateline": "Tromsø (NTB)",
            "text": [
                "Det varme vannet kommer nordover langs kysten hele året.",
                "Havet er derfor åpent, og det er ikke is i fjordene ifølge målingene.",
            ],
            "related": ["Slik måles havet"],
            "sources": ["NTB"],
        },
    ),
}


@pytest.mark.parametrize("language", PAGES)
def test_a_page_is_read_field_by_field(language: str) -> None:
    text, wanted = PAGES[language]
    assert facts(read_page(text)) == wanted


@pytest.mark.parametrize("language", PAGES)
def test_nothing_of_a_page_is_lost(language: str) -> None:
    text, _ = PAGES[language]
    assert check_record_text(text, read_page(text)) == []


#: Sentences with the words of labels in them, in a page's body: they stay there.
SENTENCES = {
    "de": [
        "Foto und Text stammen von derselben Autorin, sagt die Redaktion.",
        "Die Quelle liegt auf dem Berg, und die Themen der Wanderung sind Wald und Stein.",
        "Stand heute ist der Weg gesperrt.",
    ],
    "fr": [
        "La source se trouve dans la forêt et la photo la plus connue date de l’hiver.",
        "Par ailleurs, la commune a publié le plan de la baie.",
        "Le tag sur le mur est du même auteur, selon la mairie.",
    ],
    "es": [
        "La fuente está en la plaza y la foto más conocida es de invierno.",
        "Por eso, los vecinos ven también la imagen en el museo.",
        "El autor del mural es de la comarca, según el archivo.",
    ],
    "nl": [
        "De bron ligt in het bos, en de foto van de vijver is beroemd.",
        "Door de regen is het beeld op het plein niet te zien.",
        "Lees ook de borden langs het pad, zegt de boswachter.",
    ],
    "ja": [
        "写真は村の人が撮影したものだ。",
        "記者は三日間、島に滞在した。",
        "関連する記事は図書館で読める。",
    ],
    "ko": [
        "사진은 마을 사람이 찍은 것이다.",
        "기자는 사흘 동안 섬에 머물렀다.",
        "출처가 분명한 기록만 남겼다.",
    ],
    "zh-Hans": [
        "图片是村里的人拍的，记者看过。",
        "来源不明的水不能喝，这是村里的规定。",
        "编辑部设在山下，离车站不远。",
    ],
    "ar": [
        "كتب الطلاب رسائل إلى المدينة بعد زيارة المتحف.",
        "المصدر الأول للماء هو النهر، كما قال الباحث.",
        "صورة القرية من أعمال رسام من المنطقة.",
    ],
    "tr": [
        "Kaynak suyu dağdan gelir ve köy için çok önemlidir.",
        "Fotoğraf sergisi bu yıl köyde açıldı.",
        "Haber vermeden gelen yağmur, yolu kapattı.",
    ],
    "vi": [
        "Nguồn nước từ trên núi chảy về làng.",
        "Ảnh cũ của làng được giữ trong bảo tàng.",
        "Theo người dân, cây cầu đã có từ lâu.",
    ],
    "pt": [
        "A fonte fica na praça e a foto mais conhecida é do inverno.",
        "Por isso, os moradores também leem as placas.",
        "O autor do mural é da região, segundo o arquivo.",
    ],
    "sv": [
        "Källan ligger i skogen, och bilden av dammen är känd.",
        "Av det skälet är vägen stängd för alla som kommer med bil.",
        "Text på skylten berättar om byns historia.",
    ],
}


@pytest.mark.parametrize("language", SENTENCES)
def test_sentences_with_the_words_of_labels_stay_in_the_text(language: str) -> None:
    sentences = SENTENCES[language]
    text, wanted = PAGES.get(language, PAGES["nb"])
    article = read_page("\n".join([text.splitlines()[1], *sentences, *sentences[:1]]))
    assert paragraphs(article) == [*sentences, sentences[0]]
    assert facts(article).keys() == {"language", "headline", "text"}
    assert wanted


#: Heads of pages as outlets print them, and what they say.
HEADS = [
    (
        "Oleh Sari Contoh pada 14 Jan 2022, 14:52 WIB",
        {"authors": ["Sari Contoh"], "published": "2022-01-14T14:52:00+07:00"},
    ),
    (
        "CNN Indonesia\nJumat, 14 Jan 2022 14:52 WIB",
        {"publisher": "CNN Indonesia", "published": "2022-01-14T14:52:00+07:00"},
    ),
    (
        "Kompas.com, 14 Januari 2022, 14:52",
        {"publisher": "Kompas.com", "published": "2022-01-14T14:52:00+07:00"},
    ),
    (
        "Reporter\nSari Contoh\nEditor\nBudi Contoh\n14 Januari 2022 14:52 WIB",
        {"authors": ["Sari Contoh"], "editors": ["Budi Contoh"]},
    ),
    (
        "Sari Contoh - detikNews\nJumat, 14 Jan 2022 14:52 WIB",
        {"authors": ["Sari Contoh"], "published": "2022-01-14T14:52:00+07:00"},
    ),
    (
        "Bali Post - 14 Januari 2022, 14:52",
        {"publisher": "Bali Post", "published": "2022-01-14T14:52:00+08:00"},
    ),
    (
        "Diterbitkan: 14/01/2022 14:52 WIT | Diperbarui: 15/01/2022 08:00 WIT",
        {
            "published": "2022-01-14T14:52:00+09:00",
            "modified": "2022-01-15T08:00:00+09:00",
        },
    ),
]


@pytest.mark.parametrize(("head", "wanted"), HEADS)
def test_heads_as_indonesian_outlets_print_them(
    head: str, wanted: dict[str, Any]
) -> None:
    text = f"Sungai yang Berbalik Arah\n{head}\nSungai itu berbalik karena air pasang."
    article = read_page(text)
    found = facts(article)
    assert {name: found.get(name) for name in wanted} == wanted
    assert found["text"] == ["Sungai itu berbalik karena air pasang."]
    assert check_record_text(text, article) == []


def test_a_copyright_line_below_the_text_is_the_rights_notice() -> None:
    article = read_page(
        "La baie et la marée\nLa mer se retire de la baie, et elle revient.\n© AFP"
    )
    assert article.rights == "© AFP"
    assert article.images == ()


def test_a_clock_without_a_known_outlet_has_no_zone() -> None:
    article = read_page(
        "桜島の記録を公開\n2022年1月14日 14時52分\n観測所は百年分の噴火の記録を公開した。"
    )
    assert (article.published, article.time_zone) == (None, "")
    assert "no time zone found" in article.provenance.warnings


def test_an_outlet_of_a_country_with_summer_time_has_the_offset_of_the_day() -> None:
    def offset(date: str) -> str:
        article = read_page(
            f"Die Brücke über den Fluss\nDer Tagesspiegel - {date}, 14:52 Uhr\n"
            "Die Brücke ist für den Verkehr gesperrt."
        )
        assert article.published is not None
        return article.published.isoformat()[-6:]

    assert offset("14. Januar 2022") == "+01:00"
    assert offset("14. Juli 2022") == "+02:00"


@settings(max_examples=60)
@given(st.data())
def test_lines_in_any_order_are_never_lost(data: st.DataObject) -> None:
    """Whatever rule claims a line, its words are in a field, a block, or dropped."""
    languages = data.draw(st.lists(st.sampled_from(sorted(PAGES)), max_size=2))
    lines = [line for tag in languages or ["de"] for line in PAGES[tag][0].splitlines()]
    text = "\n".join(data.draw(st.permutations(lines)))
    try:
        article = read_page(text)
    except RecordError:
        return
    assert check_record_text(text, article) == []

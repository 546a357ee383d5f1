"""Which language a text is in, and that each language's table is whole."""

import re
import tomllib
from pathlib import Path

import pytest

from exporter.records import labels as labels_module
from exporter.records.coverage import check_record_text
from exporter.records.labels import LABEL_KEYS, all_label_phrases, load_labels
from exporter.records.language import guess_language, known_languages, table_of
from exporter.records.text import read_page

FOLDER = Path(labels_module.__file__).parent

TEXTS = {
    "id": [
        "Warga menanam pohon di tepi sungai karena sering banjir.",
        "Harga beras naik karena musim hujan datang lebih lambat.",
        "Peneliti mengatakan bahwa gunung itu masih aktif.",
        "Sejumlah nelayan tidak bisa melaut pada Senin pagi.",
        "Museum itu menyimpan sejumlah naskah, kata pengelolanya.",
        "Kereta api pertama beroperasi pada Agustus, menurut arsip.",
    ],
    "ms": [
        "Penduduk menanam pokok di tepi sungai kerana banjir.",
        "Beliau berkata, harga beras telah naik sejak Isnin.",
        "Gunung itu masih aktif, iaitu yang tertinggi di Sabah.",
        "Muzium itu menyimpan manuskrip daripada abad ke-16.",
        "Kementerian turut memaklumkan bahawa jalan itu ditutup.",
        "Katanya, nelayan boleh turun ke laut selepas ribut reda.",
    ],
    "en": [
        "The river rises in the hills and flows to the sea.",
        "Farmers said that the harvest was better than last year.",
        "A museum in the old town has been closed for repairs.",
        "They planted trees on the slope after the flood.",
        "It is the highest mountain on the island.",
        "The bridge will be open to traffic from Monday.",
    ],
    "de": [
        "Der Fluss entspringt in den Bergen und fließt ins Meer.",
        "Die Ernte ist besser als im vergangenen Jahr.",
        "Das Museum wird nach der Sanierung wieder geöffnet.",
        "Sie haben am Hang Bäume gepflanzt, auch für die Vögel.",
        "Es ist der höchste Berg der Insel.",
        "Die Brücke wird am Montag für den Verkehr freigegeben.",
    ],
    "fr": [
        "La rivière prend sa source dans les collines.",
        "Les paysans disent que la récolte est meilleure.",
        "Le musée a été fermé pour des travaux.",
        "Ils ont planté des arbres sur la pente.",
        "C’est le plus haut sommet de cette île.",
        "Le pont sera ouvert au public à partir de lundi.",
    ],
    "es": [
        "El río nace en las montañas y llega hasta el mar.",
        "Los campesinos dicen que la cosecha es mejor este año.",
        "El museo está cerrado por obras desde el lunes.",
        "Plantaron árboles en la ladera para frenar el agua.",
        "Es la montaña más alta de la isla.",
        "El puente se abrirá al tráfico según el plan.",
    ],
    "pt": [
        "O rio nasce nas montanhas e chega até o mar.",
        "Os agricultores dizem que a colheita é melhor.",
        "O museu foi fechado para obras na segunda-feira.",
        "Eles plantaram árvores na encosta e ao longo do rio.",
        "É a montanha mais alta da ilha.",
        "A ponte não está aberta ao tráfego.",
    ],
    "nl": [
        "De rivier ontspringt in de heuvels en stroomt naar zee.",
        "De oogst is beter dan die van het vorige jaar.",
        "Het museum wordt na de verbouwing weer geopend.",
        "Ze hebben op de helling bomen geplant.",
        "Het is de hoogste berg van het eiland.",
        "De brug gaat maandag open voor het verkeer.",
    ],
    "ja": [
        "川は山から海へ流れる。",
        "今年の収穫は昨年より多い。",
        "博物館は改修のため休館している。",
        "住民は斜面に木を植えた。",
        "島で最も高い山だ。",
        "橋は月曜日に開通する。",
    ],
    "ko": [
        "강은 산에서 바다로 흐른다.",
        "올해 수확은 지난해보다 많다.",
        "박물관은 수리를 위해 문을 닫았다.",
        "주민들은 비탈에 나무를 심었다.",
        "섬에서 가장 높은 산이다.",
        "다리는 월요일에 개통한다.",
    ],
    "zh-Hans": [
        "这条河从山里流到海边。",
        "农民们说今年的收成比去年好。",
        "博物馆因维修关闭。",
        "居民们在山坡上种树。",
        "这是岛上最高的山，来自各国的人都会来。",
        "大桥将于周一开放，车辆可以通过。",
    ],
    "zh-Hant": [
        "這條河從山裡流到海邊。",
        "農民們說今年的收成比去年好。",
        "博物館因維修關閉。",
        "居民們在山坡上種樹。",
        "這是島上最高的山，來自各國的人都會來。",
        "大橋將於週一開放，車輛可以通過。",
    ],
    "ar": [
        "ينبع النهر من الجبال ويصب في البحر.",
        "قال المزارعون إن المحصول أفضل من العام الماضي.",
        "أغلق المتحف بعد بداية أعمال الترميم.",
        "زرع السكان الأشجار على المنحدر.",
        "هو أعلى جبل في الجزيرة.",
        "يفتح الجسر أمام المرور يوم الاثنين.",
    ],
    "tr": [
        "Nehir dağlardan doğar ve denize dökülür.",
        "Bu yıl hasat geçen yıla göre daha iyi oldu.",
        "Müze onarım için kapalı, ancak bahçe açık.",
        "Halk yamaca ağaç dikti, bu çok iyi bir adım.",
        "Ada için en yüksek dağ olarak bilinir.",
        "Köprü pazartesi günü ile birlikte yeni trafiğe açılacak.",
    ],
    "vi": [
        "Con sông bắt nguồn từ núi và chảy ra biển.",
        "Nông dân cho biết vụ mùa năm nay tốt hơn.",
        "Bảo tàng đã đóng cửa để sửa chữa.",
        "Người dân trồng cây trên sườn đồi.",
        "Đó là ngọn núi cao nhất của hòn đảo.",
        "Cây cầu sẽ được thông xe vào thứ Hai.",
    ],
    "da": [
        "Floden løber fra bakkerne og ud i havet, og der er ikke langt.",
        "Museet blev lukket af kommunen efter en brand.",
    ],
    "nb": [
        "Elva renner fra åsene og ut i havet, ifølge kommunen.",
        "Museet ble stengt av kommunen etter en brann.",
    ],
    "nn": [
        "Elva renn frå åsane og ut i havet, og det er ikkje langt.",
        "Eit museum vart stengt etter ein brann, seier kommunen.",
    ],
    "sv": [
        "Floden rinner från kullarna och ut i havet.",
        "Museet är stängt för att det ska byggas om.",
    ],
    "fi": [
        "Joki alkaa kukkuloilta ja laskee mereen, kun lumi sulaa.",
        "Museo on suljettu, mutta puisto on auki.",
    ],
    "is": [
        "Áin rennur úr fjöllunum og til sjávar.",
        "Safnið er lokað en það verður opnað á ný.",
    ],
    "it": [
        "Il fiume nasce dalle colline e arriva al mare.",
        "Il museo è chiuso per lavori da lunedì.",
    ],
    "pl": [
        "Rzeka płynie ze wzgórz do morza i nie zamarza.",
        "Muzeum jest zamknięte, ale park został otwarty.",
    ],
    "cs": [
        "Řeka teče z kopců do moře a v zimě nezamrzá.",
        "Muzeum je zavřené, ale park se už otevřel.",
    ],
    "th": ["แม่น้ำไหลจากภูเขาลงสู่ทะเล", "พิพิธภัณฑ์ปิดซ่อมแซม"],
    "hi": [
        "नदी पहाड़ों से निकलती है और समुद्र में मिलती है।",
        "संग्रहालय मरम्मत के लिए बंद है।",
    ],
}


@pytest.mark.parametrize(
    ("language", "text"), [(tag, text) for tag, ts in TEXTS.items() for text in ts]
)
def test_a_text_shows_its_language(language: str, text: str) -> None:
    assert guess_language(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2022 14:52",
        "Η πόλη φύτεψε δέντρα στην όχθη του ποταμού.",
        "Город посадил деревья на берегу реки.",
        "یہ دریا پہاڑوں سے نکل کر سمندر میں گرتا ہے۔",
        "A folyó a dombok közül ered, majd a tengerbe ömlik.",
        "Habari njema kwa wakulima wa mpunga mjini Mbeya.",
    ],
)
def test_a_language_without_a_table_is_not_guessed(text: str) -> None:
    assert guess_language(text) == ""


def test_foreign_words_do_not_outweigh_the_text() -> None:
    text = "住民は「The river of the hills」という歌を歌いながら木を植えた。"
    assert guess_language(text) == "ja"
    text = "The sign reads 川は山から, and it is the oldest in the town."
    assert guess_language(text) == "en"


@pytest.mark.parametrize(
    ("tag", "table"),
    [
        ("de-AT", "de"),
        ("pt_BR", "pt"),
        ("zh-Hant-TW", "zh"),
        ("zh", "zh"),
        ("no", "nb"),
        ("nn-NO", "nb"),
        ("hu", ""),
    ],
)
def test_tags_find_their_table(tag: str, table: str) -> None:
    assert table_of(tag) == table


# --- the tables -------------------------------------------------------------------


def _tables() -> dict[str, dict[str, object]]:
    return {
        path.stem: tomllib.loads(path.read_text("utf-8"))
        for path in sorted((FOLDER / "languages").glob("*.toml"))
    }


def test_each_language_has_a_table_and_each_table_a_language() -> None:
    assert set(_tables()) == {one.table for one in known_languages().values()} - {""}


def test_tables_have_the_same_keys() -> None:
    """A misspelt key would never be read."""
    optional = {
        *(
            "single_names",
            "nouns_in_capitals",
            "dash_joins_names",
            "date_joiners",
            "time_words",
            "hour_words",
            "minute_words",
        ),
        *("clock_ends", "am_words", "pm_words", "related_openers", "source_openers"),
        *("original_openers", "agencies", "dateline_agencies", "agency_codes"),
        *("photo_openers", "credit_tails", "dateline_patterns", "byline_patterns"),
        *("closing_bylines", "label_marks", "name_separators", "role_openers", "zones"),
    }
    needed = {
        *("months", "weekdays", "published_labels", "modified_labels", "tag_labels"),
        *("related_labels", "related_headings", "source_labels", "original_patterns"),
        *("collectives", "name_joiners", "photo_labels", "credit_labels", "roles"),
        *("credit_openers", "credit_alone", "home_words", "kanal", "noise_lines"),
        *("more_pages", "stop_lines", "not_places", "places", "role_nouns"),
    }
    for tag, table in _tables().items():
        assert set(table) - optional - needed == set(), tag
        assert needed - set(table) - {"role_openers"} <= {"name_joiners"}, tag


def test_labels_stand_without_a_colon() -> None:
    for tag, table in _tables().items():
        for key in LABEL_KEYS:
            words = table[key]
            assert isinstance(words, list)
            assert [word for word in words if re.search("[:：]$", word)] == [], tag


def test_a_page_is_matched_against_its_own_language_and_english() -> None:
    german, french = load_labels("de"), load_labels("fr")
    assert german.source.fullmatch("Quelle: dpa")
    assert german.source.fullmatch("Source: dpa")
    assert french.source.fullmatch("Quelle: dpa") is None
    assert load_labels("de-AT") is german
    assert load_labels("hu") is load_labels("en")


def test_the_coverage_check_knows_the_labels_of_every_language() -> None:
    phrases = all_label_phrases()
    for tag in known_languages():
        assert load_labels(tag).label_phrases <= phrases


def test_a_label_that_vanished_is_no_loss_but_its_value_is() -> None:
    text = (
        "Die Brücke über den Fluss\n14. Januar 2022, 14:52 Uhr\n"
        "Die Brücke ist für den Verkehr gesperrt.\nQuelle: Stadt Muster\n"
    )
    article = read_page(text)
    assert [source.name for source in article.sources] == ["Stadt Muster"]
    assert check_record_text(text, article) == []
    lost = article.model_copy(update={"sources": ()})
    assert check_record_text(text, lost) != []

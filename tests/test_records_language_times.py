"""Publication times as newsrooms of each language print them."""

# ruff: noqa: E501 (tables: one case a line)

import datetime as dt

import pytest

from exporter.records.labels import load_labels
from exporter.records.times import PrintedTime, read_time, with_zone

#: (language, line, words before the time, moment or day as ISO 8601, zone word)
TIMES = [
    ("id", "Jumat, 14 Januari 2022 | 14:52 WIB", "", "2022-01-14T14:52", "WIB"),
    ("id", "Jumat, 14 Jan 2022 14:52 WIB", "", "2022-01-14T14:52", "WIB"),
    ("id", "14 Agustus 2022 pukul 08.05 WITA", "", "2022-08-14T08:05", "WITA"),
    ("id", "Diterbitkan 14/01/2022, 14:52 WIT", "Diterbitkan", "2022-01-14T14:52", "WIT"),
    ("id", "Kompas.com - 14/01/2022, 14:52 WIB", "Kompas.com -", "2022-01-14T14:52", "WIB"),
    ("id", "Sabtu, 1 Okt 2022", "", "2022-10-01", ""),
    ("ms", "Jumaat, 14 Januari 2022 2:52 PM", "", "2022-01-14T14:52", ""),
    ("ms", "14 Ogos 2022, 2:52 petang", "", "2022-08-14T14:52", ""),
    ("ms", "Diterbitkan: Jumaat, 14 Januari 2022 2:52 PM", "Diterbitkan:", "2022-01-14T14:52", ""),
    ("ms", "14 Disember 2022 @ 9:05am", "", "2022-12-14T09:05", ""),
    ("ms", "14 Mac 2022 09:05 MYT", "", "2022-03-14T09:05", "MYT"),
    ("ms", "14/01/2022 14:52", "", "2022-01-14T14:52", ""),
    ("en", "January 14, 2022 2:52 PM ET", "", "2022-01-14T14:52", "ET"),
    ("en", "14 Jan 2022 14:52 BST", "", "2022-01-14T14:52", "BST"),
    ("en", "Fri 14 Jan 2022 14.52 GMT", "", "2022-01-14T14:52", "GMT"),
    ("en", "Published 2:52 p.m. EST, Fri January 14, 2022", "Published", "2022-01-14T14:52", "EST"),
    ("en", "Posted Fri 14 Jan 2022 at 2:52pm AEDT", "Posted", "2022-01-14T14:52", "AEDT"),
    ("en", "Updated: January 14, 2022 02:52 pm IST", "Updated:", "2022-01-14T14:52", "IST"),
    ("en", "Jan. 14, 2022, 2:52 p.m. PST", "", "2022-01-14T14:52", "PST"),
    ("en", "January 14th, 2022", "", "2022-01-14", ""),
    ("de", "14. Januar 2022, 14:52 Uhr", "", "2022-01-14T14:52", ""),
    ("de", "Stand: 02.01.2024 11:52 Uhr", "Stand:", "2024-01-02T11:52", ""),
    ("de", "Freitag, 14. Januar 2022, 14.52 Uhr", "", "2022-01-14T14:52", ""),
    ("de", "Veröffentlicht am 14.01.2022 um 14:52 Uhr", "Veröffentlicht am", "2022-01-14T14:52", ""),
    ("de", "Fr 14.01.2022 | 14 Uhr", "", "2022-01-14T14:00", ""),
    ("de", "14. Jänner 2022, 14:52 MEZ", "", "2022-01-14T14:52", "MEZ"),
    ("de", "1. März 2022", "", "2022-03-01", ""),
    ("fr", "14 janvier 2022 à 14h52", "", "2022-01-14T14:52", ""),
    ("fr", "Publié le 14/01/2022 à 14:52", "Publié le", "2022-01-14T14:52", ""),
    ("fr", "Le vendredi 14 janvier 2022 à 14 h 52", "Le", "2022-01-14T14:52", ""),
    ("fr", "Publié le 1er août 2022 à 9h", "Publié le", "2022-08-01T09:00", ""),
    ("fr", "14 févr. 2022, 14:52 GMT", "", "2022-02-14T14:52", "GMT"),
    ("fr", "Mis en ligne le 14 déc. 2022, à 08h05", "Mis en ligne le", "2022-12-14T08:05", ""),
    ("es", "14 de enero de 2022 - 14:52 h", "", "2022-01-14T14:52", ""),
    ("es", "Publicado el 14/01/2022 a las 14:52", "Publicado el", "2022-01-14T14:52", ""),
    ("es", "viernes, 14 de enero de 2022, 14:52", "", "2022-01-14T14:52", ""),
    ("es", "14 ene 2022 - 14:52 CET", "", "2022-01-14T14:52", "CET"),
    ("es", "14 de enero del 2022 2:52 p. m.", "", "2022-01-14T14:52", ""),
    ("es", "14:52h. 14 de septiembre de 2022", "", "2022-09-14T14:52", ""),
    ("pt", "14 de janeiro de 2022 às 14h52", "", "2022-01-14T14:52", ""),
    ("pt", "Publicado em 14/01/2022 às 14h52", "Publicado em", "2022-01-14T14:52", ""),
    ("pt", "14/01/2022 14h52", "", "2022-01-14T14:52", ""),
    ("pt", "14.jan.2022 às 14h52", "", "2022-01-14T14:52", ""),
    ("pt", "sexta-feira, 14 de janeiro de 2022 14:52", "", "2022-01-14T14:52", ""),
    ("pt", "1 de março de 2022", "", "2022-03-01", ""),
    ("nl", "14 januari 2022 om 14:52", "", "2022-01-14T14:52", ""),
    ("nl", "Gepubliceerd: 14 jan 2022, 14:52", "Gepubliceerd:", "2022-01-14T14:52", ""),
    ("nl", "vrijdag 14 januari 2022, 14.52 uur", "", "2022-01-14T14:52", ""),
    ("nl", "14-01-2022 14:52", "", "2022-01-14T14:52", ""),
    ("nl", "vr 14 mrt. 2022 om 14u52", "", "2022-03-14T14:52", ""),
    ("nl", "14 mei 2022", "", "2022-05-14", ""),
    ("ja", "2022年1月14日 14時52分", "", "2022-01-14T14:52", ""),
    ("ja", "2022/01/14 14:52", "", "2022-01-14T14:52", ""),
    ("ja", "2022年1月14日 午後2時52分", "", "2022-01-14T14:52", ""),
    ("ja", "2022年1月14日(金) 午前9時5分", "", "2022-01-14T09:05", ""),
    ("ja", "公開日時 2022年1月14日14:52", "公開日時", "2022-01-14T14:52", ""),
    ("ja", "2022年1月14日（金）", "", "2022-01-14", ""),
    ("ko", "2022. 1. 14. 14:52", "", "2022-01-14T14:52", ""),
    ("ko", "2022.01.14 오후 2:52", "", "2022-01-14T14:52", ""),
    ("ko", "입력 2022-01-14 14:52", "입력", "2022-01-14T14:52", ""),
    ("ko", "등록 2022.01.14 (금) 09:05", "등록", "2022-01-14T09:05", ""),
    ("ko", "2022년 1월 14일 오전 9시 5분", "", "2022-01-14T09:05", ""),
    ("ko", "기사입력 2022.01.14. 오후 12:05", "기사입력", "2022-01-14T12:05", ""),
    ("zh-Hans", "2022年01月14日 14:52", "", "2022-01-14T14:52", ""),
    ("zh-Hans", "发布时间：2022-01-14 14:52:10", "发布时间：", "2022-01-14T14:52:10", ""),
    ("zh-Hans", "2022年1月14日星期五 14时52分", "", "2022-01-14T14:52", ""),
    ("zh-Hant", "2022/1/14 14:52", "", "2022-01-14T14:52", ""),
    ("zh-Hant", "發布時間：2022年1月14日 下午2:52", "發布時間：", "2022-01-14T14:52", ""),
    ("zh-Hant", "2022/01/14 14:52（台灣時間）", "", "2022-01-14T14:52", "台灣時間"),
    ("ja", "2022年01月14日（金） 14:52（日本時間）", "", "2022-01-14T14:52", "日本時間"),
    ("es", "14 enero, 2022, 14:52 (hora del centro de México)", "", "2022-01-14T14:52", "hora del centro de México"),
    ("fr", "14 janvier 2022 à 14h52 (heure de Paris)", "", "2022-01-14T14:52", "heure de Paris"),
    ("zh-Hant", "2022/01/14 14:52 CST", "", "2022-01-14T14:52", "CST"),
    ("ar", "١٤ يناير ٢٠٢٢", "", "2022-01-14", ""),
    ("ar", "الجمعة 14 يناير 2022 الساعة 14:52", "", "2022-01-14T14:52", ""),
    ("ar", "نشر في: 14 يناير 2022 - 02:52 م", "نشر في:", "2022-01-14T14:52", ""),
    ("ar", "14 كانون الثاني 2022 - 14:52", "", "2022-01-14T14:52", ""),
    ("ar", "14/1/2022 09:05 ص", "", "2022-01-14T09:05", ""),
    ("ar", "14 يناير 2022، 14:52 غرينتش", "", "2022-01-14T14:52", "غرينتش"),
    ("tr", "14 Ocak 2022 14:52", "", "2022-01-14T14:52", ""),
    ("tr", "Yayınlanma: 14.01.2022 - 14:52", "Yayınlanma:", "2022-01-14T14:52", ""),
    ("tr", "14 Ocak 2022 Cuma, 14:52", "", "2022-01-14T14:52", ""),
    ("tr", "Giriş Tarihi: 14 Şubat 2022 Saat: 14:52", "Giriş Tarihi:", "2022-02-14T14:52", ""),
    ("tr", "14 ARALIK 2022 14:52 TSİ", "", "2022-12-14T14:52", "TSİ"),
    ("tr", "1 Eylül 2022", "", "2022-09-01", ""),
    ("vi", "14/01/2022 | 14:52 (GMT+7)", "", "2022-01-14T14:52", "GMT+7"),
    ("vi", "Thứ sáu, 14/1/2022, 14:52 (GMT+7)", "", "2022-01-14T14:52", "GMT+7"),
    ("vi", "14:52, Thứ Sáu, 14/01/2022 (giờ Việt Nam)", "", "2022-01-14T14:52", "giờ Việt Nam"),
    ("vi", "14:52 14/01/2022", "", "2022-01-14T14:52", ""),
    ("vi", "14 tháng 1, 2022", "", "2022-01-14", ""),
    ("vi", "Ngày 14 tháng 1 năm 2022 lúc 14:52", "Ngày", "2022-01-14T14:52", ""),
    ("vi", "Cập nhật lúc 14:52, 14/01/2022", "Cập nhật lúc", "2022-01-14T14:52", ""),
    ("da", "14. jan. 2022 kl. 14:52", "", "2022-01-14T14:52", ""),
    ("da", "Publiceret: 14. maj 2022 kl. 14.52", "Publiceret:", "2022-05-14T14:52", ""),
    ("nb", "Publisert 14. jan. 2022 kl. 14:52", "Publisert", "2022-01-14T14:52", ""),
    ("nb", "fredag 14. desember 2022 kl. 14.52", "", "2022-12-14T14:52", ""),
    ("sv", "Publicerad 14 januari 2022 kl 14.52", "Publicerad", "2022-01-14T14:52", ""),
    ("sv", "Publicerad 2022-01-14 14:52", "Publicerad", "2022-01-14T14:52", ""),
    ("fi", "Julkaistu 14.1.2022 klo 14.52", "Julkaistu", "2022-01-14T14:52", ""),
    ("fi", "14. tammikuuta 2022 klo 14:52", "", "2022-01-14T14:52", ""),
    ("is", "14. janúar 2022 kl. 14:52", "", "2022-01-14T14:52", ""),
    ("is", "Birt 14. ágúst 2022", "Birt", "2022-08-14", ""),
    ("it", "14 gennaio 2022 alle 14:52", "", "2022-01-14T14:52", ""),
    ("it", "Pubblicato il 14 gen 2022 ore 14.52", "Pubblicato il", "2022-01-14T14:52", ""),
    ("pl", "14 stycznia 2022, 14:52", "", "2022-01-14T14:52", ""),
    ("pl", "Opublikowano: 14.01.2022 godz. 14:52", "Opublikowano:", "2022-01-14T14:52", ""),
    ("cs", "14. ledna 2022 14:52", "", "2022-01-14T14:52", ""),
    ("cs", "14. 1. 2022 v 14:52", "", "2022-01-14T14:52", ""),
    ("hi", "14 जनवरी 2022, 14:52", "", "2022-01-14T14:52", ""),
    ("hi", "प्रकाशित: 14 जुलाई 2022, 2:52 PM IST", "प्रकाशित:", "2022-07-14T14:52", "IST"),
    ("th", "14 มกราคม 2565 14:52 น.", "", "2022-01-14T14:52", ""),
    ("th", "เผยแพร่ 14 ม.ค. 2565 เวลา 14.52 น.", "เผยแพร่", "2022-01-14T14:52", ""),
]  # fmt: skip


def _read(language: str, line: str) -> PrintedTime | None:
    labels = load_labels(language)
    return read_time(line, day_first=labels.day_first[language], labels=labels)


@pytest.mark.parametrize(("language", "line", "before", "moment", "zone"), TIMES)
def test_a_time_is_read(
    language: str, line: str, before: str, moment: str, zone: str
) -> None:
    found = _read(language, line)
    assert found is not None
    assert found.before == before
    assert found.day == dt.date.fromisoformat(moment[:10])
    time = dt.time.fromisoformat(moment[11:]) if "T" in moment else None
    assert (found.time, found.zone) == (time, zone)
    assert line.endswith(found.printed)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", "Am 14. Januar 2022 um 14:52 Uhr begann der Regen."),
        ("fr", "Le 14 janvier 2022 à 14h52, la pluie a commencé."),
        ("es", "El 14 de enero de 2022 llovió en toda la sierra."),
        ("pt", "Em 14 de janeiro de 2022 choveu no sertão."),
        ("nl", "Op 14 januari 2022 om 14:52 begon het te regenen."),
        ("en", "On January 14, 2022 the rain began in the hills."),
        ("ja", "2022年1月14日に雨が降り始めた。"),
        ("ko", "2022년 1월 14일에 비가 내리기 시작했다."),
        ("zh-Hans", "2022年1月14日开始下雨。"),
        ("ar", "في 14 يناير 2022 بدأ المطر."),
        ("tr", "14 Ocak 2022 tarihinde yağmur başladı."),
        ("vi", "Ngày 14/1/2022 trời bắt đầu mưa."),
    ],
)
def test_a_date_inside_a_sentence_is_no_time_line(language: str, line: str) -> None:
    assert _read(language, line) is None


@pytest.mark.parametrize(
    ("language", "line", "zone", "outlet_zone", "offset", "name"),
    [
        ("en", "July 14, 2022 2:52 PM ET", "ET", "", -4, "America/New_York"),
        ("en", "January 14, 2022 2:52 PM ET", "ET", "", -5, "America/New_York"),
        ("en", "14 Jul 2022 14:52 BST", "BST", "", 1, "Europe/London"),
        ("en", "14 Jul 2022 14:52 IST", "IST", "", 5.5, "Asia/Kolkata"),
        ("en", "14 Jul 2022 14:52 IST", "IST", "Europe/Dublin", 1, "Europe/Dublin"),
        ("en", "14 Jul 2022 14:52 CST", "CST", "", -6, "America/Chicago"),
        ("en", "14 Jul 2022 14:52 CST", "CST", "Asia/Shanghai", 8, "Asia/Shanghai"),
        ("zh-Hans", "2022年7月14日 14:52 CST", "CST", "", 8, "Asia/Shanghai"),
        ("de", "14. Juli 2022, 14:52 Uhr", "Europe/Berlin", "", 2, "Europe/Berlin"),
        ("de", "14. Januar 2022, 14:52 Uhr", "Europe/Berlin", "", 1, "Europe/Berlin"),
        ("de", "14. Juli 2022, 14:52 MESZ", "MESZ", "Europe/Vienna", 2, "Europe/Vienna"),
        ("vi", "14/1/2022, 14:52 (GMT+7)", "GMT+7", "", 7, ""),
        ("id", "14 Juli 2022, 14:52 WIB", "WIB", "", 7, "Asia/Jakarta"),
    ],
)  # fmt: skip
def test_a_zone_has_its_offset_on_that_day(
    language: str, line: str, zone: str, outlet_zone: str, offset: float, name: str
) -> None:
    found = _read(language, line)
    assert found is not None
    moment = with_zone(found, zone, load_labels(language), outlet_zone)
    assert moment is not None
    assert moment[0].utcoffset() == dt.timedelta(hours=offset)
    assert moment[1] == name


@pytest.mark.parametrize("line", ["27.03.2022 02:30 Uhr", "30.10.2022 02:30 Uhr"])
def test_a_time_the_clock_skipped_or_showed_twice_names_no_moment(line: str) -> None:
    found = _read("de", line)
    assert found is not None
    assert with_zone(found, "Europe/Berlin", load_labels("de")) is None

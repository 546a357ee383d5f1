# ruff: noqa: E501 (words in other scripts)
"""An edition on disk with articles in many scripts, and the fonts for them.

The fonts come with npm packages of the tests (tests/browser); none is of this machine.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from newsroom import PARAGRAPH, Newsroom, draw_photo, photo, record

NPM_FONTS = Path(__file__).parent / "browser" / "node_modules" / "@expo-google-fonts"
FAMILIES = (
    *("noto-naskh-arabic", "noto-serif-hebrew", "noto-serif-devanagari"),
    *("noto-sans-thai", "noto-serif-sc", "noto-serif-jp", "noto-serif-kr"),
)


def missing_fonts() -> str:
    """Say which font packages are not here, or ""."""
    absent = [name for name in FAMILIES if not (NPM_FONTS / name).is_dir()]
    return f"needs npm packages: {', '.join(absent)}: make setup-test" if absent else ""


#: language -> headline, deck, subhead, paragraphs, person, agency, caption, credit
TEXTS: dict[str, tuple[str, str, str, list[str], str, str, str, str]] = {
    "ar": (
        "ارتفاع منسوب البحر في ميناء «أمبون» خلال 24 ساعة",
        "سجّلت محطة القياس ارتفاعًا قدره 1,8 متر، وفق تقرير BMKG الصادر يوم الأحد.",
        "ماذا تقول الأرقام؟",
        [
            "قال مدير المرفأ إن منسوب المياه ارتفع مرتين خلال اليوم، وإن الفريق "
            "استخدم جهاز Valeport TideMaster لقياس المد والجزر كل 10 دقائق. وأضاف أن "
            "القراءات تُرسل إلى المركز الوطني في جاكرتا، حيث تُراجع قبل نشرها.",
            "وأوضح الباحثون أن ظاهرة المد العالي تتكرر كل 14 يومًا تقريبًا، وأن سكان "
            "الأحياء الساحلية اعتادوا رفع قواربهم قبل الفجر. وبلغت كلفة الحاجز الجديد "
            "3.5 مليون دولار (نحو 55 مليار روبية)، بحسب وثيقة المشروع رقم A-17/2026.",
            "وتقول فاطمة الزهراء، وهي صيادة من حي باتو ميراه: «لم نر المياه بهذا "
            "الارتفاع منذ عام 2011». ولم تُسجَّل إصابات، لكن السوق أُغلقت يومين.",
        ],
        "فاطمة الزهراء",
        "وكالة أنباء المرفأ",
        "قوارب راسية في ميناء أمبون صباح الأحد، 22 نوفمبر.",
        "أحمد الكاتب/Contoh",
    ),
    "he": (
        "מפלס הים בנמל אמבון עלה ב־1.8 מטרים",
        "תחנת המדידה דיווחה על עלייה חדה, כך לפי דו״ח BMKG מיום ראשון.",
        "מה אומרים המספרים",
        [
            "מנהל הנמל אמר כי המים עלו פעמיים ביום אחד, וכי הצוות מדד את הגאות במכשיר "
            "Valeport TideMaster כל 10 דקות. הנתונים נשלחים למרכז הארצי בג׳קרטה, ושם "
            "הם נבדקים לפני הפרסום.",
            "לדברי החוקרים, הגאות הגבוהה חוזרת בערך כל 14 ימים, ותושבי השכונות שעל "
            "החוף התרגלו להעלות את הסירות לפני עלות השחר. מחיר הסוללה החדשה: 3.5 "
            "מיליון דולר (כ־55 מיליארד רופיות), לפי מסמך A-17/2026.",
            "„לא ראינו מים כאלה מאז 2011”, אמרה שרה לוי, דייגת משכונת באטו מרה. איש "
            "לא נפגע, אך השוק נסגר ליומיים.",
        ],
        "שרה לוי",
        "סוכנות הנמל",
        "סירות עוגנות בנמל אמבון ביום ראשון בבוקר, 22 בנובמבר.",
        "דוד כהן/Contoh",
    ),
    "zh-Hans": (
        "安汶港海面二十四小时内上升一点八米",
        "据BMKG周日发布的报告，验潮站记录到今年最高的潮位。",
        "数字说明了什么",
        [
            "港务负责人说，海水一天之内两次上涨，工作人员用Valeport TideMaster仪器每10分钟"
            "测量一次潮位。“数据会先送到雅加达的国家中心，核对之后才发布，”他说。",
            "研究人员指出，大潮大约每14天出现一次，沿岸居民习惯在天亮前把小船拖上岸。"
            "新防波堤造价350万美元（约合550亿印尼盾），项目文件编号为A-17/2026。《港口日报》"
            "认为，这笔钱应当先用于加固旧堤……",
            "“从2011年以来，我们没有见过这么高的水位，”住在红石区的渔民王小梅说。没有人"
            "受伤，但是集市关闭了两天——这在当地并不常见。",
        ],
        "王小梅",
        "港口通讯社",
        "十一月二十二日星期日清晨，渔船停泊在安汶港。",
        "李明/Contoh",
    ),
    "ja": (
        "アンボン港の海面、二十四時間で一・八メートル上昇",
        "気象庁（BMKG）が日曜日に発表した報告によると、験潮所は今年最高の潮位を記録した。",
        "数字が語ること",
        [
            "港湾責任者によると、海水は一日に二度上がり、職員はValeport TideMasterという機器"
            "で10分ごとに潮位を測った。「データはまずジャカルタの国立センターへ送られ、確認"
            "されてから公表される」という。",
            "研究者は、大潮はおよそ14日ごとに起こり、沿岸の住民は夜明け前に舟を引き上げるの"
            "に慣れていると説明する。新しい防波堤の費用は350万ドル（約550億ルピア）で、事業"
            "文書の番号はA-17/2026である。",
            "「2011年以来、こんなに高い水は見たことがない」と、漁師の山田花子さんは話した。"
            "けが人はいなかったが、市場は二日間閉まった。",
        ],
        "山田花子",
        "港湾通信社",
        "十一月二十二日、日曜日の朝、アンボン港に停泊する漁船。",
        "佐藤健/Contoh",
    ),
    "ko": (
        "암본항 해수면, 24시간 만에 1.8미터 상승",
        "BMKG가 일요일 발표한 보고서에 따르면 검조소는 올해 가장 높은 조위를 기록했다.",
        "숫자가 말하는 것",
        [
            "항만 책임자는 바닷물이 하루에 두 번 올랐으며 직원들이 Valeport TideMaster "
            "장비로 10분마다 조위를 쟀다고 말했다. 자료는 먼저 자카르타의 국가 센터로 "
            "보내져 확인을 거친 뒤 공개된다.",
            "연구자들은 대조가 약 14일마다 되풀이되며 해안 주민들은 동트기 전에 배를 끌어 "
            "올리는 데 익숙하다고 설명했다. 새 방파제의 비용은 350만 달러(약 550억 "
            "루피아)이고 사업 문서 번호는 A-17/2026이다.",
            "“2011년 이후 이렇게 높은 물은 처음 봅니다.” 바투메라 마을의 어민 김민지 씨의 "
            "말이다. 다친 사람은 없었지만 시장은 이틀 동안 문을 닫았다.",
        ],
        "김민지",
        "항만통신",
        "11월 22일 일요일 아침 암본항에 정박한 어선들.",
        "이준호/Contoh",
    ),
    "hi": (
        "अम्बोन बंदरगाह में समुद्र का स्तर 24 घंटे में 1.8 मीटर बढ़ा",
        "BMKG की रविवार को जारी रिपोर्ट के अनुसार ज्वार केंद्र ने इस वर्ष का सबसे ऊँचा स्तर दर्ज किया।",
        "आँकड़े क्या कहते हैं",
        [
            "बंदरगाह के प्रमुख ने कहा कि पानी एक दिन में दो बार बढ़ा और कर्मचारियों ने Valeport "
            "TideMaster यंत्र से हर 10 मिनट में ज्वार मापा। आँकड़े पहले जकार्ता के राष्ट्रीय केंद्र भेजे "
            "जाते हैं और जाँच के बाद ही प्रकाशित होते हैं।",
            "शोधकर्ताओं ने बताया कि बड़ा ज्वार लगभग हर 14 दिन में आता है और तट के निवासी भोर से "
            "पहले अपनी नावें ऊपर खींच लेने के आदी हैं। नए बाँध की लागत 35 लाख डॉलर (लगभग 55 अरब "
            "रुपिया) है; परियोजना दस्तावेज़ की संख्या A-17/2026 है।",
            "“2011 के बाद हमने इतना ऊँचा पानी नहीं देखा,” मछुआरिन सुनीता शर्मा ने कहा। कोई घायल "
            "नहीं हुआ, पर बाज़ार दो दिन बंद रहा।",
        ],
        "सुनीता शर्मा",
        "बंदरगाह समाचार",
        "रविवार, 22 नवंबर की सुबह अम्बोन बंदरगाह में खड़ी नावें।",
        "राजेश कुमार/Contoh",
    ),
    "th": (
        "ระดับน้ำทะเลที่ท่าเรืออัมบนสูงขึ้น 1.8 เมตรใน 24 ชั่วโมง",
        "รายงานของ BMKG เมื่อวันอาทิตย์ระบุว่าสถานีวัดน้ำบันทึกระดับสูงสุดของปีนี้",
        "ตัวเลขบอกอะไร",
        [
            "หัวหน้าท่าเรือกล่าวว่าน้ำขึ้นสองครั้งในวันเดียว และเจ้าหน้าที่ใช้เครื่อง Valeport TideMaster "
            "วัดระดับน้ำทุก 10 นาที ข้อมูลจะถูกส่งไปยังศูนย์แห่งชาติที่กรุงจาการ์ตาก่อน แล้วจึงเผยแพร่หลังการตรวจสอบ",
            "นักวิจัยอธิบายว่าน้ำเกิดจะมาประมาณทุก 14 วัน และชาวบ้านริมฝั่งคุ้นเคยกับการลากเรือขึ้นก่อนรุ่งสาง "
            "เขื่อนกันคลื่นใหม่มีราคา 3.5 ล้านดอลลาร์ (ราว 55 พันล้านรูเปียห์) ตามเอกสารโครงการเลขที่ A-17/2026",
            "“ตั้งแต่ปี 2011 เราไม่เคยเห็นน้ำสูงขนาดนี้” สมหญิง ใจดี ชาวประมงจากหมู่บ้านบาตูเมระห์กล่าว "
            "ไม่มีผู้ได้รับบาดเจ็บ แต่ตลาดปิดสองวัน",
        ],
        "สมหญิง ใจดี",
        "สำนักข่าวท่าเรือ",
        "เรือประมงจอดที่ท่าเรืออัมบนเช้าวันอาทิตย์ที่ 22 พฤศจิกายน",
        "วิชัย แสงทอง/Contoh",
    ),
    "vi": (
        "Mực nước biển ở cảng Ambon dâng 1,8 mét trong 24 giờ",
        "Theo báo cáo của BMKG công bố hôm Chủ nhật, trạm đo ghi nhận mức triều cao nhất năm.",
        "Những con số nói gì",
        [
            "Người phụ trách cảng cho biết nước dâng hai lần trong một ngày, và nhân viên "
            "dùng máy Valeport TideMaster đo mực nước mỗi 10 phút. Số liệu được gửi về "
            "trung tâm quốc gia ở Jakarta, kiểm tra rồi mới công bố.",
            "Các nhà nghiên cứu giải thích rằng triều cường lặp lại khoảng 14 ngày một lần, "
            "và cư dân ven biển quen kéo thuyền lên bờ trước bình minh. Đê chắn sóng mới "
            "có giá 3,5 triệu đô la (khoảng 55 tỷ rupiah), theo văn bản số A-17/2026.",
            "“Từ năm 2011 chúng tôi chưa thấy nước cao như vậy,” chị Nguyễn Thị Hoa, ngư "
            "dân ở Batu Merah, nói. Không ai bị thương, nhưng chợ đóng cửa hai ngày.",
        ],
        "Nguyễn Thị Hoa",
        "Thông tấn xã Cảng",
        "Thuyền đánh cá neo ở cảng Ambon sáng Chủ nhật, 22 tháng 11.",
        "Trần Văn Nam/Contoh",
    ),
}


#: Of the photos: each article has its own, as each credits somebody else.
_COLOURS = (
    *("maroon", "olive", "navy", "purple", "sienna", "gray", "black", "indigo"),
    *("green", "crimson", "tan", "pink", "khaki", "orchid"),
)


def write_scripts(folder: Path, **top: Any) -> Path:
    """Write the edition; return its edition.toml. `top` are keys of that file."""
    newsroom = Newsroom(folder)
    newsroom.records.clear()
    newsroom.add(record("pasang", images=[photo("teal")], paragraphs=4))
    for language, colour in zip(TEXTS, _COLOURS, strict=False):
        draw_photo(folder / "photos" / f"{colour}.jpg", colour, (700, 900))
        newsroom.add(article(language, colour))
    slugs = list(newsroom.records)
    newsroom.sections = [
        ("Kabar", slugs[:3]),
        ("Asia Timur", slugs[3:6]),
        ("Asia", slugs[6:]),
    ]
    newsroom.top |= {"tagline": "Satu kabar dalam sembilan bahasa"}
    newsroom.top |= top
    return newsroom.write()


def article(language: str, colour: str) -> dict[str, Any]:
    headline, deck, _, paragraphs, person, agency, caption, credit = TEXTS[language]
    slug = f"kabar-{language.lower()}"
    return record(
        slug,
        language=language,
        headline=headline,
        kicker=agency,
        deck=deck,
        authors=[{"name": person}, {"name": "Sari Contoh"}],
        editors=[{"name": agency}],
        dateline={"raw": f"AMBON, {agency}"},
        body=list(_body(language)),
        images=[photo(colour, caption=[caption], credit=credit, alt=f"{caption} 1")],
        sources=[{"name": agency, "kind": "organisation"}],
        related=[
            {"headline": "Kabar pasang"},
            {"headline": headline, "url": "https://example.org/kabar/24"},
        ],
        corrections=[{"date": "2026-11-21", "text": paragraphs[2]}],
        reader_note=deck,
    )


def _body(language: str) -> Iterator[dict[str, Any]]:
    headline, deck, subhead, paragraphs, person, agency, _, _ = TEXTS[language]
    text = [{"type": "paragraph", "html": html} for html in paragraphs]
    emphasis = f"<i>{agency}</i> · <b>{person}</b>: {paragraphs[0]}"
    yield from text[:2]
    yield {"type": "subhead", "html": subhead}
    yield {"type": "paragraph", "html": emphasis}
    yield {"type": "paragraph", "html": PARAGRAPH, "language": "id"}
    yield {"type": "quote", "paragraphs": [paragraphs[2]], "cite": person}
    yield {"type": "list", "items": [deck, headline]}
    yield {"type": "list", "ordered": True, "items": [subhead, paragraphs[1]]}
    yield {"type": "pullquote", "html": deck, "cite": person}
    yield text[2]
    yield {
        "type": "table",
        "caption": subhead,
        "header": [agency, "2025", "2026"],
        "rows": [[person, "1.62", "1.80"], ["Ambon", "12–25", subhead]],
    }
    yield {
        "type": "box",
        "title": subhead,
        "blocks": [
            {"type": "paragraph", "html": paragraphs[0]},
            {"type": "list", "items": [deck, subhead]},
        ],
    }
    yield {"type": "related", "related": [0, 1]}

"""Articles in many scripts: printed, bound and proven, as judged by others too."""

import json
import re
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from checkers import epubcheck, requires_java, verapdf
from scripts_edition import FAMILIES, NPM_FONTS, TEXTS, missing_fonts, write_scripts

from exporter.build import Result, build
from exporter.layout import bundled, format_moment, join_names, load_layout
from exporter.layout_files import load_words
from exporter.model import Article
from exporter.pack_files import add_packs
from exporter.packs import packs_folder
from exporter.pdf.stamp import draw_stamp
from exporter.pdf.words import is_joined
from exporter.proof.text import Folded
from exporter.typography import set_text

needs_fonts = pytest.mark.skipif(bool(missing_fonts()), reason=missing_fonts())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Result:
    folder = tmp_path_factory.mktemp("scripts")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(folder / "data"))
        for family in FAMILIES:
            add_packs(NPM_FONTS / family, packs_folder())
        return build(write_scripts(folder / "ed"), folder / "out", jobs=2)


def file_of(result: Result, suffix: str) -> Path:
    return next(file for file in result.files if file.suffix == suffix)


@needs_fonts
@pytest.mark.slow
def test_nine_languages_are_delivered_without_a_finding(built: Result) -> None:
    assert built.exit_code == 0
    grave = [f for f in built.findings if f.level in {"error", "warning"}]
    assert grave == []
    assert re.match(r"(\d+) of \1 credits", built.sum_line), built.sum_line
    assert set(TEXTS) == {"ar", "he", "zh-Hans", "ja", "ko", "hi", "th", "vi"}


@needs_fonts
@pytest.mark.slow
def test_each_script_is_set_in_the_family_of_its_language(built: Result) -> None:
    with pikepdf.open(file_of(built, ".pdf")) as pdf:
        names = {
            str(thing.BaseFont).partition("+")[2]
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary) and "/BaseFont" in thing
        }
    found = {name.partition("-Regular")[0].partition("-Bold")[0] for name in names}
    assert {
        # Hebrew is in a family that comes with the exporter
        *("Noto-Naskh-Arabic", "Frank-Ruhl-Libre", "Noto-Serif-Devanagari"),
        *("Noto-Sans-Thai", "Noto-Serif-SC", "Noto-Serif-JP", "Noto-Serif-KR"),
    } <= found, sorted(found)


@needs_fonts
@pytest.mark.slow
def test_a_right_to_left_article_stands_at_the_right(built: Result) -> None:
    """Seen by where the letters of the highest Arabic line, the kicker, stand."""
    page = page_with(built, "kabar-ar")
    with pypdfium2.PdfDocument(file_of(built, ".pdf")) as pdf:
        text = pdf[page - 1].get_textpage()
        letters = enumerate(text.get_text_range())
        boxes = [text.get_charbox(i) for i, c in letters if "\u0621" <= c <= "\u064a"]
        text.close()
    top = max(box[3] for box in boxes)
    kicker = [box for box in boxes if box[3] > top - 8]
    # at the right of the page, or of the first column, where its head is a column wide
    left = (17 if page % 2 else 15) * 72 / 25.4
    edges = [left + mm * 72 / 25.4 for mm in (86, 178)]
    right = max(box[2] for box in kicker)
    assert min(abs(right - edge) for edge in edges) < 4, (right, edges)
    assert min(box[0] for box in kicker) > left + 30


def page_with(result: Result, article: str) -> int:
    proof = next(file for file in result.files if file.name.endswith(".proof.json"))
    fields = json.loads(proof.read_text("utf-8"))["proof"]["articles"][article]
    return int(next(one for one in fields if one["field"] == "headline")["pdf"][0])


@needs_fonts
@pytest.mark.slow
@requires_java
def test_pdf_and_epub_are_valid(built: Result) -> None:
    assert epubcheck(file_of(built, ".epub")) == []
    result = verapdf(file_of(built, ".pdf"))
    assert (result.compliant, result.failures) == (True, [])


# --- without fonts -----------------------------------------------------------------


def test_every_language_has_every_word() -> None:
    words = load_words(bundled("layouts") / "base" / "words.toml")
    assert {
        *("id", "en", "ms", "jv", "su", "ar", "he", "zh", "zh-hant", "ja", "ko", "hi"),
        *("th", "vi", "de", "fr", "es", "pt", "nl", "tr"),
    } == set(words)
    for language, by_name in words.items():
        assert set(by_name) == set(words["en"]), language
        assert all(word.strip() for word in by_name.values()), language


def test_words_of_chinese_follow_the_script() -> None:
    layout = load_layout("magazine", Path())
    for tag, word in (("zh", "编辑"), ("zh-CN", "编辑"), ("zh-TW", "編輯")):
        assert layout.words_for(tag)["editor"] == word
    assert layout.words_for("zh-Hant-HK")["editor"] == "編輯"
    assert layout.words_for("sw")["editor"] == "Editor"


@pytest.mark.parametrize(
    ("language", "printed"),
    [
        ("id", "Jumat, 20 November 2026, 10.00 WIT"),
        ("ar", "الجمعة، 20 نوفمبر 2026، 10:00 WIT"),
        ("zh", "2026年11月20日星期五 10:00 WIT"),
        ("ja", "2026年11月20日金曜日 10:00 WIT"),
        ("de", "Freitag, 20. November 2026, 10:00 WIT"),
        ("vi", "Thứ Sáu, 20 tháng 11, 2026, 10:00 WIT"),
    ],
)
def test_a_moment_is_printed_as_its_language_does(language: str, printed: str) -> None:
    article = Article(
        id="x",
        headline="x",
        language=language,
        published="2026-11-20T10:00:00+09:00",
        time_zone="Asia/Jayapura",
    )
    assert format_moment(article) == printed


@pytest.mark.parametrize(
    ("language", "text", "printed"),
    [
        ("fr", '"Oui", dit-il, l\'eau', "«\u00a0Oui\u00a0», dit-il, l’eau"),
        ("de", '"Ja", sagte er', "„Ja“, sagte er"),
        ("es", '¿"Sí"?', "¿“Sí”?"),
        ("ar", 'و"كلمة"', 'و"كلمة"'),
        ("he", 'צה"ל', 'צה"ל'),
    ],
)
def test_quotes_are_set_where_it_is_sure(
    language: str, text: str, printed: str
) -> None:
    assert set_text(text, language) == printed


def test_names_from_the_right_keep_their_order_in_any_line() -> None:
    assert join_names(["فاطمة", "Sari"], "ar") == "\u2067فاطمة وSari\u2069"
    assert join_names(["فاطمة"], "ar") == "فاطمة"


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("Ambon é", False),
        ("e\u0301", True),
        ("ميناء", True),
        ("हिन्दी", True),
        ("海", False),
    ],
)
def test_a_text_is_tagged_where_glyphs_do_not_tell_it(text: str, joined: bool) -> None:
    assert is_joined(text) is joined


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("文 王小梅和Sari Contoh", "王小梅", True),
        ("文 王小梅和Sari Contoh", "Sari Contoh", True),
        ("فاطمة وأحمد الكاتب", "أحمد الكاتب", True),
        ("Sariwati Contoh", "Sari", False),
        ("فاطمة الزهراوي", "فاطمة الزهراو", False),
    ],
)
def test_a_name_is_found_as_its_script_writes_it(
    text: str, name: str, found: bool
) -> None:
    assert bool(list(Folded.of(text).find_all(Folded.of(name)))) is found


@pytest.mark.parametrize("word", ["مسودة", "טיוטה", "प्रूफ"])
def test_a_stamp_says_proof_where_letters_in_a_row_are_no_word(word: str) -> None:
    font = bundled("fonts") / "newsreader" / "Newsreader-Bold.ttf"
    assert draw_stamp(word, font, 595, 842) == draw_stamp("PROOF", font, 595, 842) != ""

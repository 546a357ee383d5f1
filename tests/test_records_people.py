"""The reader for the plain text of a news page: bylines, datelines, desk codes."""

import pytest
from page_text import page, paragraphs

from exporter.records.text import read_page

# --- people -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "authors", "editors"),
    [
        (
            ["Penulis : Sari Contoh | Editor : Budi Contoh"],
            ["Sari Contoh"],
            ["Budi Contoh"],
        ),
        (["Penulis: Sari ContohEditor: Budi Contoh"], ["Sari Contoh"], ["Budi Contoh"]),
        (
            ["Pewarta: Sari Contoh", "Editor: Budi Contoh"],
            ["Sari Contoh"],
            ["Budi Contoh"],
        ),
        (["Sari Contoh", "Penulis"], ["Sari Contoh"], []),
        (["Editor:", "Budi Contoh"], [], ["Budi Contoh"]),
        (["Oleh Sari Contoh dan Budi Contoh"], ["Sari Contoh", "Budi Contoh"], []),
        (["Laporan Wartawan Tribunnews.com, Sari Contoh"], ["Sari Contoh"], []),
        (["Sari Contoh - detikNews"], ["Sari Contoh"], []),
        (
            ["By A. Sample, B. Sample and C. Sample"],
            ["A. Sample", "B. Sample", "C. Sample"],
            [],
        ),
        (
            ["Reporting by A. Sample; Editing by B. Sample"],
            ["A. Sample"],
            ["B. Sample"],
        ),
        (
            ["Penulis: Sari Contoh, M.Si., Budi Contoh"],
            ["Sari Contoh, M.Si.", "Budi Contoh"],
            [],
        ),
        (["Oleh karena itu, warga diminta tidak pergi."], [], []),
    ],
)
def test_bylines(lines: list[str], authors: list[str], editors: list[str]) -> None:
    article = page(*lines)
    assert [a.name for a in article.authors] == authors
    assert [e.name for e in article.editors] == editors


def test_contributors_keep_their_label() -> None:
    article = page("Kontributor: Sari Contoh", "Penerjemah: Budi Contoh")
    assert [(c.name, c.role) for c in article.contributors] == [
        ("Sari Contoh", "Kontributor"),
        ("Budi Contoh", "Penerjemah"),
    ]


@pytest.mark.parametrize(
    ("line", "authors", "editors", "others"),
    [
        ("Penulis : A Contoh | Editor : Eka; Fani", ["A Contoh"], ["Eka", "Fani"], []),
        (
            "Reporter : Ani | Video Editor : Dodi; Eka",
            ["Ani"],
            [],
            [("Dodi", "Video Editor"), ("Eka", "Video Editor")],
        ),
        (
            "Penulis: Ani, Editor Bahasa: Budi, Asisten Redaktur: Citra",
            ["Ani"],
            [],
            [("Budi", "Editor Bahasa"), ("Citra", "Asisten Redaktur")],
        ),
        ("Editor bahasa: Budi Contoh", [], [], [("Budi Contoh", "Editor bahasa")]),
        ("Penulis : Ani | Tata Letak : Budi", ["Ani"], [], [("Budi", "Tata Letak")]),
    ],
)
def test_semicolons_and_roles_the_table_has_not(
    line: str, authors: list[str], editors: list[str], others: list[tuple[str, str]]
) -> None:
    article = page(line)
    assert [a.name for a in article.authors] == authors
    assert [e.name for e in article.editors] == editors
    assert [(c.name, c.role) for c in article.contributors] == others
    assert article.byline == line


@pytest.mark.parametrize(
    "line",
    [
        "Laporan Keuangan: Laba Naik",
        "Editor buku itu berkata: Budi Pergi",
        "Penulis buku: Budi menanam padi",
        "Tata Letak : Budi",
        "Penulis : Ani | Sumber : Antara",
        "Penulis: katanya; mereka pergi",
    ],
)
def test_what_is_no_byline(line: str) -> None:
    article = page(line)
    assert article.byline == ""
    assert line in paragraphs(article)


@pytest.mark.parametrize("end", ["", ", Rabu (12/1/2022). (Sumber: Antara)"])
def test_a_caption_that_begins_with_a_role_is_a_caption(end: str) -> None:
    article = read_page(
        "Satu Judul yang Panjang Sekali\nsatu-judul-yang-panjang-sekali\n"
        f"Editor : Sari berbicara dengan Presiden{end}\n"
        "Penulis: Sari Contoh\nIsi yang ada di sini dan itu."
    )
    assert article.editors == ()
    assert article.byline == "Penulis: Sari Contoh"
    assert article.images[0].caption[0].startswith("Editor : Sari berbicara")


def test_two_bylines_under_the_slug_stay_bylines() -> None:
    article = read_page(
        "Satu Judul yang Panjang Sekali\nsatu-judul-yang-panjang-sekali\n"
        "Editor : Budi Contoh\nPenulis: Sari Contoh\nIsi yang ada di sini dan itu."
    )
    assert [e.name for e in article.editors] == ["Budi Contoh"]
    assert article.images == ()


def test_people_and_source_after_a_stop_line_count() -> None:
    text = (
        "Judul Contoh\nIsi yang ada di sini.\nBERITA LAINNYA\nJudul lain\n"
        "Penulis: Sari Contoh\nSumber: Antara"
    )
    article = read_page(text)
    assert article.byline == "Penulis: Sari Contoh"
    assert [s.name for s in article.sources] == ["Antara"]
    assert ("Judul lain", "after a stop line") in {
        (d.text, d.rule) for d in article.provenance.dropped
    }


def test_no_byline_is_a_warning() -> None:
    assert "no byline found" in page().provenance.warnings


# --- datelines and desk codes -----------------------------------------------------


@pytest.mark.parametrize(
    ("opening", "city", "provider"),
    [
        ("JAKARTA, KOMPAS.com - ", "JAKARTA", "KOMPAS.com"),
        ("TRIBUNNEWS.COM, SOLO - ", "SOLO", "TRIBUNNEWS.COM"),
        ("Jakarta (ANTARA) - ", "Jakarta", "ANTARA"),
        ("Jakarta, CNN Indonesia -- ", "Jakarta", "CNN Indonesia"),
        ("TEMPO.CO, Jakarta - ", "Jakarta", "TEMPO.CO"),
        ("REPUBLIKA.CO.ID, JAKARTA -- ", "JAKARTA", "REPUBLIKA.CO.ID"),
        ("Jakarta - ", "Jakarta", ""),
        ("SALATIGA - ", "SALATIGA", ""),
        ("SUKAMAJU, Jawa Tengah - ", "SUKAMAJU, Jawa Tengah", ""),
        ("LA CROSSE, Wis. (AP) — ", "LA CROSSE, Wis.", "AP"),
        ("BEIRUT, March 7 (Reuters) — ", "BEIRUT", "Reuters"),
    ],
)
def test_datelines(opening: str, city: str, provider: str) -> None:
    article = page(f"{opening}Warga menanam pohon di tepi sungai itu.")
    assert article.dateline is not None
    assert article.dateline.raw == opening.rstrip(" -—")
    assert (article.dateline.city, article.dateline.provider) == (city, provider)
    assert paragraphs(article)[0] == "Warga menanam pohon di tepi sungai itu."


@pytest.mark.parametrize(
    "text",
    [
        "NATO akan menggelar rapat itu di Brussel.",
        "Kopi - minuman yang banyak diminum - berasal dari Etiopia.",
        "BREAKING - Gunung itu meletus lagi.",
        "NATO - Rapat itu digelar di Brussel.",
        "PIALA DUNIA - Tim itu menang lagi.",
        "NATO, AS - Rapat itu digelar di Brussel.",
    ],
)
def test_what_is_no_dateline(text: str) -> None:
    article = page(text)
    assert article.dateline is None
    assert paragraphs(article)[0] == text


@pytest.mark.parametrize(
    ("end", "code", "sources"),
    [
        (" (vyp/kna)", "vyp/kna", []),
        ("(Ant/abc)", "Ant/abc", ["ANTARA"]),
        (" (sak/Reuters)", "sak/Reuters", ["Reuters"]),
        ("\n(E-2)", "E-2", []),
    ],
)
def test_desk_codes(end: str, code: str, sources: list[str]) -> None:
    article = read_page(f"Judul Contoh\nIsi yang ada.\nKalimat yang terakhir.{end}")
    assert article.desk_codes == (code,)
    assert [s.name for s in article.sources] == sources
    assert paragraphs(article)[-1] == "Kalimat yang terakhir."

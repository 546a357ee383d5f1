"""An edition on disk that has every kind of field and block, over many pages."""

from pathlib import Path
from typing import Any

from newsroom import PARAGRAPH, Newsroom, draw_photo, photo, record

LONG = (
    "Keanggotaan pemerintahan yang berkesinambungan mempertanggungjawabkan "
    "<b>ketidak</b>seimbangan anak-anak di rumah-rumahan air; pembaca yang teliti "
    'menemukan <a href="https://example.org/laporan/yang/panjang">laporan '
    "<i>selengkapnya</i> di sini</a> dan per\u00adpus\u00adta\u00adka\u00adan kampung. "
)
ENGLISH = (
    "The <i>Commonwealth</i> Meteorological Organisation acknowledges responsibility "
    "for the unprecedented overestimation of tidal characteristics. "
)


def paragraph(html: str, **fields: Any) -> dict[str, Any]:
    return {"type": "paragraph", "html": html, **fields}


def write_every_block(folder: Path, **top: Any) -> Path:
    """Write the edition; return its edition.toml. `top` are keys of that file."""
    newsroom = Newsroom(folder)
    for name, size in (("olive", (1000, 700)), ("indigo", (1500, 900))):
        draw_photo(folder / "photos" / f"{name}.jpg", name, size)
    newsroom.tables = (
        '[[masthead]]\nrole = "Pemimpin Redaksi"\nnames = ["Citra", "Dodi"]\n'
    )
    for article in (_rich(), _live(), _english(), _gallery()):
        newsroom.add(article)
    newsroom.sections = [
        ("Sains", ["pasang", "kaya"]),
        ("Ragam", ["surut", "siaran", "tide", "galeri"]),
    ]
    del newsroom.records["ombak"]
    newsroom.top |= {"tagline": "Semua yang bisa dicetak", "rights": "© Redaksi Uji"}
    newsroom.top |= top
    return newsroom.write()


def _rich() -> dict[str, Any]:
    related = [
        {"headline": "Kabar pasang"},
        {"headline": "Tides of the north", "article": "tide"},
        {"headline": "Panduan membaca pasang", "url": "https://example.org/panduan/"},
        {"headline": "Tanpa alamat"},
    ]
    body = [
        paragraph(LONG * 3),
        paragraph(ENGLISH * 3, language="en"),
        {"type": "image", "image": 1},
        {"type": "subhead", "html": "Yang <i>dihitung</i>"},
        *(paragraph(f"{n}. {LONG * 3}") for n in range(6)),
        {"type": "quote", "paragraphs": [LONG, "Dua."], "cite": "Buruh"},
        {"type": "quote", "paragraphs": [ENGLISH], "language": "en"},
        {"type": "pullquote", "html": "rumah-rumahan air", "cite": "Orang lain"},
        {"type": "list", "items": ["satu", LONG, "Tiga belas <b>butir</b>"]},
        {"type": "list", "ordered": True, "items": ["langkah satu", LONG]},
        {
            "type": "table",
            "caption": "Mutu menurut jumlah cacat",
            "header": ["Mutu", "Cacat", "Catatan"],
            "rows": [
                ["1", "11", LONG],
                ["2", "12–25", ""],
                ["3", "26", "H<sub>2</sub>O"],
            ],
        },
        {"type": "table", "rows": [["tanpa", "kepala"], ["dua", "baris"]]},
        {"type": "related", "related": [0, 1]},
        {
            "type": "box",
            "title": "Kotak fakta",
            "blocks": [
                paragraph("Isi kotak yang penting. " + LONG),
                {"type": "list", "items": ["dalam kotak", "lagi"]},
                {"type": "table", "header": ["A", "B"], "rows": [["1", "2"]]},
            ],
        },
        {"type": "rule"},
        *(paragraph(f"{n}. {LONG * 3}") for n in range(6, 12)),
        {"type": "embed", "label": "Video", "url": "https://www.example.org/v/kotak/"},
        {"type": "embed", "url": "https://example.org/tanpa/label"},
    ]
    return record(
        "kaya",
        headline="Kekayaan yang mempertanggungjawabkan rumah-rumahan air",
        deck="Sebuah <em>dek</em> yang menjelaskan semuanya dengan panjang lebar.",
        body=body,
        related=related,
        images=[
            photo("indigo"),
            photo("olive", alt="", caption=["Satu alinea.", "Alinea <i>kedua</i>."]),
            {"caption": ["Foto yang tidak ikut."], "credit": "Arsip Lama"},
        ],
        contributors=[{"name": "Dodi Riset", "role": "riset"}],
        is_based_on="https://example.org/asal/berita",
        corrections=[{"text": "Angkanya <b>11</b>.", "date": "2026-11-21"}],
        rights="Hak cipta Redaksi Uji",
    )


def _live() -> dict[str, Any]:
    entries = [
        {
            "type": "entry",
            "time": f"2026-11-20T1{n + 1}:00:00+09:00",
            "headline": f"Kabar ke-{n + 1} masuk",
            "authors": [{"name": "Eka Lapangan"}],
            "blocks": [
                paragraph(LONG),
                {"type": "quote", "paragraphs": ["Kutipan."], "cite": "Saksi"},
            ],
        }
        for n in range(3)
    ]
    entries.append({"type": "entry", "blocks": [paragraph("Tanpa waktu.")]})
    return record("siaran", kind="live", body=entries, authors=[], byline="Tim Redaksi")


def _english() -> dict[str, Any]:
    body = [paragraph(f"{n}. {ENGLISH * 3}") for n in range(5)]
    body.insert(2, paragraph("Kata <i>anak-anak</i> di sini.", language="id"))
    return record(
        "tide",
        language="en",
        kicker="Tides",
        headline="Tides of the north",
        deck="How they are counted.",
        body=body,
        related=[{"headline": "Kabar pasang"}],
        images=[photo("teal", caption=["Dots on teal."], alt="Six dots on teal.")],
    )


def _galleries() -> list[dict[str, Any]]:
    names = ("teal", "maroon", "olive", "indigo")
    return [photo(n, caption=[f"Foto {n}. {PARAGRAPH}"]) for n in names]


def _gallery() -> dict[str, Any]:
    return record(
        "galeri",
        kind="gallery",
        images=_galleries(),
        body=[paragraph(LONG), {"type": "gallery", "images": [1, 2, 3]}],
    )

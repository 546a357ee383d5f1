"""A small newsroom on disk: records, photos and an edition.toml, for many tests."""

import json
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

IMPRINT = {
    "company": "PT Redaksi Uji",
    "address": "Jalan Uji 1, Ambon",
    "responsible": "Sari Contoh",
    "printer": "Percetakan Uji",
    "printer_address": "Jalan Uji 2, Ambon",
}
SECRET = "RAHASIA-REDAKSI"
PARAGRAPH = (
    "Air laut naik dan turun dua kali sehari di sebagian besar pantai, dan petugas "
    "pelabuhan mencatatnya dengan sumur kecil yang terhubung ke laut. Sumur itu "
    "meredam gelombang sehingga yang tercatat hanyalah pasang dan surut. "
)


def draw_photo(path: Path, colour: str, size: tuple[int, int] = (900, 600)) -> None:
    """Draw a photo unlike any of another colour."""
    picture = Image.new("RGB", size, colour)
    pen = ImageDraw.Draw(picture)
    seed = sum(colour.encode())
    for number in range(6):
        left = (seed * (number + 3) * 37) % (size[0] * 3 // 4)
        top = (seed * (number + 5) * 53) % (size[1] * 3 // 4)
        fill = ("white", "black", "gold", "navy", "tomato", "lime")[number]
        pen.ellipse((left, top, left + size[0] // 6, top + size[1] // 5), fill=fill)
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.save(path, quality=88)


def record(slug: str, **fields: Any) -> dict[str, Any]:
    """Return a whole, sound record; `fields` replace or add."""
    paragraphs = fields.pop("paragraphs", 6)
    body = [
        {"type": "paragraph", "html": f"Alinea {slug} {n}. {PARAGRAPH}"}
        for n in range(1, paragraphs + 1)
    ]
    return {
        "id": slug,
        "headline": f"Kabar {slug.replace('-', ' ')}",
        "kicker": "Pesisir",
        "deck": f"Tentang {slug}.",
        "authors": [{"name": f"Penulis {slug.title()}"}],
        "editors": [{"name": "Dewi Sampel"}],
        "dateline": {"raw": "AMBON, MINGGUAN"},
        "published": "2026-11-20T10:00:00+09:00",
        "time_zone": "Asia/Jayapura",
        "body": body,
        "sources": [{"name": f"Badan {slug.title()}", "kind": "organisation"}],
        "editor_note": SECRET,
        **fields,
    }


def photo(name: str, **fields: Any) -> dict[str, Any]:
    """Return a sound image of a record."""
    return {
        "file": f"../photos/{name}.jpg",
        "caption": [f"Bulatan pada bidang {name} di ruang uji."],
        "credit": f"Juru Foto {name.title()}/Contoh",
        "alt": f"Enam bulatan di atas warna {name}.",
        **fields,
    }


class Newsroom:
    """A folder with an edition that can be changed before it is built."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.records: dict[str, dict[str, Any]] = {}
        self.top: dict[str, Any] = {
            "title": "Mingguan Uji",
            "number": 7,
            "date": "@2026-11-22",
            "published": "@2026-11-22T06:00:00+07:00",
            "language": "id",
            "publisher": "Redaksi Uji",
            "cover": "pasang",
            "imprint": IMPRINT,
        }
        self.sections: list[tuple[str, list[str]]] = [
            ("Sains", ["pasang", "surut"]),
            ("Ragam", ["ombak"]),
        ]
        self.tables = ""
        for name, size in (("teal", (1600, 1000)), ("maroon", (700, 900))):
            draw_photo(folder / "photos" / f"{name}.jpg", name, size)
        self.add(record("pasang", images=[photo("teal")], paragraphs=9))
        related = [
            {"headline": "Kabar pasang"},
            {"headline": "Di luar", "url": "https://example.org/luar"},
        ]
        self.add(record("surut", images=[photo("maroon")], related=related))
        self.add(record("ombak"))

    def add(self, article: dict[str, Any]) -> None:
        """Add or replace a record."""
        self.records[article["id"]] = article

    def write(self) -> Path:
        """Write everything; return the path of edition.toml."""
        articles = self.folder / "articles"
        articles.mkdir(parents=True, exist_ok=True)
        for slug, article in self.records.items():
            text = json.dumps(article, ensure_ascii=False)
            (articles / f"{slug}.json").write_text(text, encoding="utf-8")
        lines = [f"{key} = {_toml(value)}" for key, value in self.top.items()]
        lines.append(self.tables)
        for title, slugs in self.sections:
            lines += ["[[section]]", f"title = {_toml(title)}", f"articles = {slugs}"]
        file = self.folder / "edition.toml"
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return file


def _toml(value: Any) -> str:
    if isinstance(value, str) and value.startswith("@"):
        return value[1:]
    if isinstance(value, dict):
        inner = ", ".join(f"{key} = {_toml(one)}" for key, one in value.items())
        return f"{{ {inner} }}"
    return json.dumps(value, ensure_ascii=False)

"""Editions drawn by chance, as a newsroom might have them: for the tests of pages.

In: a folder, a seed and a number of articles. Out: edition.toml, articles and photos
in that folder. The same seed gives the same edition to the byte. Sentences are those
of the sample edition and some of our own, mixed; photos are smooth clouds of colour,
each unlike the others, drawn once and kept in a folder beside the editions.
"""

import datetime as dt
import json
import os
import random
import re
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image

SAMPLE = Path(__file__).parents[1] / "samples" / "mingguan" / "articles"
#: Seed and number of articles of the editions that the promises are measured with.
TWENTY = (
    *((1, 5), (2, 5), (3, 6), (4, 7), (5, 8), (6, 9), (7, 10), (8, 11), (9, 12)),
    *((10, 14), (11, 15), (12, 17), (13, 19), (14, 21), (15, 24), (16, 28)),
    *((17, 34), (18, 45), (19, 64), (20, 100)),
)
#: The sizes photos come in, in pixels, and how often.
SIZES = {
    "lanskap": ((1600, 1067), 9),
    "lanskap-kecil": ((1200, 800), 5),
    "lebar": ((1920, 1080), 3),
    "potret": ((1000, 1500), 3),
    "potret-kecil": ((900, 1200), 3),
    "panorama": ((2000, 800), 2),
    "persegi": ((1200, 1200), 2),
    "terlalu-kecil": ((420, 280), 1),
}
SECTIONS = (
    *("Nasional", "Ekonomi", "Sains", "Olahraga", "Nusantara", "Budaya"),
    "Teknologi dan Lingkungan Hidup",
)
CITIES = ("AMBON", "KUPANG", "MANADO", "PADANG", "SORONG", "BANDA ACEH", "SEMARANG")
NAMES = (
    *("Sari Contoh", "Bagus Teladan", "Rani Misal", "Tono Umpama", "Dewi Sampel"),
    *("I Gusti Ayu Ibarat", "Yosef Andai", "Siti Percontohan Rahmawati", "Budi Uji"),
)
KICKERS = ("Pesisir", "Pasar", "Laporan khusus", "Kota", "Angka", "Lintas daerah", "")
BANK = (
    "Di {kota}, {orang} menghitung {angka} {benda} sejak pagi.",
    "Harga {benda} naik {angka} persen dalam sepekan, kata seorang pedagang di {kota}.",
    "{orang} tidak menyangka {benda} itu akan bertahan selama {angka} tahun.",
    "Pemerintah daerah menyiapkan {angka} unit {benda} untuk warga di sekitar {kota}.",
    "Tidak ada yang tahu pasti mengapa {benda} lebih cepat habis pada musim hujan.",
    "Hujan turun.",
    "Warga menunggu.",
    "“Kami hanya ingin {benda} kembali seperti dulu,” ujar {orang}.",
    "Menurut catatan dinas, pertanggungjawaban atas {benda} baru selesai {angka} "
    "bulan kemudian, setelah tiga kali pemeriksaan dan dua kali pembicaraan tertutup.",
    "Sebagian {orang} memilih pulang; sebagian lagi bertahan sampai malam.",
    "Ketidakseimbangan antara pasokan dan permintaan {benda} memperlambat pekerjaan.",
    "Jarak antara {kota} dan desa terdekat kira-kira {angka} kilometer, dan tidak "
    "semua kendaraan sanggup melewatinya ketika jalan berlumpur.",
    "Anak-anak berlari-lari di tepi dermaga sambil membawa {benda}.",
    "Bagi {orang}, {angka} hari adalah waktu yang singkat.",
    "Kapal berikutnya baru datang hari Kamis.",
    "Penelitian itu memperkirakan pertumbuhan {benda} berlangsung {angka} kali lebih "
    "lambat daripada yang diperhitungkan para perencana sepuluh tahun lalu.",
    "Di balik angka itu ada {orang} yang bangun pukul {jam} setiap hari.",
    "Rapat ditutup tanpa keputusan, tetapi semua yang hadir setuju untuk bertemu lagi.",
    "Perbaikan {benda} di {kota} dikerjakan bergotong royong selama {angka} hari.",
    "Apakah itu cukup?",
)
FILLING = {
    "kota": tuple(city.title() for city in CITIES),
    "orang": (
        *("para nelayan", "petugas pelabuhan", "seorang guru", "ibu-ibu penenun"),
        *("kepala desa", "para peneliti muda", "sopir angkutan", "mahasiswa"),
    ),
    "benda": (
        *(
            "beras",
            "jaring",
            "perahu kayu",
            "buku pelajaran",
            "cabai rawit",
            "pipa air",
        ),
        *(
            "tenun ikat",
            "panel surya",
            "lampu jalan",
            "garam",
            "bibit mangrove",
            "kabel",
        ),
    ),
    "angka": ("dua", "tujuh", "12", "18", "25", "40", "75", "110", "1.250", "seratus"),
    "jam": ("03.30", "04.00", "05.15"),
}
#: Words that no heading ends with.
_LEADING = {
    *("yang", "dan", "di", "ke", "dari", "untuk", "dengan", "pada", "atau", "tetapi"),
    *("oleh", "sebuah", "seorang", "para", "itu", "ini", "setiap", "tidak", "akan"),
    *("bagi", "karena", "sebagai", "agar", "ketika", "sejak", "dalam", "adalah"),
}
_PLACE = re.compile(r"\{(\w+)\}")
_DATE = dt.date(2026, 11, 22)
Record = dict[str, Any]


def make_edition(
    folder: Path, seed: int, articles: int, layout: str = "magazine"
) -> Path:
    """Write an edition of `articles` articles; return its edition.toml."""
    writer = Writer(folder, seed)
    kinds = writer.kinds(articles)
    records = [writer.article(number, kind) for number, kind in enumerate(kinds, 1)]
    writer.relate(records)
    place = folder / "articles"
    place.mkdir(parents=True, exist_ok=True)
    for record in records:
        text = json.dumps(record, ensure_ascii=False, indent=1)
        (place / f"{record['id']}.json").write_text(text, encoding="utf-8")
    file = folder / "edition.toml"
    file.write_text(writer.edition_toml(records, layout), encoding="utf-8")
    return file


@cache
def sentences_of_sample() -> tuple[str, ...]:
    """Return the plain Indonesian sentences of the sample's paragraphs."""
    found = []
    for file in sorted(SAMPLE.glob("*.json")):
        record = json.loads(file.read_text(encoding="utf-8"))
        if record.get("language") != "id":
            continue
        for block in record["body"]:
            text = block.get("html", "") if block["type"] == "paragraph" else ""
            if text and "<" not in text and "&" not in text:
                found += re.split(r"(?<=[.?!]) (?=[A-Z])", text)
    return tuple(s for s in found if 15 < len(s) < 320 and s[-1] in ".?!")


class Writer:
    """Writes the articles of one edition."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.seed = seed
        self.chance = random.Random(f"edisi-{seed}")
        self._used: dict[str, int] = {}
        self._left: list[str] = []
        self._headings: set[str] = set()

    # --- words ------------------------------------------------------------------

    def sentence(self) -> str:
        chance = self.chance
        if chance.random() < 0.7:
            if not self._left:  # each once, before one comes again
                self._left = [*sentences_of_sample()]
                chance.shuffle(self._left)
            return self._left.pop()
        text = _PLACE.sub(lambda m: chance.choice(FILLING[m[1]]), chance.choice(BANK))
        return text[0].upper() + text[1:]

    def text(self, least: int, most: int) -> str:
        """Return sentences of `least` to `most` words together."""
        wanted = self.chance.randint(least, most)
        words: list[str] = []
        while len(words) < wanted:
            words += self.sentence().split()
        if len(words) > most:  # the last sentence is cut short
            words = words[:wanted]
            words[-1] = words[-1].strip('“”"(),;:.?!') + "."
        return _paired(" ".join(words))

    def letters(self, least: int, most: int, end: str = ".") -> str:
        """Return some words of `least` to `most` letters together."""
        wanted = self.chance.randint(least + (most - least) // 10, most)
        text = self.sentence()
        while len(text) < wanted:
            text += " " + self.sentence()
        cut = text[: wanted - 1].rsplit(" ", 1)[0].rstrip("“(,;:.?! –-")
        if len(cut) < least:
            cut = text[: wanted - 1].rstrip("“(,;:.?! –-")
        return _paired(cut) + end

    def heading(self, least: int, most: int) -> str:
        """Return the beginning of one sentence, of `least` to `most` letters.

        No two headings of an edition are alike.
        """
        wanted = self.chance.randint(least + (most - least) // 2, most)
        for _ in range(300):
            text = self._cut(self.sentence(), wanted)
            if least <= len(text) and text not in self._headings:
                break
        self._headings.add(text)
        return text

    def _cut(self, sentence: str, most: int) -> str:
        """Return the first words of a sentence, or "" where it is none."""
        if re.search(r"[.?!:;”] ", sentence):
            return ""
        words = sentence[:most].strip("“”.?!,;: ").split()
        if len(sentence) > most and words:
            words.pop()
        while len(words) > 1 and words[-1].lower().strip(",") in _LEADING:
            words.pop()
        return _paired(" ".join(words).strip(",;:“ –-"))

    def paragraphs(self, words: int) -> list[Record]:
        """Return paragraphs of about `words` words together, of unlike length."""
        blocks: list[Record] = []
        left = words
        while left > 0:
            size = min(self.chance.choice((18, 30, 40, 45, 55, 70, 85)), max(left, 12))
            blocks.append(paragraph(self.text(max(4, size - 8), size)))
            left -= size
        return blocks

    # --- articles ---------------------------------------------------------------

    def kinds(self, count: int) -> list[str]:
        """Return what the articles are: each kind in turn, in an order by chance."""
        usual = [
            *("middle", "short", "long", "brief", "middle", "photos", "bare"),
            *("short", "brief", "one", "long", "middle", "brief", "portrait", "short"),
        ]
        kinds: list[str] = []
        while len(kinds) < count:
            self.chance.shuffle(usual)
            kinds += usual
        kinds = kinds[:count]
        if all(kind in ("short", "brief", "one", "bare") for kind in kinds):
            kinds[0] = "long"
        return kinds

    def article(self, number: int, kind: str) -> Record:
        """Return the record of an article of this kind."""
        chance = self.chance
        words, photos = _KINDS[kind](chance)
        record: Record = {
            "id": f"naskah-{self.seed}-{number:03d}",
            "kind": "feature" if words > 600 else "news",
            "language": "id",
            "headline": self.heading(20, chance.choice((40, 60, 60, 80, 100, 140))),
            "authors": [{"name": n} for n in chance.sample(NAMES, _some(chance))],
            "published": f"2026-11-{chance.randint(15, 21)}T{number % 24:02d}:30+07:00",
            "time_zone": "Asia/Jakarta",
            "images": [self.photo(kind) for _ in range(photos)],
        }
        record |= self.furniture(words)
        record["body"] = self.body(record, words)
        return record

    def furniture(self, words: int) -> Record:
        """Return the fields an article may have or lack."""
        chance = self.chance
        city = chance.choice(CITIES)
        optional: list[tuple[float, str, Callable[[], Any]]] = [
            (0.7, "kicker", lambda: chance.choice(KICKERS)),
            (0.65 if words > 150 else 0.2, "deck", lambda: self.letters(60, 230)),
            (0.7, "editors", lambda: [{"name": chance.choice(NAMES)}]),
            (0.7, "dateline", lambda: {"raw": f"{city}, MINGGUAN"}),
            (0.6, "sources", self.sources),
            (0.08, "corrections", self.corrections),
            (0.08, "is_based_on", lambda: "https://contoh.example/laporan/asal"),
            (0.06, "rights", lambda: "© 2026 Redaksi Contoh. " + self.letters(30, 90)),
            (0.06, "reader_note", lambda: self.letters(60, 200)),
        ]
        return {name: make() for odds, name, make in optional if chance.random() < odds}

    def sources(self) -> list[Record]:
        names = (
            "Kantor Berita Contoh",
            "Badan Pusat Misal",
            "Dinas Perhubungan Umpama",
        )
        count = self.chance.randint(1, 2)
        return [
            {"name": name, "kind": "organisation"}
            for name in self.chance.sample(names, count)
        ]

    def corrections(self) -> list[Record]:
        return [{"text": self.letters(60, 200), "date": "2026-11-21"}]

    def photo(self, kind: str) -> Record:
        """Return an image; its file is drawn where no edition had it before."""
        chance = self.chance
        odds = [weight for _, weight in SIZES.values()]
        size = "potret" if kind == "portrait" else chance.choices(list(SIZES), odds)[0]
        number = self._used[size] = self._used.get(size, 0) + 1
        name = f"{size}-{number:03d}.jpg"
        self._place(name)
        image: Record = {
            "file": f"../photos/{name}",
            "caption": [self.letters(40, chance.choice((80, 120, 180, 260)))],
            "alt": f"Awan warna {size} ke-{number}: {self.letters(30, 80)}",
        }
        if chance.random() < 0.92:
            image["credit"] = f"{chance.choice(NAMES)} ({number:03d})/Contoh"
        return image

    def _place(self, name: str) -> None:
        kept, place = self.folder.parent / "photos" / name, self.folder / "photos"
        place.mkdir(parents=True, exist_ok=True)
        if not kept.exists():
            draw_photo(kept)
        if not (place / name).exists():
            try:
                os.link(kept, place / name)
            except OSError:
                shutil.copyfile(kept, place / name)

    # --- bodies -----------------------------------------------------------------

    def body(self, record: Record, words: int) -> list[Record]:
        """Return the blocks of the body; more than one photo gets a place in it."""
        chance = self.chance
        blocks = self.paragraphs(words)
        if words > 600:
            for at in range(len(blocks) - 3, 3, -chance.randint(4, 6)):
                blocks.insert(at, {"type": "subhead", "html": self.heading(12, 48)})
        for extra in self.extras(words):
            blocks.insert(self._between(blocks), extra)
        images = list(range(1, len(record["images"])))
        if len(images) > 3:
            gallery = {"type": "gallery", "images": images[-2:]}
            blocks.insert(self._between(blocks), gallery)
            images = images[:-2]
        for image in images:
            if chance.random() < 0.7:
                blocks.insert(self._between(blocks), {"type": "image", "image": image})
        return blocks

    def _between(self, blocks: list[Record]) -> int:
        """Return a place after the first block that no subhead stands before."""
        places = [
            at
            for at in range(1, len(blocks) + 1)
            if blocks[at - 1]["type"] != "subhead" and at < len(blocks)
        ]
        return self.chance.choice(places) if places else len(blocks)

    def extras(self, words: int) -> Iterator[Record]:
        chance = self.chance
        kinds = (
            self.quote,
            self.pullquote,
            self.list_,
            self.narrow,
            self.wide,
            self.box,
        )
        count = 0 if words < 200 else chance.randint(0, 2 if words < 600 else 4)
        for make in chance.sample(kinds, count):
            yield make()

    def quote(self) -> Record:
        texts = [self.text(20, 50) for _ in range(self.chance.randint(1, 2))]
        return {"type": "quote", "paragraphs": texts, "cite": "Naskah lama"}

    def pullquote(self) -> Record:
        return {"type": "pullquote", "html": self.letters(50, 140)}

    def list_(self) -> Record:
        items = [self.text(4, 22) for _ in range(self.chance.randint(3, 7))]
        return {"type": "list", "ordered": self.chance.random() < 0.5, "items": items}

    def narrow(self) -> Record:
        return self.table(2, self.chance.randint(3, 8))

    def wide(self) -> Record:
        return self.table(self.chance.randint(4, 7), self.chance.randint(4, 10))

    def table(self, columns: int, rows: int) -> Record:
        chance = self.chance
        heads = chance.sample(("Daerah", "Panen", "Luas", "Harga", "Tahun", "Mutu"), 2)
        heads += [str(2018 + n) for n in range(columns - 2)]
        return {
            "type": "table",
            "caption": self.letters(30, 80),
            "header": heads,
            "rows": [
                [
                    chance.choice(CITIES).title(),
                    *(
                        f"{chance.randint(1, 9999) / 10:.1f}"
                        for _ in range(columns - 1)
                    ),
                ]
                for _ in range(rows)
            ],
        }

    def box(self) -> Record:
        blocks = [
            paragraph(self.text(20, 45)) for _ in range(self.chance.randint(1, 2))
        ]
        if self.chance.random() < 0.5:
            items = [self.text(4, 12) for _ in range(3)]
            blocks.append({"type": "list", "items": items})
        return {"type": "box", "title": self.heading(12, 40), "blocks": blocks}

    # --- the edition --------------------------------------------------------------

    def relate(self, records: list[Record]) -> None:
        """Let a third of the articles point to others, some of them in their text."""
        chance = self.chance
        for record in records:
            others = [r for r in records if r is not record]
            if chance.random() > 0.35 or not others:
                continue
            count = min(len(others), chance.randint(1, 3))
            related = [
                {"headline": other["headline"], "article": other["id"]}
                for other in chance.sample(others, count)
            ]
            address = f"https://contoh.example/berita/{record['id']}"
            related.append({"headline": self.heading(25, 80), "url": address})
            record["related"] = related
            if chance.random() < 0.4 and len(record["body"]) > 3:
                block = {"type": "related", "related": [0]}
                record["body"].insert(self._between(record["body"]), block)

    def edition_toml(self, records: list[Record], layout: str) -> str:
        chance = self.chance
        with_photo = [r["id"] for r in records if r["images"]] or [records[0]["id"]]
        most = min(len(SECTIONS), max(1, len(records) // 2))
        titles = list(SECTIONS[: chance.randint(1, most)])
        cuts = sorted(chance.sample(range(1, len(records)), len(titles) - 1))
        lines = [
            'title = "Mingguan Contoh"',
            'tagline = "Dibuat untuk diukur"',
            f"number = {self.seed}",
            f"date = {_DATE}",
            f"published = {_DATE}T06:00:00+07:00",
            'time_zone = "Asia/Jakarta"',
            'language = "id"',
            'publisher = "Redaksi Contoh"',
            'rights = "© 2026 Redaksi Contoh. Semua nama adalah nama contoh."',
            f'cover = "{with_photo[0]}"',
            f'layout = "{layout}"',
            'records = "articles"',
            *(
                "[imprint]",
                'company = "PT Redaksi Contoh"',
                'address = "Jalan Contoh 1"',
            ),
            *('responsible = "Sari Contoh"', 'printer = "Percetakan Contoh"'),
            'printer_address = "Jalan Misal 2"',
            *("[[masthead]]", 'role = "Penyunting"', 'names = ["Dewi Sampel"]'),
        ]
        for title, start, end in zip(titles, [0, *cuts], [*cuts, None], strict=True):
            ids = [record["id"] for record in records[start:end]]
            lines += ["[[section]]", f'title = "{title}"']
            lines += [f"articles = {json.dumps(ids)}"]
        return "\n".join(lines) + "\n"


#: What each kind of article has: words of its body, and photos.
_KINDS: dict[str, Callable[[random.Random], tuple[int, int]]] = {
    "short": lambda c: (c.randint(60, 120), c.choice((0, 1, 1))),
    "one": lambda c: (c.randint(30, 80), c.choice((0, 1))),
    "brief": lambda c: (c.randint(25, 50), 0),
    "middle": lambda c: (c.randint(250, 450), 1),
    "bare": lambda c: (c.randint(250, 700), 0),
    "portrait": lambda c: (c.randint(250, 600), 1),
    "long": lambda c: (c.randint(700, 1600), c.choice((1, 1, 2))),
    "photos": lambda c: (c.randint(400, 900), c.randint(3, 7)),
}


def paragraph(text: str) -> Record:
    return {"type": "paragraph", "html": text}


def draw_photo(file: Path) -> None:
    """Draw clouds of colour by chance, of the size and number in the file's name."""
    size, _ = SIZES[file.stem.rsplit("-", 1)[0]]
    chance = random.Random(file.stem)
    grid = Image.frombytes("RGB", (6, 5), chance.randbytes(90))
    file.parent.mkdir(parents=True, exist_ok=True)
    made = file.with_suffix(f".{os.getpid()}")  # tests may run side by side
    grid.resize(size, Image.Resampling.BICUBIC).save(made, "JPEG", quality=80)
    made.replace(file)


def _some(chance: random.Random) -> int:
    return chance.choices((0, 1, 2, 3), (1, 14, 3, 1))[0]


def _paired(text: str) -> str:
    """Drop quotes and brackets that a cut left alone."""
    if text.count("“") != text.count("”"):
        text = text.replace("“", "").replace("”", "")
    if text.count("(") != text.count(")"):
        text = text.replace("(", "").replace(")", "")
    return text.replace('"', "")

"""Draw a digest like that of ../shared/bench/make_digest.py, for who has none.

In: a number of articles and a folder. Out: digest.json and img/*.jpg in it: about 300
words and one 1600 x 1067 JPEG of some 460 KB with EXIF for each article, with byline,
dateline, caption, credit, source and links to two others. The same number gives the
same text and the same pixels. It makes no web pages: other programs can't be fed.
"""

import json
import random
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

SECTIONS = ("Internasional", "Nasional", "Ekonomi", "Olahraga", "Sains")
CITIES = ("AMBON", "KUPANG", "MANADO", "PADANG", "SORONG")
NAMES = ("Sari", "Bagus", "Rani", "Tono", "Dewi", "Contoh", "Sampel", "Teladan")
TEXT = """
pelabuhan pemerintah menyampaikan keterangan mengenai perubahan jadwal kapal di
pulau warga menunggu keputusan tentang harga beras pasar daerah petugas mencatat
gelombang setinggi dua meter sejak pagi hari nelayan memilih tinggal perahu
mereka diperbaiki bersama anak-anak sekolah dasar guru kepala desa musyawarah
pembangunan jembatan gantung sungai hujan deras menyebabkan longsor jalan utama
tertutup kementerian perhubungan menegaskan bahwa keselamatan penumpang
diutamakan sementara itu penelitian terbaru menunjukkan pertumbuhan terumbu
karang berlangsung perlahan para ilmuwan memperkirakan suhu permukaan laut
meningkat kebijakan tersebut disambut pedagang dengan hati-hati karena biaya
pengangkutan belum dapat dipastikan pertandingan persahabatan antara kesebelasan
kabupaten berakhir imbang
"""
WORDS = tuple(TEXT.split())
SIZE = (1600, 1067)
#: Cells of the noise in a photo's height, and how much of each goes into it.
CLOUDS = ((4, 0.4), (16, 0.3), (64, 0.2), (256, 0.1))
#: Grain, as of a camera's sensor: it makes the file as large as a photo's.
GRAIN = 0.07
PARAGRAPHS, WORDS_EACH = 14, (15, 28)
_ZONE = timezone(timedelta(hours=7))
_BEGIN = datetime(2026, 11, 18, 22, 40, tzinfo=_ZONE)


def draw_photo(number: int) -> Image.Image:
    """Return clouds and grain over three colours."""
    chance = random.Random(number)
    low, middle, high = (
        tuple(chance.randrange(20, 230) for _ in range(3)) for _ in range(3)
    )
    gradient = Image.linear_gradient("L").resize(SIZE)
    picture = ImageOps.colorize(gradient, low, high, mid=middle)
    for cells, weight in CLOUDS:
        grid = (cells * 3 // 2, cells)
        noise = Image.frombytes("RGB", grid, chance.randbytes(grid[0] * cells * 3))
        cloud = noise.resize(SIZE, Image.Resampling.BICUBIC)
        picture = Image.blend(picture, cloud, weight)
    grain = Image.frombytes("L", SIZE, chance.randbytes(SIZE[0] * SIZE[1]))
    return Image.blend(picture, grain.convert("RGB"), GRAIN)


def save_photo(path: Path, record: dict[str, Any]) -> None:
    """Draw and save the photo of a record, with its caption and credit as EXIF."""
    told = record["photo"]
    exif = Image.Exif()
    exif[0x010E], exif[0x013B] = told["caption"], told["credit"]
    exif[0x8298] = f"(c) {told['credit']}"
    picture = draw_photo(record["n"])
    picture.save(path, "JPEG", quality=88, subsampling=2, exif=exif, dpi=(300, 300))


def sentence(chance: random.Random) -> str:
    """Return some words as a sentence."""
    words = chance.choices(WORDS, k=chance.randint(*WORDS_EACH))
    return f"{' '.join(words).capitalize()}."


def make_record(number: int, count: int) -> dict[str, Any]:
    """Return article `number` of `count` as digest.json has it."""
    chance = random.Random(-number)
    author, editor, photographer = (" ".join(chance.sample(NAMES, 2)) for _ in "123")
    written = _BEGIN + timedelta(minutes=37 * number)
    return {
        "n": number,
        "id": f"article-{number:03d}",
        "lang": "id",
        "section": SECTIONS[(number - 1) * len(SECTIONS) // count],
        "headline": f"{' '.join(chance.choices(WORDS, k=8)).capitalize()} ke-{number}",
        "author": author,
        "editor": editor,
        "byline": f"Penulis : {author} | Editor : {editor}",
        "pubdate": f"Contoh - {written.day} November 2026, {written:%H:%M} WIB",
        "iso": written.isoformat(),
        "dateline": f"{chance.choice(CITIES)}, CONTOH",
        "photo": {
            "file": f"photo-{number:03d}.jpg",
            "alt": f"Awan berwarna ke-{number} di atas cakrawala",
            "caption": f"Foto ke-{number}: {sentence(chance)}",
            "credit": f"{photographer} no. {number:03d}/Contoh",
        },
        "source": f"Kantor Berita Contoh, berkas {number:04d}",
        "body": [sentence(chance) for _ in range(PARAGRAPHS)],
        "related": [
            {"to": f"article-{(number + step) % count + 1:03d}"} for step in (0, 4)
        ],
        "external": f"https://contoh.example/berita-{number}",
    }


def make_digest(count: int, folder: Path) -> None:
    """Write digest.json, last, and the photos of `count` articles into `folder`."""
    records = [make_record(number, count) for number in range(1, count + 1)]
    headlines = {record["id"]: record["headline"] for record in records}
    (folder / "img").mkdir(parents=True, exist_ok=True)
    for record in records:
        for related in record["related"]:
            related["headline"] = headlines[related["to"]]
        save_photo(folder / "img" / record["photo"]["file"], record)
    table = {"title": "Mingguan Contoh", "publisher": "Redaksi Contoh"}
    text = json.dumps({**table, "articles": records}, ensure_ascii=False, indent=1)
    (folder / "digest.json").write_text(text, encoding="utf-8")

"""Measure the archive: import, find, compose and build, with many records.

    PYTHONPATH=. python tests/bench/archive.py [--records 100000] [--work FOLDER]

Records are drawn by number, the same every time: about 3 kB each, in five languages
and two scripts, two years of them. Prints one JSON line for each command, as
`measure.py` has it: CPU, wall time and memory of its whole process tree.
"""

import argparse
import datetime as dt
import json
import random
import shutil
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

from measure import measure_apart

from exporter.archive.search import Wanted, find
from exporter.archive.store import open_archive
from exporter.archive.weeks import read_week, read_zone

ROOT = Path(__file__).parents[2]

#: Words of stable facts, by language; a paragraph is drawn from them.
WORDS = {
    "id": "air laut naik dan turun dua kali sehari di pantai petugas pelabuhan "
    "mencatat tinggi pasang dengan sumur kecil gunung api pulau rempah kopi hutan "
    "sungai danau "
    "jembatan sekolah pasar nelayan petani panen hujan musim kemarau angin kota desa "
    "kabupaten provinsi pemerintah pembangunan penelitian perpustakaan pertandingan "
    "kesehatan pendidikan transportasi pelayaran perikanan kehutanan pertanian",
    "en": "the tide rises and falls twice a day on most coasts harbour staff note its "
    "height with small wells volcano island spice coffee forest river lake bridge "
    "school market fisher farmer harvest rain season wind town village district "
    "province government building research library match health education transport",
    "jv": "banyu segara munggah lan mudhun kaping pindho sedina ing pesisir juru "
    "pelabuhan nyathet dhuwure gunung geni pulo kopi alas kali tlaga kreteg sekolah "
    "pasar nelayan tani panen udan mangsa angin kutha desa kabupaten provinsi",
    "fr": "la marée monte et descend deux fois par jour sur la plupart des côtes le "
    "port note sa hauteur volcan île épice café forêt rivière lac pont école marché "
    "pêcheur récolte pluie saison vent ville village gouvernement bibliothèque santé",
    "ar": "البحر يعلو ويهبط مرتين في اليوم على معظم السواحل ميناء بركان جزيرة قهوة "
    "غابة "
    "نهر بحيرة جسر مدرسة سوق صياد مزارع حصاد مطر موسم ريح مدينة قرية حكومة مكتبة صحة",
}
#: One article in so many is in this language; the rest is Indonesian.
SHARES = {"en": 6, "jv": 17, "fr": 31, "ar": 43}
SECTIONS = (
    *("Nasional", "Internasional", "Ekonomi", "Olahraga", "Teknologi", "Sains"),
    *("Kesehatan", "Pendidikan", "Hiburan", "Budaya", "Daerah", "Opini"),
)
#: Words besides: a newspaper has tens of thousands.
RARE = 50_000
START = dt.datetime(2021, 1, 4, tzinfo=dt.timezone(dt.timedelta(hours=7)))
DAYS = 728
WEEK = "2022-W02"


@cache
def rare_word(rank: int) -> str:
    """Return one of `RARE` words that no text of the lists has."""
    draw = random.Random(f"word {rank}")
    consonants, vowels = "bcdghjklmnprstwy", "aiueo"
    return "".join(
        draw.choice(consonants) + draw.choice(vowels) for _ in range(draw.randint(2, 5))
    )


def record(number: int, count: int) -> dict[str, Any]:
    """Return one record of `count`, drawn by its number."""
    draw = random.Random(number)
    language = next((k for k, n in SHARES.items() if number % n == 0), "id")
    words = WORDS[language].split()

    def word() -> str:
        if draw.random() < 0.55:
            return draw.choice(words)
        return rare_word(int(RARE ** draw.random()))  # the rarer, the more there are

    def sentence(least: int, most: int) -> str:
        text = " ".join(word() for _ in range(draw.randint(least, most)))
        return text[:1].upper() + text[1:]

    paragraphs = 7 if language != "ar" else 5
    body = [
        {"type": "paragraph", "html": ". ".join(sentence(9, 16) for _ in "abc") + "."}
        for _ in range(paragraphs)
    ]
    body[1]["html"] = f"<b>{sentence(2, 4)}</b> — {body[1]['html']}"
    when = START + dt.timedelta(seconds=number * DAYS * 86_400 // count)
    return {
        "id": f"berita-{number}",
        "language": language,
        "headline": sentence(6, 9),
        "deck": sentence(8, 14) + ".",
        "sections": [SECTIONS[draw.randrange(len(SECTIONS))]],
        "authors": [{"name": f"Penulis {draw.choice(words).title()} {number % 97}"}],
        "editors": [{"name": "Dewi Sampel"}],
        "dateline": {"raw": "AMBON, MINGGUAN"},
        "published": when.isoformat(),
        "time_zone": "Asia/Jakarta",
        "body": body,
        "related": [{"headline": sentence(6, 9), "url": f"https://x.example/{number}"}],
        "sources": [{"name": "Badan Contoh", "kind": "organisation"}],
        "publisher": {"name": "Redaksi Contoh", "kind": "organisation"},
        "tags": draw.sample(words, 3),
        "url": f"https://berita.example/{number}",
    }


def write_records(file: Path, count: int) -> None:
    """Write `count` records as JSON Lines."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8") as out:
        for number in range(count):
            out.write(json.dumps(record(number, count), ensure_ascii=False) + "\n")


# --- measured ----------------------------------------------------------------------


def measured(work: Path, name: str, *arguments: object) -> dict[str, Any]:
    """Run a command of the exporter in `work`; return and print what it used."""
    command = [sys.executable, "-m", "exporter", *map(str, arguments)]
    own = {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(work / "cache")}
    log = work / f"{name}.log"
    used = measure_apart(command, log, 3600, work, **own)
    print(json.dumps({"what": name, **used}), flush=True)
    if used["rc"]:
        sys.exit(log.read_text(errors="replace"))
    return used


def seconds_inside(file: Path) -> dict[str, float]:
    """Return the seconds that finding takes in the archive alone: the best of five."""
    zone = read_zone("Asia/Jakarta")
    week = read_week(WEEK, zone)
    asked = {
        "rare word": Wanted((rare_word(20_000),), limit=50),
        "two words": Wanted((rare_word(300), rare_word(500)), limit=50),
        "word in most": Wanted(("pelabuhan",), limit=50),
        "word, section, week": Wanted(
            ("pelabuhan",), ("Olahraga",), since=week.since, until=week.until
        ),
        "author": Wanted(author="Penulis Hujan", limit=50),
    }
    found = {}
    with open_archive(file) as archive:
        for name, wanted in asked.items():
            times = []
            for _ in range(5):
                begun = time.perf_counter()
                list(find(archive, wanted))
                times.append(time.perf_counter() - begun)
            found[name] = round(min(times), 4)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure an archive of many records.")
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument(
        "--work", type=Path, default=ROOT / "build" / "bench" / "archive"
    )
    asked = parser.parse_args()
    work = asked.work.absolute()
    source = work / f"records-{asked.records}.jsonl"
    if not source.exists():
        write_records(source, asked.records)
    for old in (*work.glob("archive.*"), *work.glob("cache"), *work.glob("out")):
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    of_it = ("--archive", "archive.db")
    measured(work, "import", "import", source.name, *of_it)
    measured(work, "import-again", "import", source.name, *of_it)
    size = (work / "archive.db").stat().st_size
    print(
        json.dumps({"what": "size", "source": source.stat().st_size, "archive": size})
    )
    print(json.dumps({"what": "find, inside", **seconds_inside(work / "archive.db")}))
    measured(work, "find", "find", "pelabuhan", "--week", WEEK, *of_it)
    measured(work, "show", "show", "berita-77", *of_it)
    measured(work, "compose", "compose", "--week", WEEK, *of_it)
    week = ("--week", WEEK, "--limit", 20, "-o", "out")
    measured(work, "build", "build", *of_it, *week)
    measured(work, "build-again", "build", *of_it, *week)


if __name__ == "__main__":
    main()

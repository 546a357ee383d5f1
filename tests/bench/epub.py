"""Measure what it costs to bind an ebook, beside a bare zip of the same bytes.

    python tests/bench/epub.py 100 1000

Photos are prepared, fonts cut and the cover drawn before the clock starts: what is
measured is `write_epub`, in user CPU seconds, the least of some runs (what else the
machine does only adds). Beside it stands a zip file of the very same entries, each
deflated or stored as in the ebook. `--profile` lists where the time goes.
"""

import argparse
import cProfile
import io
import pstats
import random
import resource
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PIL import Image

from exporter.blocks import Paragraph, Party
from exporter.epub import write_epub
from exporter.epub.typefaces import Typefaces, choose_typefaces
from exporter.epub.writer import LEVEL
from exporter.glyphs import font_folders
from exporter.layout import load_layout
from exporter.model import Article, Dateline, Edition, Section
from exporter.model import Image as Photo
from exporter.photos import PreparedPhoto, SourcePhoto

#: An article has some 3,000 letters, as a week's news has them: words of many lengths,
#: no two paragraphs alike, for what repeats itself would cost a zip nothing.
PARAGRAPHS, WORDS = 10, 45
SYLLABLES = [
    "ba",
    "ca",
    "da",
    "fa",
    "ga",
    "ha",
    "ka",
    "la",
    "ma",
    "na",
    "pa",
    "ra",
    "sa",
    "ta",
    "wa",
    "ya",
    "ri",
    "lu",
    "ne",
    "ko",
    "mbi",
    "ngu",
]
PER_SECTION = 10
RUNS = 5


def draw_jpeg() -> bytes:
    """Return a JPEG of about 150 KB, as photos of an ebook are."""
    out = io.BytesIO()
    Image.effect_noise((600, 400), 80).save(out, "JPEG", quality=80)
    return out.getvalue()


def make_edition(count: int, folder: Path) -> tuple[Edition, dict[str, PreparedPhoto]]:
    """Return an edition of so many articles with a photo each, all prepared."""
    jpeg = draw_jpeg()
    photos: dict[str, PreparedPhoto] = {}
    articles = []
    for number in range(count):
        stem = f"{number:064x}"
        path = folder / f"{stem}.jpg"
        path.write_bytes(jpeg)
        source = SourcePhoto(f"{stem}.jpeg", path, stem, 480, 320)
        ready = PreparedPhoto(source, "screen", path, "image/jpeg", 480, 320)
        photos[source.name] = ready
        articles.append(_article(number, source.name))
    sections = tuple(
        Section(
            title=f"Rubrik {at // PER_SECTION + 1}",
            articles=tuple(articles[at : at + PER_SECTION]),
        )
        for at in range(0, count, PER_SECTION)
    )
    return _edition(sections), photos


def _article(number: int, file: str) -> Article:
    return Article(
        id=f"kabar-{number}",
        headline=f"Kabar pesisir nomor {number}",
        deck="Sebuah dek yang menjelaskan.",
        authors=(Party(name=f"Penulis {number % 40}"),),
        editors=(Party(name="Dewi Sampel"),),
        dateline=Dateline(raw="AMBON"),
        sources=(Party(name=f"Badan {number % 12}", kind="organisation"),),
        images=(
            Photo(
                file=file,
                caption=(f"Keterangan foto nomor {number}.",),
                credit=f"Juru Foto {number % 30}/Contoh",
                alt="Perahu di tepi laut saat surut",
            ),
        ),
        body=tuple(Paragraph(html=_words(number, n)) for n in range(PARAGRAPHS)),
    )


def _words(article: int, paragraph: int) -> str:
    draw = random.Random(f"{article} {paragraph}")
    words = (
        "".join(draw.choices(SYLLABLES, k=draw.randint(1, 4))) for _ in range(WORDS)
    )
    return " ".join(words)


def _edition(sections: tuple[Section, ...]) -> Edition:
    return Edition.model_validate(
        {
            "title": "Ukuran",
            "number": 1,
            "date": "2026-11-22",
            "published": "2026-11-22T06:00:00+07:00",
            "time_zone": "Asia/Jakarta",
            "language": "id",
            "publisher": "Redaksi Uji",
            "identifier": "urn:uuid:1f0c8f2e-6a44-5d4e-9a0b-2f3a8f6f7c11",
            "cover": sections[0].articles[0].id,
            "sections": sections,
            "layout": "magazine",
            "formats": ("epub",),
        }
    )


def binder(count: int, folder: Path) -> Callable[[], bytes]:
    """Return what writes an ebook of so many articles, and all it needs."""
    edition, photos = make_edition(count, folder)
    layout = load_layout("magazine", folder)
    prepared = {(file, "screen"): photo for file, photo in photos.items()}
    typefaces = choose_typefaces(layout, font_folders(layout), ())
    ready, cover = _Ready(typefaces), draw_jpeg()

    def bind() -> bytes:
        out = io.BytesIO()
        write_epub(
            edition,
            layout,
            prepared,
            out,
            numbering=None,
            cover=cover,
            typefaces=ready.typefaces,
        )
        return out.getvalue()

    return bind


class _Ready:
    """Typefaces whose fonts are cut once, as the cache has them in a second run."""

    def __init__(self, typefaces: Typefaces) -> None:
        self._kept: dict[object, bytes] = {}
        self.typefaces = replace(typefaces, each=self._each)

    def _each(
        self, cut: Callable[[tuple[Path, str, object]], bytes], jobs: list[object]
    ) -> list[bytes]:
        for job in jobs:
            if job not in self._kept:
                self._kept[job] = cut(job)  # type: ignore[arg-type]
        return [self._kept[job] for job in jobs]


def zipper(book: bytes) -> Callable[[], bytes]:
    """Return what writes a zip of the same entries, and nothing else."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        entries = [(info, archive.read(info)) for info in archive.infolist()]

    def bare() -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for info, data in entries:
                kind = info.compress_type
                archive.writestr(info.filename, data, kind, compresslevel=LEVEL)
        return out.getvalue()

    return bare


def cpu(task: Callable[[], bytes], runs: int) -> float:
    """Return the least of user CPU seconds."""
    spent = []
    for _ in range(runs):
        before = _user()
        task()
        spent.append(_user() - before)
    return min(spent)


def _user() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime


def main() -> None:
    """Measure each size that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[100, 1000])
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--profile", action="store_true")
    asked = parser.parse_args()
    for count in asked.sizes:
        with tempfile.TemporaryDirectory() as folder:
            bind = binder(count, Path(folder))
            book = bind()  # once unmeasured: templates are compiled, fonts are cut
            ours, floor = cpu(bind, asked.runs), cpu(zipper(book), asked.runs)
            print(
                f"{count} articles, {len(book) / 1e6:.1f} MB: {ours:.3f} s; "
                f"a bare zip {floor:.3f} s; {ours / floor:.1f} times"
            )
            if asked.profile:
                with cProfile.Profile() as profile:
                    bind()
                pstats.Stats(profile).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    main()

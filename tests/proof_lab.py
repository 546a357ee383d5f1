"""Where faults are planted for the proof: small editions, their layouts and files."""

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

from pages import write_parts
from PIL import Image as Picture
from PIL import ImageDraw

from exporter.blocks import Paragraph, Party
from exporter.edition import Composed
from exporter.edition.table import Table as EditionTable
from exporter.fonts import use_only
from exporter.layout import Layout, bundled, load_layout
from exporter.model import Article, Dateline, Edition, Image, Section
from exporter.photos import SourcePhoto, find_photo, prepare_photo
from exporter.proof import Proof

JAKARTA = dt.timezone(dt.timedelta(hours=7))
BODY = (
    "Air laut naik dan turun dua kali sehari di sebagian besar pantai Nusantara.",
    "Petugas mencatatnya di sumur kecil yang terhubung ke laut; anak-anak di kampung "
    "itu menyebutnya rumah-rumahan air, karena beratap seng dan berpintu kayu.",
    "Sumur itu meredam gelombang sehingga yang tercatat hanyalah pasang dan surut.",
    "Catatan berpuluh tahun membuat orang dapat meramal tinggi air esok pagi.",
)


# --- the edition ------------------------------------------------------------------


def draw(path: Path, seed: int) -> None:
    """Draw a photo unlike that of any other seed."""
    picture = Picture.new("RGB", (480, 320), ((seed * 83) % 256, (seed * 47) % 256, 90))
    pen = ImageDraw.Draw(picture)
    for n in range(5):
        x, y = (seed * 97 + n * 71) % 400, (seed * 59 + n * 43) % 250
        shade = ((n * 60) % 256, (seed * 31) % 256, (n * 90 + seed) % 256)
        pen.ellipse((x, y, x + 80, y + 60), fill=shade)
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.save(path, quality=88)


def image(name: str, **fields: object) -> Image:
    """Return a sound image."""
    base: dict[str, object] = {
        "file": name,
        "width": 480,
        "height": 320,
        "caption": (f"Bulatan-bulatan pada gambar {name[:6]}.",),
        "credit": f"Juru Foto {name[:4]}/Contoh",
        "alt": f"Lima bulatan, gambar {name[:8]}",
    }
    return Image.model_validate({**base, **fields})


def article(slug: str, *images: Image, **fields: object) -> Article:
    """Return a sound article."""
    base: dict[str, object] = {
        "id": slug,
        "headline": f"Kabar {slug} dari pantai",
        "kicker": "Pesisir",
        "deck": f"Tentang {slug} dan yang mencatatnya.",
        "authors": (Party(name=f"Penulis {slug.title()}"),),
        "editors": (Party(name="Dewi Sampel"),),
        "dateline": Dateline(raw="AMBON, MINGGUAN"),
        "published": dt.datetime(2026, 11, 20, 10, tzinfo=JAKARTA),
        "time_zone": "Asia/Jakarta",
        "images": images,
        "body": tuple(Paragraph(html=f"{text} ({slug})") for text in BODY),
        "sources": (Party(name=f"Badan {slug.title()}", kind="organisation"),),
    }
    return Article.model_validate({**base, **fields})


def compose(
    folder: Path, *articles: Article, photos: dict[str, SourcePhoto]
) -> Composed:
    """Return an edition of these articles in one section."""
    edition = Edition(
        title="Uji",
        number=1,
        date=dt.date(2026, 11, 22),
        published=dt.datetime(2026, 11, 22, 6, tzinfo=JAKARTA),
        time_zone="Asia/Jakarta",
        language="id",
        publisher="Redaksi Uji",
        identifier="urn:uuid:12345678-1234-5678-1234-567812345678",
        cover=articles[0].id,
        sections=(Section(title="Sains", articles=articles),),
        layout="magazine",
        formats=("pdf", "epub"),
    )
    file = folder / "edition.toml"
    return Composed(edition, file, EditionTable({}, (file,), {}, ("",)), photos, ())


@dataclass
class Lab:
    """Makes editions, layouts and files; everything lies under `folder`."""

    folder: Path
    photos: dict[str, SourcePhoto]
    names: list[str]
    made: int = 0

    def fresh(self) -> Path:
        """Return a new empty folder."""
        self.made += 1
        path = self.folder / f"{self.made:02}"
        path.mkdir()
        return path

    def compose(self, *articles: Article) -> Composed:
        """Return an edition of these articles."""
        return compose(self.folder, *articles, photos=self.photos)

    def two(self) -> tuple[Article, Article]:
        """Return the articles most tests use: two photos, and one."""
        a, b, c = self.names[:3]
        return article("pasang", image(a), image(b)), article("surut", image(c))

    def layout(self, css: str = "", **edits: tuple[str, str]) -> Layout:
        """Return the magazine with CSS added and words of templates replaced."""
        folder = self.fresh()
        (folder / "layout.toml").write_text('title = "T"\nextends = "magazine"\n')
        (folder / "print.css").write_text(css)
        for name, (old, new) in edits.items():
            template = f"{name.replace('_', '-')}.html.j2"
            text = (bundled("layouts") / "base" / template).read_text("utf-8")
            assert old in text
            (folder / template).write_text(text.replace(old, new), "utf-8")
        return load_layout(f"./{folder.name}", self.folder)

    def pdf(self, composed: Composed, layout: Layout) -> Path:
        """Write the section pages of an edition."""
        from exporter.pdf.engine import lay_out
        from exporter.pdf.parts import render_parts

        work = self.fresh()
        css = layout.stylesheet("tokens.css", "print.css")
        stems = {Path(name).stem: photo for name, photo in self.photos.items()}
        source = render_parts(composed.edition, layout)[-1]
        media = {
            f"media:{stem}/{slot}": prepare_photo(stems[stem], layout.slots[slot], work)
            for stem, slot in source.photos
        }
        parts = [lay_out(source.name, source.html, css, media)]
        return write_parts(parts, work / "uji.pdf", composed.edition, media)

    def epub(self, composed: Composed, layout: Layout) -> Path:
        """Write the EPUB of an edition."""
        from exporter.epub import write_epub

        work = self.fresh()
        screen = {
            (name, "screen"): prepare_photo(photo, layout.slots["screen"], work)
            for name, photo in self.photos.items()
        }
        path = work / "uji.epub"
        with path.open("wb") as out:
            write_epub(
                composed.edition, layout, screen, out, numbering=None, cover=None
            )
        return path


def new_lab(folder: Path) -> Lab:
    """Return a Lab with four photos."""
    use_only((bundled("fonts"),), folder)
    photos: dict[str, SourcePhoto] = {}
    for seed in range(1, 5):
        path = folder / "photos" / f"{seed}.jpg"
        draw(path, seed)
        photo = find_photo(path, [folder.resolve()], "test")
        photos[photo.name] = photo
    return Lab(folder, photos, list(photos))


CREDIT = '<p class="credit" id="{{ id }}-cr">{{ t.photo }}: {{ image.credit }}</p>'
AUTHOR = '{{ names(a.authors|map(attribute="name")|list, a.language) }}'
TEXT = "{{ block.html|inline }}</p>"


def told(proof: Proof) -> list[tuple[str, str, str]]:
    """Return (code, article, message) of each finding."""
    return [(f.code, f.where, f.message) for f in proof.findings]


def assert_only(proof: Proof, *expected: tuple[str, str, str]) -> None:
    """Assert that findings are these: code, article, and a pattern for the rest."""
    found = told(proof)
    assert len(found) == len(expected), found
    for code, where, pattern in expected:
        assert any(
            c == code and w == where and re.search(pattern, m) for c, w, m in found
        ), (pattern, found)

"""A small edition with every kind of block, for the tests of the EPUB."""

import datetime as dt
from pathlib import Path

from PIL import Image as Picture
from PIL import ImageDraw

from exporter.blocks import (
    Box,
    Embed,
    Entry,
    Gallery,
    ImageBlock,
    ListBlock,
    Paragraph,
    Party,
    PullQuote,
    Quote,
    RelatedBlock,
    Rule,
    Subhead,
    Table,
)
from exporter.facts import BlockStart, Numbering, PageStart
from exporter.imprint import MastheadEntry
from exporter.layout import Layout, load_layout
from exporter.model import (
    Article,
    Correction,
    Dateline,
    Edition,
    Image,
    Related,
    Section,
    anchor,
)
from exporter.photos import PreparedPhoto, Slot, find_photo, prepare_photo

HOSTILE = 'Kata ]]> dan -- <b>bukan</b> & "markup" \x0b</script>'
JAKARTA = dt.timezone(dt.timedelta(hours=7))
PUBLISHED = dt.datetime(2022, 1, 12, 22, 40, tzinfo=JAKARTA)
SECRET = "RAHASIA-REDAKSI"


def base_layout() -> Layout:
    return load_layout("base", Path())


def draw_photos(folder: Path) -> dict[str, str]:
    """Draw three photos; return their names in the edition by colour."""
    names = {}
    for colour in ("teal", "maroon", "olive"):
        picture = Picture.new("RGB", (640, 420), colour)
        ImageDraw.Draw(picture).ellipse((200, 100, 440, 320), fill="white")
        path = folder / f"{colour}.jpg"
        picture.save(path, quality=80)
        names[colour] = find_photo(path, [folder.resolve()], "test").name
    return names


def prepare(folder: Path, work: Path) -> dict[tuple[str, str], PreparedPhoto]:
    slot = Slot("screen", 1600, 1600)
    found = {}
    for path in sorted(folder.glob("*.jpg")):
        photo = find_photo(path, [folder.resolve()], "test")
        found[photo.name, "screen"] = prepare_photo(photo, slot, work)
    return found


def _photo(file: str, credit: str, alt: str = "") -> Image:
    return Image(
        file=file,
        caption=(f"Keterangan foto <i>{credit}</i>.",),
        credit=credit,
        alt=alt,
        width=640,
        height=420,
        usage_terms="Boleh dimuat dengan nama pembuatnya",
        instructions=SECRET,
    )


def _rich(photos: dict[str, str]) -> Article:
    cell = "dua & <b>tiga</b>"
    return Article(
        id="berita-utama",
        kicker="Laut",
        headline="Pasang naik di <teluk> & sekitarnya",
        deck="Sebuah <em>dek</em> yang menjelaskan.",
        authors=(Party(name="Ayu Lestari"), Party(name="Budi Santoso")),
        editors=(Party(name="Citra Dewi"),),
        contributors=(Party(name="Dodi", role="Riset"),),
        dateline=Dateline(raw="JAKARTA, KOMPAS.TV"),
        published=PUBLISHED,
        time_zone="Asia/Jakarta",
        images=(
            _photo(photos["teal"], "Ana/ANTARA", "Lingkaran putih di laut"),
            _photo(photos["maroon"], "Beni/EPA", "Lingkaran putih pada batu"),
            Image(caption=("Foto yang hilang.",), credit="Tak Ada/AFP"),
            _photo(photos["olive"], "Cici/AP", "Lingkaran putih di daun"),
            _photo(photos["olive"], "Cici/AP", "Potret di atas daun").model_copy(
                update={"role": "portrait"}
            ),
        ),
        body=(
            Paragraph(html="Paragraf pertama dengan <b>tebal</b> dan kata-kata lain."),
            Paragraph(html="A foreign paragraph.", language="en"),
            Subhead(html="Judul <i>antara</i>"),
            Quote(paragraphs=("Kutipan satu.", "Kutipan dua."), cite="Orang"),
            PullQuote(html="Petikan besar.", cite="Orang lain"),
            ListBlock(items=("butir satu", "butir <b>dua</b>")),
            ListBlock(ordered=True, items=("langkah satu", "langkah dua")),
            Table(caption="Tabel", header=("Satu", "Dua"), rows=(("satu", cell),) * 2),
            ImageBlock(image=1),
            Gallery(images=(2, 3)),
            RelatedBlock(related=(0, 1)),
            Box(title="Kotak fakta", blocks=(Paragraph(html="Isi kotak."),)),
            Box(blocks=(Table(rows=(("x", "y"),)),)),
            Entry(
                time=PUBLISHED,
                headline="Kabar masuk",
                authors=(Party(name="Eka"),),
                blocks=(Paragraph(html="Isi kabar."),),
            ),
            Embed(label="Video", url="https://example.com/a b?x=1&y=2"),
            Rule(),
            Paragraph(
                html='Paragraf penutup dengan <a href="https://example.com/b?x=1&amp;y=2">'
                "tautan</a>.",
            ),
        ),
        related=(
            Related(headline="Kabar Arab", article="kabar-arab"),
            Related(headline="Di luar edisi", url="https://www.example.com/luar/"),
            Related(headline="Tanpa alamat"),
            Related(headline="Tidak ada", article="tidak-ada"),
        ),
        sources=(Party(name="Associated Press", kind="organisation"),),
        is_based_on="https://example.com/asal",
        author_note="Ayu Lestari <i>adalah</i> wartawan.",
        corrections=(Correction(text="Angka diperbaiki.", date=dt.date(2022, 1, 13)),),
        rights="© Kompas TV",
        tags=("laut",),
        editor_note=SECRET,
        desk_codes=(SECRET,),
    )


def _arabic() -> Article:
    return Article(
        id="kabar-arab",
        language="ar",
        headline="خبر من المدينة القديمة",
        authors=(Party(name="ليلى حسن"),),
        dateline=Dateline(raw="القاهرة"),
        published=PUBLISHED,
        body=(Paragraph(html="هذه فقرة أولى."), Subhead(html="عنوان")),
    )


def _hostile(photos: dict[str, str]) -> Article:
    return Article(
        id="teks-jahat",
        kicker=HOSTILE,
        headline=HOSTILE,
        byline=HOSTILE,
        deck=HOSTILE,
        images=(_photo(photos["maroon"], HOSTILE),),
        body=(Paragraph(html=HOSTILE), Box(title=HOSTILE, blocks=(Rule(),))),
        sources=(Party(name=HOSTILE),),
        related=(Related(headline=HOSTILE, url='javascript:alert("x")'),),
        rights=HOSTILE,
    )


def make_edition(photos: dict[str, str]) -> Edition:
    return Edition(
        title="Mingguan & Uji",
        tagline="Sebuah percobaan",
        number=2,
        date=dt.date(2022, 1, 16),
        published=dt.datetime(2022, 1, 16, 6, 0, tzinfo=JAKARTA),
        time_zone="Asia/Jakarta",
        language="id",
        publisher="Kompas TV",
        rights="© 2022 Kompas TV",
        identifier="urn:uuid:1f0c8f2e-6a44-5d4e-9a0b-2f3a8f6f7c11",
        cover="berita-utama",
        masthead=(MastheadEntry(role="Pemimpin redaksi", names=("Citra", "Dodi")),),
        sections=(
            Section(title="Nasional", articles=(_rich(photos), _hostile(photos))),
            Section(title="Dunia", articles=(_arabic(),)),
        ),
        layout="base",
        formats=("pdf", "epub"),
    )


def make_numbering() -> Numbering:
    """Page starts as print would report them: whole blocks, words, photos, blanks."""
    rich, hostile, arabic = (
        anchor(i) for i in ("berita-utama", "teks-jahat", "kabar-arab")
    )
    starts = (
        BlockStart("cover-line", 0),
        None,
        BlockStart("contents", 0),
        BlockStart("section-1", 0),
        BlockStart(f"{rich}-b1", 21),  # "Paragraf |pertama", after the dateline
        BlockStart(f"{rich}-b6-2", 8, in_word=True),  # "butir du|a"
        BlockStart(f"{rich}-b9-i", 0),
        BlockStart(f"{rich}-b11-1", 13),  # in the page number
        BlockStart(f"{hostile}-h", 0),
        BlockStart("section-2", 0),
        BlockStart(f"{arabic}-b1", 4),
        BlockStart("photo-credits-h", 0),
        BlockStart("colophon-fonts", 0),
    )
    pages = tuple(PageStart(str(n), start) for n, start in enumerate(starts, 1))
    page_of = {
        "cover-f": 1,
        rich: 4,
        f"{rich}-f0-i": 4,
        f"{rich}-b9-i": 7,
        f"{rich}-b10-2-i": 7,
        hostile: 9,
        f"{hostile}-f0-i": 9,
        arabic: 10,
        "photo-credits": 12,
        "colophon": 12,
    }
    return Numbering(len(pages), {"cover": 1}, page_of, pages)

"""Small pages of text, read as articles."""

from exporter.blocks import Paragraph
from exporter.model import Article
from exporter.records.text import read_page


def paragraphs(article: Article) -> list[str]:
    return [block.html for block in article.body if isinstance(block, Paragraph)]


def page(*lines: str, head: bool = True) -> Article:
    """Read a small page: a fixed head, the lines given, and a last paragraph."""
    top = ["Satu Judul Contoh yang Cukup Panjang", "12 Januari 2022, 22:40 WIB"]
    end = ["Ini paragraf yang ada di akhir halaman dan tidak berubah."]
    return read_page("\n".join([*(top if head else []), *lines, *end]))

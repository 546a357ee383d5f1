"""Stage 7, prove: every field of an edition found again in both files.

In: what was composed, its Layout, and the paths of its files. Out: a
`Proof`. The files are read by code that shares nothing with the code that wrote
them: the PDF through its structure tree, the EPUB as a reading system would.
"""

from pathlib import Path

from exporter.cache import NO_CACHE, Cache
from exporter.checks import Finding
from exporter.edition import Composed
from exporter.formats import NAMES
from exporter.layout import Layout
from exporter.model import Article
from exporter.proof.content import Content
from exporter.proof.epub_file import read_epub
from exporter.proof.expected import Field, expect, printed_words
from exporter.proof.match import Comparison, Located
from exporter.proof.numbers import check_numbers
from exporter.proof.pdf_file import read_pdf
from exporter.proof.pictures import Each, PhotoBook
from exporter.proof.regions import Region, find_regions
from exporter.proof.report import FoundField, Proof, count_absent
from exporter.proof.text import fold
from exporter.qr import code_alt
from exporter.said import said

__all__ = ["FoundField", "Proof", "prove"]


def prove(
    composed: Composed,
    layout: Layout,
    *,
    pdf: Path | None,
    epub: Path | None,
    hemat: Path | None = None,
    each: Each = map,
    cache: Cache = NO_CACHE,
    drawn: bool = False,
) -> Proof:
    """Compare the edition with the files that were made of it.

    Each article must show all its fields once, visibly, in order and beside the
    right photo. Damaged files are findings, never exceptions. What can be done side
    by side is done by `each`: `map`, or the map of a pool. With `drawn`, the proof has
    a small picture of each page of the PDF, drawn while it is open.
    """
    edition = composed.edition
    ids = {article.id for article in edition.articles}
    expected = {a.id: expect(a, layout, ids) for a in edition.articles}
    book = PhotoBook(composed.photos, cache)
    findings: list[Finding] = []
    located: dict[str, dict[str, list[Located]]] = {}
    pages: tuple[str, ...] = ()
    pictures: tuple[bytes, ...] = ()
    for path, name in zip((pdf, epub, hemat), NAMES.values(), strict=True):
        if path is None:
            continue
        if path is pdf:
            content = read_pdf(path, book, each, drawn=drawn)
            pages, pictures = content.page_digests(), tuple(content.pictures)
        else:
            content = read_epub(path, book, name)
        prover = _Prover(composed, layout, content, book)
        located[content.name] = prover.run(expected)
        findings += prover.findings
    found = {
        article_id: tuple(
            _join(number, field, article_id, located)
            for number, field in enumerate(fields)
        )
        for article_id, fields in expected.items()
    }
    absent = count_absent(edition)
    return Proof(tuple(findings), found, tuple(located), absent, pages, pictures)


def _join(
    number: int,
    field: Field,
    article_id: str,
    located: dict[str, dict[str, list[Located]]],
) -> FoundField:
    """Return one field with its places in all files."""
    in_file = {name: articles[article_id][number] for name, articles in located.items()}
    return FoundField(
        field,
        {name: one.places for name, one in in_file.items()},
        bool(in_file) and all(one.proved for one in in_file.values()),
    )


class _Prover:
    """Proves one file."""

    def __init__(
        self, composed: Composed, layout: Layout, content: Content, book: PhotoBook
    ) -> None:
        self._edition = composed.edition
        self._layout = layout
        self._content = content
        self._book = book
        self.findings = list(content.findings)

    def run(self, expected: dict[str, list[Field]]) -> dict[str, list[Located]]:
        """Return article id -> its fields as found in this file."""
        regions = find_regions(self._edition, self._content)
        self._check_order(regions)
        self._check_nameplate()
        page = self._layout.words_for(self._edition.language)["page"]
        if self._content.labels:
            numbers = check_numbers(self._edition, self._content, regions, page)
            self.findings += numbers
        return {
            article.id: self._prove(article, expected[article.id], regions)
            for article in self._edition.articles
        }

    def _check_order(self, regions: dict[str, Region]) -> None:
        """Report each article that stands before one it should follow."""
        last = -1
        for article in self._edition.articles:
            region = regions.get(article.id)
            if region and region.first < last:
                message = said(
                    "{file}: the article is out of running order",
                    file=self._content.name,
                )
                self.findings.append(Finding("E-006", article.id, message))
            last = max(last, region.first if region else -1)

    def _check_nameplate(self) -> None:
        """Report a drawn nameplate that no heading of the PDF says."""
        alt = self._edition.nameplate_alt
        content = self._content
        if not alt or content.name != "PDF" or content.unreadable:
            return
        said_by = (b.picture.alt for b in content.blocks if b.heading and b.picture)
        if alt not in said_by:
            message = said("{file}: no heading says “{text}”", file="PDF", text=alt)
            self.findings.append(Finding("E-001", "nameplate", message))

    def _prove(
        self, article: Article, fields: list[Field], regions: dict[str, Region]
    ) -> list[Located]:
        name = self._content.name
        region = regions.get(article.id)
        damaged = self._damaged(article, region)
        if damaged:
            message = said(
                "{file}: the chapter {path} is damaged", file=name, path=damaged
            )
            self.findings.append(Finding("E-007", article.id, message))
        elif region is None and not self._content.unreadable:
            message = said(
                "{file}: headline “{text}” is missing, and with it the whole article",
                file=name,
                text=article.headline,
            )
            self.findings.append(Finding("E-001", article.id, message))
        if region is None:
            return [Located(field, (), proved=False) for field in fields]
        words = printed_words(article, self._layout)
        labels = self._content.labels
        comparison = Comparison(article.id, name, region, self._book, words, labels)
        result = comparison.run(fields, regions)
        self._check_code(article, region)
        # what a damaged chapter has lost is known from the damage
        self.findings += [f for f in comparison.findings if not damaged]
        return result

    def _check_code(self, article: Article, region: Region) -> None:
        """Report a QR code that the PDF does not have: no figure says its address."""
        address = self._layout.qr_address(article)
        if not address or self._content.name != "PDF":
            return
        word = self._layout.words_for(article.language)["qr"]
        alts = {block.picture.alt for block in region.blocks if block.picture}
        if code_alt(address, word) not in alts:
            message = said("{file}: the QR code is missing", file="PDF")
            self.findings.append(Finding("E-001", article.id, message))

    def _damaged(self, article: Article, region: Region | None) -> str:
        """Return the path of the article's document if it is damaged, or ""."""
        if region is not None:
            return region.place if region.place in self._content.damaged else ""
        headline = fold(article.headline).split()
        for path, label in self._content.damaged.items():
            if fold(label).split() == headline:
                return path
        return ""

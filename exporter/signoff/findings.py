"""Findings as a person works through them: by article, with page and place to change.

In: the findings of a run, what the proof found where, and where the parts begin.
Out: `Shown` findings in groups, the gravest first.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from exporter.checks import Finding
from exporter.edition.records import SourceRecord
from exporter.model import Edition
from exporter.proof.report import FoundField
from exporter.signoff.photos import PhotoKey
from exporter.signoff.run import PlaceOf
from exporter.tongue import Tongue

GRAVITY = ("error", "warning", "note")
#: How checks and the proof say which photo and which page they mean.
_PHOTO = re.compile(r"\bphoto (\d+)")
_PAGE = re.compile(r"\bpage (\d+)")
#: The field of a record that a finding asks to change.
_FIELDS = {
    "E-010": "alt, caption",
    "E-011": "related",
    "W-001": "credit",
    "W-002": "authors",
    "W-003": "alt",
    "W-004": "time_zone",
    "W-005": "file",
    "W-006": "file",
    "W-007": "authors, editors, byline",
}


@dataclass(frozen=True)
class Shown:
    """A finding with all it concerns: article id ("" for the whole edition), number
    of the photo (0 for none), pages, and where to change what is wrong."""

    number: int
    finding: Finding
    article: str
    photo: int
    pages: tuple[int, ...]
    change: str

    @property
    def key(self) -> PhotoKey:
        """The photo it concerns."""
        return self.article, self.photo


@dataclass(frozen=True)
class Ground:
    """Where things are in an edition: what findings are placed by.

    `found` is what the proof found (`Proof.found`), `first` maps the names of parts
    to the page they begin on, `total` counts the pages.
    """

    edition: Edition
    records: Sequence[SourceRecord]
    found: Mapping[str, Sequence[FoundField]]
    first: Mapping[str, int] = field(default_factory=dict)
    total: int = 0

    def photo_on(self, article: str, page: int) -> int:
        """Return the number of the article's only photo on a page, or 0."""
        photos = {
            one.field.photo
            for one in self.found.get(article, ())
            if one.field.photo and str(page) in one.places.get("PDF", ())
        }
        return photos.pop() if len(photos) == 1 else 0

    def pages_of(self, article: str, photo: int = 0) -> list[int]:
        """Return the pages that show an article, or one of its photos."""
        places = {
            int(place)
            for one in self.found.get(article, ())
            if photo in (0, one.field.photo)
            for place in one.places.get("PDF", ())
        }
        return sorted(places)


def show_findings(
    findings: Iterable[Finding],
    ground: Ground,
    t: Tongue,
    place_of: PlaceOf | None = None,
) -> list[Shown]:
    """Return findings with their places, the gravest first, then in running order.

    Where `place_of` does not know where to change something, the record is named.
    """
    shown = []
    for finding in dict.fromkeys(findings):
        one = _show(finding, ground)
        place = place_of(finding) if place_of else ""
        shown.append(replace(one, change=place or _record_place(one, ground, t)))
    order = {article.id: n for n, article in enumerate(ground.edition.articles)}
    shown.sort(
        key=lambda one: (
            GRAVITY.index(one.finding.level),
            order.get(one.article, -1),
            one.finding.code,
            one.photo,
        )
    )
    return [replace(one, number=number) for number, one in enumerate(shown, 1)]


def _show(finding: Finding, ground: Ground) -> Shown:
    said = sorted({int(page) for page in _PAGE.findall(finding.message)})
    said = [page for page in said if 1 <= page <= ground.total]
    article = _article(finding, ground)
    photo = _photo(finding, ground, article, said)
    pages = said or _pages(finding, ground, article, photo)
    return Shown(0, finding, article, photo, tuple(pages), "")


def _record_place(one: Shown, ground: Ground, t: Tongue) -> str:
    """Return the record, the photo and the field to change, or ""."""
    files = {a.id: r.path.name for r in ground.records for a in r.articles}
    names = {record.path.name for record in ground.records}
    where = one.finding.where
    file = files.get(one.article, where if where in names else "")
    if not file:
        return ""
    photo = t("photo {n}", n=one.photo) if one.photo else ""
    # the text of a page has no fields by name
    field = _FIELDS.get(one.finding.code, "") if file.endswith(".json") else ""
    return " › ".join(filter(None, (file, photo, field)))


def _article(finding: Finding, ground: Ground) -> str:
    """Return the id of the article a finding is about, "" for the whole edition."""
    ids = {article.id for article in ground.edition.articles}
    named = finding.where
    if named in ids:
        return named
    before = named.partition(" photo ")[0]
    if before in ids:
        return before
    if named == "cover" and "photo" in finding.message:
        return ground.edition.cover  # the front page shows the photo of its story
    of_file = [
        article.id
        for record in ground.records
        if record.path.name == named
        for article in record.articles
        if article.id in ids
    ]
    return of_file[0] if len(of_file) == 1 else ""


def _photo(finding: Finding, ground: Ground, article: str, pages: Sequence[int]) -> int:
    """Return the number of the photo a finding is about, or 0."""
    if not article:
        return 0
    rest = finding.where.removeprefix(article)
    said = _PHOTO.search(rest) or _PHOTO.search(finding.message)
    if said:
        return int(said[1])
    if finding.where == "cover":
        return 1
    on_page = "photo" in finding.message and len(pages) == 1
    return ground.photo_on(article, pages[0]) if on_page else 0


def _pages(finding: Finding, ground: Ground, article: str, photo: int) -> list[int]:
    """Return the pages of a finding's photo, or the first of its article or part."""
    if article:
        of_photo = ground.pages_of(article, photo) if photo else []
        return of_photo or ground.pages_of(article)[:1]
    part = finding.where.removeprefix("PDF ")
    return [ground.first[part]] if part in ground.first else []


def by_article(shown: Sequence[Shown]) -> list[tuple[str, list[Shown]]]:
    """Return (article id or "", its findings); the gravest article comes first."""
    groups: dict[str, list[Shown]] = {}
    for one in shown:
        groups.setdefault(one.article, []).append(one)
    return list(groups.items())


def gravest(shown: Sequence[Shown]) -> str:
    """Return the level of the gravest finding, "" where there is none."""
    levels = {one.finding.level for one in shown}
    return next((level for level in GRAVITY if level in levels), "")

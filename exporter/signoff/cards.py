"""The photos of an edition as the photo desk looks at them.

In: a `Report`. Out: a `Card` for each photo: its picture with the crop of each place
drawn on it, what is said about it and where that comes from, where it is printed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from exporter.edition import original_number
from exporter.known import known_rule
from exporter.signoff.changes import in_tongue
from exporter.signoff.findings import Shown, gravest
from exporter.signoff.photos import PhotoRow
from exporter.signoff.report import Report
from exporter.signoff.thumbnails import Picture
from exporter.tongue import Tongue

#: A place that cuts away less than this, in percent, shows the photo whole.
_LEAST_CROP = 0.5


@dataclass(frozen=True)
class CropFrame:
    """What a place shows of a photo: how far from its sides, in percent."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class PlaceLine:
    """A place a photo is printed in."""

    page: int
    on_cover: bool
    size: str
    ppi: int
    crop: str


@dataclass(frozen=True)
class Card:
    """A photo. `first` is one of its rows: what it says of the photo itself."""

    id: str
    first: PhotoRow
    language: str
    picture: Picture | None
    crops: Sequence[CropFrame]
    places: Sequence[PlaceLine]
    origins: Sequence[tuple[str, str]]
    more: Sequence[tuple[str, str]]
    findings: Sequence[Shown]

    @property
    def level(self) -> str:
        """How grave its gravest finding is; "" without any."""
        return gravest(self.findings)


def photo_cards(report: Report, t: Tongue) -> list[Card]:
    """Return a card for each photo, in running order."""
    languages = {a.id: a.language for a in report.edition.articles}
    origins = _Origins(report, t)
    cards: list[Card] = []
    for key, found in groupby(report.rows, key=lambda row: row.key):
        rows = list(found)
        first = rows[0]
        jpeg = report.photos.get(first.sha256)
        cards.append(
            Card(
                id=f"photo-{len(cards) + 1}",
                first=first,
                language=languages[first.article],
                picture=Picture.of(jpeg) if jpeg else None,
                crops=list(_frames(rows)),
                places=list(_places(rows, t)),
                origins=list(_origins(first, origins)),
                more=list(_more(first, t)),
                findings=[one for one in report.to_look_at if one.key == key],
            )
        )
    return cards


def _frames(rows: Sequence[PhotoRow]) -> Iterator[CropFrame]:
    """Yield the frame of each place that does not show the photo whole."""
    for row in rows:
        if row.page and row.crop and max(row.crop) >= _LEAST_CROP:
            yield CropFrame(row.page, *row.crop)


def _places(rows: Sequence[PhotoRow], t: Tongue) -> Iterator[PlaceLine]:
    sides = (t("left"), t("top"), t("right"), t("bottom"))
    for row in rows:
        if row.page is None:
            continue
        cut = zip(sides, row.crop or (), strict=False)
        crop = ", ".join(f"{side} {part:.0f}%" for side, part in cut if round(part))
        size = f"{row.printed_width_mm} × {row.printed_height_mm} mm"
        on_cover = row.place == "cover"
        yield PlaceLine(
            row.page, on_cover, size, row.ppi or 0, crop or t("not cropped")
        )


def _more(row: PhotoRow, t: Tongue) -> Iterator[tuple[str, str]]:
    """Yield what else is said about a photo, each with its name."""
    for name, text in (
        (t("Creators"), row.creators),
        (t("Agency"), row.agency),
        (t("Licence"), row.licence),
        (t("Copyright"), row.copyright_notice),
        (t("Restrictions"), row.restrictions),
    ):
        if text:
            yield name, text


def _origins(row: PhotoRow, origins: "_Origins") -> Iterator[tuple[str, str]]:
    """Yield where caption and credit come from: once where that is the same."""
    t = origins.tongue
    caption, credit = (origins.of(row, name) for name in ("caption", "credit"))
    if caption == credit or not credit:
        if caption:
            yield t("Origin"), caption
        return
    if caption:
        yield t("Origin of the caption"), caption
    yield t("Origin of the credit"), credit


class _Origins:
    """Knows where captions and credits come from."""

    def __init__(self, report: Report, t: Tongue) -> None:
        self.tongue = t
        changes = report.changes
        self._changed: Mapping[tuple[str, str], str] = {
            **report.from_photos,
            **{(change.article, change.field): change.origin for change in changes},
        }
        self._overrides = [change.override for change in changes]
        self._read = {
            article.id: (record.name, article.provenance.origins)
            for record in report.ground.records
            for article in record.articles
        }

    def of(self, row: PhotoRow, field: str) -> str:
        """Return the line of edition.toml, the field of the photo file, or the rule."""
        number = original_number(self._overrides, row.article, row.number)
        changed = self._changed.get((row.article, f"photo {number} {field}"))
        if changed:
            return changed
        if not getattr(row, field):
            return ""
        file, rules = self._read.get(row.article, ("", {}))
        rule = known_rule(rules.get("images", ""))
        return " › ".join(filter(None, (file, in_tongue(rule, self.tongue))))

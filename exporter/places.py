"""Where an editor changes what a finding speaks of.

In: a composed edition. Out: for each finding its article, and the place to change:
the line of edition.toml that says so now, the lines to add to it, or the record.
"""

import json
import re
from pathlib import PurePosixPath
from typing import Any

from exporter.checks import Finding
from exporter.edition import Composed, original_number
from exporter.said import Said, as_json

#: code -> the field it asks for; of a photo where the finding names one.
_FIELDS = {
    "E-010": "alt",
    "W-001": "credit",
    "W-002": "authors",
    "W-003": "alt",
    "W-004": "time_zone",
    "W-006": "file",
    "W-007": "byline",
    "W-005": "file",
    "W-020": "credit",
    "W-021": "caption",
    "W-031": "credit",
    "E-011": "related",
    "N-003": "url",
}
_PHOTO = re.compile(r"\bphoto (\d+)\b")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


class Places:
    """Knows where each article of an edition came from."""

    def __init__(self, composed: Composed) -> None:
        edition = composed.edition
        self.headlines = {a.id: a.headline for a in edition.articles}
        self._ids = sorted(self.headlines, key=len, reverse=True)
        self._records = {
            a.id: record.name for record in composed.records for a in record.articles
        }
        read = [(a, r) for r in composed.records for a in r.articles]
        self._stems = {article.id: r.short_name or r.path.stem for article, r in read}
        self._files = {a.id: [image.file for image in a.images] for a, _ in read}
        self._texts = {a.id for a, _ in read if a.provenance.reader == "text"}
        self._cover = edition.cover
        self._table = composed.table
        self._overrides = composed.overrides
        self._origins = {(o.article, o.field): o.origin for o in composed.overrides}

    def as_json(self, finding: Finding) -> dict[str, Any]:
        """Return a finding for machines, with its article and the place to change."""
        article = self.article_of(finding)
        told: dict[str, Any] = finding.as_json()
        told |= {"article": article, "change": self.change(finding)}
        if isinstance(finding.message, Said):
            told["said"] = as_json(finding.message)
        return told

    def article_of(self, finding: Finding) -> str:
        """Return the id of the article a finding speaks of, or ""."""
        where = finding.where
        if where == "cover" and "photo" in finding.message:
            return self._cover  # the front page shows the photo of its story
        named = (
            i for i in self._ids if where == i or where.startswith((f"{i} ", f"{i}:"))
        )
        of_file = [i for i in self.headlines if self._records[i] == where]
        return next(named, of_file[0] if len(of_file) == 1 else "")

    def change(self, finding: Finding) -> str:
        """Return where to change it: file and line, file and key, or ""."""
        article = self.article_of(finding)
        values = getattr(finding.message, "values", {})
        if "origin" in values:
            return ""  # the message names it
        if finding.code == "W-013":
            key = str(values["key"])
            return f'{self._table.place("imprint", key)} › [imprint] › {key} = "…"'
        if not article:
            return ""
        field = _FIELDS.get(finding.code, "")
        photo = _PHOTO.search(finding.where.removeprefix(article))
        if photo and field:
            return self._change_photo(article, int(photo[1]), field)
        return self._in_record(article, field)

    def _in_record(self, article: str, field: str) -> str:
        """Return a record and its field; the text of a page has no fields."""
        record = self._records[article]
        return f"{record}: {field}" if field and article not in self._texts else record

    def _change_photo(self, article: str, number: int, field: str) -> str:
        number = original_number(self._overrides, article, number)
        origin = self._origins.get((article, f"photo {number} {field}"))
        if origin:
            return origin
        in_record = self._in_record(article, f"images[{number - 1}].{field}")
        file, header = self._header(article, number)
        return f'{file} › [{header}] › {field} = "…"  ({in_record})'

    def _header(self, article: str, number: int) -> tuple[str, str]:
        """Return where a photo's table stands, or would, and its header.

        edition.toml may name an article and a photo by their files, too.
        """
        tables = self._table.values.get("article", {})
        names = (article, self._stems[article])
        name = next((name for name in names if name in tables), article)
        files = self._files.get(article, ())
        file = PurePosixPath(files[number - 1] if number <= len(files) else "")
        photos = tables.get(name, {}).get("photo", {})
        keys = (str(number), file.name, file.stem)
        key = next((key for key in keys if key in photos), str(number))
        place = self._table.places.get(("article", name, "photo", key))
        header = ".".join(("article", _key(name), "photo", _key(key)))
        return place or self._table.files[0].name, header


def _key(name: str) -> str:
    """Return a name as TOML writes it in a header."""
    return name if _BARE_KEY.fullmatch(name) else json.dumps(name, ensure_ascii=False)

"""Where an editor changes what a finding speaks of.

In: a composed edition. Out: for each finding its article, and the place to change:
the line of edition.toml that says so now, the lines to add to it, or the record.
"""

import json
import re
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
    "E-011": "related",
}
#: Fields of a photo that edition.toml can correct.
_CORRECTABLE = {"alt", "caption", "credit"}
_PHOTO = re.compile(r"\bphoto (\d+)\b")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


class Places:
    """Knows where each article of an edition came from."""

    def __init__(self, composed: Composed) -> None:
        edition = composed.edition
        self.headlines = {a.id: a.headline for a in edition.articles}
        self._ids = sorted(self.headlines, key=len, reverse=True)
        self._records = {
            a.id: record.path.name
            for record in composed.records
            for a in record.articles
        }
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
            return f'{self._table.place("imprint", key)}: [imprint] {key} = "…"'
        if not article:
            return ""
        field = _FIELDS.get(finding.code, "")
        photo = _PHOTO.search(finding.where.removeprefix(article))
        record = self._records.get(article, "")
        if not photo or not field:
            return f"{record}: {field}" if field else record
        return self._change_photo(article, int(photo[1]), field, record)

    def _change_photo(self, article: str, number: int, field: str, record: str) -> str:
        number = original_number(self._overrides, article, number)
        origin = self._origins.get((article, f"photo {number} {field}"))
        if origin:
            return origin
        in_record = f"{record}: images[{number - 1}].{field}"
        if field not in _CORRECTABLE:
            return in_record
        name = article if _BARE_KEY.fullmatch(article) else json.dumps(article)
        path = ("article", article, "photo", str(number))
        file = self._table.places.get(path, self._table.files[0].name)
        return f'{file}: [article.{name}.photo.{number}] {field} = "…"  ({in_record})'

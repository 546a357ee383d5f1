"""The ids of articles that come many in a file: stable, short, each given once.

In: an article's address, its own id, its headline. Out: a slug: the address's last
words where it has some, for they stay when the article is exported again.
"""

import hashlib
import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from slugify import slugify

from exporter.records.draft import Draft

_ENDING = re.compile(r"\.(?:html?|php|aspx?|jsp|xml)$", re.I)
_DULL = re.compile(r"(?:index|read|view|detail|article|berita|news|post|page|amp|\d*)$")


@dataclass
class Ids:
    """The ids given in one file: each is given once."""

    given: set[str] = field(default_factory=set)

    def give(self, draft: Draft, *, url: str = "", key: str = "") -> None:
        """Set the id: the address's last words, else `key`, else the headline."""
        slug, rule = slug_of(url), "made from the address"
        if not slug:
            slug, rule = slugify(key, max_length=80), "made from the record's own id"
        if not slug:
            headline = draft.values.get("headline", "")
            slug, rule = slugify(headline, max_length=80), "made from the headline"
        proof = url or key or draft.values.get("headline", "")
        digest = hashlib.sha256(proof.encode()).hexdigest()
        slug = slug or f"record-{digest[:12]}"
        if slug in self.given:
            slug = f"{slug}-{digest[:6]}"
        number = 2
        while slug in self.given:
            slug, number = f"{slug}-{number}", number + 1
        self.given.add(slug)
        draft.set("id", slug, rule)


def slug_of(url: str) -> str:
    """Return the words an address ends with, as a slug; "" where it has none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https"):
        return ""
    steps = [_ENDING.sub("", unquote(step)) for step in parts.path.split("/") if step]
    dull = not steps or _DULL.match(steps[-1].lower()) is not None
    last = " ".join(steps[-2:]) if dull else steps[-1]
    query = parts.query if dull and len(steps) < 2 else ""
    return slugify(f"{last} {query}", max_length=80)

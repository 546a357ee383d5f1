"""The cases of tests/records: outside records, each with what is to be read in it.

In: `tests/records/pages` and `tests/records/wire`; beside each record a
`NAME.expected.json`, one object or, where a file holds several articles, a list of
them. Out: `Case`s. Nothing here reads a record: `readable_text` is only for proving
that what is expected stands in the record.
"""

import html
import json
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("records")
EXPECTED = ".expected.json"
#: Fields every expectation names; empty where the record does not tell.
FIELDS = (
    "headline",
    "deck",
    "kicker",
    "sections",
    "authors",
    "editors",
    "contributors",
    "published",
    "time_zone",
    "dateline",
    "photos",
    "sources",
    "is_based_on",
    "related",
    "tags",
    "language",
    "publisher",
    "body_first",
    "body_last",
    "body_must_not",
    "body_must",
    "warnings_about",
)

#: What else is no error: names, or a time, that can also be read from a record.
ALSO = ("authors_may", "contributors_may", "sources_may", "published_may")


@dataclass(frozen=True, eq=False)
class Case:
    """A record file, its bytes and the articles expected in it."""

    path: Path
    articles: tuple[dict[str, Any], ...]

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}/{self.path.name}"

    @property
    def data(self) -> bytes:
        return self.path.read_bytes()

    @property
    def is_page(self) -> bool:
        return self.path.suffix == ".html"

    @property
    def is_refused(self) -> bool:
        """Whether there is no article in it, so that a reader must say so."""
        return any("no article" in a["warnings_about"] for a in self.articles)


def load_cases(folder: Path) -> list[Case]:
    """Return the cases under a folder, by name."""
    return [_load(path) for path in sorted(folder.rglob(f"*{EXPECTED}"))]


def _load(path: Path) -> Case:
    expected = json.loads(path.read_text("utf-8"))
    stem = path.name.removesuffix(EXPECTED)
    beside = [p for p in path.parent.glob(f"{stem}.*") if not p.name.endswith(EXPECTED)]
    assert len(beside) == 1, f"{path.name}: one record of this name, not {beside}"
    articles = expected if isinstance(expected, list) else [expected]
    return Case(beside[0], tuple(articles))


def fold(text: str) -> str:
    """Return text in NFC with white space folded, no-break spaces too."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def decoded(data: bytes) -> str:
    """Return the text of a record by the charset it declares, else UTF-8."""
    declared = re.search(rb"(?:charset|encoding)=[\"']?([\w-]+)", data[:2048])
    return data.decode(declared[1].decode() if declared else "utf-8")


def readable_text(data: bytes) -> str:
    """Return all a record says, attributes and scripts too, in folded forms.

    Entities are resolved twice (JSON in a page may hold escaped markup), JSON
    escapes once.
    """
    text = decoded(data)
    unescaped = html.unescape(html.unescape(text))
    bare = re.sub(r"<!--.*?-->", "", unescaped, flags=re.S)
    without_tags = re.sub(r"<[^>]*>", "", bare)
    spaced = re.sub(r"<[^>]*>", " ", bare)
    plain = re.sub(r"</?[a-zA-Z][^<>]*>", "", html.unescape(text))
    parts = [text, unescaped, without_tags, spaced, plain]
    parts += [_json_unescaped(part) for part in parts]
    return "\n".join(fold(part) for part in parts)


def _json_unescaped(text: str) -> str:
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), text)
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    unescaped = text.replace(r"\"", '"').replace(r"\/", "/").replace(r"\n", " ")
    return re.sub(r"</?[a-zA-Z][^<>]*>", "", unescaped)

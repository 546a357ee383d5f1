"""How well records are read: for each field right, wrong, missing or invented.

In: the cases of `tests/records` (or of the folder given). Out, as a script:

    python tests/records_score.py [FOLDER] [--verbose]

prints a table for each field and a line for each record; `--verbose` names every
mark that is not right. A field nobody tells, and the reader neither, is no mark.

Rules of comparison: white space is folded and text is in NFC; quotes and dashes are
compared as they are. Lists of names are equal in order. A time is right where instant
and offset are the same; where a record tells only UTC, any offset of that instant is.
A photo's caption and credit are compared with those of the photo most like it.
"""

import argparse
import datetime as dt
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from records_fixtures import FOLDER, Case, fold, load_cases
from records_photos import caption_of, matched_photos

from exporter.blocks import (
    Block,
    Box,
    Entry,
    ListBlock,
    Paragraph,
    PullQuote,
    Quote,
    Table,
    iter_blocks,
    markup_of,
)
from exporter.errors import RecordError
from exporter.inline import plain_text
from exporter.model import Article, Image
from exporter.records import read_record_bytes

RIGHT, WRONG, MISSING, INVENTED = "right", "wrong", "missing", "invented"
#: In the order of the table.
MARKED = (
    *("article", "headline", "deck", "kicker", "sections", "byline", "editors"),
    *("contributors", "time", "zone", "dateline", "photo", "caption", "credit", "file"),
    *("source", "based on", "related", "tags", "language", "publisher"),
    *("body start", "body end", "body", "junk", "warnings"),
)
#: Fields in which a value that no record tells is worst: readers believe them.
TRUSTED = (
    *("headline", "deck", "byline", "editors", "contributors", "time", "zone"),
    *("dateline", "caption", "credit", "source", "based on"),
)
#: What is compared in place of an article that is not read.
_UNREAD = Article(id="-", headline="-", language="und")
_MORE_PAGES = re.compile(
    r"\b1 (?:of|/|dari) \d|more pages|first page|halaman", re.IGNORECASE
)


@dataclass(frozen=True)
class Mark:
    """What became of one field: what is expected, what was read, the verdict."""

    record: str
    field: str
    verdict: str
    expected: Any = None
    read: Any = None

    def __str__(self) -> str:
        told = f"expected {self.expected!r}, read {self.read!r}"
        return f"{self.record}: {self.field}: {self.verdict}: {told}"


# --- a record ----------------------------------------------------------------------


def score(case: Case) -> list[Mark]:
    """Return the marks of a record; never raises RecordError."""
    try:
        articles = read_record_bytes(case.data, case.path.name).articles
    except RecordError as error:
        if case.is_refused:
            return [Mark(case.name, "article", RIGHT, "no article", str(error))]
        return [m for told in case.articles for m in _all_missing(case, told)]
    if case.is_refused:
        read = [article.headline for article in articles]
        return [Mark(case.name, "article", INVENTED, "no article", read)]
    return list(_score_articles(case, articles))


def _score_articles(case: Case, articles: tuple[Article, ...]) -> Iterator[Mark]:
    left = list(articles)
    for expected in case.articles:
        headline = fold(expected["headline"])
        same = [a for a in left if fold(a.headline) == headline]
        article = (same or left or [None])[0]
        if article is None:
            yield from _all_missing(case, expected)
            continue
        left.remove(article)
        yield Mark(case.name, "article", RIGHT, headline)
        for mark in score_article(expected, article):
            yield Mark(case.name, *mark)
    for article in left:
        yield Mark(case.name, "article", INVENTED, None, article.headline)


def _all_missing(case: Case, expected: dict[str, Any]) -> Iterator[Mark]:
    """Yield the marks of an article that is not read: each field is missing."""
    yield Mark(case.name, "article", MISSING, expected["headline"])
    for field, verdict, told, _ in score_article(expected, _UNREAD):
        if field not in ("junk", "language"):
            verdict = MISSING if field == "headline" else verdict
            yield Mark(case.name, field, verdict, told)


# --- an article --------------------------------------------------------------------

#: A mark before it has the name of its record.
_Told = tuple[str, str, Any, Any]


def score_article(expected: dict[str, Any], article: Article) -> Iterator[_Told]:
    """Yield field, verdict, expected and read value, for each field that is told."""
    yield from _score_texts(expected, article)
    yield from _score_lists(expected, article)
    yield from _score_time(expected, article)
    yield from _score_photos(expected["photos"], article.images)
    yield from _score_body(expected, article)
    if "more pages" in expected["warnings_about"]:
        warnings = [str(w) for w in article.provenance.warnings]
        warned = any(_MORE_PAGES.search(w) for w in warnings)
        yield "warnings", RIGHT if warned else MISSING, "more pages", warnings


def _judge(field: str, expected: Any, read: Any, same: bool) -> Iterator[_Told]:
    """Yield the mark of a field, none where both say nothing."""
    if expected and not read:
        yield field, MISSING, expected, read
    elif read and not expected:
        yield field, INVENTED, expected, read
    elif expected:
        yield field, RIGHT if same else WRONG, expected, read


def _score_texts(expected: dict[str, Any], article: Article) -> Iterator[_Told]:
    read = {
        "headline": article.headline,
        "deck": plain_text(article.deck),
        "kicker": article.kicker,
        "publisher": article.publisher.name if article.publisher else "",
        "dateline": article.dateline.raw if article.dateline else "",
        "is_based_on": article.is_based_on,
    }
    for key, value in read.items():
        told, value = fold(expected[key] or ""), fold(value)
        field = key.removeprefix("is_").replace("_", " ")
        yield from _judge(field, told, value, _as_compared(told) == _as_compared(value))
    if expected["language"]:
        same = _same_language(expected["language"], article.language)
        yield from _judge("language", expected["language"], article.language, same)


def _as_compared(text: str) -> str:
    return text.rstrip(" .:-–—")


def _same_language(expected: str, read: str) -> bool:
    """Compare language and, where it is told, script; zh-TW is written in Hant."""
    tag, got = expected.lower().split("-"), read.lower().split("-")
    if tag[0] != got[0]:
        return tag[0] in ("nb", "no") and got[0] in ("nb", "no")
    hant = {"hant", "tw", "hk", "mo"}
    return len(tag) == 1 or bool(hant & set(tag)) == bool(hant & set(got))


def _names(parties: Iterable[Any]) -> list[str]:
    return [fold(party.name) for party in parties]


def _score_lists(expected: dict[str, Any], article: Article) -> Iterator[_Told]:
    read = {
        "sections": [fold(s) for s in article.sections],
        "authors": _names(article.authors),
        "editors": _names(article.editors),
        "contributors": _names(article.contributors),
        "sources": _names(article.sources),
        "related": [fold(r.headline) for r in article.related],
        "tags": [fold(t) for t in article.tags],
    }
    called = {"authors": "byline", "sources": "source"}
    for key, value in read.items():
        told = [fold(t["name"] if isinstance(t, dict) else t) for t in expected[key]]
        may = {fold(name) for name in expected.get(f"{key}_may", [])}
        value = [name for name in value if name in told or name not in may]
        loosely = [[_loose(text) for text in texts] for texts in (told, value)]
        same = told == value if key == "authors" else loosely[0] == loosely[1]
        yield from _judge(called.get(key, key), told, value, same)


def _loose(text: str) -> str:
    """Return a name without a hash sign before it and a full stop after it."""
    return text.lstrip("#").rstrip(".")


def _score_time(expected: dict[str, Any], article: Article) -> Iterator[_Told]:
    read = article.published.isoformat() if article.published else ""
    may = expected.get("published_may")
    told = expected["published"]
    if may and _same_time(may, read):
        told = may
    same = bool(told and _same_time(told, read))
    yield from _judge("time", told, read, same)
    if told:
        yield from _score_zone(expected["time_zone"], article)


def _same_time(expected: str, read: str) -> bool:
    if not read:
        return False
    told, got = dt.datetime.fromisoformat(expected), dt.datetime.fromisoformat(read)
    within = abs((told - got).total_seconds()) < 60  # a printed time has no seconds
    return within and told.utcoffset() in (got.utcoffset(), dt.timedelta())


def _score_zone(told: str | None, article: Article) -> Iterator[_Told]:
    """Judge the zone; one no record names must at least have the time's offset."""
    if told or not article.time_zone or not article.published:
        same = told == article.time_zone
        yield from _judge("zone", told or "", article.time_zone, same)
        return
    there = article.published.astimezone(ZoneInfo(article.time_zone))
    if there.utcoffset() != article.published.utcoffset():
        yield "zone", INVENTED, told, article.time_zone


# --- photos ------------------------------------------------------------------------


def _score_photos(
    expected: list[dict[str, Any]], images: tuple[Image, ...]
) -> Iterator[_Told]:
    found = matched_photos(expected, images)
    for at, photo in enumerate(expected):
        image = found.get(at)
        told, credit = fold(photo["caption"] or ""), fold(photo["credit"] or "")
        if image is None:
            yield "photo", MISSING, told or credit, ""
        read = caption_of(image) if image else ""
        same = _as_compared(told) == _as_compared(read)
        yield from _judge("caption", told, read, same)
        read = fold(image.credit) if image else ""
        same = _bare_credit(credit) == _bare_credit(read)
        yield from _judge("credit", credit, read, same)
        if image is not None:
            yield "photo", RIGHT, told or credit, image.file
            yield from _score_file(photo["src"], image.file)
    for image in images:
        if not any(image is other for other in found.values()):
            yield from _judge("caption", "", caption_of(image), False)
            yield from _judge("credit", "", image.credit, False)
            yield "photo", INVENTED, "", image.file or caption_of(image) or image.credit


def _score_file(src: str | None, file: str) -> Iterator[_Told]:
    """Judge the file of a photo that lies beside its record."""
    if src and not re.match(r"[a-z]+:|/", src):
        yield from _judge("file", src, file, Path(file).name == Path(src).name)


def _bare_credit(credit: str) -> str:
    return re.sub(r"^[©(|\s]+|[.)\s]+$", "", credit)


# --- body --------------------------------------------------------------------------


def _running(block: Block) -> list[str]:
    """Return the running text of a block: no headings, no labels."""
    if isinstance(block, Paragraph | Quote | ListBlock | Table | PullQuote):
        return [text for m in markup_of(block) if (text := fold(plain_text(m)))]
    return []


def body_text(article: Article) -> str:
    """Return all words of the body, headings too, embeds' labels not."""
    parts: list[str] = []
    for block in iter_blocks(article.body):
        if isinstance(block, Entry):
            parts.append(block.headline)
        elif isinstance(block, Box):
            parts.append(block.title)
        else:
            parts += [plain_text(m) for m in markup_of(block)]
            parts.append(getattr(block, "cite", ""))
    return "\n".join(fold(part) for part in parts)


def _score_body(expected: dict[str, Any], article: Article) -> Iterator[_Told]:
    running = [t for block in iter_blocks(article.body) for t in _running(block)]
    first, last = (running[0], running[-1]) if running else ("", "")
    told = fold(expected["body_first"] or "")
    yield from _judge("body start", told, first, first.startswith(told))
    told = fold(expected["body_last"] or "")
    yield from _judge("body end", told, last, last.endswith(told))
    text = body_text(article)
    missing = [s for s in expected["body_must"] if fold(s) not in text]
    if expected["body_must"]:
        yield "body", MISSING if missing else RIGHT, missing, ""
    junk = [s for s in expected["body_must_not"] if fold(s) in text]
    if expected["body_must_not"]:
        yield "junk", INVENTED if junk else RIGHT, "", junk


# --- sums --------------------------------------------------------------------------


def count(marks: Iterable[Mark]) -> dict[str, Counter[str]]:
    """Return how often each verdict was given, by field."""
    counts: dict[str, Counter[str]] = {field: Counter() for field in MARKED}
    for mark in marks:
        counts[mark.field][mark.verdict] += 1
    return counts


def share(counts: Counter[str]) -> float:
    """Return the share of right marks of a field; 1 where there is no mark."""
    return counts[RIGHT] / counts.total() if counts else 1.0


def _print_table(marks: list[Mark]) -> None:
    print(f"{'field':14}{RIGHT:>8}{WRONG:>8}{MISSING:>9}{INVENTED:>10}{'share':>8}")
    for field, counts in count(marks).items():
        if counts:
            numbers = f"{counts[RIGHT]:8}{counts[WRONG]:8}{counts[MISSING]:9}"
            print(f"{field:14}{numbers}{counts[INVENTED]:10}{share(counts):8.1%}")


def main(arguments: list[str]) -> int:
    """Print how well the cases in a folder are read; return 0."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--verbose", action="store_true", help="name what is not right")
    options = parser.parse_args(arguments)
    everything: list[Mark] = []
    for case in load_cases(options.folder):
        marks = score(case)
        bad = [mark for mark in marks if mark.verdict != RIGHT]
        fields = ", ".join(sorted({f"{mark.field} {mark.verdict}" for mark in bad}))
        print(f"{len(marks) - len(bad):3}/{len(marks):<3} {case.name}  {fields}")
        if options.verbose:
            print(*(f"        {mark}" for mark in bad), sep="\n")
        everything += marks
    print()
    _print_table(everything)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

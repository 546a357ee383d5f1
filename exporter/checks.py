"""Findings: what is wrong with an edition's content, each with a stable code.

In: an Edition, and what the renderers report. Out: findings. A level is fixed
for each code in `CODES`; changing one is a CHANGELOG entry.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Literal

from slugify import slugify

from exporter.inline import plain_text
from exporter.model import Article, Edition, Image
from exporter.said import said

Level = Literal["error", "warning", "note"]

#: code -> (level, what it means, the next move)
CODES: dict[str, tuple[Level, str, str]] = {
    "E-001": (
        "error",
        "a field of an article is not in the file",
        "look at the layout's template for this field, then build again",
    ),
    "E-002": (
        "error",
        "a field is in the file but cannot be seen (clipped, covered, no contrast)",
        "look at the page; make room for the field in the layout",
    ),
    "E-003": (
        "error",
        "a caption or credit stands beside another photo",
        "look at the layout's figure macro and the record's order of images",
    ),
    "E-004": (
        "error",
        "a field of an article appears more often than it should",
        "look for a template that prints it twice",
    ),
    "E-005": (
        "error",
        "text of the record is neither in the article nor listed as dropped",
        "the reader missed it: put it into the record's field by hand, or report it",
    ),
    "E-006": (
        "error",
        "the words of an article are out of order",
        "look at the layout's template for the body",
    ),
    "E-007": (
        "error",
        "a file could not be read back",
        "the file is damaged: build again, and report it if it happens twice",
    ),
    "E-008": (
        "error",
        "a file is not the one its proof describes",
        "it was changed after it was delivered: build again",
    ),
    "E-009": (
        "error",
        "text in an article that its record does not have",
        "look at the page: a template adds it, or prints a field of another article",
    ),
    "E-010": (
        "error",
        "a photo has neither alt text nor caption",
        "write `alt` (what the photo shows) or `caption`, in edition.toml or in the"
        " record",
    ),
    "E-011": (
        "error",
        "a link inside the edition leads nowhere",
        "correct `article` in the record's `related`, or remove it",
    ),
    "E-012": (
        "error",
        "no font of the layout, and no font that was added, has a character",
        "add a family that has it (exporter fonts add FOLDER), or replace the character"
        " in the record",
    ),
    "E-013": (
        "error",
        "a validator finds a fault in a file",
        "build again; if it stays, report it with the validator's words",
    ),
    "E-040": (
        "error",
        "a file of a layout cannot be used",
        "correct what it names; look first at what else is found",
    ),
    "E-041": (
        "error",
        "a layout names a token, word, slot, template or font that is not there",
        "correct the name, or add what it names",
    ),
    "E-042": (
        "error",
        "a stylesheet says what pages are not made with",
        "say it another way: layouts/README.md says what pages need",
    ),
    "W-001": (
        "warning",
        "a photo has no credit",
        "write `credit`, in edition.toml or in the record",
    ),
    "W-002": ("warning", "an article has no byline", "add `authors` to the record"),
    "W-003": (
        "warning",
        "a photo has no alt text of its own: the ebook claims no accessibility",
        "write in `alt`, in edition.toml or in the record, what the photo shows; "
        "not caption or headline again",
    ),
    "W-004": (
        "warning",
        "a time has no zone",
        'add `time_zone`, for example "Asia/Jakarta"',
    ),
    "W-005": (
        "warning",
        "a photo is printed at less than 150 ppi",
        "find a larger file, or a smaller place for it",
    ),
    "W-006": (
        "warning",
        "the record names a photo it does not carry",
        "leave it out in edition.toml (`leave_out = true`), or add the photo and "
        "name it in the record's `file`; until then a box stands in its place",
    ),
    "W-007": (
        "warning",
        "a name of the byline is not in the byline as printed",
        "compare `authors` and `editors` with `byline` in the record",
    ),
    "W-008": (
        "warning",
        "the reader had a doubt about the record",
        "look at the article with `exporter records FILE`",
    ),
    "W-009": (
        "warning",
        "the renderer reported something",
        "look at the page; correct the layout",
    ),
    "W-010": (
        "warning",
        "a record of the folder could not be read and is not in the edition",
        "correct the record, or take it out of the folder",
    ),
    "W-011": (
        "warning",
        "a file has no proof beside it",
        "keep `<edition>.proof.json` beside the files it describes",
    ),
    "W-012": (
        "warning",
        "a file of a former run lies beside the new ones",
        "build both formats (`formats` in edition.toml), or remove the file: the "
        "new proof does not speak of it",
    ),
    "W-013": (
        "warning",
        "the imprint lacks what Indonesian press law asks for",
        "write the key in edition.toml, under [imprint] (Law 40 of 1999, article 12)",
    ),
    "W-014": (
        "warning",
        "the original of a correction has changed since it was corrected",
        "compare both; if the correction still holds, write in edition.toml, in "
        "`was`, what the original says now",
    ),
    "W-015": (
        "warning",
        "a validator could not judge a file",
        "look with `exporter doctor` whether it is installed as it should be",
    ),
    "W-016": (
        "warning",
        "the edition has another number of pages than it wants",
        "make one of the moves that it names, and build again; or change `pages`",
    ),
    "W-020": (
        "warning",
        "record and photo name different makers of a photo",
        "ask the photo desk; then correct `credit` in the record, or write it in "
        "edition.toml",
    ),
    "W-021": (
        "warning",
        "a photo was made by a program (AI), and nothing beside it says so",
        "say it in `caption` or `credit`, in edition.toml or in the record; or take "
        "another photo",
    ),
    "W-030": (
        "warning",
        "an ebook is heavier than it may be, with photos as bad as readers are shown",
        "leave photos out, or raise `max_size` under [epub] in edition.toml",
    ),
    "W-031": (
        "warning",
        "one photo is credited to two makers",
        "ask the photo desk; then correct `credit`, in edition.toml or in the record",
    ),
    "W-040": (
        "warning",
        "nothing says which licence a layout's own font has",
        'write it in layout.toml: licence = "…" under [fonts."Family Name"]',
    ),
    "N-001": (
        "note",
        "a field of a record is corrected in edition.toml",
        "nothing to do: the proof keeps what came in and what was printed",
    ),
    "N-002": (
        "note",
        "an editor released findings by their code",
        "nothing to do: the proof keeps code, reason and findings",
    ),
    "N-003": (
        "note",
        "a web address is too long for a QR code",
        "nothing to do: the article has none; or give its record a shorter `url`",
    ),
    "N-020": (
        "note",
        "a field that the record lacks comes from the photo file",
        "nothing to do; or write another text in edition.toml or in the record",
    ),
    "N-021": (
        "note",
        "a photo file asks something of those who print it",
        "nothing to do where the edition keeps it; if not, leave the photo out",
    ),
    "N-030": (
        "note",
        "photos of an ebook are of lower quality, so that it is no heavier than it may"
        " be",
        "nothing to do; or raise `max_size` under [epub] in edition.toml",
    ),
}

#: Keys of [imprint] that Law 40 of 1999, article 12, asks a publisher to print; the
#: last two of what is printed on paper.
_PRESS_LAW = ("company", "address", "responsible", "printer", "printer_address")
#: Codes of IPTC's Digital Source Type for pictures that no camera took.
_MADE_BY_PROGRAM = {
    *("trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia"),
    *("algorithmicMedia", "compositeSynthetic"),
}
#: How captions and credits say so, in the languages of news.
_SAYS_AI = re.compile(
    r"(?:\b|(?<=[^\x00-\x7f]))(?:AI|A\.I\.|IA|KI|ИИ)(?:\b|(?=[^\x00-\x7f]))"
    r"|(?i:kecerdasan (?:buatan|artifisial)|akal imitasi|artificial intelligence"
    r"|computer[- ]generated|(?:dibuat|dihasilkan|buatan) (?:oleh )?komputer"
    r"|synthetic|sintetis|intelligence artificielle|inteligencia artificial"
    r"|inteligência artificial|intelligenza artificiale|künstliche[rn]? intelligenz"
    r"|kunstmatige intelligentie|yapay zek|искусственн\w+ интеллект|trí tuệ nhân tạo"
    r"|الذكاء الاصطناعي|人工智能|人工智慧|人工知能|인공지능|ปัญญาประดิษฐ์|कृत्रिम बुद्धिमत्ता)"
)
_INDONESIA = ("Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura")


@dataclass(frozen=True)
class Finding:
    """One result of a check. `where` names article and field."""

    code: str
    where: str
    message: str

    @property
    def level(self) -> Level:
        """How grave the code is: fixed in `CODES`."""
        return CODES[self.code][0]

    @property
    def hint(self) -> str:
        """The next move."""
        return CODES[self.code][2]

    def as_json(self) -> dict[str, str]:
        """Return the finding with its level and hint, for machines."""
        return {**asdict(self), "level": self.level, "hint": self.hint}


def exit_code_of(
    findings: Iterable[Finding],
    *,
    strict: bool = False,
    released: Collection[str] = (),
) -> int:
    """Return the exit code findings lead to: 6 for an error, else 0.

    Codes an editor `released` do not count.
    """
    grave = {"error", "warning"} if strict else {"error"}
    return (
        6 if any(f.level in grave and f.code not in released for f in findings) else 0
    )


#: The same texts are asked about by the layout, the checks and both files.
_slug = lru_cache(maxsize=4096)(slugify)


def written_alt(article: Article, image: Image) -> str:
    """Return the photo's alt text, or "" where what is given describes nothing.

    A slug, a file name, the headline or the caption again is no description
    (WCAG 2.2, 1.1.1).
    """
    alt = image.alt
    caption = " ".join(plain_text(c) for c in image.caption)
    same = {_slug(article.headline), _slug(caption), _slug(image.file)}
    words = alt.split()
    if not alt or _slug(alt) in same or (len(words) == 1 and "-" in alt):
        return ""
    return alt


def check_edition(edition: Edition) -> list[Finding]:
    """Return what is missing or doubtful in the articles themselves."""
    ids = {article.id for article in edition.articles}
    found = [f for a in edition.articles for f in _check_article(a, ids)]
    return [*_check_imprint(edition), *found]


def _check_imprint(edition: Edition) -> Iterator[Finding]:
    """Yield what an Indonesian publisher must print and does not."""
    if edition.time_zone not in _INDONESIA:
        return
    on_paper = "pdf" in edition.formats
    for key in _PRESS_LAW if on_paper else _PRESS_LAW[:3]:
        if not getattr(edition.imprint, key):
            message = said("`imprint.{key}` is missing", key=key)
            yield Finding("W-013", "edition", message)


def _check_article(article: Article, ids: set[str]) -> Iterator[Finding]:
    if not (article.authors or article.byline):
        yield Finding("W-002", article.id, said("no author and no byline"))
    for party in (*article.authors, *article.editors):
        if article.byline and party.name.casefold() not in article.byline.casefold():
            names = {"name": party.name, "byline": article.byline}
            yield Finding(
                "W-007",
                article.id,
                said("{name!r} is not in the byline {byline!r}", **names),
            )
    if article.published and not article.time_zone:
        message = said("`published` has an offset but no zone")
        yield Finding("W-004", article.id, message)
    for related in article.related:
        if related.article and related.article not in ids:
            message = said("related article {name!r}", name=related.article)
            yield Finding("E-011", article.id, message)
    for number, image in enumerate(article.images, 1):
        yield from _check_image(article, image, f"{article.id} photo {number}")


def _check_image(article: Article, image: Image, where: str) -> Iterator[Finding]:
    if not image.file:
        yield Finding("W-006", where, said("no file"))
    if not image.credit:
        yield Finding("W-001", where, said("no credit"))
    if _hides_its_origin(image):
        code = _source_code(image)
        yield Finding("W-021", where, said("it is {code} by its own word", code=code))
    if image.file and not written_alt(article, image):
        if image.caption:
            yield Finding("W-003", where, said("no description of what it shows"))
        else:
            yield Finding("E-010", where, said("neither alt text nor caption"))


def _source_code(image: Image) -> str:
    """Return the code of IPTC's list, which a record may give as an address."""
    return image.digital_source_type.rstrip("/").rpartition("/")[2]


def _hides_its_origin(image: Image) -> bool:
    """Say whether a picture is no photograph and readers are not told."""
    beside = " ".join((*map(plain_text, image.caption), image.credit))
    return _source_code(image) in _MADE_BY_PROGRAM and not _SAYS_AI.search(beside)

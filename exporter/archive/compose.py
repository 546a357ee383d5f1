"""An edition.toml for a week of an archive, for an editor to go on with by hand.

In: an open archive, a week, and what an editor wishes. Out: the text of an edition.toml
that names its articles, in running order, and in comments what was left out and why.
Nothing of it depends on a clock; articles themselves are not read.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import tomli_w

from exporter.archive.duplicates import find_duplicates
from exporter.archive.store import Archive
from exporter.archive.weeks import Week, in_utc
from exporter.errors import EditionError
from exporter.model import anchor
from exporter.said import marked, said
from exporter.tongue import Tongue

#: The order of sections: news first, then what is read at leisure. All others follow
#: in the order of the alphabet.
_ORDER = (
    *("headline", "nasional", "national", "politik", "politics", "hukum"),
    *("internasional", "international", "dunia", "world"),
    *("ekonomi", "economy", "bisnis", "business", "keuangan"),
    *("daerah", "regional", "nusantara", "metro", "megapolitan"),
    *("olahraga", "sport", "sports", "sepak bola", "bola"),
    *("teknologi", "technology", "tekno", "sains", "science", "lingkungan"),
    *("kesehatan", "health", "pendidikan", "education"),
    *("budaya", "culture", "hiburan", "entertainment", "gaya hidup", "lifestyle"),
    *("ragam", "opini", "opinion"),
)
#: From how many words on a text weighs 1, 2, 3 more.
_LENGTHS = (100, 300, 600)
_LEAD, _DECK = 3, 1
#: Articles left out that a section names, of those that were only too many, and of all.
_MOST_BEYOND, _MOST_TOLD = 10, 60
_LONGEST_TITLE, _LONGEST_HEADLINE = 300, 120
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_OTHER = {"id": "Lain-lain", "en": "Other"}
_TITLES = {"id": "Mingguan", "en": "Weekly"}
_PUBLISHERS = {"id": "Redaksi", "en": "Newsroom"}

_HEAD = (
    marked("An edition of the week {week}: {first} to {last}, in the zone {zone}."),
    marked(
        "Edit this file by hand, then build it: exporter build edition.toml -o out/"
    ),
    marked(
        "Articles stand by weight, then the newest first. Weight: {lead} for a photo "
        "to lead with, {deck} for a deck, 1 more from {lengths} words each."
    ),
    marked(
        "A line that begins with # is not in the edition: take the # away to take the "
        "article in."
    ),
)


@dataclass(frozen=True)
class Wish:
    """What an editor wishes. `archive` is its path, seen from the edition.toml.

    `about` names the section that the whole edition is about: it follows the title.
    """

    week: Week
    archive: str
    sections: Sequence[str] = ()
    limit: int = 40
    layout: str = "magazine"
    title: str = ""
    number: int = 0
    publisher: str = ""
    about: str = ""


@dataclass(frozen=True)
class _Piece:
    """An article of the week, and why it is left out; "" where it is not."""

    row: Any
    weight: int
    reason: str = ""

    @property
    def name(self) -> str:
        return str(self.row["name"])


@dataclass
class _Part:
    """A section: its title, its articles in running order, and what is left out."""

    title: str
    pieces: list[_Piece] = field(default_factory=list)
    taken: list[_Piece] = field(default_factory=list)
    left_out: list[_Piece] = field(default_factory=list)


def compose_toml(archive: Archive, wish: Wish, t: Tongue) -> str:
    """Return the text of an edition.toml for a week of an archive.

    Comments are in the tongue `t`. Raises EditionError where the week has no article.
    """
    parts = _parts(archive, wish)
    _share(parts, wish.limit)
    taken = [piece for part in parts for piece in part.taken]
    if not taken:
        raise _nothing(archive, wish, parts)
    lines = [
        *_head(wish, taken, t),
        *_undated(archive, t),
        *(line for part in parts for line in _section(part, wish, t)),
    ]
    return "\n".join(lines) + "\n"


def find_sections(archive: Archive, wish: Wish) -> list[tuple[str, frozenset[str]]]:
    """Return the sections of a week in running order: a title, and all its spellings.

    The spellings are what `Wish.sections` chooses by; "" are articles of no section.
    """
    return [
        (part.title, frozenset(str(piece.row["section"]) for piece in part.pieces))
        for part in _parts(archive, wish)
    ]


# --- choosing ---------------------------------------------------------------------


def _parts(archive: Archive, wish: Wish) -> list[_Part]:
    """Return the sections of the week with all of their articles."""
    pieces = list(_judge(archive, wish, _week(archive, wish)))
    language = _commonest([piece.row["language"] for piece in pieces], "id")
    other = _OTHER.get(language[:2], _OTHER["en"])
    parts: dict[str, _Part] = {}
    for piece in sorted(pieces, key=_running_order):
        title = (_title(piece) or other).casefold()
        parts.setdefault(title, _Part(other)).pieces.append(piece)
    for part in parts.values():  # as most write it
        part.title = _commonest(map(_title, part.pieces), other)
    place = {name: number for number, name in enumerate(_ORDER)}
    last = other.casefold()
    return [
        parts[name]
        for name in sorted(
            parts, key=lambda name: (name == last, place.get(name, len(place)), name)
        )
    ]


def _title(piece: _Piece) -> str:
    return str(piece.row["section"])[:_LONGEST_TITLE].strip()


def _week(archive: Archive, wish: Wish) -> list[_Piece]:
    query = "SELECT * FROM named WHERE published_utc >= ? AND published_utc < ?"
    wanted = {section.casefold() for section in wish.sections}
    return [
        _Piece(row, _weight(row))
        for row in archive.rows(query, wish.week.since, wish.week.until)
        if not wanted or row["section"].casefold() in wanted
    ]


def _weight(row: Any) -> int:
    length = sum(row["words"] >= least for least in _LENGTHS)
    return int(_LEAD * row["lead"] + _DECK * row["deck"] + length)


def _running_order(piece: _Piece) -> tuple[Any, ...]:
    """Return what articles stand by: weight, the newest first, their name."""
    newest = tuple(-ord(sign) for sign in piece.row["published_utc"])
    return -piece.weight, newest, piece.name


def _judge(archive: Archive, wish: Wish, pieces: list[_Piece]) -> Iterator[_Piece]:
    """Yield each article with the reason why the edition cannot have it."""
    appears = in_utc(wish.week.published)
    kept: dict[int, str] = {}
    addresses: dict[str, str] = {}
    for piece in sorted(pieces, key=_running_order):
        reason = _held(piece.row, appears)
        if not reason:
            same = next(
                (d for d in find_duplicates(archive, _key(piece)) if d.article in kept),
                None,
            )
            if same:
                reason = said("{why}: {other}", why=same.why, other=same.name)
        if not reason:
            address = anchor(piece.row["id"])
            other = addresses.setdefault(address, piece.name)
            if other != piece.name:
                reason = said("its id is too like that of {other}", other=other)
        if not reason:
            kept[_key(piece)] = piece.name
        yield _Piece(piece.row, piece.weight, reason)


def _key(piece: _Piece) -> int:
    return int(piece.row["article"])


def _held(row: Any, appears: str) -> str:
    """Return what an article itself says against printing it."""
    if not row["words"] and not row["lead"]:
        return said("no text")
    if row["restricted"]:
        return said("photo restriction {text!r}", text=row["restricted"])
    if row["embargo_utc"] > appears:
        return said("embargo until {time}", time=row["embargo_utc"])
    if row["expires_utc"] and row["expires_utc"] < appears:
        return said("the photo's terms ended {time}", time=row["expires_utc"])
    return ""


def _share(parts: Sequence[_Part], limit: int) -> None:
    """Take the best of each section in turn, until there are enough."""
    free = {
        id(part): [piece for piece in part.pieces if not piece.reason] for part in parts
    }
    left = limit
    while left > 0 and any(free.values()):
        for part in parts:
            if left and free[id(part)]:
                part.taken.append(free[id(part)].pop(0))
                left -= 1
    beyond = said("more than {limit} articles", limit=limit)
    for part in parts:
        part.left_out = [piece for piece in part.pieces if piece.reason]
        part.left_out += [_Piece(p.row, p.weight, beyond) for p in free[id(part)]]


def _nothing(archive: Archive, wish: Wish, parts: Sequence[_Part]) -> EditionError:
    found = [piece for part in parts for piece in part.left_out]
    hint = said("choose another week, or fewer --section")
    span = archive.row(
        "SELECT min(published_utc) AS first, max(published_utc) AS last FROM article"
    )
    if span and span["first"]:
        hint = said(
            "its articles are from {first} to {last}",
            first=span["first"][:10],
            last=span["last"][:10],
        )
    if found:
        first = found[0]
        hint = said("{name} is left out: {why}", name=first.name, why=first.reason)
    return EditionError(
        said("no article of the week {week} can be printed", week=wish.week.name),
        where=archive.file.name,
        hint=hint,
    )


def _commonest(values: Iterable[str], otherwise: str) -> str:
    """Return what most have; of several the first in the order of the alphabet."""
    counted = Counter(value for value in values if value)
    return min(counted, key=lambda v: (-counted[v], v)) if counted else otherwise


# --- writing ----------------------------------------------------------------------


def _head(wish: Wish, taken: Sequence[_Piece], t: Tongue) -> Iterator[str]:
    week = wish.week
    language = _commonest((p.row["language"] for p in taken), "id")
    spoken = language[:2] if language[:2] in _TITLES else "en"
    publisher = _commonest((p.row["publisher"] for p in taken), _PUBLISHERS[spoken])
    values = {
        "week": week.name,
        "first": week.monday.isoformat(),
        "last": week.last.isoformat(),
        "zone": week.zone.key,
        "lead": _LEAD,
        "deck": _DECK,
        "lengths": ", ".join(map(str, _LENGTHS)),
    }
    yield from (f"# {_plain(t(line, **values))}" for line in _HEAD)
    yield ""
    title = f"{wish.title or _TITLES[spoken]} {wish.about}".strip()
    yield f"title = {_quote(title)}"
    yield f"number = {wish.number or week.year * 100 + week.number}"
    yield f"date = {week.published.date().isoformat()}"
    yield f"published = {_moment(week)}"
    yield f"time_zone = {_quote(week.zone.key)}"
    yield f"language = {_quote(language)}"
    yield f"publisher = {_quote(wish.publisher or publisher)}"
    leading = [piece for piece in taken if piece.row["lead"]]
    if leading:
        cover = max(leading, key=lambda piece: piece.weight)  # the first of them
        yield f"cover = {_quote(cover.row['id'])}"
    yield f"layout = {_quote(wish.layout)}"
    yield 'formats = ["pdf", "epub"]'
    yield f"archive = {_quote(wish.archive)}  # {t('seen from this file')}"


def _moment(week: Week) -> str:
    """Return when the edition appears, as TOML writes it."""
    offset = week.published.utcoffset()
    if offset and offset.total_seconds() % 60:  # a zone before there were zones
        return week.published.replace(tzinfo=None).isoformat()
    return week.published.isoformat()


def _undated(archive: Archive, t: Tongue) -> Iterator[str]:
    row = archive.row("SELECT count(*) FROM article WHERE published_utc IS NULL")
    if row and row[0]:
        told = said(
            "without a publication time, and so in no week: {count} "
            "(exporter find --undated)",
            count=row[0],
        )
        yield f"# {_plain(t(told))}"


def _section(part: _Part, wish: Wish, t: Tongue) -> Iterator[str]:
    """Yield a [[section]]; one of which no article is taken, as a comment."""
    off = "" if part.taken else "#"
    yield ""
    yield f"{off}[[section]]"
    yield f"{off}title = {_quote(part.title)}"
    yield f"{off}articles = ["
    for piece in part.taken:
        day = piece.row["published"][:16].replace("T", " ")
        yield f"  {_quote(piece.name)},  # {_headline(piece)} ({day})"
    shown = 0
    beyond = 0
    for piece in part.left_out:
        is_beyond = getattr(piece.reason, "msgid", "") == "more than {limit} articles"
        beyond += is_beyond
        if shown == _MOST_TOLD or beyond > _MOST_BEYOND:
            break
        shown += 1
        why = _plain(t("left out: {why}", why=piece.reason))
        yield f"  #{_quote(piece.name)},  # {_headline(piece)} ({why})"
    if len(part.left_out) > shown:
        more = said(
            "and {count} more: exporter find --week {week} --section {section}",
            count=len(part.left_out) - shown,
            week=wish.week.name,
            section=repr(part.title),
        )
        yield f"  # {_plain(t(more))}"
    yield f"{off}]"


def _headline(piece: _Piece) -> str:
    text = _plain(piece.row["headline"])
    cut = len(text) > _LONGEST_HEADLINE
    return f"{text[:_LONGEST_HEADLINE].rstrip()}…" if cut else text


def _plain(text: str) -> str:
    """Return text that stays within its comment."""
    return _CONTROL.sub(" ", text)


def _quote(text: str) -> str:
    """Return text as TOML writes it."""
    return tomli_w.dumps({"x": text}).removeprefix("x = ").rstrip("\n")

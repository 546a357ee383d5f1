"""What may not be done with a photo, read out of its instructions.

In: text that a photo desk wrote to other desks: "TURKEY OUT; NO ARCHIVES", "EMBARGO
until 1 December 2026, 18:00 WIB". Out: `Terms`: what forbids a weekly edition that is
sold, downloaded and kept (a restriction), what it keeps anyway (an obligation), and
times. The words are those of AFP, AP, Reuters, ANTARA and their like.

Nothing is guessed: an embargo whose end is not plainly a date is a restriction.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from exporter.inline import clean_line
from exporter.records.credits import last_bracket
from exporter.records.labels import load_labels
from exporter.records.times import read_time, with_zone

#: Longer texts are no instructions; IIM has room for 256 bytes.
_LONGEST = 4_000
_END_OF_DAY = dt.time(23, 59, 59)
_CLAUSE = re.compile(
    r"[;\n()\[\]|]+|[.!](?=\s|$)|\s[-–—/]{1,3}\s"
    r"|,\s*(?=(?:NO|NOT|MANDATORY|EDITORIAL|FOR|ONE|SINGLE|CREDIT)\b)"
)
_WEB = r"(?:internet|web|online|www|digital|electronic|mobile|e-?books?)"
_PRESS = r"(?:mag(?:s|azines?)?|newspapers?|tabloids?|books?|print)"
_COUNT = r"(?:\d{1,3}|one|two|seven|fourteen|thirty)"
_PERIOD = rf"{_COUNT}[ -](?:hours?|days?|weeks?|months?)"
_WHO = r"[\w ,/&'-]{2,60}"
#: What an edition that readers keep, on paper and as a file, would break.
_FORBIDS = (
    rf"no (?:archiv\w+|{_WEB}|{_PRESS})(?: use| usage| access)?",
    r"not (?:to be |for )archiv\w+",
    r"(?:one|single)[ -](?:time )?use(?: only)?",
    r"one[ -]time(?: only)",
    rf"(?:{_PRESS}|{_WEB}|broadcast|tv|television) (?:use |usage )?only",
    rf"(?:{_PRESS}|{_WEB}) out",
    rf"within {_PERIOD}(?: (?:from|of|after)(?: \w+){{1,3}})?",
    rf"(?:for|valid) (?:use )?(?:only )?(?:for )?{_PERIOD}(?: only)?",
    rf"{_PERIOD} (?:use )?(?:from|after|only)(?: \w+){{0,3}}",
    r"no (?:\w+,? ){0,4}(?:sales?|use|usage|access)(?: or (?:sales?|use))? (?:in|by) "
    rf"{_WHO}",
    rf"not for (?:use|sale|publication|release) (?:in|by) {_WHO}",
    r"not for (?:publication|release)",
    r"no editorial use",
    r"do not (?:use|publish|print|release)",
    r"(?:mandatory|photo|picture|image) kill",
    r"(?:jangan|tidak untuk|bukan untuk|dilarang) "
    r"(?:di|me)?(?:muat|terbit|publikasi|siar|nyiar|tayang|pakai|arsip|ngarsip)\w*",
    r"(?:hanya )?(?:untuk )?sekali (?:pakai|muat|terbit|tayang)",
    r"hanya untuk (?:cetak|daring|online|web|siaran)",
)
#: What is kept by printing the credit, in a news edition, without changing the photo.
_OBLIGES = (
    r"mandatory credit",
    r"credit (?:is )?(?:mandatory|must be given|required)",
    r"wajib (?:mencantumkan|menyebut\w*)",
    r"(?:restricted to |for )?editorial (?:use|purposes)(?: only)?",
    r"(?:hanya )?untuk (?:keperluan )?(?:editorial|berita)",
    r"no (?:third[ -]party )?(?:re-?)?sales?",
    r"not for (?:re-?)?sale",
    r"no (?:marketing|advertising|commercial|promotional)(?: campaigns?| use)?",
    r"non-?commercial(?: use)?(?: only)?",
    r"distributed as a service to clients",
    r"no (?:alterations?|cropping|manipulation)",
    r"do not (?:crop|alter|change)",
    r"(?:tv|television|radio|broadcast\w*) out",
    r"no (?:tv|television|broadcast)(?: use)?",
)
_FORBIDDEN = re.compile(rf"\b(?:{'|'.join(_FORBIDS)})(?!\w)", re.I)
_OBLIGED = re.compile(rf"\b(?:{'|'.join(_OBLIGES)})(?!\w)", re.I)
#: "TURKEY OUT", "Hong Kong and Macau OUT": names of places before a loud OUT.
_OUT = re.compile(
    r"(?:\b[A-Z][\w'.&/-]*,? (?:(?:and|or|the) )?){1,8}OUT\b(?! (?:of|OF)\b)"
)
_WHOLE_OUT = re.compile(r"[A-Z][\w'-]+(?: [A-Z][\w'-]+){0,3} out")
_OUT_LIST = re.compile(r"\bOUT\s*:\s*[A-Z][\w ,/&'-]{1,120}")
#: Words that go with "out" and are no place.
_NO_PLACE = {"sold", "time", "cut", "crop", "knock", "fade", "hand", "print", "work"}
_NO_PLACE |= {"tv", "television", "radio", "broadcast", "broadcasters", "watch"}
_EMBARGO = re.compile(
    r"\bembargo(?:ed)?\b(?:\W+(?:until|till|to|for|before|hingga|sampai)\b)?", re.I
)
_LIFTED = re.compile(
    r"\b(?:no|tanpa) embargo|embargo\w*\W+(?:is |has been |was |telah |sudah )?"
    r"(?:lifted|over|expired|ended|dicabut|berakhir|lewat)\b",
    re.I,
)
_EXPIRES = re.compile(
    r"\b(?:no use after|not (?:to be |for )?used? after|may not be used after"
    r"|no usage after|expir(?:es|y)|valid until|licen[cs]ed? until"
    r"|berlaku (?:hingga|sampai)|jangan dipakai setelah)\b",
    re.I,
)
#: A tail of a caption, loud or about a place: "… / TURKEY OUT".
_TAIL = re.compile(r"\s+[-–—/|]{1,3}\s*([^-–—/|]{3,80}?)\.?$")


@dataclass(frozen=True)
class Terms:
    """What a text asks: `restrictions` forbid, `obligations` are kept anyway.

    A time without a zone is naive. `unread` says that some of it is neither.
    """

    restrictions: tuple[str, ...] = ()
    obligations: tuple[str, ...] = ()
    embargoed_until: dt.datetime | None = None
    expires: dt.datetime | None = None
    unread: bool = False


@lru_cache(maxsize=256)  # a desk asks the same of most of its photos
def read_terms(text: str) -> Terms:
    """Return what instructions or terms of use ask of whoever prints the photo."""
    restrictions: list[str] = []
    obligations: list[str] = []
    embargo: dt.datetime | None = None
    expires: dt.datetime | None = None
    unread = len(text) > _LONGEST
    for clause in _clauses(text[:_LONGEST]):
        if _LIFTED.search(clause):
            continue
        until = _time_after(_EMBARGO, clause, dt.time(0))
        end = _time_after(_EXPIRES, clause, _END_OF_DAY)
        embargo, expires = until or embargo, end or expires
        found = _forbidden(clause)
        if not (until or end):  # no plain date: it forbids until somebody has asked
            found += _words_of(_EMBARGO, clause) + _words_of(_EXPIRES, clause)
        kept = _words_of(_OBLIGED, clause)
        restrictions += found
        obligations += kept
        unread = unread or not (found or kept or until or end)
    named = _each_once(restrictions), _each_once(obligations)
    return Terms(*named, embargo, expires, unread)


def cut_terms(caption: str) -> tuple[str, tuple[str, ...]]:
    """Return a caption without the restrictions desks hang on it, and these.

    They end it, in brackets or behind a dash: "(TURKEY OUT)", "/ Turkey OUT". Words
    that readers are meant to read are never taken.
    """
    found: list[str] = []
    while tail := _tail(caption):
        start, inside = tail
        terms = read_terms(inside)
        asked = (*terms.restrictions, *terms.obligations)
        if not asked or terms.unread or not _is_loud(inside):
            break
        found = [*terms.restrictions, *found]
        caption = caption[:start].rstrip()
    return caption, tuple(found)


def _tail(caption: str) -> tuple[int, str] | None:
    bracket = last_bracket(caption)
    if bracket:
        return bracket
    match = _TAIL.search(caption[-200:])
    start = match.start() + max(0, len(caption) - 200) if match else 0
    return (start, match[1]) if match else None


def _is_loud(text: str) -> bool:
    return text == text.upper() or bool(_OUT.search(text))


def _clauses(text: str) -> Iterator[str]:
    for clause in _CLAUSE.split(text):
        clean = clean_line(clause).strip(" ,:-–—*\"'“”")
        if any(sign.isalpha() for sign in clean):
            yield clean


def _forbidden(clause: str) -> list[str]:
    found = _words_of(_FORBIDDEN, clause)
    out = [*_words_of(_OUT, clause), *_words_of(_OUT_LIST, clause)]
    if _WHOLE_OUT.fullmatch(clause):
        out.append(clause)
    return [*found, *filter(_is_place, out)]


def _is_place(out: str) -> bool:
    words = re.sub(r"\bout\b|:", " ", out, flags=re.I).casefold().split()
    return bool(words) and words[-1] not in _NO_PLACE


def _words_of(pattern: re.Pattern[str], clause: str) -> list[str]:
    return [match.group() for match in pattern.finditer(clause)]


def _time_after(
    words: re.Pattern[str], clause: str, missing: dt.time
) -> dt.datetime | None:
    """Return the time a clause ends with, where `words` stand before it."""
    found = words.search(clause)
    printed = read_time(clause, day_first=False) if found else None
    if found is None or printed is None or printed.day is None:
        return None
    if found.start() > len(printed.before):
        return None
    if printed.time is None:
        return dt.datetime.combine(printed.day, missing)
    known = with_zone(printed, printed.zone, load_labels()) if printed.zone else None
    if printed.zone and known is None:
        return None
    return known[0] if known else dt.datetime.combine(printed.day, printed.time)


def _each_once(found: Sequence[str]) -> tuple[str, ...]:
    loud = (clean_line(text).strip(" ,")[:120].upper() for text in found)
    return tuple(dict.fromkeys(loud))

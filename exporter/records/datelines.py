"""The dateline a report opens with: "MOSKOW, KOMPAS.TV - ".

In: the first paragraph of a body. Out: its dateline and the paragraph without it. An
outlet or agency beside the place proves a dateline. Without one the place must be in
the label table ("Jakarta - "), stand before a region that is ("CANDI, Jawa Tengah -
"), or stand in capitals before the long dash of the wires where the article writes it
elsewhere as a name. Capitals alone prove nothing ("NATO - ", "PIALA DUNIA - "), and
what is not taken stays in the text, where no word is lost. Capitals without a dash are
house style.
"""

import re
from dataclasses import dataclass

from exporter.records.labels import Form, Labels, find_form, fold
from exporter.records.people import Credited, people_of_form

_LONGEST = 80
_AGENCY = re.compile(r"\s*[(（]([^()（）]{2,40})[)）]$")
_MONTH = r"[^\W\d_]{3,10}\.?"
_DATE = re.compile(
    rf",?\s*{_MONTH} \d{{1,2}}(?:,? \d{{4}})?$"
    rf"|,?\s*\d{{1,2}}\.?(?: de)? {_MONTH}(?: (?:de )?\d{{4}})?$"
    r"|,?\s*\d{1,2}/\d{1,2}$"
)
#: "Berlin (AFP) Der Zug": what follows an agency's bracket without a dash.
_NO_DASH = re.compile(r"(?P<raw>[^()\d]{2,40}\([^()]{2,30}\))\.?\s+(?=[^\sa-z])")
#: "WINNIPEG — ", "ALOR GAJAH: ".
_IN_CAPITALS = re.compile(
    r"(?P<raw>[^\W\d_a-z](?:[^\W\d_a-z]|[ .'’-]){2,28}?)(?:\s*(?:—|--)\s*|:\s+)"
)
#: An outlet in brackets, and no place: "(Dân trí) - ".
_ALONE = re.compile(r"[(（\[]([^()（）\[\]]{2,40})[)）\]]")
_MOST_WORDS = 3
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|tv|id|co|news)$", re.I)


@dataclass(frozen=True)
class SplitDateline:
    """A dateline as printed, its parts, and the text after its dash.

    `byline` and `people` are those some languages print with it: "(서울=연합뉴스)
    홍길동 기자 = ".
    """

    raw: str
    city: str
    provider: str
    rest: str
    byline: str = ""
    people: tuple[Credited, ...] = ()


def split_dateline(
    text: str,
    labels: Labels,
    outlets: frozenset[str] = frozenset(),
    article: str = "",
) -> SplitDateline | None:
    """Return the dateline of `text`; None where it opens with none.

    `outlets` are folded names known to be outlets on this page, besides the table's;
    `article` is what else the article says, where a place may be named again.
    """
    form = find_form(labels.dateline_forms, text[: _LONGEST + 10], labels)
    if form and form.end <= _LONGEST:
        return _of_form(text, form, labels)
    dash = labels.dateline_dash.search(text[: _LONGEST + 10])
    bare = _NO_DASH.match(text)
    for start, end in (
        (dash.start(), dash.end()) if dash else (0, 0),
        (bare.end("raw"), bare.end()) if bare else (0, 0),
    ):
        raw = text[:start].strip()
        city, provider = (
            _parts(raw, labels, outlets) if 2 <= start <= _LONGEST else ("", "")
        )
        if city or provider:
            return SplitDateline(raw, city, provider, text[end:].strip())
    return _in_capitals(text, labels, article)


def _in_capitals(text: str, labels: Labels, article: str) -> SplitDateline | None:
    """Return a place in capitals that the article elsewhere writes as a name."""
    found = _IN_CAPITALS.match(text)
    if found is None or labels.nouns_in_capitals:
        return None
    raw = found["raw"].strip()
    name = re.escape(raw.title())
    named = re.search(rf"[^\W_A-Z],?\s(?:{name})(?!\w)", article)
    known = fold(raw) in labels.not_places or len(raw.split()) > _MOST_WORDS
    if known or not named or not text[found.end() :].strip():
        return None
    return SplitDateline(raw, raw, "", text[found.end() :].strip())


def _of_form(text: str, form: Form, labels: Labels) -> SplitDateline:
    """Return the dateline a form of the page's language shows."""
    part = form.part
    byline = part.get("byline", "")
    return SplitDateline(
        raw=_bare_raw(part.get("raw", text[: form.end].strip(" -–—=:.")), byline),
        city=part.get("city", ""),
        provider=part.get("provider", ""),
        rest=text[form.end :].strip(),
        byline=byline,
        people=tuple(people_of_form(form, labels)),
    )


def _bare_raw(raw: str, byline: str) -> str:
    """Return a dateline without a bracket of its own for the byline, and without
    brackets around the whole."""
    if byline:
        raw = re.sub(rf"[(（]\s*{re.escape(byline)}\s*[)）]$", "", raw).strip()
    pairs = {"(": ")", "[": "]", "（": "）", "【": "】", "［": "］", "〔": "〕"}
    if pairs.get(raw[:1]) == raw[-1:] and raw[1:-1].count(raw[0]) == 0:
        raw = raw[1:-1].strip()
    return raw


def _parts(raw: str, labels: Labels, outlets: frozenset[str]) -> tuple[str, str]:
    """Return city and provider, both empty where `raw` is no dateline."""
    alone = _ALONE.fullmatch(raw)
    if alone and is_outlet(alone[1], labels, outlets):
        return "", alone[1]
    agency = _AGENCY.search(raw)
    if agency:
        city = _DATE.sub("", raw[: agency.start()]).strip(" ,")
        inside = agency[1]
        parts = re.split(r"\s?[/,]\s?", inside)
        known = any(is_outlet(part, labels, outlets) for part in (inside, *parts))
        return (city, inside) if known and _like_place(city) else ("", "")
    pieces = [piece.strip() for piece in raw.split(",")]
    for index in (-1, 0):
        if len(pieces) > 1 and is_outlet(pieces[index], labels, outlets):
            provider = pieces.pop(index)
            city = ", ".join(pieces)
            return (city, provider) if _like_place(city) else ("", "")
    if len(pieces) == 1 and _DOMAIN.match(raw) and is_outlet(raw, labels, outlets):
        return "", raw
    return (raw, "") if _bare_place(pieces, labels) else ("", "")


def is_outlet(name: str, labels: Labels, outlets: frozenset[str]) -> bool:
    """Say whether `name` is an outlet: in the table, proved on the page, a domain."""
    folded = fold(name)
    return (
        folded in labels.outlets
        or folded in outlets
        or folded in labels.dateline_agencies
        or _DOMAIN.match(name.strip()) is not None
    )


def _like_place(city: str) -> bool:
    words = city.split()
    begins = bool(words) and words[0][0].isalpha() and not words[0][0].islower()
    return begins and len(words) <= 6 and words[-1][0].isalnum()


def _bare_place(pieces: list[str], labels: Labels) -> bool:
    if fold(pieces[0]) in labels.not_places or len(pieces) > 2:
        return False
    return fold(pieces[0]) in labels.places or (
        len(pieces) == 2 and pieces[0].isupper() and fold(pieces[1]) in labels.places
    )

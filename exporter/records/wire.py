"""What the formats of the wires have in common: times, status, language, the end.

In: values as ninjs, NewsML, NITF and IPTC 7901 carry them. Out: fields of the draft.
An item that its agency has cancelled or holds back is refused: it may not be printed.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator

from exporter.errors import RecordError
from exporter.inline import LANGUAGE_TAG, clean_line
from exporter.model import Article, Provenance, article_json
from exporter.records.draft import Draft
from exporter.records.file import RecordFile
from exporter.records.labels import load_labels
from exporter.records.language import guess_language
from exporter.records.limits import SPLIT_HINT, problem_of_record
from exporter.said import said

#: (rule, value) of each place a record may have a value in, the best first.
Places = Iterable[tuple[str, str]]

_WORD = re.compile(r"\w+")
_WITHDRAWN = re.compile(r"cancel|kill|withdrawn", re.I)
_WITHHELD = re.compile(r"withh", re.I)
_EMBARGOED = re.compile(r"embargo", re.I)
_CORRECTION = re.compile(
    r"\b(?:correct(?:s|ed|ion)|corr|ralat|koreksi|korrektur|berichtigung|kill|"
    r"writethru|refile|clarification)\b",
    re.I,
)
_KINDS = (
    ("opinion", r"opinion|commentary|editorial|column|kommentar|opini|kolom|tajuk"),
    ("interview", r"interview|wawancara|entretien|entrevista"),
    ("gallery", r"^galler|galeri|photo essay|bildstrecke"),
    ("feature", r"feature|reportage|magazin|portrait"),
)


def why(place: str, reason: str) -> str:
    """Return the rule that drops what stands at a place of a record."""
    return f"{place}: {reason}"


def unread(place: str) -> str:
    """Return the rule that drops what no field takes."""
    return f"{place}, not printed"


def read_moment(text: str) -> dt.datetime | None:
    """Return a time of ISO 8601, also "20220112T2240+0700"; None where it is none.

    A time without its offset names no moment: it is none too.
    """
    value = clean_line(text).replace(" ", "T", 1) if text else ""
    if not value or len(value) > 40:
        return None
    try:
        moment = dt.datetime.fromisoformat(value)
    except ValueError:
        return None
    aware = moment.tzinfo is not None and 1000 <= moment.year <= 9000
    return moment if aware else None


def set_times(draft: Draft, created: Places, changed: Places) -> None:
    """Set when an item was published first, and its last change where that is later.

    Where a record has no first time, its version's time is the publication's. What is
    no moment is dropped with a warning.
    """
    first = _first_moment(draft, created)
    last = _first_moment(draft, changed)
    found = first or last
    if found is None:
        return
    draft.set("published", found[1], found[0])
    if last and last[1] > found[1]:
        draft.set("modified", last[1], last[0])


def _first_moment(draft: Draft, places: Places) -> tuple[str, dt.datetime] | None:
    found = None
    for rule, text in places:
        moment = read_moment(text)
        if found is None and moment:
            found = rule, moment
        elif clean_line(text):
            draft.drop(
                clean_line(text),
                why(rule, "another time is taken" if moment else "no moment"),
            )
        if clean_line(text) and moment is None:
            draft.warn(said("a time without its zone is not used: {time}", time=text))
    return found


def set_embargo(draft: Draft, text: str, rule: str) -> None:
    """Set the time before which an item must not be printed."""
    moment = read_moment(text)
    if moment:
        draft.set("embargoed_until", moment, rule)
    elif clean_line(text):
        draft.drop(clean_line(text), why(rule, "no moment"))
        draft.warn(said("an embargo that cannot be read: {time}", time=text[:60]))


def refuse_unusable(draft: Draft, status: str, where: str) -> None:
    """Raise RecordError where the status of an item says it may not be printed."""
    word = clean_line(status)
    if _WITHDRAWN.search(word):
        raise RecordError(
            said("the agency has cancelled this item (status: {status})", status=word),
            where=where,
            hint=said("leave it out of the edition; look for the item that follows it"),
        )
    no_time = _EMBARGOED.search(word) and "embargoed_until" not in draft.values
    if _WITHHELD.search(word) or no_time:
        raise RecordError(
            said(
                "the agency holds this item back until further notice "
                "(status: {status})",
                status=word,
            ),
            where=where,
            hint=said("wait for the version that is released"),
        )
    draft.drop(word, "status, not printed")


def warn_of_correction(draft: Draft, texts: Iterable[str]) -> None:
    """Warn where a signal, slug line or note says an item corrects another."""
    for text in texts:
        if _CORRECTION.search(text):
            draft.warn(
                said("the record says it is a correction: {text}", text=text[:80])
            )


def add_note(draft: Draft, text: str, rule: str) -> None:
    """Add to what the agency tells editors; it is never printed."""
    words = clean_line(text)
    if words:
        before = draft.values.get("editor_note", "")
        draft.values["editor_note"] = f"{before}\n{words}" if before else words
        draft.add_origin("editor_note", rule)


def set_language(draft: Draft, given: str, rule: str) -> None:
    """Set the language a record names, or the one its text has most words of."""
    tag = clean_line(given).replace("_", "-")
    if tag and re.match(LANGUAGE_TAG, tag) and tag.lower() not in ("und", "x-default"):
        primary, *more = tag.split("-")
        draft.set("language", "-".join((primary.lower(), *more)), rule)
        return
    draft.drop(tag, why(rule, "no language tag"))
    guessed = guess_language(" ".join(_words(draft)))
    if guessed:
        draft.set("language", guessed, "function words of the text")
    else:
        draft.warn(said("no language found: the default is used"))


def _words(draft: Draft) -> Iterator[str]:
    yield draft.values.get("headline", "")
    for block in draft.body[:20]:
        yield getattr(block, "html", "")


def set_kind(draft: Draft, words: Iterable[str], rule: str) -> None:
    """Set the kind of an article where a genre's name says it."""
    for word in words:
        for kind, pattern in _KINDS:
            if re.search(pattern, word, re.I):
                draft.set("kind", kind, rule)
                return


def readable_name(name: str) -> str:
    """Return a subject's name where it is words for readers, or ""."""
    line = clean_line(name)
    words = line if any(char.islower() for char in line) or " " in line else ""
    if line and not any(char.isascii() for char in line if char.isalpha()):
        words = line  # a script without small letters
    return "" if re.match(r"\S+:\S+$|https?:", words) else words


def add_tag(draft: Draft, name: str, rule: str) -> bool:
    """Add a tag once; return False where it is no word for readers."""
    tag = readable_name(name)
    if tag and tag.casefold() not in (t.casefold() for t in draft.tags):
        draft.tags.append(tag)
        draft.add_origin("tags", rule)
        return True
    return False


def add_section(draft: Draft, name: str, rule: str) -> bool:
    """Add a section once; return False where it is no word for readers."""
    title = readable_name(name)
    sections = draft.values.get("sections", ())
    if title and title not in sections:
        draft.set("sections", (*sections, title), rule)
        return True
    return False


def add_subjects(draft: Draft, names: Iterable[str], rule: str) -> None:
    """Read the names of subjects: the first is the section where there is no other.

    The others are tags where a record has no keywords, which say it in its own words.
    """
    has_tags = bool(draft.tags)
    for name in names:
        if not draft.values.get("sections") and add_section(draft, name, rule):
            continue
        if has_tags or not add_tag(draft, name, rule):
            draft.drop(clean_line(name), unread(rule))


def finish(draft: Draft, reader: str, file: RecordFile, where: str) -> Article:
    """Return the Article of a draft; RecordError where it is none, or too large."""
    if "headline" not in draft.values:
        raise RecordError(
            said("no headline found"),
            where=where,
            hint=said("an article needs a headline; this item may be a mere notice"),
        )
    provenance = Provenance(
        reader=reader, file=file.name, sha256=file.sha256, warnings=file.warnings
    )
    try:
        article = draft.article(provenance, load_labels())
        problem = problem_of_record(article_json(article))
    except RecordError as error:
        raise RecordError(error.message, where=where, hint=error.hint) from error
    if problem:
        raise RecordError(problem[1], where=where, hint=SPLIT_HINT)
    return article


def refuse_many(count: int, where: str, most: int = 1_000) -> None:
    """Raise RecordError where a file has more parts than a newsroom sends at once."""
    if count > most:
        raise RecordError(
            said("{n} parts in one record, more than {most}", n=count, most=most),
            where=where,
            hint=SPLIT_HINT,
        )


#: The most paragraphs, and characters with their markup, of one article.
MOST_PARAGRAPHS = 10_000
_LONGEST_BODY = 3_000_000


def refuse_long(text: str, where: str) -> None:
    """Raise RecordError where a body is longer than any article."""
    refuse_many(len(text), where, _LONGEST_BODY)


def no_text(where: str) -> RecordError:
    """Return the error of an item without an article in it."""
    return RecordError(
        said("no article text in this item"),
        where=where,
        hint=said("an event, a graphic or a video alone is no article"),
    )

"""What a site says to its readers around its texts, told from the text by its words.

In: the plain words of a paragraph. Out: whether it is an invitation ("Follow us on
WhatsApp"), a line about rights, a note about the writer, or a label of a clip. An
invitation needs two signs: what readers are asked to do, and where.
"""

import re
from functools import cache

from exporter.records.html.habits import any_of
from exporter.records.labels import fold

_LONGEST = 450
_LONGEST_NOTE = 500
_LONGEST_PROMO = 160
#: Signs of quotation: what somebody says is no invitation of the site.
_QUOTED = re.compile(r"^\W{0,2}[\"“„«「『‘]")
#: A paragraph that is bold, slanted or a link as a whole.
_EMPHASIS = re.compile(r"(?:<(?:b|strong|em|i|u|small|a)\b[^>]*>)+[^<]+(?:</\w+>)+")
_MARK = re.compile(r"^[\s*†•>»▶▷►☞※#|()\[\]【】–—-]+")
_RIGHTS = re.compile(
    r"\W*(?:copyright|disclaimer|penafian|hak ?cipta|©|ⓒ|\(c\))\W", re.I
)
_REPORTED = re.compile(
    r"(?:[A-Z][\w.'’-]*[ ,]+(?:and )?){1,8}reported from [A-Z][^!?\"“”]{2,200}\.$"
)
_PROMO = re.compile(r"(?P<label>[^:：|]{3,20}?)\s*[:：|]\s*\w")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w{2,}|\bhttps?://|\bwww\.|\bt\.me/", re.I)
#: The network "X" is one capital among small letters.
_NETWORK_X = re.compile(r"(?<![\w-])X(?![\w-])(?!\s*[=:+])")


@cache
def _words(key: str) -> re.Pattern[str]:
    """Return the pattern of the words under a key, those of dense scripts anywhere."""
    return re.compile(
        rf"(?<!\w)(?:{any_of(key)})(?!\w)|{any_of(f'{key}_anywhere')}", re.I
    )


@cache
def _words_of(key: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{any_of(key)})(?!\w)", re.I)


@cache
def _stems(key: str) -> re.Pattern[str]:
    """Return the pattern of words that may go on: "Oppsummeringen"."""
    return re.compile(rf"(?<!\w)(?:{any_of(key)})|{any_of(f'{key}_anywhere')}", re.I)


@cache
def _opening(key: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(key)})(?!\w)", re.I)


def is_invitation(text: str) -> bool:
    """Say whether a paragraph asks readers to follow, subscribe, write or download."""
    if len(text) > _LONGEST or _QUOTED.match(text):
        return False
    return bool(_words("invitations").search(text) and _has_channel(text))


def opens_as_invitation(text: str) -> bool:
    """Say whether a paragraph begins with what readers are asked to do."""
    bare = _MARK.sub("", text)
    found = _words("invitations").match(bare)
    return bool(found) and is_invitation(text)


def _has_channel(text: str) -> bool:
    found = _words("channels").search(text) or _ADDRESS.search(text)
    return bool(found or _NETWORK_X.search(text))


def is_offer(text: str) -> bool:
    """Say whether a paragraph speaks of a subscription, or of who paid."""
    return (
        len(text) <= _LONGEST_NOTE
        and _words_of("subscriptions").search(text) is not None
    )


def is_about_rights(text: str) -> bool:
    """Say whether a paragraph says whose the text is, or what is forbidden."""
    if len(text) > _LONGEST or _QUOTED.match(text):
        return False
    return bool(_RIGHTS.match(text) or _words("rights").search(text))


def is_machine_summary(text: str) -> bool:
    """Say whether a line says that a machine wrote the summary it stands beside."""
    if len(text) > _LONGEST:
        return False
    found = _words("machines").search(text) and _stems("summaries").search(text)
    return found is not None


def is_about_writer(text: str, names: list[str]) -> bool:
    """Say whether a last paragraph tells who the writer is.

    It opens with the writer's name, or a sign and then the name, or with words that
    say it.
    """
    if len(text) > _LONGEST_NOTE:
        return False
    bare = _MARK.sub("", text)
    if _opening("about_writers").match(bare):
        return True
    marked = bare != text
    for name in names:
        words = [word for word in name.split() if not word.endswith(".")]
        if len(words) < 2:
            continue
        at = fold(bare[: len(name) + 40]).find(fold(" ".join(words[:3])))
        if at == 0 or (marked and 0 < at <= 20):
            return marked or len(bare) < 300
    return False


def is_about_reporting(text: str, names: list[str]) -> bool:
    """Say whether a line tells where the writers worked: "Doe reported from Suva"."""
    surnames = [name.split()[-1] for name in names if name.split()]
    opens = any(text.casefold().startswith(n.casefold()) for n in (*names, *surnames))
    return opens and len(text) <= _LONGEST_NOTE and _REPORTED.match(text) is not None


def is_promo(text: str) -> bool:
    """Say whether a line is the label of a clip or gallery with its title."""
    if len(text) > _LONGEST_PROMO:
        return False
    found = _PROMO.match(_MARK.sub("", text))
    return bool(found and _opening("promos").fullmatch(found["label"]))


def is_emphasis(markup: str) -> bool:
    """Say whether a paragraph is bold, slanted, small or a link as a whole."""
    return _EMPHASIS.fullmatch(markup) is not None

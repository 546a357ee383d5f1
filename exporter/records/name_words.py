"""Which words are the name of a person, as data (`name_words.toml`).

In: words of a byline, or of what a record says of its writers. Out: whether they can
be one person's name. In scripts with capitals a name's words have them, but for
particles ("van", "bin"); in others it is short.
"""

import re
import tomllib
from functools import cache
from pathlib import Path

from exporter.records.label_patterns import alternatives

_LONGEST = 60
_MOST_WORDS = 6
_ELIDED = re.compile(r"[dlo]['’]\w", re.IGNORECASE)
_ADDRESS = re.compile(
    r"https?:|www\.|@|\.(?:com|net|org|id|co|de|fr|uk|info|tv|news)\b|/(?![lp]\s)",
    re.IGNORECASE,
)
_NO_NAME = re.compile(r"[!?:;\"“”…©&\d#*_=+<>{}]")
_CASELESS = re.compile(
    r"[\u0590-\u1fff\u3005\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\s·・.'-]{2,30}$"
)
#: Letters of a name in a script without capitals.
_LONGEST_CASELESS = 24


@cache
def _words() -> dict[str, list[str]]:
    path = Path(__file__).with_name("name_words.toml")
    words: dict[str, list[str]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return words


def words_of(key: str) -> str:
    """Return a pattern that matches any of the words under a key."""
    return alternatives(_words()[key])


PARTICLES = frozenset(_words()["particles"])
LOGINS = frozenset(_words()["logins"])
_GROUP = re.compile(rf".*(?:{words_of('group_ends')})$")
_OPERATOR = re.compile(rf"\b(?:{words_of('operators')})\b", re.IGNORECASE)

_AGENCIES = re.compile(words_of("agencies"), re.IGNORECASE)


def is_name(text: str) -> bool:
    """Say whether words can be the name of one person."""
    words = text.split()
    if not words or len(words) > _MOST_WORDS or len(text) > _LONGEST:
        return False
    if is_caseless(text):
        return len(text) <= _LONGEST_CASELESS and not _GROUP.match(text)
    if _ADDRESS.search(text) or _NO_NAME.search(text):
        return False
    begins = text[0].isupper() or words[0].lower() in PARTICLES or bool(_elided(text))
    return begins and is_capitalised(text) and any(map(_is_capital, words))


def is_caseless(text: str) -> bool:
    """Say whether a text is short and in a script without capitals."""
    return _CASELESS.match(text) is not None


def is_capitalised(text: str) -> bool:
    """Say whether no word of a text is small but for particles ("van", "d'Emilio")."""
    return all(
        not word[0].islower() or word.strip(".'’").lower() in PARTICLES or _elided(word)
        for word in text.split()
    )


def _is_capital(word: str) -> bool:
    return word[0].isupper() or (_elided(word) is not None and word[2].isupper())


def _elided(word: str) -> re.Match[str] | None:
    return _ELIDED.match(word)


def is_address(text: str) -> bool:
    """Say whether a text is, or holds, an address of the web or of mail."""
    return _ADDRESS.search(text) is not None


def names_operator(text: str) -> bool:
    """Say whether a text names whoever runs a site: "admin", "web desk"."""
    return _OPERATOR.search(text) is not None


def are_agencies(text: str) -> bool:
    """Say whether a text speaks of agencies without naming one: "وكالات"."""
    return _AGENCIES.fullmatch(text) is not None

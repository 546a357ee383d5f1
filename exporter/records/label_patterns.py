"""The patterns readers match lines with, made of the words of the label tables.

In: `Tables`, the common table and those of a page's languages. Out: compiled patterns
by the name of their field in `Labels`.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

#: What stands for a kind of word in the patterns of a table.
_CAP = r"[^\W\d_a-zß-öø-ÿ][\w’'-]*\.?"
_HAN = r"[\u4e00-\u9fff·]{2,4}"
#: Never matches: for a language without words of a kind.
_NEVER = r"(?!)"
_LETTER = r"[^\W\d_a-z]"
_YEAR = r"(?P<year>\d{4})"
_ORDINAL = r"(?:st|nd|rd|th|er|re|\.?[ºª°]|\.|e\b|:e)?"


class Tables:
    """The common table, and the tables of a page's languages, its own first."""

    def __init__(self, base: dict[str, Any], own: list[dict[str, Any]]) -> None:
        self.base = base
        self.own = own

    def words(self, *keys: str) -> list[str]:
        """Return the words of `keys` in all languages of the page."""
        return [w for key in keys for one in self.own for w in one.get(key, ())]

    def role_words(self, key: str) -> list[str]:
        """Return the labels of people: of "roles" or "role_openers"."""
        return [
            w for one in self.own for words in one.get(key, {}).values() for w in words
        ]


def alternatives(words: Iterable[str]) -> str:
    """Return a pattern that matches any of `words`, longer ones before shorter.

    What words begin with alike is written once: such patterns compile and match in
    less time than a list.
    """
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for sign in word:
            node = node.setdefault(sign, {})
        node[""] = {}
    return _branches(root) or _NEVER


def _branches(node: dict[str, Any]) -> str:
    """Return the pattern of what may follow at a node of the tree of signs."""
    parts = []
    for sign, following in node.items():
        part = r"\s+" if sign == " " else re.escape(sign)
        while len(following) == 1:  # no fork: the signs stand in a row
            ((sign, following),) = following.items()
            part += r"\s+" if sign == " " else re.escape(sign)
        if sign:
            part += _branches(following)
        if part:
            parts.append(part)
    if not parts:
        return ""
    joined = "|".join(parts)
    if "" in node:
        return f"(?:{joined})?"
    return f"(?:{joined})" if len(parts) > 1 else joined


def compile_patterns(tables: Tables) -> dict[str, Any]:
    """Return the compiled patterns of `Labels` by field name."""
    words, base = tables.words, tables.base
    separators = alternatives(base["breadcrumb_separators"])
    joiners = alternatives(words("name_joiners"))
    return {
        **_times(tables),
        **_people(tables),
        **_photos(tables),
        "breadcrumb_split": re.compile(rf"\s*(?:{separators})\s*"),
        "dateline_dash": _dateline_dash(base),
        "dateline_forms": _forms(tables, "dateline_patterns", "^", ""),
        "name_split": re.compile(
            rf"\s*(?:[,;&、，；،]|\s[/–—-]\s|(?<!\w)(?:{joiners})(?!\w)"
            rf"|{'|'.join(words('name_separators')) or _NEVER})\s*"
        ),
        "related": _labelled(tables, words("related_labels")),
        "related_opener": _starts(words("related_openers"), r"\s+(?=[\"“'‘«„「])"),
        "source": _labelled(tables, words("source_labels")),
        "source_opener": re.compile(
            rf"(?P<label>{alternatives(words('source_openers'))})(?:\s+|(?<=[’']))"
            r"(?P<value>\w.{0,80})"
        ),
        "tags": _labelled(tables, words("tag_labels")),
        "published": _starts(words("published_labels"), r"\s*[:：]?$"),
        "modified": _starts(words("modified_labels"), r"\s*[:：]?$"),
        "modified_inside": re.compile(
            rf"[\s|,;(（·•/–-]+(?=(?:{alternatives(words('modified_labels'))})(?!\w))",
            re.I,
        ),
        "original": _any(words("original_patterns")),
        "original_opener": _starts(words("original_openers"), r"\s*[:：]?\s*"),
        **{
            name: re.compile(rf"(?:{'|'.join(words(key)) or _NEVER})\W{{0,3}}", re.I)
            for name, key in (
                ("noise", "noise_lines"),
                ("more_pages", "more_pages"),
                ("stop", "stop_lines"),
            )
        },
    }


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns) or _NEVER, re.I)


def _starts(words: Iterable[str], end: str) -> re.Pattern[str]:
    return re.compile(rf"(?P<label>{alternatives(words)}){end}", re.I)


def _mark(tables: Tables) -> str:
    """Return the pattern of what ends a label: a colon, and what the language adds."""
    return rf"\s*[:：{''.join(tables.words('label_marks'))}]\s*"


def _labelled(tables: Tables, words: Iterable[str]) -> re.Pattern[str]:
    """Match a whole line "label : value"; the value may be empty."""
    return re.compile(
        rf"(?P<label>{alternatives(words)}){_mark(tables)}(?P<value>.*)", re.I
    )


def _dateline_dash(base: dict[str, Any]) -> re.Pattern[str]:
    return re.compile(
        rf"\s+(?:{alternatives(base['dateline_dashes'])})(?:\s+|$|(?=\w))"
        r"|\s*(?:—|--)\s*|(?<=\))\s?\.?\s?[-–:]\s*|(?<=\w)\.-+\s+"
    )


# --- times ------------------------------------------------------------------------


def _times(tables: Tables) -> dict[str, re.Pattern[str]]:
    words = tables.words
    months = [w for one in tables.own for names in one["months"] for w in names]
    month = rf"(?P<month>{alternatives(months)})\.?"
    joiner = rf"(?:(?:{alternatives(words('date_joiners'))})\s+)?"
    zones = {**tables.base["zones"], **tables.own[0].get("zones", {})}
    zone = (
        rf"(?:\s*[(（\[]?(?P<zone>(?:{alternatives(zones)})(?!\w)"
        r"|(?:GMT|UTC)?\s?[+-]\d{1,2}(?::?\d{2})?)[)）\]]?)?"
    )
    weekday = rf"(?:{alternatives(words('weekdays'))})"
    clock = _clock(tables)
    time_words = alternatives([*words("time_words"), *words("weekdays")])
    between = rf"(?:\s*[T,،、|•·@/–—-]\s*|\s+|(?<=日))(?:\(?(?:{time_words})\s*:?\s*)?"
    return {
        "date_with_month": re.compile(
            rf"(?<!\w)(?:(?P<day>\d{{1,2}}){_ORDINAL}[\s-]*{joiner}(?P<a>{month})"
            rf",?[\s.-]+{joiner}(?P<y>{_YEAR})"
            rf"|(?P<b>{month.replace('<month', '<month2')})\s+(?P<day2>\d{{1,2}})"
            rf"{_ORDINAL},?\s+{_YEAR.replace('<year', '<year2')})(?!\d)",
            re.I,
        ),
        "weekday_before": re.compile(rf"(?<!\w)\(?{weekday}\.?\)?\s*[,،/|]?\s*$", re.I),
        "clock_after": re.compile(
            rf"(?:\s?[(（\[]?{weekday}\.?[)）\]]?)?(?:{between}{clock}{zone}"
            rf"|\s*[(（](?P<day_zone>{alternatives(zones)})[)）])?\s*\)?",
            re.I,
        ),
        "clock_before": re.compile(
            rf"(?<!\w){clock}{zone}\s*(?:[,،|•·–-]\s*|\s){joiner}$", re.I
        ),
        "pm": re.compile(rf"p\.?\s?m\.?|{alternatives(words('pm_words'))}", re.I),
    }


def _clock(tables: Tables) -> str:
    """Return the pattern of a clock time; an hour alone needs a word that says so."""
    words = tables.words
    halves = alternatives([*words("am_words"), *words("pm_words")])
    hours = alternatives(words("hour_words"))
    minutes = alternatives(words("minute_words"))
    ends = alternatives(words("clock_ends"))
    return (
        rf"\(?(?:(?P<early>{halves})\s*)?(?P<hour>\d{{1,2}})"
        rf"(?:\s?(?:[:.：]|{hours})\s?(?P<minute>\d{{2}}|\d(?=\s?(?:{minutes})))"
        rf"(?:\s?(?:{minutes}))?(?:[:.](?P<second>\d{{2}})(?!\d))?"
        rf"|\s?(?:{hours})(?!\w)|(?=\s?[ap]\.?\s?m\b))"
        rf"(?:\s*(?P<late>[ap]\.?\s?m\b\.?|(?:{halves})(?!\w)))?"
        rf"(?:\s?(?:{ends})(?!\w)\.?)?"
    )


# --- people -----------------------------------------------------------------------


def _people(tables: Tables) -> dict[str, Any]:
    """Return the patterns for bylines, also with labels that are not in the table.

    A qualified role is a role noun and what says which: capitalised words on either
    side ("Asisten Redaktur"), or one small one ("Editor bahasa", "Video editor").
    """
    words = tables.words
    noun = rf"(?i:{alternatives(words('role_nouns'))})"
    word = rf"{_LETTER}[\w-]*"
    role = (
        rf"(?={_LETTER})(?:{word}\s+){{0,2}}{noun}"
        rf"(?:\s+[a-z-]+(?=\s*[:：])|(?:\s+{word}){{0,2}})"
    )
    openers = tables.role_words("role_openers")
    forms = {form for word in openers for form in (word, word.upper())}
    return {
        "role_label": _role_label(tables),
        "role_opener": re.compile(rf"(?P<label>{alternatives(forms)})\s+(?={_LETTER})"),
        "byline_forms": _forms(tables, "byline_patterns", "^", "$"),
        "closing_bylines": _forms(tables, "closing_bylines", "", "$"),
        "byline_split": re.compile(rf"\s*([|;]|,(?=\s*{role}\s*[:：]))\s*"),
        "qualified_role": re.compile(rf"(?P<label>{role})\s*[:：]\s*"),
        "any_role": re.compile(rf"(?P<label>{word}(?:\s+{word}){{0,2}})\s*[:：]\s*"),
    }


def _role_label(tables: Tables) -> re.Pattern[str]:
    """Match a role label with its colon, also glued to the name before it.

    A photo's label is a role only beside another one: "Tekst: … Foto: …".
    """
    plain = alternatives(tables.role_words("roles"))
    photo = alternatives(tables.words("photo_labels"))
    return re.compile(
        rf"(?:(?:(?<=^)|(?<=[\s|,;•·/(（【\[])|(?<=[a-z.])(?={_LETTER}))"
        rf"(?P<label>(?i:{plain}))|(?<=[\s|,;•·/])(?P<photo>{photo})){_mark(tables)}"
    )


def _forms(
    tables: Tables, key: str, start: str, end: str
) -> tuple[re.Pattern[str], ...]:
    """Return a table's own patterns, of whole lines or of openings.

    `{places}` stands for the known places, `{cap}` for a capitalised word, `{han}` for
    a name in Chinese signs.
    """
    fill: dict[str, Callable[[], str]] = {
        "{places}": lambda: f"(?:{alternatives(tables.own[0].get('places', ()))})",
        "{cap}": lambda: _CAP,
        "{han}": lambda: _HAN,
    }
    compiled = []
    for pattern in tables.words(key):
        for mark, filled in fill.items():
            if mark in pattern:
                pattern = pattern.replace(mark, filled())
        compiled.append(re.compile(f"{start}(?:{pattern}){end}"))
    return tuple(compiled)


# --- photos -----------------------------------------------------------------------


def _photos(tables: Tables) -> dict[str, re.Pattern[str]]:
    words, mark = tables.words, _mark(tables)
    labels = alternatives(words("photo_labels"))
    credits = alternatives(words("credit_labels"))
    return {
        "photo_label": re.compile(rf"(?P<label>{labels}){mark}", re.I),
        "credit_label": re.compile(rf"(?P<label>{labels}|{credits}){mark}", re.I),
        "photo_opener": re.compile(
            rf"(?P<label>{alternatives(words('photo_openers'))})\s+(?={_LETTER})"
        ),
        "photo_tail": re.compile(
            # after a sentence, a stroke, or in capitals after other words
            rf"(?:(?<=[.!?…”\"»)。])\s*[/–—-]?\s*|\s?[|/]\s?|\s[–—-]\s|\s(?={_LETTER}{{4}}))"
            rf"(?=[^a-z])(?i:{labels}){mark}(?P<credit>[^\s:：][^:：]{{1,80}}?)\.?$",
        ),
        "credit_opener": _starts(words("credit_openers"), r"(?!\w)"),
        "credit_tail": re.compile("|".join(words("credit_tails")) or _NEVER),
    }

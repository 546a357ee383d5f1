"""What templates say in a language: names, dates, clocks, headlines, addresses.

In: values of the model and a language tag. Out: text, or markup of it, as that language
prints it (Unicode CLDR, through Babel).
"""

import datetime as dt
import re
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, get_timezone_name
from babel.lists import format_list
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from exporter.addresses import link_address, readable_address
from exporter.blocks import Table
from exporter.inline import direction_of, plain_text
from exporter.model import Article

#: The last two words of a line of text, the last of at most 9 letters and signs; a
#: very long word must stay free to be divided.
_SHORT_END = re.compile(r"(?<=\s)([^\s<>]{1,25} [^\s<>]{1,9})$")


def tie_last(text: str) -> Markup:
    """Keep the last two words on one line: no short word ends a headline alone."""
    tied = r'<span class="tied">\1</span>'
    return Markup(_SHORT_END.sub(tied, str(escape(text))))  # noqa: S704 (escaped)


#: A word with more letters than this may be wider than a column of a table.
_LONG_WORD = 30


def has_long_word(table: Table) -> bool:
    """Say whether a cell of a table holds a word that may fit into no column."""
    cells = [cell for row in (table.header, *table.rows) for cell in row]
    return any(len(w) > _LONG_WORD for cell in cells for w in plain_text(cell).split())


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


def join_names(names: Sequence[str], language: str) -> str:
    """Return "A, B, dan C" in `language` (CLDR list patterns).

    Several names in a script from the right keep their order in any line (U+2067).
    """
    joined_names = format_list(list(names), locale=_locale(language)) if names else ""
    if len(names) > 1 and direction_of(language) == "rtl":
        return f"\u2067{joined_names}\u2069"
    return joined_names


def format_day(day: dt.date, language: str, pattern: str = "long") -> str:
    """Return a date as `language` prints it."""
    return format_date(day, pattern, locale=_locale(language))


#: Bytes in the units of file sizes (IEC 80000-13 leaves kilo and mega to the SI).
_KB, _MB = 1_000, 1_000_000


def format_size(size: int, language: str) -> str:
    """Return the size of a file in kB or MB, to a tenth: "1,2 MB"."""
    unit, name = (_KB, "kB") if size < _MB else (_MB, "MB")
    number = format_decimal(round(size / unit, 1), locale=_locale(language))
    return f"{number} {name}"


_INDONESIAN_ZONES = {
    *("Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura"),
}


def _zone_name(zone: str, when: dt.datetime, language: str) -> str:
    locale = Locale.parse("id") if zone in _INDONESIAN_ZONES else _locale(language)
    return get_timezone_name(when, "short", locale=locale)


def format_clock(when: dt.datetime, zone: str, language: str) -> str:
    """Return a time of day with its zone, as `language` prints it."""
    local = when.astimezone(ZoneInfo(zone)) if zone else when
    pattern = "HH.mm" if _primary(language) == "id" else "HH:mm"
    clock = format_datetime(local, pattern, locale=_locale(language))
    return f"{clock} {_zone_name(zone, local, language)}" if zone else clock


#: How a day is printed where CLDR's full form is not what newspapers print.
_DAYS = dict.fromkeys(("id", "en"), "EEEE, d MMMM y")
#: What stands between day and time where it is no comma.
_COMMAS = {"ar": "، ", "fa": "، ", "ur": "، ", "zh": " ", "ja": " ", "ko": " "}
_COMMAS |= {"th": " "}


def _primary(language: str) -> str:
    return language.split("-")[0].lower()


def format_moment(article: Article) -> str:
    """Return when an article was published, as its language prints it.

    A named zone prints as WIB, WITA or WIT in Indonesia. Without a zone the
    words the record was printed with stand, or else the bare offset.
    """
    if article.published is None:
        return article.published_as_printed
    language, zone = article.language, article.time_zone
    if not zone and article.published_as_printed:
        return article.published_as_printed
    local = article.published.astimezone(ZoneInfo(zone)) if zone else article.published
    pattern = _DAYS.get(_primary(language), "full")
    day = format_date(local, pattern, locale=_locale(language))
    clock = format_clock(article.published, zone, language)
    moment = day + _COMMAS.get(_primary(language), ", ") + clock
    return moment if zone else f"{moment} {local:%z}"


def safe_href(url: str) -> str:
    """Return `url` fit for an href; "#" where it leads nowhere."""
    return link_address(url) or "#"


#: The most letters of an address that print shows.
LONGEST_ADDRESS = 48
_SCHEME = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?//|^mailto:", re.I)
#: What says where a reader came from, and nothing of where the page is.
_TRACKING = re.compile(
    r"(?:utm_\w*|(?:fbcl|gcl|dcl|msclk|ycl|ttcl|twcl|gbra|wbra)id|mc_[ce]id"
    r"|igsh(?:id)?|ref(?:_src)?|_ga|_gl)(?:=|$)",
    re.I,
)
#: What is left of a word that "…" cuts.
_PART_OF_WORD = re.compile(r"^\w{1,11}[/.?&=-](?=\w)")
#: Where an address may go on in the next line: after these signs, before hyphens.
_MAY_BREAK = re.compile(r"(?<=[/.?&=])(?=[^/.?&=])|(?<=[^/.?&=-])(?=-)")
_HYPHENS = re.compile(r"-+")


def short_address(url: str) -> str:
    """Return a web address as it is shown, readable and at most 48 letters long.

    Without scheme, www., trailing slash, fragment, and parameters that only track
    readers; a longer one keeps its host and its end. The link goes to all of it.
    """
    bare = _SCHEME.sub("", readable_address(url.strip())).partition("#")[0]
    bare = re.sub(r"^www\.", "", bare, flags=re.I)
    page, _, query = bare.partition("?")
    kept = "&".join(p for p in query.split("&") if p and not _TRACKING.match(p))
    short = f"{page.rstrip('/')}?{kept}" if kept else page.rstrip("/")
    return _shortened(short or url.strip() or url)


def _shortened(address: str) -> str:
    """Return an address with "…" in place of its middle where it is too long."""
    if len(address) <= LONGEST_ADDRESS:
        return address
    host = re.split("[/?]", address, maxsplit=1)[0]
    shown = len(host) + 1 if len(host) < LONGEST_ADDRESS // 2 else 24
    start = f"{address[:shown]}…"
    end = address[len(start) - LONGEST_ADDRESS :]
    return start + _PART_OF_WORD.sub("", end)


def break_address(url: str, sign: str = "\u200b", joiner: str = "\u2060") -> Markup:
    """Return `short_address` as markup that may go on in another line.

    `sign` says where, `joiner` where not: no line ends with a hyphen of an address, for
    readers of PDF take it for one of layout's and leave it out of what is copied. On
    paper both are characters: at `<wbr/>` WeasyPrint divides words instead, where a
    line begins with the address.
    """
    parts = [str(escape(part)) for part in _MAY_BREAK.split(short_address(url))]
    broken = _HYPHENS.sub(rf"\g<0>{joiner}", sign.join(parts))
    return Markup(broken)  # noqa: S704 (escaped)

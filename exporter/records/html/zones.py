"""Which clock a country keeps.

In: a language tag, a domain. Out: the IANA name of the zone, only for countries whose
newsrooms all keep one; offsets of several zones tell them apart (Indonesia).
"""

import datetime as dt
import re
from zoneinfo import ZoneInfo

_OF_COUNTRY = {
    "at": "Europe/Vienna",
    "be": "Europe/Brussels",
    "bg": "Europe/Sofia",
    "ch": "Europe/Zurich",
    "cz": "Europe/Prague",
    "de": "Europe/Berlin",
    "dk": "Europe/Copenhagen",
    "ee": "Europe/Tallinn",
    "es": "Europe/Madrid",
    "fi": "Europe/Helsinki",
    "fr": "Europe/Paris",
    "gr": "Europe/Athens",
    "hr": "Europe/Zagreb",
    "hu": "Europe/Budapest",
    "ie": "Europe/Dublin",
    "il": "Asia/Jerusalem",
    "in": "Asia/Kolkata",
    "is": "Atlantic/Reykjavik",
    "it": "Europe/Rome",
    "jp": "Asia/Tokyo",
    "kr": "Asia/Seoul",
    "lt": "Europe/Vilnius",
    "lu": "Europe/Luxembourg",
    "lv": "Europe/Riga",
    "my": "Asia/Kuala_Lumpur",
    "nl": "Europe/Amsterdam",
    "no": "Europe/Oslo",
    "ph": "Asia/Manila",
    "pk": "Asia/Karachi",
    "pl": "Europe/Warsaw",
    "ro": "Europe/Bucharest",
    "rs": "Europe/Belgrade",
    "se": "Europe/Stockholm",
    "sg": "Asia/Singapore",
    "si": "Europe/Ljubljana",
    "sk": "Europe/Bratislava",
    "th": "Asia/Bangkok",
    "tr": "Europe/Istanbul",
    "tw": "Asia/Taipei",
    "ua": "Europe/Kyiv",
    "uk": "Europe/London",
    "gb": "Europe/London",
    "vn": "Asia/Ho_Chi_Minh",
    "za": "Africa/Johannesburg",
    "cn": "Asia/Shanghai",
    "hk": "Asia/Hong_Kong",
    "bd": "Asia/Dhaka",
    "lk": "Asia/Colombo",
    "np": "Asia/Kathmandu",
    "ir": "Asia/Tehran",
    "eg": "Africa/Cairo",
    "ke": "Africa/Nairobi",
    "ng": "Africa/Lagos",
    "ar": "America/Argentina/Buenos_Aires",
    "co": "America/Bogota",
    "pe": "America/Lima",
    "ve": "America/Caracas",
    "uy": "America/Montevideo",
    "na": "Africa/Windhoek",
    "tz": "Africa/Dar_es_Salaam",
    "mm": "Asia/Yangon",
    "kh": "Asia/Phnom_Penh",
    "la": "Asia/Vientiane",
    "ge": "Asia/Tbilisi",
    "li": "Europe/Vaduz",
    "qa": "Asia/Qatar",
    "ae": "Asia/Dubai",
    "sa": "Asia/Riyadh",
    "lb": "Asia/Beirut",
    "ma": "Africa/Casablanca",
    "pt": "Europe/Lisbon",
    "nz": "Pacific/Auckland",
    "cl": "America/Santiago",
    "bo": "America/La_Paz",
    "ec": "America/Guayaquil",
    "py": "America/Asuncion",
    "cr": "America/Costa_Rica",
    "pa": "America/Panama",
    "gt": "America/Guatemala",
    "cu": "America/Havana",
    "do": "America/Santo_Domingo",
    "dz": "Africa/Algiers",
    "tn": "Africa/Tunis",
    "iq": "Asia/Baghdad",
    "jo": "Asia/Amman",
    "kw": "Asia/Kuwait",
    "om": "Asia/Muscat",
    "bh": "Asia/Bahrain",
    "ao": "Africa/Luanda",
    "mz": "Africa/Maputo",
    "gh": "Africa/Accra",
    "et": "Africa/Addis_Ababa",
    "ug": "Africa/Kampala",
    "sn": "Africa/Dakar",
    "ci": "Africa/Abidjan",
    "cm": "Africa/Douala",
    "mt": "Europe/Malta",
    "cy": "Asia/Nicosia",
    "al": "Europe/Tirane",
    "mk": "Europe/Skopje",
    "ba": "Europe/Sarajevo",
    "by": "Europe/Minsk",
    "md": "Europe/Chisinau",
    "am": "Asia/Yerevan",
    "az": "Asia/Baku",
    "uz": "Asia/Tashkent",
    "bn": "Asia/Brunei",
    "tl": "Asia/Dili",
    "mn": "Asia/Ulaanbaatar",
}
_SEVERAL = {"id": ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")}
#: Domains that are no countries' on the web of news.
_NO_COUNTRY = {"co", "tv", "me", "io", "ai", "la", "ws"}
_OF_LANGUAGE = {
    "id": "id",
    "ja": "jp",
    "ko": "kr",
    "tr": "tr",
    "da": "dk",
    "nb": "no",
    "nn": "no",
    "no": "no",
}
_OF_LANGUAGE |= {
    "sv": "se",
    "fi": "fi",
    "pl": "pl",
    "cs": "cz",
    "hu": "hu",
    "vi": "vn",
    "th": "th",
    "he": "il",
    "lv": "lv",
    "lt": "lt",
    "et": "ee",
    "bg": "bg",
    "el": "gr",
    "is": "is",
    "ka": "ge",
}
_REGION = re.compile(r"([a-z]{2,3})(?:[-_][a-z]{4})?[-_]([a-z]{2})(?![a-z])", re.I)
_HOST = re.compile(r"https?://[^/:]*\.([a-z]{2})(?:[:/]|$)", re.I)


def countries_of(language: str, locale: str, address: str) -> list[str]:
    """Return the countries a page may be of, the surest first."""
    found = []
    if (host := _HOST.match(address)) and host[1].lower() not in _NO_COUNTRY:
        found.append(host[1].lower())
    for tag in (language, locale):
        if region := _REGION.match(tag):
            found.append(region[2].lower())
    found.append(_OF_LANGUAGE.get(re.split("[-_]", language.lower())[0], ""))
    return [one for one in dict.fromkeys(found) if one]


def zone_of(countries: list[str]) -> str:
    """Return the one zone of the first country that is known, or ""."""
    for country in countries[:1]:
        return _OF_COUNTRY.get(country, "")
    return ""


def zone_with_offset(countries: list[str], moment: dt.datetime) -> str:
    """Return the zone of the countries whose clock shows a moment's own offset."""
    for country in countries[:2]:
        names = _SEVERAL.get(country) or (_OF_COUNTRY.get(country, ""),)
        for name in filter(None, names):
            if moment.astimezone(ZoneInfo(name)).utcoffset() == moment.utcoffset():
                return name
    return ""

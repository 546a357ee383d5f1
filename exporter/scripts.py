"""Scripts and the families that have them: what to add where a character is missing.

In: a character, and the language of its text. Out: the script's name, and a family
under the SIL Open Font License that has it. Data, and no more: nothing is fetched.
"""

from dataclasses import dataclass

from fontTools import unicodedata

from exporter.said import said


@dataclass(frozen=True)
class Script:
    """A script, a family that has it, and the languages written in it."""

    name: str
    family: str
    languages: tuple[str, ...] = ()


#: ISO 15924 -> script; Chinese signs are printed as the language asks (`_SIGNS`).
SCRIPTS = {
    "Arab": Script(
        said("Arabic script"),
        "Noto Naskh Arabic",
        ("ar", "fa", "ur", "ps", "sd", "ug", "ckb"),
    ),
    "Hebr": Script(said("Hebrew script"), "Noto Serif Hebrew", ("he", "yi")),
    "Deva": Script(
        said("Devanagari script"), "Noto Serif Devanagari", ("hi", "mr", "ne", "sa")
    ),
    "Beng": Script(said("Bengali script"), "Noto Serif Bengali", ("bn", "as")),
    "Guru": Script(said("Gurmukhi script"), "Noto Serif Gurmukhi", ("pa",)),
    "Gujr": Script(said("Gujarati script"), "Noto Serif Gujarati", ("gu",)),
    "Taml": Script(said("Tamil script"), "Noto Serif Tamil", ("ta",)),
    "Telu": Script(said("Telugu script"), "Noto Serif Telugu", ("te",)),
    "Knda": Script(said("Kannada script"), "Noto Serif Kannada", ("kn",)),
    "Mlym": Script(said("Malayalam script"), "Noto Serif Malayalam", ("ml",)),
    "Sinh": Script(said("Sinhala script"), "Noto Serif Sinhala", ("si",)),
    "Thai": Script(said("Thai script"), "Noto Sans Thai", ("th",)),
    "Laoo": Script(said("Lao script"), "Noto Sans Lao", ("lo",)),
    "Khmr": Script(said("Khmer script"), "Noto Sans Khmer", ("km",)),
    "Mymr": Script(said("Myanmar script"), "Noto Serif Myanmar", ("my",)),
    "Java": Script(said("Javanese script"), "Noto Sans Javanese"),
    "Sund": Script(said("Sundanese script"), "Noto Sans Sundanese"),
    "Bali": Script(said("Balinese script"), "Noto Sans Balinese"),
    "Ethi": Script(said("Ethiopic script"), "Noto Serif Ethiopic", ("am", "ti")),
    "Geor": Script(said("Georgian script"), "Noto Serif Georgian", ("ka",)),
    "Armn": Script(said("Armenian script"), "Noto Serif Armenian", ("hy",)),
    "Grek": Script(said("Greek script"), "Noto Serif", ("el",)),
    "Cyrl": Script(said("Cyrillic script"), "Noto Serif", ("ru", "uk", "bg", "sr")),
    "Latn": Script(said("Latin script"), "Noto Serif"),
    "Hani": Script(said("Chinese characters"), "Noto Serif SC", ("zh",)),
    "Bopo": Script(said("Bopomofo"), "Noto Serif TC"),
    "Hira": Script(said("Hiragana"), "Noto Serif JP", ("ja",)),
    "Kana": Script(said("Katakana"), "Noto Serif JP", ("ja",)),
    "Hang": Script(said("Hangul"), "Noto Serif KR", ("ko",)),
}
OTHER = Script(said("signs"), "")
EMOJI = Script(said("emoji"), "Noto Emoji")
#: language, or the end of a family's name -> what Chinese signs look like there.
_SIGNS = {
    "zh-hans": "Noto Serif SC",
    "zh-hant": "Noto Serif TC",
    "ja": "Noto Serif JP",
    "ko": "Noto Serif KR",
}
#: The end of a family's name -> the language whose Chinese signs it has.
SUFFIXES = {"SC": "zh-hans", "TC": "zh-hant", "HK": "zh-hant", "JP": "ja", "KR": "ko"}
#: The same by the bits of OS/2 ulCodePageRange1 (OpenType, OS/2).
CODE_PAGES = {17: "ja", 18: "zh-hans", 19: "ko", 20: "zh-hant", 21: "ko"}
#: Where Chinese is written in traditional signs.
_TRADITIONAL = {"hant", "tw", "hk", "mo"}
_EMOJI = range(0x1F000, 0x1FB00)


def spoken(language: str) -> str:
    """Return a language as this module knows it: "ar", "zh-hans", "zh-hant"."""
    primary, *others = language.lower().split("-")
    if primary != "zh":
        return primary
    traditional = _TRADITIONAL & set(others) and "hans" not in others
    return "zh-hant" if traditional else "zh-hans"


def code_of(sign: str) -> str:
    """Return the ISO 15924 code of the script a character belongs to."""
    return str(unicodedata.script(sign))


def script_of(sign: str, language: str) -> Script:
    """Return the script of a character, with the family `language` wants for it."""
    found = SCRIPTS.get(code_of(sign), OTHER)
    if code_of(sign) == "Hani":
        return Script(found.name, _SIGNS.get(spoken(language), found.family))
    if found is not OTHER:
        return found
    if ord(sign) in _EMOJI:
        return EMOJI
    return Script(found.name, family_for(language))  # its punctuation


def family_for(language: str) -> str:
    """Return the family for a language that needs one, or ""."""
    own = _SIGNS.get(spoken(language), "")
    for script in () if own else SCRIPTS.values():
        if spoken(language) in script.languages:
            return script.family
    return own

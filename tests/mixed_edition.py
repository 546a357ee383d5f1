"""An edition in five languages whose every field holds what breaks careless writers.

Indonesian, English, Arabic, Chinese and Vietnamese articles with every kind of block;
after each text stands what is markup, a comment, the end of CDATA, a control character
or half a character where a program does not see to it. Links are as bad as text.
"""

import json
from itertools import count
from pathlib import Path
from typing import Any

from newsroom import PARAGRAPH, Newsroom, draw_photo, photo, record
from scripts_edition import TEXTS, article

#: Text that only looks like markup; the lone surrogate can stand in JSON alone.
HOSTILE = "]]> --> -- <b>x</b> &amp; & \"a\" 'b' \x0b\x00\x85 </p></script><?pi ?>"
SURROGATE = "\ud800"
BAD_URLS = (
    'javascript:alert("x")',
    'https://example.org/satu dua"<tiga>?a=b c|d&e=%zz',
    "https://[::1",
    "https://münchen.example/jalan/ä?ü#ö ",
    "data:text/html,<script>1</script>",
    "https://example.org:port/\x0b\ud800",
    "../../etc/passwd",
)
_ENGLISH = (
    "The sea at Ambon rose by 1.8 metres in 24 hours",
    "The gauge recorded the highest tide of the year, the agency said on Sunday.",
    "What the numbers say",
    [
        "The harbour master said the water rose twice in a day, and that the staff "
        "measured it every 10 minutes. Readings go to the national centre first.",
        "Researchers explain that spring tides return about every 14 days.",
        "“We have not seen water like this since 2011,” said Mary Jones, a fisher.",
    ],
    "Mary Jones",
    "Harbour News",
    "Boats at anchor in the harbour of Ambon on Sunday morning.",
    "John Smith/Contoh",
)
_INDONESIAN = (
    "Muka laut di Ambon naik 1,8 meter",
    "Stasiun pasang surut mencatat angka tertinggi tahun ini.",
    "Apa kata angka",
    [PARAGRAPH, f"{PARAGRAPH} Menurut petugas.", f"“{PARAGRAPH}” kata Siti."],
    "Siti Contoh",
    "Kantor Berita Contoh",
    "Perahu di pelabuhan Ambon.",
    "Andi Misal/Contoh",
)
FAMILIES = ("noto-naskh-arabic", "noto-serif-sc")
LANGUAGES = {
    "id": _INDONESIAN,
    "en": _ENGLISH,
    **{language: TEXTS[language] for language in ("ar", "zh-Hans", "vi")},
}


def write_mixed(folder: Path, **top: Any) -> Path:
    """Write the edition; return its edition.toml. `top` are keys of that file."""
    newsroom = Newsroom(folder)
    newsroom.records.clear()
    slugs = [f"kabar-{language.lower()}" for language in LANGUAGES]
    newsroom.sections = [(_spoilt("Kabar"), slugs[:2]), (_spoilt("Dunia"), slugs[2:])]
    newsroom.top |= {
        "title": _spoilt("Mingguan"),
        "tagline": _spoilt("Lima bahasa"),
        "publisher": _spoilt("Redaksi Uji"),
        "rights": _spoilt("© 2026 Redaksi Uji"),
        "cover": slugs[0],
        **top,
    }
    newsroom.top["imprint"] = {
        k: _spoilt(v) for k, v in newsroom.top["imprint"].items()
    }
    file = newsroom.write()
    for slug, language in zip(slugs, LANGUAGES, strict=True):
        text = json.dumps(_article(slug, language))  # ASCII: it can hold a surrogate
        (folder / "articles" / f"{slug}.json").write_text(text, "ascii")
    return file


def _spoilt(text: str) -> str:
    return f"{text} {HOSTILE}"


def _article(slug: str, language: str) -> dict[str, Any]:
    headline, deck, subhead, paragraphs, person, agency, caption, credit = LANGUAGES[
        language
    ]
    numbers = count(1)

    def bad(text: str) -> str:
        """Return the text spoilt, unlike any other of the article."""
        return f"{text} {next(numbers)}{SURROGATE} {HOSTILE}"

    def paragraph(number: int) -> dict[str, str]:
        return {"type": "paragraph", "html": bad(paragraphs[number])}

    links = "".join(f'<a href="{url}">{bad(person)}</a> ' for url in BAD_URLS)
    foreign = f'<i lang="x y\'>" dir="up">{agency}</i> <span lang="en_US">week</span>'
    body = [
        paragraph(0),
        {"type": "subhead", "html": bad(subhead)},
        {"type": "paragraph", "html": f"{links}{foreign}"},
        {"type": "paragraph", "html": bad(PARAGRAPH), "language": "id"},
        {"type": "quote", "paragraphs": [bad(paragraphs[2])], "cite": bad(person)},
        {"type": "image", "image": 1},
        {"type": "list", "ordered": True, "items": [bad(subhead), bad(agency)]},
        {"type": "pullquote", "html": bad(deck), "cite": bad(person)},
        {
            "type": "table",
            "caption": bad(subhead),
            "header": [bad(agency), "2025", "2026"],
            "rows": [[bad(person), "1.62", "1.80"], ["Ambon", "12–25", bad(subhead)]],
        },
        {"type": "box", "title": bad(subhead), "blocks": [paragraph(1)]},
        {
            "type": "entry",
            "time": "2026-11-20T10:00:00+09:00",
            "headline": bad(headline),
            "authors": [{"name": bad(person)}],
            "blocks": [paragraph(0)],
        },
        {"type": "embed", "label": bad(agency), "url": BAD_URLS[1]},
        {"type": "rule"},
        paragraph(2),
    ]
    return record(
        slug,
        language=language,
        headline=bad(headline),
        kicker=bad(agency),
        deck=bad(deck),
        authors=[{"name": bad(person)}, {"name": bad("Sari Contoh")}],
        editors=[{"name": bad("Dewi Sampel")}],
        contributors=[{"name": bad("Rani Misal"), "role": bad(agency)}],
        dateline={"raw": bad("AMBON")},
        body=body,
        images=[
            photo(
                colour,
                caption=[bad(caption), bad(caption)],
                credit=bad(credit),
                alt=bad("Enam bulatan."),
            )
            for colour in ("maroon", "teal")
        ],
        sources=[{"name": bad(agency), "kind": "organisation"}],
        related=[{"headline": bad(headline), "url": url} for url in BAD_URLS],
        is_based_on=BAD_URLS[1],
        url=BAD_URLS[3],
        tags=[bad(person), bad(agency)],
        corrections=[{"date": "2026-11-21", "text": bad(paragraphs[2])}],
        reader_note=bad(deck),
        author_note=bad(deck),
        rights=bad("© Contoh"),
        editor_note=bad("RAHASIA-REDAKSI"),
    )


def write_arabic(folder: Path) -> Path:
    """Write an Indonesian edition with one Arabic article, sound in every field."""
    newsroom = Newsroom(folder)
    draw_photo(folder / "photos" / "olive.jpg", "olive")
    newsroom.add(article("ar", "olive"))
    newsroom.sections.append(("Dunia", ["kabar-ar"]))
    return newsroom.write()

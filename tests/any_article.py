"""Articles as hypothesis makes them: every field and every block of the model."""

import datetime as dt
from typing import Any

from hypothesis import strategies as st
from pydantic import ValidationError

from exporter.model import Article

_WORDS = st.text(
    alphabet="abc DE.,:&<>'\"()-–éж日عा\u00a0 /1", min_size=1, max_size=24
).filter(lambda text: text.strip())
_LINE = _WORDS
_SOME_LINE = _WORDS.map(lambda text: f"a{text}")
_INLINE = st.one_of(
    _SOME_LINE.map(lambda text: text.replace("&", "").replace("<", "")),
    st.just(
        'kata <b>tebal</b> &amp; <a href="https://a.example/?a=1&amp;b=2">taut</a>'
    ),
    st.just("<em>miring</em><br/>baris"),
)
_MOMENT = st.datetimes(
    dt.datetime(1900, 1, 1),
    dt.datetime(2100, 1, 1),
    timezones=st.sampled_from([dt.UTC, dt.timezone(dt.timedelta(hours=7))]),
)
_PARTY = st.fixed_dictionaries(
    {"name": _SOME_LINE},
    optional={
        "kind": st.sampled_from(["person", "organisation"]),
        "role": _LINE,
        "job_title": _LINE,
        "affiliation": _LINE,
    },
)
_IMAGE = st.fixed_dictionaries(
    {},
    optional={
        "file": st.sampled_from(["foto/a.jpg", "b.png"]),
        "href": st.sampled_from(["https://a.example/a.jpg", "//a.example/b.jpg"]),
        "caption": st.lists(_INLINE, min_size=1, max_size=2),
        "credit": _LINE,
        "creators": st.lists(_SOME_LINE, max_size=2),
        "credit_line": _LINE,
        "source": _LINE,
        "copyright_notice": _LINE,
        "usage_terms": _LINE,
        "restrictions": st.just(["TURKEY OUT"]),
        "alt": _LINE,
        "width": st.integers(1, 9000),
        "height": st.integers(1, 9000),
        "role": st.sampled_from(["", "portrait"]),
    },
)
_RELATED = st.fixed_dictionaries(
    {"headline": _SOME_LINE}, optional={"url": st.just("https://a.example/lain")}
)


def _simple(images: int, related: int) -> st.SearchStrategy[dict[str, Any]]:
    def block(kind: str, **fields: Any) -> st.SearchStrategy[dict[str, Any]]:
        return st.fixed_dictionaries({"type": st.just(kind), **fields})

    cells = st.lists(_INLINE, min_size=1, max_size=3)
    kinds = [
        block("paragraph", html=_INLINE),
        block("subhead", html=_INLINE),
        block("pullquote", html=_INLINE, cite=st.just("")),
        block("quote", paragraphs=st.lists(_INLINE, min_size=1, max_size=2)),
        block("list", ordered=st.booleans(), items=cells),
        block("table", header=cells, rows=st.lists(cells, min_size=1, max_size=2)),
        block("embed", label=_LINE, url=st.just("https://a.example/video")),
        block("rule"),
    ]
    if images:
        kinds.append(block("image", image=st.integers(0, images - 1)))
        numbers = st.lists(st.integers(0, images - 1), min_size=1, max_size=2)
        kinds.append(block("gallery", images=numbers))
    if related:
        kinds.append(block("related", related=st.just(list(range(related)))))
    return st.one_of(kinds)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """Draw an Article the model takes."""
    images = draw(st.lists(_IMAGE, max_size=3))
    related = draw(st.lists(_RELATED, max_size=2))
    simple = _simple(len(images), len(related))
    inside = st.lists(simple, min_size=1, max_size=2)
    box = st.fixed_dictionaries(
        {"type": st.just("box"), "title": _LINE, "blocks": inside}
    )
    entry = st.fixed_dictionaries(
        {"type": st.just("entry"), "headline": _LINE, "blocks": inside},
        optional={"time": _MOMENT},
    )
    body = draw(st.lists(st.one_of(simple, simple, box, entry), max_size=5))
    fields = draw(
        st.fixed_dictionaries(
            {"id": _SOME_LINE, "headline": _SOME_LINE},
            optional={
                "kind": st.sampled_from(["opinion", "feature", "gallery", "interview"]),
                "language": st.sampled_from(["id", "en-US", "ar", "zh-Hant"]),
                "kicker": _LINE,
                "deck": _INLINE,
                "sections": st.lists(_SOME_LINE, max_size=2),
                "authors": st.lists(_PARTY, max_size=2),
                "editors": st.lists(_PARTY, max_size=1),
                "contributors": st.lists(_PARTY, max_size=1),
                "byline": st.one_of(_LINE, st.just("By Sari Contoh and Budi Contoh")),
                "desk_codes": st.lists(_SOME_LINE, max_size=1),
                "dateline": st.fixed_dictionaries({"raw": _SOME_LINE}),
                "published": _MOMENT,
                "time_zone": st.just("Asia/Jakarta"),
                "published_as_printed": _LINE,
                "modified": _MOMENT,
                "embargoed_until": _MOMENT,
                "sources": st.lists(_PARTY, max_size=2),
                "is_based_on": _LINE,
                "tags": st.lists(_SOME_LINE, max_size=3),
                "publisher": _PARTY,
                "url": st.just("https://a.example/berita"),
                "rights": _LINE,
                "editor_note": st.text(max_size=20),
                "reader_note": _INLINE,
                "corrections": st.lists(
                    st.fixed_dictionaries({"text": _INLINE}), max_size=1
                ),
            },
        )
    )
    record = {**fields, "images": images, "related": related, "body": body}
    try:
        return Article.model_validate(record)
    except ValidationError:
        return Article(id="sehat", headline="Artikel yang sehat")

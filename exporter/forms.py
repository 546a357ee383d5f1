"""The forms a layout offers an article: what may be varied so that pages fill.

In: the tables [forms] and [composition] of a layout.toml. Out: `Composition`, plain
data that goes to the workers. A form says how an article is set: the class of its
head, the place of its lead photo, whether it runs across the page or down a column.
"""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from exporter.errors import LayoutError
from exporter.said import said

#: Marks a span across all columns.
ALL = 0
#: In place of a number of pages: find out which can be reached.
EXPLORE = -1


@dataclass(frozen=True)
class Form:
    """One way to set an article.

    `head` is a class of its head; `photo` the slot of its lead photo, "" for an
    article without one. A head runs across `span` columns; a photo that is no wider
    than the others stands beside it. A form that runs on (`run_on`) sets an article in
    the width of a column, right below the one before. A form of some `columns` is for
    articles side by side: it takes so many of the page's. `words` are the least and the
    most words it is for; `opener` that it is for the first article of a section only
    (True), for others only (False), or for both. `cost` is what choosing it costs,
    in hundredths of an empty page.
    """

    name: str
    head: str
    photo: str = ""
    span: int = ALL
    columns: int = ALL
    run_on: bool = False
    words: tuple[int, int] = (0, 1_000_000)
    opener: bool | None = None
    cost: float = 0.0

    def fits(self, words: int, *, opener: bool, photos: Iterable[str]) -> bool:
        """Return whether an article may have this form.

        `photos` are the slots its lead photo has pixels for; none where it has none.
        """
        if self.opener is not None and self.opener != opener:
            return False
        if not self.words[0] <= words <= self.words[1]:
            return False
        slots = set(photos)
        return self.photo in slots if slots else not self.photo


@dataclass(frozen=True)
class Composition:
    """How a layout's articles become pages.

    `spans` are the columns each slot runs across (`ALL` for all of them), `crop` is
    the share of a photo's height that may be cut away to fill a page, `sections`
    whether a section starts a page where that leaves little empty. Without a cover
    (`has_cover`) the first page bears the nameplate, and articles. `pins` are the
    forms an editor chose, by the element ids of articles.
    """

    forms: tuple[Form, ...]
    spans: Mapping[str, int] = field(default_factory=dict)
    crop: float = 0.0
    sections_start_pages: bool = True
    has_cover: bool = True
    pins: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_modules(self) -> bool:
        """Whether articles may stand side by side."""
        return any(form.columns != ALL for form in self.forms)

    def forms_for(
        self, words: int, *, opener: bool, photos: Iterable[str], pinned: str = ""
    ) -> list[Form]:
        """Return the forms an article may have, in the layout's order.

        A pinned form stands alone. Where no form fits, all of them are tried but
        those for photos the article does not have.
        """
        slots = set(photos)
        named = [form for form in self.forms if form.name == pinned]
        if named:
            return named
        fitting = [f for f in self.forms if f.fits(words, opener=opener, photos=slots)]
        return fitting or [f for f in self.forms if not f.photo or f.photo in slots]


#: What a layout offers that says nothing of it.
PLAIN = Composition((Form("photo", "middle", "column"), Form("text", "middle")))

#: What a key of a form may hold.
_FORM_KEYS: dict[str, tuple[type, ...]] = {
    "head": (str,),
    "photo": (str,),
    "span": (int,),
    "columns": (int,),
    "run_on": (bool,),
    "words": (list,),
    "opener": (bool,),
    "cost": (int, float),
}
_COMPOSITION_KEYS: dict[str, tuple[type, ...]] = {
    "crop": (int, float),
    "sections": (str,),
    "front": (str,),
}
_SECTIONS = ("page", "run-on")
_FRONTS = ("cover", "articles")


def read_composition(
    tables: Mapping[str, Any], spans: Mapping[str, int], where: str
) -> Composition:
    """Return what [forms] and [composition] of a layout.toml say.

    Raises LayoutError that names the key.
    """
    how = tables.get("composition", {})
    _check_keys(how, _COMPOSITION_KEYS, where, "composition")
    sections = how.get("sections", _SECTIONS[0])
    crop = float(how.get("crop", 0.0))
    front = how.get("front", _FRONTS[0])
    known = sections in _SECTIONS and front in _FRONTS
    if not known or not 0 <= crop <= 0.5:
        raise LayoutError(
            said("[composition] has another form than expected"),
            where=where,
            hint=said("write for example {example}", example='sections = "page"'),
        )
    forms = []
    for name, keys in tables.get("forms", {}).items():
        _check_keys(keys, _FORM_KEYS, where, f"forms.{name}")
        forms.append(_form(name, keys, spans, where))
    chosen = tuple(forms) or PLAIN.forms
    return Composition(
        *(chosen, dict(spans), crop),
        sections_start_pages=sections == _SECTIONS[0],
        has_cover=front == _FRONTS[0],
    )


def _form(
    name: str, keys: Mapping[str, Any], spans: Mapping[str, int], where: str
) -> Form:
    given = dict(keys)
    words = given.pop("words", (0, 1_000_000))
    if len(words) != 2 or not all(isinstance(number, int) for number in words):
        raise LayoutError(
            said("`words` has another form than expected"),
            where=said("{where}: {message}", where=where, message=f"[forms.{name}]"),
            hint=said("write for example {example}", example="words = [0, 80]"),
        )
    slot = given.get("photo", "")
    if slot and slot not in spans:
        raise LayoutError(
            said("there is no slot {name!r}", name=slot),
            where=said("{where}: {message}", where=where, message=f"[forms.{name}]"),
            hint=said("known: {keys}", keys=", ".join(sorted(spans))),
        )
    columns = given.get("columns", ALL)
    if columns != ALL and not ALL < spans.get(slot, 1) <= columns:
        raise LayoutError(
            said("slot {name!r} is wider than the form's columns", name=slot),
            where=said("{where}: {message}", where=where, message=f"[forms.{name}]"),
            hint=said("choose a slot of at most {count} columns", count=columns),
        )
    least, most = words
    return Form(name, given.pop("head", "middle"), words=(least, most), **given)


def _check_keys(
    keys: Mapping[str, Any],
    known: Mapping[str, tuple[type, ...]],
    where: str,
    table: str,
) -> None:
    for key, value in keys.items():
        place = said("{where}: {message}", where=where, message=f"[{table}]")
        if key not in known:
            near = difflib.get_close_matches(key, known, 1, 0.5)
            raise LayoutError(
                said("unknown key `{key}`", key=key),
                where=place,
                hint=said("did you mean `{key}`?", key=near[0])
                if near
                else said("known: {keys}", keys=", ".join(sorted(known))),
            )
        if type(value) not in known[key]:
            raise LayoutError(
                said("`{key}` has another form than expected", key=key),
                where=place,
                hint=said("a layout that comes with the exporter shows its form"),
            )

"""Stage 3, prepare: fonts for every character an edition prints.

In: an Edition, its Layout and its folder. Out: the folders of fonts it is set in, the
packs among them, and findings for characters that no font has: which character, of
which script, in which article and field, and what to add.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from exporter.blocks import Box, Entry
from exporter.checks import Finding
from exporter.fonts import uncovered
from exporter.known import known_field
from exporter.layout import Layout, bundled
from exporter.model import Edition, Image
from exporter.packs import Fallback, choose_packs, find_packs, packs_folder
from exporter.phrases import format_day
from exporter.said import joined, said
from exporter.scripts import OTHER, script_of

#: Fields of an edition that are no text of its own.
_NO_TEXT = {"sections", "nameplate", "tokens", "forms", "qr", "epub"}
#: Fields of an article that no page shows.
_UNPRINTED: Any = {
    **dict.fromkeys(("id", "tags", "url", "desk_codes", "sections"), True),
    "images": {"__all__": set(Image.model_fields) - {"caption", "credit", "alt"}},
}
#: What a renderer says of a character that no font has (the character, its number).
NO_GLYPH = 'no font has "%s" (U+%04X): an empty box stands for it'
_MOST_SIGNS = 8
_MOST_FIELDS = 4


@dataclass(frozen=True)
class Text:
    """All text of an article, or of the edition around them (`where` "edition").

    `fields` are its printed fields, for a message; `languages` those it is in.
    """

    where: str
    languages: tuple[str, ...]
    text: str
    fields: tuple[tuple[str, str], ...] = ()


class Glyphs:
    """The fonts of an edition, and what they lack; packs lie in `places`."""

    def __init__(
        self, edition: Edition, layout: Layout, places: tuple[Path, ...]
    ) -> None:
        self._texts = list(_texts(edition, layout))
        self._own = font_folders(layout)
        self._places = places

    @cached_property
    def packs(self) -> Fallback:
        """The packs that have what the layout's own fonts lack."""
        wanted = [
            (language, uncovered(text.text, self._own))
            for text in self._texts
            for language in text.languages
        ]
        if not any(missing for _, missing in wanted):
            return Fallback()  # no pack is even looked at
        return choose_packs(find_packs(self._places), wanted)

    @property
    def folders(self) -> tuple[Path, ...]:
        """Every folder this edition takes fonts from."""
        return (*self._own, *self.packs.folders)

    @cached_property
    def _lacking(self) -> list[tuple[Text, str]]:
        return [(text, uncovered(text.text, self.folders)) for text in self._texts]

    @property
    def told(self) -> set[str]:
        """What a renderer may say that `check` says already, and of which text."""
        signs = {sign for _, missing in self._lacking for sign in missing}
        return {NO_GLYPH % (sign, ord(sign)) for sign in signs}

    def check(self) -> Iterator[Finding]:
        """Yield the characters a page would show as an empty box."""
        for text, missing in self._lacking:
            by_family: dict[str, list[tuple[str, str]]] = {}
            for sign in missing:
                script = script_of(sign, text.languages[0])
                by_family.setdefault(script.family, []).append((sign, script.name))
            for family, found in by_family.items():
                yield Finding("E-012", text.where, _message(text, family, found))


def pack_places(folder: Path) -> tuple[Path, Path]:
    """Return where packs of the edition in `folder` lie: its own, then the user's."""
    return folder / "fonts", packs_folder()


def font_folders(layout: Layout) -> tuple[Path, ...]:
    """Return the folders a layout takes fonts from: ours, and its own."""
    own = (folder / "fonts" for folder in layout.folders)
    return (bundled("fonts"), *(folder for folder in own if folder.is_dir()))


def _message(text: Text, family: str, found: list[tuple[str, str]]) -> str:
    """Return the sentence of a finding; `found` are characters and their scripts."""
    signs = [sign for sign, _ in found]
    listed = ", ".join(f"{c} (U+{ord(c):04X})" for c in signs[:_MOST_SIGNS])
    if len(signs) > _MOST_SIGNS:
        listed += ", …"
    told = said("no font has {signs}", signs=listed)
    names_of = dict.fromkeys(script for _, script in found)
    scripts = [name for name in names_of if name != OTHER.name]
    if scripts:
        told = said("{told}: {script}", told=told, script=joined(scripts))
    names = [known_field(n) for n, words in text.fields if set(words) & set(signs)]
    if names:
        more = ["…"] if len(names) > _MOST_FIELDS else []
        fields = joined([*names[:_MOST_FIELDS], *more])
        told = said("{told}; in: {fields}", told=told, fields=fields)
    if family:
        told = said(
            "{told}. The family {family} has this script; add its folder: "
            "exporter fonts add FOLDER",
            told=told,
            family=family,
        )
    return told


def _texts(edition: Edition, layout: Layout) -> Iterator[Text]:
    from exporter.proof.expected import expect  # the printed fields, by name

    words = layout.words_for(edition.language)
    around = [section.title for section in edition.sections]
    around += [*words.values(), format_day(edition.date, edition.language, "full")]
    around.append(edition.model_dump_json(exclude=_NO_TEXT))
    yield Text("edition", (edition.language,), "".join(around))
    ids = {article.id for article in edition.articles}
    for article in edition.articles:
        fields = [(f.name, f.text) for f in expect(article, layout, ids)]
        labels = layout.words_for(article.language).values()
        printed = article.model_dump_json(exclude=_UNPRINTED)
        yield Text(
            article.id,
            tuple(dict.fromkeys((article.language, *_languages(article.body)))),
            "".join((printed, *labels, *(text for _, text in fields))),
            tuple(fields),
        )


def _languages(blocks: Any) -> Iterator[str]:
    """Yield the languages of blocks that are not in their article's."""
    for block in blocks:
        if isinstance(block, Box | Entry):
            yield from _languages(block.blocks)
        elif getattr(block, "language", ""):
            yield block.language

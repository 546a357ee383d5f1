"""Find a layout, follow `extends`, render its templates.

In: a layout's name or folder, and an Edition. Out: markup. A layout is a folder
(layout.toml, *.html.j2, *.css, words.toml); templates resolve nearest folder
first, stylesheets and words are taken from every folder that has them, parents
first. Nothing typographic lives in Python.
"""

import difflib
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from jinja2 import Environment, StrictUndefined, TemplateError
from markupsafe import Markup

from exporter.checks import written_alt
from exporter.errors import LayoutError
from exporter.forms import ALL, PLAIN, Composition, read_composition
from exporter.inline import direction_of, link_addresses, plain_text
from exporter.iptc import photo_key
from exporter.layout_files import (
    FORMATS,
    Compiled,
    FontRights,
    Templates,
    load_css,
    load_table,
    load_words,
    read_slot,
    read_span,
    where_in,
)
from exporter.model import (
    Article,
    Image,
    anchor,
    images_in_body,
    portrait_in,
)
from exporter.photos import Slot, media_address
from exporter.phrases import (
    break_address,
    format_clock,
    format_day,
    format_moment,
    has_long_word,
    join_names,
    safe_href,
    tie_last,
)
from exporter.qr import draw_code, web_address
from exporter.said import joined, marked, said
from exporter.scripts import spoken
from exporter.stylesheets import Sheet
from exporter.tokens import Token, read_tokens, root_rule
from exporter.web import ends_related, related_at_end, related_here, text_addresses

#: What a template can raise: Jinja's own errors, and those of what it calls.
_TEMPLATE_ERRORS = (
    *(TemplateError, TypeError, ValueError, LookupError),
    *(ArithmeticError, AttributeError, RecursionError),
)
_PACKAGE = Path(__file__).parent
#: The stylesheet of a layout that holds its tokens, by convention.
TOKENS = "tokens.css"
#: What stands before a stylesheet: blocks that no layout has to know of.
_BEFORE = {"print.css": ("blocks.css",)}
_COMPILED = Compiled()


#: What lies elsewhere in a checkout than beside the package.
_IN_CHECKOUT = {"starter": "samples/starter"}


def bundled(name: str) -> Path:
    """Return `layouts`, `fonts` or `starter`, installed or in a checkout."""
    inside = _PACKAGE / name
    if inside.exists():
        return inside
    return _PACKAGE.parent / _IN_CHECKOUT.get(name, name)


_Value = TypeVar("_Value")


class _Named(dict[str, _Value]):
    """Slots or words by name; asking for one that is not there is a LayoutError."""

    def __init__(self, message: str, where: str, named: Mapping[str, _Value]) -> None:
        super().__init__(named)
        self._message = message
        self._where = where

    def __missing__(self, name: str) -> NoReturn:
        raise LayoutError(
            said(self._message, name=name),
            where=self._where,
            hint=said(
                "add it, or extend a layout that has it; known: {names}",
                names=", ".join(self),
            ),
        )


@dataclass(frozen=True)
class Layout:
    """A folder that dresses an edition, with the folders it extends.

    `folders` come nearest first. `slots` are the places for photos, `promises`
    what its pages must keep (tested, not enforced), `set_tokens` the tokens an
    edition sets in place of the layout's own, `codes` the articles that get a QR
    code, `fonts` the rights of its families.
    """

    name: str
    title: str
    description: str
    folders: tuple[Path, ...]
    formats: tuple[str, ...]
    slots: Mapping[str, Slot]
    promises: Mapping[str, Any] = field(default_factory=dict)
    composition: Composition = PLAIN
    ppi: float = 220
    set_tokens: Mapping[str, str] = field(default_factory=dict)
    codes: frozenset[str] = frozenset()
    fonts: Mapping[str, FontRights] = field(default_factory=dict)

    def stylesheet(self, *names: str) -> str:
        """Return the named stylesheets of every folder, parents first; after them
        what the edition sets, where tokens are among them.

        Raises LayoutError, with file and line, for one that is broken, and where
        no folder has any of them.
        """
        parts = [sheet.css for sheet in self.sheets(*names)]
        if not parts:
            raise LayoutError(
                said("there is no stylesheet {name}", name=joined(names, " or ")),
                where=said("layout {name}", name=self.name),
                hint=said("add it, or extend a layout that has it"),
            )
        own = root_rule(self.set_tokens) if TOKENS in names else ""
        return "\n".join([*parts, own] if own else parts)

    def sheets(self, *names: str) -> list[Sheet]:
        """Return the files that `stylesheet` joins, in order."""
        every = [one for name in names for one in (*_BEFORE.get(name, ()), name)]
        files = [folder / name for name in every for folder in reversed(self.folders)]
        return [Sheet(file, load_css(file)) for file in files if file.exists()]

    @cached_property
    def tokens(self) -> Mapping[str, Token]:
        """The tokens its print pages know, each as the nearest folder sets it.

        What a token is for may be said by a parent.
        """
        merged: dict[str, Token] = {}
        for sheet in self.sheets(TOKENS, "print.css"):
            for name, token in read_tokens(sheet.css).items():
                said_before = merged[name].says if name in merged else ""
                merged[name] = replace(token, says=token.says or said_before)
        return merged

    @cached_property
    def words(self) -> Mapping[str, Mapping[str, str]]:
        """The words a layout prints, by language."""
        merged: dict[str, dict[str, str]] = {}
        for folder in reversed(self.folders):
            file = folder / "words.toml"
            if file.exists():
                for language, some in load_words(file).items():
                    merged.setdefault(language, {}).update(some)
        where = said("layout {name}: {file}", name=self.name, file="words.toml")
        no_word = marked("there is no word {name!r}")
        named: dict[str, Mapping[str, str]] = {
            tag: _Named(no_word, _below(where, f"[{tag}]"), by_name)
            for tag, by_name in merged.items()
        }
        return _Named(marked("there is no language {name!r}"), where, named)

    def words_for(self, language: str) -> Mapping[str, str]:
        """Return the words of `language`; English where there are none.

        Chinese in traditional signs (zh-TW, zh-Hant) has words of its own.
        """
        primary = language.split("-")[0].lower()
        own = self.words.get(spoken(language)) or self.words.get(primary)
        return own or self.words["en"]

    def render(self, template: str, **context: Any) -> str:
        """Return `template` rendered; LayoutError names template and line."""
        try:
            return self.environment.get_template(template).render(**context)
        except _TEMPLATE_ERRORS as error:
            raise LayoutError(
                _reason(error),
                where=_where_broken(error, template, self),
                hint=said("correct the template"),
            ) from error

    @cached_property
    def environment(self) -> Environment:
        """What its templates are read and rendered with."""
        environment = Environment(
            loader=Templates(self.folders),
            bytecode_cache=_COMPILED,
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters.update(
            anchor=anchor,
            inline=Markup,
            linked=lambda line: Markup(link_addresses(line)),  # noqa: S704 (escaped)
            tie=tie_last,
            has_long_word=has_long_word,
            media=media_address,
            photo_key=photo_key,
            plain=plain_text,
            href=safe_href,
            address=break_address,
            qr=draw_code,
        )
        environment.globals.update(
            w=self.words_for,
            direction=direction_of,
            names=join_names,
            day=format_day,
            moment=format_moment,
            clock=format_clock,
            alt_text=self.alt_text,
            qr_address=self.qr_address,
            photo_slots=self.photo_slots,
            images_in_body=images_in_body,
            related_here=related_here,
            related_at_end=related_at_end,
            ends_related=ends_related,
            text_addresses=text_addresses,
            portrait_in=portrait_in,
            font_licences={n: f.licence for n, f in self.fonts.items() if f.licence},
        )
        return environment

    def photo_slots(self, image: Image) -> list[str]:
        """Return the slots a photo may stand in, the widest last: it has the pixels
        for them, and is no higher than they are (but for what may be cut away)."""
        least = float(self.promises.get("least_ppi", 150)) / self.ppi
        room = 1 / (1 - self.composition.crop)
        fitting = []
        for name, span in sorted(self.composition.spans.items(), key=_by_width):
            slot = self.slots[name]
            width, height = image.width or 1, image.height or 1
            high = slot.width * height / width
            sharp = width >= slot.width * least
            if span == 1 or (sharp and high <= slot.height * room):
                fitting.append(name)
        named = {form.photo for form in self.composition.forms}
        return [name for name in fitting if name in named]

    def alt_text(self, article: Article, image: Image) -> str:
        """Return the written alt text, or the honest label in its place."""
        return written_alt(article, image) or self.words_for(article.language)["no_alt"]

    def qr_address(self, article: Article) -> str:
        """Return the address an article's QR code leads to; "" where it has none."""
        return web_address(article) if article.id in self.codes else ""


def _by_width(place: tuple[str, int]) -> int:
    """Return how wide a slot is among others: across all columns is widest."""
    return place[1] if place[1] != ALL else 99


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return said("templates call one another without end")
    if isinstance(error, TemplateError) and error.message:
        return error.message.replace("exporter.model.", "")
    return f"{type(error).__name__}: {error}"


def _where_broken(error: Exception, template: str, layout: Layout) -> str:
    """Return the template and line an error comes from: the innermost of them."""
    file, line = getattr(error, "filename", None), getattr(error, "lineno", 0)
    for frame, at in traceback.walk_tb(None if file else error.__traceback__):
        if frame.f_code.co_filename.endswith(".j2"):
            file, line = frame.f_code.co_filename, at
    if file:
        return where_in(Path(file), line)
    return said("layout {name}: {file}", name=layout.name, file=template)


def _below(where: str, place: str) -> str:
    return said("{where}: {message}", where=where, message=place)


# --- layouts found ----------------------------------------------------------------


def load_layout(name: str, beside: Path) -> Layout:
    """Return the layout called `name`, or the one in the folder `name`.

    A name with a slash is a path, relative to `beside` (the edition's folder).
    Raises LayoutError for one that is missing, broken or extends itself.
    """
    folders: list[Path] = []
    merged: dict[str, Any] = {}
    slots: dict[str, Slot] = {}
    spans: dict[str, int] = {}
    fonts: dict[str, FontRights] = {}
    tables: list[dict[str, Any]] = []
    following = name
    while following:
        folder = _find_folder(following, folders[-1] if folders else beside)
        if folder in folders:
            raise LayoutError(
                said("extends itself"),
                where=said("layout {name}", name=name),
                hint=said("correct `extends`"),
            )
        folders.append(folder)
        tables.append(load_table(folder / "layout.toml"))
        following = tables[-1].get("extends", "")
    for table in reversed(tables):
        merged.update(table)
    for folder, table in zip(reversed(folders), reversed(tables), strict=True):
        where = where_in(folder / "layout.toml")
        for slot, keys in table.get("slots", {}).items():
            slots[slot] = read_slot(slot, keys, merged.get("ppi", 220), where)
            spans[slot] = read_span(slot, keys, where)
        fonts |= {n: FontRights(**f) for n, f in table.get("fonts", {}).items()}
    where = where_in(folders[0] / "layout.toml")
    return Layout(
        name=folders[0].name,
        title=str(merged.get("title", folders[0].name)),
        description=str(tables[0].get("description", "")),
        folders=tuple(folders),
        formats=tuple(merged.get("formats", FORMATS)),
        slots=_Named(marked("there is no slot {name!r}"), where, slots),
        promises=merged.get("promises", {}),
        composition=read_composition(merged, spans, where),
        ppi=float(merged.get("ppi", 220)),
        fonts=fonts,
    )


def layout_names() -> list[str]:
    """Return the names of the layouts that come with the exporter."""
    return sorted(f.parent.name for f in bundled("layouts").glob("*/layout.toml"))


def _find_folder(name: str, beside: Path) -> Path:
    folder = (beside / name) if "/" in name else bundled("layouts") / name
    if not (folder / "layout.toml").exists():
        names = layout_names()
        near = difflib.get_close_matches(name, names, 1, 0.6)
        listed = joined(near or [", ".join(names)], " or ")
        raise LayoutError(
            said("there is no layout {name!r}", name=name),
            where=said("layout"),
            hint=said(
                "did you mean {names}? A folder with a layout.toml is named by its "
                "path, as ./name",
                names=listed,
            ),
        )
    return folder.resolve()

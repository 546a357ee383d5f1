"""The page of a shelf, its stylesheet and its script.

In: a `Shelf`. Out: files. The page is whole without its script, which only adds the
search, and asks for nothing but what lies on the shelf.
"""

import hashlib
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

from exporter.inline import direction_of
from exporter.shelf.contents import Shelf
from exporter.shelf.edition import Headed, ShelvedEdition
from exporter.shelf.opds import ATOM_TYPE, OPDS_1_TYPE, OPDS_2_TYPE
from exporter.shelf.typefaces import TYPEFACES
from exporter.signoff.html import page_template

_HERE = Path(__file__).parent
STYLE, SCRIPT = "shelf.css", "shelf.js"
POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'none'"
)


def shelf_page(shelf: Shelf) -> bytes:
    """Return the page."""
    template = page_template(_HERE / "shelf.html.j2")
    page = template.render(
        t=shelf.t,
        shelf=shelf,
        policy=POLICY,
        opds_1_type=OPDS_1_TYPE,
        opds_2_type=OPDS_2_TYPE,
        atom_type=ATOM_TYPE,
        css=_digest(stylesheet()),
        js=_digest(script()),
        years=_by_year(shelf.editions[1:]),
        firsts=_firsts,
        direction_of=direction_of,
    )
    return page.encode()


@cache
def stylesheet() -> bytes:
    """Return the stylesheet, its typefaces first."""
    rules = "".join(typeface.rule for typeface in TYPEFACES)
    return rules.encode() + (_HERE / STYLE).read_bytes()


@cache
def script() -> bytes:
    """Return the script."""
    return (_HERE / SCRIPT).read_bytes()


def _digest(data: bytes) -> str:
    """Return what an address has in addition, so that no browser keeps a former one."""
    return hashlib.sha256(data).hexdigest()[:8]


def _by_year(
    editions: tuple[ShelvedEdition, ...],
) -> list[tuple[int, list[ShelvedEdition]]]:
    grouped = groupby(editions, key=lambda edition: edition.date.year)
    return [(year, list(some)) for year, some in grouped]


def _firsts(edition: ShelvedEdition, most: int) -> list[tuple[str, Headed]]:
    """Return the first article of each section, without the one on the cover."""
    return list(_each_first(edition))[:most]


def _each_first(edition: ShelvedEdition) -> Iterator[tuple[str, Headed]]:
    for section in edition.sections:
        others = [one for one in section.articles if one != edition.lead]
        if others:
            yield section.title, others[0]

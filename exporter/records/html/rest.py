"""What is left of a page when the article has been read.

In: a page whose article is cut out. Out: lines at the article's end that are a source,
a byline or the original's address; and every other word that is still on the page,
listed as left out with its rule: a container of furniture as one text.
"""

from itertools import islice
from typing import Any

from exporter.inline import clean_line
from exporter.records.html.lines import claim_lines, claim_original
from exporter.records.html.reading import Reading
from exporter.records.html.words import all_text, lines_of
from exporter.records.labels import fold
from exporter.records.people import read_people

_UNITS = ("p", "div", "span", "li", "strong", "em", "footer", "td", "h2", "h3", "h4")
_HOLDERS = ("div", "p", "ul", "section", "article", "table")
_LONGEST = 400
_MOST_LINKS = 0.2
#: Letters, and lines, of a role and a name that stand in blocks of their own.
_LONGEST_ROLE = 100
_ROLE_AND_NAME = 2


def read_ends(reading: Reading) -> None:
    """Read the labelled lines of the article's head and end."""
    view = reading.view
    lists: set[Any] = set()
    for element in list(reading.main.scope.iter(*_UNITS)):
        if (
            element in lists
            or reading.is_in_card(element)
            or not reading.is_free(element)
            or not 3 < view.length[element] <= _LONGEST
        ):
            continue
        if _holds_blocks(reading, element):
            continue
        lines = lines_of(element)
        if _is_list(reading, element, lines):
            lists.update(element.iter())
            continue
        hrefs = [reading.url(a.get("href")) for a in element.iter("a")]
        if lines and reading.labels.original.match(lines[0]):
            href = next(filter(None, hrefs), "")
            if not claim_original(reading.draft, " ".join(lines), href):
                reading.draft.add_paragraph(" ".join(lines))
            reading.take(element)
            continue
        left = claim_lines(reading, lines)
        if len(left) == len(lines):
            continue
        for line in left:
            reading.draft.drop(line, "beside a labelled line")
        reading.take(element)


def _holds_blocks(reading: Reading, element: Any) -> bool:
    """Say whether an element has lines of its own in blocks: each is read itself.

    A role in one block and a name in the next are one line: "Editor", "Ann Sample".
    """
    if next(element.iterchildren(*_HOLDERS), None) is None:
        return False
    lines = lines_of(element) if reading.view.length[element] <= _LONGEST_ROLE else []
    return len(lines) != _ROLE_AND_NAME or fold(lines[0]) not in reading.labels.role_of


def _is_list(reading: Reading, element: Any, lines: list[str]) -> bool:
    """Say whether an element is a row of links, tags or a menu, and no byline."""
    few = next(islice(element.iter("a"), 1, None), None) is None
    if few or reading.view.link_share(element) <= _MOST_LINKS:
        return False
    return not any(read_people(line, reading.labels) for line in lines)


def drop_rest(reading: Reading) -> None:
    """List every word that is still on the page."""
    scope = set(reading.main.body.iterancestors()) | {reading.main.body}
    scope |= set(reading.main.scope.iterancestors()) | {reading.main.scope}
    _drop_inside(reading, reading.view.body, scope)


def _drop_inside(reading: Reading, element: Any, path: set[Any]) -> None:
    draft, view = reading.draft, reading.view
    if element.text and (words := clean_line(element.text)):
        draft.drop(words, "outside the article")
    for child in element:
        if not isinstance(child.tag, str):
            pass
        elif child in path and child is not reading.main.body:
            _drop_inside(reading, child, path)
        elif child not in reading.gone and child.tag not in ("script", "title"):
            draft.drop(all_text(child), view.junk.get(child, "outside the article"))
        if child.tail and (words := clean_line(child.tail)):
            draft.drop(words, "outside the article")

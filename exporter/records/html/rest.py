"""What is left of a page when the article has been read.

In: a page whose article is cut out. Out: lines at the article's end that are a source,
a byline or the original's address; and every other word that is still on the page,
listed as left out with its rule: a container of furniture as one text.
"""

from typing import Any

from exporter.blocks import Paragraph
from exporter.inline import clean_line
from exporter.records.body import claim_paragraph
from exporter.records.html.reading import Reading
from exporter.records.html.words import all_text, lines_of
from exporter.records.labels import Labels
from exporter.records.people import Credited, bare_name, read_people

_LONGEST = 400


def read_ends(reading: Reading) -> None:
    """Read the labelled lines of the article's head and end."""
    view = reading.view
    for element in list(
        reading.main.scope.iter(
            "p", "div", "span", "li", "strong", "em", "footer", "td"
        )
    ):
        if not reading.is_free(element) or not 3 < view.length[element] <= _LONGEST:
            continue
        if any(
            True
            for _ in element.iterchildren(
                "div", "p", "ul", "section", "article", "table"
            )
        ):
            continue
        lines = lines_of(element)
        if lines and any(_is_labelled(line, reading.labels) for line in lines):
            for line in lines:
                _claim(reading, line)
            reading.take(element)


def _is_labelled(line: str, labels: Labels) -> bool:
    if len(line) > 200:
        return False
    people = read_people(line, labels)
    if people and all(one.label for one in people):
        return True
    match = labels.source.fullmatch(line)
    return bool(match and match["value"]) or bool(labels.original.match(line))


def _claim(reading: Reading, line: str) -> None:
    draft, labels = reading.draft, reading.labels
    people = read_people(line, labels)
    if people:
        if line not in draft.bylines:
            draft.bylines.append(line)
            draft.people.extend(people)
        return
    paragraph = Paragraph(html=line.replace("&", "&amp;").replace("<", "&lt;"))
    if claim_paragraph(draft, paragraph, labels):
        return
    if labels.original.match(line):
        draft.add_block(paragraph, "line of a reprint")
    else:
        draft.drop(line, "at the end of the article")


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


def add_person(reading: Reading, name: str, label: str, role: str) -> None:
    """Add one person a line names."""
    if bare_name(name):
        reading.draft.people.append(Credited(name, role, label))

"""What a layout's templates say that nobody understands.

In: a layout. Out: findings: templates that do not compile or name others that are not
there, words that words.toml lacks, slots that layout.toml lacks.
"""

import difflib
from collections.abc import Iterator
from pathlib import Path

from jinja2 import TemplateError, nodes

from exporter.checks import Finding
from exporter.errors import LayoutError
from exporter.files import read_text
from exporter.layout import Layout
from exporter.layout_files import where_in
from exporter.said import said

#: The name templates give the words of a language: {% set t = w(edition.language) %}.
_WORDS = "t"


def check_templates(layout: Layout) -> Iterator[Finding]:
    """Yield what is wrong with the templates of a layout and of those it extends."""
    there = {file.name for folder in layout.folders for file in folder.glob("*.j2")}
    for folder in layout.folders:
        for file in sorted(folder.glob("*.j2")):
            try:
                tree = _tree(file, layout)
            except LayoutError as error:
                yield Finding("E-040", error.where, error.message)
                continue
            except TemplateError as error:
                line = getattr(error, "lineno", 0) or 0
                yield Finding("E-040", where_in(file, line), str(error.message))
                continue
            yield from _unknown_templates(tree, file, there)
            yield from _unknown_words(tree, file, layout)
            yield from _unknown_slots(tree, file, layout)


def _tree(file: Path, layout: Layout) -> nodes.Template:
    """Return a template as read; raises for what does not compile."""
    text = read_text(file, LayoutError, where_in(file))
    layout.environment.compile(text, file.name, str(file))  # filters and tests, too
    return layout.environment.parse(text, file.name, str(file))


def _unknown_templates(
    tree: nodes.Template, file: Path, there: set[str]
) -> Iterator[Finding]:
    kinds = nodes.Import, nodes.FromImport, nodes.Include, nodes.Extends
    for node in tree.find_all(kinds):
        if isinstance(node, kinds):
            name = getattr(node.template, "value", "")
            if isinstance(name, str) and name and name not in there:
                message = said("there is no template {name!r}", name=name)
                yield Finding("E-041", where_in(file, node.lineno), message)


def _unknown_words(
    tree: nodes.Template, file: Path, layout: Layout
) -> Iterator[Finding]:
    for node in tree.find_all(nodes.Getattr):
        if not isinstance(node.node, nodes.Name) or node.node.name != _WORDS:
            continue
        for language, words in layout.words.items():
            if node.attr not in words:
                near = difflib.get_close_matches(node.attr, words, 1, 0.7)
                places = {"word": node.attr, "language": language}
                message = said(
                    "words.toml has no word `{word}` under [{language}]", **places
                )
                if near:
                    message = said(
                        "words.toml has no word `{word}` under [{language}]; "
                        "did you mean `{near}`?",
                        near=near[0],
                        **places,
                    )
                yield Finding("E-041", where_in(file, node.lineno), message)


def _unknown_slots(
    tree: nodes.Template, file: Path, layout: Layout
) -> Iterator[Finding]:
    for name, line in _slots(tree):
        if name not in layout.slots:
            message = said("layout.toml has no slot `{name}`", name=name)
            yield Finding("E-041", where_in(file, line), message)


def _slots(tree: nodes.Template) -> Iterator[tuple[str, int]]:
    """Yield each slot that is named as it stands: file|media("x"), m.photo(f, "x")."""
    named: list[tuple[nodes.Expr | None, int]] = [
        (node.args[0] if node.args else None, node.lineno)
        for node in tree.find_all(nodes.Filter)
        if node.name == "media"
    ]
    named += [
        (node.args[1], node.lineno)
        for node in tree.find_all(nodes.Call)
        if getattr(node.node, "attr", "") == "photo" and len(node.args) > 1
    ]
    for argument, line in named:
        if isinstance(argument, nodes.Const) and isinstance(argument.value, str):
            yield argument.value, line

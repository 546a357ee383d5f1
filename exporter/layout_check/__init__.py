"""Look through a layout, before an edition wears it.

In: a layout, by name or path. Out: findings, each with file and line where there is
one: what stylesheets, tokens, templates, words, slots and fonts say that nobody
understands; then what a trial edition with every kind of block shows.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from exporter.checks import Finding
from exporter.errors import LayoutError
from exporter.fonts import use_only
from exporter.layout import Layout, bundled, load_layout
from exporter.layout_check.fonts import check_fonts
from exporter.layout_check.styles import check_styles
from exporter.layout_check.templates import check_templates
from exporter.layout_check.trial import check_trial
from exporter.layout_files import load_css, load_words

__all__ = ["check_layout"]


def check_layout(name: str, beside: Path) -> list[Finding]:
    """Return all that is wrong with a layout and those it extends, the gravest first.

    Where a file cannot be read, what depends on it is not looked at. Uses only the
    fonts of the layout in this process from now on.
    """
    try:
        layout = load_layout(name, beside)
    except LayoutError as error:
        return [broken(error)]
    found = list(_unreadable(layout))
    if not found:
        with tempfile.TemporaryDirectory(prefix="exporter-layout-") as work:
            # WeasyPrint asks for fonts as it is loaded, the machine's if not told
            use_only([bundled("fonts")], Path(work))
            found += check_styles(layout)
        found += check_templates(layout)
        found += check_fonts(layout)
        found += check_trial(layout)
    order = {"error": 0, "warning": 1, "note": 2}
    return sorted(dict.fromkeys(found), key=lambda f: (order[f.level], f.code))


def broken(error: LayoutError) -> Finding:
    """Return the finding of a file that cannot be used."""
    return Finding("E-040", error.where, error.message)


def _unreadable(layout: Layout) -> Iterator[Finding]:
    """Yield each stylesheet and words.toml that cannot be read."""
    for folder in layout.folders:
        for file in sorted(folder.iterdir()):
            try:
                if file.suffix == ".css":
                    load_css(file)
                elif file.name == "words.toml":
                    load_words(file)
            except LayoutError as error:
                yield broken(error)

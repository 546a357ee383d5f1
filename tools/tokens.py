"""Write the tables of tokens in layouts/README.md from the stylesheets themselves.

Run it after a token of a layout, its value or its comment has changed:

    python tools/tokens.py
"""

from collections.abc import Iterator
from pathlib import Path

from exporter.layout import bundled, load_layout
from exporter.tokens import read_tokens

PAGE = Path(__file__).parents[1] / "layouts" / "README.md"
BEGIN = "<!-- made by tools/tokens.py; do not edit -->\n"
END = "<!-- end -->\n"


def page_with_tables() -> str:
    """Return layouts/README.md with the tables as they should be."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + "\n".join(_lines()) + "\n" + END + after


def _lines() -> Iterator[str]:
    """Yield a table for each layout that has tokens of its own, `base` first."""
    files = sorted(bundled("layouts").glob("*/tokens.css"), key=_base_first)
    for file in files:
        name = file.parent.name
        said = load_layout(name, Path()).tokens
        yield from ("", f"Tokens of `{name}`:", "")
        yield from ("| token | default | what |", "| --- | --- | --- |")
        for token in read_tokens(file.read_text(encoding="utf-8")).values():
            value = token.value.replace("|", "\\|")
            yield f"| `--{token.name}` | `{value}` | {said[token.name].says} |"
    yield ""


def _base_first(file: Path) -> tuple[bool, str]:
    return file.parent.name != "base", file.parent.name


if __name__ == "__main__":
    PAGE.write_text(page_with_tables(), encoding="utf-8")

"""An edition.toml as it is after all it extends.

In: the path of an edition.toml. Out: TOML that builds the same edition, with each
article's headline, and the name of its files.
"""

from pathlib import Path
from typing import Any

import tomli_w

from exporter.edition.keys import load_keys
from exporter.edition.records import choose_articles, read_sources
from exporter.model import file_name_of as name_of


def file_name_of(path: Path) -> str:
    """Return the name of the files an edition.toml, or the one in a folder, makes.

    Raises EditionError for what is wrong in it.
    """
    keys, _ = load_keys(path / "edition.toml" if path.is_dir() else path)
    return name_of(keys.title, keys.number)


def composed_toml(path: Path) -> str:
    """Return an edition.toml with all it takes over, and its globs resolved.

    Raises EditionError or RecordError as a build would.
    """
    sources = read_sources(path)
    chosen = choose_articles(sources.keys, sources.records, sources.file.name)
    values: dict[str, Any] = dict(sources.table.values)
    names = {
        record.articles[0].id: record.archived.name
        for record in sources.records
        if record.archived
    }
    values["section"] = [
        {"title": title, "articles": [names.get(a.id, a.id) for a in articles]}
        for title, articles in chosen
    ]
    text = tomli_w.dumps(values, multiline_strings=False)
    for _, articles in chosen:
        for article in articles:
            named = {"x": names.get(article.id, article.id)}
            line = f"    {tomli_w.dumps(named)[4:].strip()},"
            text = text.replace(line, f"{line}  # {article.headline}", 1)
    return text.rstrip()

"""Records of a shape nobody knows, read by a small file that names the paths.

In: `mapping.toml`, our field on the left and the record's path on the right, and a
JSON value. Out: an Article for each record. `docs/mapping.md` tells the form.

    articles = "data.items[]"          # where the records are
    headline = ["title.main", "title"] # the first that is there
    time_zone = "=Asia/Jakarta"        # not a path: the value itself
"""

import difflib
import re
import tomllib
from collections.abc import Iterator
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from exporter.errors import RecordError
from exporter.files import read_bytes
from exporter.known import known_reason
from exporter.model import Article
from exporter.records.file import Read, RecordFile, read_each
from exporter.records.leaves import Branch
from exporter.said import said

#: The name of a mapping that lies beside the records it is for.
NAME = "mapping.toml"
_LARGEST = 200_000
FIELDS = (
    *("articles", "id", "kind", "headline", "kicker", "deck", "body", "byline"),
    *("authors", "editors", "contributors", "dateline", "published", "modified"),
    *("embargoed_until", "time_zone", "language", "sections", "tags", "sources"),
    *("publisher", "url", "rights", "is_based_on", "editor_note", "reader_note"),
    *("corrections", "images", "related"),
)
TABLES: dict[str, tuple[str, ...]] = {
    "images": (
        *("list", "file", "caption", "credit", "alt", "creators", "copyright_notice"),
        *("usage_terms", "width", "height"),
    ),
    "related": ("list", "headline", "url"),
}
_STEP = re.compile(r'(?:^|\.)(?:"([^"]+)"|([^.\[\]"]+))|\[(\d{0,6})\]')

Step = str | int | None


@dataclass(frozen=True)
class Place:
    """A path into a record ("a.b[].c"): keys, indexes, None for each entry of a list.

    `constant` is a value the file itself gives.
    """

    text: str
    steps: tuple[Step, ...] = ()
    constant: str | None = None
    line: int = 0

    def find(self, record: Branch) -> list[Branch]:
        """Return what stands at the place; values that are nothing are not there."""
        found = [record]
        for step in self.steps:
            if step is None:
                found = [one for branch in found for one in branch.each()]
            else:
                found = [branch.at(step) for branch in found]
        return [one for one in found if one.value not in (None, "", [], {})]


@dataclass
class Mapping:
    """A mapping file: the places of each field, and those that led to something."""

    name: str
    places: Map[str, tuple[Place, ...]]
    used: set[Place] = field(default_factory=set)

    def find(self, record: Branch, name: str) -> list[Branch]:
        """Return what the first place of a field that leads to something leads to."""
        for place in self.places.get(name, ()):
            if found := place.find(record) if place.constant is None else []:
                self.used.add(place)
                return found
        return []

    def texts(self, record: Branch, name: str) -> list[str]:
        """Return the texts of a field; a constant is one."""
        for place in self.places.get(name, ()):
            if place.constant is not None:
                return [place.constant]
        found = self.find(record, name)
        return [text for one in found for text in one.texts()]

    def text(self, record: Branch, name: str) -> str:
        """Return the first text of a field."""
        return next(iter(self.texts(record, name)), "")

    def rule(self, name: str) -> str:
        """Return the rule that gives a field: the paths it may come from."""
        places = self.places.get(name, ())
        return "mapping: " + " or ".join(place.text for place in places)

    def unused(self) -> Iterator[Place]:
        """Yield the places that led to nothing in any record."""
        for name, places in self.places.items():
            if not any(p in self.used or p.constant is not None for p in places):
                yield from places if name != "articles" else ()


def mapping_beside(path: Path) -> Path | None:
    """Return the mapping in a record's folder, if there is one."""
    beside = path.parent / NAME
    return beside if beside.is_file() else None


def load_mapping(path: Path) -> Mapping:
    """Load a mapping file; raise RecordError that names file and line."""
    data = read_bytes(path, RecordError, path.name, _LARGEST)
    try:
        text = data.decode("utf-8-sig")
        table = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise RecordError(
            said("is not UTF-8"), where=path.name, hint=said("save it as UTF-8")
        ) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise RecordError(
            said("no TOML: {reason}", reason=known_reason(str(error))),
            where=path.name,
            hint=said('write lines such as headline = "title.main"'),
        ) from error
    places: dict[str, tuple[Place, ...]] = {}
    for key, value in table.items():
        if key in TABLES and isinstance(value, dict):
            for inner, path_of in value.items():
                line = _line(text, inner, key)
                _refuse_unknown(inner, TABLES[key], path.name, line)
                places[f"{key}.{inner}"] = _places(path_of, path.name, line)
        else:
            line = _line(text, key)
            _refuse_unknown(key, FIELDS, path.name, line)
            name = f"{key}.list" if key in TABLES else key
            places[name] = _places(value, path.name, line)
    if "headline" not in places:
        raise RecordError(
            said("`headline` is missing"),
            where=path.name,
            hint=said('add a line such as headline = "title.main"'),
        )
    return Mapping(path.name, places)


def _line(text: str, key: str, table: str = "") -> int:
    """Return the line a key stands in."""
    inside = not table
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[\s*\"?([\w-]+)\"?\s*\]", line):
            inside = header[1] == table
        opens = rf"\s*[\"']?{re.escape(key)}[\"']?\s*[.=]"
        if inside and re.match(opens, line):
            return number
    return 1


def _refuse_unknown(key: str, known: tuple[str, ...], name: str, line: int) -> None:
    if key in known:
        return
    near = difflib.get_close_matches(key, known, 1, 0.5)
    raise RecordError(
        said("unknown field `{key}`", key=key),
        where=said("{file}, line {n}", file=name, n=line),
        hint=said("did you mean `{key}`?", key=near[0])
        if near
        else said("known: {keys}", keys=", ".join(known)),
    )


def _places(value: Any, name: str, line: int) -> tuple[Place, ...]:
    paths = value if isinstance(value, list) else [value]
    where = said("{file}, line {n}", file=name, n=line)
    if not paths or not all(isinstance(path, str) and path for path in paths):
        raise RecordError(
            said("a path is text in quotes"),
            where=where,
            hint=said('write for example "title.main" or "photos[].caption"'),
        )
    return tuple(_place(path, line, where) for path in paths)


def _place(path: str, line: int, where: str) -> Place:
    if path.startswith("="):
        return Place(path, constant=path[1:].strip(), line=line)
    steps: list[Step] = []
    at = 0
    while at < len(path):
        step = _STEP.match(path, at)
        if step is None or step.end() == at:
            raise RecordError(
                said("the path {path!r} cannot be read", path=path),
                where=where,
                hint=said('write for example "title.main" or "photos[].caption"'),
            )
        key = step[1] or step[2]
        steps.append(key if key else int(step[3]) if step[3] else None)
        at = step.end()
    return Place(path, tuple(steps), line=line)


# --- records -----------------------------------------------------------------------


def read_mapped(value: Any, file: RecordFile, mapping: Mapping) -> Read:
    """Return the Articles a mapping finds in a JSON value.

    Raises RecordError where its `articles` lead to no record.
    """
    from exporter.records.entry import warn_first
    from exporter.records.ids import Ids
    from exporter.records.mapped import read_record

    records = _records(value, file, mapping)
    ids, many = Ids(), len(records) > 1
    found = read_each(
        (
            (said("{file}, article {n}", file=file.name, n=n) if many else file.name, r)
            for n, r in enumerate(records, 1)
        ),
        lambda record, where: read_record(Branch(record), where, file, mapping, ids),
    )
    for place in mapping.unused():
        warning = said(
            "{file}, line {n}: nothing stands at {path!r} in any record",
            file=mapping.name,
            n=place.line,
            path=place.text,
        )
        warn_first(found, warning)
    return found


def read_mapped_line(
    value: Any, file: RecordFile, mapping: Mapping, where: str
) -> Article:
    """Return the Article of one line of JSON Lines."""
    from exporter.records.ids import Ids
    from exporter.records.mapped import read_record

    return read_record(Branch(value), where, file, mapping, Ids())


def _records(value: Any, file: RecordFile, mapping: Mapping) -> list[Any]:
    places = mapping.places.get("articles", ())
    if not places:
        records = value if isinstance(value, list) else [value]
    else:
        found = mapping.find(Branch(value), "articles")
        records = [
            inner
            for one in found
            for inner in (one.value if isinstance(one.value, list) else [one.value])
        ]
    records = [record for record in records if isinstance(record, dict)]
    if not records:
        line = places[0].line if places else 1
        raise RecordError(
            said("`articles` leads to no records in {file}", file=file.name),
            where=said("{file}, line {n}", file=mapping.name, n=line),
            hint=said('correct the path: "data.items[]" is each entry of a list'),
        )
    return records

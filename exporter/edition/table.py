"""An edition.toml as a table, with all it takes over from others (`extends`).

In: the path of an edition.toml. Out: `Table`: its values after the others', the
files they came from, and where each stands. A regional edition names what it
extends and then says only what is different:

- a [[section]] with a title that is there already changes that one: `articles`
  replaces its list, `add` adds to it, `drop` takes from it;
- another title is a new section, at the end or `before`/`after` a named one;
- `drop` at the top takes out sections (by title) and articles (by name);
- all other keys replace; `records` and `photos` are looked for in both places.
"""

import copy
import hashlib
import os.path
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from exporter.edition.lines import KeyPath, key_lines, line_of
from exporter.errors import EditionError
from exporter.files import parse_toml, read_bytes, text_of
from exporter.said import said

#: Tables of which each key stands for itself.
_BY_KEY = ("imprint", "epub", "release", "tokens", "article")
#: Keys of places, seen from the file that names them.
_PLACES = ("records", "photos")
_FILES = ("nameplate", "archive")
_ONLY_EXTENDING = ("add", "drop", "before", "after")
#: Editions that extend one another, at most.
_DEEPEST = 8


@dataclass(frozen=True)
class Table:
    """The values of an edition.toml. `files` are those it was read from, its own
    first; `places` says for a key's path which file and line it stands in. `hashes`
    are the SHA-256 of the files as they were read."""

    values: Mapping[str, Any]
    files: tuple[Path, ...]
    places: Mapping[KeyPath, str]
    hashes: tuple[str, ...] = ()

    def place(self, *path: str | int) -> str:
        """Return "edition.toml:12" for a key, or for the nearest table around it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, self.files[0].name)


#: Refuses keys nobody knows and values of another type: told a file's table, and a
#: function key path -> place.
Refuse = Callable[[Mapping[str, Any], Callable[[KeyPath], str]], None]


def load_table(file: Path, refuse: Refuse) -> Table:
    """Return an edition.toml with all it extends.

    Each file is read whole, and `refuse` is asked about it, before any is merged.
    Raises EditionError for a file that cannot be read, is no TOML, or extends
    itself.
    """
    return _load(file, refuse, ())


def _load(file: Path, refuse: Refuse, inside: tuple[Path, ...]) -> Table:
    name = _name(file, inside[0] if inside else file)
    data = _read(file, inside[-1].name if inside else "")
    digest, text = hashlib.sha256(data).hexdigest(), text_of(data, EditionError, name)
    values = parse_toml(text, EditionError, name)
    lines = key_lines(text)

    def place(path: KeyPath) -> str:
        line = line_of(lines, path)
        return f"{name}:{line}" if line else name

    refuse(values, place)
    base = _base(values, file, refuse, inside, place)
    own = {key: value for key, value in values.items() if key != "extends"}
    places = {path: f"{name}:{line}" for path, line in lines.items()}
    if base is None:
        _refuse_extending(own, place)
        return Table(own, (file,), places, (digest,))
    if (file.parent / "articles").is_dir():  # where an edition's records lie
        own.setdefault("records", "articles")
    merged = _merge(dict(base.values), own, place)
    both = {**base.places, **places}
    # sections have other numbers now
    still = {path: at for path, at in both.items() if path[0] != "section"}
    return Table(merged, (file, *base.files), still, (digest, *base.hashes))


def _base(
    values: Mapping[str, Any],
    file: Path,
    refuse: Refuse,
    inside: tuple[Path, ...],
    place: Callable[[KeyPath], str],
) -> Table | None:
    """Return the table of what an edition extends, its paths seen from `file`."""
    named = values.get("extends")
    if named is None:
        return None
    if not isinstance(named, str) or not named:
        raise EditionError(
            said("`extends` names no file"),
            where=place(("extends",)),
            hint=said('write for example extends = "../nasional/edition.toml"'),
        )
    other = file.parent / named
    other = other / "edition.toml" if other.is_dir() else other
    chain = (*inside, file)
    same = any(_same_file(other, known) for known in chain)
    if same or len(chain) > _DEEPEST:
        raise EditionError(
            said("`extends` leads back to {file}", file=other.name)
            if same
            else said("`extends` is deep"),
            where=place(("extends",)),
            hint=said("let regional editions extend one that extends nothing"),
        )
    base = _load(other, refuse, chain)
    return replace(base, values=_seen_from(file.parent, other.parent, base))


def _same_file(one: Path, other: Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _name(file: Path, first: Path) -> str:
    """Return how messages call a file: without the folders of this machine."""
    same_folder = _same_file(file.parent, first.parent)
    return file.name if same_folder else f"{file.parent.resolve().name}/{file.name}"


def _read(file: Path, named_by: str) -> bytes:
    where = str(file)
    if not file.is_file():
        raise EditionError(
            said("there is no such file"),
            where=where,
            hint=said("correct `extends` in {file}", file=named_by)
            if named_by
            else said("name an edition.toml, or a folder that holds one"),
        )
    return read_bytes(file, EditionError, file.name)


# --- merging ----------------------------------------------------------------------


def _seen_from(folder: Path, base_folder: Path, base: Table) -> dict[str, Any]:
    """Return the base's values with its relative paths seen from `folder`."""

    def moved(path: object) -> object:
        if not isinstance(path, str) or Path(path).is_absolute():
            return path
        return os.path.relpath(base_folder / path, folder)

    values = dict(base.values)
    if "archive" not in values:
        values.setdefault("records", "articles")
    values["photos"] = [*_listed(values.get("photos", [])), "."]
    for key in _PLACES:
        if key in values:
            values[key] = [moved(path) for path in _listed(values[key])]
    for key in _FILES:
        if values.get(key):
            values[key] = moved(values[key])
    if "/" in str(values.get("layout", "")):
        values["layout"] = f"./{moved(values['layout'])}"
    _move_photos(values, moved)
    return values


def _move_photos(values: dict[str, Any], moved: Callable[[object], object]) -> None:
    """Let the photos that an editor put in place of others be seen from elsewhere."""
    articles = copy.deepcopy(values.get("article", {}))
    for article in articles.values():
        for photo in article.get("photo", {}).values():
            if "file" in photo:
                photo["file"] = moved(photo["file"])
    values["article"] = articles


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _merge(
    base: dict[str, Any], own: dict[str, Any], place: Callable[[KeyPath], str]
) -> dict[str, Any]:
    merged = {**base, **own}
    for key in _PLACES:
        if key in base and key in own:
            merged[key] = [*base[key], *_listed(own[key])]
    for key in _BY_KEY:
        if key in base and key in own:
            merged[key] = _deep(base[key], own[key])
    merged["section"] = _sections(
        [dict(section) for section in base.get("section", [])],
        own.get("section", []),
        place,
    )
    _drop(merged, merged.pop("drop", []), place)
    return merged


def _deep(base: Any, own: Any, key: str = "") -> Any:
    """Return a table in another: each key stands for itself.

    What a national edition leaves out stays out in every region.
    """
    if key == "omit" and isinstance(base, list) and isinstance(own, list):
        return [*base, *(opening for opening in own if opening not in base)]
    if not isinstance(base, dict) or not isinstance(own, dict):
        return own
    return {**base, **{k: _deep(base.get(k), v, k) for k, v in own.items()}}


def _sections(
    sections: list[dict[str, Any]],
    own: list[dict[str, Any]],
    place: Callable[[KeyPath], str],
) -> list[dict[str, Any]]:
    for number, change in enumerate(own):
        where = place(("section", number))
        titles = [section.get("title") for section in sections]
        title = change.get("title")
        listed = {"articles": change["articles"]} if "articles" in change else {}
        if title in titles:
            section = sections.pop(at := titles.index(title))
            section.update(listed)
        else:
            section, at = {"title": title, **listed}, len(sections)
        section["articles"] = list(_changed(section, change, where))
        if "before" in change and "after" in change:
            raise EditionError(
                said("a section stands `before` one or `after` one, not both"),
                where=where,
                hint=said("remove one of the two"),
            )
        named = change.get("before", change.get("after"))
        if named is not None:
            titles = [other.get("title") for other in sections]
            if named not in titles:
                raise _unknown_section(named, where)
            at = titles.index(named) + ("before" not in change)
        sections.insert(at, section)
    return sections


def _changed(
    section: Mapping[str, Any], change: Mapping[str, Any], where: str
) -> Iterator[str]:
    """Yield a section's articles without `drop`, then `add`."""
    dropped = list(change.get("drop", []))
    for name in section.get("articles", []):
        if name in dropped:
            dropped.remove(name)
        else:
            yield name
    if dropped:
        raise EditionError(
            said(
                "`drop`: section {title!r} does not list {name!r}",
                title=section.get("title"),
                name=dropped[0],
            ),
            where=where,
            hint=said("look at the edition it extends with --show-composed"),
        )
    yield from change.get("add", [])


def _drop(
    merged: dict[str, Any], dropped: list[str], place: Callable[[KeyPath], str]
) -> None:
    """Take out sections, by title, and articles, by the name they are listed with."""
    for name in dropped:
        kept = [s for s in merged["section"] if s.get("title") != name]
        if len(kept) == len(merged["section"]):
            holding = [s for s in kept if name in s.get("articles", [])]
            if not holding:
                raise EditionError(
                    said("`drop`: there is no section or article {name!r}", name=name),
                    where=place(("drop",)),
                    hint=said("look at the edition it extends with --show-composed"),
                )
            for section in holding:
                section["articles"] = [a for a in section["articles"] if a != name]
            # a section all of whose articles are dropped is dropped with them
            kept = [s for s in kept if s not in holding or s["articles"]]
        merged["section"] = kept


def _unknown_section(title: object, where: str) -> EditionError:
    return EditionError(
        said("there is no section {title!r} to stand before or after", title=title),
        where=where,
        hint=said("name a section by its title; --show-composed lists them"),
    )


def _refuse_extending(
    values: Mapping[str, Any], place: Callable[[KeyPath], str]
) -> None:
    """Refuse what changes another edition where none is extended."""
    found: list[KeyPath] = [("drop",)] if "drop" in values else []
    for number, section in enumerate(values.get("section", [])):
        found += [("section", number, k) for k in _ONLY_EXTENDING if k in section]
    for path in found:
        raise EditionError(
            said(
                "`{key}` has nothing to change: the edition extends no other",
                key=path[-1],
            ),
            where=place(path),
            hint=said('name one: extends = "../nasional/edition.toml"'),
        )

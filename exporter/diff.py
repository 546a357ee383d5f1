"""What changed between two proofs of an edition: articles, fields, pages.

In: two `<edition>.proof.json`. Out: `Difference`, for people and as JSON. The files
themselves are not read: a proof says what was found where.
"""

import difflib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from exporter.errors import UsageError
from exporter.said import marked, said

_SUFFIX = ".proof.json"
#: Entries of an edition in a proof, and what they are called.
ENTRIES = {
    "language": marked("language"),
    "publisher": marked("publisher"),
    "tagline": marked("tagline"),
    "rights": marked("rights line"),
    "sections": marked("sections of the edition"),
    "masthead": marked("masthead"),
}


@dataclass(frozen=True)
class FieldChange:
    """A field as it was and as it is now; "" where there was, or is, none."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class ArticleChange:
    """What changed in an article; `pages` are those its fields stand on now."""

    article: str
    headline: str
    fields: tuple[FieldChange, ...]
    old_pages: tuple[int, ...]
    pages: tuple[int, ...]


@dataclass(frozen=True)
class Difference:
    """What changed between two proofs.

    `pages` of the new PDF show something else than the page of that number did.
    `inputs` are files that changed and are no records; `edition` are its own
    entries, such as its revision, its sections, or "imprint.address".
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[ArticleChange, ...]
    moved: tuple[ArticleChange, ...]
    pages: tuple[int, ...]
    edition: tuple[FieldChange, ...]
    inputs: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the difference for machines."""
        return asdict(self)

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        return not any(asdict(self).values())


def diff_proofs(old: Path, new: Path) -> Difference:
    """Compare two proofs, each named by its path, a file beside it, or its folder.

    Raises UsageError for what is no proof.
    """
    was, now = _load(old), _load(new)
    old_articles = was["proof"]["articles"]
    new_articles = now["proof"]["articles"]
    compared = [
        _compare(article, old_articles[article], fields)
        for article, fields in new_articles.items()
        if article in old_articles
    ]
    return Difference(
        added=tuple(a for a in new_articles if a not in old_articles),
        removed=tuple(a for a in old_articles if a not in new_articles),
        changed=tuple(c for c in compared if c.fields),
        moved=tuple(c for c in compared if not c.fields and c.old_pages != c.pages),
        pages=tuple(_changed_pages(was, now)),
        edition=tuple(_entries(was["edition"], now["edition"])),
        inputs=tuple(_changed_inputs(was["inputs"], now["inputs"])),
    )


def language_of(path: Path) -> str:
    """Return the language of a proven edition; "" where the proof tells none."""
    try:
        return str(_load(path)["edition"].get("language", ""))
    except UsageError:
        return ""


def _load(path: Path) -> dict[str, Any]:
    file = _find(path)
    try:
        proof: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        for article in proof["proof"]["articles"].values():
            for field in article:
                field["field"], field["text"]
        proof["edition"].items(), proof["inputs"], proof["proof"]["pages"]
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise UsageError(
            said("is no proof that can be read"),
            where=str(path),
            hint=said("name a `<edition>.proof.json` that `exporter build` delivered"),
        ) from error
    return proof


def _find(path: Path) -> Path:
    """Return the proof beside a PDF or EPUB, or the only one in a folder."""
    if path.is_dir():
        found = sorted(file.name for file in path.glob(f"*{_SUFFIX}"))
        if len(found) > 1:
            raise UsageError(
                said("holds {count} proofs", count=len(found)),
                where=str(path),
                hint=said("name one of them: {names}", names=", ".join(found)),
            )
        return path / found[0] if found else path
    if path.name.endswith(_SUFFIX):
        return path
    beside = path.with_suffix(_SUFFIX)
    return beside if beside.is_file() else path


# --- articles ---------------------------------------------------------------------


def _compare(
    article: str, old: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]]
) -> ArticleChange:
    headline = next((f["text"] for f in new if f["field"] == "headline"), "")
    fields = tuple(_field_changes(old, new))
    return ArticleChange(article, headline, fields, _pages(old), _pages(new))


def _pages(fields: Sequence[dict[str, Any]]) -> tuple[int, ...]:
    return tuple(sorted({page for f in fields for page in f.get("pdf", ())}))


def _field_changes(
    old: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]]
) -> Iterator[FieldChange]:
    """Yield each field that is not the same: a paragraph put in moves no others."""
    matcher = difflib.SequenceMatcher(
        None, [*map(_says, old)], [*map(_says, new)], autojunk=False
    )
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind != "equal":
            yield from _pair(list(old[i:j]), list(new[k:m]))


def _says(field: dict[str, Any]) -> tuple[str, ...]:
    """Return what a field says: its kind (without its numbers), text and photo."""
    kind = re.sub(r"\d+", "", field["field"])
    return kind, field["text"], field.get("sha256", ""), field.get("photo", "")


def _pair(
    old: list[dict[str, Any]], new: list[dict[str, Any]]
) -> Iterator[FieldChange]:
    """Yield fields of one name as one change, all others as put in or taken out."""
    rest = list(new)
    for was in old:
        now = next((f for f in rest if f["field"] == was["field"]), None)
        if now is not None:
            rest.remove(now)
        yield FieldChange(was["field"], _shown(was), _shown(now) if now else "")
    for now in rest:
        yield FieldChange(now["field"], "", _shown(now))


def _shown(field: Mapping[str, Any]) -> str:
    return str(field["text"] or field.get("photo", ""))


# --- pages, and what stands around the articles ------------------------------------


def _changed_pages(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[int]:
    """Yield the pages that show something else than the page of their number did."""
    before = old["proof"]["pages"]
    for number, digest in enumerate(new["proof"]["pages"], 1):
        if number > len(before) or digest != before[number - 1]:
            yield number


def _entries(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[FieldChange]:
    """Yield each entry that both proofs have and that is not the same."""
    for name, now in new.items():
        was = old.get(name, now)  # an older exporter noted fewer
        if isinstance(was, dict) and isinstance(now, dict):
            for inner in _entries(was, now):
                yield replace(inner, field=f"{name}.{inner.field}")
        elif was != now:
            yield FieldChange(name, _as_text(was), _as_text(now))


def _as_text(entry: Any) -> str:
    """Return an entry as text: "Sains: pasang, surut; Ragam: ombak"."""
    if isinstance(entry, dict):
        return ": ".join(map(_as_text, entry.values()))
    if isinstance(entry, list):
        nested = any(isinstance(one, dict) for one in entry)
        return ("; " if nested else ", ").join(map(_as_text, entry))
    return str(entry)


def _changed_inputs(
    old: Sequence[Mapping[str, str]], new: Sequence[Mapping[str, str]]
) -> Iterator[str]:
    """Yield layouts, fonts and photos that changed: fields tell of records."""
    before = {(i["kind"], i["name"]): i["sha256"] for i in old}
    after = {(i["kind"], i["name"]): i["sha256"] for i in new}
    for kind, name in dict.fromkeys((*before, *after)):
        if kind in {"record", "edition"}:
            continue
        if before.get((kind, name)) != after.get((kind, name)):
            yield f"{kind}: {name}"

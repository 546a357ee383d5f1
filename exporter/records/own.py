"""Reader for our own JSON and JSON Lines.

In: the text of a file that holds one Article, a list of them, `{"articles": […]}`,
or an Article on each line. Out: the Articles that are good and an error for each
that is not: one bad record never costs the good ones.
"""

import difflib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NoReturn

from pydantic import ValidationError

from exporter.errors import RecordError
from exporter.model import SCHEMA_VERSION, Article, Provenance
from exporter.records.limits import SPLIT_HINT, problem_of_record
from exporter.said import said

#: Keys beside "articles" in a wrapper; they say nothing about an article.
_WRAPPER_KEYS = {"articles", "version", "$schema"}
_SHOWN_PROBLEMS = 3
_SCHEMA_HINT = "`exporter records --schema` prints the fields a record may have"


@dataclass(frozen=True)
class RecordFile:
    """The file a record came from: its name, hash, and warnings about its bytes."""

    name: str
    sha256: str = ""
    warnings: tuple[str, ...] = ()


class _DuplicateKeyError(ValueError):
    pass


class _NotANumberError(ValueError):
    pass


def read_json(text: str, file: RecordFile) -> tuple[list[Article], list[RecordError]]:
    """Return the Articles of a JSON text and the errors of those that are no Article.

    Raises RecordError where the text is no JSON or holds no records.
    """
    records = _records(_parse(text, file.name), file.name)
    many = len(records) > 1
    return _read_each(
        (
            (f"{file.name}, article {n}" if many else file.name, record)
            for n, record in enumerate(records, 1)
        ),
        lambda record, where: _article(record, where, file),
    )


def read_json_lines(
    text: str, file: RecordFile
) -> tuple[list[Article], list[RecordError]]:
    """Return the Articles of a JSON Lines text and an error for each bad line."""
    lines = enumerate(text.split("\n"), 1)
    return _read_each(
        ((f"{file.name}, line {n}", line) for n, line in lines if line.strip()),
        lambda line, where: _article(_parse(line, where), where, file),
    )


def _read_each(
    records: Iterable[tuple[str, Any]], read: Callable[[Any, str], Article]
) -> tuple[list[Article], list[RecordError]]:
    articles: list[Article] = []
    errors: list[RecordError] = []
    for where, record in records:
        try:
            articles.append(read(record, where))
        except RecordError as error:
            errors.append(error)
    return articles, errors


def _parse(text: str, where: str) -> Any:
    """Return the JSON value of `text`; an object that names a key twice is refused,
    and so are NaN and Infinity, which are no JSON (RFC 8259, section 6)."""
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise RecordError(
            f"no JSON: {error.msg} at {place}",
            where=where,
            hint=f"correct the text at {place}; often a comma or quote is missing",
        ) from error
    except _DuplicateKeyError as error:
        raise RecordError(
            f"the key {str(error)!r} stands twice in one object",
            where=where,
            hint="keep one of the two, or the other's words would be lost",
        ) from error
    except _NotANumberError as error:
        raise RecordError(
            said("no JSON: {name} is not a number", name=str(error)),
            where=where,
            hint=said("write a number in its place, or leave the field out"),
        ) from error
    except RecursionError as error:
        raise RecordError(
            said("no usable JSON: brackets stand in one another too deeply"),
            where=where,
            hint=said("look for a bracket that is not closed"),
        ) from error
    except ValueError as error:  # a number of thousands of digits
        raise RecordError(
            said("no usable JSON: a number has too many digits"),
            where=where,
            hint=said("write it in quotes, or leave it out"),
        ) from error


def _no_number(name: str) -> NoReturn:
    raise _NotANumberError(name)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _DuplicateKeyError(key)
        found[key] = value
    return found


def _records(value: Any, where: str) -> list[Any]:
    """Return the records of a JSON value: one object, a list, or a wrapper."""
    if isinstance(value, dict) and "articles" in value:
        _check_wrapper(value, where)
        value = value["articles"]
    elif isinstance(value, dict):
        return [value]
    if isinstance(value, list) and value:
        return value
    raise RecordError(
        "no articles in this JSON",
        where=where,
        hint='give an article object, a list of them, or {"articles": [...]}',
    )


def _check_wrapper(value: dict[str, Any], where: str) -> None:
    unknown = sorted(set(value) - _WRAPPER_KEYS)
    if unknown:
        raise RecordError(
            f"the key {unknown[0]!r} beside 'articles' is not known",
            where=where,
            hint="remove it: beside 'articles' only 'version' may stand",
        )
    version = str(value.get("version", SCHEMA_VERSION))
    if version.split(".")[0] != SCHEMA_VERSION.split(".")[0]:
        raise RecordError(
            f"records of version {version}; this exporter reads {SCHEMA_VERSION}",
            where=where,
            hint=_SCHEMA_HINT,
        )


def _article(record: Any, where: str, file: RecordFile) -> Article:
    """Return the Article of one record; its old `dropped` and warnings stay."""
    if not isinstance(record, dict):
        raise RecordError(
            f"an article is an object, not {json.dumps(record)[:40]}",
            where=where,
            hint=_SCHEMA_HINT,
        )
    too_large = problem_of_record(record)
    if too_large:
        path, problem = too_large
        raise RecordError(f"{_path(path)}: {problem}", where=where, hint=SPLIT_HINT)
    try:
        article = Article.model_validate(record)
    except ValidationError as error:
        raise _record_error(error, where) from error
    except (ValueError, RecursionError) as error:
        raise RecordError(
            f"the markup of a text cannot be read: {str(error)[:80]}",
            where=where,
            hint="look for damaged or deeply nested markup",
        ) from error
    was = article.provenance
    provenance = Provenance(
        reader="json",
        file=file.name,
        sha256=file.sha256,
        origins={key: f"json:{key}" for key in record if key != "provenance"},
        dropped=was.dropped,
        warnings=tuple(dict.fromkeys((*was.warnings, *file.warnings))),
    )
    return article.model_copy(update={"provenance": provenance})


def _record_error(error: ValidationError, where: str) -> RecordError:
    problems = error.errors(include_url=False, include_context=False)
    shown = [f"{_path(p['loc'])}: {_reason(p)}" for p in problems[:_SHOWN_PROBLEMS]]
    if len(problems) > _SHOWN_PROBLEMS:
        shown.append(f"and {len(problems) - _SHOWN_PROBLEMS} more")
    return RecordError("; ".join(shown), where=where, hint=_hint(problems[0]))


def _path(location: tuple[int | str, ...]) -> str:
    """Return a field's path in plain words: "authors, entry 2, name"."""
    words = [
        f"entry {step + 1}" if isinstance(step, int) else step for step in location
    ]
    return ", ".join(words) or "the article"


#: What pydantic says of a value of another type, and what an editor can do.
_FORMS = {
    "string_type": ("is no text", 'write text in quotes: "{name}": "…"'),
    "tuple_type": ("is no list", 'write a list: "{name}": [ … ]'),
    "model_type": ("is no object", 'write an object: {{ "name": "…" }}'),
    "union_tag_not_found": ("has no `type`", 'add for example "type": "paragraph"'),
    "too_short": ("is empty", "put something into it, or leave it out"),
}


def _reason(problem: Any) -> str:
    if problem["type"] == "missing":
        return "is missing"
    if problem["type"] == "extra_forbidden":
        return "is not a known field"
    if problem["type"] in _FORMS:
        return _FORMS[problem["type"]][0]
    reason = str(problem["msg"]).removeprefix("Value error, ")
    return reason[:1].lower() + reason[1:]


def _hint(problem: Any) -> str:
    """Return the next move for the first problem of a record."""
    kind, name = problem["type"], str((problem["loc"] or ("",))[-1])
    if kind == "missing":
        return said("add the field {name!r}", name=name)
    if kind in _FORMS:
        return said(_FORMS[kind][1], name=name)
    if str(problem["msg"]).endswith("is empty"):
        return said("write something into {name!r}", name=name)
    if kind == "extra_forbidden":
        known = list(Article.model_fields) if len(problem["loc"]) == 1 else []
        near = difflib.get_close_matches(name, known, n=1)
        return f"did you mean {near[0]!r}?" if near else f"remove it; {_SCHEMA_HINT}"
    if kind.startswith(("timezone", "datetime")):
        return "give the time with its offset, as 2022-01-12T22:40+07:00"
    if name == "time_zone":
        return 'use an IANA name such as "Asia/Jakarta"'
    return _SCHEMA_HINT

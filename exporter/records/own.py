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
from exporter.known import known_reason, reason_refused
from exporter.model import SCHEMA_VERSION, Article, Provenance
from exporter.records.limits import SPLIT_HINT, problem_of_record
from exporter.said import joined, marked, said

#: Keys beside "articles" in a wrapper; they say nothing about an article.
_WRAPPER_KEYS = {"articles", "version", "$schema"}
_SHOWN_PROBLEMS = 3
_SCHEMA_HINT = said("`exporter records --schema` prints the fields a record may have")


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
            (
                said("{file}, article {n}", file=file.name, n=n) if many else file.name,
                record,
            )
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
        (
            (said("{file}, line {n}", file=file.name, n=n), line)
            for n, line in lines
            if line.strip()
        ),
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
        place = {"line": error.lineno, "column": error.colno}
        reason = known_reason(error.msg)
        raise RecordError(
            said(
                "no JSON: {reason} at line {line}, column {column}",
                reason=reason,
                **place,
            ),
            where=where,
            hint=said(
                "correct the text at line {line}, column {column}; often a comma or "
                "quote is missing",
                **place,
            ),
        ) from error
    except _DuplicateKeyError as error:
        raise RecordError(
            said("the key {key!r} stands twice in one object", key=str(error)),
            where=where,
            hint=said("keep one of the two, or the other's words would be lost"),
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
        said("no articles in this JSON"),
        where=where,
        hint=said('give an article object, a list of them, or {{"articles": [...]}}'),
    )


def _check_wrapper(value: dict[str, Any], where: str) -> None:
    unknown = sorted(set(value) - _WRAPPER_KEYS)
    if unknown:
        raise RecordError(
            said("the key {key!r} beside 'articles' is not known", key=unknown[0]),
            where=where,
            hint=said("remove it: beside 'articles' only 'version' may stand"),
        )
    version = str(value.get("version", SCHEMA_VERSION))
    if version.split(".")[0] != SCHEMA_VERSION.split(".")[0]:
        raise RecordError(
            said(
                "records of version {version}; this exporter reads {known}",
                version=version,
                known=SCHEMA_VERSION,
            ),
            where=where,
            hint=_SCHEMA_HINT,
        )


def _article(record: Any, where: str, file: RecordFile) -> Article:
    """Return the Article of one record; its old `dropped` and warnings stay."""
    if not isinstance(record, dict):
        raise RecordError(
            said("an article is an object, not {text}", text=json.dumps(record)[:40]),
            where=where,
            hint=_SCHEMA_HINT,
        )
    too_large = problem_of_record(record)
    if too_large:
        path, problem = too_large
        message = said("{where}: {message}", where=_path(path), message=problem)
        raise RecordError(message, where=where, hint=SPLIT_HINT)
    try:
        article = Article.model_validate(record)
    except ValidationError as error:
        raise _record_error(error, where) from error
    except (ValueError, RecursionError) as error:
        raise RecordError(
            said("the markup of a text cannot be read: {text}", text=str(error)[:80]),
            where=where,
            hint=said("look for damaged or deeply nested markup"),
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
    problems = error.errors(include_url=False)
    shown = [
        said("{where}: {message}", where=_path(p["loc"]), message=_reason(p))
        for p in problems[:_SHOWN_PROBLEMS]
    ]
    if len(problems) > _SHOWN_PROBLEMS:
        shown.append(said("and {count} more", count=len(problems) - _SHOWN_PROBLEMS))
    return RecordError(joined(shown, "; "), where=where, hint=_hint(problems[0]))


def _path(location: tuple[int | str, ...]) -> str:
    """Return a field's path in plain words: "authors, entry 2, name"."""
    words = [
        said("entry {n}", n=step + 1) if isinstance(step, int) else step
        for step in location
    ]
    return joined(words) or said("the article")


#: What pydantic says of a value of another type, and what an editor can do.
_FORMS = {
    "string_type": (
        marked("is no text"),
        marked('write text in quotes: "{name}": "…"'),
    ),
    "tuple_type": (marked("is no list"), marked('write a list: "{name}": [ … ]')),
    "model_type": (
        marked("is no object"),
        marked('write an object: {{ "name": "…" }}'),
    ),
    "union_tag_not_found": (
        marked("has no `type`"),
        marked('add for example "type": "paragraph"'),
    ),
    "too_short": (marked("is empty"), marked("put something into it, or leave it out")),
}


def _reason(problem: Any) -> str:
    if problem["type"] == "missing":
        return said("is missing")
    if problem["type"] == "extra_forbidden":
        return said("is not a known field")
    if problem["type"] in _FORMS:
        return said(_FORMS[problem["type"]][0])
    return reason_refused(problem)


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
        if near:
            return said("did you mean {name!r}?", name=near[0])
        return said("remove it; {hint}", hint=_SCHEMA_HINT)
    if kind.startswith(("timezone", "datetime")):
        return said("give the time with its offset, as 2022-01-12T22:40+07:00")
    if name == "time_zone":
        return said('use an IANA name such as "Asia/Jakarta"')
    return _SCHEMA_HINT

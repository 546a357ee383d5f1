"""Reader for our own JSON.

In: a JSON value that is one Article, a list of them, or `{"articles": […]}`. Out: the
Articles that are good and an error for each that is not: one bad record never costs
the good ones.
"""

import difflib
import json
from typing import Any

from pydantic import ValidationError

from exporter.errors import RecordError
from exporter.known import reason_refused
from exporter.model import SCHEMA_VERSION, Article, Provenance
from exporter.records.file import Read, RecordFile, read_each
from exporter.records.limits import SPLIT_HINT, problem_of_record
from exporter.said import joined, marked, said

#: Keys beside "articles" in a wrapper; they say nothing about an article.
_WRAPPER_KEYS = {"articles", "version", "$schema"}
_SHOWN_PROBLEMS = 3
_SCHEMA_HINT = said("`exporter records --schema` prints the fields a record may have")


def read_own(value: Any, file: RecordFile) -> Read:
    """Return the Articles of a JSON value and the errors of those that are no Article.

    Raises RecordError where the value holds no records.
    """
    records = _records(value, file.name)
    many = len(records) > 1
    return read_each(
        (
            (
                said("{file}, article {n}", file=file.name, n=n) if many else file.name,
                record,
            )
            for n, record in enumerate(records, 1)
        ),
        lambda record, where: _article(record, where, file),
    )


def read_own_record(value: Any, where: str, file: RecordFile) -> Article:
    """Return the Article of one record; raise RecordError at `where` for what is none.

    A wrapper of several records stands for none.
    """
    return _article(value, where, file)


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

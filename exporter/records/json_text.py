"""JSON as it lies in a file: strict, and with words for what is wrong.

In: text. Out: the value of a JSON text, or of each line of JSON Lines (RFC 8259).
"""

import json
from collections.abc import Iterator
from typing import Any, NoReturn

from exporter.errors import RecordError
from exporter.known import known_reason
from exporter.said import said


class _DuplicateKeyError(ValueError):
    pass


class _NotANumberError(ValueError):
    pass


def parse_lines(text: str, name: str, first: int = 1) -> Iterator[tuple[str, str]]:
    """Yield (where, line) for each line that holds something; `first` is its number."""
    for n, line in enumerate(text.split("\n"), first):
        if line.strip():
            yield said("{file}, line {n}", file=name, n=n), line


def parse_json(text: str, where: str) -> Any:
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

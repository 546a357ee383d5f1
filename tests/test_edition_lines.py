"""Where each key of a TOML text stands."""

import itertools
from collections.abc import Iterator
from typing import Any

import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from exporter.edition.lines import KeyPath, key_lines


def test_each_key_has_its_line() -> None:
    text = """# satu
title = "x"
list = [
  1,
]
text = '''
[bukan]
kunci = 1
'''
[a."b c"]
d.e = 1
f = { g = 2 }
[[s]]
t = 1
[[s]]
t = 2
"""
    assert key_lines(text) == {
        ("title",): 2,
        ("list",): 3,
        ("text",): 6,
        ("a", "b c"): 10,
        ("a", "b c", "d"): 11,
        ("a", "b c", "d", "e"): 11,
        ("a", "b c", "f"): 12,
        ("a", "b c", "f", "g"): 12,
        ("s", 0): 13,
        ("s", 0, "t"): 14,
        ("s", 1): 15,
        ("s", 1, "t"): 16,
    }


#: Among them what ends a line for some readers of text, but not in TOML.
_WORDS = st.text(alphabet="ab é.'\"[]{}#=\\\n\t\x0c\x1c\x85\u2028\u2029", max_size=12)
_VALUES = st.recursive(
    _WORDS | st.lists(_WORDS, max_size=4) | st.booleans(),
    lambda values: (
        st.dictionaries(_WORDS, values, max_size=4)
        | st.lists(st.dictionaries(_WORDS, values, max_size=3), max_size=3)
        | st.lists(values, max_size=3)
    ),
    max_leaves=12,
)


@given(st.dictionaries(_WORDS, _VALUES, min_size=1, max_size=4), st.booleans())
def test_each_key_of_any_toml_is_on_its_line(
    values: dict[str, Any], multiline: bool
) -> None:
    table = _numbered(values, itertools.count())
    text = tomli_w.dumps(table, multiline_strings=multiline)
    written = text.split("\n")
    lines = key_lines(text)
    for path, number in lines.items():
        name = next(step for step in reversed(path) if isinstance(step, str))
        key = tomli_w.dumps({name: 0}).removesuffix(" = 0\n")
        line = written[number - 1]
        assert f"{key} = " in line or line.rstrip("]").endswith(key), (path, number)
    for path in _leaves(table, lines):
        assert path in lines, path


def _numbered(value: Any, numbers: Iterator[int]) -> Any:
    """Give each key a name of its own."""
    if isinstance(value, list):
        return [_numbered(one, numbers) for one in value]
    if not isinstance(value, dict):
        return value
    return {f"{k}{next(numbers)}": _numbered(v, numbers) for k, v in value.items()}


def _leaves(
    table: dict[str, Any], lines: dict[KeyPath, int], at: KeyPath = ()
) -> Iterator[KeyPath]:
    """Yield the path of each key and table that is written, whole or by its header."""
    for name, value in table.items():
        path = (*at, name)
        if isinstance(value, dict) and value:
            yield from _leaves(value, lines, path)
        elif (*path, 0) in lines:
            for number, one in enumerate(value):
                yield (*path, number)
                yield from _leaves(one, lines, (*path, number))
        else:
            yield path

"""Coverage of pages, wire files, feeds and other people's JSON.

In: the bytes of a record file that no reader of ours wrote, and the Articles read from
it. Out: the pieces that vanished. In a file of many records each is held against its
own Article, found by its headline; a record that gave no Article has an error of its
own.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from lxml import etree

from exporter.model import Article
from exporter.records.coverage_runs import (
    Run,
    check_runs,
    runs_of_html,
    runs_of_json,
    runs_of_xml,
)
from exporter.records.coverage_texts import texts_of
from exporter.records.coverage_words import Tokens, tokens_of
from exporter.records.decode import decode
from exporter.records.html.decode import decode_page
from exporter.records.sniff import Kind
from exporter.said import said

_ITEMS = {"item", "entry", "newsItem", "NewsItem", "packageItem", "nitf"}
#: An "&" that is only a sign; a parser that recovers would lose it.
_LONE = re.compile(rb"(<!\[CDATA\[.*?(?:\]\]>|\Z))|&(?!#?[A-Za-z0-9]{1,31};)", re.S)
LabelEnd = Callable[[Tokens, int], int]


def check_foreign(
    kind: Kind, data: bytes, name: str, articles: Sequence[Article], ends: LabelEnd
) -> list[str]:
    """Return what is lost of a record file of that kind."""
    if kind is Kind.HTML:
        texts = [text for article in articles for text in texts_of(article)]
        return check_runs(runs_of_html(decode_page(data, name)[0]), texts, ends)
    lost: list[str] = []
    waiting = list(articles)
    for runs in _records(kind, data, name):
        article = _article_of(runs, waiting, only=len(articles) == 1)
        if article is not None:
            waiting.remove(article)
            lost += check_runs(runs, texts_of(article), ends)
    return lost


def _article_of(
    runs: Sequence[Run], waiting: Sequence[Article], *, only: bool
) -> Article | None:
    """Return the Article of a record: the one whose headline it has."""
    if only:
        return waiting[0] if waiting else None
    said_here = {run.tokens for run in runs}
    return next((a for a in waiting if tokens_of(a.headline) in said_here), None)


def _records(kind: Kind, data: bytes, name: str) -> Iterator[list[Run]]:
    """Yield the runs of each record of a file."""
    if kind in (Kind.JSON, Kind.JSON_LINES):
        for value in _values(decode(data, name)[0]):
            yield list(runs_of_json(value))
    elif kind in (Kind.IPTC_7901, Kind.TEXT):
        yield _runs_of_text(decode(data, name)[0])
    else:
        parser = etree.XMLParser(
            recover=True, resolve_entities=False, no_network=True, load_dtd=False
        )
        root = etree.fromstring(_LONE.sub(_escaped, data), parser)
        items = [] if root is None else list(_items(root))
        for item in reversed(items):  # one that is not closed holds the next
            above = item.getparent()
            if len(items) > 1 and above is not None:
                above.remove(item)
        for item in items:
            yield runs_of_xml(item)


def _escaped(found: re.Match[bytes]) -> bytes:
    return found[1] or b"&amp;"


def _items(root: Any) -> list[Any]:
    """Return the elements that are records; the root where it is the only one."""
    inside = [
        one
        for one in root.iterdescendants()
        if isinstance(one.tag, str) and etree.QName(one).localname in _ITEMS
    ]
    return inside or [root]


def _runs_of_text(text: str) -> list[Run]:
    """Return the paragraphs of a wire text: its lines end anywhere."""
    words = tokens_of(text)
    return [Run(said("the text"), words)] if words else []


def _values(text: str) -> Iterator[Any]:
    """Yield the records of a JSON text: the objects of its longest list, or itself."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        for line in text.split("\n"):
            if line.strip():
                yield from _values(line) if line != text else ()
        return
    records = _longest_list(value, 4)
    yield from records if len(records) > 1 else [value]


def _longest_list(value: Any, depth: int) -> list[Any]:
    """Return the list of objects with a title that stands highest in a value."""
    if isinstance(value, list):
        objects = [one for one in value if isinstance(one, dict)]
        titled = [o for o in objects if {"title", "headline", "headlines"} & set(o)]
        if titled:
            return titled
    inner = value.values() if isinstance(value, dict) else value
    if not isinstance(value, dict | list) or not depth:
        return []
    for one in inner:
        if found := _longest_list(one, depth - 1):
            return found
    return []

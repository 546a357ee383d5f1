"""Pages on which only the library trafilatura finds a body (extra `web`)."""

import subprocess
import sys
from pathlib import Path

import pytest

from exporter.blocks import Paragraph
from exporter.errors import RecordError
from exporter.model import Article
from exporter.records import read_record_bytes
from exporter.records.html import last_resort

#: The text stands in no paragraph any rule of the reader knows.
ITEMS = [
    ("The ferry left at nine.", "It carried forty people."),
    ("The sea was calm.", "The crew slept little."),
    ("At dawn it was home.", "Nobody had missed it."),
    ("The bridge is shut.", "It will stay so till May."),
    ("The town waits.", "The boats are full."),
]
LIST = "".join(f"<dt>{one}</dt><dd>{other}</dd>" for one, other in ITEMS)
LOG = """<pre>
The night ferry has sailed every evening since the bridge was closed.
It carries workers, students and mail.
</pre>"""
PAGE = f"""<html lang="en"><head><title>The night ferry sails on</title>
<meta property="og:type" content="article">
<meta property="og:title" content="The night ferry sails on"></head>
<body><nav><a href="/">Coast Herald</a></nav>
<h1>The night ferry sails on</h1><dl>{LIST}</dl>{LOG}</body></html>"""


def read(page: str) -> Article:
    (article,) = read_record_bytes(page.encode(), "ferry.html").articles
    return article


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return a module that stands in for the library, for us to write."""
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path / "trafilatura.py"


def test_without_the_library_the_message_names_the_extra(library: Path) -> None:
    library.write_text("raise ImportError")
    with pytest.raises(RecordError, match="no readable article found") as caught:
        read(PAGE)
    assert "edition-exporter[web]" in str(caught.value.hint)


def test_the_real_library_finds_the_text() -> None:
    command = [sys.executable, "-c", "import trafilatura"]
    if subprocess.run(command, capture_output=True).returncode:
        pytest.skip("the library, or one it needs, is not installed")
    article = read(PAGE)
    texts = str(article.body)
    assert "It carried forty people." in texts
    assert "since the bridge was closed" in texts
    assert "Coast Herald" not in texts


def test_its_text_is_said_to_be_the_librarys(library: Path) -> None:
    text = " ".join(sum(ITEMS, ()))
    answer = f"<h1>The night ferry sails on</h1><p>{text}</p>"
    library.write_text(f"def extract(page, **_):\n    return {answer!r}")
    article = read(PAGE)
    assert article.provenance.origins["body"] == "body found by the library trafilatura"
    assert any("trafilatura" in str(w) for w in article.provenance.warnings)
    assert [type(block) for block in article.body] == [Paragraph]
    dropped = " ".join(one.text for one in article.provenance.dropped)
    assert "forty people" not in dropped


def test_its_markup_is_as_untrusted_as_a_page(library: Path) -> None:
    long = "The ferry left at nine and carried forty people home. " * 5
    bad = "<script>alert(1)</script><a href='javascript:x()'>here</a>"
    answer = f"<p onclick='x()'>{long}{bad}</p>"
    library.write_text(f"def extract(page, **_):\n    return {answer!r}")
    markup = str(read(PAGE).body)
    assert "The ferry left at nine" in markup
    assert not any(bad in markup for bad in ("onclick", "script", "alert"))


def test_a_library_that_never_ends_is_ended(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.write_text("def extract(page, **_):\n    while True: pass")
    monkeypatch.setattr(last_resort, "LONGEST", 2.0)
    with pytest.raises(RecordError, match="no readable article found"):
        read(PAGE)


def test_it_is_not_asked_where_the_reader_finds_the_text(library: Path) -> None:
    library.write_text("raise ImportError")
    text = "<p>The ferry left at nine and carried forty people to the island.</p>" * 3
    assert "forty people" in str(read(PAGE.replace("<dl>", f"{text}<dl>")).body)


@pytest.mark.parametrize("title", ["Access denied", "404 Not Found", "Coast Herald"])
def test_it_is_not_asked_where_there_is_no_article(library: Path, title: str) -> None:
    library.write_text("raise ImportError")
    page = PAGE.replace("The night ferry sails on", title)
    if title == "Coast Herald":
        page = page.replace('content="article"', 'content="website"')
    with pytest.raises(RecordError, match="no readable article found") as caught:
        read(page)
    assert "edition-exporter[web]" not in str(caught.value.hint)

"""Each checker passes a good file, finds a planted fault, says when it can't run."""

import os
import zipfile
from pathlib import Path

import checkers
import pytest
from checkers import (
    CheckerMissing,
    ace,
    epubcheck,
    requires_browser,
    requires_java,
    verapdf,
)
from PIL import Image
from weasyprint import HTML

PAGE = """<html lang="id"><head><title>Uji</title></head>
<body><h1>Uji</h1><p>Satu paragraf.</p>{more}</body></html>"""

OPF = """<?xml version="1.0"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:6f1c3a9e-0f0e-4c55-9d5c-0d4d9a3b7f11</dc:identifier>
<dc:title>Uji</dc:title><dc:language>id</dc:language>
<meta property="dcterms:modified">2022-01-16T00:00:00Z</meta></metadata>
<manifest><item id="nav" href="nav.xhtml" properties="nav"
 media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="nav"/></spine></package>"""

NAV = """<html xmlns="http://www.w3.org/1999/xhtml"
 xmlns:epub="http://www.idpf.org/2007/ops"><head><title>Uji</title></head>
<body><nav epub:type="toc"><ol><li><a href="{target}">Uji</a></li></ol></nav></body>
</html>"""

CONTAINER = """<?xml version="1.0"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles><rootfile full-path="package.opf"
 media-type="application/oebps-package+xml"/></rootfiles></container>"""


def make_epub(path: Path, target: str) -> Path:
    """Write the smallest EPUB, whose one link leads to `target`."""
    with zipfile.ZipFile(path, "w") as epub:
        epub.writestr("mimetype", "application/epub+zip")
        epub.writestr("META-INF/container.xml", CONTAINER)
        epub.writestr("package.opf", OPF)
        epub.writestr("nav.xhtml", NAV.format(target=target))
    return path


def make_pdf(path: Path, more: str = "") -> Path:
    HTML(string=PAGE.format(more=more)).write_pdf(path, pdf_variant="pdf/ua-1")
    return path


@requires_java
@pytest.mark.slow
def test_epubcheck_passes_a_good_epub(tmp_path: Path) -> None:
    assert epubcheck(make_epub(tmp_path / "good.epub", "nav.xhtml")) == []


@requires_java
@pytest.mark.slow
def test_epubcheck_finds_a_dead_link(tmp_path: Path) -> None:
    (message,) = epubcheck(make_epub(tmp_path / "bad.epub", "gone.xhtml"))
    assert message.startswith("ERROR RSC-007")
    assert "nav.xhtml" in message


@requires_java
@pytest.mark.slow
def test_epubcheck_finds_a_file_that_is_no_epub(tmp_path: Path) -> None:
    (tmp_path / "text.epub").write_text("not a zip file")
    assert any("FATAL" in m for m in epubcheck(tmp_path / "text.epub"))


@requires_browser
@pytest.mark.slow
def test_ace_finds_what_the_smallest_epub_lacks(tmp_path: Path) -> None:
    result = ace(make_epub(tmp_path / "small.epub", "nav.xhtml"))
    assert result.pages == 1, "the navigation document"
    assert {v.partition(" ")[0] for v in result.violations} >= {
        *("metadata-accessmode", "metadata-accessibilityfeature"),
        *("metadata-accessibilitysummary", "html-has-lang"),
    }


@requires_java
@pytest.mark.slow
def test_verapdf_passes_a_tagged_pdf(tmp_path: Path) -> None:
    result = verapdf(make_pdf(tmp_path / "good.pdf"))
    assert result.compliant
    assert result.failures == []
    assert result.assertions > 100


@requires_java
@pytest.mark.slow
def test_verapdf_finds_a_figure_without_alt(tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    Image.new("RGB", (8, 8)).save(photo)
    result = verapdf(make_pdf(tmp_path / "bad.pdf", f'<img src="{photo.as_uri()}">'))
    assert not result.compliant
    assert any(failure.startswith("7.3-1") for failure in result.failures)


@requires_java
@pytest.mark.slow
def test_verapdf_finds_an_untagged_pdf(tmp_path: Path) -> None:
    HTML(string=PAGE.format(more="")).write_pdf(tmp_path / "plain.pdf")
    result = verapdf(tmp_path / "plain.pdf")
    assert not result.compliant
    assert result.failures


def test_without_java_the_checkers_say_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", os.fspath(tmp_path))
    with pytest.raises(CheckerMissing, match="default-jdk-headless"):
        epubcheck(tmp_path / "any.epub")
    with pytest.raises(CheckerMissing, match="default-jdk-headless"):
        verapdf(tmp_path / "any.pdf")


def test_without_a_browser_ace_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", os.fspath(tmp_path))
    with pytest.raises(CheckerMissing, match="Chromium"):
        ace(tmp_path / "any.epub")


def test_without_jaxb_verapdf_says_which_jars_are_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for program in ("java", "javac"):
        (tmp_path / program).touch(mode=0o755)
    monkeypatch.setenv("PATH", os.fspath(tmp_path))
    monkeypatch.setattr(checkers, "JAXB_JARS", [tmp_path / "jaxb-api.jar"])
    with pytest.raises(CheckerMissing, match=r"jaxb-api\.jar"):
        verapdf(tmp_path / "any.pdf")

"""The EPUB in a reading system: epub.js in headless Chromium."""

import json
import subprocess
from pathlib import Path

import pytest
from checkers import HERE, browser, requires_browser

from exporter.build import build

SAMPLE = HERE.parent / "samples" / "mingguan"

pytestmark = pytest.mark.slow


@requires_browser
def test_a_reader_opens_every_article_from_the_contents(tmp_path: Path) -> None:
    out = tmp_path / "out"
    build(SAMPLE, out)
    done = subprocess.run(
        [
            *("node", str(HERE / "browser" / "open_epub.mjs"), str(browser())),
            *(str(next(out.glob("*.epub"))), str(tmp_path)),
        ],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["errors"] == []
    assert seen["cover"]
    sections = [s for s, _ in seen["sections"]]
    assert sections[:5] == ["Sains", "Nusantara", "Teknologi", "Ragam", "Opini"]
    headlines = [h for _, articles in seen["sections"] for h in articles]
    assert len(headlines) == len(list((SAMPLE / "articles").iterdir()))
    assert [a["headline"] for a in seen["opened"]] == headlines
    photos = [photo for a in seen["opened"] for photo in a["photos"]]
    assert len(photos) == len(list((SAMPLE / "photos").iterdir()))
    assert all(wide > 0 and shown > 0 for wide, shown in photos)
    bare = [a for a in seen["opened"] if len(a["credits"]) < len(a["photos"])]
    assert [a["headline"] for a in bare] == ["Foto yang dipakai menguji foto"]
    assert [label for label, _ in seen["pages"]] == [
        str(n) for n in range(1, len(seen["pages"]) + 1)
    ]

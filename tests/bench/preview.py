"""What the preview takes: to the first page, and from saving a file to its page.

    python tests/bench/preview.py [--work build/bench] [--runs 5] [--articles 60]

A browser (headless Chromium) looks at the page that changes. The time is that from
writing the file to the moment when the new picture is in the page and decoded; all that
lies between counts. The cache is empty at first. Nothing is asserted.
"""

import argparse
import re
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "bench")]

import editions  # noqa: E402 (beside this file)
from driven import Browser, Preview  # noqa: E402 (the tests')

_IN_VIEW = """[...document.querySelectorAll('figure.leaf img')].filter((i) => {
  const box = i.getBoundingClientRect();
  return box.bottom > 60 && box.top < innerHeight;
})"""
_LOADED = f"{_IN_VIEW}.every((i) => i.complete && i.naturalWidth)"
_OTHERS = f"{_IN_VIEW}.some((i) => !window.before.includes(i.currentSrc))"
_REMEMBER = f"window.before = {_IN_VIEW}.map((i) => i.currentSrc), 0"
_READY = "document.body.dataset.state === 'ready'"
_TOKENS = ":root {{ --accent: #{:06x}; }}\n"


class Bench:
    """An edition of which files are changed, in a folder of its own."""

    def __init__(self, edition: Path, work: Path) -> None:
        self.folder = work / "edition"
        self.cache = work / "cache"
        for folder in (self.folder, self.cache):
            shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(edition, self.folder)
        self.cache.mkdir()
        toml = self.folder / "edition.toml"
        text = toml.read_text(encoding="utf-8")
        own = 'layout = "./own"'
        toml.write_text(text.replace('layout = "magazine"', own), encoding="utf-8")
        (self.folder / "own").mkdir()
        (self.folder / "own" / "layout.toml").write_text(
            'title = "Own"\nextends = "magazine"\n', encoding="utf-8"
        )
        self.change_token(0)
        self._record, self.caption = self._find_caption()
        self._text = self._record.read_text(encoding="utf-8")

    def start(self) -> Preview:
        """Start the preview."""
        return Preview(self.folder, "--watch", "--lang", "en", cache=self.cache)

    def change_token(self, n: int) -> None:
        """Give the stylesheet another accent."""
        tokens = self.folder / "own" / "tokens.css"
        tokens.write_text(_TOKENS.format(0x9B1C1F + n), encoding="utf-8")

    def change_caption(self, n: int) -> None:
        """Lengthen a caption by a word."""
        longer = self._text.replace(self.caption, f"{self.caption} Ralat {n}.", 1)
        self._record.write_text(longer, encoding="utf-8")

    def page(self) -> int:
        """Return the page that shows the caption, as it is in the preview's PDF."""
        pdf = max(self.cache.glob(".exporter-preview-*/pages-*.pdf"))
        wanted = "".join(self.caption.split())[:24]
        with pypdfium2.PdfDocument(pdf) as document:
            for number, page in enumerate(document, 1):
                text = page.get_textpage().get_text_bounded()
                if wanted in "".join(text.split()):
                    return number
        raise SystemExit(f"no page has {self.caption!r}")

    def _find_caption(self) -> tuple[Path, str]:
        files = [*self.folder.glob("articles/*.json"), self.folder / "articles.jsonl"]
        for file in sorted(filter(Path.exists, files)):
            text = file.read_text(encoding="utf-8")
            found = re.findall(r'"caption": \[\s*"([^"\\<]{30,})"', text)
            if found:
                return file, found[len(found) // 2]
        raise SystemExit("no record has a caption")


def measure(bench: Bench, runs: int) -> list[tuple[str, list[float]]]:
    """Return what was done, and the milliseconds of each time."""
    told = []
    with Browser() as browser:
        for name in ("first page, nothing cached", "first page, all cached"):
            begun = time.time() * 1000
            with bench.start() as shown:
                browser.do("goto", shown.address)
                browser.do("wait", f"{_IN_VIEW}.length", 300)
                told.append((name, [browser.do("wait", _LOADED, 300) - begun]))
                browser.do("wait", _READY, 300)
        with bench.start() as shown:
            browser.do("goto", shown.address)
            browser.do("wait", _READY, 300)
            page = bench.page()
            for name, change in (
                ("a caption", bench.change_caption),
                ("a token of the stylesheet", bench.change_token),
            ):
                took = [_change(browser, page, change, n + 1) for n in range(runs)]
                told.append((name, took))
    return told


def _change(
    browser: Browser, page: int, change: Callable[[int], None], n: int
) -> float:
    """Return the milliseconds until a page is another one."""
    browser.do("eval", f"document.getElementById('page-{page}').scrollIntoView(), 0")
    browser.do("wait", _LOADED)
    browser.do("eval", _REMEMBER)
    time.sleep(0.5 + n * 0.07)  # at another moment between two looks
    begun = time.time() * 1000
    change(n)
    browser.do("wait", _OTHERS, 300)
    took = browser.do("wait", _LOADED, 300) - begun
    browser.do("wait", _READY, 300)
    return float(took)


def main() -> None:
    """Measure the sample and an edition of many articles."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("build/bench"))
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--articles", type=int, default=60)
    asked = parser.parse_args()
    work = asked.work.resolve()
    many = editions.make_edition(asked.articles, work, own=True).folder
    for name, edition in (
        ("sample", ROOT / "samples" / "mingguan"),
        (f"{asked.articles} articles", many),
    ):
        for what, took in measure(Bench(edition, work / "preview"), asked.runs):
            each = " ".join(f"{ms / 1000:.2f}" for ms in took)
            print(f"{name}: {what}: {statistics.median(took) / 1000:.2f} s ({each})")


if __name__ == "__main__":
    main()

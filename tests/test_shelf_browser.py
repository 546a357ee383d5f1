"""The shelf in a browser: its look, downloads, search, keys, accessibility; its
catalogues in a reading app."""

import json
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from checkers import HERE, browser, requires_browser
from driven import Browser, ShelfServed
from shelved import NAME, Press

from exporter.shelf.run import Asked, fill_shelf

pytestmark = pytest.mark.slow

LANGUAGES = ("id", "en")
NUMBERS = (*range(7, 13), 60)
SMALLEST = f"a[href='{NAME}-60/{NAME}-60-hemat.epub']"


class Shelves(NamedTuple):
    """A shelf in each language, and where their editions lie."""

    roots: dict[str, Path]
    out: Path


@pytest.fixture(scope="module")
def shelves(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Shelves:
    folder = tmp_path_factory.mktemp("shelves")
    press = Press(built, folder / "editions")
    for number in NUMBERS:
        press.deliver(number, smaller=number == 60, change=headed(number))
    roots = {language: folder / language for language in LANGUAGES}
    for language, root in roots.items():
        fill_shelf(Asked([press.out], root, language=language))
    return Shelves(roots, press.out)


def headed(number: int) -> Any:
    """Give each edition a headline of its own, one of them with an accent and a ß."""
    own = {8: "Élan di Straße Merdeka", 9: "Pohon " + "beringin" * 12}

    def change(proof: dict[str, Any]) -> None:
        headline = own.get(number, f"Kabar nomor {number}")
        proof["shelf"]["articles"]["surut"]["headline"] = headline

    return change


@pytest.fixture(scope="module", params=LANGUAGES)
def seen(
    request: pytest.FixtureRequest, shelves: Shelves
) -> Iterator[tuple[Browser, str, Path]]:
    root = shelves.roots[request.param]
    with ShelfServed(root) as served, Browser() as browser:
        browser.do("goto", served.address)
        yield browser, served.address, root


@requires_browser
@pytest.mark.parametrize("size", [(320, 640), (390, 844), (768, 1024), (1280, 900)])
def test_nothing_is_wider_than_the_window(
    size: tuple[int, int], seen: tuple[Browser, str, Path]
) -> None:
    browser, address, _ = seen
    browser.do("size", *size)
    browser.do("goto", address)
    width = browser.do("eval", "document.documentElement.scrollWidth")
    assert width == size[0]
    browser.do(
        "eval", "document.querySelectorAll('details').forEach((d) => d.open = 1)"
    )
    assert browser.do("eval", "document.documentElement.scrollWidth") == size[0]
    browser.do("size", 1440, 900)


@requires_browser
def test_a_click_downloads_the_very_files(
    seen: tuple[Browser, str, Path], shelves: Shelves, tmp_path: Path
) -> None:
    browser, address, _ = seen
    browser.do("goto", address)
    for end in ("-hemat.epub", ".epub", ".pdf"):
        name = f"{NAME}-60{end}"
        link = f".downloads a[href='{NAME}-60/{name}']"
        assert browser.do("download", link, str(tmp_path / name)) == name
        assert (tmp_path / name).read_bytes() == (shelves.out / name).read_bytes()


@requires_browser
def test_nothing_is_asked_for_elsewhere_and_covers_are_seen(
    seen: tuple[Browser, str, Path],
) -> None:
    browser, address, _ = seen
    browser.do("requests")
    browser.do("goto", address)
    browser.do("eval", "document.fonts.ready.then(() => document.fonts.size)")
    covers = "[...document.images]"
    browser.do("eval", f"{covers}.forEach((i) => i.loading = 'eager')")
    browser.do("wait", f"{covers}.every((i) => i.complete && i.naturalWidth > 60)")
    assert browser.do("eval", f"{covers}.length") == len(NUMBERS)
    loaded = "[...document.fonts].filter((f) => f.status === 'loaded').length"
    assert browser.do("eval", loaded) == 4
    asked = browser.do("requests")
    assert len(asked) > 6
    assert [url for url in asked if not url.startswith((address, "data:,"))] == []
    assert browser.do("errors") == []


@requires_browser
def test_the_page_is_whole_without_scripts(shelves: Shelves, tmp_path: Path) -> None:
    with ShelfServed(shelves.roots["id"]) as served, Browser() as browser:
        browser.do("scripts", False)
        browser.do("goto", served.address)
        assert browser.do("eval", "document.getElementById('search').offsetHeight") == 0
        shown = (
            "[...document.querySelectorAll('.edition')].filter((e) => e.offsetHeight)"
        )
        assert browser.do("eval", f"{shown}.length") == len(NUMBERS)
        name = browser.do("download", f".downloads {SMALLEST}", str(tmp_path / "x"))
        assert name == f"{NAME}-60-hemat.epub"


@requires_browser
def test_the_page_opens_from_a_disk(shelves: Shelves) -> None:
    """A USB stick has no server."""
    with Browser() as browser:
        browser.do("goto", (shelves.roots["id"] / "index.html").as_uri())
        browser.do("wait", "document.images[0].naturalWidth > 60")
        assert (
            browser.do("eval", "getComputedStyle(document.body).fontFamily")[0] == '"'
        )
        assert browser.do("eval", "document.getElementById('search').offsetHeight") > 20
        assert browser.do("errors") == []


FOCUSED = "document.activeElement"
#: Whether what has the focus can be seen to have it, and is in the window.
VISIBLE = f"""(() => {{
  const box = {FOCUSED}.getBoundingClientRect(), style = getComputedStyle({FOCUSED});
  return box.bottom > 0 && box.top < innerHeight && style.outlineStyle === "solid"
    && parseFloat(style.outlineWidth) >= 2;
}})()"""


@requires_browser
def test_the_tab_key_leads_through_the_page_in_its_order(
    seen: tuple[Browser, str, Path],
) -> None:
    browser, address, _ = seen
    browser.do("goto", address)
    every = """[...document.querySelectorAll("a, input, summary")].filter(
      (e) => e.tabIndex >= 0 && e.getClientRects().length)"""
    count = browser.do("eval", f"(window.every = {every}).length")
    browser.do("press", "Tab")
    assert browser.do("eval", f"{FOCUSED}.className") == "skip"
    browser.do("eval", "document.documentElement.style.scrollBehavior = 'auto'")
    places = []
    for _ in range(count):
        places.append(browser.do("eval", f"every.indexOf({FOCUSED})"))
        assert browser.do("eval", VISIBLE), browser.do("eval", f"{FOCUSED}.outerHTML")
        browser.do("press", "Tab")
    assert places == [*range(count)]
    assert count > 3 * len(NUMBERS)


@requires_browser
def test_the_skip_link_leads_past_the_head(seen: tuple[Browser, str, Path]) -> None:
    browser, address, _ = seen
    browser.do("goto", address)
    browser.do("press", "Tab")
    browser.do("press", "Enter")
    browser.do("press", "Tab")
    assert browser.do("eval", f"{FOCUSED}.getAttribute('href')") == (
        f"{NAME}-60/{NAME}-60-hemat.epub"
    )


def search(browser: Browser, words: str) -> list[str]:
    """Search by keyboard; return the marked words of what was found."""
    browser.do("eval", "document.getElementById('words').select()")
    browser.do("press", "Delete")
    browser.do("type", words)
    found = "[...document.querySelectorAll('#hits mark')].map((m) => m.textContent)"
    marked: list[str] = browser.do("eval", found)
    return marked


@requires_browser
def test_headlines_are_found_by_keyboard_alone(
    seen: tuple[Browser, str, Path],
) -> None:
    browser, address, root = seen
    browser.do("goto", address)
    browser.do("press", "Tab")
    browser.do("press", "Tab")
    assert browser.do("eval", f"{FOCUSED}.type") == "search"
    browser.do("type", "elan merdeka")
    assert browser.do("eval", "document.querySelectorAll('#hits li li').length") == 1
    marks = "[...document.querySelectorAll('#hits mark')].map((m) => m.textContent)"
    assert browser.do("eval", marks) == ["Élan", "Merdeka"]
    assert browser.do("eval", "document.getElementById('editions').offsetHeight") == 0
    told = browser.do("eval", "document.getElementById('sum').textContent")
    assert (
        told
        == {
            "id": "Judul: 1 · edisi: 1",
            "en": "Headlines: 1 · editions: 1",
        }[root.name]
    )
    browser.do("press", "Tab")
    browser.do("press", "Enter")
    assert browser.do("eval", f"{FOCUSED}.id") == f"{NAME}-8"
    assert browser.do("eval", f"{FOCUSED}.querySelector('details').open")
    assert browser.do("eval", "document.getElementById('found').offsetHeight") == 0


@requires_browser
def test_a_search_finds_all_words_in_any_order_and_says_when_it_finds_none(
    seen: tuple[Browser, str, Path],
) -> None:
    browser, address, _ = seen
    browser.do("goto", address)
    assert search(browser, "  STRASSE") == []
    assert search(browser, "merdeka STRAßE") == ["Straße", "Merdeka"]
    assert len(search(browser, "kabar")) >= 2 * len(NUMBERS)
    editions = "[...document.querySelectorAll('#hits > li > a')].map((a) => a.hash)"
    assert browser.do("eval", editions) == [f"#{NAME}-{n}" for n in reversed(NUMBERS)]
    assert search(browser, "aba kabar abar") == ["Kabar"] * browser.do(
        "eval", "document.querySelectorAll('#hits li li').length"
    )
    assert search(browser, "<img src=x> tidak") == []
    none = browser.do("eval", "document.getElementById('sum').textContent")
    assert none == browser.do("eval", "document.forms[0].dataset.none")
    browser.do("press", "Escape")
    assert browser.do("eval", "document.getElementById('editions').offsetHeight") > 400
    assert browser.do("errors") == []


@requires_browser
def test_what_stands_side_by_side_stands_at_one_height(
    seen: tuple[Browser, str, Path],
) -> None:
    browser, address, _ = seen
    browser.do("goto", address)
    tops = """[...document.querySelectorAll('.row')[0].children].map((item) =>
      ['.cover', 'h3', '.downloads', 'summary'].map((part) =>
        Math.round(item.querySelector(part).getBoundingClientRect().top)))"""
    rows = browser.do("eval", tops)
    assert len(rows) == len(NUMBERS) - 1
    assert all(a == b for a, b in pairwise(rows[:5]))
    assert rows[5][0] > rows[4][3]


@requires_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing(language: str, scheme: str, shelves: Shelves) -> None:
    with ShelfServed(shelves.roots[language]) as served, Browser(scheme) as browser:
        for width in (1280, 390):
            browser.do("size", width, 844)
            browser.do("goto", served.address)
            violations(browser)
            opened = "document.querySelectorAll('details').forEach((d) => d.open = 1)"
            browser.do("eval", opened)
            violations(browser)
            search(browser, "kabar")
            violations(browser)
        assert browser.do("errors") == []


def violations(browser: Browser) -> None:
    found = browser.do("axe")
    assert found["violations"] == []
    assert found["passes"] > 20


@requires_browser
def test_reading_apps_and_the_schema_understand_the_catalogues(
    shelves: Shelves,
) -> None:
    root = shelves.roots["id"]
    told = read_catalogues(root)
    assert told["wrong"] == []
    feed = told["feed"]
    assert feed["title"] == "Mingguan Uji"
    assert {"catalog.xml", "catalog.json"} <= set(feed["catalogues"])
    listed = feed["publications"]
    assert len(listed) == len(NUMBERS)
    for one, number in zip(listed, reversed(NUMBERS), strict=True):
        name = f"{NAME}-{number}"
        assert one["metadata"]["title"].startswith(f"Mingguan Uji, No. {number} ·")
        assert one["metadata"]["language"] == "id"
        acquired = [x for x in one["links"] if "acquisition" in str(x["rel"])]
        ends = ["-hemat.epub", ".epub", ".pdf"][0 if number == 60 else 1 :]
        assert [x["href"] for x in acquired] == [f"{name}/{name}{end}" for end in ends]
        assert one["images"] == [f"{name}/cover.jpg", f"{name}/small.jpg"]
        assert all((root / x["href"]).is_file() for x in acquired)


@requires_browser
@pytest.mark.parametrize(
    "spoil",
    [
        lambda feed: feed["publications"][0].pop("images"),
        lambda feed: feed["links"].pop(0),
        lambda feed: feed["metadata"].update(modified="yesterday"),
        lambda feed: feed["publications"][0]["links"].pop(0),
        lambda feed: feed["publications"][0]["metadata"].update(note="private"),
    ],
)
def test_the_schema_finds_fault_with_what_is_wrong(
    spoil: Any, shelves: Shelves, tmp_path: Path
) -> None:
    root = shelves.roots["id"]
    feed = json.loads((root / "catalog.json").read_text())
    spoil(feed)
    (tmp_path / "catalog.json").write_text(json.dumps(feed))
    (tmp_path / "catalog.xml").write_bytes((root / "catalog.xml").read_bytes())
    assert read_catalogues(tmp_path)["wrong"]


def read_catalogues(root: Path) -> Any:
    """Return what the schema finds wrong, and what a reading app reads."""
    done = subprocess.run(
        [
            *("node", str(HERE / "browser" / "opds.mjs"), str(browser())),
            *(str(root), str(HERE / "opds2.schema.json")),
        ],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)

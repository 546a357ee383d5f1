"""The preview in a browser: reloading, errors, overlays, keys, accessibility."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from checkers import requires_browser
from driven import Browser, Preview
from fontTools.ttLib import TTFont
from newsroom import Newsroom, draw_photo, photo, record

pytestmark = pytest.mark.slow

#: All pages are shown, and all that is found in them.
READY = "document.body.dataset.state === 'ready'"
DIGESTS = "[...document.querySelectorAll('figure.leaf')].map((f) => f.dataset.digest)"
IN_VIEW = """[...document.querySelectorAll('figure.leaf img')].filter((i) => {
  const box = i.getBoundingClientRect();
  return box.bottom > 60 && box.top < innerHeight;
})"""


class Desk(NamedTuple):
    """An edition, its preview, and a browser that looks at it."""

    room: Newsroom
    preview: Preview
    browser: Browser

    def see(self, expression: str) -> Any:
        return self.browser.do("eval", expression)

    def wait(self, expression: str) -> None:
        self.browser.do("wait", expression, 40)

    def change(self, change: Callable[[], object]) -> set[int]:
        """Change something; return the numbers of the pages that are other ones."""
        self.wait(READY)
        before = self.see(DIGESTS)
        version = self.see("document.body.dataset.version")
        change()
        self.wait(f"{DIGESTS}.join() !== {json.dumps(','.join(before))}")
        self.wait(READY)
        self.wait(f"{IN_VIEW}.every((i) => i.complete && i.naturalWidth)")
        assert self.see("document.body.dataset.version") != version
        after = self.see(DIGESTS)
        count = max(len(before), len(after))
        return {n + 1 for n in range(count) if before[n : n + 1] != after[n : n + 1]}

    @property
    def own(self) -> Path:
        return self.room.folder / "own"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    room = Newsroom(folder / "room")
    room.top["layout"] = "./own"
    room.sections = [("Sains", ["pasang", "surut"]), ("Ragam", ["*"])]
    own = room.folder / "own"
    own.mkdir()
    (own / "layout.toml").write_text('title = "Own"\nextends = "magazine"\n')
    room.add(record("surut", images=[photo("maroon", credit="")]))
    room.write()
    with (
        Preview(room.folder, "--watch", "--lang", "en", cache=folder) as preview,
        Browser() as browser,
    ):
        browser.do("goto", preview.address)
        desk = Desk(room, preview, browser)
        desk.wait(READY)
        yield desk


@requires_browser
def test_the_page_shows_every_page_and_its_findings(desk: Desk) -> None:
    numbers = desk.see(
        "[...document.querySelectorAll('figcaption')].map((c) => +c.innerText)"
    )
    assert len(numbers) >= 5
    assert numbers == [*range(1, len(numbers) + 1)]
    beside = desk.see("document.querySelector('.beside').innerText")
    assert "W-001" in beside
    assert "surut.json" in beside
    # every picture is there once it is looked at
    for _ in numbers[::2]:
        desk.wait(f"{IN_VIEW}.length && {IN_VIEW}.every((i) => i.naturalWidth > 800)")
        desk.browser.do("press", "j")
    desk.see("scrollTo(0, 0), 0")
    assert desk.browser.do("errors") == []


@requires_browser
def test_a_record_reloads_the_pages_it_is_on_and_no_others(desk: Desk) -> None:
    desk.see("document.getElementById('page-4').scrollIntoView(), 0")
    desk.see("window.marked = document.querySelector('#page-1 img'), 0")
    at = desk.see("scrollY")

    def change() -> None:
        desk.room.add(record("ombak", deck="Tentang ombak yang lain."))
        desk.room.write()

    begun = time.monotonic()
    pages = desk.change(change)
    assert time.monotonic() - begun < 20
    count = len(desk.see(DIGESTS))
    assert pages
    assert len(pages) <= count // 2
    assert desk.see("scrollY") == at
    # the picture of a page that stays is the very same element
    assert desk.see("window.marked === document.querySelector('#page-1 img')")


@requires_browser
def test_stylesheet_template_edition_and_photo_each_reload(desk: Desk) -> None:
    tokens = desk.own / "tokens.css"
    assert desk.change(lambda: tokens.write_text(":root { --leading: 12.5pt; }"))
    template = desk.own / "print-contents.html.j2"
    text = Path("layouts/base/print-contents.html.j2").read_text()
    changed = text.replace("</h1>", " ini</h1>")
    assert desk.change(lambda: template.write_text(changed)) == {2}
    toml = desk.room.folder / "edition.toml"
    titled = toml.read_text().replace("Mingguan Uji", "Mingguan Lain")
    assert 1 in desk.change(lambda: toml.write_text(titled))
    assert desk.see("document.title").startswith("Mingguan Lain 7")
    file = desk.room.folder / "photos" / "maroon.jpg"
    assert desk.change(lambda: draw_photo(file, "purple", (700, 900)))


@requires_browser
def test_a_record_that_appears_is_in_the_edition(desk: Desk) -> None:
    """Its section takes what there is: edition.toml says "*"."""
    before = len(desk.see(DIGESTS))

    def add() -> None:
        desk.room.add(record("badai", paragraphs=30))
        article = json.dumps(desk.room.records["badai"])
        (desk.room.folder / "articles" / "badai.json").write_text(article)

    assert desk.change(add)
    assert len(desk.see(DIGESTS)) > before


@requires_browser
def test_a_font_that_is_replaced_is_seen(desk: Desk) -> None:
    fonts = desk.own / "fonts" / "uji"
    fonts.mkdir(parents=True)

    def put(source: str) -> None:
        with TTFont(source) as font:
            for name in font["name"].names:
                if name.nameID in {1, 16}:
                    name.string = "Uji"
            font.save(fonts / "new.tmp")
        (fonts / "new.tmp").rename(fonts / "Uji-Regular.ttf")

    put("fonts/literata/Literata-Regular.ttf")
    tokens = desk.own / "tokens.css"
    desk.change(lambda: tokens.write_text(':root { --serif: "Uji"; }'))
    assert desk.change(lambda: put("fonts/literata/Literata-Bold.ttf"))


@requires_browser
def test_a_broken_stylesheet_is_told_and_overcome(desk: Desk) -> None:
    desk.wait(READY)
    before = desk.see(DIGESTS)
    sheet = desk.own / "print.css"
    sheet.write_text(".one { color: red; }\n.two { color: {{ red; }\n")
    desk.wait("document.body.dataset.state === 'failed'")
    told = desk.see("document.querySelector('[role=alert]').innerText")
    assert "layout own: print.css:2" in told
    assert "What to do" in told
    assert "out of date" in told
    assert desk.see(DIGESTS) == before
    assert desk.see("document.querySelectorAll('.outdated img').length") == len(before)
    assert (
        desk.see("getComputedStyle(document.querySelector('.outdated img')).opacity")
        < "1"
    )
    violations(desk.browser)
    sheet.unlink()
    desk.wait(READY)
    assert not desk.see("document.querySelectorAll('[role=alert], .outdated').length")
    assert desk.see(DIGESTS) == before


@requires_browser
def test_a_broken_edition_is_told_and_overcome(desk: Desk) -> None:
    desk.wait(READY)
    toml = desk.room.folder / "edition.toml"
    text = toml.read_text()
    toml.write_text(text.replace("number = 7", 'number = "seven"'))
    desk.wait("document.body.dataset.state === 'failed'")
    assert "edition.toml:2" in desk.see(
        "document.querySelector('[role=alert]').innerText"
    )
    toml.write_text(text)
    desk.wait(READY)


@requires_browser
@pytest.mark.parametrize(
    ("key", "name", "drawn"),
    [
        ("g", "grid", "#frame-0 .grid"),
        ("a", "area", "#frame-0 .area"),
        ("b", "boxes", ".over .boxes"),
    ],
)
def test_overlays_are_toggled_by_key_and_by_button(
    key: str, name: str, drawn: str, desk: Desk
) -> None:
    button = f"document.querySelector('[data-toggle={name}]')"
    display = f"getComputedStyle(document.querySelector('{drawn}')).display"
    assert desk.see(f"{button}.getAttribute('aria-pressed')") == "false"
    desk.see("scrollTo(0, 0), 0")
    desk.wait(f"{IN_VIEW}.every((i) => i.complete && i.naturalWidth)")
    before = shot(desk)
    desk.browser.do("press", key)
    assert desk.see(f"{button}.getAttribute('aria-pressed')") == "true"
    if name == "boxes":
        desk.wait("document.querySelectorAll('.over .boxes rect.text').length > 5")
        desk.wait("document.querySelectorAll('.over .boxes rect.photo').length")
        assert desk.see(display) == "inline"
    assert shot(desk) != before
    desk.browser.do("goto", desk.preview.address)  # kept
    assert desk.see(f"{button}.getAttribute('aria-pressed')") == "true"
    desk.see(f"{button}.click(), 0")
    assert desk.see(f"{button}.getAttribute('aria-pressed')") == "false"
    desk.wait(f"{IN_VIEW}.every((i) => i.complete && i.naturalWidth)")
    assert shot(desk) == before


def shot(desk: Desk) -> bytes:
    """Return what the window shows below its head, which tells what is pressed."""
    file = desk.room.folder.parent / "shot.png"
    desk.see("document.querySelector('header').style.visibility = 'hidden', 0")
    time.sleep(0.3)
    desk.browser.do("shot", str(file))
    desk.see("document.querySelector('header').style.visibility = '', 0")
    return file.read_bytes()


@requires_browser
def test_keys_lead_from_spread_to_spread(desk: Desk) -> None:
    desk.see("scrollTo(0, 0), 0")
    count = desk.see("document.querySelectorAll('.spread').length")
    assert count >= 2

    def current() -> int:
        at = desk.see("currentSpread().id")
        return int(at.removeprefix("spread-"))

    def press(*keys: str) -> list[int]:
        seen = []
        for key in keys:
            desk.browser.do("press", key)
            seen.append(current())
        return seen

    assert current() == 1
    down = press("j", "ArrowRight", "j")
    assert down[0] == 2  # the last spread stands below the one before it
    assert down == sorted(down)
    up = press("k", "ArrowLeft", "k", "k")
    assert up == sorted(up, reverse=True)
    assert up[-1] == 1
    desk.browser.do("press", "j")
    desk.browser.do("press", "z")
    assert current() == 2  # one stays where one was
    assert desk.see("document.querySelector('#page-2 img').clientWidth") == 794  # A4
    desk.browser.do("press", "z")
    assert current() == 2
    assert desk.see("document.querySelector('#page-2 img').clientWidth") < 794
    desk.see("scrollTo(0, 0), 0")


def violations(browser: Browser) -> None:
    found = browser.do("axe")
    assert found["violations"] == []
    assert found["passes"] > 15


@requires_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(scheme: str, desk: Desk) -> None:
    with Browser(scheme) as browser:
        browser.do("goto", desk.preview.address)
        browser.do("wait", READY)
        violations(browser)
        for key in "gabz":
            browser.do("press", key)
        violations(browser)
        browser.do("size", 390, 800)
        violations(browser)
        assert browser.do("errors") == []


@requires_browser
def test_the_end_of_the_preview_is_said(desk: Desk) -> None:
    """Last: there is no preview after it."""
    assert desk.browser.do("errors") == []
    code, _ = desk.preview.end()
    assert code == 130
    desk.wait("document.body.dataset.state === 'gone'")
    assert "ended" in desk.see("document.getElementById('status').innerText")

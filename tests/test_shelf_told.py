"""What a shelf tells: its page, its catalogues for reading apps, its feed."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html
from shelved import NAME, Press, every_link_leads_somewhere, fill, find, page, run

NS = {
    "a": "http://www.w3.org/2005/Atom",
    "d": "http://purl.org/dc/terms/",
    "h": "http://www.w3.org/1999/xhtml",
}


@pytest.fixture
def press(built: Path, tmp_path: Path) -> Press:
    return Press(built, tmp_path / "out")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "shelf"


def test_the_newest_edition_comes_first_and_years_are_apart(
    press: Press, root: Path
) -> None:
    for number in (20, 3, 12, 13):
        press.deliver(number)
    fill(press, root, language="en")
    shown = [one.get("id") for one in find(page(root), ".edition")]
    assert shown == [f"{NAME}-{number}" for number in (20, 13, 12, 3)]
    heads = [one.text_content().split() for one in find(page(root), ".earlier", "h2")]
    assert heads == [["Earlier", "editions", "2027"], ["2026"]]


def test_editions_of_several_titles_stand_under_their_publisher(
    press: Press, root: Path
) -> None:
    press.deliver(1)
    press.deliver(2, change=lambda p: p["edition"].update(title="Harian Uji"))
    fill(press, root)
    assert page(root).findtext(".//h1") == "Redaksi Uji"
    names = [one.get("data-name") for one in find(page(root), ".edition")]
    assert names == ["Harian Uji, No. 2", "Mingguan Uji, No. 1"]
    fill(press, root, title="Semua koran")
    assert page(root).findtext(".//h1") == "Semua koran"


def test_what_others_wrote_stays_text(press: Press, root: Path) -> None:
    hostile = '</script><img src=x onerror=alert(1)> & "x" <b>'

    def change(proof: dict[str, Any]) -> None:
        proof["shelf"]["articles"]["surut"]["headline"] = hostile
        proof["edition"]["sections"][1]["title"] = hostile
        proof["edition"]["publisher"] = hostile

    press.deliver(1, change=change)
    fill(press, root)
    shown = page(root)
    assert hostile in [item.text for item in find(shown, ".section", "li")]
    assert {one.tag for one in shown.iter() if isinstance(one.tag, str)}.isdisjoint(
        {"b"} - {one.tag for one in find(shown, ".how", "b")}
    )
    assert len(shown.xpath("//script")) == 1
    assert len(shown.xpath("//img")) == 1
    feed = etree.parse(root / "feed.xml")
    assert hostile in feed.xpath("//h:li/text()", namespaces=NS)
    assert hostile in feed.xpath("//a:author/a:name/text()", namespaces=NS)


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_page_speaks_its_language_and_marks_what_is_in_another(
    language: str, press: Press, root: Path
) -> None:
    press.deliver(1)
    fill(press, root, language=language)
    shown = page(root)
    assert shown.get("lang") == language
    dated = {"id": "11 Oktober 2026", "en": "11 October 2026"}
    assert dated[language] in re.sub(r"(\w+) (\d+), (\d+)", r"\2 \1 \3", text_of(shown))
    other = {"id": ["en"], "en": ["id"]}
    marked = {one.get("lang") for one in find(shown, ".section", "li[@lang]")}
    assert marked == set(other[language])


def text_of(shown: html.HtmlElement) -> str:
    return " ".join(shown.text_content().split())


def test_the_page_asks_for_nothing_from_elsewhere(press: Press, root: Path) -> None:
    press.deliver(1)
    fill(press, root)
    assert every_link_leads_somewhere(root)
    policy = page(root).xpath("string(//meta[@http-equiv]/@content)")
    assert "default-src 'none'" in policy and "unsafe" not in policy
    shown = page(root)
    assert not shown.xpath("//*[@style or @onclick or self::style]")
    assert not shown.xpath("//script[not(@src)]")
    css = (root / "shelf.css").read_text()
    for address in re.findall(r"url\(\"([^\"]+)\"\)", css):
        assert (root / address).is_file()


def test_a_feed_and_a_catalogue_lead_to_every_file(press: Press, root: Path) -> None:
    for number in (1, 2):
        press.deliver(number, smaller=number == 2)
    fill(press, root)
    feed, catalogue = (etree.parse(root / f"{n}.xml") for n in ("feed", "catalog"))
    for tree, rel in (
        (feed, "enclosure"),
        (catalogue, "http://opds-spec.org/acquisition/open-access"),
    ):
        assert len(tree.findall("a:entry", NS)) == 2
        for element in (tree.getroot(), *tree.findall("a:entry", NS)):
            assert element.findtext("a:id", namespaces=NS).startswith("urn:uuid:")
            updated = element.findtext("a:updated", namespaces=NS)
            assert datetime.fromisoformat(updated).tzinfo
        links = tree.findall(f"a:entry/a:link[@rel='{rel}']", NS)
        assert len(links) == 5
        for link in links:
            file = root / link.get("href")
            assert file.stat().st_size == int(link.get("length"))
            kind = "epub+zip" if file.suffix == ".epub" else "pdf"
            assert link.get("type") == f"application/{kind}"
    newest = catalogue.find("a:entry", NS)
    assert newest.findtext("d:issued", namespaces=NS) == "2026-10-18"
    assert newest.findtext("a:updated", namespaces=NS) == "2026-10-17T23:00:00Z"
    for rel in ("image", "image/thumbnail"):
        image = newest.find(f"a:link[@rel='http://opds-spec.org/{rel}']", NS)
        assert (root / image.get("href")).is_file()
    own = "application/atom+xml;profile=opds-catalog;kind=acquisition"
    assert catalogue.find("a:link[@rel='self']", NS).get("type") == own
    assert feed.xpath("string(//a:entry[1]//h:li[1])", namespaces=NS) == "Kabar pasang"


def test_the_command_tells_page_and_changes(press: Press, root: Path) -> None:
    name = press.deliver(1)
    done = run(press.out, "--to", root)
    assert (done.exit_code, done.stdout) == (0, f"{root}/index.html\n")
    assert name in done.stderr
    done = run(press.out, "--to", root, "--json")
    told = json.loads(done.stdout)
    assert told["unchanged"] == [name]
    assert told["touched"] == told["refused"] == []
    assert run("--to", root).exit_code == 2
    assert run(press.out).exit_code == 2
    assert run(press.out, "--to", root, "--lang", "xx").exit_code == 2

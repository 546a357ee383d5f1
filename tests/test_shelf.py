"""The readers' shelf: what comes onto it, what stays as it is, what it tells."""

import fcntl
import json
import os
import re
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from lxml import etree, html
from newsroom import SECRET
from PIL import Image
from shelved import HEADLINES, NAME, Press, build_edition, files_of, places_of
from typer.testing import CliRunner

from exporter.cli import app
from exporter.errors import ExporterError, UsageError
from exporter.shelf.run import Asked, Outcome, fill_shelf
from exporter.shelf.serve import ShelfRequest, part_of

NS = {
    "a": "http://www.w3.org/2005/Atom",
    "d": "http://purl.org/dc/terms/",
    "h": "http://www.w3.org/1999/xhtml",
}
#: What every run writes that changes anything at all.
TOP = {"index.html", "catalog.xml", "catalog.json", "feed.xml"}


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_edition(tmp_path_factory.mktemp("built"))


@pytest.fixture
def press(built: Path, tmp_path: Path) -> Press:
    return Press(built, tmp_path / "out")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "shelf"


def fill(press: Press, root: Path, **more: Any) -> Outcome:
    return fill_shelf(Asked([press.out], root, **more))


def page(root: Path) -> html.HtmlElement:
    return html.document_fromstring((root / "index.html").read_bytes())


def find(node: html.HtmlElement, *steps: str) -> list[html.HtmlElement]:
    """Return elements by steps down: ".class", or a step of XPath."""
    classed = "*[contains(concat(' ', @class, ' '), ' {} ')]"
    path = [classed.format(s[1:]) if s.startswith(".") else s for s in steps]
    found: list[html.HtmlElement] = node.xpath(".//" + "//".join(path))
    return found


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, ["shelf", *map(str, arguments)])


# --- what comes onto it ---------------------------------------------------------------


def test_an_edition_that_was_built_stands_on_the_shelf_whole(
    built: Path, root: Path
) -> None:
    fill_shelf(Asked([built], root))
    name = f"{NAME}-7"
    assert set(files_of(root / name)) == {
        *(f"{name}.epub", f"{name}.pdf", "cover.jpg", "small.jpg"),
        *("edition.json", "publication.json"),
    }
    for end in ("epub", "pdf"):
        copied = (root / name / f"{name}.{end}").read_bytes()
        assert copied == (built / f"{name}.{end}").read_bytes()
    [edition] = find(page(root), ".edition")
    listed = {
        find(section, ".section-title")[0].text: [
            item.text for item in find(section, "li")
        ]
        for section in find(edition, ".section")
    }
    assert listed == HEADLINES
    assert find(edition, ".lead")[0].text == "Kabar pasang"
    assert find(edition, ".section", "li[@lang]")[0].text == "Kabar ombak"
    assert page(root).get("lang") == "id"


def test_nothing_private_is_on_the_shelf(built: Path, root: Path) -> None:
    fill_shelf(Asked([built], root))
    telling = {n: d for n, d in files_of(root).items() if not n.endswith((".epub",))}
    told = b"\n".join(telling.values()).decode("utf-8", "replace")
    for secret in (SECRET, "editor_note", "pasang.json", "teal.jpg", str(built.parent)):
        assert secret not in told
    record = json.loads(telling[f"{NAME}-7/edition.json"])
    assert not {"findings", "inputs", "corrections", "released"} & set(record)
    assert all("proof" not in name and "report" not in name for name in telling)


def test_covers_are_pictures_of_page_one_whichever_file_has_it(
    press: Press, root: Path
) -> None:
    both, pdf, epub = (
        press.deliver(n, without=w)
        for n, w in ((1, ()), (2, (".epub",)), (3, (".pdf",)))
    )
    fill(press, root)
    shown = []
    for name in (both, pdf, epub):
        with Image.open(root / name / "cover.jpg") as large:
            assert (large.format, large.width) == ("JPEG", 840)
            assert not large.getexif()
            shown.append(large.convert("L").resize((12, 17)).tobytes())
        with Image.open(root / name / "small.jpg") as small:
            assert small.width == 420
    for other in shown[1:]:
        apart = [abs(a - b) for a, b in zip(shown[0], other, strict=True)]
        assert max(apart) < 24


def test_the_smaller_ebook_is_offered_first_with_its_size(
    press: Press, root: Path
) -> None:
    name = press.deliver(1, smaller=True)
    fill(press, root, language="en")
    links = find(page(root), ".downloads", "a")
    assert [link.get("href") for link in links] == [
        f"{name}/{name}{end}" for end in ("-hemat.epub", ".epub", ".pdf")
    ]
    size = (press.out / f"{name}-hemat.epub").stat().st_size
    assert find(links[0], ".size")[0].text == f"{round(size / 1000, 1):g} kB"
    assert find(links[0], ".what")[0].text == "EPUB, smaller"
    catalogue = json.loads((root / "catalog.json").read_bytes())
    acquired = catalogue["publications"][0]["links"][1:]
    assert [link["href"] for link in acquired] == [link.get("href") for link in links]


def spoil(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(bytes(data))


ERROR = {"code": "E-005", "where": "x", "message": "x", "level": "error", "hint": ""}


def edit(out: Path, name: str, change: Callable[[dict[str, Any]], object]) -> None:
    file = out / f"{name}.proof.json"
    proof = json.loads(file.read_text())
    change(proof)
    file.write_text(json.dumps(proof))


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        (lambda o, n: spoil(o / f"{n}.pdf"), f"{NAME}-2.pdf: is not the file"),
        (lambda o, n: (o / f"{n}.epub").unlink(), f"{NAME}-2.epub: the file cannot"),
        (lambda o, n: edit(o, n, lambda p: p["findings"].append(ERROR)), "is held"),
        (lambda o, n: edit(o, n, lambda p: p["options"].update(draft=True)), "a draft"),
        (lambda o, n: edit(o, n, lambda p: p.pop("shelf")), "an older version"),
        (lambda o, n: (o / f"{n}.proof.json").write_text("{"), "cannot be read"),
        (
            lambda o, n: edit(o, n, lambda p: p["edition"].update(language='"><b')),
            "cannot be read",
        ),
    ],
)
def test_what_is_not_as_it_was_proven_is_refused_and_said(
    what: Callable[[Path, str], object], reason: str, press: Press, root: Path
) -> None:
    press.deliver(1)
    name = press.deliver(2)
    what(press.out, name)
    done = run(press.out, "--to", root, "--lang", "en")
    assert done.exit_code == 6
    assert reason in done.stderr and name in done.stderr
    assert not (root / name).exists()
    assert name not in (root / "index.html").read_text()


def test_a_released_error_and_a_warning_do_not_hold_an_edition_back(
    press: Press, root: Path
) -> None:
    released = {"code": "E-005", "reason": "tahu", "findings": []}

    def change(proof: dict[str, Any]) -> None:
        proof["findings"] += [ERROR, ERROR | {"level": "warning", "code": "W-001"}]
        proof["released_findings"].append(released)

    name = press.deliver(1, change=change)
    assert fill(press, root).added == [name]
    edit(press.out, name, lambda p: p["options"].update(strict=True))
    with pytest.raises(UsageError, match="held"):
        fill(press, root)


def test_held_folders_are_not_looked_into(press: Press, root: Path) -> None:
    press.deliver(1)
    name = press.deliver(2)
    place = press.out / "held" / name
    place.mkdir(parents=True)
    for file in press.out.glob(f"{name}.*"):
        shutil.move(file, place)
    assert fill(press, root).refused == []
    assert not (root / name).exists()
    with pytest.raises(UsageError, match="held"):
        fill_shelf(Asked([place], root))


def test_a_refused_edition_stays_on_the_shelf_as_it_was(
    press: Press, root: Path
) -> None:
    name = press.deliver(1)
    press.deliver(2)
    fill(press, root)
    before = files_of(root)
    spoil(press.out / f"{name}.epub")
    outcome = fill(press, root, prune=True)
    assert [one.name for one in outcome.refused] == [name]
    assert outcome.touched == []
    assert files_of(root) == before


def test_one_edition_in_two_folders_must_be_the_same(
    built: Path, press: Press, root: Path, tmp_path: Path
) -> None:
    press.deliver(1)
    other = Press(built, tmp_path / "other")
    other.deliver(1)
    asked = Asked([press.out, other.out], root)
    assert fill_shelf(asked).added == [f"{NAME}-1"]
    other.deliver(1, without=(".pdf",))
    with pytest.raises(UsageError, match="two folders"):
        fill_shelf(asked)


# --- again ----------------------------------------------------------------------------


def test_a_new_edition_touches_only_what_leads_to_it(press: Press, root: Path) -> None:
    press.deliver(1)
    press.deliver(2)
    fill(press, root)
    before = places_of(root)
    name = press.deliver(3)
    outcome = fill(press, root)
    after = places_of(root)
    changed = {file for file in after if after[file] != before.get(file)}
    assert {f for f in changed if not f.startswith(f"{name}/")} == TOP
    assert set(outcome.touched) == changed
    assert outcome.added == [name]
    assert outcome.unchanged == [f"{NAME}-1", f"{NAME}-2"]
    again = fill(press, root)
    assert (again.touched, places_of(root)) == ([], after)


def test_the_same_editions_make_the_same_bytes(
    press: Press, root: Path, tmp_path: Path
) -> None:
    for number in (3, 1, 2):
        press.deliver(number)
    fill(press, root)
    fill(press, tmp_path / "other")
    assert files_of(root) == files_of(tmp_path / "other")


def test_a_corrected_edition_takes_the_place_of_the_former(
    press: Press, root: Path
) -> None:
    name = press.deliver(1)
    fill(press, root)

    def change(proof: dict[str, Any]) -> None:
        proof["shelf"]["modified"] = "2026-11-30T10:00:00+07:00"
        proof["shelf"]["articles"]["pasang"]["headline"] = "Kabar laut"

    press.deliver(1, without=(".pdf",), change=change)
    outcome = fill(press, root)
    assert outcome.changed == [name]
    assert not (root / name / f"{name}.pdf").exists()
    assert f"{name}/cover.jpg" not in outcome.touched
    assert "Kabar laut" in (root / "index.html").read_text()
    feed = etree.parse(root / "feed.xml")
    assert feed.findtext("a:updated", namespaces=NS) == "2026-11-30T03:00:00Z"


def test_what_was_spoilt_on_the_shelf_is_put_right(press: Press, root: Path) -> None:
    name = press.deliver(1)
    fill(press, root)
    whole = files_of(root)
    spoil(root / name / f"{name}.pdf")
    (root / name / "small.jpg").unlink()
    (root / name / "edition.json").write_text("{")
    fill(press, root)
    assert files_of(root) == whole


def test_editions_that_are_gone_are_said_and_go_with_prune_only(
    press: Press, root: Path
) -> None:
    kept, gone = press.deliver(1), press.deliver(2)
    fill(press, root, language="en")
    before = files_of(root)
    for file in press.out.glob(f"{gone}*"):
        file.unlink()
    done = run(press.out, "--to", root, "--lang", "en")
    assert f"still on the shelf, but in no folder that was named: {gone}" in done.stderr
    assert files_of(root) == before
    done = run(press.out, "--to", root, "--lang", "en", "--prune")
    assert f"removed from the shelf: {gone}" in done.stderr
    assert not (root / gone).exists()
    assert all(gone.encode() not in data for data in files_of(root).values())
    assert kept in (root / "index.html").read_text()


def test_a_folder_without_editions_empties_no_shelf(
    press: Press, root: Path, tmp_path: Path
) -> None:
    press.deliver(1)
    fill(press, root)
    before = files_of(root)
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "nowhere"):
        assert run(folder, "--to", root, "--prune").exit_code == 2
    assert files_of(root) == before


@pytest.mark.slow
def test_a_run_that_is_killed_at_any_file_leaves_every_file_whole(
    press: Press, root: Path, tmp_path: Path
) -> None:
    """Killed before, and after, each time a file is put in place."""
    old, gone = press.deliver(1), press.deliver(2)
    fill(press, root)
    before = files_of(root)
    for file in press.out.glob(f"{gone}.*"):
        file.unlink()
    press.deliver(1, without=(".pdf",), smaller=True)
    press.deliver(3)
    shutil.copytree(root, tmp_path / "whole")
    asked = Asked([press.out], tmp_path / "whole", prune=True)
    times = len(fill_shelf(asked).touched)
    after = files_of(tmp_path / "whole")
    assert times > 12
    for time in range(times):
        for late in (False, True):
            trial = tmp_path / f"trial-{time}-{late}"
            shutil.copytree(root, trial)
            fill_until(Asked([press.out], trial, prune=True), time, late=late)
            found = {
                n: d for n, d in files_of(trial).items() if not n.startswith(".writing")
            }
            assert all(d in (before.get(n), after.get(n)) for n, d in found.items())
            assert {"index.html", f"{old}/{old}.epub"} <= set(found)
            assert every_link_leads_somewhere(trial)
            fill_shelf(Asked([press.out], trial, prune=True))
            assert files_of(trial) == after
            shutil.rmtree(trial)


def fill_until(asked: Asked, time: int, *, late: bool) -> None:
    """Fill a shelf in a process that is gone before a rename, or right after it."""
    child = os.fork()
    if child:
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
        return
    left = [time]
    real = {name: getattr(Path, name) for name in ("replace", "rename")}

    def until(name: str) -> Callable[..., Any]:
        def act(*arguments: Any) -> Any:
            if left[0] == 0 and not late:
                os._exit(9)
            done = real[name](*arguments)
            if left[0] == 0:
                os._exit(9)
            left[0] -= 1
            return done

        return act

    try:
        for name in real:
            setattr(Path, name, until(name))
        fill_shelf(asked)
    finally:
        os._exit(1)


def every_link_leads_somewhere(root: Path) -> bool:
    links = page(root).xpath("//@href | //img/@src")
    files = {link.partition("?")[0] for link in links if not link.startswith("#")}
    return all((root / file).is_file() for file in files if file != "data:,")


def test_a_folder_with_other_things_is_not_written_to(press: Press, root: Path) -> None:
    press.deliver(1)
    root.mkdir()
    (root / "index.html").write_text("ours")
    with pytest.raises(UsageError, match="no shelf"):
        fill(press, root)
    assert files_of(root) == {"index.html": b"ours"}


def test_two_runs_do_not_mix(press: Press, root: Path) -> None:
    press.deliver(1)
    root.mkdir()
    handle = os.open(root, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        with pytest.raises(UsageError, match="another run"):
            fill(press, root)
    finally:
        os.close(handle)
    fill(press, root)


# --- what it tells --------------------------------------------------------------------


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


# --- served ---------------------------------------------------------------------------


@pytest.fixture
def served(press: Press, root: Path) -> Iterator[Callable[..., Any]]:
    """Ask the server of a shelf, without a network: (status, headers, body)."""
    press.deliver(1)
    fill(press, root)

    def ask(path: str, method: str = "GET", **headers: str) -> Any:
        headers = {"Host": "localhost:1", "Connection": "close", **headers}
        lines = [
            f"{name.replace('_', '-')}: {value}" for name, value in headers.items()
        ]
        ours, theirs = socket.socketpair()
        with ours, theirs:
            request = "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "", ""])
            ours.sendall(request.encode("latin-1"))
            ours.shutdown(socket.SHUT_WR)
            return read_answer(ours, theirs, root)

    yield ask


def read_answer(ours: socket.socket, theirs: socket.socket, root: Path) -> Any:
    told: list[bytes] = []
    reads = threading.Thread(
        target=lambda: told.extend(iter(lambda: ours.recv(1 << 16), b""))
    )
    reads.start()
    server: Any = SimpleNamespace(root=root)
    ShelfRequest(theirs, ("127.0.0.1", 1), server)
    theirs.close()
    reads.join(20)
    head, _, body = b"".join(told).partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    return (
        int(status.split()[1]),
        dict(line.split(": ", 1) for line in lines),
        body,
    )


def test_files_are_served_with_the_right_media_types(
    served: Callable[..., Any], root: Path
) -> None:
    name = f"{NAME}-1"
    types = {
        "": "text/html; charset=utf-8",
        "index.html": "text/html; charset=utf-8",
        "shelf.css": "text/css; charset=utf-8",
        "shelf.js": "text/javascript; charset=utf-8",
        "catalog.xml": "application/atom+xml;profile=opds-catalog;kind=acquisition",
        "catalog.json": "application/opds+json",
        "feed.xml": "application/atom+xml",
        f"{name}/{name}.epub": "application/epub+zip",
        f"{name}/{name}.pdf": "application/pdf",
        f"{name}/small.jpg": "image/jpeg",
        f"{name}/publication.json": "application/opds-publication+json",
    }
    for path, media_type in types.items():
        status, headers, body = served(f"/{path}?v=1")
        assert (status, headers["Content-Type"]) == (200, media_type), path
        assert body == (root / (path or "index.html")).read_bytes()
        status, headers, body = served(f"/{path}", "HEAD")
        assert (status, body) == (200, b"")
        assert int(headers["Content-Length"]) > 100


def test_a_browser_that_has_a_file_is_told_so(
    served: Callable[..., Any], press: Press, root: Path
) -> None:
    tag = served("/index.html")[1]["ETag"]
    for known in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        status, headers, body = served("/index.html", If_None_Match=known)
        assert (status, headers["ETag"], body) == (304, tag, b"")
    assert served("/index.html", If_None_Match='"x"')[0] == 200
    press.deliver(2)
    fill(press, root)
    assert served("/index.html", If_None_Match=tag)[0] == 200


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-99", range(0, 100)),
        ("bytes=100-", range(100, 1000)),
        ("bytes=-10", range(990, 1000)),
        ("bytes=-5000", range(0, 1000)),
        ("bytes=990-5000", range(990, 1000)),
        ("bytes=999-999", range(999, 1000)),
        ("bytes=1000-", range(0)),
        ("bytes=-0", range(0)),
        ("bytes=5-2", None),
        ("bytes=-", None),
        ("bytes=0-1,5-6", None),
        ("lines=0-1", None),
        ("", None),
    ],
)
def test_a_part_is_what_was_asked_for(asked: str, part: range | None) -> None:
    assert part_of(asked, 1000) == part


def test_a_download_can_be_taken_up_again(
    served: Callable[..., Any], root: Path
) -> None:
    path = f"{NAME}-1/{NAME}-1.epub"
    whole = (root / path).read_bytes()
    _, headers, _ = served(f"/{path}")
    status, part, body = served(f"/{path}", Range="bytes=1000-")
    assert (status, body) == (206, whole[1000:])
    assert part["Content-Range"] == f"bytes 1000-{len(whole) - 1}/{len(whole)}"
    tag = headers["ETag"]
    assert served(f"/{path}", Range="bytes=0-9", If_Range=tag)[2] == whole[:10]
    assert served(f"/{path}", Range="bytes=0-9", If_Range='"old"')[2] == whole
    status, part, body = served(f"/{path}", Range=f"bytes={len(whole)}-")
    assert (status, body) == (416, b"")
    assert part["Content-Range"] == f"bytes */{len(whole)}"


def test_nothing_but_the_shelf_is_handed_out(
    served: Callable[..., Any], root: Path, tmp_path: Path
) -> None:
    name = f"{NAME}-1"
    (tmp_path / "secret.pdf").write_text(SECRET)
    (root / name / "leak.pdf").symlink_to(tmp_path / "secret.pdf")
    (root / "out").symlink_to(tmp_path)
    os.mkfifo(root / name / "pipe.pdf")
    (root / "notes.html").write_text(SECRET)
    (root / name / ".hidden.pdf").write_text(SECRET)
    for path in (
        *(f"/{name}/leak.pdf", "/out/secret.pdf", f"/{name}/pipe.pdf", "/notes.html"),
        *(f"/{name}/.hidden.pdf", f"/{name}", f"/{name}/", "/fonts/", "/shelf.json"),
        *("/../secret.pdf", f"/{name}/../../secret.pdf", "/%2e%2e/secret.pdf"),
        *("/..%2fsecret.pdf", f"//{tmp_path}/secret.pdf", f"/{name}/edition.json"),
        *(f"/{name}%2f..%2f..%2fsecret.pdf", "/x%00.pdf", "/[", "http://[/", "*"),
    ):
        status, _, body = served(path)
        assert status == 404, path
        assert SECRET.encode() not in body
    for host in ("example.org", "127.0.0.1.example.org:80", ""):
        assert served("/", Host=host)[0] == 403


def test_what_is_no_shelf_is_not_served(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("x")
    done = run("--to", tmp_path, "--serve")
    assert done.exit_code == 2
    assert "is no shelf" in done.stderr


def test_an_error_says_where_it_is(press: Press, root: Path) -> None:
    root.write_text("a file")
    press.deliver(1)
    with pytest.raises(ExporterError, match="cannot write"):
        fill(press, root)

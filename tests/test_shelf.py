"""The readers' shelf: what comes onto it, and what stays as it is."""

import fcntl
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from newsroom import SECRET
from PIL import Image
from shelved import (
    HEADLINES,
    NAME,
    Press,
    every_link_leads_somewhere,
    files_of,
    fill,
    find,
    page,
    places_of,
    run,
)

from exporter.errors import ExporterError, UsageError
from exporter.shelf.run import Asked, fill_shelf

NS = {"a": "http://www.w3.org/2005/Atom"}
#: What every run writes that changes anything at all.
TOP = {"index.html", "catalog.xml", "catalog.json", "feed.xml"}


@pytest.fixture
def press(built: Path, tmp_path: Path) -> Press:
    return Press(built, tmp_path / "out")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "shelf"


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
    """Killed before, and after, each time a file is put in place or taken away."""
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
    """Fill a shelf in a process that is gone before a file is, or right after it."""
    child = os.fork()
    if child:
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
        return
    left = [time]
    real = {name: getattr(Path, name) for name in ("replace", "rename", "unlink")}

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


def test_an_error_says_where_it_is(press: Press, root: Path) -> None:
    root.write_text("a file")
    press.deliver(1)
    with pytest.raises(ExporterError, match="cannot write"):
        fill(press, root)

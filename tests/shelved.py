"""Delivered editions for the tests of the shelf: one is built, others are like it."""

import datetime as dt
import hashlib
import json
import shutil
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lxml import html
from newsroom import Newsroom, photo, record
from typer.testing import CliRunner

from exporter.build import build
from exporter.cli import app
from exporter.shelf.run import Asked, Outcome, fill_shelf

NAME = "mingguan-uji"
#: Headlines by section, as they are in the edition that is built.
HEADLINES = {"Sains": ["Kabar pasang", "Kabar surut"], "Ragam": ["Kabar ombak"]}
Change = Callable[[dict[str, Any]], object]


def build_edition(folder: Path) -> Path:
    """Build an edition; return its output folder."""
    room = Newsroom(folder / "room")
    room.add(record("ombak", language="en", images=[photo("teal")], credit="x"))
    room.records["ombak"].pop("credit")
    result = build(room.write(), folder / "out")
    assert result.exit_code == 0, result.findings
    return folder / "out"


class Press:
    """Delivers editions like one that was built, with other numbers and dates."""

    def __init__(self, built: Path, out: Path) -> None:
        self._built = built
        self.out = out
        out.mkdir(parents=True, exist_ok=True)

    def deliver(
        self,
        number: int,
        *,
        smaller: bool = False,
        without: tuple[str, ...] = (),
        change: Change = lambda proof: None,
    ) -> str:
        """Deliver an edition as a build would; return its name.

        `smaller` adds a smaller ebook, `without` leaves out files by their suffix;
        `change` changes what the proof says.
        """
        name = f"{NAME}-{number}"
        [source] = self._built.glob("*.proof.json")
        proof = json.loads(source.read_text(encoding="utf-8"))
        day = dt.date(2026, 11, 22) + dt.timedelta(weeks=number - 7)
        proof["edition"] |= {
            "number": number,
            "date": day.isoformat(),
            "identifier": uuid.uuid5(uuid.NAMESPACE_OID, name).urn,
        }
        moment = f"{day}T06:00:00+07:00"
        proof["shelf"] |= {"published": moment, "modified": moment}
        ends = [end for end in (".epub", ".pdf") if end not in without]
        for end in ends:
            [file] = self._built.glob(f"*{end}")
            shutil.copy(file, self.out / f"{name}{end}")
        if smaller:
            ends.append("-hemat.epub")
            [file] = self._built.glob("*.epub")
            shutil.copy(file, self.out / f"{name}-hemat.epub")
        change(proof)
        proof["outputs"] = {
            f"{name}{end}": described(self.out / f"{name}{end}") for end in ends
        }
        told = json.dumps(proof, ensure_ascii=False)
        (self.out / f"{name}.proof.json").write_text(told, encoding="utf-8")
        return name


def described(file: Path) -> dict[str, Any]:
    """Return what a proof says of a file."""
    data = file.read_bytes()
    return {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}


def files_of(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def places_of(folder: Path) -> dict[str, tuple[int, int]]:
    """Return inode and time of all files below a folder: what is written anew has
    others."""
    found = {}
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            seen = file.stat()
            found[str(file.relative_to(folder))] = (seen.st_ino, seen.st_mtime_ns)
    return found


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


def every_link_leads_somewhere(root: Path) -> bool:
    links = page(root).xpath("//@href | //img/@src")
    files = {link.partition("?")[0] for link in links if not link.startswith("#")}
    return all((root / file).is_file() for file in files if file != "data:,")

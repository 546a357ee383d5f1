"""The editions that are measured: made once, kept in the work folder.

In: a number of articles and the work folder. Out: a folder with edition.toml,
articles.jsonl and photos. The digest behind it comes from make_digest.py of
../shared/bench where that can run, else from own_digest.py.
"""

import datetime as dt
import json
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import own_digest

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
#: Pages and feeds of a digest name this address; `peers.serve` answers there.
PORT = 8765


@dataclass(frozen=True)
class Edition:
    """An edition on disk. `generator` says what drew it."""

    folder: Path
    articles: int
    generator: str

    @property
    def for_peers(self) -> bool:
        """Whether the folder has the pages and feeds other programs read."""
        return (self.folder / "html").is_dir()


def make_edition(count: int, work: Path, *, own: bool = False) -> Edition:
    """Return the edition of `count` articles; it is made where it is missing.

    `own` asks for the project's own generator.
    """
    digests = work / "digests"
    python = None if own else _python_of_shared(work)
    folder = digests / (f"n{count}" if python else f"own-n{count}")
    if not (folder / "digest.json").exists():  # each generator writes it last
        print(f"bench: drawing {count} articles into {folder}", file=sys.stderr)
        if python:
            _draw_shared(python, count, folder)
        else:
            own_digest.make_digest(count, folder)
    write_edition(folder)
    name = "../shared/bench/make_digest.py" if python else "tests/bench/own_digest.py"
    return Edition(folder, count, name)


def _draw_shared(python: Path, count: int, folder: Path) -> None:
    # -O: from the 401st article on bylines repeat, which an assertion forbids. It
    # guards the text search of the peers' comparison, which has 100 articles.
    script = SHARED / "bench" / "make_digest.py"
    seed = min((SHARED / "seed").glob("*.txt"))
    command = [str(python), "-O", str(script), "--seed-article", str(seed)]
    command += ["-n", str(count), "-o", str(folder)]
    command += ["--base-url", f"http://127.0.0.1:{PORT}/{folder.name}"]
    subprocess.run(command, check=True, stdout=sys.stderr)


def _python_of_shared(work: Path) -> Path | None:
    """Return an interpreter that can run make_digest.py; None where there is none."""
    if not (SHARED / "bench" / "make_digest.py").exists():
        print("bench: ../shared is not here; own generator", file=sys.stderr)
        return None
    place = work / "generator"
    python = place / "bin" / "python"
    if not _can_draw(python):
        print(f"bench: numpy and Pillow into {place}", file=sys.stderr)
        venv.create(place, clear=True, with_pip=True)
        pip = [str(python), "-m", "pip", "install", "-q", "numpy", "pillow"]
        subprocess.run(pip, check=False, stdout=sys.stderr)
    if _can_draw(python):
        return python
    print("bench: no numpy for make_digest.py; own generator", file=sys.stderr)
    return None


def _can_draw(python: Path) -> bool:
    if not python.exists():
        return False
    asked = [str(python), "-c", "import numpy, PIL"]
    return subprocess.run(asked, capture_output=True).returncode == 0


# --- a digest as an edition of ours -----------------------------------------------


def write_edition(folder: Path, corrected: str = "") -> None:
    """Write edition.toml and articles.jsonl beside a digest.

    `corrected` is added to one caption, that of the article in the middle.
    """
    table = json.loads((folder / "digest.json").read_text(encoding="utf-8"))
    records = table["articles"]
    if corrected:
        records[len(records) // 2]["photo"]["caption"] += f" {corrected}"
    lines = [json.dumps(article_of(r), ensure_ascii=False) + "\n" for r in records]
    (folder / "articles.jsonl").write_text("".join(lines), encoding="utf-8")
    (folder / "edition.toml").write_text(edition_toml(table), encoding="utf-8")


def edition_toml(table: dict[str, Any]) -> str:
    """Return the edition.toml of a digest: its sections in its order."""
    sections: dict[str, list[str]] = {}
    for record in table["articles"]:
        sections.setdefault(record["section"], []).append(record["id"])
    last = max(dt.datetime.fromisoformat(r["iso"]) for r in table["articles"])
    date = last.date() + dt.timedelta(days=1)
    lines = [
        f"title = {json.dumps(table['title'])}",
        "number = 2",
        f"date = {date}",
        f"published = {date}T06:00:00+07:00",
        'language = "id"',
        f"publisher = {json.dumps(table.get('publisher', 'Kompas TV'))}",
        'layout = "magazine"',
        'records = "articles.jsonl"',
    ]
    for title, ids in sections.items():
        lines += ["", "[[section]]", f'title = "{title}"']
        lines += [f"articles = {json.dumps(ids)}"]
    return "\n".join(lines) + "\n"


def article_of(record: dict[str, Any]) -> dict[str, Any]:
    """Return one record of a digest as an article of ours."""
    photo = record["photo"]
    city, provider = record["dateline"].split(", ", 1)
    body: list[dict[str, Any]] = []
    for number, text in enumerate(record["body"]):
        body.append({"type": "paragraph", "html": text})
        if number == 4:
            body.append({"type": "related", "related": [0]})
    related = [
        {"headline": r["headline"], "article": r["to"]} for r in record["related"]
    ]
    more = f"Selengkapnya ({record['n']})"
    related.append({"headline": more, "url": record["external"]})
    return {
        "id": record["id"],
        "language": record["lang"],
        "headline": record["headline"],
        "sections": [record["section"]],
        "authors": [{"name": record["author"]}],
        "editors": [{"name": record["editor"]}],
        "byline": record["byline"],
        "dateline": {"raw": record["dateline"], "city": city, "provider": provider},
        "published": record["iso"],
        "time_zone": "Asia/Jakarta",
        "published_as_printed": record["pubdate"],
        "images": [
            {
                "file": f"img/{photo['file']}",
                "caption": [photo["caption"]],
                "credit": photo["credit"],
                "alt": photo["alt"],
            }
        ],
        "body": body,
        "related": related,
        "sources": [{"name": record["source"], "kind": "organisation"}],
    }

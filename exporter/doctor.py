"""What is installed, what is missing, and how to get it.

In: nothing but this machine. Out: `Check`s, one for each thing looked at. It works
where hardly anything else does: what cannot be imported is a check that failed.
"""

import hashlib
import os
import platform
import re
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from exporter import __version__
from exporter.files import reason_of
from exporter.said import Said, said

_PACKAGE = Path(__file__).parent
#: The Pythons all tests have passed with, as (major, minor).
TESTED_PYTHONS = ((3, 11), (3, 12), (3, 13))
#: What a whole run imports; with them every Python package it needs.
_MODULES = ("exporter.build", "exporter.epub", "exporter.proof", "exporter.check")
_AGAIN = said("install the exporter again")


@dataclass(frozen=True)
class Check:
    """One thing looked at: `found` is what there is, `hint` how to get what is not.

    What is not `needed` may be missing: an edition is made all the same. A hint with
    a check that is `ok` is worth reading, no more.
    """

    group: str
    name: str
    ok: bool
    found: str = ""
    needed: bool = True
    hint: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the check for machines."""
        return asdict(self)


def examine() -> list[Check]:
    """Look at everything; what breaks is a check that failed, never an exception."""
    found: list[Check] = []
    for group, look in _GROUPS.items():
        try:
            for check in look(group):
                found.append(check)
        except Exception as error:  # whatever a broken installation may raise
            reason = f"{type(error).__name__}: {error}"
            found.append(Check(group, look.__name__[1:], False, reason, hint=_AGAIN))
    return found


def exit_code_of(checks: list[Check]) -> int:
    """Return 4 where something needed is missing, else 0."""
    return 4 if any(c.needed and not c.ok for c in checks) else 0


# --- the program ------------------------------------------------------------------


def _program(group: str) -> Iterator[Check]:
    yield Check(group, "exporter", True, f"{__version__}, {_PACKAGE}")
    found = said("{version}, {file}", version=_python(), file=sys.executable)
    known = sys.version_info[:2] in TESTED_PYTHONS
    tested = ", ".join(f"{major}.{minor}" for major, minor in TESTED_PYTHONS)
    hint = "" if known else said("tested with Python {versions}", versions=tested)
    yield Check(group, "Python", sys.version_info >= (3, 11), found, hint=hint)
    loaded = said("all modules load")
    for name in _MODULES:
        try:
            import_module(name)
        except Exception as error:
            reason = f"{name}: {type(error).__name__}: {error}"
            yield Check(group, said("modules"), False, reason, hint=_AGAIN)
            return
    yield Check(group, said("modules"), True, loaded)


def _python() -> str:
    return f"{platform.python_implementation()} {platform.python_version()}"


# --- Python packages --------------------------------------------------------------


def _packages(group: str) -> Iterator[Check]:
    from importlib.metadata import PackageNotFoundError, version

    tested = tested_versions()
    for wanted in requirements():
        name, relation, least = _parted(wanted)
        hint = said(
            "run: {command}", command=f"{sys.executable} -m pip install {_q(wanted)}"
        )
        try:
            found = version(name)
        except PackageNotFoundError:
            yield Check(group, name, False, said("not installed"), hint=hint)
            continue
        good = found == least if relation == "==" else _order(found) >= _order(least)
        if not good:
            told = said("{found}; needs {wanted}", found=found, wanted=wanted)
            yield Check(group, name, False, told, hint=hint)
            continue
        known = tested.get(name, found)
        other = said("tested with {version}", version=known) if known != found else ""
        yield Check(group, name, True, found, hint=other)


def requirements() -> list[str]:
    """Return what pyproject.toml of this checkout, or the installed package, needs."""
    checkout = _PACKAGE.parent / "pyproject.toml"
    if checkout.is_file():
        table = tomllib.loads(checkout.read_text(encoding="utf-8"))
        return list(table["project"]["dependencies"])
    from importlib.metadata import requires

    needs = requires("edition-exporter") or []
    return [need for need in needs if ";" not in need]  # without the extras


def tested_versions() -> dict[str, str]:
    """Return the versions all tests have passed with: those of requirements.lock."""
    from exporter.layout import bundled

    lock = bundled("requirements.lock").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", lock, re.MULTILINE))


def _parted(requirement: str) -> tuple[str, str, str]:
    """Return name, relation and version of a requirement as we write them."""
    found = re.match(r"([\w.-]+)\s*(?:(==|>=)\s*([\w.]+))?", requirement)
    if found is None:
        raise ValueError(f"not a requirement: {requirement!r}")
    name, relation, version = found.groups(default="")
    return name, relation, version


def _order(version: str) -> tuple[int, ...]:
    """Return the numbers of a version, without zeros at the end (6.0 is 6)."""
    numbers = [int(n) for n in re.findall(r"\d+", version.partition("+")[0])]
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def _q(requirement: str) -> str:
    return f"'{requirement}'"


# --- the system's libraries -------------------------------------------------------


def _libraries(group: str) -> Iterator[Check]:
    from exporter.native import LIBRARIES, how_to_install, missing_libraries
    from exporter.versions import native_versions

    versions, missing = native_versions(), missing_libraries()
    for library in LIBRARIES:
        if library not in missing:
            found: str = versions.get(library.title.lower(), said("found"))
            yield Check(group, library.title, True, found)
            continue
        # one command brings them all
        hint = how_to_install(missing) if library == missing[-1] else ""
        yield Check(group, library.title, False, said("not found"), hint=hint)


def _trial(group: str) -> Iterator[Check]:
    """Lay out a page in our fonts, print it, and read it back."""
    from exporter.native import missing_libraries

    if missing_libraries():
        hint = said("install what is missing, then run `exporter doctor` again")
        yield Check(group, "PDF", False, said("not tried"), hint=hint)
        return
    if _no_temporary_folder():
        hint = said("the trial needs a temporary folder; an edition does not")
        yield Check(group, "PDF", False, said("not tried"), needed=False, hint=hint)
        return
    text = "Gado-gado"
    read = _print_a_page(text)
    if read == text:
        yield Check(group, "PDF", True, said("a page was laid out, printed and read"))
    else:
        told = said("of {text} a page shows {read}", text=text, read=repr(read))
        yield Check(group, "PDF", False, told, hint=_AGAIN)


def _print_a_page(text: str) -> str:
    from exporter.fonts import use_only
    from exporter.layout import bundled
    from exporter.speed.loading import load_weasyprint

    with tempfile.TemporaryDirectory() as folder:
        use_only([bundled("fonts")], Path(folder))
        load_weasyprint()
        import pypdfium2
        import weasyprint

        page = f"<p style='font-family: Literata'>{text}</p>"
        with pypdfium2.PdfDocument(weasyprint.HTML(string=page).write_pdf()) as pdf:
            return str(pdf[0].get_textpage().get_text_bounded()).strip()


# --- what comes with the exporter -------------------------------------------------


def _fonts(group: str) -> Iterator[Check]:
    from exporter.layout import bundled

    folder = bundled("fonts")
    table = (folder / "README.md").read_text(encoding="utf-8")
    for family, title in re.findall(r"^\| `([\w-]+)/` \| ([^|]+) \|", table, re.M):
        wrong = list(_wrong_fonts(folder / family))
        found = str(folder / family)
        if wrong:
            names = ", ".join(wrong)
            found = said("missing or changed: {names}", names=names)
        yield Check(group, title, not wrong, found, hint=_AGAIN if wrong else "")


def _wrong_fonts(family: Path) -> Iterator[str]:
    """Yield the files of a family that are not as its FONTLOG.txt says."""
    log = family / "FONTLOG.txt"
    if not log.is_file():
        yield str(log)
        return
    listed = re.findall(r"^([0-9a-f]{64})  (\S+)$", log.read_text("utf-8"), re.M)
    for digest, name in listed:
        file = family / name
        if not file.is_file() or _sha256(file) != digest:
            yield name


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _layouts(group: str) -> Iterator[Check]:
    from exporter.layout import bundled, layout_names, load_layout

    names = layout_names()
    if not names:
        folder = str(bundled("layouts"))
        yield Check(group, folder, False, said("no layout"), hint=_AGAIN)
    for name in names:
        layout = load_layout(name, Path())
        yield Check(group, name, True, f"{layout.title} ({', '.join(layout.formats)})")
        for family, rights in layout.fonts.items():
            found = rights.licence or said("no licence is named")
            named = f"{name}: {family}"
            yield Check(group, named, bool(rights.licence), found, needed=False)


def _languages(group: str) -> Iterator[Check]:
    from exporter.tongue import tongue, tongues

    for language in tongues():
        sound = language == "en" or tongue(language).language == language
        found = said("can be said") if sound else said("its catalogue cannot be read")
        hint = "" if sound else _AGAIN
        yield Check(group, language, sound, found, needed=False, hint=hint)


# --- what makes it quick, and where it works --------------------------------------


def _speed(group: str) -> Iterator[Check]:
    from exporter.pool import why_one
    from exporter.speed import why_not

    hint = said("pages are the same, only slower")
    yield _unless(why_not(), group, said("WeasyPrint sped up"), said("yes"), hint)
    hint = said("on Linux, /dev/shm must be there and open to all")
    yield _unless(why_one(), group, said("several processes"), said("yes"), hint)
    yield _cache(group)


def _unless(reason: str, group: str, name: str, found: str, hint: str) -> Check:
    """Return the check of something that may be missing, and is for a `reason`."""
    if reason:
        return Check(group, name, False, reason, needed=False, hint=hint)
    return Check(group, name, True, found, needed=False)


def _cache(group: str) -> Check:
    from exporter.cache import open_cache

    cache, name = open_cache(), said("cache")
    size = cache.size()
    if size.folder is None:
        hint = said("correct that, or name another place in XDG_CACHE_HOME")
        return Check(group, name, False, cache.refused, needed=False, hint=hint)
    used = sum(kind.bytes for kind in size.kinds.values())
    found = said(
        "{folder}, {used} MB of at most {limit} MB",
        folder=str(size.folder),
        used=f"{used / 1e6:.0f}",
        limit=f"{size.limit / 1e6:.0f}",
    )
    if os.access(size.folder, os.W_OK):
        return Check(group, name, True, found, needed=False)
    hint = said("it can be read, but nothing new is kept")
    return Check(group, name, False, found, needed=False, hint=hint)


def _temporary(group: str) -> Iterator[Check]:
    reason = _no_temporary_folder()
    found = "" if reason else tempfile.gettempdir()
    hint = said("name a folder that can be written to in TMPDIR")
    yield _unless(reason, group, said("temporary folder"), found, hint)


def _no_temporary_folder() -> str:
    """Return why there is no temporary folder; "" if there is one."""
    try:
        with tempfile.TemporaryFile():
            return ""
    except OSError as error:
        return reason_of(error)


# --- who else may judge -----------------------------------------------------------


def _judges(group: str) -> Iterator[Check]:
    from exporter.validators import find_validators

    for validator in find_validators():
        found: str = " ".join(validator.command)
        if not found:
            found = said("not here; judges {what}", what=validator.judges)
        here = bool(validator.command)
        hint = "" if here else validator.hint
        yield Check(group, validator.name, here, found, needed=False, hint=hint)


#: Group -> what looks at it, in the order of the report.
_GROUPS: dict[Said, Callable[[str], Iterator[Check]]] = {
    said("Program"): _program,
    said("Python packages"): _packages,
    said("System libraries"): _libraries,
    said("Trial"): _trial,
    said("Fonts"): _fonts,
    said("Layouts"): _layouts,
    said("Languages"): _languages,
    said("Speed"): _speed,
    said("Folders"): _temporary,
    said("Validators (none is needed)"): _judges,
}

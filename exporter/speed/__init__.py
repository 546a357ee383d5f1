"""WeasyPrint, sped up: small changes to its layout that leave every page as it is.

In: nothing. Out: `enable` and `disable`, the one switch for all of them. A lever
remembers what WeasyPrint would work out again, or leaves out what no one reads; each
says why that is safe, and `tests/test_speed.py` shows that the pages are the same: box
by box and in the PDF, but for the rounding (1e-13) of what is moved instead of laid out
again. They are written for exact versions; with any other, WeasyPrint is left alone.
"""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import count

from exporter.said import said
from exporter.versions import version_of

#: The versions the levers were written for.
WRITTEN_FOR = {"weasyprint": "70.0", "pydyf": "0.13.0"}

#: Editions after which a process looks through all it holds.
EVERY = 5
_SETTLED = count()

Lever = Callable[["object"], None]


def why_not() -> str:
    """Return why the levers are not used with what is installed; "" if they are."""
    for package, wanted in WRITTEN_FOR.items():
        found = version_of(package)
        if found != wanted:
            return said(
                "written for {package} {wanted}; {found} is installed",
                package=package,
                wanted=wanted,
                found=found,
            )
    return ""


def levers() -> dict[str, Lever]:
    """Return every lever by its name."""
    from exporter.speed import blocks, boxes, lines, straight, styles

    found = {}
    for module in (styles, boxes, straight, lines, blocks):
        found.update({lever.__name__: lever for lever in module.LEVERS})
    return found


def enable(names: Iterable[str] | None = None) -> bool:
    """Use the levers (or those of `names`); return whether they are in use.

    Those in use already stay, and with them what they remember.
    """
    if why_not():
        return False
    from exporter.speed.patches import PATCHES

    known = levers()
    wanted = tuple(known if names is None else names)
    if PATCHES.levers != wanted:
        disable()
        for name in wanted:
            known[name](PATCHES)
        PATCHES.levers = wanted
    return True


def disable() -> None:
    """Put WeasyPrint back as it was."""
    from exporter.speed.patches import PATCHES

    PATCHES.undo()


def settle_gc() -> None:
    """Keep what lives now out of the garbage collector's rounds: code, and articles
    that stay laid out for the editions to come.

    Now and then all is looked through: those articles go, too.
    """
    if next(_SETTLED) % EVERY == 0:
        gc.unfreeze()
        gc.collect()
    gc.freeze()


@contextmanager
def collect_once() -> Iterator[None]:
    """Collect garbage at the end only, among what was made meanwhile.

    The boxes of a part refer to each other and are all in use until it is drawn:
    looking for garbage among them again and again finds none.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.collect(0)
        gc.enable()

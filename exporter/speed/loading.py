"""Load WeasyPrint without asking the compiler where its libraries are.

On Linux, cffi starts gcc and ldconfig for each name a library might have on other
systems, which costs as much as all the rest of loading. The names Linux has come last
in WeasyPrint's lists and need no search.
"""

import ctypes.util
import sys


def load_weasyprint() -> None:
    """Import WeasyPrint; call it before any other module does."""
    search = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None
    try:
        import weasyprint  # noqa: F401
    finally:
        ctypes.util.find_library = search

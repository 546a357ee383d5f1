"""HarfBuzz, as WeasyPrint has loaded it: fonts as it opens them, and cut down.

In: font files. Out: faces for HarfBuzz's functions, and the bytes of smaller fonts.
"""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from exporter.speed.loading import load_weasyprint

load_weasyprint()
from weasyprint.text.ffi import ffi, harfbuzz, harfbuzz_subset  # noqa: E402
from weasyprint.text.fonts import get_hb_object_data  # noqa: E402

# two functions of HarfBuzz that WeasyPrint does not declare
ffi.cdef("""
    hb_blob_t * hb_blob_create_from_file (const char *file_name);
    hb_face_t * hb_face_create (hb_blob_t *blob, unsigned int index);
""")


#: Names of a font (OpenType `name`) have numbers below this.
_NAMES = 32768


def open_face(file: str, index: int = 0) -> Any:
    """Return a face of a font file; it is let go with the last use of it."""
    blob = ffi.gc(
        harfbuzz.hb_blob_create_from_file(file.encode()), harfbuzz.hb_blob_destroy
    )
    return ffi.gc(harfbuzz.hb_face_create(blob, index), harfbuzz.hb_face_destroy)


def cut(file: Path, signs: Collection[int]) -> bytes | None:
    """Return a font with the glyphs of some characters (Unicode numbers) alone.

    It keeps its variations, what its layout tables say of those glyphs, and all its
    names, but no hinting. None where HarfBuzz cannot cut it.
    """
    if harfbuzz_subset is None:
        return None
    wanted = ffi.gc(
        harfbuzz_subset.hb_subset_input_create_or_fail(),
        harfbuzz_subset.hb_subset_input_destroy,
    )
    _fill(wanted, harfbuzz_subset.HB_SUBSET_SETS_UNICODE, signs)
    _fill(wanted, harfbuzz_subset.HB_SUBSET_SETS_NAME_ID, range(_NAMES))
    flags = harfbuzz_subset.HB_SUBSET_FLAGS_NO_HINTING
    flags |= harfbuzz_subset.HB_SUBSET_FLAGS_NOTDEF_OUTLINE
    harfbuzz_subset.hb_subset_input_set_flags(wanted, flags)
    made = harfbuzz_subset.hb_subset_or_fail(open_face(str(file)), wanted)
    if not made:
        return None
    return get_hb_object_data(ffi.gc(made, harfbuzz.hb_face_destroy)) or None


def _fill(wanted: Any, kind: int, numbers: Collection[int]) -> None:
    chosen = ffi.new(f"hb_codepoint_t[{len(numbers)}]", sorted(numbers))
    some = harfbuzz_subset.hb_subset_input_set(wanted, kind)
    harfbuzz.hb_set_add_sorted_array(some, chosen, len(numbers))

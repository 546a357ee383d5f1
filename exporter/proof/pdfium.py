"""PDFium's functions for what a page holds very many of, called at little cost.

In: handles as plain numbers (addresses). Out: plain numbers, None for no handle.
pypdfium2's own bindings make an object of each handle and let go of Python's lock
for each call: for a hundred thousand calls that read one value each, this costs more
than PDFium does. What they do is told in fpdf_edit.h, fpdf_structtree.h, fpdf_text.h.
"""

import ctypes
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as c


def address(handle: Any) -> int:
    """Return the number of a handle of pypdfium2; 0 for none."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def as_object(handle: int) -> Any:
    """Return a page object's handle as pypdfium2 has it."""
    return ctypes.cast(handle, c.FPDF_PAGEOBJECT)


def _plain(function: Any) -> Callable[..., Any]:
    """Return `function` with numbers in place of all pointers."""
    kinds = (function.restype, *function.argtypes)
    pointer: Any = ctypes._Pointer  # the one base of all pointers
    plain = [ctypes.c_void_p if issubclass(k, pointer) else k for k in kinds]
    return ctypes.PYFUNCTYPE(*plain)(address(function))


count_objects = _plain(c.FPDFPage_CountObjects)
get_object = _plain(c.FPDFPage_GetObject)
count_in_form = _plain(c.FPDFFormObj_CountObjects)
get_in_form = _plain(c.FPDFFormObj_GetObject)
get_type = _plain(c.FPDFPageObj_GetType)
get_mark = _plain(c.FPDFPageObj_GetMarkedContentID)
get_bounds = _plain(c.FPDFPageObj_GetBounds)
set_active = _plain(c.FPDFPageObj_SetIsActive)

count_letters = _plain(c.FPDFText_CountChars)
get_letter = _plain(c.FPDFText_GetUnicode)
get_letters = _plain(c.FPDFText_GetText)
get_owner = _plain(c.FPDFText_GetTextObject)
get_letter_box = _plain(c.FPDFText_GetCharBox)
get_text = _plain(c.FPDFTextObj_GetText)

count_kids = _plain(c.FPDF_StructElement_CountChildren)
get_kid_mark = _plain(c.FPDF_StructElement_GetChildMarkedContentID)
get_kid = _plain(c.FPDF_StructElement_GetChildAtIndex)
get_kind = _plain(c.FPDF_StructElement_GetType)
get_actual = _plain(c.FPDF_StructElement_GetActualText)
get_alt = _plain(c.FPDF_StructElement_GetAltText)
get_identifier = _plain(c.FPDF_StructElement_GetID)

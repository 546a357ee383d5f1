"""See whether a photo on a page can be seen.

In: an open page and its objects. Out: how much of what a photo should add to the
page is there. The page is drawn small with its images and without; a photo that is
clipped, covered, nearly transparent or off the page changes less than it should.
An all-white photo need change nothing.
"""

from collections.abc import Sequence

import pypdfium2.raw as c
from PIL import Image, ImageChops, ImageStat

from exporter.proof.pdf_page import Box, PdfObject, PdfPage
from exporter.proof.pictures import SIDE

#: The least share of a photo that must show (a layout may crop it).
LEAST_SHOWN = 0.55
#: A photo this like the page below it (0 to 255) need not be told from it.
LEAST_CHANGE = 4.0
_SCALE = 0.5


class PhotoSight:
    """One page, drawn with its images and without; drawn only if there are any."""

    def __init__(self, page: PdfPage, objects: Sequence[PdfObject]) -> None:
        self._scale = _SCALE
        images = [o.handle for o in objects if not o.is_text]
        self._with = self._draw(page) if images else None
        for handle in images:
            c.FPDFPageObj_SetIsActive(handle, False)
        self._without = self._draw(page) if images else None
        for handle in images:
            c.FPDFPageObj_SetIsActive(handle, True)

    def _draw(self, page: PdfPage) -> Image.Image:
        bitmap = page.page.render(
            scale=self._scale, may_draw_forms=False, draw_annots=False
        )
        image: Image.Image = bitmap.to_pil().convert("RGB")
        return image

    def hides(self, box: Box, thumb: bytes) -> bool:
        """Return whether too little shows of the photo `thumb` placed at `box`."""
        if not thumb or self._with is None or self._without is None:
            return False
        crop = tuple(round(x * self._scale) for x in box)
        # what lies outside the page is black in both, so it counts as unseen
        ground = self._part(self._without, crop)
        photo = Image.frombytes("RGB", (SIDE, SIDE), thumb)
        expected = _difference(photo, ground)
        shown = _difference(self._part(self._with, crop), ground)
        outside = 1 - self._inside(crop)
        if outside > 1 - LEAST_SHOWN:
            return True
        return expected > LEAST_CHANGE and shown < LEAST_SHOWN * expected

    def _part(self, image: Image.Image, crop: tuple[int, ...]) -> Image.Image:
        left, top, right, bottom = crop
        part = image.crop((left, top, max(right, left + 1), max(bottom, top + 1)))
        return part.resize((SIDE, SIDE), Image.Resampling.BOX)

    def _inside(self, crop: tuple[int, ...]) -> float:
        """Return the share of the box that lies on the page."""
        left, top, right, bottom = crop
        width, height = self._with.size if self._with else (0, 0)
        w = min(right, width) - max(left, 0)
        h = min(bottom, height) - max(top, 0)
        whole = max(1, right - left) * max(1, bottom - top)
        return max(0, w) * max(0, h) / whole


def _difference(one: Image.Image, other: Image.Image) -> float:
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3

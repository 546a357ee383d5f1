"""See whether a photo on a page can be seen.

In: an open page, and a photo's place on it. Out: how much of what the photo should
add to the page is there. Its place is drawn small with the photo and without; a photo
that is clipped, covered, nearly transparent or off the page changes less than it
should. An all-white photo need change nothing.
"""

from dataclasses import dataclass
from typing import Any

from PIL import Image

from exporter.proof import pdfium
from exporter.proof.pdf_page import PdfObject, PdfPage
from exporter.proof.pictures import SIDE, difference

#: The least share of a photo that must show (a layout may crop it).
LEAST_SHOWN = 0.55
#: A photo this like the page below it (0 to 255) need not be told from it.
LEAST_CHANGE = 4.0
#: A photo that changes the page as much as this is what one sees in its place.
CLEAR_CHANGE = 16.0
_SCALE = 0.5


@dataclass(frozen=True)
class Sight:
    """What is seen in a photo's place: with it, and without; as thumbnails.

    `inside` is the share of the place that lies on the page.
    """

    shown: bytes
    ground: bytes
    inside: float

    @property
    def is_clear(self) -> bool:
        """Return whether it is the photo that makes what is seen."""
        whole = self.inside >= 1
        return whole and difference(self.shown, self.ground) >= CLEAR_CHANGE

    def hides(self, thumb: bytes) -> bool:
        """Return whether too little shows of the photo `thumb`."""
        if not thumb:
            return False
        if self.inside < LEAST_SHOWN:
            return True
        expected = difference(thumb, self.ground)
        shown = difference(self.shown, self.ground)
        return expected > LEAST_CHANGE and shown < LEAST_SHOWN * expected


def look(page: PdfPage, photo: PdfObject) -> Sight:
    """Draw the place of `photo` with it and without."""
    left, top, right, bottom = (round(edge * _SCALE) for edge in photo.box)
    right, bottom = max(right, left + 1), max(bottom, top + 1)
    width, height = (-int(-side * _SCALE // 1) for side in page.page.get_size())
    on_page = max(left, 0), max(top, 0), min(right, width), min(bottom, height)
    inner = max(0, on_page[2] - on_page[0]) * max(0, on_page[3] - on_page[1])
    if not inner:
        return Sight(b"", b"", 0.0)
    margins = on_page[0], height - on_page[3], width - on_page[2], on_page[1]
    # what lies outside the page is black in both, so it counts as unseen
    place = (
        *(left - on_page[0], top - on_page[1]),
        *(right - on_page[0], bottom - on_page[1]),
    )
    shown = _draw(page, margins, place)
    pdfium.set_active(photo.handle, 0)
    ground = _draw(page, margins, place)
    pdfium.set_active(photo.handle, 1)
    return Sight(shown, ground, inner / ((right - left) * (bottom - top)))


def _draw(page: PdfPage, margins: tuple[int, ...], place: tuple[int, ...]) -> bytes:
    """Return the thumbnail of a `place` in what `margins` (in pixels) leave."""
    bitmap: Any = page.page.render(
        scale=_SCALE,
        crop=tuple(margin / _SCALE for margin in margins),
        may_draw_forms=False,
        draw_annots=False,
        no_smoothimage=True,  # many pixels become one below, as they are
    )
    image: Image.Image = bitmap.to_pil().convert("RGB").crop(place)
    return image.resize((SIDE, SIDE), Image.Resampling.BOX).tobytes()

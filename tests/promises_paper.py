"""Small tagged PDFs with text and photos exactly where a test wants them.

In: millimetres from the top left corner. Out: a file. Made with pikepdf alone, so
that what measures pages is not tested with what makes them.
"""

import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

MM = 72 / 25.4
WIDTH, HEIGHT = 210.0, 297.0


@dataclass(eq=False)
class Element:
    """An element of the structure tree; `content` are elements, and marks of pages."""

    kind: str
    alt: str = ""
    content: "list[Element | tuple[int, int]]" = field(default_factory=list)

    def add(self, kind: str, alt: str = "") -> "Element":
        element = Element(kind, alt)
        self.content.append(element)
        return element


class Paper:
    """A PDF in the making; pages count from 1."""

    def __init__(self) -> None:
        self.root = Element("Document")
        self._streams: list[list[str]] = []
        self._marks: list[int] = []
        self._images: list[tuple[int, int]] = []

    def page(self) -> int:
        """Begin a page and return its number."""
        self._streams.append([])
        self._marks.append(0)
        return len(self._streams)

    def text(
        self,
        element: Element | None,
        at: tuple[float, float],
        text: str,
        size: float = 9.5,
        clip: tuple[float, float, float, float] | None = None,
    ) -> None:
        """Write a line on the last page; `at` is where its baseline begins."""
        letters = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        x, y = at[0] * MM, (HEIGHT - at[1]) * MM
        show = f"BT /F {size} Tf 1 0 0 1 {x:.3f} {y:.3f} Tm ({letters}) Tj ET"
        self._put(element, show, clip)

    def photo(
        self,
        element: Element | None,
        box: tuple[float, float, float, float],
        pixels: tuple[int, int],
        clip: tuple[float, float, float, float] | None = None,
    ) -> None:
        """Place a grey photo of so many pixels on the last page."""
        self._images.append(pixels)
        wide, high = (box[2] - box[0]) * MM, (box[3] - box[1]) * MM
        x, y = box[0] * MM, (HEIGHT - box[3]) * MM
        name = f"/I{len(self._images)}"
        show = f"{wide:.3f} 0 0 {high:.3f} {x:.3f} {y:.3f} cm {name} Do"
        self._put(element, show, clip)

    def tint(self, box: tuple[float, float, float, float], grey: float) -> None:
        """Fill a box of the last page."""
        self._put(None, f"{grey} g {_rectangle(box)} f", None)

    def _put(
        self,
        element: Element | None,
        show: str,
        clip: tuple[float, float, float, float] | None,
    ) -> None:
        page = len(self._streams)
        if clip:
            show = f"{_rectangle(clip)} W n {show}"
        tag = "/Artifact BMC"
        if element:
            mark = self._marks[-1]
            self._marks[-1] += 1
            element.content.append((page, mark))
            tag = f"/{element.kind} <</MCID {mark}>> BDC"
        self._streams[-1].append(f"{tag} q {show} Q EMC")

    def save(self, path: Path) -> Path:
        file = pikepdf.new()
        helvetica = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type1,
            BaseFont=Name.Helvetica,
            Encoding=Name.WinAnsiEncoding,
        )
        fonts = Dictionary(F=file.make_indirect(helvetica))
        images = Dictionary()
        for number, pixels in enumerate(self._images, 1):
            images[f"/I{number}"] = _image(file, pixels)
        resources = file.make_indirect(Dictionary(Font=fonts, XObject=images))
        for stream in self._streams:
            page = file.add_blank_page(page_size=(WIDTH * MM, HEIGHT * MM))
            page.Resources = resources
            page.Contents = file.make_stream("\n".join(stream).encode("cp1252"))
        root = file.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        root.K = _tag(file, self.root, root)
        file.Root.StructTreeRoot = root
        file.Root.MarkInfo = Dictionary(Marked=True)
        file.save(path)
        return path


def _rectangle(box: tuple[float, float, float, float]) -> str:
    x, y = box[0] * MM, (HEIGHT - box[3]) * MM
    return (
        f"{x:.3f} {y:.3f} {(box[2] - box[0]) * MM:.3f} {(box[3] - box[1]) * MM:.3f} re"
    )


def _image(file: pikepdf.Pdf, pixels: tuple[int, int]) -> Any:
    grey = zlib.compress(b"\x99" * (pixels[0] * pixels[1]))
    image = file.make_stream(grey)
    image.Type, image.Subtype = Name.XObject, Name.Image
    image.Width, image.Height = pixels
    image.ColorSpace, image.BitsPerComponent = Name.DeviceGray, 8
    image.Filter = Name.FlateDecode
    return image


def _tag(file: pikepdf.Pdf, element: Element, parent: Any) -> Any:
    tag = file.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name(f"/{element.kind}"), P=parent)
    )
    if element.alt:
        tag.Alt = element.alt
    kids = []
    for item in element.content:
        if isinstance(item, Element):
            kids.append(_tag(file, item, tag))
        else:
            page = file.pages[item[0] - 1].obj
            kids.append(Dictionary(Type=Name.MCR, Pg=page, MCID=item[1]))
    tag.K = Array(kids)
    return tag

"""Draw docs/layouts/*.jpg: page one and an inside page of the sample in each layout.

Run it after a change of a layout: `PYTHONPATH=$PWD python tools/layout_pictures.py`.
"""

import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image

from exporter.build import build
from exporter.layout import layout_names

ROOT = Path(__file__).resolve().parents[1]
HEIGHT = 760  # pixels
#: An inside page that shows what a layout is like: photos, a head, running text.
INSIDE = {"magazine": 5, "gazette": 4, "pocket": 9, "large-print": 7, "report": 7}


def draw(name: str, out: Path) -> None:
    """Write the picture of a layout."""
    with tempfile.TemporaryDirectory() as folder:
        result = build(
            ROOT / "samples/mingguan", Path(folder), formats=["pdf"], layout=name
        )
        pdf = next(file for file in result.files if file.suffix == ".pdf")
        with pypdfium2.PdfDocument(pdf) as document:
            pages = [
                document[number - 1].render(scale=HEIGHT / document[0].get_height())
                for number in (1, INSIDE[name])
            ]
            pictures = [page.to_pil() for page in pages]
    gap = 14
    width = sum(picture.width for picture in pictures) + gap * 3
    sheet = Image.new("RGB", (width, HEIGHT + 2 * gap), "#d8d8d8")
    x = gap
    for picture in pictures:
        sheet.paste(picture, (x, gap))
        x += picture.width + gap
    sheet.save(out, "JPEG", quality=82, optimize=True)


def main() -> None:
    """Write the picture of every layout that has pages of its own."""
    folder = ROOT / "docs" / "layouts"
    folder.mkdir(exist_ok=True)
    for name in layout_names():
        if name in INSIDE:
            draw(name, folder / f"{name}.jpg")


if __name__ == "__main__":
    main()

"""The formats an edition is made in, and how its files are called."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

#: "epub-hemat" is an ebook for small phones and costly data.
Format = Literal["pdf", "epub", "epub-hemat"]
#: What a file's name ends with, after the name of its edition, which ends in a number.
ENDINGS: Mapping[Format, str] = {
    "pdf": ".pdf",
    "epub": ".epub",
    "epub-hemat": "-hemat.epub",
}
#: What lies beside them, made for those who sign an edition off, and its proof.
BESIDE = (".report.html", ".photos.csv", ".proof.json")
#: How findings and the proof call a file.
NAMES: Mapping[Format, str] = {
    "pdf": "PDF",
    "epub": "EPUB",
    "epub-hemat": "EPUB-hemat",
}


def format_of(file: Path) -> Format | None:
    """Return the format a file is in, by its name; None for no file of ours."""
    name = file.name.lower()
    longest_first = sorted(ENDINGS.items(), key=lambda item: -len(item[1]))
    return next((key for key, end in longest_first if name.endswith(end)), None)


def proof_beside(file: Path) -> Path:
    """Return where the proof of a file lies: it is that of its whole edition."""
    found = format_of(file)
    name = file.name[: -len(ENDINGS[found])] if found else file.stem
    return file.with_name(f"{name}.proof.json")

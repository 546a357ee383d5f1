"""What stands in a photo's fields and was meant for no reader.

In: a field of a photo's metadata and its text. Out: why it is not taken, or "". A
camera fills the caption with its make, an archive with the name of a file or an id,
and a desk leaves notes to itself there.
"""

import re
from typing import Final

from exporter.said import said

#: What cameras and programs write into every photo, in small letters.
_DEFAULTS: Final = frozenset(
    (
        *("default", "digital", "digital camera", "digital image", "untitled"),
        *("olympus digital camera", "minolta digital camera", "sony dsc", "dav"),
        *("konica minolta digital camera", "kodak digital still camera", "hdrpl"),
        *("samsung digital camera", "samsung camera pictures", "exif_jpeg_picture"),
        *("exif_jpeg_t422", "exif jpeg picture", "jpeg picture", "processed with"),
        *("cof", "edf", "hdr", "mde", "nor", "ptr", "rhdr", "sdr", "_cuhd", "vsco"),
        *("binary comment", "charset=ascii", "created with gimp", "screenshot"),
        *("picasa", "photoshop", "instagram", "whatsapp", "camera", "my photo"),
        *("unknown", "none", "null", "n/a", "na", "no caption", "no credit", "tba"),
        *("photographer", "photographer name", "your name", "owner", "copyright"),
        *("credit", "caption", "source", "user", "admin", "administrator", "xxx"),
    )
)
_FILE = re.compile(
    r"[^\n]{1,200}\.(?:jpe?g|png|tiff?|webp|gif|hei[cf]|avif|psd|raw|cr[23]|nef|arw"
    r"|dng|orf|raf|rw2)$",
    re.I,
)
_PATH = re.compile(r"[A-Za-z]:[\\/]|\\\\\w|/(?:Users|home|Volumes|mnt|media)/|file:")
#: One word with a number of four digits or more, as archives and cameras count.
_ID = re.compile(r"(?=\S*\d{4})[A-Za-z0-9_.:#/-]+$")
_UUID = re.compile(
    r"(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{16,})$", re.I
)
_PRIVATE = re.compile(
    r"\W*(?:catatan (?:pribadi|internal|redaksi)|jangan (?:di)?(?:terbit|muat|siar)\w*"
    r"|(?:private|internal|confidential)\b\W*(?:note|only|use|:)|not for publication"
    r"|do not (?:publish|use|print)|note to (?:desk|editors?))\b",
    re.I,
)
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+){2,}$")
_WORD = re.compile(r"[^\W\d_]{2}")
#: Fields whose text is no sentence or name, and is taken as it is.
_FREE = {"instructions", "usage_terms", "digital_source_type"}
_PLACES = {"city", "country", "creator_title"}
_PROSE = {"caption", "headline", "alt", "long_description"}


def noise_in(name: str, value: str) -> str:
    """Return why the text of a field is none; "" where it is one."""
    if name in _FREE:
        return ""
    folded = " ".join(value.casefold().split()).strip(" .")
    if folded in _DEFAULTS:
        return said("what a camera or program writes by itself")
    if name in _PLACES:
        return ""
    if not _WORD.search(value):
        return said("no word in it")
    shapes = _SHAPES + (_PROSE_SHAPES if name in _PROSE else ())
    return next((why for shape, why in shapes if shape.match(value)), "")


_SHAPES = (
    (_FILE, said("the name of a file")),
    (_UUID, said("an id")),
    (_ID, said("an id")),
    (_PATH, said("a place on somebody's disk")),
)
#: What a caption is not, and a credit might be.
_PROSE_SHAPES = (
    (_SLUG, said("a slug")),
    (_PRIVATE, said("a note that is not for readers")),
)

"""Which photo a reader found is which photo of the record.

In: the photos expected of a record and an Article's images. Out: pairs of them.
"""

from difflib import SequenceMatcher
from typing import Any

from records_fixtures import fold

from exporter.inline import plain_text
from exporter.model import Image

#: How like a caption must be to be taken for that of the same photo.
_LIKE = 0.5


def caption_of(image: Image) -> str:
    """Return the words of a photo's caption."""
    return fold(" ".join(plain_text(part) for part in image.caption))


def matched_photos(
    expected: list[dict[str, Any]], images: tuple[Image, ...]
) -> dict[int, Image]:
    """Pair each expected photo with the image most like it; the others in order."""
    likeness = [
        (_likeness(photo, image), at, n)
        for at, photo in enumerate(expected)
        for n, image in enumerate(images)
    ]
    pairs: dict[int, int] = {}
    for like, at, n in sorted(likeness, key=lambda each: (-each[0], each[1:])):
        if like >= _LIKE and at not in pairs and n not in pairs.values():
            pairs[at] = n
    for at in range(len(expected)):
        free = [n for n in range(len(images)) if n not in pairs.values()]
        if at not in pairs and free:
            pairs[at] = free[0]
    return {at: images[n] for at, n in pairs.items()}


def _likeness(photo: dict[str, Any], image: Image) -> float:
    caption, read = fold(photo["caption"] or ""), caption_of(image)
    if caption and read:
        same = caption in read or read in caption
        return 1.0 if same else SequenceMatcher(None, caption, read).ratio()
    credit = fold(photo["credit"] or "")
    return 0.9 if credit and credit in fold(image.credit) else 0.0

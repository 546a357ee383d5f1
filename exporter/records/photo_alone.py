"""A photo file as a record of its own: an Article that is the photo and its words.

In: the bytes of a JPEG, PNG, TIFF or WebP. Out: an Article whose headline, caption,
credit, rights and place come from the photo's IPTC and EXIF metadata, as
`photo.read_photo_facts` chooses them. A photo that says nothing of itself is no record.
"""

import html
from pathlib import Path

from exporter.errors import RecordError
from exporter.inline import clean_inline
from exporter.model import Image
from exporter.records.draft import Draft
from exporter.records.entry import finish
from exporter.records.file import Read, RecordFile
from exporter.records.ids import Ids
from exporter.records.labels import load_labels
from exporter.records.photo import PhotoFacts, credit_of, read_photo_facts
from exporter.records.wire import unread
from exporter.records.wire_body import set_dateline
from exporter.said import said

#: Fields of the photo that are fields of the Image as they are.
_SAME = (
    *("creators", "credit_line", "source", "copyright_notice", "usage_terms"),
    *("instructions", "restrictions", "created", "digital_source_type"),
)
_MOMENTS = ("embargoed_until", "expires")


def read(data: bytes, file: RecordFile) -> Read:
    """Return the one Article of a photo; RecordError where it has no words."""
    facts = read_photo_facts(data)
    draft = Draft()
    headline = facts.headline or " ".join(facts.caption)
    if not headline:
        raise RecordError(
            said("the photo says nothing of itself: no caption and no headline"),
            where=file.name,
            hint=said("name the record that tells of it, or write its IPTC fields"),
        )
    rule = "headline" if facts.headline else "caption"
    draft.set("headline", headline, facts.origins[rule])
    Ids().give(draft, key=Path(file.name).stem)
    draft.set("kind", "gallery", "photos without a text")
    draft.keep_image(_image(facts, file.name), "photo file")
    for name, origin in facts.origins.items():
        draft.origins[f"images.0.{name}"] = origin
    set_dateline(draft, facts.city, load_labels(), facts.origins.get("city", ""))
    for name in ("country", "creator_title", "long_description"):
        text = getattr(facts, name)
        if text and text != draft.images[0].alt:
            draft.drop(text, unread(facts.origins[name]))
    for left in facts.dropped:
        draft.drop(left.text, left.why)
    for doubt in facts.doubts:
        draft.warn(doubt.text)
    return [finish(draft, "photo", file, file.name, has_files=True)], []


def _image(facts: PhotoFacts, file: str) -> Image:
    """Return the photo; a time without a zone waits for the edition's."""
    caption = tuple(clean_inline(html.escape(p, quote=False)) for p in facts.caption)
    times = {name: getattr(facts, name) for name in _MOMENTS}
    return Image(
        file=file,
        caption=caption,
        credit=credit_of(facts)[0],
        alt=facts.alt or facts.long_description,
        **{name: getattr(facts, name) for name in _SAME},
        **{name: when for name, when in times.items() if when and when.tzinfo},
    )

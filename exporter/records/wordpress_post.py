"""What WordPress says of posts and photos, in an export and in its REST interface.

In: parts of either. Out: the fields both have in common in a draft: times, sections,
and photos with the captions and credits of the media library.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from exporter.inline import clean_inline, clean_line, plain_text
from exporter.model import Image
from exporter.records.body import image_of
from exporter.records.draft import Draft
from exporter.records.entry import (
    add_photo,
    caption_of,
    photo_key,
    plain_of,
    set_moment,
)
from exporter.records.labels import Labels, fold
from exporter.records.markup_photos import Photo
from exporter.records.moments import Clock, read_moment

#: What WordPress calls the section of posts that have none.
NO_SECTION = {
    fold(name)
    for name in (
        *("Uncategorized", "Uncategorised", "Tak Berkategori", "Tanpa Kategori"),
        *("Allgemein", "Non classé", "Sin categoría", "Senza categoria", "未分類"),
    )
}
_NEVER = "0000-00-00 00:00:00"
#: No clock is further from UTC, and all are whole quarters of an hour.
_MOST_MINUTES, _STEP = 14 * 60, 15


@dataclass(frozen=True)
class Attachment:
    """A photo of the media library; caption and credit are as they were written."""

    url: str
    caption: str = ""
    credit: str = ""
    alt: str = ""
    copyright_notice: str = ""
    width: int | None = None
    height: int | None = None
    unused: tuple[tuple[str, str], ...] = ()

    @property
    def photo(self) -> Photo:
        """The photo as markup has it."""
        return Photo(
            src=self.url,
            alt=plain_text(clean_inline(self.alt)),
            caption=caption_of(self.caption),
            credit=plain_text(clean_inline(self.credit)),
            width=self.width,
            height=self.height,
        )


def set_featured(draft: Draft, attachment: Attachment, labels: Labels) -> None:
    """Set the lead photo."""
    add_photo(
        draft,
        attachment.photo,
        labels,
        "featured image",
        copyright_notice=clean_line(attachment.copyright_notice),
    )


def fill_photos(
    draft: Draft, attachments: Mapping[str, Attachment], labels: Labels
) -> None:
    """Give the draft's photos what the media library says of them and the post not.

    `attachments` are by `photo_key` of their address.
    """
    for index, image in enumerate(draft.images):
        attachment = attachments.get(photo_key(image.href or image.file))
        if attachment is None:
            continue
        told = image_of(attachment.photo, labels)
        for text in _said_otherwise(image, told):
            draft.drop(text, "media library; the post says it otherwise")
        draft.fill_image(index, told)
        notice = clean_line(attachment.copyright_notice)
        if notice and not draft.images[index].copyright_notice:
            draft.images[index] = draft.images[index].model_copy(
                update={"copyright_notice": notice}
            )
        draft.add_origin("images", "media library")
        for text, rule in attachment.unused:
            draft.drop(text, rule)


def _said_otherwise(image: Image, told: Image) -> list[str]:
    """Return what the library says of a photo where the post says something else."""
    pairs = (
        (" ".join(image.caption), " ".join(told.caption)),
        (image.credit, told.credit),
        (image.alt, told.alt),
    )
    return [plain_of(lib) for own, lib in pairs if own and lib and own != lib]


def set_times(
    draft: Draft,
    name: str,
    local: str,
    gmt: str,
    clock: Clock | None,
    rule: str,
) -> None:
    """Set a time from its local and its UTC form: local clock, with its offset.

    Where UTC is missing the clock of the site counts; without it there is no moment.
    """
    local = "" if local.startswith("0000") else local
    gmt = "" if gmt.startswith("0000") else gmt
    if not gmt:
        set_moment(draft, name, local, rule, clock)
        return
    offset = offset_between(local, gmt)
    shown = clock or (Clock("", offset) if offset is not None else None)
    found = read_moment(gmt, Clock("", 0))
    if found is None:
        set_moment(draft, name, gmt, rule)
        return
    when = shown.shown(found.when) if shown else found.when
    draft.set(name, when, f"{rule}_gmt")
    if clock and clock.name and name == "published":
        draft.set("time_zone", clock.name, "zone of the site")


def offset_between(local: str, gmt: str) -> int | None:
    """Return the minutes local time is ahead of UTC, where both are times."""
    here, there = read_moment(local), read_moment(gmt)
    if here is None or there is None or local == _NEVER or gmt == _NEVER:
        return None
    ahead = here.when.replace(tzinfo=None) - there.when.replace(tzinfo=None)
    minutes = ahead / dt.timedelta(minutes=1)
    whole = minutes == int(minutes) and int(minutes) % _STEP == 0
    return int(minutes) if whole and abs(minutes) <= _MOST_MINUTES else None


def sections_of(
    names: Iterable[str], parents: Mapping[str, str], first: str = ""
) -> list[str]:
    """Return categories as sections: each after those above it, `first` before all."""
    given = [name for name in names if fold(name) not in NO_SECTION]
    if first in given:
        given = [first, *(name for name in given if name != first)]
    found: list[str] = []
    for name in given:
        chain = [name]
        while (above := parents.get(chain[0], "")) and above not in chain:
            chain.insert(0, above)
        found.extend(one for one in chain if one not in found)
    return found


# --- PHP ---------------------------------------------------------------------------

_PHP_TEXT = r's:\d+:"{}";s:(\d+):"'
_PHP_NUMBER = r's:\d+:"{}";(?:i:|s:\d+:")(\d{{1,5}})\b'


def php_text(serialized: str, name: str) -> str:
    """Return the text under a name in values PHP has written (`serialize`)."""
    match = re.search(_PHP_TEXT.format(re.escape(name)), serialized)
    if match is None:
        return ""
    rest = serialized[match.end() :]
    exact = rest.encode()[: int(match[1][:9])].decode("utf-8", "replace")
    if rest.startswith(f'{exact}";'):
        return exact
    return rest.partition('";')[0]  # an export that changed line ends: lengths lie


def php_number(serialized: str, name: str) -> int | None:
    """Return the whole number under a name in values PHP has written."""
    match = re.search(_PHP_NUMBER.format(re.escape(name)), serialized)
    return int(match[1]) or None if match else None

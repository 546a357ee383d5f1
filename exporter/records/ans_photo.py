"""Photos of ANS: caption, credit and rights of an image, and the lead of a story.

In: an image, or the `promo_items` of a story. Out: the photo in the draft. A vanity
credit is the credit as printed; else the names of `credits.by`, else the affiliation.
"""

from dataclasses import dataclass

from exporter.inline import clean_inline, clean_line
from exporter.records.draft import Draft
from exporter.records.entry import add_photo, caption_of, plain_of
from exporter.records.labels import Labels
from exporter.records.leaves import Branch
from exporter.records.markup_photos import Photo


@dataclass(frozen=True)
class AnsPhoto:
    """An image of ANS: the photo, and what `Image` has beside it."""

    photo: Photo
    creators: tuple[str, ...] = ()
    credit_line: str = ""
    copyright_notice: str = ""


def names_of(credits: Branch, role: str, *, use: bool = True) -> list[str]:
    """Return the names of a role, as each is printed; each once.

    Without `use` they stay unused: what is printed in their place stands elsewhere.
    """
    found = []
    for one in credits.each(role):
        places = [one.at("byline"), one.at("name")]
        place = next((p for p in places if isinstance(p.value, str) and p.value), None)
        if place is None:
            continue
        found.append(place.text() if use else str(place.value))
    return list(dict.fromkeys(clean_line(name) for name in found))


def read_image(image: Branch) -> AnsPhoto | None:
    """Return an image as a photo; None where it has no address."""
    src = image.text("url") or image.text("additional_properties", "originalUrl")
    if not src:
        return None
    shown = names_of(image.at("vanity_credits"), "by")
    makers = names_of(image.at("credits"), "by", use=not shown)
    firms = names_of(image.at("vanity_credits"), "affiliation")
    firms = firms or names_of(image.at("credits"), "affiliation", use=not shown)
    credit = ", ".join(shown or makers or firms)
    line = ", ".join(name for name in firms if name not in credit)
    return AnsPhoto(
        photo=Photo(
            src=src,
            alt=plain_of(image.text("alt_text")),
            caption=caption_of(image.text("caption")),
            credit=plain_of(credit),
            width=image.number("width"),
            height=image.number("height"),
        ),
        creators=tuple(makers),
        credit_line=line,
        copyright_notice=clean_line(clean_inline(image.text("copyright"))),
    )


def add_image(draft: Draft, image: Branch, labels: Labels, rule: str) -> None:
    """Add an image to the draft at this place."""
    if found := read_image(image):
        add_photo(
            draft,
            found.photo,
            labels,
            rule,
            creators=found.creators,
            credit_line=found.credit_line,
            copyright_notice=found.copyright_notice,
        )


def add_lead(draft: Draft, promo: Branch, labels: Labels) -> None:
    """Add the lead photo: that of `lead_art`, else of `basic`."""
    for name in ("lead_art", "basic"):
        item = promo.at(name)
        images = [item]
        if item.at("type").value == "gallery":
            images = item.each("content_elements")
        elif item.at("type").value != "image":
            images = [item.at("promo_items", "basic")]
        for image in images:
            if image.at("type").value == "image":
                add_image(draft, image, labels, f"promo_items.{name}")
        if draft.images:
            return

"""The rules that claim the lines of a page, one after the other.

In: a page and a line's index. Out: the line's words in the draft, as a field, a
block, or left out with a rule. A rule returns whether it claimed the line; the last
one takes every line that is left as a paragraph.
"""

import re
from collections.abc import Callable

from exporter.blocks import Party
from exporter.records.credits import split_credit
from exporter.records.datelines import is_outlet
from exporter.records.head import is_slug
from exporter.records.labels import fold
from exporter.records.page import Page
from exporter.records.people import Credited, bare_name, split_names
from exporter.records.source_line import add_sources, match_source, source_names
from exporter.records.timeline import claim_update
from exporter.said import said

_URL = re.compile(r"https?://\S+")
_LONGEST_SOURCE = 120
_LONGEST_HEADLINE = 160
_LONG_TEXT = 120
_RIGHTS = re.compile(r"(?:©|ⓒ|\(c\))\s?\S.{1,80}", re.I)

Rule = Callable[[Page, int], bool]


def claim_line(page: Page, index: int) -> None:
    """Let the first rule that knows the line claim it."""
    for rule in _AFTER_STOP if page.stopped else _RULES:
        if rule(page, index):
            page.claimed.add(index)
            return


def claim_label(page: Page, index: int) -> bool:
    """Let the rules for labels, bylines and noise claim a line; say whether one did.

    A line no such rule knows stays with the caller: it may be a paragraph.
    """
    for rule in _LABELS:
        if rule(page, index):
            page.claimed.add(index)
            return True
    return False


def _slug(page: Page, index: int) -> bool:
    line = page.lines[index]
    if not is_slug(line) or line != page.draft.values["id"]:
        return False
    page.draft.drop(line, "slug line again")
    return True


def _headline(page: Page, index: int) -> bool:
    if page.lines[index] != page.lines[page.headline]:
        return False
    page.draft.drop(page.lines[index], "headline again")
    return True


def _update(page: Page, index: int) -> bool:
    return claim_update(page, page.lines[index])


def _time_again(page: Page, index: int) -> bool:
    if page.time is None or page.lines[index] != page.lines[page.time.index]:
        return False
    page.draft.drop(page.lines[index], "time line again")
    return True


def _people(page: Page, index: int) -> bool:
    people = page.people(index)
    if not people:
        return False
    _add_people(page, page.lines[index], people)
    return True


def _add_people(page: Page, line: str, people: list[Credited]) -> None:
    if line in page.draft.bylines:
        page.draft.drop(line, "byline again")
        return
    page.draft.bylines.append(line)
    page.draft.people.extend(people)


def _name_then_role(page: Page, index: int) -> bool:
    """Read a name with its role word on the next line: "Sari Contoh", "Penulis"."""
    name, label = page.lines[index], page.line(index + 1)
    role = page.labels.role_of.get(fold(label)) if label.isalpha() else None
    if role is None or not bare_name(name):
        return False
    page.claimed.add(index + 1)
    _add_people(page, f"{name} {label}", [Credited(name, role, label)])
    return True


def _role_then_name(page: Page, index: int) -> bool:
    """Read a label alone with its name on the next line: "Editor:", "Budi Contoh".

    The colon may be missing where the label is one word: "Reporter", "Sari Contoh".
    """
    line, name = page.lines[index], page.line(index + 1)
    label = page.labels.role_label.fullmatch(line)
    names = split_names(name, page.labels) if name and bare_name(name) else []
    word = label["label"] if label else line
    role = page.labels.role_of.get(fold(word)) if label or line.isalpha() else None
    if not role or not names:
        return False
    page.claimed.add(index + 1)
    _add_people(page, f"{line} {name}", [Credited(one, role, word) for one in names])
    return True


def _name_then_outlet(page: Page, index: int) -> bool:
    """Read "Sari Contoh - detikNews" above the first paragraph."""
    name, dash, outlet = page.lines[index].partition(" - ")
    known = dash and fold(outlet) in page.labels.outlets
    if not known or page.draft.has_text or not bare_name(name):
        return False
    _add_people(page, page.lines[index], [Credited(name, "author", "")])
    return True


def _outlet_alone(page: Page, index: int) -> bool:
    """Read "CNN Indonesia" on a line of its own above the first paragraph."""
    line, draft = page.lines[index], page.draft
    if draft.has_text or fold(line) not in page.labels.outlets:
        return False
    if "publisher" in draft.values:
        draft.drop(line, "outlet name again")
    else:
        party = Party(name=line, kind="organisation")
        draft.set("publisher", party, "line with an outlet's name")
    return True


def _noise(page: Page, index: int) -> bool:
    line, labels = page.lines[index], page.labels
    if labels.more_pages.fullmatch(line):
        page.draft.drop(line, "link to more pages")
        page.draft.warn(said("page 1 of 2: the record may not hold the whole article"))
        return True
    if not labels.noise.fullmatch(line):
        return False
    page.draft.drop(line, "noise line")
    return True


def _stop(page: Page, index: int) -> bool:
    line = page.lines[index]
    if not page.labels.stop.fullmatch(line):
        return False
    page.draft.drop(line, "stop line" if page.draft.has_text else "noise line")
    page.stopped = page.draft.has_text
    return True


def _tags(page: Page, index: int) -> bool:
    match = page.labels.tags.fullmatch(page.lines[index])
    if match is None:
        return False
    tags = [tag for tag in re.split(r"\s*[,;|]\s*", match["value"]) if tag]
    page.draft.tags.extend(tags)
    if tags:
        page.draft.origins["tags"] = f"label '{match['label']}'"
    else:
        page.draft.drop(page.lines[index], "stop line")
    page.stopped = page.stopped or page.draft.has_text
    return True


def _related(page: Page, index: int) -> bool:
    line, labels = page.lines[index], page.labels
    opener = labels.related_opener.match(line)
    if opener:
        page.draft.drop(opener["label"], "related label")
        _add_related(page, line[opener.end() :], opener["label"])
        return True
    match = labels.related.fullmatch(line)
    if match and match["value"]:
        _add_related(page, match["value"], match["label"])
        return True
    if match:
        return _related_below(page, index, most=1)
    heading = fold(line) in labels.related_headings and line[-1] != "."
    return heading and page.draft.has_text and _related_below(page, index, most=20)


def _related_below(page: Page, index: int, *, most: int) -> bool:
    """Take the lines under a related heading, as long as they look like headlines."""
    page.draft.drop(page.lines[index], "related heading")
    for at in range(index + 1, min(index + 1 + most, len(page.lines))):
        line = page.lines[at]
        label = page.is_furniture(at) or page.labels.stop.fullmatch(line)
        if label or len(line) > _LONGEST_HEADLINE or line[-1] in '.”":!)。」：':
            break
        page.claimed.add(at)
        _add_related(page, line, page.lines[index])
    return True


def _add_related(page: Page, value: str, label: str) -> None:
    url = _URL.search(value)
    headline = value[: url.start()].strip() if url else value
    if url and headline and url.end() == len(value):
        page.draft.add_related(headline, url.group(), f"label '{label}'")
    else:
        page.draft.add_related(value, "", f"label '{label}'")


def _source(page: Page, index: int) -> bool:
    opened = _opened_source(page, index)
    match = opened or match_source(page.lines[index], page.labels)
    if match is None or len(match["value"]) > _LONGEST_SOURCE:
        return False
    value = match["value"].strip()
    if _under_caption(page, index) and value:
        page.draft.add_credit(value)
        return True
    if opened:
        page.draft.drop(opened["label"], "label of the source")
        value = value.strip("() .")
    if not add_sources(page.draft, match["label"], value, page.labels):
        page.draft.drop(page.lines[index], "source label without a source")
    return True


def _opened_source(page: Page, index: int) -> re.Match[str] | None:
    """Match "Theo Reuters", "Con información de EFE": only before a known name."""
    match = page.labels.source_opener.fullmatch(page.lines[index])
    if match is None or not page.draft.has_text:
        return None
    names, _ = source_names(match["value"].strip("() ."), page.labels)
    known = all(is_outlet(name, page.labels, page.outlets) for name in names)
    return match if known else None


def _rights(page: Page, index: int) -> bool:
    """Read "© AFP" below the text: whose it is."""
    line = page.lines[index]
    later = any(len(line) > _LONG_TEXT for line in page.lines[index + 1 :])
    taken = "rights" in page.draft.values or _takes_credit(page, index)
    if not _RIGHTS.fullmatch(line) or not page.draft.has_text or later or taken:
        return False
    page.draft.set("rights", line, "line with a copyright sign")
    return True


def _under_caption(page: Page, index: int) -> bool:
    return index - 1 in page.captions and not page.draft.images[-1].credit


def _original(page: Page, index: int) -> bool:
    """Keep the words of a reprint as a paragraph and its address as `is_based_on`.

    Agencies require the words to be printed, so they stay in the body.
    """
    line, following = page.lines[index], page.line(index + 1)
    if not page.labels.original.match(line):
        return False
    opener = page.labels.original_opener
    if not _URL.search(line) and _URL.fullmatch(opener.sub("", following, count=1)):
        page.claimed.add(index + 1)
        line = f"{line} {following}"
    url = _URL.search(line)
    if url and not page.draft.values.get("is_based_on"):
        page.draft.set("is_based_on", url.group(), "address of the original")
        words, after = line[: url.start()].rstrip(), line[url.end() :].strip()
        label = next((m for m in opener.finditer(words) if m.end() == len(words)), None)
        if label:
            page.draft.drop(label.group(), "label of the original's address")
            words = words[: label.start()].rstrip(" ,")
        page.draft.drop(after, "words after the original's address")
        line = words
    if line:
        page.draft.add_paragraph(line)
    return True


def _photo(page: Page, index: int) -> bool:
    """Read a caption or credit line; see `CaptionLine` for how sure it must be."""
    split = split_credit(page.lines[index], page.labels)
    head = not page.draft.has_text
    after_slug = head and page.slug is not None and index == page.slug + 1
    edge = head and page.ends_head(index + 1)
    sure = {"photo": True, "head": head, "edge": after_slug or edge}[split.proof]
    named = split.proof == "photo" or (bool(split.credit) and sure)
    between = after_slug and edge and not page.ends_head(index)
    if not (named or between):
        return False
    if not split.caption and _takes_credit(page, index):
        page.draft.add_credit(split.credit)
        return True
    rule = "line with a photo credit" if split.credit else "line under the slug line"
    page.draft.add_image(split.caption, split.credit, rule)
    page.captions.add(index)
    return True


def _takes_credit(page: Page, index: int) -> bool:
    """Say whether a credit alone on its line belongs to the photo before it."""
    images = page.draft.images
    return bool(images) and not images[-1].credit and index - 1 in page.captions


def _paragraph(page: Page, index: int) -> bool:
    early = page.time is not None and index < page.time.index
    if early and not page.draft.has_text:
        page.draft.warn(
            said(
                "a line between headline and time is kept as a paragraph: {line}",
                line=page.lines[index][:60],
            )
        )
    page.draft.add_paragraph(page.lines[index])
    return True


def _after_stop(page: Page, index: int) -> bool:
    line = page.lines[index]
    page.draft.drop(line, "after a stop line")
    if len(line) > 200 and line[-1] in '.”"。」':
        page.draft.warn(said("text after a stop line was left out"))
    return True


_PEOPLE: tuple[Rule, ...] = (_people, _name_then_role, _role_then_name)
_RULES: tuple[Rule, ...] = (
    *(_slug, _headline, _update, _time_again),
    *_PEOPLE,
    *(
        _name_then_outlet,
        _outlet_alone,
        _noise,
        _stop,
        _tags,
        _related,
        _source,
        _original,
    ),
    *(_rights, _photo, _paragraph),
)
_LABELS: tuple[Rule, ...] = (
    *(_update, *_PEOPLE, _name_then_outlet, _noise),
    *(_tags, _related, _source, _original, _rights),
)
_AFTER_STOP: tuple[Rule, ...] = (
    *_PEOPLE,
    *(_tags, _source, _original, _noise, _after_stop),
)

"""A page being read: its lines, what is known about it, and who claimed which line.

In: the folded lines of a page. Out: the questions the rules ask about a line and its
neighbours. The findings themselves are in `draft`.
"""

from dataclasses import dataclass, field
from functools import cached_property

from exporter.records.datelines import split_dateline
from exporter.records.draft import Draft
from exporter.records.head import HEAD_LINES
from exporter.records.labels import Labels, fold, fold_outlet
from exporter.records.people import Credited, only_names, read_people
from exporter.records.times import PrintedTime


@dataclass(frozen=True)
class TimeLine:
    """The line with the publication time and what stands before the time.

    `outlet`, `name` and `byline` are the words before it, as printed; `left_out` are
    labels. `update` is what follows from a label of the last change on.
    """

    index: int
    printed: PrintedTime
    outlet: str = ""
    name: str = ""
    left_out: str = ""
    byline: str = ""
    update: str = ""


@dataclass
class Page:
    """Lines of a page and the state of reading them."""

    lines: list[str]
    labels: Labels
    draft: Draft = field(default_factory=Draft)
    language: str = "id"
    headline: int = 0
    slug: int | None = None
    time: TimeLine | None = None
    claimed: set[int] = field(default_factory=set)
    captions: set[int] = field(default_factory=set)
    stopped: bool = False

    @cached_property
    def outlets(self) -> frozenset[str]:
        """Folded outlet names that lines other than the breadcrumb prove."""
        found = fold_outlet(self.time.outlet) if self.time else set()
        agencies = self.labels.dateline_agencies
        for line in self.lines[: HEAD_LINES + 5]:
            dateline = split_dateline(line, self.labels, frozenset(found))
            if dateline and fold(dateline.provider) not in agencies:
                found |= fold_outlet(dateline.provider)
        return frozenset(found)

    @property
    def day_first(self) -> bool:
        """Say how the page's language reads 2/11/2023."""
        return self.labels.day_first.get(self.language, True)

    def line(self, index: int) -> str:
        """Return a line, or "" beyond the last."""
        return self.lines[index] if 0 <= index < len(self.lines) else ""

    def people(self, index: int) -> list[Credited]:
        """Return the people of a byline; empty where the line is none.

        The line between slug and byline is a photo's: "Editor : Sari berbicara
        dengan warga" there is a caption, for it has more words than names.
        """
        people = read_people(self.line(index), self.labels)
        under_slug = self.slug is not None and index == self.slug + 1
        if under_slug and people and not only_names(people):
            return [] if read_people(self.line(index + 1), self.labels) else people
        return people

    def is_furniture(self, index: int) -> bool:
        """Say whether a line can only be a label, time, byline or noise."""
        line, labels = self.lines[index], self.labels
        if self.time and index == self.time.index:
            return True
        labelled = (labels.related, labels.source, labels.tags, labels.noise)
        return (
            any(pattern.fullmatch(line) for pattern in labelled)
            or labels.more_pages.fullmatch(line) is not None
            or bool(self.people(index))
        )

    def ends_head(self, index: int) -> bool:
        """Say whether a line is a byline or time, or opens with a dateline."""
        line = self.line(index)
        if not line:
            return False
        return (
            bool(self.people(index))
            or (self.time is not None and index == self.time.index)
            or split_dateline(line, self.labels, self.outlets) is not None
        )

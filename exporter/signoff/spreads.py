"""The pages of an edition as one leafs through them.

In: a `Report`. Out: spreads: two pages side by side, the first page alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from exporter.facts import Numbering
from exporter.model import Article, anchor
from exporter.signoff.findings import Shown, gravest
from exporter.signoff.report import Report
from exporter.signoff.thumbnails import Picture
from exporter.tongue import Tongue


@dataclass(frozen=True)
class PageView:
    """A page: its picture, the articles that start there or go on, its findings.

    `number` counts from 1, `label` is the printed folio; `level` that of the gravest
    finding, or "".
    """

    number: int
    label: str
    name: str
    picture: Picture
    starts: Sequence[Article]
    goes_on: Sequence[Article]
    findings: Sequence[Shown]

    @property
    def level(self) -> str:
        """How grave its gravest finding is; "" without any."""
        return gravest(self.findings)


def page_spreads(report: Report, t: Tongue) -> list[tuple[PageView | None, ...]]:
    """Return left and right pages; None where there is no page on one side."""
    if report.numbering is None or not report.pages:
        return []
    pages = list(_pages(report, report.numbering, t))
    sides = [None, *pages]
    return list(zip_longest(sides[::2], sides[1::2]))


def _pages(report: Report, numbering: Numbering, t: Tongue) -> list[PageView]:
    articles = report.edition.articles
    first = {a.id: numbering.page_of.get(anchor(a.id), 0) for a in articles}
    on = {a.id: report.ground.pages_of(a.id) for a in articles}
    views = []
    for number, (jpeg, start) in enumerate(
        zip(report.pages, numbering.starts, strict=True), 1
    ):
        kind = _kind(number, numbering, t)
        name = t("Page {n}", n=start.label)
        views.append(
            PageView(
                number=number,
                label=start.label,
                name=f"{name} · {kind}" if kind else name,
                picture=Picture.of(jpeg),
                starts=[a for a in articles if first[a.id] == number],
                goes_on=[a for a in articles if first[a.id] < number in on[a.id]],
                findings=[one for one in report.to_look_at if number in one.pages],
            )
        )
    return views


def _kind(number: int, numbering: Numbering, t: Tongue) -> str:
    """Return what a page belongs to, where that is no article."""
    begun = [name for name, first in numbering.first.items() if first <= number]
    part = max(begun, key=lambda name: numbering.first[name], default="")
    kinds = {"cover": t("Cover"), "contents": t("Contents"), "back": t("Back matter")}
    return kinds.get(part, "")

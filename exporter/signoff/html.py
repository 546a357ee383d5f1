"""The sign-off report as HTML: one file that needs nothing else.

In: a `Report`. Out: `<edition>.report.html`. Its words are those of a `Tongue`;
its pictures stand in it; it runs no script and asks for nothing from anywhere. It
knows no local path, no clock, and nothing of a record that is not published.
"""

from functools import cache
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from exporter import __version__
from exporter.checks import CODES, Finding
from exporter.known import known_field
from exporter.phrases import format_day, format_size
from exporter.said import marked
from exporter.signoff.cards import photo_cards
from exporter.signoff.changes import changes_by_article, in_tongue
from exporter.signoff.findings import GRAVITY, by_article
from exporter.signoff.report import MadeFile, Report
from exporter.signoff.run import State
from exporter.signoff.spreads import page_spreads
from exporter.tongue import Tongue

_HERE = Path(__file__).parent


def write_report(report: Report, t: Tongue, file: Path) -> None:
    """Write the report as HTML, piece by piece: its pictures are many."""
    with file.open("w", encoding="utf-8", newline="\n") as out:
        template = page_template(_HERE / "report.html.j2")
        out.writelines(template.generate(**_view(report, t)))


@cache
def page_template(file: Path) -> Template:
    """Return the template of a page of our own, for a browser."""
    environment = Environment(
        loader=FileSystemLoader(file.parent),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["keys"] = mark_keys
    return environment.get_template(file.name)


def mark_keys(text: str) -> Markup:
    """Return text as markup, what stands between backticks as code."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:
        return escape(text)
    marked = (
        Markup("<code>{}</code>").format(piece) if n % 2 else escape(piece)
        for n, piece in enumerate(pieces)
    )
    return Markup("").join(marked)


def _view(report: Report, t: Tongue) -> dict[str, Any]:
    """Return what the template says, by the names it has there."""
    edition = report.edition
    articles = {article.id: article for article in edition.articles}
    cards = photo_cards(report, t)
    css = (_HERE / "report.css").read_text(encoding="utf-8")
    name, meaning = _state(report, t)
    return {
        "t": t,
        "css": Markup(css),  # noqa: S704 (ours)
        "version": __version__,
        "name": report.name,
        "edition": edition,
        "date": format_day(edition.date, t.language),
        "state": report.state,
        "verdict": _verdict(report),
        "state_name": name,
        "state_meaning": meaning,
        "counts": _counts(report, t),
        "level_names": {level: t(level) for level in GRAVITY},
        "sum_line": t(report.sum_line),
        "groups": [
            (articles.get(article), shown)
            for article, shown in by_article(report.to_look_at)
        ],
        "article_pages": {id_: report.ground.pages_of(id_) for id_ in articles},
        "meaning_of": lambda finding: meaning_of(finding, t),
        "released": report.released,
        "changes": changes_by_article(report.changes, articles, t),
        "where_of": lambda finding: in_tongue(known_field(finding.where), t),
        "spreads": page_spreads(report, t),
        "pdf": f"{report.name}.pdf",
        "cards": cards,
        "photo_ids": {card.first.key: card.id for card in cards},
        "files": [_file_line(file, t) for file in report.files],
    }


def meaning_of(finding: Finding, t: Tongue) -> str:
    """Return what a finding's code means, as the beginning of a sentence."""
    meaning = t(CODES[finding.code][1])
    return meaning[:1].upper() + meaning[1:]


def _verdict(report: Report) -> State | Literal["excepted"]:
    """Return the state of a run; "excepted" where it was delivered by release."""
    delivered = report.state == "delivered"
    return "excepted" if delivered and report.exceptions else report.state


def _state(report: Report, t: Tongue) -> tuple[str, str]:
    """Return the name of a run's state, and what it means."""
    state = _verdict(report)
    if state == "excepted":
        codes = ", ".join(report.exceptions)
        reasons = "; ".join(dict.fromkeys(report.exceptions.values()))
        name = t("Delivered with exceptions: {codes} released", codes=codes)
        return name, t("Reason: {reasons}", reasons=reasons)
    if state == "delivered":
        return t("Delivered"), t("The files are proven and in place.")
    if state == "draft":
        return t("Draft"), t("Every page is stamped; this is not for publication.")
    stays = t("The files are not delivered; those of the former run stay as they were.")
    return t("Held"), f"{stays} {t('Correct what is found and build again.')}"


def _counts(report: Report, t: Tongue) -> list[tuple[str, int, str]]:
    """Return kind, number and name of what a report counts."""
    levels = [one.finding.level for one in report.findings]
    photos = len({row.key for row in report.rows})
    articles = len(report.edition.articles)
    numbers = (
        ("error", levels.count("error"), marked("error"), marked("errors")),
        ("warning", levels.count("warning"), marked("warning"), marked("warnings")),
        ("note", levels.count("note"), marked("note"), marked("notes")),
        ("pages", len(report.pages), marked("page"), marked("pages")),
        ("articles", articles, marked("article"), marked("articles")),
        ("photos", photos, marked("photo"), marked("photos")),
    )
    return [(kind, n, t(one if n == 1 else many)) for kind, n, one, many in numbers]


def _file_line(file: MadeFile, t: Tongue) -> dict[str, str]:
    size = format_size(file.bytes, t.language)
    return {"name": file.name, "size": size, "digest": file.sha256}

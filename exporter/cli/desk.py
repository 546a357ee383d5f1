"""Commands of the editor's desk: `new`, `explain`, `diff`."""

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from exporter.cli.app import JsonOption, Lang, SystemLang, app
from exporter.cli.say import print_json, say, speaking, tell
from exporter.errors import UsageError
from exporter.known import known_field
from exporter.said import marked, said
from exporter.tongue import Tongue, primary_tag

if TYPE_CHECKING:
    from exporter.diff import ArticleChange, Difference


@app.command(epilog="Example: exporter new edisi-kami")
def new(
    folder: Annotated[Path, typer.Argument(help="The folder to make.")],
    lang: Annotated[str, typer.Option(help="Language of the comments: id, en.")] = "id",
) -> None:
    """Begin an edition: a folder that builds at once, to be changed step by step."""
    from exporter.starter import begin_edition

    with speaking(lang) as t:
        file = begin_edition(folder, lang)
    say(t("ready: open {file} in a text editor; to build it:", file=file))
    spoken = primary_tag(lang)  # a build speaks the edition's language: Indonesian
    asked = "" if spoken == "id" else f" --lang {spoken}"
    say(f'    exporter build "{folder}" -o out{asked}')
    tell(file)


@app.command(epilog="Example: exporter explain E-003")
def explain(
    code: Annotated[str, typer.Argument(help="The code of a finding, such as E-003.")],
    lang: SystemLang = "",
    as_json: JsonOption = False,
) -> None:
    """Say what the code of a finding means, and what to do."""
    from exporter.checks import CODES

    with speaking(lang) as t:
        known = _known_code(code, CODES)
    level, means, hint = CODES[known]
    if as_json:
        print_json({"code": known, "level": level, "means": means, "hint": hint})
        return
    tell(f"{known} ({t(level)}): {t(means)}")
    tell(t("what to do: {hint}", hint=t(hint)))
    tell(t(_CONSEQUENCE[level]))


def _known_code(code: str, codes: Collection[str]) -> str:
    if code.upper() in codes:
        return code.upper()
    raise UsageError(
        said("there is no code {code!r}", code=code),
        hint=said("known: {keys}", keys=", ".join(codes)),
    )


_CONSEQUENCE = {
    "error": marked(
        "An error holds the edition back, unless it is released by name "
        "(--release CODE --reason TEXT)."
    ),
    "warning": marked(
        "A warning does not hold the edition back, except with --strict."
    ),
    "note": marked("A note is shown with -v only."),
}


@app.command(epilog="Example: exporter diff out-lama out")
def diff(
    old: Annotated[Path, typer.Argument(help="A proof, a file beside it, its folder.")],
    new: Annotated[Path, typer.Argument(help="The same, of the later build.")],
    lang: Lang = "",
    as_json: JsonOption = False,
) -> None:
    """List articles, fields and pages that changed between two builds."""
    from exporter.diff import diff_proofs, language_of

    with speaking(lang or language_of(new)) as t:
        difference = diff_proofs(old, new)
    if as_json:
        print_json(difference.as_json(), indent=1)
    else:
        _tell_difference(difference, t)


def _tell_difference(difference: "Difference", t: Tongue) -> None:
    from exporter.diff import ENTRIES

    if difference.is_empty:
        tell(t("nothing changed"))
        return
    for entry in difference.edition:
        name = t(ENTRIES.get(entry.field) or known_field(entry.field))
        tell(f"{name}: {entry.old or '—'} → {entry.new or '—'}")
    for article in difference.added:
        tell(t("new: {article}", article=article))
    for article in difference.removed:
        tell(t("gone: {article}", article=article))
    for change in difference.changed:
        tell(f"{change.article}: {change.headline} ({_pages(change, t)})")
        for field in change.fields:
            name = t(known_field(field.field))
            tell(f"  {name}: {field.old or '—'} → {field.new or '—'}")
    for change in difference.moved:
        tell(t("moved: {article}", article=f"{change.article} ({_pages(change, t)})"))
    for name in difference.inputs:
        tell(t("other file: {name}", name=known_field(name)))
    if difference.pages:
        numbers = ", ".join(map(str, difference.pages))
        tell(t("pages to look at: {numbers}", numbers=numbers))


def _pages(change: "ArticleChange", t: Tongue) -> str:
    old = ", ".join(map(str, change.old_pages))
    new = ", ".join(map(str, change.pages))
    return (
        t("p. {new}", new=new)
        if old == new
        else t("p. {old} → {new}", old=old, new=new)
    )

"""`exporter layouts`: those there are; `new` begins one, `check` looks through one."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from exporter.cli.app import JsonOption, SystemLang, app
from exporter.cli.say import print_json, say, speaking, tell
from exporter.tongue import Tongue

if TYPE_CHECKING:
    from exporter.checks import Finding
    from exporter.layout import Layout

layouts_app = typer.Typer(
    help="List the layouts there are; begin one, or look through one.",
    invoke_without_command=True,
    epilog="Example: exporter layouts",
)
app.add_typer(layouts_app, name="layouts")


@layouts_app.callback()
def layouts(
    context: typer.Context, lang: SystemLang = "", as_json: JsonOption = False
) -> None:
    """List the layouts there are; begin one, or look through one."""
    if context.invoked_subcommand:
        return
    from exporter.layout import layout_names, load_layout

    with speaking(lang) as t:
        found = [load_layout(name, Path()) for name in layout_names()]
        told = [_told(layout) for layout in found]
    if as_json:
        print_json(told)
        return
    for layout in told:
        places = [*([layout["size"]] if layout["size"] else []), *layout["formats"]]
        tell(f"{layout['name']}: {t(layout['description'])} ({', '.join(places)})")
        for family, rights in layout["fonts"].items():
            tell(f"    {_rights(family, rights, t)}")


def _told(layout: "Layout") -> dict[str, Any]:
    return {
        "name": layout.name,
        "title": layout.title,
        "description": layout.description,
        "size": _size(layout),
        "formats": list(layout.formats),
        "promises": dict(layout.promises),
        "fonts": {
            family: {"licence": rights.licence, "epub": rights.epub}
            for family, rights in layout.fonts.items()
        },
        "folder": str(layout.folders[0]),
    }


def _size(layout: "Layout") -> str:
    """Return the size of its paper as its tokens say it: "210 × 297 mm"."""
    names = ("paper-width", "paper-height")
    sides = [layout.tokens[name].value for name in names if name in layout.tokens]
    if len(sides) == 2 and all(side.endswith("mm") for side in sides):
        sides[0] = sides[0].removesuffix("mm")
        sides[1] = f"{sides[1].removesuffix('mm')} mm"
    return " × ".join(sides)


def _rights(family: str, rights: dict[str, Any], t: Tongue) -> str:
    licence = rights["licence"] or t("no licence is named")
    if rights["epub"]:
        return f"{family}: {licence}"
    return t("{family}: {licence}; not for ebooks", family=family, licence=licence)


@layouts_app.command("new", epilog="Example: exporter layouts new koran-kami")
def new(
    name: Annotated[str, typer.Argument(help="Name of the layout: its folder.")],
    extends: Annotated[
        str, typer.Option(help="The layout it begins as, by name or path.")
    ] = "magazine",
    out: Annotated[
        Path, typer.Option("-o", "--out", help="The folder to make it in.")
    ] = Path(),
    lang: SystemLang = "",
) -> None:
    """Begin a layout of one's own: a folder to be changed bit by bit."""
    from exporter.layout_new import begin_layout

    with speaking(lang) as t:
        folder = begin_layout(name, extends, out)
    say(t("ready: change {file}; to see it:", file=folder / "tokens.css"))
    path = folder if folder.is_absolute() else f"./{folder}"
    say(f'    exporter build EDITION --layout "{path}" -o out')
    tell(folder)


@layouts_app.command("check", epilog="Example: exporter layouts check ./koran-kami")
def check(
    layout: Annotated[
        str, typer.Argument(help="Name or folder of a layout.", show_default="all")
    ] = "",
    lang: SystemLang = "",
    as_json: JsonOption = False,
) -> None:
    """Look through a layout: styles, tokens, templates, words, slots, fonts.

    A trial edition is built with it and proven. Exit code 4 where an error is found.
    """
    from exporter.layout import layout_names
    from exporter.layout_check import check_layout

    names = [layout] if layout else layout_names()
    with speaking(lang) as t:
        found = {name: check_layout(_path(name), Path()) for name in names}
    errors = any(f.level == "error" for some in found.values() for f in some)
    code = 4 if errors else 0
    if as_json:
        listed = {name: [f.as_json() for f in some] for name, some in found.items()}
        print_json({"exit_code": code, "layouts": listed})
    else:
        for name, some in found.items():
            _tell_findings(name, some, t)
    raise typer.Exit(code)


def _path(name: str) -> str:
    """Return a name as layouts are found by: a folder that is one goes before."""
    is_folder = "/" not in name and (Path(name) / "layout.toml").is_file()
    return f"./{name}" if is_folder or name in {".", ".."} else name


def _tell_findings(name: str, findings: Sequence["Finding"], t: Tongue) -> None:
    if not findings:
        tell(t("{name}: nothing to say", name=name))
        return
    tell(f"{name}:")
    hinted: set[str] = set()
    for finding in findings:
        where, message = t(finding.where), t(finding.message)
        tell(f"  {t(finding.level)} {finding.code} {where}: {message}")
        if finding.code not in hinted:
            tell(f"      {t(finding.hint)}")
            hinted.add(finding.code)

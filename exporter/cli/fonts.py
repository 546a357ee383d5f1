"""`exporter fonts`: families for scripts that a layout's own fonts do not have."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from exporter.cli.app import JsonOption, SystemLang, app
from exporter.cli.say import print_json, say, speaking, tell
from exporter.said import said
from exporter.tongue import Tongue

if TYPE_CHECKING:
    from exporter.packs import Pack

fonts_app = typer.Typer(
    help="List, or add, font families for other scripts: Arabic, Chinese, Thai …",
    epilog="Example: exporter fonts",
)
app.add_typer(fonts_app, name="fonts")

EditionOption = Annotated[
    Path | None,
    typer.Option(
        "--edition",
        help="An edition that keeps them itself, in its folder fonts.",
        show_default="all editions of this user",
    ),
]


@fonts_app.callback(invoke_without_command=True)
def fonts(
    context: typer.Context,
    edition: EditionOption = None,
    lang: SystemLang = "",
    as_json: JsonOption = False,
) -> None:
    """List the font families there are: styles, scripts, licence, embedding."""
    if context.invoked_subcommand:
        return
    from exporter.layout import bundled
    from exporter.packs import find_packs, packs_folder

    own = [_place(edition)] if edition else []
    with speaking(lang) as t:
        found = find_packs([bundled("fonts"), *own, packs_folder()])
    _list(found, t, as_json=as_json)


@fonts_app.command("add", epilog="Example: exporter fonts add noto-naskh-arabic")
def fonts_add(
    folder: Annotated[Path, typer.Argument(help="Fonts, with their licence.")],
    edition: EditionOption = None,
    licence: Annotated[
        str, typer.Option(help="The licence, in words, where no file says it.")
    ] = "",
    lang: SystemLang = "",
    as_json: JsonOption = False,
) -> None:
    """Add a folder of fonts: every layout uses them where its own lack a character."""
    from exporter.pack_files import add_packs
    from exporter.packs import packs_folder

    with speaking(lang) as t:
        target = _place(edition) if edition else packs_folder()
        added = add_packs(folder, target, licence)
    if not as_json:
        say(t("added to {folder}:", folder=target))
    _list(added, t, as_json=as_json)


def _place(edition: Path) -> Path:
    """Return where an edition keeps its fonts; it must be one."""
    from exporter.errors import EditionError

    folder = edition if edition.is_dir() else edition.parent
    if not (folder / "edition.toml").is_file() and not edition.is_file():
        raise EditionError(
            said("there is no edition"),
            where=str(edition),
            hint=said("name an edition.toml, or a folder that holds one"),
        )
    return folder / "fonts"


def _list(packs: "list[Pack]", t: Tongue, *, as_json: bool) -> None:
    from exporter.scripts import SCRIPTS

    if as_json:
        print_json([pack.as_json() for pack in packs])
        return
    for pack in packs:
        scripts = ", ".join(t(SCRIPTS[code].name) for code in pack.scripts)
        may = t("may be embedded") if pack.embeddable else t("may not be embedded")
        styles = ", ".join(pack.styles)
        tell(f"{pack.family}: {styles}; {scripts}; {pack.licence}; {may}")

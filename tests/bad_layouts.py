"""Bad input: layouts."""

from pathlib import Path

from bad_input import Cases, in_toml
from newsroom import Newsroom

case = Cases()


def use_layout(room: Newsroom, **files: str | bytes) -> None:
    """Dress the edition in a layout of its own; `print__css` is print.css."""
    folder = room.folder / "rusak"
    folder.mkdir()
    files = {"layout__toml": 'title = "R"\nextends = "magazine"\n', **files}
    for name, data in files.items():
        raw = data if isinstance(data, bytes) else data.encode()
        (folder / name.replace("__", ".")).write_bytes(raw)
    in_toml(room, "title =", 'layout = "./rusak"\ntitle =')


def article_template(old: str, new: str) -> str:
    text = Path("layouts/base/article.html.j2").read_text("utf-8")
    assert old in text
    return text.replace(old, new)


@case(4, "layout", "'magazin'", move="did you mean magazine")
def _an_unknown_layout(room: Newsroom) -> None:
    in_toml(room, "title =", 'layout = "magazin"\ntitle =')


@case(4, "layout rusak", "article.html.j2:2:", move="correct the template")
def _a_template_that_is_none(room: Newsroom) -> None:
    use_layout(room, article__html__j2="{# satu #}\n{% if %}\n")


@case(4, "layout rusak", "article.html.j2:", "t_photo", move="correct the template")
def _a_template_with_an_unknown_name(room: Newsroom) -> None:
    use_layout(room, article__html__j2=article_template("t.photo }}", "t_photo }}"))


@case(4, "layout rusak", "article.html.j2:1:", "without end", move="correct")
def _a_template_in_itself(room: Newsroom) -> None:
    use_layout(room, article__html__j2="{% include 'article.html.j2' %}")


@case(4, "layout rusak", "article.html.j2", "0xE9 in line 2", move="UTF-8")
def _a_template_in_latin_1(room: Newsroom) -> None:
    use_layout(room, article__html__j2=b"satu\n\xe9")


@case(4, "layout rusak", "epub.css:2:", "not closed", move="missing")
def _a_stylesheet_with_an_open_brace(room: Newsroom) -> None:
    use_layout(
        room, epub__css="p { margin: 0 }\nh1 { color: red\n\np { color: blue }\n"
    )


@case(4, "layout rusak", "epub.css:1:", "ubin.png", move="remove it")
def _a_stylesheet_that_wants_a_picture(room: Newsroom) -> None:
    use_layout(room, epub__css="body { background: url(ubin.png) }")


@case(4, "layout rusak", "layout.toml", "`extend`", move="`extends`")
def _a_mistyped_key_of_a_layout(room: Newsroom) -> None:
    use_layout(room, layout__toml='title = "R"\nextend = "magazine"\n')


@case(4, "layout rusak", "layout.toml", "`screen`", move="mm = [86, 128]")
def _a_slot_without_size(room: Newsroom) -> None:
    toml = 'extends = "magazine"\n[slots]\nscreen = { pixels = [0, 0] }\n'
    use_layout(room, layout__toml=toml)


@case(4, "layout rusak", "words.toml", "`photo`", move="quotes")
def _a_word_that_is_a_number(room: Newsroom) -> None:
    use_layout(room, words__toml="[id]\nphoto = 3\n")


@case(
    4, "layout sendiri", "no stylesheet tokens.css or print.css", move="extend a layout"
)
def _a_layout_without_stylesheet(room: Newsroom) -> None:
    folder = room.folder / "sendiri"
    folder.mkdir()
    base = Path("layouts/base")
    for file in (*base.glob("*.j2"), base / "words.toml", base / "layout.toml"):
        (folder / file.name).write_bytes(file.read_bytes())
    in_toml(room, "title =", 'layout = "./sendiri"\ntitle =')

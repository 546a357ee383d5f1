"""HTML of an article's body becomes blocks, photos in their places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporter.blocks import (
    Embed,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Subhead,
    Table,
)
from exporter.records.body import add_pieces
from exporter.records.draft import Draft
from exporter.records.labels import load_labels
from exporter.records.markup import read_fragment
from exporter.records.markup_photos import Photo, PhotoGroup


@pytest.mark.parametrize(
    ("markup", "pieces"),
    [
        ("kata saja", [Paragraph(html="kata saja")]),
        ("<p>a<br><br>b<br>c</p>", [Paragraph(html="a"), Paragraph(html="b<br/>c")]),
        ("<div>a<p>b</p>c</div>", [Paragraph(html=x) for x in "abc"]),
        ("<h3>Sub <i>judul</i></h3>", [Subhead(html="Sub <i>judul</i>")]),
        ("<hr>", [Rule()]),
        (
            "<ol><li>a<li><b>b</b></ol>",
            [ListBlock(ordered=True, items=("a", "<b>b</b>"))],
        ),
        (
            "<blockquote><p>kutip</p><footer>— Sari</footer></blockquote>",
            [Quote(paragraphs=("kutip",), cite="Sari")],
        ),
        (
            "<table><tr><th>x<th>y<tr><td>1<td>2</table>",
            [Table(header=("x", "y"), rows=(("1", "2"),))],
        ),
        ("<table><tr><td><p>tata letak</p></table>", [Paragraph(html="tata letak")]),
        (
            '<iframe src="//v.example/1" title="Video"></iframe>',
            [Embed(label="Video", url="https://v.example/1")],
        ),
        ("<script>a</script><style>b</style><p onclick=x>c", [Paragraph(html="c")]),
        ('<p><img src="data:image/gif;base64,AA">a</p>', [Paragraph(html="a")]),
    ],
)
def test_markup_is_read_as_blocks(markup: str, pieces: list[object]) -> None:
    assert read_fragment(markup) == pieces


def test_a_figure_is_a_photo_with_its_caption_and_credit_apart() -> None:
    (photo,) = read_fragment(
        '<figure><img data-src="a.jpg" src="blank.gif" alt="Kapal">'
        '<figcaption>Kapal tiba. <span class="credit">Sari/ANTARA</span></figcaption>'
    )
    assert photo == Photo("a.jpg", "Kapal", ("Kapal tiba.",), "Sari/ANTARA")


def test_figures_in_a_figure_are_a_group() -> None:
    (group,) = read_fragment(
        "<figure><figure><img src=a.jpg><figcaption>A</figcaption></figure>"
        "<figure><img src=b.jpg><figcaption>B</figcaption></figure></figure>"
    )
    assert isinstance(group, PhotoGroup)
    assert [photo.caption for photo in group.photos] == [("A",), ("B",)]


def test_lines_with_labels_become_fields_in_their_place() -> None:
    draft = Draft()
    markup = (
        "<p>Satu.</p><p>Baca Juga: <a href='https://e.example/x'>Judul</a></p>"
        "<p>ADVERTISEMENT</p><p>Dua.</p><p>Sumber: Antara</p>"
    )
    add_pieces(draft, read_fragment(markup), load_labels(), rule="content")
    assert [block.type for block in draft.body] == ["paragraph", "related", "paragraph"]
    assert draft.related[0].url == "https://e.example/x"
    assert [source.name for source in draft.sources] == ["Antara"]
    assert [dropped.text for dropped in draft.dropped] == ["ADVERTISEMENT"]


def test_the_same_photo_is_kept_once() -> None:
    draft = Draft()
    markup = "<img src=a.jpg><figure><img src=a.jpg><figcaption>Kapal</figure>"
    add_pieces(draft, read_fragment(markup), load_labels(), rule="content")
    assert [image.caption for image in draft.images] == [("Kapal",)]


@given(st.text(alphabet="<>/ab &;\"'=pdivtrlh12\x00\n", max_size=200))
def test_any_markup_is_read_without_an_error(markup: str) -> None:
    read_fragment(markup)


def test_endless_nesting_is_read_as_its_words() -> None:
    (paragraph,) = read_fragment("<div>" * 5000 + "kata" + "</div>" * 5000)
    assert isinstance(paragraph, Paragraph)
    assert paragraph.html == "kata"


@pytest.mark.parametrize("tag", ["blockquote", "figure", "figcaption", "ul", "table"])
def test_what_stands_in_itself_many_times_is_read_once(tag: str) -> None:
    inner = '<img src="a.jpg"><img src="b.jpg"><p>kata</p>'
    pieces = read_fragment(f"<{tag}>" * 300 + inner + f"</{tag}>" * 300)
    assert pieces


def test_figures_and_captions_in_each_other_without_end_are_read() -> None:
    markup = '<figure><img src="a.jpg"><figcaption>' * 3_000 + "kata"
    assert "kata" in repr(read_fragment(markup))

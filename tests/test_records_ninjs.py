"""IPTC ninjs 1, 2 and 3 become Articles, and an Article becomes ninjs again."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from any_article import articles
from hypothesis import given, settings
from hypothesis import strategies as st

from exporter.blocks import Embed, ImageBlock, Paragraph, Party, RelatedBlock, Subhead
from exporter.errors import RecordError
from exporter.inline import plain_text
from exporter.model import Article
from exporter.records import check_coverage, read_record_bytes, read_records
from exporter.records.ninjs import knows
from exporter.records.ninjs_writer import write_ninjs

#: ninjs 1.x as Superdesk sends it.
ONE: dict[str, Any] = {
    "guid": "urn:newsml:wacana.example:20220112:pasang",
    "version": "3",
    "type": "text",
    "versioncreated": "2022-01-12T15:40:00+0000",
    "firstcreated": "2022-01-12T14:05:52+0000",
    "pubstatus": "usable",
    "language": "id",
    "urgency": 3,
    "priority": 6,
    "headline": "Pasang laut dua kali sehari dibaca dari bulan",
    "slugline": "pasang laut",
    "byline": "Oleh Sari Contoh dan Budi Contoh",
    "authors": [
        {"name": "Sari Contoh", "role": "writer", "biography": "menulis ilmu"},
        {"name": "Rani Contoh", "role": "editor"},
    ],
    "located": "Semarang",
    "ednote": "Foto menyusul",
    "source": "ANTARA",
    "copyrightnotice": "© 2022 Wacana",
    "copyrightholder": "Wacana",
    "usageterms": "Hanya untuk pelanggan",
    "service": [{"code": "s", "name": "Sains"}],
    "genre": [{"code": "Article", "name": "Article (news)"}],
    "subject": [{"code": "13000000", "name": "ilmu dan teknologi"}],
    "keywords": ["pasang", "bulan"],
    "description_html": "<p>Dua gunungan air <i>mengikuti</i> bulan.</p>",
    "description_text": "Dua gunungan air mengikuti bulan.",
    "body_html": (
        "<p>SEMARANG (ANTARA) - Air laut naik dan turun <b>dua kali</b> sehari.</p>"
        '<!-- EMBED START Image {id: "editor_0"} -->'
        '<figure><img src="https://foto.example/kecil.jpg"><figcaption>lain</figcaption>'
        "</figure><!-- EMBED END -->"
        "<h2>Sebabnya</h2><p>Bulan menarik air.</p>"
    ),
    "associations": {
        "featuremedia": {
            "type": "picture",
            "guid": "tag:foto:1",
            "headline": "Pelabuhan",
            "byline": "Lensa Contoh",
            "description_text": "Pelabuhan saat surut. (Foto: Lensa Contoh/ANTARA)",
            "body_text": "Perahu miring di lumpur",
            "ednote": "TURKEY OUT  2019 FILE PHOTO",
            "usageterms": "Editorial saja",
            "renditions": {
                "original": {
                    "href": "https://foto.example/besar.jpg",
                    "width": 4000,
                    "height": 3000,
                    "mimetype": "image/jpeg",
                },
                "raksasa": {"href": "https://foto.example/raksasa.jpg", "width": 9000},
                "thumbnail": {"href": "https://foto.example/t.jpg", "width": 120},
            },
        },
        "editor_0": {
            "type": "picture",
            "byline": "Kamera Contoh",
            "description_text": "Pantai yang kering.",
            "renditions": {
                "original": {"href": "foto/pantai.jpg", "width": 1200, "height": 800},
                "t": {"href": "https://foto.example/kecil.jpg", "width": 100},
            },
        },
        "kait": {"type": "text", "headline": "Gerhana bulan", "uri": "urn:x:2"},
        "klip": {
            "type": "video",
            "headline": "Pasang dalam semenit",
            "renditions": {"o": {"href": "https://video.example/1.mp4"}},
        },
    },
}

#: The same kind of item in ninjs 3.0.
THREE: dict[str, Any] = {
    "standard": {"name": "ninjs", "version": "3.0"},
    "uri": "http://wacana.example/berita/garam",
    "type": "text",
    "versionCreated": "2022-01-12T22:40:00+07:00",
    "pubStatus": "usable",
    "embargoedUntil": "2022-01-13T06:00:00+07:00",
    "copyrightHolder": "Wacana",
    "language": "en",
    "headlines": [
        {"role": "sub", "value": "A short line"},
        {"role": "main", "value": "Why the sea is salt"},
    ],
    "descriptions": [
        {"role": "text", "value": "Rivers carry salts"},
        {"role": "summary", "value": "Rivers bring it & the sun leaves it."},
    ],
    "by": "By Jane Roe, The Harbour Times",
    "infoSources": [{"name": "Reuters"}],
    "genres": [{"name": "Feature"}],
    "subjects": [{"name": "oceans"}, {"name": "medtop:20000717"}],
    "edNote": "CORRECTION: name in paragraph 2",
    "bodies": [
        {"role": "text", "contentType": "text/plain", "value": "Rivers carry salts"},
        {
            "role": "html",
            "contentType": "text/html",
            "value": "<html><head><title>Why the sea is salt</title></head><body>"
            "<article><h1>Why the sea is salt</h1><p>Rivers carry salts.</p>"
            '<figure><img src="https://p.example/small.jpg"></figure>'
            "<p>The sun takes the water.</p></article></body></html>",
        },
        {"role": "nitf", "contentType": "application/xml", "value": "<nitf/>"},
    ],
    "associations": [
        {
            "name": "a001",
            "type": "picture",
            "uri": "http://p.example/id",
            "by": "Karl Roe/TT",
            "descriptions": [
                {"role": "creditline", "value": "TT"},
                {"role": "caption", "value": "Salt pans at noon."},
            ],
            "renditions": [
                {
                    "name": "r0",
                    "href": "https://p.example/large.jpg",
                    "contentType": "image/jpeg",
                    "width": 2400,
                    "height": 1600,
                },
                {
                    "name": "r1",
                    "href": "https://p.example/small.jpg",
                    "contentType": "image/jpeg",
                    "width": 256,
                    "height": 171,
                },
                {
                    "name": "caption_nitf",
                    "href": "https://p.example/caption.xml",
                    "contentType": "text/xml",
                },
            ],
        }
    ],
}


def _read(value: Any, name: str = "kiriman.json") -> list[Article]:
    return list(read_record_bytes(json.dumps(value).encode(), name).articles)


def _one(value: Any) -> Article:
    [article] = _read(value)
    return article


def _dropped(article: Article) -> dict[str, str]:
    return {one.text: one.rule for one in article.provenance.dropped}


def test_superdesk_tells_writer_from_editor() -> None:
    article = _one(ONE)
    assert [party.name for party in article.authors] == ["Sari Contoh", "Budi Contoh"]
    assert [party.name for party in article.editors] == ["Rani Contoh"]
    assert article.byline == "Oleh Sari Contoh dan Budi Contoh"


def test_every_field_of_ninjs_1_has_its_place() -> None:
    article = _one(ONE)
    assert article.id == "urn:newsml:wacana.example:20220112:pasang"
    assert article.headline == "Pasang laut dua kali sehari dibaca dari bulan"
    assert article.deck == "Dua gunungan air <i>mengikuti</i> bulan."
    assert article.dateline and article.dateline.raw == "SEMARANG (ANTARA)"
    assert article.published and article.published.isoformat().startswith(
        "2022-01-12T14"
    )
    assert article.modified and article.modified > article.published
    assert article.sections == ("Sains",)
    assert article.tags == ("pasang", "bulan")
    assert article.sources == (Party(name="ANTARA", kind="organisation"),)
    assert article.rights == "© 2022 Wacana"
    assert article.editor_note.split("\n") == ["Hanya untuk pelanggan", "Foto menyusul"]
    assert article.provenance.reader == "ninjs"


def test_pictures_come_from_the_associations_with_their_best_rendition() -> None:
    article = _one(ONE)
    lead, second = article.images
    assert (lead.href, lead.width, lead.height) == (
        "https://foto.example/besar.jpg",
        4000,
        3000,
    )
    assert lead.caption == ("Pelabuhan saat surut.",)
    assert lead.credit == "Lensa Contoh/ANTARA"
    assert lead.creators == ("Lensa Contoh",)
    assert lead.alt == "Perahu miring di lumpur"
    assert lead.restrictions == ("TURKEY OUT",)
    assert lead.usage_terms == "Editorial saja"
    assert (second.file, second.credit) == ("foto/pantai.jpg", "Kamera Contoh")


def test_a_picture_stands_where_the_body_names_one_of_its_renditions() -> None:
    kinds = [type(block) for block in _one(ONE).body]
    assert kinds == [Paragraph, ImageBlock, Subhead, Paragraph, RelatedBlock, Embed]
    assert _one(ONE).body[1] == ImageBlock(image=1)


@pytest.mark.parametrize("item", [ONE, THREE])
def test_nothing_readable_is_lost(tmp_path: Path, item: dict[str, Any]) -> None:
    file = tmp_path / "kiriman.json"
    file.write_text(json.dumps(item, indent=1))
    assert check_coverage(file, read_records(file).articles) == []


def test_what_is_not_printed_is_dropped_with_its_path() -> None:
    dropped = _dropped(_one(ONE))
    assert dropped["pasang laut"].startswith("ninjs:slugline")
    assert dropped["menulis ilmu"].startswith("ninjs:authors[0].biography")
    assert dropped["lain"].startswith("caption: in the body")
    assert dropped["Pelabuhan"].startswith("ninjs:associations.featuremedia.headline")


def test_ninjs_3_is_read_by_the_same_rules() -> None:
    article = _one(THREE)
    assert article.headline == "Why the sea is salt"
    assert article.deck == "Rivers bring it &amp; the sun leaves it."
    assert article.kind == "feature"
    assert article.authors == (Party(name="Jane Roe", affiliation="The Harbour Times"),)
    assert article.rights == "© Wacana"
    assert article.sections == ("oceans",)
    assert article.embargoed_until and article.published
    assert article.modified is None
    assert any("correction" in text for text in article.provenance.warnings)


def test_one_of_several_bodies_is_taken_and_its_head_is_not_doubled() -> None:
    article = _one(THREE)
    texts = [plain_text(b.html) for b in article.body if isinstance(b, Paragraph)]
    assert texts == ["Rivers carry salts.", "The sun takes the water."]
    [photo] = article.images
    assert photo.href == "https://p.example/large.jpg"
    assert (photo.caption, photo.credit) == (("Salt pans at noon.",), "Karl Roe/TT")
    assert "<nitf/>" in _dropped(article)


def test_lower_case_names_of_ninjs_2_are_the_same() -> None:
    def lower(value: Any) -> Any:
        if isinstance(value, dict):
            return {key.lower(): lower(one) for key, one in value.items()}
        return [lower(one) for one in value] if isinstance(value, list) else value

    three, two = _one(THREE), _one(lower(THREE))
    assert three.model_dump(exclude={"provenance"}) == two.model_dump(
        exclude={"provenance"}
    )


def test_plain_text_becomes_paragraphs() -> None:
    item = {"uri": "urn:a", "pubstatus": "usable", "headline": "Judul"}
    article = _one(item | {"body_text": "Satu baris\nyang sama.\n\nDua < tiga."})
    assert article.body == (
        Paragraph(html="Satu baris yang sama."),
        Paragraph(html="Dua &lt; tiga."),
    )


@pytest.mark.parametrize("status", ["canceled", "cancelled", "withheld", "embargoed"])
def test_an_item_that_is_held_back_is_refused(status: str) -> None:
    with pytest.raises(RecordError, match="agency"):
        _read(ONE | {"pubstatus": status})


def test_a_picture_alone_is_a_gallery_of_one() -> None:
    article = _one(
        {
            "uri": "http://api.example/1",
            "type": "picture",
            "pubStatus": "usable",
            "edNote": "NO ARCHIVES",
            "headlines": [{"role": "main", "value": "Salt pans"}],
            "by": "Ann Lens",
            "descriptions": [
                {"role": "creditline", "value": "HARBOUR PRESS"},
                {"role": "caption", "value": "A man rakes salt. (HP via AP, File)"},
            ],
            "renditions": [
                {"name": "main", "href": "salt.jpg", "width": 3000, "height": 2000}
            ],
        }
    )
    assert article.kind == "gallery"
    [photo] = article.images
    assert photo.file == "salt.jpg"
    assert photo.caption == ("A man rakes salt. (HP via AP, File)",)
    assert photo.credit == "Ann Lens / HARBOUR PRESS"
    assert photo.restrictions == ("NO ARCHIVES",)


def test_a_package_of_texts_is_its_texts() -> None:
    one = {
        "guid": "urn:1",
        "type": "text",
        "headline": "Satu",
        "body_text": "Isi satu.",
    }
    two = {"guid": "urn:2", "type": "text", "headline": "Dua", "body_text": "Isi dua."}
    package = {
        "guid": "urn:p",
        "type": "composite",
        "pubstatus": "usable",
        "headline": "Paket",
        "associations": {"main-0": one, "main-1": two},
    }
    assert [article.headline for article in _read(package)] == ["Satu", "Dua"]


def test_a_page_of_a_feed_is_its_items_and_an_event_costs_none() -> None:
    event = {
        "uri": "urn:e",
        "type": "event",
        "pubstatus": "usable",
        "headline": "Rapat",
    }
    result = read_record_bytes(json.dumps({"item": [ONE, event]}).encode(), "x.json")
    assert [article.headline for article in result.articles] == [ONE["headline"]]
    assert [error.where for error in result.errors] == ["x.json, article 2"]


def test_lines_of_ninjs_are_read_each() -> None:
    lines = "\n".join(json.dumps(one) for one in (ONE, THREE, {"uri": "urn:x"}))
    result = read_record_bytes(lines.encode(), "kiriman.jsonl")
    assert len(result.articles) == 2
    assert result.errors[0].where == "kiriman.jsonl, line 3"


def test_our_own_json_is_not_taken_for_ninjs() -> None:
    assert not knows({"id": "a", "headline": "b", "body": []})
    assert not knows({"articles": []})
    assert not knows({"headlines": {"basic": "x"}, "content_elements": [], "uri": "a"})
    assert not knows([])


# --- the writer ---------------------------------------------------------------------


def _without_provenance(article: Article) -> dict[str, Any]:
    return article.model_dump(exclude={"provenance"})


@pytest.mark.slow
@settings(max_examples=150)
@given(articles())
def test_an_article_written_as_ninjs_is_read_as_the_same_article(
    article: Article,
) -> None:
    item = json.loads(json.dumps(write_ninjs(article)))
    assert knows(item)
    assert _without_provenance(_one(item)) == _without_provenance(article)


def test_what_ninjs_has_words_for_stands_there() -> None:
    article = _one(ONE)
    item = write_ninjs(article)
    assert item["headlines"] == [{"role": "main", "value": article.headline}]
    assert item["firstCreated"] == "2022-01-12T14:05:52+00:00"
    assert item["associations"][0]["by"] == "Lensa Contoh"
    assert "<h2>Sebabnya</h2>" in item["bodies"][0]["value"]
    rest = item["extra"]["exporter"]["article"]
    assert not set(rest) & {"headline", "id", "tags", "rights", "published", "deck"}


def test_an_extension_that_is_none_of_ours_is_an_error() -> None:
    item = write_ninjs(_one(THREE))
    item["extra"] = {"exporter": {"article": {"headline": []}}}
    with pytest.raises(RecordError, match="exporter"):
        _read(item)
    item["extra"] = {"exporter": {"article": {"judul": "x"}}}
    with pytest.raises(RecordError, match="exporter"):
        _read(item)


# --- anything at all ------------------------------------------------------------------

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*sorted(ONE), "name", "href"]), inner)
    ),
    max_leaves=12,
)


@settings(max_examples=150)
@given(st.dictionaries(st.sampled_from(sorted({**ONE, **THREE})), _JSON, max_size=5))
def test_any_ninjs_is_articles_or_an_error(fields: dict[str, Any]) -> None:
    for base in (ONE, THREE):
        try:
            found = _read({**copy.deepcopy(base), **fields})
        except RecordError as error:
            assert error.hint
        else:
            assert found


def test_subjects_are_the_section_and_tags_where_nothing_says_it_better() -> None:
    subjects = [{"name": "laut"}, {"name": "bulan"}, {"name": "medtop:20000717"}]
    item = {
        "uri": "urn:a",
        "pubstatus": "usable",
        "headline": "Judul",
        "body_text": "a",
    }
    article = _one(item | {"subject": subjects})
    assert (article.sections, article.tags) == (("laut",), ("bulan",))
    article = _one(item | {"subject": subjects, "keywords": ["pasang"]})
    assert (article.sections, article.tags) == (("laut",), ("pasang",))


def test_a_credit_line_that_names_the_photographer_is_printed_once(
    tmp_path: Path,
) -> None:
    photo = {
        "name": "p1",
        "type": "picture",
        "by": "Ann Lens",
        "descriptions": [{"role": "creditline", "value": "Ann Lens/Harbour Bild"}],
        "renditions": [{"href": "quay.jpg"}],
    }
    item = {
        "uri": "urn:a",
        "headline": "Judul",
        "body_text": "a",
        "pubstatus": "usable",
    }
    file = tmp_path / "kiriman.json"
    file.write_text(json.dumps(item | {"associations": [photo]}))
    [article] = read_records(file).articles
    assert article.images[0].credit == "Ann Lens/Harbour Bild"
    assert check_coverage(file, [article]) == []

"""NewsML-G2 and NewsML 1.2 become Articles: items, pictures, packages, messages."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exporter.blocks import Embed, Paragraph, Party, RelatedBlock, Subhead
from exporter.errors import RecordError
from exporter.model import Article
from exporter.records import check_coverage, read_record_bytes, read_records

XMLNS = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'
TEXT = """
<newsItem guid="urn:newsml:hafen.example:ebbe" version="2" xml:lang="de">
  <rightsInfo>
    <copyrightHolder><name>Hafen Presse</name></copyrightHolder>
    <copyrightNotice>© 2022 Hafen Presse</copyrightNotice>
    <usageTerms>Nur für Kunden</usageTerms>
  </rightsInfo>
  <itemMeta>
    <itemClass qcode="ninat:text"/>
    <provider qcode="nprov:HP"><name>Hafen Presse</name></provider>
    <versionCreated>2022-01-12T18:10:00+01:00</versionCreated>
    <firstCreated>2022-01-12T17:05:00+01:00</firstCreated>
    <embargoed>2022-01-13T06:00:00+01:00</embargoed>
    <pubStatus qcode="stat:usable"><name>usable</name></pubStatus>
    <service qcode="s:wis"><name>Wissen</name></service>
    <edNote role="x:note">Bilder im Angebot</edNote>
    <signal qcode="sig:correction"/>
    <link rel="irel:seeAlso" href="https://hafen.example/mond">
      <title>Der Mond und die Meere</title></link>
    <link rel="irel:seeAlso" residref="urn:bild:fehlt">
      <itemClass qcode="ninat:picture"/>
      <title>Deich im Nebel</title></link>
  </itemMeta>
  <contentMeta>
    <located qcode="geo:H"><name>Hamburg</name></located>
    <creator><name>Thomas Est</name></creator>
    <contributor role="ctrol:editor"><name>Eva Redakteurin</name></contributor>
    <genre qcode="g:1"><name>Reportage</name></genre>
    <subject type="x:category"><name>Vermischtes</name></subject>
    <subject qcode="medtop:20000717"><name xml:lang="en">oceans</name>
      <name xml:lang="de">Ozeane und Meere</name></subject>
    <subject type="cpnat:geoArea"><name>Deutschland</name></subject>
    <keyword>Gezeiten</keyword>
    <slugline>Meer-Gezeiten</slugline>
    <headline rank="1">Zweimal am Tag geht das Meer</headline>
    <headline rank="3">Was der Mond damit macht</headline>
    <dateline>Hamburg (dpa) - </dateline>
    <by>Von Thomas Est und Lisa Watt</by>
    <creditline>dpa</creditline>
    <description role="drol:teaser">Ebbe und Flut in Kürze.</description>
  </contentMeta>
  <contentSet>
    <inlineData contenttype="text/plain">Das Wasser sinkt.</inlineData>
    <inlineXML contenttype="application/xhtml+xml">
      <html xmlns="http://www.w3.org/1999/xhtml"><head><title>Ebbe</title></head><body>
        <header><h1>Zweimal am Tag geht das Meer</h1><p>Von Thomas Est und Lisa Watt</p>
        </header>
        <section>
          <p class="teaser">Ebbe und Flut in Kürze.</p>
          <p><span class="dateline">Hamburg <span>(dpa)</span> - </span>Das Wasser
            <em>sinkt</em>.</p>
          <h2>Der Mond</h2>
          <dnl-image ref="urn:bild:kai" caption="Der Kai." creditline="Im Text"/>
          <p>Er zieht.</p>
          <dnl-youtubeembed src="https://video.example/1"/>
        </section></body></html>
    </inlineXML>
  </contentSet>
</newsItem>
"""
PICTURE = """
<newsItem guid="urn:bild:kai" version="1" xml:lang="de">
  <rightsInfo><copyrightNotice>© Ann Linse</copyrightNotice>
    <usageTerms>Nur redaktionell</usageTerms></rightsInfo>
  <itemMeta><itemClass qcode="ninat:picture"/>
    <provider><name>Hafen Presse</name></provider>
    <versionCreated>2022-01-12T10:00:00Z</versionCreated>
    <edNote>NO ARCHIVES</edNote></itemMeta>
  <contentMeta>
    <creator role="crol:photographer"><name>Ann Linse</name></creator>
    <contributor role="ctrol:descrWriter"><name>al/kw</name></contributor>
    <creditline>Hafen Bild</creditline>
    <headline>Kai bei Niedrigwasser</headline>
    <description role="drol:caption">Boote liegen im Schlick.
      (Foto: Ann Linse/Hafen Bild)</description>
  </contentMeta>
  <contentSet>
    <remoteContent rendition="rnd:thumb" href="kai-klein.jpg" contenttype="image/jpeg"
      width="200" height="100"/>
    <remoteContent rendition="rnd:highRes" href="./kai.jpg" contenttype="image/jpeg"
      width="4000" height="2000"/>
    <remoteContent rendition="rnd:raw" href="roh.jpg" contenttype="image/jpeg"
      width="9000" height="6000"/>
  </contentSet>
</newsItem>
"""
SECOND = (
    TEXT.replace("hafen.example:ebbe", "hafen.example:salz")
    .replace("Zweimal am Tag geht das Meer", "Warum das Meer salzig ist")
    .replace("urn:bild:kai", "urn:bild:keins")
)


def _message(*items: str, package: str = "") -> str:
    inside = package + "".join(items)
    return f"<newsMessage {XMLNS}><itemSet>{inside}</itemSet></newsMessage>"


def _read(text: str) -> list[Article]:
    return list(read_record_bytes(text.encode(), "kiriman.xml").articles)


def _one(text: str) -> Article:
    [article] = _read(text)
    return article


G2 = _message(TEXT, PICTURE)


def test_every_field_of_g2_has_its_place() -> None:
    article = _one(G2)
    assert article.id == "urn:newsml:hafen.example:ebbe"
    assert (article.language, article.kind) == ("de", "feature")
    assert article.headline == "Zweimal am Tag geht das Meer"
    assert article.deck == "Ebbe und Flut in Kürze."
    assert article.byline == "Von Thomas Est und Lisa Watt"
    assert [party.name for party in article.authors] == ["Thomas Est", "Lisa Watt"]
    assert [party.name for party in article.editors] == ["Eva Redakteurin"]
    assert article.dateline and article.dateline.raw == "Hamburg (dpa)"
    assert article.sections == ("Wissen", "Vermischtes")
    assert article.tags == ("Gezeiten",)
    assert [party.name for party in article.sources] == ["Hafen Presse", "dpa"]
    assert article.rights == "© 2022 Hafen Presse"
    assert set(article.editor_note.split("\n")) == {
        "Nur für Kunden",
        "Bilder im Angebot",
    }
    assert article.published and article.published.hour == 17
    assert article.modified and article.modified.hour == 18
    assert article.embargoed_until and article.embargoed_until.day == 13
    warnings = article.provenance.warnings
    assert any("correction" in text for text in warnings)
    assert any("Deich im Nebel" in text for text in warnings)


def test_xhtml_is_taken_and_its_head_is_not_doubled() -> None:
    article = _one(G2)
    assert article.body == (
        Paragraph(html="Das Wasser <em>sinkt</em>."),
        Subhead(html="Der Mond"),
        Paragraph(html="Er zieht."),
        Embed(url="https://video.example/1"),
        RelatedBlock(related=(0,)),
    )
    [related] = article.related
    assert (related.headline, related.url) == (
        "Der Mond und die Meere",
        "https://hafen.example/mond",
    )


def test_a_picture_of_the_message_is_the_photo_the_text_names() -> None:
    [photo] = _one(G2).images
    assert (photo.file, photo.width) == ("kai.jpg", 4000)
    assert photo.caption == ("Boote liegen im Schlick.",)
    assert photo.credit == "Ann Linse/Hafen Bild"
    assert (photo.creators, photo.credit_line) == (("Ann Linse",), "Hafen Bild")
    assert photo.copyright_notice == "© Ann Linse"
    assert photo.usage_terms == "Nur redaktionell"
    assert photo.restrictions == ("NO ARCHIVES",)


def test_a_picture_alone_is_a_gallery_with_headline_and_caption() -> None:
    article = _one(_message(PICTURE))
    assert (article.kind, article.headline) == ("gallery", "Kai bei Niedrigwasser")
    [photo] = article.images
    assert photo.caption and photo.credit == "Ann Linse/Hafen Bild"


def test_a_package_gives_the_order_and_its_pictures_their_text() -> None:
    package = """<packageItem guid="urn:paket"><itemMeta/>
      <contentMeta><headline>Beides</headline></contentMeta><groupSet root="G1">
      <group id="G2"><itemRef residref="urn:newsml:hafen.example:ebbe"/></group>
      <group id="G1"><itemRef residref="urn:newsml:hafen.example:salz"/>
        <itemRef residref="urn:bild:kai"/><groupRef idref="G2"/></group>
      </groupSet></packageItem>"""
    first, second = _read(_message(TEXT, SECOND, PICTURE, package=package))
    assert any(one.text == "Beides" for one in first.provenance.dropped)
    assert first.headline == "Warum das Meer salzig ist"
    assert any(image.file == "kai.jpg" for image in first.images)
    assert second.headline == "Zweimal am Tag geht das Meer"
    assert all(image.file != "kai.jpg" for image in second.images)


def test_a_package_without_its_items_is_an_error() -> None:
    alone = f'<packageItem {XMLNS} guid="x"><itemMeta/></packageItem>'
    with pytest.raises(RecordError, match="items are not in the file"):
        _read(alone)


def test_nitf_inside_g2_is_read() -> None:
    nitf = """<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body><body.head>
      <hedline><hl1>Zweimal am Tag geht das Meer</hl1></hedline>
      <byline>Von Mia Norden</byline></body.head><body.content>
      <p>Das Wasser steigt.</p><hl2>Und sinkt</hl2></body.content></body></nitf>"""
    start, end = TEXT.index("<html"), TEXT.index("</html>") + len("</html>")
    text = TEXT[:start] + nitf + TEXT[end:]
    text = text.replace("<by>Von Thomas Est und Lisa Watt</by>", "")
    article = _one(_message(text))
    assert article.byline == "Von Mia Norden"
    assert article.body[:2] == (
        Paragraph(html="Das Wasser steigt."),
        Subhead(html="Und sinkt"),
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("stat:usable", "stat:canceled"),
        ("stat:usable", "stat:withheld"),
        ("2022-01-13T06:00:00+01:00", ""),
    ],
)
def test_an_item_that_is_held_back_is_refused(old: str, new: str) -> None:
    with pytest.raises(RecordError, match="agency"):
        _read(_message(TEXT.replace(old, new)))


def test_names_are_local_whatever_the_namespace() -> None:
    plain = G2.replace(f" {XMLNS}", "")
    prefixed = G2.replace(XMLNS, 'xmlns:x="urn:x"')
    assert _one(plain).body == _one(prefixed).body == _one(G2).body


@pytest.mark.parametrize("text", [G2, _message(PICTURE), _message(TEXT, SECOND)])
def test_nothing_readable_of_g2_is_lost(tmp_path: Path, text: str) -> None:
    file = tmp_path / "kiriman.xml"
    file.write_text(text)
    assert check_coverage(file, read_records(file).articles) == []


# --- NewsML 1.2 -----------------------------------------------------------------------

ONE = """<?xml version="1.0" encoding="UTF-8"?>
<NewsML>
  <Catalog Href="http://agence.example/catalog.xml"/>
  <NewsEnvelope><DateAndTime>20220112T154500Z</DateAndTime></NewsEnvelope>
  <NewsItem xml:lang="fr">
    <Identification><NewsIdentifier><ProviderId>agence.example</ProviderId>
      <NewsItemId>220112.1</NewsItemId>
      <RevisionId PreviousRevision="0" Update="N">1</RevisionId>
      <PublicIdentifier>urn:newsml:agence.example:220112:1</PublicIdentifier>
      </NewsIdentifier><NameLabel>mer-marée</NameLabel></Identification>
    <NewsManagement><NewsItemType FormalName="News"/>
      <FirstCreated>20220112T140000Z</FirstCreated>
      <ThisRevisionCreated>20220112T154000Z</ThisRevisionCreated>
      <Status FormalName="Usable"/><Instruction>Photos à suivre</Instruction>
    </NewsManagement>
    <NewsComponent>
      <NewsLines><HeadLine>La mer monte deux fois par jour</HeadLine>
        <SubHeadLine>Ce que fait la lune</SubHeadLine>
        <ByLine>Par Jean Martin</ByLine>
        <DateLine>Brest, 12 jan 2022 (AFP)</DateLine>
        <CopyrightLine>© 2022 Agence</CopyrightLine>
        <SlugLine>mer-marée</SlugLine></NewsLines>
      <AdministrativeMetadata><Provider><Party FormalName="AFP"/></Provider>
      </AdministrativeMetadata>
      <DescriptiveMetadata><Language FormalName="fr"/></DescriptiveMetadata>
      <NewsComponent><Role FormalName="Main"/>
        <ContentItem><MediaType FormalName="Text"/><Format FormalName="bcNITF2.5"/>
          <DataContent>
            <p>La mer monte et <em>descend</em>.</p>
            <p>La lune l'attire.</p>
          </DataContent></ContentItem>
      </NewsComponent>
      <NewsComponent><Role FormalName="Photo"/>
        <NewsLines><HeadLine>Le quai</HeadLine><ByLine>Anne Lumière</ByLine>
          <CreditLine>AFP</CreditLine></NewsLines>
        <NewsComponent><Role FormalName="Caption"/>
          <ContentItem><MediaType FormalName="Text"/>
            <DataContent><p>Des bateaux sur la vase.</p></DataContent></ContentItem>
        </NewsComponent>
        <NewsComponent><Role FormalName="Thumbnail"/>
          <ContentItem Href="quai-t.jpg"><MediaType FormalName="Photo"/>
            <Characteristics><Property FormalName="Width" Value="120"/>
            <Property FormalName="Height" Value="80"/></Characteristics></ContentItem>
        </NewsComponent>
        <NewsComponent><Role FormalName="HighDef"/>
          <ContentItem Href="quai.jpg"><MediaType FormalName="Photo"/>
            <Characteristics><Property FormalName="Width" Value="3000"/>
            <Property FormalName="Height" Value="2000"/></Characteristics></ContentItem>
        </NewsComponent>
      </NewsComponent>
    </NewsComponent>
  </NewsItem>
</NewsML>
"""


def test_newsml_1_has_its_fields() -> None:
    article = _one(ONE)
    assert article.id == "urn:newsml:agence.example:220112:1"
    assert article.language == "fr"
    assert article.headline == "La mer monte deux fois par jour"
    assert article.deck == "Ce que fait la lune"
    assert article.authors == (Party(name="Jean Martin"),)
    assert article.dateline and article.dateline.city == "Brest"
    assert article.dateline.provider == "AFP"
    assert article.sources == (Party(name="AFP", kind="organisation"),)
    assert article.rights == "© 2022 Agence"
    assert article.editor_note == "Photos à suivre"
    assert article.published and article.published.isoformat().startswith(
        "2022-01-12T14:00"
    )
    assert article.modified
    assert article.body == (
        Paragraph(html="La mer monte et <em>descend</em>."),
        Paragraph(html="La lune l'attire."),
    )


def test_a_photo_component_is_a_photo_with_caption_and_credit() -> None:
    [photo] = _one(ONE).images
    assert (photo.file, photo.width, photo.height) == ("quai.jpg", 3000, 2000)
    assert photo.caption == ("Des bateaux sur la vase.",)
    assert photo.credit == "Anne Lumière / AFP"


def test_html_in_cdata_is_markup() -> None:
    start, end = ONE.index("<DataContent>"), ONE.index("</DataContent>")
    html = "<![CDATA[<P>Un <B>mot</B>.</P>\n<P>Deux.</P>]]>"
    article = _one(ONE[:start] + "<DataContent>" + html + ONE[end:])
    assert article.body == (
        Paragraph(html="Un <b>mot</b>."),
        Paragraph(html="Deux."),
    )


def test_two_texts_with_headlines_are_two_articles() -> None:
    more = """<NewsComponent><NewsLines><HeadLine>Pourquoi la mer est salée</HeadLine>
      </NewsLines><ContentItem><MediaType FormalName="Text"/><DataContent>
      <p>Les fleuves portent le sel.</p></DataContent></ContentItem></NewsComponent>
    </NewsComponent>
  </NewsItem>"""
    text = ONE.replace("    </NewsComponent>\n  </NewsItem>", more)
    first, second = _read(text)
    assert first.headline == "La mer monte deux fois par jour"
    assert len(first.images) == 1
    assert second.headline == "Pourquoi la mer est salée"
    assert second.body == (Paragraph(html="Les fleuves portent le sel."),)
    assert first.id != second.id


def test_photos_alone_are_a_gallery() -> None:
    start = ONE.index('<NewsComponent><Role FormalName="Main"/>')
    end = ONE.index('<NewsComponent><Role FormalName="Photo"/>')
    article = _one(ONE[:start] + ONE[end:])
    assert article.kind == "gallery"
    assert article.images[0].credit == "Anne Lumière / AFP"


@pytest.mark.parametrize("status", ["Canceled", "Withheld", "Embargoed"])
def test_an_item_of_newsml_1_that_is_held_back_is_refused(status: str) -> None:
    with pytest.raises(RecordError, match="agency"):
        _read(ONE.replace('"Usable"', f'"{status}"'))


def test_an_embargo_ends_when_the_status_changes() -> None:
    change = (
        '<Status FormalName="Embargoed"/><StatusWillChange>'
        '<FutureStatus FormalName="Usable"/>'
        "<DateAndTime>20220113T060000Z</DateAndTime></StatusWillChange>"
    )
    article = _one(ONE.replace('<Status FormalName="Usable"/>', change))
    assert article.embargoed_until and article.embargoed_until.day == 13


def test_nothing_readable_of_newsml_1_is_lost(tmp_path: Path) -> None:
    file = tmp_path / "kiriman.xml"
    file.write_text(ONE)
    assert check_coverage(file, read_records(file).articles) == []


# --- anything at all ------------------------------------------------------------------


@settings(max_examples=120)
@given(st.sampled_from([G2, ONE]), st.data())
def test_cut_and_flipped_files_give_an_article_or_an_error(
    text: str, data: st.DataObject
) -> None:
    raw = bytearray(text.encode())
    for _ in range(data.draw(st.integers(0, 5))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at] = data.draw(st.integers(0, 255))
    cut = bytes(raw[: data.draw(st.integers(20, len(raw)))])
    try:
        result = read_record_bytes(cut, "kiriman.xml")
    except RecordError as error:
        assert error.hint
    else:
        assert result.articles


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(["newsItem", "NewsItem", "link", "p", "x"]), max_size=6)
)
def test_a_root_with_anything_in_it_is_articles_or_an_error(names: list[str]) -> None:
    inner = "".join(f"<{name}>kata</{name}>" for name in names)
    for root in ("newsMessage", "packageItem", "NewsML"):
        with pytest.raises(RecordError) as caught:
            _read(f"<{root}>{inner}</{root}>")
        assert caught.value.hint

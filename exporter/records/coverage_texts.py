"""The readable texts of an Article, as the coverage check compares them.

In: an Article as it was read. Out: each of its texts once, fields first, then blocks,
then what was dropped.
"""

from collections.abc import Iterator

from exporter.blocks import Block, Box, Embed, Entry, Party, iter_blocks, markup_of
from exporter.inline import plain_text
from exporter.model import Article, Image
from exporter.records.coverage_words import tokens_of


def texts_of(article: Article) -> Iterator[str]:
    """Yield each readable text of an Article that came from a record."""
    yield from (article.kicker, article.headline, plain_text(article.deck))
    yield from article.sections
    yield from article.byline.split("|")
    yield from article.desk_codes
    yield from (article.published_as_printed, article.is_based_on, article.url)
    yield from (article.rights, *article.tags)
    yield article.dateline.raw if article.dateline else ""
    yield article.publisher.name if article.publisher else ""
    yield from _people_beside_byline(article)
    for source in article.sources:
        yield source.name
    for image in article.images:
        yield from _image_texts(image)
    for block in iter_blocks(article.body):
        yield from _block_texts(block)
    for related in article.related:
        yield from (related.headline, related.url)
    for correction in article.corrections:
        yield plain_text(correction.text)
    yield from (plain_text(article.author_note), plain_text(article.reader_note))
    yield article.editor_note
    for dropped in article.provenance.dropped:
        yield dropped.text


def _block_texts(block: Block) -> Iterator[str]:
    for markup in markup_of(block):
        yield plain_text(markup)
    yield getattr(block, "cite", "")
    if isinstance(block, Embed):
        yield from (block.label, block.url)
    elif isinstance(block, Box):
        yield block.title
    elif isinstance(block, Entry):
        yield block.headline
        yield from (one.name for one in block.authors)


def _people_beside_byline(article: Article) -> Iterator[str]:
    """Yield the names that the verbatim byline does not hold already."""
    byline = " ".join(tokens_of(article.byline))
    people: tuple[Party, ...] = (
        *article.authors,
        *article.editors,
        *article.contributors,
    )
    for person in people:
        if " ".join(tokens_of(person.name)) not in byline:
            yield person.name
        yield from (person.job_title, person.affiliation, person.location)


def _image_texts(image: Image) -> Iterator[str]:
    for paragraph in image.caption:
        yield plain_text(paragraph)
    yield from (image.credit, image.alt, image.copyright_notice, image.usage_terms)
    yield from image.restrictions
    held = " ".join(tokens_of(image.credit))
    for name in (*image.creators, image.credit_line, image.source):
        if " ".join(tokens_of(name)) not in held:
            yield name

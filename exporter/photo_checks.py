"""One photo, one credit: what the articles of an edition say of the same photo.

In: an Edition, which names photos by their content. Out: findings.
"""

from collections.abc import Iterator

from exporter.checks import Finding
from exporter.model import Edition
from exporter.said import said


def check_photo_credits(edition: Edition) -> Iterator[Finding]:
    """Yield each photo that is credited to somebody else than where it stands first.

    A photo without credit is another matter (W-001).
    """
    first: dict[str, tuple[str, str, int]] = {}
    for article in edition.articles:
        for number, image in enumerate(article.images, 1):
            if not image.file or not image.credit:
                continue
            here = image.credit, article.id, number
            credit, elsewhere, other = first.setdefault(image.file, here)
            if credit.casefold() != image.credit.casefold():
                message = said(
                    "credited to “{credit}”, and as {article} photo {n} to “{other}”",
                    credit=image.credit,
                    article=elsewhere,
                    n=str(other),
                    other=credit,
                )
                yield Finding("W-031", f"{article.id} photo {number}", message)

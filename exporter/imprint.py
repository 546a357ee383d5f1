"""House matter of an edition: who makes it, who answers for it, what fills a page.

In: the words of edition.toml. Out: frozen objects whose text is clean.
"""

import re
from typing import Annotated

from pydantic import AfterValidator

from exporter.blocks import Frozen, Inline, Line, SomeLine
from exporter.said import said


def _known_issn(text: str) -> str:
    """Check the form and the check digit of an ISSN (ISO 3297)."""
    digits = text.replace("-", "").upper()
    if not text:
        return text
    if not re.fullmatch(r"[0-9]{7}[0-9X]", digits):
        raise ValueError(said("is no ISSN: it has eight digits, as 1234-5679"))
    total = sum(int(d) * (8 - n) for n, d in enumerate(digits[:7]))
    check = -total % 11
    if digits[7] != ("X" if check == 10 else str(check)):
        raise ValueError(said("is no ISSN: its check digit is wrong"))
    return f"{digits[:4]}-{digits[4:]}"


#: An ISSN with its hyphen, or nothing.
Issn = Annotated[Line, AfterValidator(_known_issn)]


class MastheadEntry(Frozen):
    """One line of the staff box: a role and the people in it."""

    role: Line
    names: tuple[Line, ...]


class Imprint(Frozen):
    """Who answers for an edition, and who printed it.

    An Indonesian publisher must name company, address and `responsible`
    (penanggung jawab), and in print also printer and printer's address (Law 40 of
    1999 on the press, article 12). `contact` is for corrections and replies.
    """

    company: Line = ""
    address: Line = ""
    responsible: tuple[SomeLine, ...] = ()
    printer: Line = ""
    printer_address: Line = ""
    issn: Issn = ""
    contact: Line = ""


class HouseFiller(Frozen):
    """House matter for a page that would be empty: a title and a text."""

    title: SomeLine
    text: Inline = ""

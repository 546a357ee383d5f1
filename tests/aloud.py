"""A PDF as a screen reader takes it: the text of its structure tree.

In: the path of a tagged PDF. Out: `Element`s with what they say, sign by sign: no
space is added, so that what runs together on the way is seen. Knows nothing of the
code that wrote the file.
"""

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf


@dataclass
class Element:
    """A structure element; `said` are texts and elements in reading order.

    `full` is what an abbreviation stands for.
    """

    role: str
    language: str = ""
    alt: str = ""
    actual: str = ""
    full: str = ""
    said: "list[str | Element]" = field(default_factory=list)
    source: Any = None

    @property
    def text(self) -> str:
        """All it says, ActualText in place of what it replaces."""
        if self.actual:
            return self.actual
        return "".join(s if isinstance(s, str) else s.text for s in self.said)

    def find(self, *roles: str) -> "list[Element]":
        """Return all elements of a role below this one, in order."""
        below = [s for s in self.said if isinstance(s, Element)]
        found = []
        for element in below:
            if element.role in roles:
                found.append(element)
            found += element.find(*roles)
        return found

    def dump(self, depth: int = 0) -> str:
        """Return the element as indented lines."""
        head = "  " * depth + self.role
        head += f" lang={self.language}" if self.language else ""
        head += f" alt={self.alt!r}" if self.alt else ""
        head += f" for {self.full!r}" if self.full else ""
        if self.actual:
            return f"{head} = {self.actual!r}\n"
        lines = [head + "\n"]
        for said in self.said:
            if isinstance(said, Element):
                lines.append(said.dump(depth + 1))
            elif said:
                lines.append("  " * (depth + 1) + repr(said) + "\n")
        return "".join(lines)


def read_aloud(path: Path) -> Element:
    """Return the structure tree of a PDF."""
    with pikepdf.open(path) as pdf:
        marks = {page.objgen: _marks(page) for page in pdf.pages}
        root = pdf.Root.StructTreeRoot
        tree = Element("Root")
        for kid in _array(root.K):
            tree.said.append(_element(kid, marks))
        return tree


def _array(value: Any) -> list[Any]:
    return list(value) if isinstance(value, pikepdf.Array) else [value]


def _element(source: Any, marks: dict[Any, dict[int, str]]) -> Element:
    element = Element(
        str(source.S)[1:],
        *(str(source.get(key, "")) for key in ("/Lang", "/Alt", "/ActualText", "/E")),
        source=source.objgen,
    )
    page = source.get("/Pg")
    for kid in _array(source.get("/K", pikepdf.Array())):
        if isinstance(kid, int):
            element.said.append(marks[page.objgen][kid])
        elif kid.get("/Type") == "/MCR":
            element.said.append(marks[kid.get("/Pg", page).objgen][int(kid.MCID)])
        elif kid.get("/Type") != "/OBJR":
            element.said.append(_element(kid, marks))
    return element


def _marks(page: Any) -> dict[int, str]:
    """Return the text of each marked-content sequence of a page."""
    texts: dict[int, str] = {}
    fonts = {name: _to_unicode(font) for name, font in page.Resources.Font.items()}
    font: dict[int, str] = {}
    stack: list[int] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC":
                properties = operands[1]
                mark = int(properties.get("/MCID", -1)) if len(properties) else -1
                stack.append(mark)
                texts.setdefault(mark, "")
            case "BMC":
                stack.append(-1)
            case "EMC":
                stack.pop()
            case "Tf":
                font = fonts[str(operands[0])]
            case "TJ" | "Tj":
                shown = operands[0] if str(operator) == "TJ" else [operands[0]]
                text = "".join(
                    _decode(bytes(part), font)
                    for part in shown
                    if isinstance(part, pikepdf.String)
                )
                if stack:
                    texts[stack[-1]] = texts.get(stack[-1], "") + text
    return texts


def _decode(glyphs: bytes, font: dict[int, str]) -> str:
    numbers = [glyphs[i] << 8 | glyphs[i + 1] for i in range(0, len(glyphs) - 1, 2)]
    return "".join(font.get(number, "\ufffd") for number in numbers)


def _to_unicode(font: Any) -> dict[int, str]:
    source = font.ToUnicode.read_bytes().decode("ascii")
    pairs = re.findall(r"^<([0-9a-f]{4})> <([0-9a-f]*)>$", source, re.MULTILINE)
    return {int(g, 16): bytes.fromhex(t).decode("utf-16-be") for g, t in pairs}


if __name__ == "__main__":
    sys.stdout.write(read_aloud(Path(sys.argv[1])).dump())

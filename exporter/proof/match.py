"""Compare what an Article must show with what a file holds.

In: the fields of an Article and its Region in one file. Out: where each field was
found, and findings for what is missing (E-001), hidden (E-002), beside the wrong
photo (E-003), doubled (E-004) or out of order (E-006), and for text that no field
has (E-009).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from exporter.checks import Finding
from exporter.known import known_field
from exporter.proof.claims import Claims, Ordered, Span, claim_ordered
from exporter.proof.content import Run
from exporter.proof.expected import Field
from exporter.proof.figures import Figures, find_figures
from exporter.proof.foreign import find_foreign
from exporter.proof.pictures import PhotoBook
from exporter.proof.regions import Region
from exporter.proof.text import fold
from exporter.said import Said, said

#: Shorter texts of the body may stand in an article twice by chance.
_LEAST_DOUBLED = {"body": 25, "pullquote": 25}
_LEAST = 3
_MOST_FOREIGN = 10
#: How far below an article's top, in points, a link to it may lead.
_ABOVE = 30.0
#: How far from an article's left edge such a link may lead.
_BESIDE = 9.0


@dataclass(frozen=True)
class Located:
    """A field and the places it was found in; `proved` if nothing is wrong."""

    field: Field
    places: tuple[str, ...]
    proved: bool


class Comparison:
    """One article in one file."""

    def __init__(
        self,
        article_id: str,
        file: str,
        region: Region,
        book: PhotoBook,
        words: Mapping[str, str],
        page_labels: Mapping[str, str],
    ) -> None:
        self.findings: list[Finding] = []
        self._article_id = article_id
        self._file = file
        self._region = region
        self._book = book
        self._labels = words
        self._page_labels = page_labels
        self._words = {fold(word) for word in words.values()}
        self._claims = Claims(region.text, rtl=region.rtl)
        self._found: dict[int, Span] = {}
        self._wrong: set[int] = set()

    def run(self, fields: Sequence[Field], targets: dict[str, Region]) -> list[Located]:
        """Find all fields; `targets` are the regions links lead to."""
        self._fields = fields
        self._claim_headline()
        ordered = self._claim_body()
        figures = find_figures(self._claims, fields, self._region, self._book)
        for index, field in enumerate(fields):
            if field in figures.found:
                self._found[index] = figures.found[field]
        self._claim_rest()
        for index in range(len(fields)):
            self._judge(index, ordered, figures, targets)
        if self._region.twice:
            self._report("E-004", 0, said("and its article appear more than once"))
        self._judge_rest()
        return [self._located(i, figures) for i in range(len(fields))]

    # --- finding ----------------------------------------------------------------

    def _claim_headline(self) -> None:
        spans = self._claims.spans(self._fields[0].text)
        spans.sort(key=lambda s: not self._region.block_at(s.start).heading)
        if spans:
            self._take(0, spans[0])

    def _claim_body(self) -> dict[int, tuple[bool, str]]:
        """Claim ordered fields; return index -> (out of order, change)."""
        indexes = [i for i, f in enumerate(self._fields) if f.ordered]
        ordered: Ordered = claim_ordered(
            self._claims,
            [self._fields[i] for i in indexes],
            self._region.flow_end,
        )
        for number, span in ordered.found.items():
            self._found[indexes[number]] = span
        return {
            indexes[n]: (n in ordered.out_of_order, ordered.changed.get(n, ""))
            for n in range(len(indexes))
        }

    def _claim_rest(self) -> None:
        rest = [
            i
            for i, f in enumerate(self._fields)
            if i not in self._found
            and not f.ordered
            and f.kind not in {"photo", "alt", "caption", "credit"}
        ]
        # the longest first: "Sari" must not claim a piece of "Sari Dewi"; then
        # those with a label, which tells equal names apart
        rest.sort(key=lambda i: (-len(self._fields[i].text), not self._fields[i].label))
        for index in rest:
            label = self._fields[index].label
            spans = self._claims.spans(self._fields[index].text)
            if spans:
                self._take(index, min(spans, key=lambda s: self._rank(s, label)))

    def _rank(self, span: Span, label: str) -> tuple[bool, int, int]:
        in_figure = span.start >= self._region.flow_end
        distance = 0
        if label:
            found = self._label_before(span, label)
            distance = (
                abs(span.start - found.end) if found else len(self._region.text.text)
            )
        return in_figure, distance, span.start

    def _label_before(self, span: Span, label: str) -> Span | None:
        """Return the label's place in the same block or the one before, or None.

        No other label of a person may stand between; one that follows will do
        where none stands before.
        """
        block = self._region.block_at(span.start)
        start, end = self._region.span_of(block)
        if start:
            start = self._region.span_of(self._region.block_at(start - 1))[0]
        places = self._places(label, span, start, end)
        rivals = {
            place.start
            for other in self._people_labels() - {label}
            for place in self._claims.spans(other, start, span.start)
        }
        before = [p for p in places if p.end <= span.start]
        if label not in self._people_labels():
            rivals = set()
        if before:
            return None if any(at > before[-1].start for at in rivals) else before[-1]
        return None if rivals else next(iter(places), None)

    def _places(self, label: str, span: Span, start: int, end: int) -> list[Span]:
        """Return where a label stands: where it is no field's text, if it does."""
        sought = self._claims.fold(label)
        size = len(sought.text)
        every = self._region.text.find_all(sought, start, end)
        spans = [Span(at, at + size) for at in every]
        spans = [s for s in spans if s.end <= span.start or s.start >= span.end]
        return [s for s in spans if self._claims.is_free(s)] or spans

    def _people_labels(self) -> set[str]:
        """Return the labels that say what somebody did."""
        kinds = {"byline", "credit", "source"}
        return {f.label for f in self._fields if f.kind in kinds and f.label}

    def _take(self, index: int, span: Span) -> None:
        self._claims.take(span)
        self._found[index] = span

    # --- judging ----------------------------------------------------------------

    def _judge(
        self,
        index: int,
        ordered: dict[int, tuple[bool, str]],
        figures: Figures,
        targets: dict[str, Region],
    ) -> None:
        field = self._fields[index]
        if field.kind in {"photo", "alt"}:
            self._judge_picture(index, figures)
            return
        span = self._found.get(index)
        misplaced, change = ordered.get(index, (False, ""))
        if span is None:
            changed = said("has changed: {change}", change=change)
            self._report("E-001", index, changed if change else said("is missing"))
            return
        if misplaced:
            self._report("E-006", index, said("is out of order"))
        if field in figures.beside:
            other = said("stands with {other}", other=figures.beside[field])
            self._report("E-003", index, other)
        self._judge_visible(index, span)
        self._judge_doubled(index)
        if field.label and not self._label_before(span, field.label):
            lost = said("has lost its label “{label}”", label=field.label)
            self._report("E-001", index, lost)
        if field.leads_to:
            self._judge_link(index, span, targets)

    def _judge_picture(self, index: int, figures: Figures) -> None:
        field = self._fields[index]
        block = figures.pictures.get(field.photo)
        picture = block.picture if block else None
        if picture is None:
            if field.kind == "photo":
                self._report("E-001", index, said("is missing"))
            else:
                self._wrong.add(index)  # reported with its photo
        elif field.kind == "photo":
            if picture.hidden:
                trouble = said("cannot be seen: {reason}", reason=picture.hidden)
                self._report("E-002", index, trouble)
            if field.photo in figures.doubled:
                self._report("E-004", index, said("appears more than once"))
        elif fold(picture.alt).split() != fold(field.text).split():
            self._judge_alt(index, picture.alt)

    def _judge_alt(self, index: int, alt: str) -> None:
        others = [f for f in self._fields if f.kind == "alt" and f.text == alt]
        if others:
            trouble = said(
                "stands with another photo: the alt of {number}",
                number=others[0].photo,
            )
            self._report("E-003", index, trouble)
        elif alt:
            changed = said("has changed: it reads “{text}”", text=alt[:60])
            self._report("E-001", index, changed)
        else:
            self._report("E-001", index, said("is missing"))

    def _judge_visible(self, index: int, span: Span) -> None:
        for run in self._runs(span):
            if run.hidden:
                trouble = said("cannot be seen: {reason}", reason=run.hidden)
                self._report("E-002", index, _on(trouble, run))
                return

    def _judge_doubled(self, index: int) -> None:
        field = self._fields[index]
        sought = self._claims.fold(field.text)
        least = _LEAST_DOUBLED.get(field.kind, _LEAST)
        if len(sought.text) < least or sought.text in self._words:
            return
        for number, span in enumerate(self._claims.spans(field.text), 2):
            self._claims.take(span)
            if number <= field.times:
                continue
            run = next(self._runs(span), None)
            self._report("E-004", index, _on(said("appears once more"), run))

    def _judge_link(self, index: int, span: Span, targets: dict[str, Region]) -> None:
        target = targets.get(self._fields[index].leads_to)
        if target is None:
            return  # the article itself is reported as missing
        runs = [run for run in self._runs(span) if run.leads_to]
        places = {block.place for block in target.blocks[:3]}
        if not any(run.leads_to in places for run in runs):
            self._report("E-001", index, said("has no link to its article"))
        elif not any(_leads_to(run, target, targets) for run in runs):
            self._report("E-001", index, said("has a link to another article"))
        number = self._number_after(span)
        right = self._page_labels.get(target.place, number)
        if number and number != right:
            trouble = said(
                "names page {number}; its article starts on {right}",
                number=number,
                right=right,
            )
            self._report("E-001", index, trouble)

    def _number_after(self, span: Span) -> str:
        """Return the number that stands after "hlm." in the same block, or ""."""
        end = self._region.span_of(self._region.block_at(span.start))[1]
        words = [word for word, _ in self._claims.text.words(span.end, end)]
        page = fold(self._labels.get("page", "")).split()
        after = words[len(page) : len(page) + 1]
        return "".join(after) if page and words[: len(page)] == page else ""

    def _judge_rest(self) -> None:
        """Report what stands in the article and is in no field."""
        phrases = {*self._labels.values(), *(f.label for f in self._fields)}
        # a table's head is printed again on each page
        phrases |= {f.text for f in self._fields if ", header " in f.name}
        page = self._labels.get("page", "")
        foreign = list(find_foreign(self._claims, self._region, phrases, page))
        # what is left of a changed field was reported with it
        lost = [f.text for i, f in enumerate(self._fields) if i not in self._found]
        changed = set(fold(" ".join(lost)).split())
        foreign = [(s, text) for s, text in foreign if not changed >= {*text.split()}]
        for span, text in foreign[:_MOST_FOREIGN]:
            message = said(
                "{file}: “{text}” is not in the record",
                file=self._file,
                text=_short(text),
            )
            message = _on(message, next(self._runs(span), None))
            self.findings.append(Finding("E-009", self._article_id, message))

    def _runs(self, span: Span) -> Iterator[Run]:
        return self._region.runs_at(span.start, span.end)

    def _report(self, code: str, index: int, trouble: Said) -> None:
        field = self._fields[index]
        told = {"file": self._file, "field": known_field(field.name)}
        told |= {"text": _short(field.text), "trouble": trouble}
        message = said("{file}: {field} {trouble}", **told)
        if field.text:
            message = said("{file}: {field} “{text}” {trouble}", **told)
        self.findings.append(Finding(code, self._article_id, message))
        self._wrong.add(index)

    def _located(self, index: int, figures: Figures) -> Located:
        field = self._fields[index]
        span = self._found.get(index)
        places: list[str] = []
        if span:
            places = [run.place for run in self._runs(span)]
        elif field.kind in {"photo", "alt"} and field.photo in figures.pictures:
            places = [figures.pictures[field.photo].place]
        return Located(field, tuple(dict.fromkeys(places)), index not in self._wrong)


def _leads_to(run: Run, target: Region, targets: Mapping[str, Region]) -> bool:
    """Return whether `target` is the first article from where a link leads to."""
    there = [r for r in targets.values() if r.place == run.leads_to]
    # articles may stand side by side: those below the place itself come first
    beside = [r for r in there if abs(r.left - run.leads_left) < _BESIDE]
    least = run.leads_at - _ABOVE
    below = [r.top for r in beside if r.top >= least]
    below = below or [r.top for r in there if r.top >= least]
    if run.leads_at < 0 or target.top < 0 or target.place != run.leads_to:
        return True
    return bool(below) and abs(min(below) - target.top) < 1


def _on(sentence: Said, run: Run | None) -> Said:
    """Return a sentence with the place it speaks of."""
    if run is None:
        return sentence
    if run.place.isdigit():
        return said("{line} (page {page})", line=sentence, page=run.place)
    return said("{line} ({place})", line=sentence, place=run.place)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59].rstrip() + "…"

"""What a page of a layout must not have: each rule yields violations.

In: pages, pieces of text in reading order, and the ground they stand on. Out:
`Violation`s with page, article and the text concerned.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from promises_ground import HEAD, SLACK, Ground, Piece, photo_of, span_of
from promises_page import MM, Block, Box, Page, Photo, key
from promises_scene import Scene, Source, Violation, violation

#: What must have text below it.
HEADINGS = HEAD | {"subhead", "box-title"}
#: Fewest lines of an article on its last page.
TAIL = 4
#: How far a caption may be from its photo, in mm.
_NEAR = 8.0
#: Shortest last line of a headline, as a share of its longest line.
_BALANCE = 0.25
_SHORT_WORD, _SHORT_SHARE = 8, 0.4


def violations_of(scene: Scene) -> list[Violation]:
    """Return all violations, by page."""
    rules = (
        *(_lone_lines, _stranded, _apart, _tails, _outside, _over, _long, _cut),
        *(_photos, _headlines),
    )
    found = [one for rule in rules for one in rule(scene)]
    return sorted(found, key=lambda v: (v.page, v.kind, v.box[1], v.box[0]))


# --- lines that stand alone -----------------------------------------------------------

_ONE_PIECE = HEADINGS | {"table", "contents", "photo"}


def _by_block(scene: Scene) -> dict[int, list[Piece]]:
    found: dict[int, list[Piece]] = {}
    for piece in scene.order:
        found.setdefault(id(piece.block), []).append(piece)
    return found


def _lone_lines(scene: Scene) -> Iterator[Violation]:
    for pieces in _by_block(scene).values():
        block = pieces[0].block
        if len(pieces) < 2 or block.role in _ONE_PIECE:
            continue
        if len(pieces[0].lines) == 1:
            yield violation("orphan", block, pieces[0].lines[0], block.role)
        if len(pieces[-1].lines) == 1:
            yield violation("widow", block, pieces[-1].lines[0], block.role)


def _arts(scene: Scene) -> dict[int, list[Piece]]:
    found: dict[int, list[Piece]] = {}
    for piece in scene.order:
        if piece.block.art >= 0:
            found.setdefault(piece.block.art, []).append(piece)
    return found


def _stranded(scene: Scene) -> Iterator[Violation]:
    for pieces in _arts(scene).values():
        for at, piece in enumerate(pieces):
            if piece.block.role not in HEADINGS:
                continue
            following = pieces[at + 1].block if at + 1 < len(pieces) else None
            if following is piece.block:
                yield violation(
                    "divided", piece.block, piece.lines[0], piece.block.role
                )
                continue
            near, far = _below(piece, pieces[at + 1 :], scene)
            if near < 2 and far:
                detail = f"{piece.block.role}, {near} lines below it"
                yield violation("stranded", piece.block, piece.lines[-1], detail)


def _below(head: Piece, after: list[Piece], scene: Scene) -> tuple[int, int]:
    """Return how many lines after a heading stand below it, and how many do not.

    A photo of the article below it counts as two.
    """
    page = scene.pages[head.page - 1]
    span = span_of(head, page, scene.pieces[head.page], scene.ground)
    text = [p for p in after if p.block.role not in HEADINGS]
    near = 0
    for photo in page.photos:
        mine = photo.block and photo.block.art == head.block.art
        over = scene.ground.over(page.number, photo.box)
        if mine and photo.box[1] > head.box[3] - 1 and _meet(over, span):
            near += 2
    total = sum(len(piece.lines) for piece in text)
    below = [
        line
        for piece in text
        if piece.page == head.page and _meet(piece.span, span)
        for line in piece.lines
        if line.base > head.lines[-1].base + 1
    ]
    return near + len(below), total - len(below)


def _meet(one: range, two: range) -> bool:
    return one[0] <= two[-1] and two[0] <= one[-1]


def _apart(scene: Scene) -> Iterator[Violation]:
    photos = scene.photos()
    told: set[int] = set()
    for piece in scene.order:
        block = piece.block
        if block.role not in ("caption", "credit") or block.group in told | {-1}:
            continue
        photo = photo_of(block, photos)
        if photo is None or photo.page != piece.page:
            told.add(block.group)
            where = f"photo on page {photo.page}" if photo else "no photo"
            yield violation("apart", block, piece.lines[0], where)
        elif _distance(photo.box, _group_box(piece, scene)) > _NEAR:
            told.add(block.group)
            yield violation("apart", block, piece.lines[0], "not beside its photo")


def _group_box(piece: Piece, scene: Scene) -> Box:
    """Return the box of all that is said about one photo, in one place."""
    boxes = [
        other.box
        for other in scene.pieces[piece.page]
        if other.block.group == piece.block.group
        and _distance(other.box, piece.box) < _NEAR
    ]
    return (
        *(min(b[0] for b in boxes), min(b[1] for b in boxes)),
        *(max(b[2] for b in boxes), max(b[3] for b in boxes)),
    )


def _distance(one: Box, two: Box) -> float:
    aside = max(one[0] - two[2], two[0] - one[2], 0)
    below = max(one[1] - two[3], two[1] - one[3], 0)
    return max(aside, below)


def _tails(scene: Scene) -> Iterator[Violation]:
    for art, pieces in _arts(scene).items():
        last = max(piece.page for piece in pieces)
        tail = [line for p in pieces if p.page == last for line in p.lines]
        photos = [f for f in scene.pages[last - 1].photos if f.block]
        if last == pieces[0].page or len(tail) >= TAIL:
            continue
        if not any(f.block and f.block.art == art for f in photos):
            yield violation("tail", pieces[0].block, tail[0], f"{len(tail)} lines")


# --- what stands where it must not ----------------------------------------------------


def _outside(scene: Scene) -> Iterator[Violation]:
    for page in scene.pages:
        sheet = (0.0, 0.0, *page.size)
        area = scene.ground.area(page.number)
        for line in page.lines:
            if _beyond(line.box, sheet, 0.1):
                yield violation("trim", line.block, line)
            elif page.number > 1 and line.block and _beyond(line.box, area, SLACK):
                yield violation("outside", line.block, line, line.role)
        for photo in page.photos if page.number > 1 else ():
            if _beyond(photo.box, area, SLACK):
                yield violation("outside", photo.block, photo, "photo")


def _beyond(box: Box, area: Box, slack: float) -> bool:
    return (
        box[0] < area[0] - slack
        or box[1] < area[1] - slack
        or box[2] > area[2] + slack
        or box[3] > area[3] + slack
    )


def _over(scene: Scene) -> Iterator[Violation]:
    for page in scene.pages:
        lines = sorted(page.lines, key=lambda line: line.box[1])
        for at, one in enumerate(lines):
            for two in lines[at + 1 :]:
                if two.box[1] > one.box[3]:
                    break
                most = 0.25 * min(one.size, two.size) / MM
                if _shared(one.box, two.box, 0.5, most):
                    detail = f"over “{one.text.strip()[:40]}”"
                    yield violation("text-over-text", two.block, two, detail)
        if page.number > 1:
            yield from _over_photos(page)


def _over_photos(page: Page) -> Iterator[Violation]:
    for at, photo in enumerate(page.photos):
        for line in page.lines:
            if _shared(line.box, photo.box, 0.3, 0.3):
                yield violation("text-over-photo", line.block, line)
        for other in page.photos[at + 1 :]:
            if _shared(photo.box, other.box, 0.3, 0.3):
                yield violation("photo-over-photo", photo.block, photo)


def _shared(one: Box, two: Box, wide: float, high: float) -> bool:
    """Whether two boxes share more than `wide` by `high` mm."""
    return (
        min(one[2], two[2]) - max(one[0], two[0]) > wide
        and min(one[3], two[3]) - max(one[1], two[1]) > high
    )


#: What stands in one column, or over several as a whole.
_IN_COLUMNS = {"body", "list", "quote", "subhead", "pullquote", "foot", "box"}


def _long(scene: Scene) -> Iterator[Violation]:
    """Yield lines that leave the column most lines of their piece keep to."""
    ground = scene.ground
    for piece in scene.order:
        if piece.block.role not in _IN_COLUMNS:
            continue
        spans = [tuple(ground.over(piece.page, line.box)) for line in piece.lines]
        counted = Counter(spans)
        usual = max(counted, key=lambda span: (counted[span], len(span)))
        if len(usual) > 1:
            continue
        left, right = ground.edges(piece.page)[usual[0]]
        for line in piece.lines:
            if line.box[2] > right + SLACK or line.box[0] < left - SLACK:
                over = max(line.box[2] - right, left - line.box[0])
                yield violation("long-line", piece.block, line, f"by {over:.1f} mm")


def _cut(scene: Scene) -> Iterator[Violation]:
    for page in scene.pages:
        for line in page.lines:
            if line.clip and _beyond(line.box, line.clip, 0.3):
                yield violation("cut", line.block, line)


# --- photos ---------------------------------------------------------------------------


def ppi_of(photo: Photo) -> float:
    """Return the pixels per inch a photo is printed with."""
    return photo.pixels[0] / max(0.01, (photo.whole[2] - photo.whole[0]) / 25.4)


def crop_of(photo: Photo, source: Source | None) -> float:
    """Return the share of the source's picture that cannot be seen."""
    visible = _size(photo.box) / max(0.01, _size(photo.whole))
    if source:
        shape = photo.pixels[0] / photo.pixels[1] / (source.width / source.height)
        visible *= min(shape, 1 / shape)
    return 1 - visible


def _size(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _photos(scene: Scene) -> Iterator[Violation]:
    for photo in scene.photos():
        block = photo.block
        source = scene.sources.get(key(block.alt)) if block else None
        yield from _pixels(photo, source, scene)
        wide = photo.whole[2] - photo.whole[0]
        high = photo.whole[3] - photo.whole[1]
        shape = (wide / max(0.01, high)) / (photo.pixels[0] / photo.pixels[1])
        if abs(shape - 1) > 0.02:
            yield violation("aspect", block, photo, f"{shape:.2f} times as wide")
        if photo.page == 1:
            continue
        crop = crop_of(photo, source)
        if crop > scene.crop:
            yield violation("crop", block, photo, f"{crop:.0%} cut away")
        if _odd_width(photo, scene.ground):
            wide = photo.box[2] - photo.box[0]
            yield violation("photo-span", block, photo, f"{wide:.1f} mm wide")


def _pixels(photo: Photo, source: Source | None, scene: Scene) -> Iterator[Violation]:
    """Yield a photo with too few pixels for its place.

    One whose source is too small for one column may have a column, and on the cover
    one too small for the page may have the page: there is no smaller place.
    """
    ppi, least = ppi_of(photo), scene.least_ppi
    if ppi >= 0.98 * least:
        return
    inches = photo.pixels[0] / ppi
    if source and source.width / inches >= least:
        detail = f"{ppi:.0f} ppi, of {source.width} pixels"
        yield violation("prepared-small", photo.block, photo, detail)
        return
    ground = scene.ground
    smallest = ground.width if photo.page == 1 else ground.column
    if photo.box[2] - photo.box[0] > smallest + SLACK:
        yield violation("ppi", photo.block, photo, f"{ppi:.0f} ppi")


def _odd_width(photo: Photo, ground: Ground) -> bool:
    """Whether a photo reaches into a second column without filling it."""
    over = ground.over(photo.page, photo.box)
    edges = ground.edges(photo.page)
    left, right = edges[over[0]][0], edges[over[-1]][1]
    if len(over) == 1:
        return photo.box[0] < left - SLACK or photo.box[2] > right + SLACK
    fits = abs(photo.box[0] - left) < SLACK and abs(photo.box[2] - right) < SLACK
    return not fits


# --- headlines ------------------------------------------------------------------------


def _headlines(scene: Scene) -> Iterator[Violation]:
    blocks = {id(p.block): p.block for p in scene.order if p.block.role == "headline"}
    for block in blocks.values():
        lines = block.lines
        for line, after in pairwise(lines):
            if _is_divided(line.text.strip(), after.text.strip(), block):
                yield violation("hyphen", block, line)
        if len(lines) < 2:
            continue
        widths = [line.box[2] - line.box[0] for line in lines]
        share = widths[-1] / max(widths)
        word = lines[-1].text.strip()
        detail = f"{share:.0%} of the longest line"
        if share < _BALANCE:
            yield violation("unbalanced", block, lines[-1], detail)
        elif " " not in word and len(word) <= _SHORT_WORD and share < _SHORT_SHARE:
            yield violation("lone-word", block, lines[-1], detail)


def _is_divided(line: str, after: str, block: Block) -> bool:
    """Whether a word goes on in the next line that has no hyphen of its own there."""
    if line[-1] not in "-\u2010\u00ad\x02\ufffe":
        return False
    own = f"{line[:-1].split(' ')[-1]}-{after.split(' ')[0]}"
    return block.article is None or own not in block.article.headline

"""A map of stages as lines of text: a box for each stage in file order, arrows in lanes beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from tutor.dockerfile.diagram.fitting import wrapped
from tutor.dockerfile.diagram.gutter import WIDTH, gutter
from tutor.dockerfile.diagram.lanes import Lanes, lanes
from tutor.dockerfile.diagram.parts import Line, Part
from tutor.dockerfile.diagram.rows import (
    Below,
    Bottom,
    Goods,
    Node,
    Paper,
    Root,
    Row,
    Title,
    Top,
    Words,
    key_of,
)
from tutor.dockerfile.diagram.strokes import BLOCKS, Strokes
from tutor.model.stage_map import Source, StageBox, StageMap
from tutor.safe_text import megabytes

NARROWEST = 24
"""Columns that a drawing needs."""
_WIDEST_BOX = 64
_ROOMY = 30
"""Columns within a box from which on it is told what a stage does that does not ship."""
_MOST_STEPS = 4
"""Steps of such a stage."""
_MOST_GOODS = 40
"""Of any stage."""
_MOST_NOTES = 3
_MOST_LINES = 6
"""Of one note."""


def draw(found: StageMap, width: int, strokes: Strokes = BLOCKS) -> list[Line]:
    """Return the drawing in at most `width` columns, but never in less than `NARROWEST`."""
    width = max(width, NARROWEST)
    paper = _paper(found, width, strokes)
    rows = list(_rows(found, paper.width - 4))
    plan = lanes([row.stop for row in rows], paper.most_lanes)
    lines = [
        _line(number, row, plan, paper)
        for number, row in enumerate(rows)
        if not isinstance(row, Node) or row.stop.gives in paper.laned
    ]
    return [*lines, *_notes(found, width, apart=bool(lines))]


def _paper(found: StageMap, width: int, strokes: Strokes) -> Paper:
    """Return how wide the boxes are beside the lanes, of which there are as many whatever the boxes tell."""
    most = (width - max(18, min(40, width * 2 // 3))) // WIDTH
    plan = lanes([row.stop for row in _rows(found, width)], most)
    return Paper(min(width - WIDTH * plan.count, _WIDEST_BOX), strokes, frozenset(plan.of), width, most)


def _line(number: int, row: Row, plan: Lanes, paper: Paper) -> Line:
    """Return a row with the lanes beside it."""
    stop = row.stop
    parts = [
        Part(text, f"lane{plan.lane(stop)}" if role == "lane" else role) for text, role in row.parts(paper)
    ]
    beside = gutter(number, stop, plan, paper.strokes, arrow_in_row=isinstance(row, Root))
    return _joined([*parts, *beside])


def _joined(parts: Sequence[Part]) -> Line:
    """Return the parts, neighbours of one role as one, without blanks at the end."""
    found: list[Part] = []
    for part in parts:
        if found and found[-1].role == part.role:
            found[-1] = Part(found[-1].text + part.text, part.role)
        elif part.text:
            found.append(part)
    while found and not found[-1].text.strip():
        found.pop()
    if found:
        found[-1] = Part(found[-1].text.rstrip(), found[-1].role)
    return tuple(found)


# ---- what is drawn


def _rows(found: StageMap, inner: int) -> Iterator[Row]:
    """Yield all rows in their order; images that are only copied from stand above the first stage that does.

    `inner` columns are within each box.
    """
    if found.left_out:
        yield Below(f"{found.left_out:,} more stages above")
    seen: set[tuple[str, str] | None] = set()
    for box in found.boxes:
        for source in _images(box):
            if key_of(source) not in seen:
                seen.add(key_of(source))
                yield Node(source)
        yield from _box(box, inner)
    if found.boxes:
        yield from _image(found)


def _images(box: StageBox) -> Iterator[Source]:
    for supply in box.supplies:
        if supply.source is not None and supply.source.kind == "image":
            yield supply.source


def _box(box: StageBox, inner: int) -> Iterator[Row]:
    yield Root(box)
    yield Top(box)
    yield Title(box)
    if box.why:
        yield from (Words(box, text) for text in wrapped(box.why, inner))
    yield from _inside(box, roomy=inner >= _ROOMY)
    yield Bottom(box)


def _inside(box: StageBox, *, roomy: bool) -> Iterator[Row]:
    """Yield what comes into a stage: all of it if it ships, else what comes from other stages, and a few steps where there is room."""
    ships = box.role in ("ships", "below")
    own = [s for s in box.supplies if s.source is None][: None if ships else _MOST_STEPS if roomy else 0]
    told = [s for s in box.supplies if s.source is not None or s in own]
    yield from (Goods(box, supply) for supply in told[:_MOST_GOODS])
    more = len(box.supplies if roomy or ships else told) - len(told[:_MOST_GOODS])
    if more:
        yield Words(box, f"and {more} more")


def _image(found: StageMap) -> Iterator[Row]:
    """Yield what comes out at the bottom."""
    if found.image_size is None:
        yield Below("your image", is_image=True)
    else:
        yield Below("your image", megabytes(found.image_size), is_image=True)
        base = found.base_size or 0
        sum_of = f"{megabytes(base)} base + {megabytes(found.image_size - base)}"
        yield Below(f"{sum_of} added", shorter=sum_of)
    if not found.is_of_this_text and found.has_sizes:
        yield Below("sizes: your last build")


def _notes(found: StageMap, width: int, *, apart: bool) -> Iterator[Line]:
    """Yield what could not be drawn, and why; of a file without a stage, how to begin."""
    if apart and found.notes:
        yield ()
    for words, lines in islice(_by_words(found.notes).items(), _MOST_NOTES):
        for text in wrapped(f"{_numbered(lines)}: {words}", width, "? ", "  "):
            yield (Part(text, "wrong"),)
    more = sorted(
        {line for lines in islice(_by_words(found.notes).values(), _MOST_NOTES, None) for line in lines}
    )
    if more:
        yield from ((Part(text, "wrong"),) for text in wrapped(f"and {_numbered(more)}", width, "? ", "  "))


def _by_words(notes: Sequence[tuple[int, str]]) -> dict[str, list[int]]:
    """Return the lines of each note, in their order."""
    found: dict[str, list[int]] = {}
    for line, words in notes:
        found.setdefault(words, []).append(line)
    return found


def _numbered(lines: Sequence[int]) -> str:
    named = ", ".join(map(str, lines[:_MOST_LINES]))
    more = f" and {len(lines) - _MOST_LINES} more" if len(lines) > _MOST_LINES else ""
    return f"{'line' if len(lines) == 1 else 'lines'} {named}{more}"

"""Draw what stands above the rows: the title, the lanes on their time line, and the bytes that move."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content

from tutor.safe_text import clean_line
from tutor.tui.build_cells import fit, pad, styled_bar, time_bar
from tutor.tui.build_columns import SIGNS, TIME_WIDTH, Columns, seconds_told, time_style
from tutor.tui.build_failure import failure_reason
from tutor.tui.build_lanes import Lane, Lanes
from tutor.tui.build_state import BuildState, ImageBuild
from tutor.tui.build_transfers import Transfer, transfers
from tutor.tui.wrap import join_lines

_BARS = {"running": "$primary", "failed": "$error"}
_MOVES = 2
"""Lines for bytes that move."""


def head_text(state: BuildState, at: Columns, now: float, lanes: int, *, titled: bool) -> Content:
    """Return the title (where there is room or nothing else to say), at most `lanes` lanes, and the bytes that move."""
    image = state.images.get("yours")
    parts = _title(state, at.width, titled)
    if image is not None and (image.graph or image.instructions):
        parts += _lanes(image, at, now, lanes)
    for build in state.images.values():
        parts += [_transfer(move, at) for move in transfers(build.transfers.values(), _MOVES)]
    return join_lines(parts)


def _title(state: BuildState, width: int, titled: bool) -> list[Content]:
    image = state.images.get("yours")
    if image is not None and image.failure is not None and image.failure.kind != "cancelled":
        return [Content.styled(fit(f"✗ Failed: {failure_reason(image.failure)}", width), "bold $error")]
    building = bool(image and image.instructions and not image.ended)
    if state.phase and (titled or not building):
        note = f": {state.note}" if state.note else ""
        return [Content.styled(fit(clean_line(state.phase + note), width), "bold $primary")]
    return []


def _lanes(image: ImageBuild, at: Columns, now: float, limit: int) -> list[Content]:
    lanes = Lanes(image, image.clock(now))
    shown, hidden = lanes.shown(limit)
    parts = [_lane(lane, lanes, at) for lane in shown]
    if hidden:
        stages = "stage" if hidden == 1 else "stages"
        parts.append(Content.styled(f"  and {hidden} more {stages}", "$dim"))
    return parts


def _lane(lane: Lane, lanes: Lanes, at: Columns) -> Content:
    quiet = lane.state in ("skipped", "waiting")
    sign, style = SIGNS[lane.state]
    label = (pad(lane.label, at.label) + " ", "$dim" if lane.state == "skipped" else "$code-stage")
    if lane.state == "skipped":
        words = fit(lane.says[0], at.lane_text + at.bar + 1)
        return Content.assemble((f"{sign} ", style), label, (words, "$dim"))
    bar = styled_bar(_bar(lane, lanes, at.bar), _BARS.get(lane.state, "$success"))
    time = "CACHED" if lane.state == "cached" else seconds_told(lane.seconds, lane.state)
    words = _words(lane.says, at.lane_text - (TIME_WIDTH if time else 0))
    room = at.lane_text - len(time)
    text = (pad(words, room), "$dim" if quiet or lane.state in ("done", "cached") else "")
    return Content.assemble((f"{sign} ", style), label, *bar, " ", text, (time, time_style(lane.state)))


def _bar(lane: Lane, lanes: Lanes, width: int) -> str:
    length = lanes.last - lanes.first
    runs = [((a - lanes.first) / length, (b - lanes.first) / length) for a, b in lane.runs]
    marks = [(a - lanes.first) / length for a in lane.marks]
    begun = [a for a, _ in runs] + marks
    waits = (min(begun), max((b for _, b in runs), default=0.0)) if begun else None
    if waits and lane.state == "waiting":
        waits = (waits[0], 1.0)
    return time_bar(runs, marks, waits, width)


def _words(says: tuple[str, ...], room: int) -> str:
    """Return as many of the parts as fit, at least the first."""
    text = says[0]
    for part in says[1:]:
        if cell_len(text) + 3 + cell_len(part) <= room:
            text += f" · {part}"
    return fit(text, room)


def _transfer(move: Transfer, at: Columns) -> Content:
    """Return what moves, how much of it, and a bar in the room that is left."""
    words = fit(move.what, max(at.width - len(move.amount) - 4, 4))
    told = Content.assemble("  ", (f"{words}  ", "$dim"), move.amount)
    room = min(at.width - told.cell_length - 1, at.bar)
    if move.part is None or room < 4:
        return told
    bar = time_bar([(0.0, move.part)] if move.part else [], (), (0.0, 1.0), room)
    return Content.assemble(told, " ", *styled_bar(bar, "$primary"))

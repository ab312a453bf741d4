"""Draw what is known of the builds as lines of text: the lanes, the rows under them, and the summary."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content

from tutor.engine.port import BuildNotice, BuildWarning
from tutor.safe_text import clean_line
from tutor.tui.build_cells import fit, pad, styled_bar, time_bar
from tutor.tui.build_failure import failure_reason
from tutor.tui.build_lanes import Lane, Lanes
from tutor.tui.build_rows import ListRow, shared_with
from tutor.tui.build_state import BuildState, ImageBuild, StepRow
from tutor.tui.build_transfers import Transfer, transfers
from tutor.tui.wrap import join_lines

_SIGNS = {
    "running": ("▸", "bold $primary"),
    "done": ("✓", "$success"),
    "cached": ("=", "$secondary"),
    "failed": ("✗", "bold $error"),
    "stopped": ("\u2013", "$dim"),
    "waiting": ("·", "$dim"),
    "skipped": ("\u2013", "$dim"),
}
_BARS = {"running": "$primary", "failed": "$error"}
_LABEL_WIDTH = 10
_TIME_WIDTH = 7
_MOVES = 2
"""Lines for bytes that move."""


class Columns:
    """The columns of lanes and rows, which stand below each other."""

    def __init__(self, width: int, labels: int) -> None:
        self.width = max(width, 30)
        self.label = min(labels, _LABEL_WIDTH, self.width // 4)
        self.bar = min(max(int((self.width - self.label) * 0.34), 8), 40)

    @property
    def lane_text(self) -> int:
        """Return the room behind a bar, time included."""
        return self.width - 2 - self.label - 1 - self.bar - 1

    @property
    def row_text(self) -> int:
        """Return the room behind a line number, time included."""
        return self.width - 2 - self.label - 1 - 4


def columns(state: BuildState, width: int) -> Columns:
    """Return the columns that suit the stages' names."""
    names = {"engine"} if any(r.is_engines_own for _, r in state.steps()) else set()
    for image in state.images.values():
        names |= {row.step.stage for row in image.rows.values()}
        names |= {node.label for node in image.graph.stages[:50]} if image.graph else set()
    return Columns(width, max((cell_len(clean_line(name, 20)) for name in names), default=0))


# ---- above the rows


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
    sign, style = _SIGNS[lane.state]
    label = (pad(lane.label, at.label) + " ", "$dim" if lane.state == "skipped" else "$code-stage")
    if lane.state == "skipped":
        words = fit(lane.says[0], at.lane_text + at.bar + 1)
        return Content.assemble((f"{sign} ", style), label, (words, "$dim"))
    bar = styled_bar(_bar(lane, lanes, at.bar), _BARS.get(lane.state, "$success"))
    time = "CACHED" if lane.state == "cached" else _seconds(lane.seconds, lane.state)
    words = _words(lane.says, at.lane_text - (_TIME_WIDTH if time else 0))
    room = at.lane_text - len(time)
    text = (pad(words, room), "$dim" if quiet or lane.state in ("done", "cached") else "")
    return Content.assemble((f"{sign} ", style), label, *bar, " ", text, (time, _time_style(lane.state)))


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


# ---- the rows


def row_text(row: ListRow, image: ImageBuild, at: Columns, now: float) -> Content:
    """Return one row of the list."""
    if row.step is not None:
        return _step(row, row.step, image, at, now)
    if isinstance(row.content, ImageBuild):
        return _other_title(row.content, at.width)
    return _advice(row.content, at)


def _step(row: ListRow, step: StepRow, image: ImageBuild, at: Columns, now: float) -> Content:
    sign, style = _SIGNS.get(step.state, ("·", "$dim"))
    time = _time(step, image.clock(now))
    name, room = clean_line(step.step.name, 300), at.row_text - _TIME_WIDTH
    note = _note(shared_with(step, image), room - min(cell_len(name), room // 2))
    name = fit(name, room - cell_len(note))
    fill = " " * max(at.row_text - cell_len(name) - cell_len(note) - len(time), 0)
    line = str(step.step.line or "")[-4:]
    quiet = "$dim" if step.is_engines_own else ""
    return Content.assemble(
        (f"{sign} ", style),
        (pad(clean_line(row.group, 60), at.label) + " ", "$dim" if step.is_engines_own else "$code-stage"),
        (f"{line:>3} ", "$dim"),
        (name, quiet),
        (note, "$dim"),
        fill,
        (time, _time_style(step.state)),
    )


def _note(variants: tuple[str, ...], room: int) -> str:
    """Return the longest form that fits behind a name."""
    return next((f"  {text}" for text in variants if text and cell_len(text) + 2 <= room), "")


def _advice(told: BuildWarning | BuildNotice | StepRow | ImageBuild, at: Columns) -> Content:
    if isinstance(told, BuildWarning):
        line = str(told.line or "")[-4:]
        words = fit(clean_line(told.message), at.row_text)
        return Content.assemble(("! ", "$warning"), pad("advice", at.label), f" {line:>3} ", words).stylize(
            "$dim", 2
        )
    words = fit(clean_line(told.text), at.width - 2) if isinstance(told, BuildNotice) else ""
    return Content.assemble(("i ", "$secondary"), (words, "$dim"))


def _other_title(image: ImageBuild, width: int) -> Content:
    outcome = _outcome(image)
    title = "Traditional image, to compare with" + (f"  {outcome}" if outcome else "")
    return Content.styled(fit(title, width), "$dim")


def _time(row: StepRow, clock: float) -> str:
    if row.state == "cached":
        return "CACHED"
    return _seconds(clock - row.began if row.state == "running" else row.seconds, row.state)


def _seconds(seconds: float | None, state: str) -> str:
    if seconds is None:
        return ""
    whole = state == "running" or seconds >= 100
    return f"{max(seconds, 0.0):.0f} s" if whole else f"{seconds:.1f} s"


def _time_style(state: str) -> str:
    return {"cached": "$secondary", "failed": "$error", "running": "$primary"}.get(state, "$dim")


# ---- the pane's title


def summary(state: BuildState, room: int = 80) -> str:
    """Return the learner's build in a few words, short where the room is."""
    image = state.images.get("yours")
    if image is None:
        return ""
    advice = len(image.warnings)
    note = f" · {advice} note{'s' if advice != 1 else ''}" if advice else ""
    full = _outcome(image)
    variants = (full + note, full.removeprefix("built in ") + note)
    return next((text for text in variants if len(text) <= room), variants[-1]).removeprefix(" · ")


def _outcome(image: ImageBuild) -> str:
    steps = image.instructions
    count = sum(row.state == "cached" for row in steps)
    cached = f" · {count} of {len(steps)} cached" if count else ""
    if image.failure is not None:
        return "cancelled" if image.failure.kind == "cancelled" else f"failed{cached}"
    if image.seconds is not None:
        return f"built in {image.seconds:.0f} s{cached}"
    steps_told = f"{len(steps)} step{'s' if len(steps) != 1 else ''}"
    return (cached[3:] or steps_told) if steps else ""

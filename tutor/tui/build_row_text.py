"""Draw one row under the lanes: a step, an advice, or the title of the second build."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content

from tutor.engine.build_events import BuildNotice, BuildWarning
from tutor.safe_text import clean_line
from tutor.tui.build_cells import fit, pad
from tutor.tui.build_columns import SIGNS, TIME_WIDTH, Columns, seconds_told, time_style
from tutor.tui.build_rows import ListRow, shared_with
from tutor.tui.build_state import ImageBuild, StepRow
from tutor.tui.build_summary import outcome


def row_text(row: ListRow, image: ImageBuild, at: Columns, now: float) -> Content:
    """Return one row of the list."""
    if row.step is not None:
        return _step(row, row.step, image, at, now)
    if isinstance(row.content, ImageBuild):
        return _other_title(row.content, at.width)
    return _advice(row.content, at)


def _step(row: ListRow, step: StepRow, image: ImageBuild, at: Columns, now: float) -> Content:
    sign, style = SIGNS.get(step.state, ("·", "$dim"))
    time = _time(step, image.clock(now))
    name, room = clean_line(step.step.name, 300), at.row_text - TIME_WIDTH
    note = _note(shared_with(step, image), room - min(cell_len(name), room // 2))
    name = fit(name, room - cell_len(note))
    fill = " " * max(at.row_text - cell_len(name) - cell_len(note) - len(time), 0)
    line = fit(str(step.step.line or ""), 3)
    quiet = "$dim" if step.is_engines_own else ""
    return Content.assemble(
        (f"{sign} ", style),
        (pad(clean_line(row.group, 60), at.label) + " ", "$dim" if step.is_engines_own else "$code-stage"),
        (f"{line:>3} ", "$dim"),
        (name, quiet),
        (note, "$dim"),
        fill,
        (time, time_style(step.state)),
    )


def _note(variants: tuple[str, ...], room: int) -> str:
    """Return the longest form that fits behind a name."""
    return next((f"  {text}" for text in variants if text and cell_len(text) + 2 <= room), "")


def _advice(told: BuildWarning | BuildNotice | StepRow | ImageBuild, at: Columns) -> Content:
    if isinstance(told, BuildWarning):
        line = fit(str(told.line or ""), 3)
        words = fit(clean_line(told.message), at.row_text)
        return Content.assemble(("! ", "$warning"), pad("advice", at.label), f" {line:>3} ", words).stylize(
            "$dim", 2
        )
    words = fit(clean_line(told.text), at.width - 2) if isinstance(told, BuildNotice) else ""
    return Content.assemble(("i ", "$secondary"), (words, "$dim"))


def _other_title(image: ImageBuild, width: int) -> Content:
    told = outcome(image)
    title = "Traditional image, to compare with" + (f"  {told}" if told else "")
    return Content.styled(fit(title, width), "$dim")


def _time(row: StepRow, clock: float) -> str:
    if row.state == "cached":
        return "CACHED"
    return seconds_told(clock - row.began if row.state == "running" else row.seconds, row.state)

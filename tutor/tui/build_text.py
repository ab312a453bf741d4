"""Draw the state of the builds as lines of text, each step on one line."""

from __future__ import annotations

from textual.content import Content

from tutor.safe_text import clean_line, megabytes
from tutor.tui.build_state import BuildState, ImageBuild, StepRow
from tutor.tui.wrap import hang, join_lines

_SIGNS = {
    "running": ("▸", "bold $primary"),
    "done": ("✓", "$success"),
    "cached": ("=", "$secondary"),
    "failed": ("✗", "bold $error"),
    "stopped": ("\u2013", "$dim"),
}
_TITLES = {"yours": "Your image", "traditional": "Traditional image, to compare with"}
_STAGE_WIDTH = 10


def build_text(state: BuildState, width: int, now: float, running: bool) -> Content:
    """Return the whole panel; `now` is the clock that the state was fed with."""
    parts: list[Content] = []
    for name, image in state.images.items():
        parts.append(_heading(name, image))
        stages = max((len(r.step.stage) for r in image.rows.values()), default=0)
        parts += [_row(row, width, min(stages, _STAGE_WIDTH), now) for row in image.rows.values()]
        if image.progress is not None:
            parts.append(_progress(image, width))
    if running and state.phase:
        note = f": {state.note}" if state.note else ""
        parts.append(Content.styled(hang(clean_line(state.phase + note), width, "▸ "), "$primary"))
    return join_lines(parts)


def summary(state: BuildState) -> str:
    """Return the learner's build in a few words, for the panel's title."""
    image = state.images.get("yours")
    return _outcome(image) if image else ""


def _heading(name: str, image: ImageBuild) -> Content:
    outcome = _outcome(image)
    return Content.assemble(
        (_TITLES.get(name, clean_line(name)), "bold"), (f"  {outcome}" if outcome else "", "$dim")
    )


def _outcome(image: ImageBuild) -> str:
    steps = len(image.rows)
    cached = f" · {image.cached} of {steps} cached" if image.cached else ""
    if image.failure is not None:
        return "cancelled" if image.failure.kind == "cancelled" else f"failed{cached}"
    if image.seconds is not None:
        return f"built in {image.seconds:.0f} s{cached}"
    return (cached[3:] or f"{steps} steps") if steps else ""


def _row(row: StepRow, width: int, stages: int, now: float) -> Content:
    sign, style = _SIGNS[row.state]
    where = f"{clean_line(row.step.stage)[:stages]:<{stages}} " if stages else ""
    line = f"{row.step.line:>3} " if row.step.line else "    "
    time = _time(row, now)
    room = max(width - 2 - len(where) - 4 - len(time) - 1, 8)
    name = clean_line(row.step.name)
    name = name if len(name) <= room else name[: room - 1] + "…"
    gap = " " * max(room - len(name) + 1, 1)
    return Content.assemble(
        (sign, style), " ", (where, "$code-stage"), (line, "$dim"), name, gap, (time, _time_style(row))
    )


def _time(row: StepRow, now: float) -> str:
    if row.state == "cached":
        return "CACHED"
    if row.state == "running":
        return f"{max(now - row.began, 0):.0f} s"
    return f"{row.seconds:.1f} s" if row.seconds is not None else ""


def _time_style(row: StepRow) -> str:
    return {"cached": "$secondary", "failed": "$error"}.get(row.state, "$dim")


def _progress(image: ImageBuild, width: int) -> Content:
    progress = image.progress
    if progress is None:
        return Content("")
    amount = megabytes(progress.current)
    if progress.total:
        amount += f" of {megabytes(progress.total)}"
    label = clean_line(progress.label)[: max(width - len(amount) - 4, 8)]
    return Content.assemble(("  ", ""), (f"{label} ", "$dim"), amount)

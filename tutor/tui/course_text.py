"""Draw the labs of the course: a row for the list, and what is told of the selected one."""

from __future__ import annotations

from textual.content import Content

from tutor.model.course import Lab
from tutor.model.progress import STATES, LabProgress
from tutor.safe_text import clean_line, megabytes, saving
from tutor.tui.wrap import hang, join_lines, with_code

SIGNS = {
    "passed": ("✓", "bold $success"),
    "passed_after_solution": ("✓", "$success"),
    "shown": ("◆", "$secondary"),
    "skipped": ("»", "$dim"),
    "started": ("◐", "$warning"),
    "new": ("○", "$dim"),
}


def best(progress: LabProgress) -> str:
    """Return the best size reached, as in `832 MB → 424 MB, -49 %`; empty if there is none."""
    if progress.best_size is None:
        return ""
    change = saving(progress.traditional_size, progress.best_size)
    before = f"{megabytes(progress.traditional_size)} → " if progress.traditional_size else ""
    return f"{before}{megabytes(progress.best_size)}" + (f", {change}" if change else "")


def lab_row(number: int, lab: Lab, progress: LabProgress, width: int) -> Content:
    """Return a lab as two lines: what it is and how far it is, and its concepts."""
    sign, style = SIGNS.get(progress.state, SIGNS["new"])
    word = STATES.get(progress.state, "new")
    end = best(progress) or f"{word} · {lab.minutes} min"
    start = f"{number:>2}  "
    room = max(width - len(start) - len(end) - 4, 8)
    title = clean_line(lab.title)
    title = title if len(title) <= room else title[: room - 1] + "…"
    concepts = clean_line(" · ".join(lab.concepts) or lab.summary)
    concepts = f"{lab.pack}: {concepts}" if lab.pack else concepts
    space = max(width - 6, 8)
    concepts = concepts if len(concepts) <= space else concepts[: space - 1] + "…"
    return Content.assemble(
        (sign, style),
        (start, "$dim"),
        (title, "bold"),
        " " * (room - len(title) + 1),
        (end, "$success" if progress.best_size else "$dim"),
        "\n",
        (" " * 5 + concepts, "$dim"),
    )


def lab_details(lab: Lab, progress: LabProgress, width: int) -> Content:
    """Return what a learner wants to know before opening a lab."""
    (_, style), word = SIGNS.get(progress.state, SIGNS["new"]), STATES.get(progress.state, "new")
    facts = [f"about {lab.minutes} minutes", lab.difficulty, _tries(progress)]
    parts = [
        Content.styled(clean_line(lab.title), "bold"),
        Content.assemble((word, style), (" · " + " · ".join(clean_line(f) for f in facts if f), "$dim")),
        Content(""),
        with_code(Content(hang(lab.summary.strip(), width))),
    ]
    if lab.pack:
        parts += [Content(""), Content(hang(_of_pack(lab), width))]
    if best(progress):
        parts += [Content(""), Content.assemble(("Your best: ", "bold"), (best(progress), "$success"))]
    parts += _list("You will be able to", lab.objectives, width)
    parts += _list("Words you will meet", (", ".join(lab.concepts),) if lab.concepts else (), width)
    return join_lines(parts)


def _of_pack(lab: Lab) -> str:
    """Return what a build of a stranger's lab does."""
    images = ", ".join(clean_line(image, 200) for image in lab.base_images)
    return f"From the pack {lab.pack}. A build pulls {images}, and runs the RUN lines of your Dockerfile and of the pack's own."


def _tries(progress: LabProgress) -> str:
    return f"{progress.attempts} checks so far" if progress.attempts > 1 else ""


def _list(title: str, items: tuple[str, ...], width: int) -> list[Content]:
    if not items:
        return []
    rows = [with_code(Content(hang(item.strip(), width, "• " if len(items) > 1 else ""))) for item in items]
    return [Content(""), Content.styled(title, "bold"), *rows]

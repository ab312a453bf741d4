"""Draw the labs of the course: a row for the list, and what is told of the selected one."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content

from tutor.model.course import Lab
from tutor.model.progress import STATES, LabProgress
from tutor.safe_text import clean_line, megabytes, saving
from tutor.tui.build_cells import fit, pad
from tutor.tui.wrap import hang, join_lines, with_code

SIGNS = {
    "passed": ("✓", "bold $success"),
    "passed_after_solution": ("✓", "$success"),
    "shown": ("◆", "$secondary"),
    "skipped": ("»", "$dim"),
    "started": ("◐", "$warning"),
    "new": ("○", "$dim"),
}

_NUMBER = 7
"""Cells before the title."""
_WIDE = 66
"""Cells of a row from which on sizes are told with those before."""
_NOTES = {False: 16, True: 26}
"""Cells of the last column, narrow and wide."""
_READY = "You can take it now: labs that are ready go in any order."
_NAMED = 3
"""Labs that are named in a sentence."""


def best(progress: LabProgress, *, short: bool = False) -> str:
    """Return the best size reached, as in `832 MB → 424 MB, -49 %`, or without the first; empty if there is none."""
    if progress.best_size is None:
        return ""
    change = saving(progress.traditional_size, progress.best_size)
    before = f"{megabytes(progress.traditional_size)} → " if progress.traditional_size and not short else ""
    return f"{before}{megabytes(progress.best_size)}" + (f", {change}" if change else "")


@dataclass(frozen=True)
class Place:
    """Where a lab stands in the course, for a learner who has done some of it."""

    number: str
    is_next: bool = False
    waits_for: tuple[tuple[str, str], ...] = ()
    """(number, title) of the labs that should come first and are not done yet."""
    of_whole: str = ""
    """Of a part of a lab: how far the whole lab is."""


def lab_row(place: Place, lab: Lab, progress: LabProgress, width: int, *, roomy: bool) -> Content:
    """Return a lab as one line, what it is and how far it is; with its concepts below where there is room."""
    sign, style = SIGNS.get(progress.state, SIGNS["new"])
    note, note_style = _note(place, progress, short=width < _WIDE)
    notes = _NOTES[width >= _WIDE]
    minutes = f"{lab.minutes:>3} min"
    room = max(width - _NUMBER - len(minutes) - notes - 4, 8)
    line = Content.assemble(
        ("▸" if place.is_next else " ", "bold $primary"),
        (sign, style),
        (f"{place.number:>3}  ", "$dim"),
        (pad(clean_line(lab.title), room), "bold" if not place.waits_for else ""),
        (f"  {minutes}  ", "$dim"),
        (fit(note, notes), note_style),
    )
    if not roomy:
        return line
    concepts = clean_line(" · ".join(lab.concepts) or lab.summary)
    concepts = f"{place.of_whole} · {concepts}" if place.of_whole else concepts
    concepts = f"{lab.pack}: {concepts}" if lab.pack else concepts
    return join_lines([line, Content.styled(" " * _NUMBER + fit(concepts, width - _NUMBER), "$dim")])


def _note(place: Place, progress: LabProgress, *, short: bool) -> tuple[str, str]:
    """Return what to know of a lab before opening it, and its style: the best size, the state, or when to take it."""
    if progress.best_size is not None:
        return best(progress, short=short), "$success"
    if progress.state not in ("new", "skipped") or (progress.state == "skipped" and not place.is_next):
        word = STATES.get(progress.state, progress.state)
        return ("after solution" if short and len(word) > _NOTES[False] else word), "$dim"
    if place.is_next:
        return "next", "bold $primary"
    if not place.waits_for:
        return "ready", "$foreground"
    first = f"after {place.waits_for[0][0]}"
    return (first if len(place.waits_for) == 1 else f"{first} and {len(place.waits_for) - 1} more"), "$dim"


def lab_details(place: Place, lab: Lab, progress: LabProgress, width: int) -> Content:
    """Return what a learner wants to know before opening a lab."""
    (_, style), word = SIGNS.get(progress.state, SIGNS["new"]), STATES.get(progress.state, "new")
    facts = [f"about {lab.minutes} minutes", lab.difficulty, place.of_whole, _tries(progress)]
    parts = [
        Content.styled(clean_line(lab.title), "bold"),
        Content.assemble((word, style), (" · " + " · ".join(clean_line(f) for f in facts if f), "$dim")),
        Content(""),
        with_code(Content(hang(lab.summary.strip(), width))),
    ]
    if place.waits_for and not progress.has_passed:
        parts += [Content(""), Content.styled(hang(_waiting(place), width), "$warning")]
    elif progress.state == "new" and not place.is_next:
        parts += [Content(""), Content.styled(hang(_READY, width), "$dim")]
    if lab.pack:
        parts += [Content(""), Content(hang(_of_pack(lab), width))]
    if best(progress):
        parts += [Content(""), Content.assemble(("Your best: ", "bold"), (best(progress), "$success"))]
    parts += _list("You will be able to", lab.objectives, width)
    parts += _list("Words you will meet", (", ".join(lab.concepts),) if lab.concepts else (), width)
    return join_lines(parts)


def _waiting(place: Place) -> str:
    """Return which labs should come first, in a sentence."""
    named = [f"{number} “{clean_line(title, 60)}”" for number, title in place.waits_for[:_NAMED]]
    more = len(place.waits_for) - len(named)
    first = ", ".join(named) + (f" and {more} more" if more else "")
    return f"Better after {first}. You can open it all the same."


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

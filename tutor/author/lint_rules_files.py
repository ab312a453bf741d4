"""Rules about the Dockerfiles that are given: a task to begin with, pinned bases, something to build."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutor.author.lint_finding import LintFinding
from tutor.author.lint_view import LintView, NamedFile, Rule
from tutor.checks.stages import image_names

_TASK = re.compile(r"^\s*#.*\b(?:TODO|TO DO|FIXME|your turn|task)\b", re.IGNORECASE | re.MULTILINE)


def no_task(view: LintView) -> Iterator[LintFinding]:
    """A start file that is not the traditional one, and does not say where to write."""
    start = view.start.parsed
    is_given = view.lab.reading is not None or any(c.kind == "changed_lines" for c in view.lab.checks)
    is_own = start.text.strip() and start.text != view.lab.traditional
    if is_own and not is_given and not _TASK.search(start.text):
        yield view.warning_in(
            "no-task",
            view.start.file,
            1,
            "The start file does not say what is to be written where.",
            "Mark each place with a comment, as in `# TODO: copy what runs`, or start from the traditional file.",
        )


def start_is_solution(view: LintView) -> Iterator[LintFinding]:
    """Nothing left to do."""
    for solution in view.lab.solutions:
        if solution.data and (solution.text, solution.ignore) == (view.lab.start, view.lab.ignore):
            yield view.error(
                "start-is-solution",
                ("start",),
                f"The start file is the solution `{solution.id}`: there is nothing to do.",
                "Take out of the start file what learners are to write.",
            )


def unpinned_base(view: LintView) -> Iterator[LintFinding]:
    """A base image that is another one tomorrow."""
    for number, image in enumerate(view.lab.base_images):
        if _is_unpinned(image):
            yield view.warning(
                "unpinned-base", ("base_images", number), f"`{image}` is another image tomorrow.", _pin(image)
            )
    for file in view.given:
        for stage in file.parsed.stages:
            if stage.base_stage is None and _is_unpinned(stage.base):
                said = f"`{stage.base}` is another image tomorrow."
                yield view.warning_in("unpinned-base", file.file, stage.span.line, said, _pin(stage.base))


def unlisted_base(view: LintView) -> Iterator[LintFinding]:
    """A base that nobody makes present beforehand."""
    listed = {name for image in view.lab.base_images for name in image_names(image)}
    for file in view.given if listed else ():
        for stage in file.parsed.stages:
            is_image = stage.base_stage is None and "$" not in stage.base and stage.base.lower() != "scratch"
            if is_image and not listed & set(image_names(stage.base)):
                yield view.warning_in(
                    "unlisted-base",
                    file.file,
                    stage.span.line,
                    f"`{stage.base}` is not among the lab's `base_images`, so a machine without a registry lacks it.",
                    "List it there, or take one that is listed.",
                )


def nothing_built(view: LintView) -> Iterator[LintFinding]:
    """A lab on building in one stage and shipping another, without anything that is built."""
    if view.lab.reading is None and view.solutions and not any(_builds(file) for file in view.solutions):
        yield view.warning(
            "no-build-step",
            ("app",),
            "No solution runs anything in a stage that stays behind, so the application has no build step.",
            "Take an application that has to be built, and build it in a stage of its own.",
        )


def _builds(file: NamedFile) -> bool:
    return any(i.keyword == "RUN" for stage in file.parsed.stages[:-1] for i in stage.instructions)


def _is_unpinned(image: str) -> bool:
    if "$" in image or "@" in image or image.lower() == "scratch" or not image:
        return False
    return image_names(image)[-1].endswith(":latest")


def _pin(image: str) -> str:
    return f"Name a version, as in `{image.removesuffix(':latest')}:1.2`."


RULES: tuple[Rule, ...] = (no_task, start_is_solution, unpinned_base, unlisted_base, nothing_built)

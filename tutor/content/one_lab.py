"""One lab by itself, outside of any course: how its author works on it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tutor.content.written import survey_lab
from tutor.errors import ContentProblem
from tutor.model.check_options import CheckOptions
from tutor.model.course import Lab


def load_labs(folder: Path, apps: Path, known_checks: Mapping[str, CheckOptions]) -> tuple[Lab, ...]:
    """Return the lab in a folder, or its parts; `apps` is where an `app` is looked for that does not begin with `./`.

    Raises ContentProblem, which names all mistakes, each with its file and line.
    """
    written, problems = survey_lab(folder, apps, known_checks, folder.resolve().name)
    problems.raise_any()
    labs = tuple(w.lab for w in written if w.lab is not None)
    if not labs:
        raise ContentProblem(f"{written[0].file}:1: this file holds no lab.")
    return labs

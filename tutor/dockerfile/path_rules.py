"""A rule about PATH: programs that only the build stage's PATH finds."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from tutor.dockerfile.graph import ancestry
from tutor.dockerfile.scopes import defined
from tutor.dockerfile.view import View, warning
from tutor.dockerfile.words import shown, unquote
from tutor.model.dockerfile import Instruction, Problem, Stage

_NODE = {"astro", "concurrently", "cross-env", "http-server", "nest", "next", "nodemon", "nuxt", "pm2"} | {
    "react-scripts",
    "remix-serve",
    "serve",
    "ts-node",
    "tsx",
    "vite",
}
_PYTHON = {"celery", "daphne", "flask", "gunicorn", "hypercorn", "uvicorn", "uwsgi", "waitress-serve"}
_HOMES = ((re.compile(r"node_modules/\.bin/?$"), _NODE), (re.compile(r"env/bin/?$"), _PYTHON))
"""Folders that no image has in its PATH, and programs that lie there when a project installs them."""
_VALUE = re.compile(r"PATH(?:=|[ \t]+)(\S+)")


def path_across_stages(view: View) -> Iterator[Problem]:
    """Yield the command that ships if its program is one that another stage finds through its own PATH."""
    if not view.stages or "PATH" in view.scopes.at_end(view.stages[-1]):
        return
    for instruction in view.shipped[-20:]:
        program = _program(instruction)
        found = _home(view, program) if program else None
        if found is not None and not _brought(view, program):
            stage, folder = found
            yield warning(
                "path-across-stages",
                f"{shown(program)} is found through the `PATH` of {shown(stage.label)}, and no variable crosses a"
                f" `FROM`. Write {shown(posixpath.join(folder, program))}, or set that `PATH` here, too.",
                view.at.rest(instruction),
            )


def _program(instruction: Instruction) -> str:
    """Return the bare name of the program that a command starts, or nothing."""
    if instruction.keyword not in ("CMD", "ENTRYPOINT"):
        return ""
    words = instruction.arguments if instruction.json_form else instruction.rest.split()
    words = tuple(words)[1:] if words and words[0] == "exec" else tuple(words)
    return words[0] if words and re.fullmatch(r"[a-z][a-z-]+", words[0]) else ""


def _home(view: View, program: str) -> tuple[Stage, str] | None:
    """Return the stage whose PATH leads to a program, and the folder; None if that is not sure."""
    for stage in view.stages:
        if stage.index in view.chain or _family(view, stage) != _family(view, view.stages[-1]):
            continue  # another kind of image may bring the program
        for folder in _folders(stage):
            if any(program in programs and place.search(folder) for place, programs in _HOMES):
                return stage, folder
    return None


def _family(view: View, stage: Stage) -> str:
    """Return the name of the image that a stage comes from in the end, without its tag."""
    first = view.stages[ancestry(view.dockerfile, stage.index)[-1]]
    return first.base.partition("@")[0].rpartition("/")[2].partition(":")[0]


def _folders(stage: Stage) -> Iterator[str]:
    """Yield the folders that a stage adds to its PATH."""
    for instruction in stage.instructions:
        if instruction.keyword == "ENV" and "PATH" in defined(instruction):
            value = _VALUE.search(instruction.rest)
            if value is not None:
                yield from (f for f in unquote(value[1]).split(":") if f.startswith("/"))


def _brought(view: View, program: str) -> bool:
    """Return whether what ships may have the program from elsewhere: installed, linked or copied by its name."""
    word = re.compile(rf"(?<![\w.-]){re.escape(program)}(?![\w.-])|(?<!\S)/usr/local(?:/bin)?/?(?!\S)")
    return any(i.keyword in ("RUN", "COPY", "ADD") and word.search(i.text) for i in view.shipped)

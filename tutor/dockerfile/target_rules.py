"""Rules about the target of a COPY: a folder for several files, a name for a folder."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from tutor.dockerfile.view import View, rooted, warning
from tutor.dockerfile.words import shown
from tutor.model.dockerfile import Instruction, Problem

_KEPT_TOGETHER = frozenset({".next", "node_modules"})
"""Folders that nothing finds under another name, or when what is in them lies about."""
_COPIES = ("COPY", "ADD")


def copy_needs_folder(view: View) -> Iterator[Problem]:
    """Yield the target of each COPY of several files that is not written as a folder, and is none that is known."""
    for stage in view.stages:
        folders = {"/"}
        for instruction in stage.instructions:
            if instruction.keyword == "WORKDIR":
                folders.add(rooted(instruction.rest.strip("\"'")))
            elif instruction.keyword in _COPIES and _is_one_name(instruction, folders):
                target = instruction.arguments[-1]
                yield warning(
                    "copy-needs-folder",
                    f"Several files need a folder as their target, and it is one only with `/` at its end. Write"
                    f" {shown(target + '/')}.",
                    view.at.word(instruction, len(instruction.arguments) - 1),
                )


def _is_one_name(instruction: Instruction, folders: set[str]) -> bool:
    words = instruction.arguments
    if len(words) < 3 or any(word.startswith(("#", "<<", "-")) for word in words):
        return False
    if any(flag.value is None and flag.name != "link" for flag in instruction.flags):
        return False  # the value of that flag stands among the words
    target = words[-1]
    return "$" not in target and not target.endswith(("/", ".")) and rooted(target) not in folders


def copies_contents(view: View) -> Iterator[Problem]:
    """Yield each folder that loses its name on the way, though nothing works without that name."""
    for stage in view.stages:
        here = "/" if stage.base_stage is None else view.workdir(stage.base_stage)
        for instruction in stage.instructions:
            if instruction.keyword == "WORKDIR":
                here = _entered(here, instruction.rest)
            elif instruction.keyword in _COPIES and here is not None:
                yield from _lost_names(view, instruction, here)


def _entered(here: str | None, folder: str) -> str | None:
    """Return the working directory after a WORKDIR; None if a variable decides."""
    known = here is not None and "$" not in folder and len(here) < 1000
    return rooted(posixpath.join(here or "/", folder.strip("\"'"))) if known else None


def _lost_names(view: View, instruction: Instruction, here: str) -> Iterator[Problem]:
    words = instruction.arguments
    if len(words) < 2 or instruction.flag("parents") is not None:
        return
    for index, path in enumerate(words[:-1]):
        name = posixpath.basename(path.rstrip("/"))
        if name in _KEPT_TOGETHER and _loses(name, words[-1], here):
            yield warning("copies-contents", _advice(name, words), view.at.word(instruction, index))


def _loses(name: str, target: str, here: str) -> bool:
    ends_as_folder = target in (".", "/") or target.endswith("/")
    there = rooted(posixpath.join(here, target))
    return "$" not in target and ends_as_folder and posixpath.basename(there) != name


def _advice(name: str, words: tuple[str, ...]) -> str:
    target = posixpath.join(words[-1], name) if words[-1] != "." else f"./{name}"
    alone = "a line of its own, with " if len(words) > 2 else ""
    return (
        f"`COPY` takes what is in a folder, not the folder itself, so {shown(name)} loses its name."
        f" Give it {alone}{shown(target)} as the target."
    )

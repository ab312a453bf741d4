"""Paths that could be meant: of the project folder, of another stage, and as a target."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator

from tutor.dockerfile.completion.candidate import Candidate
from tutor.safe_text import clean_line


def context_paths(typed: str, context: Collection[str]) -> Iterator[Candidate]:
    """Yield what is in the project folder, one level at a time."""
    dotted = "./" if typed.startswith("./") else ""
    if typed.startswith("/"):
        return
    for path in _level(typed.removeprefix("./"), context):
        yield _candidate(dotted + path, "project")


def stage_files(typed: str, paths: Collection[str], workdir: str, label: str) -> Iterator[Candidate]:
    """Yield what a stage holds: of its working directory at first, always written from `/`."""
    if typed.startswith("/"):
        yield from (_candidate(path, label) for path in _level(typed, paths))
        return
    begin = workdir.rstrip("/") + "/" + typed.removeprefix("./")
    yield from (_candidate(path, label) for path in _level(begin, paths))


def targets(typed: str, sources: tuple[str, ...], paths: Collection[str]) -> Iterator[Candidate]:
    """Yield where the files could go: a folder keeps its name, files go to the working directory."""
    last = sources[-1].rstrip("/")
    name = posixpath.basename(last)
    found = ["./"]
    if len(sources) == 1 and last + "/" in paths and name not in ("", ".", ".."):
        found.insert(0, f"./{name}")
    yield from (Candidate(path, "folder", "target") for path in found if path.startswith(typed))


def _level(typed: str, paths: Collection[str]) -> list[str]:
    """Return the paths that begin as typed and go one name further; folders first, with a slash at their end.

    Names that cannot be written as one word, or that would steer the terminal, are left out.
    """
    folder = typed[: typed.rfind("/") + 1]
    begun = (path for path in paths if path.startswith(typed) and path != folder)
    level = {path for path in begun if "/" not in path[len(folder) :].rstrip("/")}
    found = (path for path in level if " " not in path and path == clean_line(path))
    return sorted(found, key=lambda path: (not path.endswith("/"), path))


def _candidate(path: str, note: str) -> Candidate:
    folder = path.endswith("/")
    return Candidate(path.rstrip("/"), "folder" if folder else "file", note)

"""Get all packages of a recipe: each client in a thread of its own, so that they download side by side and can be watched."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from pathlib import Path

from tutor.bases.architecture import Architecture
from tutor.bases.events import BaseNote, BaseProgress
from tutor.bases.packages import Packages
from tutor.bases.recipe import Recipe
from tutor.engine.port import Cancel

_REPORT = 0.3
"""Seconds between two reports."""
_Job = Callable[[], dict[str, Path]]


def fetch(
    recipe: Recipe, architecture: Architecture, downloads: Path, packages: dict[str, Path], cancel: Cancel
) -> Iterator[BaseNote | BaseProgress]:
    """Fill `packages` with what the recipe needs, telling what is fetched; raises `EngineTrouble`."""
    stop = Cancel()
    jobs = _jobs(recipe, architecture, Packages(downloads, stop))
    for note, _ in jobs:
        yield note
    with cancel.during(stop), ThreadPoolExecutor(len(jobs)) as pool:
        try:
            yield from _watch([pool.submit(job) for _, job in jobs], downloads, packages)
        finally:
            stop()  # what still runs is of no use when one has failed, or nobody watches any more
    yield BaseProgress("Packages", _bytes(packages.values()))


def _jobs(recipe: Recipe, architecture: Architecture, source: Packages) -> list[tuple[BaseNote, _Job]]:
    """Return what to get from each client, and how to tell of it."""
    name, closure = architecture.name, recipe.closure
    npm = [spec.format(cpu=architecture.npm) for spec in recipe.npm]
    jobs: list[tuple[BaseNote, _Job]] = []
    if recipe.debian:
        jobs.append((_getting("Debian", recipe.debian), lambda: source.debian(recipe.debian, name)))
    if closure is not None:
        roots = ", ".join(closure.roots)
        note = BaseNote(f"Getting the Debian packages {roots}, and what they depend on.")
        jobs.append((note, lambda: source.closure(closure, name, recipe.release)))
    if npm:
        jobs.append((_getting("npm", npm), lambda: source.npm(npm)))
    if recipe.wheels:
        wheels = recipe.wheels
        jobs.append((_getting("Python", wheels), lambda: source.wheels(wheels, name, architecture.wheels)))
    return jobs


def _getting(kind: str, names: Sequence[str]) -> BaseNote:
    return BaseNote(f"Getting {len(names)} {kind} package{'s' * (len(names) != 1)}: {', '.join(names)}.")


def _watch(
    running: Sequence[Future[dict[str, Path]]], downloads: Path, packages: dict[str, Path]
) -> Iterator[BaseProgress]:
    """Report what has come so far until all is there; raises what the first that fails raises."""
    pending = set(running)
    while pending:
        done, pending = wait(pending, _REPORT, FIRST_COMPLETED)
        for future in done:
            packages.update(future.result())
        if pending:
            yield BaseProgress("Packages", _bytes(packages.values()) + _bytes(downloads.glob("fetch-*/**/*")))


def _bytes(files: Iterable[Path]) -> int:
    """Return the size of these files; clients move and remove some of them meanwhile."""
    size = 0
    with suppress(FileNotFoundError):
        for file in files:
            with suppress(FileNotFoundError):
                size += file.stat().st_size
    return size

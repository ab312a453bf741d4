"""In which order cases are run, and how many at once: what several builds begin with is built once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from tutor.author.case import Case, Kind
from tutor.dockerfile import parse

_MEMORY_EACH = 2_000
"""MB that a build and its container may need beside others."""


def default_jobs(engine: str) -> int:
    """Return how many cases are run at once unless the author says otherwise, on an engine called `docker` or `podman`.

    On Docker one: builds that run at once and share steps can end Docker 20.10 as a whole ("panic: failed to get edge",
    moby issue 42414; it did so with the cases of lab 1), and later ones can fail for it (buildkit issue 2303). Elsewhere as many
    as cores and free memory bear.
    """
    if engine != "podman":
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    free = _free_memory()
    return max(1, min(cores, 8, free // _MEMORY_EACH if free is not None else 2))


def waves(cases: Sequence[Case], checks: Sequence[str]) -> tuple[tuple[Case, ...], ...]:
    """Return the cases in groups, each to be run when the one before has ended; `checks` are the lab's, in order.

    The first case stands alone: it gets as far as a size, so it also builds the traditional image. Then comes one case of each way to begin, so that
    the expensive first steps are in the engine's cache for all others. The longest of these begin first.
    """
    if not cases:
        return ()
    first = _farthest(cases, checks)
    begun, leaders, others = {beginning(first)}, list[Case](), list[Case]()
    for case in (c for c in cases if c is not first):
        begins = beginning(case)
        (others if begins in begun else leaders).append(case)
        begun.add(begins)
    groups = ((first,), _longest_first(leaders), _longest_first(others))
    return tuple(tuple(group) for group in groups if group)


def beginning(case: Case) -> str:
    """Return what a file begins with, up to its first RUN: files that share it share what an engine keeps of it."""
    taken = []
    for instruction in parse(case.text).instructions:
        words = " ".join(instruction.text.split())
        taken.append(words.partition(" AS ")[0].partition(" as ")[0])
        if instruction.keyword == "RUN":
            break
    return "\n".join(taken)


def _farthest(cases: Sequence[Case], checks: Sequence[str]) -> Case:
    """Return the case that gets farthest: a solution that every engine can judge, else the mistake that fails latest."""
    solution = next((c for c in cases if c.kind is Kind.SOLUTION and not c.requires), None)
    return solution or max(cases, key=lambda c: checks.index(c.mistake.check) if c.mistake else -1)


def _longest_first(cases: Iterable[Case]) -> list[Case]:
    return sorted(cases, key=lambda c: -(c.build_seconds or 0))


def _free_memory() -> int | None:
    """Return the MB that programs can still get; None if the system does not tell."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) // 1000 for line in lines if line.startswith("MemAvailable:"))
    except (OSError, ValueError, StopIteration):
        return None

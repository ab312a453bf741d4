"""Explain a build context that is too large, by the ignore file that lets it through."""

from __future__ import annotations

import posixpath
from contextlib import suppress

from tutor.checks.evidence import Evidence
from tutor.diagnosis.rule import Rule
from tutor.diagnosis.sent import excluding, patterns, sent, taken
from tutor.engine.context_files import ContextFile, walk
from tutor.engine.ignore_file import read_ignore
from tutor.engine.ignore_patterns import IgnorePatterns
from tutor.errors import TutorError
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean, megabytes

_NAMED = 3
"""Folders or files of the context's root that are named."""


def let_back_in(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A pattern leaves out what is large, and an exception lets it in again."""
    lines, files = patterns(evidence), sent(evidence)
    exceptions = [line for line in lines if line.startswith("!")]
    back = [f for f in files if excluding(lines, f.path)] if exceptions else []
    size = sum(f.size for f in back)
    if not back or size * 2 < sum(f.size for f in files):
        return None
    largest = max(back, key=lambda f: f.size)
    exception = next((e for e in reversed(exceptions) if _matches(e[1:], largest.path)), "")
    if not exception:
        return None
    return Diagnosis(
        "ignore-exception",
        f"The build context has {outcome.found}. {_named(evidence, exception)} lets `{clean(largest.path, 80)}` back in.",
        "The last pattern that fits a file decides, and one with `!` lets it through.",
        "Make that exception smaller, or drop it.",
    )


def pattern_misses(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A pattern names what is large, and fits nothing."""
    for top, _ in _largest(sent(evidence)):
        for line in (p for p in patterns(evidence) if not p.startswith("!")):
            words = line.replace("#", " # ").split()
            if any(top in word.split("/") for word in words) and not _fits_something(evidence, line):
                return _missed(outcome, evidence, top, line)
    return None


def _missed(outcome: Outcome, evidence: Evidence, top: str, line: str) -> Diagnosis:
    if "#" in line:
        why = "A `#` starts a comment only at the beginning of a line; here it is a part of the pattern."
    else:
        why = "Patterns are counted from the top of the project folder, not from a folder in the image."
    return Diagnosis(
        "ignore-pattern-misses",
        f"The build context has {outcome.found}. {_named(evidence, line)} fits no file of the project.",
        why,
        f"Write `{clean(top, 60)}` alone on its line.",
    )


def _named(evidence: Evidence, pattern: str) -> str:
    """Return a pattern as the learner wrote it, and its line in the ignore file, as the beginning of a sentence."""
    for number, text in enumerate((evidence.ignore or "").split("\n"), 1):
        with suppress(TutorError):
            if read_ignore(text) == (pattern,):
                return f"Line {number} of the ignore file, `{clean(text.strip(), 60)}`,"
    return f"In the ignore file, `{clean(pattern, 60)}`"


def too_large(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """What is sent is too large; its largest parts are named."""
    files = sent(evidence)
    if not files:
        return None
    named = ", ".join(f"{megabytes(size)} in `{clean(top, 60)}`" for top, size in _largest(files))
    total = megabytes(sum(f.size for f in files))
    return Diagnosis(
        "context-too-large",
        f"The build context has {total}: {named}.",
        f"All that the ignore file lets through is in it{_taken_in(files, evidence)}.",
        "List in the ignore file what no line of your Dockerfile needs.",
    )


def _taken_in(files: tuple[ContextFile, ...], evidence: Evidence) -> str:
    """Return which line of the Dockerfile takes the largest file in; nothing if none does."""
    largest = max(files, key=lambda f: f.size).path
    instructions = evidence.dockerfile.instructions if evidence.dockerfile else ()
    line = next((i.span.line for i in instructions if taken(i, (largest,))), None)
    return f", and line {line} of the Dockerfile takes `{clean(largest, 80)}` in" if line else ""


def _largest(files: tuple[ContextFile, ...]) -> list[tuple[str, int]]:
    """Return the largest folders and files of the context's root that matter beside the largest, with their bytes."""
    sums: dict[str, int] = {}
    for file in files:
        top = file.path.partition("/")[0]
        sums[top] = sums.get(top, 0) + file.size
    ranked = sorted(sums.items(), key=lambda item: -item[1])[:_NAMED]
    return [(top, size) for top, size in ranked if size * 10 >= ranked[0][1]]


def _fits_something(evidence: Evidence, line: str) -> bool:
    try:
        return any(_matches(line, f.path) for f in walk(evidence.lab.app))
    except TutorError:
        return True


def _matches(pattern: str, path: str) -> bool:
    try:
        return IgnorePatterns((posixpath.normpath(pattern),)).matches(path)
    except TutorError:
        return False


RULES: tuple[Rule, ...] = (let_back_in, pattern_misses, too_large)

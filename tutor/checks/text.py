"""Checks of the file and of its build: can it be read, parsed, built."""

from __future__ import annotations

import difflib
import re

from tutor.checks.base import Check
from tutor.checks.engine_features import frontend_not_pulled, missing_feature
from tutor.checks.evidence import Evidence
from tutor.engine.build_events import LEARNERS
from tutor.model.check_options import Rank
from tutor.model.dockerfile import Stage
from tutor.model.image_name import SCRATCH, full_name, repository
from tutor.model.outcome import Outcome

_NEXT = {
    "disk_full": "Free some disk space where the engine keeps its data: `tutor clean` gives back what the tutor used.",
    "engine_lost": "Start the engine again (`tutor engine up` for the tutor's own), then repeat.",
    "engine_trouble": "This is the engine's own trouble; restart it, then repeat. `tutor doctor` shows what is wrong.",
    "registry_unreachable": "Check the network, or use one of the lab's base images.",
    "network_failed": "Check the network, and repeat. `tutor doctor` shows what is wrong.",
    "rate_limit": "Wait, log in with `docker login`, or use one of the lab's base images.",
}
"""What to do when a build could not run."""
_SLIPS = 2
"""How many letters of an image's name may be wrong for it to be a known one."""


class FileCheck(Check):
    """The file is text of a sensible size."""

    kind, phase, rank = "file", "text", Rank.FILE
    other_images = False

    def run(self, evidence: Evidence) -> Outcome:
        """Pass unless the file could not be read."""
        problem = evidence.file_problem
        return self.failed("a text file in UTF-8", problem.message) if problem else self.passed()


class ParsesCheck(Check):
    """Every engine accepts the text as a Dockerfile."""

    kind, phase, rank = "parses", "text", Rank.PARSE
    other_images = False

    def run(self, evidence: Evidence) -> Outcome:
        """Fail with the first error that every engine would refuse."""
        errors = evidence.dockerfile.errors if evidence.dockerfile else ()
        if not errors:
            return self.passed()
        return self.failed(
            "a Dockerfile that an engine accepts", errors[0].message, f"line {errors[0].span.line}"
        )


class BuildsCheck(Check):
    """The engine builds an image from it."""

    kind, phase, rank = "builds", "build", Rank.BUILD

    def run(self, evidence: Evidence) -> Outcome:
        """Fail for what the Dockerfile is to blame for; else say that it could not run, and why."""
        failure = evidence.failure
        if evidence.file_problem:
            return self.failed("a build that ends with an image", evidence.file_problem.message)
        if failure is None:
            return self.passed()
        lacking = missing_feature(evidence)
        if lacking:
            return self.could_not_run(lacking)
        words = failure.message.strip().splitlines()[-1] if failure.message.strip() else failure.kind
        frontend = frontend_not_pulled(failure)
        if frontend and failure.kind not in LEARNERS:
            return self.could_not_run(
                f"`{frontend}` names an image that reads the file; the engine has to pull it first, and got: {words.rstrip('.')}."
                " The engine can read the file itself, so this line can be left out"
            )
        if failure.kind in LEARNERS or asks_for_unknown_name(evidence):
            step = failure.step
            return self.failed(
                "a build that ends with an image",
                words,
                f"line {step.line}: {step.name}" if step and step.line else "",
            )
        return self.could_not_run(f"{words.rstrip('.')}. {_NEXT.get(failure.kind, '')}".strip())


def asks_for_unknown_name(evidence: Evidence) -> bool:
    """Return whether a registry was asked only because a name in the file is no stage and no likely image."""
    failure = evidence.failure
    if failure is None or failure.kind not in ("registry_unreachable", "rate_limit", "missing_image"):
        return False
    line = failure.step.line if failure.step else None
    if evidence.problem("unknown-stage", line) is not None or mistyped_base(evidence) is not None:
        return True
    return tagged_scratch(evidence) is not None


def tagged_scratch(evidence: Evidence) -> str | None:
    """Return the base of the failing FROM if it is `scratch` with a tag: a name that no registry has, because it is a word."""
    stage = _failing_from(evidence)
    named = stage.base if stage else ""
    return named if named != SCRATCH and repository(named) == repository(SCRATCH) else None


def mistyped_base(evidence: Evidence) -> tuple[str, str] | None:
    """Return (written, meant) if the failing FROM nearly names one of the lab's base images, an earlier stage, or `scratch`.

    Another tag of the same image is no slip while nobody could say whether the registry has it.
    """
    failure, dockerfile, stage = evidence.failure, evidence.dockerfile, _failing_from(evidence)
    if failure is None or dockerfile is None or stage is None:
        return None
    if full_name(stage.base) in map(full_name, evidence.lab.base_images):
        return None
    stages = [s.name for s in dockerfile.stages[: stage.index] if s.name]
    close = difflib.get_close_matches(stage.base, [*evidence.lab.base_images, *stages, SCRATCH], 1, 0.75)
    if not close or not _is_slip(stage.base, close[0]):
        return None
    unanswered = failure.kind != "missing_image"
    return None if unanswered and repository(stage.base) == repository(close[0]) else (stage.base, close[0])


def _failing_from(evidence: Evidence) -> Stage | None:
    """Return the stage whose FROM, which names an image, the build ended at."""
    step = evidence.failure.step if evidence.failure else None
    stages = evidence.dockerfile.stages if evidence.dockerfile and step else ()
    return next((s for s in stages if step and s.span.line == step.line and s.base_stage is None), None)


def _is_slip(written: str, meant: str) -> bool:
    """Return whether a name differs from another by a slip or two of the finger; another version is another image."""
    versions = (re.findall(r"\d+", name) for name in (written, meant))
    return next(versions) == next(versions) and _distance(written, meant) <= _SLIPS


def _distance(one: str, other: str) -> int:
    """Return how many letters have to be put in, taken out, replaced or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one):
        above, before, row = before, row, [i + 1]
        for j, b in enumerate(other):
            row.append(min(before[j] + (a != b), before[j + 1] + 1, row[j] + 1))
            if above and j and (a, b) == (other[j - 1], one[i - 1]):
                row[-1] = min(row[-1], above[j - 1] + 1)
    return row[-1]

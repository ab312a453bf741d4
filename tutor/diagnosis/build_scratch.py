"""Explain a build that takes `scratch` for an image, or for a system in which something can run."""

from __future__ import annotations

import re

from tutor.checks.evidence import Evidence
from tutor.checks.text import tagged_scratch
from tutor.diagnosis.failing import failing, failing_stage, made
from tutor.diagnosis.rule import Rule
from tutor.dockerfile import ancestry
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean

_NO_SHELL = re.compile(
    r"exec: \"/[\w./-]*sh\": (?:stat \S+: no such file or directory|executable file not found)"
    r"|executable file `/[\w./-]*sh` not found"
)
"""What runc and crun say, in this order; a command's own words about a shell are others."""


def run_without_shell(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """RUN in a stage that has no shell."""
    instruction, stage = failing(evidence), failing_stage(evidence)
    if instruction is None or stage is None or instruction.keyword != "RUN" or evidence.failure is None:
        return None
    said = "\n".join((evidence.failure.message, *evidence.failure.log_tail))
    if instruction.json_form or not _NO_SHELL.search(said) or evidence.dockerfile is None:
        return None
    lowest = evidence.dockerfile.stages[ancestry(evidence.dockerfile, stage.index)[-1]]
    return made(
        "run-without-shell",
        evidence,
        f"Line {instruction.span.line} runs a command in the stage of line {stage.span.line}, and there is no shell in it.",
        f"`RUN` gives its line to `/bin/sh` of its own stage, and `{clean(lowest.base, 60)}` has none.",
        "Do it in the stage that builds, before the `COPY --from=`.",
    )


def scratch_as_image(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """FROM names `scratch` with a tag, as if it were an image."""
    instruction, named = failing(evidence), tagged_scratch(evidence)
    if instruction is None or named is None:
        return None
    return made(
        "scratch-as-image",
        evidence,
        f"Line {instruction.span.line} names `{clean(named, 60)}`, and there is no such image.",
        "`scratch` is a word for an empty beginning, and no image: it has no tags, and nothing to pull.",
        "Write `FROM scratch`.",
    )


RULES: tuple[Rule, ...] = (run_without_shell, scratch_as_image)

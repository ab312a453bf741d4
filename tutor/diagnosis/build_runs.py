"""Explain a RUN that failed or never ended."""

from __future__ import annotations

import re

from tutor.checks.evidence import Evidence
from tutor.diagnosis import build_packages, build_tools
from tutor.diagnosis.failing import (
    failed_run,
    failing,
    failing_stage,
    history,
    later_copy,
    lines_above,
    made,
    printed,
)
from tutor.diagnosis.rule import Rule
from tutor.engine.build_events import BuildFailure
from tutor.model.dockerfile import Instruction
from tutor.model.last_words import telling_line
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean

_SERVER = re.compile(
    r"\b(?:npm (?:run )?(?:start|dev)|next (?:start|dev)|yarn (?:run )?(?:start|dev)|node server|java (?:-\S+ )*-jar)\b"
)
_DENIED = re.compile(r"permission denied", re.IGNORECASE)
_DELETES_SOURCES = re.compile(r"\brm\s[^;&|]*?(?:\s|/)(?:app|pages|src|\.|\*)/?(?=[\s;&|]|$)")
_WHOLE = re.compile(r"(?:^|\s)\./?\s")
"""The project as what is copied."""
_RUNS_SCRIPT = re.compile(r"\b(?:npm|yarn|pnpm) run\b")
_NO_SCRIPTS = re.compile(r"enoent.{0,200}package\.json", re.IGNORECASE)
_NO_GO_MODULE = re.compile(r"go\.mod file not found|directory prefix \S+ does not contain main module")
_NO_PAGES = re.compile(r"Couldn't find any `pages` or `app` directory")


def server_in_run(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """RUN of a server: it never ends, so the build was stopped."""
    instruction, failure = failing(evidence), evidence.failure
    if failure is None or instruction is None or instruction.keyword != "RUN":
        return None
    if failure.kind not in ("time_limit", "output_limit") or not _SERVER.search(instruction.rest):
        return None
    return made(
        "server-in-run",
        evidence,
        f"Line {instruction.span.line} starts a server with `RUN`; after {failure.seconds:.0f} s the build was stopped.",
        "`RUN` executes while building and waits for the end, and a server never ends.",
        "What starts the container is `CMD`.",
    )


def from_swallowed(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A backslash glued a FROM line onto a RUN."""
    problem = evidence.problem("from-swallowed")
    if problem is None:
        return None
    return made(
        "from-swallowed",
        evidence,
        f"The instruction of line {problem.span.line} goes on in the next line, because it ends with a backslash.",
        "So the `FROM` after it became a part of the command, and its stage does not exist.",
        "Take the backslash at the end away.",
    )


def sources_deleted(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The build runs below a line that has deleted what it reads."""
    instruction, stage = failed_run(evidence), failing_stage(evidence)
    if instruction is None or stage is None or not _NO_PAGES.search(printed(evidence)):
        return None
    above = [i for i in stage.instructions if i.span.line < instruction.span.line and i.keyword == "RUN"]
    deleting = next((i for i in reversed(above) if _DELETES_SOURCES.search(i.rest)), None)
    if deleting is None or later_copy(evidence, instruction) is not None:
        return None
    return made(
        "sources-deleted",
        evidence,
        f"Line {instruction.span.line} builds, but line {deleting.span.line} has deleted the sources.",
        "Lines run from top to bottom, and a build reads the sources.",
        f"Delete them below line {instruction.span.line}.",
    )


def built_too_early(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The build runs in a stage that does not have the sources yet."""
    instruction, elsewhere = failed_run(evidence), _copied_elsewhere(evidence)
    if instruction is None:
        return None
    lacks_script = (
        elsewhere and _RUNS_SCRIPT.search(instruction.rest) and _NO_SCRIPTS.search(printed(evidence))
    )
    if not lacks_script and not _NO_PAGES.search(printed(evidence)):
        return None
    later, twin = later_copy(evidence, instruction), _done_before(evidence, instruction)
    if later:
        why = f"They come with line {later.span.line}, and lines run from top to bottom."
        try_ = f"Move line {later.span.line} above it."
    elif elsewhere:
        why = f"Line {elsewhere.span.line} brings them into another stage, and this one does not begin with that."
        try_ = (
            f"Line {twin.span.line} has done the same there: take what it made with `COPY --from`."
            if twin
            else "Run it in the stage that has the sources."
        )
    else:
        why, try_ = "It reads them from there.", "Put `COPY . .` above it."
    return made(
        "built-too-early" if later else "sources-missing",
        evidence,
        f"Line {instruction.span.line} needs the sources, and they are not in its stage{' yet' if later else ''}.",
        why,
        try_,
    )


def _copied_elsewhere(evidence: Evidence) -> Instruction | None:
    """Return the line that copies the whole project into a stage that the failing one is not FROM."""
    stage = failing_stage(evidence)
    if stage is None or evidence.dockerfile is None:
        return None
    own = history(evidence, stage)
    copies = (i for s in evidence.dockerfile.stages for i in s.instructions if i.keyword in ("COPY", "ADD"))
    whole = (i for i in copies if i.flag("from") is None and _WHOLE.search(i.rest))
    return next((i for i in whole if i not in own), None)


def _done_before(evidence: Evidence, instruction: Instruction) -> Instruction | None:
    """Return the line above an instruction that runs the same."""
    stages = evidence.dockerfile.stages if evidence.dockerfile else ()
    runs = (i for s in stages for i in s.instructions if i.keyword == "RUN")
    above = (i for i in runs if i.span.line < instruction.span.line)
    return next((i for i in above if i.rest.strip() == instruction.rest.strip()), None)


def no_go_module(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """Go finds no go.mod: the stage has no sources, or they lie in another folder."""
    instruction, stage = failed_run(evidence), failing_stage(evidence)
    if instruction is None or stage is None or not _NO_GO_MODULE.search(printed(evidence)):
        return None
    above = [i for i in lines_above(evidence, stage) if i.keyword in ("COPY", "ADD")]
    has_mount = any(flag.name == "mount" and "bind" in (flag.value or "") for flag in instruction.flags)
    later = later_copy(evidence, instruction)
    if above or has_mount:
        return made(
            "go-mod-elsewhere",
            evidence,
            f"Line {instruction.span.line} runs Go in a folder that has no `go.mod`, and no folder above it has one.",
            "Go looks for `go.mod` from the folder on that it runs in, upwards.",
            "Compare that folder with the one that the sources are copied to; `WORKDIR` or `cd` changes it.",
        )
    return made(
        "built-too-early" if later else "sources-missing",
        evidence,
        f"Line {instruction.span.line} runs Go, and the stage has no sources{' yet' if later else ': no line above copies any'}.",
        f"They come with line {later.span.line}, and lines run from top to bottom."
        if later
        else "A stage begins with what its `FROM` names; what other stages have copied is not in it.",
        f"Move line {later.span.line} above it."
        if later
        else "Let it be `FROM` a stage that has the sources, or copy their folder.",
    )


def user_too_early(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A command was denied to write, and a USER line above it says who ran it."""
    instruction, stage = failed_run(evidence), failing_stage(evidence)
    above = lines_above(evidence, stage) if instruction and stage else ()
    user = next((i for i in reversed(above) if i.keyword == "USER"), None)
    if instruction is None or user is None or not _DENIED.search(printed(evidence)):
        return None
    name = user.rest.strip().partition(":")[0]
    if name in ("root", "0"):
        return None
    return made(
        "user-too-early",
        evidence,
        f"Line {instruction.span.line} runs as `{clean(name, 40)}` because of line {user.span.line}, and may not write there.",
        "`USER` counts for all lines below it; folders that `WORKDIR` and `COPY` make belong to root.",
        f"Move line {user.span.line} below what has to be done as root.",
    )


def stopped(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A step that took too long or printed without end."""
    failure, instruction = evidence.failure, failing(evidence)
    if failure is None or failure.kind not in ("time_limit", "output_limit"):
        return None
    where = (
        f"Line {instruction.span.line}, `{clean(instruction.text, 80)}`, did not end"
        if instruction
        else "The build did not end"
    )
    flood = failure.kind == "output_limit" or _flooded(failure)
    why = "It printed without end." if flood else "Every step of a build has to come to an end by itself."
    return made(
        "output-limit" if flood else "time-limit",
        evidence,
        f"{where}: stopped after {failure.seconds:.0f} s.",
        why,
        "Check what this command waits for.",
    )


def _flooded(failure: BuildFailure) -> bool:
    """Return whether BuildKit stopped keeping what the step printed, because it was so much."""
    return any(line.startswith("[output clipped, log limit") for line in failure.log_tail)


def run_failed(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A RUN ended with an exit code; its last words tell why."""
    failure, instruction = evidence.failure, failing(evidence)
    if failure is None or instruction is None or failure.kind != "run_failed":
        return None
    last = telling_line(failure.log_tail)
    return made(
        "run-failed",
        evidence,
        f"Line {instruction.span.line}, `{clean(instruction.text, 80)}`, ended with exit code {failure.exit_code}.",
        f"It said: {clean(last, 160)}" if last else "It printed nothing.",
        "Read the log from its first error on.",
    )


RULES: tuple[Rule, ...] = (
    server_in_run,
    from_swallowed,
    *build_packages.RULES,
    *build_tools.RULES,
    sources_deleted,
    built_too_early,
    no_go_module,
    user_too_early,
    stopped,
    run_failed,
)

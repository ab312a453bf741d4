"""Explain a COPY that did not find its files."""

from __future__ import annotations

import difflib
import posixpath
from pathlib import Path

from tutor.checks.evidence import Evidence
from tutor.diagnosis import build_results
from tutor.diagnosis.failing import (
    failing,
    failing_source,
    failing_stage,
    made,
    missing_argument,
    missing_file,
    workdir,
)
from tutor.diagnosis.rule import Rule
from tutor.model.dockerfile import Stage
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean

_DASHES = ("-", "\N{EN DASH}", "\N{EM DASH}")


def trailing_comment(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """Words behind an instruction that were meant as a comment."""
    instruction = failing(evidence)
    if instruction is None or evidence.problem("trailing-comment", instruction.span.line) is None:
        return None
    return made(
        "trailing-comment",
        evidence,
        f"Line {instruction.span.line} has a `#` behind the instruction.",
        "`#` starts a comment only at the beginning of a line; here the words after it were taken as more files.",
        "Put the comment on a line of its own.",
    )


def single_dash(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A flag with one dash, or with a typographic one, is taken for a file."""
    instruction = failing(evidence)
    if instruction is None or instruction.keyword not in ("COPY", "ADD") or not missing_file(evidence):
        return None
    word = next((a for a in instruction.arguments if a.startswith(_DASHES) and "=" in a), None)
    if word is None:
        return None
    flag = clean(word.lstrip("".join(_DASHES)), 60)
    return made(
        "single-dash",
        evidence,
        f"Line {instruction.span.line}: `{clean(word, 60)}` is taken for the name of a file.",
        "A flag begins with two plain dashes.",
        f"Write `--{flag}`.",
    )


def lost_variable(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A variable in a path has no value in this stage, so the path is another one."""
    instruction = failing(evidence)
    if instruction is None or not missing_file(evidence):
        return None
    for code in ("arg-before-from", "env-across-stages"):
        problem = evidence.problem(code, instruction.span.line)
        if problem is not None:
            return made(
                code,
                evidence,
                f"Line {instruction.span.line} uses a variable that is empty in its stage.",
                "",
                problem.message,
            )
    return None


def target_needs_slash(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """Several files, and a target that is no folder."""
    instruction = failing(evidence)
    if instruction is None or "must be a directory" not in (
        evidence.failure.message if evidence.failure else ""
    ):
        return None
    target = clean(instruction.arguments[-1], 60) if instruction.arguments else ""
    patterns = [clean(a, 60) for a in instruction.arguments[:-1] if _is_pattern(a)]
    if _is_pattern(target):
        return made(
            "wildcard-target",
            evidence,
            f"Line {instruction.span.line}: the target `{target}` is no pattern, it would be a file of that very name.",
            "Only the left paths of a `COPY` are patterns, and here they match more than one file.",
            "Name one file on the left, and a plain name on the right.",
        )
    if patterns:
        return made(
            "pattern-matches-many",
            evidence,
            f"Line {instruction.span.line}: the pattern `{patterns[0]}` matches more than one file, and `{target}` can be only one.",
            "A pattern takes all that fits it, also what a build writes beside the file that you mean.",
            "Name the one file that the app needs.",
        )
    return made(
        "copy-needs-folder",
        evidence,
        f"Line {instruction.span.line} copies more than one file to `{target}`.",
        "Several files need a folder to go to, and the target is one if it ends in `/`.",
        f"Write `{target}/`.",
    )


def _is_pattern(path: str) -> bool:
    return any(sign in path for sign in "*?[")


def misspelt_file(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """COPY from the project folder, with a name that is nearly that of a file there."""
    instruction = failing(evidence)
    if instruction is None or instruction.keyword not in ("COPY", "ADD") or not missing_file(evidence):
        return None
    if instruction.flag("from") is not None:
        return None
    path = missing_argument(evidence, instruction)
    near = _near(evidence.lab.app, path)
    if not near:
        return None
    return made(
        "misspelt-file",
        evidence,
        f"Line {instruction.span.line} copies `{clean(path, 80)}`, and your project folder has no such file.",
        f"It has `{clean(near, 80)}`.",
        f"Did you mean `{clean(near, 80)}`?",
    )


def _near(app: Path, path: str) -> str:
    """Return the path in the project that one which is not there is nearly, or nothing."""
    folder, _, name = posixpath.normpath(posixpath.join("/", path)).strip("/").rpartition("/")
    if not name or not (app / folder).is_dir() or (app / folder / name).exists():
        return ""
    there = sorted(p.name for p in (app / folder).iterdir())
    close = difflib.get_close_matches(name[:80], there, 1, 0.8)
    return posixpath.join(folder, close[0]) if close else ""


def copy_needs_from(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """COPY looked in the project folder for a file that only another stage has."""
    instruction, stage = failing(evidence), failing_stage(evidence)
    if instruction is None or stage is None or stage.index == 0 or not missing_file(evidence):
        return None
    if instruction.keyword != "COPY" or instruction.flag("from") is not None:
        return None
    from_name = _earlier_name(evidence, stage)
    path = clean(missing_argument(evidence, instruction), 80)
    return made(
        "copy-needs-from",
        evidence,
        f"Line {instruction.span.line} copies from your project folder, and `{path}` is not there.",
        "Files that were made in another stage have to be taken from that stage.",
        f"Write `COPY --from={from_name} <path there> <path here>`.",
    )


def from_path_root(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The left path of `COPY --from` is relative, but starts at the root of the other stage."""
    source = failing_source(evidence)
    if source is None or source.stage is None or not missing_file(evidence):
        return None
    path = missing_argument(evidence, source.instruction)
    bare, folder = posixpath.normpath(path), workdir(evidence, source.stage).strip("/")
    if not path or path.startswith("/") or not folder or f"{bare}/".startswith(f"{folder}/"):
        return None
    return made(
        "from-path-root",
        evidence,
        f"Line {source.instruction.span.line}: the engine looked for `/{bare}` in the other stage.",
        "With `--from`, the left path starts at the root of that stage, not at its WORKDIR.",
        f"Try `{posixpath.join('/', folder, bare)}`.",
    )


def number_of_another_stage(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """`COPY --from=1` takes from the second stage, and the path is made in another one."""
    source, dockerfile = failing_source(evidence), evidence.dockerfile
    if source is None or source.stage is None or dockerfile is None or not missing_file(evidence):
        return None
    path = missing_argument(evidence, source.instruction)
    if not source.reference.isdigit() or not path:
        return None
    above = [s for s in dockerfile.stages[: source.in_stage] if s.index != source.stage]
    made_in = next((s for s in above if any(path in i.rest for i in s.instructions)), None)
    made_in = made_in or next((s for s in above if _lies_in(path, workdir(evidence, s.index))), None)
    if made_in is not None and _lies_in(path, workdir(evidence, source.stage)):
        return None
    if made_in is None:
        return None
    taken = dockerfile.stages[source.stage]
    return made(
        "number-of-another-stage",
        evidence,
        f"Line {source.instruction.span.line} takes `{clean(path, 60)}` from stage {source.stage}, the one of line"
        f" {taken.span.line}; it is made in the stage of line {made_in.span.line}.",
        "Stages count from 0, and every number shifts when a stage is put in.",
        f"Take it by name: `--from={made_in.name}`."
        if made_in.name
        else "Give the stage a name with `AS`, and use that.",
    )


def _lies_in(path: str, folder: str) -> bool:
    return bool(folder.strip("/")) and path.startswith(f"{folder.rstrip('/')}/")


def missing_source(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """COPY of a file that is not where the line says."""
    instruction, source = failing(evidence), failing_source(evidence)
    if instruction is None or instruction.keyword not in ("COPY", "ADD") or not missing_file(evidence):
        return None
    stage = (
        evidence.dockerfile.stages[source.stage]
        if source and source.stage is not None and evidence.dockerfile
        else None
    )
    place = (
        f"in the stage `{stage.label}`"
        if stage
        else "in your project folder (or `.dockerignore` leaves it out)"
    )
    paths = ", ".join(f"`{a}`" for a in instruction.arguments[:-1])
    try_ = (
        "Look at what the build writes, and to which folder."
        if stage
        else "Check the name, and where the file lies."
    )
    return made(
        "missing-source",
        evidence,
        f"Line {instruction.span.line} copies {paths}: not all of that is {place}.",
        "",
        try_,
    )


def _earlier_name(evidence: Evidence, stage: Stage) -> str:
    earlier = evidence.dockerfile.stages[: stage.index] if evidence.dockerfile else ()
    return next((s.name for s in earlier if s.name), "0")


RULES: tuple[Rule, ...] = (
    trailing_comment,
    single_dash,
    lost_variable,
    target_needs_slash,
    misspelt_file,
    copy_needs_from,
    from_path_root,
    number_of_another_stage,
    *build_results.RULES,
    missing_source,
)

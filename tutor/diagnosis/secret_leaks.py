"""Explain how a secret of the lab came into the image, or into the build log."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutor.checks.evidence import Evidence
from tutor.diagnosis.failing import history
from tutor.diagnosis.rule import Rule, at_line
from tutor.dockerfile.scopes import defined
from tutor.model.dockerfile import Instruction, Stage
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean_line

_PATH = re.compile(r"in /(\S.*?)( \(deleted later, but its layer still ships\))?$")
_LINE = re.compile(r"line (\d+):")
_IN_STAGE = re.compile(r"it is in (?:the history or the configuration|/(\S.*?)) of the stage ")
_MOUNT = "`RUN --mount=type=secret`"


def written_down(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A line of the shipped stages holds the secret itself."""
    line = next((i for i in evidence.shipped_instructions() if _holds(i, _words(outcome, evidence))), None)
    if line is None:
        return None
    return at_line(
        "secret-written",
        f"Line {line.span.line} holds {_name(outcome, evidence)} itself, so it ships, and it stands in the project, too.",
        "Whoever has the image, or reads this Dockerfile, has it.",
        f"Take it out of the file, and let the build hand it over, with {_MOUNT}.",
        line,
    )


def in_variable(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """ENV keeps the secret in the settings of the image."""
    names = {name for name, value in _variables(evidence) if _is_in(value, _words(outcome, evidence))}
    line = next(
        (i for i in evidence.shipped_instructions() if i.keyword == "ENV" and names & set(defined(i))), None
    )
    if line is None:
        return None
    name = next(name for name in defined(line) if name in names)
    return at_line(
        "secret-in-env",
        f"Line {line.span.line} keeps {_name(outcome, evidence)} in `{clean_line(name, 60)}`, and `docker inspect` shows that to everyone who has the image.",
        "`ENV` is a setting of the image, and each container gets it, too.",
        f"Take the line away, and give it to the one step that needs it, with {_MOUNT}.",
        line,
    )


def in_file(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A file of a layer holds the secret: written by a RUN, deleted too late, or copied along."""
    found, line = _PATH.match(outcome.found), _named(outcome, evidence)
    if found is None or line is None:
        return None
    path, name = f"`/{clean_line(found[1], 120)}`", _name(outcome, evidence)
    if line.keyword in ("COPY", "ADD"):
        copied = ", ".join(f"`{clean_line(a, 60)}`" for a in line.arguments[:-1][:3])
        return at_line(
            "secret-copied",
            f"Line {line.span.line} copies {copied}, and with it {path}, which holds {name}.",
            "The stage that it comes from stays behind; what is copied from there ships.",
            "Copy only what runs, or let no such file be left in that stage.",
            line,
        )
    if found[2]:
        return at_line(
            "secret-deleted-later",
            f"Line {line.span.line} left {path} with {name} in its layer, and a later line deletes the file.",
            "A layer never changes once it is made: the file is hidden, and still ships.",
            "Delete it in the same `RUN`, or let a stage that stays behind write it.",
            line,
        )
    return at_line(
        "secret-left",
        f"Line {line.span.line} left {name} in {path}, and that file ships.",
        "A mounted secret is in no layer, but what a `RUN` writes with it is.",
        "Delete the file in the same `RUN`, or let a stage that stays behind write it.",
        line,
    )


def in_history(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A build argument is recorded with each RUN that can see it."""
    words = _words(outcome, evidence)
    given = {name for name, value in evidence.lab.build.arguments.items() if _is_in(value, words)}
    line = next(
        (i for i in evidence.shipped_instructions() if i.keyword == "ARG" and given & set(defined(i))), None
    )
    if line is None or _PATH.match(outcome.found) or not _runs_below(line, evidence):
        return None
    name = next(name for name in defined(line) if name in given)
    base, last = _stage_of(line, evidence), evidence.dockerfile.final if evidence.dockerfile else None
    is_shared = base is not None and last is not None and base.index != last.index
    why = "Each `RUN` below an `ARG` is recorded in the image together with the argument's value."
    if is_shared and base is not None:
        why += f" Every stage that is `FROM {clean_line(base.label, 40)}` has that record."
    return at_line(
        "secret-in-base-stage" if is_shared else "secret-in-history",
        f"`docker history --no-trunc` prints {_name(outcome, evidence)}: line {line.span.line} takes it as the build argument `{name}`.",
        why,
        f"Take the line away, and give it to the one step that needs it, with {_MOUNT}.",
        line,
    )


def in_stage(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A stage that stays behind has the secret: in its history, by a build argument, or in a file that a RUN left."""
    found, stage = _IN_STAGE.match(outcome.found), _named_stage(outcome, evidence)
    if found is None or stage is None or evidence.dockerfile is None:
        return None
    words, name = _words(outcome, evidence), _name(outcome, evidence)
    lines = list(history(evidence, stage))
    if found[1] is None:
        given = {argument for argument, value in evidence.lab.build.arguments.items() if _is_in(value, words)}
        line = next((i for i in lines if i.keyword == "ARG" and given & set(defined(i))), None)
        if line is None or all(i.keyword != "RUN" for i in lines[lines.index(line) :]):
            return None
        return at_line(
            "secret-in-stage-history",
            f"The stage `{clean_line(stage.label, 40)}` has {name} in its history: line {line.span.line} takes it as a build argument.",
            "Each `RUN` below an `ARG` is recorded with its value. The stage does not ship, but it stays in the cache of each machine that builds.",
            f"Take the line away, and give it to the one step that needs it, with {_MOUNT}.",
            line,
        )
    seeing = [i for i in lines if i.keyword == "RUN" and _sees_secret(i)]
    if len(seeing) != 1:
        return None
    return at_line(
        "secret-left-in-stage",
        f"Line {seeing[0].span.line} left {name} in `/{clean_line(found[1], 120)}` of the stage `{clean_line(stage.label, 40)}`.",
        "That stage does not ship, but it stays in the cache of each machine that builds, with all its files.",
        "Delete the file in the same `RUN`, or let the step write no such file.",
        seeing[0],
    )


def printed(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A step prints the secret into the build log."""
    line = _named(outcome, evidence)
    if line is None:
        return None
    return at_line(
        "secret-printed",
        f"The step of line {line.span.line} prints {_name(outcome, evidence)}: it stands in the build log.",
        "CI servers keep build logs, and whoever may see the build reads them.",
        "Look for a `cat`, an `echo` without `>`, or a `set -x` in that line.",
        line,
    )


def _words(outcome: Outcome, evidence: Evidence) -> tuple[str, ...]:
    """Return the words that the failed check looks for."""
    spec = next((c for c in evidence.lab.checks if c.id == outcome.check_id), None)
    return tuple(map(str, spec.options.get("words", ()))) if spec else ()


def _name(outcome: Outcome, evidence: Evidence) -> str:
    """Return what the check calls the words, for a sentence."""
    spec = next((c for c in evidence.lab.checks if c.id == outcome.check_id), None)
    return clean_line(str(spec.options.get("name", "it")), 60) if spec else "it"


def _stage_of(instruction: Instruction, evidence: Evidence) -> Stage | None:
    """Return the stage that an instruction stands in."""
    stages = evidence.dockerfile.stages if evidence.dockerfile else ()
    return next((s for s in stages if instruction in s.instructions), None)


def _named_stage(outcome: Outcome, evidence: Evidence) -> Stage | None:
    """Return the stage whose FROM stands in the line that the outcome names."""
    stages = evidence.dockerfile.stages if evidence.dockerfile else ()
    return next((s for s in stages if outcome.where == f"line {s.span.line}"), None)


def _sees_secret(run: Instruction) -> bool:
    return any(flag.name == "mount" and "type=secret" in (flag.value or "") for flag in run.flags)


def _runs_below(argument: Instruction, evidence: Evidence) -> bool:
    """Return whether a RUN of the shipped stages comes after an ARG, and so is recorded with it."""
    shipped = evidence.shipped_instructions()
    return any(i.keyword == "RUN" for i in shipped[shipped.index(argument) :])


def _is_in(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)


def _holds(instruction: Instruction, words: tuple[str, ...]) -> bool:
    documents = (document.content for document in instruction.heredocs)
    return any(_is_in(text, words) for text in (instruction.text, *documents))


def _variables(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Yield the variables of the image with their values."""
    variables = evidence.info.config.get("Env") if evidence.info else None
    for variable in variables if isinstance(variables, list) else []:
        name, _, value = str(variable).partition("=")
        yield name, value


def _named(outcome: Outcome, evidence: Evidence) -> Instruction | None:
    """Return the instruction that the outcome names."""
    found = _LINE.match(outcome.where)
    instructions = evidence.dockerfile.instructions if evidence.dockerfile else ()
    return next((i for i in instructions if found and i.span.line == int(found[1])), None)


LEAK_RULES: tuple[Rule, ...] = (written_down, in_variable, in_file, in_history)
STAGE_RULES: tuple[Rule, ...] = (in_stage,)
LOG_RULES: tuple[Rule, ...] = (printed,)

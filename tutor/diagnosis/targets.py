"""Explain a target that is not there, is not the default, or whose tests guard too little or too much."""

from __future__ import annotations

import re

from tutor.checks import make
from tutor.checks.building import TargetCheck
from tutor.checks.evidence import Evidence
from tutor.diagnosis.rule import Rule
from tutor.dockerfile import ancestry, closest_stage, copy_sources, target_stage, used_stages
from tutor.model.dockerfile import Dockerfile, Instruction, Stage
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean_line

_GOES_ON = re.compile(r"\|\|\s*(?:true|:|exit 0|echo)(?![\w.-])|;\s*(?:true|:|exit 0|echo\b[^;&|]*)\s*$")
"""How a command ends well although what it ran has failed."""
_TESTS = re.compile(
    r"\b(?:py\.?test|unittest|tox|go test|jest|vitest|mocha)\b|\b(?:npm|yarn|pnpm)(?: run)? test\b|\bnode --test\b"
)
"""Commands that run tests."""


def no_such_stage(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A stage that has to be there has another name, or none."""
    dockerfile, name = evidence.dockerfile, _wanted_name(outcome, evidence)
    if dockerfile is None or not name or target_stage(dockerfile, name) is not None:
        return None
    near = closest_stage(dockerfile, name)
    unnamed = next((s for s in dockerfile.stages if s.name is None), None)
    see, stage = f"There is no stage called `{name}`.", near or unnamed
    if stage is None:
        names = ", ".join(f"`{s.label}`" for s in dockerfile.stages[:6])
        try_ = f"Add one: `FROM <image or stage> AS {name}`."
        return _at(None, "no-such-stage", f"{see} Yours are {names}.", _BY_NAME, try_)
    see += (
        f" Line {stage.span.line} calls one `{near.name}`."
        if near
        else f" That of line {stage.span.line} has no name."
    )
    return _at(stage, "no-such-stage", see, _BY_NAME, f"Let the line of its `FROM` end with `AS {name}`.")


_BY_NAME = "`--target` finds a stage by the name behind `AS`."


def _wanted_name(outcome: Outcome, evidence: Evidence) -> str:
    """Return the name of the first stage that the failed check misses."""
    spec = next((c for c in evidence.lab.checks if c.id == outcome.check_id), None)
    if spec is None or evidence.dockerfile is None:
        return ""
    image = make(spec).image
    names = [image.target] if image else [str(n) for n in spec.options.get("names", ())]
    known = {(s.name or "").lower() for s in evidence.dockerfile.stages}
    return next((n for n in names if n.lower() not in known), "")


def other_stage_last(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """What a plain build makes is another stage than it should be, because that one stands last."""
    check, default = _target(outcome, evidence), evidence.default
    if check is None or not check.values.get("default") or evidence.failure or default is None:
        return None
    last = default.dockerfile.final if default.dockerfile else None
    own = evidence.dockerfile.final if evidence.dockerfile else None
    if last is None or own is None or last.index == own.index:
        return None
    return _at(
        last,
        "other-stage-last",
        f"A build without `--target` makes `{last.label}`, the stage of line {last.span.line}.",
        "The last stage of the file is what a plain build ships.",
        f"Move the stage `{own.label}` to the end of the file.",
    )


def failures_swallowed(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The tests fail, and the command that runs them ends well all the same."""
    run = next((i for i in _test_runs(outcome, evidence) if _GOES_ON.search(i.rest)), None)
    if run is None:
        return None
    return _at(
        run,
        "failures-swallowed",
        f"With a bug planted in the code, the stage still builds: line {run.span.line} goes on after a failure.",
        "A `RUN` fails only if its command ends with an exit code other than 0.",
        "Let the tests stand alone in that line, with nothing behind them.",
    )


def tests_not_run(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """No RUN of the stage runs tests; a CMD would run them later, in a container."""
    dockerfile = evidence.dockerfile
    if not _should_have_failed(outcome, evidence) or dockerfile is None or dockerfile.final is None:
        return None
    if _test_runs(outcome, evidence):
        return None
    shipped = evidence.shipped_instructions()
    later = next((i for i in shipped if i.keyword in ("CMD", "ENTRYPOINT") and _TESTS.search(i.rest)), None)
    see = "With a bug planted in the code, the stage still builds"
    if later is None:
        why = "A stage runs only what its `RUN` lines say."
        return _at(
            dockerfile.final,
            "tests-not-run",
            f"{see}: no line of it runs tests.",
            why,
            "Add a `RUN` that runs them.",
        )
    return _at(
        later,
        "tests-not-run",
        f"{see}: line {later.span.line} runs the tests only when somebody starts a container of it.",
        f"`{later.keyword}` is kept for later; what a build runs is `RUN`.",
        "Run the tests with `RUN`.",
    )


def tests_in_the_way(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A stage that should not care for the tests takes from the stage that runs them."""
    check, failure, dockerfile = _target(outcome, evidence), evidence.failure, evidence.dockerfile
    if check is None or check.fails or check.image.edit is None:
        return None
    if failure is None or failure.step is None or dockerfile is None:
        return None
    found = [(s, i) for s in dockerfile.stages for i in s.instructions if i.span.line == failure.step.line]
    if not found or found[0][1].keyword != "RUN" or not _TESTS.search(found[0][1].rest):
        return None
    stage, run = found[0]
    link = _link(dockerfile, stage)
    own = check.image.target
    if link is None:
        where = f"line {run.span.line} runs them in `{own}` itself"
    else:
        where = f"line {link.span.line} takes from `{stage.label}`, where line {run.span.line} runs them"
    return _at(
        link or run,
        "tests-in-the-way",
        f"With a bug planted in the code, `{own}` does not build, because it runs the tests: {where}.",
        "A build runs all the stages that its target is `FROM` or copies from.",
        f"Run the tests in a stage that `{own}` does not need.",
    )


def _link(dockerfile: Dockerfile, stage: Stage) -> Instruction | None:
    """Return the line by which what is built needs a stage: a FROM or a COPY; None if it is that stage."""
    last = len(dockerfile.stages) - 1
    if stage.index == last:
        return None
    used = used_stages(dockerfile)
    for other in reversed(dockerfile.stages):
        if other.index in used and other.base_stage == stage.index:
            return other.instructions[0]
    sources = (s for s in copy_sources(dockerfile) if s.in_stage in used and s.stage is not None)
    return next((s.instruction for s in sources if stage.index in ancestry(dockerfile, s.stage or 0)), None)


def _test_runs(outcome: Outcome, evidence: Evidence) -> list[Instruction]:
    """Return the lines that run tests in a build that should have failed and has not."""
    dockerfile = evidence.dockerfile
    if dockerfile is None or not _should_have_failed(outcome, evidence):
        return []
    used = used_stages(dockerfile)
    lines = [i for s in dockerfile.stages if s.index in used for i in s.instructions]
    return [i for i in lines if i.keyword == "RUN" and _TESTS.search(i.rest)]


def _should_have_failed(outcome: Outcome, evidence: Evidence) -> bool:
    check = _target(outcome, evidence)
    return check is not None and check.fails and evidence.failure is None and evidence.info is not None


def _target(outcome: Outcome, evidence: Evidence) -> TargetCheck | None:
    """Return the failed check, if it is one of a target."""
    spec = next((c for c in evidence.lab.checks if c.id == outcome.check_id), None)
    check = make(spec) if spec else None
    return check if isinstance(check, TargetCheck) else None


def _at(place: Stage | Instruction | None, identifier: str, see: str, why: str, try_: str) -> Diagnosis:
    return Diagnosis(identifier, clean_line(see, 400), why, try_, place.span.line if place else None)


RULES: tuple[Rule, ...] = (
    no_such_stage,
    other_stage_last,
    failures_swallowed,
    tests_not_run,
    tests_in_the_way,
)

"""Checks of how the image was built: how long it took, what was sent, whether a stage builds."""

from __future__ import annotations

from tutor.checks.base import Check
from tutor.checks.evidence import Evidence
from tutor.checks.trial import Trial, trial_build
from tutor.engine.build_events import LEARNERS
from tutor.engine.context import effective_ignore
from tutor.engine.context_files import ContextFile, walk
from tutor.errors import TutorError
from tutor.model.check_options import CheckOptions, OptionSpec, Rank
from tutor.model.outcome import Outcome
from tutor.model.stage_links import target_stage
from tutor.safe_text import clean_line, megabytes


class BuildTimeCheck(Check):
    """The build takes at most so long, whatever came from the cache."""

    kind, phase, rank = "build_time", "build", Rank.BUILD
    options = CheckOptions(
        {
            "max_seconds": OptionSpec(
                "number", required=True, minimum=1, sentence="How long it may take on this machine."
            )
        }
    )

    def run(self, evidence: Evidence) -> Outcome:
        """Compare the time that the build of this attempt took."""
        if evidence.build_seconds is None:
            return self.could_not_run("the build did not end with an image")
        seconds, limit = evidence.build_seconds, float(self.values["max_seconds"])
        if seconds > limit:
            return self.failed(f"a build of at most {limit:g} s", f"{seconds:.1f} s")
        return self.passed(f"{seconds:.1f} s of at most {limit:g} s")


class ContextSizeCheck(Check):
    """The build context is at most so large: what the ignore file lets through, whichever engine packs or asks for it."""

    kind, phase, rank = "context_size", "text", Rank.BUILD
    options = CheckOptions(
        {
            "max_mb": OptionSpec(
                "number", required=True, minimum=0.001, sentence="The most that may be sent, in MB."
            )
        }
    )

    def run(self, evidence: Evidence) -> Outcome:
        """Add up the files of the context; name the largest."""
        app, limit = evidence.lab.app, int(1_000_000 * float(self.values["max_mb"]))
        try:
            excludes = effective_ignore(app, evidence.ignore)
            files = [f for f in walk(app, excludes=excludes) if f.is_regular]
        except TutorError as e:
            return self.could_not_run(e.message)
        total = sum(f.size for f in files)
        if total <= limit:
            return self.passed(f"{megabytes(total)} of at most {megabytes(limit)}")
        return self.failed(
            f"at most {megabytes(limit)} in the build context", f"{megabytes(total)}{_largest(files)}"
        )


def _largest(files: list[ContextFile]) -> str:
    """Return which folder or file of the context's root has most, as words."""
    sums: dict[str, int] = {}
    for file in files:
        top = file.path.partition("/")[0]
        sums[top] = sums.get(top, 0) + file.size
    largest = max(sums, key=lambda top: sums[top])
    return f", of which {megabytes(sums[largest])} in {clean_line(largest, 80)}"


class TargetCheck(Check):
    """A stage can be built by its name, or fails to, as a stage that runs tests should."""

    kind, phase, rank = "target", "trial", Rank.BUILD
    options = CheckOptions(
        {
            "name": OptionSpec("string", required=True, sentence="The stage, as behind `--target`."),
            "expect": OptionSpec(
                "string",
                choices=("builds", "fails"),
                sentence="Whether its build must end well or fail; `builds` if left out.",
            ),
        }
    )

    def run(self, evidence: Evidence) -> Outcome:
        """Build the stage; it costs one more build, mostly out of the cache."""
        name, fails = str(self.values["name"]), self.values.get("expect") == "fails"
        expected = f"a stage `{name}` {'whose build fails' if fails else 'that builds'}"
        if evidence.dockerfile is None or target_stage(evidence.dockerfile, name) is None:
            return self.failed(expected, "there is no stage of that name")
        trial = trial_build(evidence, target=name)
        if trial is None:
            return self.could_not_run("the stage could not be built")
        if trial.failure is not None and trial.failure.kind not in LEARNERS:
            return self.could_not_run(clean_line(trial.failure.message, 300))
        if (trial.failure is not None) is fails:
            return self.passed(_told(trial))
        return self.failed(expected, _told(trial), _where(trial))


def _told(trial: Trial) -> str:
    if trial.failure is None:
        return "it builds"
    return f"its build fails: {clean_line(trial.failure.message.strip().rpartition(chr(10))[2], 200)}"


def _where(trial: Trial) -> str:
    step = trial.failure.step if trial.failure else None
    return f"line {step.line}: {step.name}" if step and step.line else ""

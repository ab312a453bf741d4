"""Checks of how the image was built: how long it took, what was sent, whether a stage builds."""

from __future__ import annotations

from tutor.checks.base import Check
from tutor.checks.evidence import Evidence
from tutor.checks.rebuild import INSIDE
from tutor.checks.text import asks_for_unknown_name
from tutor.engine.build_events import LEARNERS, BuildFailure
from tutor.engine.context import effective_ignore
from tutor.engine.context_files import ContextFile, walk
from tutor.errors import TutorError
from tutor.model.check_options import CheckOptions, OptionSpec, Rank
from tutor.model.other_image import Edit, OtherImage
from tutor.model.outcome import Outcome
from tutor.model.stage_links import target_stage
from tutor.safe_text import clean_line, megabytes

BUILDS, FAILS = "builds", "fails"
"""What can be expected of the build of a stage."""
_RUNS_BY = ("Cmd", "Entrypoint", "Env", "User", "WorkingDir")
"""What an image's configuration says about how it runs."""


class BuildTimeCheck(Check):
    """The build takes at most so long, whatever came from the cache."""

    kind, phase, rank = "build_time", "build", Rank.BUILD
    other_images = False
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
    other_images = False
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
    other_images = False
    options = CheckOptions(
        {
            "name": OptionSpec("string", required=True, sentence="The stage, as behind `--target`."),
            "expect": OptionSpec(
                "string",
                choices=(BUILDS, FAILS),
                sentence="Whether its build must end well or fail; `builds` if left out.",
            ),
            "default": OptionSpec(
                "boolean", sentence="Whether a build without `--target` must make the same image."
            ),
            "edit": OptionSpec(
                "string",
                like=INSIDE,
                sentence="A file of the application that is edited before, in a copy: `shop/prices.py`.",
            ),
            "append": OptionSpec("string", sentence="A line that is put behind its last."),
            "replace": OptionSpec("mapping", sentence="Words in it, and what takes their place."),
        }
    )

    @property
    def image(self) -> OtherImage:
        """Return the stage's image, after the edit if there is one."""
        edit = Edit.of(self.values) if "edit" in self.values else None
        return OtherImage(str(self.values.get("name", "")), edit=edit)

    @property
    def fails(self) -> bool:
        """Return whether its build must fail."""
        return self.values.get("expect") == FAILS

    def makes(self, target: str) -> bool:
        """Return whether it asks only for the stage of this name to be built as it stands."""
        return self.image == OtherImage(target) and not self.fails and not self.values.get("default")

    def run(self, evidence: Evidence) -> Outcome:
        """Judge by the end of the stage's build."""
        name, edit = self.image.target, self.image.edit
        expected = f"a stage `{name}` {'whose build fails' if self.fails else 'that builds'}"
        expected += f" after a change of {edit.file}" if edit else ""
        if evidence.dockerfile is None or target_stage(evidence.dockerfile, name) is None:
            return self.failed(expected, "there is no stage of that name")
        failure = evidence.failure
        if failure is None and evidence.info is None:
            return self.could_not_run("the stage could not be built")
        if failure is not None and failure.kind not in LEARNERS and not asks_for_unknown_name(evidence):
            return self.could_not_run(clean_line(failure.message, 300))
        if failure is not None and self.fails and failure.kind != "run_failed":
            return self.failed(f"{expected} at its own command", _told(failure), _where(failure))
        if (failure is not None) is not self.fails:
            return self.failed(expected, _told(failure), _where(failure))
        if self.values.get("default") and not _is_default(evidence):
            return self.failed(f"that a build without `--target` makes `{name}`", "it makes another image")
        return self.passed(_told(failure))


def _is_default(evidence: Evidence) -> bool:
    """Return whether the image that a plain build makes has the same layers, and runs in the same way."""
    whole, own = evidence.default, evidence.dockerfile
    if whole is None or whole.dockerfile is None or own is None:
        return False
    if len(whole.dockerfile.stages) == len(own.stages):
        return True  # it is the last stage itself
    default, info = whole.info, evidence.info
    if default is None or info is None or default.diff_ids != info.diff_ids:
        return False
    return all(default.config.get(key) == info.config.get(key) for key in _RUNS_BY)


def _told(failure: BuildFailure | None) -> str:
    if failure is None:
        return "it builds"
    return f"its build fails: {clean_line(failure.message.strip().rpartition(chr(10))[2], 200)}"


def _where(failure: BuildFailure | None) -> str:
    step = failure.step if failure else None
    return f"line {step.line}: {step.name}" if step and step.line else ""

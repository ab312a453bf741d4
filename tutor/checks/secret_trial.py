"""Checks of what a build leaks beside its image: what it prints, and the stages that stay behind in the engine's cache."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.checks.base import Check
from tutor.checks.evidence import Evidence
from tutor.checks.secret import SECRET_OPTIONS
from tutor.checks.trial import Trial, trial_build
from tutor.dockerfile import parse, used_stages
from tutor.engine.build_events import BuildEvent, ImageBuilt, LogLines
from tutor.engine.secret_search import Found, search_saved
from tutor.model.check_options import CheckOptions, Rank
from tutor.model.dockerfile import Dockerfile, Instruction, Stage
from tutor.model.outcome import Outcome
from tutor.safe_text import clean_line


class QuietBuildCheck(Check):
    """A build prints no secret words, as a password of the lab, whatever came from the cache in this attempt."""

    kind, phase, rank = "quiet_build", "trial", Rank.CONTENTS
    options = CheckOptions(SECRET_OPTIONS)

    def run(self, evidence: Evidence) -> Outcome:
        """Build once more without the cache, because steps that come from there print nothing."""
        name, words = str(self.values["name"]), [str(word) for word in self.values["words"]]
        printing: list[str] = []

        def listen(event: BuildEvent) -> None:
            if isinstance(event, LogLines) and any(word in line for line in event.lines for word in words):
                printing.append(event.step_id)

        trial = trial_build(evidence, no_cache=True, listen=listen)
        if trial is None or (trial.failure is not None and not printing):
            return self.could_not_run(f"the build could not be repeated without the cache{_why(trial)}")
        if not printing:
            return self.passed(f"the build prints {name} nowhere")
        return self.failed(
            f"a build that does not print {name}",
            f"the build log shows {name}",
            _at(trial.line_of(printing[0]), evidence),
        )


class NoSecretInStagesCheck(Check):
    """Secret words stand nowhere in the stages that stay behind either: each is in the cache of who builds, with its history."""

    kind, phase, rank = "no_secret_in_stages", "trial", Rank.CONTENTS
    options = CheckOptions(SECRET_OPTIONS)

    def run(self, evidence: Evidence) -> Outcome:
        """Build each of these stages as an image, mostly out of the cache, and search it."""
        name, words = str(self.values["name"]), [str(word).encode() for word in self.values["words"]]
        for stage, part in _left_behind(evidence):
            found: list[Found] = []

            def listen(event: BuildEvent, hits: list[Found] = found) -> None:
                if isinstance(event, ImageBuilt) and evidence.engine is not None:
                    saved = evidence.engine.save(event.image_id)
                    hits.extend(search_saved(saved, event.image_id, words, evidence.cancel))

            trial = trial_build(evidence, dockerfile=part, listen=listen)
            if trial is None or trial.failure is not None:
                return self.could_not_run(
                    f"the stage {clean_line(stage.label, 60)} could not be built{_why(trial)}"
                )
            if found:
                return self.failed(
                    f"{name} in no stage",
                    f"it is in {_place(found[0])} of the stage {clean_line(stage.label, 60)}",
                    f"line {stage.span.line}",
                )
        return self.passed(f"{name} stands nowhere in the stages that stay behind")


def _left_behind(evidence: Evidence) -> Iterator[tuple[Stage, Dockerfile]]:
    """Yield the stages that are needed and do not ship, each with the file as far as it goes: it is the last one there."""
    dockerfile = evidence.dockerfile
    if dockerfile is None:
        return
    used, shipped = used_stages(dockerfile), evidence.chain()
    for stage, following in zip(dockerfile.stages, dockerfile.stages[1:], strict=False):
        if stage.index in used and stage.index not in shipped:
            yield stage, parse("\n".join(dockerfile.lines[: following.span.line - 1]) + "\n")


def _place(found: Found) -> str:
    return "the history or the configuration" if found.layer is None else f"/{clean_line(found.path, 120)}"


def _why(trial: Trial | None) -> str:
    words = trial.failure.message.strip().rpartition("\n")[2] if trial and trial.failure else ""
    return f": {clean_line(words, 200)}" if words else ""


def _at(line: int | None, evidence: Evidence) -> str:
    """Return `line 12: RUN npm ci`, empty if the line is not known."""
    instructions: tuple[Instruction, ...] = evidence.dockerfile.instructions if evidence.dockerfile else ()
    made = next((i for i in instructions if line == i.span.line), None)
    return f"line {line}: {made.text}" if made else ""

"""Checks of the stages that a Dockerfile has; what ships is judged by the image, elsewhere."""

from __future__ import annotations

from tutor.checks.base import Check
from tutor.checks.evidence import Evidence
from tutor.checks.source import counted
from tutor.dockerfile import used_stages
from tutor.model.check_options import CheckOptions, OptionSpec, Rank
from tutor.model.dockerfile import Dockerfile
from tutor.model.image import glob
from tutor.model.outcome import Outcome

_HUB = ("docker.io/", "index.docker.io/", "library/")


class DockerfileCheck(Check):
    """A check of the parsed file."""

    phase, rank = "text", Rank.STAGES

    def run(self, evidence: Evidence) -> Outcome:
        """Judge by the file; one without a stage is no Dockerfile, which another check says."""
        dockerfile = evidence.dockerfile
        if dockerfile is None or not dockerfile.stages:
            return self.could_not_run("the file could not be read as a Dockerfile")
        return self.judge(dockerfile, evidence)

    def judge(self, dockerfile: Dockerfile, evidence: Evidence) -> Outcome:
        """Judge by the file."""
        raise NotImplementedError


class StagesCheck(DockerfileCheck):
    """The file has so many stages, and some of certain names."""

    kind, other_images = "stages", False
    options = CheckOptions(
        {
            "min": OptionSpec("integer", minimum=1, maximum=100, sentence="How many there must be at least."),
            "max": OptionSpec("integer", minimum=1, maximum=100, sentence="How many there may be at most."),
            "names": OptionSpec("strings", sentence="Names of stages that must be there, in any order."),
        },
        any_of=("min", "max", "names"),
    )

    def judge(self, dockerfile: Dockerfile, evidence: Evidence) -> Outcome:
        """Count, then look for the names; they compare without case, as in an engine."""
        number, low, high = len(dockerfile.stages), self.values.get("min"), self.values.get("max")
        found = counted(number, "stage")
        if low is not None and number < low:
            return self.failed(f"at least {counted(low, 'stage')}", found)
        if high is not None and number > high:
            return self.failed(
                f"at most {counted(high, 'stage')}", found, f"line {dockerfile.stages[high].span.line}"
            )
        names = [s.name for s in dockerfile.stages if s.name]
        known = {name.lower() for name in names}
        missing = next((str(n) for n in self.values.get("names", ()) if str(n).lower() not in known), None)
        if missing is not None:
            return self.failed(
                f"a stage called `{missing}`", f"stages called {', '.join(names) or 'nothing'}"
            )
        return self.passed(found)


class FinalBaseCheck(DockerfileCheck):
    """What ships is built on one of certain images."""

    kind = "final_base"
    options = CheckOptions(
        {
            "images": OptionSpec(
                "strings", sentence="Globs of the images that are allowed: `node:*-alpine`."
            ),
            "not_images": OptionSpec("strings", sentence="Globs of images that are not allowed."),
        },
        any_of=("images", "not_images"),
    )

    def judge(self, dockerfile: Dockerfile, evidence: Evidence) -> Outcome:
        """Look at the image that the last stage goes back to, through the stages that it is FROM."""
        stage = dockerfile.stages[evidence.chain()[-1]]
        allowed, refused = self.values.get("images"), self.values.get("not_images", ())
        where = f"line {stage.span.line}"
        if "$" in stage.base:
            return self.could_not_run(f"`{stage.base}` of {where} depends on build arguments")
        names = image_names(stage.base)
        if allowed is not None and not _fits(names, allowed):
            return self.failed(f"a last stage on {' or '.join(map(str, allowed))}", stage.base, where)
        if _fits(names, refused):
            return self.failed(f"a last stage on no {' or '.join(map(str, refused))}", stage.base, where)
        return self.passed(stage.base)


class NoUnusedStageCheck(DockerfileCheck):
    """Every stage is needed for what ships."""

    kind, other_images = "no_unused_stage", False
    options = CheckOptions(
        {"except": OptionSpec("strings", sentence="Globs of names of stages that need not be used: `test`.")}
    )

    def judge(self, dockerfile: Dockerfile, evidence: Evidence) -> Outcome:
        """Follow the last stage to all that it takes from."""
        used, spared = used_stages(dockerfile), [glob(str(p).lower()) for p in self.values.get("except", ())]
        for stage in dockerfile.stages:
            name = (stage.name or "").lower()
            if stage.index not in used and not any(p.fullmatch(name) for p in spared):
                return self.failed(
                    "stages that the last one takes from",
                    f"nothing takes files from {stage.label}",
                    f"line {stage.span.line}",
                )
        return self.passed(counted(len(used), "stage"))


def image_names(reference: str) -> tuple[str, ...]:
    """Return the ways to write an image's name: without the registry that is meant anyway, with the tag, without a digest."""
    for prefix in _HUB:
        reference = reference.removeprefix(prefix)
    if reference.lower() == "scratch":
        return ("scratch",)
    name, _, digest = reference.partition("@")
    tagged = name if ":" in name.rpartition("/")[2] or digest else f"{name}:latest"
    return tuple(dict.fromkeys((reference, name, tagged)))


def _fits(names: tuple[str, ...], patterns: object) -> bool:
    wanted = patterns if isinstance(patterns, list | tuple) else ()
    return any(glob(str(pattern)).fullmatch(name) for pattern in wanted for name in names)

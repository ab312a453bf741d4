"""Check that a build is really multi-stage, by the image and not by the number of FROM lines."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.checks.base import Check
from tutor.checks.evidence import Evidence
from tutor.dockerfile import copy_sources
from tutor.model.check_options import CheckOptions, OptionSpec, Rank
from tutor.model.dockerfile import CopySource
from tutor.model.outcome import Outcome


class MultiStageCheck(Check):
    """The image is not the build stage, and got files from another stage."""

    kind, phase, rank = "multi_stage", "image", Rank.BUILD
    options = CheckOptions(
        {
            "built": OptionSpec(
                "string",
                sentence="A glob of a file that the build makes: it must come in by COPY, not by RUN.",
            )
        }
    )

    def run(self, evidence: Evidence) -> Outcome:
        """Look at the stage graph first, then at which instruction brought the built file."""
        expected = "a last stage that takes the built files from another stage"
        dockerfile = evidence.dockerfile
        if dockerfile is None or len(dockerfile.stages) < 2:
            return self.failed(expected, "one stage only: everything that was installed ships")
        if made := self._made_here(evidence):
            return self.failed(expected, f"{made[0]} was built in the shipped image itself", made[1])
        if not takes_from_other_stage(evidence):
            return self.failed(
                expected,
                "the last stage takes no file from another stage",
                f"line {dockerfile.stages[-1].span.line}",
            )
        return self.passed("the last stage takes its files from another stage")

    def _made_here(self, evidence: Evidence) -> tuple[str, str] | None:
        """Return (path, line) of a built file that a RUN of the shipped stages made, or None.

        A RUN that only moves a copied file, or changes its owner, has made nothing: the same content came in before. One
        that mounts another stage has taken it from there.
        """
        pattern = self.values.get("built")
        if not pattern or evidence.image is None:
            return None
        copied: set[str] = set()
        mounting = [s.instruction for s in _taken(evidence)]
        for layer, entry in evidence.image.find(str(pattern)):
            maker = evidence.maker(layer)
            made_here = maker is not None and maker.keyword == "RUN" and maker not in mounting
            if maker is not None and made_here and entry.digest not in copied:
                return entry.path, f"line {maker.span.line}: {maker.text}"
            copied.add(entry.digest)
        return None


def takes_from_other_stage(evidence: Evidence) -> bool:
    """Return whether the shipped stages take files from a stage that does not ship."""
    return any(True for _ in _taken(evidence))


def _taken(evidence: Evidence) -> Iterator[CopySource]:
    """Yield where the shipped stages name a stage that does not ship: behind `--from=`, or in a bind mount."""
    if evidence.dockerfile is not None:
        chain = evidence.chain()
        for source in copy_sources(evidence.dockerfile):
            if source.in_stage in chain and source.stage is not None and source.stage not in chain:
                yield source

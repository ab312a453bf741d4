"""Check that a build is really multi-stage, by the image and not by the number of FROM lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutor.checks.base import Check
from tutor.checks.evidence import Evidence
from tutor.dockerfile import copy_sources, used_stages
from tutor.model.check_options import CheckOptions, OptionSpec, Rank
from tutor.model.dockerfile import CopySource, Dockerfile, Instruction, Stage
from tutor.model.image import Entry, Image
from tutor.model.image_name import full_name
from tutor.model.outcome import Outcome
from tutor.safe_text import clean_line

_BUILDS = re.compile(
    r"(?<![\w.-])(?:npm|pnpm|yarn|bun|npx|node|next|vite|ng|turbo|go|cargo|mvn|gradle|dotnet|make)\s[^;&|\n]{0,200}?"
    r"(?<![\w./-])(?:build|compile|package|bundle|publish)(?![\w./-])|(?:^|[;&|]|\s)make(?:\s+-\S+|\s*$)|(?:^RUN|[;&|])\s*make(?![\w.-])"
    r"|(?<![\w./+-])(?:javac|jlink|gcc|g\+\+|cc|c\+\+|clang|clang\+\+)\s|(?<![\w.-])(?:\./|(?:sh|bash)\s+)(?:\./)?build(?:\.sh)?(?![\w.-])"
    r"|(?<![\w.-])pip3?\s+(?:install|wheel)\s(?:[^;&|\n]{0,200}?\s)?\.{1,2}(?:/|\s|$)"
)
"""A command that builds an application; one that unpacks what was built elsewhere is none."""
_OURS = "docker.io/multistage-tutor/"
"""What the names of images begin with that the tutor makes; an answer of an earlier attempt among them."""


class MultiStageCheck(Check):
    """The image is not the build stage, and got files from another stage."""

    kind, phase, rank = "multi_stage", "image", Rank.BUILD
    options = CheckOptions(
        {
            "built": OptionSpec(
                "string",
                sentence="A glob of a file that the build makes, outside of node_modules: it must come from another stage of the file.",
            )
        }
    )

    def run(self, evidence: Evidence) -> Outcome:
        """Look at the stage graph first, then at which instruction brought the built file."""
        expected = "a last stage that takes the built files from another stage"
        dockerfile = evidence.dockerfile
        if dockerfile is None or len(dockerfile.stages) < 2:
            return self.failed(expected, "one stage only: everything that was installed ships")
        if ours := _from_our_own(dockerfile):
            return self.failed(
                "stages on images of other people",
                f"line {ours.span.line} begins with `{clean_line(ours.base, 80)}`, which the tutor made of an attempt",
            )
        if made := self._made_here(evidence):
            return self.failed(expected, f"{made[0]} was built in the shipped image itself", made[1])
        if not takes_from_other_stage(evidence):
            return self.failed(
                expected,
                "the last stage takes no file from another stage",
                f"line {dockerfile.stages[-1].span.line}",
            )
        if stray := self._from_elsewhere(evidence):
            return self.failed(expected, f"/{clean_line(stray[0])} came from {stray[1]}")
        return self.passed("the last stage takes its files from another stage")

    def _made_here(self, evidence: Evidence) -> tuple[str, str] | None:
        """Return (path, line) of a built file that a RUN of the shipped stages made, or None.

        A RUN that only moves a copied file, changes its owner or unpacks it has made nothing. One that mounts another
        stage has taken it from there.
        """
        copied: set[str] = set()
        mounting = [s.instruction for s in _taken(evidence)]
        for layer, entry in self._built(evidence):
            maker = evidence.maker(layer)
            made_here = maker is not None and _builds(maker) and maker not in mounting
            if maker is not None and made_here and entry.digest not in copied:
                return entry.path, f"line {maker.span.line}: {maker.text}"
            copied.add(entry.digest)
        return None

    def _from_elsewhere(self, evidence: Evidence) -> tuple[str, str] | None:
        """Return (path, where from) of a built file that a container sees, if no such file comes from another stage.

        Where there is none at all, the server that needs it says so (`starts`, `production_mode`).
        """
        taking = [s.instruction for s in _taken(evidence)]
        taken: set[str] = set()
        seen: tuple[str, str] | None = None
        for layer, entry in self._built(evidence):
            maker = evidence.maker(layer)
            if maker in taking or (maker is not None and maker.keyword == "RUN"):
                taken.add(entry.digest)
            if evidence.visible().get(entry.path, (-1, entry))[0] != layer:
                continue
            if entry.digest in taken or (evidence.image and evidence.image.layers[layer].from_end is None):
                return None
            seen = entry.path, evidence.brought_by(layer)
        return seen

    def _built(self, evidence: Evidence) -> Iterator[tuple[int, Entry]]:
        """Yield (layer, entry) of the built files."""
        pattern = self.values.get("built")
        if pattern and evidence.image is not None:
            yield from built_files(evidence.image, str(pattern))


def built_files(image: Image, pattern: str) -> Iterator[tuple[int, Entry]]:
    """Yield (layer, entry) of the files that a build makes; packages bring such files of their own."""
    return ((n, e) for n, e in image.find(pattern) if "node_modules" not in e.path.split("/"))


def _builds(instruction: Instruction) -> bool:
    return instruction.keyword == "RUN" and _BUILDS.search(instruction.text) is not None


def _from_our_own(dockerfile: Dockerfile) -> Stage | None:
    """Return a stage that is needed and begins with an image of the tutor's."""
    used = used_stages(dockerfile)
    return next(
        (
            s
            for s in dockerfile.stages
            if s.index in used and s.base_stage is None and full_name(s.base).startswith(_OURS)
        ),
        None,
    )


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

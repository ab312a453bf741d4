"""Check what a file says."""

from __future__ import annotations

from tutor.checks.base import Check
from tutor.checks.evidence import MOST_CONTENT, Evidence
from tutor.checks.tree import CONTAINER, found_at
from tutor.checks.wanted import TEXT_OPTIONS, Wanted
from tutor.model.check_options import CheckOptions, OptionSpec, Rank
from tutor.model.outcome import Outcome
from tutor.safe_text import megabytes


class ContentCheck(Check):
    """A file holds certain words, and others not."""

    kind, phase, rank = "content", "image", Rank.CONTENTS
    options = CheckOptions(
        {
            "path": OptionSpec(
                "string",
                required=True,
                sentence="The file, relative to the image's root; links are followed.",
            ),
            **TEXT_OPTIONS,
        },
        any_of=tuple(TEXT_OPTIONS),
    )

    def run(self, evidence: Evidence) -> Outcome:
        """Read the file through the engine, and look for the words."""
        path = f"/{str(self.values['path']).lstrip('/')}"
        wanted = Wanted.of(self.values)
        if evidence.image is None:
            return self.could_not_run("the image could not be read")
        hits = found_at(evidence, path, CONTAINER)
        if not hits or hits[0][1].kind == "dir":
            found = "it is a folder" if hits else "it is not there"
            return self.failed(f"{path} with {wanted.words}", found, path)
        layer, entry = hits[0]
        if entry.kind == "symlink":
            return self.failed(
                f"{path} with {wanted.words}", f"a link to {entry.link}, which is not there", path
            )
        if entry.kind == "file" and entry.size > MOST_CONTENT:
            return self.could_not_run(f"{path} has {megabytes(entry.size)}, more than this check reads")
        content = evidence.content(entry.path)
        if content is None:
            return self.could_not_run(f"{path} could not be read")
        trouble = wanted.trouble(content.decode("utf-8", "replace"))
        if trouble:
            return self.failed(f"{path} {trouble.expected}", trouble.found, evidence.brought_by(layer))
        return self.passed(f"{path} with {wanted.words}")

"""Checks that paths are in an image, or are not."""

from __future__ import annotations

from tutor.checks.base import Check
from tutor.checks.evidence import Evidence
from tutor.checks.source import counted
from tutor.checks.tree import ANY_LAYER, CONTAINER, Hit, found_at, where_option
from tutor.model.check_options import CheckOptions, OptionSpec, Rank
from tutor.model.outcome import Outcome
from tutor.safe_text import clean_line, megabytes


class PresentCheck(Check):
    """Paths are there: each glob matches something."""

    kind, phase, rank = "present", "image", Rank.CONTENTS
    options = CheckOptions(
        {
            "paths": OptionSpec(
                "strings",
                required=True,
                sentence="Globs, relative to the image's root, that must each match a file, a folder or a link.",
            ),
            "name": OptionSpec("string", sentence="What they are, for the message: “the server”."),
            "where": where_option(CONTAINER),
        }
    )

    def run(self, evidence: Evidence) -> Outcome:
        """Fail with the first glob that matches nothing."""
        if evidence.image is None:
            return self.could_not_run("the image could not be read")
        where = str(self.values.get("where", CONTAINER))
        patterns = [str(p) for p in self.values["paths"]]
        missing = [p for p in patterns if not found_at(evidence, p, where)]
        place = "in the container" if where == CONTAINER else "in a layer"
        if not missing:
            return self.passed(f"{counted(len(patterns), 'path')} {place}")
        path = f"/{missing[0].lstrip('/')}"
        expected = f"{self.values.get('name', path)} {place}"
        deleted = where == CONTAINER and bool(found_at(evidence, missing[0], ANY_LAYER))
        return self.failed(
            expected, f"{path} is {'deleted by a later line' if deleted else 'not there'}", path
        )


class AbsentCheck(Check):
    """Paths must not be there."""

    kind, phase, rank = "absent", "image", Rank.CONTENTS
    options = CheckOptions(
        {
            "paths": OptionSpec(
                "strings",
                required=True,
                sentence="Globs, relative to the image's root, that must match nothing.",
            ),
            "name": OptionSpec(
                "string", required=True, sentence="What they are, for the message: “npm's cache”."
            ),
            "where": where_option(ANY_LAYER),
        }
    )

    def run(self, evidence: Evidence) -> Outcome:
        """Fail with how much there is, and which line brought most of it."""
        if evidence.image is None:
            return self.could_not_run("the image could not be read")
        where = str(self.values.get("where", ANY_LAYER))
        found: list[Hit] = [hit for p in self.values["paths"] for hit in found_at(evidence, str(p), where)]
        name, place = (
            clean_line(str(self.values["name"])),
            "any layer" if where == ANY_LAYER else "the container",
        )
        if not found:
            return self.passed(f"{name} is {'in no layer' if where == ANY_LAYER else 'not in the container'}")
        layer, entry = max(found, key=lambda hit: hit[1].size)
        total = sum(e.size for _, e in found)
        return self.failed(
            f"{name} {'in no layer' if where == ANY_LAYER else f'not in {place}'}",
            f"{counted(len(found))}, {megabytes(total)}, as /{clean_line(entry.path)}",
            evidence.brought_by(layer),
        )

"""Check that it is the production server that runs."""

from __future__ import annotations

import re
from typing import ClassVar

from tutor.checks.container import ContainerCheck
from tutor.checks.evidence import Evidence
from tutor.checks.probe import Probe
from tutor.checks.structure import built_files
from tutor.model.check_options import CheckOptions, OptionSpec
from tutor.model.outcome import Outcome
from tutor.safe_text import clean_line


class ProductionModeCheck(ContainerCheck):
    """The production server runs, not the development server."""

    kind, reads_files = "production_mode", True
    options = CheckOptions(
        {
            "framework": OptionSpec(
                "string", required=True, sentence="Whose development server to recognise: `next`."
            ),
            "built": OptionSpec(
                "string",
                sentence="A glob of a file that the build makes, outside of node_modules: without it in the container, what answers is no server of that build.",
            ),
        }
    )
    _MARKS: ClassVar[dict[str, re.Pattern[str]]] = {
        # The App Router's development pages load these two by name; a production page loads hashed names only.
        "next": re.compile(
            r"/_next/static/(?:development/|chunks/(?:app-pages-internals|main-app)\.js)|next-hmr|webpack-hmr"
        )
    }

    def judge(self, probe: Probe, evidence: Evidence) -> Outcome:
        """Look for the development server's marks in the page."""
        marks = self._MARKS.get(str(self.values["framework"]))
        if marks is None:
            return self.could_not_run(
                f"`{clean_line(str(self.values['framework']), 40)}` is not a framework that this version knows"
            )
        body = probe.get("/").body
        if not body:
            return self.could_not_run("the page did not answer")
        mark = marks.search(body)
        if mark:
            return self.failed(
                "the production server", f"the development server: its page loads {mark[0]}", "/"
            )
        if not self._has_build(evidence):
            return self.failed(
                "the production server", "a server that answers without a build: none is in the image"
            )
        return self.passed("production server")

    def _has_build(self, evidence: Evidence) -> bool:
        """Return whether the container has what the build makes, as far as the image is known."""
        pattern = self.values.get("built")
        if not pattern or evidence.image is None:
            return True
        visible = evidence.visible()
        return any(entry.path in visible for _, entry in built_files(evidence.image, str(pattern)))

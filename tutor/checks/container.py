"""Checks of the running container, from outside."""

from __future__ import annotations

import re
from typing import ClassVar

from tutor.checks.base import Check
from tutor.checks.evidence import Evidence
from tutor.checks.probe import Answer, Probe
from tutor.model.check_options import CheckOptions, OptionSpec, Rank
from tutor.model.last_words import telling_line
from tutor.model.outcome import Outcome
from tutor.safe_text import clean_line

_ASSET = re.compile(r"""(?:src|href)=["'](/_next/static/[^"'?#\s]+\.(js|css))""")


_KILLED = 137
"""Exit code of a process that was ended by SIGKILL."""


class ContainerCheck(Check):
    """A check that needs the container to have been started."""

    phase: ClassVar[str] = "container"
    rank: ClassVar[Rank] = Rank.SERVE

    def run(self, evidence: Evidence) -> Outcome:
        """Judge by the probe; without one the container could not be started, which is our fault."""
        if evidence.probe is None:
            return self.could_not_run("the container was not started")
        return self.judge(evidence.probe)

    def judge(self, probe: Probe) -> Outcome:
        """Judge by the probe."""
        raise NotImplementedError


class StartsCheck(ContainerCheck):
    """The container starts and stays up."""

    kind, rank = "starts", Rank.START
    options = CheckOptions(
        {
            "path": OptionSpec(
                "string", sentence="The path that is asked until the server answers; `/` if left out."
            )
        }
    )

    def judge(self, probe: Probe) -> Outcome:
        """Pass if it runs when it is ready, or when the waiting is over."""
        expected = "a container that starts and stays up"
        if probe.refused:
            return self.failed(expected, f"the engine cannot start it: {clean_line(probe.refused, 300)}")
        if probe.state.running:
            return self.passed("it runs")
        if probe.state.out_of_memory:
            return self.failed(expected, "it was stopped because it used more memory than the lab allows")
        if probe.state.exit_code == _KILLED:  # older Podmans do not tell why
            return self.failed(
                expected, f"it was killed (exit code {_KILLED}), mostly a sign of too little memory"
            )
        last = telling_line(probe.log) or "nothing was printed"
        return self.failed(
            expected,
            f"it stopped by itself with exit code {probe.state.exit_code}: {clean_line(last, 200)}",
        )


class HttpCheck(ContainerCheck):
    """A page answers from outside the container."""

    kind = "http"
    options = CheckOptions(
        {
            "path": OptionSpec("string", required=True, sentence="The path to ask for, as in `/`."),
            "status": OptionSpec(
                "integer", minimum=100, maximum=599, sentence="The HTTP status to expect; 200 if left out."
            ),
            "contains": OptionSpec("string", sentence="Text that the answer must contain."),
        }
    )

    def judge(self, probe: Probe) -> Outcome:
        """Compare status and text."""
        path, status, text = (
            str(self.values["path"]),
            int(self.values.get("status", 200)),
            str(self.values.get("contains", "")),
        )
        answer = probe.get(path)
        if probe.out_of_reach(answer):
            return self.could_not_run(
                "the server listens, but the engine publishes its port on another machine; use an engine on this one"
            )
        expected = f"GET {path} answers {status}" + (f" with “{text}”" if text else "")
        if answer.status != status:
            return self.failed(expected, answer.told, path)
        if text not in answer.body:
            return self.failed(expected, f"{status}, but the text is not there: it is another page", path)
        return self.passed(f"GET {path} answers {status}")


class PageAssetsCheck(ContainerCheck):
    """What a page refers to loads: its script and style, and files of the public folder."""

    kind = "page_assets"
    options = CheckOptions(
        {
            "page": OptionSpec(
                "string", required=True, sentence="The page whose script and style are loaded."
            ),
            "public": OptionSpec("strings", sentence="Paths of public files that must load, too."),
        }
    )

    def judge(self, probe: Probe) -> Outcome:
        """Fail with the first file that does not load."""
        page = probe.get(str(self.values["page"]))
        found = {kind: path for path, kind in reversed(_ASSET.findall(page.body))}
        if not found:
            return self.failed(
                "a page with a script or style of its own", "the page refers to none", page.path
            )
        paths = [*found.values(), *(str(p) for p in self.values.get("public", ()))]
        for path in paths:
            answer = probe.get(path)
            if not _loads(answer):
                return self.failed(f"GET {path} answers 200", answer.told, path)
        return self.passed(f"{len(paths)} files load")


def _loads(answer: Answer) -> bool:
    is_page = answer.content_type.startswith("text/html") and not answer.path.endswith((".html", "/"))
    return answer.status == 200 and bool(answer.body) and not is_page


class ProductionModeCheck(ContainerCheck):
    """The production server runs, not the development server."""

    kind = "production_mode"
    options = CheckOptions(
        {
            "framework": OptionSpec(
                "string", required=True, sentence="Whose development server to recognise: `next`."
            )
        }
    )
    _MARKS: ClassVar[dict[str, re.Pattern[str]]] = {
        # The App Router's development pages load these two by name; a production page loads hashed names only.
        "next": re.compile(
            r"/_next/static/(?:development/|chunks/(?:app-pages-internals|main-app)\.js)|next-hmr|webpack-hmr"
        )
    }

    def judge(self, probe: Probe) -> Outcome:
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
        return self.passed("production server")

"""Checks of what the container answers over HTTP, asked from outside."""

from __future__ import annotations

import re

from tutor.checks.container import ContainerCheck
from tutor.checks.evidence import Evidence
from tutor.checks.probe import Answer, Probe
from tutor.model.check_options import CheckOptions, OptionSpec
from tutor.model.image import glob
from tutor.model.outcome import Outcome

_ASSET = re.compile(r"""(?:src|href)=["'](/_next/static/[^"'?#\s]+\.(js|css))""")


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
            "headers": OptionSpec(
                "mapping",
                sentence="Headers that the answer must have, and globs of their values: `text/html**`.",
            ),
        }
    )

    def judge(self, probe: Probe, evidence: Evidence) -> Outcome:
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
        for name, value in self.values.get("headers", {}).items():
            found = answer.headers.get(str(name).lower(), "")
            if not glob(str(value)).fullmatch(found):
                return self.failed(f"{expected}, {name}: {value}", f"{name}: {found or 'not there'}", path)
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

    def judge(self, probe: Probe, evidence: Evidence) -> Outcome:
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

"""Explain a server that is one file, as of a standalone build of Next, and is not started as it wants to be."""

from __future__ import annotations

import re

from tutor.checks.evidence import Evidence
from tutor.diagnosis.rule import Rule
from tutor.diagnosis.running import app_root, command_line, has_stopped, made, words
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean_line

_NO_NEXT = re.compile(r"\bnext: (?:command )?not found")
_NO_FILE = re.compile(r"Cannot find module '/([^'\s]{1,200}\.[cm]?js)'")
"""How Node says that the script to start is not there."""


def standalone_by_npm(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """npm is to start `next`, and the image holds a standalone build, which has no such program."""
    root, line = app_root(evidence), command_line(evidence)
    if not has_stopped(evidence) or not _NO_NEXT.search(words(evidence)):
        return None
    if evidence.shipped(f"{root}server.js") is None or evidence.shipped(f"{root}node_modules/.bin/next"):
        return None
    return made(
        "standalone-by-npm",
        evidence,
        "The container says that `next` is not found.",
        "A standalone build has a server of its own, `server.js`, and leaves the program `next` out.",
        'Start that server: `CMD ["node", "server.js"]`.',
        line,
    )


def program_elsewhere(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """Node is to start a file that lies in another folder of the image."""
    found = _NO_FILE.search(words(evidence)) if has_stopped(evidence) else None
    if found is None or evidence.shipped(found[1]) is not None:
        return None
    name = f"/{found[1].rpartition('/')[2]}"
    places = [
        (path, evidence.maker(layer))
        for path, (layer, _entry) in evidence.visible().items()
        if f"/{path}".endswith(name) and "node_modules/" not in path
    ]
    path, maker = min(
        ((path, maker) for path, maker in places if maker is not None),
        key=lambda place: len(place[0]),
        default=("", None),
    )
    if maker is None:
        return None
    return made(
        "program-elsewhere",
        evidence,
        f"The container starts `/{clean_line(found[1], 80)}`, and line {maker.span.line} put it at `/{clean_line(path, 80)}`.",
        "`COPY` puts the contents of a folder where the right path says.",
        "Copy it into the folder that the container starts in, or change `WORKDIR` or the command.",
        maker.span.line,
    )


RULES: tuple[Rule, ...] = (standalone_by_npm, program_elsewhere)

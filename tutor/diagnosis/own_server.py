"""Explain an answer that another server gives than the app's own."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tutor.checks.evidence import Evidence
from tutor.diagnosis.rule import Rule
from tutor.diagnosis.running import command_line, made
from tutor.model.entry import content_digest
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean_line

_FILE = re.compile(r"^node(?: --?\S+)* (?:\./)?([\w./-]{1,100}\.[cm]?js)\b")
"""A start script that gives Node one file to run."""


def other_server(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A server answers, but the file that the app's start script runs is not in the image."""
    file, line, probe = _started_by_script(evidence), command_line(evidence), evidence.probe
    if not file or line is None or probe is None or not probe.state.running or evidence.image is None:
        return None
    name = file.rpartition("/")[2]
    if _is_there(name, evidence.lab.app / file, evidence):
        return None
    return made(
        "other-server",
        evidence,
        f"Line {line} starts another program than the app's own `{clean_line(name, 60)}`, which is not in the image.",
        f"`package.json` says that the app starts with `{clean_line(file, 100)}`: that program gives its answers.",
        "Bring that file into the last stage, with all that it loads, and start it.",
        line,
    )


def _is_there(name: str, source: Path, evidence: Evidence) -> bool:
    """Return whether the image has a file of this name, or the project's file under another name."""
    content = content_digest(source.read_bytes()) if source.is_file() else None
    return any(
        path.rpartition("/")[2] == name or entry.digest == content
        for path, (_, entry) in evidence.visible().items()
        if "node_modules/" not in path
    )


def _started_by_script(evidence: Evidence) -> str:
    """Return the file that the app's own start script gives to Node; empty if there is no such script."""
    try:
        manifest = json.loads((evidence.lab.app / "package.json").read_bytes())
    except (OSError, ValueError, RecursionError):
        return ""
    scripts = manifest.get("scripts") if isinstance(manifest, dict) else None
    start = scripts.get("start") if isinstance(scripts, dict) else None
    found = _FILE.match(start) if isinstance(start, str) else None
    return found[1] if found else ""


RULES: tuple[Rule, ...] = (other_server,)

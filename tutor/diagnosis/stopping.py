"""Explain a container that does not end when it is told to."""

from __future__ import annotations

import re

from tutor.checks.evidence import Evidence
from tutor.checks.lifecycle import FIRST_PROCESS
from tutor.diagnosis.rule import Rule
from tutor.diagnosis.running import made, shipped_line
from tutor.diagnosis.shell_form import shell_line
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean_line

_ENDS = frozenset({"", "SIGTERM", "TERM", "15", "SIGINT", "INT", "2", "SIGQUIT", "QUIT", "3"})
"""Signals that servers take for the request to end."""
_SHELL = re.compile(rf"{FIRST_PROCESS}`(?:/\S*/)?(?:sh|bash|ash|dash)\b")


def other_signal(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The image asks for a signal that the server does not end on."""
    line = shipped_line(evidence, "STOPSIGNAL")
    signal = str(evidence.info.config.get("StopSignal") or "") if evidence.info else ""
    if line is None or signal.upper() in _ENDS:
        return None
    return made(
        "stop-signal",
        evidence,
        f"Line {line.span.line} has the engine send {clean_line(signal, 20)}, and the server went on.",
        "A server ends on the signals that it listens for, mostly SIGTERM.",
        "Take the line away: SIGTERM is what engines send by themselves.",
        line.span.line,
    )


def shell_keeps_signal(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The first process is a shell, which waits for the server and passes no signal on."""
    line = shell_line(evidence)
    if line is None or (FIRST_PROCESS in outcome.found and not _SHELL.search(outcome.found)):
        return None  # no shell, or one that has handed over
    return made(
        "shell-keeps-signal",
        evidence,
        f"Line {line.span.line} starts a shell, and the container went on when it was told to stop.",
        "The signal goes to the first process only; a shell that waits for its command does not pass it on.",
        "Let the server be the first process: write it as a list, or put `exec` before it.",
        line.span.line,
    )


RULES: tuple[Rule, ...] = (other_signal, shell_keeps_signal)

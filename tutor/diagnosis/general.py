"""Explain a failed check in its own words, with the rule behind its kind and one thing to try."""

from __future__ import annotations

import re

from tutor.checks.evidence import Evidence
from tutor.diagnosis.running import words
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean

_SERVED = ("starts", "http", "page_assets", "production_mode")
_LINE = re.compile(r"line (\d+)\b")
_WORDS = {
    "http": (
        "The container runs; what it answers is up to the app and its command.",
        "Read the container's last lines, and ask for the address by hand.",
    ),
    "page_assets": (
        "A page is whole only with the files that it refers to.",
        "Look for the file in the image, and at the line that should bring it.",
    ),
    "no_source": (
        "What a line brings ships, also if a later line deletes it.",
        "Leave the file in another stage.",
    ),
    "absent": (
        "What a line brings ships, also if a later line deletes it.",
        "Leave it in another stage, or do not make it.",
    ),
    "stages": (
        "A stage begins with each `FROM`.",
        "Count the `FROM` lines and look at the names behind `AS`.",
    ),
    "final_base": (
        "The last stage's base ships with all that is in it.",
        "Choose another image for the last `FROM`.",
    ),
    "no_unused_stage": (
        "A stage that the last one takes nothing from is not built.",
        "Take from it with `COPY --from=`, or delete it.",
    ),
    "build_time": (
        "Steps that come from the cache take no time.",
        "Look for the slowest step in the build view.",
    ),
    "context_size": (
        "All that `.dockerignore` lets through is part of the build context.",
        "Name there what the build does not need.",
    ),
    "cached_after_edit": (
        "A step runs again when a file that it or a step before it took in has changed.",
        "Copy what this step needs before it, and the rest behind it.",
    ),
    "target": (
        "Each stage can be built by itself, with `--target`.",
        "Build only that stage, and read its log.",
    ),
    "healthy": (
        "The engine runs the `HEALTHCHECK` again and again.",
        "Run its command by hand in the container.",
    ),
    "not_root": ("Without `USER`, all runs as root.", "Name a user with `USER` in the last stage."),
    "read_only": (
        "What a container writes is lost with it.",
        "Write to a folder that is made for it, or not at all.",
    ),
    "stops_in": (
        "The signal goes to the first process only; a shell in front of the program does not pass it on.",
        "Write `CMD` as a list, and let the program end on the signal.",
    ),
    "command": ("", "Run the command by hand in the container."),
    "present": ("What the last stage does not copy or make does not ship.", "Copy it into the last stage."),
    "content": ("", "Look at the file, and at the line that brings it."),
    "mode": ("Files keep the permissions that they had when they were copied.", "Use `COPY --chmod=`."),
    "owner": (
        "What `COPY` brings belongs to root, or to its owner in the other stage.",
        "Use `COPY --chown=`.",
    ),
    "no_category": (
        "What a line brings ships, also if a later line deletes it.",
        "Leave it in another stage.",
    ),
    "no_package": (
        "What a line installs ships, also if a later line removes it.",
        "Install it in another stage.",
    ),
    "no_secret": (
        "Layers, history and configuration are open to everyone who has the image; deleting comes too late.",
        "Give it to one step only, with `RUN --mount=type=secret`.",
    ),
    "quiet_build": (
        "A build log is read by everyone who sees the build, and CI servers keep it.",
        "Look at what that line prints, and leave it out.",
    ),
    "no_secret_in_stages": (
        "A stage that stays behind is in the cache of each machine that builds, with its files and its history.",
        "Give the secret to one step only, with `RUN --mount=type=secret`.",
    ),
    "config": (
        "The last stage and its base say how the image runs.",
        "Change that line, or add it to the last stage.",
    ),
    "layer_count": ("Each `RUN`, `COPY` and `ADD` makes a layer.", "Put together what belongs together."),
}
"""By kind of check: why, and what to try."""


def in_own_words(kind: str, outcome: Outcome, evidence: Evidence) -> Diagnosis:
    """Return what the check itself has said; honest where no rule knows more."""
    why, try_ = _WORDS.get(kind, ("", ""))
    where = f" ({outcome.where})" if outcome.where else ""
    return Diagnosis(
        f"{kind}-failed".replace("_", "-"),
        f"Expected: {outcome.expected}. Found: {outcome.found.rstrip('.')}{where}.",
        why,
        try_,
        line=named_line(outcome, evidence),
        engine_words=_last_words(kind, evidence),
    )


def _last_words(kind: str, evidence: Evidence) -> str:
    """Return what the engine said of a failed build, or the container's last lines if the check is about what it serves."""
    if evidence.failure:
        return clean(evidence.failure.message, 600)
    return clean(words(evidence), 800) if kind in _SERVED else ""


def named_line(outcome: Outcome, evidence: Evidence) -> int | None:
    """Return the line that the check names, if the file has it, else that of a failed step."""
    found = _LINE.match(outcome.where)
    lines = len(evidence.dockerfile.lines) if evidence.dockerfile else 0
    if found and len(found[1]) < 7 and 1 <= int(found[1]) <= lines:
        return int(found[1])
    step = evidence.failure.step if evidence.failure else None
    return step.line if step else None

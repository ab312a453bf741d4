"""What a file asks for that the engine does not have: read from its refusal, told with the engines that have it."""

from __future__ import annotations

import re

from tutor.checks.evidence import Evidence
from tutor.engine.build_events import BuildFailure
from tutor.engine.port import Engine
from tutor.model.course import Lab
from tutor.model.dockerfile import Instruction

_CLASSIC = re.compile(r"the --([a-z-]+) option requires BuildKit|failed to parse platform : (\"\")")
_UNKNOWN = re.compile(r"unknown flag: (?:--)?([a-z-]+)", re.IGNORECASE)
_ONLY = re.compile(r"\b(?:COPY|ADD|RUN) only supports the (.*)", re.DOTALL)
_WITH_BUILDKIT = "BuildKit has it, and so have Docker Engine 20.10 and later"
_SINCE = {
    "link": "Docker Engine 23.0 and later have it",
    "mount": _WITH_BUILDKIT,
    "chmod": _WITH_BUILDKIT,
    "network": _WITH_BUILDKIT,
    "security": _WITH_BUILDKIT,
}
_MOUNT_OPTION = re.compile(r"unexpected key '(env)' in 'env=")
_REFUSED = frozenset({"parse", "other", "engine_trouble"})
"""Failure kinds of an engine that did not begin the step; the words of others quote what the learner ran."""
_NEWER = frozenset({"checksum", "exclude", "keep-git-dir", "parents", "unpack", "device"})
"""Flags of the newest engines."""


def missing_builder(lab: Lab, engine: Engine) -> str:
    """Return why an engine cannot judge any file of a lab; empty if it can. Raises `EngineTrouble`."""
    if "mounts" in lab.requires and engine.builder() == "classic":
        return (
            "this lab needs `RUN --mount`, which the classic builder of this engine does not have:"
            f" {_WITH_BUILDKIT}. It says nothing about your Dockerfile"
        )
    return ""


def missing_feature(evidence: Evidence) -> str | None:
    """Return what the engine lacks and which ones have it, if it refused the file for that; else None."""
    failure = evidence.failure
    if failure is None or evidence.dockerfile is None or failure.kind not in _REFUSED:
        return None
    instruction = _failing(evidence)
    return (
        _without_buildkit(failure)
        or _unknown_flag(failure)
        or _newer_mount(failure, instruction)
        or _podmans_list(failure, instruction)
        or _here_document(failure, instruction, evidence)
    )


def _without_buildkit(failure: BuildFailure) -> str | None:
    """Return what only BuildKit knows; the classic builder says so itself."""
    found = _CLASSIC.search(failure.message)
    if found is None:
        return None
    if found[2]:
        return (
            "`$BUILDPLATFORM` is known to BuildKit only, and this engine built with the classic builder:"
            " Docker Engine 20.10 and later have both. Write the `FROM` without `--platform`, and the image can be judged"
        )
    return _told(
        found[1], "the classic builder, which this engine built with", _since(found[1]) or _WITH_BUILDKIT
    )


def _unknown_flag(failure: BuildFailure) -> str | None:
    """Return a flag that is right, but that this engine does not know; a mistyped one is the learner's."""
    found = _UNKNOWN.search(failure.message)
    since = _since(found[1].lower()) if found else ""
    return _told(found[1].lower(), "this engine", since) if found and since else None


def _newer_mount(failure: BuildFailure, instruction: Instruction | None) -> str | None:
    """Return an option of `--mount` that is right, but that this engine does not know."""
    found = _MOUNT_OPTION.search(failure.message)
    if found is None or instruction is None or not any(f.name == "mount" for f in instruction.flags):
        return None
    return (
        f"`{found[1]}=` in a `--mount` is unknown to this engine: newer versions of Docker Engine have it."
        " Write the line without it, and the image can be judged"
    )


def _podmans_list(failure: BuildFailure, instruction: Instruction | None) -> str | None:
    """Return a flag that is not among those that Podman lists."""
    found = _ONLY.search(failure.message)
    if found is None or instruction is None:
        return None
    for flag in instruction.flags:
        since = _since(flag.name)
        if since and f"--{flag.name}" not in found[1]:
            return _told(flag.name, "this version of Podman", since)
    return None


def _here_document(failure: BuildFailure, instruction: Instruction | None, evidence: Evidence) -> str | None:
    """Return that the engine took the lines of a here-document for instructions."""
    documents = any(i.heredocs for i in evidence.dockerfile.instructions) if evidence.dockerfile else False
    if failure.kind != "parse" or not documents:
        return None
    line = failure.step.line if failure.step else None
    inside = instruction.heredocs if instruction else "unknown instruction" in failure.message.lower()
    if not inside or (line is not None and instruction is None):
        return None
    return (
        "this engine takes the lines of a here-document (`<<`) for instructions: Docker Engine 23.0 and later read them with"
        " BuildKit, the classic builder and old versions of Podman do not. Write it with `&&`, and the image can be judged"
    )


def _told(flag: str, who: str, since: str) -> str:
    return f"`--{flag}` is unknown to {who}: {since}. Write the line without it, and the image can be judged"


def _since(flag: str) -> str:
    return _SINCE.get(flag) or ("newer versions of Docker Engine have it" if flag in _NEWER else "")


def frontend_not_pulled(failure: BuildFailure | None) -> str | None:
    """Return the `# syntax=` line if the engine could not get the image that it names; else None."""
    step = failure.step if failure else None
    if failure is None or step is None or step.line is None or not step.name.startswith("#"):
        return None
    return step.name if failure.kind in ("missing_image", "registry_unreachable", "rate_limit") else None


def _failing(evidence: Evidence) -> Instruction | None:
    """Return the instruction that the failure's line belongs to."""
    line = evidence.failure.step.line if evidence.failure and evidence.failure.step else None
    instructions = evidence.dockerfile.instructions if evidence.dockerfile else ()
    return next((i for i in instructions if line and i.span.line <= line <= i.span.end_line), None)

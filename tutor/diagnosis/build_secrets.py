"""Explain a RUN that failed because the secret that it needs was not where it looked for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutor.checks.evidence import Evidence
from tutor.diagnosis.failing import failing, made, printed
from tutor.diagnosis.rule import Rule
from tutor.model.dockerfile import Instruction
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean_line

_FOLDER = "/run/secrets/"
_READ = re.compile(r"/(?:var/)?run/secrets?/[\w.-]{0,100}")
"""A place that a command means as that of a secret, whether or not it is one."""
_NOT_GIVEN = re.compile(r"\bsecret\b.{0,200}\bnot found\b|\bno secret\b", re.IGNORECASE)
"""What engines say of a secret that a step requires and the build was not given."""
_REFUSED = re.compile(r"\bE401\b|\b401 Unauthorized\b")


def unknown_id(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The RUN asks for a secret under an id that the build is not given."""
    line, given = failing(evidence), evidence.lab.build.secrets
    asked, place = next((s for s in _secrets(line) if s[0] not in given), ("", ""))
    if line is None or not asked or not given or not _failed_by_it(evidence, place):
        return None
    known = " and ".join(f"`{name}`" for name in given)
    return made(
        "secret-unknown-id",
        evidence,
        f"Line {line.span.line} mounts a secret with the id `{clean_line(asked, 60)}`; this build is given {known}.",
        "The id is the name behind `docker build --secret id=`. Under another one there is nothing to mount.",
        f"Write `id={next(iter(given))}`.",
    )


def other_place(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The RUN mounts the secret in one place, and reads it in another."""
    line = failing(evidence)
    targets = [target for _, target in _secrets(line)] if line else []
    read = _reads(line)
    if line is None or not targets or not read or read in targets or not _failed_by_it(evidence):
        return None
    return made(
        "secret-other-place",
        evidence,
        f"Line {line.span.line} reads `{clean_line(read, 80)}`, and mounts the secret at `{clean_line(targets[0], 80)}`.",
        "A secret is a file, at `/run/secrets/` and its id, or where `target=` says.",
        "Let both be the same path.",
    )


def other_run(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The RUN reads a secret that only another RUN mounts, or none."""
    line, read = failing(evidence), _reads(failing(evidence))
    if (
        line is None
        or line.keyword != "RUN"
        or not read
        or any(_secrets(line))
        or not _failed_by_it(evidence)
    ):
        return None
    mounting = next((i for i in _runs(evidence) if any(_secrets(i))), None)
    return made(
        "secret-other-run" if mounting else "secret-not-mounted",
        evidence,
        f"Line {line.span.line} reads `{clean_line(read, 80)}`, and "
        + (f"only line {mounting.span.line} mounts the secret." if mounting else "no line mounts a secret."),
        "A mount is there for one `RUN`, and gone with it.",
        f"Put the `--mount` of line {mounting.span.line} into the `RUN` that reads it."
        if mounting
        else "Begin this line with `RUN --mount=type=secret,id=` and the id.",
    )


def registry_refused(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A private registry of the lab's got no token, or a wrong one."""
    line, servers = failing(evidence), [s for s in evidence.lab.services if "build" in s.during]
    if line is None or not servers or not _REFUSED.search(printed(evidence)):
        return None
    words = printed(evidence)
    server = next((s for s in servers if s.host in words), servers[0])
    address = f"{server.host}:{server.port}"
    is_given = any(_secrets(line)) or "_auth" in line.rest
    return made(
        "registry-refused",
        evidence,
        f"The registry {address} refused what line {line.span.line} asked for: 401, it got no token that it knows.",
        f"npm sends a token only to the address that stands before `:_authToken=`, here `//{address}/`."
        if is_given
        else "It is private, and this step was given no token.",
        "Compare the address, and print the length of the token, not the token."
        if is_given
        else "Mount the secret in this `RUN`, and write it into npm's settings before npm asks.",
    )


def _secrets(instruction: Instruction | None) -> Iterator[tuple[str, str]]:
    """Yield id and path of each secret that an instruction mounts as a file."""
    for flag in instruction.flags if instruction else ():
        options = dict(part.partition("=")[::2] for part in (flag.value or "").split(","))
        if flag.name == "mount" and options.get("type") == "secret":
            target = options.get("target") or options.get("dst") or options.get("destination") or ""
            name = options.get("id") or target.rpartition("/")[2]
            if name and "env" not in options:
                yield name, target or f"{_FOLDER}{name}"


def _reads(instruction: Instruction | None) -> str:
    """Return the place of a secret that a command names; empty if it names none."""
    found = _READ.search(instruction.rest) if instruction else None
    return found[0] if found else ""


def _runs(evidence: Evidence) -> Iterator[Instruction]:
    instructions = evidence.dockerfile.instructions if evidence.dockerfile else ()
    return (i for i in instructions if i.keyword == "RUN")


def _failed_by_it(evidence: Evidence, place: str = "") -> bool:
    """Return whether the step could not open a secret (at `place`), got none, or was refused for the lack of it."""
    said, engine = printed(evidence), evidence.failure.message if evidence.failure else ""
    return bool(_REFUSED.search(said) or _NOT_GIVEN.search(engine)) or any(
        (_READ.search(line) or (place and place in line)) and "no such file" in line.lower()
        for line in said.splitlines()
    )


RULES: tuple[Rule, ...] = (unknown_id, other_place, other_run, registry_refused)

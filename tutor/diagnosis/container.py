"""Explain a container that does not serve, or serves the wrong way."""

from __future__ import annotations

import re

from tutor.checks.container import KILLED
from tutor.checks.evidence import Evidence
from tutor.diagnosis.rule import Rule
from tutor.diagnosis.running import app_root, command_line, listening, made, shipped_line, start_example
from tutor.engine.listening import reachable
from tutor.model.dockerfile import Instruction
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean_line

_NOBODY = re.compile(r"unable to find (?:user|group)")
"""How engines say that a USER is not known."""
_LOOPBACK = re.compile(r"\b(?:localhost|127(?:\.\d{1,3}){3})\b")


def listens_on_loopback(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The server listens on the right port, but only inside the container."""
    sockets, port = listening(evidence), evidence.lab.port
    if not any(number == port for _, number in sockets) or reachable(sockets, port):
        return None
    variable = _address_line(evidence)
    return made(
        "listens-on-loopback",
        evidence,
        f"The server runs, but listens on port {port} of 127.0.0.1 only, inside the container.",
        "That address is the container's own; nobody outside can reach it.",
        f"Let it listen on all addresses: write `0.0.0.0` in line {variable.span.line}."
        if variable
        else "Let it listen on all addresses: take `-H 127.0.0.1` (or the like) away.",
        variable.span.line if variable else command_line(evidence),
    )


def _address_line(evidence: Evidence) -> Instruction | None:
    """Return the ENV that sets the address, unless the command names one itself."""
    found = [i for i in evidence.shipped_instructions() if i.keyword == "ENV" and _LOOPBACK.search(i.rest)]
    return found[-1] if found and not _LOOPBACK.search(evidence.command) else None


def other_port(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The server listens on another port."""
    ports = sorted(
        {number for address, number in listening(evidence) if reachable(((address, number),), number)}
    )
    if not ports or evidence.lab.port in ports:
        return None
    return made(
        "other-port",
        evidence,
        f"The server listens on port {ports[0]}, and this lab asks on port {evidence.lab.port}.",
        "`EXPOSE` is a label: it neither opens a port nor changes where the server listens.",
        f"Let the server listen on {evidence.lab.port}.",
        _port_line(evidence, ports[0]),
    )


def _port_line(evidence: Evidence, port: int) -> int | None:
    """Return the line that sets the port: an ENV, unless the command names the port itself."""
    sets = re.compile(rf"\b(?:PORT[ =]|\w+[ =]\S*:)[\"']?{port}\b")
    found = [i for i in evidence.shipped_instructions() if i.keyword == "ENV" and sets.search(i.rest)]
    if found and not re.search(rf"\b{port}\b", evidence.command):
        return found[-1].span.line
    return command_line(evidence)


def nothing_listens(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The container runs, but no process in it listens on any port."""
    probe = evidence.probe
    if probe is None or not probe.state.running or probe.listening != ():
        return None
    return made(
        "nothing-listens",
        evidence,
        f"The container runs `{clean_line(evidence.command, 60)}`, but nothing in it listens on a port.",
        "A page can only come from a server that listens.",
        f"Start the server: `{start_example(evidence)}`.",
        command_line(evidence),
    )


def static_missing(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The page answers, but the scripts and styles that the build made for it are not in the image."""
    of_assets = any(c.id == outcome.check_id and c.kind == "page_assets" for c in evidence.lab.checks)
    folder = f"{app_root(evidence)}.next/static/"
    if not of_assets or evidence.image is None or not outcome.where.startswith("/_next/static/"):
        return None
    if any(path.startswith(folder) for path in evidence.visible()):
        return None
    return Diagnosis(
        "static-missing",
        f"The page answers, but `{clean_line(outcome.where, 80)}` does not: {outcome.found}.",
        f"The server reads it from `/{folder}`, and that is not in the image; a standalone build leaves it out.",
        "Copy it, too: `COPY --from=<build stage> /app/.next/static ./.next/static`.",
    )


def public_spilled(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The contents of `public` were copied, without the folder."""
    path = f"{app_root(evidence)}{outcome.where.lstrip('/')}"
    entry = evidence.visible().get(path) if _of_assets(outcome, evidence) else None
    maker = evidence.maker(entry[0]) if entry else None
    if maker is None:
        return None
    return made(
        "public-spilled",
        evidence,
        f"Line {maker.span.line}: the contents of `public` landed in `/{path.rpartition('/')[0]}` itself.",
        "`COPY` puts the contents of a directory into the target, not the directory.",
        "Write the folder on the right, too: `... /app/public ./public`.",
        maker.span.line,
    )


def public_missing(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The page answers, but a file of `public` does not."""
    if not _of_assets(outcome, evidence) or evidence.shipped(f"{app_root(evidence)}public{outcome.where}"):
        return None
    return Diagnosis(
        "public-missing",
        f"The page answers, but `{clean_line(outcome.where, 80)}` does not: {outcome.found}.",
        "Files of the `public` folder are no part of what the build writes; the server reads them from disk.",
        "Copy the `public` folder into the last stage, too.",
    )


def _of_assets(outcome: Outcome, evidence: Evidence) -> bool:
    """Return whether a file of the project's own, not one that the build made, was not served."""
    kind = next((c.kind for c in evidence.lab.checks if c.id == outcome.check_id), "")
    is_file = (evidence.lab.app / "public" / outcome.where.strip("/")).is_file()
    of_assets = kind == "page_assets" or (kind == "http" and bool(outcome.where.strip("/")) and is_file)
    return of_assets and evidence.image is not None and not outcome.where.startswith("/_next/")


def out_of_memory(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The container was killed for the memory that it took."""
    probe = evidence.probe
    if probe is None or probe.state.running or probe.refused:
        return None
    told = probe.state.out_of_memory
    if not told and probe.state.exit_code != KILLED:  # not every engine tells why
        return None
    limit = f"{evidence.lab.limits.memory_mb:,} MB"
    return made(
        "out-of-memory",
        evidence,
        f"The container used more memory than the {limit} that this lab gives it, and was killed."
        if told
        else f"The container was killed (exit code {KILLED}), mostly a sign of more memory than the {limit} of this lab.",
        "A process that is killed from outside has no last words.",
        "Start only the server: building and development take far more memory than serving.",
        command_line(evidence),
    )


def stopped(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The container did not stay up, for a reason that only its log tells."""
    probe = evidence.probe
    if probe is None or probe.state.running:
        return None
    if probe.refused:
        return _not_started(evidence, probe.refused)
    return made(
        "stopped",
        evidence,
        f"The image was built, but the container stopped by itself with exit code {probe.state.exit_code}.",
        "A build that ends well proves only the build.",
        "Read its last lines below."
        if probe.log
        else "It printed nothing: run its command by hand to see why.",
        command_line(evidence),
    )


def _not_started(evidence: Evidence, said: str) -> Diagnosis:
    """Return which line the engine's refusal is about, by its words."""
    about = _refused_line(evidence, said)
    denied = "permission denied" in said and "exec:" in said
    why = "The file may not be executed, or its folder may not be entered." if denied else ""
    if about is None:
        try_ = "Read what the engine says below."
    elif denied:
        try_ = "Make it executable: `RUN chmod +x` on it, or `COPY --chmod=755`."
    else:
        try_ = f"Check the `{about.keyword}` line."
    line = about.span.line if about else None
    return made(
        "not-started", evidence, "The image was built, but the engine cannot start it.", why, try_, line
    )


def _refused_line(evidence: Evidence, said: str) -> Instruction | None:
    if _NOBODY.search(said):
        return shipped_line(evidence, "USER")
    entry, command = shipped_line(evidence, "ENTRYPOINT"), shipped_line(evidence, "CMD")
    return entry or command


RULES: tuple[Rule, ...] = (
    listens_on_loopback,
    other_port,
    nothing_listens,
    static_missing,
    public_spilled,
    public_missing,
    out_of_memory,
    stopped,
)

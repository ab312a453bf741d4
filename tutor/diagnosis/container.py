"""Explain a container that does not serve, or serves the wrong way."""

from __future__ import annotations

import re

from tutor.checks.container import KILLED
from tutor.checks.evidence import Evidence
from tutor.diagnosis.rule import Rule
from tutor.diagnosis.running import command_line, listening, made, shipped_line, start_example
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
    out_of_memory,
    stopped,
)

"""Explain an image without a health check, or one whose health check does not pass."""

from __future__ import annotations

import re

from tutor.checks.evidence import Evidence
from tutor.checks.lifecycle import has_health_check
from tutor.diagnosis.rule import Rule
from tutor.diagnosis.running import listening, shipped_line
from tutor.model.dockerfile import Instruction
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean, clean_line

_NOT_FOUND = re.compile(
    r"exec: \"([^\"]{1,200})\": (?:executable file not found|stat )"
    r"|\b(?:sh|bash|ash): (?:\d+: |line \d+: )?([\w./-]{1,60}): (?:command )?not found"
)
"""How an engine, or a shell, says that there is no such program."""
_REFUSED = re.compile(r"refused", re.IGNORECASE)
_NO_PAGE = re.compile(r"\b404\b")
_ADDRESS = re.compile(r"https?://([^\s/:'\"]{1,100})(?::(\d{1,5}))?(/[^\s'\"|;)]{0,200})?")
_IPV4, _ANY = "0.0.0.0", "::"  # noqa: S104 - read in the kernel's tables, not bound
_IPV4_LOOPBACK = re.compile(r"127(?:\.\d{1,3}){3}")


def none_here(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The image has no health check: none was written, it was switched off, or it stands in another stage."""
    if evidence.info is None or evidence.dockerfile is None or has_health_check(evidence):
        return None
    own, final = shipped_line(evidence, "HEALTHCHECK"), evidence.dockerfile.final
    every = [i for stage in evidence.dockerfile.stages for i in stage.instructions]
    other = next((i for i in every if i.keyword == "HEALTHCHECK"), None)
    why = "Without it an engine sees that a process runs, not whether the page answers."
    if own is not None:
        see = f"Line {own.span.line} takes the health check away."
        return _said(
            "health-check-missing", evidence, see, why, "Write the command that asks for the page.", own
        )
    if other is not None:
        return _said(
            "health-check-elsewhere",
            evidence,
            f"The image has no health check: that of line {other.span.line} belongs to another stage.",
            "What an image says of itself comes from its last stage, and does not cross a `FROM`.",
            "Move the line into the last stage.",
            other,
        )
    return _said(
        "health-check-missing",
        evidence,
        "The last stage has no `HEALTHCHECK`.",
        why,
        "Add one that asks for the page from inside the container.",
        final.instructions[0] if final else None,
    )


def program_missing(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The health check wants to run a program that the image does not have."""
    found, line = _NOT_FOUND.search(_words(evidence)), shipped_line(evidence, "HEALTHCHECK")
    if found is None or line is None:
        return None
    name = (found[1] or found[2] or "").strip()
    if " " in name:
        return _said(
            "health-check-one-string",
            evidence,
            f"Line {line.span.line}: the list has one item, `{clean_line(name, 60)}`, with the blanks in it.",
            "In a list each word is an item of its own; the first is the program.",
            "Take the brackets away, or write each word for itself.",
            line,
        )
    has_wget = name != "wget" and any(evidence.shipped(p) is not None for p in ("usr/bin/wget", "bin/wget"))
    return _said(
        "health-check-program",
        evidence,
        f"Line {line.span.line} asks with `{clean_line(name, 60)}`, and the image has no such program.",
        "A health check runs inside the container, with what the image holds.",
        "Ask with `wget`, which is there."
        if has_wget
        else "Ask with a program that is there, as with `node -e`.",
        line,
    )


def wrong_page(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The server answers the health check that there is no such page."""
    line = shipped_line(evidence, "HEALTHCHECK")
    if line is None or not _NO_PAGE.search(_words(evidence)):
        return None
    found = _ADDRESS.search(line.rest)
    path = f"`{clean_line(found[3], 80)}`" if found and found[3] else "a page"
    return _said(
        "health-check-page",
        evidence,
        f"Line {line.span.line} asks for {path}, and the server answers 404: there is no such page.",
        "The server is well, and the question is wrong.",
        "Ask for a page that the application has, as `/`.",
        line,
    )


def wrong_port(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The health check asks on a port where nobody listens."""
    line, port = shipped_line(evidence, "HEALTHCHECK"), _asked(evidence)[1]
    if line is None or not _REFUSED.search(_words(evidence)) or port in (None, evidence.lab.port):
        return None
    if any(number == port for _, number in listening(evidence)):
        return None
    return _said(
        "health-check-port",
        evidence,
        f"Line {line.span.line} asks on port {port}, and the server listens on {evidence.lab.port}.",
        "A health check asks from inside the container, so the server's own port counts.",
        f"Ask on port {evidence.lab.port}.",
        line,
    )


def wrong_address(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The health check asks at an address of the container where the server does not listen."""
    line, (host, _port) = shipped_line(evidence, "HEALTHCHECK"), _asked(evidence)
    sockets = {address for address, number in listening(evidence) if number == evidence.lab.port}
    if line is None or not sockets or not _REFUSED.search(_words(evidence)):
        return None
    if host == "localhost" and _IPV4 in sockets:
        see = f"Line {line.span.line} asks at `localhost`, and the server listens on addresses of IPv4 only."
        why = "The program took `localhost` for `::1`, the same place in IPv6, and nobody listens there."
        return _said("health-check-localhost", evidence, see, why, "Write `127.0.0.1`.", line)
    if sockets & {_IPV4, _ANY} or (host != "localhost" and not _IPV4_LOOPBACK.fullmatch(host)):
        return None
    return _said(
        "health-check-address",
        evidence,
        f"Line {line.span.line} asks at `{clean_line(host, 60)}`, and the server listens on {', '.join(sorted(sockets))} only.",
        "A server may listen on one address: Next's standalone server takes the one of `HOSTNAME`, which an engine"
        " sets to the container's name.",
        "Let it listen on all: `ENV HOSTNAME=0.0.0.0`.",
        line,
    )


def _asked(evidence: Evidence) -> tuple[str, int | None]:
    """Return the host and the port that the health check names."""
    line = shipped_line(evidence, "HEALTHCHECK")
    found = _ADDRESS.search(line.rest) if line else None
    if found is None:
        return "", None
    return found[1], int(found[2]) if found[2] else 80


def _words(evidence: Evidence) -> str:
    return evidence.probe.health_said if evidence.probe else ""


def _said(
    identifier: str, evidence: Evidence, see: str, why: str, try_: str, line: Instruction | None
) -> Diagnosis:
    """Return a diagnosis with what the health check printed last."""
    number = line.span.line if line else None
    return Diagnosis(identifier, see, why, try_, number, clean(_words(evidence)[-800:], 800))


RULES: tuple[Rule, ...] = (none_here, program_missing, wrong_page, wrong_port, wrong_address)
